"""What an editor must look at in a translation, and what the editor's decisions mean for the article."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from worker.core.check import check_article
from worker.core.clean import clean_characters
from worker.core.errors import InvalidInputError
from worker.core.memory import EDITOR
from worker.core.model import Grade, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from worker.core.check import Policy
    from worker.core.model import BlockKind, Translation


@dataclass(frozen=True, slots=True)
class Trouble:
    """A sentence that the checks do not trust."""

    kind: BlockKind
    """Of the block it stands in."""
    source: str
    english: str
    """Empty when the engine gave none."""
    grade: Grade
    reasons: tuple[str, ...]


def troubles(translation: Translation, decided: Collection[str] = ()) -> tuple[Trouble, ...]:
    """The sentences that are not sure and whose source is not among the decided ones, each once, in reading order."""
    found: dict[str, Trouble] = {}
    for block in translation.blocks:
        for sentence in block.sentences:
            source, verdict = sentence.source.text, sentence.verdict
            if verdict.grade is Grade.SURE or source in decided or source in found:
                continue
            reasons = tuple(dict.fromkeys(finding.detail for finding in verdict.findings))
            found[source] = Trouble(block.kind, source, sentence.target.text, verdict.grade, reasons)
    return tuple(found.values())


def is_let_out(translation: Translation, decided: Collection[str], policy: Policy) -> bool:
    """Whether the checks would publish the article if the decided sentences were sure."""
    blocks = [
        replace(
            block,
            sentences=tuple(
                replace(sentence, verdict=Verdict()) if sentence.source.text in decided else sentence
                for sentence in block.sentences
            ),
        )
        for block in translation.blocks
    ]
    return check_article(blocks, policy).grade is not Grade.HELD


def lacks(translation: Translation, decisions: Mapping[str, str]) -> bool:
    """Whether a sentence that an editor decided (source -> English) does not stand in the translation as decided."""
    return any(
        sentence.step != EDITOR or sentence.target.text != decisions[sentence.source.text]
        for block in translation.blocks
        for sentence in block.sentences
        if sentence.source.text in decisions
    )


def decided_english(text: str) -> str:
    """An editor's English as it is kept: one line, NFC, single spaces; raises InvalidInputError if nothing is left."""
    text = " ".join(clean_characters(text).split())
    if not text:
        raise InvalidInputError("A sentence cannot be published without any English; correct it, or skip it.")
    return text
