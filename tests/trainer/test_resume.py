"""A run that is stopped and goes on ends where one ends that never stopped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from models.training import batches
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


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--schedule clock", "say how many"),
        ("--reverse --cuts 6", "leave one of them out"),
        ("--sampling owls=3", "no source owls"),
        ("--sampling own", "invalid"),
    ],
)
def test_options_that_cannot_work_are_refused_in_a_sentence(
    work: Path, capsys: pytest.CaptureFixture[str], options: str, sentence: str
) -> None:
    with pytest.raises(SystemExit) as refused:
        Run(parse(f"--work {work} --vocabulary {VOCABULARY} --width 16 --device cpu {options}".split()))
    assert re.search(sentence, f"{refused.value}{capsys.readouterr().err}")


def test_an_epoch_takes_the_cut_whose_turn_it_is(work: Path) -> None:
    with np.load(work / "data.npz") as data:
        usual, ends = data["train_vi"], data["train_vi_ends"]
    np.savez(batches.cut_path(work / "data.npz", 0), train_vi=np.repeat(usual, 2), train_vi_ends=2 * ends)
    options = f"--work {work} --vocabulary {VOCABULARY} --width 16 --heads 2 --device cpu --cuts 2 --batch 9999"
    training = Run(parse(options.split()))
    taken = []
    for _ in range(4):  # the usual one, the first cut, the second that is not there yet, the usual one
        next(training.groups())
        taken.append(len(training.rows.source) // len(usual))
        training.position.epoch += 1
        training.position.batch = 0
    assert taken == [1, 2, 1, 1]
