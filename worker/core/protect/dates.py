"""Dates, months, quarters, years and clock times of a Vietnamese sentence, and the English for them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from worker.core.languages.vi_numbers import roman_value
from worker.core.matching import look_back, matches
from worker.core.protect.obligation import Day, Kind, Obligation
from worker.core.protect.scan import figure_starts, has_digit, says

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WORD_MONTHS = {"giêng": "first lunar month", "chạp": "twelfth lunar month"}
_WORD_MONTH_NUMBERS = {
    "một": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    "mười một": 11,
    "mười hai": 12,
}

_D = r"(?:0?[1-9]|[12]\d|3[01])"
_M = r"(?:0?[1-9]|1[0-2])"
_Y = r"(?:1[0-9]|20|21)\d{2}"
_CUE = (
    r"(?:ngày|sáng|trưa|chiều|tối|đêm|hôm|rạng\s+sáng|từ|đến|tới|hết|trước|sau|dịp|lễ|mùng|và|kể\s+từ|vào|bắt\s+đầu|"
    r"ra|tính\s+đến)"
)
_FULL = re.compile(rf"(?<![\w/.,-])({_D})([/.-])({_M})\2({_Y})(?![\w/]|[.,-]\d)")
_WRITTEN = re.compile(
    rf"(?<![\w/.,-])({_D})\s+tháng\s+({_M}|giêng|chạp|một|tư|hai|ba|năm|sáu|bảy|tám|chín|mười(?:\s+(?:một|hai))?)(?:\s*(?:/|-|năm\s+)\s*({_Y}))?(?![\w/]|[.,]\d)",
    re.IGNORECASE,
)
_MONTH = re.compile(
    rf"(?<!\w)tháng\s+({_M}|giêng|chạp|một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười(?:\s+(?:một|hai))?)(?:\s*(?:/|-|năm\s+)\s*({_Y}))?(?![\w/]|[.,-]\d)",
    re.IGNORECASE,
)
_DAY_MONTH = re.compile(rf"(?<![\w/.,-])({_D})/({_M})(?![\w/]|[.,]\d|-\d{{4}})")
_MONTH_YEAR = re.compile(rf"(?<![\w/.,-])({_M})/({_Y})(?![\w/]|[.,]\d)")
_DASHED = re.compile(rf"(?i:(?<=ngày ))({_D})([.-])({_M})(?![\w/]|[.,-]\d)")
_LONE_DAY = re.compile(rf"(?<!\w)(?:ngày|mùng|mồng)\s+({_D})(?![\w/.-]|,\d|\s*%)", re.IGNORECASE)
_LISTED_DAY = re.compile(
    rf"(?<![\w/.,-])({_D})(?=(?:\s*,\s*{_D}(?![\w/.]))*\s*(?:,|và|đến|hoặc)\s*(?:ngày\s+)?{_D}/{_M}(?![\d/]))"
)
_LISTED_AFTER_DAY = re.compile(
    rf"(?<!\w)ngày\s+{_D}((?:\s*(?:,|và|hoặc)\s*{_D}(?![\w/.-]))+)(?=\s+(?:tháng|năm|âm|tới|này|hằng|hàng)|\s*[,.;)]|$)",
    re.IGNORECASE,
)
_QUARTER = re.compile(rf"(?<!\w)quý\s+(IV|I{{1,3}}|[1-4])(?:\s*(?:/|-|năm\s+)\s*({_Y}))?(?![\w/])", re.IGNORECASE)
_YEAR = re.compile(rf"(?<![\w/.,-])({_Y})(?![\w/%]|[.,]\d|-\d)")
_YEAR_CUE = re.compile(
    r"(?:năm|cuối|đầu|giữa|từ|đến|tới|trước|sau|và|SN|sinh|khóa|vụ|mùa|xuân|hè|thu|đông|hạn|hết|nay|,|\(|-|–)\s*$",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\w/.,-])(?:([01]?\d|2[0-4])\s?(?:giờ|[hH]|g(?=\d))(?:\s?([0-5]\d)(?!\d)(?:\s?(?:phút|'|ph))?|\s+([0-5]?\d)\s+phút)?(?!\w)"
    r"|([01]?\d|2[0-3]):([0-5]\d)(?![\w:]))",
    re.IGNORECASE,
)
_LENGTH_CUE = re.compile(
    r"(?:trong|suốt|sau|hơn|gần|khoảng|mỗi\s+ngày|kéo\s+dài|ít\s+nhất|tối\s+đa|tới|vòng|mất|thêm|chừng|đủ|làm\s+việc)(?:\s+(?:vòng|hơn|gần|khoảng|thời\s+gian))*\s*$",
    re.IGNORECASE,
)
_LENGTH_AFTER = re.compile(
    r"\s+(?:đồng\s+hồ|liên\s+tục|làm\s+việc|mỗi|/|tới|nữa|qua|liền|di\s+chuyển|bay|đi\s+(?:bộ|xe)|chờ|vật\s+lộn|kể\s+từ|sau)",
    re.IGNORECASE,
)
_FRACTION_AFTER = re.compile(
    r"\s+(?:số|diện\s+tích|dân\s+số|tổng|quãng|chặng|đại\s+biểu|phiếu|thành\s+viên|chiều|đoạn|phần|tiêu\s+chí|chỉ\s+tiêu|mục\s+tiêu|"
    r"xã|phường|huyện|thôn|xóm|bản|hộ|em|học\s+sinh|bộ|nhiệm\s+vụ|sản\s+phẩm|trường|tỉnh|ca|người|ủy\s+viên|đồng\s+chí|lượng|khối\s+lượng|"
    r"là|dân|rừng|công\s+trình|dự\s+án|nội\s+dung|trang|bàn|trận|điểm|dặm|inch|inches|mét|m|km|giây|lít|cốc|thìa|muỗng|ly|(?:sang|lên|xuống)\s+\d+/\d+\s+(?:dặm|inch|mét|m|km))(?!\w)",
    re.IGNORECASE,
)


_SHARES = 10
"""The greatest denominator of shares that news tells in figures."""


def ordinal(number: int) -> str:
    """The number with its English ending: 1st, 22nd, 13th."""
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def date_forms(day: Day, *, day_first: bool = False) -> tuple[str, ...]:
    """English ways to write a date, the house's first: "January 9, 2026", "9 January 2026"; a month; a lone day."""
    if day.month is None:
        return (ordinal(day.day), str(day.day)) if day.day is not None else (str(day.year),)
    month = MONTHS[day.month - 1]
    if day.day is None:
        return (f"{month} {day.year}", f"{month}, {day.year}") if day.year else (month,)
    american = f"{month} {day.day}, {day.year}" if day.year else f"{month} {day.day}"
    british = f"{day.day} {month} {day.year}" if day.year else f"{day.day} {month}"
    return (british, american) if day_first else (american, british)


def find_dates(text: str, *, day_first: bool = False) -> Iterator[Obligation]:
    """Dates in figures and months by name, most explicit first."""
    for match in matches(_FULL, text, figure_starts(text)):
        yield _date(match.start(), match.end(), text, Day(int(match[1]), int(match[3]), int(match[4])), day_first)
    speaks_of_months = says(text, "tháng")
    for match in matches(_WRITTEN, text, figure_starts(text)) if speaks_of_months else ():
        yield _written(match, day_first=day_first)
    for match in _QUARTER.finditer(text) if says(text, "quý") else ():
        yield _quarter(match)
    yield from _short_dates(text, day_first=day_first)
    for match in _MONTH.finditer(text) if speaks_of_months else ():
        if match[1] in {"năm", "một"}:  # "ngày tháng năm sinh" speaks of no month of May
            continue
        yield _month(match, day_first=day_first)
    for match in matches(_MONTH_YEAR, text, figure_starts(text)):
        day = Day(month=int(match[1]), year=int(match[2]))
        yield _date(match.start(), match.end(), text, day, day_first)
    yield from _lone_days(text)


def _written(match: re.Match[str], *, day_first: bool) -> Obligation:
    """A day with its month in figures or words, the word for an early day of a lunar month included."""
    text = match.string
    early = look_back(_EARLY, text, match.start(), 1)
    start = early.start() if early else match.start()
    word = " ".join(match[2].lower().split())
    if word in _WORD_MONTHS:
        forms = (
            f"the {ordinal(int(match[1]))} day of the {_WORD_MONTHS[word]}",
            ordinal(int(match[1])),
            f"{match[1]} Jan",
        )
        return Obligation(Kind.DATE, start, match.end(), text[start : match.end()], forms, ((Decimal(match[1]),),))
    day = Day(int(match[1]), _WORD_MONTH_NUMBERS.get(word) or int(word), int(match[3]) if match[3] else None)
    return _date(start, match.end(), text, day, day_first)


def _short_dates(text: str, *, day_first: bool) -> Iterator[Obligation]:
    """A day and a month alone: "9/1" unless it is a share, "5-3" after "ngày"."""
    for match in matches(_DASHED, text, figure_starts(text)):
        yield _date(match.start(), match.end(), text, Day(int(match[1]), int(match[3])), day_first)
    for match in matches(_DAY_MONTH, text, figure_starts(text)):
        if is_fraction(text, match.start(), match.end()):
            continue
        yield _date(match.start(), match.end(), text, Day(int(match[1]), int(match[2])), day_first)


_DAY_CUE = re.compile(
    r"(?:ngày(?:\s+\w+){0,2}|sáng|trưa|chiều|tối|đêm|hôm|dịp|lễ|mùng|rạng\s+sáng|kể\s+từ)\s*$", re.IGNORECASE
)
_STREET_CUE = re.compile(r"(?:giữ|đường|phố|quảng\s+trường)\s*$", re.IGNORECASE)


def is_fraction(text: str, start: int, end: int) -> bool:
    """Whether "3/4" is a share of something rather than a day: by what stands round it, else by its size."""
    before, after = text[:start], text[end:]
    if look_back(_DAY_CUE, text, start, 3) or look_back(_STREET_CUE, text, start, 2):
        return False
    if _FRACTION_AFTER.match(after) or re.search(
        r"(?:khoảng|gần|hơn|chiếm|đạt|tới|được|có|với|quá|trên|mất|còn)\s*$", before, re.IGNORECASE
    ):
        return re.search(rf"{_D}/{_M}\s*(?:và|đến|,)\s*$", before) is None
    top, bottom = (int(part) for part in text[start:end].split("/"))
    return top < bottom <= _SHARES and re.search(rf"{_CUE}\s*$|[(,-]\s*$|^\s*$", before, re.IGNORECASE) is None


def _lone_days(text: str) -> Iterator[Obligation]:
    """Days whose month stands elsewhere: "ngày 9 và 10/1", "mùng 3"."""
    if not has_digit(text):
        return
    spans = [match.span(1) for match in _LONE_DAY.finditer(text)]
    spans += [match.span(1) for match in matches(_LISTED_DAY, text, figure_starts(text))]
    for match in _LISTED_AFTER_DAY.finditer(text):
        spans += [
            (match.start(1) + number.start(), match.start(1) + number.end()) for number in re.finditer(r"\d+", match[1])
        ]
    for start, end in dict.fromkeys(spans):
        if text[end : end + 1] == "/" or look_back(_ANOTHER, text, start, 1):
            continue
        prefix = look_back(_EARLY, text, start, 1)
        begin = prefix.start() if prefix else start
        number = int(text[start:end])
        yield Obligation(Kind.DATE, begin, end, text[begin:end], (ordinal(number), str(number)), ((Decimal(number),),))


_ANOTHER = re.compile(r"(?:\d\s*|mỗi\s+)$")
_EARLY = re.compile(r"(?:mùng|mồng)\s+$", re.IGNORECASE)


def _month(match: re.Match[str], *, day_first: bool) -> Obligation:
    word, year = " ".join(match[1].lower().split()), match[2]
    if word in _WORD_MONTHS:
        number = 1 if word == "giêng" else 12
        forms = (_WORD_MONTHS[word], f"{ordinal(number)} lunar month", MONTHS[number - 1], MONTHS[number - 1][:3])
        return Obligation(Kind.DATE, match.start(), match.end(), match.group(), forms)
    number = _WORD_MONTH_NUMBERS.get(word) or int(word)
    day = Day(month=number, year=int(year) if year else None)
    return _date(match.start(), match.end(), match.string, day, day_first)


def _quarter(match: re.Match[str]) -> Obligation:
    number = roman_value(match[1].upper()) or int(match[1])
    word = ("first", "second", "third", "fourth")[number - 1]
    year = f" of {match[2]}" if match[2] else ""
    forms = (
        f"the {word} quarter{year}",
        f"{word} quarter",
        f"{ordinal(number)} quarter",
        f"Q{number}",
        f"quarter {number}",
        f"Quarter {match[1]}",
        "last quarter" if number == 4 else f"{word}-quarter",  # noqa: PLR2004 the year's last
    )
    values = ((Decimal(match[2]),),) if match[2] else ()
    return Obligation(Kind.DATE, match.start(), match.end(), match.group(), forms, values)


def _date(start: int, end: int, text: str, day: Day, day_first: bool) -> Obligation:  # noqa: FBT001 passed on
    forms = date_forms(day, day_first=day_first)
    return Obligation(Kind.DATE, start, end, text[start:end], forms, days=(day,))


def find_years(text: str) -> Iterator[Obligation]:
    """Years that stand alone, told from amounts by the word before or by their size."""
    for match in matches(_YEAR, text, figure_starts(text)):
        number = int(match[1])
        recent = 1800 <= number <= 2100  # noqa: PLR2004 centuries that news speak of
        if look_back(_YEAR_CUE, text, match.start(), 1) and not _COUNTED.match(text, match.end()):
            if recent or look_back(_YEAR_WORD, text, match.start(), 1):
                yield Obligation(Kind.YEAR, match.start(), match.end(), match[1], (match[1],), ((Decimal(number),),))
        elif recent and re.match(r"\s*(?:$|[).,;:\]”\"])", text[match.end() :]):
            yield Obligation(Kind.YEAR, match.start(), match.end(), match[1], (match[1],), ((Decimal(number),),))


_COUNTED = re.compile(r"\s+(?:người|hộ|đồng|con|cây|tấn|ha|m)(?!\w)")
_YEAR_WORD = re.compile(r"năm\s*$", re.IGNORECASE)


def find_times(text: str) -> Iterator[Obligation]:
    """Clock times; a length of time ("trong 14 giờ") is a number, not these."""
    for match in matches(_CLOCK, text, figure_starts(text)):
        hour = int(match[1] or match[4])
        minute = int(match[2] or match[3] or match[5] or 0)
        lone_hour = match[2] is None and match[3] is None and match[4] is None
        if lone_hour and "giờ" in match.group() and _is_length(text, match):
            continue
        yield Obligation(Kind.TIME, match.start(), match.end(), match.group(), time_forms(hour, minute))


def _is_length(text: str, match: re.Match[str]) -> bool:
    return bool(_LENGTH_CUE.search(text[: match.start()]) or _LENGTH_AFTER.match(text[match.end() :]))


def time_forms(hour: int, minute: int) -> tuple[str, ...]:
    """English ways to write a clock time, the 24-hour one last."""
    half = "a.m." if hour < 12 or hour == 24 else "p.m."  # noqa: PLR2004 the clock's
    twelve = (hour - 1) % 12 + 1 if hour else 12
    minutes = f"{minute:02d}"
    if minute:
        clock = (
            f"{twelve}:{minutes}",
            f"{hour}:{minutes}",
            f"{hour:02d}:{minutes}",
            f"{twelve}.{minutes}",
            f"{hour}h{minutes}",
        )
        return (f"{twelve}:{minutes} {half}", *clock)
    plain = half.replace(".", "")
    words = ("noon", "midday") if hour == 12 else ("midnight",) if hour in {0, 24} else ()  # noqa: PLR2004
    return (
        f"{twelve} {half}",
        f"{twelve}:00",
        f"{hour}:00",
        f"{hour:02d}:00",
        f"{twelve} {plain}",
        f"{twelve}{plain}",
        f"{twelve}{half}",
        f"{twelve} o'clock",
        f"{hour} o'clock",
        f"{hour}h",
        f"{hour} hours",
        f"{twelve} in the",
        *words,
    )
