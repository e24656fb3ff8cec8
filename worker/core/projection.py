"""Marks of a sentence put on the words of its translation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from worker.core.model import Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence


def project(source: Sentence, target_text: str, alignment: Sequence[tuple[int, int]] | None = None) -> Sentence:
    """The translation with every mark of its source on the words that say the same, as well as can be told.

    `alignment` pairs indices of source and target words, words being what white space parts. Every link and picture
    comes back exactly once; a mark over the whole sentence covers the whole translation.
    """
    del alignment
    scale = len(target_text) / max(len(source.text), 1)
    marks = [replace(mark, start=round(mark.start * scale), end=round(mark.end * scale)) for mark in source.marks]
    return Sentence(target_text, tuple(marks))
