"""The dates that Vietnamese publishers write -> datetimes with a zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import tzinfo

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""No newspaper is on the web before this: 01/01/0001 and 1970-01-01 are how a program says that it does not know."""
_TOLERANCE: Final = timedelta(minutes=10)
"""How far a publisher's clock may run ahead."""

_ZONE: Final = re.compile(
    r"(?:\b(?:GMT|UTC)\s*(?P<sign>[+-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?[)\]]?"
    r"|(?<=[\d\s])(?P<sign2>[+-])(?P<hours2>\d{2}):?(?P<minutes2>\d{2})|\b(?P<name>GMT|UTC|ICT|Z))\s*$",
    re.IGNORECASE,
)
_DAY_FIRST: Final = re.compile(
    r"(?<!\d)(?P<a>\d{1,2})\s?(?P<separator>[/.-])\s?(?P<b>\d{1,2})\s?(?P=separator)\s?(?P<y>\d{4})(?!\d)"
)
_IN_WORDS: Final = re.compile(
    r"(?<!\d)(?P<a>\d{1,2})\s+tháng\s+(?P<b>\d{1,2})\s*,?\s+(?:năm\s+)?(?P<y>\d{4})", re.IGNORECASE
)
_TIME: Final = re.compile(
    r"(?<![\d/.-])(?P<h>\d{1,2})\s?(?::|h|giờ)\s?(?P<m>\d{2})(?:\s?:(?P<s>\d{2}))?(?:\.\d+)?\s*(?P<half>AM|PM|SA|CH)?\b",
    re.IGNORECASE,
)
_ISO: Final = re.compile(r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$|^\d{8}T\d{4,6}.*$", re.IGNORECASE)
_WEEKDAY: Final = re.compile(r"^\s*(?:thứ\s+\w+|chủ\s+nhật|t[2-7]|cn)\s*[,:]?\s*(?:ngày\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as it was understood."""

    when: datetime | None
    note: str = ""
    """A sentence when the date was unusable or had to be changed."""


def read_date(text: str, zone: str, now: datetime) -> Moment:
    """The moment the text names: naive dates in the given IANA zone, future ones pulled back to `now`; never raises."""
    text = " ".join(text.split())[:100]
    if not text:
        return Moment(None)
    try:
        when = _parse(text, ZoneInfo(zone))
    except (ValueError, OverflowError):
        when = None
    if when is None:
        return Moment(None, f"The date {text!r} could not be read.")
    if when < EARLIEST:
        return Moment(None, f"The date {text!r} cannot be right.")
    if when > now + _TOLERANCE:
        return Moment(now, f"The date {text!r} lies in the future; the time of reading was taken instead.")
    return Moment(when)


def _parse(text: str, zone: tzinfo) -> datetime | None:
    if _ISO.match(text):
        return _with_zone(datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d|Z$)", "", text)), zone)
    text, own_zone = _split_zone(_WEEKDAY.sub("", text))
    if match := _DAY_FIRST.search(text) or _IN_WORDS.search(text):
        return _with_zone(_from_numbers(match, text), own_zone or zone)
    when = parsedate_to_datetime(text)  # RFC 822 and its relatives
    return _with_zone(when.replace(tzinfo=None) if own_zone else when, own_zone or zone)


def _split_zone(text: str) -> tuple[str, tzinfo | None]:
    """Take the zone off the end: `email.utils` reads "GMT+7" (Tuổi Trẻ) as seven minutes."""
    match = _ZONE.search(text)
    if not match:
        return text, None
    hours, minutes = match["hours"] or match["hours2"], match["minutes"] or match["minutes2"]
    if hours is None:
        offset = timedelta(hours=7 if match["name"].upper() == "ICT" else 0)
    else:
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        if (match["sign"] or match["sign2"]) == "-":
            offset = -offset
    return text[: match.start()].strip(" ,(["), timezone(offset)


def _from_numbers(match: re.Match[str], text: str) -> datetime:
    day, month, year = int(match["a"]), int(match["b"]), int(match["y"])
    time = _TIME.search(text[: match.start()] + " | " + text[match.end() :])
    hour, minute, second = (int(time[name] or 0) for name in "hms") if time else (0, 0, 0)
    half = (time["half"] or "").upper() if time else ""
    if half in {"AM", "PM"} and month <= 12 and day <= 12:  # noqa: PLR2004 months of the year
        day, month = month, day  # a .NET server in its American manner: 1/9/2026 6:40:00 PM is January 9
    elif month > 12:  # noqa: PLR2004 months of the year
        day, month = month, day
    if half in {"PM", "CH"} and hour < 12:  # noqa: PLR2004 noon
        hour += 12
    if half in {"AM", "SA"} and hour == 12:  # noqa: PLR2004 midnight
        hour = 0
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 the zone is added by the caller


def _with_zone(when: datetime, zone: tzinfo) -> datetime:
    return when if when.tzinfo else when.replace(tzinfo=zone)
