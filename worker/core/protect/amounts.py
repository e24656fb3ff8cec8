"""Amounts of a Vietnamese sentence (money, measures, shares, ranges, scores) and the English for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from worker.core.languages.vi_numbers import FIGURE, SCALE, WORDS, figure_values, scale_value, word_value
from worker.core.matching import matches
from worker.core.protect.dates import MONTHS, date_forms, time_forms
from worker.core.protect.obligation import Day, Kind, Obligation
from worker.core.protect.scan import figure_starts, number_starts, says

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEFORE = r"(?<![\w/.,-])"
_AFTER = r"(?![\w/]|[.,]\d)"
_FIGURES = rf"(?:{FIGURE})(?:\s*{SCALE}(?!\w)(?:\s+rưỡi)?)?(?:\s+(?:{FIGURE})\s*{SCALE}(?!\w)){{0,3}}"
_AMOUNT = rf"(?:{_FIGURES}|(?:{WORDS})(?!\w)|một\s+(?:trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ)(?!\w))"
_DASH = r"\s*[-–]\s*"

_CURRENCIES = {
    "đồng": "VND",
    "vnđ": "VND",
    "vnd": "VND",
    "đ": "VND",
    "usd": "USD",
    "đô la mỹ": "USD",
    "đô la": "USD",
    "đôla": "USD",
    "đôla mỹ": "USD",
    "euro": "EUR",
    "eur": "EUR",
    "nhân dân tệ": "yuan",
    "yên": "yen",
    "won": "won",
    "kíp": "kip",
    "bạt": "baht",
    "bảng anh": "pounds",
    "riel": "riel",
    "rúp": "rubles",
    "rupee": "rupees",
    "ringgit": "ringgit",
    "peso": "pesos",
}
_FOREIGN = (
    r"USD|đô[\s-]?la(?:\s+Mỹ)?|euro|EUR|nhân\s+dân\s+tệ|yên(?!\s+(?:tâm|ổn|bình))|won|kíp|bạt|bảng\s+Anh|riel|rúp|rupee|"
    r"ringgit|peso"
)
_CURRENCY = (
    rf"(?:(?:đồng\s+)?(?:{_FOREIGN})|VNĐ|VND|đ(?!\w)|"
    r"đồng(?!\s+(?:chí|bào|đội|hương|nghiệp|phục|bằng|ruộng|hồ|diễn|hành|thời|loạt)))(?!\w)"
)

_UNITS = {
    "mm": ("mm", "millimetres", "millimeters"),
    "cm": ("cm", "centimetres", "centimeters"),
    "m": ("m", "metres", "meters"),
    "mét": ("metres", "meters", "m"),
    "km": ("km", "kilometres", "kilometers"),
    "ki-lô-mét": ("kilometres", "kilometers", "km"),
    "mm2": ("mm2", "mm²", "square millimetres", "square millimeters"),
    "mm²": ("mm²", "mm2", "square millimetres", "square millimeters"),
    "cm2": ("cm2", "cm²", "square centimetres", "square centimeters"),
    "cm²": ("cm²", "cm2", "square centimetres", "square centimeters"),
    "cm3": ("cm3", "cm³", "cubic centimetres", "cubic centimeters"),
    "m2": ("m2", "m²", "square metres", "square meters"),
    "m²": ("m²", "m2", "square metres", "square meters"),
    "mét vuông": ("square metres", "square meters", "m2"),
    "mét khối": ("cubic metres", "cubic meters", "m3"),
    "m3": ("m3", "m³", "cubic metres", "cubic meters"),
    "m³": ("m³", "m3", "cubic metres", "cubic meters"),
    "ha": ("ha", "hectares"),
    "héc-ta": ("hectares", "ha"),
    "hecta": ("hectares", "ha"),
    "km2": ("km2", "km²", "square kilometres", "square kilometers"),
    "km²": ("km²", "km2", "square kilometres", "square kilometers"),
    "mg": ("mg",),
    "g": ("g", "grams"),
    "gam": ("grams", "g"),
    "gram": ("grams", "g"),
    "kg": ("kg", "kilograms", "kilogrammes"),
    "tạ": ("quintals",),
    "tấn": ("tonnes", "tons"),
    "yến": ("yen",),
    "ml": ("ml",),
    "lít": ("litres", "liters"),
    "kw": ("kW",),
    "mw": ("MW",),
    "kwh": ("kWh",),
    "v": ("V",),
    "kv": ("kV",),
    "gb": ("GB",),
    "mb": ("MB",),
    "°c": ("°C", "degrees Celsius", "degrees C"),
    "độ c": ("degrees Celsius", "°C", "degrees C"),
    "độ richter": ("on the Richter scale",),
    "độ": ("degrees",),
    "sào": ("sao",),
    "mẫu": ("mau",),
    "hải lý": ("nautical miles",),
    "inch": ("inches",),
    "ppm": ("ppm",),
}
_UNIT_WORDS = "|".join(re.escape(unit).replace(r"\ ", r"\s+") for unit in sorted(_UNITS, key=len, reverse=True))
_UNIT = (
    rf"(?:{_UNIT_WORDS})(?![\w²³])(?:\s?/\s?(?:ha|h|giờ|s|giây|m2|m²|m3|m³|km2|km²|km|lít|sào|ngày\s+đêm)(?![\w²³]))?"
    r"(?<!mẫu)"
)
_NOT_UNIT = r"(?!\s+(?:công(?!\s*suất)|ơn|tiệc|tuổi|tin\s+cậy|dài|rộng|cao\s+cấp)(?!\w))"
_PERCENT = r"(?:điểm\s+(?:phần\s+trăm|%)|phần\s+trăm|%|‰)"

_MONEY_RE = re.compile(
    rf"{_BEFORE}(?P<amount>{_AMOUNT})\s*(?P<unit>{_CURRENCY})|(?<!\w)\$\s?(?P<dollars>{FIGURE})", re.IGNORECASE
)
_UNIT_RE = re.compile(rf"{_BEFORE}(?P<amount>{_AMOUNT})\s*(?P<unit>{_UNIT}){_NOT_UNIT}", re.IGNORECASE)
_PERCENT_RE = re.compile(rf"{_BEFORE}(?P<amount>{_AMOUNT})\s*(?P<unit>{_PERCENT})(?!\w)", re.IGNORECASE)
_HOUR = r"(?:[01]?\d|2[0-4])(?:\s?(?:giờ|h)(?:\s?[0-5]\d(?:\s?phút)?)?|:[0-5]\d)(?!\w)"
_TIME_RANGE_RE = re.compile(rf"{_BEFORE}({_HOUR}){_DASH}({_HOUR})", re.IGNORECASE)
_DATE = r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?:/\d{4})?"
_DATE_RANGE_RE = re.compile(rf"{_BEFORE}({_DATE}|\d{{1,2}}){_DASH}({_DATE}){_AFTER}")
_MONTH_RANGE_RE = re.compile(
    rf"(?<=tháng ){_BEFORE}(\d{{1,2}}){_DASH}(\d{{1,2}})(?:/(\d{{4}}))?{_AFTER}", re.IGNORECASE
)
_RANGE_RE = re.compile(
    rf"{_BEFORE}(?P<low>{FIGURE})(?P<lowscale>\s*{SCALE}(?!\w))?\s*(?P<lowunit>%|{_CURRENCY}|{_UNIT})?{_DASH}(?P<high>{FIGURE})(?P<scale>\s*{SCALE}(?!\w))?"
    rf"(?P<unit>\s*(?:{_CURRENCY}|{_UNIT}{_NOT_UNIT}|{_PERCENT}))?(?!\w|-\w|/\d|[.,]\d)",
    re.IGNORECASE,
)
_SCORE_RE = re.compile(r"(?<![\w/.,-])(\d{1,3})\s?[-–]\s?(\d{1,3})(?![\w/%-]|[.,]\d)")
_SCORE_CUE = re.compile(
    r"(?<!\w)(?:tỷ\s+số|tỉ\s+số|thắng|thua|hòa|hoà|cầm\s+(?:hòa|chân)|dẫn|dẫn\s+trước|kết\s+quả|đánh\s+bại|hạ|vượt\s+qua|gỡ|ấn\s+định|"
    r"chung\s+cuộc|set|hiệp|séc|ván|luân\s+lưu|penalty|bàn|phiếu|chiến\s+thắng|gục\s+ngã|biểu\s+quyết|thất\s+bại|đại\s+bại|vùi\s+dập|ngược\s+dòng|đè\s+bẹp|trận|lượt\s+(?:đi|về))(?!\w)",
    re.IGNORECASE,
)
_COUNTED = r"\s+(?:ngày|tháng|năm|tuần|giờ|phút|người|hộ|tuổi|lần|con|cây|suất|chiếc|xã|em|bản|tỷ|triệu|điểm)(?!\w)"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as said: its readings, and the English for it without a unit."""

    values: tuple[Decimal, ...]
    english: tuple[str, ...]


def number_text(value: Decimal) -> str:
    """A number in English notation: thousands by commas, decimals by a point, as many decimals as it has."""
    return f"{value:,f}"


_THOUSAND = 999
_SCALE_ENGLISH = {3: "thousand", 6: "million", 9: "billion", 12: "trillion"}


_AMOUNT_PART = re.compile(rf"({FIGURE})\s*({SCALE})?(\s+rưỡi)?")


@lru_cache(maxsize=4096)
def read_amount(text: str) -> Amount | None:
    """A number in figures, words or both ("1.250,5 tỷ", "2 tỷ 500 triệu", "hai triệu rưỡi")."""
    text = " ".join(text.lower().split())
    if not re.match(r"\d", text):
        words = word_value(text)
        return None if words is None else Amount((words,), _forms(words, None))
    parts = _AMOUNT_PART.findall(text)
    totals = []
    for readings in product(*(figure_values(figure) for figure, _, _ in parts)):
        total = Decimal(0)
        for reading, (_, scale, half) in zip(readings, parts, strict=True):
            factor = scale_value(scale) if scale else Decimal(1)
            total += reading * factor + (factor / 2 if half else 0)
        totals.append(total)
    figure, scale, half = parts[0]
    lone = len(parts) == 1 and not half
    return Amount(
        tuple(totals), _forms(totals[0], (figure_values(figure)[0], scale_value(scale)) if scale and lone else None)
    )


def _forms(value: Decimal, scaled: tuple[Decimal, Decimal] | None) -> tuple[str, ...]:
    """English notations of a value, the one nearest to what was said first."""
    forms = []
    if scaled is not None:
        shown, scale = scaled
        word = _SCALE_ENGLISH.get(scale.adjusted())
        if word is not None and scale in {Decimal(10) ** n for n in _SCALE_ENGLISH}:
            forms.append(f"{number_text(shown)} {word}")
    whole = value.to_integral_value() == value
    plain = number_text(value.to_integral_value() if whole and value > _THOUSAND else value)
    for digits in (12, 9, 6):
        shown = value / Decimal(10) ** digits
        if value >= Decimal(10) ** digits and len(shown.normalize().as_tuple().digits) <= 4:  # noqa: PLR2004 "1.250 billion"
            forms.append(f"{number_text(shown.normalize() + 0)} {_SCALE_ENGLISH[digits]}")
    forms.append(plain)
    return tuple(dict.fromkeys(forms))


def find_ranges(text: str) -> Iterator[Obligation]:
    """Two ends joined by a dash, with what is measured."""
    for match in matches(_TIME_RANGE_RE, text, figure_starts(text)):
        ends = [tuple(int(n) for n in re.findall(r"\d+", end)) for end in match.groups()]
        forms = [time_forms(end[0], end[1] if len(end) > 1 else 0) for end in ends]
        english = tuple(f"{a} to {b}" for a, b in zip(*forms, strict=False))
        values = tuple(_hours(end[0]) for end in ends)
        yield Obligation(Kind.RANGE, match.start(), match.end(), match.group(), english, values)
    for match in matches(_DATE_RANGE_RE, text, figure_starts(text)):
        yield _date_range(match)
    for match in matches(_MONTH_RANGE_RE, text, figure_starts(text)):
        months = [int(match[1]), int(match[2])]
        if max(months) <= len(MONTHS) and min(months) > 0:
            names = [MONTHS[month - 1] for month in months]
            days = tuple(Day(month=month) for month in months)
            yield Obligation(
                Kind.RANGE, match.start(), match.end(), match.group(), (f"{names[0]}-{names[1]}",), days=days
            )
    for match in matches(_RANGE_RE, text, figure_starts(text)):
        if not _is_score(text, match.start(), match.end()) and not _is_date(text, match):
            yield _range(match)


def _hours(hour: int) -> tuple[Decimal, ...]:
    return (Decimal(hour), Decimal((hour - 1) % 12 + 1 if hour else 12))


def _date_range(match: re.Match[str]) -> Obligation:
    last = [int(n) for n in match[2].split("/")]
    first = [int(n) for n in match[1].split("/")]
    end = Day(*last)
    start = Day(first[0], first[1] if len(first) > 1 else end.month, first[2] if len(first) > 2 else None)  # noqa: PLR2004 d/m/y
    if start.month == end.month and end.month is not None:
        month = MONTHS[end.month - 1]
        year = f", {end.year}" if end.year else ""
        forms: tuple[str, ...] = (f"{month} {start.day}-{end.day}{year}", f"{start.day}-{end.day} {month}")
    else:
        forms = tuple(f"{a} to {b}" for a, b in zip(date_forms(start), date_forms(end), strict=True))
    return Obligation(Kind.RANGE, match.start(), match.end(), match.group(), forms, days=(start, end))


def _is_date(text: str, match: re.Match[str]) -> bool:
    """Whether it is a date: "5-3" after "ngày" is."""
    before = text[: match.start()]
    return (
        bool(re.search(r"ngày\s*$", before, re.IGNORECASE))
        and bool(re.fullmatch(r"(?:[12]?\d|3[01])[-–](?:\d|1[0-2])", match.group()))
        and re.match(r"\s*(?:tháng|/)", text[match.end() :]) is None
    )


def _range(match: re.Match[str]) -> Obligation:
    low, high = (figure_values(match[name]) for name in ("low", "high"))
    scale = scale_value(match["scale"]) if match["scale"] else Decimal(1)
    low_scale = scale_value(match["lowscale"]) if match["lowscale"] else scale
    unit = (match["unit"] or "").strip()
    word = _SCALE_ENGLISH.get(scale.adjusted(), "") if match["scale"] else ""
    shown = [number_text(low[0]), number_text(high[0])]
    if not unit and not word and re.fullmatch(r"(?:1[89]|20)\d\d", match["low"]):
        shown = [match["low"], match["high"]]
    tail = f" {word}" if word else ""
    suffixes = _suffixes(unit)
    forms = tuple(f"{shown[0]}{dash}{shown[1]}{tail}{suffix}" for suffix in suffixes for dash in ("-", " to ", "–"))
    values = (
        tuple(dict.fromkeys([*(v * low_scale for v in low), *low])),
        tuple(dict.fromkeys([*(v * scale for v in high), *high])),
    )
    return Obligation(Kind.RANGE, match.start(), match.end(), match.group(), forms, values)


def _plain_unit(unit: str) -> str:
    """The unit in small letters; a foreign currency without the word for a coin ("đồng euro")."""
    low = " ".join(unit.lower().split())
    return low.removeprefix("đồng ")


def _suffixes(unit: str) -> tuple[str, ...]:  # noqa: PLR0911 a line for each family of units
    """What stands after a number for its unit."""
    low = _plain_unit(unit)
    if not low:
        return ("",)
    if low in _CURRENCIES:
        return (f" {_CURRENCIES[low]}",)
    if low in {"%", "phần trăm"}:
        return ("%", " percent", " per cent")
    if low == "‰":
        return ("‰", " per thousand")
    if low.startswith("điểm"):
        return (" percentage points", " percentage point", "%")
    head, _, tail = (part.strip() for part in low.partition("/"))
    heads = _UNITS.get(head, (unit,))
    if not tail:
        return tuple(f" {english}" for english in heads) + (("°C",) if head == "độ c" else ())
    tails = {"h": "hour", "giờ": "hour", "s": "second", "giây": "second", "ha": "hectare", "sào": "sao", "lít": "litre"}
    symbol = {"giờ": "h", "giây": "s"}.get(tail, tail)
    long = tuple(f" {english} per {tails.get(tail, tail)}" for english in heads)
    return (f" {heads[0]}/{symbol}", *long)


def find_scores(text: str) -> Iterator[Obligation]:
    """Results of matches and votes."""
    for match in matches(_SCORE_RE, text, figure_starts(text)):
        if _is_score(text, match.start(), match.end()):
            forms = tuple(f"{match[1]}{dash}{match[2]}" for dash in ("-", "–", " - ", " to ", ":"))
            values = ((Decimal(match[1]),), (Decimal(match[2]),))
            yield Obligation(Kind.SCORE, match.start(), match.end(), match.group(), forms, values)


def _is_score(text: str, start: int, end: int) -> bool:
    """Whether "2-1" is told of a match: a word of winning or losing stands before it and nothing counted after."""
    if (
        re.match(_COUNTED, text[end:])
        or not _SCORE_RE.match(text, start)
        or not re.fullmatch(r"\d+\s?[-–]\s?\d+", text[start:end])
    ):
        return False
    if re.search(
        r"(?:ngày|từ|khoảng|giai\s+đoạn|nhiệm\s+kỳ|năm\s+học|mùa\s+giải|cấp|phút|(?<!tỷ )(?<!tỉ )số|mỗi)\s*$",
        text[:start],
        re.IGNORECASE,
    ):
        return False
    return _SCORE_CUE.search(text) is not None


def find_money(text: str) -> Iterator[Obligation]:
    """Amounts with a currency."""
    dollars = (match.start() for match in re.finditer(r"\$", text))
    for match in matches(_MONEY_RE, text, sorted((*number_starts(text), *dollars))):
        amount = read_amount(match["amount"] or match["dollars"])
        if amount is None:
            continue
        currency = _CURRENCIES[_plain_unit((match["unit"] or "usd").replace("-", " "))]
        sign = {"USD": "$", "EUR": "€"}.get(currency)
        forms = [f"{number} {currency}" for number in amount.english]
        forms += [f"{currency} {number}" for number in amount.english]
        if currency == "VND":
            forms += [f"{number} dong" for number in amount.english]
        if sign:
            forms += [f"{sign}{number}" for number in amount.english]
        yield Obligation(Kind.MONEY, match.start(), match.end(), match.group(), tuple(forms), (amount.values,))


def find_units(text: str) -> Iterator[Obligation]:
    """Amounts with a measure."""
    yield from _measured(text, _UNIT_RE, Kind.UNIT)


def find_percents(text: str) -> Iterator[Obligation]:
    """Shares in percent."""
    if says(text, "%", "‰", "phần"):
        yield from _measured(text, _PERCENT_RE, Kind.PERCENT)


def _measured(text: str, pattern: re.Pattern[str], kind: Kind) -> Iterator[Obligation]:
    for match in matches(pattern, text, number_starts(text)):
        amount = read_amount(match["amount"])
        if amount is not None and match["unit"] not in {"G", "M", "HA"}:
            forms = tuple(f"{number}{suffix}" for number in amount.english for suffix in _suffixes(match["unit"]))
            yield Obligation(kind, match.start(), match.end(), match.group(), forms, (amount.values,))
