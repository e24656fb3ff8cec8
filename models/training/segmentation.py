"""Other ways to cut the same Vietnamese sentences into pieces, so that a network does not rely on one of them.

python -m models.training.segmentation --count 6

Subword regularisation (Kudo, https://arxiv.org/abs/1804.10959), of the source alone. Writes WORK/DATA.cut-N.npz, of
which `train --cuts` takes another one each epoch, the usual one in turn.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
from pathlib import Path

import numpy as np
import sentencepiece

from models.training.batches import cut_path
from models.training.tokens import EOS

CHUNK = 4_000
"""Sentences of one job."""
_processor = sentencepiece.SentencePieceProcessor()


def _start(model: str) -> None:
    _processor.load(model)


def _cut(job: tuple[list[list[int]], float, int]) -> list[list[int]]:
    rows, alpha, seed = job
    sentencepiece.set_random_generator_seed(seed)
    texts = _processor.decode(rows)
    found = _processor.encode(texts, out_type=int, enable_sampling=True, nbest_size=-1, alpha=alpha)
    return [[*row, EOS] for row in found]


def main(arguments: list[str] | None = None) -> None:
    """Write the cuts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    parser.add_argument("--data", default="data.npz", help="name of the corpus in WORK")
    parser.add_argument("--count", type=int, default=6)
    parser.add_argument("--alpha", type=float, default=0.25, help="0: any way is as good; infinity: the usual one")
    parser.add_argument("--processes", type=int, default=0, help="default: all cores")
    options = parser.parse_args(arguments)
    path = options.work / options.data
    with np.load(path) as data:
        flat, ends = data["train_vi"], data["train_vi_ends"]
    rows = [flat[start : end - 1].tolist() for start, end in itertools.pairwise(ends)]
    model = str(options.work / "sentencepiece.model")
    with multiprocessing.Pool(options.processes or None, _start, (model,)) as pool:
        for number in range(options.count):
            jobs = (
                (rows[start : start + CHUNK], options.alpha, number * len(rows) + start + 1)
                for start in range(0, len(rows), CHUNK)
            )
            found = [row for part in pool.imap(_cut, jobs) for row in part]
            part = path.with_suffix(".part.npz")
            lengths = np.cumsum([0] + [len(row) for row in found], dtype=np.int64)
            np.savez(part, allow_pickle=False, train_vi=np.concatenate(found).astype(np.uint16), train_vi_ends=lengths)
            part.replace(cut_path(path, number))
            print(f"cut {number}: {lengths[-1] / len(flat):.2f} times the pieces", flush=True)


if __name__ == "__main__":
    main()
