from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.adapters.packages.model_archives import archive
from worker.adapters.package_archive import MANIFEST
from worker.core.errors import ModelError

if TYPE_CHECKING:
    from tests.adapters.packages.model_archives import Place


def linked(kind: int) -> bytes:
    buffer = io.BytesIO(archive())
    with zipfile.ZipFile(buffer, "a") as out:
        info = zipfile.ZipInfo("translate-vi_en-1_2/model/link")
        info.external_attr = (kind | 0o777) << 16
        out.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def twice() -> bytes:
    return archive({"translate-vi_en-1_2/METADATA.json": b"{}"})


def encrypted() -> bytes:
    content = bytearray(archive())
    position = content.index(b"PK\x01\x02")
    content[position + 8] |= 1
    return bytes(content)


def corrupted() -> bytes:
    content = bytearray(archive())
    content[len(content) // 2] ^= 0xFF
    return bytes(content)


def lying_about_its_size() -> bytes:
    """The directory says that the first file is one byte."""
    content = bytearray(archive())
    position = content.index(b"PK\x01\x02")
    content[position + 24 : position + 28] = (1).to_bytes(4, "little")
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"not a zip at all", "is not a readable zip archive"),
        (archive()[:200_000], "is not a readable zip archive"),
        (corrupted(), "is not a readable zip archive"),
        (lying_about_its_size(), "is not a readable zip archive"),
        (encrypted(), "encrypted"),
        (archive({"../evil": b"x"}), "would leave its folder"),
        (archive({"translate-vi_en-1_2/../../evil": b"x"}), "would leave its folder"),
        (archive({"translate-vi_en-1_2/./evil": b"x"}), "would leave its folder"),
        (archive({"/etc/evil": b"x"}), "would leave its folder"),
        (archive({"translate-vi_en-1_2/C:evil": b"x"}), "would leave its folder"),
        (archive({"translate-vi_en-1_2/a\\..\\evil": b"x"}), "would leave its folder"),
        (archive({"translate-vi_en-1_2/a\nb": b"x"}), "would leave its folder"),
        (archive({"other/file": b"x"}), "exactly one folder"),
        (archive({"loose": b"x"}), "outside its folder or twice"),
        (twice(), "outside its folder or twice"),
        (linked(stat.S_IFLNK), "is a link or a device"),
        (linked(stat.S_IFIFO), "is a link or a device"),
        (archive({"translate-vi_en-1_2/zeros": bytes(40_000_000)}), "out of all proportion"),
        (archive({f"translate-vi_en-1_2/{n}": b"" for n in range(1001)}), "more than the 1000"),
        (archive({f"translate-vi_en-1_2/{MANIFEST}": b"{}"}), "only an installation may write"),
        (archive({"translate-vi_en-1_2/metadata.json/x": b""}), "failed: "),
        (archive(metadata={"type": "sbd"}), "of type 'sbd'"),
        (archive(metadata={"package_version": ".."}), "no usable package_version"),
        (archive(metadata={"from_code": "vi/.."}), "no usable from_code"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_hostile_archive_leaves_nothing_behind(place: Place, content: bytes, sentence: str) -> None:
    path = place.file("evil.argosmodel", content)
    before = {found for found in place.base.rglob("*") if place.models_dir not in found.parents}
    with pytest.raises(ModelError, match=sentence):
        place.packages.install(str(path))
    assert place.left() == {".lock"}
    created = {found for found in place.base.rglob("*") if place.models_dir not in found.parents} - before
    assert created == {place.models_dir.parent, place.models_dir}
    assert not Path("/etc/evil").exists()


@pytest.mark.parametrize("missing", ["metadata.json", "model/model.bin", "sentencepiece.model"])
def test_an_archive_that_is_no_whole_package_is_refused(place: Place, missing: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive())) as whole, zipfile.ZipFile(buffer, "w") as out:
        for name in whole.namelist():
            if not name.endswith(missing):
                out.writestr(name, whole.read(name))
    with pytest.raises(ModelError, match="this is not an Argos translation package"):
        place.packages.install(str(place.file("part.argosmodel", buffer.getvalue())))
    assert place.left() == {".lock"}
