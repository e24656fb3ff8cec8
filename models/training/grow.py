"""Start from a smaller package: its weights in a larger network and a new vocabulary, as WORK/RUN/last.pt at step 0.

Every layer that is added begins as nothing (its outputs are zero, so the residual stream passes unchanged), a wider
feed-forward part likewise, and a new vocabulary entry begins as the mean of what the old tokenizer cuts it into: the
larger network starts where the smaller one stood. "Net2Net", Chen, Goodfellow and Shlens, 2016.

python -m models.training.grow --package models/vi_en-vietwire-1.6.argosmodel --width 384 --heads 6 --encoder 12
"""

from __future__ import annotations

import argparse
import dataclasses
import struct
import zipfile
from pathlib import Path

import numpy as np
import sentencepiece
import torch

from models.training import checkpoints
from models.training.network import Transformer
from models.training.shape import Shape
from models.training.tokens import BOS, EOS, PAD, UNK

_TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
"""CTranslate2's numbers for the types of a model file."""


class _Reader:
    """Values one after another from a CTranslate2 model file (`ctranslate2/specs/model_spec.py` writes them)."""

    def __init__(self, data: bytes) -> None:
        self._data, self._place = data, 0

    def number(self, form: str) -> int:
        value: int = struct.unpack_from("<" + form, self._data, self._place)[0]
        self._place += struct.calcsize("<" + form)
        return value

    def text(self) -> str:
        length = self.number("H")
        return self.raw(length)[:-1].decode()

    def raw(self, length: int) -> bytes:
        self._place += length
        return self._data[self._place - length : self._place]


def read_weights(data: bytes) -> dict[str, np.ndarray]:
    """Every variable of a model.bin in fp32, quantised ones scaled back; names as CTranslate2 has them."""
    reader = _Reader(data)
    reader.number("I"), reader.text(), reader.number("I")
    found: dict[str, np.ndarray] = {}
    for _ in range(reader.number("I")):
        name = reader.text()
        shape = [reader.number("I") for _ in range(reader.number("B"))]
        kind = _TYPES[reader.number("B")]
        found[name] = np.frombuffer(reader.raw(reader.number("I")), dtype=kind).reshape(shape)
    for name in [name for name in found if f"{name}_scale" in found]:
        found[name] = found[name].astype(np.float32) / found[f"{name}_scale"][:, None]
    return {name: value.astype(np.float32) for name, value in found.items()}


def embeddings(
    old: np.ndarray,
    bias: np.ndarray,
    was: sentencepiece.SentencePieceProcessor,
    new: sentencepiece.SentencePieceProcessor,
) -> tuple[np.ndarray, np.ndarray]:
    """Rows and biases for the new vocabulary: those of the same piece, or the mean over what it was cut into."""
    rng = np.random.default_rng(1)
    rows = rng.normal(0, float(old.std()), (new.vocab_size(), old.shape[1])).astype(np.float32)
    # A piece the package never had is as unlikely at first as its rarer ones.
    biases = np.full(new.vocab_size(), np.quantile(bias, 0.1), dtype=np.float32)
    for number in range(new.vocab_size()):
        piece = new.id_to_piece(number)
        known = was.piece_to_id(piece)
        if known != was.unk_id():
            rows[number], biases[number] = old[known], bias[known]
            continue
        parts = [part for part in was.encode(piece.replace("▁", " ")) if part != was.unk_id()]
        if parts:
            rows[number] = old[parts].mean(axis=0)
    for number, row in ((PAD, was.pad_id()), (BOS, was.bos_id()), (EOS, was.eos_id()), (UNK, was.unk_id())):
        rows[number], biases[number] = old[row], bias[row]
    rows[PAD] = 0
    return rows, biases


def _put(target: torch.Tensor, value: np.ndarray) -> None:
    """Copy a smaller array into the beginning of a tensor."""
    with torch.no_grad():
        target[tuple(slice(size) for size in value.shape)] = torch.from_numpy(np.ascontiguousarray(value))


def grow(package: Path, tokenizer: Path, shape: Shape) -> Transformer:
    """The larger network, computing what the package computes but for its vocabulary."""
    with zipfile.ZipFile(package) as archive:
        names = {Path(name).name: name for name in archive.namelist()}
        weights = read_weights(archive.read(names["model.bin"]))
        was = sentencepiece.SentencePieceProcessor(model_proto=archive.read(names["sentencepiece.model"]))
    new = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer))
    old = weights["decoder/embeddings/weight"]
    width = old.shape[1]
    if width != shape.width:
        raise SystemExit(f"{package} is {width} wide and the network {shape.width}: a width cannot be grown here.")
    for side, layers in (("encoder", shape.encoder), ("decoder", shape.decoder)):
        has = sum(name.startswith(f"{side}/layer_") and name.endswith("/ffn/linear_0/weight") for name in weights)
        if has > layers:
            raise SystemExit(f"{package} has {has} {side} layers and the network {layers}: give --{side} {has}.")
    model = Transformer(shape)
    rows, biases = embeddings(old, weights["decoder/projection/bias"], was, new)
    _put(model.embedding.weight, rows)
    _put(model.bias, biases)
    state = model.state_dict()
    for side, layers in (("encoder", shape.encoder), ("decoder", shape.decoder)):
        _put(state[f"{side}_norm.weight"], weights[f"{side}/layer_norm/gamma"])
        _put(state[f"{side}_norm.bias"], weights[f"{side}/layer_norm/beta"])
        for number in range(layers):
            _layer(state, f"{side}.{number}", weights, f"{side}/layer_{number}")
    return model


def _layer(state: dict[str, torch.Tensor], name: str, weights: dict[str, np.ndarray], old: str) -> None:
    """One layer from the package's, or one that adds nothing where the package has none."""
    outputs = [key for key in state if key.startswith(f"{name}.") and (".output." in key or ".outer." in key)]
    for key in outputs:
        state[key].zero_()
    if f"{old}/ffn/linear_0/weight" not in weights:
        return
    width = state[f"{name}.self_norm.weight"].shape[0]

    def linear(ours: str, theirs: str, rows: slice = slice(None)) -> None:
        _put(state[f"{name}.{ours}.weight"], weights[f"{old}/{theirs}/weight"][rows])
        _put(state[f"{name}.{ours}.bias"], weights[f"{old}/{theirs}/bias"][rows])

    def norm(ours: str, theirs: str) -> None:
        _put(state[f"{name}.{ours}.weight"], weights[f"{old}/{theirs}/layer_norm/gamma"])
        _put(state[f"{name}.{ours}.bias"], weights[f"{old}/{theirs}/layer_norm/beta"])

    norm("self_norm", "self_attention")
    linear("self_attention.query", "self_attention/linear_0", slice(width))
    linear("self_attention.key_value", "self_attention/linear_0", slice(width, None))
    linear("self_attention.output", "self_attention/linear_1")
    if f"{name}.cross_norm.weight" in state:
        norm("cross_norm", "attention")
        linear("cross_attention.query", "attention/linear_0")
        linear("cross_attention.key_value", "attention/linear_1")
        linear("cross_attention.output", "attention/linear_2")
    norm("feed_norm", "ffn")
    linear("inner", "ffn/linear_0")
    linear("outer", "ffn/linear_1")


def main(arguments: list[str] | None = None) -> None:
    """Grow the package and write the first checkpoint, unless the run has one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, required=True, help="what to start from")
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    parser.add_argument("--run", default="run")
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--hidden", type=int, default=1024)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--encoder", type=int, default=5)
    parser.add_argument("--decoder", type=int, default=2)
    options = parser.parse_args(arguments)
    target = options.work / options.run / checkpoints.LAST
    if target.exists():
        raise SystemExit(f"{target} exists: give another --run, or remove it.")
    tokenizer = options.work / "sentencepiece.model"
    size = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer)).vocab_size()
    shape = Shape(size, options.width, options.hidden, options.heads, options.encoder, options.decoder)
    torch.manual_seed(1)
    model = grow(options.package, tokenizer, shape)
    state = {
        "model": model.state_dict(),
        "shape": dataclasses.asdict(shape),
        "reverse": False,
        "position": {"step": 0, "epoch": 0, "batch": 0, "tokens": 0, "seconds": 0.0, "since_moments": 0},
        "step": 0,
        "random": torch.get_rng_state(),
    }
    checkpoints.save(state, target)
    print(f"{options.package} grown to {shape} -> {target}")


if __name__ == "__main__":
    main()
