"""Publishing: what is translated becomes entries, feeds and pages."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx2
import structlog

from feeds import websub
from feeds.model import Doubt, Entry, Picture, Publication
from worker.adapters.catalog import SqlCatalog
from worker.core.categories import english_author, english_categories
from worker.core.errors import PermanentError, TemporaryError
from worker.core.languages.vi import romanise
from worker.core.model import Grade, Source, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from feeds.publish import Published, Publisher
    from feeds.site import Site
    from worker.adapters.pictures import PictureMirror
    from worker.adapters.store import Record, Store
    from worker.core.model import Picture as ArticlePicture

AT_ONCE = 100
AT_ONCE_WITH_PICTURES = 10
"""Fewer, so that the first articles do not wait until the last one's pictures are copied."""
PICTURE_TIME = timedelta(seconds=20)
"""What copying may take for one article, on average; what is not copied by then stays at its publisher's."""
ROUND_PICTURE_TIME = timedelta(minutes=5)
"""The same for a whole round, well below the time that a task has."""
HUB_TIMEOUT = 20.0
"""Seconds."""
log = structlog.get_logger()


@dataclass(slots=True)
class Round:
    """What one round of publishing did."""

    ids: list[int] = field(default_factory=list)
    """Articles that are in the feeds now."""
    topics: list[str] = field(default_factory=list)
    """Addresses of the feeds that changed and that a hub should hear of."""
    written: int = 0
    """Files."""


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
    english = {
        " ".join(sentence.source.text for sentence in block.sentences): " ".join(
            sentence.target.text for sentence in block.sentences
        )
        for block in translation.blocks
    }
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
            Picture(**asdict(picture)) if article.language == "en" else _in_english(picture, english)
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


def _in_english(picture: ArticlePicture, english: Mapping[str, str]) -> Picture:
    """The picture with the words that were translated with the article; others are left out, not left in Vietnamese."""
    words = {name: english.get(" ".join(getattr(picture, name).split()), "") for name in ("alt", "caption")}
    return Picture(**asdict(picture) | words | {"credit": romanise(picture.credit)})


class PublicationService:
    """Everything that goes out passes here."""

    def __init__(
        self,
        site: Site,
        sources: Mapping[str, Source],
        categories: Mapping[str, str],
        *,
        store: Store,
        catalog: SqlCatalog,
        publisher: Publisher,
        clock: Callable[[], datetime],
        mirror: PictureMirror | None = None,
    ) -> None:
        self._site = site
        self._sources = sources
        self._categories = categories
        self._store = store
        self._catalog = catalog
        self._publisher = publisher
        self._clock = clock
        self._mirror = mirror

    def publish(self) -> Round:
        """Publish all that is translated; harmless to repeat after a crash at any point.

        The files are written before the article is called published, so whatever a crash leaves behind is done again;
        the entry's identifier and the catalogue's fingerprint see to it that a reader never gets it twice.
        """
        if self._mirror is None or not self._site.mirror_pictures:
            return self._publish(None)
        with self._mirror.turn() as free:
            # Whoever is copying goes on until nothing is left, so what this round would find is being dealt with.
            return self._publish(self._mirror) if free else Round()

    def _publish(self, mirror: PictureMirror | None) -> Round:
        round_ = Round()
        at_once = AT_ONCE if mirror is None else AT_ONCE_WITH_PICTURES
        end_of_pictures = self._clock() + ROUND_PICTURE_TIME
        while True:
            found = self._store.translated(limit=at_once)
            if mirror is not None:
                self._copy_pictures(found, mirror, end_of_pictures)
            put = {uid: record for record in found if (uid := self._put(record)) is not None}
            self._add(round_, self._publisher.publish(put))
            self._store.mark_published(list(put.values()), now=self._clock())
            round_.ids += [record.id for record in put.values()]
            if not found or (mirror is None and len(found) < at_once):
                break
        if round_.ids:
            log.info("published", articles=len(round_.ids), files=round_.written)
        return round_

    def republish(self, progress: Callable[[int, int], None]) -> Round:
        """Write everything anew; `progress` is told of steps done and in all."""
        round_ = Round()
        self._catalog.number_searches()
        self._add(round_, self._publisher.republish(progress))
        return round_

    def withdraw(self, number: int, reason: str) -> bool:
        """Take an article out for good; False when there is none. Repeating it finishes what a crash left undone."""
        record = self._store.record(number)
        if record is None:
            return False
        states = [state for state in State if state is not State.WITHDRAWN]
        self._store.move(number, to=State.WITHDRAWN, states=states, reason=reason, now=self._clock())
        uid = uid_of(record.article.source, record.article.guid)
        self._catalog.withdraw(uid, when=self._clock(), reason=reason)
        self._publisher.publish([uid])
        if self._mirror is not None:
            self._mirror.forget(uid)
        return True

    def ping(self, topics: Sequence[str]) -> None:
        """Tell the hub of each changed feed; raises TemporaryError when it should be told again."""
        refused: list[str] = []
        for topic in topics:
            try:
                answer = httpx2.post(
                    self._site.hub,
                    content=websub.payload(topic),
                    headers={"Content-Type": websub.CONTENT_TYPE},
                    timeout=HUB_TIMEOUT,
                )
            except httpx2.HTTPError as error:
                raise TemporaryError(f"The hub {self._site.hub} does not answer: {error!r}.") from None
            if answer.is_server_error or answer.status_code == httpx2.codes.TOO_MANY_REQUESTS:
                raise TemporaryError(f"The hub {self._site.hub} answers {answer.status_code} for {topic}.")
            if not answer.is_success:
                refused.append(f"{topic} with {answer.status_code}")
        if refused:
            raise PermanentError(f"The hub {self._site.hub} refuses {', '.join(refused)}.")

    def _copy_pictures(self, records: Sequence[Record], mirror: PictureMirror, end: datetime) -> None:
        until = min(end, self._clock() + PICTURE_TIME * len(records))
        for record in records:
            source = self._source(record)
            entry = entry_of(record, source, self._categories)
            mirror.fetch(entry, allow_private=source.allow_private, until=until)
            now = self._store.record(record.id)
            if now is not None and now.state is State.WITHDRAWN:  # while its pictures were being copied
                mirror.forget(entry.uid)

    def _source(self, record: Record) -> Source:
        name = record.article.source
        return self._sources.get(name) or Source(name=name, title=name, kind="push")

    def _put(self, record: Record) -> str | None:
        """The entry's uid; None for an article that was withdrawn, edited or published since it was read."""
        entry = entry_of(record, self._source(record), self._categories)
        with self._store.unchanged(record) as connection:
            if connection is None:
                return None
            catalog = SqlCatalog(connection, self._site)
            known = catalog.find(entry.uid)
            if isinstance(known, Entry) and entry.updated <= known.updated:  # a publisher that does not date its edits
                entry = replace(entry, updated=self._clock())
            catalog.put(entry, article_id=record.id)
        return entry.uid

    def _add(self, round_: Round, published: Published) -> None:
        round_.written += published.count
        round_.topics += [topic for _, topic in websub.pings(self._site, published.feeds)]
