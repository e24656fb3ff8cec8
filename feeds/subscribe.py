"""Which addresses a reader can be given, and the links that hand one over with a click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from feeds import addresses, sanitize
from feeds.site import Edition, Feed, Format, Selection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feeds.site import Site

_EDITIONS = {
    Edition.FULL: ("Full text", "Full text is the whole article in English."),
    Edition.BILINGUAL: ("With original", "With original has each paragraph in English above the original one."),
    Edition.TITLES: ("Titles", "Titles has title, summary and link only."),
}
_SHORT = {Format.RSS: "RSS", Format.ATOM: "Atom", Format.JSON: "JSON"}
_GROUPS = {"all": "", "search": "Saved searches", "category": "Sections", "source": "Newspapers"}


@dataclass(frozen=True, slots=True)
class FeedLink:
    """One feed's address and names."""

    path: str
    title: str
    edition: str
    format: str
    short: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Row:
    """A selection's feeds: one cell for each edition."""

    label: str
    path: str
    """The page that lists the same articles."""
    cells: tuple[tuple[FeedLink, ...], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a common heading, or under none."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Selections down, editions across."""

    editions: tuple[str, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """A link that hands a feed's address to a reader."""

    name: str
    url: str


def table(site: Site, selections: Iterable[Selection], *, grouped: bool = True) -> Table:
    """All feeds of the selections; grouped by their kind, everything first."""
    chosen = list(selections)
    editions = tuple(_EDITIONS[edition][0] for edition in site.editions)
    if not grouped:
        return Table(editions, (Group("", tuple(_row(site, selection) for selection in chosen)),))
    groups = []
    for kind, label in _GROUPS.items():
        rows = [_row(site, selection) for selection in chosen if selection.kind == kind]
        if rows:
            groups.append(Group(label, tuple(sorted(rows, key=lambda row: row.label.casefold()))))
    return Table(editions, tuple(groups))


def label_of(selection: Selection) -> str:
    """What a page calls the selection; empty for everything."""
    return sanitize.line_of(selection.label)


def link(site: Site, feed: Feed) -> FeedLink:
    """A feed as pages name it."""
    return FeedLink(
        path=addresses.feed_path(feed),
        title=sanitize.line_of(site.title_of(feed.selection, feed.edition)),
        edition=_EDITIONS[feed.edition][0],
        format=feed.format.label,
        short=_SHORT[feed.format],
        media_type=feed.format.media_type,
    )


def autodiscovery(site: Site, selection: Selection) -> list[FeedLink]:
    """What a page announces to browsers and readers: its own selection's feeds, then the feeds of everything."""
    edition = site.editions[0]
    chosen = {selection.key: selection, "all": Selection()}
    return [link(site, Feed(each, edition, form)) for each in chosen.values() for form in site.formats]


def recommended(site: Site, selection: Selection) -> Feed:
    """The feed for whoever has no preference: the first edition, in the first format."""
    return Feed(selection, site.editions[0], site.formats[0])


def readers(site: Site, feed: Feed) -> list[Reader]:
    """Readers that take an address from a link, with the form each of them documents."""
    address = addresses.absolute(site, addresses.feed_path(feed))
    asked = quote(address, safe="")
    return [
        Reader("Feedly", f"https://feedly.com/i/subscription/feed%2F{asked}"),
        Reader("Inoreader", f"https://www.inoreader.com/?add_feed={asked}"),
        Reader("NewsBlur", f"https://www.newsblur.com/?url={asked}"),
        Reader("The Old Reader", f"https://theoldreader.com/feeds/subscribe?url={asked}"),
        Reader("NetNewsWire and other readers on this device", f"feed:{address}"),
    ]


def explained(site: Site) -> str:
    """What the editions are, in a sentence each."""
    return " ".join(_EDITIONS[edition][1] for edition in site.editions)


def _row(site: Site, selection: Selection) -> Row:
    cells = tuple(
        tuple(link(site, Feed(selection, edition, form)) for form in site.formats) for edition in site.editions
    )
    return Row(label_of(selection) or "Everything", addresses.listing_path(selection), cells)
