"""Vietnamese letters: telling them from other scripts' and taking their marks off."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ONLY_VIETNAMESE = re.compile(r"[ăđơưĂĐƠƯạ-ỹẠ-Ỹ]")  # U+1EA0..U+1EF9 and the four base letters no neighbour has
_MARKED = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
_WORD = re.compile(r"[^\W\d_]+")
_PLAIN_MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
_SYLLABLE = re.compile(
    r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?[aeiouy]{1,3}(?:ch?|m|ng?|nh|p|t)?", re.IGNORECASE
)
_ENGLISH = re.compile(
    r"\b(?:the|of|and|is|are|was|were|to|in|for|with|that|this|from|by|as|at|it|its|has|have|had|will|be|been|not)\b",
    re.IGNORECASE,
)
_MIN_ENGLISH_WORDS = 3


def romanise(text: str) -> str:
    """The text without Vietnamese tone and letter marks ("Nguyễn Văn Đức" -> "Nguyen Van Duc"); all else stays."""
    if text.isascii():
        return text
    bare = unicodedata.normalize("NFD", text)
    for mark in _PLAIN_MARKS:
        bare = bare.replace(mark, "")
    return unicodedata.normalize("NFC", bare).replace("đ", "d").replace("Đ", "D")


def has_vietnamese(text: str) -> bool:
    """Whether a letter stands in the text that no other language of the feeds writes (ă, ơ, ạ, ế ...)."""
    return _ONLY_VIETNAMESE.search(text) is not None


def has_marks(text: str) -> bool:
    """Whether any letter carries a mark that Vietnamese uses, be it French or Spanish too (é, ô, ñ is none)."""
    return _MARKED.search(text) is not None


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Whether a word is spelt like one Vietnamese syllable, as every Vietnamese word between spaces is."""
    return _SYLLABLE.fullmatch(romanise(word)) is not None


def leftover_words(source: str, target: str) -> list[str]:
    """Words of the English still in Vietnamese: with a letter of its own, or a marked syllable that the source has."""
    if not has_marks(target):
        return []
    known = {word.casefold() for word in _WORD.findall(source)}
    return [
        word
        for word in _WORD.findall(target)
        if has_vietnamese(word) or (has_marks(word) and word.casefold() in known and is_syllable(word))
    ]


def looks_english(text: str) -> bool:
    """Whether a sentence has English function words and not one Vietnamese letter."""
    if has_marks(text):
        return False
    return len(_WORD.findall(text)) >= _MIN_ENGLISH_WORDS and _ENGLISH.search(text) is not None
