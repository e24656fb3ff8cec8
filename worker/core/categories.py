"""English names for a newspaper's sections and authors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.core.languages.vi import romanise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def category_table(rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The rows of `config/categories.vi-en.csv` (Vietnamese, English) as `english_categories` looks them up."""
    return {_folded(vietnamese): english.strip() for vietnamese, english in rows if vietnamese.strip()}


def english_categories(names: Iterable[str], table: Mapping[str, str]) -> tuple[str, ...]:
    """The English names of sections, each once, in order; one that the table lacks comes without its tone marks."""
    english = (table.get(_folded(name)) or romanise(name.strip()) for name in names if name.strip())
    return tuple(dict.fromkeys(english))


def english_author(name: str) -> str:
    """An author's name as English writes it: without tone marks, spaces tidied."""
    return " ".join(romanise(name).split())


def _folded(name: str) -> str:
    """A section's name without case, tone marks and punctuation, so that spellings of one name meet."""
    kept = "".join(c if c.isalnum() else " " for c in romanise(name).casefold())
    return " ".join(kept.split())
