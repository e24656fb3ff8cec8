"""The store keeps every promise on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from worker.adapters.store import Released, Store
from worker.core.model import (
    Article,
    Finding,
    Grade,
    Mark,
    Picture,
    Sentence,
    State,
    TranslatedBlock,
    TranslatedSentence,
    Translation,
    Verdict,
)

if TYPE_CHECKING:
    import sqlalchemy as sa

    from tests.conftest import Clock

LEASE = timedelta(minutes=3)
pytestmark = pytest.mark.integration


def article(guid: str = "1", text: str = "Một đoạn văn.") -> Article:
    return Article(
        source="mau",
        guid=guid,
        title=f"Bài {guid}",
        html=f"<p>{text}</p>",
        published=datetime(2026, 1, 9, 7, tzinfo=UTC),
        categories=("Xã hội",),
        pictures=(Picture("https://baomau.example/a.jpg", width=640),),
        content_hash=str(hash(text)),
    )


def translation(text: str = "A paragraph.") -> Translation:
    pair = TranslatedSentence(
        Sentence("Một đoạn văn.", (Mark(0, 3, "a", (("href", "https://baomau.example/"),)),)),
        Sentence(text),
        -0.4,
        Verdict((Finding("score", Grade.DOUBTFUL, "The engine is unsure."),)),
    )
    return Translation(
        "Article", "", f"<p>{text}</p>", "", (TranslatedBlock("paragraph", (pair,)),), "translate-vi_en 1"
    )


@pytest.fixture
def store(database: sa.Engine) -> Store:
    return Store(database)


def translated(store: Store, clock: Clock, *articles: Article) -> None:
    for one in articles:
        store.save(one, now=clock())
    for claim in store.claim("w", now=clock(), lease=LEASE, limit=100):
        assert store.finish("w", claim, translation(), state=State.TRANSLATED, now=clock())


def test_an_article_comes_back_as_it_was_saved(store: Store, clock: Clock) -> None:
    saved = store.save(article(), now=clock())
    record = store.record(saved.id)
    assert record is not None
    assert saved.outcome == "new"
    assert record.article == article()
    assert record.state is State.RECEIVED
    assert record.first_seen == clock()


def test_the_same_content_again_changes_nothing(store: Store, clock: Clock) -> None:
    first = store.save(article(), now=clock())
    translated(store, clock)
    again = store.save(article(), now=clock.go(hours=1))
    record = store.record(first.id)
    assert (again.id, again.outcome) == (first.id, "same")
    assert record is not None
    assert record.state is State.TRANSLATED


def test_a_new_version_keeps_its_id_and_goes_back_to_received(store: Store, clock: Clock) -> None:
    translated(store, clock, article())
    (ready,) = store.translated(limit=10)
    store.mark_published([ready], now=clock())
    changed = store.save(article(text="Một đoạn khác."), now=clock.go(hours=1))
    record = store.record(ready.id)
    assert (changed.id, changed.outcome) == (ready.id, "changed")
    assert record is not None
    assert (record.state, record.revision) == (State.RECEIVED, 2)
    assert record.published == ready.changed
    assert record.translation == translation()


def test_a_withdrawn_article_stays_withdrawn_when_its_publisher_changes_it(store: Store, clock: Clock) -> None:
    saved = store.save(article(), now=clock())
    assert store.move(saved.id, to=State.WITHDRAWN, states=[State.RECEIVED], reason="wish", now=clock())
    again = store.save(article(text="Một đoạn khác."), now=clock())
    record = store.record(saved.id)
    assert again.outcome == "withdrawn"
    assert record is not None
    assert (record.state, record.reason, record.revision) == (State.WITHDRAWN, "wish", 2)
    assert store.waiting(now=clock(), limit=10) == []


def test_an_article_is_claimed_by_one_worker_only(store: Store, clock: Clock) -> None:
    ids = [store.save(article(str(number)), now=clock()).id for number in range(40)]
    taken: list[int] = []
    ready = threading.Barrier(4)

    def work(name: str) -> None:
        ready.wait()
        while claims := store.claim(name, now=clock(), lease=LEASE, limit=3):
            taken.extend(claim.id for claim in claims)

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(ids)


def test_preferred_articles_are_claimed_first(store: Store, clock: Clock) -> None:
    ids = [store.save(article(str(number)), now=clock()).id for number in range(5)]
    claims = store.claim("w", now=clock(), lease=LEASE, limit=2, first=[ids[3]])
    assert [claim.id for claim in claims] == [ids[3], ids[0]]


def test_a_claim_that_ran_out_is_free_again_and_its_late_result_is_refused(store: Store, clock: Clock) -> None:
    store.save(article(), now=clock())
    (late,) = store.claim("slow", now=clock(), lease=LEASE, limit=1)
    assert store.release(now=clock.go(minutes=2), attempts=2) == Released((), ())
    assert store.release(now=clock.go(minutes=2), attempts=2) == Released((late.id,), ())
    (claim,) = store.claim("quick", now=clock(), lease=LEASE, limit=1)
    assert not store.finish("slow", late, translation("Late."), state=State.TRANSLATED, now=clock())
    assert store.finish("quick", claim, translation("In time."), state=State.TRANSLATED, now=clock())
    (record,) = store.translated(limit=1)
    assert record.translation == translation("In time.")


def test_an_extended_claim_does_not_run_out(store: Store, clock: Clock) -> None:
    store.save(article(), now=clock())
    claims = store.claim("w", now=clock(), lease=LEASE, limit=1)
    store.extend("w", claims, until=clock() + timedelta(hours=1))
    assert store.release(now=clock.go(minutes=30), attempts=2) == Released((), ())


def test_an_article_that_ends_its_translators_is_given_up_with_the_reason(store: Store, clock: Clock) -> None:
    saved = store.save(article(), now=clock())
    for _ in range(2):
        (claim,) = store.claim("w", now=clock(), lease=LEASE, limit=1)
        assert store.release(now=clock.go(hours=1), attempts=3) == Released((saved.id,), ())
    (claim,) = store.claim("w", now=clock(), lease=LEASE, limit=1)
    assert store.release(now=clock(), attempts=3) == Released((), ())
    assert store.release(now=clock.go(hours=1), attempts=3) == Released((), (saved.id,))
    (record,) = store.every()
    assert record.state is State.FAILED
    assert "ended without a word" in record.reason
    assert not store.finish("w", claim, translation(), state=State.TRANSLATED, now=clock())


def test_an_article_tried_before_is_taken_by_itself(store: Store, clock: Clock) -> None:
    ids = [store.save(article(str(number)), now=clock()).id for number in range(5)]
    assert len(store.claim("w", now=clock(), lease=LEASE, limit=2)) == 2
    store.release(now=clock(), attempts=9, everything=True)
    taken = []
    while claims := store.claim("w", now=clock(), lease=LEASE, limit=4):
        taken.append([claim.id for claim in claims])
    assert taken == [[ids[0]], [ids[1]], ids[2:]]
    store.release(now=clock(), attempts=9, everything=True)
    late = store.save(article("late"), now=clock()).id
    preferred = store.claim("w", now=clock(), lease=LEASE, limit=4, first=[late])
    assert [claim.id for claim in preferred] == [late]


def test_a_try_that_is_not_counted_is_as_if_it_had_not_been(store: Store, clock: Clock) -> None:
    store.save(article(), now=clock())
    (claim,) = store.claim("w", now=clock(), lease=LEASE, limit=1)
    assert store.give_back("w", claim, reason="No model.", not_before=clock(), now=clock(), counted=False)
    (record,) = store.every()
    assert (record.attempts, record.reason) == (0, "No model.")


def test_a_translation_of_an_outdated_version_is_refused(store: Store, clock: Clock) -> None:
    saved = store.save(article(), now=clock())
    (claim,) = store.claim("w", now=clock(), lease=LEASE, limit=1)
    store.save(article(text="Một đoạn khác."), now=clock())
    assert not store.finish("w", claim, translation(), state=State.TRANSLATED, now=clock())
    record = store.record(saved.id)
    assert record is not None
    assert (record.state, record.translation) == (State.RECEIVED, None)


def test_an_article_changed_while_it_was_being_published_is_not_called_published(store: Store, clock: Clock) -> None:
    translated(store, clock, article())
    ready = store.translated(limit=10)
    store.save(article(text="Một đoạn khác."), now=clock())
    store.mark_published(ready, now=clock())
    assert [record.state for record in store.every()] == [State.RECEIVED]


def test_an_article_given_back_waits_for_its_time(store: Store, clock: Clock) -> None:
    store.save(article(), now=clock())
    (claim,) = store.claim("w", now=clock(), lease=LEASE, limit=1)
    later = clock() + timedelta(minutes=1)
    assert store.give_back("w", claim, reason="The engine stumbled.", not_before=later, now=clock())
    assert store.claim("w", now=clock(), lease=LEASE, limit=1) == []
    (claim,) = store.claim("w", now=clock.go(minutes=2), lease=LEASE, limit=1)
    assert claim.attempts == 2


def test_a_failed_article_keeps_its_reason_until_a_person_retries_it(store: Store, clock: Clock) -> None:
    saved = store.save(article(), now=clock())
    (claim,) = store.claim("w", now=clock(), lease=LEASE, limit=1)
    assert store.fail("w", claim, reason="No sentence in it.", now=clock())
    (record,) = store.every()
    assert record.state is State.FAILED
    assert record.reason == "No sentence in it."
    assert store.retry([saved.id, 999], states=[State.FAILED], now=clock()) == [saved.id]
    (claim,) = store.claim("w", now=clock(), lease=LEASE, limit=1)
    assert claim.attempts == 1


def test_published_is_the_first_time_for_ever(store: Store, clock: Clock) -> None:
    translated(store, clock, article())
    store.mark_published(store.translated(limit=1), now=clock())
    first = clock()
    clock.go(days=1)
    translated(store, clock, article(text="Một đoạn khác."))
    store.mark_published(store.translated(limit=1), now=clock())
    (record,) = store.every()
    assert (record.state, record.published) == (State.PUBLISHED, first)


def test_the_feeds_own_hash_is_remembered_beside_the_pages(store: Store, clock: Clock) -> None:
    store.save(article("a"), feed_hash="f1", now=clock())
    store.save(article("a"), feed_hash="f2", now=clock())
    store.save(replace(article("b"), source="other"), feed_hash="x", now=clock())
    assert store.feed_hashes("mau", ["a", "b"]) == {"a": "f2"}
