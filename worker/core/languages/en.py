"""Reading English: the numbers, months and clock times that a sentence shows, and a spelling to compare by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from worker.core.languages.vi import romanise
from worker.core.languages.vi_numbers import roman_value
from worker.core.matching import matches

_UNITS = {
    word: Decimal(value)
    for value, words in enumerate(
        (
            ("zero", "nil"),
            ("one", "first", "once", "firstly"),
            (
                "two",
                "second",
                "twice",
                "both",
                "pair",
                "couple",
                "double",
                "secondly",
                "twin",
                "twins",
                "duo",
                "doubled",
            ),
            ("three", "third", "thrice", "triple", "thirdly", "trio", "tripled"),
            ("four", "fourth", "quadruple"),
            ("five", "fifth"),
            ("six", "sixth"),
            ("seven", "seventh"),
            ("eight", "eighth"),
            ("nine", "ninth"),
            ("ten", "tenth", "decade"),
            ("eleven", "eleventh"),
            ("twelve", "twelfth", "dozen"),
            ("thirteen", "thirteenth"),
            ("fourteen", "fourteenth"),
            ("fifteen", "fifteenth"),
            ("sixteen", "sixteenth"),
            ("seventeen", "seventeenth"),
            ("eighteen", "eighteenth"),
            ("nineteen", "nineteenth"),
        )
    )
    for word in words
}
_TENS = {
    word: Decimal(10 * value)
    for value, words in enumerate(
        (
            ("twenty", "twentieth"),
            ("thirty", "thirtieth"),
            ("forty", "fortieth"),
            ("fifty", "fiftieth"),
            ("sixty", "sixtieth"),
            ("seventy", "seventieth"),
            ("eighty", "eightieth"),
            ("ninety", "ninetieth"),
        ),
        start=2,
    )
    for word in words
}
_SCALES = {
    "hundred": Decimal(100),
    "hundredth": Decimal(100),
    "century": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(10**6),
    "mln": Decimal(10**6),
    "mil": Decimal(10**6),
    "mn": Decimal(10**6),
    "billion": Decimal(10**9),
    "bln": Decimal(10**9),
    "bn": Decimal(10**9),
    "bil": Decimal(10**9),
    "trillion": Decimal(10**12),
    "trln": Decimal(10**12),
    "tn": Decimal(10**12),
}
_SYMBOLS = {"m": Decimal(10**6), "k": Decimal(1000), "b": Decimal(10**9)}
_SCALE_WORD = r"(?:hundred|thousand|million|mln|mil|mn|billion|bln|bn|bil|trillion|trln|tn)"
_FIGURE = re.compile(
    rf"(?:(?<![\w.,])|(?<=VND)|(?<=USD)|(?<=EUR)|(?<=US\$)|(?<=RMB)|(?<=CNY)|(?<=JPY)|(?<=GBP))(?P<figure>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![.,]?\d)"
    rf"(?:(?:st|nd|rd|th|s)(?!\w))?(?:(?:\s|-)?(?P<scale>{_SCALE_WORD})s?(?!\w)|(?P<symbol>[mkb])(?![\w²³]))?"
    rf"(?:\s(?P<second>(?:{_SCALE_WORD}))s?(?!\w))?",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"\d+(?:[.,]\d+)*")
_FIGURES = re.compile(r"\d+")
_NUMBER_WORD = "|".join(sorted((*_UNITS, *_TENS, *_SCALES), key=len, reverse=True))
_WORDS = re.compile(
    rf"(?<!\w)(?:a\s+)?(?:{_NUMBER_WORD})s?(?:(?:-|\s+and\s+|\s+)(?:{_NUMBER_WORD})s?)*(?!\w)", re.IGNORECASE
)
_HALF = {
    "half": Decimal("0.5"),
    "halves": Decimal("0.5"),
    "quarter": Decimal("0.25"),
    "single": Decimal(1),
    "only": Decimal(1),
    "octogenarian": Decimal(80),
    "nonagenarian": Decimal(90),
    "centenarian": Decimal(100),
    "supercentenarian": Decimal(110),
}
_WORD = re.compile(r"\w+")
_PARTS = frozenset(form for word in _HALF for form in (word, f"{word}s"))
_COUNTING = frozenset(form for word in (*_UNITS, *_TENS, *_SCALES) for form in (word, f"{word}s")) | _PARTS
_BEGIN_A_NUMBER = (_COUNTING - _PARTS) | {"a"}
_ROMAN = re.compile(r"[IVXL](?<![\w-][IVXL])[IVXL]*(?!\w)")
_CLOCK = re.compile(r"(?<![\d:.,])(\d{1,2})\s?[:.hH]\s?(\d{2})(?![\d:])")

MONTH_NAMES = (
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
_MONTHS_BEGIN = tuple(names[0][:3] for names in MONTH_NAMES)
_MONTH_NUMBER = {name: number for number, names in enumerate(MONTH_NAMES, start=1) for name in names}
_SPELLINGS = (
    ("programme", "program"),
    ("centre", "center"),
    ("labour", "labor"),
    ("defence", "defense"),
    ("metre", "meter"),
    ("litre", "liter"),
    ("per cent", "percent"),
    ("viet nam", "vietnam"),
    ("chairperson", "chairman"),
    ("chairwoman", "chairman"),
)
_BRITISH = re.compile(r"is(?<=[a-z]is)(ation|e|ed|ing|es|er)\b")
_SIGNS = (
    ("–", "-"),
    ("—", "-"),
    ("\u2010", "-"),
    ("\u2011", "-"),
    ("’", "'"),
    ("‘", "'"),
    ("“", '"'),
    ("”", '"'),
    ("\u00a0", " "),
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A number that English text shows."""

    start: int
    end: int
    text: str
    values: tuple[Decimal, ...]
    """With its scale word, and without."""
    in_figures: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What proofs look at in an English sentence."""

    text: str
    folded: str
    words: tuple[str, ...]
    """Of the folded spelling."""
    values: frozenset[Decimal]
    """Every value of every number."""
    numbers: tuple[Mention, ...]
    months: tuple[tuple[int, int, int], ...]
    """Month number, start, end."""
    clocks: tuple[tuple[int, int], ...]
    """Hour and minute."""


@lru_cache(maxsize=16384)
def read(text: str) -> Reading:
    """The sentence as proofs look at it."""
    numbers = numbers_of(text)
    folded = fold(text)
    return Reading(
        text=text,
        folded=folded,
        words=tuple(_WORD.findall(folded)),
        values=frozenset(value for mention in numbers for value in mention.values),
        numbers=numbers,
        months=months_of(text),
        clocks=tuple((int(match[1]), int(match[2])) for match in matches(_CLOCK, text, _figure_starts(text))),
    )


@lru_cache(maxsize=32768)
def fold(text: str) -> str:
    """A spelling to compare by: no case, marks, curly quotes or long dashes, American, single spaces."""
    text = " ".join(romanise(text).casefold().split())
    if not text.isascii():
        for old, new in _SIGNS:
            text = text.replace(old, new)
    text = _BRITISH.sub(r"iz\1", text)
    for old, new in _SPELLINGS:
        text = text.replace(old, new)
    return text


@lru_cache(maxsize=16384)
def numbers_of(text: str) -> tuple[Mention, ...]:
    """The numbers that English text shows: in figures, in words, parts of a whole, Roman numerals."""
    return (*_in_figures(text), *_in_words(text))


@lru_cache(maxsize=16384)
def months_of(text: str) -> tuple[tuple[int, int, int], ...]:
    """The months that English text names: number, start, end."""
    low = text.lower()
    if not any(begin in low for begin in _MONTHS_BEGIN):
        return ()
    found = ((_MONTH_NUMBER.get(match.group().lower()), match) for match in _WORD.finditer(text))
    return tuple((number, match.start(), match.end()) for number, match in found if number is not None)


def _figure_starts(text: str) -> list[int]:
    """Where figures begin: the only places where a pattern of figures can match."""
    return [match.start() for match in _FIGURES.finditer(text)]


def _in_figures(text: str) -> list[Mention]:
    found = [_figure(match) for match in matches(_FIGURE, text, _figure_starts(text))]
    covered = [(mention.start, mention.end) for mention in found]
    # What no English notation explains ("8,02", digits glued to letters) is a number all the same.
    loose = [m for m in _LOOSE.finditer(text) if not any(start <= m.start() < end for start, end in covered)]
    found += [Mention(m.start(), m.end(), m.group(), _loose_values(m.group()), in_figures=True) for m in loose]
    return found


def _in_words(text: str) -> list[Mention]:
    """Numbers in words, then parts, then Roman numerals."""
    found = [] if _COUNTING.isdisjoint(_WORD.findall(text.casefold())) else _counted(text)
    for match in _ROMAN.finditer(text):
        number = roman_value(match.group())
        if number is not None:
            found.append(Mention(match.start(), match.end(), match.group(), (Decimal(number),), in_figures=False))
    return found


def _counted(text: str) -> list[Mention]:
    """Numbers in words, then parts, whose places are told in one pass over the words by a look at each."""
    starts: list[int] = []
    parts: list[Mention] = []
    for match in _WORD.finditer(text):
        word = match.group().casefold()
        if word in _BEGIN_A_NUMBER:
            starts.append(match.start())
        elif word in _PARTS:
            value = _HALF.get(word.removesuffix("s"), Decimal("0.5"))
            parts.append(Mention(match.start(), match.end(), match.group(), (value,), in_figures=False))
    numbers = [
        Mention(m.start(), m.end(), m.group(), _word_values(m.group()), in_figures=False)
        for m in matches(_WORDS, text, starts)
    ]
    return numbers + parts


def _figure(match: re.Match[str]) -> Mention:
    raw = value = Decimal(match["figure"].replace(",", ""))
    for scale in (match["scale"], match["second"]):
        if scale:
            value *= _SCALES[scale.lower()]
    if match["symbol"]:
        value *= _SYMBOLS[match["symbol"].lower()]
    values = (value,) if value == raw else (value, raw)
    return Mention(match.start(), match.end(), match.group(), values, in_figures=True)


def _loose_values(text: str) -> tuple[Decimal, ...]:
    """The value of figures glued to letters; figures in no English notation have none."""
    return (Decimal(text),) if text.isdigit() else ()


def _word_values(text: str) -> tuple[Decimal, ...]:
    """The value of English number words, and the values of the words alone ("two or three" is none: it is two)."""
    total = group = Decimal(0)
    singles = []
    for word in re.split(r"[\s-]+", text.lower()):
        plain = word if word in _UNITS or word in _TENS or word in _SCALES else word.removesuffix("s")
        if plain in {"a", "and", ""}:
            continue
        if plain in _UNITS or plain in _TENS:
            value = _UNITS.get(plain) if plain in _UNITS else _TENS[plain]
            singles.append(value or Decimal(0))
            group += value or 0
        elif plain in _SCALES:
            scale = _SCALES[plain]
            if scale == 100:  # noqa: PLR2004 hundreds gather inside a group
                group = max(group, Decimal(1)) * scale
            else:
                total += max(group, Decimal(1)) * scale
                group = Decimal(0)
    return tuple(dict.fromkeys((total + group, *singles)))
