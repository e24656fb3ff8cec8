"""One database, SQLite or PostgreSQL by its address: opening it, transactions, and bringing its tables up to date."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import stamina
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from worker.core.errors import ConfigurationError, TemporaryError

if TYPE_CHECKING:
    from collections.abc import Iterator

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 0x56_49_45_54  # any constant will do: the key of PostgreSQL's advisory lock


def open_database(url: str) -> sa.Engine:
    """Give an engine for the address; nothing is connected yet. Raises ConfigurationError for an unusable address."""
    try:
        address = sa.make_url(url)
    except (ArgumentError, ValueError):
        raise ConfigurationError(
            "The database address cannot be read; it looks like sqlite:///var/vietwire.sqlite3 "
            "or postgresql://user:password@host/name."
        ) from None
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise ConfigurationError(
            f"The database kind '{address.get_backend_name()}' is not supported; use sqlite or postgresql."
        )
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(address)
    try:
        # Text comes as text whatever encoding the cluster was made with: https://www.psycopg.org/psycopg3/docs/basic/adapt.html
        arguments = {"connect_timeout": 10, "client_encoding": "utf8"}
        return sa.create_engine(address, pool_pre_ping=True, connect_args=arguments)
    except NoSuchModuleError as error:
        raise ConfigurationError(f"The database address names an unknown driver: {error}.") from None


def _open_sqlite(address: sa.URL) -> sa.Engine:
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(address, connect_args={"timeout": 30})

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 the driver's own connection
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        for pragma in ("busy_timeout=30000", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        # While several processes open a new file at once, the change to WAL fails at once, without the timeout above:
        # https://www.sqlite.org/wal.html#sometimes_queries_return_sqlite_busy_in_wal_mode
        for attempt in stamina.retry_context(sqlite3.OperationalError, attempts=None, timeout=30, wait_initial=0.02):
            with attempt:
                connection.execute("PRAGMA journal_mode=WAL")

    # A transaction that reads first and writes later fails at once under WAL when another one wrote meanwhile, whatever
    # the timeout; writers therefore take the lock when they begin. https://www.sqlite.org/isolation.html
    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        only_reads = connection.get_execution_options().get("vietwire_reads")
        connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that may write: committed at the end of the block, undone if it raises."""
    try:
        with engine.begin() as connection:
            yield connection
    except (OperationalError, PoolTimeoutError) as error:
        raise TemporaryError(
            f"The database did not take the change: {_short(error)}. It will be tried again."
        ) from error


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that only reads and so waits for no writer."""
    try:
        with engine.connect().execution_options(vietwire_reads=True) as connection:
            yield connection
    except (OperationalError, PoolTimeoutError) as error:
        raise TemporaryError(f"The database does not answer: {_short(error)}.") from error


def _short(error: OperationalError | PoolTimeoutError) -> str:
    said = error.orig if isinstance(error, OperationalError) else error
    return str(said).strip().splitlines()[0]


def draft_migration(why: str) -> None:
    """Write a file under `migrations/versions/` with what the declared tables have over the migrated ones."""
    config = _alembic()
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    number = len(list((MIGRATIONS / "versions").glob("[0-9]*.py"))) + 1
    with TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/database.sqlite3")
        migrate(engine)
        with writing(engine) as connection:
            config.attributes["connection"] = connection
            command.revision(config, why, autogenerate=True, rev_id=f"{number:04}")
        engine.dispose()


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def migrate(engine: sa.Engine) -> None:
    """Bring the tables to the newest version; safe when several processes start at once."""
    config = _alembic()
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise ConfigurationError(
                f"The database was made by a newer version of Vietwire ({error}); run that one, or restore a copy."
            ) from None
