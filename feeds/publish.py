"""Writes what a change touches, and only that: feeds, archives, article pages, lists for programs."""

from __future__ import annotations

import hashlib
import heapq
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from feeds import addresses, archive, discovery
from feeds.catalog import Change
from feeds.folder import Folder
from feeds.fragments import Fragments
from feeds.model import Entry, Withdrawal
from feeds.progress import Steps, no_progress
from feeds.render import Document, frame
from feeds.site import Format, Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from feeds.catalog import Catalog, Listing, Place
    from feeds.pictures import CopyOf
    from feeds.ports import Pages
    from feeds.site import Feed, Site

LAYOUT = 1
"""Counts the changes to what is written for the same entries: a new one makes the next publication write everything."""
STATE = ".published-as"
"""Holds what the folder was written for."""
WRITER = ".published-by"
"""Holds which publisher wrote last: what another one remembers of the folder is out of date."""
GONE = ".gone"
"""`PATH.gone` in place of PATH: the page of something withdrawn, to be served with status 410."""


@dataclass(slots=True)
class Published:
    """What a publication did."""

    written: list[str] = field(default_factory=list)
    """Paths that were written or removed; the others held the same content already. Empty if `everything`."""
    count: int = 0
    """How many they are."""
    feeds: list[Feed] = field(default_factory=list)
    """Feeds whose current document changed."""
    everything: bool = False
    """All was written anew, since the folder was empty or had been written for other settings."""

    def note(self, path: str) -> None:
        """Count a path, and remember it unless there are too many to remember."""
        self.count += 1
        if not self.everything:
            self.written.append(path)


class Publisher:
    """Keeps one public folder in step with a catalogue; any number of processes may try, one at a time does."""

    def __init__(
        self,
        site: Site,
        catalog: Catalog,
        out: Path,
        pages: Pages | None = None,
        *,
        memory: int = 48 * 1024 * 1024,
        durable: bool = True,
        copy_of: CopyOf | None = None,
    ) -> None:
        """`memory`: bytes of rendered entries kept between publications; `durable`: as in Folder.

        `copy_of`: from a picture's address to the public path of its local copy, or None where there is none.
        """
        self._site = site
        self._catalog = catalog
        self._pages = pages
        self._folder = Folder(out, durable=durable)
        self._fragments = Fragments(site, catalog, memory, copy_of)
        self._listed: set[str] = set()
        self._sitemap_count = 0
        self._name = uuid4().hex.encode()
        self._finished = False

    def publish(self, uids: Iterable[str]) -> Published:
        """Bring everything up to date that the entries with these uids are in, or were in; repeating it is harmless.

        A folder that was written for other settings, or never, is written whole.
        """
        with self._writing():
            if self._folder.read(STATE) != self._state():
                return self._republish(no_progress)
            done = Published()
            change, stale = self._change(uids)
            if change.selections:
                self._publish(change, stale, done)
            return done

    def republish(self, progress: Callable[[int, int], None] | None = None) -> Published:
        """Write everything anew, in bounded memory; `progress` is told of steps done and steps in all."""
        with self._writing():
            return self._republish(progress or no_progress)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the folder; what is remembered of it counts only if this publisher wrote last, and to the end."""
        with self._folder.locked():
            if not self._finished or self._folder.read(WRITER) != self._name:
                self._folder.write(WRITER, self._name)
                self._listed = set()
                self._sitemap_count = 0
                if self._pages is not None:
                    self._pages.forget()
            self._finished = False
            yield
            self._finished = True

    # -- what changed ------------------------------------------------------------------------------------------------

    def _change(self, uids: Iterable[str]) -> tuple[Change, set[tuple[str, int]]]:
        """The change, and the positions that withdrawn entries had before: what stands there must be written again."""
        entries, withdrawals = [], []
        selections: dict[str, Selection] = {}
        stale: set[tuple[str, int]] = set()
        for uid in dict.fromkeys(uids):
            found = self._catalog.find(uid)
            if found is None:
                continue
            for appearance in self._catalog.appearances(uid):
                key = appearance.selection.key
                selections[key] = appearance.selection
                if isinstance(found, Withdrawal):
                    stale.add((key, appearance.position))
            if isinstance(found, Withdrawal):
                withdrawals.append(found)
            else:
                entries.append(found)
        ordered = tuple(selection for _, selection in sorted(selections.items()))
        return Change(tuple(entries), tuple(withdrawals), ordered), stale

    def _publish(self, change: Change, stale: set[tuple[str, int]], done: Published) -> None:
        if self._pages is not None:
            for entry in change.entries:
                self._article(entry, done)
            for withdrawal in change.withdrawals:
                self._gone(withdrawal, done)
        for selection in change.selections:
            positions = {position for key, position in stale if key == selection.key}
            self._selection(selection, positions, done)
        self._sitemaps(change, done)
        if not {selection.key for selection in change.selections} <= self._listed:
            self._lists(done)
        if self._pages is not None:
            self._take(self._pages.touched(change), done)

    # -- feeds -------------------------------------------------------------------------------------------------------

    def _selection(self, selection: Selection, stale: set[int], done: Published) -> None:
        """Close archive documents that are complete, rewrite those with withdrawn entries, write the current ones."""
        size = self._site.page_size
        listing = self._catalog.listing(selection.key)
        if listing is None:
            self._current(selection, 0, _beginning(self._site), done)
            return
        newest = archive.closed(listing.head, size)
        last = list(self._site.feeds_of(selection))[-1]
        numbers = {archive.number_of(position, size) for position in stale}
        numbers = {number for number in numbers if number <= newest}
        number = newest
        while number and not self._folder.has(addresses.archive_path(last, number)):
            numbers.add(number)
            number -= 1
        for number in sorted(numbers):
            self._archive(listing, number, self._at(selection, number), done)
        self._current(selection, listing.head, listing.updated, done)

    def _at(self, selection: Selection, number: int) -> list[Place]:
        return self._catalog.places(selection.key, *archive.bounds(number, self._site.page_size))

    def _archive(self, listing: Listing, number: int, places: Sequence[Place], done: Published) -> None:
        selection = listing.selection
        if number == archive.closed(listing.head, self._site.page_size):
            for feed in self._site.feeds_of(selection):
                # The successor's address leads somewhere before a document names it.
                self._folder.alias(addresses.archive_path(feed, number + 1), addresses.feed_path(feed))
        self._documents(
            selection,
            places,
            done,
            updated=max((place.updated for place in places), default=listing.updated),
            number=number,
            previous=number - 1 or None,
            following=number + 1,
        )

    def _current(self, selection: Selection, head: int, updated: datetime, done: Published) -> None:
        size = self._site.page_size
        first = archive.current_start(head, size)
        places = self._catalog.places(selection.key, first, head) if head else []
        live = sum(place.withdrawn is None for place in places)
        if live < size and first > 1:  # many were edited or withdrawn: keep enough for a new subscriber
            places += self._catalog.newest(selection.key, size - live, first)
        previous = archive.closed(head, size) or None
        self._documents(selection, places, done, updated=updated, previous=previous)

    def _documents(
        self,
        selection: Selection,
        places: Sequence[Place],
        done: Published,
        *,
        updated: datetime,
        number: int | None = None,
        previous: int | None = None,
        following: int | None = None,
    ) -> None:
        """One document in every edition and format."""
        fragments = self._fragments.of([place for place in places if place.withdrawn is None])
        tombstones = tuple(
            Withdrawal(place.uid, place.withdrawn, place.reason) for place in places if place.withdrawn is not None
        )
        for feed in self._site.feeds_of(selection):
            left = tombstones if feed.format is Format.ATOM else ()
            described = Document(feed, updated, number, previous, following, left)
            content = frame(self._site, described).around(made[feed.edition, feed.format] for made in fragments)
            if self._write(described.path, content, done) and number is None:
                done.feeds.append(feed)

    # -- pages and lists ---------------------------------------------------------------------------------------------

    def _article(self, entry: Entry, done: Published) -> None:
        if self._pages is not None:
            path = addresses.article_path(entry)
            self._write(path, self._pages.article(entry), done)
            self._folder.remove(path + GONE)

    def _gone(self, withdrawal: Withdrawal, done: Published) -> None:
        if self._pages is not None:
            path = addresses.article_path(withdrawal)
            self._write(path + GONE, self._pages.gone(withdrawal), done)
            self._remove(path, done)

    def _take(self, pages: Iterable[tuple[str, bytes | None]], done: Published) -> None:
        for path, content in pages:
            if content is None:
                self._remove(path, done)
            else:
                self._write(path, content, done)

    def _sitemaps(self, change: Change, done: Published) -> None:
        """The sitemap that is growing, those that changed entries stand in, and those that withdrawn ones stood in."""
        key, size = Selection().key, discovery.SITEMAP_SIZE
        head = self._catalog.head(key)
        count = max(1, archive.number_of(head, size))
        changed = {entry.uid for entry in change.entries}
        positions = [
            appearance.position
            for uid in sorted(changed | {withdrawal.uid for withdrawal in change.withdrawals})
            for appearance in self._catalog.appearances(uid)
            if appearance.selection.key == key and not (appearance.superseded and uid in changed)
        ]
        for number in sorted({count, *(archive.number_of(position, size) for position in positions)}):
            self._sitemap(number, done)
        if count != self._sitemap_count:
            self._write(addresses.SITEMAP, discovery.sitemap_index(self._site, count), done)
            self._sitemap_count = count
        newest = self._catalog.newest(key, discovery.NEWS_COUNT, head + 1)
        self._write(addresses.NEWS_SITEMAP, discovery.news_sitemap(self._site, newest), done)

    def _sitemap(self, number: int, done: Published) -> None:
        places = self._catalog.places(Selection().key, *archive.bounds(number, discovery.SITEMAP_SIZE))
        live = [place for place in places if place.withdrawn is None]
        self._write(addresses.sitemap_path(number), discovery.sitemap(self._site, live), done)

    def _lists(self, done: Published) -> list[Selection]:
        """OPML, robots.txt; gives every selection there is, those of saved searches without entries included."""
        found = {listing.selection.key: listing.selection for listing in self._catalog.listings()}
        found |= {it.key: it for it in (Selection(), *(Selection("search", search=s) for s in self._site.searches))}
        selections = [selection for _, selection in sorted(found.items())]
        self._write(addresses.OPML, discovery.opml(self._site, selections), done)
        self._write(addresses.WELL_KNOWN_FEEDS, discovery.well_known(self._site, selections), done)
        self._write(addresses.ROBOTS, discovery.robots(self._site), done)
        self._listed = set(found)
        return selections

    # -- everything --------------------------------------------------------------------------------------------------

    def _republish(self, progress: Callable[[int, int], None]) -> Published:
        done = Published(everything=True)
        self._folder.remove(STATE)  # an interrupted republication begins anew
        self._sitemap_count = 0
        with self._folder.in_bulk():
            self._catalog.number_searches()
            selections = self._lists(done)
            steps = Steps(progress, self._count(selections))
            self._all_pages(steps, done)
            self._all_feeds(selections, steps, done)
            for number in range(1, archive.number_of(self._catalog.head(Selection().key), discovery.SITEMAP_SIZE) + 1):
                self._sitemap(number, done)
            self._sitemaps(Change(), done)
        self._folder.write(STATE, self._state())
        return done

    def _count(self, selections: Sequence[Selection]) -> int:
        """Steps in all: every article page, every archive document, every selection's current document."""
        listings = self._catalog.listings()
        documents = sum(archive.closed(listing.head, self._site.page_size) for listing in listings)
        articles = sum(listing.size for listing in listings if listing.selection.kind == "all")
        return documents + len(selections) + (articles if self._pages is not None else 0)

    def _all_pages(self, steps: Steps, done: Published) -> None:
        if self._pages is None:
            return
        for entry in self._catalog.stream():
            self._article(entry, done)
            steps.step()
        for withdrawal in self._catalog.withdrawals():
            self._gone(withdrawal, done)
        self._take(self._pages.everything(), done)

    def _all_feeds(self, selections: Sequence[Selection], steps: Steps, done: Published) -> None:
        """All archive and current documents, in the order in which they were closed.

        So the same entries come up in all their selections at about the same time, and are rendered about once.
        """
        wanted: set[str] = set()
        waiting: list[tuple[datetime, str, int]] = []
        upcoming: dict[str, tuple[Listing, list[Place]]] = {}
        for selection in selections:
            self._enqueue(selection, 1, waiting, upcoming)
        while waiting:
            _, key, number = heapq.heappop(waiting)
            listing, places = upcoming.pop(key)
            self._archive(listing, number, places, done)
            for feed in self._site.feeds_of(listing.selection):
                wanted |= {addresses.archive_path(feed, number), addresses.archive_path(feed, number + 1)}
            self._enqueue(listing.selection, number + 1, waiting, upcoming)
            steps.step()
        for selection in selections:
            self._selection(selection, set(), done)
            wanted.update(addresses.feed_path(feed) for feed in self._site.feeds_of(selection))
            steps.step()
        for path in list(self._folder.paths("feeds")):
            if path.endswith((".xml", ".json")) and path not in wanted:
                self._remove(path, done)

    def _enqueue(
        self,
        selection: Selection,
        number: int,
        waiting: list[tuple[datetime, str, int]],
        upcoming: dict[str, tuple[Listing, list[Place]]],
    ) -> None:
        listing = self._catalog.listing(selection.key)
        if listing is not None and number <= archive.closed(listing.head, self._site.page_size):
            places = self._at(selection, number)
            upcoming[selection.key] = (listing, places)
            updated = max((place.updated for place in places), default=listing.updated)
            heapq.heappush(waiting, (updated, selection.key, number))

    # -- writing -----------------------------------------------------------------------------------------------------

    def _write(self, path: str, content: bytes, done: Published) -> bool:
        written = self._folder.write(path, content)
        if written:
            done.note(path)
        return written

    def _remove(self, path: str, done: Published) -> None:
        if self._folder.remove(path):
            done.note(path)

    def _state(self) -> bytes:
        """What the folder is written for: all settings, the layout, and the pages' look."""
        look = self._pages.look if self._pages is not None else ""
        return hashlib.sha256(f"{LAYOUT} {look} {self._site!r}".encode()).hexdigest().encode()


def _beginning(site: Site) -> datetime:
    """When a feed without any entry was last changed: the site's own beginning."""
    return datetime.fromisoformat(site.authority_date).replace(tzinfo=UTC)
