from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.dictionary import Dictionary, parse

DICTIONARY = parse(
    ["nhà tù\tprison", "vận động viên\tathletes", "vận động\t", "động viên\tencouraged", "trẻ mồ côi\torphans"]
)


@pytest.mark.parametrize(
    ("text", "annotated"),
    [
        ("Hai vận động viên rời nhà tù.", "Hai athletes rời prison."),
        ("Nhà tù đóng cửa.", "Prison đóng cửa."),
        ('"Nhà tù" đóng cửa.', '"Prison" đóng cửa.'),
        ("Ông kể về (nhà tù), rồi im.", "Ông kể về (prison), rồi im."),
        ("Ông ở xã Nhà Tù.", "Ông ở xã Nhà Tù."),
        ("Phố Nhà tù dài.", "Phố Nhà tù dài."),
        ("Hội Vận động viên họp.", "Hội Vận động viên họp."),
        ("Anh vận động viên chức.", "Anh athletes chức."),
        ("Họ vận động, động viên nhau.", "Họ vận động, encouraged nhau."),
        ("Một nhà, tù túng.", "Một nhà, tù túng."),
        ("", ""),
        ("...", "..."),
    ],
)
def test_words_of_the_dictionary_are_said_in_english_and_nothing_else_changes(text: str, annotated: str) -> None:
    assert DICTIONARY.annotate(text).text == annotated


def test_a_word_that_is_only_known_hides_the_words_within_it() -> None:
    found = parse(["vận động viên\t", "động viên\tencouraged"]).annotate("Ba vận động viên về.")
    assert found.text == "Ba vận động viên về."


def test_only_chosen_words_are_said_in_english() -> None:
    annotated = DICTIONARY.annotate("Nhà tù và trẻ mồ côi.", lambda word: word == "nhà tù")
    assert annotated.text == "Prison và trẻ mồ côi."


def test_words_that_wait_are_said_in_english_only_where_they_are_chosen() -> None:
    known = parse(["nhà tù\tprison", "kéo co\ttug-of-war\tif unsure"])
    assert known.annotate("Kéo co ở nhà tù.").text == "Kéo co ở prison."
    assert known.annotate("Kéo co ở nhà tù.", lambda _word: True).text == "Tug-of-war ở prison."


def test_every_word_knows_which_word_it_stands_for() -> None:
    annotated = parse(["trẻ mồ côi\torphaned children", "nhà tù\tprison"]).annotate("Ba trẻ mồ côi thăm “nhà tù” cũ.")
    assert annotated.text == "Ba orphaned children thăm “prison” cũ."
    assert annotated.origins == (0, 1, 1, 4, 5, 7)


WORDS = st.sampled_from(["nhà", "tù", "Nhà", "vận", "động", "viên", "trẻ", "mồ", "côi", "9", "…", "“", ",", "x.y", " "])


@given(st.lists(st.tuples(WORDS, st.sampled_from(["", " ", "  ", "\n"]))))
def test_origins_rise_and_lie_within_the_text(pieces: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in pieces)
    annotated = DICTIONARY.annotate(text)
    assert len(annotated.origins) == len(annotated.text.split())
    assert list(annotated.origins) == sorted(annotated.origins)
    assert all(0 <= origin < len(text.split()) for origin in annotated.origins)


@given(st.text())
def test_any_text_is_left_as_it_is_by_an_empty_dictionary(text: str) -> None:
    annotated = Dictionary().annotate(text)
    assert annotated.text == text
    assert annotated.origins == tuple(range(len(text.split())))


@pytest.mark.parametrize(
    "line",
    [
        "nhà tù",
        "tù\tprison",
        "một hai ba bốn năm\tx",
        "nhà tù\t" + "p" * 61,
        "nhà tù\tpri\x1bson",
        "nhà tù\tprison\tx",
        "nhà tù\tprison\tif unsure\t",
    ],
)
def test_a_line_that_is_no_entry_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 2 is not a word of 2 to 4 syllables"):
        parse(["nhà tù\tprison", line])
