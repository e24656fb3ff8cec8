"""The transformer: pre-norm, ReLU, deep encoder and shallow decoder, one embedding table for everything."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.training.shape import Shape, sinusoids
from models.training.tokens import BOS, PAD


def suit_gpu() -> None:
    """Settings for a GPU: TF32 where fp32 is multiplied, and no attention of cuDNN's.

    cuDNN plans anew for every length of sentence: 6 ms a call on an H200, twenty times what the call itself takes.
    """
    torch.set_float32_matmul_precision("high")
    torch.backends.cuda.enable_cudnn_sdp(enabled=False)


class Attention(nn.Module):
    """Multi-head attention; self-attention has one joint projection, as the exported form wants it."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.output = nn.Linear(width, width)

    def forward(self, x: Tensor, memory: Tensor, mask: Tensor | None, *, causal: bool = False) -> Tensor:
        """X [batch, target, width], memory [batch, source, width], mask True where a key may be seen."""
        batch, length, width = x.shape

        def split(value: Tensor) -> Tensor:
            return value.view(batch, -1, self.heads, width // self.heads).transpose(1, 2)

        key, value = self.key_value(memory).chunk(2, dim=-1)
        mixed = functional.scaled_dot_product_attention(
            split(self.query(x)),
            split(key),
            split(value),
            attn_mask=mask,
            is_causal=causal,
            dropout_p=self.dropout if self.training else 0.0,
        )
        return self.output(mixed.transpose(1, 2).reshape(batch, length, width))


class Layer(nn.Module):
    """One encoder layer, or a decoder layer when `cross` is set."""

    def __init__(self, shape: Shape, dropout: float, *, cross: bool) -> None:
        super().__init__()
        width = shape.width
        self.self_norm, self.self_attention = nn.LayerNorm(width), Attention(width, shape.heads, dropout)
        self.cross_norm = nn.LayerNorm(width) if cross else None
        self.cross_attention = Attention(width, shape.heads, dropout) if cross else None
        self.feed_norm = nn.LayerNorm(width)
        self.inner, self.outer = nn.Linear(width, shape.hidden), nn.Linear(shape.hidden, width)
        self.drop = nn.Dropout(dropout)

    def forward(
        self, x: Tensor, mask: Tensor | None, memory: Tensor | None = None, memory_mask: Tensor | None = None
    ) -> Tensor:
        """X [batch, length, width] -> the same shape."""
        normed = self.self_norm(x)
        x = x + self.drop(self.self_attention(normed, normed, mask, causal=memory is not None))
        if self.cross_norm is not None and self.cross_attention is not None and memory is not None:
            x = x + self.drop(self.cross_attention(self.cross_norm(x), memory, memory_mask))
        return x + self.drop(self.outer(self.drop(functional.relu(self.inner(self.feed_norm(x))))))


class Transformer(nn.Module):
    """Encoder and decoder over one tied embedding table."""

    def __init__(self, shape: Shape, dropout: float = 0.1, longest: int = 512) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width, padding_idx=PAD)
        self.bias = nn.Parameter(torch.zeros(shape.vocabulary))
        self.encoder = nn.ModuleList(Layer(shape, dropout, cross=False) for _ in range(shape.encoder))
        self.decoder = nn.ModuleList(Layer(shape, dropout, cross=True) for _ in range(shape.decoder))
        self.encoder_norm, self.decoder_norm = nn.LayerNorm(shape.width), nn.LayerNorm(shape.width)
        self.drop = nn.Dropout(dropout)
        self.register_buffer("positions", torch.from_numpy(sinusoids(longest, shape.width)), persistent=False)
        self._initialise()

    def _initialise(self) -> None:
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)
        nn.init.normal_(self.embedding.weight, std=self.shape.width**-0.5)
        with torch.no_grad():
            self.embedding.weight[PAD].zero_()

    def _embed(self, ids: Tensor) -> Tensor:
        positions: Tensor = self.positions
        return self.drop(self.embedding(ids) * self.shape.width**0.5 + positions[: ids.shape[1]])

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """Source ids [batch, length] -> memory [batch, length, width] and its mask [batch, 1, 1, length]."""
        mask = (source != PAD)[:, None, None, :]
        x = self._embed(source)
        for layer in self.encoder:
            x = layer(x, mask)
        return self.encoder_norm(x), mask

    def forward(self, source: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """States for the vocabulary to score, one a real target token [tokens, width], and the tokens themselves."""
        memory, memory_mask = self.encode(source)
        begin = torch.full_like(target[:, :1], BOS)
        x = self._embed(torch.cat([begin, target[:, :-1]], dim=1))
        for layer in self.decoder:
            x = layer(x, None, memory, memory_mask)
        # Only real tokens meet the vocabulary: it is the largest product of a small model.
        real = target != PAD
        return self.decoder_norm(x)[real], target[real]
