"""Where entries stand in the selections that feeds are made of: each position is given once and never again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.dialects import postgresql, sqlite

from feeds.site import Selection
from worker.adapters.schema import positions, selections

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import datetime

SELECTION = TypeAdapter(Selection)
NOTICEABLE = timedelta(seconds=1)
"""Readers compare whole seconds."""


def supersede(connection: sa.Connection, entry_id: int) -> set[str]:
    """Mark where an entry stands now as left, and give those selections' keys."""
    return set(
        connection.execute(
            positions.update()
            .where((positions.c.entry_id == entry_id) & ~positions.c.superseded)
            .values(superseded=True)
            .returning(positions.c.feed)
        ).scalars()
    )


def moments(connection: sa.Connection, keys: AbstractSet[str], when: datetime) -> dict[str, datetime]:
    """When each of these selections is said to have changed: `when`, or later than the last time, which is greater.

    An old article may come in late, and a feed's date must not go back. The rows are locked in one order by all, so
    that two writers never wait for each other.
    """
    rows = connection.execute(
        sa.select(selections.c.feed, selections.c.updated)
        .where(selections.c.feed.in_(keys))
        .order_by(selections.c.feed)
        .with_for_update()
    )
    last = {row.feed: row.updated for row in rows}
    return {key: max(when, last[key] + NOTICEABLE) if key in last else when for key in sorted(keys)}


def leave(connection: sa.Connection, key: str, when: datetime) -> None:
    """Note that the selection has one entry less."""
    connection.execute(
        selections.update().where(selections.c.feed == key).values(size=selections.c.size - 1, updated=when)
    )


def step(connection: sa.Connection, key: str, *, size: int, when: datetime) -> int:
    """The next position of a selection that exists."""
    head: int = connection.execute(
        selections.update()
        .where(selections.c.feed == key)
        .values(head=selections.c.head + 1, size=selections.c.size + size, updated=when)
        .returning(selections.c.head)
    ).scalar_one()
    return head


def appear(connection: sa.Connection, selection: Selection, entry_id: int, size: int, when: datetime) -> None:
    """Give the entry the selection's next position; the row lock on the selection keeps two writers apart."""
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(selections)
    document = SELECTION.dump_python(selection, mode="json")
    head = connection.execute(
        insert.values(feed=selection.key, head=1, size=size, updated=when, document=document)
        .on_conflict_do_update(
            index_elements=["feed"],
            set_={
                "head": selections.c.head + 1,
                "size": selections.c.size + size,
                "updated": when,
                "document": document,
            },
        )
        .returning(selections.c.head)
    ).scalar_one()
    connection.execute(positions.insert().values(feed=selection.key, position=head, entry_id=entry_id))
