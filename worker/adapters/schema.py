"""The database tables, one declaration for SQLite and PostgreSQL; `migrations/` brings a database to this shape."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class UtcDateTime(TypeDecorator[datetime]):
    """Zone-aware times in, UTC times out, on databases with and without time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite, which has no zones, stores it naive."""
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 the base class fixes the signature
        """Give back UTC with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Document: JSON[Any] = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Identity = BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts up only INTEGER PRIMARY KEY

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

articles = Table(
    "articles",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("source", String(100), nullable=False),
    Column("guid", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("revision", Integer, nullable=False, default=1),  # counts the publisher's versions
    Column("content_hash", String(64), nullable=False),
    Column(
        "feed_hash", String(64), nullable=False, default=""
    ),  # of what the feed carried, when the body came from the page
    Column("document", Document, nullable=False),  # the Article as taken in
    Column("translation", Document),  # the Translation of `translated_revision`
    Column("translated_revision", Integer),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("changed", UtcDateTime, nullable=False),  # last change of state
    Column("published", UtcDateTime),  # first time in a feed; never changes afterwards
    Column("claimed_by", String(200)),
    Column("claimed_until", UtcDateTime),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", UtcDateTime),  # no new try before this
    Column("reason", Text),  # why it is held, failed or withdrawn
    UniqueConstraint("source", "guid"),
    Index(None, "state", "id"),
    Index(None, "changed"),
)

memory = Table(
    "memory",
    metadata,
    Column("key", String(64), primary_key=True),  # sha256 of sentence, engine and decoding
    Column("source_text", Text, nullable=False),
    Column("target_text", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("alignment", Document),
    Column("engine", String(200), nullable=False),
    Column("decoding", String(100), nullable=False),
    Column("made", UtcDateTime, nullable=False),
)

glossary_terms = Table(
    "glossary_terms",
    metadata,
    Column("term", Text, primary_key=True),
    Column("fingerprint", String(64), nullable=False),  # sha256 of what decides the term's English
)

sources = Table(
    "sources",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("etag", Text),  # echoed verbatim
    Column("last_modified", Text),  # echoed verbatim
    Column("moved_to", Text),  # a permanent redirect that was seen
    Column("last_poll", UtcDateTime),
    Column("last_success", UtcDateTime),
    Column("next_poll", UtcDateTime),
    Column("last_error", Text),
    Column("failures", Integer, nullable=False, default=0),
    Column("gone", Boolean, nullable=False, default=False),
)

rejects = Table(
    "rejects",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("source", String(100), nullable=False),
    Column("guid", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("excerpt", Text, nullable=False),
    Column("seen", UtcDateTime, nullable=False),
    UniqueConstraint("source", "guid"),
    Index(None, "seen"),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("worker", String(200), primary_key=True),
    Column("queue", String(200), primary_key=True),
    Column("beat", UtcDateTime, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("uid", String(64), nullable=False, unique=True),
    Column("article_id", Identity, ForeignKey("articles.id"), unique=True),
    Column("published", UtcDateTime, nullable=False),
    Column("updated", UtcDateTime, nullable=False),
    Column("day", String(10), nullable=False),  # of `published` in the site's time zone, ISO 8601
    Column("title", Text, nullable=False),  # empty once withdrawn
    Column("withdrawn", UtcDateTime),
    Column("reason", Text),
    Column("fingerprint", String(64), nullable=False),  # sha256 of the document: tells whether anything changed
    Column("document", Document),  # the feeds' Entry; NULL once withdrawn
    Index(None, "published", "id"),
    Index(None, "updated"),
    Index(None, "day", "id"),
)

positions = Table(
    "positions",
    metadata,
    Column("feed", String(200), primary_key=True),
    Column("position", Integer, primary_key=True),  # 1, 2, 3 ... in the order of appearance
    Column("entry_id", Identity, ForeignKey("entries.id"), nullable=False),
    Column("superseded", Boolean, nullable=False, default=False),  # the entry came up again later
    Index(None, "entry_id"),
)

pictures = Table(
    "pictures",
    metadata,
    Column("address", String(64), primary_key=True),  # sha256 of a picture's address, hexadecimal
    Column("uid", String(64), primary_key=True),  # an entry that shows it or once did
    Column("again", UtcDateTime),  # when a copy that failed may be tried again; NULL if none failed
    Index(None, "uid"),
)

selections = Table(
    "selections",
    metadata,
    Column("feed", String(200), primary_key=True),
    Column("head", Integer, nullable=False),  # the newest position
    Column("size", Integer, nullable=False),  # entries that are not withdrawn
    Column("updated", UtcDateTime, nullable=False),
    Column("document", Document, nullable=False),  # the feeds' Selection
)
