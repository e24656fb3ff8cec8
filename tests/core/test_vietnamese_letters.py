from __future__ import annotations

import pytest

from worker.core.languages.vi import has_marks, has_vietnamese, is_syllable, leftover_words, looks_english, romanise


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Nguyễn Văn Đức", "Nguyen Van Duc"),
        ("Đặng Thuỳ Trâm", "Dang Thuy Tram"),
        ("ỷ ỹ ỡ ặ ẵ ữ", "y y o a a u"),
        ("39-NQ/TW", "39-NQ/TW"),
        ("naïve façade", "naïve façade"),
    ],
)
def test_romanise_takes_vietnamese_marks_off_and_nothing_else(text: str, plain: str) -> None:
    assert romanise(text) == plain


def test_letters_of_vietnamese_alone_are_told_from_shared_ones() -> None:
    assert has_vietnamese("Tỉnh")
    assert not has_vietnamese("Café")
    assert has_marks("Café")
    assert not has_marks("El Niño plain ASCII"[9:])


def test_a_marked_word_is_a_leftover_only_if_the_source_has_it() -> None:
    assert leftover_words("ông Lê Nam ở café", "Mr Lê Nam, the fiancé, at a café, à la carte") == ["Lê"]


@pytest.mark.parametrize("word", ["nghiêng", "Quỳnh", "ở", "Thuỷ", "giếng", "khuya"])
def test_a_vietnamese_word_is_one_syllable(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["café", "Trump", "Facebook", "fiancé", "Ukraine", "Oslo"])
def test_a_foreign_word_is_none(word: str) -> None:
    assert not is_syllable(word)


def test_english_is_known_by_its_function_words() -> None:
    assert looks_english("The match is over.")
    assert not looks_english("Ha Noi, Viet Nam")
    assert not looks_english("The tỉnh is over.")
