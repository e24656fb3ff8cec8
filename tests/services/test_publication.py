"""Publishing: what a crash leaves undone is done again, and a reader never gets an article twice."""

from __future__ import annotations

import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import feedparser
import pytest

from feeds.pages import Pages
from feeds.publish import Publisher
from feeds.site import Site
from tests.services.test_translation import article
from worker.adapters.catalog import SqlCatalog
from worker.adapters.store import Store
from worker.core.check import Policy
from worker.core.errors import PermanentError, TemporaryError
from worker.core.model import Picture, Source, State
from worker.core.translate import Knowledge
from worker.services.publication import PublicationService, entry_of, uid_of
from worker.services.translation import Limits, TranslationService

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import sqlalchemy as sa

    from feeds.publish import Published
    from tests.conftest import Clock
    from tests.services.conftest import FakeTranslator
    from worker.adapters.memory import TranslationMemory
    from worker.adapters.store import Record

pytestmark = pytest.mark.integration


class Line:
    """Store, translator and publisher on one database and one public folder."""

    def __init__(
        self,
        engine: sa.Engine,
        store: Store,
        memory: TranslationMemory,
        translator: FakeTranslator,
        clock: Clock,
        out: Path,
    ) -> None:
        self.store, self.clock, self.out = store, clock, out
        self.site = Site(base_url="https://news.example/")
        catalog = SqlCatalog(engine, self.site)
        self.publisher = Publisher(self.site, catalog, out, Pages(self.site, catalog))
        self.translation = TranslationService(
            store,
            memory,
            lambda: translator,
            Policy(),
            Knowledge,
            worker="w",
            clock=clock,
            limits=Limits(attempts=3),
        )
        self.catalog = catalog
        self.publication = self.with_publisher(self.publisher)

    def with_publisher(
        self, publisher: Publisher, site: Site | None = None, store: Store | None = None
    ) -> PublicationService:
        return PublicationService(
            site or self.site,
            {"mau": Source("mau", "Báo Mẫu", "push", categories=("Local",))},
            {},
            store=store or self.store,
            catalog=self.catalog,
            publisher=publisher,
            clock=self.clock,
        )

    def take_in(self, guid: str, *sentences: str) -> int:
        saved = self.store.save(article(guid, *sentences), now=self.clock())
        self.translation.translate()
        return saved.id

    def entries(self) -> list[feedparser.FeedParserDict]:
        parsed = feedparser.parse((self.out / "feeds/all.atom.xml").read_bytes())
        assert not parsed.bozo
        return list(parsed.entries)


@pytest.fixture
def line(
    engine: sa.Engine, store: Store, memory: TranslationMemory, translator: FakeTranslator, clock: Clock, tmp_path: Path
) -> Line:
    return Line(engine, store, memory, translator, clock, tmp_path / "public")


def test_what_is_translated_gets_into_the_feeds_and_is_called_published(line: Line) -> None:
    number = line.take_in("1", "Bà con trồng lúa.")
    done = line.publication.publish()
    record = line.store.record(number)
    assert done.ids == [number]
    assert record is not None
    assert (record.state, record.published) == (State.PUBLISHED, line.clock())
    (entry,) = line.entries()
    assert entry.title.startswith("Said:")
    assert {tag.label or tag.term for tag in entry.tags} >= {"Local"}
    assert line.publication.publish().ids == []


def test_a_pictures_words_are_in_english_or_left_out(line: Line) -> None:
    body = (
        '<figure><img src="https://mau.example/a.jpg" alt="Bà con gặt lúa"><figcaption>Lúa chín</figcaption></figure>'
    )
    pictures = (
        Picture("https://mau.example/a.jpg", alt="Bà con gặt lúa", caption="Lúa chín", credit="Ảnh: Nguyễn Hà"),
        Picture("https://mau.example/b.jpg", alt="Không có trong bài"),
    )
    made = replace(article("1", "Bà con trồng lúa."), html=body, pictures=pictures)
    line.store.save(replace(made, content_hash="x"), now=line.clock())
    line.translation.translate()
    (record,) = line.store.every()
    first, second = entry_of(record, Source("mau", "Báo Mẫu", "push"), {}).pictures
    assert (first.alt, first.caption) == ("Said: B con gt la", "Said: La chn")
    assert first.credit == "Anh: Nguyen Ha"
    assert second.alt == ""
    english = replace(record, article=replace(record.article, language="en"))
    assert entry_of(english, Source("mau", "Báo Mẫu", "push"), {}).pictures[1].alt == "Không có trong bài"


class FallingPublisher(Publisher):
    """Falls over after it has written the files."""

    def publish(self, uids: Iterable[str]) -> Published:
        super().publish(uids)
        raise RuntimeError("the power went")


def test_a_crash_after_the_files_were_written_doubles_nothing(line: Line) -> None:
    line.take_in("1", "Bà con trồng lúa.")
    falling = FallingPublisher(line.site, line.catalog, line.out, Pages(line.site, line.catalog))
    with pytest.raises(RuntimeError):
        line.with_publisher(falling).publish()
    (before,) = line.entries()
    (record,) = line.store.every()
    assert record.state is State.TRANSLATED
    line.clock.go(minutes=1)
    line.publication.publish()
    (after,) = line.entries()
    (record,) = line.store.every()
    assert record.state is State.PUBLISHED
    assert (after.id, after.updated) == (before.id, before.updated)


def test_an_edit_keeps_the_id_and_the_date_and_moves_the_update(line: Line) -> None:
    line.take_in("1", "Bà con trồng lúa.")
    line.publication.publish()
    (before,) = line.entries()
    line.clock.go(hours=2)
    line.take_in("1", "Bà con gặt lúa.")
    line.publication.publish()
    (after,) = line.entries()
    assert (after.id, after.published) == (before.id, before.published)
    assert after.updated > before.updated
    assert "gt la" in after.content[0].value


def test_a_withdrawn_article_leaves_the_feeds_for_good(line: Line) -> None:
    number = line.take_in("1", "Bà con trồng lúa.")
    line.take_in("2", "Trời mưa to.")
    line.publication.publish()
    assert line.publication.withdraw(number, "The publisher asked for it.")
    assert line.publication.withdraw(number, "The publisher asked for it.")
    assert not line.publication.withdraw(999, "")
    line.take_in("1", "Bà con gặt lúa.")
    line.publication.publish()
    assert [entry.id for entry in line.entries()] == [f"tag:vietwire.example,2026-01-01:articles/{uid_of('mau', '2')}"]
    assert b"deleted-entry" in (line.out / "feeds/all.atom.xml").read_bytes()


class BusyStore(Store):
    """Something else happens after the articles to publish were read."""

    def __init__(self, engine: sa.Engine, meanwhile: Callable[[], object]) -> None:
        super().__init__(engine)
        self.meanwhile = meanwhile

    def translated(self, *, limit: int) -> list[Record]:
        found = super().translated(limit=limit)
        self.meanwhile()
        return found


def test_an_article_withdrawn_while_it_is_being_published_does_not_get_out(line: Line) -> None:
    number = line.take_in("1", "Bà con trồng lúa.")
    calm = line.publication
    busy = BusyStore(line.store.engine, lambda: calm.withdraw(number, "A mistake."))
    assert line.with_publisher(line.publisher, store=busy).publish().ids == []
    assert line.entries() == []
    record = line.store.record(number)
    assert record is not None
    assert record.state is State.WITHDRAWN


def test_a_slow_publisher_does_not_put_an_old_version_over_a_new_one(line: Line) -> None:
    number = line.take_in("1", "Bà con trồng lúa.")
    calm, store = line.publication, line.store

    def publish_an_edit() -> None:
        line.clock.go(minutes=1)
        line.take_in("1", "Bà con gặt lúa.")
        calm.publish()

    slow = BusyStore(store.engine, publish_an_edit)
    line.with_publisher(line.publisher, store=slow).publish()
    (entry,) = line.entries()
    assert "gt la" in entry.content[0].value
    record = store.record(number)
    assert record is not None
    assert record.state is State.PUBLISHED


def test_an_article_has_the_same_identifier_in_every_database() -> None:
    assert uid_of("mau", "1") == "7aiapg33rbcieyt2"  # changing it would make every article new to every reader
    assert uid_of("mau", "1") != uid_of("mau1", "")


@pytest.fixture
def hub() -> Iterator[tuple[str, list[bytes], list[int]]]:
    """A hub that keeps what it is told and answers with the statuses it is given."""
    told: list[bytes] = []
    statuses: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(statuses.pop(0) if statuses else 202)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", told, statuses
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_hub_is_told_of_each_changed_feed(line: Line, hub: tuple[str, list[bytes], list[int]]) -> None:
    address, told, statuses = hub
    site = replace(line.site, hub=address)
    publisher = Publisher(site, line.catalog, line.out, Pages(site, line.catalog))
    publication = line.with_publisher(publisher, site)
    publication.publish()
    line.take_in("1", "Bà con trồng lúa.")
    topics = publication.publish().topics
    assert "https://news.example/feeds/all.rss.xml" in topics
    publication.ping(topics)
    assert len(told) == len(topics)
    assert b"hub.mode=publish" in told[0]
    statuses += [503]
    with pytest.raises(TemporaryError, match="answers 503"):
        publication.ping(topics[:1])
    statuses += [400]
    told.clear()
    with pytest.raises(PermanentError, match="refuses"):
        publication.ping(topics[:3])
    assert len(told) == 3  # a feed that is refused keeps no other from being told of


def test_no_hub_hears_of_anything_when_none_is_set(line: Line) -> None:
    line.take_in("1", "Bà con trồng lúa.")
    assert line.publication.publish().topics == []
