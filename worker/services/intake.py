"""Taking articles in: polling sources, and what is pushed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from worker.adapters.ledger import Rejected, SourceState, succeeded
from worker.core.errors import InvalidInputError, PermanentError, TemporaryError, VietwireError
from worker.core.ingest import Reject, content_hash, parse_feed, parse_push
from worker.core.ingest import judge_language as judge

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from worker.adapters.fulltext import FullText
    from worker.adapters.http import Fetcher
    from worker.adapters.ledger import Ledger
    from worker.adapters.store import Store
    from worker.core.model import Article, Source
    from worker.core.ports import LanguageDetector

POLL_LEASE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(days=1)
log = structlog.get_logger()
