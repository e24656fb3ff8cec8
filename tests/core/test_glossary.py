from __future__ import annotations

import pytest

from worker.core.glossary import Term, fold, glossary_of, terms_of

GLOSSARY = glossary_of(
    [
        Term("Tỉnh ủy", "Provincial Party Committee"),
        Term("Bí thư Tỉnh ủy", "Secretary of the Provincial Party Committee"),
        Term("Sở GD&ĐT", "Department of Education and Training"),
        Term("nông thôn mới", "new rural area"),
    ]
)


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in GLOSSARY.find(text)]


def test_the_longest_term_from_the_left_wins() -> None:
    assert found("Đồng chí Bí thư Tỉnh ủy và Tỉnh ủy.") == ["Bí thư Tỉnh ủy", "Tỉnh ủy"]


@pytest.mark.parametrize("text", ["tỉnh uỷ", "TỈNH ỦY", "Tỉnh uỷ"])
def test_case_and_tone_spelling_do_not_matter(text: str) -> None:
    assert found(text) == [text]


def test_only_whole_words_are_terms_and_signs_count() -> None:
    assert found("Sở GD&ĐT họp") == ["Sở GD&ĐT"]
    assert found("nông thôn mớii") == []


@pytest.mark.parametrize(
    ("one", "other"), [("hoà", "hòa"), ("thuý", "thúy"), ("kĩ", "kỹ"), ("lí", "lý"), ("quí", "quý")]
)
def test_spellings_of_one_word_meet(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("hòa", "hoa"), ("ủy", "ùy"), ("tay", "tai"), ("an", "ăn")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_rows_of_the_table_become_terms() -> None:
    (term,) = terms_of([{"term": " Tỉnh ủy ", "translation": "X", "kind": "party", "note": None, "forbidden": "Y; Z"}])
    assert (term.term, term.translation, term.forbidden) == ("Tỉnh ủy", "X", ("Y", "Z"))


def test_the_later_of_two_lines_with_one_spelling_counts() -> None:
    glossary = glossary_of([Term("Tỉnh ủy", "old"), Term("tỉnh uỷ", "new"), Term("", "nothing")])
    assert [term.translation for _, _, term in glossary.find("Tỉnh ủy")] == ["new"]
