"""More training pairs from English text: an en->vi model supplies its Vietnamese. Goes on where it stopped.

python -m models.training.back_translate --model en_vi.argosmodel --text english.txt

The text holds one sentence a line; `train --reverse` makes the model. Writes WORK/back-translated.tsv (vi<TAB>en),
which `prepare --extra` reads.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import ctranslate2
import sentencepiece

from models.training.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CHUNK = 2_000
"""Sentences between two writes; what a kill can cost."""


class Translator:
    """A package opened for bulk decoding, on CUDA where there is one."""

    def __init__(self, package: Path, *, beam: int) -> None:
        self._folder = tempfile.TemporaryDirectory()
        with zipfile.ZipFile(package) as archive:
            archive.extractall(self._folder.name)
        root = next(Path(self._folder.name).glob("*/metadata.json")).parent
        cuda = ctranslate2.get_cuda_device_count() > 0
        self._translator = ctranslate2.Translator(
            str(root / "model"), device="cuda" if cuda else "cpu", compute_type="float16" if cuda else "int8"
        )
        self._pieces = sentencepiece.SentencePieceProcessor(model_file=str(root / "sentencepiece.model"))
        self._beam = beam

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """One translation a sentence, in order."""
        found = self._translator.translate_batch(
            self._pieces.encode(list(sentences), out_type=str),
            beam_size=self._beam, max_batch_size=4096, batch_type="tokens", max_decoding_length=256,
        )  # fmt: skip
        return [self._pieces.decode_pieces(result.hypotheses[0]) for result in found]


def _unfit(source: str, target: str) -> bool:
    """Whether a synthetic pair would teach a fault: nothing, or a loop."""
    words = target.split()
    if not words or len(words) > 3 * len(source.split()) + 5:
        return True
    few, twice = 8, 0.5
    return len(words) > few and len(set(words)) < twice * len(words)


def _chunks(texts: Sequence[str], start: int) -> Iterator[Sequence[str]]:
    for place in range(start, len(texts), CHUNK):
        yield texts[place : place + CHUNK]


def main(arguments: list[str] | None = None) -> None:
    """Translate everything not yet translated, in chunks; a file beside the pairs counts the sentences behind us."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="an en->vi package")
    parser.add_argument("--text", type=Path, required=True, help="English sentences, one a line")
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--max-minutes", type=float, default=float("inf"))
    options = parser.parse_args(arguments)
    texts = [clean(line) for line in options.text.read_text(encoding="utf-8").splitlines() if line.strip()]
    output, counter = options.work / "back-translated.tsv", options.work / "back-translated.done"
    done, size = map(int, counter.read_text().split()) if counter.exists() else (0, 0)
    with output.open("ab") as file:
        file.truncate(size)  # a chunk that was being written when the run stopped is written again
    translator, began = Translator(options.model, beam=options.beam), time.monotonic()
    for chunk in _chunks(texts, done):
        pairs = zip(chunk, map(clean, translator.translate(chunk)), strict=True)
        lines = [f"{vi}\t{en}\n" for en, vi in pairs if not _unfit(en, vi)]
        with output.open("ab") as file:
            size += file.write("".join(lines).encode())
        done += len(chunk)
        counter.write_text(f"{done} {size}")
        minutes = (time.monotonic() - began) / 60
        print(f"{done} of {len(texts)}, {len(lines)} of the last {len(chunk)} kept, {minutes:.1f} min", flush=True)
        if minutes >= options.max_minutes:
            break


if __name__ == "__main__":
    main()
