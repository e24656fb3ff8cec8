"""Which sentences a change of the glossary concerns."""

from __future__ import annotations

from worker.core.glossary import Term
from worker.core.glossary_change import fingerprints, glossary_change, sentences_of
from worker.core.model import Article, Sentence, TranslatedBlock, TranslatedSentence, Translation

COMMITTEE = Term("Tỉnh ủy", "Provincial Party Committee")
SECRETARY = Term("Bí thư Tỉnh ủy", "Secretary of the Provincial Party Committee")


def test_what_decides_nothing_changes_nothing() -> None:
    noted = Term("Tỉnh ủy", "Provincial Party Committee", "party", "a note")
    assert fingerprints([COMMITTEE]) == fingerprints([noted])
    change = glossary_change(fingerprints([COMMITTEE]), fingerprints([noted]))
    assert (change.terms, change.affects("Tỉnh ủy họp.")) == (0, False)


def test_added_changed_and_removed_terms_are_told_apart() -> None:
    before = fingerprints([COMMITTEE, Term("Huyện ủy", "District Party Committee")])
    after = fingerprints([Term("Tỉnh ủy", "Party Committee"), Term("xã Mẫu", "Mau commune")])
    change = glossary_change(before, after)
    assert (change.added, change.changed, change.removed) == (("xã Mẫu",), ("Tỉnh ủy",), ("Huyện ủy",))
    assert change.terms == 3
    for affected in ("Ở xã Mẫu.", "TỈNH UỶ họp.", "Huyện ủy họp."):
        assert change.affects(affected)
    assert not change.affects("Thành ủy họp.")


def test_a_forbidden_translation_counts_as_a_change() -> None:
    stricter = Term("Tỉnh ủy", "Provincial Party Committee", forbidden=("committee of the province",))
    assert glossary_change(fingerprints([COMMITTEE]), fingerprints([stricter])).changed == ("Tỉnh ủy",)


def test_a_term_inside_a_longer_one_that_stays_concerns_nobody() -> None:
    change = glossary_change(fingerprints([SECRETARY]), fingerprints([SECRETARY, COMMITTEE]))
    assert not change.affects("Bí thư Tỉnh ủy phát biểu.")
    assert change.affects("Bí thư Tỉnh ủy phát biểu tại Tỉnh ủy.")


def test_another_spelling_of_a_term_concerns_nobody() -> None:
    respelt = Term("Tỉnh uỷ", "Provincial Party Committee")
    change = glossary_change(fingerprints([COMMITTEE]), fingerprints([respelt]))
    assert change.terms == 2
    assert not change.affects("Tỉnh ủy họp.")


def test_sentences_are_those_of_the_translation_or_of_the_article_taken_apart() -> None:
    article = Article("s", "1", "Tiêu đề", "<p>Một <b>hai</b>. Ba bốn.</p>", summary="Tóm tắt")
    assert list(sentences_of(article, None)) == ["Tiêu đề", "Tóm tắt", "Một hai.", "Ba bốn."]
    done = TranslatedBlock("title", (TranslatedSentence(Sentence("Cũ"), Sentence("Old"), 0.0),))
    assert list(sentences_of(article, Translation("Old", "", "", "", (done,), "m"))) == ["Cũ"]
