"""Words that come again and again in the English without their like in the Vietnamese."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from operator import eq
from typing import TYPE_CHECKING

from worker.core.languages.vi import romanise

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"\w+(?:[-'’/]\w+|\.(?!\d)\w+)*")
"""Figures count one by one: "Figure 1.1.1.1" for "Hình 1.1" is a loop."""
_LONGEST = 8
_DOUBLED = 4
"""Letters from which a doubled word is an error: people write "had had" and "that that", and hardly anything longer."""
_TWICE = 2


@dataclass(frozen=True, slots=True)
class Repetition:
    """A sequence of words and how often it stands there."""

    words: str
    times: int


def in_a_row(source: str, target: str) -> Repetition | None:
    """The sequence of 1 to 8 words that most often follows on itself, if it does so oftener than any of the source.

    Short words said twice are none: people write them.
    """
    times, sequence = _longest_run(_words(target))
    if times < _TWICE or times <= _longest_run(_words(romanise(source)))[0]:
        return None
    if times == _TWICE and (len(sequence) < _DOUBLED or sequence == "that"):
        return None
    return Repetition(sequence, times)


def all_over(source: str, target: str, most: int) -> Repetition | None:
    """Four words that the target has more than `most` times, although not in a row, and oftener than the source."""
    words = _words(target)
    fours = list(zip(words, words[1:], words[2:], words[3:], strict=False))
    if not fours or len(fours) - len(set(fours)) < most:
        return None  # even if all that come again were one
    sequence, count = Counter(fours).most_common(1)[0]
    source_words = source.casefold().split()
    in_source = Counter(tuple(source_words[i : i + 3]) for i in range(len(source_words) - 2))
    if count <= max(most, max(in_source.values(), default=1)):
        return None
    return Repetition(" ".join(sequence), count)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _longest_run(words: Sequence[str]) -> tuple[int, str]:
    """The most often a sequence of 1 to 8 words follows on itself, and that sequence."""
    best, sequence = 1, ""
    for size in range(1, _LONGEST + 1):
        if sum(map(eq, words[size:], words)) < size * best:
            continue  # too few words equal the one `size` before them, wherever they stand
        matched = 0  # words so far that equal the one `size` before them
        for i in range(size, len(words)):
            matched = matched + 1 if words[i] == words[i - size] else 0
            if matched // size + 1 > best:
                best, sequence = matched // size + 1, " ".join(words[i - size + 1 : i + 1])
    return best, sequence
