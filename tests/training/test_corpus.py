"""The sentence pairs written for the model: enough of them, clean, in house style, and true to their numbers."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from models.training.prepare import read_own, read_tsv
from models.training.text import DOCUMENT_NUMBER, clean, fingerprint, house_style, unmatched_numbers
from worker.core.languages.vi import has_marks

CORPUS = Path(__file__).parents[2] / "models" / "training" / "corpus"
OWN = list(read_own(CORPUS))
HELDOUT = list(read_tsv(CORPUS / "heldout.tsv", "heldout"))


def test_there_are_enough_pairs_and_themes() -> None:
    assert len(OWN) >= 3_000
    assert len(HELDOUT) >= 300
    assert len(list(CORPUS.glob("*.tsv"))) > 16


@pytest.mark.parametrize("pairs", [OWN, HELDOUT], ids=["own", "heldout"])
def test_both_sides_are_clean_nfc_text_in_house_style(pairs: list) -> None:
    for pair in pairs:
        assert pair.vi == clean(pair.vi) == unicodedata.normalize("NFC", pair.vi), pair
        assert pair.en == house_style(clean(pair.en)), pair


@pytest.mark.parametrize("pairs", [OWN, HELDOUT], ids=["own", "heldout"])
def test_the_english_has_no_vietnamese_letters_but_in_document_numbers(pairs: list) -> None:
    for pair in pairs:
        words = [word for word in pair.en.split() if not DOCUMENT_NUMBER.match(word)]
        assert not any(has_marks(word) for word in words), pair


@pytest.mark.parametrize("pairs", [OWN, HELDOUT], ids=["own", "heldout"])
def test_both_sides_say_the_same_numbers(pairs: list) -> None:
    wrong = {pair.vi: found for pair in pairs if (found := unmatched_numbers(pair.vi, pair.en))}
    assert not wrong


def test_no_sentence_is_there_twice_and_none_is_held_out_as_well() -> None:
    sources = [fingerprint(pair.vi) for pair in OWN + HELDOUT]
    assert len(set(sources)) == len(sources)


def test_the_vietnamese_is_vietnamese() -> None:
    plain = [pair.vi for pair in OWN + HELDOUT if not has_marks(pair.vi) and len(pair.vi.split()) > 5]
    assert not plain


def test_every_held_out_sentence_has_something_to_measure() -> None:
    for pair in HELDOUT:
        assert re.search(r"\d", pair.en) or re.search(r"\b[A-Z]\w+ [A-Z]\w+ [A-Z]\w+", pair.en), pair
