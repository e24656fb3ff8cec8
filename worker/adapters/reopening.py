"""Sending articles back to the translators, within whatever else the same transaction does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.adapters.schema import articles
from worker.core.model import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import sqlalchemy as sa

ARTICLES_A_STATEMENT = 10_000
"""What a statement may bind is limited: to 32,766 values on SQLite."""


def reopen(
    connection: sa.Connection, identities: Sequence[int], *, states: Sequence[State], now: datetime
) -> list[int]:
    """In the caller's transaction, send articles in these states back to `received` as if new; gives the ids that were.

    Whoever holds a claim on one of them loses it.
    """
    back: list[int] = []
    for start in range(0, len(identities), ARTICLES_A_STATEMENT):
        chosen = articles.c.id.in_(identities[start : start + ARTICLES_A_STATEMENT]) & articles.c.state.in_(states)
        back += connection.execute(
            articles.update()
            .where(chosen)
            .values(
                state=State.RECEIVED,
                attempts=0,
                not_before=None,
                reason=None,
                claimed_by=None,
                claimed_until=None,
                changed=now,
            )
            .returning(articles.c.id)
        ).scalars()
    return back
