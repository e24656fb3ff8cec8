from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from models.training import batches, checkpoints
from models.training.distil import choose, distil, likeness, open_teacher, with_pairs
from models.training.tokens import EOS
from tests.trainer.small import run

if TYPE_CHECKING:
    from pathlib import Path

DIGITS = frozenset({10, 11})


def test_likeness_is_one_for_the_same_and_nothing_for_others() -> None:
    assert likeness([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]) == 1
    assert likeness([1, 2, 3, 4, 5], [6, 7, 8, 9]) == 0
    assert 0 < likeness([1, 2, 3, 4], [1, 2, 9, 4]) < likeness([1, 2, 3, 4], [1, 2, 3, 9]) < 1


def test_the_way_nearest_to_the_reference_is_kept_not_the_first() -> None:
    assert choose([[1, 9, 3, 8], [1, 2, 3, 8]], [1, 2, 3, 4], DIGITS) == [1, 2, 3, 8]


def test_a_way_with_another_number_than_the_reference_is_never_kept() -> None:
    reference = [1, 2, 10, 11, 3]
    assert choose([[1, 2, 10, 10, 3], [1, 4, 11, 10, 3]], reference, DIGITS) == [1, 4, 11, 10, 3]
    assert choose([[1, 2, 10, 3]], reference, DIGITS) == []


def test_a_way_far_from_the_reference_teaches_nothing() -> None:
    assert choose([[20, 21, 22, 23]], [1, 2, 3, 4], DIGITS) == []


def test_the_corpus_gains_a_pair_for_each_target_and_keeps_the_rest(work: Path) -> None:
    with np.load(work / "data.npz") as file:
        data = dict(file)
    np.savez(work / "more.npz", allow_pickle=False, **with_pairs(data, {3: [5, 6, EOS], 7: [8, EOS]}))
    before, after = batches.load(work / "data.npz", "train"), batches.load(work / "more.npz", "train")
    assert len(after.origin) == len(before.origin) + 2
    assert [after.origins[number] for number in after.origin[-2:]] == ["distilled"] * 2
    for added, row in ((-2, 3), (-1, 7)):
        source, _ = before.batch(np.array([row]))
        again, target = after.batch(np.array([len(after.origin) + added]))
        assert np.array_equal(source, again)
        assert target[0].tolist() == {3: [5, 6, EOS], 7: [8, EOS]}[row]


def test_a_teacher_translates_real_sentences_and_leaves_practice_alone(work: Path) -> None:
    with np.load(work / "data.npz") as file:
        data = dict(file)
    data["train_sources"] = np.array(["own", "generated"])
    data["train_source"][:50] = 1
    np.savez(work / "data.npz", allow_pickle=False, **data)
    run(work, "big", minutes=0)
    teacher = open_teacher(work / "big" / checkpoints.LAST)
    with torch.no_grad():
        teacher.bias[EOS] = 3.0
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        targets = distil(teacher, batches.load(work / "data.npz", "train"), frozenset(), pool, beam=2, tokens=100)
    assert set(targets) <= set(range(50, 60))
    assert all(way[-1] == EOS for way in targets.values())


def test_a_trimmed_checkpoint_begins_anew_with_fewer_layers_and_the_same_weights(work: Path) -> None:
    state = run(work, "big", minutes=0)
    shape = {**state["shape"], "decoder": 2}
    second = {name.replace("decoder.0", "decoder.1"): weight for name, weight in state["model"].items()}
    trimmed = checkpoints.trim({**state, "shape": shape, "model": {**second, **state["model"]}}, 1)
    checkpoints.save(trimmed, work / "small" / checkpoints.LAST)
    assert trimmed["model"].keys() == state["model"].keys()
    assert run(work, "small", minutes=0)["position"]["step"] == 1
    with pytest.raises(SystemExit, match="1 to 1"):
        checkpoints.trim(state, 2)
