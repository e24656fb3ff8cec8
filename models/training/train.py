"""Step 3: train; stop it any way you like and give the same command again to go on.

    python -m models.training.train --steps 60000 --max-minutes 600

Writes WORK/RUN/: last.pt (everything), step-N.pt (weights, for averaging), log.jsonl, curve.png.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import dataclasses
import json
import math
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from models.training import batches, checkpoints, optimizers
from models.training.network import Transformer, suit_gpu
from models.training.objective import summed_loss
from models.training.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

REWARM = 300
"""Steps over which the rate climbs again where a run goes on from weights without the optimiser's moments."""
EVERY = 50
"""Steps between two progress lines."""


def rate(step: int, options: argparse.Namespace, elapsed: float = 0.0) -> float:
    """Learning rate at a step counted from 1: linear warm-up, then a cosine to zero or a plateau with a linear end.

    With the schedule "clock" it falls to zero over --max-minutes of this call; `elapsed` is the share gone by.
    """
    if step <= options.warmup:
        return float(options.rate * step / options.warmup)
    if options.schedule == "clock":
        return float(options.rate * max(0.0, 1 - elapsed))
    if options.schedule == "cosine":
        done = min(1.0, (step - options.warmup) / max(1, options.steps - options.warmup))
        return float(options.rate * 0.5 * (1 + math.cos(math.pi * done)))
    left = (options.steps - step) / max(1, options.cooldown)
    return float(options.rate * min(1.0, max(0.0, left)))


def keep_memory() -> None:
    """Let glibc keep freed memory: by default it gives every large tensor back and pays for its pages anew each step.

    Worth a fifth of the time on a CPU; elsewhere than on glibc nothing happens. `man 3 mallopt`.
    """
    trim_threshold, mmap_max = -1, -4
    with contextlib.suppress(OSError, AttributeError):
        allocator = ctypes.CDLL(None)
        allocator.mallopt(mmap_max, 0)
        allocator.mallopt(trim_threshold, 2**31 - 1)


@dataclasses.dataclass
class Position:
    """Where the run stands: all that is needed to go on exactly."""

    step: int = 0
    epoch: int = 0
    batch: int = 0
    """Batches of this epoch already seen."""
    tokens: int = 0
    """Target tokens seen."""
    seconds: float = 0.0
    since_moments: int = 0
    """Steps since the optimiser's moments were rebuilt; starts at REWARM in a run that never lost them."""


class Run:
    """One training run in its folder."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.folder: Path = options.work / options.run
        self.folder.mkdir(parents=True, exist_ok=True)
        self.device = torch.device(options.device or ("cuda" if torch.cuda.is_available() else "cpu"))
        if options.threads:
            torch.set_num_threads(options.threads)
        suit_gpu()
        torch.manual_seed(options.seed)
        data = options.work / options.data
        self.usual = self.rows = batches.load(data, "train", reverse=options.reverse)
        self.dev = batches.load(data, "dev", reverse=options.reverse)
        shape = Shape(
            int(options.vocabulary or _vocabulary(options.work)),
            options.width, options.hidden or 4 * options.width, options.heads or options.width // 64,
            options.encoder, options.decoder,
        )  # fmt: skip
        self.model = Transformer(shape, options.dropout).to(self.device)
        self.optimizers = optimizers.build(
            self.model, rate=options.rate, decay=options.decay, muon=options.optimizer == "muon"
        )
        self.position = Position(since_moments=REWARM)
        if unknown := options.sampling.keys() - set(self.rows.origins):
            raise SystemExit(f"--sampling: {data} has no source {', '.join(sorted(unknown))}.")
        self.sampling = batches.SAMPLING | options.sampling
        self.elapsed, self.stopping = 0.0, False
        self._resume()

    def _resume(self) -> None:
        newest = self.folder / checkpoints.LAST
        if not newest.exists():
            return
        state = checkpoints.load(newest)
        if state["shape"] != dataclasses.asdict(self.model.shape) or state["reverse"] != self.options.reverse:
            raise SystemExit(
                f"{newest} is of another network ({state['shape']}): give its options, or another --run name."
            )
        self.model.load_state_dict({name: weight.float() for name, weight in state["model"].items()})
        self.position = Position(**state["position"])  # empty in a trimmed checkpoint
        if not optimizers.restore(self.model, self.optimizers, state.get("moments", {})):
            self.position.since_moments = 0
        torch.set_rng_state(state["random"])
        if self.device.type == "cuda" and "random_cuda" in state:
            torch.cuda.set_rng_state(state["random_cuda"])
        print(f"goes on from step {self.position.step}, epoch {self.position.epoch}", flush=True)

    def save(self, *, keep: bool) -> None:
        """Write last.pt; with `keep` also the weights alone, of which the newest ones stay for averaging."""
        state: dict[str, Any] = {
            "model": {name: weight.detach().cpu() for name, weight in self.model.state_dict().items()},
            "moments": optimizers.moments(self.model, self.optimizers),
            "shape": dataclasses.asdict(self.model.shape),
            "reverse": self.options.reverse,
            "position": dataclasses.asdict(self.position),
            "step": self.position.step,
            "random": torch.get_rng_state(),
        }
        if self.device.type == "cuda":
            state["random_cuda"] = torch.cuda.get_rng_state()
        checkpoints.save(state, self.folder / checkpoints.LAST)
        if keep:
            light = {key: state[key] for key in ("model", "shape", "reverse", "step")}
            checkpoints.save(light, self.folder / f"step-{self.position.step}.pt")
            for old in checkpoints.steps(self.folder)[: -self.options.keep]:
                old.unlink()

    def log(self, **values: float) -> None:
        """One JSON line a report."""
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"step": self.position.step, "epoch": self.position.epoch, **values}) + "\n")

    def _ids(self, rows: batches.Rows, numbers: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        source, target = rows.batch(numbers, multiple=8 if self.device.type == "cuda" else 1)
        return tuple(torch.from_numpy(side).to(self.device, non_blocking=True) for side in (source, target))

    def _precision(self) -> contextlib.AbstractContextManager[Any]:
        if self.device.type == "cuda":
            return torch.autocast("cuda", torch.bfloat16)
        return contextlib.nullcontext()

    def loss(self, rows: batches.Rows, numbers: np.ndarray, smoothing: float) -> tuple[torch.Tensor, int]:
        """Summed loss of a batch, and its target tokens."""
        source, target = self._ids(rows, numbers)
        with self._precision():
            states, wanted = self.model(source, target)
            weight, bias = self.model.embedding.weight, self.model.bias
            return summed_loss(states, weight, bias, wanted, smoothing), len(wanted)

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """Cross-entropy a token on each development set, without smoothing."""
        self.model.eval()
        result = {}
        for number, name in enumerate(self.dev.origins):
            part = np.flatnonzero(self.dev.origin == number)
            part = part[np.argsort(np.diff(self.dev.target_ends)[part])]
            total, tokens = 0.0, 0
            for start in range(0, len(part), 64):
                value, count = self.loss(self.dev, part[start : start + 64], 0.0)
                total, tokens = total + float(value), tokens + count
            result[name] = total / max(1, tokens)
        self.model.train()
        return result

    def _cut(self, epoch: int) -> batches.Rows:
        """The corpus with the source in the pieces that are an epoch's turn: the usual ones, then each other cut."""
        turn = epoch % (self.options.cuts + 1)
        path = batches.cut_path(self.options.work / self.options.data, turn - 1)
        if not turn or not path.exists():
            return self.usual
        with np.load(path) as cut:
            return dataclasses.replace(self.usual, source=cut["train_vi"], source_ends=cut["train_vi_ends"])

    def groups(self) -> Iterator[list[np.ndarray]]:
        """Groups of batches, one a step, from where the run stands; the position moves on before each is handed out."""
        position, group = self.position, self.options.accumulate
        while True:
            self.rows = self._cut(position.epoch)
            all_batches = batches.epoch(
                self.rows, self.options.batch, seed=self.options.seed, number=position.epoch, rates=self.sampling
            )
            while position.batch + group <= len(all_batches):
                chosen = all_batches[position.batch : position.batch + group]
                position.batch += group
                yield chosen
            position.epoch, position.batch = position.epoch + 1, 0

    def _step(self, group: list[np.ndarray]) -> tuple[float, int]:
        """One update from a group of batches: the loss a token, and the tokens."""
        position = self.position
        position.step += 1
        position.since_moments += 1
        current = rate(position.step, self.options, self.elapsed) * min(1.0, position.since_moments / REWARM)
        for part in (group for optimizer in self.optimizers for group in optimizer.param_groups):
            part["lr"] = current
        wanted = sum(int(np.diff(self.rows.target_ends)[numbers].sum()) for numbers in group)
        summed = 0.0
        for numbers in group:
            value, _ = self.loss(self.rows, numbers, self.options.smoothing)
            (value / wanted).backward()
            summed += float(value.detach()) if self.device.type == "cpu" or position.step % EVERY == 0 else 0.0
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
        self.model.zero_grad(set_to_none=True)
        position.tokens += wanted
        return summed / wanted, wanted

    def go(self) -> None:
        """Train until the last step, the time limit or a signal; what was done is saved in each case."""
        before = {name: signal.signal(name, self._stop) for name in (signal.SIGINT, signal.SIGTERM)}
        try:
            self._train()
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)

    def _train(self) -> None:
        options, position = self.options, self.position
        count = sum(weight.numel() for weight in self.model.parameters())
        print(f"{count / 1e6:.1f} M parameters on {self.device}, {len(self.rows.origin)} pairs", flush=True)
        began = saved = lined = time.monotonic()
        seen, losses = 0, []
        self.model.train()
        for group in self.groups():
            loss, tokens = self._step(group)
            seen += tokens
            if loss:
                losses.append(loss)
            now = time.monotonic()
            self.elapsed = (now - began) / max(1e-9, 60 * options.max_minutes)
            if position.step % EVERY == 0:
                position.seconds += now - lined
                speed = seen / (now - lined)
                current = self.optimizers[0].param_groups[0]["lr"]
                self.log(loss=float(np.mean(losses)), rate=current, tokens=position.tokens,
                         speed=speed, seconds=position.seconds)  # fmt: skip
                print(f"step {position.step} of {options.steps}  epoch {position.epoch}  loss {np.mean(losses):.3f}  "
                      f"{speed:.0f} tokens/s  {(now - began) / 60:.1f} min", flush=True)  # fmt: skip
                lined, seen, losses = now, 0, []
            if position.step % options.validate == 0:
                self._report()
                lined = time.monotonic()
            ends = position.step >= options.steps or self.stopping or self.elapsed >= 1
            if ends or (now - saved) / 60 >= options.save_minutes:
                self.save(keep=True)
                saved = time.monotonic()
            if ends:
                break
        if not self.stopping:  # whoever ends a run by a signal does not want to wait
            self._report()

    def _report(self) -> None:
        values = self.validate()
        self.log(**{f"dev {name}": value for name, value in values.items()}, tokens=self.position.tokens)
        print("dev  " + "  ".join(f"{name} {value:.3f}" for name, value in values.items()), flush=True)
        draw(self.folder)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True


def _vocabulary(work: Path) -> int:
    import sentencepiece  # noqa: PLC0415 - a machine that was given data.npz alone passes --vocabulary instead

    return int(sentencepiece.SentencePieceProcessor(model_file=str(work / "sentencepiece.model")).vocab_size())


def draw(folder: Path) -> None:
    """The learning curve, from log.jsonl to curve.png; left out where matplotlib is not installed."""
    try:
        import matplotlib as mpl  # noqa: PLC0415 - optional on a machine lent for training
    except ImportError:
        return
    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the backend was chosen

    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    figure, axes = plt.subplots(figsize=(8, 5))
    series = sorted({key for line in lines for key in line if key == "loss" or key.startswith("dev ")})
    for key in series:
        points = [(line["tokens"] / 1e6, line[key]) for line in lines if key in line]
        axes.plot(*zip(*points, strict=True), label=key, linewidth=1)
    axes.set_xlabel("million target tokens seen")
    axes.set_ylabel("cross-entropy a token (training: with label smoothing)")
    axes.legend()
    axes.grid(alpha=0.3)
    figure.savefig(folder / "curve.png", dpi=110)
    plt.close(figure)


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The options of a run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    parser.add_argument("--run", default="run", help="name of the run's folder in WORK")
    parser.add_argument("--data", default="data.npz", help="name of the corpus in WORK")
    parser.add_argument("--cuts", type=int, default=0, help="other cuts of the source into pieces, by `segmentation`")
    parser.add_argument(
        "--sampling", type=batches.sampling, default={}, help="how often a source is seen an epoch: own=2,generated=3"
    )
    parser.add_argument("--reverse", action="store_true", help="English to Vietnamese, for back-translation")
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--hidden", type=int, default=0, help="default: 4 times the width")
    parser.add_argument("--heads", type=int, default=0, help="default: one for each 64 of the width")
    parser.add_argument("--encoder", type=int, default=5)
    parser.add_argument("--decoder", type=int, default=2)
    parser.add_argument("--vocabulary", type=int, default=0, help="default: as many as sentencepiece.model has")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--smoothing", type=float, default=0.1)
    parser.add_argument("--optimizer", choices=("muon", "adamw"), default="muon")
    parser.add_argument("--rate", type=float, default=1.5e-3, help="peak learning rate")
    parser.add_argument("--decay", type=float, default=0.01, help="weight decay")
    parser.add_argument("--warmup", type=int, default=1_000, help="steps")
    parser.add_argument("--schedule", choices=("cosine", "plateau", "clock"), default="cosine")
    parser.add_argument("--cooldown", type=int, default=5_000, help="steps of linear decay that end a plateau")
    parser.add_argument("--steps", type=int, default=60_000)
    parser.add_argument("--batch", type=int, default=4_000, help="padded tokens of a batch's longer side")
    parser.add_argument("--accumulate", type=int, default=1, help="batches a step")
    parser.add_argument("--max-minutes", type=float, default=math.inf)
    parser.add_argument("--save-minutes", type=float, default=10)
    parser.add_argument("--keep", type=int, default=8, help="sets of weights kept for averaging")
    parser.add_argument("--validate", type=int, default=1_000, help="steps between two looks at the development sets")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--device", default="", help="cpu or cuda; default: cuda where there is one")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if options.schedule == "clock" and options.max_minutes == math.inf:
        parser.error("--schedule clock lets the rate fall over --max-minutes: say how many.")
    if options.cuts and options.reverse:
        parser.error("--cuts are of the Vietnamese side, which --reverse makes the target: leave one of them out.")
    return options


def main(arguments: list[str] | None = None) -> None:
    """Train."""
    keep_memory()
    Run(parse(arguments)).go()


if __name__ == "__main__":
    main()
