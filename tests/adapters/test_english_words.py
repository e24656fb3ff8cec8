from __future__ import annotations

from pathlib import Path

from worker.adapters.english_words import EnglishWords
from worker.core.coined import is_known

OURS = Path(__file__).parents[2] / "config" / "english-words.txt"


def test_words_of_the_list_and_of_the_file_are_known_and_its_comments_are_not(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("# zyzzyvaesque\nSaolas douc\nagarwood # xylophagous\n", encoding="utf-8")
    words = EnglishWords(file)
    assert all(word in words for word in ("conference", "saolas", "douc", "agarwood"))
    assert not any(word in words for word in ("zyzzyvaesque", "strengthensia"))


def test_no_file_is_no_error(tmp_path: Path) -> None:
    assert "conference" in EnglishWords(tmp_path / "nothing.txt")


def test_the_file_that_ships_holds_no_word_that_is_known_without_it(tmp_path: Path) -> None:
    listed = EnglishWords(tmp_path / "nothing.txt")
    lines = OURS.read_text(encoding="utf-8").splitlines()
    ours = [word for line in lines if not line.startswith("#") for word in line.split()]
    assert len(ours) > 400
    assert ours == sorted(set(ours))
    assert [word for word in ours if is_known(word, listed)] == []
