"""What decides a network's size, and its position encodings: shared by training, export and measuring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides the number of weights."""

    vocabulary: int
    width: int = 256
    hidden: int = 1024
    heads: int = 4
    encoder: int = 5
    decoder: int = 2


def sinusoids(length: int, width: int) -> np.ndarray:
    """Position encodings [length, width] as in "Attention is all you need": sines and cosines in turn."""
    rates = np.exp(np.arange(0, width, 2) * (-np.log(10_000) / width))
    angles = np.arange(length)[:, None] * rates[None, :]
    return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(length, width).astype(np.float32)
