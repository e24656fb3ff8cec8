from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.site import Edition, Format, SavedSearch, Selection, Site, slug

if TYPE_CHECKING:
    from collections.abc import Callable

    from feeds.model import Entry


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Politics", "politics"),
        ("Law & order", "law-and-order"),
        ("Law and Order", "law-and-order"),
        ("Science, technology", "science-technology"),
        ("World's news", "world-s-news"),
    ],
)
def test_a_plain_name_gives_a_plain_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("Thời sự", "Thoi su"), ("C", "C++"), ("体育", "新闻"), ("Đời sống", "Doi song"), ("", "-"), ("a" * 70, "a" * 71)],
)
def test_names_that_differ_in_more_than_punctuation_get_different_slugs(one: str, other: str) -> None:
    assert slug(one) != slug(other)


@given(st.text())
def test_every_name_gives_an_address_part(name: str) -> None:
    made = slug(name)
    assert made
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(made) <= 70


def test_an_entry_is_in_every_selection_that_matches_it_and_no_other(
    site: Site, make_entry: Callable[..., Entry]
) -> None:
    entry = make_entry()
    selections = site.selections_of(entry)
    assert [selection.key for selection in selections] == [
        "all",
        "source/baomau",
        "category/politics",
        "source/baomau/politics",
        "category/law-and-order",
        "source/baomau/law-and-order",
        "search/floods",
    ]
    assert all(selection.matches(entry) for selection in selections)
    other = make_entry(2, categories=("Sport",), html="<p>Dry.</p>")
    matching = [selection.key for selection in selections if selection.matches(other)]
    assert matching == ["all", "source/baomau"]


def test_a_category_named_twice_gives_one_selection(site: Site, make_entry: Callable[..., Entry]) -> None:
    entry = make_entry(categories=("Politics", "politics", "POLITICS"))
    keys = [selection.key for selection in site.selections_of(entry)]
    assert keys.count("category/politics") == 1


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        (SavedSearch("s", "S", words=("FLOOD",)), True),
        (SavedSearch("s", "S", words=("drought", "flood dike")), True),
        (SavedSearch("s", "S", words=("flood drought",)), False),
        (SavedSearch("s", "S", words=("floo",)), False),
        (SavedSearch("s", "S", words=("strong",)), False),  # a tag's name is no word of the article
        (SavedSearch("s", "S", sources=("baomau",)), True),
        (SavedSearch("s", "S", sources=("other",)), False),
        (SavedSearch("s", "S", categories=("law AND order",)), True),
        (SavedSearch("s", "S", categories=("Sport",)), False),
        (SavedSearch("s", "S", verdict="doubtful"), True),
        (SavedSearch("s", "S", verdict="sure"), False),
        (SavedSearch("s", "S"), True),
    ],
)
def test_a_saved_search_finds_by_words_sources_categories_and_verdict(
    search: SavedSearch, make_entry: Callable[..., Entry], *, expected: bool
) -> None:
    assert search.matches(make_entry()) is expected


def test_a_search_does_not_care_about_accents(make_entry: Callable[..., Entry]) -> None:
    assert SavedSearch("s", "S", words=("Nghe An",)).matches(make_entry(title="In Nghệ An, Đồng Hới"))
    assert SavedSearch("s", "S", words=("dong hoi",)).matches(make_entry(title="In Nghệ An, Đồng Hới"))


def test_every_selection_has_a_feed_in_every_edition_and_format(site: Site) -> None:
    feeds = list(site.feeds_of(Selection()))
    assert {(feed.edition, feed.format) for feed in feeds} == {(e, f) for e in Edition for f in Format}


def test_titles_say_what_a_feed_holds(site: Site) -> None:
    category = Selection("source-category", "baomau", "Báo Mẫu", "Politics")
    assert site.title_of(Selection()) == "Vietwire"
    assert site.title_of(category) == "Vietwire: Báo Mẫu: Politics"
    assert site.title_of(Selection("source", "baomau"), Edition.TITLES) == "Vietwire: baomau (titles)"
    assert site.title_of(Selection("search", search=site.searches[0])) == "Vietwire: Floods"


def test_the_base_address_ends_with_a_slash(site: Site) -> None:
    assert site.base_url == "https://news.example/vn/"
    assert Site("https://news.example/").base_url == "https://news.example/"
