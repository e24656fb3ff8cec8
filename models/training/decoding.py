"""Beam search with a network that is still in torch: many sentences at once, for distillation on a GPU."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional

from models.training.tokens import BOS, EOS, PAD

if TYPE_CHECKING:
    from models.training.network import Attention, Transformer


def _heads(value: Tensor, heads: int) -> Tensor:
    """[batch, length, width] -> [batch, heads, length, width / heads]."""
    return value.view(value.shape[0], -1, heads, value.shape[2] // heads).transpose(1, 2)


class _Decoder:
    """The decoder a position at a time, for `beam` hypotheses of each sentence."""

    def __init__(self, model: Transformer, source: Tensor, beam: int) -> None:
        self.model, self.beam = model, beam
        memory, self.mask = model.encode(source)
        self.sentences = len(source)
        shape = model.shape
        nothing = (self.sentences * beam, shape.heads, 0, shape.width // shape.heads)
        self.cross, self.past = [], []
        for layer in model.decoder:
            both = layer.cross_attention.key_value(memory).chunk(2, dim=-1)
            self.cross.append([_heads(part, shape.heads) for part in both])
            self.past.append([memory.new_zeros(nothing) for _ in both])

    def _cross(self, attention: Attention, x: Tensor, number: int) -> Tensor:
        # All hypotheses of a sentence look at the same memory: they stand as its positions.
        rows, _, width = x.shape
        query = _heads(attention.query(x).view(self.sentences, self.beam, width), attention.heads)
        mixed = functional.scaled_dot_product_attention(query, *self.cross[number], attn_mask=self.mask)
        return attention.output(mixed.transpose(1, 2).reshape(rows, 1, width))

    def _self(self, attention: Attention, x: Tensor, number: int) -> Tensor:
        rows, _, width = x.shape
        new = [_heads(part, attention.heads) for part in attention.key_value(x).chunk(2, dim=-1)]
        self.past[number] = [torch.cat(pair, dim=2) for pair in zip(self.past[number], new, strict=True)]
        query = _heads(attention.query(x), attention.heads)
        mixed = functional.scaled_dot_product_attention(query, *self.past[number])
        return attention.output(mixed.transpose(1, 2).reshape(rows, 1, width))

    def step(self, last: Tensor, place: int) -> Tensor:
        """Log-probabilities [sentences, beam, vocabulary] after the tokens `last` [sentences, beam] at a position."""
        model = self.model
        x = model.embedding(last.reshape(-1, 1)) * model.shape.width**0.5 + model.positions[place]
        for number, layer in enumerate(model.decoder):
            x = x + self._self(layer.self_attention, layer.self_norm(x), number)
            x = x + self._cross(layer.cross_attention, layer.cross_norm(x), number)
            x = x + layer.outer(functional.relu(layer.inner(layer.feed_norm(x))))
        logits = functional.linear(model.decoder_norm(x[:, 0]), model.embedding.weight, model.bias)
        return logits.float().log_softmax(dim=1).view(self.sentences, self.beam, -1)

    def reorder(self, parents: Tensor) -> None:
        """Go on from the hypotheses [sentences, beam] that were chosen, numbers within each sentence."""
        first = torch.arange(self.sentences, device=parents.device)[:, None] * self.beam
        rows = (first + parents).view(-1)
        self.past = [[past.index_select(0, rows) for past in both] for both in self.past]


@torch.no_grad()
def beam_search(
    model: Transformer, source: Tensor, *, beam: int = 4, penalty: float = 1.0, longest: int = 200
) -> tuple[Tensor, Tensor]:
    """The best finished translations [sentences, beam, length], EOS and padding behind, and their scores, best first.

    A score is the log-probability over length ** `penalty`; where fewer than `beam` ended in time it is -inf.
    """
    sentences, device = len(source), source.device
    longest = min(longest, 2 * source.shape[1] + 10)
    decoder = _Decoder(model, source, beam)
    tokens = torch.full((sentences, beam, longest + 1), PAD, device=device)
    tokens[:, :, 0] = BOS
    scores = torch.full((sentences, beam), float("-inf"), device=device)
    scores[:, 0] = 0
    ended = torch.full_like(tokens, PAD)
    ended_scores = torch.full_like(scores, float("-inf"))
    for place in range(longest):
        total = scores[:, :, None] + decoder.step(tokens[:, :, place], place)
        best, chosen = total.view(sentences, -1).topk(2 * beam, dim=1)
        parents, following = chosen // total.shape[2], chosen % total.shape[2]
        ways = tokens.gather(1, parents[:, :, None].expand(-1, -1, longest + 1))
        ways[:, :, place + 1] = following
        ends = following == EOS
        finished = (best / (place + 1) ** penalty).masked_fill(~ends, float("-inf"))
        pool = torch.cat([ended_scores, finished], dim=1)
        ended_scores, kept = pool.topk(beam, dim=1)
        ended = torch.cat([ended, ways], dim=1).gather(1, kept[:, :, None].expand(-1, -1, longest + 1))
        scores, alive = best.masked_fill(ends, float("-inf")).topk(beam, dim=1)
        tokens = ways.gather(1, alive[:, :, None].expand(-1, -1, longest + 1))
        decoder.reorder(parents.gather(1, alive))
        # Only every few positions: asking makes the GPU wait.
        if place % 4 == 3 and bool((ended_scores[:, -1] > scores[:, 0] / (place + 2) ** penalty).all()):
            break
    return ended[:, :, 1:], ended_scores
