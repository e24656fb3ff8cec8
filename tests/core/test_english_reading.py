from __future__ import annotations

from decimal import Decimal

import pytest

from worker.core.languages.en import fold, read


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It cost 1,250.5 billion dong.", ("1250500000000", "1250.5")),
        ("VND59.6 trillion was paid.", ("59600000000000",)),
        ("A $1.2m fund.", ("1200000",)),
        ("the 21st of 1,300", ("21", "1300")),
        ("two hundred and fifty people", ("250",)),
        ("twenty-five boats", ("25",)),
        ("half of them, three quarters", ("0.5", "3", "0.25")),
        ("chapter XIX", ("19",)),
        ("a dozen, twice, both", ("12", "2")),
        ("class 12A1", ("12",)),
        ("five thousand three hundred", ("5300",)),
    ],
)
def test_numbers_are_read_in_any_notation(text: str, values: tuple[str, ...]) -> None:
    assert {Decimal(value) for value in values} <= read(text).values


def test_figures_in_no_english_notation_have_no_value() -> None:
    assert [mention.values for mention in read("It rose 8,02 in all.").numbers] == [()]


def test_months_and_clocks_are_read() -> None:
    reading = read("On Jan. 9 at 7:30 and in May at 14.05")
    assert [month for month, _, _ in reading.months] == [1, 5]
    assert reading.clocks == ((7, 30), (14, 5))


def test_spellings_of_one_word_meet() -> None:
    assert fold("Organisation Programme – “Việt  Nam”") == 'organization program - "vietnam"'
