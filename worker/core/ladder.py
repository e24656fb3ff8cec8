"""The steps a sentence climbs until its English passes the checks: remembered or plain, then decoded otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from worker.core.check import check_sentence
from worker.core.languages.vi import has_marks, leftover_words, looks_english, romanise
from worker.core.memory import editor_key, memory_key, remembered
from worker.core.model import Grade, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from worker.core.check import Policy
    from worker.core.model import Decoding, Hypothesis, Sentence
    from worker.core.ports import Memory, Translator

_VERBATIM = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|[#@]\w+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_GRADES = (Grade.SURE, Grade.DOUBTFUL, Grade.HELD)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One English for a sentence, with what the checks say and which step gave it."""

    text: str
    score: float
    verdict: Verdict
    step: str
    alignment: tuple[tuple[int, int], ...] | None = None


@dataclass(frozen=True, slots=True)
class _Engine:
    """A translator behind its memory."""

    translator: Translator
    memory: Memory
    align: Mapping[str, bool]
    """The texts over which marks stand, so that the words' alignment is wanted."""

    def decode(self, texts: Sequence[str], decoding: Decoding) -> dict[str, tuple[Hypothesis, bool]]:
        """Each text's hypothesis and whether it was remembered; what the engine had to translate is remembered now."""
        name = self.translator.name
        keys = {text: memory_key(text, name, decoding.key) for text in texts}
        known = self.memory.get(list(keys.values())) if keys else {}
        missing = [text for text, key in keys.items() if key not in known]
        new: dict[str, Hypothesis] = {}
        if missing:
            wanted = [self.align[text] for text in missing]
            new = dict(zip(missing, self.translator.translate(missing, decoding, align=wanted), strict=True))
            self.memory.put([remembered(text, hypothesis, name, decoding) for text, hypothesis in new.items()])
        return {text: (new[text], False) if text in new else (known[key], True) for text, key in keys.items()}


def translate_sentences(
    sentences: Iterable[Sentence], translator: Translator, memory: Memory, policy: Policy
) -> dict[str, Attempt]:
    """The best English found for each sentence: one engine call for all, and one more for those that failed a check."""
    align: dict[str, bool] = {}
    for sentence in sentences:
        align[sentence.text] = align.get(sentence.text, False) or bool(sentence.marks)
    engine = _Engine(translator, memory, align)
    chosen = {text: _kept(text) for text in align if needs_no_translation(text)}
    asked = [text for text in align if text not in chosen]
    chosen |= _corrected(asked, memory)
    asked = [text for text in asked if text not in chosen]
    chosen |= _attempt(asked, "plain", policy.decoding, engine, policy)
    failed = [text for text in asked if _deserves_retry(chosen[text])]
    for text, retried in _attempt(failed, "retry", policy.retry, engine, policy).items():
        if _rank(retried) > _rank(chosen[text]):
            chosen[text] = retried
    return chosen


def needs_no_translation(text: str) -> bool:
    """Whether a sentence is the same in English: numbers, addresses, foreign names, or English already."""
    words = _VERBATIM.sub(" ", text)
    if not _WORD.search(words):
        return True
    if has_marks(words):
        return False
    return looks_english(words) or all(word[0].isupper() for word in _WORD.findall(words))


def _kept(text: str) -> Attempt:
    words = range(len(text.split()))
    return Attempt(text, 0.0, Verdict(), "kept", tuple((i, i) for i in words))


def _corrected(texts: Sequence[str], memory: Memory) -> dict[str, Attempt]:
    """What a person wrote for these sentences: it wins over every engine, and nothing checks it."""
    keys = {editor_key(text): text for text in texts}
    found = memory.get(list(keys))
    return {keys[key]: Attempt(hypothesis.text, 0.0, Verdict(), "editor") for key, hypothesis in found.items()}


def _attempt(
    texts: Sequence[str], step: str, decoding: Decoding, engine: _Engine, policy: Policy
) -> dict[str, Attempt]:
    """Decode each text in this way, or take it from the memory; then check and repair."""
    attempts = {}
    for text, (hypothesis, known) in engine.decode(texts, decoding).items():
        target = _tidied(text, hypothesis.text)
        attempts[text] = Attempt(
            text=_romanised(text, target),
            score=hypothesis.score,
            verdict=check_sentence(text, replace(hypothesis, text=target), policy),
            step="memory" if known else step,
            alignment=hypothesis.alignment,
        )
    return attempts


def _tidied(source: str, target: str) -> str:
    """Single spaces, and no full stop that the source (a heading, a caption) lacks."""
    target = " ".join(target.split())
    if target.endswith(".") and not target.endswith("..") and source.rstrip()[-1:].isalnum():
        return target[:-1]
    return target


def _romanised(source: str, target: str) -> str:
    """The English with the words that stayed Vietnamese stripped of their marks: the house style has none."""
    for word in dict.fromkeys(leftover_words(source, target)):
        target = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", romanise(word), target)
    return target


def _deserves_retry(attempt: Attempt) -> bool:
    """Whether decoding otherwise could help: it cannot with a low score or a name in Vietnamese letters."""
    checks = {finding.check for finding in attempt.verdict.findings if finding.check != "score"}
    return attempt.verdict.grade is Grade.HELD or bool(checks - {"vietnamese"})


def _rank(attempt: Attempt) -> tuple[int, int]:
    """Better verdicts rank higher, then fewer findings."""
    return -_GRADES.index(attempt.verdict.grade), -len(attempt.verdict.findings)
