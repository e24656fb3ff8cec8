"""Which pictures an entry shows, and from where: the publisher's server, or the local copies of a mirror."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

from feeds import addresses, sanitize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feeds.model import Entry
    from feeds.site import Site

    CopyOf = Callable[[str], str | None]
    """From a picture's address to the public path of its local copy, or None where there is none."""

IMAGE = re.compile(r"<img\b[^>]*>")
SOURCE = re.compile(r' src="([^"]*)"')
"""Both in sanitised HTML, which writes `<`, `>` and quotes in attributes as references."""


def addresses_of(entry: Entry) -> tuple[str, ...]:
    """The addresses of all pictures that feeds and pages show of the entry, each once, its leading pictures first."""
    media = ("audio/", "video/")  # what publishers name beside pictures
    named = [sanitize.url(it.url) for it in entry.pictures if not it.mime_type.lower().startswith(media)]
    bodies = (entry.html, entry.bilingual_html, entry.original_html)
    shown = [address for body in bodies for address in _shown_in(sanitize.feed_html(body))]
    return tuple(dict.fromkeys(address for address in (*named, *shown) if address))


def shown_at(site: Site, address: str, copy_of: CopyOf | None) -> str:
    """The absolute address to show a picture from: its local copy's if the site wants copies and has one."""
    local = copy_of(address) if copy_of is not None and site.mirror_pictures else None
    return address if local is None else addresses.absolute(site, local)


def with_copies(site: Site, html: str, copy_of: CopyOf) -> str:
    """Sanitised HTML, its pictures shown from where they are to be shown from."""

    def moved(source: re.Match[str]) -> str:
        return f' src="{escape(shown_at(site, unescape(source[1]), copy_of))}"'

    return IMAGE.sub(lambda image: SOURCE.sub(moved, image[0], count=1), html)


def _shown_in(html: str) -> Iterator[str]:
    for image in IMAGE.finditer(html):
        source = SOURCE.search(image[0])
        if source is not None:
            yield unescape(source[1])
