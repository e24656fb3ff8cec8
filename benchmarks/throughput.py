"""Vietwire's engine beside Argos Translate 1.11 and beside bare CTranslate2: same package, same sentences, one run.

    .venv/bin/python -m benchmarks.throughput

The first run makes an environment with all of Argos Translate (several GB, because of torch) under `var/`.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ctranslate2
from rich.console import Console
from rich.table import Table

from worker.adapters.argos import LIKE_ARGOS, Engine, physical_cores
from worker.adapters.argos_package import DICTIONARY, open_package
from worker.adapters.packages import Packages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from worker.adapters.packages import Installed

ROOT = Path(__file__).parents[1]
ARGOS = "argostranslate==1.11.0"
PARAGRAPHS = 60
BATCH_TOKENS = 512
TIMES_ARGOS = 6.0
SHARE_EQUAL = 0.99
SHARE_OF_BARE = 0.90
FOOTPRINT = 400e6
SPARE_MEMORY = 250e6
MEMORY_A_BYTE = 3
WORKER = (
    "worker.tasks",
    "worker.services.translation",
    "worker.adapters.database",
    "worker.adapters.store",
    "worker.adapters.memory",
    "worker.adapters.ledger",
)
"""What a translating worker loads beside the engine."""


def main() -> int:
    """Print every figure beside its bar; 1 if a bar was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--sentences", type=Path, default=ROOT / "benchmarks/data/sentences.vi.txt", help="one sentence a line"
    )
    parser.add_argument("--package", default="", help="name in config/models.toml, or a file; default: the one shipped")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many counts; the sides take turns")
    parser.add_argument("--argos", type=Path, default=ROOT / "var/argos-venv", help="the environment with Argos in it")
    parser.add_argument("--memory-only", type=Path, metavar="PACKAGE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    sentences = [line.strip() for line in options.sentences.read_text(encoding="utf-8").splitlines() if line.strip()]
    if options.memory_only:
        print(peak_memory(options.memory_only, sentences))
        return 0
    sentences = sentences[: len(sentences) // PARAGRAPHS * PARAGRAPHS]
    with tempfile.TemporaryDirectory() as folder:
        packages = Packages(Path(folder, "packages"), ROOT / "config/models.toml", ROOT)
        name = options.package or next(name for name, listing in packages.catalogue.items() if listing.bundled)
        package = packages.install(name).package
        # Argos knows no dictionary; the sides are to do the same work.
        (package.path / DICTIONARY).unlink(missing_ok=True)
        with argos_translate(options.argos, Path(folder), package, sentences) as argos:
            figures = race(package, sentences, argos, options.rounds)
        memory = memory_of_a_process(package, options.sentences)
    return report(package, sentences, figures, memory)


def race(
    package: Installed, sentences: Sequence[str], argos: Callable[[], dict[str, Any]], rounds: int
) -> dict[str, Any]:
    """The best seconds of each side, taking turns so that a noisy machine is noisy for all, and Argos's output."""
    engine = Engine(package.path, batch_tokens=BATCH_TOKENS)
    bare = bare_ctranslate2(package.path, sentences)
    engine.translate(sentences[:8], LIKE_ARGOS)
    bare()
    seconds: dict[str, list[float]] = {"argos": [], "engine": [], "bare": []}
    cpu: dict[str, list[float]] = {"argos": [], "engine": [], "bare": []}
    theirs: dict[str, Any] = {}
    ours: list[str] = []
    for number in range(1, rounds + 1):
        theirs = argos()
        seconds["argos"].append(theirs["seconds"])
        cpu["argos"].append(theirs["cpu"])
        # Our sides are so much faster that one of their runs could fall into one hiccup of the machine.
        for _ in range(3):
            begin, busy = time.perf_counter(), time.process_time()
            ours = [hypothesis.text for hypothesis in engine.translate(sentences, LIKE_ARGOS)]
            seconds["engine"].append(time.perf_counter() - begin)
            cpu["engine"].append(time.process_time() - busy)
            begin, busy = time.perf_counter(), time.process_time()
            bare()
            seconds["bare"].append(time.perf_counter() - begin)
            cpu["bare"].append(time.process_time() - busy)
        best = ", ".join(f"{side} {min(times):.2f} s" for side, times in seconds.items())
        print(f"round {number} of {rounds}: best so far {best}", file=sys.stderr)
    best_cpu = {side: min(times) for side, times in cpu.items()}
    return {side: min(times) for side, times in seconds.items()} | {"cpu": best_cpu, "theirs": theirs, "ours": ours}


def bare_ctranslate2(package: Path, sentences: Sequence[str]) -> Callable[[], object]:
    """One call of `translate_batch` over the same tokens sorted by length: what the engine may cost over."""
    tokenizer = open_package(package).tokenizer
    tokens = sorted((tokenizer.encode(sentence) for sentence in sentences), key=len, reverse=True)
    threads = physical_cores()
    translator = ctranslate2.Translator(
        str(package / "model"), compute_type="auto", inter_threads=threads, intra_threads=1
    )
    return lambda: translator.translate_batch(
        tokens,
        max_batch_size=BATCH_TOKENS,
        batch_type="tokens",
        beam_size=4,
        length_penalty=LIKE_ARGOS.length_penalty,
        replace_unknowns=True,
        return_scores=True,
    )


@contextmanager
def argos_translate(
    environment: Path, scratch: Path, package: Installed, sentences: Sequence[str]
) -> Iterator[Callable[[], dict[str, Any]]]:
    """A process with all of Argos Translate in it, which translates everything once for each call."""
    python = argos_python(environment)
    per_paragraph = len(sentences) // PARAGRAPHS
    starts = range(0, len(sentences), per_paragraph)
    paragraphs = [sentences[start : start + per_paragraph] for start in starts]
    task = {"from": package.metadata.from_code, "to": package.metadata.to_code, "paragraphs": paragraphs}
    homes = {name: str(scratch / "argos") for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    with subprocess.Popen(  # noqa: S603 - the interpreter made above and a script beside this one
        [python, str(ROOT / "benchmarks/argos_side.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | homes | {"ARGOS_PACKAGES_DIR": str(package.path.parent)},
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(task) + "\n")

        def translate() -> dict[str, Any]:
            assert process.stdin
            assert process.stdout
            process.stdin.write("\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            if not answer:
                raise SystemExit("Argos Translate gave no answer; what it said stands above.")
            return dict(json.loads(answer))

        yield translate
        process.stdin.close()


def argos_python(environment: Path) -> Path:
    """The Python of an environment that has the whole of Argos Translate; made if it is not there."""
    python = environment / "bin/python"
    done = environment / ".complete"
    if not done.exists():
        print(f"making {environment} with {ARGOS}: this takes minutes and several GB", file=sys.stderr)
        venv.create(environment, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", ARGOS], check=True)  # noqa: S603 - a constant
        done.touch()
    return python


def memory_of_a_process(package: Installed, sentences: Path) -> int:
    """Peak bytes of a process that loads what a worker loads and translates everything."""
    command = [sys.executable, "-m", "benchmarks.throughput"]
    arguments = ["--sentences", str(sentences), "--memory-only", str(package.path)]
    done = subprocess.run(  # noqa: S603 - this very program
        [*command, *arguments], check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    return int(done.stdout)


def peak_memory(package: Path, sentences: Sequence[str]) -> int:
    """Peak bytes of this process after translating the sentences, then single words, which make the widest batches."""
    for module in WORKER:
        importlib.import_module(module)
    engine = Engine(package, batch_tokens=BATCH_TOKENS)
    engine.translate(sentences, LIKE_ARGOS, align=[True] * len(sentences))
    engine.translate(" ".join(sentences).split()[:2000], LIKE_ARGOS)
    # Not ru_maxrss, which starts with what the process weighed that this one was forked from.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, flags=re.MULTILINE)
    assert found
    return int(found[1]) * 1024


def footprint() -> int:
    """Bytes that the packages of requirements.lock take on disk, less the bytecode that `--no-compile` leaves out."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    total = 0
    for name in re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", lock, flags=re.MULTILINE):
        try:
            files = importlib.metadata.files(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        paths = [Path(str(file.locate())) for file in files]
        total += sum(path.stat().st_size for path in paths if path.is_file() and path.suffix != ".pyc")
    return total


def report(package: Installed, sentences: Sequence[str], figures: dict[str, Any], memory: int) -> int:
    """Print the table; 1 if a bar was missed."""
    count = len(sentences)
    theirs, ours = figures["theirs"]["sentences"], figures["ours"]
    assert len(theirs) == count
    differing = [pair for pair in zip(theirs, ours, strict=True) if pair[0] != pair[1]]
    model = sum(file.size for file in package.manifest.files.values()) if package.manifest else package.size
    times_argos, of_bare = figures["argos"] / figures["engine"], figures["bare"] / figures["engine"]
    equal = 1 - len(differing) / count
    space, limit = footprint(), MEMORY_A_BYTE * model + SPARE_MEMORY
    rows = [
        ("times Argos's sentences a second", f"{times_argos:.1f}", f">= {TIMES_ARGOS:g}", times_argos >= TIMES_ARGOS),
        ("outputs equal to Argos's", f"{equal:.1%}", f">= {SHARE_EQUAL:.0%}", equal >= SHARE_EQUAL),
        ("share of bare CTranslate2's rate", f"{of_bare:.1%}", f">= {SHARE_OF_BARE:.0%}", of_bare >= SHARE_OF_BARE),
        ("peak memory, MB", f"{memory / 1e6:.0f}", f"<= {limit / 1e6:.0f}", memory <= limit),
        ("installed packages, MB", f"{space / 1e6:.0f}", f"<= {FOOTPRINT / 1e6:.0f}", space <= FOOTPRINT),
    ]
    table = Table("what", "figure", "bar", "met", title=f"{package.metadata.title}, {count} sentences, beam 4")
    for what, figure, bar, met in rows:
        table.add_row(what, figure, bar, "yes" if met else "NO")
    console = Console()
    console.print(table)
    for side in ("argos", "engine", "bare"):
        rate, cpu = count / figures[side], figures["cpu"][side]
        console.print(
            f"{side:>7}: {figures[side]:6.2f} s, {rate:6.1f} sentences a second, {cpu:6.2f} s of processor time"
        )
    for their, our in differing[:5]:
        console.print(f"differs:\n  Argos    {their}\n  Vietwire {our}", markup=False)
    return 0 if all(met for *_, met in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
