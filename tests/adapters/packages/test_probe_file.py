from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.adapters.packages.model_archives import archive
from worker.adapters.package_archive import PROBE
from worker.adapters.probe_file import read_probe, write_probe
from worker.core.errors import ModelError
from worker.core.probe import FORMS, CopyRate, Probed, ScoreScale

if TYPE_CHECKING:
    from tests.adapters.packages.model_archives import Place
    from worker.adapters.packages import Installed

PROBED = Probed(
    tuple(CopyRate(form, tokens, 11, 12) for form, tokens in FORMS.items()), ScoreScale(mean=-0.75, spread=0.25)
)


@pytest.fixture
def package(place: Place) -> Installed:
    return place.packages.install(str(place.file("mine.argosmodel", archive()))).package


def test_a_probe_is_read_as_it_was_kept_and_is_no_damage(place: Place, package: Installed) -> None:
    assert read_probe(package) is None
    before = place.left()
    write_probe(package, PROBED)
    write_probe(package, PROBED)
    assert read_probe(package) == PROBED
    assert place.left() - before == {f"{package.name}/{PROBE}"}
    assert place.packages.verify(package.name) == []


def test_a_probe_of_another_archive_says_nothing(place: Place, package: Installed) -> None:
    write_probe(package, PROBED)
    other = place.packages.install(str(place.file("other.argosmodel", archive(metadata={"package_version": "2"}))))
    shutil.copy(package.path / PROBE, other.package.path)
    assert read_probe(other.package) is None
    assert read_probe(replace(package, manifest=None)) is None


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"archive": 1}',
        "nonsense",
        '{"archive": "", "forms": []}',
        '{"archive": "", "forms": {}, "scores": 1}',
    ],
)
def test_a_damaged_probe_counts_as_none(package: Installed, content: str) -> None:
    (package.path / PROBE).write_text(content, encoding="utf-8")
    assert read_probe(package) is None


def test_a_probe_that_cannot_be_kept_is_told_in_a_sentence(place: Place, package: Installed) -> None:
    before = place.left()
    (package.path / PROBE).mkdir()
    with pytest.raises(ModelError, match="run `vietwire models probe` where"):
        write_probe(package, PROBED)
    assert place.left() == before


def test_an_archive_that_brings_a_probe_of_its_own_is_refused(place: Place) -> None:
    hostile = place.file("hostile.argosmodel", archive({f"translate-vi_en-1_2/{PROBE}": b"{}"}))
    with pytest.raises(ModelError, match="a name that only an installation may write"):
        place.packages.install(str(hostile))
