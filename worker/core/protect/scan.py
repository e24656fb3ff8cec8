"""Where the numbers of a Vietnamese sentence may begin, and which words it cannot hold: what spares most patterns."""

from __future__ import annotations

import re
from functools import lru_cache

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
