from __future__ import annotations

from worker.core.glossary import Term, glossary_of
from worker.core.memory import editor_key
from worker.core.model import (
    BlockKind,
    Finding,
    Grade,
    Sentence,
    TranslatedBlock,
    TranslatedSentence,
    Translation,
    Verdict,
)
from worker.core.review import accepted, changed_terms, corrected_term, corrections, doubts, sentences_with


def sentence(source: str, grade: Grade) -> TranslatedSentence:
    findings = () if grade is Grade.SURE else (Finding("name", grade, f"Why {source}."),)
    return TranslatedSentence(Sentence(source), Sentence(source.upper()), 0.0, Verdict(findings))


def translation(*sentences: TranslatedSentence, kind: BlockKind = "paragraph") -> Translation:
    findings = tuple(f for s in sentences for f in s.verdict.findings)
    return Translation("T", "", "", "", (TranslatedBlock(kind, sentences),), "m 1", Verdict(findings))


def test_doubts_come_with_both_texts_and_reasons_the_held_first_each_once() -> None:
    found = doubts(
        translation(
            sentence("a", Grade.DOUBTFUL),
            sentence("b", Grade.SURE),
            sentence("c", Grade.HELD),
            sentence("a", Grade.DOUBTFUL),
        )
    )
    assert [(d.source, d.english, d.grade, d.reasons) for d in found] == [
        ("c", "C", Grade.HELD, ("Why c.",)),
        ("a", "A", Grade.DOUBTFUL, ("Why a.",)),
    ]


def test_an_accepted_article_is_held_no_more_but_its_doubts_are_still_told() -> None:
    released = accepted(translation(sentence("c", Grade.HELD)))
    assert released.verdict.grade is Grade.DOUBTFUL
    assert released.verdict.findings[0].detail == "Why c."


def test_a_correction_goes_to_the_memory_for_every_engine_and_an_empty_one_nowhere() -> None:
    (line,) = corrections({"câu": " A  sentence. ", "khác": " "})
    assert (line.key, line.hypothesis.text) == (editor_key("câu"), "A sentence.")


def test_a_corrected_term_forbids_what_stood_there() -> None:
    term = corrected_term(" Tỉnh  ủy ", "Provincial Party Committee", wrong="Province Committee")
    assert (term.term, term.forbidden) == ("Tỉnh ủy", ("Province Committee",))
    assert corrected_term("a", "b").forbidden == ()


def test_only_sentences_that_hold_a_changed_term_are_translated_again() -> None:
    before = [Term("Tỉnh ủy", "old"), Term("Quốc hội", "National Assembly", note="x")]
    after = [Term("Tỉnh ủy", "new"), Term("Quốc hội", "National Assembly", note="y")]
    changed = changed_terms(before, after)
    assert {term.translation for term in changed} == {"old", "new"}
    texts = ["Tỉnh uỷ họp.", "Quốc hội họp."]
    assert sentences_with(glossary_of(changed), texts) == ("Tỉnh uỷ họp.",)
