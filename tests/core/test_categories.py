from __future__ import annotations

import csv
from pathlib import Path

from worker.core.categories import category_table, english_author, english_categories

CONFIG = Path(__file__).parents[2] / "config"


def table() -> dict[str, str]:
    with (CONFIG / "categories.vi-en.csv").open(encoding="utf-8", newline="") as file:
        return category_table((row["vietnamese"], row["english"]) for row in csv.DictReader(file))


def test_the_usual_sections_have_english_names() -> None:
    names = ["Chính trị", "XÃ HỘI", "Kinh tế", "Thể thao", "Sức khoẻ", "Văn hoá", "Pháp luật", "Thời tiết", "Giáo dục"]
    assert english_categories(names, table()) == (
        "Politics",
        "Society",
        "Economy",
        "Sports",
        "Health",
        "Culture",
        "Law",
        "Weather",
        "Education",
    )


def test_case_punctuation_and_tone_spelling_do_not_matter() -> None:
    assert english_categories(["văn hóa – giải trí", "Văn Hoá - Giải Trí"], table()) == ("Culture and Entertainment",)


def test_an_unknown_section_comes_without_tone_marks_and_an_empty_one_not_at_all() -> None:
    assert english_categories(["Chuyện lạ bốn phương", " "], table()) == ("Chuyen la bon phuong",)


def test_an_author_s_name_loses_its_tone_marks() -> None:
    assert english_author(" Nguyễn  Đức Thắng ") == "Nguyen Duc Thang"
