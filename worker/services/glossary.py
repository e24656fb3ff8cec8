"""A changed glossary: the articles that hold a changed term are translated again, and no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from worker.core.errors import VietwireError
from worker.core.glossary_change import fingerprints, glossary_change, sentences_of
from worker.core.model import State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from worker.adapters.applied_glossary import AppliedGlossary
    from worker.adapters.store import Record, Store
    from worker.core.glossary import Term
    from worker.core.glossary_change import GlossaryChange

AFFECTED = (State.TRANSLATING, State.TRANSLATED, State.PUBLISHED, State.HELD)
"""What waits gets the new glossary anyway; what failed or was withdrawn waits for a person."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a changed glossary means for the articles."""

    change: GlossaryChange
    ids: tuple[int, ...]
    """Articles that hold a changed term."""


class GlossaryService:
    """Compares the glossary's file with the glossary that the articles were last translated with."""

    def __init__(
        self,
        store: Store,
        applied: AppliedGlossary,
        terms: Callable[[], Sequence[Term]],
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._applied = applied
        self._terms = terms
        self._clock = clock

    def compare(self) -> Refreshed:
        """What differs and which articles that concerns; changes nothing. Reads every article if anything differs."""
        change = glossary_change(self._applied.fingerprints(), fingerprints(self._terms()))
        return Refreshed(change, tuple(self._holding(change)) if change.terms else ())

    def refresh(self) -> Refreshed:
        """Send the articles that hold a changed term back to the translators, in one transaction with the note of it.

        Published ones stay in the feeds until their new version is there. Sentences without the term come from the
        translation memory; so does the engine's plain English of the others, unless the term's new English makes
        another way of asking necessary.
        """
        terms = fingerprints(self._terms())
        change = glossary_change(self._applied.fingerprints(), terms)
        if not change.terms:
            return Refreshed(change, ())
        ids = self._applied.replace(terms, reopen=self._holding(change), states=AFFECTED, now=self._clock())
        log.info("glossary changed", terms=change.terms, articles=len(ids))
        return Refreshed(change, tuple(ids))

    def _holding(self, change: GlossaryChange) -> list[int]:
        return [
            record.id for record in self._store.every() if record.state in AFFECTED and _is_affected(record, change)
        ]


def _is_affected(record: Record, change: GlossaryChange) -> bool:
    is_current = record.state is not State.TRANSLATING and record.translated_revision == record.revision
    try:
        return any(map(change.affects, sentences_of(record.article, record.translation if is_current else None)))
    except (VietwireError, ValueError, LookupError):
        return False  # its translation fails, and says why
