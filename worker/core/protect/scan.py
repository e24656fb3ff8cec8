"""Patterns tried only where they can match: at a sentence's figures and numbers, in the few words before a place."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FIGURE = re.compile(r"\d(?<![\w/.,-]\d)")
_DIGIT = re.compile(r"\d")
_COUNTING = re.compile(r"(?:mười|mươi|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ)(?!\w)")
"""A word that every number in words from ten on has."""
_FIRST_WORD = re.compile(r"(?<!\w)(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười|không)(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=64)
def lowered(text: str) -> str:
    """The text in small letters, in which a plain search rules patterns out."""
    return text.lower()


def says(text: str, *words: str) -> bool:
    """Whether any of these small-letter words, or a longer word with it inside, stands in the text."""
    low = lowered(text)
    return any(word in low for word in words)


def has_digit(text: str) -> bool:
    """Whether any digit stands in the text."""
    return _DIGIT.search(text) is not None


@lru_cache(maxsize=64)
def figure_starts(text: str) -> tuple[int, ...]:
    """Where figures begin that continue no word, figure or code."""
    return tuple(match.start() for match in _FIGURE.finditer(text))


@lru_cache(maxsize=64)
def number_starts(text: str) -> tuple[int, ...]:
    """Where such figures or a number in words from ten on may begin, in the order of the text."""
    if not counts_in_words(text):
        return figure_starts(text)
    words = (match.start() for match in _FIRST_WORD.finditer(text))
    return tuple(sorted((*figure_starts(text), *words)))


def counts_in_words(text: str) -> bool:
    """Whether a number in words from ten on may stand in the text."""
    return _COUNTING.search(lowered(text)) is not None


def matches(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """What `pattern.finditer(text)` finds, given the only places where a match can start."""
    end = 0
    for start in starts:
        match = pattern.match(text, start) if start >= end else None
        if match is not None:
            end = match.end()
            yield match


def look_back(pattern: re.Pattern[str], text: str, end: int, words: int) -> re.Match[str] | None:
    """What `pattern.search(text[:end])` finds where it looks back over no more than so many words from `end`."""
    head = text[:end].rsplit(None, words)
    return pattern.search(text, len(head[0]) if len(head) > words else 0, end)


def whole_words(form: str, text: str) -> Iterator[int]:
    """Where a form begins that stands in a text as whole words: without a pattern to compile."""
    at = text.find(form)
    while at >= 0:
        end = at + len(form)
        stands = not _is_word(text[at - 1 : at]) and not _is_word(text[end : end + 1])
        if stands:
            yield at
        at = text.find(form, end if stands else at + 1)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
