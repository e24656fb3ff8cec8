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
    "distilled": 1.5, "vlsp2020_news": 1.5, "xquad": 1.5, "alt_wikinews": 1.4, "baosongngu": 1.3,
    "evbcorpus": 0.8, "clc_law": 0.35,
}  # fmt: skip
"""How often a source's pairs are seen in an epoch; 1 where it is not named. Well-made news and its like come first."""
COPIES = frozenset({"varied", "masked", "hinted"})
"""Sources that repeat other sentences with something else in them."""
LONGEST = 200
"""Tokens of a training sentence, either side; longer pairs are left out."""


def sampling(text: str) -> dict[str, float]:
    """Rates written as "own=2,generated=3"."""
    return {name.strip(): float(rate) for name, rate in (part.split("=") for part in text.split(",") if part)}


@dataclass(frozen=True, slots=True)
class Rows:
    """Sentence pairs as token ids; `ends` hold one more entry than there are rows."""

    source: np.ndarray
    source_ends: np.ndarray
    target: np.ndarray
    target_ends: np.ndarray
    origin: np.ndarray
    origins: list[str]

    def batch(self, rows: np.ndarray, multiple: int = 1) -> tuple[np.ndarray, np.ndarray]:
        """Padded ids [rows, longest] of both sides; the longest is rounded up to a multiple (tensor cores like 8)."""
        source = _padded(self.source, self.source_ends, rows, multiple)
        return source, _padded(self.target, self.target_ends, rows, multiple)


def _padded(flat: np.ndarray, ends: np.ndarray, rows: np.ndarray, multiple: int) -> np.ndarray:
    lengths = ends[rows + 1] - ends[rows]
    longest = -(-int(lengths.max()) // multiple) * multiple
    places = np.arange(longest)
    taken = np.minimum(ends[rows][:, None] + places, len(flat) - 1)
    return np.where(places < lengths[:, None], flat[taken].astype(np.int64), PAD)


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


def cut_path(data: Path, number: int) -> Path:
    """Where another cut of a corpus's source into pieces lies; see `segmentation`."""
    return data.with_suffix(f".cut-{number}.npz")


def epoch(
    rows: Rows, tokens: int, *, seed: int, number: int, rates: Mapping[str, float] | None = None
) -> list[np.ndarray]:
    """Row numbers of each batch of one epoch; a batch holds at most `tokens` padded tokens of its longer side."""
    rng = np.random.default_rng([seed, number])
    wanted = np.array([(rates or {}).get(name, 1.0) for name in rows.origins])[rows.origin]
    repeats = np.floor(wanted + rng.random(len(wanted))).astype(np.int64)
    source_lengths, target_lengths = np.diff(rows.source_ends), np.diff(rows.target_ends)
    repeats[(source_lengths > LONGEST) | (target_lengths > LONGEST)] = 0
    chosen = np.repeat(np.arange(len(wanted)), repeats)
    chosen = chosen[rng.permutation(len(chosen))]
    lengths = np.maximum(source_lengths, target_lengths)[chosen]
    # The jitter mixes neighbours from epoch to epoch while rows of one batch stay alike in length.
    order = chosen[np.argsort(lengths + rng.random(len(chosen)) * 2, kind="stable")]
    lengths = np.maximum(source_lengths, target_lengths)[order]
    batches, start = [], 0
    while start < len(order):
        longest = np.maximum.accumulate(lengths[start : start + 1 + tokens // int(lengths[start])])
        too_many = np.flatnonzero(longest * np.arange(1, len(longest) + 1) > tokens)
        count = max(1, int(too_many[0])) if len(too_many) else len(longest)
        batches.append(order[start : start + count])
        start += count
    return [batches[index] for index in rng.permutation(len(batches))]
