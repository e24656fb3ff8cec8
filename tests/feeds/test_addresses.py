from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from feeds import addresses
from feeds.model import Withdrawal
from feeds.site import Edition, Feed, Format, Selection, Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from feeds.model import Entry


@pytest.mark.parametrize(
    ("selection", "edition", "form", "current", "archived"),
    [
        (Selection(), Edition.FULL, Format.RSS, "feeds/all.rss.xml", "feeds/archive/all/12.rss.xml"),
        (
            Selection("source", "baomau"),
            Edition.TITLES,
            Format.ATOM,
            "feeds/source/baomau.titles.atom.xml",
            "feeds/archive/source/baomau/12.titles.atom.xml",
        ),
        (
            Selection("source-category", "baomau", "", "Law & order"),
            Edition.BILINGUAL,
            Format.JSON,
            "feeds/source/baomau/law-and-order.bilingual.json",
            "feeds/archive/source/baomau/law-and-order/12.bilingual.json",
        ),
    ],
)
def test_a_feeds_address_names_what_it_holds(
    selection: Selection, edition: Edition, form: Format, current: str, archived: str
) -> None:
    feed = Feed(selection, edition, form)
    assert addresses.feed_path(feed) == current
    assert addresses.archive_path(feed, 12) == archived


def test_an_articles_address_and_identifier_come_from_what_never_changes(
    site: Site, make_entry: Callable[..., Entry]
) -> None:
    entry = make_entry(1, title="Another title", updated=datetime(2027, 5, 1, tzinfo=UTC))
    assert addresses.article_path(entry) == "articles/2026/01/article-1.html"
    moved = Site("https://elsewhere.example/", authority=site.authority, authority_date=site.authority_date)
    assert addresses.entry_id(site, entry.uid) == addresses.entry_id(moved, entry.uid)
    assert addresses.entry_id(site, entry.uid) == "tag:vietwire.example,2026-01-01:articles/article-1"


def test_the_page_of_a_withdrawn_article_needs_its_date() -> None:
    with pytest.raises(ValueError, match="u1 does not say"):
        addresses.article_path(Withdrawal("u1", datetime(2026, 1, 1, tzinfo=UTC)))


def test_no_two_paths_of_a_site_are_the_same() -> None:
    selections = [
        Selection(),
        Selection("source", "archive"),
        Selection("source", "all"),
        Selection("category", category="archive"),
        Selection("category", category="page"),
        Selection("source-category", "all", "", "page"),
        Selection("source-category", "all", "", "1"),
    ]
    paths = [addresses.listing_path(selection, number) for selection in selections for number in (None, 1, 2)]
    for selection in selections:
        for edition in Edition:
            for form in Format:
                feed = Feed(selection, edition, form)
                paths += [addresses.feed_path(feed), addresses.archive_path(feed, 1), addresses.archive_path(feed, 2)]
    assert len(paths) == len(set(paths))
    folders = {path.rpartition("/")[0] for path in paths}
    assert not folders & set(paths)


def test_addresses_are_absolute_and_folders_go_by_their_own_name(site: Site) -> None:
    assert addresses.absolute(site, addresses.INDEX) == "https://news.example/vn/"
    assert addresses.absolute(site, addresses.DIRECTORY) == "https://news.example/vn/feeds/"
    assert addresses.absolute(site, "a b.html") == "https://news.example/vn/a%20b.html"
    assert (
        addresses.absolute(site, addresses.day_path(date(2026, 1, 9))) == "https://news.example/vn/days/2026/01/09.html"
    )


def test_the_editions_of_a_selection_are_different_feeds(site: Site) -> None:
    assert addresses.feed_id(site, Selection(), Edition.FULL) == "tag:vietwire.example,2026-01-01:feeds/all"
    assert addresses.feed_id(site, Selection(), Edition.TITLES) == "tag:vietwire.example,2026-01-01:feeds/all.titles"
