"""The package's dictionary is what the parallel text itself says, and is practised as it will be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.training import bilingual
from models.training.bilingual import Entry, build, for_package, hinted
from worker.core.dictionary import Dictionary, parse

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = Dictionary(dict.fromkeys(("nhà tù", "trung học", "vân vân"), ""))
FILLER = [(f"Câu số {number}.", f"Sentence {word} here") for number, word in enumerate(["one", "two", "ten"] * 100)]
PRISON = [("Anh vào nhà tù.", "He entered a prison"), ("Ba nhà tù mới.", "Three new prisons")] * 3
SCHOOL = [("Lớp trung học.", f"{word} high school") for word in ("My", "Our", "Her", "His", "No")]
ALONE = [("Triều cao.", "High tide"), ("Xe buýt.", "School bus")]
VARIED = [("Và vân vân.", english) for english in ("And more", "Et cetera", "So forth", "The rest")]


def test_a_words_english_is_what_its_sentences_share_and_others_have_not() -> None:
    entries = build(FILLER + ALONE + PRISON + SCHOOL + VARIED, KNOWN, progress=lambda _: None)
    assert entries == [
        Entry("nhà tù", "prison", 6),
        Entry("trung học", "high school", 5),
        Entry("vân vân", "", 4),
    ]


def test_what_is_written_is_read_again_and_a_missing_file_holds_nothing(tmp_path: Path) -> None:
    entries = [Entry("nhà tù", "prison", 6), Entry("vân vân", "", 4)]
    bilingual.write(tmp_path / "dictionary.tsv", entries)
    assert bilingual.read(tmp_path / "dictionary.tsv") == entries
    assert bilingual.read(tmp_path / "missing.tsv") == []


def test_a_word_list_gives_its_words_of_two_syllables_and_more(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("nhà\nNhà_tù\nvận động viên\nmột hai ba bốn năm\n", encoding="utf-8")
    assert set(bilingual.words_of(tmp_path / "words.txt").english) == {"nhà tù", "vận động viên"}


def test_the_package_says_rare_words_in_english_and_only_knows_the_others() -> None:
    entries = [Entry("trường học", "school", 400), Entry("nhà tù", "prison", 6)]
    assert parse(for_package(entries).splitlines()).english == {"nhà tù": "prison", "trường học": ""}


def test_practice_puts_english_into_copies_of_some_pairs_and_leaves_their_translation() -> None:
    made = list(hinted(PRISON * 50, [Entry("nhà tù", "prison", 6)], share=1.0, seed=1))
    assert 0.4 * 300 < len(made) < 0.8 * 300
    assert set(made) == {
        ("Anh vào prison.", "He entered a prison"),
        ("Ba prison mới.", "Three new prisons"),
    }
    assert made == list(hinted(PRISON * 50, [Entry("nhà tù", "prison", 6)], share=1.0, seed=1))
