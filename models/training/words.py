"""The words that the generator fills its frames with, as they stand in lexicon/ and in the glossary."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LEXICON = Path(__file__).parent / "lexicon"
GLOSSARY = Path(__file__).parents[2] / "config" / "glossary.vi-en.csv"
"""The terms that the pipeline enforces: the model should give them unasked."""

Filled = tuple[str, str]
"""The same thing in Vietnamese and in English."""


@dataclass(frozen=True, slots=True)
class Words:
    """The lexicon, read once."""

    surnames: list[str]
    middles: dict[str, list[str]]
    givens: dict[str, list[str]]
    syllables: list[str]
    """Every syllable that Vietnamese writes, in small letters: any may stand in a name."""
    peoples: list[tuple[list[str], list[str], list[str]]]
    """Family, middle and given names of one people or of its neighbours; an empty middle name is left out."""
    provinces: list[tuple[str, str]]
    districts: list[tuple[str, str]]
    bodies: list[Filled]
    titles: list[Filled]
    documents: list[tuple[str, str, list[str]]]
    papers: list[str]
    """Abbreviations of kinds of documents, as their numbers have them."""
    issuers: list[str]
    """Abbreviations of who issues documents."""
    units: list[tuple[str, str, str]]
    frames: list[Filled]
    terms: list[Filled]


def _rows(name: str) -> Iterator[list[str]]:
    for line in (LEXICON / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _terms() -> list[Filled]:
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        return [(row["term"], row["translation"]) for row in csv.DictReader(file)]


@cache
def words() -> Words:
    """The lexicon as it stands in lexicon/."""

    def tokens(name: str) -> list[str]:
        return (LEXICON / name).read_text(encoding="utf-8").split()

    return Words(
        surnames=tokens("surnames.txt"),
        middles={"m": tokens("middle_male.txt"), "f": tokens("middle_female.txt")},
        givens={"m": tokens("given_male.txt"), "f": tokens("given_female.txt")},
        syllables=tokens("syllables.txt"),
        peoples=[
            (row[1].split("|"), ["" if name == "-" else name for name in row[2].split("|")], row[3].split("|"))
            for row in _rows("peoples.tsv")
        ],
        provinces=[(row[0], row[1]) for row in _rows("provinces.tsv")],
        districts=[(row[0], name) for row in _rows("districts.tsv") for name in row[1].split("|")],
        bodies=[(row[0], row[1]) for row in _rows("bodies.tsv")],
        titles=[(row[0], row[1]) for row in _rows("titles.tsv")],
        documents=[(row[0], row[1], row[2].split("|")) for row in _rows("documents.tsv")],
        papers=tokens("papers.txt"),
        issuers=tokens("issuers.txt"),
        units=[(row[0], row[1], row[2]) for row in _rows("units.tsv")],
        frames=[(row[0], row[1]) for row in _rows("frames.tsv")],
        terms=_terms(),
    )
