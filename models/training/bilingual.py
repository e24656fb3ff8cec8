"""The dictionary of the package: rarer words with their English (`lexicon/meanings.tsv`), and practice with it."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from worker.core.dictionary import IF_UNSURE, Dictionary, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.training.words import Filled

MEANINGS = Path(__file__).parent / "lexicon" / "meanings.tsv"
RARE = 15
"""Sentences; a word seen in more is left to the model. At 40 and 150 more words come out right and BLEU falls."""
PRACTISED = 150
"""Sentences; words up to this rare are said in English OFTEN in practice, the others SELDOM, and never all of them.

Those that are not RARE wait in the package until the engine is unsure of a sentence.
"""
OFTEN, SELDOM = 0.6, 0.15


@dataclass(frozen=True, slots=True)
class Entry:
    """A word, its English (empty where no one word is), and in how many sentences of the training text it stands."""

    word: str
    english: str
    sentences: int


def meanings(path: Path = MEANINGS) -> Dictionary:
    """The dictionary written for this model."""
    try:
        return parse(path.read_text(encoding="utf-8").splitlines())
    except ValueError as error:
        raise SystemExit(f"{path}: {error}") from error


def counted(rows: Iterable[Filled], known: Dictionary) -> list[Entry]:
    """An entry for every word of the dictionary, commonest first."""
    sentences: Counter[str] = Counter()
    for vi, _ in rows:
        sentences.update({found.word for found in known.found(vi)})
    entries = (Entry(word, english, sentences[word]) for word, english in known.english.items())
    return sorted(entries, key=lambda entry: (-entry.sentences, entry.word))


def hinted(rows: Iterable[Filled], entries: list[Entry], *, share: float, seed: int) -> Iterator[Filled]:
    """Copies of a `share` of the pairs with some words in English, whether the translation has just those or others."""
    rng = random.Random(seed)
    known = Dictionary({entry.word: entry.english for entry in entries})
    chance = {entry.word: OFTEN if entry.sentences <= PRACTISED else SELDOM for entry in entries}
    for vi, en in rows:
        if rng.random() < share:
            text = known.annotate(vi, lambda word: rng.random() < chance[word]).text
            if text != vi:
                yield text, en


def write(path: Path, entries: Iterable[Entry]) -> None:
    """Write word, English and sentences a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (f"{entry.word}\t{entry.english}\t{entry.sentences}\n" for entry in entries)
    path.write_text("".join(lines), encoding="utf-8")


def read(path: Path) -> list[Entry]:
    """What `write` wrote; nothing where no dictionary was made."""
    if not path.exists():
        return []
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [Entry(word, english, int(sentences)) for word, english, sentences in rows]


def for_package(entries: Iterable[Entry]) -> str:
    """The package's dictionary: English for the rare words, in waiting for those less rare, the others only known."""
    return "".join(_line(entry) + "\n" for entry in sorted(entries, key=lambda entry: entry.word))


def _line(entry: Entry) -> str:
    if not entry.english or entry.sentences > PRACTISED:
        return f"{entry.word}\t"
    return f"{entry.word}\t{entry.english}" + (f"\t{IF_UNSURE}" if entry.sentences > RARE else "")
