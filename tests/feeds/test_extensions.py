"""Each of feedgen 1.0's faults is shown first, then that our documents do not have it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from feedgen.feed import FeedGenerator
from lxml import etree

from feeds.extensions import ATOM, DC, DCTERMS, MEDIA
from feeds.model import Withdrawal
from feeds.render import Document, document
from feeds.site import Edition, Feed, Format, Selection, Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from feeds.model import Entry

MOMENT = datetime(2026, 1, 9, tzinfo=UTC)
NAMES = {"a": ATOM, "dc": DC, "dcterms": DCTERMS, "media": MEDIA}
NAMES |= {"fh": "http://purl.org/syndication/history/1.0", "at": "http://purl.org/atompub/tombstones/1.0"}
NAMES |= {"content": "http://purl.org/rss/1.0/modules/content/"}


def bare() -> FeedGenerator:
    generator = FeedGenerator()
    generator.id("tag:x")
    generator.title("t")
    generator.description("d")
    generator.link(href="https://a.example/self", rel="self")
    generator.link(href="https://a.example/", rel="alternate")
    return generator


def ours(site: Site, form: Format, *entries: Entry, edition: Edition = Edition.FULL, **described: object) -> _Element:
    whole = Document(Feed(Selection(), edition, form), MOMENT, **described)  # type: ignore[arg-type]
    return etree.fromstring(document(site, whole, entries))


def test_an_atom_entrys_links_keep_their_attributes(site: Site, make_entry: Callable[..., Entry]) -> None:
    theirs = bare()
    entry = theirs.add_entry()
    entry.id("tag:y")
    entry.title("t")
    entry.content("c")
    entry.link(href="https://a.example/o.html", rel="via", hreflang="vi", type="text/html")
    [link] = etree.fromstring(theirs.atom_str()).findall("a:entry/a:link", NAMES)
    assert dict(link.attrib) == {"href": "https://a.example/o.html"}, "feedgen has mended it: drop our extension"

    [entry_] = ours(site, Format.ATOM, make_entry()).findall("a:entry", NAMES)
    links = {link.get("rel", "alternate"): dict(link.attrib) for link in entry_.findall("a:link", NAMES)[:2]}
    assert links["alternate"]["href"] == "https://news.example/vn/articles/2026/01/article-1.html"
    assert links["via"] == {
        "rel": "via",
        "type": "text/html",
        "hreflang": "vi",
        "title": "Ủy ban thống nhất về đê",
        "href": "https://baomau.example/b%C3%A0i-1.html",
    }
    enclosures = entry_.findall("a:link[@rel='enclosure']", NAMES)
    assert [(link.get("href"), link.get("type"), link.get("length")) for link in enclosures] == [
        ("https://baomau.example/de.jpg", "image/jpeg", "81234"),
        ("https://baomau.example/cau.png", "image/png", None),
    ]


def test_atom_content_is_of_type_html(site: Site, make_entry: Callable[..., Entry]) -> None:
    theirs = bare()
    entry = theirs.add_entry()
    entry.id("tag:y")
    entry.title("t")
    entry.content("<p>x</p>", type="CDATA")
    content = etree.fromstring(theirs.atom_str()).find("a:entry/a:content", NAMES)
    assert content is not None
    assert content.get("type") == "CDATA"

    content = ours(site, Format.ATOM, make_entry()).find("a:entry/a:content", NAMES)
    assert content is not None
    assert content.get("type") == "html"
    assert content.text is not None
    assert content.text.startswith("<h2>The flood</h2>")


def test_the_channels_link_is_its_page(site: Site) -> None:
    theirs = bare()
    theirs.link(href="https://a.example/other", rel="hub")
    assert etree.fromstring(theirs.rss_str()).findtext("channel/link") == "https://a.example/other"

    mine = ours(site, Format.RSS, previous=2)
    assert mine.findtext("channel/link") == "https://news.example/vn/lists/all.html"
    links = {link.get("rel"): link.get("href") for link in mine.findall("channel/a:link", NAMES)}
    assert links == {
        "self": "https://news.example/vn/feeds/all.rss.xml",
        "hub": "https://hub.example/",
        "prev-archive": "https://news.example/vn/feeds/archive/all/2.rss.xml",
    }


@pytest.mark.parametrize("letter", ["\x00", "\x08", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_one_bad_character_does_not_kill_the_feed(site: Site, make_entry: Callable[..., Entry], letter: str) -> None:
    theirs = bare()
    entry = theirs.add_entry()
    entry.id("tag:y")
    entry.title(f"a{letter}b")
    with pytest.raises((ValueError, UnicodeEncodeError)):
        theirs.rss_str()

    dirty = make_entry(title=f"a{letter}b", html=f"<p>c{letter}d</p>", summary=letter, author=f"e{letter}")
    for form in (Format.RSS, Format.ATOM):
        text = etree.tostring(ours(site, form, dirty), encoding="unicode")
        assert ">ab<" in text
        assert "cd" in text


def test_entries_keep_the_order_in_which_they_are_given(site: Site, make_entry: Callable[..., Entry]) -> None:
    theirs = bare()
    for name in ("first", "second"):
        entry = theirs.add_entry()
        entry.id(name)
        entry.title(name)
        entry.link(href="https://a.example/")
    titles = [entry.text for entry in etree.fromstring(theirs.atom_str()).findall("a:entry/a:title", NAMES)]
    assert titles == ["second", "first"]

    mine = ours(site, Format.ATOM, make_entry(2), make_entry(1))
    assert [entry.text for entry in mine.findall("a:entry/a:title", NAMES)] == [
        "Committee agrees on dike 2",
        "Committee agrees on dike 1",
    ]


def test_the_same_content_is_the_same_bytes(site: Site, make_entry: Callable[..., Entry]) -> None:
    before = datetime.now(UTC)
    assert before <= bare().lastBuildDate() <= datetime.now(UTC)

    for form in Format:
        whole = Document(Feed(Selection(), Edition.FULL, form), MOMENT)
        first = document(site, whole, [make_entry()])
        assert document(site, whole, [make_entry()]) == first
    assert ours(site, Format.RSS).findtext("channel/lastBuildDate") == "Fri, 09 Jan 2026 00:00:00 +0000"


def test_an_atom_source_has_what_the_standard_requires(site: Site, make_entry: Callable[..., Entry]) -> None:
    theirs = bare()
    entry = theirs.add_entry()
    entry.id("tag:y")
    entry.title("t")
    entry.link(href="https://a.example/")
    entry.source(url="https://b.example/rss", title="Paper")
    source = etree.fromstring(theirs.atom_str()).find("a:entry/a:source", NAMES)
    assert source is not None
    assert source.find("a:id", NAMES) is None

    source = ours(site, Format.ATOM, make_entry()).find("a:entry/a:source", NAMES)
    assert source is not None
    assert source.get("{http://www.w3.org/XML/1998/namespace}lang") == "vi"
    assert source.findtext("a:id", namespaces=NAMES) == "tag:vietwire.example,2026-01-01:sources/baomau"
    assert source.findtext("a:title", namespaces=NAMES) == "Báo Mẫu"
    assert source.findtext("a:updated", namespaces=NAMES) == "2026-01-09T07:31:00+00:00"
    assert source.findtext("a:rights", namespaces=NAMES) == "© Báo Mẫu"


@pytest.mark.parametrize(("form", "item"), [(Format.RSS, "channel/item"), (Format.ATOM, "a:entry")])
def test_pictures_are_media_rss_with_size_type_credit_and_description(
    site: Site, make_entry: Callable[..., Entry], form: Format, item: str
) -> None:
    mine = ours(site, form, make_entry())
    first, second = mine.findall(f"{item}/media:content", NAMES)
    assert dict(first.attrib) == {
        "url": "https://baomau.example/de.jpg",
        "type": "image/jpeg",
        "medium": "image",
        "fileSize": "81234",
        "width": "1200",
        "height": "800",
    }
    assert first.findtext("media:description", namespaces=NAMES) == "The dike"
    assert first.findtext("media:credit", namespaces=NAMES) == "Photo: An"
    assert second.findtext("media:description", namespaces=NAMES) == "The bridge"
    assert mine.findtext(f"{item}/dcterms:extent", namespaces=NAMES) == "1"


def test_an_rss_item_credits_author_translator_and_owner(site: Site, make_entry: Callable[..., Entry]) -> None:
    [item] = ours(site, Format.RSS, make_entry()).findall("channel/item")
    assert item.findtext("dc:creator", namespaces=NAMES) == "Nguyen Van An"
    assert item.findtext("dc:contributor", namespaces=NAMES) == "translate-vi_en 1.9"
    assert item.findtext("dc:rights", namespaces=NAMES) == "© Báo Mẫu"
    assert item.findtext("a:updated", namespaces=NAMES) == "2026-01-09T07:31:00+00:00"


def test_withdrawn_entries_leave_a_tombstone_and_only_then_is_its_namespace_declared(site: Site) -> None:
    gone = Withdrawal("article-9", MOMENT, "It was <b>wrong</b>.")
    mine = ours(site, Format.ATOM, withdrawals=(gone,))
    [tombstone] = mine.findall("at:deleted-entry", NAMES)
    assert tombstone.get("ref") == "tag:vietwire.example,2026-01-01:articles/article-9"
    assert tombstone.get("when") == "2026-01-09T00:00:00+00:00"
    assert tombstone.findtext("at:comment", namespaces=NAMES) == "It was wrong."
    assert "at" not in ours(site, Format.ATOM).nsmap


@pytest.mark.parametrize("form", [Format.RSS, Format.ATOM])
def test_an_archive_document_says_so_and_links_both_ways(site: Site, form: Format) -> None:
    mine = ours(site, form, number=2, previous=1, following=3)
    head = mine[0] if form is Format.RSS else mine
    assert head.find("fh:archive", NAMES) is not None
    links = {link.get("rel"): (link.get("href"), link.get("type")) for link in head.findall("a:link", NAMES)}
    stem = "https://news.example/vn/feeds"
    kind = form.media_type
    assert links["self"] == (f"{stem}/archive/all/2{form.suffix}", kind)
    assert links["current"] == (f"{stem}/all{form.suffix}", kind)
    assert links["prev-archive"] == (f"{stem}/archive/all/1{form.suffix}", kind)
    assert links["next-archive"] == (f"{stem}/archive/all/3{form.suffix}", kind)
    assert "hub" not in links
