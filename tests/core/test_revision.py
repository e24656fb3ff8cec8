"""What an editor is asked, and what the answers mean."""

from __future__ import annotations

import pytest

from worker.core.check import Policy
from worker.core.errors import InvalidInputError
from worker.core.model import Finding, Grade, Sentence, TranslatedBlock, TranslatedSentence, Translation, Verdict
from worker.core.revision import decided_english, is_let_out, lacks, troubles


def sentence(source: str, grade: Grade = Grade.SURE, step: str = "plain") -> TranslatedSentence:
    findings = () if grade is Grade.SURE else (Finding("numbers", grade, f"{source} is wrong."),) * 2
    return TranslatedSentence(Sentence(source), Sentence(f"E {source}"), -0.3, Verdict(findings), step)


def translation(*sentences: TranslatedSentence) -> Translation:
    return Translation("t", "", "", "", (TranslatedBlock("paragraph", sentences),), "m 1")


MIXED = translation(sentence("a"), sentence("b", Grade.HELD), sentence("c", Grade.DOUBTFUL), sentence("b", Grade.HELD))


def test_each_sentence_in_trouble_is_shown_once_in_reading_order_with_each_reason_once() -> None:
    found = troubles(MIXED)
    assert [(one.source, one.english, one.grade) for one in found] == [
        ("b", "E b", Grade.HELD),
        ("c", "E c", Grade.DOUBTFUL),
    ]
    assert found[0].reasons == ("b is wrong.",)


def test_what_is_decided_is_not_asked_again() -> None:
    assert [one.source for one in troubles(MIXED, {"b"})] == ["c"]


def test_an_article_is_let_out_once_nothing_that_holds_it_is_undecided() -> None:
    assert not is_let_out(MIXED, {"c"}, Policy())
    assert is_let_out(MIXED, {"b"}, Policy())
    assert not is_let_out(MIXED, {"b"}, Policy(doubtful_share=0.1))
    assert not is_let_out(translation(), {"b"}, Policy())


def test_a_decision_that_the_article_does_not_show_is_noticed() -> None:
    assert lacks(MIXED, {"a": "E a"})  # said so by the engine, not yet by the editor
    done = translation(sentence("a", step="editor"), sentence("b"))
    assert not lacks(done, {"a": "E a"})
    assert lacks(done, {"a": "Other words"})
    assert not lacks(done, {"elsewhere": "x"})


def test_an_editor_s_english_is_one_clean_line() -> None:
    assert decided_english("  The\tcafe\u0301\n is open.\x1b ") == "The café is open."
    with pytest.raises(InvalidInputError, match="without any English"):
        decided_english(" \n")
