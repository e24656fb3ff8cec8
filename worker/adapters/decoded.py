"""From what CTranslate2 decoded to hypotheses: text, score, which of several is the best, alignment."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from worker.adapters.word_alignment import align_words
from worker.core.choice import by_faults
from worker.core.model import Hypothesis

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctranslate2 import TranslationResult

    from worker.core.dictionary import Annotated
    from worker.core.model import Decoding

MAX_DECODING_LENGTH = 256
"""Target tokens; CTranslate2's default, which Argos leaves as it is."""

_UNSEEN = 0.01
"""Attention that counts as none."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one decoder call is asked for: a whole sentence, or a clause of one that is too long."""

    text: str
    annotated: Annotated
    """What the tokens are of."""
    tokens: tuple[str, ...]


def best(
    result: TranslationResult,
    piece: Piece,
    decoding: Decoding,
    text_of: Callable[[list[str]], str],
    *,
    beam: int,
    count: int,
    aligned: bool,
) -> list[Hypothesis]:
    """The `count` best of a decoder's hypotheses for a piece, best first; `text_of` makes text of target tokens."""
    attention = _attention(result, beam)
    ranked: list[tuple[float, Hypothesis, int]] = []
    for place, (tokens, score) in enumerate(zip(result.hypotheses, result.scores, strict=True)):
        complete = len(tokens) < MAX_DECODING_LENGTH
        # CTranslate2 divides the sum by length ** penalty, where the length counts the end of sentence.
        mean = score * (len(tokens) + complete) ** (decoding.length_penalty - 1)
        merit = score + decoding.coverage_penalty * _coverage(attention[place])
        ranked.append((merit, Hypothesis(text_of(tokens), mean, complete=complete), place))
    ranked.sort(key=lambda item: -item[0])
    hypotheses = [hypothesis for _, hypothesis, _ in ranked]
    if decoding.faithful:
        hypotheses = by_faults(piece.text, hypotheses)
    hypotheses = hypotheses[:count]
    if not aligned:
        return hypotheses
    places = {id(hypothesis): place for _, hypothesis, place in ranked}
    return [
        replace(one, alignment=_alignment(piece, one.text, result.hypotheses[place], attention[place]))
        for one in hypotheses
        for place in [places[id(one)]]
    ]


def joined(pieces: Sequence[Piece], hypotheses: Sequence[Hypothesis]) -> Hypothesis:
    """The hypotheses of a sentence's clauses as one: text joined by spaces, score averaged over source tokens."""
    if len(hypotheses) == 1:
        return hypotheses[0]
    pairs: list[tuple[int, int]] = []
    aligned = True
    source_words = target_words = 0
    for piece, hypothesis in zip(pieces, hypotheses, strict=True):
        if hypothesis.alignment is None:
            aligned = False
            break
        pairs.extend((source + source_words, target + target_words) for source, target in hypothesis.alignment)
        source_words += len(piece.text.split())
        target_words += len(hypothesis.text.split())
    weights = [len(piece.tokens) for piece in pieces]
    return Hypothesis(
        text=" ".join(hypothesis.text.strip() for hypothesis in hypotheses),
        score=sum(h.score * weight for h, weight in zip(hypotheses, weights, strict=True)) / sum(weights),
        alignment=tuple(pairs) if aligned else None,
        complete=all(hypothesis.complete for hypothesis in hypotheses),
    )


def _attention(result: TranslationResult, beam: int) -> list[list[list[float]]]:
    """For each hypothesis what its tokens attended to: a row a token, a column a source token; empty if not asked for.

    CTranslate2 4.8 gathers a beam's first step by the wrong index: the first row is that of another sentence in the
    batch. The second stands in for it, because a first word of one token is mostly an article or a title.
    """
    if not result.attention:
        return [[] for _ in result.hypotheses]
    return [rows[1:2] + rows[1:] if beam > 1 and len(rows) > 1 else rows for rows in result.attention]


def _coverage(attention: list[list[float]]) -> float:
    """The sum, over source tokens, of the logarithm of the attention that they got, of which one is enough."""
    weights = map(sum, zip(*attention[1:], strict=True))
    return sum(math.log(max(weight, _UNSEEN)) for weight in weights if weight < 1.0)


def _alignment(
    piece: Piece, text: str, tokens: list[str], attention: list[list[float]]
) -> tuple[tuple[int, int], ...] | None:
    """Pairs of a word of the piece's own text and a word of the translation."""
    pairs = align_words(piece.annotated.text, piece.tokens, text, tokens, attention)
    return pairs and tuple((piece.annotated.origins[source], target) for source, target in pairs)
