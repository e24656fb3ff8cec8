from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.adapters.packages.model_archives import Place, Site, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path)
    place.models_catalogue.write_text("[packages]\n", encoding="utf-8")
    return place


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site
