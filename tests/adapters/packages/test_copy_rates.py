from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.adapters.packages.model_archives import archive
from worker.adapters.copy_rates import read_rates, write_rates
from worker.adapters.package_archive import COPY_RATES
from worker.core.errors import ModelError
from worker.core.probe import FORMS, CopyRate

if TYPE_CHECKING:
    from tests.adapters.packages.model_archives import Place
    from worker.adapters.packages import Installed

RATES = tuple(CopyRate(form, tokens, 11, 12) for form, tokens in FORMS.items())


@pytest.fixture
def package(place: Place) -> Installed:
    return place.packages.install(str(place.file("mine.argosmodel", archive()))).package


def test_rates_are_read_as_they_were_kept_and_are_no_damage(place: Place, package: Installed) -> None:
    assert read_rates(package) == ()
    before = place.left()
    write_rates(package, RATES)
    write_rates(package, RATES)
    assert read_rates(package) == RATES
    assert place.left() - before == {f"{package.name}/{COPY_RATES}"}
    assert place.packages.verify(package.name) == []


def test_rates_of_another_archive_say_nothing(place: Place, package: Installed) -> None:
    write_rates(package, RATES)
    other = place.packages.install(str(place.file("other.argosmodel", archive(metadata={"package_version": "2"}))))
    shutil.copy(package.path / COPY_RATES, other.package.path)
    assert read_rates(other.package) == ()
    assert read_rates(replace(package, manifest=None)) == ()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"archive": 1}', "nonsense", '{"archive": "", "forms": []}'])
def test_a_damaged_file_of_rates_counts_as_none(package: Installed, content: str) -> None:
    (package.path / COPY_RATES).write_text(content, encoding="utf-8")
    assert read_rates(package) == ()


def test_rates_that_cannot_be_kept_are_a_sentence(place: Place, package: Installed) -> None:
    before = place.left()
    (package.path / COPY_RATES).mkdir()
    with pytest.raises(ModelError, match="run `vietwire models probe` where"):
        write_rates(package, RATES)
    assert place.left() == before


def test_an_archive_that_brings_rates_of_its_own_is_refused(place: Place) -> None:
    hostile = place.file("hostile.argosmodel", archive({f"translate-vi_en-1_2/{COPY_RATES}": b"{}"}))
    with pytest.raises(ModelError, match="a name that only an installation may write"):
        place.packages.install(str(hostile))
