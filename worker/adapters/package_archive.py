"""A model package as files: its metadata, safe unpacking, and the manifest that proves it unchanged."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from worker.core.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

METADATA_LIMIT = 1_000_000
"""Bytes; a metadata.json is a few hundred."""
FILES_LIMIT = 1000
"""Entries of an archive; packages have about ten."""
BYTES_LIMIT = 8 * 2**30
"""Bytes unpacked."""
EXPANSION_LIMIT = 50
"""Bytes unpacked for a byte of archive; weights hardly shrink, vocabularies shrink five times."""
MANIFEST = "vietwire-manifest.json"
PROBE = "vietwire-probe.json"
"""What was measured after the installation (see `probe_file`), so that the manifest does not list it."""
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a package says of itself in metadata.json."""

    code: str
    """`translate-vi_en`: what Argos calls the package."""
    from_code: str
    """ISO 639 code of the language translated from."""
    to_code: str
    """ISO 639 code of the language translated to."""
    version: str
    target_prefix: str = ""

    @property
    def title(self) -> str:
        """Code and version, e.g. `translate-vi_en 1.9`."""
        return f"{self.code} {self.version}"


def read_metadata(package: Path) -> Metadata:
    """The checked metadata of the translation package in the folder `package`."""
    path = package / "metadata.json"
    try:
        with path.open("rb") as file:
            raw = file.read(METADATA_LIMIT + 1)
    except FileNotFoundError as error:
        raise ModelError(
            f"There is no model package at {package}: run `vietwire models list`, then `vietwire models install NAME`."
        ) from error
    except OSError as error:
        raise ModelError(f"The model package at {package} cannot be read: {error.strerror}.") from error
    return parse_metadata(raw, where=str(path))


def parse_metadata(raw: bytes, *, where: str) -> Metadata:
    """The metadata in the bytes of a metadata.json, every field that Vietwire relies on checked."""
    if len(raw) > METADATA_LIMIT:
        raise ModelError(f"{where} is larger than {METADATA_LIMIT} bytes: this is not a translation package.")
    try:
        data = json.loads(raw)
    except ValueError as error:
        raise ModelError(f"{where} is not JSON ({error}): the package is damaged, install it again.") from error
    if not isinstance(data, dict):
        raise ModelError(f"{where} is not a JSON object: the package is damaged, install it again.")
    kind = data.get("type", "translate")
    if kind != "translate":
        raise ModelError(f"{where} describes a package of type {kind!r}, not one that translates.")
    values: dict[str, str] = {}
    for key, pattern in (("from_code", _CODE), ("to_code", _CODE), ("package_version", _VERSION)):
        value = data.get(key)
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ModelError(f"{where} has no usable {key} (found {value!r}): this is not a translation package.")
        values[key] = value
    prefix = data.get("target_prefix", "")
    if not isinstance(prefix, str):
        raise ModelError(f"{where} has a target_prefix that is not text (found {prefix!r}).")
    return Metadata(
        code=f"translate-{values['from_code']}_{values['to_code']}",
        from_code=values["from_code"],
        to_code=values["to_code"],
        version=values["package_version"],
        target_prefix=prefix,
    )


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a file must be to count as unchanged."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was installed, written beside the files it describes."""

    source: str
    """Where the archive came from: an address or a path."""
    archive: Fingerprint
    files: Mapping[str, Fingerprint]
    """By path inside the package, with forward slashes."""


def unpack(archive: Path, folder: Path, *, progress: Callable[[int, int], None]) -> dict[str, Fingerprint]:
    """Unpack a translation package into the empty `folder`; returns its files, all on disk when it returns.

    The single folder that Argos archives hold becomes `folder` itself. Nothing is written outside `folder`, and an
    archive that tries, or that is not a complete translation package, raises ModelError. `progress` is told bytes done
    and bytes in all.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = _checked_entries(opened, archive)
            total = sum(entry.file_size for entry in entries.values())
            free = shutil.disk_usage(folder).free
            if total > free:
                raise ModelError(
                    f"{archive} needs {total:,} bytes unpacked and {folder.parent} has {free:,} left: make room there."
                )
            files: dict[str, Fingerprint] = {}
            done = 0
            for name, entry in entries.items():
                files[name] = _write_entry(opened, entry, folder / name)
                done += entry.file_size
                progress(done, total)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError) as error:
        raise ModelError(f"{archive} is not a readable zip archive ({error}): fetch it again.") from error
    _check_complete(files, archive)
    for directory in {folder, *((folder / name).parent for name in files)}:
        sync_directory(directory)
    return files


def _checked_entries(opened: zipfile.ZipFile, archive: Path) -> dict[str, zipfile.ZipInfo]:
    """The archive's files by their path below its single folder; raises ModelError for a hostile archive."""
    listed = opened.infolist()
    if len(listed) > FILES_LIMIT:
        raise ModelError(f"{archive} holds {len(listed)} files, more than the {FILES_LIMIT} a package may have.")
    total = sum(entry.file_size for entry in listed)
    if total > min(BYTES_LIMIT, EXPANSION_LIMIT * archive.stat().st_size):
        raise ModelError(f"{archive} would unpack to {total:,} bytes, out of all proportion to its size: refused.")
    files: dict[str, zipfile.ZipInfo] = {}
    tops: set[str] = set()
    for entry in listed:
        path = _checked_path(entry, archive)
        tops.add(path.parts[0])
        if entry.is_dir():
            continue
        name = "/".join(path.parts[1:])
        # Two names that one file system or another would take for the same would overwrite each other.
        if not name or name.casefold() in {known.casefold() for known in files}:
            raise ModelError(f"{archive} holds {entry.filename!r} outside its folder or twice: refused.")
        files[name] = entry
    if len(tops) != 1:
        raise ModelError(f"{archive} must hold exactly one folder with the package in it, and has {len(tops)}.")
    return files


def _checked_path(entry: zipfile.ZipInfo, archive: Path) -> PurePosixPath:
    # orig_filename: ZipInfo cuts `filename` at a NUL and turns the platform's separators.
    name = entry.orig_filename
    path = PurePosixPath(name)
    if (
        not path.parts
        or path.is_absolute()
        or any(part in {"..", "."} for part in name.split("/"))
        or any(character in name for character in "\\:\0")
        or not name.isprintable()
    ):
        raise ModelError(f"{archive} holds a file named {name!r}, which would leave its folder: refused.")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise ModelError(f"{archive} holds {name!r}, which is a link or a device and not a file: refused.")
    if entry.flag_bits & 1:
        raise ModelError(f"{archive} holds {name!r} encrypted: this is not a translation package.")
    return path


def _write_entry(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> Fingerprint:
    """Write one entry to a new file and to disk; never more bytes than the archive's directory declares."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    written = 0
    with opened.open(entry) as source, target.open("xb") as file:
        while block := source.read(CHUNK):
            written += len(block)
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    if written != entry.file_size:
        raise zipfile.BadZipFile(f"{entry.filename} has {written} bytes, not {entry.file_size}")
    return Fingerprint(written, digest.hexdigest())


def _check_complete(files: Iterable[str], archive: Path) -> None:
    names = set(files)
    for needed in (("metadata.json",), ("model/model.bin",), ("sentencepiece.model", "bpe.model")):
        if not names.intersection(needed):
            raise ModelError(f"{archive} has no {' or '.join(needed)}: this is not an Argos translation package.")
    for own in names & {MANIFEST, PROBE}:
        raise ModelError(f"{archive} holds a {own}, a name that only an installation may write: refused.")


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into `folder` and to disk."""
    data = {
        "source": manifest.source,
        "archive": {"size": manifest.archive.size, "sha256": manifest.archive.sha256},
        "files": {name: {"size": file.size, "sha256": file.sha256} for name, file in sorted(manifest.files.items())},
    }
    with (folder / MANIFEST).open("x", encoding="utf-8") as file:
        json.dump(data, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    sync_directory(folder)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in `folder`; None if there is none that can be read."""
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Manifest(
            source=str(data["source"]),
            archive=Fingerprint(int(data["archive"]["size"]), str(data["archive"]["sha256"])),
            files={name: Fingerprint(int(f["size"]), str(f["sha256"])) for name, f in data["files"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def check_files(folder: Path, manifest: Manifest) -> list[str]:
    """What differs from the manifest, a sentence each: missing, changed and added files."""
    problems = []
    for name, expected in manifest.files.items():
        try:
            found = fingerprint(folder / name)
        except OSError as error:
            problems.append(f"{name} cannot be read ({error.strerror}).")
            continue
        if found.size != expected.size:
            problems.append(f"{name} has {found.size:,} bytes instead of {expected.size:,}.")
        elif found.sha256 != expected.sha256:
            problems.append(f"{name} has changed: its sha256 is {found.sha256} instead of {expected.sha256}.")
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    added = sorted(present - set(manifest.files) - {MANIFEST, PROBE})
    return problems + [f"{name} was not installed with the package." for name in added]


def fingerprint(path: Path) -> Fingerprint:
    """Size and sha256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return Fingerprint(file.tell(), digest.hexdigest())


def sync_directory(folder: Path) -> None:
    """Make the names in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_CODE = re.compile(r"[a-z]{2,3}(-?[A-Za-z]{2,4})?")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,31}")
