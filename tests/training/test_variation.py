"""What a varied sentence promises: other names and numbers, the same on both sides, and no word else changed."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from models.training.prepare import read_own
from models.training.text import unmatched_numbers
from models.training.variation import varied
from worker.core.languages.vi import romanise

SIGNED = (
    "Ông Lê Văn Sáu ký Quyết định số 137/QĐ-UBND hỗ trợ 450 hộ dân xã Nậm Giải.",
    "Le Van Sau signed Decision No. 137/QĐ-UBND supporting 450 households in Nam Giai commune.",
)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32))
def test_what_is_exact_is_exchanged_on_both_sides_alike(seed: int) -> None:
    ((vi, en),) = varied([SIGNED], copies=1, seed=seed)
    frame = re.fullmatch(r"Ông (.+) ký Quyết định số (\S+) hỗ trợ (\d{3}) hộ dân xã (.+)\.", vi)
    assert frame, vi
    name, code, count, place = frame.groups()
    assert (name, place) != ("Lê Văn Sáu", "Nậm Giải")
    assert en == (
        f"{romanise(name)} signed Decision No. {code} supporting {count} households in {romanise(place)} commune."
    )


def test_dates_times_and_bare_titles_stay() -> None:
    row = (
        "Chiều ngày 20 tháng 11, Chủ tịch Hồ Văn Nhu đến lúc 10 giờ.",
        "On the afternoon of November 20, Chairman Ho Van Nhu came at 10 a.m.",
    )
    for vi, en in varied([row], copies=20, seed=1):
        assert vi.startswith("Chiều ngày 20 tháng 11, Chủ tịch ")
        assert vi.endswith("đến lúc 10 giờ.")
        assert en.startswith("On the afternoon of November 20, Chairman ")


def test_many_numbers_in_one_sentence_are_each_exchanged_once() -> None:
    numbers = [*range(20, 31), 10]  # the last is exchanged as the twelfth, after the one at place 10
    vi = "Ông Lê Văn Sáu: " + "; ".join(map(str, numbers)) + "."
    ((told, english),) = varied([(vi, "Le Van Sau: " + vi.split(": ")[1])], copies=1, seed=3)
    assert re.fullmatch(r"[^:]+: (?:\d\d; ){11}\d\d\.", told)
    assert told.split(": ")[1] == english.split(": ")[1]


def test_a_sentence_without_names_or_document_numbers_is_not_told_again() -> None:
    assert not list(varied([("Giá lúa tăng 450 đồng.", "Rice rose 450 VND.")], copies=3, seed=1))


def test_one_seed_gives_the_same_pairs() -> None:
    assert list(varied([SIGNED], copies=4, seed=5)) == list(varied([SIGNED], copies=4, seed=5))


def test_no_number_of_the_own_corpus_is_changed_on_one_side_alone() -> None:
    fit = [(pair.vi, pair.en) for pair in read_own() if not unmatched_numbers(pair.vi, pair.en)][::4]
    # A person called Mây is no month.
    made = [pair for pair in varied(fit, copies=1, seed=2) if "May" not in pair[1]]
    assert len(made) > 500
    assert not [pair for pair in made if unmatched_numbers(*pair)]
