"""Taking articles in: polling sources, and what is pushed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from worker.adapters.http import Gone
from worker.adapters.ledger import Rejected, SourceState, succeeded
from worker.core.errors import ConfigurationError, InvalidInputError, PermanentError, TemporaryError, VietwireError
from worker.core.ingest import Action, Reject, complete, judge_language, parse_feed, parse_push

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from worker.adapters.http import Fetcher
    from worker.adapters.ledger import Ledger
    from worker.adapters.store import Saved, Store
    from worker.core.ingest import Draft
    from worker.core.model import Article, Source
    from worker.core.ports import LanguageDetector

POLL_LEASE = timedelta(minutes=10)
"""How long a poll may take before another process may start the next one."""
LONGEST_PAUSE = timedelta(days=1)
MANY_FAILURES = 8
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Accepted:
    """An article that was kept, or was there already."""

    source: str
    guid: str
    saved: Saved


@dataclass(frozen=True, slots=True)
class Report:
    """What a poll or a push brought."""

    accepted: tuple[Accepted, ...] = ()
    rejects: tuple[Reject, ...] = ()
    note: str = ""
    """Why nothing was looked at, if so: not due, not modified, switched off."""

    @property
    def ids(self) -> tuple[int, ...]:
        """Articles that have to be translated now."""
        return tuple(one.saved.id for one in self.accepted if one.saved.outcome in ("new", "changed"))

    def as_json(self) -> dict[str, Any]:
        """For the API's and the task's callers."""
        return {
            "accepted": [
                {"id": one.saved.id, "source": one.source, "guid": one.guid, "outcome": one.saved.outcome}
                for one in self.accepted
            ],
            "refused": [{"guid": one.guid, "reason": one.reason} for one in self.rejects],
        }


@dataclass(frozen=True, slots=True)
class _Document:
    """What a source gave; no body when it has not changed."""

    body: bytes | None
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    fresh_for: float = 0.0
    """Seconds the server asks us to leave it alone."""


class IntakeService:
    """Everything that comes in passes here."""

    def __init__(
        self,
        sources: Mapping[str, Source],
        store: Store,
        ledger: Ledger,
        *,
        fetcher: Callable[[], Fetcher],
        extract: Callable[[bytes, str], Draft],
        detector: LanguageDetector,
        clock: Callable[[], datetime],
        base_dir: Path,
    ) -> None:
        self._sources = sources
        self._store = store
        self._ledger = ledger
        self._fetcher = fetcher
        self._extract = extract
        self._detector = detector
        self._clock = clock
        self._base_dir = base_dir

    def due(self) -> list[str]:
        """Names of the enabled sources whose time has come."""
        now = self._clock()
        known = {state.name: state for state in self._ledger.all_sources()}
        return [
            source.name
            for source in self._sources.values()
            if source.enabled
            and source.kind != "push"
            and ((state := known.get(source.name)) is None or state.next_poll is None or state.next_poll <= now)
        ]

    def poll(self, name: str, *, force: bool = False) -> Report:
        """Read one source and keep what is new; raises VietwireError when it cannot be read, and remembers why."""
        source = self._sources.get(name)
        if source is None:
            raise ConfigurationError(f"sources.toml has no source '{name}'; it has {', '.join(sorted(self._sources))}.")
        if source.kind == "push":
            return Report(note="articles are pushed to it, it is not polled")
        if not source.enabled and not force:
            return Report(note="it is switched off in sources.toml")
        if force:
            self._ledger.make_due([name])
        state = self._ledger.claim_poll(name, now=self._clock(), lease=POLL_LEASE)
        if state is None:
            return Report(note="it is not due yet")
        try:
            return self._read(source, state)
        except Exception as error:  # a mistake of ours in one source's reading shows beside that source, too
            self._ledger.save_source(self._failed(source, state, error))
            log.warning("poll failed", source=name, error=str(error))
            raise

    def ingest(self, payload: object) -> Report:
        """Keep pushed articles: any JSON value in, ids and refusals out; raises InvalidInputError for neither."""
        intake = parse_push(payload, self._sources.values(), now=self._clock())
        accepted: list[Accepted] = []
        rejects = list(intake.rejects)
        for article in intake.articles:
            self._admit(self._sources[article.source], article, "", accepted, rejects)
        self._remember_rejects("push", rejects)
        return Report(tuple(accepted), tuple(rejects))

    # -- polling -----------------------------------------------------------------------------------------------------

    def _read(self, source: Source, state: SourceState) -> Report:
        document = self._file(source, state) if source.kind == "file" else self._feed(source, state)
        now = self._clock()
        next_poll = now + timedelta(seconds=max(source.poll_interval, document.fresh_for))
        if document.body is None:
            self._ledger.save_source(succeeded(state, now=now, next_poll=next_poll))
            return Report(note="not modified since the last poll")
        intake = parse_feed(document.body, document.content_type, source, now=now)
        for note in intake.notes:
            log.info("mended", source=source.name, note=note)
        accepted: list[Accepted] = []
        rejects = list(intake.rejects)
        whole = self._keep(source, intake.articles, accepted, rejects)
        self._remember_rejects(source.name, rejects)
        self._ledger.clear_rejects(source.name, [one.guid for one in accepted])
        state = replace(succeeded(state, now=now, next_poll=next_poll), moved_to=document.moved_to, gone=False)
        if whole:  # otherwise the next poll must not be answered with "not modified"
            state = replace(state, etag=document.etag, last_modified=document.last_modified)
        else:
            state = replace(state, etag=None, last_modified=None)
        self._ledger.save_source(state)
        report = Report(tuple(accepted), tuple(rejects))
        log.info("polled", source=source.name, kept=len(report.ids), seen=len(accepted), refused=len(rejects))
        return report

    def _file(self, source: Source, state: SourceState) -> _Document:
        path = self._base_dir / source.url
        try:
            body = path.read_bytes()
        except OSError as error:
            raise TemporaryError(
                f"The file {path} of source '{source.name}' cannot be read ({error.strerror}); see url in sources.toml."
            ) from None
        digest = hashlib.sha256(body).hexdigest()
        return _Document(None if digest == state.etag else body, etag=digest)

    def _feed(self, source: Source, state: SourceState) -> _Document:
        response = self._fetcher().get(
            source.url,
            etag=state.etag,
            last_modified=state.last_modified,
            allow_private=source.allow_private,
        )
        return _Document(
            None if response.not_modified else response.body,
            response.content_type,
            response.etag,
            response.last_modified,
            response.moved_to,
            max(response.retry_after or 0.0, min(response.max_age or 0.0, LONGEST_PAUSE.total_seconds())),
        )

    def _keep(
        self, source: Source, articles: Iterable[Article], accepted: list[Accepted], rejects: list[Reject]
    ) -> bool:
        """Save each article, with its page's text where the source says so; False if a page must be tried again."""
        # Feeds list the newest first; taken in oldest first, articles come up in readers in the order of their dates.
        found = sorted(articles, key=lambda article: article.published or self._clock())
        known = self._store.feed_hashes(source.name, [article.guid for article in found]) if source.full_text else {}
        whole = True
        for article in found:
            feed_hash = article.content_hash if source.full_text else ""
            if source.full_text and known.get(article.guid) == feed_hash:
                continue
            try:
                full = self._full_text(source, article) if source.full_text else article
            except TemporaryError as error:
                whole = False
                rejects.append(
                    Reject(article.guid, f"Its page could not be read, the next poll tries again: {error}", "")
                )
                continue
            except PermanentError as error:
                rejects.append(Reject(article.guid, str(error), article.title))
                continue
            self._admit(source, full, feed_hash, accepted, rejects)
        return whole

    def _full_text(self, source: Source, article: Article) -> Article:
        """The article with the text of its own page; the feed's text where the page has none to give."""
        if not article.url:
            return article
        try:
            page = self._fetcher().get(article.url, allow_private=source.allow_private, page=True)
            return complete(article, self._extract(page.body, page.url), source, self._clock())
        except PermanentError as error:
            if not article.html:
                raise InvalidInputError(f"The feed carries no text, and its page gives none: {error}") from error
            log.info("page gives no text", source=source.name, guid=article.guid, error=str(error))
            return article

    def _admit(
        self, source: Source, article: Article, feed_hash: str, accepted: list[Accepted], rejects: list[Reject]
    ) -> None:
        judgement = judge_language(article, source, self._detector)
        if judgement.action in (Action.SKIP, Action.REJECT):
            rejects.append(Reject(article.guid, judgement.reason, article.title))
            return
        saved = self._store.save(judgement.article, feed_hash=feed_hash, now=self._clock())
        accepted.append(Accepted(article.source, article.guid, saved))

    def _remember_rejects(self, source: str, rejects: Iterable[Reject]) -> None:
        now = self._clock()
        self._ledger.save_rejects([Rejected(source, one.guid, one.reason, one.excerpt, now) for one in rejects])

    def _failed(self, source: Source, state: SourceState, error: Exception) -> SourceState:
        """The state after a poll that failed: the next one comes later and later, but never later than a day."""
        now = self._clock()
        failures = state.failures + 1
        pause = timedelta(seconds=source.poll_interval) * 2 ** min(failures - 1, MANY_FAILURES)
        asked = timedelta(seconds=getattr(error, "retry_after", None) or 0)
        pause = LONGEST_PAUSE if isinstance(error, Gone) else min(max(pause, asked), LONGEST_PAUSE)
        return replace(
            state,
            last_poll=now,
            next_poll=now + pause,
            last_error=str(error) if isinstance(error, VietwireError) else f"This should not happen: {error!r}",
            failures=failures,
            gone=isinstance(error, Gone),
        )
