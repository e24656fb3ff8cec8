from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from tests.adapters.packages.model_archives import Place, archive, digest
from worker.cli_models import models

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path)
    place.models_catalogue.write_text("[packages]\n", encoding="utf-8")
    return place


def run(place: Place, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(models, arguments, obj=place, env={"COLUMNS": "200"})
    return result.exit_code, result.output


def test_the_list_shows_what_is_known_and_what_is_installed(place: Place) -> None:
    content = archive()
    place.list("good", content)
    place.list("other", archive(), "http://127.0.0.1:9/o")
    place.file("good.argosmodel", content)
    place.packages.install("good")
    place.packages.install(str(place.file("x.argosmodel", archive(metadata={"package_version": "7"}))))
    code, output = run(place, "list")
    assert code == 0
    rows = {line.split()[1]: line for line in output.splitlines() if "→" in line}
    assert " yes " in rows["good"]
    assert " no " in rows["other"]
    assert "not in the catalogue" in rows["translate-vi_en-7"]


def test_install_without_a_name_takes_the_package_that_ships(place: Place) -> None:
    assert run(place, "install")[0] == 2
    content = archive()
    place.list("far", archive(), "http://127.0.0.1:9/far")
    place.list("near", content)
    place.file("near.argosmodel", content)
    code, output = run(place, "install")
    assert (code, "Installed near (translate-vi_en 1.2)" in output) == (0, True)
    assert "CC-BY-4.0" in output
    code, output = run(place, "install", "near")
    assert (code, "Already installed, and intact: near" in output) == (0, True)


def test_install_says_when_nobody_vouches_for_an_archive(place: Place) -> None:
    content = archive()
    code, output = run(place, "install", str(place.file("mine.argosmodel", content)))
    assert code == 0
    assert f"Nobody vouches for this archive; its sha256 {digest(content)}" in output


def test_a_failure_is_a_sentence_and_an_exit_code(place: Place) -> None:
    code, output = run(place, "install", "nothing")
    assert code == 1
    assert output.startswith("Error: nothing is neither a package")
    assert "Traceback" not in output


def test_verify_tells_damage_by_its_exit_code(place: Place) -> None:
    assert run(place, "verify") == (1, "Error: No model package is installed: run `vietwire models install`.\n")
    path = place.packages.install(str(place.file("mine.argosmodel", archive()))).package.path
    assert run(place, "verify") == (0, f"{path.name}: intact\n")
    (path / "sentencepiece.model").write_bytes(b"")
    code, output = run(place, "verify", path.name)
    assert code == 1
    assert f"{path.name}: damaged" in output


@pytest.mark.parametrize("command", ["list", "install", "verify"])
def test_every_command_shows_an_example(place: Place, command: str) -> None:
    assert f"vietwire models {command}" in run(place, command, "--help")[1]
