from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from tests.adapters.packages.model_archives import archive, digest
from worker.adapters.package_archive import MANIFEST, Fingerprint
from worker.core.errors import ModelError

if TYPE_CHECKING:
    from tests.adapters.packages.model_archives import Place, Site


def test_a_listed_package_is_installed_from_its_file_and_found(place: Place) -> None:
    content = archive()
    place.list("good", content)
    place.file("good.argosmodel", content)
    steps: list[tuple[str, int, int]] = []
    done = place.packages.install("good", progress=lambda *step: steps.append(step))
    assert (done.changed, done.proven, done.sha256) == (True, True, digest(content))
    assert place.packages.find("vi", "en") == done.package
    assert place.packages.installed() == [done.package]
    assert place.packages.verify("good") == []
    assert done.package.metadata.title == "translate-vi_en 1.2"
    assert {step for step, _, _ in steps} == {"fetch", "unpack"}
    assert steps[-1][1] == steps[-1][2]
    assert place.left() == {
        ".lock",
        "good/metadata.json",
        "good/model/model.bin",
        "good/sentencepiece.model",
        f"good/{MANIFEST}",
    }


def test_installing_again_changes_nothing(place: Place) -> None:
    content = archive()
    place.list("good", content)
    path = place.file("good.argosmodel", content)
    before = place.packages.install("good").package.path.stat().st_ino
    path.unlink()
    assert not place.packages.install("good").changed
    path.write_bytes(content)
    assert not place.packages.install(str(path)).changed
    assert place.packages.find("vi", "en").path.stat().st_ino == before


def test_a_damaged_installation_is_put_right(place: Place) -> None:
    content = archive()
    place.list("good", content)
    place.file("good.argosmodel", content)
    path = place.packages.install("good").package.path
    (path / "model" / "model.bin").write_bytes(b"")
    assert place.packages.install("good").changed
    assert place.packages.verify("good") == []
    assert not [name for name in place.left() if name.startswith((".staging", ".downloads"))]


def test_a_new_version_takes_the_place_of_the_old(place: Place) -> None:
    old, new = archive(), archive({"translate-vi_en-1_2/README.md": b"new"})
    first = place.packages.install(str(place.file("a.argosmodel", old)))
    second = place.packages.install(str(place.file("b.argosmodel", new)))
    assert first.package.path == second.package.path
    assert (second.package.path / "README.md").read_bytes() == b"new"
    assert second.package.manifest is not None
    assert second.package.manifest.archive.sha256 == digest(new)


def test_a_file_that_nobody_listed_is_recorded_but_not_called_proven(place: Place) -> None:
    content = archive()
    path = place.file("mine.argosmodel", content)
    done = place.packages.install(str(path))
    assert (done.package.name, done.proven, done.sha256) == ("translate-vi_en-1_2", False, digest(content))
    assert done.package.manifest is not None
    assert done.package.manifest.source == str(path)
    assert done.package.manifest.archive == Fingerprint(len(content), digest(content))


def test_the_operators_sha256_is_proof_or_refusal(place: Place) -> None:
    content = archive()
    path = str(place.file("mine.argosmodel", content))
    with pytest.raises(ModelError, match="is not the expected file"):
        place.packages.install(path, sha256="0" * 64)
    assert place.left() == {".lock"}
    assert place.packages.install(path, sha256=digest(content).upper()).proven


def test_a_listed_file_fetched_by_hand_is_known_by_its_sha256(place: Place) -> None:
    content = archive()
    place.list("good", content, "http://127.0.0.1:9/good.argosmodel")
    done = place.packages.install(str(place.file("by-hand.argosmodel", content)))
    assert (done.package.name, done.proven) == ("good", True)


def test_a_changed_file_is_refused_before_it_is_unpacked(place: Place) -> None:
    content = archive()
    place.list("good", content)
    place.file("good.argosmodel", content[:-1] + b"!")
    with pytest.raises(ModelError, match="is not the expected file"):
        place.packages.install("good")
    place.file("good.argosmodel", content + b"!")
    with pytest.raises(ModelError, match="it is another file"):
        place.packages.install("good")
    assert place.packages.names() == []


def test_a_listing_that_contradicts_the_package_is_a_sentence(place: Place) -> None:
    content = archive()
    place.list("good", content, version="9.9")
    place.file("good.argosmodel", content)
    with pytest.raises(ModelError, match=r"translate-vi_en 1\.2, and the catalogue calls good translate-vi_en 9\.9"):
        place.packages.install("good")
    assert place.packages.names() == []


def test_a_sha256_that_contradicts_the_catalogue_is_a_sentence(place: Place) -> None:
    place.list("good", archive())
    with pytest.raises(ModelError, match="is not the catalogue's"):
        place.packages.install("good", sha256="0" * 64)


def test_what_is_neither_name_nor_file_nor_address_is_a_sentence(place: Place) -> None:
    place.list("good", archive())
    with pytest.raises(ModelError, match=r"neither a package of the catalogue \(good\) nor a file"):
        place.packages.install("goud")
    with pytest.raises(ModelError, match=r"The archive .*good\.argosmodel of good is missing"):
        place.packages.install("good")


def test_a_name_that_the_catalogue_has_taken_is_not_taken_again(place: Place) -> None:
    place.list("translate-vi_en-1_2", archive())
    with pytest.raises(ModelError, match="would be called translate-vi_en-1_2"):
        place.packages.install(str(place.file("other.argosmodel", archive())))


def test_a_folder_that_cannot_be_written_is_a_sentence(place: Place) -> None:
    place.models_dir.parent.write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(ModelError, match=r"Installing .* failed: "):
        place.packages.install(str(place.file("a.argosmodel", archive())))


def test_two_installations_at_once_take_turns(place: Place) -> None:
    content = archive()
    place.list("good", content)
    place.file("good.argosmodel", content)
    start = threading.Barrier(4)
    changed: list[bool] = []

    def work() -> None:
        start.wait()
        changed.append(place.packages.install("good").changed)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(changed) == [False, False, False, True]
    assert place.packages.verify("good") == []


def test_a_killed_installation_leaves_the_old_package_for_the_next_one_to_put_back(place: Place) -> None:
    content = archive()
    place.list("good", content)
    place.file("good.argosmodel", content)
    path = place.packages.install("good").package.path
    staging = place.models_dir / ".staging-killed"
    (staging / "replaced").mkdir(parents=True)
    (staging / "new").mkdir()
    path.rename(staging / "replaced" / "good")
    assert not place.packages.install("good").changed
    assert not staging.exists()
    assert place.packages.verify("good") == []


def test_a_package_is_installed_over_http(place: Place, site: Site) -> None:
    site.content = archive()
    place.list("good", site.content, site.url)
    done = place.packages.install("good")
    assert (done.changed, done.proven) == (True, True)
    assert done.package.manifest is not None
    assert done.package.manifest.source == site.url
    assert "Vietwire/" in site.requests[0]["user-agent"]
    assert not [name for name in place.left() if name.startswith(".downloads")]
    assert not place.packages.install(site.url).changed
    assert len(site.requests) == 1


def test_an_address_that_nobody_listed_is_installed_and_recorded(place: Place, site: Site) -> None:
    site.content = archive()
    done = place.packages.install(site.url)
    assert (done.package.name, done.proven, done.sha256) == ("translate-vi_en-1_2", False, digest(site.content))
    with pytest.raises(ModelError, match="is not the expected file"):
        place.packages.install(site.url, sha256="0" * 64)
    assert place.packages.install(site.url, sha256=digest(site.content)).proven


def test_the_catalogues_order_is_the_order_of_preference(place: Place) -> None:
    better, other = archive({"translate-vi_en-1_2/README.md": b"better"}), archive()
    place.list("z-better", better)
    place.list("a-other", other)
    place.file("z-better.argosmodel", better)
    place.file("a-other.argosmodel", other)
    place.packages.install("a-other")
    assert place.packages.find("vi", "en").name == "a-other"
    place.packages.install("z-better")
    place.packages.install(str(place.file("x.argosmodel", archive(metadata={"package_version": "7"}))))
    assert place.packages.find("vi", "en").name == "z-better"
    assert [package.name for package in place.packages.installed()] == ["z-better", "a-other", "translate-vi_en-7"]
    assert place.packages.find("vi", "en", name="a-other").name == "a-other"


def test_a_package_that_is_not_there_is_a_sentence(place: Place) -> None:
    with pytest.raises(
        ModelError, match=r"No model package for vi to en is installed in .*: run `vietwire models list`"
    ):
        place.packages.find("vi", "en")
    with pytest.raises(ModelError, match="run `vietwire models install good`"):
        place.packages.find("vi", "en", name="good")
    with pytest.raises(ModelError, match="is not installed"):
        place.packages.verify("../models")
    place.packages.install(str(place.file("a.argosmodel", archive())))
    with pytest.raises(ModelError, match="translates vi to en, not en to vi"):
        place.packages.find("en", "vi", name="translate-vi_en-1_2")


def test_a_broken_folder_does_not_hide_the_good_packages(place: Place) -> None:
    place.packages.install(str(place.file("a.argosmodel", archive())))
    (place.models_dir / "broken").mkdir()
    assert [package.name for package in place.packages.installed()] == ["translate-vi_en-1_2"]
    assert place.packages.names() == ["broken", "translate-vi_en-1_2"]
    assert "no manifest" in place.packages.verify("broken")[0]


def test_verify_finds_every_kind_of_damage(place: Place) -> None:
    path = place.packages.install(str(place.file("a.argosmodel", archive()))).package.path
    name = path.name
    weights = (path / "model" / "model.bin").read_bytes()
    (path / "model" / "model.bin").write_bytes(b"?" + weights[1:])
    (path / "sentencepiece.model").write_bytes(b"")
    (path / "metadata.json").unlink()
    (path / "added").symlink_to("/etc/passwd")
    text = "\n".join(place.packages.verify(name))
    assert "model/model.bin has changed: its sha256 is" in text
    assert "sentencepiece.model has 0 bytes instead of 300,000" in text
    assert "metadata.json cannot be read" in text
    assert "added was not installed" in text
    (path / MANIFEST).write_text("[]", encoding="utf-8")
    assert "no manifest" in place.packages.verify(name)[0]


def test_verify_tells_when_the_catalogue_has_moved_on(place: Place) -> None:
    old, new = archive(), archive()
    place.list("good", old)
    place.file("good.argosmodel", old)
    place.packages.install("good")
    place.listings.clear()
    place.list("good", new)
    assert place.packages.verify("good") == ["The catalogue describes another version: install it again."]
    place.file("good.argosmodel", new)
    assert place.packages.install("good").changed
    assert place.packages.verify("good") == []
