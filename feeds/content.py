"""An entry as a feed shows it: cleaned, completed, its body sanitised; the same for all three formats."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from feeds import addresses, headers, sanitize
from feeds.doubts import mark
from feeds.pictures import shown_at, with_copies
from feeds.site import Edition, slug

if TYPE_CHECKING:
    from datetime import datetime

    from feeds.model import Entry, Picture
    from feeds.pictures import CopyOf
    from feeds.site import Site

WORDS_A_MINUTE = 230
"""Silent reading of English non-fiction: 238 on average (Brysbaert 2019, doi.org/10.1016/j.jml.2019.104047)."""

_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL)
_STANDFIRST = range(40, 501)
"""Characters that a first paragraph may have to serve as a summary."""
_MIME_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")


@dataclass(frozen=True, slots=True)
class Category:
    """What an entry is about."""

    term: str
    label: str


@dataclass(frozen=True, slots=True)
class Rendition:
    """Everything a feed says of an entry; texts are plain and clean, addresses absolute, HTML sanitised."""

    id: str
    url: str
    """The article's page."""
    title: str
    summary: str
    html: str
    """Empty in the titles edition."""
    author: str
    categories: tuple[Category, ...]
    scheme: str
    """What the categories' terms are relative to."""
    pictures: tuple[Picture, ...]
    """Only those with a usable address; with a type."""
    published: datetime
    updated: datetime
    minutes: int
    """Reading time of the English."""
    original_url: str
    original_title: str
    original_language: str
    publication_name: str
    publication_id: str
    publication_url: str
    """The newspaper's feed, or its front page; empty if neither is known."""
    rights: str
    engine: str
    verdict: str
    doubts: int


def rendition(site: Site, entry: Entry, edition: Edition, copy_of: CopyOf | None = None) -> Rendition:
    """What the feeds of this edition say of the entry; `copy_of` knows the local copies of pictures."""
    publication = entry.publication
    body = sanitize.feed_html(entry.html)
    pictures = tuple(_copied(site, picture, copy_of) for picture in _pictures(entry.pictures))
    title = sanitize.title(entry.title) or "Untitled"
    shown = Rendition(
        id=addresses.entry_id(site, entry.uid),
        url=addresses.absolute(site, addresses.article_path(entry)),
        title=title,
        summary=sanitize.line_of(entry.summary) or _standfirst(body),
        html="",
        author=sanitize.line_of(entry.author) or sanitize.line_of(publication.title) or publication.name,
        categories=_categories(entry.categories),
        scheme=addresses.category_scheme(site),
        pictures=pictures,
        published=entry.published,
        updated=entry.updated,
        minutes=reading_minutes(body),
        original_url=sanitize.url(entry.original_url),
        original_title=sanitize.title(entry.original_title),
        original_language=entry.original_language,
        publication_name=sanitize.line_of(publication.title) or publication.name,
        publication_id=addresses.publication_id(site, publication.name),
        publication_url=sanitize.url(publication.feed_url) or sanitize.url(publication.home_url),
        rights=sanitize.line_of(publication.copyright),
        engine=sanitize.line_of(entry.engine),
        verdict=entry.verdict,
        doubts=len(entry.doubts),
    )
    if edition is Edition.TITLES:
        return shown
    source = entry.html if edition is Edition.FULL else entry.bilingual_html or entry.html
    if site.doubts != "plain" and entry.doubts:
        beside = site.doubts == "beside" and edition is Edition.FULL
        source = mark(sanitize.feed_html(source), entry.doubts, beside=beside, language=entry.original_language)
    html = sanitize.feed_html(_lead(source, pictures) + source + _colophon(site, shown))
    if copy_of is not None and site.mirror_pictures:
        html = sanitize.feed_html(with_copies(site, html, copy_of))
    return replace(shown, html=html)


def reading_minutes(html: str) -> int:
    """Minutes that reading takes, at least one; from sanitised HTML."""
    return max(1, round(len(sanitize.plain(html).split()) / WORDS_A_MINUTE))


def _categories(names: tuple[str, ...]) -> tuple[Category, ...]:
    """Each category once, without those that have no name left."""
    cleaned = ((slug(name), sanitize.line_of(name)) for name in names)
    return tuple(Category(term, label) for term, label in {term: label for term, label in cleaned if label}.items())


def _pictures(pictures: tuple[Picture, ...]) -> list[Picture]:
    """Those with an http(s) address, each once, their texts cleaned and their type guessed where it is not known."""
    found: dict[str, Picture] = {}
    for picture in pictures:
        url = sanitize.url(picture.url)
        if not url or url in found:
            continue
        stated = picture.mime_type.strip().lower()
        guessed = mimetypes.guess_type(urlsplit(url).path)[0] or ""
        found[url] = replace(
            picture,
            url=url,
            mime_type=stated if _MIME_TYPE.fullmatch(stated) else guessed if "/" in guessed else "image/jpeg",
            length=picture.length if picture.length and picture.length > 0 else None,
            width=picture.width if picture.width and picture.width > 0 else None,
            height=picture.height if picture.height and picture.height > 0 else None,
            alt=sanitize.line_of(picture.alt),
            caption=sanitize.line_of(picture.caption),
            credit=sanitize.line_of(picture.credit),
        )
    return list(found.values())


def _copied(site: Site, picture: Picture, copy_of: CopyOf | None) -> Picture:
    """The picture at its local copy, whose type is proven whatever was stated; itself where there is none."""
    url = shown_at(site, picture.url, copy_of)
    if url == picture.url:
        return picture
    return replace(picture, url=url, mime_type=headers.kind(urlsplit(url).path).content_type.decode())


def _standfirst(body: str) -> str:
    """The first paragraph, if it is of a standfirst's length: a whole one or none, never a cut sentence."""
    for paragraph in _PARAGRAPH.finditer(body):
        text = sanitize.line_of(sanitize.plain(paragraph.group(1)))
        if text:
            return text if len(text) in _STANDFIRST else ""
    return ""


def _lead(source: str, pictures: tuple[Picture, ...]) -> str:
    """The first picture, where the body itself shows none: many readers show no enclosure."""
    if not pictures or "<img" in source.lower():
        return ""
    first = pictures[0]
    caption = escape(" ".join(part for part in (first.caption, first.credit and f"({first.credit})") if part))
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img src="{escape(first.url)}" alt="{escape(first.alt or first.caption)}">{below}</figure>'


def _colophon(site: Site, shown: Rendition) -> str:
    """Who translated what, how sure it is, and whose it is: the last lines of every article."""
    said = escape(shown.publication_name)
    if shown.original_url:
        said = (
            f'<a href="{escape(shown.original_url)}" hreflang="{escape(shown.original_language)}">'
            f"{escape(shown.original_title) or 'the original'}</a> ({said})"
        )
    if shown.engine:
        sentences = [f"Machine translation by {escape(shown.engine)} of {said}.", _certainty(site, shown)]
    else:
        sentences = [f"Published in English by {said}."]
    sentences.append(f'<a href="{escape(shown.url)}">Page</a>, reading time {shown.minutes} min.')
    if shown.rights:
        sentences.append(f"Original: {escape(shown.rights)}.".replace("..", "."))
    return f"<hr><p><small>{' '.join(sentences)}</small></p>"


def _certainty(site: Site, shown: Rendition) -> str:
    if not shown.doubts:
        return (
            "Every sentence passed the checks." if shown.verdict == "sure" else "Parts of it could not be proven right."
        )
    count = "One sentence" if shown.doubts == 1 else f"{shown.doubts} sentences"
    marked = "" if site.doubts == "plain" else (" and is marked" if shown.doubts == 1 else " and are marked")
    return f"{count} could not be proven right{marked}."
