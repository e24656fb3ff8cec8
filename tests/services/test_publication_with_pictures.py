"""Publishing with local copies of pictures: from a real publisher's server to the feeds and pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import stamina

from feeds import addresses
from feeds.model import Entry
from feeds.pages import Pages
from feeds.publish import Publisher
from feeds.site import Site
from tests import picture_server
from tests.picture_server import JPEG, SVG, PictureServer
from worker.adapters.catalog import SqlCatalog
from worker.adapters.http import Fetcher
from worker.adapters.pictures import PictureManners, PictureMirror
from worker.core.check import Policy
from worker.core.ingest import content_hash
from worker.core.model import Article, Picture, Source, State
from worker.core.translate import Knowledge
from worker.services.publication import AT_ONCE_WITH_PICTURES, PublicationService, uid_of
from worker.services.translation import Limits, TranslationService
from worker.settings import FetchSection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import sqlalchemy as sa

    from tests.conftest import Clock
    from tests.services.conftest import FakeTranslator
    from worker.adapters.memory import TranslationMemory
    from worker.adapters.store import Store

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def _without_backoff() -> Iterator[None]:
    stamina.set_testing(True, attempts=1)
    yield
    stamina.set_testing(False)


@pytest.fixture
def server() -> Iterator[PictureServer]:
    with picture_server.serving() as pictures:
        yield pictures


class Desk:
    """Store, translator and publisher for one source that may be read from this machine."""

    def __init__(
        self, engine: sa.Engine, store: Store, memory: TranslationMemory, translator: FakeTranslator, clock: Clock
    ) -> None:
        self.engine, self.store, self.clock = engine, store, clock
        self.translation = TranslationService(
            store, memory, lambda: translator, Policy(), Knowledge, worker="w", clock=clock, limits=Limits()
        )

    def publication(self, public: Path, *, mirror_pictures: bool = True) -> PublicationService:
        site = Site("https://news.example/", mirror_pictures=mirror_pictures, mirror_max_bytes=2_000)
        self.catalog = SqlCatalog(self.engine, site)
        fetcher = Fetcher(PictureManners.of(FetchSection(host_delay=0), site.mirror_max_bytes))
        mirror = PictureMirror(site, public, self.engine, fetcher=lambda: fetcher, clock=self.clock)
        pages = Pages(site, self.catalog, copy_of=mirror.copy_of)
        return PublicationService(
            site,
            {"mau": Source("mau", "Báo Mẫu", "push", allow_private=True)},
            {},
            store=self.store,
            catalog=self.catalog,
            publisher=Publisher(site, self.catalog, public, pages, copy_of=mirror.copy_of),
            clock=self.clock,
            mirror=mirror,
        )

    def take_in(self, guid: str, *urls: str, inside: str = "") -> int:
        body = f'<p>Bà con trồng lúa.</p><figure><img src="{inside}" alt=""></figure>' if inside else "<p>Mưa.</p>"
        article = Article("mau", guid, f"Bài {guid}", html=body, pictures=tuple(Picture(url) for url in urls))
        article = replace(article, language="vi", content_hash=content_hash(article))
        number = self.store.save(article, now=self.clock()).id
        self.translation.translate()
        return number

    def page(self, public: Path, guid: str) -> str:
        entry = self.catalog.find(uid_of("mau", guid))
        assert isinstance(entry, Entry)
        return (public / addresses.article_path(entry)).read_text()


@pytest.fixture
def desk(engine: sa.Engine, store: Store, memory: TranslationMemory, translator: FakeTranslator, clock: Clock) -> Desk:
    return Desk(engine, store, memory, translator, clock)


def copies(public: Path) -> list[Path]:
    return sorted(path for path in (public / "pictures").glob("[!.]*") if path.is_file())


def test_pages_and_feeds_show_the_copies_from_the_first_publication_on(
    desk: Desk, server: PictureServer, tmp_path: Path
) -> None:
    public = tmp_path / "public"
    cover, inside = server.put("/cover.jpg", JPEG), server.put("/inside.jpg", JPEG)
    desk.take_in("1", cover, inside=inside)
    publication = desk.publication(public)
    assert len(publication.publish().ids) == 1
    assert len(copies(public)) == 2
    feed = (public / "feeds/all.atom.xml").read_text()
    for shown in (desk.page(public, "1"), feed, (public / "feeds/all.bilingual.json").read_text()):
        assert "https://news.example/pictures/" in shown
        assert server.url("/") not in shown
    desk.take_in("2", cover)
    publication.publish()
    assert sorted(server.pictures) == ["/cover.jpg", "/inside.jpg"]


def test_nothing_is_asked_for_unless_copies_are_wanted(desk: Desk, server: PictureServer, tmp_path: Path) -> None:
    public = tmp_path / "public"
    cover = server.put("/cover.jpg", JPEG)
    desk.take_in("1", cover)
    desk.publication(public, mirror_pictures=Site("https://news.example/").mirror_pictures).publish()
    assert (server.asked, copies(public)) == ([], [])
    assert cover in desk.page(public, "1")


def test_whatever_the_publishers_servers_do_every_article_goes_out(
    desk: Desk, server: PictureServer, tmp_path: Path
) -> None:
    public = tmp_path / "public"
    bad = [
        server.put("/error.jpg", b"", status=500),
        server.put("/hangs-up.jpg", b"", status=0),
        server.put("/large.jpg", JPEG * 100),
        server.put("/script.jpg", SVG),
        server.url("/missing.jpg"),
        "http://127.0.0.1:1/refused.jpg",
    ]
    numbers = [desk.take_in(str(number), bad[number % len(bad)]) for number in range(AT_ONCE_WITH_PICTURES + 4)]
    assert desk.publication(public).publish().ids == numbers
    assert copies(public) == []
    assert all(bad[number % len(bad)] in desk.page(public, str(number)) for number in range(len(numbers)))


def test_a_withdrawn_articles_copies_are_deleted_unless_another_shows_them(
    desk: Desk, server: PictureServer, tmp_path: Path
) -> None:
    public = tmp_path / "public"
    own, shared = server.put("/own.jpg", JPEG), server.put("/shared.jpg", JPEG)
    first = desk.take_in("1", own, shared)
    desk.take_in("2", shared)
    publication = desk.publication(public)
    publication.publish()
    assert len(copies(public)) == 2
    assert desk.publication(public, mirror_pictures=False).withdraw(first, "Asked for.")
    (left,) = copies(public)
    publication.republish(lambda _done, _all: None)
    assert copies(public) == [left]
    assert left.name in desk.page(public, "2")


def test_an_article_withdrawn_while_its_pictures_are_copied_stays_withdrawn(
    desk: Desk, server: PictureServer, tmp_path: Path
) -> None:
    public = tmp_path / "public"
    number = desk.take_in("1", server.put("/a.jpg", JPEG))
    publication = desk.publication(public)

    server.before = lambda: publication.withdraw(number, "Asked for.")
    assert publication.publish().ids == []
    record = desk.store.record(number)
    assert record is not None
    assert record.state is State.WITHDRAWN
    assert desk.catalog.find(uid_of("mau", "1")) is None
    assert copies(public) == []


def test_two_processes_never_copy_at_once_and_nothing_is_left_lying(
    desk: Desk, server: PictureServer, tmp_path: Path
) -> None:
    public = tmp_path / "public"
    first = desk.take_in("1", server.put("/a.jpg", JPEG))
    late: list[int] = []
    beside: list[list[int]] = []

    def meanwhile() -> None:
        if not late:
            late.append(desk.take_in("2", server.put("/b.jpg", JPEG)))
            beside.append(desk.publication(public).publish().ids)

    server.before = meanwhile
    assert desk.publication(public).publish().ids == [first, *late]
    assert beside == [[]]
    assert server.pictures == ["/a.jpg", "/b.jpg"]
