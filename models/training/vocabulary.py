"""Step 2: one SentencePiece model for both languages, then the corpus as token ids: sentencepiece.model, data.npz.

python -m models.training.vocabulary --size 8000
python -m models.training.vocabulary --size 8000 --base models/vi_en-bootstrap.argosmodel

With --base the pieces of a package that `grow` is to start from stay as they are, so that little of what it has learnt
is lost; frequent words that it cuts up join them.
"""

from __future__ import annotations

import argparse
import math
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece

from models.training.batches import SAMPLING
from models.training.tokens import BOS, EOS, PAD, PLACEHOLDERS, UNK

_WORD = re.compile(r"[^\W\d_]+")
_RARE = 20
"""Fewer sightings than this, and a character is left to its bytes."""


def read_columns(path: Path) -> tuple[list[str], list[str], list[str]]:
    """Vietnamese, English and source columns of a three-column file."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line]
    vi, en, source = zip(*rows, strict=True)
    return list(vi), list(en), list(source)


def train(work: Path, size: int) -> Path:
    """Train the joint model on both sides of train.tsv; byte fallback, so nothing is ever unknown."""
    vi, en, _ = read_columns(work / "train.tsv")
    prefix = work / "sentencepiece"
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(vi + en),
        model_prefix=str(prefix),
        vocab_size=size,
        model_type="unigram",
        byte_fallback=True,
        character_coverage=0.9999,
        split_digits=True,  # a number is copied digit by digit, never from memory
        normalization_rule_name="nmt_nfkc",
        user_defined_symbols=list(PLACEHOLDERS),
        required_chars="“”‘’–—%°²³/",
        input_sentence_size=400_000,
        shuffle_input_sentence=True,
        pad_id=PAD,
        unk_id=UNK,
        bos_id=BOS,
        eos_id=EOS,
        num_threads=2,
        minloglevel=1,
    )
    return prefix.with_suffix(".model")


def tokenizer_of(package: Path) -> bytes:
    """The SentencePiece model inside an Argos package."""
    with zipfile.ZipFile(package) as archive:
        name = next(name for name in archive.namelist() if Path(name).name == "sentencepiece.model")
        return archive.read(name)


def extend(work: Path, size: int, package: Path) -> Path:
    """The package's own pieces, single digits, bytes, placeholders, and the words most worth a piece of their own."""
    from sentencepiece import sentencepiece_model_pb2 as form  # noqa: PLC0415 - needs protobuf, and only here

    base = tokenizer_of(package)
    processor = sentencepiece.SentencePieceProcessor(model_proto=base)
    model: Any = form.ModelProto.FromString(base)
    kinds = form.ModelProto.SentencePiece
    vi, en, source = read_columns(work / "train.tsv")
    words: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    for left, right, name in zip(vi, en, source, strict=True):
        weight = SAMPLING.get(name, 1.0)
        for text in (left, right):
            characters.update(text)
            for word in _WORD.findall(text):
                words[word] += weight
    old = [piece for piece in model.pieces if piece.type == kinds.NORMAL]
    kept = [piece for piece in old if len(piece.piece) == 1 or not any(letter.isdigit() for letter in piece.piece)]
    del model.pieces[:]
    for text, kind in (("<pad>", kinds.CONTROL), ("<s>", kinds.CONTROL), ("</s>", kinds.CONTROL), ("<unk>", kinds.UNKNOWN)):
        model.pieces.add(piece=text, score=0.0, type=kind)
    for text in PLACEHOLDERS:
        model.pieces.add(piece=text, score=0.0, type=kinds.USER_DEFINED)
    for value in range(256):
        model.pieces.add(piece=f"<0x{value:02X}>", score=0.0, type=kinds.BYTE)
    model.pieces.extend(kept)
    known = {piece.piece for piece in model.pieces}
    lowest = min(piece.score for piece in kept)
    for letter, count in characters.items():
        if count >= _RARE and letter not in known and not letter.isspace():
            model.pieces.add(piece=letter, score=lowest, type=kinds.NORMAL)
            known.add(letter)
    total = sum(words.values())
    cut = {word: len(parts) for word, parts in zip(words, processor.encode(list(words), out_type=int), strict=True)}
    saved = sorted(words, key=lambda word: (-words[word] * (cut[word] - 1), word))
    for word in saved[: size - len(model.pieces)]:
        if f"▁{word}" not in known:
            model.pieces.add(piece=f"▁{word}", score=math.log(words[word] / total), type=kinds.NORMAL)
    spec = model.trainer_spec
    spec.vocab_size, spec.byte_fallback, spec.split_digits = len(model.pieces), True, True
    spec.pad_id, spec.bos_id, spec.eos_id, spec.unk_id = PAD, BOS, EOS, UNK
    spec.user_defined_symbols.extend(PLACEHOLDERS)
    target = work / "sentencepiece.model"
    target.write_bytes(model.SerializeToString())
    return target


def _flat(rows: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Token ids end to end, and the offset at which each row starts (one more than rows)."""
    ends = np.cumsum([0] + [len(row) for row in rows], dtype=np.int64)
    return np.fromiter((number for row in rows for number in row), dtype=np.uint16, count=int(ends[-1])), ends


def encode(work: Path) -> dict[str, np.ndarray]:
    """Token ids of train.tsv and dev.tsv with their sources; sentences end with EOS."""
    processor = sentencepiece.SentencePieceProcessor(model_file=str(work / "sentencepiece.model"))
    arrays: dict[str, np.ndarray] = {}
    for part in ("train", "dev"):
        vi, en, source = read_columns(work / f"{part}.tsv")
        names = sorted(set(source))
        arrays[f"{part}_sources"] = np.array(names)
        arrays[f"{part}_source"] = np.array([names.index(name) for name in source], dtype=np.uint8)
        for side, texts in (("vi", vi), ("en", en)):
            rows = [[*row, EOS] for row in processor.encode(texts, out_type=int, num_threads=2)]
            arrays[f"{part}_{side}"], arrays[f"{part}_{side}_ends"] = _flat(rows)
    return arrays


def main(arguments: list[str] | None = None) -> None:
    """Train the vocabulary unless it is there, encode the corpus, say how long sentences have become."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    parser.add_argument("--size", type=int, default=8_000)
    parser.add_argument("--base", type=Path, help="a package whose pieces stay")
    parser.add_argument(
        "--keep", action="store_true", help="encode with the vocabulary that is there (training goes on)"
    )
    options = parser.parse_args(arguments)
    if not (options.keep and (options.work / "sentencepiece.model").exists()):
        if options.base:
            extend(options.work, options.size, options.base)
        else:
            train(options.work, options.size)
    arrays = encode(options.work)
    part = options.work / "data.part.npz"
    np.savez_compressed(part, allow_pickle=False, **arrays)
    part.replace(options.work / "data.npz")
    for side in ("vi", "en"):
        rows, tokens = len(arrays[f"train_{side}_ends"]) - 1, len(arrays[f"train_{side}"])
        print(f"{side}: {rows} sentences, {tokens} tokens, {tokens / rows:.1f} a sentence")


if __name__ == "__main__":
    main()
