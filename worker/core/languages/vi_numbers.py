"""Vietnamese numbers: figures with points for thousands and commas for decimals, and numbers in words."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FIGURE = r"\d++(?:[.,]\d++)*+"
"""A number in figures as newspapers write them; spaces never group digits."""

SCALES = {
    "chục": Decimal(10),
    "trăm": Decimal(100),
    "nghìn": Decimal(1000),
    "ngàn": Decimal(1000),
    "vạn": Decimal(10_000),
    "triệu": Decimal(10**6),
    "tỷ": Decimal(10**9),
    "tỉ": Decimal(10**9),
    "tỷ tỷ": Decimal(10**18),
}
SCALE = r"(?:(?:trăm|nghìn|ngàn|vạn|triệu)\s+(?:tỷ|tỉ|triệu)|nghìn|ngàn|vạn|triệu|tỷ|tỉ|trăm|chục)"

_DIGITS = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "nhăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
_BIG = {"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_ONE = "một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín"
_LAST = "mốt|một|hai|ba|bốn|tư|lăm|nhăm|sáu|bảy|bẩy|tám|chín"  # "mươi năm" are years, five is "lăm" there
_TENS = rf"(?:(?:{_ONE})\s+mươi|mười)(?:\s+(?:{_LAST})(?!\s+(?:tháng|nay|qua|tuổi\s+đảng\s+viên)))?"
_HUNDREDS = rf"(?:{_ONE}|không)\s+trăm(?:\s+(?:linh|lẻ)\s+(?:{_LAST}|năm)|\s+{_TENS})?"
_GROUP = rf"(?:{_HUNDREDS}|{_TENS}|{_ONE})"
_BIG_WORD = r"(?:nghìn|ngàn|vạn|triệu|tỷ|tỉ)"
WORDS = (
    rf"(?:{_GROUP}\s+{_BIG_WORD}(?:\s+{_BIG_WORD})?(?:\s+{_GROUP}\s+{_BIG_WORD})*(?:\s+(?:{_HUNDREDS}|{_TENS}))?"
    rf"|{_HUNDREDS}|{_TENS})(?:\s+rưỡi)?"
)
"""A number of at least ten in words."""

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def figure_values(text: str) -> tuple[Decimal, ...]:
    """What a number in figures can mean, likeliest first: "1.250" is 1250 or 1.25, "20,600" 20.6 or 20600."""
    points, commas = text.count("."), text.count(",")
    plain = text.replace(".", "").replace(",", "")
    if points and commas:
        decimal = "," if text.rindex(",") > text.rindex(".") else "."
        grouped = text.replace("." if decimal == "," else ",", "")
        return (Decimal(grouped.replace(decimal, ".")),) if grouped.count(decimal) == 1 else (Decimal(plain),)
    mark = "." if points else ","
    count = points or commas
    if count == 0:
        return (Decimal(text),)
    grouped_well = all(len(part) == 3 for part in text.split(mark)[1:]) and len(text.split(mark, maxsplit=1)[0]) <= 3  # noqa: PLR2004 thousands
    if count > 1:
        return (Decimal(plain),)
    fraction = Decimal(text.replace(mark, "."))
    if not grouped_well:
        return (fraction,)
    return (Decimal(plain), fraction) if mark == "." else (fraction, Decimal(plain))


def word_value(text: str) -> Decimal | None:
    """The value of a number in words ("một trăm linh năm" 105, "hai triệu rưỡi" 2,500,000); None if it is none."""
    total = group = Decimal(0)
    scale = Decimal(1)
    seen = False
    for word in text.lower().split():
        if word in _DIGITS:
            group += _DIGITS[word]
        elif word == "mười":
            group += 10
        elif word == "mươi":
            group += 9 * (group % 10)
        elif word == "trăm":
            group += 99 * (group % 10)
        elif word in _BIG:
            scale = Decimal(_BIG[word])
            if group == 0:
                total *= scale
            total += group * scale
            group = Decimal(0)
        elif word == "rưỡi":
            return total + scale / 2 if group == 0 else total + group + _half(text)
        elif word not in {"linh", "lẻ"}:
            return None
        seen = True
    return total + group if seen else None


def _half(text: str) -> Decimal:
    """What "rưỡi" adds: half of the unit before it."""
    return Decimal(50) if re.search(r"trăm\s+rưỡi", text, re.IGNORECASE) else Decimal("0.5")


def scale_value(text: str) -> Decimal:
    """The value of a scale word or two ("nghìn tỷ")."""
    value = Decimal(1)
    for word in text.lower().split():
        value *= SCALES[word]
    return value


def roman_value(text: str) -> int | None:
    """The value of a Roman numeral up to the hundreds; None if it is none."""
    if not re.fullmatch(r"(?=[IVXLC])C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})", text):
        return None
    values: Sequence[int] = [_ROMAN[letter] for letter in text]
    return sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))
