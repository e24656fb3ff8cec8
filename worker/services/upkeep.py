"""What keeps the line moving when messages or workers are lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from worker.adapters.ledger import Ledger
    from worker.adapters.store import Released, Store

COUNTED_AT_MOST = 500
PATIENCE_AT_START = 3
"""How many times as many tries an article has when the whole line ends with its translator."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Swept:
    """What the sweeper found to be nudged again."""

    released: int
    waiting: int
    unpublished: bool


class UpkeepService:
    """The sweeper and the heartbeats."""

    def __init__(
        self, store: Store, ledger: Ledger, *, worker: str, clock: Callable[[], datetime], attempts: int
    ) -> None:
        """`attempts`: tries after which an article whose translator vanished again is given up."""
        self._store = store
        self._ledger = ledger
        self._worker = worker
        self._clock = clock
        self._attempts = attempts

    def sweep(self) -> Swept:
        """Free articles whose translator vanished, and count what waits: losing the broker loses nothing."""
        now = self._clock()
        released = self._store.release(now=now, attempts=self._attempts)
        if released.again:
            log.warning("claims ran out", articles=len(released.again))
        _tell_given_up(released)
        waiting = len(self._store.waiting(now=now, limit=COUNTED_AT_MOST))
        return Swept(len(released.again), waiting, bool(self._store.translated(limit=1)))

    def start_over(self) -> int:
        """Free every claimed article; only for a process that knows itself to be alone.

        It may have been a person who ended the last one, so an article is given up much later than by the sweeper.
        """
        attempts = self._attempts * PATIENCE_AT_START
        released = self._store.release(now=self._clock(), attempts=attempts, everything=True)
        _tell_given_up(released)
        return len(released.again)

    def beat(self, queue: str) -> None:
        """Note that this worker has just completed a task of the queue."""
        self._ledger.beat(self._worker, queue, now=self._clock())


def _tell_given_up(released: Released) -> None:
    if released.given_up:
        log.error("articles given up", ids=released.given_up, why="their translator vanished at every try")
