"""Checkpoints: written whole or not at all, averaged, trimmed, and carried between machines in pieces of limited size.

python -m models.training.checkpoints average --work var/training --last 5
python -m models.training.checkpoints trim --work var/training --run big --as small --decoder 1
python -m models.training.checkpoints pack --work var/training --to carry
python -m models.training.checkpoints unpack --work var/training --from carry
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from collections.abc import Sequence

MIB = 1 << 20
LAST = "last.pt"


def save(state: dict[str, Any], path: Path) -> None:
    """Write a checkpoint; a kill at any moment leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    torch.save(state, part)
    part.replace(path)


def load(path: Path) -> dict[str, Any]:
    """Read a checkpoint onto the CPU; only tensors and plain values are ever unpickled."""
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state


def average(paths: Sequence[Path]) -> dict[str, Any]:
    """A checkpoint whose weights are the mean of those given, in fp32; everything else comes from the last one."""
    if not paths:
        raise SystemExit("There is no checkpoint to average: train first, or lower --last.")
    total: dict[str, torch.Tensor] = {}
    for path in paths:
        for name, weight in load(path)["model"].items():
            total[name] = total.get(name, 0) + weight.float() / len(paths)
    newest = load(paths[-1])
    return {"model": total, "shape": newest["shape"], "reverse": newest["reverse"], "step": newest["step"]}


def steps(folder: Path) -> list[Path]:
    """The weights kept along the way, oldest first."""
    return sorted(folder.glob("step-*.pt"), key=lambda path: int(path.stem.split("-")[1]))


def trim(state: dict[str, Any], decoder: int) -> dict[str, Any]:
    """A checkpoint at step 0 with the first decoder layers alone: a student that has its teacher's encoder."""
    if not 0 < decoder <= state["shape"]["decoder"]:
        raise SystemExit(f"--decoder is 1 to {state['shape']['decoder']}, the layers that there are; not {decoder}.")
    gone = tuple(f"decoder.{number}." for number in range(decoder, state["shape"]["decoder"]))
    return {
        **{key: value for key, value in state.items() if key not in {"moments", "position"}},
        "model": {name: weight for name, weight in state["model"].items() if not name.startswith(gone)},
        "shape": {**state["shape"], "decoder": decoder},
        "position": {},
        "step": 0,
    }


def pack(work: Path, folder: Path, *, piece: int = 15 * MIB, room: int = 60 * MIB) -> str:
    """Cut the newest checkpoint into pieces; where the whole state is over `room`, only the weights travel, in fp16.

    A run that goes on from weights alone keeps its step and place in the data and rebuilds the optimiser's moments
    over a short second warm-up (see `train`).
    """
    state = load(work / LAST)
    kind = "everything"
    buffer = io.BytesIO()
    torch.save(state, buffer)
    if buffer.tell() > room:
        kind = "weights"
        light = {key: value for key, value in state.items() if key not in {"moments", "model"}}
        light["model"] = {name: weight.half() for name, weight in state["model"].items()}
        buffer = io.BytesIO()
        torch.save(light, buffer)
    data = buffer.getvalue()
    if len(data) > room:
        raise SystemExit(
            f"Even the weights alone take {len(data) / MIB:.0f} MiB, over the {room / MIB:.0f} MiB that may travel: "
            "raise --room or train a smaller network."
        )
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("state.*"):
        old.unlink()
    for number, start in enumerate(range(0, len(data), piece)):
        (folder / f"state.{number:02d}").write_bytes(data[start : start + piece])
    manifest = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "holds": kind, "step": state["step"]}
    (folder / "state.json").write_text(json.dumps(manifest) + "\n", encoding="utf-8")
    return f"{kind} of step {state['step']}: {len(data) / MIB:.1f} MiB in {folder}"


def unpack(folder: Path, work: Path) -> str:
    """Put the pieces together as the newest checkpoint, after their digest was checked."""
    manifest = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    data = b"".join(path.read_bytes() for path in sorted(folder.glob("state.[0-9]*")))
    if hashlib.sha256(data).hexdigest() != manifest["sha256"]:
        raise SystemExit(f"The pieces in {folder} do not add up to what was packed: copy them again.")
    work.mkdir(parents=True, exist_ok=True)
    part = work / (LAST + ".part")
    part.write_bytes(data)
    part.replace(work / LAST)
    return f"{manifest['holds']} of step {manifest['step']} -> {work / LAST}"


def main(arguments: list[str] | None = None) -> None:
    """Average, trim, pack or unpack."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("average", "trim", "pack", "unpack"))
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    parser.add_argument("--run", default="run", help="name of the run's folder in WORK")
    parser.add_argument("--last", type=int, default=5, help="how many of the newest kept weights to average")
    parser.add_argument("--as", dest="other", default="small", help="name of the run that begins with what is trimmed")
    parser.add_argument("--decoder", type=int, default=1, help="decoder layers left")
    parser.add_argument("--to", type=Path, default=Path("carry"))
    parser.add_argument("--from", dest="origin", type=Path, default=Path("carry"))
    parser.add_argument("--piece", type=int, default=15, help="MiB a piece")
    parser.add_argument("--room", type=int, default=60, help="MiB in all")
    options = parser.parse_args(arguments)
    run = options.work / options.run
    if options.what == "average":
        chosen = steps(run)[-options.last :]
        save(average(chosen), run / "average.pt")
        print(f"average of {', '.join(path.stem for path in chosen)} -> {run / 'average.pt'}")
    elif options.what == "trim":
        save(trim(load(run / LAST), options.decoder), options.work / options.other / LAST)
        print(f"{options.decoder} decoder layers of {run / LAST} -> {options.work / options.other / LAST}")
    elif options.what == "pack":
        print(pack(run, options.to, piece=options.piece * MIB, room=options.room * MIB))
    else:
        print(unpack(options.origin, run))


if __name__ == "__main__":
    main()
