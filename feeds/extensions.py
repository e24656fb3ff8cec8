"""What feedgen cannot say or says wrongly, as feedgen extensions.

Each of them mends one thing; `tests/feeds/test_extensions.py` shows what feedgen does without it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml.etree import SubElement

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.etree import _Element

    from feeds.content import Rendition
    from feeds.model import Picture

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"
HISTORY = "http://purl.org/syndication/history/1.0"
MEDIA = "http://search.yahoo.com/mrss/"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True, slots=True)
class Link:
    """An Atom link."""

    rel: str
    href: str
    type: str = ""
    hreflang: str = ""
    title: str = ""
    length: str = ""

    def attributes(self) -> dict[str, str]:
        """Those that say something, in the order in which they are written."""
        named = {"rel": self.rel, "type": self.type, "hreflang": self.hreflang, "title": self.title}
        named |= {"length": self.length, "href": self.href}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that was withdrawn (RFC 6721)."""

    ref: str
    when: datetime
    comment: str = ""


@dataclass(slots=True)
class FeedHead:
    """What stands at the head of a document beside what feedgen writes there."""

    links: list[Link] = field(default_factory=list)
    archive: bool = False
    tombstones: list[Tombstone] = field(default_factory=list)


class HeadExtension(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Hub and archive links, the archive mark of RFC 5005, the tombstones of RFC 6721.

    feedgen's RSS writes only the self link, and neither format knows the other two:
    https://github.com/lkiesow/python-feedgen/blob/v1.0.0/feedgen/feed.py#L276
    """

    def __init__(self) -> None:
        self.head = FeedHead()

    def extend_ns(self) -> dict[str, str]:
        """Declare only what is used: validators remark on what they do not know."""
        spaces = {"dc": DC, "dcterms": DCTERMS, "media": MEDIA}
        if self.head.archive:
            spaces["fh"] = HISTORY
        if self.head.tombstones:
            spaces["at"] = TOMBSTONES
        return spaces

    def extend_atom(self, feed: _Element) -> _Element:
        """Complete an Atom feed."""
        for link in self.head.links:
            SubElement(feed, "link", link.attributes())
        self._archive(feed)
        for tombstone in self.head.tombstones:
            when = tombstone.when.isoformat()
            deleted = SubElement(feed, f"{{{TOMBSTONES}}}deleted-entry", {"ref": tombstone.ref, "when": when})
            if tombstone.comment:
                SubElement(deleted, f"{{{TOMBSTONES}}}comment").text = tombstone.comment
        return feed

    def extend_rss(self, feed: _Element) -> _Element:
        """Complete an RSS channel; RSS has no tombstones."""
        channel = feed[0]
        for link in self.head.links:
            SubElement(channel, f"{{{ATOM}}}link", link.attributes())
        self._archive(channel)
        return feed

    def _archive(self, parent: _Element) -> None:
        if self.head.archive:
            SubElement(parent, f"{{{HISTORY}}}archive")


class EntryExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """Links with all their attributes, the source, Media RSS, the translator, the reading time, the original's rights.

    feedgen loses `rel`, `type`, `hreflang`, `title` and `length` of an Atom entry's links, because the loop that writes
    them shadows its own variable, so that every link becomes an alternate; its Atom source lacks the required `id` and
    `updated`; its Media RSS knows neither credit nor description:
    https://github.com/lkiesow/python-feedgen/blob/v1.0.0/feedgen/entry.py#L139
    """

    rendition: Rendition

    def extend_atom(self, entry: _Element) -> _Element:
        """Complete an Atom entry."""
        shown = self.rendition
        for link in _links(shown):
            SubElement(entry, "link", link.attributes())
        for picture in shown.pictures:
            length = str(picture.length or "")
            enclosure = Link("enclosure", picture.url, type=picture.mime_type, title=picture.caption, length=length)
            SubElement(entry, "link", enclosure.attributes())
        if shown.engine:
            SubElement(SubElement(entry, "contributor"), "name").text = shown.engine
        source = SubElement(entry, "source", {f"{{{XML}}}lang": shown.original_language})
        SubElement(source, "id").text = shown.publication_id
        SubElement(source, "title").text = shown.publication_name
        SubElement(source, "updated").text = shown.published.isoformat()
        if shown.publication_url:
            SubElement(source, "link", {"rel": "via", "href": shown.publication_url})
        if shown.rights:
            SubElement(source, "rights").text = shown.rights
        return self._shared(entry)

    def extend_rss(self, item: _Element) -> _Element:
        """Complete an RSS item; its author stands in Dublin Core, since RSS's own must be an e-mail address."""
        shown = self.rendition
        SubElement(item, f"{{{DC}}}creator").text = shown.author
        if shown.engine:
            SubElement(item, f"{{{DC}}}contributor").text = shown.engine
        if shown.rights:
            SubElement(item, f"{{{DC}}}rights").text = shown.rights
        SubElement(item, f"{{{ATOM}}}updated").text = shown.updated.isoformat()
        for link in _links(shown):
            SubElement(item, f"{{{ATOM}}}link", link.attributes())
        return self._shared(item)

    def _shared(self, entry: _Element) -> _Element:
        # The extent is in whole minutes: the time that the article takes its reader.
        SubElement(entry, f"{{{DCTERMS}}}extent").text = str(self.rendition.minutes)
        for picture in self.rendition.pictures:
            # Without a body, feedparser takes a picture's description for it:
            # https://github.com/kurtmckee/feedparser/blob/6.0.12/feedparser/namespaces/mediarss.py#L88
            _media(entry, picture, described=bool(self.rendition.html))
        if self.rendition.pictures:
            SubElement(entry, f"{{{MEDIA}}}thumbnail", {"url": self.rendition.pictures[0].url})
        return entry


def _links(shown: Rendition) -> list[Link]:
    """Where an entry came from."""
    if not shown.original_url:
        return []
    return [
        Link("via", shown.original_url, type="text/html", hreflang=shown.original_language, title=shown.original_title)
    ]


def _media(entry: _Element, picture: Picture, *, described: bool) -> None:
    """One picture as Media RSS: https://www.rssboard.org/media-rss."""
    attributes: dict[str, Any] = {"url": picture.url, "type": picture.mime_type, "medium": "image"}
    sizes = {"fileSize": picture.length, "width": picture.width, "height": picture.height}
    attributes |= {name: str(value) for name, value in sizes.items() if value}
    content = SubElement(entry, f"{{{MEDIA}}}content", attributes)
    if described and (picture.caption or picture.alt):
        SubElement(content, f"{{{MEDIA}}}description", {"type": "plain"}).text = picture.caption or picture.alt
    if picture.credit:
        SubElement(content, f"{{{MEDIA}}}credit").text = picture.credit
