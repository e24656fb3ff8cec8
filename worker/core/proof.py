"""Proof that an English sentence shows what its Vietnamese obliges it to show."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from worker.core.languages.en import fold, read
from worker.core.languages.vi import is_syllable, romanise
from worker.core.matching import is_word, whole_words
from worker.core.protect.obligation import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from worker.core.languages.en import Mention, Reading
    from worker.core.protect.obligation import Day, Obligation

VERBATIM = frozenset({Kind.URL, Kind.EMAIL, Kind.HASHTAG, Kind.DOCUMENT})
"""What is copied letter for letter."""
_FIGURES = frozenset({Kind.NUMBER, Kind.MONEY, Kind.UNIT, Kind.PERCENT, Kind.YEAR, Kind.SCORE, Kind.RANGE})
_NEAR = 24
"""Characters between a month's name and its day in English."""
_CURRENCY = {
    "VND": r"(?<![a-z])(?:vnd|vnđ|dongs?)(?![a-z])|\d ?[dđ](?![a-z])",
    "USD": r"\$|usd|dollar",
    "EUR": r"€|eur",
    "yuan": r"yuan|rmb|cny|renminbi",
    "yen": r"yen|jpy|¥",
    "won": r"won|krw",
    "kip": r"kip|lak",
    "baht": r"baht|thb",
    "pounds": r"£|pound|gbp",
    "riel": r"riel|khr",
    "rubles": r"rou?ble|rub(?![a-z])",
    "rupees": r"rupee|inr",
    "ringgit": r"ringgit|myr",
    "pesos": r"peso|php",
}
_SMALL = 12
_PERCENT = re.compile(r"%|percent|percentage|‰|per thousand|per mille")


def unproven(obligations: Iterable[Obligation], english: str) -> tuple[Obligation, ...]:
    """The obligations that the English does not show."""
    reading = read(english)
    return tuple(obligation for obligation in obligations if not is_proven(obligation, reading))


def is_proven(obligation: Obligation, reading: Reading) -> bool:  # noqa: C901, PLR0911 a line for each kind
    """Whether the English shows what one obligation asks, in any accepted form or notation."""
    kind = obligation.kind
    if kind in VERBATIM:
        return any(_stands_verbatim(form, reading) for form in obligation.english)
    if kind is Kind.PHONE:
        return re.sub(r"\D", "", obligation.text) in re.sub(r"\D", "", reading.text)
    if kind is Kind.TIME:
        return _shows_time(obligation, reading)
    if obligation.days:
        return all(_shows_day(day, reading) for day in obligation.days)
    if kind in _FIGURES and obligation.values:
        return _shows_values(obligation, reading)
    if kind is Kind.ORGANISATION:
        return any(_stands(form, reading) for form in obligation.english) or _shows_parts(obligation, reading)
    if kind is Kind.NAME:
        return any(_shows_name(form, reading) for form in obligation.english)
    if kind is Kind.TERM:
        return any(_shows_term(form, reading) for form in obligation.english)
    if kind is Kind.PLACE and any(character.isdigit() for character in obligation.text):
        number = re.search(r"\w*\d\w*(?:/\d+)?", obligation.text)
        return number is not None and fold(number.group()) in reading.folded
    if obligation.values and all(_among(values, reading.values) for values in obligation.values) and kind is Kind.DATE:
        return any(_stands(form, reading) for form in obligation.english)
    return any(_stands(form, reading) for form in obligation.english)


def _stands(form: str, reading: Reading) -> bool:
    """Whether a form begins at the start of a word of the English; its end may be a longer word's (German, Italian).

    An abbreviation and a form of three letters stand as whole words and in capitals: "US" is neither "used" nor "us".
    """
    if _ABBREVIATION.fullmatch(form):
        bare = form.replace(".", "")
        shown = (bare, f"{bare}s", bare.capitalize()) if len(bare) > _SHORT else (bare, f"{bare}s")  # no "Who"
        return _stands_whole(shown, _DIGIT.sub(" ", reading.text.replace(".", "")))  # "JPY89 million"
    if len(form) <= _SHORT:
        return _stands_whole((form, form.upper(), f"{form}s"), romanise(reading.text))
    return _found(_spaced(fold(form)), _spaced(reading.folded), at_end=False)


_DIGIT = re.compile(r"\d")
_ABBREVIATION = re.compile(r"[A-Z](?:\.?[A-Z])+")
_SHORT = 3
"""Letters of a form that other words easily begin with."""


def _stands_whole(forms: Iterable[str], text: str) -> bool:
    return any(next(whole_words(form, text), None) is not None for form in forms)


def _found(form: str, text: str, *, at_end: bool) -> bool:
    """Whether a form stands in a text where a word begins, and ends one if `at_end`: without a pattern to compile."""
    at = text.find(form) if form else -1
    while at >= 0:
        end = at + len(form)
        begins = at == 0 or not is_word(text[at - 1]) or not is_word(form[0])
        if begins and (not at_end or end == len(text) or not _goes_on(text, end)):
            return True
        at = text.find(form, at + 1)
    return False


def _goes_on(text: str, end: int) -> bool:
    """Whether a number, code or word that ends here is longer in the text."""
    following = text[end : end + 2]
    if is_word(following[0]):
        return True
    return len(following) > 1 and (
        (following[0] == "-" and is_word(following[1])) or (following[0] in ".," and following[1].isdigit())
    )


def _shows_parts(obligation: Obligation, reading: Reading) -> bool:
    """Every proper part of a body's name, or the initials of an abbreviation in order on capitalised words."""
    if obligation.parts:
        return all(any(_stands(form, reading) for form in part) for part in obligation.parts)
    if not obligation.text.isupper():
        return False
    initials = "".join(word[0] for word in re.findall(r"(?<!\w)[A-Z]\w+", reading.text))
    return len(obligation.text) > 1 and obligation.text in initials


@lru_cache(maxsize=16384)
def _spaced(text: str) -> str:
    """A folded text without the stops of countries' abbreviations, a hyphen being no more than a space."""
    text = text.replace("u.s.a", "usa").replace("u.s.", "us").replace("u.k.", "uk")
    return " ".join(text.replace("-", " ").split()) if "-" in text else text


def _stands_verbatim(form: str, reading: Reading) -> bool:
    return _found(fold(form), reading.folded, at_end=True)


def _among(values: Sequence[Decimal], shown: frozenset[Decimal]) -> bool:
    return any(value in shown for value in values)


def _shows_values(obligation: Obligation, reading: Reading) -> bool:
    """All numbers, and for money its currency, for shares their sign, for scores their order."""
    written = any(_stands_verbatim(form, reading) for form in obligation.english)
    if obligation.kind is Kind.SCORE:
        return written or _shows_score(obligation, reading)
    if not written and not all(_among(_meant(values, obligation), reading.values) for values in obligation.values):
        return obligation.kind is Kind.RANGE and _shows_short_range(obligation, reading)
    if obligation.kind is Kind.MONEY:
        return _shows_currency(obligation, reading)
    if obligation.kind is Kind.PERCENT:
        return _PERCENT.search(reading.folded) is not None
    return True


def _shows_short_range(obligation: Obligation, reading: Reading) -> bool:
    """Whether two years of one century stand as "1995-96"."""
    years = re.fullmatch(r"((\d\d)\d\d)\s?[-–]\s?(\2)(\d\d)", obligation.text)
    return years is not None and re.search(rf"(?<!\d){years[1]}[-/]{years[4]}(?![\d%])", reading.folded) is not None


def _meant(values: Sequence[Decimal], obligation: Obligation) -> Sequence[Decimal]:
    """Of several readings the one to be written: "1.250" is 1,250; "20,600" is either, as newspapers write both."""
    if "," in obligation.text:
        return values
    wanted = read(obligation.english[0]).values if obligation.english else frozenset()
    return [value for value in values if value in wanted] or values


def _shows_currency(obligation: Obligation, reading: Reading) -> bool:
    """The currency somewhere, and no other one right beside the amount."""
    currency = next((c for c in _CURRENCY if any(c in form for form in obligation.english)), "")
    if not currency:
        return True
    own = re.compile(_CURRENCY[currency])
    if own.search(reading.folded) is None:
        return False
    wanted = {value for values in obligation.values for value in _meant(values, obligation)}
    for mention in reading.numbers:
        if not wanted.intersection(mention.values):
            continue
        beside = fold(reading.text[max(0, mention.start - _BESIDE) : mention.end + _BESIDE])
        if own.search(beside) or not any(re.search(other, beside) for other in _CURRENCY.values()):
            return True
    return any(_stands_verbatim(form, reading) for form in obligation.english)


def _shows_score(obligation: Obligation, reading: Reading) -> bool:
    """Both figures in their order; in the other one only where English speaks of the losing side."""
    figures = [str(values[0]) for values in obligation.values]
    if not all(_among(values, reading.values) for values in obligation.values):
        return False
    pairs = [(match[1], match[2]) for match in _SCORE.finditer(reading.folded)]
    if tuple(figures) in pairs or not pairs:
        return True
    return tuple(reversed(figures)) in pairs and _LOSING.search(reading.folded) is not None


_BESIDE = 8
"""Characters around an amount in which its currency stands, if it stands with it."""
_SCORE = re.compile(r"(?<![\d.,])(\d+)\s?(?:-|:|to)\s?(\d+)(?![\d.,]*\d)")
_LOSING = re.compile(r"(?<!\w)(?:los[et]\w*|defeat\w*|beat\w*|fell|fall\w*|down|behind|against)(?!\w)")


def _shows_time(obligation: Obligation, reading: Reading) -> bool:
    if any(_stands_verbatim(form, reading) or _stands(form, reading) for form in obligation.english):
        return True
    numbers = [int(n) for n in re.findall(r"\d+", obligation.text)]
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 0
    hours = {hour, (hour - 1) % 12 + 1 if hour else 12}
    if any(shown in hours and minutes == minute for shown, minutes in reading.clocks):
        return True
    values = reading.values
    shown_hour = any(Decimal(value) in values for value in hours)
    return shown_hour and (not minute or Decimal(minute) in values)


def _shows_day(day: Day, reading: Reading) -> bool:
    """The month by name with the day near it, and the year if it was said."""
    if day.year is not None and not _shows_year(day, reading):
        return False
    if day.month is None:
        return day.day is None or Decimal(day.day) in reading.values
    months = [(start, end) for month, start, end in reading.months if month == day.month]
    if day.day is None:
        return bool(months)
    days = [mention for mention in reading.numbers if Decimal(day.day) in mention.values]
    return any(_near(mention, start, end) for mention in days for start, end in months)


def _shows_year(day: Day, reading: Reading) -> bool:
    """The year, and not only inside the number of a document."""
    shown = [mention for mention in reading.numbers if day.year is not None and Decimal(day.year) in mention.values]
    return any("/" not in (reading.text[m.start - 1 : m.start], reading.text[m.end : m.end + 1]) for m in shown)


def _near(mention: Mention, start: int, end: int) -> bool:
    return -_NEAR <= mention.start - end <= _NEAR or -_NEAR <= start - mention.end <= _NEAR


def _shows_name(form: str, reading: Reading) -> bool:
    """The whole name with its parts in order; a foreign one may have its longer parts apart."""
    parts = re.findall(r"\w+", fold(form))
    if not parts:
        return False
    if _in_order(parts, reading.words):
        return True
    words = form.split()
    if all(is_syllable(word) for word in words):
        return False
    long = [fold(word) for word in words if len(word) > 3]  # noqa: PLR2004 short parts are particles
    return bool(long) and all(_found(word, reading.folded, at_end=False) for word in long)


def _in_order(parts: Sequence[str], words: Sequence[str]) -> bool:
    """Whether these words stand one after another."""
    size = len(parts)
    first = parts[0]
    return any(words[i] == first and list(words[i : i + size]) == list(parts) for i in range(len(words) - size + 1))


def _shows_term(form: str, reading: Reading) -> bool:
    """The words of the official English in order, whatever their number and articles.

    A proper name may stand within ("Chairman of the Nghe An Provincial People's Committee"), and no word before it that
    makes another office of it ("Deputy Secretary").
    """
    words = _stems(form)
    if not words:
        return True
    shown, names = _stems(reading.text), _proper_stems(reading.text)
    for start in range(len(shown) - len(words) + 1):
        if shown[start] != words[0] or (words[0] not in _LESSER and start and shown[start - 1] in _LESSER):
            continue
        at, gap = start, 0
        for word in words:
            while at < len(shown) and shown[at] != word and shown[at] in names and gap < _LONGEST_NAME_WITHIN:
                at, gap = at + 1, gap + 1
            if at >= len(shown) or shown[at] != word:
                break
            at += 1
        else:
            return True
    return False


_LESSER = frozenset({"deputy", "vice", "standing", "assistant", "acting", "former"})
_LONGEST_NAME_WITHIN = 4
"""Words of a proper name that may stand within an office's."""


@lru_cache(maxsize=4096)
def _proper_stems(text: str) -> frozenset[str]:
    """The stems of words that are only ever capitalised, titles of offices excepted."""
    found = {word for word in re.findall(r"\w+", romanise(text)) if word[:1].isupper()}
    small = {word.casefold() for word in re.findall(r"\w+", romanise(text)) if word[:1].islower()}
    return frozenset(_stem(word.casefold()) for word in found if word.casefold() not in small) - _LESSER


@lru_cache(maxsize=16384)
def _stems(text: str) -> tuple[str, ...]:
    """The words that carry a text's meaning, without endings for number."""
    plain = fold(text).replace("'s", "").replace("s'", "s").replace("'", "")
    return tuple(_stem(word) for word in re.findall(r"\w+(?:-\d+)+|\w+", plain) if word not in _LIGHT)


_LIGHT = frozenset({"the", "a", "an", "of", "for", "and", "on", "in"})


def _stem(word: str) -> str:
    for ending, stem in (("ies", "y"), ("sses", "ss"), ("men", "man"), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2 and not word.endswith("ss"):
            return word[: -len(ending)] + stem
    return word
