from __future__ import annotations

from typing import TYPE_CHECKING

from worker.core.model import Decoding, Hypothesis
from worker.core.probe import CARRIERS, FORMS, CopyRate, placeholders, probe

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
        return [Hypothesis(sentence.replace("[", "(").replace("#", ""), 0.0) for sentence in sentences]

    def alternatives(self, sentences: Sequence[str], decoding: Decoding, *, count: int) -> list[list[Hypothesis]]:
        raise NotImplementedError


def test_every_form_is_asked_for_in_one_call_and_its_copies_counted() -> None:
    engine = Copier()
    rates = {rate.form: rate for rate in probe(engine, Decoding())}
    assert engine.calls == 1
    assert set(rates) == set(FORMS)
    assert rates["first names"].rate == 1.0
    assert rates["brackets"].rate == 0.0
    assert rates["first names"].asked >= len(CARRIERS)


def test_the_most_faithful_form_is_used_if_it_is_faithful_enough() -> None:
    good = CopyRate("a", ("A",), 99, 100)
    poor = CopyRate("b", ("B",), 90, 100)
    assert placeholders([poor, good]) == ("A",)
    assert placeholders([poor]) == ()
    assert placeholders([]) == ()
    assert CopyRate("c", (), 0, 0).rate == 0.0
