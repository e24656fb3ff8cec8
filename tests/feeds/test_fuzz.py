"""Whatever an article is made of, every feed stays well-formed and carries nothing active."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds.model import Doubt, Entry, Picture, Publication, Withdrawal
from feeds.render import Document, document
from feeds.site import Edition, Feed, Format, Selection, Site

MOMENT = datetime(2026, 1, 9, 8, tzinfo=UTC)
SITE = Site("https://news.example/", hub="https://hub.example/")
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"

PIECES = [
    "]]>",
    "<![CDATA[",
    "</content></entry>",
    "</item>",
    "<entry>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">',
    "<iframe src='javascript:alert(1)'>",
    "<svg/onload=alert(1)>",
    "<p>",
    "</p></div></b>",
    "<table><td>",
    "<b><i></b></i>",
    "&lt;script&gt;",
    "&#0;&#x1b;&#xd800;&#xfffe;&nbsp;&bogus;&amp",
    "<?xml version='1.0'?>",
    "<!DOCTYPE x [<!ENTITY y 'z'>]>&y;",
    "<!--",
    "\x00\x07\x0b\x1f\x7f\x85",
    "\ud800",
    "\udfff\ud83d",
    "\ufffe\uffff\U0001ffff",
    "\u202e\u2066\u200f\u061c",
    "مرحبا",
    "👨‍👩‍👧‍👦🇻🇳",
    "e\u0323\u0302",
    "Thông báo",
]
text = st.lists(st.one_of(st.sampled_from(PIECES), st.text(st.characters(), max_size=12)), max_size=8).map("".join)
huge = st.builds(lambda piece, count: piece * count, text, st.sampled_from([1, 1, 1, 400]))
pictures = st.builds(Picture, text.map("https://a.example/".__add__) | text, text, st.none() | st.integers(), alt=text)
entries = st.builds(
    Entry,
    uid=st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True),
    title=huge,
    summary=text,
    html=huge,
    bilingual_html=text,
    original_title=text,
    original_html=text,
    publication=st.builds(Publication, st.just("paper"), text, text, text, st.just("vi"), text),
    published=st.just(MOMENT),
    updated=st.just(MOMENT),
    original_url=text.map("https://a.example/".__add__) | text,
    author=text,
    categories=st.lists(text, max_size=3).map(tuple),
    pictures=st.lists(pictures, max_size=2).map(tuple),
    engine=text,
    verdict=st.just("doubtful"),
    doubts=st.lists(st.builds(Doubt, text, text, st.lists(text, max_size=2).map(tuple)), max_size=2).map(tuple),
)
settled = settings(deadline=None, max_examples=60)


class Active(HTMLParser):
    """Finds what could act in a piece of HTML."""

    FORBIDDEN = frozenset(
        {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "form",
            "input",
            "button",
            "svg",
            "math",
            "base",
            "meta",
            "link",
        }
    )

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.FORBIDDEN:
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcdoc", "formaction"}:
                self.found.append(name)
            if name in {"href", "src"} and not re.match(r"https?://|mailto:", value or ""):
                self.found.append(f"{name}={value}")


def assert_plain(line: str) -> None:
    """No reader that takes the line for HTML finds a tag in it."""
    assert not re.search(r"<[a-zA-Z/!?]", line)
    assert "\n" not in line


def assert_uri(address: str) -> None:
    assert re.fullmatch(r"(https?://|tag:|mailto:)[!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~\[\]]+", address), address


def whole(entry: Entry, edition: Edition, form: Format, site: Site = SITE) -> bytes:
    gone = (Withdrawal("gone", MOMENT, entry.title),) if form is Format.ATOM else ()
    return document(site, Document(Feed(Selection(), edition, form), MOMENT, withdrawals=gone), [entry])


@given(entries, st.sampled_from(Edition), st.sampled_from(["mark", "beside", "plain"]))
@settled
def test_atom_stays_well_formed_and_harmless(entry: Entry, edition: Edition, doubts: str) -> None:
    made = whole(entry, edition, Format.ATOM, replace(SITE, doubts=doubts))  # type: ignore[arg-type]
    root = etree.fromstring(made)
    [found] = root.findall(f"{ATOM}entry")
    assert found.findtext(f"{ATOM}id") == f"tag:vietwire.example,2026-01-01:articles/{entry.uid}"
    assert found.findtext(f"{ATOM}title")
    for element in found.iter(f"{ATOM}title", f"{ATOM}summary", f"{ATOM}name", f"{ATOM}rights"):
        assert_plain(element.text or "")
    for link in root.iter(f"{ATOM}link"):
        assert_uri(link.get("href", ""))
    assert not Active(found.findtext(f"{ATOM}content") or "").found
    assert len(root.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")) == 1
    assert not feedparser.parse(made).bozo


@given(entries, st.sampled_from(Edition))
@settled
def test_rss_stays_well_formed_and_harmless(entry: Entry, edition: Edition) -> None:
    made = whole(entry, edition, Format.RSS)
    [item] = etree.fromstring(made).findall("channel/item")
    assert item.findtext("title")
    assert_plain(item.findtext("title", ""))
    assert not Active(item.findtext("description", "")).found
    assert not Active(item.findtext(CONTENT) or "").found
    assert_uri(item.findtext("link", ""))
    for enclosure in item.findall("enclosure"):
        assert_uri(enclosure.get("url", ""))
        assert int(enclosure.get("length", "")) >= 0
    assert not feedparser.parse(made).bozo


@given(entries, st.sampled_from(Edition))
@settled
def test_json_stays_json_and_harmless(entry: Entry, edition: Edition) -> None:
    [item] = json.loads(whole(entry, edition, Format.JSON).decode("utf-8"))["items"]
    assert_plain(item["title"])
    assert not Active(item.get("content_html", "")).found
    for address in (item["url"], *(attachment["url"] for attachment in item.get("attachments", []))):
        assert_uri(address)
