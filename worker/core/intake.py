"""What is admitted as an Article: one gate for feed entries and pushed articles."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable  # noqa: TC003 part of the public signatures
from dataclasses import dataclass, field, replace
from datetime import datetime  # noqa: TC003 the same
from enum import StrEnum
from typing import Final
from urllib.parse import urldefrag, urlsplit

import lxml.etree

from worker.core.clean import (
    BLOCKS,
    absolute_url,
    clean_characters,
    clean_html,
    parse_fragment,
    plain_text,
    text_of,
)
from worker.core.dates import EARLIEST, read_date
from worker.core.errors import InvalidInputError
from worker.core.model import Article, Picture, Source

MAX_BODY: Final = 1_000_000
"""Characters of one article's HTML; the longest newspaper articles have a tenth of it."""
MAX_TITLE: Final = 500
"""Characters of a title; a longer one is an article in the wrong field."""
MAX_SUMMARY: Final = 5_000
MAX_NAME: Final = 200
"""Characters of an author's or category's name."""
MAX_CATEGORIES: Final = 20
MAX_PICTURES: Final = 50
MAX_GUID: Final = 1_000
_MADE_TITLE: Final = 110
_EXCERPT: Final = 200


@dataclass(frozen=True, slots=True)
class Reject:
    """An entry that could not become an article."""

    guid: str
    """The publisher's, or one made from what there was: never empty, the same at the next reading."""
    reason: str
    """A sentence for the operator."""
    excerpt: str
    """The beginning of what came in, as plain text."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What one reading of a source gave."""

    articles: tuple[Article, ...] = ()
    rejects: tuple[Reject, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences about what was mended on the way: a wrong encoding, a future date, a repeated guid."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry as its format gave it: raw strings, nothing checked yet."""

    guid: str = ""
    url: str = ""
    base: str = ""
    """What relative addresses refer to, when it is not `url`."""
    title: str = ""
    summary: str = ""
    body: str = ""
    author: str = ""
    published: str = ""
    updated: str = ""
    categories: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    language: str = ""
    notes: list[str] = field(default_factory=list)
    """Filled while the draft is admitted."""


class Change(StrEnum):
    """What an article means to a store that may know it already."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


def decide(known_hash: str | None, article: Article) -> Change:
    """Whether the article is new, changed, or the same as the one stored under its source and guid (hash or None)."""
    if known_hash is None:
        return Change.NEW
    return Change.SAME if known_hash == article.content_hash else Change.CHANGED


def admit(draft: Draft, source: Source, now: datetime) -> Article:
    """The article of a draft, cleaned and hashed; raises InvalidInputError with the reason when it cannot be one."""
    url = absolute_url(draft.url, source.home_url or _web(source.url))
    base = absolute_url(draft.base, url) or url or source.home_url or _web(source.url)
    if len(draft.body) > MAX_BODY:
        raise InvalidInputError(f"Its body has {len(draft.body):,} characters; the limit is {MAX_BODY:,}.")
    html = clean_html(draft.body, base)
    text = text_of(html)
    title = plain_text(draft.title[: MAX_BODY // 10])
    # A lone description is the body; before a page's own text it is the standfirst.
    lead = "" if draft.summary == draft.body and not source.full_text else draft.summary
    summary = plain_text(lead[: MAX_BODY // 10])
    if not title and not text:
        raise InvalidInputError("It has neither a title nor a text.")
    if not text and not _shows_something(html) and not (source.full_text and url):
        advice = f"set full_text = true for source {source.name} to read it from its page" if url else "it has no link"
        raise InvalidInputError(f"It has a title but no text, and {advice}.")
    if len(title) > MAX_TITLE:
        raise InvalidInputError(f"Its title has {len(title):,} characters; the limit is {MAX_TITLE}.")
    if not title:
        title = _title_from(text)
        draft.notes.append("It has no title; the beginning of its text was taken.")
    article = Article(
        source=source.name,
        guid=_guid(draft, url, title),
        title=title,
        html=html,
        url=url,
        summary=_shorten(summary, MAX_SUMMARY),
        author=_shorten(plain_text(draft.author[: MAX_NAME * 10]), MAX_NAME),
        published=_date(draft, draft.published, source, now),
        updated=_date(draft, draft.updated, source, now),
        categories=_names(draft.categories),
        pictures=_pictures(draft.pictures, base),
        language=_language(draft.language) or source.language,
    )
    return with_hash(article)


def complete(article: Article, page: Draft, source: Source, now: datetime) -> Article:
    """The article with the body from its own page, and with whatever else the feed left open."""
    url = article.url
    html = clean_html(page.body, absolute_url(page.base, url) or url)
    return with_hash(
        replace(
            article,
            html=html if text_of(html) else article.html,
            summary=article.summary or _shorten(plain_text(page.summary), MAX_SUMMARY),
            author=article.author or _shorten(plain_text(page.author), MAX_NAME),
            published=article.published or _date(page, page.published, source, now),
            pictures=article.pictures or _pictures(page.pictures, url),
        )
    )


def reject(draft: Draft, reason: str) -> Reject:
    """The record of a refused draft."""
    excerpt = " ".join(plain_text(part[:2000]) for part in (draft.title, draft.summary, draft.body) if part)
    guid = _guid(draft, absolute_url(draft.url, ""), plain_text(draft.title[:2000]) or excerpt)
    return Reject(guid, reason, _shorten(" ".join(excerpt.split()), _EXCERPT))


def gather(drafts: Iterable[Draft], source: Source, now: datetime, notes: Iterable[str] = ()) -> Intake:
    """Admit every draft of one reading, each on its own, and tell repeated guids apart."""
    articles: list[Article] = []
    rejects: list[Reject] = []
    remarks = list(notes)
    for draft in drafts:
        try:
            article = admit(draft, source, now)
        except InvalidInputError as error:
            rejects.append(reject(draft, str(error)))
            continue
        articles.append(article)
        remarks += [f"{article.guid}: {note}" for note in draft.notes]
    kept, repeated = _tell_apart(articles)
    remarks += [f"{article.guid}: its guid stood on several articles; its link was added." for article in repeated]
    return Intake(tuple(kept), tuple(rejects), tuple(remarks))


def _tell_apart(articles: list[Article]) -> tuple[list[Article], list[Article]]:
    """Keep one article of each guid; a repeated guid with another link is another article, known by guid and link.

    The oldest keeps the plain guid, because it had it at earlier readings, before the newer one appeared.
    """
    groups: dict[str, list[tuple[int, Article]]] = {}
    for position, article in enumerate(articles):
        groups.setdefault(article.guid, []).append((position, article))
    kept: dict[str, tuple[int, Article]] = {}
    repeated: list[Article] = []
    for guid, group in groups.items():
        # Feeds list the newest first, so that of several without a date the last is the oldest.
        oldest_first = sorted(group, key=lambda pair: (pair[1].published or EARLIEST, -pair[0]))
        first_url = oldest_first[0][1].url
        for position, article in oldest_first:
            if article.url in {first_url, ""}:
                kept[guid] = position, article  # the same article again: the newest version counts
                continue
            named = replace(article, guid=_fit_guid(f"{guid} {article.url}"))
            if named.guid not in kept:
                repeated.append(named)
            kept[named.guid] = position, named
    return [article for _, article in sorted(kept.values(), key=lambda pair: pair[0])], repeated


def with_hash(article: Article) -> Article:
    """The article with its content hash filled in."""
    return replace(article, content_hash=content_hash(article))


def content_hash(article: Article) -> str:
    """sha256 hex over what a reader would notice changing: words, structure, link targets, pictures, names.

    Dates are left out (many publishers stamp every reading anew), and so are white space, styles, and the query of a
    picture's address (sizes and signatures that change from hour to hour).
    """
    pictures = [[_without_query(picture.url), picture.caption, picture.credit] for picture in article.pictures]
    visible = [article.title, article.summary, article.author, list(article.categories), article.url, article.language,
               pictures, _outline(article.html)]  # fmt: skip
    return hashlib.sha256(json.dumps(visible, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _outline(html: str) -> list[str]:
    """Words and the tags that matter, in order."""
    outline: list[str] = []
    root = parse_fragment(html)
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag)
        if event == "start":
            mark = {"a": element.get("href") or "", "img": _without_query(element.get("src") or "")}.get(tag)
            if mark is not None or tag in BLOCKS or tag in {"strong", "b", "em", "i", "sup", "sub"}:
                outline.append(f"<{tag} {mark or ''}>")
            if tag == "img":
                outline.append(element.get("alt") or "")
            outline += (element.text or "").split()
        elif element is not root:
            outline += (element.tail or "").split()
    return outline


def _without_query(address: str) -> str:
    is_file = re.search(r"\.(?:jpe?g|png|gif|webp|avif)$", urlsplit(address).path, re.IGNORECASE)
    return address.partition("?")[0] if is_file else address


def _web(address: str) -> str:
    return address if address.startswith(("http://", "https://")) else ""


def _shows_something(html: str) -> bool:
    return any(True for _ in parse_fragment(html).iter("img", "video", "audio", "iframe"))


def _title_from(text: str) -> str:
    first = re.split(r"(?<=[.!?…])\s", text, maxsplit=1)[0].rstrip(".")
    return _shorten(first, _MADE_TITLE)


def _shorten(text: str, limit: int) -> str:
    """The text, cut at a word when it is longer than the limit."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return head[: head.rfind(" ")].rstrip(" ,;:-") + "…" if " " in head else head + "…"


def _guid(draft: Draft, url: str, title: str) -> str:
    """The publisher's identifier, else the link, else a fingerprint of title and date."""
    given = " ".join(clean_characters(draft.guid[: MAX_GUID * 10]).split())
    if given:
        return _fit_guid(given)
    if url:
        return _fit_guid(urldefrag(url).url)
    print_of = hashlib.sha256(f"{title}\n{' '.join(draft.published.split())}".encode("utf-8", "replace")).hexdigest()
    return f"title:{print_of[:32]}"


def _fit_guid(guid: str) -> str:
    """A guid short enough for a database index: a longer one is replaced by its fingerprint."""
    return guid if len(guid) <= MAX_GUID else f"sha256:{hashlib.sha256(guid.encode()).hexdigest()}"


def _date(draft: Draft, text: str, source: Source, now: datetime) -> datetime | None:
    moment = read_date(clean_characters(text[:500]), source.timezone, now)
    if moment.note:
        draft.notes.append(moment.note)
    return moment.when


def _language(tag: str) -> str:
    """The primary subtag of a BCP 47 tag; `vn`, a country, is what many publishers write for Vietnamese."""
    primary = re.split(r"[-_]", tag.strip().lower())[0]
    return "vi" if primary == "vn" else primary if re.fullmatch(r"[a-z]{2,3}", primary) else ""


def _names(values: Iterable[str]) -> tuple[str, ...]:
    names = dict.fromkeys(_shorten(plain_text(value[: MAX_NAME * 10]), MAX_NAME) for value in values)
    return tuple(name for name in names if name)[:MAX_CATEGORIES]


def _pictures(pictures: Iterable[Picture], base: str) -> tuple[Picture, ...]:
    known: dict[str, Picture] = {}
    for picture in pictures:
        url = absolute_url(picture.url, base)
        if not url or url in known:
            continue
        known[url] = replace(
            picture,
            url=url,
            mime_type=mime if re.fullmatch(r"[\w.+-]+/[\w.+-]+", mime := picture.mime_type.strip().lower()) else "",
            alt=plain_text(picture.alt[:MAX_SUMMARY]),
            caption=plain_text(picture.caption[:MAX_SUMMARY]),
            credit=plain_text(picture.credit[:MAX_SUMMARY]),
        )
    return tuple(known.values())[:MAX_PICTURES]
