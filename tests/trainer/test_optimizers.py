from __future__ import annotations

import pytest
import torch

from models.training import optimizers
from models.training.network import Transformer
from models.training.shape import Shape

RATE = 0.01


@pytest.fixture
def model() -> Transformer:
    torch.manual_seed(1)
    return Transformer(Shape(30, 16, 32, 2, 2, 1), dropout=0.0)


def learn(model: Transformer, moving: list[torch.optim.Optimizer], steps: int) -> None:
    source = torch.arange(4, 24).view(4, 5)
    for _ in range(steps):
        states, wanted = model(source, source.flip(1))
        loss = torch.nn.functional.cross_entropy(states @ model.embedding.weight.T + model.bias, wanted)
        model.zero_grad()
        loss.backward()
        for optimizer in moving:
            optimizer.step()


@pytest.mark.parametrize("shape", [(16, 16), (16, 48), (48, 16), (3, 16, 32)])
def test_what_is_made_orthogonal_keeps_its_directions_and_has_singular_values_near_one(shape: tuple[int, ...]) -> None:
    torch.manual_seed(2)
    matrices = torch.randn(shape, dtype=torch.double)
    left, values, right = torch.linalg.svd(optimizers.orthogonal(matrices), full_matrices=False)
    assert values.min() > 0.6
    assert values.max() < 1.3
    nearest_left, _, nearest_right = torch.linalg.svd(matrices, full_matrices=False)
    torch.testing.assert_close(left @ right, nearest_left @ nearest_right)


@pytest.mark.parametrize("muon", [False, True])
def test_every_weight_is_moved_by_exactly_one_optimiser(model: Transformer, *, muon: bool) -> None:
    moving = optimizers.build(model, rate=RATE, decay=0.0, muon=muon)
    held = [id(weight) for optimizer in moving for group in optimizer.param_groups for weight in group["params"]]
    assert sorted(held) == sorted(id(weight) for weight in model.parameters())


def test_projections_that_share_one_weight_are_made_orthogonal_each_for_itself() -> None:
    torch.manual_seed(3)
    gradients = torch.randn(2, 8, 8)
    joint, parts = torch.zeros(16, 8), [torch.zeros(8, 8), torch.zeros(8, 8)]
    joint.grad = gradients.reshape(16, 8)
    for part, gradient in zip(parts, gradients, strict=True):
        part.grad = gradient
    optimizers.Muon([{"params": [joint], "pieces": 2}], RATE).step()
    optimizers.Muon([{"params": parts}], RATE).step()
    torch.testing.assert_close(joint, torch.cat(parts))


@pytest.mark.parametrize("shape", [(16, 16), (16, 64), (64, 16)])
def test_a_step_of_muon_is_as_large_as_one_of_adamw(shape: tuple[int, int]) -> None:
    torch.manual_seed(4)
    weight = torch.zeros(shape)
    weight.grad = torch.randn(shape)
    optimizers.Muon([{"params": [weight]}], RATE).step()
    assert 0.1 * RATE < weight.square().mean().sqrt() < 0.3 * RATE


def test_a_run_may_change_from_adamw_to_muon_and_has_its_momentum_at_once(model: Transformer) -> None:
    adam = optimizers.build(model, rate=RATE, decay=0.0, muon=False)
    learn(model, adam, 3)
    remembered = optimizers.moments(model, adam)
    both = optimizers.build(model, rate=RATE, decay=0.0, muon=True)
    assert optimizers.restore(model, both, remembered)
    name = "encoder.0.inner.weight"
    assert torch.equal(optimizers.moments(model, both)[name]["momentum"], remembered[name]["exp_avg"])


def test_a_run_that_changes_back_to_adamw_is_told_that_moments_are_missing(model: Transformer) -> None:
    both = optimizers.build(model, rate=RATE, decay=0.0, muon=True)
    learn(model, both, 3)
    adam = optimizers.build(model, rate=RATE, decay=0.0, muon=False)
    assert not optimizers.restore(model, adam, optimizers.moments(model, both))
