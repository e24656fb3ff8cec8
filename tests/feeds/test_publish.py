"""Publishing into a real folder from a real catalogue."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import feedparser
import pytest
from lxml import etree

from feeds import addresses, discovery
from feeds.publish import GONE, STATE, WRITER, Publisher
from feeds.site import Edition, Feed, Format, SavedSearch, Selection
from worker.adapters.catalog import SqlCatalog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from feeds.catalog import Change
    from feeds.model import Entry, Withdrawal
    from feeds.publish import Published
    from feeds.site import Site

ALL = Feed(Selection(), Edition.FULL, Format.ATOM)
NAMES = {"at": "http://purl.org/atompub/tombstones/1.0", "fh": "http://purl.org/syndication/history/1.0"}


class PlainPages:
    """Pages of one word, and a note of what was asked for."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.look = "plain"

    def forget(self) -> None:
        self.changes.clear()

    def article(self, entry: Entry) -> bytes:
        return entry.title.encode()

    def gone(self, withdrawal: Withdrawal) -> bytes:
        return f"gone: {withdrawal.reason}".encode()

    def touched(self, change: Change) -> Iterable[tuple[str, bytes | None]]:
        self.changes.append(change)
        yield "index.html", change.entries[0].title.encode() if change.entries else b"nothing new"
        yield "days/empty.html", None

    def everything(self) -> Iterable[tuple[str, bytes | None]]:
        yield "index.html", b"everything"
        yield "days/empty.html", b"a day"


class Newsroom:
    """A catalogue, its publisher and its folder."""

    def __init__(self, site: Site, catalog: SqlCatalog, out: Path, make_entry: Callable[..., Entry]) -> None:
        self.site = site
        self.catalog = catalog
        self.out = out
        self.pages = PlainPages()
        self.make_entry = make_entry
        self.publisher = Publisher(site, catalog, out, self.pages, durable=False)

    def add(self, *numbers: int, **changes: object) -> Published:
        for number in numbers:
            self.catalog.put(self.make_entry(number, **changes))
        return self.publisher.publish([f"article-{number}" for number in numbers])

    def withdraw(self, number: int, reason: str = "") -> Published:
        when = self.make_entry(number).published + timedelta(days=1)
        self.catalog.withdraw(f"article-{number}", when=when, reason=reason)
        return self.publisher.publish([f"article-{number}"])

    def numbers(self, path: str) -> list[int]:
        """Which articles a document holds, in its order."""
        content = (self.out / path).read_bytes()
        if path.endswith(".json"):
            ids = [item["id"] for item in json.loads(content)["items"]]
        else:
            parsed = feedparser.parse(content)
            assert not parsed.bozo
            ids = [entry.id for entry in parsed.entries]
        return [int(each.rpartition("-")[2]) for each in ids]

    def snapshot(self) -> dict[str, bytes]:
        """Every published file by its path, aliases and the publisher's own mark left out."""
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in self.out.rglob("*")
            if path.is_file() and not path.is_symlink() and path.name != WRITER
        }


@pytest.fixture
def room(site: Site, catalog: SqlCatalog, tmp_path: Path, make_entry: Callable[..., Entry]) -> Newsroom:
    two = replace(site, editions=(Edition.FULL, Edition.TITLES))
    room = Newsroom(two, catalog, tmp_path / "public", make_entry)
    assert room.publisher.publish([]).everything
    return room


def test_an_empty_site_has_its_feeds_and_lists_already(room: Newsroom) -> None:
    files = room.snapshot()
    for path in ("feeds/all.rss.xml", "feeds/search/floods.json", "feeds/feeds.opml", ".well-known/feeds"):
        assert path in files
    assert {"robots.txt", "sitemap.xml", "sitemap/1.xml", "sitemap/news.xml", "index.html"} <= files.keys()
    assert room.numbers("feeds/all.atom.xml") == []


def test_a_new_article_is_in_every_feed_it_belongs_to(room: Newsroom) -> None:
    done = room.add(1)
    keys = {"all", "source/baomau", "category/politics", "source/baomau/politics", "search/floods"}
    keys |= {"category/law-and-order", "source/baomau/law-and-order"}
    assert {feed.selection.key for feed in done.feeds} == keys
    assert len(done.feeds) == len(keys) * 6
    for feed in done.feeds:
        assert room.numbers(addresses.feed_path(feed)) == [1]
    assert (room.out / "articles/2026/01/article-1.html").read_bytes() == b"Committee agrees on dike 1"
    assert b"source/baomau/politics" in (room.out / ".well-known/feeds").read_bytes()


def test_no_sitemap_loses_what_was_published_while_it_filled_up(room: Newsroom, tmp_path: Path) -> None:
    site = replace(room.site, page_size=100, editions=(Edition.TITLES,), formats=(Format.ATOM,))
    publisher = Publisher(site, room.catalog, tmp_path / "plain", durable=False)
    for number in range(discovery.SITEMAP_SIZE - 1):
        room.catalog.put(room.make_entry(number))
    publisher.publish([])
    fresh = [discovery.SITEMAP_SIZE, discovery.SITEMAP_SIZE + 1]
    for number in fresh:
        room.catalog.put(room.make_entry(number))
    publisher.publish([f"article-{number}" for number in fresh])
    first, second = ((tmp_path / "plain" / f"sitemap/{number}.xml").read_text() for number in (1, 2))
    assert f"article-{fresh[0]}.html" in first
    assert f"article-{fresh[1]}.html" in second


def test_publishing_again_writes_nothing(room: Newsroom) -> None:
    room.add(1, 2)
    before = {path: (room.out / path).stat() for path in room.snapshot() if path != "index.html"}
    done = room.publisher.publish(["article-2", "unknown"])
    assert not [path for path in done.written if path != "index.html"]
    assert not done.feeds
    assert {path: (room.out / path).stat() for path in before} == before


def test_a_new_article_rewrites_the_current_documents_and_nothing_else(room: Newsroom) -> None:
    room.add(*range(1, 13), categories=("Sport",))
    before = room.snapshot()
    done = room.add(13, categories=("Sport",))
    after = room.snapshot()
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed == set(done.written)
    assert not [path for path in changed if path.startswith("feeds/archive/")]
    assert {path for path in changed if not path.startswith("feeds/")} == {
        "articles/2026/01/article-13.html",
        "index.html",
        "sitemap/1.xml",
        "sitemap/news.xml",
    }


def test_archive_documents_never_change_and_are_linked_both_ways(room: Newsroom) -> None:
    seen: dict[str, bytes] = {}
    for number in range(1, 14):
        room.add(number)
        files = room.snapshot()
        assert {path: files[path] for path in seen} == seen
        seen |= {path: content for path, content in files.items() if path.startswith("feeds/archive/")}
    assert room.numbers("feeds/all.atom.xml") == [13, 12, 11, 10]
    for number in range(1, 4):
        first = 3 * number
        assert room.numbers(f"feeds/archive/all/{number}.atom.xml") == [first, first - 1, first - 2]
        assert room.numbers(f"feeds/archive/all/{number}.titles.rss.xml") == [first, first - 1, first - 2]


@pytest.mark.parametrize("form", [Format.RSS, Format.ATOM])
@pytest.mark.parametrize("count", [1, 5, 6, 7, 19])
def test_walking_the_archive_gives_every_article_once_and_the_way_back_too(
    room: Newsroom, form: Format, count: int
) -> None:
    room.add(*range(1, count + 1))
    path, found, way = f"feeds/all{form.suffix}", [], []
    while path:
        way.append(path)
        found += room.numbers(path)
        path = room_link(room, path, "prev-archive")
    assert found == list(range(count, 0, -1))
    back = [way[-1]]
    while target := room_link(room, back[-1], "next-archive"):
        back.append(target)
    alias = room.out / back[-1]
    assert alias.is_symlink() == (count >= 6)
    assert alias.resolve() == (room.out / way[0]).resolve()
    assert back[:-1] == way[1:][::-1]


def room_link(room: Newsroom, path: str, rel: str) -> str:
    """The path that a document's link of this kind leads to."""
    root = etree.fromstring((room.out / path).read_bytes())
    for link in root.iter("{http://www.w3.org/2005/Atom}link"):
        if link.get("rel") == rel:
            return link.get("href", "").removeprefix(room.site.base_url)
    return ""


def test_a_json_reader_walks_back_too(room: Newsroom) -> None:
    room.add(*range(1, 12))
    path, found = "feeds/all.json", []
    while path:
        found += room.numbers(path)
        following = json.loads((room.out / path).read_bytes()).get("next_url", "")
        path = following.removeprefix(room.site.base_url)
    assert found == list(range(11, 0, -1))


def test_many_articles_at_once_close_every_archive_document(room: Newsroom) -> None:
    room.add(*range(1, 20))
    assert [room.numbers(f"feeds/archive/all/{number}.json") for number in (1, 5)] == [[3, 2, 1], [15, 14, 13]]


def test_what_a_crash_left_out_is_made_up_for(room: Newsroom) -> None:
    room.add(*range(1, 10))
    for number in range(10, 16):  # put, but never published
        room.catalog.put(room.make_entry(number))
    room.add(16)
    assert room.numbers("feeds/archive/all/3.atom.xml") == [9, 8, 7]
    assert room.numbers("feeds/archive/all/4.atom.xml") == [12, 11, 10]
    assert room.numbers("feeds/all.atom.xml") == [16, 15, 14, 13]


def test_an_edit_comes_up_once_with_the_same_identifier(room: Newsroom) -> None:
    room.add(*range(1, 10))
    before = feedparser.parse((room.out / "feeds/archive/all/1.atom.xml").read_bytes()).entries[1]
    room.add(2, title="Corrected", updated=room.make_entry(50).updated)
    assert room.numbers("feeds/all.atom.xml") == [2, 9, 8, 7]
    after = feedparser.parse((room.out / "feeds/all.atom.xml").read_bytes()).entries[0]
    assert (after.id, after.published, after.title) == (before.id, before.published, "Corrected")
    assert after.updated > before.updated
    assert (room.out / "articles/2026/01/article-2.html").read_bytes() == b"Corrected"


def test_an_edit_of_a_current_article_moves_it_to_the_top(room: Newsroom) -> None:
    room.add(1, 2, 3)
    room.add(2, title="Corrected")
    assert room.numbers("feeds/all.rss.xml") == [2, 3, 1]


def test_a_category_that_an_edit_took_away_loses_the_article(room: Newsroom) -> None:
    room.add(1, 2)
    room.add(1, categories=("Politics",), title="Corrected")
    assert room.numbers("feeds/category/law-and-order.rss.xml") == [2]
    assert room.numbers("feeds/category/politics.rss.xml") == [1, 2]


def test_many_edits_leave_a_new_subscriber_enough(room: Newsroom) -> None:
    room.add(*range(1, 10))
    for version in range(8):
        room.add(9, title=f"Version {version}")
    assert room.numbers("feeds/all.atom.xml")[0] == 9
    assert len(room.numbers("feeds/all.atom.xml")) >= room.site.page_size


def test_a_withdrawn_article_is_gone_everywhere(room: Newsroom) -> None:
    room.add(*range(1, 13))
    done = room.withdraw(2, "It was wrong.")
    for path, content in room.snapshot().items():
        if not path.endswith(GONE):
            assert b"dike 2<" not in content, path
            assert b'dike 2"' not in content, path
    assert room.numbers("feeds/archive/all/1.atom.xml") == [3, 1]
    assert not (room.out / "articles/2026/01/article-2.html").exists()
    assert (room.out / f"articles/2026/01/article-2.html{GONE}").read_bytes() == b"gone: It was wrong."
    assert b"article-2.html" not in (room.out / "sitemap/1.xml").read_bytes()
    assert "articles/2026/01/article-2.html" in done.written
    [tombstone] = etree.fromstring((room.out / "feeds/all.atom.xml").read_bytes()).findall("at:deleted-entry", NAMES)
    assert tombstone.get("ref") == "tag:vietwire.example,2026-01-01:articles/article-2"
    assert tombstone.findtext("at:comment", namespaces=NAMES) == "It was wrong."
    assert b"tombstones" not in (room.out / "feeds/all.rss.xml").read_bytes()


def test_a_tombstone_moves_into_the_archive_like_any_entry(room: Newsroom) -> None:
    room.add(1, 2, 3)
    room.withdraw(2)
    room.add(*range(4, 12))
    archived = etree.fromstring((room.out / "feeds/archive/all/2.atom.xml").read_bytes())
    assert len(archived.findall("at:deleted-entry", NAMES)) == 1
    assert not etree.fromstring((room.out / "feeds/all.atom.xml").read_bytes()).findall("at:deleted-entry", NAMES)


def test_an_article_that_comes_back_has_its_page_and_identifier_again(room: Newsroom) -> None:
    room.add(1, 2)
    room.withdraw(1)
    room.add(1)
    assert room.numbers("feeds/all.atom.xml") == [1, 2]
    assert (room.out / "articles/2026/01/article-1.html").exists()
    assert not (room.out / f"articles/2026/01/article-1.html{GONE}").exists()
    assert not etree.fromstring((room.out / "feeds/all.atom.xml").read_bytes()).findall("at:deleted-entry", NAMES)


def test_all_articles_may_be_withdrawn(room: Newsroom) -> None:
    room.add(1)
    room.withdraw(1)
    for path in ("feeds/all.rss.xml", "feeds/all.json", "feeds/category/politics.atom.xml"):
        assert room.numbers(path) == []


def test_the_pages_hear_of_every_change(room: Newsroom) -> None:
    room.add(1)
    room.withdraw(1, "why")
    first, second = room.pages.changes
    assert [entry.uid for entry in first.entries] == ["article-1"]
    assert [(gone.uid, gone.reason) for gone in second.withdrawals] == [("article-1", "why")]
    assert {selection.key for selection in second.selections} == {selection.key for selection in first.selections}
    assert (room.out / "index.html").read_bytes() == b"nothing new"
    assert not (room.out / "days/empty.html").exists()


def test_republishing_gives_the_same_files(room: Newsroom) -> None:
    room.add(*range(1, 15))
    room.withdraw(14)
    before = room.snapshot()
    told: list[tuple[int, int]] = []
    done = Publisher(room.site, room.catalog, room.out, PlainPages(), durable=False).republish(
        lambda steps, total: told.append((steps, total))
    )
    after = room.snapshot()
    different = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert different <= {"index.html", "days/empty.html"}
    assert done.everything
    assert not done.written
    assert done.count == len(different)
    assert told[0] == (0, told[-1][1])
    assert told[-1][0] == told[-1][1]
    assert [steps for steps, _ in told] == list(range(len(told)))


def test_republishing_into_an_empty_folder_restores_everything(room: Newsroom, tmp_path: Path) -> None:
    room.add(*range(1, 15))
    room.withdraw(3)
    again = Publisher(room.site, room.catalog, tmp_path / "again", PlainPages(), durable=False)
    again.republish()
    other = Newsroom(room.site, room.catalog, tmp_path / "again", room.make_entry)
    mine, theirs = room.snapshot(), other.snapshot()
    different = {path for path in mine.keys() | theirs.keys() if mine.get(path) != theirs.get(path)}
    assert different == {"index.html", "days/empty.html"}
    assert (tmp_path / "again/feeds/archive/all/5.json").is_symlink()


def test_other_settings_write_everything_anew_at_the_next_publication(room: Newsroom) -> None:
    room.add(*range(1, 15))
    changed = replace(room.site, page_size=4, editions=(Edition.FULL,), searches=())
    other = Newsroom(changed, SqlCatalog(room.catalog._database, changed), room.out, room.make_entry)  # noqa: SLF001
    assert other.add(15).everything
    assert other.numbers("feeds/archive/all/2.atom.xml") == [8, 7, 6, 5]
    assert other.numbers("feeds/all.atom.xml") == [15, 14, 13, 12, 11, 10, 9]
    left = [path for path in other.snapshot() if "titles" in path or "search/" in path]
    assert not left
    assert not other.publisher.publish(["article-15"]).everything


def test_another_look_of_the_pages_writes_everything_anew_at_the_next_publication(room: Newsroom) -> None:
    room.add(1, 2)
    assert not room.publisher.publish(["article-1"]).everything
    room.pages.look = "fancy"
    assert room.publisher.publish([]).everything
    assert not room.publisher.publish([]).everything


def test_a_republication_that_was_interrupted_begins_anew(room: Newsroom) -> None:
    def fail(steps: int, _total: int) -> None:
        if steps == 2:
            raise KeyboardInterrupt

    room.add(1, 2)
    with pytest.raises(KeyboardInterrupt):
        room.publisher.republish(fail)
    assert not (room.out / STATE).exists()
    assert room.add(3).everything
    assert (room.out / STATE).exists()


def test_a_saved_search_that_is_new_finds_what_was_there_before(room: Newsroom) -> None:
    room.add(*range(1, 6))
    wanted = (*room.site.searches, SavedSearch("dikes", "Dikes", words=("dike",)))
    changed = replace(room.site, searches=wanted)
    other = Newsroom(changed, SqlCatalog(room.catalog._database, changed), room.out, room.make_entry)  # noqa: SLF001
    other.publisher.publish([])
    assert other.numbers("feeds/search/dikes.atom.xml") == [5, 4, 3, 2, 1]


def test_few_rendered_entries_are_kept_when_memory_is_short(
    site: Site, catalog: SqlCatalog, tmp_path: Path, make_entry: Callable[..., Entry]
) -> None:
    small = Publisher(site, catalog, tmp_path / "public", memory=1, durable=False)
    for number in range(1, 8):
        catalog.put(make_entry(number))
    small.publish([f"article-{number}" for number in range(1, 8)])
    room = Newsroom(site, catalog, tmp_path / "public", make_entry)
    assert room.numbers("feeds/all.rss.xml") == [7, 6, 5, 4]
    assert not (tmp_path / "public/articles").exists()
