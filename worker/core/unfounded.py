"""What English says that its Vietnamese does not: invented figures, names and months, a quote left open."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from worker.core.languages.en import fold, months_of, numbers_of, read
from worker.core.languages.vi import is_syllable, romanise
from worker.core.languages.vi_numbers import FIGURE, figure_values
from worker.core.languages.vi_people import STRONG_SURNAMES
from worker.core.proof import VERBATIM
from worker.core.protect.obligation import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.core.languages.en import Mention, Reading
    from worker.core.protect.obligation import Obligation


def invented_numbers(source: str, obligations: Sequence[Obligation], english: str) -> tuple[Mention, ...]:
    """Numbers in figures that nothing in the Vietnamese accounts for."""
    reading = read(english)
    said = _said(obligations)
    unsaid = [m for m in reading.numbers if m.in_figures and said.isdisjoint(m.values)]
    if not unsaid:
        return ()
    allowed = said | _accounted(source, obligations)
    copied = [o.text for o in obligations if o.kind in VERBATIM or o.kind is Kind.PHONE or not o.values]
    verbatim = set(re.findall(r"[\w.,]*\w", fold(" ".join(copied))))
    invented = []
    for mention in unsaid:
        if not allowed.isdisjoint(mention.values):
            continue
        if fold(mention.text) in verbatim or _in_copied(mention, obligations, reading):
            continue
        if _names_the_disease(mention, source, english):
            continue
        if _is_full_hour(mention, reading) or _is_footnote(mention, reading):
            continue
        if not _is_first(mention, source) and not _ends_a_span_of_years(mention, reading, allowed):
            invented.append(mention)
    return tuple(invented)


def _is_first(mention: Mention, source: str) -> bool:
    """Whether "1st" stands for a first or best that the Vietnamese says in other words."""
    return mention.text.lower() == "1st" and re.search(r"(?<!\w)(?:nhất|đầu)(?!\w)", source, re.IGNORECASE) is not None


def _is_full_hour(mention: Mention, reading: Reading) -> bool:
    """Whether it is the "00" of "11:00"; what stands before it has to be accounted for by itself."""
    return mention.text == "00" and re.search(r"(?<!\d)\d{1,2}[:.]$", reading.text[: mention.start]) is not None


def _is_footnote(mention: Mention, reading: Reading) -> bool:
    """Whether it is the mark of a footnote, "shade(1)", which tells no amount."""
    text = reading.text
    return re.search(r"[^\W\d]\($", text[: mention.start]) is not None and text.startswith(")", mention.end)


def _names_the_disease(mention: Mention, source: str, english: str) -> bool:
    """Whether it is a figure of COVID-19's many names, and the Vietnamese has another of them."""
    spans = [match.span() for match in _DISEASE.finditer(english)]
    inside = any(start <= mention.start and mention.end <= end for start, end in spans)
    return inside and _DISEASE_IN_VIETNAMESE.search(source) is not None


_DISEASE = re.compile(
    r"(?<!\w)(?:2019(?:[-\u2013](?:20)?20)?\s+(?:novel\s+|new\s+)?(?:coronavirus|covid)|2019-nCoV|(?:coronavirus|disease)\s+2019|"
    r"COVID[-\u2010-\u2013\s]?19|SARS[-\u2010-\u2013]CoV[-\u2010-\u2013]2)(?!\w)",
    re.IGNORECASE,
)
_DISEASE_IN_VIETNAMESE = re.compile(r"(?<!\w)(?:covid|corona|coronavirus|sars-cov-2|ncov)", re.IGNORECASE)


def _ends_a_span_of_years(mention: Mention, reading: Reading, allowed: frozenset[Decimal]) -> bool:
    """Whether it is the "96" of "1995-96", whose years the Vietnamese gives in full."""
    before = re.search(r"(\d\d)\d\d[-–/]$", reading.text[: mention.start])
    return before is not None and mention.text.isdigit() and Decimal(before[1] + mention.text) in allowed


def invented_months(obligations: Sequence[Obligation], english: str) -> tuple[str, ...]:
    """Names of months in the English that the Vietnamese does not speak of ("28 tháng" are months, not February)."""
    shown = read(english).months
    if not shown:
        return ()
    spoken = {day.month for obligation in obligations for day in obligation.days}
    if any(month not in spoken for month, _, _ in shown):
        dates = [o for o in obligations if o.kind in {Kind.DATE, Kind.TERM, Kind.ORGANISATION}]
        spoken |= {month for o in dates for form in o.english for month, _, _ in months_of(form)}
    found = []
    for month, start, end in shown:
        name = english[start:end]
        nearby = english[max(0, start - 4) : end + 4]
        if month not in spoken and name[0].isupper() and (month not in _VERBS or re.search(r"\d", nearby)):
            found.append(name)
    return tuple(found)


_VERBS = frozenset({3, 5})
"""Months whose English is a verb as well: March, May."""


def invented_names(source: str, english: str) -> tuple[str, ...]:
    """Vietnamese full names in the English whose syllables do not stand so in the Vietnamese."""
    found = []
    for match in _VIETNAMESE_NAME.finditer(english):
        words = match.group().split()
        first = next((i for i, word in enumerate(words[:-1]) if word in _SURNAMES), None)
        if first is None:
            continue
        name = " ".join(words[first:])
        if all(is_syllable(word) for word in words[first:]) and fold(name) not in fold(source):
            found.append(name)
    return tuple(found)


_VIETNAMESE_NAME = re.compile(r"[A-Z](?<![\w.][A-Z])[a-z]+(?: [A-Z][a-z]+){1,4}(?![\w])")
_SURNAMES = frozenset(romanise(name) for name in STRONG_SURNAMES) - {"Do", "Ho", "Pham"}


def _in_copied(mention: Mention, obligations: Sequence[Obligation], reading: Reading) -> bool:
    """Whether the figure stands inside something copied letter for letter, or digits of the source in other groups."""
    for obligation in obligations:
        for form in obligation.english:
            at = reading.text.find(form)
            while at >= 0:
                if at <= mention.start and mention.end <= at + len(form):
                    return True
                at = reading.text.find(form, at + 1)
    return False


def _said(obligations: Sequence[Obligation]) -> frozenset[Decimal]:
    """The values of the numbers and dates that were found."""
    values = {value for obligation in obligations for values in obligation.values for value in values}
    days = {day for obligation in obligations for day in obligation.days}
    parts = {Decimal(part) for day in days for part in (day.day, day.month, day.year) if part is not None}
    return frozenset(values | parts)


def _accounted(source: str, obligations: Sequence[Obligation]) -> frozenset[Decimal]:
    """Every other value that some figure, word or time of the Vietnamese may come to in English."""
    allowed: set[Decimal] = set()
    for obligation in obligations:
        for form in obligation.english:
            if any(character.isdigit() for character in form):
                allowed.update(value for mention in numbers_of(form) for value in mention.values)
        if obligation.kind is Kind.TIME:
            hour = int(re.findall(r"\d+", obligation.text)[0])
            allowed.update({Decimal(hour), Decimal((hour - 1) % 12 + 1 if hour else 12), Decimal(0)})
    for match in re.finditer(FIGURE, source):
        for value in figure_values(match.group()):
            allowed.update(value * 10**n for n in (0, 3, 6, 9))
        allowed.update(Decimal(part) for part in re.findall(r"\d+", match.group()))
    return frozenset(allowed)


def swapped_names(obligations: Sequence[Obligation], english: str) -> bool:
    """Whether two persons, each named once in both languages, come in the other order in English."""
    folded = fold(english)
    names = [fold(o.english[0]) for o in obligations if o.kind is Kind.NAME]
    if len(names) != 2 or len(set(names)) != 2 or not all(name in folded for name in names):  # noqa: PLR2004 a pair
        return False
    places = [[m.start() for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", folded)] for name in names]
    return all(len(found) == 1 for found in places) and places[0][0] > places[1][0]


_MARKS = '"“”„'


def broken_quotes(source: str, english: str) -> bool:
    """Whether quotation marks are balanced in the Vietnamese and not in the English."""
    inside = english.strip().rstrip(".,;:!?")[1:-1]
    # A mark at the edge alone belongs to a quotation over several sentences, if the Vietnamese marks none here.
    spans = not any(mark in source for mark in _MARKS) and _balanced(inside)
    return _balanced(source) and not _balanced(english) and not spans


def _balanced(text: str) -> bool:
    """Whether marks come in pairs; two that touch are one, as tables double them."""
    return len(re.findall(rf"([{_MARKS}])\1?", text)) % 2 == 0
