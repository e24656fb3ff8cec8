"""How often the check of opposites doubts what people translated, and how much each pair would catch.

    .venv/bin/python -m benchmarks.opposites PREFIX [PREFIX ...]

Each PREFIX.vi and PREFIX.en are sentences and their translations by people. A sentence is catchable when Vietnamese and
English say the same side and nothing of the other: English that said the other side instead would be doubted.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.table import Table

from worker.core.languages.vi_opposites import OPPOSITES
from worker.core.opposites import is_plain, opposites


def main() -> None:
    """Print a line for each pair and side."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prefixes", nargs="+", metavar="PREFIX")
    parser.add_argument("--show", action="store_true", help="print the sentences that are doubted")
    arguments = parser.parse_args()
    pairs = [pair for prefix in arguments.prefixes for pair in _pairs(prefix)]
    found = [(vi, en, words) for vi, en in pairs if (words := list(opposites(vi, en)))]
    console = Console()
    table = Table(title=f"{len(pairs)} sentences translated by people")
    for column, justify in (("opposites", "left"), ("side", "left"), ("catchable", "right")):
        table.add_column(column, justify=justify)  # type: ignore[arg-type]  # a literal that mypy widens
    for name, sides in OPPOSITES.items():
        for number, side in enumerate(sides):
            catchable = sum(is_plain(vi, en, name, number) for vi, en in pairs)
            table.add_row(name, side.says.split("|")[0], str(catchable))
    console.print(table)
    console.print(f"{len(found)} of {len(pairs)} sentences doubted ({len(found) / max(1, len(pairs)):.2%})")
    if arguments.show:
        for vi, en, words in found:
            console.print(f"{words}\n  {vi}\n  {en}", highlight=False, markup=False)


def _pairs(prefix: str) -> list[tuple[str, str]]:
    sources, targets = (Path(f"{prefix}.{code}").read_text(encoding="utf-8").splitlines() for code in ("vi", "en"))
    return list(zip(sources, targets, strict=True))


if __name__ == "__main__":
    main()
