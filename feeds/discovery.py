"""How programs find the feeds and pages: OPML, sitemaps, robots.txt."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lxml import etree

from feeds import addresses, sanitize
from feeds.site import Edition, Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feeds.catalog import Place
    from feeds.site import Selection, Site

SITEMAP_SIZE = 250
"""Positions in one sitemap; only the newest one changes with a new article."""
NEWS_COUNT = 50
NEWS_AGE = timedelta(days=2)
"""What news sitemaps may hold: https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap."""

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def opml(site: Site, selections: Sequence[Selection]) -> bytes:
    """A list to import: every selection once, in the full edition and the first format that the site publishes."""
    form = next((form for form in (Format.ATOM, Format.RSS) if form in site.formats), site.formats[0])
    edition = Edition.FULL if Edition.FULL in site.editions else site.editions[0]
    return _opml(site, selections, [edition], [form])


def well_known(site: Site, selections: Sequence[Selection]) -> bytes:
    """The list for programs: every feed there is."""
    return _opml(site, selections, site.editions, site.formats)


def _opml(site: Site, selections: Sequence[Selection], editions: Sequence[Edition], forms: Sequence[Format]) -> bytes:
    """OPML 2.0: http://opml.org/spec2.opml."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = sanitize.title(site.title)
    body = etree.SubElement(root, "body")
    several = len(forms) > 1
    for selection in selections:
        page = addresses.absolute(site, addresses.listing_path(selection))
        for feed in site.feeds_of(selection):
            if feed.edition in editions and feed.format in forms:
                title = sanitize.title(site.title_of(selection, feed.edition))
                shown = f"{title}, {feed.format.label}" if several else title
                etree.SubElement(
                    body,
                    "outline",
                    type="rss",
                    text=shown,
                    title=shown,
                    xmlUrl=addresses.absolute(site, addresses.feed_path(feed)),
                    htmlUrl=page,
                    language=site.language,
                )
    return _xml(root)


def sitemap(site: Site, places: Iterable[Place]) -> bytes:
    """The article pages of one range of positions."""
    root = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap={None: _SITEMAP})
    for place in places:
        url = etree.SubElement(root, f"{{{_SITEMAP}}}url")
        address = addresses.absolute(site, addresses.article_path(place))
        etree.SubElement(url, f"{{{_SITEMAP}}}loc").text = address
        etree.SubElement(url, f"{{{_SITEMAP}}}lastmod").text = place.updated.isoformat(timespec="seconds")
    return _xml(root)


def news_sitemap(site: Site, places: Sequence[Place]) -> bytes:
    """The newest articles for news crawlers, those of the two days before the newest of them."""
    root = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap={None: _SITEMAP, "news": _NEWS})
    newest = max((place.published for place in places), default=None)
    for place in places:
        if newest is None or newest - place.published > NEWS_AGE:
            continue
        url = etree.SubElement(root, f"{{{_SITEMAP}}}url")
        address = addresses.absolute(site, addresses.article_path(place))
        etree.SubElement(url, f"{{{_SITEMAP}}}loc").text = address
        news = etree.SubElement(url, f"{{{_NEWS}}}news")
        publication = etree.SubElement(news, f"{{{_NEWS}}}publication")
        etree.SubElement(publication, f"{{{_NEWS}}}name").text = sanitize.line_of(site.title)
        etree.SubElement(publication, f"{{{_NEWS}}}language").text = site.language
        date = place.published.isoformat(timespec="seconds")
        etree.SubElement(news, f"{{{_NEWS}}}publication_date").text = date
        etree.SubElement(news, f"{{{_NEWS}}}title").text = sanitize.title(place.title)
    return _xml(root)


def sitemap_index(site: Site, count: int) -> bytes:
    """The list of all sitemaps."""
    root = etree.Element(f"{{{_SITEMAP}}}sitemapindex", nsmap={None: _SITEMAP})
    for path in [addresses.NEWS_SITEMAP, *(addresses.sitemap_path(number) for number in range(1, count + 1))]:
        entry = etree.SubElement(root, f"{{{_SITEMAP}}}sitemap")
        etree.SubElement(entry, f"{{{_SITEMAP}}}loc").text = addresses.absolute(site, path)
    return _xml(root)


def robots(site: Site) -> bytes:
    """Everything may be read; the sitemap says what there is."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {addresses.absolute(site, addresses.SITEMAP)}\n".encode()


def _xml(root: etree._Element) -> bytes:
    raw: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return raw
