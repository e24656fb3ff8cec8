from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import feedparser
import pytest

from feeds import addresses, headers
from feeds.content import rendition
from feeds.model import Picture
from feeds.pictures import addresses_of, with_copies
from feeds.publish import Publisher
from feeds.site import Edition, Feed, Format, Selection

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from feeds.model import Entry
    from feeds.site import Site
    from worker.adapters.catalog import SqlCatalog

DIKE = "https://baomau.example/de.jpg"
COPY = "pictures/0a1b.webp"
COPIES = {DIKE: COPY}
HERE = "https://news.example/vn/pictures/0a1b.webp"


@pytest.fixture
def mirror(site: Site) -> Site:
    return replace(site, mirror_pictures=True)


def test_all_pictures_of_an_entry_are_found_once_under_the_addresses_they_are_shown_at(
    make_entry: Callable[..., Entry],
) -> None:
    entry = make_entry(
        html=f'<img src="{DIKE}" alt="<b>"><img src="https://a.example/x y.png?a=1&amp;b=2"><img alt="none">',
        bilingual_html='<IMG SRC=https://a.example/2.png><img src="data:image/png;base64,AAAA">',
        original_html="<picture><img src=\"//b.example/relative.png\"></picture><img src='https://a.example/3.png'>",
        pictures=(
            Picture("https://a.example/0.png"),
            Picture(DIKE),
            Picture("javascript:alert(1)"),
            Picture("https://a.example/film.mp4", "Video/mp4"),
        ),
    )
    assert addresses_of(entry) == (
        "https://a.example/0.png",
        DIKE,
        "https://a.example/x%20y.png?a=1&b=2",
        "https://a.example/2.png",
        "https://a.example/3.png",
    )


def test_feeds_show_copies_with_their_own_type_and_leave_the_others_where_they_are(
    mirror: Site, make_entry: Callable[..., Entry]
) -> None:
    for edition in (Edition.FULL, Edition.BILINGUAL):
        shown = rendition(mirror, make_entry(bilingual_html=f'<img src="{DIKE}">'), edition, COPIES.get)
        assert f'<img src="{HERE}"' in shown.html
        assert DIKE not in shown.html
        assert [(it.url, it.mime_type) for it in shown.pictures] == [
            (HERE, "image/webp"),
            ("https://baomau.example/cau.png", "image/png"),
        ]


def test_a_picture_put_above_a_body_without_any_is_the_copy_too(mirror: Site, make_entry: Callable[..., Entry]) -> None:
    shown = rendition(mirror, make_entry(html="<p>Text.</p>"), Edition.FULL, COPIES.get)
    assert f'<figure><img src="{HERE}"' in shown.html


def test_a_site_that_wants_no_copies_shows_none(site: Site, make_entry: Callable[..., Entry]) -> None:
    assert rendition(site, make_entry(), Edition.FULL, COPIES.get) == rendition(site, make_entry(), Edition.FULL)


def test_a_copys_address_cannot_break_out_of_its_attribute(mirror: Site) -> None:
    html = with_copies(mirror, f'<p>src="{DIKE}"<img alt="a" src="{DIKE}"></p>', lambda _: 'x"onerror="y')
    assert html == f'<p>src="{DIKE}"<img alt="a" src="https://news.example/vn/x%22onerror%3D%22y"></p>'


@pytest.mark.parametrize("form", Format)
def test_every_format_of_a_published_feed_carries_the_copies(
    mirror: Site, catalog: SqlCatalog, make_entry: Callable[..., Entry], tmp_path: Path, form: Format
) -> None:
    catalog.put(make_entry())
    Publisher(mirror, catalog, tmp_path / "public", copy_of=COPIES.get, durable=False).republish()
    document = (tmp_path / "public" / addresses.feed_path(Feed(Selection(), Edition.FULL, form))).read_bytes()
    assert HERE.encode() in document
    assert DIKE.encode() not in document
    if form is not Format.JSON:
        parsed = feedparser.parse(document)
        assert not parsed.bozo
        assert any((it.href, it.type) == (HERE, "image/webp") for it in parsed.entries[0].enclosures)


def test_browsers_may_show_copies_and_take_them_for_nothing_but_pictures() -> None:
    kind = headers.kind(f"/{addresses.picture_path('0a1b', '.avif')}")
    assert kind.content_type == b"image/avif"
    assert (b"x-content-type-options", b"nosniff") in kind.with_content
    assert b"max-age=604800" in kind.cache_control
    sources = next(it for it in headers.CONTENT_SECURITY_POLICY.split(b"; ") if it.startswith(b"img-src ")).split()
    assert b"'self'" in sources
