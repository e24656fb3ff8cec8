"""A network's weights as a CTranslate2 model; needs numpy and ctranslate2, not torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import sentencepiece
from ctranslate2.specs import common_spec, transformer_spec

from models.training.shape import sinusoids
from models.training.tokens import PAD

if TYPE_CHECKING:
    from pathlib import Path

    from models.training.shape import Shape


def _linear(spec: Any, weights: dict[str, Any], *names: str) -> None:  # noqa: ANN401 - specs are built at run time
    spec.weight = np.concatenate([weights[f"{name}.weight"] for name in names])
    spec.bias = np.concatenate([weights[f"{name}.bias"] for name in names])


def _norm(spec: Any, weights: dict[str, Any], name: str) -> None:  # noqa: ANN401 - the same
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _layer(spec: Any, weights: dict[str, Any], name: str) -> None:  # noqa: ANN401 - the same
    attention = spec.self_attention
    _norm(attention.layer_norm, weights, f"{name}.self_norm")
    _linear(attention.linear[0], weights, f"{name}.self_attention.query", f"{name}.self_attention.key_value")
    _linear(attention.linear[1], weights, f"{name}.self_attention.output")
    if hasattr(spec, "attention"):
        cross = spec.attention
        _norm(cross.layer_norm, weights, f"{name}.cross_norm")
        _linear(cross.linear[0], weights, f"{name}.cross_attention.query")
        _linear(cross.linear[1], weights, f"{name}.cross_attention.key_value")
        _linear(cross.linear[2], weights, f"{name}.cross_attention.output")
    _norm(spec.ffn.layer_norm, weights, f"{name}.feed_norm")
    _linear(spec.ffn.linear_0, weights, f"{name}.inner")
    _linear(spec.ffn.linear_1, weights, f"{name}.outer")


def specification(
    weights: dict[str, np.ndarray], shape: Shape, pieces: list[str], *, alignment_layer: int = 0
) -> transformer_spec.TransformerSpec:
    """Weights by the names of `network.Transformer` in CTranslate2's own terms, not yet quantised.

    Quantising changes arrays in place: hand over arrays that nobody else needs. Word alignment is told by the
    attention of one decoder layer, all heads: in a grown network the first, trained longest (98 % of words
    that can be checked point to their source; 16 % with the last layer, which is CTranslate2's default).
    """
    spec = transformer_spec.TransformerSpec.from_config(
        (shape.encoder, shape.decoder),
        shape.heads,
        pre_norm=True,
        activation=common_spec.Activation.RELU,
        alignment_layer=alignment_layer,
        alignment_heads=shape.heads,
    )
    positions = sinusoids(512, shape.width)
    for side, part in (("encoder", spec.encoder), ("decoder", spec.decoder)):
        embeddings = part.embeddings[0] if side == "encoder" else part.embeddings
        embeddings.weight = weights["embedding.weight"].copy()
        part.scale_embeddings = True
        part.position_encodings.encodings = positions
        _norm(part.layer_norm, weights, f"{side}_norm")
        for number, layer in enumerate(part.layer):
            _layer(layer, weights, f"{side}.{number}")
    spec.decoder.projection.weight = weights["embedding.weight"].copy()
    spec.decoder.projection.bias = weights["bias"]
    spec.config.add_source_eos = True
    spec.config.decoder_start_token = "<s>"  # noqa: S105 - a token of the vocabulary
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<s>", "</s>", "<unk>"
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    return spec


def pieces_of(model: Path) -> list[str]:
    """Every piece of the vocabulary, in order of its number; padding carries the name CTranslate2 wants for blanks."""
    processor = sentencepiece.SentencePieceProcessor(model_file=str(model))
    pieces = [processor.id_to_piece(number) for number in range(processor.vocab_size())]
    pieces[PAD] = "<blank>"
    return pieces
