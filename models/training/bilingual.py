"""The package's dictionary: what rarer Vietnamese words are in English, counted in the parallel text itself.

A word's English is what stands in the translations of its sentences far oftener than elsewhere, by the log-likelihood
ratio ("Accurate Methods for the Statistics of Surprise and Coincidence", Dunning 1993).
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from worker.core import dictionary
from worker.core.dictionary import Dictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator
    from pathlib import Path

    from models.training.words import Filled

RARE = 150
"""Sightings; the model itself knows a word that it has seen more often than this."""
COMMONEST = 400
"""Sightings of a word that training still meets in English, so that the model sees more of them than the rare alone."""
SEEN = 4
SHARE = 0.35
"""Of a word's sentences, in whose English its meaning must stand."""
LIFT = 6.0
"""Times oftener than in all sentences."""
EVERYWHERE = 0.03
"""Of all sentences; an English word that stands in more of them is no word's meaning."""
SHORTEST = 3
"""Letters of an English word."""
_ENGLISH = re.compile(r"[A-Za-z][a-z'-]*|\S")
_ENDINGS = ("ing", "ies", "es", "ed", "s", "d")


@dataclass(frozen=True, slots=True)
class Entry:
    """A word, its English (empty where none is sure), and in how many sentences of the text it stands."""

    word: str
    english: str
    sentences: int


def stem(word: str) -> str:
    """What forms of an English word share."""
    word = word.lower()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e") if len(word) > SHORTEST + 1 else word


def _content(english: str, common: Container[str]) -> Iterator[tuple[str, str]]:
    """Stem and form of every content word, and of every two that stand together."""
    before: tuple[str, str] | None = None
    for form in _ENGLISH.findall(english):
        if len(form) < SHORTEST or not form[0].isalpha() or form.lower() in common:
            before = None
            continue
        here = (stem(form), form)
        yield here
        if before:
            yield f"{before[0]} {here[0]}", f"{before[1]} {form}"
        before = here


def words_of(path: Path) -> Dictionary:
    """The Vietnamese words of a list, one a line; those of one syllable have too many meanings."""
    lines = (line.strip().lower().replace("_", " ") for line in path.read_text(encoding="utf-8").splitlines())
    return Dictionary({line: "" for line in lines if dictionary.SHORTEST <= len(line.split()) <= dictionary.LONGEST})


def build(rows: list[Filled], known: Dictionary, *, progress: Callable[[str], None] = print) -> list[Entry]:
    """An entry for every known word that the text has often enough, commonest first."""
    sentences: Counter[str] = Counter()
    found: list[set[str]] = []
    for vi, _ in rows:
        found.append({hit.word for hit in known.found(vi)})
        sentences.update(found[-1])
    spread = Counter(form for _, en in rows for form in set(_ENGLISH.findall(en.lower())))
    common = {form for form, count in spread.items() if count > EVERYWHERE * len(rows)}
    stems: Counter[str] = Counter()
    together: defaultdict[str, Counter[str]] = defaultdict(Counter)
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (_, en), hits in zip(rows, found, strict=True):
        content = dict(_content(en, common))
        stems.update(content.keys())
        for key, form in content.items():
            forms[key][form] += 1
        for word in hits:
            if SEEN <= sentences[word] <= COMMONEST:
                together[word].update(content.keys())
    progress(f"dictionary: {len(together)} words of {len(sentences)} seen {SEEN} to {COMMONEST} times")
    entries = []
    for word, count in sentences.most_common():
        best, english = 0.0, ""
        for key, both in together[word].items():
            share, everywhere = both / count, stems[key] / len(rows)
            if share >= SHARE and share >= LIFT * everywhere and both * math.log(share / everywhere) > best:
                best, english = both * math.log(share / everywhere), forms[key].most_common(1)[0][0]
        if count >= SEEN:
            entries.append(Entry(word, english, count))
    return entries


def hinted(rows: Iterable[Filled], entries: list[Entry], *, share: float, seed: int) -> Iterator[Filled]:
    """Copies of a `share` of the pairs in which some words are English already, right or wrong as the dictionary is."""
    rng = random.Random(seed)
    known = Dictionary({entry.word: entry.english for entry in entries})
    chance = {entry.word: 0.6 if entry.sentences <= RARE else 0.15 for entry in entries}
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
    """The package's dictionary: English for the rare words, the others so that they are known."""
    return "".join(
        f"{entry.word}\t{entry.english if entry.sentences <= RARE else ''}\n"
        for entry in sorted(entries, key=lambda entry: entry.word)
    )
