"""From what a decoder attended to, token by token, to pairs of words."""

from __future__ import annotations

import itertools
import re
import unicodedata
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def align_words(
    source: str,
    source_tokens: Sequence[str],
    target: str,
    target_tokens: Sequence[str],
    attention: Sequence[Sequence[float]],
) -> tuple[tuple[int, int], ...] | None:
    """Pairs (source word, target word): for each target word the source word that its tokens attended to most.

    Words are split at white space and counted from 0. `attention` has a row for each target token and a column for each
    source token. None if tokens and words do not match.
    """
    sources = _word_of_token(source, source_tokens)
    targets = _word_of_token(target, target_tokens)
    if not sources or targets is None:
        return None
    weights: dict[tuple[int, int], float] = {}
    for right, row in zip(targets, attention, strict=False):
        # The last column belongs to the end of sentence, which is no word: zip leaves it out.
        for left, weight in zip(sources, row, strict=False):
            weights[right, left] = weights.get((right, left), 0.0) + weight
    best = {right: left for (right, left), _ in sorted(weights.items(), key=lambda item: item[1])}
    return tuple((best[right], right) for right in sorted(best))


def _word_of_token(text: str, tokens: Sequence[str]) -> list[int] | None:
    """For each token the index of the white-space word its first character stands in; None if they do not match.

    Tokenizers mark word boundaries in their own ways (SentencePiece's `▁`, subword-nmt's `@@` and Moses's escapes), so
    characters are counted, after the NFKC that SentencePiece applies.
    """
    owners = [index for index, word in enumerate(text.split()) for _ in _characters(word)]
    lengths = [_length(token) for token in tokens]
    if sum(lengths) != len(owners):
        return None
    starts = itertools.accumulate(lengths, initial=0)
    # A token without characters (a lone `▁`) goes with the word that follows it.
    return [owners[min(start, len(owners) - 1)] for start, _ in zip(starts, tokens, strict=False)]


def _length(token: str) -> int:
    """How many characters a token stands for; of a character told byte by byte, the first byte stands for it."""
    byte = _BYTE.fullmatch(token)
    if byte is not None:
        return int(not _CONTINUES <= int(byte[1], 16) < _BEGINS)
    return len(_characters(unescape(token.removesuffix("@@"))))


_BYTE = re.compile(r"<0x([0-9A-F]{2})>")
_CONTINUES, _BEGINS = 0x80, 0xC0
"""The bytes of UTF-8 that continue a character lie between these."""


def _characters(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).replace("▁", "").replace("_", "").split())
