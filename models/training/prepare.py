"""Step 1: raw parallel text -> WORK/train.tsv (Vietnamese, English, source), with a report of what was dropped.

python -m models.training.prepare --corpus ../shared/corpus
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.training import bilingual, generator, variation
from models.training.text import clean, fingerprint, house_style, unmatched_numbers
from worker.core.languages.vi import has_marks, romanise

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

HERE = Path(__file__).parent
OWN = "own"
FRESH = "fresh"
GENERATED = "generated"
MASKED = "masked"
"""Copies of real pairs with placeholders in the place of what both sides share."""
VARIED = "varied"
"""Copies of real pairs that tell of other people, places, documents and amounts."""
HINTED = "hinted"
"""Copies of real pairs in which the dictionary's English stands in the place of some words."""
MAX_WORDS = 120
MAX_RATIO = 3.0
"""Words of the longer side over words of the shorter, where either has more than five."""
MIN_ALIGNMENT = 0.9
"""Mean log gain a word (see `alignment.scores`); below it, most longer pairs read by eye were mismatched."""
SHORT = 6
"""English words; shorter pairs are free translations too often for the words to tell."""
MAX_UNMATCHED_NUMBERS = 1
TRUSTED = frozenset({OWN, FRESH, GENERATED})
"""Sources written for this model: cleaned and de-duplicated, but not second-guessed."""
WIKI_MARKUP = re.compile(r"\{\{|\}\}|\[\[|\]\]|<[a-z/][^>]*>|\|\|")


@dataclass(frozen=True, slots=True)
class Pair:
    """One aligned pair of sentences and where it came from."""

    vi: str
    en: str
    source: str


def read_shared(folder: Path) -> Iterator[Pair]:
    """The pairs of train.{vi,en,src}.xz; `src` holds one source name a line, as many lines as pairs."""
    with (
        lzma.open(folder / "train.vi.xz", "rt", encoding="utf-8") as vi,
        lzma.open(folder / "train.en.xz", "rt", encoding="utf-8") as en,
        lzma.open(folder / "train.src.xz", "rt", encoding="utf-8") as src,
    ):
        for left, right, source in zip(vi, en, src, strict=True):
            yield Pair(left, right, source.strip())


def read_tsv(path: Path, source: str) -> Iterator[Pair]:
    """The pairs of a file of `vi<TAB>en` lines; empty lines and lines that start with # are not pairs."""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 2:
            raise SystemExit(f"{path}, line {number}: expected Vietnamese, a tab, English; found {len(fields)} fields.")
        yield Pair(fields[0], fields[1], source)


def read_own(folder: Path = HERE / "corpus", fresh: Container[str] = ()) -> Iterator[Pair]:
    """The pairs written for this model, without the held-out ones; files named in `fresh` are a source apart."""
    for path in sorted(folder.glob("*.tsv")):
        if path.name != "heldout.tsv":
            yield from read_tsv(path, FRESH if path.stem in fresh else OWN)


def tidy(pair: Pair) -> Pair:
    """The pair cleaned, its English in house style."""
    return Pair(clean(pair.vi), house_style(clean(pair.en)), pair.source)


def _share_of_vietnamese_words(text: str) -> float:
    words = text.split()
    return sum(has_marks(word) for word in words) / max(1, len(words))


def fault(pair: Pair) -> str:  # noqa: C901, PLR0911 - one reason a line reads best
    """Why the pair is not fit for training, in a word or two; empty when it is."""
    vi, en = pair.vi.split(), pair.en.split()
    if not vi or not en:
        return "empty"
    if pair.source in TRUSTED:
        return ""
    if max(len(vi), len(en)) > MAX_WORDS:
        return "too long"
    few = 5
    if max(len(vi), len(en)) > few and max(len(vi), len(en)) / min(len(vi), len(en)) > MAX_RATIO:
        return "length ratio"
    if WIKI_MARKUP.search(pair.vi) or WIKI_MARKUP.search(pair.en):
        return "markup"
    if not re.search(r"[^\W\d_]", pair.en):
        return "no words"
    if len(vi) > few and _share_of_vietnamese_words(pair.vi) < 0.25:
        return "source not Vietnamese"
    if len(vi) > few and romanise(pair.vi).casefold() == pair.en.casefold():
        return "not translated"
    if not pair.en.isascii() and re.search(
        r"[\u0400-\u04ff\u0600-\u06ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]", pair.en
    ):
        return "other scripts"
    if len(unmatched_numbers(pair.vi, pair.en)) > MAX_UNMATCHED_NUMBERS:
        return "numbers differ"
    return ""


def _not_english(pair: Pair) -> bool:
    """Whether the raw English side is mostly Vietnamese; asked before its letters are romanised."""
    return len(pair.en.split()) > 3 and _share_of_vietnamese_words(pair.en) > 0.4


def select(pairs: Iterable[Pair], forbidden: frozenset[int]) -> tuple[list[Pair], Counter[tuple[str, str]]]:
    """The pairs worth keeping, in order, and how many of each source were dropped for each reason.

    `forbidden` are fingerprints of sentences, of either language, that development and held-out sets contain.
    """
    kept: list[Pair] = []
    dropped: Counter[tuple[str, str]] = Counter()
    seen: set[tuple[int, int]] = set()
    for raw in pairs:
        if raw.source not in TRUSTED and _not_english(raw):
            dropped[raw.source, "target not English"] += 1
            continue
        pair = tidy(raw)
        reason = fault(pair)
        key = (fingerprint(pair.vi), fingerprint(pair.en))
        if not reason and (key[0] in forbidden or (key[1] in forbidden and pair.source != GENERATED)):
            reason = "in a development set"
        if not reason and key in seen and pair.source != GENERATED:
            reason = "duplicate"
        if reason:
            dropped[raw.source, reason] += 1
            continue
        seen.add(key)
        kept.append(pair)
    return kept, dropped


def drop_misaligned(
    pairs: list[Pair], dropped: Counter[tuple[str, str]], *, progress: Callable[[str], None] = print
) -> list[Pair]:
    """The pairs whose words explain each other; trusted sources take part in the counts but always stay."""
    from models.training import alignment  # noqa: PLC0415 - numpy is a dependency of training alone

    scores = alignment.scores([pair.vi for pair in pairs], [pair.en for pair in pairs], progress=progress)
    kept = []
    for pair, score in zip(pairs, scores, strict=True):
        if score < MIN_ALIGNMENT and len(pair.en.split()) >= SHORT and pair.source not in TRUSTED:
            dropped[pair.source, "misaligned"] += 1
        else:
            kept.append(pair)
    return kept


def write_tsv(path: Path, pairs: Iterable[Pair]) -> None:
    """Write Vietnamese, English and source a line; the file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8") as file:
        file.writelines(f"{pair.vi}\t{pair.en}\t{pair.source}\n" for pair in pairs)
    part.replace(path)


def main(arguments: list[str] | None = None) -> None:
    """Read every source, clean, filter, and write train.tsv, dev.tsv and prepare.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    parser.add_argument("--corpus", type=Path, required=True, help="folder with train.{vi,en,src}.xz and dev/")
    parser.add_argument("--generated", type=int, default=60_000, help="pairs from the generator (default 60000)")
    parser.add_argument("--masked", type=float, default=0.1, help="share of the real pairs repeated with placeholders")
    parser.add_argument(
        "--fresh", nargs="*", default=[], metavar="THEME", help="own files that a run which goes on has not seen yet"
    )
    parser.add_argument("--varied", type=int, default=2, help="copies of the real pairs of other people and places")
    parser.add_argument(
        "--hinted", type=float, default=1.0, help="share of the real pairs repeated with words of the dictionary"
    )
    parser.add_argument(
        "--extra", type=Path, nargs="*", default=[], help="more vi<TAB>en files (distilled, back-translated)"
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)

    dev = []
    for name in ("flores-dev", "vlsp-news-dev"):
        vi, en = ((options.corpus / "dev" / f"{name}.{side}").read_text("utf-8").splitlines() for side in ("vi", "en"))
        dev += [tidy(Pair(left, right, name)) for left, right in zip(vi, en, strict=True)]
    heldout = [tidy(pair) for pair in read_tsv(HERE / "corpus" / "heldout.tsv", "heldout")]
    forbidden = frozenset(fingerprint(side) for pair in dev + heldout for side in (pair.vi, pair.en))

    def sources() -> Iterator[Pair]:
        yield from read_own(fresh=options.fresh)
        yield from read_shared(options.corpus)
        for vi, en in generator.pairs(options.generated, seed=options.seed):
            yield Pair(vi, en, GENERATED)
        for path in options.extra:
            yield from read_tsv(path, path.stem)

    read: Counter[str] = Counter()

    def counted() -> Iterator[Pair]:
        for pair in sources():
            read[pair.source] += 1
            yield pair

    kept, dropped = select(counted(), forbidden)
    kept = drop_misaligned(kept, dropped)
    real = [(pair.vi, pair.en) for pair in kept if pair.source != GENERATED]
    kept += [Pair(vi, en, MASKED) for vi, en in generator.masked(real, share=options.masked, seed=options.seed)]
    kept += [Pair(vi, en, VARIED) for vi, en in variation.varied(real, copies=options.varied, seed=options.seed)]
    entries = bilingual.counted(real, bilingual.meanings())
    bilingual.write(options.work / "dictionary.tsv", entries)
    hinted = bilingual.hinted(real, entries, share=options.hinted, seed=options.seed)
    kept += [Pair(vi, en, HINTED) for vi, en in hinted]
    write_tsv(options.work / "train.tsv", kept)
    write_tsv(options.work / "dev.tsv", dev + heldout)

    stays = Counter(pair.source for pair in kept)
    report = {
        source: {"read": read[source], "kept": stays[source]}
        | {reason: count for (owner, reason), count in sorted(dropped.items()) if owner == source}
        for source in sorted(read | stays)
    }
    (options.work / "prepare.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    for source, row in report.items():
        reasons = ", ".join(f"{count} {reason}" for reason, count in row.items() if reason not in {"read", "kept"})
        print(f"{source:20} {row['kept']:7} of {row['read']:7}   dropped: {reasons or 'none'}")
    print(f"{'all':20} {len(kept):7} of {read.total():7}   -> {options.work / 'train.tsv'}")


if __name__ == "__main__":
    main()
