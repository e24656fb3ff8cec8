"""What a person decides about a held article: accept it, correct sentences of it, or reject it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from worker.core.glossary import Term
from worker.core.memory import correction
from worker.core.model import Grade, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from worker.core.glossary import Glossary
    from worker.core.model import BlockKind, Remembered, TranslatedSentence, Translation


@dataclass(frozen=True, slots=True)
class Doubt:
    """One sentence that a person should look at, both texts side by side."""

    kind: BlockKind
    source: str
    english: str
    grade: Grade
    reasons: tuple[str, ...]
    step: str


def doubts(translation: Translation) -> tuple[Doubt, ...]:
    """The sentences of an article that are not sure, the held ones first, otherwise in reading order, each once."""
    found: dict[str, Doubt] = {}
    for block in translation.blocks:
        for sentence in block.sentences:
            if sentence.verdict.grade is not Grade.SURE and sentence.source.text not in found:
                found[sentence.source.text] = _doubt(block.kind, sentence)
    return tuple(sorted(found.values(), key=lambda doubt: doubt.grade is not Grade.HELD))


def _doubt(kind: BlockKind, sentence: TranslatedSentence) -> Doubt:
    return Doubt(
        kind=kind,
        source=sentence.source.text,
        english=sentence.target.text,
        grade=sentence.verdict.grade,
        reasons=tuple(finding.detail for finding in sentence.verdict.findings),
        step=sentence.step,
    )


def accepted(translation: Translation) -> Translation:
    """The translation released as it is: what held it becomes a doubt, so that readers are still told."""
    return replace(translation, verdict=_released(translation.verdict))


def _released(verdict: Verdict) -> Verdict:
    return Verdict(
        tuple(
            replace(finding, grade=Grade.DOUBTFUL) if finding.grade is Grade.HELD else finding
            for finding in verdict.findings
        )
    )


def corrections(texts: Mapping[str, str]) -> list[Remembered]:
    """Lines for the memory from a person's English by Vietnamese sentence; they win over every engine and model.

    The article is translated again after they are remembered: all else comes from the memory.
    """
    return [correction(source, " ".join(english.split())) for source, english in texts.items() if english.strip()]


def corrected_term(term: str, translation: str, *, kind: str = "", wrong: str = "") -> Term:
    """A line for the glossary that a person wrote while reviewing; what stood there before is forbidden from now on."""
    return Term(
        term=" ".join(term.split()),
        translation=" ".join(translation.split()),
        kind=kind,
        note="added in review",
        forbidden=(wrong.strip(),) if wrong.strip() else (),
    )


def sentences_with(changed: Glossary, texts: Iterable[str]) -> tuple[str, ...]:
    """Those of the Vietnamese sentences that hold one of the terms that changed: they alone are translated again."""
    return tuple(text for text in texts if next(iter(changed.find(text)), None) is not None)


def changed_terms(before: Sequence[Term], after: Sequence[Term]) -> tuple[Term, ...]:
    """The terms that one glossary has and the other has not, or has otherwise; notes do not count."""
    one = {(t.term, t.translation, t.forbidden): t for t in before}
    other = {(t.term, t.translation, t.forbidden): t for t in after}
    return tuple(term for key, term in (one | other).items() if (key in one) != (key in other))
