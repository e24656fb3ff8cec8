"""The published entries and their positions, in the database; what the feeds ask for is one indexed query each."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from pydantic import TypeAdapter

from feeds.catalog import Appearance, Listing, Outcome, Place
from feeds.model import Entry, Withdrawal
from feeds.site import Selection
from worker.adapters.catalog_positions import NOTICEABLE, SELECTION, appear, leave, moments, step, supersede
from worker.adapters.database import reading, writing
from worker.adapters.schema import entries, positions, selections

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feeds.site import Site

ENTRY = TypeAdapter(Entry)
STREAM_BATCH = 200
"""Entries held at once while all are read."""

_TICK = timedelta(microseconds=1)


class SqlCatalog:
    """The feeds' Catalog in one database.

    Given an engine, every method is a transaction of its own; given a connection, it works in the caller's.
    """

    def __init__(self, database: sa.Engine | sa.Connection, site: Site) -> None:
        self._database = database
        self._site = site
        self._zone = ZoneInfo(site.timezone)

    # -- changing ----------------------------------------------------------------------------------------------------

    def put(self, entry: Entry, *, article_id: int | None = None) -> Outcome:
        """Take in a new entry or a new version of one; the same content again changes nothing."""
        fingerprint = _fingerprint(entry)
        with self._writing() as connection:
            known = connection.execute(
                sa.select(entries).where(entries.c.uid == entry.uid).with_for_update()
            ).one_or_none()
            if known is not None and known.fingerprint == fingerprint and known.withdrawn is None:
                return Outcome(new=False, changed=False)
            published = entry.published if known is None else known.published
            earliest = entry.updated if known is None else max(entry.updated, known.updated + NOTICEABLE)
            entry = replace(entry, published=published, updated=_untaken(connection, earliest))
            values: dict[str, Any] = {
                "published": published,
                "updated": entry.updated,
                "day": published.astimezone(self._zone).date().isoformat(),
                "title": entry.title,
                "withdrawn": None,
                "reason": None,
                "fingerprint": fingerprint,
                "document": ENTRY.dump_python(entry, mode="json"),
            }
            if article_id is not None:
                values["article_id"] = article_id
            if known is None:
                insert = entries.insert().values(uid=entry.uid, **values).returning(entries.c.id)
                entry_id: int = connection.execute(insert).scalar_one()
            else:
                entry_id = known.id
                connection.execute(entries.update().where(entries.c.id == entry_id).values(**values))
            before = supersede(connection, entry_id)
            counted = set() if known is None or known.withdrawn is not None else before
            wanted = {selection.key: selection for selection in self._site.selections_of(entry)}
            for key, when in moments(connection, counted | wanted.keys(), entry.updated).items():
                if key in wanted:
                    appear(connection, wanted[key], entry_id, int(key not in counted), when)
                else:
                    leave(connection, key, when)
            return Outcome(new=known is None, changed=True)

    def withdraw(self, uid: str, *, when: datetime, reason: str = "") -> bool:
        """Forget an entry's content and remember that it was there; False when there is nothing to withdraw."""
        with self._writing() as connection:
            known = connection.execute(
                sa.select(entries.c.id, entries.c.withdrawn).where(entries.c.uid == uid).with_for_update()
            ).one_or_none()
            if known is None or known.withdrawn is not None:
                return False
            connection.execute(
                entries.update()
                .where(entries.c.id == known.id)
                .values(withdrawn=when, reason=reason, title="", fingerprint="", document=sa.null(), updated=when)
            )
            for key, moment in moments(connection, supersede(connection, known.id), when).items():
                head = step(connection, key, size=-1, when=moment)
                connection.execute(positions.insert().values(feed=key, position=head, entry_id=known.id))
            return True

    def number_searches(self) -> list[str]:
        """Number the entries of saved searches that are new or were changed; gives the keys of the searches."""
        wanted = {
            selection.key: selection for selection in (Selection("search", search=s) for s in self._site.searches)
        }
        with self._writing() as connection:
            known = {
                row.feed: SELECTION.validate_python(row.document)
                for row in connection.execute(sa.select(selections).where(selections.c.feed.startswith("search/")))
            }
            dropped = [key for key in known if wanted.get(key) != known[key]]
            connection.execute(positions.delete().where(positions.c.feed.in_(dropped)))
            connection.execute(selections.delete().where(selections.c.feed.in_(dropped)))
            fresh = [selection for key, selection in sorted(wanted.items()) if known.get(key) != selection]
            if fresh:
                self._number(connection, fresh)
            return sorted({*dropped, *(selection.key for selection in fresh)})

    def _number(self, connection: sa.Connection, fresh: Sequence[Selection]) -> None:
        for entry_id, entry in _stream(connection):
            for selection in fresh:
                if selection.matches(entry):
                    appear(connection, selection, entry_id, 1, entry.updated)

    # -- one entry ---------------------------------------------------------------------------------------------------

    def find(self, uid: str) -> Entry | Withdrawal | None:
        """The entry as it is kept now."""
        with self._reading() as connection:
            row = connection.execute(
                sa.select(entries.c.withdrawn, entries.c.reason, entries.c.published, entries.c.document).where(
                    entries.c.uid == uid
                )
            ).one_or_none()
        if row is None:
            return None
        if row.withdrawn is not None:
            return Withdrawal(uid, row.withdrawn, row.reason or "", row.published)
        return ENTRY.validate_python(row.document)

    def entries(self, uids: Sequence[str]) -> dict[str, Entry]:
        """Those that are there and not withdrawn."""
        found: dict[str, Entry] = {}
        with self._reading() as connection:
            for start in range(0, len(uids), STREAM_BATCH):
                rows = connection.execute(
                    sa.select(entries.c.uid, entries.c.document).where(
                        entries.c.uid.in_(uids[start : start + STREAM_BATCH]) & entries.c.withdrawn.is_(None)
                    )
                )
                found.update((row.uid, ENTRY.validate_python(row.document)) for row in rows)
        return found

    def appearances(self, uid: str) -> list[Appearance]:
        """Every position of an entry, the superseded ones included."""
        with self._reading() as connection:
            rows = connection.execute(
                sa.select(positions.c.position, positions.c.superseded, selections.c.document)
                .join(entries, entries.c.id == positions.c.entry_id)
                .join(selections, selections.c.feed == positions.c.feed)
                .where(entries.c.uid == uid)
                .order_by(positions.c.feed, positions.c.position)
            )
            return [Appearance(SELECTION.validate_python(row.document), row.position, row.superseded) for row in rows]

    # -- selections --------------------------------------------------------------------------------------------------

    def head(self, key: str) -> int:
        """A selection's newest position; 0 when it never had an entry."""
        with self._reading() as connection:
            return connection.execute(sa.select(selections.c.head).where(selections.c.feed == key)).scalar() or 0

    def places(self, key: str, first: int, last: int) -> list[Place]:
        """What stands at positions first..last, both included, and is not superseded; newest first."""
        with self._reading() as connection:
            rows = connection.execute(_PLACES.where(_AT_KEY & positions.c.position.between(first, last)), {"key": key})
            return [_place(row) for row in rows]

    def newest(self, key: str, count: int, before: int) -> list[Place]:
        """The newest `count` places of entries (not withdrawn, not superseded) at positions below `before`."""
        with self._reading() as connection:
            rows = connection.execute(
                _PLACES.where(_AT_KEY & (positions.c.position < before) & entries.c.withdrawn.is_(None)).limit(count),
                {"key": key},
            )
            return [_place(row) for row in rows]

    def listings(self) -> list[Listing]:
        """Every selection that ever had an entry, by key."""
        with self._reading() as connection:
            return [_listing(row) for row in connection.execute(sa.select(selections).order_by(selections.c.feed))]

    def listing(self, key: str) -> Listing | None:
        """One of them."""
        with self._reading() as connection:
            row = connection.execute(sa.select(selections).where(selections.c.feed == key)).one_or_none()
            return None if row is None else _listing(row)

    # -- days --------------------------------------------------------------------------------------------------------

    def day(self, day: date) -> list[Entry]:
        """What was published on a day in the site's time zone, newest first."""
        with self._reading() as connection:
            rows = connection.execute(
                sa.select(entries.c.document)
                .where((entries.c.day == day.isoformat()) & entries.c.withdrawn.is_(None))
                .order_by(entries.c.published.desc(), entries.c.id.desc())
            )
            return [ENTRY.validate_python(row.document) for row in rows]

    def days(self, first: date, last: date) -> dict[date, int]:
        """How many entries each day of a stretch has; days without any are left out."""
        with self._reading() as connection:
            rows = connection.execute(
                sa.select(entries.c.day, sa.func.count())
                .where(entries.c.day.between(first.isoformat(), last.isoformat()) & entries.c.withdrawn.is_(None))
                .group_by(entries.c.day)
                .order_by(entries.c.day)
            )
            return {date.fromisoformat(day): count for day, count in rows}

    def neighbours(self, day: date) -> tuple[date | None, date | None]:
        """The nearest days before and after that have entries."""
        there = entries.c.withdrawn.is_(None)
        with self._reading() as connection:
            before, after = (
                connection.execute(sa.select(entries.c.day).where(side & there).order_by(order).limit(1)).scalar()
                for side, order in (
                    (entries.c.day < day.isoformat(), entries.c.day.desc()),
                    (entries.c.day > day.isoformat(), entries.c.day.asc()),
                )
            )
        return (date.fromisoformat(before) if before else None, date.fromisoformat(after) if after else None)

    # -- everything --------------------------------------------------------------------------------------------------

    def stream(self) -> Iterator[Entry]:
        """Every entry in the order of first appearance, in bounded memory."""
        last = 0
        while True:
            with self._reading() as connection:
                batch = _batch(connection, last)
            if not batch:
                return
            last = batch[-1][0]
            yield from (entry for _, entry in batch)

    def withdrawals(self) -> Iterator[Withdrawal]:
        """Every withdrawn entry, in bounded memory."""
        last = 0
        while True:
            with self._reading() as connection:
                rows = connection.execute(
                    sa.select(entries)
                    .where((entries.c.id > last) & entries.c.withdrawn.is_not(None))
                    .order_by(entries.c.id)
                    .limit(STREAM_BATCH)
                ).all()
            if not rows:
                return
            last = rows[-1].id
            yield from (Withdrawal(row.uid, row.withdrawn, row.reason or "", row.published) for row in rows)

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        if isinstance(self._database, sa.Connection):
            yield self._database
            return
        with writing(self._database) as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        if isinstance(self._database, sa.Connection):
            yield self._database
            return
        with reading(self._database) as connection:
            yield connection


_AT_KEY = (positions.c.feed == sa.bindparam("key")) & ~positions.c.superseded
_PLACES = (
    sa.select(
        positions.c.position,
        entries.c.uid,
        entries.c.title,
        entries.c.published,
        entries.c.updated,
        entries.c.withdrawn,
        entries.c.reason,
    )
    .join(entries, entries.c.id == positions.c.entry_id)
    .order_by(positions.c.position.desc())
)


def _place(row: Any) -> Place:  # noqa: ANN401 a row has no better type
    return Place(row.position, row.uid, row.title, row.published, row.updated, row.withdrawn, row.reason or "")


def _listing(row: sa.Row[Any]) -> Listing:
    return Listing(SELECTION.validate_python(row.document), row.head, row.size, row.updated)


def _fingerprint(entry: Entry) -> str:
    """What tells whether a reader would notice a difference; the two dates are the catalogue's own affair."""
    document = ENTRY.dump_python(entry, mode="json")
    del document["updated"], document["published"]
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def _untaken(connection: sa.Connection, earliest: datetime) -> datetime:
    """The first time from `earliest` on that no entry has as its update, looking no further than one second.

    Two entries of a feed updated at the same instant draw a warning from the W3C validator, since readers that sort
    by it cannot tell which is newer: https://validator.w3.org/feed/docs/warning/DuplicateUpdated.html
    """
    earliest = earliest.astimezone(UTC)
    taken = connection.execute(sa.select(entries.c.updated).where(entries.c.updated == earliest).limit(1)).scalar()
    if taken is None:
        return earliest
    last: datetime = connection.execute(
        sa.select(sa.func.max(entries.c.updated)).where(
            entries.c.updated.between(earliest, earliest + timedelta(seconds=1))
        )
    ).scalar_one()
    return last + _TICK


def _batch(connection: sa.Connection, after: int) -> list[tuple[int, Entry]]:
    rows = connection.execute(
        sa.select(entries.c.id, entries.c.document)
        .where((entries.c.id > after) & entries.c.withdrawn.is_(None))
        .order_by(entries.c.id)
        .limit(STREAM_BATCH)
    )
    return [(row.id, ENTRY.validate_python(row.document)) for row in rows]


def _stream(connection: sa.Connection) -> Iterator[tuple[int, Entry]]:
    last = 0
    while batch := _batch(connection, last):
        yield from batch
        last = batch[-1][0]
