"""What the templates show of an entry: clean text, safe addresses, dates in the site's time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from feeds import addresses, sanitize
from feeds.content import rendition
from feeds.doubts import mark
from feeds.pictures import IMAGE, SOURCE, shown_at
from feeds.site import Edition, Selection, slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from feeds.content import Rendition
    from feeds.model import Entry, Picture
    from feeds.pictures import CopyOf
    from feeds.site import Site

_SENTENCE_END = re.compile(r"(?<=[.!?…”\"])\s+(?=[A-Z“\"‘])")
_ENOUGH_SUMMARY = 200
_NOTICEABLE = 60
"""Seconds after publication from which a change of an article is told as an update."""
_LANGUAGES = {"vi": "Vietnamese", "en": "English"}
_VERDICTS = {
    "sure": "Every sentence passed the checks.",
    "doubtful": "Parts of it could not be proven right.",
}


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as a page shows it; everything safe to print."""

    url: str
    alt: str
    caption: str
    credit: str
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """An entry in a list."""

    uid: str
    path: str
    title: str
    summary: str
    """Whole sentences, two lines or so."""
    picture: Image | None
    source: str
    source_path: str
    original_title: str
    published: datetime
    day: date
    date: str
    """Day, month and year."""
    time: str
    """Hours and minutes in the site's zone."""
    doubtful: bool
    engine: str


class Views:
    """Turns entries into what templates show, for one site."""

    def __init__(self, site: Site, copy_of: CopyOf | None = None) -> None:
        self._site = site
        self._zone = ZoneInfo(site.timezone)
        self._copy_of = copy_of

    def day_of(self, moment: datetime) -> date:
        """The day, in the site's zone, of which a moment is part."""
        return moment.astimezone(self._zone).date()

    def clock(self, moment: datetime) -> str:
        """Hours and minutes."""
        return f"{moment.astimezone(self._zone):%H:%M}"

    def moment(self, moment: datetime) -> str:
        """A date and time as people write it, with its zone."""
        local = moment.astimezone(self._zone)
        offset = f"{local:%z}"
        minutes = f":{offset[3:]}" if offset[3:] != "00" else ""
        return f"{short_date(local)}, {local:%H:%M} (UTC{offset[0]}{int(offset[1:3])}{minutes})"

    def card(self, entry: Entry) -> Card:
        """The entry as lists show it."""
        publication = entry.publication
        pictures = [shown for picture in entry.pictures if (shown := self.image(picture))]
        return Card(
            uid=entry.uid,
            path=addresses.article_path(entry),
            title=sanitize.title(entry.title) or "Untitled",
            summary=_opening(sanitize.line_of(entry.summary)),
            picture=pictures[0] if pictures else None,
            source=sanitize.line_of(publication.title) or publication.name,
            source_path=addresses.listing_path(Selection("source", publication.name)),
            original_title=sanitize.title(entry.original_title),
            published=entry.published,
            day=self.day_of(entry.published),
            date=short_date(self.day_of(entry.published)),
            time=self.clock(entry.published),
            doubtful=entry.verdict == "doubtful" and self._site.doubts != "plain",
            engine=sanitize.line_of(entry.engine),
        )

    def image(self, picture: Picture) -> Image | None:
        """The picture, or its local copy; None where it has no usable address."""
        url = sanitize.url(picture.url)
        if not url:
            return None
        known = bool(picture.width and picture.height and picture.width > 0 and picture.height > 0)
        return Image(
            url=self._shown_at(url),
            alt=sanitize.line_of(picture.alt),
            caption=sanitize.line_of(picture.caption),
            credit=sanitize.line_of(picture.credit),
            width=picture.width if known else None,
            height=picture.height if known else None,
        )

    def article(self, entry: Entry) -> Mapping[str, Any]:
        """What the article template shows."""
        shown = rendition(self._site, entry, Edition.TITLES)
        source = entry.html
        marked = self._site.doubts != "plain" and bool(entry.doubts)
        if marked:
            beside = self._site.doubts == "beside"
            source = mark(sanitize.page_html(source), entry.doubts, beside=beside, language=entry.original_language)
        body = self.body(source, entry.pictures)
        cover = next((image for picture in entry.pictures if (image := self.image(picture))), None)
        original = self.body(entry.original_html, entry.pictures) if entry.engine else ""
        day = self.day_of(entry.published)
        return {
            "heading": shown.title,
            "description": shown.summary or shown.title,
            "standfirst": "" if sanitize.plain(body).startswith(shown.summary[:80]) else shown.summary,
            "categories": list(_sections(entry.categories).values()),
            "author": shown.author if shown.author != shown.publication_name else "",
            "source": shown.publication_name,
            "source_path": addresses.listing_path(Selection("source", entry.publication.name)),
            "source_url": sanitize.url(entry.publication.home_url),
            "published": shown.published,
            "published_text": self.moment(shown.published),
            "updated": shown.updated,
            "updated_text": self._update(shown),
            "minutes": shown.minutes,
            "cover": cover,
            "cover_in_body": "<img" in body,
            "body": Markup(body),  # noqa: S704 - sanitised a moment ago
            "original_html": Markup(original),  # noqa: S704 - the same
            "original_title": shown.original_title if entry.engine else "",
            "original_url": shown.original_url,
            "original_language": shown.original_language,
            "language_name": _LANGUAGES.get(shown.original_language, shown.original_language),
            "doubts": [
                {
                    "translated": sanitize.line_of(doubt.translated),
                    "original": sanitize.line_of(doubt.original),
                    "reasons": [sanitize.line_of(reason) for reason in doubt.reasons],
                }
                for doubt in entry.doubts
                if marked
            ],
            "engine": shown.engine,
            "verdict": _VERDICTS[entry.verdict],
            "rights": shown.rights.rstrip("."),
            "day_path": addresses.day_path(day),
            "day_label": long_date(day),
            "structured": self._structured(shown, cover),
        }

    def body(self, html: str, pictures: Sequence[Picture]) -> str:
        """An article's HTML as pages show it, sanitised last, with picture sizes where they are known."""
        sizes = {sanitize.url(picture.url): picture for picture in pictures}
        return sanitize.page_html(IMAGE.sub(lambda tag: self._sized(tag[0], sizes), sanitize.page_html(html)))

    def _sized(self, tag: str, pictures: Mapping[str, Picture]) -> str:
        source = SOURCE.search(tag)
        if source is None:
            return tag
        url = unescape(source[1])
        picture = pictures.get(url)
        if picture and picture.width and picture.height and " width=" not in tag and " height=" not in tag:
            tag = f'<img width="{picture.width}" height="{picture.height}"{tag[4:]}'
        return SOURCE.sub(lambda _: f' src="{escape(self._shown_at(url))}"', tag, count=1)

    def _shown_at(self, url: str) -> str:
        return shown_at(self._site, url, self._copy_of)

    def _update(self, shown: Rendition) -> str:
        """When it was edited; empty for an article as it first came out, which is stamped within the same minutes."""
        seconds = (shown.updated - shown.published).total_seconds()
        return self.moment(shown.updated) if seconds >= _NOTICEABLE else ""

    def _structured(self, shown: Rendition, cover: Image | None) -> Mapping[str, Any]:
        """The article in the words of https://schema.org/NewsArticle."""
        site = {"@type": "Organization", "name": self._site.title, "url": self._site.base_url}
        newspaper: dict[str, Any] = {"@type": "NewsMediaOrganization", "name": shown.publication_name}
        said: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "@id": shown.id,
            "mainEntityOfPage": shown.url,
            "url": shown.url,
            "headline": shown.title,
            "description": shown.summary,
            "inLanguage": "en",
            "datePublished": shown.published.isoformat(),
            "dateModified": shown.updated.isoformat(),
            "author": {"@type": "Person", "name": shown.author} if shown.author != newspaper["name"] else newspaper,
            "publisher": site,
            "sourceOrganization": newspaper,
            "articleSection": [category.label for category in shown.categories],
            "timeRequired": f"PT{shown.minutes}M",
            "isAccessibleForFree": True,
        }
        if cover is not None:
            said["image"] = cover.url
        if shown.engine:
            said["translator"] = site
            said["creditText"] = f"Machine translation by {shown.engine}"
            work: dict[str, Any] = {"@type": "NewsArticle", "inLanguage": shown.original_language}
            work |= {"headline": shown.original_title} if shown.original_title else {}
            work |= {"url": shown.original_url} if shown.original_url else {}
            said["translationOfWork"] = work
        elif shown.original_url:
            said["isBasedOn"] = shown.original_url
        return said


def long_date(day: date) -> str:
    """Such as Monday, 23 November 2026."""
    return f"{day:%A}, {short_date(day)}"


def short_date(day: date) -> str:
    """Such as 23 November 2026."""
    return f"{day.day} {day:%B %Y}"


def _sections(names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Path and label of each category's page."""
    labelled = ((name, sanitize.line_of(name)) for name in names)
    return {
        slug(name): (addresses.listing_path(Selection("category", category=name)), label)
        for name, label in labelled
        if label
    }


def _opening(text: str) -> str:
    """The first sentences, as many as fit; the first one always, whole."""
    if len(text) <= _ENOUGH_SUMMARY:
        return text
    kept = ""
    for sentence in _SENTENCE_END.split(text):
        if kept and len(kept) + len(sentence) >= _ENOUGH_SUMMARY:
            break
        kept = f"{kept} {sentence}".strip()
    return kept
