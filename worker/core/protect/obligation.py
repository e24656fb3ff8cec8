"""What a sentence's English must show: one obligation a name, amount, date, document or term of the Vietnamese."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


class Kind(StrEnum):
    """What an obligation is about."""

    NAME = "name"
    PLACE = "place"
    ORGANISATION = "organisation"
    NUMBER = "number"
    MONEY = "money"
    UNIT = "unit"
    PERCENT = "percent"
    PHONE = "phone"
    SCORE = "score"
    TIME = "time"
    DATE = "date"
    YEAR = "year"
    RANGE = "range"
    DOCUMENT = "document"
    URL = "url"
    EMAIL = "email"
    HASHTAG = "hashtag"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is said: any part may be missing."""

    day: int | None = None
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """A stretch of the Vietnamese and what the English must show for it."""

    kind: Kind
    start: int
    end: int
    """Character offsets into the Vietnamese sentence."""
    text: str
    english: tuple[str, ...]
    """Accepted forms; the first is the one to write."""
    values: tuple[tuple[Decimal, ...], ...] = ()
    """Numbers the English must have, whatever their notation: each as its accepted readings."""
    days: tuple[Day, ...] = ()
    """Dates the English must have, whatever their notation."""
    parts: tuple[tuple[str, ...], ...] = ()
    """Where no one form can be told: each of these must stand in one of its spellings, wherever."""
    forbidden: tuple[str, ...] = ()
    """English that must not stand for it."""
