from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from tests.adapters.packages.model_archives import Place, archive, digest
from worker.adapters.packages import Packages
from worker.adapters.probe_file import read_probe
from worker.bootstrap import Services
from worker.cli_models import models
from worker.core.probe import FORMS
from worker.settings import load_settings

if TYPE_CHECKING:
    from worker.cli_models import Places
    from worker.settings import Settings

ROOT = Path(__file__).parents[1]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path)
    place.models_catalogue.write_text("[packages]\n", encoding="utf-8")
    return place


@pytest.fixture
def bundled(tmp_path: Path) -> Settings:
    """Settings with which the package that ships is installed into a folder of its own."""
    settings = load_settings(ROOT / "config" / "vietwire.toml")
    return settings.model_copy(update={"paths": settings.paths.model_copy(update={"models": tmp_path / "models"})})


def packages_of(settings: Settings) -> Packages:
    return Packages(settings.models_dir, settings.models_catalogue, settings.base_dir)


def run(place: Places, *arguments: str) -> tuple[int, str]:
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
    code, output = run(place, "install", "--no-probe")
    assert (code, "Installed near (translate-vi_en 1.2)" in output) == (0, True)
    assert "CC-BY-4.0" in output
    code, output = run(place, "install", "near", "--no-probe")
    assert (code, "Already installed, and intact: near" in output) == (0, True)


def test_install_says_when_nobody_vouches_for_an_archive(place: Place) -> None:
    content = archive()
    code, output = run(place, "install", "--no-probe", str(place.file("mine.argosmodel", content)))
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


def test_install_says_that_a_package_cannot_translate(place: Place) -> None:
    code, output = run(place, "install", str(place.file("mine.argosmodel", archive())))
    assert code == 1
    assert "Error: The tokenizer of the package" in output
    assert "Traceback" not in output


def test_a_package_from_another_language_is_not_probed(place: Place) -> None:
    english = place.file("mine.argosmodel", archive(metadata={"from_code": "en", "to_code": "vi"}))
    assert run(place, "install", str(english))[0] == 0
    assert run(place, "probe") == (
        1,
        "Error: No package from Vietnamese is there to probe: see `vietwire models list`.\n",
    )


def test_probe_says_which_package_is_missing(place: Place) -> None:
    code, output = run(place, "probe", "nothing")
    assert (code, output.startswith("Error: The model package nothing is not installed")) == (1, True)


@pytest.mark.integration
def test_install_probes_a_package_once_and_verify_calls_it_intact(bundled: Settings) -> None:
    code, output = run(bundled, "install")
    assert (code, "Probed: " in output) == (0, True)
    (package,) = packages_of(bundled).installed()
    probed = read_probe(package)
    assert probed is not None
    assert {rate.form for rate in probed.rates} == set(FORMS)
    assert run(bundled, "verify") == (0, f"{package.name}: intact\n")
    code, output = run(bundled, "install")
    assert (code, "Already installed" in output, "Probed" in output) == (0, True, False)


@pytest.mark.integration
def test_probe_keeps_the_figures_that_it_shows_and_a_translator_uses_them(bundled: Settings) -> None:
    assert "Probed" not in run(bundled, "install", "--no-probe")[1]
    assert Services(bundled).knowledge().probed is None
    code, output = run(bundled, "probe")
    assert code == 0
    (package,) = packages_of(bundled).installed()
    probed = read_probe(package)
    assert probed is not None
    for rate in probed.rates:
        assert f"{rate.copied} of {rate.asked}" in next(
            line for line in output.splitlines() if f" {rate.form} " in line
        )
    assert f"{probed.scores.mean:.2f} a token" in output
    assert probed.placeholders
    assert Services(bundled).knowledge().probed == probed


@pytest.mark.parametrize("command", ["list", "install", "verify", "probe"])
def test_every_command_shows_an_example(place: Place, command: str) -> None:
    assert f"vietwire models {command}" in run(place, command, "--help")[1]
