from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lxml import etree

from feeds import discovery
from feeds.catalog import Place
from feeds.site import Edition, Format, Selection

if TYPE_CHECKING:
    from feeds.site import Site

MOMENT = datetime(2026, 1, 9, 7, 30, 5, 123, tzinfo=UTC)
PLACES = [
    Place(3, "u3", "Newest & best", MOMENT, MOMENT),
    Place(2, "u2", "Older", MOMENT - timedelta(hours=47), MOMENT),
    Place(1, "u1", "Old", MOMENT - timedelta(hours=49), MOMENT - timedelta(hours=49)),
]
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}


def test_the_opml_to_import_has_every_selection_once(site: Site) -> None:
    selections = [Selection(), Selection("source", "baomau", "Báo Mẫu")]
    outlines = etree.fromstring(discovery.opml(site, selections)).findall("body/outline")
    assert [dict(outline.attrib) for outline in outlines] == [
        {
            "type": "rss",
            "text": title,
            "title": title,
            "xmlUrl": f"https://news.example/vn/feeds/{key}.atom.xml",
            "htmlUrl": f"https://news.example/vn/lists/{key}.html",
            "language": "en",
        }
        for title, key in (("Vietwire", "all"), ("Vietwire: Báo Mẫu", "source/baomau"))
    ]


def test_the_opml_makes_do_with_what_the_site_publishes(site: Site) -> None:
    small = replace(site, editions=(Edition.TITLES,), formats=(Format.JSON,))
    [outline] = etree.fromstring(discovery.opml(small, [Selection()])).findall("body/outline")
    assert outline.get("xmlUrl") == "https://news.example/vn/feeds/all.titles.json"


def test_programs_find_every_feed(site: Site) -> None:
    outlines = etree.fromstring(discovery.well_known(site, [Selection()])).findall("body/outline")
    assert len({outline.get("xmlUrl") for outline in outlines}) == len(outlines) == 9
    assert outlines[0].get("text") == "Vietwire, RSS 2.0"


def test_sitemaps_hold_the_article_pages(site: Site) -> None:
    urls = etree.fromstring(discovery.sitemap(site, PLACES)).findall("s:url", NAMES)
    assert urls[0].findtext("s:loc", namespaces=NAMES) == "https://news.example/vn/articles/2026/01/u3.html"
    assert urls[0].findtext("s:lastmod", namespaces=NAMES) == "2026-01-09T07:30:05+00:00"
    assert len(urls) == 3


def test_news_are_of_two_days(site: Site) -> None:
    news = etree.fromstring(discovery.news_sitemap(site, PLACES)).findall("s:url/n:news", NAMES)
    assert [each.findtext("n:title", namespaces=NAMES) for each in news] == ["Newest & best", "Older"]
    assert news[0].findtext("n:publication/n:language", namespaces=NAMES) == "en"
    assert len(etree.fromstring(discovery.news_sitemap(site, []))) == 0


def test_the_index_names_every_sitemap(site: Site) -> None:
    found = etree.fromstring(discovery.sitemap_index(site, 2)).findall("s:sitemap/s:loc", NAMES)
    stem = "https://news.example/vn/sitemap"
    assert [each.text for each in found] == [f"{stem}/news.xml", f"{stem}/1.xml", f"{stem}/2.xml"]


def test_robots_are_welcome(site: Site) -> None:
    assert discovery.robots(site) == b"User-agent: *\nAllow: /\n\nSitemap: https://news.example/vn/sitemap.xml\n"
