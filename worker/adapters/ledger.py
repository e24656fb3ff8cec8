"""What operators ask about: sources and their polls, refused entries, living workers, and counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from worker.adapters.database import reading, writing
from worker.adapters.schema import articles, heartbeats, rejects, sources
from worker.core.model import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

KEEP_REJECTS = 10_000


@dataclass(frozen=True, slots=True)
class SourceState:
    """What was learnt about a source at its last polls."""

    name: str
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    last_poll: datetime | None = None
    last_success: datetime | None = None
    next_poll: datetime | None = None
    last_error: str | None = None
    failures: int = 0
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """An entry that was refused, with the reason."""

    source: str
    guid: str
    reason: str
    excerpt: str
    seen: datetime


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast articles are dealt with."""

    settled: int
    """Articles that left translation within the window."""
    window: timedelta
    waiting: int
    oldest_waiting: datetime | None

    @property
    def per_minute(self) -> float:
        """Articles settled a minute."""
        return self.settled / (self.window.total_seconds() / 60)

    @property
    def to_clear(self) -> timedelta | None:
        """Time until nothing waits at this pace; None if it cannot be told."""
        if not self.waiting:
            return timedelta()
        return timedelta(minutes=self.waiting / self.per_minute) if self.settled else None


class Ledger:
    """The operator's view of one database."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    # -- sources -----------------------------------------------------------------------------------------------------

    def source(self, name: str) -> SourceState:
        """What is known of a source; a blank state for one never polled."""
        with reading(self.engine) as connection:
            row = connection.execute(sources.select().where(sources.c.name == name)).one_or_none()
            return SourceState(name) if row is None else SourceState(**row._mapping)  # noqa: SLF001 SQLAlchemy's public accessor

    def all_sources(self) -> list[SourceState]:
        """What is known of every source ever polled."""
        with reading(self.engine) as connection:
            return [SourceState(**row._mapping) for row in connection.execute(sources.select())]  # noqa: SLF001 SQLAlchemy's public accessor

    def claim_poll(self, name: str, *, now: datetime, lease: timedelta) -> SourceState | None:
        """Take a source for polling if it is due, so that no other process polls it too; None when it is not due."""
        with writing(self.engine) as connection:
            insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(sources)
            connection.execute(insert.values(name=name, failures=0, gone=False).on_conflict_do_nothing())
            row = connection.execute(
                sources.update()
                .where((sources.c.name == name) & (sources.c.next_poll.is_(None) | (sources.c.next_poll <= now)))
                .values(next_poll=now + lease)
                .returning(*sources.c)
            ).one_or_none()
            return None if row is None else SourceState(**row._mapping)  # noqa: SLF001 SQLAlchemy's public accessor

    def save_source(self, state: SourceState) -> None:
        """Remember the outcome of a poll."""
        values = {column.name: getattr(state, column.name) for column in sources.c}
        with writing(self.engine) as connection:
            insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(sources)
            connection.execute(insert.values(**values).on_conflict_do_update(index_elements=["name"], set_=values))

    def make_due(self, names: Sequence[str]) -> None:
        """Let these sources be polled now, whatever their schedule says."""
        with writing(self.engine) as connection:
            connection.execute(sources.update().where(sources.c.name.in_(names)).values(next_poll=None))

    # -- refused entries ---------------------------------------------------------------------------------------------

    def save_rejects(self, found: Sequence[Rejected]) -> None:
        """Keep why entries were refused, the newest reason for each; only the newest of a great many are kept."""
        if not found:
            return
        with writing(self.engine) as connection:
            insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(rejects)
            for one in found:
                values = {"reason": one.reason, "excerpt": one.excerpt[:1000], "seen": one.seen}
                connection.execute(
                    insert.values(source=one.source, guid=one.guid, **values).on_conflict_do_update(
                        index_elements=["source", "guid"], set_=values
                    )
                )
            horizon = connection.execute(
                sa.select(rejects.c.id).order_by(rejects.c.id.desc()).offset(KEEP_REJECTS).limit(1)
            ).scalar()
            if horizon is not None:
                connection.execute(rejects.delete().where(rejects.c.id <= horizon))

    def clear_rejects(self, source: str, guids: Sequence[str]) -> None:
        """Forget refusals of entries that were accepted after all."""
        if guids:
            with writing(self.engine) as connection:
                connection.execute(rejects.delete().where((rejects.c.source == source) & rejects.c.guid.in_(guids)))

    def rejected(self, *, limit: int = 100) -> list[Rejected]:
        """The newest refusals."""
        with reading(self.engine) as connection:
            rows = connection.execute(rejects.select().order_by(rejects.c.seen.desc()).limit(limit))
            return [Rejected(row.source, row.guid, row.reason, row.excerpt, row.seen) for row in rows]

    # -- workers -----------------------------------------------------------------------------------------------------

    def beat(self, worker: str, queue: str, *, now: datetime) -> None:
        """Note that a worker has just completed a task of this queue."""
        with writing(self.engine) as connection:
            insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(heartbeats)
            connection.execute(
                insert.values(worker=worker, queue=queue, beat=now).on_conflict_do_update(
                    index_elements=["worker", "queue"], set_={"beat": now}
                )
            )
            # Of this queue only: the last sign of life of one that has stopped must not be forgotten.
            connection.execute(
                heartbeats.delete().where((heartbeats.c.queue == queue) & (heartbeats.c.beat < now - timedelta(days=1)))
            )

    def last_beat(self, queue: str, *, worker: str | None = None) -> datetime | None:
        """When a worker (any, if none is named) last completed a task of this queue."""
        query = sa.select(sa.func.max(heartbeats.c.beat)).where(heartbeats.c.queue == queue)
        if worker is not None:
            query = query.where(heartbeats.c.worker == worker)
        with reading(self.engine) as connection:
            beat: datetime | None = connection.execute(query).scalar()
            return beat

    # -- counts ------------------------------------------------------------------------------------------------------

    def counts(self) -> dict[State, int]:
        """Number of articles in each state, zeros included."""
        with reading(self.engine) as connection:
            rows = connection.execute(sa.select(articles.c.state, sa.func.count()).group_by(articles.c.state)).all()
        return dict.fromkeys(State, 0) | {State(state): number for state, number in rows}

    def counts_by_source(self) -> dict[str, int]:
        """Number of articles each source has given."""
        with reading(self.engine) as connection:
            rows = connection.execute(sa.select(articles.c.source, sa.func.count()).group_by(articles.c.source)).all()
        return {source: number for source, number in rows}  # noqa: C416 a Row is no tuple to mypy

    def pace(self, *, now: datetime, window: timedelta = timedelta(minutes=15)) -> Pace:
        """How fast articles were translated within the window, and what waits."""
        settled = articles.c.state.in_([State.TRANSLATED, State.PUBLISHED, State.HELD, State.FAILED])
        waiting = articles.c.state.in_([State.RECEIVED, State.TRANSLATING])
        with reading(self.engine) as connection:
            done = connection.execute(
                sa.select(sa.func.count()).where(settled & (articles.c.changed >= now - window))
            ).scalar_one()
            number, oldest = connection.execute(
                sa.select(sa.func.count(), sa.func.min(articles.c.changed)).where(waiting)
            ).one()
        return Pace(done, window, number, oldest)


def succeeded(state: SourceState, *, now: datetime, next_poll: datetime) -> SourceState:
    """The state after a poll that went well."""
    return replace(state, last_poll=now, last_success=now, next_poll=next_poll, last_error=None, failures=0)
