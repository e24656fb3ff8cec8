"""An editor's decisions: kept at once, stronger than every engine, and in force in every article."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.services.conftest import FakeTranslator
from worker.core.check import Policy
from worker.core.errors import InvalidInputError
from worker.core.ingest import content_hash
from worker.core.model import Article, Grade, State
from worker.core.translate import Knowledge
from worker.services.editing import EditingService, Outcome
from worker.services.translation import Limits, TranslationService

if TYPE_CHECKING:
    from tests.conftest import Clock
    from worker.adapters.memory import TranslationMemory
    from worker.adapters.store import Record, Store

pytestmark = pytest.mark.integration

FLOOD, RAIN, RICE = "Nước lũ lên nhanh.", "Trời mưa to.", "Bà con trồng lúa."
LOOP = "again " * 6


class Weak(FakeTranslator):
    """Runs in a loop over floods, and invents a number when it rains."""

    @staticmethod
    def english(sentence: str) -> str:
        if "lũ" in sentence:
            return LOOP
        if "mưa" in sentence:
            return f"It rained 77 times: {FakeTranslator.english(sentence)}"
        return FakeTranslator.english(sentence)


class Other(Weak):
    """Another model with the same weaknesses."""

    name = "other 2"


class Desk:
    """Translators and an editor at one store."""

    def __init__(self, store: Store, memory: TranslationMemory, clock: Clock) -> None:
        self.store, self.memory, self.clock = store, memory, clock
        self.editing = EditingService(store, memory, Policy(), clock=clock)

    def take(self, guid: str, *sentences: str) -> int:
        html = "".join(f"<p>{sentence}</p>" for sentence in sentences)
        made = Article(source="mau", guid=guid, title="Bài báo", html=html)
        return self.store.save(replace(made, content_hash=content_hash(made)), now=self.clock()).id

    def translate(self, translator: FakeTranslator) -> list[str]:
        """Translate and publish all that waits; gives what the engine was asked."""
        translator.asked.clear()
        service = TranslationService(
            self.store,
            self.memory,
            lambda: translator,
            Policy(),
            Knowledge,
            worker="here:1",
            clock=self.clock,
            limits=Limits(),
        )
        while service.translate():
            pass
        self.store.mark_published(self.store.translated(limit=100), now=self.clock())
        return translator.asked

    def record(self, number: int) -> Record:
        record = self.store.record(number)
        assert record is not None
        return record

    def sentences(self, number: int) -> dict[str, tuple[str, str, Grade]]:
        translation = self.record(number).translation
        assert translation is not None
        return {
            sentence.source.text: (sentence.target.text, sentence.step, sentence.verdict.grade)
            for block in translation.blocks
            for sentence in block.sentences
        }


@pytest.fixture
def desk(store: Store, memory: TranslationMemory, clock: Clock) -> Desk:
    return Desk(store, memory, clock)


def test_a_correction_is_published_without_asking_the_engine_again(desk: Desk) -> None:
    number = desk.take("1", RICE, FLOOD)
    desk.translate(Weak())
    assert desk.record(number).state is State.HELD
    desk.editing.decide(FLOOD, "The flood is rising fast.")
    assert desk.editing.settle(number) is Outcome.GOES_BACK
    assert desk.translate(Weak()) == []
    assert desk.record(number).state is State.PUBLISHED
    assert desk.sentences(number)[FLOOD] == ("The flood is rising fast.", "editor", Grade.SURE)


def test_a_correction_outlives_new_versions_retries_and_another_model(desk: Desk, clock: Clock) -> None:
    number = desk.take("1", FLOOD)
    desk.translate(Weak())
    desk.editing.decide(FLOOD, "The flood is rising fast.")
    desk.editing.settle(number)
    desk.translate(Weak())
    desk.take("1", FLOOD, RICE)  # the publisher's new version
    assert desk.translate(Other()) == ["Bài báo", RICE]
    assert desk.sentences(number)[FLOOD] == ("The flood is rising fast.", "editor", Grade.SURE)
    desk.store.retry([number], states=[State.PUBLISHED], now=clock())
    assert FLOOD not in desk.translate(Other())
    assert desk.sentences(number)[FLOOD][0] == "The flood is rising fast."


def test_a_correction_wins_in_every_article_that_has_the_sentence(desk: Desk) -> None:
    first, second = desk.take("1", FLOOD), desk.take("2", RICE, FLOOD)
    third, apart = desk.take("3", FLOOD, "Đê vỡ vì lũ."), desk.take("4", RAIN)
    desk.translate(Weak())
    desk.editing.decide(FLOOD, "The flood is rising fast.")
    assert desk.editing.spread([FLOOD]) == [first, second]
    assert desk.record(third).state is State.HELD  # another sentence holds it
    assert desk.record(apart).state is State.PUBLISHED
    desk.translate(Weak())
    later = desk.take("5", FLOOD)
    desk.translate(Weak())
    for number in (first, second, later):
        assert desk.record(number).state is State.PUBLISHED
        assert desk.sentences(number)[FLOOD][0] == "The flood is rising fast."


def test_a_second_thought_replaces_the_first_where_it_is_published(desk: Desk) -> None:
    number = desk.take("1", FLOOD)
    desk.translate(Weak())
    for english in ("The flood is rising.", "The floodwater is rising fast."):
        desk.editing.decide(FLOOD, english)
        assert desk.editing.spread([FLOOD]) == [number]
        desk.translate(Weak())
    assert desk.sentences(number)[FLOOD][0] == "The floodwater is rising fast."
    assert desk.editing.spread([FLOOD]) == []  # it stands there already


def test_accepting_makes_a_doubtful_sentence_sure(desk: Desk) -> None:
    number = desk.take("1", RAIN)
    desk.translate(Weak())
    (review,) = desk.editing.reviews(doubtful=True)
    (trouble,) = review.troubles
    assert (trouble.source, trouble.grade, review.record.state) == (RAIN, Grade.DOUBTFUL, State.PUBLISHED)
    desk.editing.decide(trouble.source, trouble.english)
    assert desk.editing.settle(number) is Outcome.GOES_BACK
    desk.translate(Weak())
    assert desk.sentences(number)[RAIN] == (trouble.english, "editor", Grade.SURE)
    assert list(desk.editing.reviews(doubtful=True)) == []


def test_held_articles_come_by_themselves_doubtful_ones_when_asked_for(desk: Desk) -> None:
    held, doubtful, _ = desk.take("1", FLOOD), desk.take("2", RAIN), desk.take("3", RICE)
    desk.translate(Weak())
    assert [review.record.id for review in desk.editing.reviews()] == [held]
    assert [review.record.id for review in desk.editing.reviews(doubtful=True)] == [held, doubtful]
    assert [review.record.id for review in desk.editing.reviews([doubtful])] == [doubtful]


def test_what_was_decided_before_a_crash_is_carried_out_at_the_next_review(desk: Desk) -> None:
    number, other = desk.take("1", FLOOD), desk.take("2", FLOOD, "Đê vỡ vì lũ.")
    desk.translate(Weak())
    desk.editing.decide(FLOOD, "The flood is rising fast.")  # and then the terminal is closed
    first, second = desk.editing.reviews()
    assert (first.record.id, first.goes_back, desk.record(number).state) == (number, True, State.RECEIVED)
    assert (second.record.id, [one.source for one in second.troubles]) == (other, ["Đê vỡ vì lũ."])


def test_an_article_that_moved_on_meanwhile_is_left_alone(desk: Desk) -> None:
    numbers = [desk.take(str(n), f"Nước lũ lên {name}.") for n, name in enumerate(("nhanh", "cao"))]
    desk.translate(Weak())
    reviews = desk.editing.reviews()
    next(reviews)
    desk.take("1", RICE)
    assert list(reviews) == []
    assert desk.editing.settle(numbers[1]) is Outcome.UNTOUCHED
    assert desk.editing.settle(999) is Outcome.UNTOUCHED
    assert desk.editing.settle(numbers[0]) is Outcome.STAYS_HELD


def test_only_what_is_translated_can_be_reviewed(desk: Desk) -> None:
    number = desk.take("1", FLOOD)
    with pytest.raises(InvalidInputError, match=f"Article {number} is received"):
        desk.editing.reviews([number])
    with pytest.raises(InvalidInputError, match="no article 99"):
        desk.editing.reviews([99])


def test_a_sentence_cannot_be_decided_to_be_nothing(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="without any English"):
        desk.editing.decide(FLOOD, "  ")
