"""Publishing: what is translated becomes entries, feeds and pages."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import structlog

from feeds.model import Doubt, Entry, Picture, Publication
from worker.core.categories import english_author, english_categories
from worker.core.languages.vi import romanise
from worker.core.model import Grade, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from feeds.publish import Publisher
    from worker.adapters.catalog import SqlCatalog
    from worker.adapters.http import Fetcher
    from worker.adapters.store import Record, Store
    from worker.core.model import Source

AT_ONCE = 100
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Published:
    """What one round of publishing did."""

    ids: tuple[int, ...] = ()
    topics: list[str]
    """Addresses of the feeds that changed, for the hub."""


def uid_of(source: str, guid: str) -> str:
    """The entry's identifier: the same for the same article in every database, for ever (80 bits of sha256)."""
    digest = hashlib.sha256(f"{source}\x1f{guid}".encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest[:10]).decode("ascii").lower()


def entry_of(record: Record, source: Source, categories: Mapping[str, str]) -> Entry:
    """The published form of a translated article; its translation must be there."""
    article, translation = record.article, record.translation
    if translation is None:
        raise ValueError(f"article {record.id} has no translation")
    published = article.published or record.first_seen
    return Entry(
        uid=uid_of(article.source, article.guid),
        title=translation.title,
        summary=translation.summary,
        html=translation.html,
        bilingual_html=translation.bilingual_html,
        original_title=article.title,
        original_html=article.html,
        publication=Publication(
            name=source.name,
            title=source.title,
            home_url=source.home_url,
            feed_url=source.url if source.kind == "feed" else "",
            language=source.language,
            copyright=source.copyright,
        ),
        published=published,
        updated=max(published, article.updated or published),
        original_url=article.url,
        original_language=article.language,
        author=english_author(article.author),
        categories=tuple(dict.fromkeys((*source.categories, *english_categories(article.categories, categories)))),
        pictures=tuple(
            Picture(**asdict(picture) | {"alt": romanise(picture.alt), "caption": romanise(picture.caption)})
            for picture in article.pictures
        ),
        engine=translation.engine,
        verdict="sure" if translation.verdict.grade is Grade.SURE else "doubtful",
        doubts=tuple(
            Doubt(
                sentence.target.text,
                sentence.source.text,
                tuple(dict.fromkeys(finding.detail for finding in sentence.verdict.findings)),
            )
            for block in translation.blocks
            for sentence in block.sentences
            if sentence.verdict.grade is not Grade.SURE
        ),
    )
