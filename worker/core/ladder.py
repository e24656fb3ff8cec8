"""The steps a sentence climbs until its English proves everything: plain, rewritten, hidden, alternatives, repair."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from worker.core.capitals import in_small_letters
from worker.core.check import check_fidelity, check_sentence
from worker.core.languages.vi import has_marks, looks_english
from worker.core.memory import editor_key, memory_key, remembered
from worker.core.model import Grade, Hypothesis, Remembered, Verdict
from worker.core.proof import unproven
from worker.core.protect.find import Context, find_obligations
from worker.core.repair import noted, placed, repaired
from worker.core.rewrite import hidden, restored, rewritten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from worker.core.check import Policy
    from worker.core.model import Decoding, Finding
    from worker.core.ports import Memory, Translator
    from worker.core.protect.obligation import Obligation

_VERBATIM = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|[#@]\w+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_LOOSE_STROKE = re.compile(r"(?<=\w)/ (?=\w)")
_ENDS_IN_A_POINT = re.compile(r"(?:\.\.|\b[A-Za-z]\.[A-Za-z]\.)$")
"""Dots, or an abbreviation: p.m., U.S."""
_GRADES = (Grade.SURE, Grade.DOUBTFUL, Grade.HELD)
_CURABLE = frozenset(
    {"invented", "negation", "opposite", "office", "coined", "repetition", "empty", "copied", "length"}
)
"""Findings about what the English says, which another hypothesis may not have."""

_SMALLEST_BUDGET = 80.0
"""Words: a few new sentences of an edited article may all be tried again, which takes no time worth counting."""


@dataclass(frozen=True, slots=True)
class Request:
    """One sentence of one article."""

    article: int
    text: str
    marked: bool = False
    """Marks stand over it, so that the alignment of its words is wanted."""
    context: Context = field(default_factory=Context)
    takes_notes: bool = True
    """Whether a note in brackets may follow it; titles, captions and table cells take none."""

    @property
    def key(self) -> tuple[int, str]:
        """What answers are found by: a sentence has one English within an article."""
        return (self.article, self.text)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One English for a sentence, with what the checks say and which step gave it."""

    text: str
    score: float
    verdict: Verdict
    step: str
    alignment: tuple[tuple[int, int], ...] | None = None
    checks: tuple[Finding, ...] = ()
    """What was found in the English as the engine gave it, part of the verdict."""
    missing: tuple[Obligation, ...] = ()
    """Obligations that the sentence does not show, if need be noted in brackets after it."""
    placed: tuple[Obligation, ...] = ()
    """Obligations that were put where the engine seemed to speak of them."""
    is_new: bool = True
    """Whether the engine was asked; False when all came from the memory."""


@dataclass(frozen=True, slots=True)
class _Variant:
    """A way of putting a sentence to the engine."""

    text: str
    obligations: tuple[Obligation, ...]
    """At their places in this text."""
    tokens: Mapping[str, Obligation] = field(default_factory=dict)


@dataclass(slots=True)
class _Engine:
    """A translator behind its memory."""

    translator: Translator
    memory: Memory

    def decode(self, wanted: Mapping[str, bool], decoding: Decoding) -> dict[str, tuple[Hypothesis, bool]]:
        """Each text's hypothesis and whether it is new; `wanted` says for which the words' alignment is asked."""
        name = self.translator.name
        keys = {text: memory_key(text, name, decoding.key) for text in wanted}
        known = self.memory.get(list(keys.values())) if keys else {}
        asked = [text for text, key in keys.items() if key not in known]
        new: dict[str, Hypothesis] = {}
        if asked:
            align = [wanted[text] for text in asked]
            new = dict(zip(asked, self.translator.translate(asked, decoding, align=align), strict=True))
            self.memory.put([remembered(text, hypothesis, name, decoding) for text, hypothesis in new.items()])
        return {text: (new[text], True) if text in new else (known[key], False) for text, key in keys.items()}

    def alternatives(
        self, texts: Sequence[str], decoding: Decoding, count: int
    ) -> dict[str, tuple[list[Hypothesis], bool]]:
        """Each text's hypotheses, best first, and whether they are new; each is remembered in its place."""
        name = self.translator.name
        places = [f"{decoding.key}-{place}of{count}" for place in range(count)]
        keys = {text: [memory_key(text, name, place) for place in places] for text in texts}
        known = self.memory.get([key for row in keys.values() for key in row]) if keys else {}
        asked = [text for text, row in keys.items() if row[0] not in known]
        new: dict[str, list[Hypothesis]] = {}
        if asked:
            new = dict(zip(asked, self.translator.alternatives(asked, decoding, count=count), strict=True))
            self.memory.put(
                [
                    Remembered(key, text, hypothesis, name, place)
                    for text, found in new.items()
                    for key, place, hypothesis in zip(keys[text], places, found, strict=False)
                ]
            )
        return {
            text: (new[text], True) if text in new else ([known[key] for key in row if key in known], False)
            for text, row in keys.items()
        }


def translate_sentences(
    requests: Iterable[Request],
    translator: Translator,
    memory: Memory,
    policy: Policy,
    placeholders: Sequence[str] = (),
) -> dict[tuple[int, str], Attempt]:
    """The best English found for each sentence of each article, by `Request.key`.

    One engine call for all sentences, then one for each kind of retry, on those not yet proven and within the policy's
    budget. `placeholders` are tokens that this engine's package is known to copy.
    """
    asked = _distinct(requests)
    chosen = {key: _kept(request) for key, request in asked.items() if needs_no_translation(request.text)}
    corrected = _corrected([request.text for request in asked.values()], memory)
    chosen |= {key: corrected[request.text] for key, request in asked.items() if request.text in corrected}
    left = {key: _in_small_letters(request) for key, request in asked.items() if key not in chosen}
    climb = _Climb(list(_distinct(left.values()).values()), _Engine(translator, memory), policy)
    climb.plain()
    climb.rewritten()
    if placeholders:
        climb.hidden(placeholders)
    if policy.alternatives > 1:
        climb.alternatives()
    settled = climb.settled()
    return chosen | {key: settled[request.key] for key, request in left.items()}


def needs_no_translation(text: str) -> bool:
    """Whether a sentence is the same in English: numbers, addresses, foreign names, or English already."""
    words = _VERBATIM.sub(" ", text)
    if not _WORD.search(words):
        return True
    if has_marks(words):
        return False
    return looks_english(words) or all(word[0].isupper() for word in _WORD.findall(words))


def _distinct(requests: Iterable[Request]) -> dict[tuple[int, str], Request]:
    """One request for a sentence that an article has twice."""
    found: dict[tuple[int, str], Request] = {}
    for request in requests:
        before = found.get(request.key, request)
        takes_notes = before.takes_notes and request.takes_notes
        found[request.key] = replace(before, marked=before.marked or request.marked, takes_notes=takes_notes)
    return found


def _in_small_letters(request: Request) -> Request:
    """The sentence as it is written where it is not in capitals, its names and the glossary's terms as they are."""
    context = request.context
    terms = (term.term for _, _, term in context.glossary.find(request.text))
    return replace(request, text=in_small_letters(request.text, itertools.chain(terms, context.proper_nouns)))


class _Climb:
    """All sentences of a batch on their way up."""

    def __init__(self, requests: Sequence[Request], engine: _Engine, policy: Policy) -> None:
        self._requests = requests
        self._engine = engine
        self._policy = policy
        self._obligations = {request.key: find_obligations(request.text, request.context) for request in requests}
        self._best: dict[tuple[int, str], Attempt] = {}
        words = sum(len(request.text.split()) for request in requests)
        self._budget = max(policy.retry_budget * words, _SMALLEST_BUDGET)

    def plain(self) -> None:
        """Every sentence as it is."""
        variants = {r.key: _Variant(r.text, self._obligations[r.key]) for r in self._requests}
        self._decode(self._requests, variants, self._policy.decoding, "plain")

    def rewritten(self) -> None:
        """Sentences that lack something, with it in English in its place."""
        variants = {}
        for request in self._unproven():
            text, moved = rewritten(request.text, self._obligations[request.key])
            if text != request.text:
                variants[request.key] = _Variant(text, moved)
        failed = [request for request in self._requests if request.key in variants]
        self._decode(self._afforded(failed, self._policy.rewrite), variants, self._policy.rewrite, "rewritten")

    def hidden(self, tokens: Sequence[str]) -> None:
        """Sentences that lack something, with it behind tokens."""
        variants = {}
        for request in self._unproven():
            lacking = (*self._best[request.key].missing, *self._best[request.key].placed)
            text, moved, mapping = hidden(request.text, self._obligations[request.key], tokens, lacking)
            if mapping:
                variants[request.key] = _Variant(text, moved, mapping)
        failed = [request for request in self._requests if request.key in variants]
        self._decode(self._afforded(failed, self._policy.rewrite), variants, self._policy.rewrite, "hidden")

    def alternatives(self) -> None:
        """Sentences that lack something, the best proven of several hypotheses."""
        policy = self._policy
        afforded = self._afforded(self._unproven(), policy.decoding)
        found = self._engine.alternatives([request.text for request in afforded], policy.decoding, policy.alternatives)
        for request in afforded:
            variant = _Variant(request.text, self._obligations[request.key])
            hypotheses, is_new = found[request.text]
            for hypothesis in hypotheses:
                self._offer(request, self._judged(request, variant, hypothesis, "alternative"), is_new=is_new)

    def settled(self) -> dict[tuple[int, str], Attempt]:
        """The best attempt for each sentence; "memory" is the step where the engine was never asked."""
        noted_down = {request.key: self._noted(request, self._best[request.key]) for request in self._requests}
        return {key: a if a.is_new else replace(a, step="memory") for key, a in noted_down.items()}

    def _noted(self, request: Request, attempt: Attempt) -> Attempt:
        """The attempt with what it lacks in brackets after it, where the text may have such notes."""
        if not attempt.missing or not request.takes_notes or not self._policy.notes:
            return attempt
        english = noted(attempt.text, attempt.missing)
        fidelity = check_fidelity(
            request.text,
            english,
            self._obligations[request.key],
            self._policy,
            placed=attempt.placed,
            noted=attempt.missing,
        )
        return replace(attempt, text=english, alignment=None, verdict=Verdict((*attempt.checks, *fidelity)))

    def _unproven(self) -> list[Request]:
        """Sentences whose best English lacks something, was patched or says what it should not, the worst first."""
        failed = [
            request
            for request in self._requests
            if self._best[request.key].missing
            or self._best[request.key].step == "placed"
            or _CURABLE & {finding.check for finding in self._best[request.key].verdict.findings}
        ]
        return sorted(failed, key=lambda request: (-len(self._best[request.key].missing), len(request.text)))

    def _afforded(self, requests: Sequence[Request], decoding: Decoding) -> list[Request]:
        """As many of these as the budget allows, in their order."""
        afforded = []
        cost = _cost(decoding)
        for request in requests:
            price = cost * len(request.text.split())
            if price <= self._budget:
                self._budget -= price
                afforded.append(request)
        return afforded

    def _decode(
        self, requests: Sequence[Request], variants: Mapping[tuple[int, str], _Variant], decoding: Decoding, step: str
    ) -> None:
        """Put these sentences to the engine in one batch, and keep what is better than before."""
        wanted: dict[str, bool] = {}
        for request in requests:
            variant = variants[request.key]
            placing = bool(variant.obligations) and not variant.tokens
            wanted[variant.text] = wanted.get(variant.text, False) or request.marked or placing
        found = self._engine.decode(wanted, decoding)
        for request in requests:
            hypothesis, is_new = found[variants[request.key].text]
            self._offer(request, self._judged(request, variants[request.key], hypothesis, step), is_new=is_new)

    def _offer(self, request: Request, attempt: Attempt | None, *, is_new: bool) -> None:
        """Keep the better of this attempt and the best so far; an attempt that lost a token is none."""
        if attempt is None:
            return
        best = self._best.get(request.key)
        is_new = is_new or (best is not None and best.is_new)
        if best is None or _rank(attempt) > _rank(best):
            best = attempt
        self._best[request.key] = replace(best, is_new=is_new)

    def _judged(self, request: Request, variant: _Variant, hypothesis: Hypothesis, step: str) -> Attempt | None:
        """A hypothesis repaired and checked against the sentence as it was; None if a token was lost."""
        obligations = self._obligations[request.key]
        raw = " ".join(hypothesis.text.split())
        shown: str | None = raw
        if variant.tokens:
            shown = restored(raw, dict(variant.tokens))
        if shown is None:
            return None
        english = _tidied(request.text, shown)
        put: tuple[Obligation, ...] = ()
        missing, is_changed = unproven(obligations, english), False
        if missing:
            english = _tidied(request.text, repaired(request.text, english, obligations))
            step, missing = ("repair" if step == "plain" else step), unproven(obligations, english)
        else:
            plain, english = english, repaired(request.text, english, ())
            is_changed = english != plain  # then the proofs have not seen this text
        if missing and hypothesis.alignment and not variant.tokens:
            english, missing, put = self._placed(request, variant, hypothesis, (english, missing))
        verdict = check_sentence(request.text, replace(hypothesis, text=shown), self._policy)
        known = None if is_changed else missing
        fidelity = check_fidelity(request.text, english, obligations, self._policy, placed=put, missing=known)
        return Attempt(
            text=english,
            score=hypothesis.score,
            verdict=Verdict((*verdict.findings, *fidelity)),
            step="placed" if put else step,
            alignment=hypothesis.alignment if variant.text == request.text and english == shown else None,
            checks=verdict.findings,
            missing=missing,
            placed=put,
        )

    def _placed(
        self, request: Request, variant: _Variant, hypothesis: Hypothesis, repair: tuple[str, tuple[Obligation, ...]]
    ) -> tuple[str, tuple[Obligation, ...], tuple[Obligation, ...]]:
        """What repair could not show, put where the engine looked at it; the repaired text if that shows no more."""
        obligations = self._obligations[request.key]
        english, missing = repair
        lacking = {(o.start, o.end) for o in missing}
        pairs = list(zip(obligations, variant.obligations, strict=True))
        moved = [there for here, there in pairs if (here.start, here.end) in lacking]
        proven = [there for here, there in pairs if (here.start, here.end) not in lacking]
        raw = " ".join(hypothesis.text.split())
        patched, put = placed(raw, variant.text, moved, proven, hypothesis.alignment or ())
        patched = _tidied(request.text, repaired(request.text, patched, obligations))
        still = unproven(obligations, patched)
        if len(still) >= len(missing):
            return english, missing, ()
        gone = {(o.start, o.end) for o in still}
        puts = {id(o) for o in put}
        here_put = tuple(here for here, there in pairs if id(there) in puts and (here.start, here.end) not in gone)
        return patched, still, here_put


def _cost(decoding: Decoding) -> float:
    """What decoding costs beside a beam of four: measured at 12-17, 24 and 42 sentences a second for 4, 2 and 1."""
    return {1: 0.35, 2: 0.6, 3: 0.8}.get(decoding.beam_size, decoding.beam_size / 4)


def _kept(request: Request) -> Attempt:
    """The sentence as it is, its figures in English notation unless it is English already."""
    text = request.text
    if not looks_english(text):
        text = repaired(text, text, find_obligations(text, request.context))
    words = range(len(request.text.split()))
    alignment = tuple((i, i) for i in words) if text == request.text else None
    return Attempt(text, 0.0, Verdict(), "kept", alignment, is_new=False)


def _corrected(texts: Sequence[str], memory: Memory) -> dict[str, Attempt]:
    """What a person wrote for these sentences: it wins over every engine, and nothing checks it."""
    keys = {editor_key(text): text for text in texts}
    found = memory.get(list(keys)) if keys else {}
    return {keys[key]: Attempt(hypothesis.text, 0.0, Verdict(), "editor") for key, hypothesis in found.items()}


def _tidied(source: str, target: str) -> str:
    """Single spaces, a capital where the source has one, no full stop that it (a heading, a caption) lacks.

    No space within an opening quotation mark or after a stroke, where the source has none.
    """
    target = " ".join(target.split())
    if source[:1].isupper() and target[:1].islower():
        target = target[0].upper() + target[1:]
    if source[:1] == target[:1] == '"' and source[1:2].isalnum():
        target = '"' + target[1:].lstrip()
    if "/ " not in source:
        target = _LOOSE_STROKE.sub("/", target)
    if target.endswith(".") and not _ENDS_IN_A_POINT.search(target) and source.rstrip()[-1:].isalnum():
        return target[:-1]
    return target


def _rank(attempt: Attempt) -> tuple[int, int, int, float]:
    """Better verdicts rank higher, then fewer missing obligations, fewer findings, a better score."""
    grade = _GRADES.index(attempt.verdict.grade)
    return -grade, -len(attempt.missing), -len(attempt.verdict.findings), attempt.score
