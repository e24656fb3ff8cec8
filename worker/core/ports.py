"""What the core asks of the outside world; adapters implement these, tests fake them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.core.model import Decoding, Hypothesis, Remembered


class Translator(Protocol):
    """An offline engine for one language pair."""

    @property
    def name(self) -> str:
        """Package code and version, e.g. `translate-vi_en 1.9`: part of the memory's key and of the credit line."""

    def translate(
        self, sentences: Sequence[str], decoding: Decoding, *, align: Sequence[bool] | None = None
    ) -> list[Hypothesis]:
        """One hypothesis a sentence, in order; all sentences in as few batches as the engine can.

        `align[i]` asks for the word alignment of sentence i, which costs a little: ask where marks must be placed.
        """

    def alternatives(self, sentences: Sequence[str], decoding: Decoding, *, count: int) -> list[list[Hypothesis]]:
        """Up to `count` different hypotheses a sentence, best first, without alignment."""


class LanguageDetector(Protocol):
    """Language identification."""

    def detect(self, text: str) -> tuple[str, float]:
        """The likeliest language as a BCP 47 primary tag, and its probability in 0..1."""


class Memory(Protocol):
    """The translation memory: a sentence is translated once an engine and a way of decoding."""

    def get(self, keys: Sequence[str]) -> dict[str, Hypothesis]:
        """What is remembered under these keys; a key that is not known is absent."""

    def put(self, items: Sequence[Remembered]) -> None:
        """Remember these; a key that is known already takes the new translation."""
