"""Step 5: the figures of a package, through Vietwire's own engine: `make evaluate-model`.

    python -m models.training.evaluate models/vi_en-vietwire-1.6.argosmodel --corpus ../shared/corpus

Prints each bar with its figure; writes a Markdown table with --table, for the package's README and this folder's.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import sentencepiece
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from models.training import generator
from models.training.conversion import pieces_of, specification
from models.training.exactness import expected, loops, missing, protected
from models.training.prepare import HERE, read_own, read_tsv
from models.training.shape import Shape
from models.training.text import clean, house_style
from worker.adapters import argos
from worker.adapters.argos_package import DICTIONARY, read_dictionary
from worker.adapters.english_words import EnglishWords
from worker.adapters.package_archive import unpack
from worker.core.coined import coined_words
from worker.core.model import Decoding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[2]
DEV_SETS = {"flores-dev": 25.0, "vlsp-news-dev": 33.0}
"""Development sets and the BLEU asked for of a model trained on an accelerator; on a CPU alone 20 and 28 would do."""
PRODUCT = Decoding()
"""How the product decodes where nothing else is set."""
COPY_SEED = 20_250_901
"""Not the seed that training pairs are made with."""
_LETTERS = re.compile(r"[A-Za-z]+")
_ENDING = re.compile(r"(?<=...)(?:ing|ies|es|ed|s|d|e|y)$")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the result."""

    name: str
    value: float
    bar: float
    note: str = ""
    at_most: bool = False

    @property
    def holds(self) -> bool:
        """Whether the bar is met."""
        return self.value <= self.bar if self.at_most else self.value >= self.bar


def open_engine(package: Path, folder: Path) -> argos.Engine:
    """The package unpacked below `folder` and opened by the engine that Vietwire translates with."""
    target = folder / "package"
    target.mkdir()
    unpack(package, target, progress=lambda _done, _all: None)
    return argos.Engine(target)


def translate(engine: argos.Engine, sentences: Sequence[str], decoding: Decoding = PRODUCT) -> list[str]:
    """English, with the product's own decoding settings if no others are given."""
    return [hypothesis.text for hypothesis in engine.translate(sentences, decoding)]


def _sentences(corpus: Path, name: str, side: str) -> list[str]:
    return [clean(line) for line in (corpus / "dev" / f"{name}.{side}").read_text(encoding="utf-8").splitlines()]


def development(engine: argos.Engine, corpus: Path) -> Iterator[tuple[Figure, list[str], list[str]]]:
    """BLEU and chrF on each development set, with the sources and what became of them."""
    for name, bar in DEV_SETS.items():
        source, reference = (_sentences(corpus, name, side) for side in ("vi", "en"))
        output = translate(engine, source)
        bleu, chrf = BLEU(), CHRF()
        score, char = bleu.corpus_score(output, [reference]), chrf.corpus_score(output, [reference])
        styled = BLEU().corpus_score(output, [[house_style(line) for line in reference]])
        note = (
            f"{bleu.get_signature()}; chrF {char.score:.1f}, {chrf.get_signature()}; "
            f"BLEU {styled.score:.1f} against references in house style"
        )
        yield Figure(f"BLEU, {name}", score.score, bar, note), source, output


def rare_words(engine: argos.Engine, package: Path, corpus: Path) -> Figure:
    """How many words of the package's dictionary come out as there, of those that the reference has so too."""
    words = read_dictionary(package)
    asked = [
        (vi, words.english[found.word])
        for name in DEV_SETS
        for vi, en in zip(_sentences(corpus, name, "vi"), _sentences(corpus, name, "en"), strict=True)
        for found in words.found(vi)
        if found.word not in words.if_unsure and words.english[found.word] and _says(en, words.english[found.word])
    ]

    def right(by: argos.Engine) -> int:
        lines = translate(by, [vi for vi, _ in asked])
        return sum(_says(line, english) for line, (_, english) in zip(lines, asked, strict=True))

    said = right(engine)
    without = shutil.copytree(package, package.with_name("without"), ignore=shutil.ignore_patterns(DICTIONARY))
    note = f"no bar; {said} of {len(asked)} in the development sets, {right(argos.Engine(without))} without dictionary"
    return Figure("words of the dictionary right, %", 100 * said / max(1, len(asked)), 0.0, note)


def _says(text: str, english: str) -> bool:
    """Whether the text has the words, or forms of them, in any order."""
    stems = {_stem(word) for word in _LETTERS.findall(text)}
    return all(_stem(word) in stems for word in _LETTERS.findall(english))


def _stem(word: str) -> str:
    return _ENDING.sub("", word.lower())


def in_domain(engine: argos.Engine) -> tuple[list[Figure], list[str], list[str]]:
    """How many names, dates, document numbers and other numbers of the held-out sentences are exact."""
    pairs = list(read_tsv(HERE / "corpus" / "heldout.tsv", "heldout"))
    source = [pair.vi for pair in pairs]
    output = translate(engine, source)
    wanted = [expected(pair.vi, pair.en) for pair in pairs]
    figures = []
    for name, bar in (("names", 97.0), ("dates", 98.0), ("documents", 98.0), ("numbers", 98.0)):
        asked = sum(len(getattr(one, name)) for one in wanted)
        lost = [text for one, line in zip(wanted, output, strict=True) for text in missing(getattr(one, name), line)]
        note = f"{asked - len(lost)} of {asked}" + (f"; lost, among others: {', '.join(lost[:6])}" if lost else "")
        figures.append(Figure(f"{name} exact, held-out, %", 100 * (1 - len(lost) / max(1, asked)), bar, note))
    score = BLEU().corpus_score(output, [[pair.en for pair in pairs]])
    figures.append(Figure("BLEU, held-out in-domain", score.score, 0.0, "no bar: for comparing models"))
    return figures, source, output


def coined(source: Sequence[str], output: Sequence[str]) -> Figure:
    """How often the engine makes a word up, as it does where it does not know the Vietnamese."""
    known = EnglishWords(ROOT / "config" / "english-words.txt")
    made = [
        word
        for vi, en in zip(source, output, strict=True)
        for word in itertools.islice(coined_words(vi, en, (), known), 1)
    ]
    note = f"no bar: for comparing models; among others: {', '.join(made[:6])}"
    return Figure("sentences with a made-up word, %", 100 * len(made) / len(source), 0.0, note)


def copying(engine: argos.Engine, count: int = 1_000) -> Figure:
    """How much protected text of generated sentences arrives unchanged."""
    asked = ((vi, found) for vi, en in generator.pairs(100 * count, seed=COPY_SEED) if (found := protected(vi, en)))
    chosen = list(itertools.islice(asked, count))
    output = translate(engine, [vi for vi, _ in chosen])
    total = sum(len(found) for _, found in chosen)
    lost = sum(line.count(text) == 0 for (_, found), line in zip(chosen, output, strict=True) for text in found)
    return Figure(
        "protected text copied, %", 100 * (1 - lost / total), 99.0, f"{total - lost} of {total} in {count} sentences"
    )


def sanity(engine: argos.Engine, source: list[str], output: list[str], count: int = 5_000) -> Figure:
    """Empty outputs and repetition loops among `count` sentences: those already translated, and training's own."""
    more = [pair.vi for pair in read_own()][: max(0, count - len(source))]
    lines = output + translate(engine, more)
    bad = _failed(source + more, lines)
    first = _failed(source + more, translate(engine, source + more, replace(PRODUCT, faithful=False)))
    note = f"of {len(lines)} sentences; {len(first)} where the engine does not decode loops otherwise"
    note += f"; the first: {bad[0]}" if bad else ""
    return Figure("loops and empty outputs", len(bad), 0.0, note, at_most=True)


def _failed(source: Sequence[str], output: Sequence[str]) -> list[str]:
    return [vi for vi, line in zip(source, output, strict=True) if not line.strip() or loops(line, vi)]


def random_base(tokenizer: Path, folder: Path, *, length: int) -> Path:
    """A transformer-base 6+6 (512, 2048, vocabulary 32,000, int8) with random weights, as an unpacked package.

    It ends every sentence after `length` tokens: from there on the decoder's position encodings hold one strong
    direction, and the end-of-sentence embedding is that direction.
    """
    shape = Shape(32_000, 512, 2048, 8, 6, 6)
    rng = np.random.default_rng(1)
    weights: dict[str, np.ndarray] = {}

    def linear(name: str, rows: int, columns: int) -> None:
        weights[f"{name}.weight"] = rng.normal(0, 0.05, (rows, columns)).astype(np.float32)
        weights[f"{name}.bias"] = np.zeros(rows, dtype=np.float32)

    def norm(name: str) -> None:
        weights[f"{name}.weight"] = np.ones(shape.width, dtype=np.float32)
        weights[f"{name}.bias"] = np.zeros(shape.width, dtype=np.float32)

    weights["embedding.weight"] = rng.normal(0, 0.05, (shape.vocabulary, shape.width)).astype(np.float32)
    weights["bias"] = np.zeros(shape.vocabulary, dtype=np.float32)
    pieces = pieces_of(tokenizer)
    ending = pieces.index("</s>")
    weights["embedding.weight"][:, 0] = 0
    weights["embedding.weight"][ending] = 0
    weights["embedding.weight"][ending, 0] = 50
    weights["bias"][ending] = -500
    for side, layers in (("encoder", shape.encoder), ("decoder", shape.decoder)):
        norm(f"{side}_norm")
        for number in range(layers):
            name = f"{side}.{number}"
            for attention in ("self", "cross") if side == "decoder" else ("self",):
                norm(f"{name}.{attention}_norm")
                linear(f"{name}.{attention}_attention.query", shape.width, shape.width)
                linear(f"{name}.{attention}_attention.key_value", 2 * shape.width, shape.width)
                linear(f"{name}.{attention}_attention.output", shape.width, shape.width)
            norm(f"{name}.feed_norm")
            linear(f"{name}.inner", shape.hidden, shape.width)
            linear(f"{name}.outer", shape.width, shape.hidden)
    spec = specification(weights, shape, pieces + [f"<unused{n}>" for n in range(shape.vocabulary - len(pieces))])
    encodings = spec.decoder.position_encodings.encodings.copy()
    encodings[length:, 0] = 1e4
    spec.decoder.position_encodings.encodings = encodings
    spec.validate()
    spec.optimize(quantization="int8")
    target = folder / "random-base"
    (target / "model").mkdir(parents=True)
    spec.save(str(target / "model"))
    shutil.copy(tokenizer, target / "sentencepiece.model")
    names = {"from_code": "vi", "from_name": "Vietnamese", "to_code": "en", "to_name": "English"}
    metadata = {"package_version": "0", "argos_version": "1.9", **names, "type": "translate", "links": []}
    (target / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    return target


def speed(engine: argos.Engine, tokenizer: Path, source: Sequence[str], folder: Path, count: int = 96) -> Figure:
    """Sentences a second over those of a random transformer-base at the same beam and the same output length.

    Neither side chooses by faults: random English is nothing but faults. The sides take turns; the best round counts.
    """
    beam = replace(PRODUCT, faithful=False)
    chosen = random.Random(1).sample([line for line in source if len(line.split()) <= 40], count)
    output = translate(engine, chosen)
    processor = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer))
    length = round(sum(len(row) for row in processor.encode(output)) / count)
    other = argos.Engine(random_base(tokenizer, folder, length=length))
    translate(other, chosen[:8], beam)
    seconds: dict[str, list[float]] = {"own": [], "base": [], "chosen": []}
    for _ in range(3):
        for side, model, way in (("own", engine, beam), ("base", other, beam), ("chosen", engine, PRODUCT)):
            began = time.perf_counter()
            translate(model, chosen, way)
            seconds[side].append(time.perf_counter() - began)
    own, base, whole = (count / min(times) for times in seconds.values())
    note = (
        f"{own:.1f} and {base:.1f} sentences/s, beam 4, {length} tokens a sentence; {whole:.1f} as the product decodes"
    )
    return Figure("speed over transformer-base 6+6", own / base, 4.0, note)


def main(arguments: list[str] | None = None) -> int:
    """Measure a package; the exit status tells whether every bar holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path)
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--table", type=Path, help="write the figures here as a Markdown table")
    parser.add_argument("--output", type=Path, help="write the held-out sentences and their translations here")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        engine = open_engine(options.package, folder)
        tokenizer = folder / "package" / "sentencepiece.model"
        figures, source, output = [], [], []
        for figure, lines, translated in development(engine, options.corpus):
            figures.append(figure)
            source += lines
            output += translated
        figures.append(coined(source, output))
        figures.append(rare_words(engine, folder / "package", options.corpus))
        found, lines, translated = in_domain(engine)
        figures += found
        if options.output:
            rows = (f"{vi}\t{en}\n" for vi, en in zip(lines, translated, strict=True))
            options.output.write_text("".join(rows), encoding="utf-8")
        figures.append(copying(engine))
        figures.append(sanity(engine, source + lines, output + translated))
        figures.append(speed(engine, tokenizer, source, folder))
    size = options.package.stat().st_size / 1e6
    figures.append(Figure("package, MB", size, 40.0, at_most=True))
    table = ["| measure | figure | bar | holds |", "|---|---|---|---|"]
    for figure in figures:
        sign = "at most" if figure.at_most else "at least"
        holds = "ok  " if figure.holds else "MISS"
        print(f"{holds} {figure.name:34} {figure.value:8.2f}  ({sign} {figure.bar:g})  {figure.note}")
        bar = f"{sign} {figure.bar:g}" if figure.bar or figure.at_most else ""
        table.append(f"| {figure.name} | {figure.value:.1f} | {bar} | {'yes' if figure.holds else 'no'} |")
    if options.table:
        options.table.write_text("\n".join(table) + "\n", encoding="utf-8")
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
