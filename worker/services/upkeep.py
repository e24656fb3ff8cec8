"""What keeps the line moving when messages or workers are lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from worker.adapters.ledger import Ledger
    from worker.adapters.store import Store

COUNTED_AT_MOST = 500
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Swept:
    """What the sweeper found to be nudged again."""

    released: int
    waiting: int
    unpublished: bool


class UpkeepService:
    """The sweeper and the heartbeats."""

    def __init__(self, store: Store, ledger: Ledger, *, worker: str, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._ledger = ledger
        self._worker = worker
        self._clock = clock

    def sweep(self) -> Swept:
        """Free articles whose translator vanished, and count what waits: losing the broker loses nothing."""
        now = self._clock()
        released = self._store.release(now=now)
        if released:
            log.warning("claims ran out", articles=len(released))
        waiting = len(self._store.waiting(now=now, limit=COUNTED_AT_MOST))
        return Swept(len(released), waiting, bool(self._store.translated(limit=1)))

    def start_over(self) -> int:
        """Free every claimed article; only for a process that knows itself to be alone."""
        return len(self._store.release(now=self._clock(), everything=True))

    def beat(self, queue: str) -> None:
        """Note that this worker has just completed a task of the queue."""
        self._ledger.beat(self._worker, queue, now=self._clock())
