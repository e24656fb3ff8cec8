"""A package's own SentencePiece pieces, with single digits, bytes, placeholders and frequent words added."""

from __future__ import annotations

import importlib
import math
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sentencepiece

from models.training.batches import SAMPLING
from models.training.tokens import BOS, EOS, PAD, PLACEHOLDERS, UNK

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+")
_RARE = 20
"""Fewer sightings than this, and a character is left to its bytes."""
_NORMAL, _UNKNOWN, _CONTROL, _USER_DEFINED, _BYTE = 1, 2, 3, 4, 6
"""Types of a piece in `sentencepiece_model.proto`."""


def tokenizer_of(package: Path) -> bytes:
    """The SentencePiece model inside an Argos package."""
    with zipfile.ZipFile(package) as archive:
        name = next(name for name in archive.namelist() if Path(name).name == "sentencepiece.model")
        return archive.read(name)


def extended(package: Path, rows: Iterable[tuple[str, str, str]], size: int) -> bytes:
    """A model of `size` pieces that cuts text as the package's does, but for numbers and words that gained a piece.

    `rows` are Vietnamese, English and source; the words whose own piece saves most tokens gain one.
    """
    form: Any = importlib.import_module("sentencepiece.sentencepiece_model_pb2")  # needs protobuf, and only here

    base = tokenizer_of(package)
    model = form.ModelProto.FromString(base)
    words, characters = _counted(rows)
    kept = [piece for piece in model.pieces if piece.type == _NORMAL and not _is_long_number(piece.piece)]
    del model.pieces[:]
    _reserve(model)
    model.pieces.extend(kept)
    known = {piece.piece for piece in model.pieces}
    lowest = min(piece.score for piece in kept)
    frequent = [letter for letter, count in characters.items() if count >= _RARE and not letter.isspace()]
    for letter in sorted(set(frequent) - known):
        model.pieces.add(piece=letter, score=lowest, type=_NORMAL)
    total = sum(words.values())
    for word in _worth_most(words, sentencepiece.SentencePieceProcessor(model_proto=base)):
        if len(model.pieces) >= size:
            break
        if f"▁{word}" not in known:
            model.pieces.add(piece=f"▁{word}", score=math.log(words[word] / total), type=_NORMAL)
    spec = model.trainer_spec
    spec.vocab_size, spec.byte_fallback, spec.split_digits = len(model.pieces), True, True
    spec.pad_id, spec.bos_id, spec.eos_id, spec.unk_id = PAD, BOS, EOS, UNK
    spec.user_defined_symbols[:] = PLACEHOLDERS
    proto: bytes = model.SerializeToString()
    return proto


def _counted(rows: Iterable[tuple[str, str, str]]) -> tuple[Counter[str], Counter[str]]:
    """Words as often as training sees them, and characters."""
    words: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    for vi, en, source in rows:
        for text in (vi, en):
            characters.update(text)
            for word in _WORD.findall(text):
                words[word] += SAMPLING.get(source, 1.0)  # type: ignore[assignment]  # shares are no whole numbers
    return words, characters


def _is_long_number(piece: str) -> bool:
    """Whether a piece holds a digit and more: a number is copied digit by digit, never from memory."""
    return len(piece) > 1 and any(character.isdigit() for character in piece)


def _reserve(model: Any) -> None:  # noqa: ANN401 - protobuf's classes are made at run time
    """The pieces with fixed numbers (see `tokens`), the placeholders, and one piece for each byte."""
    for number, text in sorted({PAD: "<pad>", BOS: "<s>", EOS: "</s>", UNK: "<unk>"}.items()):
        model.pieces.add(piece=text, score=0.0, type=_UNKNOWN if number == UNK else _CONTROL)
    for text in PLACEHOLDERS:
        model.pieces.add(piece=text, score=0.0, type=_USER_DEFINED)
    for value in range(256):
        model.pieces.add(piece=f"<0x{value:02X}>", score=0.0, type=_BYTE)


def _worth_most(words: Counter[str], processor: sentencepiece.SentencePieceProcessor) -> list[str]:
    """Words by the tokens that a piece of their own would save, most first."""
    cut = processor.encode(list(words), out_type=int)
    parts = {word: len(pieces) for word, pieces in zip(words, cut, strict=True)}
    return sorted(words, key=lambda word: (-words[word] * (parts[word] - 1), word))
