"""The package's dictionary is counted in the training text, and practised as it will be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.training import bilingual
from models.training.bilingual import Entry, counted, for_package, hinted, meanings
from worker.core.dictionary import Dictionary, parse

if TYPE_CHECKING:
    from pathlib import Path

PRISON = [("Anh vào nhà tù.", "He entered a prison"), ("Ba nhà tù, nhà tù mới.", "Three prisons, new prisons")]


def test_a_word_is_counted_once_a_sentence_and_the_unseen_stay() -> None:
    known = Dictionary({"vân vân": "", "mồ côi": "orphaned", "nhà tù": "prison"})
    assert counted([*PRISON, ("Vân vân.", "And so on")], known) == [
        Entry("nhà tù", "prison", 2),
        Entry("vân vân", "", 1),
        Entry("mồ côi", "orphaned", 0),
    ]


def test_what_is_written_is_read_again_and_a_missing_file_holds_nothing(tmp_path: Path) -> None:
    entries = [Entry("nhà tù", "prison", 6), Entry("vân vân", "", 4)]
    bilingual.write(tmp_path / "dictionary.tsv", entries)
    assert bilingual.read(tmp_path / "dictionary.tsv") == entries
    assert bilingual.read(tmp_path / "missing.tsv") == []


def test_the_package_says_rare_words_in_english_lets_others_wait_and_only_knows_the_rest() -> None:
    entries = [Entry("trường học", "school", 4000), Entry("nhà tù", "prison", 6), Entry("kéo co", "tug-of-war", 51)]
    made = parse(for_package(entries).splitlines())
    assert made.english == {"nhà tù": "prison", "trường học": "", "kéo co": "tug-of-war"}
    assert made.if_unsure == {"kéo co"}


def test_practice_puts_english_into_copies_of_some_pairs_and_leaves_their_translation() -> None:
    made = list(hinted(PRISON[:1] * 300, [Entry("nhà tù", "prison", 6)], share=1.0, seed=1))
    assert 0.4 * 300 < len(made) < 0.8 * 300
    assert set(made) == {("Anh vào prison.", "He entered a prison")}
    assert made == list(hinted(PRISON[:1] * 300, [Entry("nhà tù", "prison", 6)], share=1.0, seed=1))


def test_a_damaged_dictionary_stops_training_and_says_where(tmp_path: Path) -> None:
    (tmp_path / "meanings.tsv").write_text("nhà tù\tprison\ntù\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"meanings.tsv: line 2 is not a word"):
        meanings(tmp_path / "meanings.tsv")


def test_every_word_written_for_the_model_is_in_small_letters_with_plain_english() -> None:
    for word, english in meanings().english.items():
        assert word == word.lower(), word
        assert english.isascii(), word
        assert english == english.strip(), word
