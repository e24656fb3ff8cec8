"""The two optimisers of a run: AdamW for everything, or Muon for the matrices inside the layers and AdamW for the rest.

Muon is momentum that is made orthogonal before it is applied: Keller Jordan, https://kellerjordan.github.io/posts/muon/;
the size of its step is AdamW's, as in https://arxiv.org/abs/2502.16982, so that one learning rate serves both.
`torch.optim.Muon` computes in bf16, which is twenty times slower than fp32 on a CPU.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from torch import Tensor, nn

_QUINTIC = (3.4445, -4.7750, 2.0315)
"""Jordan's coefficients: few steps bring every singular value to between 0.7 and 1.2."""
_ROOT_MEAN_SQUARE = 0.2
"""Of AdamW's usual update at learning rate 1."""


def orthogonal(matrices: Tensor, steps: int = 5) -> Tensor:
    """Each of the matrices [..., rows, columns] with its singular values brought near to 1 (0.7 to 1.2)."""
    a, b, c = _QUINTIC
    tall = matrices.shape[-2] > matrices.shape[-1]
    x = matrices.mT if tall else matrices
    x = x / x.norm(dim=(-2, -1), keepdim=True).clamp_min(1e-7)
    for _ in range(steps):
        gram = x @ x.mT
        x = a * x + (b * gram + c * (gram @ gram)) @ x
    return x.mT if tall else x


class Muon(torch.optim.Optimizer):
    """For matrices; those of a group with `pieces` hold so many projections one under the other, each a matrix."""

    def __init__(
        self, params: Iterable[dict[str, Any]], lr: float, *, weight_decay: float = 0.0, momentum: float = 0.95
    ) -> None:
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay, "momentum": momentum, "pieces": 1})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:
        """One update."""
        del closure
        for group in self.param_groups:
            rate = group["lr"]
            alike: dict[torch.Size, list[Tensor]] = {}
            for weight in group["params"]:
                alike.setdefault(weight.shape, []).append(weight)
            for shape, weights in alike.items():  # one product for all matrices of a shape: a GPU waits for launches
                update = orthogonal(self._ahead(weights, group["momentum"]).view(-1, *_piece(shape, group["pieces"])))
                size = _ROOT_MEAN_SQUARE * max(update.shape[-2:]) ** 0.5
                torch._foreach_mul_(weights, 1 - rate * group["weight_decay"])
                torch._foreach_add_(weights, list(update.view(-1, *shape).unbind()), alpha=-rate * size)

    def _ahead(self, weights: list[Tensor], momentum: float) -> Tensor:
        """Nesterov's look ahead for each of the weights [weights, rows, columns]; their momentum moves on."""
        gradients = torch.stack([weight.grad for weight in weights if weight.grad is not None])
        for weight in weights:
            if "momentum" not in self.state[weight]:
                self.state[weight]["momentum"] = torch.zeros_like(weight)
        kept = [self.state[weight]["momentum"] for weight in weights]
        torch._foreach_lerp_(kept, list(gradients.unbind()), 1 - momentum)
        return gradients.lerp(torch.stack(kept), momentum)


def _piece(shape: torch.Size, pieces: int) -> tuple[int, int]:
    return shape[0] // pieces, shape[1]


def build(model: nn.Module, *, rate: float, decay: float, muon: bool) -> list[torch.optim.Optimizer]:
    """The optimisers that together move every weight of the model."""
    named = list(model.named_parameters())
    layers = ("encoder.", "decoder.") if muon else ()
    inner = [name for name, weight in named if weight.dim() > 1 and name.startswith(layers)]
    joint = [weight for name, weight in named if name in inner and "key_value" in name]
    single = [weight for name, weight in named if name in inner and "key_value" not in name]
    decays = [weight for name, weight in named if name not in inner and weight.dim() > 1]
    others = [weight for _, weight in named if weight.dim() <= 1]
    adam = torch.optim.AdamW(
        [{"params": decays, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}],
        lr=rate, betas=(0.9, 0.98), eps=1e-9, fused=True,
    )  # fmt: skip
    if not muon:
        return [adam]
    return [adam, Muon([{"params": joint, "pieces": 2}, {"params": single}], rate, weight_decay=decay)]


def moments(model: nn.Module, optimizers: list[torch.optim.Optimizer]) -> dict[str, dict[str, Tensor]]:
    """What the optimisers remember of each weight, by its name."""
    states = {weight: state for optimizer in optimizers for weight, state in optimizer.state.items()}
    return {name: dict(states[weight]) for name, weight in model.named_parameters() if weight in states}


def restore(
    model: nn.Module, optimizers: list[torch.optim.Optimizer], remembered: dict[str, dict[str, Tensor]]
) -> bool:
    """Give the optimisers their memory back; False where AdamW has to gather its own anew for some weight.

    A run may change from AdamW to Muon: the mean of the gradients is a momentum.
    """
    names = {weight: name for name, weight in model.named_parameters()}
    whole = True
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            for weight in group["params"]:
                state = remembered.get(names[weight], {})
                if isinstance(optimizer, Muon):
                    mean = state.get("momentum", state.get("exp_avg"))
                    if mean is not None:
                        optimizer.state[weight] = {"momentum": mean.to(weight.device)}
                elif "exp_avg_sq" in state:
                    optimizer.state[weight] = {key: value.to(weight.device) for key, value in state.items()}
                else:
                    whole = False
    return whole
