"""Articles and their states: the truth about what was taken in, what is under way, and what became of it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.dialects import postgresql, sqlite

from worker.adapters.database import reading, writing
from worker.adapters.reopening import reopen
from worker.adapters.schema import articles
from worker.core.model import Article, State, Translation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, timedelta

ARTICLE = TypeAdapter(Article)
TRANSLATION = TypeAdapter(Translation)
VANISHED = (
    "Given up: the process that translated it ended without a word every time, perhaps for want of memory. See its "
    "log, then say `vietwire retry` with the article's id."
)
SENTENCES_A_STATEMENT = 100
"""How deep a statement's conditions may nest is limited on SQLite."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an article handed to `Store.save`."""

    id: int
    outcome: Literal["new", "changed", "same", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Claim:
    """An article that one translator holds until `Store.claim`'s lease ends."""

    id: int
    revision: int
    attempts: int
    article: Article


@dataclass(frozen=True, slots=True)
class Released:
    """Articles whose translator vanished."""

    again: tuple[int, ...]
    """Ids of those that wait again."""
    given_up: tuple[int, ...]
    """Ids of those that have failed too often."""


@dataclass(frozen=True, slots=True)
class Record:
    """An article as the database knows it."""

    id: int
    state: State
    revision: int
    article: Article
    translation: Translation | None
    translated_revision: int | None
    first_seen: datetime
    changed: datetime
    published: datetime | None
    attempts: int
    reason: str


class Store:
    """The articles of one database; every method is one transaction."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    # -- taking in ---------------------------------------------------------------------------------------------------

    def save(self, article: Article, *, feed_hash: str = "", now: datetime) -> Saved:
        """Keep a new or changed article as `received`; the same content again changes nothing.

        A new version keeps its id, loses any claim on the old one, and brings a held or failed article back. A
        withdrawn article stays withdrawn: only a person brings back what a person took away.
        """
        values: dict[str, Any] = {
            "state": State.RECEIVED,
            "content_hash": article.content_hash,
            "feed_hash": feed_hash,
            "document": ARTICLE.dump_python(article, mode="json"),
            "changed": now,
            "claimed_by": None,
            "claimed_until": None,
            "not_before": None,
            "attempts": 0,
            "reason": None,
        }
        same_one = (articles.c.source == article.source) & (articles.c.guid == article.guid)
        with writing(self.engine) as connection:
            insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(articles)
            new = connection.execute(
                insert.values(source=article.source, guid=article.guid, first_seen=now, revision=1, **values)
                .on_conflict_do_nothing(index_elements=["source", "guid"])
                .returning(articles.c.id)
            ).scalar()
            if new is not None:
                return Saved(new, "new")
            known = connection.execute(
                sa.select(articles.c.id, articles.c.content_hash, articles.c.feed_hash, articles.c.state)
                .where(same_one)
                .with_for_update()
            ).one()
            if known.content_hash == article.content_hash:
                if feed_hash and known.feed_hash != feed_hash:
                    connection.execute(articles.update().where(articles.c.id == known.id).values(feed_hash=feed_hash))
                return Saved(known.id, "same")
            if known.state == State.WITHDRAWN:
                del values["state"], values["reason"]
            connection.execute(
                articles.update().where(articles.c.id == known.id).values(revision=articles.c.revision + 1, **values)
            )
            return Saved(known.id, "withdrawn" if known.state == State.WITHDRAWN else "changed")

    def feed_hashes(self, source: str, guids: Sequence[str]) -> dict[str, str]:
        """What the source's feed carried last for each known guid: tells whether a page must be read again."""
        with reading(self.engine) as connection:
            rows = connection.execute(
                sa.select(articles.c.guid, articles.c.feed_hash).where(
                    (articles.c.source == source) & articles.c.guid.in_(guids)
                )
            )
            return {row.guid: row.feed_hash for row in rows}

    # -- translating -------------------------------------------------------------------------------------------------

    def claim(
        self, worker: str, *, now: datetime, lease: timedelta, limit: int, first: Sequence[int] = ()
    ) -> list[Claim]:
        """Take up to `limit` waiting articles (those in `first` before older ones) for this worker alone.

        One that was tried before is taken by itself: whatever ended its last try, even the whole process, ends no
        other article's.

        Rows that another worker is claiming at the same moment are passed over, not waited for.
        https://www.postgresql.org/docs/current/sql-select.html#SQL-FOR-UPDATE-SHARE
        """
        waiting = (articles.c.state == State.RECEIVED) & (
            articles.c.not_before.is_(None) | (articles.c.not_before <= now)
        )
        preferred = sa.case((articles.c.id.in_(first), 0), else_=1) if first else sa.literal(0)
        chosen = (
            sa.select(articles.c.id, articles.c.attempts)
            .where(waiting)
            .order_by(preferred, articles.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        with writing(self.engine) as connection:
            found = connection.execute(chosen).all()
            untried = [row.id for row in found if not row.attempts]
            ids = untried if found and not found[0].attempts else [row.id for row in found[:1]]
            rows = connection.execute(
                articles.update()
                .where(articles.c.id.in_(ids))
                .values(
                    state=State.TRANSLATING,
                    claimed_by=worker,
                    claimed_until=now + lease,
                    attempts=articles.c.attempts + 1,
                    changed=now,
                )
                .returning(articles.c.id, articles.c.revision, articles.c.attempts, articles.c.document)
            ).all()
        order = {identity: place for place, identity in enumerate(ids)}
        return [
            Claim(row.id, row.revision, row.attempts, ARTICLE.validate_python(row.document))
            for row in sorted(rows, key=lambda row: order[row.id])
        ]

    def extend(self, worker: str, claims: Sequence[Claim], *, until: datetime) -> None:
        """Prolong a worker's claims while it is still busy with them."""
        with writing(self.engine) as connection:
            connection.execute(
                articles.update()
                .where(articles.c.id.in_([claim.id for claim in claims]) & (articles.c.claimed_by == worker))
                .values(claimed_until=until)
            )

    def finish(
        self, worker: str, claim: Claim, translation: Translation, *, state: State, reason: str = "", now: datetime
    ) -> bool:
        """Keep the translation and move on to `translated` or `held`.

        False, and nothing kept, when the claim has passed to another worker or the article has changed meanwhile.
        """
        return self._settle(
            worker,
            claim,
            state=state,
            reason=reason or None,
            translation=TRANSLATION.dump_python(translation, mode="json"),
            translated_revision=claim.revision,
            changed=now,
        )

    def give_back(
        self, worker: str, claim: Claim, *, reason: str, not_before: datetime, now: datetime, counted: bool = True
    ) -> bool:
        """Return a claimed article to `received` for another try, not before a certain time.

        A try that is not `counted` was ended by something that is no article's fault.
        """
        attempts = claim.attempts if counted else claim.attempts - 1
        return self._settle(
            worker,
            claim,
            state=State.RECEIVED,
            reason=reason,
            not_before=not_before,
            attempts=attempts,
            changed=now,
        )

    def fail(self, worker: str, claim: Claim, *, reason: str, now: datetime) -> bool:
        """Give a claimed article up, with the reason, until a person says `retry`."""
        return self._settle(worker, claim, state=State.FAILED, reason=reason, changed=now)

    def _settle(self, worker: str, claim: Claim, **values: Any) -> bool:  # noqa: ANN401 column values
        mine = (
            (articles.c.id == claim.id)
            & (articles.c.state == State.TRANSLATING)
            & (articles.c.claimed_by == worker)
            & (articles.c.revision == claim.revision)
        )
        with writing(self.engine) as connection:
            done = connection.execute(
                articles.update().where(mine).values(claimed_by=None, claimed_until=None, **values)
            )
            return done.rowcount == 1

    def release(self, *, now: datetime, attempts: int, everything: bool = False) -> Released:
        """Return articles whose claim has run out (or all claimed ones) to `received`.

        One that has been tried `attempts` times becomes `failed`: it may well be what makes its translators vanish.
        """
        lost = articles.c.state == State.TRANSLATING
        if not everything:
            lost &= articles.c.claimed_until < now
        free = {"claimed_by": None, "claimed_until": None, "changed": now}
        with writing(self.engine) as connection:
            given_up = connection.execute(
                articles.update()
                .where(lost & (articles.c.attempts >= attempts))
                .values(state=State.FAILED, reason=VANISHED, **free)
                .returning(articles.c.id)
            )
            failed = tuple(given_up.scalars())
            again = connection.execute(
                articles.update().where(lost).values(state=State.RECEIVED, **free).returning(articles.c.id)
            )
            return Released(tuple(again.scalars()), failed)

    def waiting(self, *, now: datetime, limit: int) -> list[int]:
        """Ids of articles that could be translated now, oldest first."""
        with reading(self.engine) as connection:
            return list(
                connection.execute(
                    sa.select(articles.c.id)
                    .where(
                        (articles.c.state == State.RECEIVED)
                        & (articles.c.not_before.is_(None) | (articles.c.not_before <= now))
                    )
                    .order_by(articles.c.id)
                    .limit(limit)
                ).scalars()
            )

    # -- publishing --------------------------------------------------------------------------------------------------

    def translated(self, *, limit: int) -> list[Record]:
        """Articles ready to be published, oldest first."""
        with reading(self.engine) as connection:
            rows = connection.execute(
                articles.select().where(articles.c.state == State.TRANSLATED).order_by(articles.c.id).limit(limit)
            )
            return [_record(row) for row in rows]

    @contextmanager
    def unchanged(self, record: Record) -> Iterator[sa.Connection | None]:
        """A transaction in which nobody else can change this article; None where somebody has, since it was read."""
        with writing(self.engine) as connection:
            same = connection.execute(sa.select(articles.c.id).where(_is(record)).with_for_update()).one_or_none()
            yield connection if same is not None else None

    def mark_published(self, records: Sequence[Record], *, now: datetime) -> None:
        """Note that these versions are in the feeds now; an article that changed meanwhile stays as it is."""
        with writing(self.engine) as connection:
            for record in records:
                connection.execute(
                    articles.update()
                    .where(_is(record))
                    .values(
                        state=State.PUBLISHED,
                        changed=now,
                        published=sa.func.coalesce(articles.c.published, sa.literal(now, articles.c.published.type)),
                    )
                )

    # -- people ------------------------------------------------------------------------------------------------------

    def record(self, identity: int) -> Record | None:
        """The article with this id, if there is one."""
        with reading(self.engine) as connection:
            row = connection.execute(articles.select().where(articles.c.id == identity)).one_or_none()
            return None if row is None else _record(row)

    def identities(self, states: Sequence[State]) -> list[int]:
        """Ids of all articles in these states, oldest first."""
        with reading(self.engine) as connection:
            chosen = sa.select(articles.c.id).where(articles.c.state.in_(states)).order_by(articles.c.id)
            return list(connection.execute(chosen).scalars())

    def holding(self, sentences: Sequence[str], *, states: Sequence[State]) -> list[int]:
        """Ids of articles in these states whose translation holds one of these texts, oldest first."""
        found: set[int] = set()
        text = sa.cast(articles.c.translation, sa.Text)
        with reading(self.engine) as connection:
            on_sqlite = connection.dialect.name == "sqlite"
            place = sa.func.instr if on_sqlite else sa.func.strpos
            for start in range(0, len(sentences), SENTENCES_A_STATEMENT):
                # SQLite keeps the JSON as it was written, PostgreSQL with plain letters; both quote in the same way.
                quoted = [json.dumps(one, ensure_ascii=on_sqlite) for one in sentences[start:][:SENTENCES_A_STATEMENT]]
                among = sa.or_(*(place(text, one) > 0 for one in quoted))
                chosen = sa.select(articles.c.id).where(articles.c.state.in_(states) & among)
                found.update(connection.execute(chosen).scalars())
        return sorted(found)

    def every(self, *, batch: int = 200) -> Iterator[Record]:
        """All articles by id, in bounded memory."""
        last = 0
        while True:
            with reading(self.engine) as connection:
                rows = connection.execute(
                    articles.select().where(articles.c.id > last).order_by(articles.c.id).limit(batch)
                ).all()
            if not rows:
                return
            yield from map(_record, rows)
            last = rows[-1].id

    def retry(self, identities: Sequence[int], *, states: Sequence[State], now: datetime) -> list[int]:
        """Send articles in these states back to `received` as if new; gives the ids that were."""
        with writing(self.engine) as connection:
            return reopen(connection, identities, states=states, now=now)

    def move(self, identity: int, *, to: State, states: Sequence[State], reason: str, now: datetime) -> bool:
        """Move an article by a person's decision; False if it was in none of `states`."""
        with writing(self.engine) as connection:
            done = connection.execute(
                articles.update()
                .where((articles.c.id == identity) & articles.c.state.in_(states))
                .values(state=to, reason=reason or None, changed=now, claimed_by=None, claimed_until=None)
            )
            return done.rowcount == 1


def _is(record: Record) -> sa.ColumnElement[bool]:
    """Whether an article is in the state, version and translation that the record shows."""
    return (
        (articles.c.id == record.id)
        & (articles.c.state == record.state)
        & (articles.c.revision == record.revision)
        & (articles.c.changed == record.changed)
    )


def _record(row: sa.Row[Any]) -> Record:
    return Record(
        id=row.id,
        state=State(row.state),
        revision=row.revision,
        article=ARTICLE.validate_python(row.document),
        translation=None if row.translation is None else TRANSLATION.validate_python(row.translation),
        translated_revision=row.translated_revision,
        first_seen=row.first_seen,
        changed=row.changed,
        published=row.published,
        attempts=row.attempts,
        reason=row.reason or "",
    )
