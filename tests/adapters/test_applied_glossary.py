"""The glossary in use, and finding and sending back articles, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from worker.adapters.applied_glossary import AppliedGlossary
from worker.adapters.store import Store
from worker.core.model import Article, Sentence, State, TranslatedBlock, TranslatedSentence, Translation

if TYPE_CHECKING:
    import sqlalchemy as sa

    from tests.conftest import Clock

pytestmark = pytest.mark.integration

NASTY = 'Ông nói: "Đường \\n dài 100 % đấy_ạ" – 😀.'


def keep(store: Store, clock: Clock, guid: str, *sentences: str) -> int:
    """An article that is translated, of these sentences."""
    store.save(Article("mau", guid, "x", "", content_hash=guid), now=clock())
    (claim,) = store.claim("w", now=clock(), lease=timedelta(minutes=1), limit=1)
    done = tuple(TranslatedSentence(Sentence(one), Sentence("English"), -0.3) for one in sentences)
    made = Translation("x", "", "", "", (TranslatedBlock("paragraph", done),), "m 1")
    assert store.finish("w", claim, made, state=State.TRANSLATED, now=clock())
    return claim.id


def test_terms_are_noted_and_articles_sent_back_together(database: sa.Engine, clock: Clock) -> None:
    applied, store = AppliedGlossary(database), Store(database)
    assert applied.fingerprints() == {}
    number, other = keep(store, clock, "1", "a"), keep(store, clock, "2", "b")
    assert applied.replace({"Tỉnh ủy": "1"}, reopen=[number], states=[State.TRANSLATED], now=clock()) == [number]
    assert applied.replace({"Huyện ủy": "2"}, reopen=[number], states=[State.TRANSLATED], now=clock()) == []
    assert applied.fingerprints() == {"Huyện ủy": "2"}
    assert store.identities([State.RECEIVED]) == [number]
    assert store.identities([State.TRANSLATED, State.HELD]) == [other]


def test_articles_are_found_by_a_whole_sentence_whatever_it_holds(database: sa.Engine, clock: Clock) -> None:
    store = Store(database)
    numbers = [keep(store, clock, "1", NASTY), keep(store, clock, "2", "Trời nắng."), keep(store, clock, "3", NASTY)]
    states = [State.TRANSLATED]
    assert store.holding([NASTY], states=states) == [numbers[0], numbers[2]]
    assert store.holding([NASTY, "Trời nắng."], states=states) == numbers
    assert store.holding(["Trời"], states=states) == []  # only a part of one
    assert store.holding([NASTY], states=[State.HELD]) == []
    assert store.holding([f"Câu {n}." for n in range(250)] + ["Trời nắng."], states=states) == [numbers[1]]


def test_sending_back_takes_a_claim_away(database: sa.Engine, clock: Clock) -> None:
    store = Store(database)
    store.save(Article("mau", "1", "x", "", content_hash="1"), now=clock())
    (claim,) = store.claim("w", now=clock(), lease=timedelta(minutes=1), limit=1)
    assert store.retry([claim.id], states=[State.TRANSLATING], now=clock()) == [claim.id]
    assert not store.fail("w", replace(claim), reason="x", now=clock())
