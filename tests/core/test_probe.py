from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from worker.core.check import Policy
from worker.core.languages.vi_prose import PROSE
from worker.core.model import Decoding, Hypothesis
from worker.core.probe import CARRIERS, FORMS, CopyRate, Probed, ScoreScale, copy_rates, probe

if TYPE_CHECKING:
    from collections.abc import Sequence


class Copier:
    """Copies everything but brackets and hashes."""

    name = "copier 1"
    calls = 0

    def translate(
        self, sentences: Sequence[str], decoding: Decoding, *, align: Sequence[bool] | None = None
    ) -> list[Hypothesis]:
        assert align is None
        assert decoding == Decoding()
        self.calls += 1
        return [
            Hypothesis(sentence.replace("[", "(").replace("#", ""), -0.5 - 0.5 * (number % 2))
            for number, sentence in enumerate(sentences)
        ]

    def alternatives(self, sentences: Sequence[str], decoding: Decoding, *, count: int) -> list[list[Hypothesis]]:
        return [[found] * count for found in self.translate(sentences, decoding)]


SCALE = ScoreScale(mean=-0.75, spread=0.25)


def test_every_form_is_asked_for_in_one_call_and_its_copies_counted() -> None:
    engine = Copier()
    rates = {rate.form: rate for rate in copy_rates(engine, Decoding())}
    assert engine.calls == 1
    assert set(rates) == set(FORMS)
    assert rates["first names"].rate == 1.0
    assert rates["brackets"].rate == 0.0
    assert rates["first names"].asked >= len(CARRIERS)


def test_the_most_faithful_form_is_used_if_it_is_faithful_enough() -> None:
    good = CopyRate("a", ("A",), 99, 100)
    poor = CopyRate("b", ("B",), 89, 100)
    assert Probed((poor, good), SCALE).placeholders == ("A",)
    assert Probed((poor,), SCALE).placeholders == ()
    assert Probed((), SCALE).placeholders == ()
    assert CopyRate("c", (), 0, 0).rate == 0.0


def test_reserved_tokens_are_preferred_while_they_are_faithful_enough() -> None:
    names = CopyRate("first names", ("Peter",), 12, 12)
    assert Probed((names, CopyRate("reserved", ("⟦0⟧",), 11, 12)), SCALE).placeholders == ("⟦0⟧",)
    assert Probed((names, CopyRate("reserved", ("⟦0⟧",), 10, 12)), SCALE).placeholders == ("Peter",)


def test_a_package_is_measured_on_ordinary_news_in_the_language_it_reads() -> None:
    assert len(set(PROSE)) == len(PROSE) >= 40
    probed = probe(Copier(), Decoding(), Decoding())
    assert probed.scores == SCALE


def test_a_sentence_is_doubted_by_what_its_own_package_usually_scores() -> None:
    sure = Probed((), ScoreScale(mean=-0.3, spread=0.1))
    unsure = Probed((), ScoreScale(mean=-1.5, spread=0.5))
    policy = Policy(min_score=-2.0, score_deviations=3.0)
    assert sure.fitted(policy).min_score == pytest.approx(-0.6)
    assert unsure.fitted(policy).min_score == policy.min_score
