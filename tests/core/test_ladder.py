from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from worker.core.check import Policy
from worker.core.glossary import Term, glossary_of
from worker.core.ladder import Request, needs_no_translation, translate_sentences
from worker.core.model import Decoding, Grade, Hypothesis
from worker.core.protect.find import Context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.core.ladder import Attempt

CONTEXT = Context(glossary_of([Term("Tỉnh ủy", "Provincial Party Committee")]))
POLICY = Policy()


class Engine:
    """Answers from a table by text; alternatives are listed, an alignment may be given."""

    name = "table 1"

    def __init__(self, table: dict[str, Any]) -> None:
        self.table = table
        self.calls: list[tuple[str, str, list[str]]] = []

    def translate(
        self, sentences: Sequence[str], decoding: Decoding, *, align: Sequence[bool] | None = None
    ) -> list[Hypothesis]:
        assert align is not None
        self.calls.append(("translate", decoding.key, list(sentences)))
        return [self._first(sentence) for sentence in sentences]

    def alternatives(self, sentences: Sequence[str], decoding: Decoding, *, count: int) -> list[list[Hypothesis]]:
        self.calls.append(("alternatives", decoding.key, list(sentences)))
        found = [self.table.get(sentence, ["nothing to say here"]) for sentence in sentences]
        return [[Hypothesis(text, -0.5) for text in texts[:count]] for texts in found]

    def _first(self, sentence: str) -> Hypothesis:
        answer = self.table.get(sentence, ["nothing to say here"])
        return answer if isinstance(answer, Hypothesis) else Hypothesis(answer[0], -0.5)


def climb(
    engine: Engine, *texts: str, memory: Any, policy: Policy = POLICY, placeholders: Sequence[str] = ()
) -> list[Attempt]:
    requests = [Request(0, text, context=CONTEXT) for text in texts]
    attempts = translate_sentences(requests, engine, memory, policy, placeholders)
    return [attempts[(0, text)] for text in texts]


SOURCE = "Ông Thông đến thăm xã Tam Quang hôm thứ Hai."


def test_the_first_english_that_proves_everything_is_kept(memory: Any) -> None:
    engine = Engine({SOURCE: ["Mr Thong visited Tam Quang Commune on Monday."]})
    (attempt,) = climb(engine, SOURCE, memory=memory)
    assert (attempt.step, attempt.missing, attempt.verdict.grade) == ("plain", (), Grade.SURE)
    assert len(engine.calls) == 1


def test_a_near_miss_is_repaired_without_asking_again(memory: Any) -> None:
    engine = Engine({SOURCE: ["Mr Thông visited Tam Quan Commune on Monday."]})
    (attempt,) = climb(engine, SOURCE, memory=memory)
    assert (attempt.step, attempt.text) == ("repair", "Mr Thong visited Tam Quang Commune on Monday.")
    assert len(engine.calls) == 1


def test_a_sentence_that_lacks_something_is_rewritten(memory: Any) -> None:
    rewritten = "Ông Thong đến thăm Tam Quang Commune hôm Monday."
    engine = Engine({SOURCE: ["He visited them."], rewritten: ["Mr Thong visited Tam Quang Commune on Monday."]})
    (attempt,) = climb(engine, SOURCE, memory=memory)
    assert (attempt.step, attempt.missing) == ("rewritten", ())
    assert [key for _, key, _ in engine.calls] == [POLICY.decoding.key, POLICY.rewrite.key]


def test_names_are_hidden_behind_tokens_that_the_package_copies(memory: Any) -> None:
    hidden = "Ông Peter đến thăm David hôm Monday."
    engine = Engine({SOURCE: ["He visited."], hidden: ["Mr Peter visited David on Monday."]})
    (attempt,) = climb(engine, SOURCE, memory=memory, placeholders=("Peter", "David"))
    assert (attempt.step, attempt.text) == ("hidden", "Mr Thong visited Tam Quang Commune on Monday.")


def test_a_lost_token_counts_for_nothing(memory: Any) -> None:
    engine = Engine({SOURCE: ["He visited on Monday."], "Ông Peter đến thăm David hôm Monday.": ["He left."]})
    (attempt,) = climb(engine, SOURCE, memory=memory, placeholders=("Peter", "David"))
    assert attempt.step != "hidden"
    assert attempt.verdict.grade is Grade.DOUBTFUL


def test_the_proofs_choose_among_alternatives(memory: Any) -> None:
    engine = Engine({SOURCE: ["He visited them.", "Mr Thong visited Tam Quang Commune on Monday."]})
    (attempt,) = climb(engine, SOURCE, memory=memory)
    assert (attempt.step, attempt.missing) == ("alternative", ())


def test_another_hypothesis_is_taken_where_the_first_has_a_word_that_is_no_english(memory: Any) -> None:
    known = frozenset({"visited", "commune", "monday"})
    first, second = "Mr Thong visitified Tam Quang Commune on Monday.", "Mr Thong visited Tam Quang Commune on Monday."
    (attempt,) = climb(Engine({SOURCE: [first, second]}), SOURCE, memory=memory, policy=Policy(english_words=known))
    assert (attempt.step, attempt.text, attempt.verdict.grade) == ("alternative", second, Grade.SURE)


def test_what_is_left_is_put_where_the_engine_looked_and_doubted(memory: Any) -> None:
    pairs = tuple((i, i) for i in range(9))
    english = Hypothesis("Mr Information come visit commune Three Wide on second.", -0.5, pairs)
    engine = Engine({SOURCE: english, "Ông Thong đến thăm Tam Quang Commune hôm Monday.": english})
    (attempt,) = climb(engine, SOURCE, memory=memory, policy=Policy(alternatives=0))
    assert attempt.step == "placed"
    assert "Thong" in attempt.text
    assert attempt.verdict.grade is Grade.DOUBTFUL
    assert "was put where" in attempt.verdict.findings[0].detail


def test_what_cannot_be_proven_is_told_one_by_one(memory: Any) -> None:
    (attempt,) = climb(Engine({}), SOURCE, memory=memory)
    assert {o.text for o in attempt.missing} == {"Thông", "xã Tam Quang", "thứ Hai"}
    details = [finding.detail for finding in attempt.verdict.findings]
    assert any('does not show "Thông": "Thong" follows in brackets' in detail for detail in details)
    assert attempt.text == "Nothing to say here [Thong; Tam Quang Commune; Monday]"


def test_titles_take_no_notes(memory: Any) -> None:
    request = Request(0, SOURCE, context=CONTEXT, takes_notes=False)
    attempts = translate_sentences([request, Request(0, SOURCE, context=CONTEXT)], Engine({}), memory, POLICY)
    attempt = attempts[request.key]
    assert attempt.text == "Nothing to say here"
    assert any('does not show "Thông" (Thong)' in finding.detail for finding in attempt.verdict.findings)


def test_kinds_that_must_not_be_lost_hold_the_sentence(memory: Any) -> None:
    (attempt,) = climb(Engine({}), SOURCE, memory=memory, policy=Policy(held_kinds=frozenset({"name"})))
    assert attempt.verdict.grade is Grade.HELD


@pytest.mark.parametrize("broken", ["", "rain rain rain rain", "Trời mưa rất to ở đây."])
def test_another_hypothesis_is_taken_where_the_first_is_broken(memory: Any, broken: str) -> None:
    source = "Trời mưa rất to ở đây."
    (attempt,) = climb(Engine({source: [broken, "It rains very hard here."]}), source, memory=memory)
    assert (attempt.step, attempt.text) == ("alternative", "It rains very hard here.")


def test_vietnamese_in_capitals_is_put_to_the_engine_in_small_letters(memory: Any) -> None:
    context = replace(CONTEXT, proper_nouns=frozenset({"Tam Quang"}))
    small, english = "Họp Tỉnh ủy ở xã Tam Quang", "The Provincial Party Committee meets in Tam Quang Commune"
    requests = [Request(0, text, context=context) for text in (small.upper(), small)]
    engine = Engine({small: [english]})
    attempts = translate_sentences(requests, engine, memory, POLICY)
    assert {attempts[request.key].text for request in requests} == {english}
    assert [asked for _, _, asked in engine.calls] == [[small]]


@pytest.mark.parametrize(
    ("source", "said", "shown"),
    [
        ("Họp lúc 20 giờ", "The meeting is at 8 p.m.", "The meeting is at 8 p.m."),
        ("Trời mưa rất to", "It rains very hard.", "It rains very hard"),
        ("Trời mưa rất to...", "it rains very hard...", "It rains very hard..."),
        ('"Trời mưa rất to', '" It rains very hard', '"It rains very hard'),
        ("Nước chảy 450 m3/giây.", "The water flows at 450 m3/ second.", "The water flows at 450 m3/second."),
    ],
)
def test_the_english_is_tidied_as_the_source_is(memory: Any, source: str, said: str, shown: str) -> None:
    (attempt,) = climb(Engine({source: [said]}), source, memory=memory)
    assert attempt.text == shown


def test_all_retries_stay_within_their_budget(memory: Any) -> None:
    texts = [f"Ông Thông đến thăm xã Tam Quang {number} lần trong năm ngoái và năm nay." for number in range(2, 60)]
    engine = Engine({})
    climb(engine, *texts, memory=memory)
    words = sum(len(text.split()) for text in texts)
    cost = {POLICY.rewrite.key: 0.35, POLICY.decoding.key: 1.0}
    spent = sum(cost[key] * len(text.split()) for _, key, asked in engine.calls[1:] for text in asked)
    assert 0 < spent <= 1.2 * POLICY.retry_budget * words


def test_a_second_climb_asks_the_engine_for_nothing(memory: Any) -> None:
    first = climb(Engine({}), SOURCE, memory=memory)
    engine = Engine({})
    second = climb(engine, SOURCE, memory=memory)
    assert engine.calls == []
    assert second[0].text == first[0].text
    assert second[0].step == "memory"


@pytest.mark.parametrize("text", ["1.250", "https://x.vn", "Facebook", "This is English.", "- - -", "Ha Noi"])
def test_what_is_the_same_in_english_is_kept(text: str) -> None:
    assert needs_no_translation(text)


@pytest.mark.parametrize("text", ["Trời mưa", "tin tuc trong ngay", "Café ở đây"])
def test_what_is_vietnamese_is_translated(text: str) -> None:
    assert not needs_no_translation(text)
