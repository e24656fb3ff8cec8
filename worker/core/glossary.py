"""The glossary: official English for set terms, found by longest match whatever the case or tone spelling."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_TOKEN = re.compile(r"\w+|[^\w\s]")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_CONSONANT_Y = re.compile(r"(?<=[bcdđghklmnpqrstvx])y$|(?<=qu)y$")


@dataclass(frozen=True, slots=True)
class Term:
    """One line of `config/glossary.vi-en.csv`."""

    term: str
    translation: str
    kind: str = ""
    note: str = ""
    forbidden: tuple[str, ...] = ()
    """English that must not stand for the term."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms ready to be looked for."""

    terms: Mapping[str, tuple[tuple[tuple[str, ...], Term], ...]] = field(default_factory=dict)
    """By the first folded word: the whole folded terms, longest first."""

    def find(self, text: str) -> Iterator[tuple[int, int, Term]]:
        """Start, end and term of each whole-word match, the longest from the left, never overlapping."""
        words, spans = tokens(text)
        end = 0
        for at, word in enumerate(words):
            if at < end or word not in self.terms:
                continue
            for folded, term in self.terms[word]:
                if words[at : at + len(folded)] == folded:
                    end = at + len(folded)
                    yield spans[at][0], spans[end - 1][1], term
                    break


@lru_cache(maxsize=64)
def tokens(text: str) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
    """The folded words and signs of a text, and where each begins and ends."""
    return tuple(map(fold, _TOKEN.findall(text))), tuple(match.span() for match in _TOKEN.finditer(text))


def glossary_of(terms: Iterable[Term]) -> Glossary:
    """A glossary of these terms; of two with one spelling the later wins."""
    by_spelling = {tuple(fold(word) for word in _TOKEN.findall(term.term)): term for term in terms}
    by_first: dict[str, list[tuple[tuple[str, ...], Term]]] = {}
    for folded, term in by_spelling.items():
        if folded:
            by_first.setdefault(folded[0], []).append((folded, term))
    ordered = {first: tuple(sorted(found, key=lambda item: -len(item[0]))) for first, found in by_first.items()}
    return Glossary(ordered)


def terms_of(rows: Iterable[Mapping[str, str | None]]) -> list[Term]:
    """The terms that rows of the glossary's table (term, translation, kind, note, forbidden) describe."""
    return [
        Term(
            term=(row["term"] or "").strip(),
            translation=(row["translation"] or "").strip(),
            kind=(row.get("kind") or "").strip(),
            note=(row.get("note") or "").strip(),
            forbidden=tuple(wrong.strip() for wrong in (row.get("forbidden") or "").split(";") if wrong.strip()),
        )
        for row in rows
    ]


@lru_cache(maxsize=16384)
def fold(word: str) -> str:
    """A word's spelling without case, with its tone at the end (hoà = hòa) and i for y after a consonant (lý = lí)."""
    if word.isascii():
        return _CONSONANT_Y.sub("i", word.lower())
    letters = unicodedata.normalize("NFD", word.lower())
    bare = "".join(letter for letter in letters if letter not in _TONES)
    tone = "".join(letter for letter in letters if letter in _TONES)
    return _CONSONANT_Y.sub("i", unicodedata.normalize("NFC", bare)) + tone
