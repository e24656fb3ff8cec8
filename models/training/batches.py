"""Length-bucketed batches in an order that depends on seed and epoch alone, so a resumed run sees the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.training.tokens import PAD

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SAMPLING = {
    "fresh": 6.0, "own": 3.0, "generated": 1.8, "varied": 1.2, "masked": 1.0, "hinted": 1.5,
    "vlsp2020_news": 1.5, "xquad": 1.5, "alt_wikinews": 1.4, "baosongngu": 1.3, "evbcorpus": 0.8, "clc_law": 0.35,
}  # fmt: skip
"""How often a source's pairs are seen in an epoch; 1 where it is not named. Well-made news and its like come first."""
LONGEST = 200
"""Tokens of a training sentence, either side; longer pairs are left out."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Sentence pairs as token ids; `ends` hold one more entry than there are rows."""

    source: np.ndarray
    source_ends: np.ndarray
    target: np.ndarray
    target_ends: np.ndarray
    origin: np.ndarray
    origins: list[str]

    def batch(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Padded ids [rows, longest] of both sides."""
        return _padded(self.source, self.source_ends, rows), _padded(self.target, self.target_ends, rows)


def _padded(flat: np.ndarray, ends: np.ndarray, rows: np.ndarray) -> np.ndarray:
    longest = int((ends[rows + 1] - ends[rows]).max())
    padded = np.full((len(rows), longest), PAD, dtype=np.int64)
    for place, row in enumerate(rows):
        piece = flat[ends[row] : ends[row + 1]]
        padded[place, : len(piece)] = piece
    return padded


def load(path: Path, part: str, *, reverse: bool = False) -> Rows:
    """The rows of data.npz; English to Vietnamese when `reverse`."""
    data = np.load(path)
    first, second = ("en", "vi") if reverse else ("vi", "en")
    return Rows(
        data[f"{part}_{first}"],
        data[f"{part}_{first}_ends"],
        data[f"{part}_{second}"],
        data[f"{part}_{second}_ends"],
        data[f"{part}_source"],
        [str(name) for name in data[f"{part}_sources"]],
    )


def epoch(
    rows: Rows, tokens: int, *, seed: int, number: int, sampling: Mapping[str, float] | None = None
) -> list[np.ndarray]:
    """Row numbers of each batch of one epoch; a batch holds at most `tokens` padded tokens of its longer side."""
    rng = np.random.default_rng([seed, number])
    rates = np.array([(sampling or {}).get(name, 1.0) for name in rows.origins])[rows.origin]
    repeats = np.floor(rates + rng.random(len(rates))).astype(np.int64)
    source_lengths, target_lengths = np.diff(rows.source_ends), np.diff(rows.target_ends)
    repeats[(source_lengths > LONGEST) | (target_lengths > LONGEST)] = 0
    chosen = np.repeat(np.arange(len(rates)), repeats)
    chosen = chosen[rng.permutation(len(chosen))]
    lengths = np.maximum(source_lengths, target_lengths)[chosen]
    # The jitter mixes neighbours from epoch to epoch while rows of one batch stay alike in length.
    order = chosen[np.argsort(lengths + rng.random(len(chosen)) * 2, kind="stable")]
    batches, start, longest = [], 0, 0
    both = np.maximum(source_lengths, target_lengths)
    for place, row in enumerate(order):
        longest = max(longest, int(both[row]))
        if longest * (place - start + 1) > tokens and place > start:
            batches.append(order[start:place])
            start, longest = place, int(both[row])
    if start < len(order):
        batches.append(order[start:])
    return [batches[index] for index in rng.permutation(len(batches))]
