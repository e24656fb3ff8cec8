"""Opening and migrating a database."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from worker.adapters.database import migrate, open_database, reading, writing
from worker.adapters.schema import articles, metadata
from worker.core.errors import ConfigurationError, TemporaryError

pytestmark = pytest.mark.integration


def test_the_migrations_lead_to_the_declared_tables(database: sa.Engine) -> None:
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_several_processes_may_migrate_at_once(database_url: str) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        engine = open_database(database_url)
        try:
            migrate(engine)
        except BaseException as error:  # noqa: BLE001 told to the main thread
            failures.append(error)
        engine.dispose()

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_database_of_a_newer_version_is_told_in_a_sentence(database: sa.Engine) -> None:
    with writing(database) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError, match="a newer version of Vietwire"):
        migrate(database)


def test_a_reader_does_not_wait_for_a_writer(database: sa.Engine) -> None:
    with writing(database) as writer:
        writer.execute(articles.delete())
        with reading(database) as reader:
            assert reader.execute(sa.select(sa.func.count()).select_from(articles)).scalar() == 0


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "cannot be read"),
        ("postgresql://me:secret@host:five/db", "cannot be read"),
        ("mysql://root@localhost/db", "'mysql' is not supported"),
    ],
)
def test_an_unusable_address_is_told_in_a_sentence(url: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        open_database(url)


def test_too_many_at_once_is_a_temporary_error() -> None:
    engine = sa.create_engine("sqlite://", poolclass=sa.QueuePool, pool_size=1, max_overflow=0, pool_timeout=0.1)
    with reading(engine), pytest.raises(TemporaryError, match="does not answer"), reading(engine):
        pass
    engine.dispose()


def test_a_database_that_does_not_answer_is_a_temporary_error() -> None:
    engine = open_database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(TemporaryError, match="does not answer"), reading(engine):
        pass
