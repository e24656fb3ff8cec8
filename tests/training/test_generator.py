"""What the generator promises: repeatable, complete, exact, and copied where the text was protected."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.training import fillers, generator, naming
from models.training.text import DOCUMENT_NUMBER
from models.training.tokens import PLACEHOLDERS
from models.training.words import LEXICON
from worker.core.languages.vi import has_marks, romanise

if TYPE_CHECKING:
    from collections.abc import Callable

SEEDS = st.integers(0, 2**32)


def test_one_seed_gives_the_same_pairs() -> None:
    assert list(generator.pairs(200, seed=7)) == list(generator.pairs(200, seed=7))
    assert list(generator.pairs(200, seed=7)) != list(generator.pairs(200, seed=8))


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_no_slot_stays_open_and_the_english_has_plain_letters(seed: int) -> None:
    for vi, en in generator.pairs(3, seed=seed):
        assert "{" not in vi + en
        assert not any(has_marks(word) for word in en.split() if not DOCUMENT_NUMBER.match(word)), en


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_placeholders_stand_on_both_sides_alike(seed: int) -> None:
    for vi, en in generator.pairs(3, seed=seed):
        assert sorted(t for t in PLACEHOLDERS if t in vi) == sorted(t for t in PLACEHOLDERS if t in en)


@settings(deadline=None, max_examples=40)
@given(SEEDS)
def test_a_name_keeps_its_words_and_loses_its_marks(seed: int) -> None:
    vi, en = naming.person(random.Random(seed), "f")  # noqa: S311 - repeatable, not secret
    assert romanise(vi) == en
    assert 1 <= len(en.split()) <= 5
    assert all(word[0].isupper() for word in vi.split())


@settings(deadline=None, max_examples=40)
@given(SEEDS, st.sampled_from((naming.landmark, naming.firm)))
def test_what_is_named_keeps_its_name_without_marks(
    seed: int, made: Callable[[random.Random], tuple[str, str]]
) -> None:
    vi, en = made(random.Random(seed))  # noqa: S311 - the same
    assert romanise(" ".join(vi.split()[-2:])) in en


def test_any_syllable_of_the_language_may_stand_in_a_name() -> None:
    rng = random.Random(1)  # noqa: S311 - the same
    parts = {part for _ in range(20_000) for part in naming.person(rng, "m")[0].split()}
    assert len(parts) > 2_500


@settings(deadline=None, max_examples=40)
@given(SEEDS)
def test_a_document_number_is_copied(seed: int) -> None:
    vi, en = fillers.document(random.Random(seed))  # noqa: S311 - the same
    assert vi.split()[-1] == en.split()[-1]


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [("Hồ Chí Minh", "Ho Chi Minh City"), ("Nghệ An", "Nghe An"), ("Huế", "Hue")],
)
def test_places_have_their_english_names(vietnamese: str, english: str) -> None:
    made = {naming.place(random.Random(seed)) for seed in range(4_000)}  # noqa: S311 - the same
    assert any(vietnamese in vi and english in en for vi, en in made)
    assert all("City" in en for vi, en in made if "Hồ Chí Minh" in vi)


def test_the_lexicon_has_every_province_before_and_after_the_mergers() -> None:
    rows = [
        line.split("\t")
        for line in (LEXICON / "provinces.tsv").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert sum(row[2] == "yes" for row in rows) == 63
    assert sum(row[3] == "yes" for row in rows) == 34


def test_what_both_sides_share_is_masked_in_real_sentences() -> None:
    rows = [("Ông Smith đến Paris năm 2019.", "Mr. Smith came to Paris in 2019.")]
    ((vi, en),) = generator.masked(rows, share=1.0, seed=3)
    for shared in ("Smith", "Paris", "2019"):
        assert shared not in vi + en
    assert sorted(t for t in PLACEHOLDERS if t in vi) == sorted(t for t in PLACEHOLDERS if t in en)
