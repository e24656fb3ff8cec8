from __future__ import annotations

import argparse

import numpy as np
import pytest

from models.training import batches
from models.training.train import rate


def options(schedule: str) -> argparse.Namespace:
    return argparse.Namespace(rate=1.0, warmup=10, schedule=schedule, cooldown=20, steps=100)


@pytest.mark.parametrize("schedule", ["cosine", "plateau", "clock"])
def test_every_schedule_warms_up_first(schedule: str) -> None:
    assert [rate(step, options(schedule)) for step in (1, 5, 10)] == pytest.approx([0.1, 0.5, 1.0])


def test_by_the_clock_the_rate_falls_with_the_time_and_whatever_the_step() -> None:
    assert [rate(step, options("clock"), share) for step, share in ((11, 0.0), (999, 0.25), (12, 1.5))] == [1, 0.75, 0]


def test_a_plateau_ends_in_a_fall_to_nothing() -> None:
    assert [rate(step, options("plateau")) for step in (50, 80, 90, 100)] == pytest.approx([1, 1, 0.5, 0])


def test_sources_are_seen_as_often_as_asked_and_batches_stay_within_their_tokens() -> None:
    lengths = np.random.default_rng(1).integers(1, 30, 200)
    ends = np.concatenate([[0], np.cumsum(lengths)])
    origin = np.repeat([0, 1], 100)
    flat = np.arange(ends[-1], dtype=np.uint16)
    rows = batches.Rows(flat, ends, flat, ends, origin, ["own", "other"])
    found = batches.epoch(rows, 100, seed=1, number=0, rates=batches.sampling("own=2,other=0"))
    seen = np.bincount(np.concatenate(found), minlength=200)
    assert seen.tolist() == [2] * 100 + [0] * 100
    assert all(lengths[batch].max() * len(batch) <= 100 for batch in found)


def test_a_batch_holds_each_row_and_padding_behind_it_up_to_a_multiple() -> None:
    flat = np.arange(4, 14, dtype=np.uint16)
    rows = batches.Rows(flat, np.array([0, 3, 10]), flat, np.array([0, 1, 10]), np.zeros(2, dtype=int), ["own"])
    source, target = rows.batch(np.array([1, 0]), multiple=8)
    assert source.tolist() == [[7, 8, 9, 10, 11, 12, 13, 0], [4, 5, 6, 0, 0, 0, 0, 0]]
    assert target.shape == (2, 16)
