"""All obligations of a sentence: every detector's finds, and which of them go before which where they overlap."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from worker.core.glossary import Glossary
from worker.core.languages.en import fold
from worker.core.languages.vi_people import SURNAMES
from worker.core.protect.amounts import find_money, find_percents, find_ranges, find_scores, find_units
from worker.core.protect.datelines import find_datelines
from worker.core.protect.dates import find_dates, find_times, find_years
from worker.core.protect.names import find_names
from worker.core.protect.numbers import find_numbers
from worker.core.protect.obligation import Kind, Obligation
from worker.core.protect.organisations import find_organisations
from worker.core.protect.places import find_places
from worker.core.protect.verbatim import find_verbatim
from worker.core.protect.weekdays import find_weekdays

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

_SWALLOWING = frozenset({Kind.ORGANISATION, Kind.PLACE})
_MASK = "\ue000"
_LONGEST = 2000
"""Characters; the longest sentence of a newspaper has a third of it."""


@dataclass(frozen=True, slots=True)
class Context:
    """What resolves a sentence's ambiguities: the glossary, the article's date, and who and what it names elsewhere."""

    glossary: Glossary = field(default_factory=Glossary)
    today: date | None = None
    known_names: tuple[str, ...] = ()
    """Persons in full."""
    proper_nouns: frozenset[str] = frozenset()
    """As the article writes them where it is not in capitals (`core.capitals`)."""
    day_first: bool = False
    """Write "9 January" rather than "January 9"."""


def find_obligations(text: str, context: Context) -> tuple[Obligation, ...]:
    """What the English of a sentence must show, in the order of the sentence, never overlapping."""
    if len(text) > _LONGEST:
        return _piecewise(text, context)
    claimed = _first_come(itertools.chain(find_verbatim(text), find_datelines(text)))
    masked = _masked(text, claimed)
    terms = [
        Obligation(
            Kind.TERM,
            start,
            end,
            text[start:end],
            tuple(form.strip() for form in term.translation.split(";")),
            forbidden=term.forbidden,
        )
        for start, end, term in context.glossary.find(masked)
    ]
    for candidate in _candidates(masked, context, [(term.start, term.end) for term in terms]):
        _admit(candidate, claimed, terms, text)
    return tuple(sorted((*claimed, *terms), key=lambda found: found.start))


def _piecewise(text: str, context: Context) -> tuple[Obligation, ...]:
    """A text longer than any sentence, read piece by piece so that the time it takes grows with its length alone."""
    found: list[Obligation] = []
    at = 0
    while at < len(text):
        cut = len(text) if len(text) - at <= _LONGEST else text.rfind(" ", at, at + _LONGEST) + 1 or at + _LONGEST
        piece = find_obligations(text[at:cut], context)
        found += [replace(one, start=one.start + at, end=one.end + at) for one in piece]
        at = cut
    return tuple(found)


def _first_come(found: Iterable[Obligation]) -> list[Obligation]:
    """The first of those that overlap."""
    claimed: list[Obligation] = []
    for candidate in found:
        if not any(_overlap(candidate, other) for other in claimed):
            claimed.append(candidate)
    return claimed


def _masked(text: str, claimed: Iterable[Obligation]) -> str:
    for found in claimed:
        text = text[: found.start] + _MASK * (found.end - found.start) + text[found.end :]
    return text


def _candidates(text: str, context: Context, terms: list[tuple[int, int]]) -> Iterator[Obligation]:
    """Everything else that may be found, what goes first first."""
    yield from find_scores(text)
    yield from find_ranges(text)
    yield from find_money(text)
    yield from find_units(text)
    yield from find_percents(text)
    yield from find_times(text)
    yield from find_dates(text, day_first=context.day_first)
    yield from find_weekdays(text, context.today)
    yield from find_years(text)
    yield from find_organisations(text)
    yield from find_places(text, terms)
    yield from find_names(text, terms, context.known_names)
    yield from find_numbers(text)


def _admit(candidate: Obligation, claimed: list[Obligation], terms: list[Obligation], text: str) -> None:
    """Let a candidate in where nothing before it stands, or put it in the place of what it may swallow."""
    for term in list(terms):
        if not _overlap(candidate, term):
            continue
        longer = candidate.end - candidate.start > term.end - term.start
        if candidate.start <= term.start and term.end <= candidate.end and longer:
            continue
        if term.start <= candidate.start and candidate.end <= term.end:
            return
        rest = _left_over(candidate, term, text)
        if rest is None:
            return
        candidate = rest
    for other in list(claimed):
        if not _overlap(candidate, other):
            continue
        inside = candidate.start <= other.start and other.end <= candidate.end
        swallows = candidate.kind in _SWALLOWING and candidate.end - candidate.start > other.end - other.start
        verbatim = other.kind in {Kind.URL, Kind.EMAIL, Kind.HASHTAG, Kind.DOCUMENT, Kind.PHONE}
        if not (inside and swallows and not verbatim):
            return
    claimed[:] = [other for other in claimed if not _overlap(candidate, other)]
    terms[:] = [term for term in terms if not _overlap(candidate, term)]
    claimed.append(candidate)


def _left_over(candidate: Obligation, term: Obligation, text: str) -> Obligation | None:
    """What is left of a candidate that a term cuts: its name without the kind word."""
    start, end = (term.end, candidate.end) if term.start <= candidate.start else (candidate.start, term.start)
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    shown = text[start:end]
    if not shown or not (shown[0].isupper() or shown[0].isdigit()) or candidate.kind is Kind.NUMBER:
        return None
    if candidate.kind is Kind.PLACE and candidate.end == end:
        words = shown.split()
        if words[0] in SURNAMES and len(words) > 2:  # noqa: PLR2004 a full name
            return None
        bare = fold(shown).replace(" ", "")
        forms = tuple(form for form in candidate.english if fold(form).replace(" ", "") == bare)
        return replace(candidate, start=start, end=end, text=shown, english=forms or candidate.english[-1:])
    found = [place for place in find_places(shown, []) if (place.start, place.end) == (0, len(shown))]
    if found:
        return replace(found[0], start=start, end=end)
    return None


def _overlap(one: Obligation, other: Obligation) -> bool:
    return one.start < other.end and other.start < one.end
