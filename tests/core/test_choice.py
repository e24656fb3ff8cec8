from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.choice import by_faults, is_whole
from worker.core.model import Hypothesis

SOURCE = "Ông Nguyễn Văn Thông đến thăm 25 hộ dân hôm 9/1."
WHOLE = "Mr Nguyen Van Thong visited 25 households on January 9."


@pytest.mark.parametrize(
    "worse",
    [
        Hypothesis("Mr Nguyen Van Thong visited the households on January 9.", -0.1),
        Hypothesis("Mr Nguyen Van visited 25 households on January 9.", -0.1),
        Hypothesis("Mr Nguyen Van Thong visited 25 households households on January 9.", -0.1),
        Hypothesis(WHOLE, -0.1, complete=False),
    ],
)
def test_a_likelier_hypothesis_with_a_fault_comes_after_one_without(worse: Hypothesis) -> None:
    assert [one.score for one in by_faults(SOURCE, [worse, Hypothesis(WHOLE, -0.5)])] == [-0.5, -0.1]


@given(st.lists(st.sampled_from([WHOLE, "He came.", "25 25 25 25", ""]), min_size=1, max_size=6))
def test_none_is_lost_and_equals_keep_their_order(texts: list[str]) -> None:
    hypotheses = [Hypothesis(text, -float(place)) for place, text in enumerate(texts)]
    found = by_faults(SOURCE, hypotheses)
    assert sorted(found, key=hypotheses.index) == hypotheses
    for text in texts:
        scores = [one.score for one in found if one.text == text]
        assert scores == sorted(scores, reverse=True)


def test_english_that_denies_what_the_source_says_comes_last() -> None:
    source = "Hôm nay trời không mưa."
    denied, said = "It does not rain today.", "It rains today."
    assert by_faults(source, [Hypothesis(said, -0.1), Hypothesis(denied, -0.5)])[0].text == denied


def test_english_that_repeats_itself_or_breaks_off_is_not_whole() -> None:
    assert is_whole(SOURCE, Hypothesis(WHOLE, -0.5))
    assert not is_whole(SOURCE, Hypothesis(WHOLE, -0.5, complete=False))
    assert not is_whole(SOURCE, Hypothesis(f"{WHOLE} The village village.", -0.5))
