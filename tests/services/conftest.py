"""A whole line on one SQLite database, with fakes at the ports only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from worker.adapters.database import migrate, open_database
from worker.adapters.ledger import Ledger
from worker.adapters.memory import TranslationMemory
from worker.adapters.store import Store
from worker.core.errors import TemporaryError
from worker.core.model import Hypothesis

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import sqlalchemy as sa

    from tests.conftest import Clock
    from worker.core.model import Decoding


class FakeTranslator:
    """Says every sentence in a made-up English, and remembers what it was asked."""

    name = "fake 1"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.broken = False

    def translate(
        self, sentences: Sequence[str], decoding: Decoding, *, align: Sequence[bool] | None = None
    ) -> list[Hypothesis]:
        del decoding, align
        if self.broken:
            raise TemporaryError("The engine stumbled.")
        self.asked += sentences
        return [Hypothesis(self.english(sentence), -0.3) for sentence in sentences]

    def alternatives(self, sentences: Sequence[str], decoding: Decoding, *, count: int) -> list[list[Hypothesis]]:
        del count
        return [[one] for one in self.translate(sentences, decoding)]

    @staticmethod
    def english(sentence: str) -> str:
        plain = sentence.encode("ascii", "ignore").decode()
        return f"Said: {plain}"


class VietnameseUnlessEnglish:
    """A detector that knows two words of English."""

    def detect(self, text: str) -> tuple[str, float]:
        return ("en", 0.99) if " the " in text else ("vi", 0.99)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = open_database(f"sqlite:///{tmp_path}/vietwire.sqlite3")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: sa.Engine) -> Store:
    return Store(engine)


@pytest.fixture
def ledger(engine: sa.Engine) -> Ledger:
    return Ledger(engine)


@pytest.fixture
def memory(engine: sa.Engine, clock: Clock) -> TranslationMemory:
    return TranslationMemory(engine, clock)


@pytest.fixture
def translator() -> FakeTranslator:
    return FakeTranslator()
