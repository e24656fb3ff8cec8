"""Translating what waits: claim, translate, check, keep."""

from __future__ import annotations

import random
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from worker.core.errors import PermanentError, TemporaryError
from worker.core.memory import EDITOR
from worker.core.model import Grade, State, Translation
from worker.core.translate import translate_articles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from worker.adapters.store import Claim, Store
    from worker.core.check import Policy
    from worker.core.ports import Memory, Translator
    from worker.core.translate import Failure, Knowledge

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one claimed article."""

    id: int
    state: State
    title: str
    won: Mapping[str, int]
    """How many of its sentences each step of the ladder gave (see `core.ladder`)."""
    grade: Grade | None
    reason: str

    @property
    def sentences(self) -> int:
        """How many sentences the article has, title and summary included."""
        return sum(self.won.values())

    @property
    def remembered(self) -> int:
        """How many of them the translation memory knew, corrections by an editor among them."""
        return self.won.get("memory", 0) + self.won.get(EDITOR, 0)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one translator takes on."""

    lease: timedelta = timedelta(minutes=3)
    """After which another translator may take over, unless it is prolonged."""
    batch: int = 8
    """Articles translated together."""
    attempts: int = 4
    """Tries before an article is given up."""


class TranslationService:
    """One translator of possibly many; what it does not finish, another one does."""

    def __init__(
        self,
        store: Store,
        memory: Memory,
        translator: Callable[[], Translator],
        policy: Policy,
        knowledge: Callable[[], Knowledge],
        *,
        worker: str,
        clock: Callable[[], datetime],
        limits: Limits,
    ) -> None:
        self._store = store
        self._memory = memory
        self._translator = translator
        self._policy = policy
        self._knowledge = knowledge
        self._worker = worker
        self._clock = clock
        self._lease = limits.lease
        self._batch = limits.batch
        self._attempts = limits.attempts

    def translate(self, first: Sequence[int] = (), *, limit: int | None = None) -> list[Done]:
        """Translate one batch of waiting articles, those in `first` before others; nothing waits when it is empty."""
        translator, _ = self._translator(), self._knowledge()  # before the claim: without them nothing is taken
        claims = self._store.claim(
            self._worker, now=self._clock(), lease=self._lease, limit=limit or self._batch, first=first
        )
        if not claims:
            return []
        with self._kept(claims):
            try:
                # The glossary as it is after the claim: a change from now on takes these articles away again.
                results = translate_articles(
                    [claim.article for claim in claims], translator, self._memory, self._policy, self._knowledge()
                )
            except Exception as error:
                for claim in claims:
                    self._give_back(claim, error)
                if isinstance(error, (TemporaryError, PermanentError)):
                    raise
                raise TemporaryError(f"A batch of {len(claims)} articles could not be translated: {error!r}") from error
            done = [self._settle(claim, result) for claim, result in zip(claims, results, strict=True)]
        return [one for one in done if one is not None]

    def _settle(self, claim: Claim, result: Translation | Failure) -> Done | None:
        now = self._clock()
        title = claim.article.title
        if not isinstance(result, Translation):
            kept = self._store.fail(self._worker, claim, reason=result.reason, now=now)
            done = Done(claim.id, State.FAILED, title, {}, None, result.reason)
        else:
            grade = result.verdict.grade
            state = State.HELD if grade is Grade.HELD else State.TRANSLATED
            reason = " ".join(finding.detail for finding in result.verdict.findings) if grade is Grade.HELD else ""
            kept = self._store.finish(self._worker, claim, result, state=state, reason=reason, now=now)
            won = Counter(sentence.step for block in result.blocks for sentence in block.sentences)
            done = Done(claim.id, state, result.title or title, dict(won), grade, reason)
        if not kept:  # the article changed or the claim ran out: whoever holds it now does the work
            log.info("translation outdated", article=claim.id)
            return None
        log.info("translated", article=claim.id, state=done.state.value, won=done.won, why=done.reason)
        return done

    def _give_back(self, claim: Claim, error: Exception) -> None:
        now = self._clock()
        if isinstance(error, PermanentError):  # of the model or the settings: a person has to act, not the article
            reason = f"Nothing can be translated at present: {error}"
            self._store.give_back(
                self._worker, claim, reason=reason, not_before=now + FIRST_PAUSE, now=now, counted=False
            )
        elif claim.attempts >= self._attempts:
            reason = f"Given up after {claim.attempts} tries; the last one ended with: {error}"
            self._store.fail(self._worker, claim, reason=reason, now=now)
        else:
            pause = min(FIRST_PAUSE * 2 ** (claim.attempts - 1), LONGEST_PAUSE)
            jitter = 1 + random.random() / 4  # noqa: S311 spreads retries, guards nothing
            reason = f"Try {claim.attempts} ended with: {error}"
            self._store.give_back(self._worker, claim, reason=reason, not_before=now + pause * jitter, now=now)

    @contextmanager
    def _kept(self, claims: Sequence[Claim]) -> Iterator[None]:
        """Prolong the claims in the background while the block runs."""
        over = threading.Event()

        def prolong() -> None:
            while not over.wait(self._lease.total_seconds() / 3):
                try:
                    self._store.extend(self._worker, claims, until=self._clock() + self._lease)
                except TemporaryError as error:
                    log.warning("claims not prolonged", error=str(error))

        thread = threading.Thread(target=prolong, name="lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
