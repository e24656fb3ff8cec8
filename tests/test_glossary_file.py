"""Adding to the glossary never loses what is there."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING

import pytest

from tests.running_line import ROOT
from worker.core.errors import ConfigurationError, InvalidInputError
from worker.core.glossary import Term
from worker.glossary_file import add_term, load_terms

if TYPE_CHECKING:
    from pathlib import Path

BOAT = Term("thuyền rồng Mẫu", "Mau dragon boat", "phrase", "a note, with a comma")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    copy = tmp_path / "glossary.csv"
    shutil.copy(ROOT / "config" / "glossary.vi-en.csv", copy)
    return copy


def test_a_term_is_appended_and_nothing_else_changes(path: Path) -> None:
    before, terms = path.read_bytes(), load_terms(path)
    path.chmod(0o640)
    add_term(path, BOAT)
    assert path.read_bytes().startswith(before)
    assert load_terms(path) == [*terms, BOAT]
    assert path.stat().st_mode & 0o777 == 0o640
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_last_line_without_an_end_stays_a_line_of_its_own(path: Path) -> None:
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    terms = load_terms(path)
    add_term(path, BOAT)
    assert load_terms(path) == [*terms, BOAT]


def test_text_is_cleaned_before_it_is_written(path: Path) -> None:
    added = add_term(path, Term("  thuyền  rồng\nMẫu", " Mau dragon  boat ", " phrase "))
    assert (added.term, added.translation, added.kind) == ("thuyền rồng Mẫu", "Mau dragon boat", "phrase")
    assert load_terms(path)[-1] == added


@pytest.mark.parametrize(
    ("term", "said"),
    [
        (Term("TỈNH UỶ", "Provincial Committee", "party"), "'Tỉnh ủy' stands in the glossary already"),
        (Term("trà", "tea", "phrase"), "single lower-case syllable"),
        (Term("12 3", "x", "phrase"), "at least one letter"),
        (Term("thuyền rồng", "", "phrase"), "needs its English"),
        (Term("thuyền rồng", "boat;", "phrase"), "needs its English"),
        (Term("thuyền rồng", "thuyền", "phrase"), "Vietnamese letters"),
        (Term("thuyền rồng", "dragon boat", ""), "is no kind"),
        (Term("thuyền rồng", "friends of Vietnam's communists", "phrase"), "is forbidden"),
    ],
)
def test_a_term_that_would_do_harm_is_refused_with_the_reason(path: Path, term: Term, said: str) -> None:
    before = path.read_bytes()
    with pytest.raises(InvalidInputError, match=said):
        add_term(path, term)
    assert path.read_bytes() == before


def test_a_file_that_cannot_be_changed_is_told_with_the_line_to_add(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="thuyền rồng Mẫu,Mau dragon boat"):
        add_term(tmp_path / "nowhere" / "glossary.csv", BOAT)


def test_several_editors_at_once_lose_no_line(path: Path) -> None:
    terms = [Term(f"thuyền rồng {name}", f"{name} boat", "phrase") for name in ("Mai", "Lan", "Hoa", "Sen", "Tre")]
    threads = [threading.Thread(target=add_term, args=(path, term)) for term in terms]
    before = len(load_terms(path))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {term.term for term in load_terms(path)[before:]} == {term.term for term in terms}
