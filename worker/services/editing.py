"""An editor's decisions: each is kept at once, outlives every model, and holds in every article with the sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import structlog

from worker.core.errors import InvalidInputError
from worker.core.memory import correction, editor_key
from worker.core.model import State
from worker.core.revision import decided_english, is_let_out, lacks, troubles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from worker.adapters.store import Record, Store
    from worker.core.check import Policy
    from worker.core.model import Translation
    from worker.core.ports import Memory
    from worker.core.revision import Trouble

IN_FEEDS = (State.TRANSLATED, State.PUBLISHED)
"""Published, or about to be."""
REVIEWED = (State.HELD, *IN_FEEDS)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Review:
    """An article and what is still to be decided in it."""

    record: Record
    troubles: tuple[Trouble, ...]
    goes_back: bool = False
    """Nothing is left to ask: decisions taken before suffice, and it goes back to be assembled again."""


class Outcome(StrEnum):
    """What the decisions taken so far mean for an article."""

    GOES_BACK = "goes back"
    """It is assembled again, its decided sentences from the memory."""
    STAYS_HELD = "stays held"
    """Sentences that hold it are not decided."""
    UNTOUCHED = "untouched"
    """Nothing was decided that it does not show already."""


class EditingService:
    """What `vietwire review` does; safe to leave at any moment."""

    def __init__(self, store: Store, memory: Memory, policy: Policy, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._memory = memory
        self._policy = policy
        self._clock = clock

    def reviews(self, numbers: Sequence[int] = (), *, doubtful: bool = False) -> Iterator[Review]:
        """The held articles, oldest first (with `doubtful`, published ones with doubts too), or those named.

        Raises InvalidInputError at once for a named one that cannot be reviewed.
        """
        for number in numbers:
            self._check(number)
        if numbers:
            return self._reviews(tuple(dict.fromkeys(numbers)), named=True)
        return self._reviews(self._store.identities(REVIEWED if doubtful else (State.HELD,)), named=False)

    def _reviews(self, numbers: Sequence[int], *, named: bool) -> Iterator[Review]:
        for number in numbers:
            record = self._store.record(number)
            if record is None or record.state not in REVIEWED or record.translation is None:
                continue  # it moved on while the ones before were reviewed
            if self._settle(record) is Outcome.GOES_BACK:
                yield Review(record, (), goes_back=True)
                continue
            left = troubles(record.translation, self._decisions(record.translation))
            if left or named or record.state is State.HELD:
                yield Review(record, left)

    def decide(self, sentence: str, english: str) -> None:
        """Keep a person's English for a sentence, for every article and model; raises InvalidInputError if empty."""
        self._memory.put([correction(sentence, decided_english(english))])
        log.info("sentence decided", sentence=sentence)

    def settle(self, number: int) -> Outcome:
        """Send an article back to be assembled again if the decisions on its sentences let it out or change it."""
        record = self._store.record(number)
        return Outcome.UNTOUCHED if record is None else self._settle(record)

    def spread(self, sentences: Sequence[str]) -> list[int]:
        """Settle every article that holds one of these sentences; gives the ids of those that go back."""
        found = self._store.holding(sentences, states=REVIEWED)
        return [number for number in found if self.settle(number) is Outcome.GOES_BACK]

    def _settle(self, record: Record) -> Outcome:
        translation = record.translation
        if translation is None or record.state not in REVIEWED:
            return Outcome.UNTOUCHED
        decisions = self._decisions(translation)
        is_held = record.state is State.HELD
        if is_held and not is_let_out(translation, decisions, self._policy):
            return Outcome.STAYS_HELD
        if not lacks(translation, decisions):
            return Outcome.STAYS_HELD if is_held else Outcome.UNTOUCHED
        sent = self._store.retry([record.id], states=[record.state], now=self._clock())
        return Outcome.GOES_BACK if sent else Outcome.UNTOUCHED

    def _check(self, number: int) -> None:
        record = self._store.record(number)
        if record is None:
            raise InvalidInputError(f"There is no article {number}.")
        if record.state not in REVIEWED:
            raise InvalidInputError(
                f"Article {number} is {record.state.value}; only held, translated and published ones can be reviewed."
            )

    def _decisions(self, translation: Translation) -> dict[str, str]:
        """What editors decided for the sentences of a translation."""
        keys = {
            editor_key(sentence.source.text): sentence.source.text
            for block in translation.blocks
            for sentence in block.sentences
        }
        return {keys[key]: found.text for key, found in self._memory.get(list(keys)).items()}
