"""Translating: each claimed article ends in a state with its reason, and no sentence is translated twice."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
import structlog

from tests.services.conftest import FakeTranslator
from worker.core.check import Policy
from worker.core.errors import ConfigurationError, ModelError, TemporaryError
from worker.core.ingest import content_hash
from worker.core.model import Article, State
from worker.core.translate import Knowledge
from worker.services.translation import Limits, TranslationService

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.conftest import Clock
    from worker.adapters.memory import TranslationMemory
    from worker.adapters.store import Store
    from worker.core.model import Decoding, Hypothesis

pytestmark = pytest.mark.integration


def article(guid: str, *sentences: str, language: str = "vi") -> Article:
    made = Article(
        source="mau",
        guid=guid,
        title=f"Bài báo {guid}",
        html="".join(f"<p>{sentence}</p>" for sentence in sentences),
        language=language,
    )
    return Article(**{name: getattr(made, name) for name in made.__slots__} | {"content_hash": content_hash(made)})


@pytest.fixture
def service(store: Store, memory: TranslationMemory, translator: FakeTranslator, clock: Clock) -> TranslationService:
    return TranslationService(
        store,
        memory,
        lambda: translator,
        Policy(),
        Knowledge,
        worker="here:1",
        clock=clock,
        limits=Limits(attempts=3),
    )


def test_waiting_articles_are_translated_and_kept(service: TranslationService, store: Store, clock: Clock) -> None:
    ids = [store.save(article(str(n), f"Bà con trồng lúa ở xã {n}."), now=clock()).id for n in range(10)]
    first, second, third = service.translate([ids[9]]), service.translate(), service.translate()
    assert ids[9] in [one.id for one in first]
    assert (len(first), len(second), third) == (8, 2, [])
    assert {record.state for record in store.every()} == {State.TRANSLATED}
    (record,) = [record for record in store.every() if record.id == ids[0]]
    assert record.translation is not None
    assert record.translation.title.startswith("Said:")
    assert record.translation.engine == "fake 1"


def test_an_edited_article_costs_only_its_new_sentences(
    service: TranslationService, store: Store, translator: FakeTranslator, clock: Clock
) -> None:
    store.save(article("1", "Bà con trồng lúa.", "Trời nắng to."), now=clock())
    service.translate()
    translator.asked.clear()
    store.save(article("1", "Bà con trồng lúa.", "Trời mưa to."), now=clock())
    (done,) = service.translate()
    assert translator.asked == ["Trời mưa to."]
    assert (done.sentences, done.remembered) == (3, 2)


def test_it_is_counted_which_step_gave_how_many_sentences(
    service: TranslationService, store: Store, clock: Clock
) -> None:
    store.save(article("1", "Bà con trồng lúa.", "Trời nắng to."), now=clock())
    with structlog.testing.capture_logs() as logs:
        (done,) = service.translate()
    assert sum(done.won.values()) == done.sentences == 3
    assert [line["won"] for line in logs if line["event"] == "translated"] == [done.won]


def test_an_english_article_passes_without_the_engine(
    service: TranslationService, store: Store, translator: FakeTranslator, clock: Clock
) -> None:
    store.save(article("1", "Farmers plant rice.", language="en"), now=clock())
    (done,) = service.translate()
    assert (done.state, translator.asked) == (State.TRANSLATED, [])


class EmptyTranslator(FakeTranslator):
    @staticmethod
    def english(sentence: str) -> str:
        del sentence
        return ""


@pytest.mark.parametrize("translator", [EmptyTranslator()])
def test_what_fails_its_checks_is_held_with_the_reason(service: TranslationService, store: Store, clock: Clock) -> None:
    store.save(article("1", "Bà con trồng lúa."), now=clock())
    (done,) = service.translate()
    (held,) = store.every()
    assert held.state is State.HELD
    assert done.state is State.HELD
    assert "no English" in held.reason


def test_an_engine_that_stumbles_is_tried_again_later_and_given_up_in_the_end(
    service: TranslationService, store: Store, translator: FakeTranslator, clock: Clock
) -> None:
    store.save(article("1", "Bà con trồng lúa."), now=clock())
    translator.broken = True
    for attempt in (1, 2, 3):
        with pytest.raises(TemporaryError, match="stumbled"):
            service.translate()
        (record,) = store.every()
        assert record.attempts == attempt
        assert service.translate() == []  # not before its time
        clock.go(hours=1)
    assert record.state is State.FAILED
    assert "after 3 tries" in record.reason
    assert "stumbled" in record.reason


def test_without_a_model_nothing_is_taken_off_the_queue(store: Store, memory: TranslationMemory, clock: Clock) -> None:
    def missing() -> FakeTranslator:
        raise ModelError("No package is installed.")

    store.save(article("1", "Bà con trồng lúa."), now=clock())
    service = TranslationService(
        store,
        memory,
        missing,
        Policy(),
        Knowledge,
        worker="w",
        clock=clock,
        limits=Limits(attempts=3),
    )
    with pytest.raises(ModelError):
        service.translate()
    (record,) = store.every()
    assert (record.state, record.attempts) == (State.RECEIVED, 0)


def test_a_mistake_in_the_glossary_takes_nothing_off_the_queue(
    store: Store, memory: TranslationMemory, translator: FakeTranslator, clock: Clock
) -> None:
    def mistaken() -> Knowledge:
        raise ConfigurationError("glossary.vi-en.csv, line 7: a row has 5 fields.")

    store.save(article("1", "Bà con trồng lúa."), now=clock())
    service = TranslationService(
        store, memory, lambda: translator, Policy(), mistaken, worker="w", clock=clock, limits=Limits()
    )
    with pytest.raises(ConfigurationError):
        service.translate()
    (record,) = store.every()
    assert (record.state, record.attempts) == (State.RECEIVED, 0)


class DamagedTranslator(FakeTranslator):
    """Its package turns out to be damaged when the first sentence is asked for."""

    def translate(
        self, sentences: Sequence[str], decoding: Decoding, *, align: Sequence[bool] | None = None
    ) -> list[Hypothesis]:
        del sentences, decoding, align
        raise ModelError("model.bin is cut short.")


@pytest.mark.parametrize("translator", [DamagedTranslator()])
def test_a_damaged_model_is_no_fault_of_the_articles(service: TranslationService, store: Store, clock: Clock) -> None:
    store.save(article("1", "Bà con trồng lúa."), now=clock())
    for _ in range(5):
        with pytest.raises(ModelError):
            service.translate()
        clock.go(hours=1)
    (record,) = store.every()
    assert (record.state, record.attempts) == (State.RECEIVED, 0)
    assert "model.bin is cut short" in record.reason


class ChokingTranslator(FakeTranslator):
    """One sentence ends every call that holds it."""

    def translate(
        self, sentences: Sequence[str], decoding: Decoding, *, align: Sequence[bool] | None = None
    ) -> list[Hypothesis]:
        if any("nghẹn" in sentence for sentence in sentences):
            raise RuntimeError("out of memory")
        return super().translate(sentences, decoding, align=align)


@pytest.mark.parametrize("translator", [ChokingTranslator()])
def test_an_article_that_chokes_the_engine_is_given_up_alone(
    service: TranslationService, store: Store, clock: Clock
) -> None:
    for number in range(4):
        store.save(article(str(number), "Bà con nghẹn." if number == 1 else "Bà con trồng lúa."), now=clock())
    for _ in range(12):
        with contextlib.suppress(TemporaryError):
            service.translate()
        clock.go(hours=1)
    states = {record.article.guid: record.state for record in store.every()}
    assert states == {"0": State.TRANSLATED, "1": State.FAILED, "2": State.TRANSLATED, "3": State.TRANSLATED}


class EditingTranslator(FakeTranslator):
    """While it works, the publisher changes the article."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__()
        self.store, self.clock = store, clock

    def translate(
        self, sentences: Sequence[str], decoding: Decoding, *, align: Sequence[bool] | None = None
    ) -> list[Hypothesis]:
        self.store.save(article("1", "Trời mưa to."), now=self.clock())
        return super().translate(sentences, decoding, align=align)


def test_an_article_changed_meanwhile_is_translated_again(
    store: Store, memory: TranslationMemory, clock: Clock
) -> None:
    store.save(article("1", "Bà con trồng lúa."), now=clock())
    editing = EditingTranslator(store, clock)
    service = TranslationService(
        store,
        memory,
        lambda: editing,
        Policy(),
        Knowledge,
        worker="w",
        clock=clock,
        limits=Limits(attempts=3),
    )
    assert service.translate() == []
    (done,) = service.translate()
    (record,) = store.translated(limit=5)
    assert done.id == record.id
    assert record.translation is not None
    assert "Tri ma to" in record.translation.html
