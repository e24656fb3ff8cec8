"""What the shipped glossary must be before anyone relies on it."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

GLOSSARY = Path(__file__).parents[2] / "config" / "glossary.vi-en.csv"
COLUMNS = ["term", "translation", "kind", "note", "forbidden"]
VIETNAMESE = frozenset("ăâđêôơưĂÂĐÊÔƠƯ")


def is_vietnamese(text: str) -> bool:
    """Whether a letter of the text carries a Vietnamese mark."""
    marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    return any(letter in VIETNAMESE or marks & set(unicodedata.normalize("NFD", letter)) for letter in text)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        found = list(reader)
        assert reader.fieldnames == COLUMNS
    return found


def test_there_are_at_least_600_terms(rows: list[dict[str, str]]) -> None:
    assert len(rows) >= 600


def test_every_row_has_all_its_columns_and_no_stray_space(rows: list[dict[str, str]]) -> None:
    for row in rows:
        assert None not in row, row
        assert all(value is not None and value == " ".join(value.split()) for value in row.values()), row


def test_every_term_has_a_translation_and_a_kind(rows: list[dict[str, str]]) -> None:
    for row in rows:
        assert row["term"], row
        assert row["translation"], row
        assert row["kind"].replace("-", "").isalpha(), row


def test_no_term_stands_twice_however_it_is_cased(rows: list[dict[str, str]]) -> None:
    counts = Counter(row["term"].casefold() for row in rows)
    assert [term for term, count in counts.items() if count > 1] == []


def test_everything_is_in_nfc(rows: list[dict[str, str]]) -> None:
    for row in rows:
        assert all(unicodedata.is_normalized("NFC", value) for value in row.values()), row


def test_translations_hold_no_vietnamese_letters(rows: list[dict[str, str]]) -> None:
    assert [row["term"] for row in rows if is_vietnamese(row["translation"] + row["forbidden"])] == []


def test_a_forbidden_rendering_is_never_the_official_one(rows: list[dict[str, str]]) -> None:
    for row in rows:
        forbidden = [rendering.strip() for rendering in row["forbidden"].split(";")]
        assert row["forbidden"] == "" or all(forbidden), row
        assert row["translation"].casefold() not in {rendering.casefold() for rendering in forbidden}, row


def test_no_official_rendering_holds_what_any_row_forbids(rows: list[dict[str, str]]) -> None:
    """Or one right translation would make another, in the same sentence, look wrong."""
    official = "\n".join(f" {row['translation'].casefold()} " for row in rows)
    for row in rows:
        for rendering in filter(None, row["forbidden"].split(";")):
            assert f" {rendering.casefold()} " not in official, row


def test_a_term_of_one_syllable_is_an_abbreviation(rows: list[dict[str, str]]) -> None:
    """A lower-case syllable means too many things to have one translation."""
    single = [row["term"] for row in rows if " " not in row["term"]]
    assert [term for term in single if sum(letter.isupper() or letter in "0123456789" for letter in term) < 2] == []
