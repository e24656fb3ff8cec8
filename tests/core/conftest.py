"""Stand-ins at the ports: a translator that looks sentences up, and a memory in a dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from worker.core.model import Hypothesis

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from worker.core.model import Decoding, Remembered


class FakeTranslator:
    """Answers from a table, or with a marked copy; keeps what it was asked."""

    name = "fake 1"

    def __init__(self, answer: Callable[[str, Decoding], str]) -> None:
        self.answer = answer
        self.batches: list[tuple[str, list[str]]] = []

    def translate(
        self, sentences: Sequence[str], decoding: Decoding, *, align: Sequence[bool] | None = None
    ) -> list[Hypothesis]:
        assert align is None or len(align) == len(sentences)
        self.batches.append((decoding.key, list(sentences)))
        return [Hypothesis(self.answer(sentence, decoding), -0.5) for sentence in sentences]

    def alternatives(self, sentences: Sequence[str], decoding: Decoding, *, count: int) -> list[list[Hypothesis]]:
        self.batches.append((decoding.key, list(sentences)))
        return [[Hypothesis(self.answer(sentence, decoding), -0.5)] * count for sentence in sentences]


class DictMemory:
    """The memory port over a dictionary."""

    def __init__(self) -> None:
        self.lines: dict[str, Remembered] = {}

    def get(self, keys: Sequence[str]) -> dict[str, Hypothesis]:
        return {key: self.lines[key].hypothesis for key in keys if key in self.lines}

    def put(self, items: Sequence[Remembered]) -> None:
        self.lines |= {item.key: item for item in items}


@pytest.fixture
def translator_of() -> Callable[[dict[str, str]], FakeTranslator]:
    """A translator that answers from the table it is given, and "English words." to all else."""

    def make(table: dict[str, str]) -> FakeTranslator:
        return FakeTranslator(lambda sentence, _: table.get(sentence, "These are English words."))

    return make


@pytest.fixture
def memory() -> DictMemory:
    return DictMemory()
