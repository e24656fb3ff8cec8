"""Step 2: one SentencePiece model for both languages, then the corpus as token ids: sentencepiece.model, data.npz.

python -m models.training.vocabulary --size 8000
python -m models.training.vocabulary --size 8000 --base models/vi_en-vietwire-1.6.argosmodel

With --base the pieces of a package that `grow` is to start from stay as they are, so that little of what it has learnt
is lost; frequent words that it cuts up join them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import sentencepiece

from models.training.batches import COPIES
from models.training.extension import extended
from models.training.tokens import BOS, EOS, PAD, PLACEHOLDERS, UNK


def read_columns(path: Path) -> tuple[list[str], list[str], list[str]]:
    """Vietnamese, English and source columns of a three-column file."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line]
    vi, en, source = zip(*rows, strict=True)
    return list(vi), list(en), list(source)


def train(work: Path, size: int) -> Path:
    """Train the joint model on both sides of train.tsv; byte fallback, so nothing is ever unknown."""
    rows = zip(*read_columns(work / "train.tsv"), strict=True)
    texts = [text for vi, en, source in rows if source not in COPIES for text in (vi, en)]
    prefix = work / "sentencepiece"
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
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


def _flat(rows: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Token ids end to end, and the offset at which each row starts (one more than rows)."""
    ends = np.cumsum([0] + [len(row) for row in rows], dtype=np.int64)
    return np.fromiter((number for row in rows for number in row), dtype=np.uint16, count=int(ends[-1])), ends


def encode(work: Path) -> dict[str, np.ndarray]:
    """Token ids of train.tsv and dev.tsv with their sources; sentences end with EOS. And which tokens are `exact`."""
    processor = sentencepiece.SentencePieceProcessor(model_file=str(work / "sentencepiece.model"))
    pieces = [processor.id_to_piece(number) for number in range(processor.vocab_size())]
    exact = [number for number, piece in enumerate(pieces) if piece in PLACEHOLDERS or piece.strip("▁").isdigit()]
    arrays = {"exact": np.array(exact, dtype=np.uint16)}
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
            columns = read_columns(options.work / "train.tsv")
            proto = extended(options.base, zip(*columns, strict=True), options.size)
            (options.work / "sentencepiece.model").write_bytes(proto)
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
