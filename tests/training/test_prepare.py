"""What cleaning keeps, changes and drops."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from models.training.prepare import Pair, fault, read_tsv, select, tidy, write_tsv
from models.training.text import fingerprint, house_style, unmatched_numbers

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("raw", "styled"),
    [
        ("on 26 March 2020", "on March 26, 2020"),
        ("on the 9th of January", "on the January 9"),
        ("January 9th", "January 9"),
        ("in Hà Nội and Đà Nẵng", "in Ha Noi and Da Nang"),
        ("Decision No. 861/QĐ-TTg of Nguyễn Văn Thông", "Decision No. 861/QĐ-TTg of Nguyen Van Thong"),
        ("a café in São Paulo", "a café in São Paulo"),
        ("“quoted” and ‘quoted’", "\"quoted\" and 'quoted'"),
    ],
)
def test_english_is_put_into_house_style(raw: str, styled: str) -> None:
    assert house_style(raw) == styled


@pytest.mark.parametrize(
    ("vi", "en"),
    [
        ("1.250,5 tỷ đồng", "1,250.5 billion VND"),
        ("chiều 9/1", "on the afternoon of January 9"),
        ("lúc 14h30", "at 2:30 p.m."),
        ("khóa XVIII", "the 18th"),
        ("Nghị quyết số 39-NQ/TW", "Resolution No. 39-NQ/TW"),
        ("5 người", "five people"),
        ("số 0238.3598.777", "number 0238.3598.777"),
    ],
)
def test_numbers_that_agree_are_seen_to_agree(vi: str, en: str) -> None:
    assert not unmatched_numbers(vi, en)


@pytest.mark.parametrize(("vi", "en"), [("1.250 tỷ", "1,205 billion"), ("ngày 9/1", "on January 19"), ("3%", "four")])
def test_numbers_that_differ_are_seen_to_differ(vi: str, en: str) -> None:
    assert unmatched_numbers(vi, en)


@pytest.mark.parametrize(
    ("vi", "en", "reason"),
    [
        ("", "Empty.", "empty"),
        ("Một câu khá là ngắn.", "word " * 40, "length ratio"),
        ("Đây là {{bản mẫu}} trang.", "This is a page.", "markup"),
        ("This line is in English all through", "Đây", "length ratio"),
        ("This is not in Vietnamese at all", "This is something else in English", "source not Vietnamese"),
        ("Giá 10, 20 và 30 đồng", "It costs 11, 21 and 31 dong", "numbers differ"),
        ("Hôm nay trời nắng.", "It is sunny today.", ""),
    ],
)
def test_a_pair_is_dropped_for_a_reason_that_is_told(vi: str, en: str, reason: str) -> None:
    assert fault(Pair(vi, en, "evbcorpus")) == reason


def test_duplicates_and_development_sentences_are_dropped_and_counted() -> None:
    pair = Pair("Hôm nay trời nắng đẹp.", "It is sunny today.", "evbcorpus")
    twin = Pair("Hôm nay, trời nắng đẹp", "It is sunny today!", "xquad")
    known = Pair("Câu này để đo lường thôi.", "This one is for measuring.", "xquad")
    kept, dropped = select([pair, twin, known], frozenset({fingerprint(known.vi)}))
    assert kept == [tidy(pair)]
    assert dropped == Counter({("xquad", "duplicate"): 1, ("xquad", "in a development set"): 1})


def test_a_damaged_line_stops_reading_and_says_where(tmp_path: Path) -> None:
    path = tmp_path / "theme.tsv"
    path.write_text("một\tone\nhai\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="line 2"):
        list(read_tsv(path, "own"))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "work" / "train.tsv"
    write_tsv(path, [Pair("một", "one", "own")])
    assert path.read_text(encoding="utf-8") == "một\tone\town\n"
