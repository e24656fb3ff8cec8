"""Copies of pictures from a real server on the loopback interface, noted on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
import stamina

from feeds.model import Entry, Picture, Publication
from feeds.site import Site
from tests import picture_server
from tests.picture_server import AVIF, GIF, HEIC, HTML, JPEG, PNG, SEQUENCE, SVG, WEBP, PictureServer
from worker.adapters.database import migrate, open_database
from worker.adapters.http import Fetcher
from worker.adapters.pictures import HOST_RESTS, MOST, REFUSED_FOR, PictureManners, PictureMirror, suffix_of
from worker.settings import FetchSection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import sqlalchemy as sa

    from tests.conftest import Clock

pytestmark = pytest.mark.integration
SITE = Site("https://news.example/", mirror_pictures=True, mirror_max_bytes=2_000)
MOMENT = datetime(2026, 1, 9, 7, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _without_backoff() -> Iterator[None]:
    stamina.set_testing(True, attempts=1)
    yield
    stamina.set_testing(False)


@pytest.fixture
def server() -> Iterator[PictureServer]:
    with picture_server.serving() as pictures:
        yield pictures


class Room:
    """A mirror, its public folder and its clock."""

    def __init__(self, engine: sa.Engine, public: Path, clock: Clock) -> None:
        self.public, self.clock = public, clock
        self.fetchers = 0
        self.mirror = PictureMirror(SITE, public, engine, fetcher=self._fetcher, clock=clock)
        manners = PictureManners.of(FetchSection(host_delay=0), SITE.mirror_max_bytes)
        self._only = Fetcher(manners)

    def _fetcher(self) -> Fetcher:
        self.fetchers += 1
        return self._only

    def fetch(self, entry: Entry, *, allow_private: bool = True, seconds: float = 60) -> int:
        until = self.clock() + timedelta(seconds=seconds)
        return self.mirror.fetch(entry, allow_private=allow_private, until=until)

    def files(self) -> list[str]:
        return sorted(path.relative_to(self.public).as_posix() for path in self.public.rglob("*") if path.is_file())


@pytest.fixture
def room(tmp_path: Path, clock: Clock) -> Iterator[Room]:
    engine = open_database(f"sqlite:///{tmp_path}/vietwire.sqlite3")
    migrate(engine)
    yield Room(engine, tmp_path / "public", clock)
    engine.dispose()


@pytest.fixture
def room_on_both(database: sa.Engine, tmp_path: Path, clock: Clock) -> Room:
    """Once on SQLite and once on PostgreSQL."""
    return Room(database, tmp_path / "public", clock)


def showing(*urls: str, uid: str = "u1", html: str = "") -> Entry:
    return Entry(
        uid=uid,
        title="News",
        summary="",
        html=html,
        bilingual_html="",
        original_title="Tin",
        original_html="",
        publication=Publication("mau", "Báo Mẫu"),
        published=MOMENT,
        updated=MOMENT,
        pictures=tuple(Picture(url) for url in urls),
    )


def test_a_picture_is_copied_once_and_found_from_then_on(room: Room, server: PictureServer) -> None:
    cover, inside = server.put("/cover.jpg", JPEG), server.put("/inside", PNG, "text/plain")
    entry = showing(cover, html=f'<p>Text</p><img src="{inside}"><img src="{cover}">')
    assert room.mirror.copy_of(cover) is None
    assert room.fetch(entry) == 2
    path = f"pictures/{sha256(cover.encode()).hexdigest()}.jpg"
    assert room.mirror.copy_of(cover) == path
    assert (room.public / path).read_bytes() == JPEG
    assert (room.mirror.copy_of(inside) or "").endswith(".png")
    assert len(room.files()) == 2
    assert room.fetch(entry) == room.fetch(showing(cover, uid="u2")) == 0
    assert server.asked == ["/robots.txt", "/cover.jpg", "/inside"]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(SVG, "image/jpeg"), (HTML, "image/jpeg"), (b"", "image/png"), (HEIC, "image/avif"), (JPEG * 40, "image/jpeg")],
    ids=["svg", "html", "empty", "heic", "too large"],
)
def test_what_is_no_picture_or_too_large_is_refused_and_not_asked_for_again_that_day(
    room: Room, server: PictureServer, body: bytes, content_type: str
) -> None:
    url = server.put("/a.jpg", body, content_type)
    assert room.fetch(showing(url)) == 0
    assert (room.mirror.copy_of(url), room.files()) == (None, [])
    room.clock.go(seconds=REFUSED_FOR.total_seconds() - 1)
    assert room.fetch(showing(url, uid="u2")) == 0
    assert server.pictures == ["/a.jpg"]
    server.put("/a.jpg", JPEG)
    room.clock.go(seconds=2)
    assert room.fetch(showing(url)) == 1


def test_a_copy_that_was_taken_away_is_missed_at_once(room: Room, server: PictureServer) -> None:
    url = server.put("/a.gif", GIF)
    room.fetch(showing(url))
    copy = room.mirror.copy_of(url)
    assert copy is not None
    (room.public / copy).unlink()
    assert room.mirror.copy_of(url) is None
    assert room.fetch(showing(url)) == 1


def test_a_private_address_is_asked_for_nothing_unless_the_source_may(room: Room, server: PictureServer) -> None:
    assert room.fetch(showing(server.put("/a.jpg", JPEG)), allow_private=False) == 0
    assert server.asked == []


def test_robots_txt_is_obeyed(room: Room, server: PictureServer) -> None:
    server.put("/robots.txt", b"User-agent: *\nDisallow: /private/", "text/plain")
    assert room.fetch(showing(server.put("/private/a.jpg", JPEG), server.put("/b.jpg", JPEG))) == 1
    assert server.pictures == ["/b.jpg"]


@pytest.mark.parametrize("status", [500, 0], ids=["error", "hangs up"])
def test_a_server_in_trouble_is_left_alone_for_a_while(room_on_both: Room, server: PictureServer, status: int) -> None:
    room = room_on_both
    server.put("/robots.txt", b"", "text/plain")
    urls = [server.put(f"/{number}.jpg", JPEG, status=status) for number in range(6)]
    assert room.fetch(showing(*urls)) == 0
    assert server.pictures == ["/0.jpg", "/1.jpg"]
    for number in range(6):
        server.put(f"/{number}.jpg", JPEG)
    assert room.fetch(showing(*urls)) == 0
    room.clock.go(seconds=HOST_RESTS.total_seconds())
    assert room.fetch(showing(*urls)) == 4
    room.clock.go(hours=1)
    assert room.fetch(showing(*urls)) == 2


def test_no_address_however_strange_raises_anything(room: Room) -> None:
    strange = ("http://[::1", "http://a..b/x.png", "http://user@127.0.0.1/", "http://127.0.0.1:1/a.png", "javascript:x")
    assert room.fetch(showing(*strange)) == 0


def test_a_folder_that_cannot_be_written_raises_nothing(room: Room, server: PictureServer) -> None:
    room.public.mkdir()
    (room.public / "pictures").write_text("in the way")
    assert room.fetch(showing(server.put("/a.jpg", JPEG))) == 0


def test_one_process_at_a_time_copies(room: Room) -> None:
    with room.mirror.turn() as first, room.mirror.turn() as second:
        assert (first, second) == (True, False)
    with room.mirror.turn() as third:
        assert third


def test_only_so_many_pictures_are_copied_and_only_while_there_is_time(room: Room, server: PictureServer) -> None:
    urls = [server.put(f"/{number}.png", PNG) for number in range(MOST + 3)]
    assert room.fetch(showing(*urls), seconds=0) == 0
    assert server.asked == []
    assert room.fetch(showing(*urls)) == MOST


def test_the_sites_own_pictures_are_not_fetched_from_itself(room: Room) -> None:
    assert room.fetch(showing("https://news.example/pictures/a.jpg")) == room.fetch(showing()) == 0
    assert room.fetchers == 0


def test_a_withdrawn_entry_takes_along_what_no_other_entry_shows(room_on_both: Room, server: PictureServer) -> None:
    room = room_on_both
    own, shared = server.put("/own.webp", WEBP), server.put("/shared.avif", AVIF)
    room.fetch(showing(own, shared))
    room.fetch(showing(shared, uid="u2"))
    assert room.mirror.forget("u1") == 1
    assert (room.mirror.copy_of(own), room.mirror.copy_of(shared) is None) == (None, False)
    assert room.mirror.forget("u1") == 0
    assert room.mirror.forget("u2") == 1
    assert room.files() == []


def test_what_an_edited_entry_showed_before_stays_until_it_is_withdrawn(room: Room, server: PictureServer) -> None:
    before, after = server.put("/before.jpg", JPEG), server.put("/after.jpg", JPEG)
    room.fetch(showing(before))
    room.fetch(showing(after))
    assert room.mirror.copy_of(before)
    assert room.mirror.forget("u1") == 2


@pytest.mark.parametrize(
    ("body", "suffix"),
    [(JPEG, ".jpg"), (PNG, ".png"), (GIF, ".gif"), (WEBP, ".webp"), (AVIF, ".avif"), (SEQUENCE, ".avif")]
    + [
        (body, "") for body in (b"", b"RIFF", b"RIFF\0\0\0\0AVI LIST", HEIC, SVG, HTML, b"BM" + b"\0" * 60, b"%PDF-1.7")
    ],
)
def test_pictures_are_told_by_their_first_bytes(body: bytes, suffix: str) -> None:
    assert suffix_of(body) == suffix
