"""Which HTML pages there are, and which of them a change touches; what that costs does not grow with the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from feeds import addresses, archive, sanitize, search, subscribe
from feeds.cards import Cards
from feeds.site import Selection
from feeds.templating import DAYS, NOT_FOUND, Templates, asset_files, look
from feeds.views import Views, long_date, short_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from feeds.catalog import Catalog, Change, Listing, Place
    from feeds.model import Entry, Withdrawal
    from feeds.site import Site
    from feeds.views import Card

Page = tuple[str, bytes]
"""A public path and its content."""
Step = tuple[str, bytes | None]
"""A page to write, or the path of one to take away."""

_KINDS = {
    "all": "",
    "source": "Newspaper",
    "category": "Section",
    "source-category": "Section of a newspaper",
    "search": "Saved search",
}
_ON_INDEX = 30
_CARDS_A_DAY = 40
_BRIEFS_A_DAY = 160


@dataclass(frozen=True, slots=True)
class Brief:
    """An article in a list of titles."""

    path: str
    title: str
    published: datetime
    day: str


@dataclass(frozen=True, slots=True)
class _Change:
    """What a change touches in one selection."""

    selection: Selection
    positions: set[int]
    """Where the changed entries stand, or stood."""
    current: set[int]
    """Where they stand now."""


class Pages:
    """The pages of one site, made from its catalogue. Not safe to share between threads."""

    def __init__(self, site: Site, catalog: Catalog, *, copy_of: Callable[[str], str | None] | None = None) -> None:
        """`copy_of`: from a picture's address to the public path of its local copy, or None where there is none."""
        self._site = site
        self._catalog = catalog
        self._views = Views(site, copy_of)
        self._templates = Templates(site)
        self._cards = Cards(catalog, self._views)
        self._listings: dict[str, Listing] = {}
        self._fixed_for: object = None

    def forget(self) -> None:
        """Remember nothing of what was published before: another process has published since."""
        self._listings = {}
        self._fixed_for = None

    @property
    def look(self) -> str:
        """Changes whenever the same entries would make other pages."""
        return look()

    # -- one article -------------------------------------------------------------------------------------------------

    def article(self, entry: Entry) -> bytes:
        """The article's page; its path is `addresses.article_path`."""
        path = addresses.article_path(entry)
        selection = Selection("source", entry.publication.name, entry.publication.title)
        return self._page("article.html", path, selection, **self._views.article(entry))[1]

    def gone(self, withdrawal: Withdrawal) -> bytes:
        """What is said from now on at the path of a withdrawn article, with status 410."""
        return self._page(
            "gone.html",
            addresses.article_path(withdrawal),
            heading="This article was withdrawn",
            description="This article was withdrawn.",
            canonical="",
            when=long_date(self._views.day_of(withdrawal.when)),
            reason=sanitize.line_of(withdrawal.reason),
        )[1]

    # -- what a change touches ---------------------------------------------------------------------------------------

    def touched(self, change: Change) -> Iterator[Step]:
        """Every page but the articles' own that lists these entries now or did before they changed."""
        changes = self._changes(change)
        self._know(changes)
        changed: list[Entry | Withdrawal] = [*change.entries, *change.withdrawals]
        moments = (each.published for each in changed)
        uids = {entry.uid for entry in change.entries}
        for day in sorted({self._views.day_of(moment) for moment in moments if moment is not None}):
            yield from self._day_and_its_neighbours(day, uids)
        for each in changes.values():
            yield from self._listing_pages(each)
        yield self._index()
        yield from self._shards(changes["all"].positions if "all" in changes else ())
        yield from self._fixed_if_changed()

    def everything(self) -> Iterator[Page]:
        """Every page there is but the articles' own, one at a time."""
        self._listings = {listing.selection.key: listing for listing in self._catalog.listings()}
        self._fixed_for = None
        yield from self._fixed_if_changed()
        yield self._index()
        days = self._catalog.days(date.min, date.max)
        for day in days:
            yield self._day(day, self._catalog.day(day))
        yield from self._calendars(days, {day.year for day in days})
        for listing in self._listings.values():
            pages = archive.closed(listing.head, self._site.page_size)
            yield from (self._archive(listing.selection, number, pages) for number in range(1, pages + 1))
            yield self._current(listing)
        if "all" in self._listings:
            yield from self._shards(range(1, self._listings["all"].head + 1, search.SHARD_SIZE))
        else:
            yield from self._shards(())

    def _changes(self, change: Change) -> dict[str, _Change]:
        """What the change touches, by selection; selections first, so that one without appearances is there too."""
        found = {selection.key: _Change(selection, set(), set()) for selection in change.selections}
        changed: list[Entry | Withdrawal] = [*change.entries, *change.withdrawals]
        for each in changed:
            for appearance in self._catalog.appearances(each.uid):
                key = appearance.selection.key
                touched = found.setdefault(key, _Change(appearance.selection, set(), set()))
                touched.positions.add(appearance.position)
                if not appearance.superseded:
                    touched.current.add(appearance.position)
        return found

    def _know(self, touched: Iterable[str]) -> None:
        """Read the list of selections anew where one is new, or lost its last entry, or got one again."""
        fresh = {key: self._catalog.listing(key) for key in touched}
        for key, listing in fresh.items():
            known = self._listings.get(key)
            if listing is not None and (known is None or bool(known.size) != bool(listing.size)):
                self._listings = {each.selection.key: each for each in self._catalog.listings()}
                return
        self._listings |= {key: listing for key, listing in fresh.items() if listing is not None}

    # -- days ----------------------------------------------------------------------------------------------------------

    def _day_and_its_neighbours(self, day: date, changed: set[str]) -> Iterator[Step]:
        entries = self._catalog.day(day)
        if entries:
            yield self._day(day, entries)
        if all(entry.uid in changed for entry in entries):  # the day is new, or has lost its last article
            if not entries:
                yield addresses.day_path(day), None
            for neighbour in self._catalog.neighbours(day):
                if neighbour is not None:
                    yield self._day(neighbour, self._catalog.day(neighbour))
            days = self._catalog.days(date.min, date.max)
            yield from self._calendars(days, {day.year})
            if all(other.year != day.year for other in days):
                yield _year_path(day.year), None

    def _day(self, day: date, entries: Sequence[Entry]) -> Page:
        cards = [self._cards.of(entry) for entry in entries[: _CARDS_A_DAY + _BRIEFS_A_DAY]]
        before, after = self._catalog.neighbours(day)
        return self._page(
            "day.html",
            addresses.day_path(day),
            heading=long_date(day),
            description=f"What was published on {long_date(day)}, in English.",
            cards=cards[:_CARDS_A_DAY],
            briefs=cards[_CARDS_A_DAY:],
            more=max(0, len(entries) - len(cards)),
            everything=addresses.listing_path(Selection()),
            previous=before and (addresses.day_path(before), long_date(before)),
            following=after and (addresses.day_path(after), long_date(after)),
        )

    def _calendars(self, days: Iterable[date], years: set[int]) -> Iterator[Page]:
        every = sorted(days, reverse=True)
        known = sorted({day.year for day in every}, reverse=True)
        links = [(_year_path(year), str(year)) for year in known]
        for year in sorted(years & set(known)):
            yield self._calendar(_year_path(year), f"{year} by day", [day for day in every if day.year == year], links)
        newest = known[0] if known else 0
        yield self._calendar(DAYS, "News by day", [day for day in every if day.year == newest], links)

    def _calendar(self, path: str, heading: str, days: Sequence[date], years: Sequence[tuple[str, str]]) -> Page:
        months = [
            {
                "label": f"{month:%B %Y}",
                "days": [(addresses.day_path(day), str(day.day), short_date(day)) for day in sorted(group)],
            }
            for month, group in groupby(days, key=lambda day: day.replace(day=1))
        ]
        return self._page(
            "calendar.html",
            path,
            heading=heading,
            description="Every day on which articles were published.",
            current=DAYS,
            months=months,
            years=years if len(years) > 1 else [],
            current_year=path,
        )

    # -- selections ----------------------------------------------------------------------------------------------------

    def _listing_pages(self, change: _Change) -> Iterator[Page]:
        """The current page, the archive pages that lost an entry, and those that are complete since the change."""
        listing = self._listings.get(change.selection.key)
        if listing is None:
            return
        size = self._site.page_size
        pages = archive.closed(listing.head, size)
        touched = {archive.number_of(position, size) for position in change.positions}
        complete_before = archive.closed(min(change.current, default=listing.head) - 1, size)
        if complete_before < pages:  # the last one before links to a newer page now
            touched |= set(range(max(1, complete_before), pages + 1))
        for number in sorted(touched):
            if number <= pages:
                yield self._archive(listing.selection, number, pages)
        yield self._current(listing)

    def _current(self, listing: Listing) -> Page:
        selection, size = listing.selection, self._site.page_size
        pages = archive.closed(listing.head, size)
        first = archive.current_start(listing.head, size)
        places = [place for place in self._catalog.places(selection.key, first, listing.head) if not place.withdrawn]
        if len(places) < size and first > 1:  # edits and withdrawals thin the newest positions out
            places += self._catalog.newest(selection.key, size - len(places), first)
        title = subscribe.label_of(selection) or "All articles"
        return self._page(
            "listing.html",
            addresses.listing_path(selection),
            selection,
            heading=title,
            title=title,
            kicker=_KINDS[selection.kind],
            description=f"{title}: news from Vietnam in English, newest first.",
            cards=_by_publication(self._cards.at(places)),
            briefs=[],
            previous=(addresses.listing_path(selection, pages), "Older articles") if pages else None,
            following=None,
            table=subscribe.table(self._site, [selection], grouped=False),
            address=addresses.absolute(self._site, addresses.feed_path(subscribe.recommended(self._site, selection))),
        )

    def _archive(self, selection: Selection, number: int, pages: int) -> Page:
        size = self._site.page_size
        places = self._catalog.places(selection.key, *archive.bounds(number, size))
        title = subscribe.label_of(selection) or "All articles"
        newer = number + 1 if number < pages else None
        return self._page(
            "listing.html",
            addresses.listing_path(selection, number),
            selection,
            heading=f"{title}, page {number}",
            title=title,
            kicker=f"Archive page {number}",
            description=f"{title}: older articles, page {number}.",
            cards=[],
            briefs=[self._brief(place) for place in places if not place.withdrawn],
            previous=(addresses.listing_path(selection, number - 1), "Older articles") if number > 1 else None,
            following=(addresses.listing_path(selection, newer), "Newer articles"),
            table=None,
        )

    def _brief(self, place: Place) -> Brief:
        day = short_date(self._views.day_of(place.published))
        return Brief(addresses.article_path(place), sanitize.title(place.title) or "Untitled", place.published, day)

    # -- the front page, the search index and what hardly ever changes -------------------------------------------------

    def _index(self) -> Page:
        places = self._catalog.newest("all", _ON_INDEX, self._catalog.head("all") + 1)
        cards = _by_publication(self._cards.at(places))
        days = [
            {"anchor": day.isoformat(), "path": addresses.day_path(day), "label": long_date(day), "cards": list(group)}
            for day, group in groupby(cards, key=lambda card: card.day)
        ]
        return self._page(
            "index.html",
            addresses.INDEX,
            heading="",
            description=self._site.description,
            days=days,
            topics=self._links("category"),
            sources=self._links("source"),
        )

    def _shards(self, positions: Iterable[int]) -> Iterator[Page]:
        for number in sorted({archive.number_of(position, search.SHARD_SIZE) for position in positions}):
            places = self._catalog.places("all", *archive.bounds(number, search.SHARD_SIZE))
            rows = [
                search.Row(card.path, card.day.isoformat(), card.title, card.summary, card.original_title, card.source)
                for card in self._cards.at([place for place in places if not place.withdrawn])
            ]
            yield search.shard_path(number), search.shard(rows)
        yield addresses.SEARCH_INDEX, search.index(archive.number_of(self._catalog.head("all"), search.SHARD_SIZE))

    def _fixed(self) -> Iterator[Page]:
        yield from asset_files()
        site = self._site
        everything = subscribe.recommended(site, Selection())
        selections = [listing.selection for listing in self._listings.values() if listing.size]
        listed = [selection for selection in selections or [Selection()] if selection.kind != "source-category"]
        yield self._page(
            "directory.html",
            addresses.DIRECTORY,
            heading="Sections and feeds",
            description="Every feed of this site: which address to paste into which reader.",
            address=addresses.absolute(site, addresses.feed_path(everything)),
            readers=subscribe.readers(site, everything),
            editions_text=subscribe.explained(site),
            opml=addresses.OPML,
            table=subscribe.table(site, listed),
            table_note="Each newspaper's sections have feeds too; their addresses are on the sections' own pages."
            if len(selections) > len(listed)
            else "",
        )
        yield self._page(
            "about.html",
            addresses.ABOUT,
            heading="About",
            description="Who translates, how mistakes are caught, and how to report one.",
            engines=self._engines(),
            sources=self._links("source"),
        )
        yield self._page(
            "search.html", addresses.SEARCH, heading="Search", description="Search the titles and summaries."
        )
        yield self._page(
            "missing.html", NOT_FOUND, heading="There is no such page", description="There is no such page."
        )

    def _engines(self) -> list[str]:
        """What translated the newest articles."""
        places = self._catalog.newest("all", _ON_INDEX, self._catalog.head("all") + 1)
        return sorted({card.engine for card in self._cards.at(places) if card.engine})

    def _links(self, kind: str) -> list[tuple[str, str]]:
        chosen = [each.selection for each in self._listings.values() if each.selection.kind == kind and each.size]
        return sorted(
            ((addresses.listing_path(selection), subscribe.label_of(selection)) for selection in chosen), key=_label
        )

    def _fixed_if_changed(self) -> Iterator[Page]:
        """The fixed pages, where what they show differs from when this object gave them last."""
        shown = (self._engines(), [key for key, listing in self._listings.items() if listing.size])
        if shown != self._fixed_for:
            yield from self._fixed()
            self._fixed_for = shown

    # -- rendering ---------------------------------------------------------------------------------------------------

    def _page(self, template: str, path: str, selection: Selection | None = None, **values: Any) -> Page:  # noqa: ANN401 - whatever the template shows
        feeds = subscribe.autodiscovery(self._site, selection or Selection())
        return path, self._templates.render(template, path, feeds=feeds, **values)


def _by_publication(cards: Iterable[Card]) -> list[Card]:
    """Newest first by when the original came out, not by when it was translated or corrected here."""
    return sorted(cards, key=lambda card: (card.published, card.uid), reverse=True)


def _year_path(year: int) -> str:
    return f"days/{year}/index.html"


def _label(link: tuple[str, str]) -> str:
    return link[1].casefold()
