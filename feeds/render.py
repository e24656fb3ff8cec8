"""Feeds as documents: RSS 2.0 and Atom 1.0 written by feedgen, JSON Feed 1.1.

A document is a frame and, between its two halves, fragments: one for each entry, the same in every selection of its
edition and format. That is what makes publishing cheap: an entry is rendered once, however many feeds it is in.
"""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from feeds import addresses, sanitize
from feeds.content import rendition
from feeds.extensions import EntryExtension, FeedHead, HeadExtension, Link, Tombstone
from feeds.site import Format

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from feeds.content import Rendition
    from feeds.model import Entry, Picture, Withdrawal
    from feeds.site import Edition, Feed, Site

GENERATOR = "Vietwire"
ICON_SIZE = 144

_JSON_VERSION = "https://jsonfeed.org/version/1.1"
_JSON_END = b"\n  ]\n}\n"


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a feed, without its entries: the current one, or the archive's number `number`."""

    feed: Feed
    updated: datetime
    """When anything in it last changed."""
    number: int | None = None
    previous: int | None = None
    """Number of the archive document with what came before."""
    following: int | None = None
    """Number of the archive document with what came next."""
    withdrawals: tuple[Withdrawal, ...] = ()

    @property
    def path(self) -> str:
        """Where it is published."""
        return addresses.feed_path(self.feed) if self.number is None else addresses.archive_path(self.feed, self.number)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands before and after a document's entries."""

    head: bytes
    separator: bytes
    tail: bytes

    def around(self, fragments: Iterable[bytes]) -> bytes:
        """The whole document."""
        return self.head + self.separator.join(fragments) + self.tail


def document(site: Site, described: Document, entries: Iterable[Entry]) -> bytes:
    """A whole document, its entries in the order given."""
    feed = described.feed
    return frame(site, described).around(fragment(site, entry, feed.edition, feed.format) for entry in entries)


def fragment(site: Site, entry: Entry, edition: Edition, form: Format) -> bytes:
    """One entry as it stands in every document of this edition and format."""
    return fragment_of(rendition(site, entry, edition), form)


def fragment_of(shown: Rendition, form: Format) -> bytes:
    """A rendition in one format."""
    if form is Format.JSON:
        return f"    {json.dumps(_json_item(shown), ensure_ascii=False)}".encode()
    generator = FeedGenerator()
    for required in (generator.id, generator.title, generator.description):
        required("-")
    generator.link(href="-")
    generator.updated(shown.updated)
    generator.register_extension("vietwire", HeadExtension, EntryExtension)
    generator.add_entry(_feed_entry(shown, form), order="append").vietwire.rendition = shown
    # Serialised inside its feed, so that its namespaces are declared there and not on every entry.
    return _between(_serialised(generator, form), *_ENTRY_BOUNDS[form])


def frame(site: Site, described: Document) -> Frame:
    """What stands around a document's entries."""
    form = described.feed.format
    if form is Format.JSON:
        return _json_frame(site, described)
    generator = _feed_head(site, described)
    whole = _serialised(generator, form)
    end = whole.rindex(_END[form])
    return Frame(whole[:end], b"\n", b"\n" + whole[end:] + b"\n")


# -- RSS and Atom ----------------------------------------------------------------------------------------------------

_ENTRY_BOUNDS = {Format.RSS: (b"<item>", b"</item>"), Format.ATOM: (b"<entry>", b"</entry>")}
_END = {Format.RSS: b"</channel>", Format.ATOM: b"</feed>"}


def _feed_entry(shown: Rendition, form: Format) -> FeedEntry:
    """Give feedgen what it does well; EntryExtension does the rest."""
    entry = FeedEntry()
    entry.id(shown.id)
    entry.title(shown.title)
    entry.updated(shown.updated)
    entry.published(shown.published)
    entry.link(href=shown.url)  # an alternate without `rel` is right in Atom, and RSS's <link>
    entry.category([{"term": it.term, "scheme": shown.scheme, "label": it.label} for it in shown.categories])
    if form is Format.ATOM:
        entry.author(name=shown.author)
        if shown.summary:
            entry.summary(shown.summary)
        if shown.html:
            # Never "CDATA": feedgen writes that word as Atom's content type.
            # https://github.com/lkiesow/python-feedgen/blob/v1.0.0/feedgen/entry.py#L57
            entry.content(shown.html, type="html")
        if shown.rights:
            entry.rights(shown.rights)
    else:
        entry.guid(shown.id, permalink=False)
        entry.description(html.escape(shown.summary or shown.title, quote=False))  # an RSS description is HTML
        if shown.html:
            entry.content(shown.html, type="html")
        if shown.publication_url:
            entry.source(url=shown.publication_url, title=shown.publication_name)
        if shown.pictures:
            first = shown.pictures[0]  # RSS allows one; 0 is the length of what was not measured
            entry.enclosure(first.url, str(first.length or 0), first.mime_type)
    return entry


def _feed_head(site: Site, described: Document) -> FeedGenerator:
    feed = described.feed
    generator = FeedGenerator()
    generator.id(addresses.feed_id(site, feed.selection, feed.edition))
    generator.title(sanitize.title(site.title_of(feed.selection, feed.edition)))
    about = sanitize.line_of(site.description) or sanitize.title(site.title)
    generator.description(about)
    # feedgen takes the channel's <link> from the last link it is given, so the alternate comes last.
    # https://github.com/lkiesow/python-feedgen/blob/v1.0.0/feedgen/feed.py#L614
    generator.link(href=addresses.absolute(site, described.path), rel="self", type=feed.format.media_type)
    page = addresses.absolute(site, addresses.listing_path(feed.selection))
    generator.link(href=page, rel="alternate", type="text/html")
    generator.language(site.language)
    # Without this lastBuildDate is the time of the call, and the same content gets new bytes each time.
    # https://github.com/lkiesow/python-feedgen/blob/v1.0.0/feedgen/feed.py#L73
    generator.updated(described.updated)
    generator.generator(GENERATOR)
    generator.author(name=sanitize.line_of(site.title), **({"email": site.email} if site.email else {}))
    rights = sanitize.line_of(site.rights)
    if rights:
        generator.rights(rights)
    icon = addresses.absolute(site, addresses.ICON)
    if feed.format is Format.ATOM:
        generator.subtitle(about)
        generator.icon(icon)
    else:
        size = str(ICON_SIZE)
        generator.image(icon, generator.title(), page, width=size, height=size)
        if site.email:
            generator.webMaster(f"{site.email} ({sanitize.line_of(site.title)})")
    generator.register_extension("vietwire", HeadExtension, EntryExtension)
    generator.vietwire.head = FeedHead(
        links=_head_links(site, described),
        archive=described.number is not None,
        tombstones=[
            Tombstone(addresses.entry_id(site, it.uid), it.when, sanitize.line_of(it.reason))
            for it in described.withdrawals
        ],
    )
    return generator


def _head_links(site: Site, described: Document) -> list[Link]:
    feed, links = described.feed, []
    if site.hub and described.number is None:
        links.append(Link("hub", site.hub))
    if described.number is not None:
        links.append(Link("current", addresses.absolute(site, addresses.feed_path(feed)), feed.format.media_type))
    for rel, number in (("prev-archive", described.previous), ("next-archive", described.following)):
        if number is not None:
            path = addresses.archive_path(feed, number)
            links.append(Link(rel, addresses.absolute(site, path), feed.format.media_type))
    return links


def _serialised(generator: FeedGenerator, form: Format) -> bytes:
    raw: bytes = generator.rss_str() if form is Format.RSS else generator.atom_str()
    return raw


def _between(whole: bytes, opening: bytes, closing: bytes) -> bytes:
    """From the first opening tag to the last closing one; text never holds a bare `<`, so both are real tags."""
    return whole[whole.index(opening) : whole.rindex(closing) + len(closing)]


# -- JSON Feed -------------------------------------------------------------------------------------------------------


def _json_frame(site: Site, described: Document) -> Frame:
    """The feed object up to its items: https://www.jsonfeed.org/version/1.1/."""
    feed = described.feed
    about: dict[str, Any] = {
        "version": _JSON_VERSION,
        "title": sanitize.title(site.title_of(feed.selection, feed.edition)),
        "home_page_url": addresses.absolute(site, addresses.listing_path(feed.selection)),
        "feed_url": addresses.absolute(site, described.path),
        "description": sanitize.line_of(site.description),
        "icon": addresses.absolute(site, addresses.ICON),
        "authors": [{"name": sanitize.line_of(site.title), "url": site.base_url}],
        "language": site.language,
    }
    if described.previous is not None:
        about["next_url"] = addresses.absolute(site, addresses.archive_path(feed, described.previous))
    if site.hub and described.number is None:
        about["hubs"] = [{"type": "WebSub", "url": site.hub}]
    about["_vietwire"] = {
        "about": addresses.absolute(site, addresses.ABOUT),
        "id": addresses.feed_id(site, feed.selection, feed.edition),
        "updated": described.updated.isoformat(),
        "rights": sanitize.line_of(site.rights),
    }
    head = json.dumps(about, ensure_ascii=False, indent=2).removesuffix("\n}")
    return Frame(f'{head},\n  "items": [\n'.encode(), b",\n", _JSON_END)


def _json_item(shown: Rendition) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": shown.id,
        "url": shown.url,
        "title": shown.title,
        "date_published": shown.published.isoformat(),
        "date_modified": shown.updated.isoformat(),
        "authors": [{"name": shown.author}],
    }
    if shown.original_url:
        item["external_url"] = shown.original_url
    if shown.html:
        item["content_html"] = shown.html
    else:
        item["content_text"] = shown.summary or shown.title
    if shown.summary:
        item["summary"] = shown.summary
    if shown.categories:
        item["tags"] = [category.label for category in shown.categories]
    if shown.pictures:
        item["image"] = shown.pictures[0].url
        item["attachments"] = [_json_attachment(picture) for picture in shown.pictures]
    item["_vietwire"] = {
        "engine": shown.engine,
        "verdict": shown.verdict,
        "doubtful_sentences": shown.doubts,
        "reading_minutes": shown.minutes,
        "original_title": shown.original_title,
        "original_language": shown.original_language,
        "publication": shown.publication_name,
        "rights": shown.rights,
    }
    return item


def _json_attachment(picture: Picture) -> dict[str, Any]:
    attachment: dict[str, Any] = {"url": picture.url, "mime_type": picture.mime_type}
    if picture.caption or picture.alt:
        attachment["title"] = picture.caption or picture.alt
    if picture.length:
        attachment["size_in_bytes"] = picture.length
    if picture.credit:
        attachment["_vietwire"] = {"credit": picture.credit}
    return attachment
