"""The training loss: label-smoothed cross-entropy over the vocabulary, a piece of the batch at a time on a CPU."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

_ROWS = 384
"""Tokens whose logits stand in memory together: with 8,000 pieces they stay within a server CPU's cache."""


class _InPieces(torch.autograd.Function):
    """Loss and gradients of a linear projection with softmax in one pass, without the whole matrix of logits."""

    @staticmethod
    def forward(
        ctx: Any,  # noqa: ANN401 - as torch calls it
        hidden: Tensor,
        weight: Tensor,
        bias: Tensor,
        wanted: Tensor,
        smoothing: float,
    ) -> Tensor:
        total = hidden.new_zeros(())
        by_hidden, by_weight, by_bias = torch.empty_like(hidden), torch.zeros_like(weight), torch.zeros_like(bias)
        even = smoothing / weight.shape[0]
        for start in range(0, len(hidden), _ROWS):
            rows = slice(start, start + _ROWS)
            target = wanted[rows, None]
            logits = torch.addmm(bias, hidden[rows], weight.t())
            total += -(1 - smoothing) * logits.gather(1, target).sum() - even * logits.sum()
            largest = logits.amax(dim=1, keepdim=True)
            logits.sub_(largest).exp_()
            mass = logits.sum(dim=1, keepdim=True)
            total += (mass.log() + largest).sum()
            gradient = logits.div_(mass).sub_(even)
            gradient.scatter_add_(1, target, gradient.new_full(target.shape, smoothing - 1))
            torch.mm(gradient, weight, out=by_hidden[rows])
            by_weight.addmm_(gradient.t(), hidden[rows])
            by_bias += gradient.sum(dim=0)
        ctx.save_for_backward(by_hidden, by_weight, by_bias)
        return total

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> tuple[Tensor | None, ...]:  # noqa: ANN401
        return *(saved * grad_output for saved in ctx.saved_tensors), None, None


def summed_loss(hidden: Tensor, weight: Tensor, bias: Tensor, wanted: Tensor, smoothing: float) -> Tensor:
    """Label-smoothed cross-entropy summed over the tokens; hidden [tokens, width], weight [vocabulary, width]."""
    if hidden.device.type == "cpu" and torch.is_grad_enabled():
        loss: Tensor = _InPieces.apply(hidden, weight, bias, wanted, smoothing)
        return loss
    logits = functional.linear(hidden, weight, bias)
    return functional.cross_entropy(logits.float(), wanted, reduction="sum", label_smoothing=smoothing)
