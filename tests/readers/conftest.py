"""The newspaper, served."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.readers.newspaper import Newspaper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def newspaper(tmp_path: Path) -> Iterator[Newspaper]:
    """Pages of three, every request noted."""
    paper = Newspaper(tmp_path / "newspaper", page_size=3)
    paper.start(recording=True)
    yield paper
    paper.stop()


@pytest.fixture
def daily(tmp_path: Path) -> Iterator[Newspaper]:
    """As `vietwire serve` would serve it."""
    paper = Newspaper(tmp_path / "newspaper")
    paper.start(recording=False)
    yield paper
    paper.stop()
