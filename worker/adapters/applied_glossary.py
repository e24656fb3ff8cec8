"""The glossary that the articles in the database were last translated with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.adapters.database import reading, writing
from worker.adapters.reopening import reopen as send_back
from worker.adapters.schema import glossary_terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import sqlalchemy as sa

    from worker.core.model import State


class AppliedGlossary:
    """The table `glossary_terms`: a fingerprint for each term."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def fingerprints(self) -> dict[str, str]:
        """Term -> fingerprint, as last noted; empty before the first time."""
        with reading(self._engine) as connection:
            return {row.term: row.fingerprint for row in connection.execute(glossary_terms.select())}

    def replace(
        self, fingerprints: Mapping[str, str], *, reopen: Sequence[int], states: Sequence[State], now: datetime
    ) -> list[int]:
        """Note these terms and send the articles back to `received` if they are in these states; gives their ids."""
        rows = [{"term": term, "fingerprint": fingerprint} for term, fingerprint in sorted(fingerprints.items())]
        with writing(self._engine) as connection:
            connection.execute(glossary_terms.delete())
            if rows:
                connection.execute(glossary_terms.insert(), rows)
            return send_back(connection, reopen, states=states, now=now)
