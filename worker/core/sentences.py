"""Sentence splitting by rule for Vietnamese news."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_END = re.compile(r"[.!?…]+[\"”’»)\]]*(?=\s)")


def split(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences in order: no white space at their edges, every other character in exactly one."""
    edges = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    found = []
    for begin, end in pairwise(edges):
        part = text[begin:end]
        if part.strip():
            found.append((begin + len(part) - len(part.lstrip()), begin + len(part.rstrip())))
    return found


def split_clauses(text: str, fits: Callable[[str], bool]) -> list[str]:
    """The text in pieces that fit and, joined, give exactly the text; a piece that does not fit is a single word."""
    if fits(text):
        return [text]
    return re.findall(r"\s*\S+\s*\Z|\s*\S+", text)
