"""Every public path and address, and every identifier, in one place; paths are relative to the public folder."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from urllib.parse import quote

from feeds.site import Edition, Format

if TYPE_CHECKING:
    from datetime import date

    from feeds.catalog import Place
    from feeds.model import Entry, Withdrawal
    from feeds.site import Feed, Selection, Site

INDEX = "index.html"
ABOUT = "about.html"
SEARCH = "search.html"
SEARCH_INDEX = "search/index.json"
DIRECTORY = "feeds/index.html"
OPML = "feeds/feeds.opml"
SITEMAP = "sitemap.xml"
NEWS_SITEMAP = "sitemap/news.xml"
ROBOTS = "robots.txt"
WELL_KNOWN_FEEDS = ".well-known/feeds"
"""The OPML again, where a program looks for a site's feeds: https://github.com/Dan-Q/well-known-feeds."""
ICON = "static/icon-144.png"
"""144 x 144 pixels: the most that RSS allows for an image's width."""

DOUBTFUL_CLASS = "doubt"
"""The only class that article bodies may carry: a sentence that could not be proven right."""


def feed_path(feed: Feed) -> str:
    """The current document: `feeds/all.rss.xml`, `feeds/source/NAME.atom.xml`, `feeds/category/SLUG.bilingual.json`."""
    return f"feeds/{feed.selection.key}{_ending(feed.edition, feed.format)}"


def archive_path(feed: Feed, number: int) -> str:
    """The archive document number 1, 2, 3 ...: `feeds/archive/all/12.atom.xml`."""
    return f"feeds/archive/{feed.selection.key}/{number}{_ending(feed.edition, feed.format)}"


def article_path(entry: Entry | Place | Withdrawal) -> str:
    """The article's page, by the month in which the original was published (UTC): never changes."""
    if entry.published is None:
        raise ValueError(f"The withdrawn entry {entry.uid} does not say when it was published.")
    return f"articles/{entry.published.astimezone(UTC):%Y/%m}/{entry.uid}.html"


def listing_path(selection: Selection, number: int | None = None) -> str:
    """The page that lists a selection's newest entries, or that of its archive page 1, 2, 3 ..."""
    stem = f"lists/{selection.key}"
    return f"{stem}.html" if number is None else f"{stem}/page/{number}.html"


def day_path(day: date) -> str:
    """The page of everything published on one day."""
    return f"days/{day:%Y/%m/%d}.html"


def picture_path(digest: str, suffix: str) -> str:
    """The local copy of a publisher's picture, by the sha256 of the picture's address; the suffix has its dot."""
    return f"pictures/{digest}{suffix}"


def sitemap_path(number: int) -> str:
    """The sitemap of a fixed range of positions: 1, 2, 3 ..."""
    return f"sitemap/{number}.xml"


def absolute(site: Site, path: str) -> str:
    """The address of a public path; folders are called by their own name, without `index.html`."""
    if path == INDEX or path.endswith("/" + INDEX):
        path = path.removesuffix(INDEX)
    return site.base_url + quote(path, safe="/~")


def entry_id(site: Site, uid: str) -> str:
    """The identifier of an article in every feed, for ever (RFC 4151)."""
    return f"tag:{site.authority},{site.authority_date}:articles/{uid}"


def feed_id(site: Site, selection: Selection, edition: Edition) -> str:
    """The identifier of a feed, the same in its current and its archive documents (RFC 4151)."""
    return f"tag:{site.authority},{site.authority_date}:feeds/{selection.key}{_note(edition)}"


def publication_id(site: Site, name: str) -> str:
    """The identifier of a newspaper, for the source element of its entries (RFC 4151)."""
    return f"tag:{site.authority},{site.authority_date}:sources/{name}"


def category_scheme(site: Site) -> str:
    """What category terms (slugs) are relative to."""
    return site.base_url + "lists/category/"


def _ending(edition: Edition, form: Format) -> str:
    return _note(edition) + form.suffix


def _note(edition: Edition) -> str:
    return "" if edition is Edition.FULL else f".{edition.value}"
