"""These need what training needs: `make test-training` runs them, `make test` leaves them out."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

collect_ignore_glob = [] if find_spec("torch") else ["test_*.py"]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    from tests.trainer.small import corpus  # noqa: PLC0415 - needs torch, without which nothing here is collected

    return corpus(tmp_path)
