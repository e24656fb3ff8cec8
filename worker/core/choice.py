"""Which of an engine's hypotheses is the best: the one with the fewest faults that the source alone can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.core.negation import invented_negation, lost_negation
from worker.core.proof import unproven
from worker.core.protect.find import Context, find_obligations
from worker.core.repetition import in_a_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.core.model import Hypothesis


def by_faults(source: str, hypotheses: Sequence[Hypothesis]) -> list[Hypothesis]:
    """The hypotheses with the fewest faults first, those with as many in the order in which they came.

    A fault is a name, number, date or the like that the English does not show, words that follow on themselves once
    more than any of the source do, a denial that only one side has, and an end that is missing.
    """
    if len(hypotheses) == 1:
        return list(hypotheses)
    obligations = find_obligations(source, Context())

    def faults(one: Hypothesis) -> int:
        denials = bool(lost_negation(source, one.text)) + bool(invented_negation(source, one.text))
        return len(unproven(obligations, one.text)) + _repeats(source, one.text) + denials + (not one.complete)

    return sorted(hypotheses, key=faults)


def is_whole(source: str, hypothesis: Hypothesis) -> bool:
    """Whether the English came to its end and says nothing twice in a row."""
    return hypothesis.complete and not _repeats(source, hypothesis.text)


def _repeats(source: str, english: str) -> int:
    found = in_a_row(source, english)
    return found.times - 1 if found else 0
