"""The paper that a report begins with, in brackets: "(Báo Nghệ An) - Chiều 9/1"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from worker.core.languages.vi import has_marks, romanise
from worker.core.languages.vi_places import ENGLISH_NAMES
from worker.core.protect.obligation import Kind, Obligation

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATELINE = re.compile(r"\s*\(([^\W\d_]+(?: [^\W\d_]+){1,3})\)\s*[-–—:]")


def find_datelines(text: str) -> Iterator[Obligation]:
    """A name in brackets at the very beginning, kept in English but for its marks; a place has English of its own."""
    match = _DATELINE.match(text)
    if match is None or not has_marks(match[1]) or match[1] in ENGLISH_NAMES:
        return
    if all(word[0].isupper() for word in match[1].split()):
        yield Obligation(Kind.NAME, match.start(1), match.end(1), match[1], (romanise(match[1]),))
