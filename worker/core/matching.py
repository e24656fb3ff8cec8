"""Regular expressions tried only where they can match, and words found in a text without compiling one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


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
    """Where a form begins that stands in a text as whole words."""
    at = text.find(form) if form else -1
    while at >= 0:
        end = at + len(form)
        stands = not is_word(text[at - 1 : at]) and not is_word(text[end : end + 1])
        if stands:
            yield at
        at = text.find(form, end if stands else at + 1)


def is_word(character: str) -> bool:
    r"""Whether a character is one of `\w`; nothing, beyond a text's ends, is none."""
    return character.isalnum() or character == "_"


def any_word(alternatives: str) -> re.Pattern[str]:
    """A pattern of whole words, small letters or capitals, from the alternatives of a regular expression."""
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)
