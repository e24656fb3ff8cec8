"""What must survive word for word, found in a pair of sentences, and whether a translation has it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from models.training.tokens import PLACEHOLDERS
from worker.core.languages.vi import romanise
from worker.core.protect.dates import MONTHS

_WORD = re.compile(r"[\w']+(?:-\w+)*")
_DATE = re.compile(rf"\b(?:{'|'.join(MONTHS)}) \d{{1,2}}(?:, \d{{4}})?\b")
_DOCUMENT = re.compile(r"(?<![\w-])\d[\w.]*(?:/\d+)?[/-][\w/-]*[A-ZĐ][\w/-]*")
_NUMBER = re.compile(r"(?<![\w.,/-])\d+(?:[.,]\d+)*(?![\w/-])(?![.,]\w)")
_PROTECTED = re.compile(
    "|".join(
        [*map(re.escape, PLACEHOLDERS), r"https?://\S*[\w/]", r"\S+@\S*\w", r"(?:www\.)?\w+(?:\.\w+)*\.vn(?:/\S*\w)?"]
    )
)
_ENGLISH_NAME = re.compile(r"\b[A-Z][a-z]+(?: (?:of the |of |and )?[A-Z][a-z']+(?!\w)){1,9}")


@dataclass(frozen=True, slots=True)
class Exact:
    """What the English of one sentence must contain, sorted by kind."""

    names: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def capitalised_runs(text: str) -> list[list[str]]:
    """Runs of capitalised words with nothing but one space between them."""
    runs: list[list[str]] = []
    end = -1
    for match in _WORD.finditer(text):
        if match[0][0].isupper():
            if match.start() == end + 1 and text[end] == " ":
                runs[-1].append(match[0])
            else:
                runs.append([match[0]])
            end = match.end()
        else:
            end = -1
    return runs


def expected(vietnamese: str, english: str) -> Exact:
    """What a translation of the Vietnamese must have, told by its reference translation."""
    names = []
    for words in capitalised_runs(vietnamese):
        # A sentence's first word or a title may stand before a name: the longest tail that the reference has counts.
        for start in range(len(words) - 1):
            name = romanise(" ".join(words[start:]))
            if re.search(rf"\b{re.escape(name)}\b", english):
                names.append(name)
                break
    documents = [code for code in _DOCUMENT.findall(english) if code in vietnamese]
    dates = _DATE.findall(english)
    rest = english
    for found in [*documents, *dates]:
        rest = rest.replace(found, " ", 1)
    return Exact(tuple(names), tuple(dates), tuple(documents), tuple(_NUMBER.findall(rest)))


def missing(wanted: tuple[str, ...], translation: str) -> list[str]:
    """Those that the translation has not, each asked for as often as it is wanted."""
    lost = []
    for text, count in Counter(wanted).items():
        found = len(re.findall(rf"(?<![\w.,/-]){re.escape(text)}(?!\w)(?![.,/-]\w)", translation))
        lost += [text] * max(0, count - found)
    return lost


def protected(vietnamese: str, english: str) -> list[str]:
    """What stands in both sentences of a generated pair because it was protected, or can only be copied."""
    found = [text for text in _PROTECTED.findall(vietnamese) if text in english]
    bare = _PROTECTED.sub(" ", vietnamese)
    found += [name for name in _ENGLISH_NAME.findall(bare) if len(name.split()) > 1 and name in english]
    return found


def loops(translation: str, source: str) -> bool:
    """Whether one to four words stand four times in a row and the source has no such run."""
    run = re.compile(r"(\b\w+(?:\W+\w+){0,3}?)(?:\W+\1\b){3,}", re.IGNORECASE)
    return run.search(translation) is not None and run.search(source) is None
