"""The keys under which the translation memory holds a sentence."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from worker.core.model import Hypothesis, Remembered

if TYPE_CHECKING:
    from worker.core.model import Decoding

EDITOR = "editor"
"""The engine's name for corrections by a person: they win over every engine and outlive every model."""


def memory_key(sentence: str, engine: str, decoding: str) -> str:
    """sha256 hex of a sentence with the engine (`Translator.name`) and the `Decoding.key` that translate it."""
    return hashlib.sha256(f"{engine}\x1f{decoding}\x1f{sentence}".encode()).hexdigest()


def editor_key(sentence: str) -> str:
    """The key of a person's correction of a sentence, whatever engine translates."""
    return memory_key(sentence, EDITOR, "")


def remembered(sentence: str, hypothesis: Hypothesis, engine: str, decoding: Decoding) -> Remembered:
    """A line for the memory that holds what an engine made of a sentence."""
    return Remembered(
        key=memory_key(sentence, engine, decoding.key),
        source_text=sentence,
        hypothesis=hypothesis,
        engine=engine,
        decoding=decoding.key,
    )


def correction(sentence: str, english: str) -> Remembered:
    """A line for the memory that holds a person's own English for a sentence."""
    return Remembered(
        key=editor_key(sentence),
        source_text=sentence,
        hypothesis=Hypothesis(text=english, score=0.0),
        engine=EDITOR,
        decoding="",
    )
