"""A teacher's own words for the real sentences: the corpus of a smaller network that is to learn from it.

python -m models.training.distil --teacher big

The teacher (WORK/RUN/last.pt) translates every sentence that was not made for practice; of its `--beam` best ways the
one nearest to the reference is kept (Kim and Rush, https://arxiv.org/abs/1606.07947, section 3.3), unless it has other
digits or placeholders than the reference. WORK/distilled.npz holds the whole corpus and these pairs as "distilled".
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from models.training import batches, checkpoints
from models.training.decoding import beam_search
from models.training.network import Transformer, suit_gpu
from models.training.shape import Shape
from models.training.tokens import EOS, PAD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.pool import Pool

PRACTICE = batches.COPIES | {"generated", "distilled"}
"""Sources whose targets are exact as they stand."""
NEAR = 0.1
"""A translation that shares less than this with the reference is one of the two's mistake."""
PAUSE = 5
"""Seconds between two progress lines."""


def likeness(one: Sequence[int], other: Sequence[int], longest: int = 4) -> float:
    """Share of common runs of 1 to `longest` tokens, 0 to 1, the mean of their F-scores: BLEU for a single sentence."""
    total = 0.0
    for length in range(1, longest + 1):
        ours, theirs = (
            Counter(tuple(row[start : start + length]) for start in range(len(row) - length + 1))
            for row in (one, other)
        )
        total += 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())
    return total / longest


def choose(ways: Sequence[Sequence[int]], reference: Sequence[int], exact: frozenset[int]) -> Sequence[int]:
    """The way nearest to the reference, or nothing where none has the same `exact` tokens or all are far from it."""
    wanted = Counter(token for token in reference if token in exact)
    fit = [way for way in ways if Counter(token for token in way if token in exact) == wanted]
    scored = [(likeness(way, reference), number) for number, way in enumerate(fit)]
    best, number = max(scored, default=(0.0, 0), key=lambda pair: (pair[0], -pair[1]))
    return fit[number] if best >= NEAR else []


def _choose(ways: np.ndarray, references: list[np.ndarray], exact: frozenset[int]) -> list[Sequence[int]]:
    """The chosen way for each sentence of a batch; ways [sentences, beam, length], those without an end unfinished."""
    found = []
    for sentence, reference in zip(ways, references, strict=True):
        ended = [way[(way != PAD) & (way != EOS)].tolist() for way in sentence if (way == EOS).any()]
        found.append(choose(ended, reference.tolist(), exact))
    return found


def _ways(model: Transformer, rows: batches.Rows, groups: Sequence[np.ndarray], beam: int) -> Iterator[np.ndarray]:
    device = next(model.parameters()).device
    for numbers in groups:
        source, _ = rows.batch(numbers, multiple=8)
        found, _ = beam_search(model, torch.from_numpy(source).to(device), beam=beam)
        yield found.to(torch.int32).cpu().numpy()


def open_teacher(path: Path) -> Transformer:
    """A checkpoint's network, ready to translate: in bf16 on a GPU, where there is one."""
    state = checkpoints.load(path)
    model = Transformer(Shape(**state["shape"]), dropout=0.0)
    model.load_state_dict({name: weight.float() for name, weight in state["model"].items()})
    model.eval()
    return model.to("cuda", torch.bfloat16) if torch.cuda.is_available() else model


def distil(
    model: Transformer, rows: batches.Rows, exact: frozenset[int], pool: Pool, *, beam: int, tokens: int
) -> dict[int, list[int]]:
    """The teacher's target for each row that has one, EOS included."""
    practice = np.isin(rows.origin, [number for number, name in enumerate(rows.origins) if name in PRACTICE])
    rates = {name: float(name not in PRACTICE) for name in rows.origins}
    groups = sorted(batches.epoch(rows, tokens, seed=1, number=0, rates=rates), key=len)
    count, done, began, lined = int((~practice).sum()), 0, time.monotonic(), time.monotonic()
    result: dict[int, list[int]] = {}
    waiting = []
    for numbers, ways in zip(groups, _ways(model, rows, groups, beam), strict=True):
        references = [rows.target[rows.target_ends[row] : rows.target_ends[row + 1] - 1] for row in numbers]
        waiting.append((numbers, pool.apply_async(_choose, (ways, references, exact))))
        done += len(numbers)
        if time.monotonic() - lined > PAUSE:
            lined = time.monotonic()
            print(f"{done} of {count} translated, {done / (lined - began):.0f} a second", flush=True)
    for numbers, chosen in waiting:
        result |= {int(row): [*way, EOS] for row, way in zip(numbers, chosen.get(), strict=True) if way}
    print(f"{len(result)} of {count} have a target of the teacher's, {time.monotonic() - began:.0f} s", flush=True)
    return result


def with_pairs(data: dict[str, np.ndarray], targets: dict[int, list[int]]) -> dict[str, np.ndarray]:
    """The arrays of data.npz with a further pair, "distilled", for each row that the teacher gave a target."""
    chosen = np.array(sorted(targets), dtype=np.int64)
    sources = [data["train_vi"][data["train_vi_ends"][row] : data["train_vi_ends"][row + 1]] for row in chosen]
    added = {"vi": sources, "en": [np.array(targets[int(row)], dtype=np.uint16) for row in chosen]}
    result = dict(data)
    for side, pieces in added.items():
        ends = data[f"train_{side}_ends"]
        result[f"train_{side}"] = np.concatenate([data[f"train_{side}"], *pieces])
        lengths = np.array([len(piece) for piece in pieces], dtype=ends.dtype)
        result[f"train_{side}_ends"] = np.concatenate([ends, ends[-1] + np.cumsum(lengths)])
    names = [str(name) for name in data["train_sources"]]
    result["train_sources"] = np.array([*names, "distilled"])
    label = np.full(len(chosen), len(names), dtype=np.uint8)
    result["train_source"] = np.concatenate([data["train_source"], label])
    return result


def main(arguments: list[str] | None = None) -> None:
    """Translate the corpus with the teacher and write the student's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    parser.add_argument("--teacher", default="big", help="name of the teacher's run in WORK")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--batch", type=int, default=16_000, help="padded source tokens translated at once")
    options = parser.parse_args(arguments)
    suit_gpu()
    path = options.work / "data.npz"
    with np.load(path) as file:
        data: dict[str, Any] = dict(file)
    exact = frozenset(int(token) for token in data["exact"])
    rows = batches.load(path, "train")
    with multiprocessing.Pool() as pool:  # before the GPU is touched: its state does not survive a fork
        model = open_teacher(options.work / options.teacher / checkpoints.LAST)
        targets = distil(model, rows, exact, pool, beam=options.beam, tokens=options.batch)
    if not targets:
        raise SystemExit(f"No translation of {options.teacher} is near its reference: train it longer first.")
    part = options.work / "distilled.part.npz"
    np.savez(part, allow_pickle=False, **with_pairs(data, targets))
    part.replace(options.work / "distilled.npz")


if __name__ == "__main__":
    main()
