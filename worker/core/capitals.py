"""Vietnamese in capitals, written small: engines have hardly read any, and make names or noise of it."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from worker.core.languages.vi import has_marks, is_syllable
from worker.core.languages.vi_people import STRONG_SURNAMES
from worker.core.languages.vi_places import ENGLISH_NAMES
from worker.core.matching import whole_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_WORD = re.compile(r"[^\W\d_]+")
_ABBREVIATIONS = frozenset({"TƯ", "ĐƯ"})
"""Spelt like a syllable, and hardly ever one in capitals: Trung ương, Đảng ủy."""
_BEFORE_ROMAN = frozenset({"KHÓA", "KHOÁ", "LẦN", "THỨ", "QUÝ", "KỲ", "KÌ", "LOẠI", "CẤP", "VÙNG", "CHƯƠNG", "PHẦN"})
_ROMAN = re.compile(r"[IVX]+")
_WORDS_OF_A_PERSON = range(2, 5)
_PLACES = tuple(name for name in ENGLISH_NAMES if " " in name)


def proper_nouns(texts: Iterable[str]) -> frozenset[str]:
    """Names of two words or more as texts write them, texts in capitals excepted."""
    found: set[str] = set()
    for text in texts:
        for run in _runs(text, lambda word: word[0].isupper() and not word.isupper()):
            # A run may begin with a word that only begins the sentence ("Ông Nguyễn Văn Thông").
            for part in (run, run[1:]):
                name = " ".join(word[0] for word in part)
                if len(part) > 1 and name == text[part[0].start() : part[-1].end()]:
                    found.add(name)
    return frozenset(found)


def in_small_letters(text: str, names: Iterable[str] = ()) -> str:
    """The text with its Vietnamese in capitals written small, word for word and as long as before.

    Abbreviations and Roman numbers stay as they are. `names` and places that every paper knows keep capital initials,
    and so does a person in capitals within text that is not.
    """
    runs = [run for run in _runs(text, str.isupper) if any(_is_vietnamese(match[0]) for match in run)]
    if not runs:
        return text
    small = text
    shouted = len(runs[0]) == len(_WORD.findall(text))
    for run in runs:
        person = not shouted and run[0][0].capitalize() in STRONG_SURNAMES and len(run) in _WORDS_OF_A_PERSON
        for before, match in zip(["", *(match[0] for match in run)], run, strict=False):
            word = _small(match[0], before)
            small = _put(small, match.start(), word.capitalize() if person else word)
    lowered = _lower(small)
    for name in (*_PLACES, *names):
        for at in whole_words(_lower(name), lowered):
            if text[at : at + len(name)].isupper():
                small = _put(small, at, name)
    first = _WORD.search(text)
    return _put(small, first.start(), text[first.start()]) if first else small


def _runs(text: str, belongs: Callable[[str], bool]) -> Iterator[Sequence[re.Match[str]]]:
    """Words that follow on one another and all belong."""
    for are_in, group in itertools.groupby(_WORD.finditer(text), key=lambda match: belongs(match[0])):
        if are_in:
            yield list(group)


def _is_vietnamese(word: str) -> bool:
    """Whether a word in capitals is surely no abbreviation."""
    return len(word) > 1 and has_marks(word) and is_syllable(word) and word not in _ABBREVIATIONS


def _small(word: str, before: str) -> str:
    if not is_syllable(word) or word in _ABBREVIATIONS or (before in _BEFORE_ROMAN and _ROMAN.fullmatch(word)):
        return word
    return _lower(word)


def _lower(text: str) -> str:
    """Small letters, but for those that would become two (Turkish İ)."""
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def _put(text: str, at: int, piece: str) -> str:
    return text[:at] + piece + text[at + len(piece) :]
