"""Golden documents: `tests/data/feeds/` holds each input beside the documents that must come out of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import feedparser
import pytest
from lxml import etree
from pydantic import TypeAdapter

from feeds.model import Entry, Withdrawal
from feeds.render import Document, document, fragment, frame
from feeds.site import Edition, Feed, Format, Selection, Site

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).parent.parent / "data" / "feeds"
MOMENT = datetime(2026, 1, 9, 8, tzinfo=UTC)
CASES = ["article", "bare", "hostile"]


def whole(form: Format, edition: Edition = Edition.FULL, **described: Any) -> Document:
    return Document(Feed(Selection(), edition, form), MOMENT, **described)


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("case", CASES)
def test_documents_are_as_expected(site: Site, case: str, form: Format) -> None:
    """After a wanted change: write the new document there and read the difference before committing it."""
    entry = TypeAdapter(Entry).validate_json((DATA / f"{case}.entry.json").read_bytes())
    expected = (DATA / f"{case}{form.suffix}").read_text()
    assert document(site, whole(form, number=2, previous=1, following=3), [entry]).decode() == expected


@pytest.mark.parametrize("edition", list(Edition))
@pytest.mark.parametrize("form", [Format.RSS, Format.ATOM])
def test_feedparser_reads_everything_back(
    site: Site, make_entry: Callable[..., Entry], form: Format, edition: Edition
) -> None:
    entries = [make_entry(2), make_entry(1)]
    parsed = feedparser.parse(document(site, whole(form, edition), entries))
    assert not parsed.bozo
    assert parsed.feed.language == "en"
    assert parsed.feed.title.startswith("Vietwire")
    assert [entry.id for entry in parsed.entries] == [
        "tag:vietwire.example,2026-01-01:articles/article-2",
        "tag:vietwire.example,2026-01-01:articles/article-1",
    ]
    first = parsed.entries[0]
    assert first.title == "Committee agrees on dike 2"
    assert first.author == "Nguyen Van An"
    assert first.link == "https://news.example/vn/articles/2026/01/article-2.html"
    assert {tag.label or tag.term for tag in first.tags} == {"Politics", "Law & order"}
    assert first.published_parsed[:5] == (2026, 1, 9, 7, 32)
    assert first.enclosures[0].href == "https://baomau.example/de.jpg"
    assert first.media_content[0]["url"] == "https://baomau.example/de.jpg"
    assert first.source.title == "Báo Mẫu"
    assert first.summary.startswith("The committee met on January 9.")
    assert ("content" in first) is (edition is not Edition.TITLES)


@pytest.mark.parametrize("form", list(Format))
def test_fragments_are_the_same_in_every_document(site: Site, make_entry: Callable[..., Entry], form: Format) -> None:
    one, two = (fragment(site, make_entry(number), Edition.FULL, form) for number in (1, 2))
    for described in (whole(form), whole(form, number=1, following=2)):
        assert document(site, described, [make_entry(1), make_entry(2)]) == frame(site, described).around([one, two])


@pytest.mark.parametrize("form", [Format.RSS, Format.ATOM])
def test_namespaces_are_declared_once(site: Site, make_entry: Callable[..., Entry], form: Format) -> None:
    assert b"xmlns" not in fragment(site, make_entry(), Edition.FULL, form)


def test_a_feed_names_generator_rights_icon_and_contact(site: Site) -> None:
    atom = feedparser.parse(document(site, whole(Format.ATOM), [])).feed
    assert atom.generator == "Vietwire"
    assert atom.rights == "Translations: CC BY 4.0"
    assert atom.icon == "https://news.example/vn/static/icon-144.png"
    assert atom.author_detail.email == "desk@news.example"
    assert atom.updated == "2026-01-09T08:00:00+00:00"
    rss = etree.fromstring(document(site, whole(Format.RSS), []))
    assert rss.findtext("channel/webMaster") == "desk@news.example (Vietwire)"
    assert rss.findtext("channel/image/width") == "144"
    quiet = replace(site, email="", rights="", hub="")
    rss = etree.fromstring(document(quiet, whole(Format.RSS), []))
    assert rss.find("channel/webMaster") is None
    assert rss.find("channel/copyright") is None
    assert b"hub" not in document(quiet, whole(Format.RSS), [])


@pytest.mark.parametrize("form", list(Format))
def test_a_feed_without_entries_is_a_whole_document(site: Site, form: Format) -> None:
    made = document(site, whole(form), [])
    if form is Format.JSON:
        assert json.loads(made)["items"] == []
    else:
        assert not feedparser.parse(made).bozo


def test_json_feeds_follow_the_text_of_version_1_1(site: Site, make_entry: Callable[..., Entry]) -> None:
    bare = make_entry(2, original_url="", summary="", pictures=(), categories=(), html="<p>x</p>", doubts=())
    for edition in Edition:
        feed = json.loads(document(site, whole(Format.JSON, edition, previous=4), [make_entry(1), bare]))
        assert_json_feed(feed)
        assert (
            feed["next_url"]
            == f"https://news.example/vn/feeds/archive/all/4{'' if edition == 'full' else '.' + edition}.json"
        )
        assert feed["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
        first, second = feed["items"]
        assert first["external_url"] == "https://baomau.example/b%C3%A0i-1.html"
        assert first["attachments"][0]["size_in_bytes"] == 81_234
        assert first["tags"] == ["Politics", "Law & order"]
        assert ("content_html" in second) is (edition is not Edition.TITLES)
        assert not {"external_url", "summary", "image", "attachments", "tags"} & second.keys()


def test_json_feeds_forget_withdrawn_entries(site: Site) -> None:
    gone = whole(Format.JSON, withdrawals=(Withdrawal("article-1", MOMENT),))
    assert b"article-1" not in document(site, gone, [])


def assert_json_feed(feed: dict[str, Any]) -> None:
    """The rules of https://www.jsonfeed.org/version/1.1/ that a program can check."""
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    known = {"version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon"}
    known |= {"favicon", "authors", "language", "expired", "hubs", "items"}
    assert all(key in known or key.startswith("_") for key in feed)
    assert isinstance(feed["title"], str)
    for key in ("home_page_url", "feed_url", "icon"):
        assert feed[key].startswith("https://")
    assert feed.get("next_url") != feed["feed_url"]
    seen = set()
    for item in feed["items"]:
        known = {"id", "url", "external_url", "title", "content_html", "content_text", "summary", "image"}
        known |= {"banner_image", "date_published", "date_modified", "authors", "tags", "language", "attachments"}
        assert all(key in known or key.startswith("_") for key in item)
        assert isinstance(item["id"], str)
        assert item["id"] not in seen
        seen.add(item["id"])
        assert "content_html" in item or "content_text" in item
        for key in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[key]).tzinfo is not None
        for author in item["authors"]:
            assert author.keys() & {"name", "url", "avatar"}
        for attachment in item.get("attachments", []):
            assert attachment["url"]
            assert "/" in attachment["mime_type"]
