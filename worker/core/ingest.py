"""Feed documents and pushed articles -> Articles and rejects; what changed; in which language it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from worker.core.encoding import decode
from worker.core.errors import InvalidInputError
from worker.core.ingest_feed import read_xml
from worker.core.ingest_json import read_json
from worker.core.ingest_push import parse_push
from worker.core.intake import Change, Draft, Intake, Reject, complete, content_hash, decide, gather
from worker.core.language import Action, Judgement, judge_language

if TYPE_CHECKING:
    from datetime import datetime

    from worker.core.model import Source

__all__ = [
    "Action",
    "Change",
    "Draft",
    "Intake",
    "Judgement",
    "Reject",
    "complete",
    "content_hash",
    "decide",
    "judge_language",
    "parse_feed",
    "parse_push",
]

MAX_FEED: Final = 20_000_000
"""Bytes of a feed document."""
MAX_ENTRIES: Final = 2_000
"""Entries read from one document, from the top: feeds list the newest first."""


def parse_feed(body: bytes, content_type: str, source: Source, *, now: datetime) -> Intake:
    """The articles of an RSS, RDF, Atom or JSON feed as served, and a reject with a reason for every bad entry.

    Raises InvalidInputError when the whole document is no feed; `now` has a zone.
    """
    if len(body) > MAX_FEED:
        raise InvalidInputError(f"The feed has {len(body):,} bytes; the limit is {MAX_FEED:,}.")
    decoded = decode(body, content_type, language=source.language)
    reading = read_json(decoded.text) if decoded.text.lstrip()[:1] in {"{", "["} else read_xml(decoded.text)
    notes = [*([decoded.note] if decoded.note else []), *reading.notes]
    if len(reading.drafts) > MAX_ENTRIES:
        notes.append(f"It has {len(reading.drafts):,} entries; only the first {MAX_ENTRIES:,} were read.")
    return gather(reading.drafts[:MAX_ENTRIES], source, now, notes)
