from __future__ import annotations

from decimal import Decimal

import pytest

from worker.core.languages.vi_numbers import figure_values, roman_value, scale_value, word_value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1.250,5", ("1250.5",)),
        ("1.250", ("1250", "1.250")),
        ("20,600", ("20.600", "20600")),
        ("8,02", ("8.02",)),
        ("1,250.5", ("1250.5",)),
        ("12.345.678", ("12345678",)),
        ("7", ("7",)),
        ("1.2,3.4", ("1234",)),
    ],
)
def test_figures_are_read_in_vietnamese_notation_first(text: str, values: tuple[str, ...]) -> None:
    assert figure_values(text) == tuple(Decimal(value) for value in values)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("một trăm linh năm", 105),
        ("hai mươi lăm", 25),
        ("mười một", 11),
        ("ba nghìn không trăm bảy mươi", 3070),
        ("hai triệu rưỡi", 2_500_000),
        ("hai trăm rưỡi", 250),
        ("năm nghìn tỷ", 5 * 10**12),
    ],
)
def test_words_are_read(text: str, value: int) -> None:
    assert word_value(text) == value


def test_other_words_are_no_number() -> None:
    assert word_value("ba lô") is None
    assert word_value("") is None


@pytest.mark.parametrize(
    ("text", "value"), [("XIX", 19), ("IV", 4), ("XL", 40), ("IIII", None), ("VX", None), ("", None)]
)
def test_roman_numerals_are_read_strictly(text: str, value: int | None) -> None:
    assert roman_value(text) == value


def test_scale_words_multiply() -> None:
    assert scale_value("nghìn tỷ") == 10**12
