from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.repetition import Repetition, all_over, in_a_row

WORDS = st.lists(st.sampled_from(["storm", "dike", "village", "river", "of", "7"]), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("source", "english", "found"),
    [
        ("Trời mưa.", "rain rain rain rain", Repetition("rain", 4)),
        ("Xem Hình 1.1.", "See Figure 1.1.1.1.", Repetition("1", 4)),
        ("Đường dây 110 kV.", "The 110 kV line 110 kV line.", Repetition("110 kv line", 2)),
        ("Đoàn kết, đoàn kết, đoàn kết.", "Unity, unity, unity.", None),
        ("Bà có triệu chứng.", "She had had symptoms.", None),
        ("Giá 3.000.000 đồng.", "It costs 3.000.000 VND.", None),
        ("", "", None),
    ],
)
def test_words_that_follow_on_themselves_oftener_than_in_the_source_are_found(
    source: str, english: str, found: Repetition | None
) -> None:
    assert in_a_row(source, english) == found


@given(WORDS, st.integers(3, 6))
def test_whatever_is_said_three_times_in_a_row_is_found(words: list[str], times: int) -> None:
    found = in_a_row("Trời mưa.", " ".join(words * times))
    assert found is not None
    assert found.times >= times


@given(st.text(max_size=60))
def test_no_text_repeats_more_than_itself(text: str) -> None:
    assert in_a_row(text, text) is None


def test_words_all_over_a_sentence_are_found() -> None:
    english = "He said that the province would, and he said that the, then he said that the, so he said that the end."
    assert all_over("Ông nói.", english, 3) == Repetition("he said that the", 4)
    assert all_over("Ông nói.", english, 4) is None
