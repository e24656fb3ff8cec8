"""Sentence splitting: the table of cases, and what holds for any text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.sentences import split, split_clauses

CASES = [
    [line for line in case.splitlines() if not line.startswith("#")]
    for case in (Path(__file__).parent.parent / "data" / "sentences.txt").read_text("utf-8").split("\n\n")
]
CASES = [case for case in CASES if case]

NEWS = st.text(alphabet='aăâbcđêghTPQN.!?…:;,()"“”’ -–\n19/', max_size=80)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


def test_the_table_is_whole() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0][:40])
def test_news_is_split_as_a_reader_would(case: list[str]) -> None:
    assert sentences(" ".join(case)) == case


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dòng một\nDòng hai", ["Dòng một", "Dòng hai"]),
        ("Gồm các mục:\n- lúa\n- ngô", ["Gồm các mục:", "- lúa", "- ngô"]),
        ("Giá 5 triệu đồng.Theo báo cáo, giá tăng.", ["Giá 5 triệu đồng.", "Theo báo cáo, giá tăng."]),
        ("Mưa to rồi!Đường ngập. Xe dừng.", ["Mưa to rồi!", "Đường ngập.", "Xe dừng."]),
        (
            "Trang baonghean.vn và Th.S Nam, TP.Vinh, báo dantri.Com.",
            ["Trang baonghean.vn và Th.S Nam, TP.Vinh, báo dantri.Com."],
        ),
        ("  Có khoảng trắng .  Câu sau.  ", ["Có khoảng trắng .", "Câu sau."]),
        ("... và thế là hết.", ["... và thế là hết."]),
        (" \n\t ", []),
        ("", []),
        ("...", ["..."]),
    ],
)
def test_line_ends_and_forgotten_spaces_end_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@settings(deadline=None, max_examples=200)
@given(NEWS | st.text(max_size=60))
def test_every_character_is_in_one_sentence(text: str) -> None:
    ranges = split(text)
    assert "".join("".join(text[a:b].split()) for a, b in ranges) == "".join(text.split())
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in ranges)
    assert all(first[1] <= second[0] for first, second in pairwise(ranges))


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(CASES), min_size=1, max_size=4))
def test_paragraphs_split_alone_as_they_do_together(cases: list[list[str]]) -> None:
    text = "\n".join(" ".join(case) for case in cases)
    assert sentences(text) == [sentence for case in cases for sentence in case]


def test_a_huge_line_is_split_in_linear_time() -> None:
    text = "A. (b. " * 20_000 + "Kết thúc."
    assert sum(end - start for start, end in split(text)) > 0


@settings(deadline=None, max_examples=200)
@given(NEWS, st.integers(min_value=1, max_value=30))
def test_clauses_joined_are_the_text_and_fit(text: str, limit: int) -> None:
    pieces = split_clauses(text, lambda piece: len(piece.strip()) <= limit)
    assert "".join(pieces) == text
    assert all(len(piece.strip()) <= limit or len(piece.split()) == 1 for piece in pieces)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Một hai ba.", 20, ["Một hai ba."]),
        ("Một hai ba; bốn năm, sáu bảy", 18, ["Một hai ba; ", "bốn năm, sáu bảy"]),
        ("Một hai ba, bốn năm sáu", 15, ["Một hai ba, ", "bốn năm sáu"]),
        ("Một hai ba và bốn năm sáu", 15, ["Một hai ba ", "và bốn năm sáu"]),
        ("Một hai ba bốn", 8, ["Một hai ", "ba bốn"]),
        ("Giá 1,5 tỷ", 6, ["Giá ", "1,5 tỷ"]),
        ("khôngcókhoảngtrắng", 3, ["khôngcókhoảngtrắng"]),
    ],
)
def test_a_long_sentence_is_cut_at_its_strongest_boundary(text: str, limit: int, expected: list[str]) -> None:
    assert split_clauses(text, lambda piece: len(piece.strip()) <= limit) == expected
