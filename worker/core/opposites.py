"""Sentences that say the opposite: English in which prices fall where they rose, or a father stands for a mother."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from worker.core.languages.vi_opposites import OPPOSITES, Side
from worker.core.matching import any_word

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class _Half:
    """One side of a pair, its words compiled."""

    pair: str
    side: int
    said: re.Pattern[str]
    """What says this in Vietnamese."""
    sayable: re.Pattern[str]
    """What may account for this side's English."""
    word: re.Pattern[str]
    """One word of this side's English, small letters."""


def _half(pair: str, number: int, side: Side) -> _Half:
    said, sayable = any_word(side.says), any_word(f"{side.says}|{side.may_say}")
    return _Half(pair, number, said, sayable, re.compile(rf"(?:{side.english})\Z"))


_PAIRS = {
    name: tuple(_half(name, number, side) for number, side in enumerate(sides)) for name, sides in OPPOSITES.items()
}
_HALVES = tuple(half for halves in _PAIRS.values() for half in halves)
_UNITS = re.compile(
    r"(?P<denial>\b(?:not|never|[a-z]+n['’]t) (?!only\b)(?:(?:a|an|the|so|very|as|yet|been|be|too) )*)?"
    r"(?P<unit>passed away|at (?:most|least)|up to|(?:more|less|fewer) than|[a-z]+)"
)
"""A word, or words that say one thing together, and whether a denial stands before it."""


@lru_cache(maxsize=16384)
def _halves_of(word: str) -> tuple[_Half, ...]:
    """The sides that an English word, or a few together, says."""
    return tuple(half for half in _HALVES if half.word.match(word))


def shown_sides(english: str) -> dict[tuple[str, int], str]:
    """Which sides of which pairs English says, and with which word first; what is denied says neither."""
    shown: dict[tuple[str, int], str] = {}
    for match in _UNITS.finditer(english.lower()):
        for half in () if match["denial"] else _halves_of(match["unit"]):
            shown.setdefault((half.pair, half.side), match["unit"])
    return shown


def opposites(source: str, english: str) -> Iterator[tuple[str, str]]:
    """Words of the Vietnamese and of the English that say opposite things, where nothing else accounts for them."""
    shown = shown_sides(english)
    for (pair, side), word in shown.items():
        if (pair, 1 - side) in shown:
            continue  # both: who did which is not told by words alone
        here, there = _PAIRS[pair][side], _PAIRS[pair][1 - side]
        said = there.said.search(source)
        if said and not here.sayable.search(source):
            yield said.group(), word


def is_plain(source: str, english: str, pair: str, side: int) -> bool:
    """Whether both say this side and nothing of the other, so that English with the other side would be doubted."""
    shown = shown_sides(english)
    here, there = _PAIRS[pair][side], _PAIRS[pair][1 - side]
    is_shown = (pair, side) in shown and (pair, 1 - side) not in shown
    return is_shown and here.said.search(source) is not None and there.sayable.search(source) is None
