"""A changed glossary: only what holds the term is translated again, and only that goes to the engine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.services.conftest import FakeTranslator
from worker.adapters.applied_glossary import AppliedGlossary
from worker.core.check import Policy
from worker.core.glossary import Term, glossary_of
from worker.core.ingest import content_hash
from worker.core.model import Article, State
from worker.core.translate import Knowledge
from worker.services.glossary import GlossaryService
from worker.services.translation import Limits, TranslationService

if TYPE_CHECKING:
    import sqlalchemy as sa

    from tests.conftest import Clock
    from worker.adapters.memory import TranslationMemory
    from worker.adapters.store import Store

pytestmark = pytest.mark.integration

COMMITTEE = Term("Tỉnh ủy", "Provincial Party Committee")
NEWER = replace(COMMITTEE, translation="Party Committee of the Province")


class Newsroom:
    """The services around one list of terms, which a test changes."""

    def __init__(self, engine: sa.Engine, store: Store, memory: TranslationMemory, clock: Clock) -> None:
        self.terms = [COMMITTEE]
        self.store, self.clock = store, clock
        self.translator = FakeTranslator()
        self.translation = TranslationService(
            store,
            memory,
            lambda: self.translator,
            Policy(),
            lambda: Knowledge(glossary=glossary_of(self.terms)),
            worker="here:1",
            clock=clock,
            limits=Limits(),
        )
        self.glossary = GlossaryService(store, AppliedGlossary(engine), lambda: self.terms, clock=clock)

    def take(self, guid: str, *sentences: str) -> int:
        html = "".join(f"<p>{sentence}</p>" for sentence in sentences)
        made = Article(source="mau", guid=guid, title=f"Bài báo {guid}", html=html)
        return self.store.save(replace(made, content_hash=content_hash(made)), now=self.clock()).id

    def translate(self) -> list[str]:
        """Translate and publish all that waits; gives what the engine was asked."""
        self.translator.asked.clear()
        while self.translation.translate():
            pass
        self.store.mark_published(self.store.translated(limit=100), now=self.clock())
        return self.translator.asked

    def state(self, number: int) -> State:
        record = self.store.record(number)
        assert record is not None
        return record.state

    def english(self, number: int) -> str:
        record = self.store.record(number)
        assert record is not None
        assert record.translation is not None
        return record.translation.html


@pytest.fixture
def newsroom(engine: sa.Engine, store: Store, memory: TranslationMemory, clock: Clock) -> Newsroom:
    made = Newsroom(engine, store, memory, clock)
    made.glossary.refresh()
    return made


def test_a_changed_term_sends_back_only_the_articles_that_hold_it(newsroom: Newsroom) -> None:
    holds = newsroom.take("1", "Bà con trồng lúa.", "Hôm nay TỈNH UỶ họp.")
    free = newsroom.take("2", "Bà con trồng lúa.")
    newsroom.translate()
    newsroom.terms = [NEWER]
    assert newsroom.glossary.compare().ids == (holds,)
    assert newsroom.state(holds) is State.PUBLISHED  # comparing changes nothing
    assert newsroom.glossary.refresh().ids == (holds,)
    assert (newsroom.state(holds), newsroom.state(free)) == (State.RECEIVED, State.PUBLISHED)


def test_only_the_sentences_with_the_term_go_to_the_engine_and_get_the_new_english(newsroom: Newsroom) -> None:
    holds = newsroom.take("1", "Bà con trồng lúa.", "Hôm nay Tỉnh ủy họp bàn.", "Trời nắng to.")
    newsroom.translate()
    assert "Provincial Party Committee" in newsroom.english(holds)
    newsroom.terms = [NEWER]
    newsroom.glossary.refresh()
    asked = newsroom.translate()
    assert asked
    assert all("Party Committee of the Province" in sentence for sentence in asked)
    assert "Party Committee of the Province" in newsroom.english(holds)
    assert "Provincial Party Committee" not in newsroom.english(holds)


def test_doubtful_sentences_without_the_term_are_not_tried_again(newsroom: Newsroom) -> None:
    doubts = [f"Không ai trong {n} nhà nói gì." for n in range(3, 9)]  # the engine always loses the negation
    newsroom.take("1", "Hôm nay Tỉnh ủy họp bàn.", *doubts)
    newsroom.translate()
    newsroom.terms = [NEWER]
    newsroom.glossary.refresh()
    asked = newsroom.translate()
    assert asked
    assert [sentence for sentence in asked if "Party Committee of the Province" not in sentence] == []


def test_added_and_removed_terms_count_and_a_second_refresh_finds_nothing(newsroom: Newsroom) -> None:
    committee, rice = newsroom.take("1", "Tỉnh ủy họp bàn."), newsroom.take("2", "Bà con trồng lúa.")
    newsroom.translate()
    newsroom.terms = [Term("trồng lúa", "grow rice")]
    found = newsroom.glossary.refresh()
    assert (found.change.added, found.change.removed, found.ids) == (("trồng lúa",), ("Tỉnh ủy",), (committee, rice))
    again = newsroom.glossary.refresh()
    assert (again.change.terms, again.ids) == (0, ())
    assert newsroom.glossary.compare() == again


def test_what_is_being_translated_with_the_old_glossary_is_translated_again(newsroom: Newsroom, clock: Clock) -> None:
    number = newsroom.take("1", "Hôm nay <b>Tỉnh</b> ủy họp.")
    newsroom.take("2", "Trời nắng to.")
    (claim, other) = newsroom.store.claim("there:1", now=clock(), lease=Limits().lease, limit=5)
    newsroom.terms = [NEWER]
    assert newsroom.glossary.refresh().ids == (number,)
    assert not newsroom.store.fail("there:1", claim, reason="x", now=clock())  # the claim is void
    assert newsroom.store.fail("there:1", other, reason="x", now=clock())


def test_withdrawn_and_failed_articles_stay_as_they_are(newsroom: Newsroom, clock: Clock) -> None:
    number = newsroom.take("1", "Tỉnh ủy họp bàn.")
    newsroom.translate()
    newsroom.store.move(number, to=State.WITHDRAWN, states=[State.PUBLISHED], reason="Gone.", now=clock())
    newsroom.terms = [NEWER]
    assert newsroom.glossary.refresh().ids == ()
    assert newsroom.state(number) is State.WITHDRAWN


def test_many_articles_are_read_and_sent_back_in_portions(newsroom: Newsroom) -> None:
    numbers = [newsroom.take(str(n), "Tỉnh ủy họp bàn." if n % 2 else "Trời nắng to.") for n in range(450)]
    newsroom.translate()
    newsroom.terms = [NEWER]
    assert newsroom.glossary.refresh().ids == tuple(numbers[1::2])
