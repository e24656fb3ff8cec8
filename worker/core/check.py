"""Verdicts: what is wrong with a sentence's English as far as can be told, and what that means for the article."""

from __future__ import annotations

import re
from collections.abc import Container  # noqa: TC003 - `worker.settings` evaluates Policy's annotations
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from worker.core.coined import coined_words
from worker.core.languages.vi import has_marks, leftover_words
from worker.core.model import Decoding, Finding, Grade, Verdict
from worker.core.negation import invented_negation, lost_negation
from worker.core.opposites import opposites
from worker.core.proof import unproven
from worker.core.ranks import invented_ranks, lost_ranks
from worker.core.repetition import all_over, in_a_row
from worker.core.unfounded import (
    broken_quotes,
    invented_months,
    invented_names,
    invented_numbers,
    swapped_names,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from worker.core.model import Hypothesis, TranslatedBlock
    from worker.core.protect.obligation import Obligation

_VERBATIM = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+|[#@]\w+", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:[-'’./]\w+)*")


@dataclass(frozen=True, slots=True)
class Policy:
    """How sentences are decoded and when their English is doubted or held."""

    decoding: Decoding = field(default_factory=Decoding)
    rewrite: Decoding = field(default_factory=lambda: Decoding(beam_size=1))
    """How rewritten sentences are decoded: without a beam, so that the budget lasts for most of them."""
    alternatives: int = 4
    """Hypotheses a sentence among which the proofs choose; 0 asks for none."""
    retry_budget: float = 0.25
    """What all retries may cost, as a share of what plain translation of the same sentences costs."""
    notes: bool = True
    """Whether what a sentence could not be made to show follows it in brackets."""
    held_kinds: frozenset[str] = frozenset()
    """Kinds of obligation (name, money, date ...) that hold a sentence when the English does not show them."""
    english_words: Container[str] = field(default_factory=frozenset, repr=False, compare=False)
    """Small letters; words of the English that are none of these nor of their forms are doubted. Empty: none is."""
    min_length_ratio: float = 0.4
    """English characters a Vietnamese character; below it a sentence is doubtful, below half of it held."""
    max_length_ratio: float = 2.6
    """Above it a sentence is doubtful, above twice it held."""
    short: int = 25
    """Characters under which lengths say nothing: official names and their English differ widely."""
    loop_repeats: int = 3
    """How often a word sequence stands in a row, or a longer one in the sentence, to be a loop."""
    min_score: float = -2.2
    """Mean log-probability a token under which a sentence is doubtful, whatever package it is of."""
    score_deviations: float = 3.0
    """How many standard deviations under its package's usual score a sentence is doubtful (see `core.probe`)."""
    max_leftover: float = 0.3
    """The share of words left in Vietnamese above which a sentence is held rather than doubtful."""
    held_share: float = 0.0
    """The share of an article's sentences that may be held before the article is held."""
    doubtful_share: float = 1.0
    """The share of an article's sentences that may be doubtful before the article is held."""


def check_sentence(source: str, hypothesis: Hypothesis, policy: Policy) -> Verdict:
    """What the checks find in one sentence's English as the engine gave it; `sure` when nothing."""
    target = hypothesis.text
    if not target.strip():
        return Verdict((Finding("empty", Grade.HELD, "The engine gave no English for this sentence."),))
    findings = [
        *_copied(source, target),
        *_loop(source, target, policy),
        *_length(source, target, policy),
        *_leftover(source, target, policy),
    ]
    if not hypothesis.complete:
        findings.append(Finding("length", Grade.HELD, "The engine stopped at its length limit before the end."))
    score = hypothesis.score
    if score < policy.min_score:
        detail = f"The engine is unsure: {score:.2f} a token, under {policy.min_score:.2f}."
        findings.append(Finding("score", Grade.DOUBTFUL, detail))
    return Verdict(tuple(findings))


def check_fidelity(
    source: str,
    english: str,
    obligations: Sequence[Obligation],
    policy: Policy,
    *,
    placed: Sequence[Obligation] = (),
    noted: Sequence[Obligation] = (),
    missing: Sequence[Obligation] | None = None,
) -> tuple[Finding, ...]:
    """What the proofs find in one sentence's final English: what is not shown, and what nothing accounts for.

    `missing` is what the English does not show, for a caller that has asked the proofs already.
    """
    findings = []
    for obligation in unproven(obligations, english) if missing is None else missing:
        grade = Grade.HELD if obligation.kind in policy.held_kinds else Grade.DOUBTFUL
        detail = f'The English does not show "{obligation.text}" ({obligation.english[0]}).'
        findings.append(Finding(obligation.kind.value, grade, detail))
    for obligation in placed:
        detail = f'"{obligation.english[0]}" was put where the engine seems to speak of "{obligation.text}".'
        findings.append(Finding(obligation.kind.value, Grade.DOUBTFUL, detail))
    for obligation in noted:
        grade = Grade.HELD if obligation.kind in policy.held_kinds else Grade.DOUBTFUL
        detail = f'The sentence does not show "{obligation.text}": "{obligation.english[0]}" follows in brackets.'
        findings.append(Finding(obligation.kind.value, grade, detail))
    for number in invented_numbers(source, obligations, english):
        grade = Grade.HELD if "invented" in policy.held_kinds else Grade.DOUBTFUL
        findings.append(Finding("invented", grade, f'Nothing in the Vietnamese accounts for "{number.text}".'))
    findings += [
        Finding("invented", Grade.DOUBTFUL, f"The Vietnamese speaks of no {month}.")
        for month in invented_months(obligations, english)
    ]
    if swapped_names(obligations, english):
        findings.append(
            Finding("name", Grade.DOUBTFUL, "The persons are named in another order than in the Vietnamese.")
        )
    grade = Grade.HELD if "coined" in policy.held_kinds else Grade.DOUBTFUL
    for word in coined_words(source, english, obligations, policy.english_words):
        findings.append(Finding("coined", grade, f'"{word}" is no word of English.'))
    return (*findings, *(Finding(check, Grade.DOUBTFUL, detail) for check, detail in _sense(source, english)))


def _sense(source: str, english: str) -> Iterator[tuple[str, str]]:
    """What the words themselves tell: names, denials, offices and opposites that one language has and the other not."""
    for name in invented_names(source, english):
        yield "invented", f'The Vietnamese names no "{name}".'
    if lost_negation(source, english):
        yield "negation", "The Vietnamese denies something; the English does not."
    if denial := invented_negation(source, english):
        yield "negation", f'The English denies something ("{denial}"); the Vietnamese does not.'
    for office in lost_ranks(source, english):
        yield "office", f'The English does not say that it is a "{office}".'
    for word in invented_ranks(source, english):
        yield "office", f'Nothing in the Vietnamese accounts for "{word}".'
    for said, shown in opposites(source, english):
        yield "opposite", f'The English says "{shown}" where the Vietnamese says the opposite, "{said}".'
    if broken_quotes(source, english):
        yield "quotes", "A quotation mark was lost."


def check_article(blocks: Sequence[TranslatedBlock], policy: Policy) -> Verdict:
    """What an article's sentences mean for the whole: their held findings, the title's, and too many doubts."""
    graded = [(block.kind, sentence.verdict) for block in blocks for sentence in block.sentences]
    if not graded:
        return Verdict((Finding("empty", Grade.HELD, "The article has no sentence to translate."),))
    total = len(graded)
    held = [verdict for _, verdict in graded if verdict.grade is Grade.HELD]
    doubtful = sum(verdict.grade is Grade.DOUBTFUL for _, verdict in graded)
    title_held = any(kind == "title" and verdict.grade is Grade.HELD for kind, verdict in graded)
    findings: list[Finding] = []
    if title_held or len(held) > policy.held_share * total:
        findings.extend(_distinct(finding for verdict in held for finding in verdict.findings))
    elif held:
        detail = f"{len(held)} of {total} sentences failed a check; up to {policy.held_share:.0%} are let through."
        findings.append(Finding("sentences", Grade.DOUBTFUL, detail))
    if doubtful:
        grade = Grade.HELD if doubtful > policy.doubtful_share * total else Grade.DOUBTFUL
        findings.append(Finding("sentences", grade, f"{doubtful} of {total} sentences are doubtful."))
    return Verdict(tuple(findings))


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in dict.fromkeys(findings) if finding.grade is Grade.HELD]


def _copied(source: str, target: str) -> list[Finding]:
    """The English is the Vietnamese: same letters, with words that no name explains."""
    if source.casefold().strip() != target.casefold().strip() or not has_marks(source):
        return []
    return [Finding("copied", Grade.HELD, "The English is the Vietnamese unchanged.")]


def _loop(source: str, target: str, policy: Policy) -> list[Finding]:
    """A sequence of words that comes again and again without its like in the source."""
    if run := in_a_row(source, target):
        grade = Grade.HELD if run.times >= policy.loop_repeats else Grade.DOUBTFUL
        detail = f'The English repeats itself: "{run.words}" {run.times} times in a row.'
        return [Finding("repetition", grade, detail)]
    if scattered := all_over(source, target, policy.loop_repeats):
        return [Finding("repetition", Grade.HELD, f'The English says "{scattered.words}" {scattered.times} times.')]
    return []


def _length(source: str, target: str, policy: Policy) -> list[Finding]:
    """Far less or far more English than the Vietnamese calls for."""
    longer = max(len(source), len(target))
    if longer < policy.short:
        return []
    ratio = len(target) / max(1, len(source))
    if policy.min_length_ratio <= ratio <= policy.max_length_ratio:
        return []
    far = ratio < policy.min_length_ratio / 2 or ratio > policy.max_length_ratio * 2
    word = "short" if ratio < 1 else "long"
    detail = f"The English is too {word}: {len(target)} characters for {len(source)} of Vietnamese."
    return [Finding("length", Grade.HELD if far else Grade.DOUBTFUL, detail)]


def _leftover(source: str, target: str, policy: Policy) -> list[Finding]:
    """Words left in Vietnamese: names lose their marks in silence, lower-case words call for an eye; addresses pass."""
    if not has_marks(target):
        return []
    text = _VERBATIM.sub(" ", target)
    words = [word for word in leftover_words(source, text) if word.islower()]
    if not words:
        return []
    share = len(words) / max(1, len(_WORD.findall(text)))
    grade = Grade.HELD if share > policy.max_leftover and len(text) >= policy.short else Grade.DOUBTFUL
    return [Finding("vietnamese", grade, f"Words were left in Vietnamese: {', '.join(dict.fromkeys(words))}.")]
