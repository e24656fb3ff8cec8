"""English for rare words, put into a sentence before it is translated.

A small model cannot know every word, but it can copy. Where a sentence holds a word of the package's dictionary, the
word's English stands in its place, and a model that was trained on such sentences fits it in ("Training Neural Machine
Translation to Apply Terminology Constraints", Dinu et al. 2019). Words that a model may know it tries by itself first.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

SHORTEST, LONGEST = 2, 4
"""Syllables of a word; one syllable alone has too many meanings."""
MAX_ENGLISH = 60
"""Characters."""
IF_UNSURE = "if unsure"
"""The third field of a word whose English waits until the engine turns out to be unsure of a sentence."""
_SYLLABLE = re.compile(r"[^\W_]+")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Found:
    """A word of the dictionary in a text: where it stands, and what it is in the dictionary."""

    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text with English in the place of some words."""

    text: str
    origins: tuple[int, ...]
    """For each white-space word of `text` the white-space word of the original that it stands for."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Vietnamese words of two syllables and more, small letters, and the English of some of them."""

    english: Mapping[str, str] = field(default_factory=dict)
    """Empty where a word is only known, so that no other is seen in a part of it."""
    if_unsure: frozenset[str] = frozenset()
    """Words whose English waits until the engine turns out to be unsure of a sentence."""

    def found(self, text: str) -> Iterator[Found]:
        """The words, longest first from the left; none with a capital letter, a name's but at the text's beginning."""
        syllables = list(_SYLLABLE.finditer(text))
        place = 0
        while place < len(syllables):
            for length in range(min(LONGEST, len(syllables) - place), SHORTEST - 1, -1):
                start, end = syllables[place].start(), syllables[place + length - 1].end()
                word = text[start:end].lower()
                if word in self.english:
                    if word[place == 0 :] == text[start + (place == 0) : end]:
                        yield Found(start, end, word)
                    place += length
                    break
            else:
                place += 1

    def annotate(self, text: str, chosen: Callable[[str], bool] | None = None) -> Annotated:
        """The text with English for every word that has some and is `chosen`; those that do not wait if none are."""
        parts: list[str] = []
        steps: list[tuple[int, int, bool]] = [(0, 0, False)]  # place in the new text, in the old one, whether English
        last = length = 0
        for found in self.found(text):
            english = self.english[found.word]
            if not english or not (chosen(found.word) if chosen else found.word not in self.if_unsure):
                continue
            if text[found.start].isupper():
                english = english[:1].upper() + english[1:]
            kept = text[last : found.start]
            parts += kept, english
            steps.append((length + len(kept), found.start, True))
            length += len(kept) + len(english)
            steps.append((length, found.end, False))
            last = found.end
        annotated = "".join([*parts, text[last:]])
        starts = [word.start() for word in _WORD.finditer(text)]

        def origin(place: int) -> int:
            new, old, is_english = steps[bisect_right(steps, place, key=lambda step: step[0]) - 1]
            return bisect_right(starts, old if is_english else old + place - new) - 1

        return Annotated(annotated, tuple(origin(word.start()) for word in _WORD.finditer(annotated)))


def parse(lines: Iterable[str]) -> Dictionary:
    """The dictionary in lines of a word, a tab and its English, perhaps a tab and `IF_UNSURE`.

    The lines come without their ends; ValueError says which is none.
    """
    english: dict[str, str] = {}
    waiting: set[str] = set()
    for number, line in enumerate(lines, start=1):
        word, *fields = line.split("\t")
        meaning = fields[0] if fields else ""
        is_word = SHORTEST <= len(_SYLLABLE.findall(word)) <= LONGEST
        is_entry = len(fields) == 1 or fields[1:] == [IF_UNSURE]
        if not is_entry or not is_word or len(meaning) > MAX_ENGLISH or not meaning.isprintable():
            raise ValueError(
                f"line {number} is not a word of {SHORTEST} to {LONGEST} syllables, a tab, "
                f'and English of at most {MAX_ENGLISH} letters, with or without a tab and "{IF_UNSURE}"'
            )
        english[word] = meaning
        if len(fields) > 1:
            waiting.add(word)
    return Dictionary(english, frozenset(waiting))
