"""A run that is stopped and goes on ends where one ends that never stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from models.training import checkpoints
from models.training.tokens import EOS
from models.training.train import Run, parse

if TYPE_CHECKING:
    from pathlib import Path

VOCABULARY = 40


@pytest.fixture
def work(tmp_path: Path) -> Path:
    rng = np.random.default_rng(1)
    arrays: dict[str, np.ndarray] = {}
    for part, count in (("train", 60), ("dev", 4)):
        arrays[f"{part}_sources"] = np.array(["own"])
        arrays[f"{part}_source"] = np.zeros(count, dtype=np.uint8)
        for side in ("vi", "en"):
            rows = [[*rng.integers(4, VOCABULARY, rng.integers(3, 9)), EOS] for _ in range(count)]
            arrays[f"{part}_{side}"] = np.array([number for row in rows for number in row], dtype=np.uint16)
            arrays[f"{part}_{side}_ends"] = np.cumsum([0] + [len(row) for row in rows])
    np.savez(tmp_path / "data.npz", allow_pickle=False, **arrays)
    return tmp_path


def run(work: Path, name: str, *, minutes: float = 1e9, optimizer: str = "muon") -> dict[str, torch.Tensor]:
    small = f"--vocabulary {VOCABULARY} --width 16 --hidden 32 --heads 2 --encoder 2 --decoder 1 --batch 60"
    often = f"--steps 12 --warmup 3 --validate 100 --dropout 0.2 --max-minutes {minutes} --device cpu --threads 1"
    Run(parse(f"--work {work} --run {name} --optimizer {optimizer} {small} {often}".split())).go()
    return checkpoints.load(work / name / checkpoints.LAST)


@pytest.mark.parametrize("optimizer", ["muon", "adamw"])
def test_a_run_stopped_after_every_step_ends_with_the_weights_of_one_that_never_stopped(
    work: Path, optimizer: str
) -> None:
    whole = run(work, "whole", optimizer=optimizer)
    for _ in range(12):  # no minutes at all: one step, a checkpoint, the end
        parts = run(work, "parts", minutes=0, optimizer=optimizer)
    assert parts["position"]["step"] == whole["position"]["step"] == 12
    for name, weight in whole["model"].items():
        assert torch.equal(weight, parts["model"][name]), name


def test_a_checkpoint_of_another_network_is_refused_in_a_sentence(work: Path) -> None:
    run(work, "run", minutes=0)
    with pytest.raises(SystemExit, match="another network"):
        Run(parse(f"--work {work} --run run --vocabulary {VOCABULARY} --width 32 --device cpu".split()))
