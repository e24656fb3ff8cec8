"""Weekdays of a Vietnamese sentence and days told from the article's own ("hôm qua"), and the English for them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from worker.core.protect.dates import date_forms, ordinal
from worker.core.protect.obligation import Day, Kind, Obligation
from worker.core.protect.scan import says

if TYPE_CHECKING:
    from collections.abc import Iterator

WEEKDAYS = {
    "hai": "Monday",
    "2": "Monday",
    "ba": "Tuesday",
    "3": "Tuesday",
    "tư": "Wednesday",
    "4": "Wednesday",
    "năm": "Thursday",
    "5": "Thursday",
    "sáu": "Friday",
    "6": "Friday",
    "bảy": "Saturday",
    "bẩy": "Saturday",
    "7": "Saturday",
}
_FIRST = 2
"""Vietnamese counts the days of the week from Sunday: Monday is the second."""
_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh")
_PARTS = {
    "sáng": ("morning", "a.m"),
    "trưa": ("noon", "midday"),
    "chiều": ("afternoon", "p.m", "evening"),
    "tối": ("evening", "night", "tonight"),
    "đêm": ("night", "tonight", "midnight"),
}
_RELATIVE = {"nay": 0, "qua": -1, "mai": 1, "kia": None}
_NAME = r"(?:hai|ba|tư|năm|sáu|bảy|bẩy)"
_WEEKDAY = re.compile(
    rf"(?<!\w)(?:[Tt]hứ\s+((?i:{_NAME})|[2-7])(?![\w/]|[.,]\d)|([Cc]hủ\s+[Nn]hật)(?!\w))",
)
_BEFORE = re.compile(r"(?:sáng|trưa|chiều|tối|đêm|hôm|ngày|vào|từ|đến|tới|và|,)\s*$", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:,|\(|ngày|tuần|hằng|hàng|\d|đến|-|tới|này|vừa|sau)", re.IGNORECASE)
_SURELY_BEFORE = re.compile(r"(?:sáng|trưa|chiều|tối|hôm|(?<!\w)vào)\s*$", re.IGNORECASE)
_SURELY_AFTER = re.compile(
    r"\s*(?:,\s*(?:ngày\s+)?\d{1,2}[/-]\d|\(\s*(?:ngày\s+)?\d{1,2}[/-]\d|,?\s*ngày\s+\d|tuần|hằng|hàng\s+tuần)",
    re.IGNORECASE,
)
_SPOKEN = re.compile(r"(?<!\w)((?:sáng|trưa|chiều|tối|đêm|hôm|ngày))\s+(nay|qua|mai|kia)(?!\w)", re.IGNORECASE)
_SO_MANY = re.compile(
    r"(?:\d|(?<!\w)(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|chục|mấy|vài|nhiều|những|các|bao))\s+$", re.IGNORECASE
)
_BESIDE_BEFORE = re.compile(rf"(?:thứ\s+({_NAME}|[2-7])|(chủ\s+nhật))[\s,(]*$", re.IGNORECASE)
_BESIDE_AFTER = re.compile(rf"[\s,(]*(?:thứ\s+({_NAME}|[2-7])|(chủ\s+nhật))(?!\w)", re.IGNORECASE)
_DATE_AFTER = re.compile(
    r"[\s,(]*(?:ngày\s+)?(0?[1-9]|[12]\d|3[01])(?:/|-|\s+tháng\s+)(0?[1-9]|1[0-2])(?![\w/.-])", re.IGNORECASE
)


def find_weekdays(text: str, today: date | None) -> Iterator[Obligation]:
    """Weekdays, and days told from `today`, the article's own."""
    for match in _WEEKDAY.finditer(text) if says(text, "thứ", "chủ") else ():
        forms = _weekday(text, match)
        if forms:
            yield Obligation(Kind.DATE, match.start(), match.end(), match.group(), forms)
    for match in _SPOKEN.finditer(text) if says(text, "nay", "qua", "mai", "kia") else ():
        if match.group().lower().startswith("ngày") and _SO_MANY.search(text[: match.start()]):
            continue  # "trong 15 ngày qua": the last 15 days
        forms = (*_spoken(match, today), *_beside(text, match))
        yield Obligation(Kind.DATE, match.start(), match.end(), match.group(), tuple(dict.fromkeys(forms)))


def weekday_forms(word: str) -> tuple[str, ...]:
    """The English of a weekday, given the word after "thứ", and its abbreviation."""
    english = WEEKDAYS[word.lower()]
    return (english, english[:3] + ".")


def _weekday(text: str, match: re.Match[str]) -> tuple[str, ...]:
    """The English forms; none where the words count ("lần thứ hai") rather than name a day."""
    if match[2]:
        return ("Sunday", "Sun.")
    before, after = text[: match.start()], text[match.end() :]
    if match[1].isdigit():
        return weekday_forms(match[1]) if _BEFORE.search(before) or _AFTER.match(after) else ()
    if _SURELY_BEFORE.search(before) or _SURELY_AFTER.match(after):
        return weekday_forms(match[1])
    if match[1].islower():
        return ()
    if _BEFORE.search(before) or _AFTER.match(after) or not before.strip():
        return weekday_forms(match[1])
    # Capitals without a word for the time: a day, or the second of a title ("Trận Chiến Thứ Hai").
    number = list(dict.fromkeys(WEEKDAYS.values())).index(WEEKDAYS[match[1].lower()]) + _FIRST
    return (*weekday_forms(match[1]), _ORDINALS[number - _FIRST], ordinal(number))


def _beside(text: str, match: re.Match[str]) -> tuple[str, ...]:
    """The weekday and the date right beside a day told from today, which name the same day."""
    forms: list[str] = []
    if match[1].lower() not in {"hôm", "ngày"}:
        return ()
    before, after = text[: match.start()], text[match.end() :]
    named = _BESIDE_BEFORE.search(before) or _BESIDE_AFTER.match(after)
    if named:
        forms += ("Sunday", "Sun.") if named[2] else weekday_forms(named[1])
    dated = _DATE_AFTER.match(after)
    if dated:
        forms += date_forms(Day(int(dated[1]), int(dated[2])))
    return tuple(forms)


def _spoken(match: re.Match[str], today: date | None) -> tuple[str, ...]:
    part, which = match[1].lower(), match[2].lower()
    words = _PARTS.get(part, ())
    day = {"nay": "today", "qua": "yesterday", "mai": "tomorrow", "kia": "the other day"}[which]
    if words:
        first = {
            "nay": "tonight" if part in {"tối", "đêm"} else f"this {words[0]}",
            "qua": "last night" if part in {"tối", "đêm"} else f"yesterday {words[0]}",
            "mai": f"tomorrow {words[0]}",
            "kia": f"the other {words[0]}",
        }[which]
        forms = (first, f"{day} {words[0]}", *words, day)
    elif part == "ngày" and which == "nay":
        forms = ("today", "nowadays", "these days", "now", "present", "current", "modern")
    elif part == "ngày" and which == "qua":
        forms = (day, "the past day", "last day", "past 24 hours", "last 24 hours", "previous day")
    else:
        forms = (day, "this day", "the day before", "the next day", "the previous day")
    offset = _RELATIVE[which]
    if today is None or offset is None:
        return forms
    then = today + timedelta(days=offset)
    return (*forms, *date_forms(Day(then.day, then.month)))
