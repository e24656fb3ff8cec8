"""A corpus and a network so small that a run of them takes a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.training import checkpoints
from models.training.tokens import EOS
from models.training.train import Run, parse

if TYPE_CHECKING:
    from pathlib import Path

VOCABULARY = 40


def corpus(folder: Path) -> Path:
    """Random sentences of 3 to 8 tokens as data.npz in a folder, and the folder."""
    rng = np.random.default_rng(1)
    arrays: dict[str, np.ndarray] = {}
    for part, count in (("train", 60), ("dev", 4)):
        arrays[f"{part}_sources"] = np.array(["own"])
        arrays[f"{part}_source"] = np.zeros(count, dtype=np.uint8)
        for side in ("vi", "en"):
            rows = [[*rng.integers(4, VOCABULARY, rng.integers(3, 9)), EOS] for _ in range(count)]
            arrays[f"{part}_{side}"] = np.array([number for row in rows for number in row], dtype=np.uint16)
            arrays[f"{part}_{side}_ends"] = np.cumsum([0] + [len(row) for row in rows])
    np.savez(folder / "data.npz", allow_pickle=False, **arrays)
    return folder


def run(work: Path, name: str, *, minutes: float = 1e9, optimizer: str = "muon") -> dict[str, Any]:
    """A run of 12 steps, or of one where there is no time, and its checkpoint."""
    small = f"--vocabulary {VOCABULARY} --width 16 --hidden 32 --heads 2 --encoder 2 --decoder 1 --batch 60"
    often = f"--steps 12 --warmup 3 --validate 100 --dropout 0.2 --max-minutes {minutes} --device cpu --threads 1"
    Run(parse(f"--work {work} --run {name} --optimizer {optimizer} {small} {often}".split())).go()
    return checkpoints.load(work / name / checkpoints.LAST)
