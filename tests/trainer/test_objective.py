from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from models.training.objective import summed_loss


@pytest.mark.parametrize("tokens", [1, 383, 384, 385, 1000])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_loss_and_gradients_in_pieces_are_those_of_the_whole(tokens: int, smoothing: float) -> None:
    torch.manual_seed(tokens)
    hidden = torch.randn(tokens, 16, dtype=torch.double)
    weight, bias = torch.randn(50, 16, dtype=torch.double), torch.randn(50, dtype=torch.double)
    wanted = torch.randint(0, 50, (tokens,))

    def gradients(loss_of: object) -> list[torch.Tensor]:
        leaves = [value.clone().requires_grad_() for value in (hidden, weight, bias)]
        loss = loss_of(*leaves)
        (loss / 7).backward()
        return [loss.detach(), *(leaf.grad for leaf in leaves)]

    ours = gradients(lambda h, w, b: summed_loss(h, w, b, wanted, smoothing))
    whole = gradients(
        lambda h, w, b: functional.cross_entropy(
            functional.linear(h, w, b), wanted, reduction="sum", label_smoothing=smoothing
        )
    )
    for one, other in zip(ours, whole, strict=True):
        torch.testing.assert_close(one, other)


def test_without_gradients_the_loss_is_the_same() -> None:
    torch.manual_seed(1)
    values = torch.randn(500, 16), torch.randn(50, 16), torch.randn(50)
    wanted = torch.randint(0, 50, (500,))
    with torch.no_grad():
        plain = summed_loss(*values, wanted, 0.1)
    torch.testing.assert_close(summed_loss(*values, wanted, 0.1), plain)
