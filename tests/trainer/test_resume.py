"""A run that is stopped and goes on ends where one ends that never stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from models.training.train import Run, parse
from tests.trainer.small import VOCABULARY, run

if TYPE_CHECKING:
    from pathlib import Path


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
