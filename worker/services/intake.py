"""Taking articles in: polling sources, and what is pushed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from worker.adapters.ledger import Rejected, SourceState, succeeded
from worker.core.errors import ConfigurationError, PermanentError, TemporaryError, VietwireError
from worker.core.ingest import Reject, parse_feed, parse_push

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from worker.adapters.http import Fetcher
    from worker.adapters.ledger import Ledger
    from worker.adapters.store import Saved, Store
    from worker.core.ingest import Intake
    from worker.core.model import Article, Source
    from worker.core.ports import LanguageDetector

POLL_LEASE = timedelta(minutes=10)
"""How long a poll may take before another process may start the next one."""
LONGEST_PAUSE = timedelta(days=1)
MANY_FAILURES = 8
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Accepted:
    """An article that was kept, or was there already."""

    source: str
    guid: str
    saved: Saved


@dataclass(frozen=True, slots=True)
class Report:
    """What a poll or a push brought."""

    accepted: tuple[Accepted, ...] = ()
    rejects: tuple[Reject, ...] = ()
    note: str = ""
    """Why nothing was looked at, if so: not due, not modified, switched off."""

    @property
    def ids(self) -> tuple[int, ...]:
        """Articles that have to be translated now."""
        return tuple(one.saved.id for one in self.accepted if one.saved.outcome in ("new", "changed"))

    def as_json(self) -> dict[str, Any]:
        """For the API's and the task's callers."""
        return {
            "accepted": [
                {"id": one.saved.id, "source": one.source, "guid": one.guid, "outcome": one.saved.outcome}
                for one in self.accepted
            ],
            "refused": [{"guid": one.guid, "reason": one.reason} for one in self.rejects],
        }
