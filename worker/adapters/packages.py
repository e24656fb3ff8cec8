"""Installing, finding and verifying model packages, in a folder of Vietwire's own."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from worker.adapters.package_archive import (
    CHUNK,
    Fingerprint,
    Manifest,
    Metadata,
    check_files,
    read_manifest,
    read_metadata,
    sync_directory,
    unpack,
    write_manifest,
)
from worker.adapters.package_catalogue import Listing, is_address, read_catalogue
from worker.core.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Progress(Protocol):
    """Told how an installation goes on."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """`step` is `fetch` or `unpack`; `done` and `total` are bytes, `total` 0 while unknown."""


def _silent(step: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A package that is ready to use."""

    name: str
    """Its folder's name; the catalogue's if it is listed there."""
    path: Path
    metadata: Metadata
    manifest: Manifest | None
    """None when it was not installed by Vietwire."""

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self.path.rglob("*") if path.is_file())


@dataclass(frozen=True, slots=True)
class Installation:
    """What `install` did."""

    package: Installed
    changed: bool
    """False when exactly this package was there already, intact."""
    sha256: str
    """Of the archive, hex."""
    proven: bool
    """Whether that digest was known beforehand, from the catalogue or the operator."""


@dataclass(frozen=True, slots=True)
class _Archive:
    """A fetched archive, and what it is called."""

    path: Path
    found: Fingerprint
    source: str
    name: str
    """Empty until the metadata gives one."""
    proven: bool


class Packages:
    """The packages under `directory`, and the catalogue of those that could be.

    Reading needs no write access. Installing is atomic, takes turns with other processes, and leaves either the old
    package or the new one, whole.
    """

    def __init__(self, directory: Path, catalogue: Path, base_dir: Path) -> None:
        self._directory = directory
        self._catalogue = catalogue
        self._base_dir = base_dir

    @cached_property
    def catalogue(self) -> dict[str, Listing]:
        """The known packages by name, in order of preference."""
        return read_catalogue(self._catalogue)

    def installed(self) -> list[Installed]:
        """Every usable package: those of the catalogue in its order, then the others by name."""
        found = []
        order = {name: position for position, name in enumerate(self.catalogue)}
        folders = [path for path in self._folders() if not path.name.startswith(".")]
        for path in sorted(folders, key=lambda path: (order.get(path.name, len(order)), path.name)):
            try:
                found.append(self._installed(path))
            except ModelError:
                # A folder that is no package is `verify`'s to report; it must not hide the good ones.
                continue
        return found

    def find(self, from_code: str, to_code: str, *, name: str = "") -> Installed:
        """The package to translate with: the one called `name`, or the preferred one for the language pair."""
        if name:
            if not (self._directory / name).is_dir():
                raise ModelError(f"The model package {name} is not installed: run `vietwire models install {name}`.")
            package = self._installed(self._directory / name)
            if (package.metadata.from_code, package.metadata.to_code) != (from_code, to_code):
                raise ModelError(
                    f"The model package {name} translates {package.metadata.from_code} to {package.metadata.to_code}, "
                    f"not {from_code} to {to_code}: choose another with `vietwire models list`."
                )
            return package
        for package in self.installed():
            if (package.metadata.from_code, package.metadata.to_code) == (from_code, to_code):
                return package
        raise ModelError(
            f"No model package for {from_code} to {to_code} is installed in {self._directory}: "
            "run `vietwire models list`, then `vietwire models install NAME`."
        )

    def verify(self, name: str) -> list[str]:
        """What is wrong with an installed package, a sentence each; every file's sha256 is computed afresh."""
        folder = self._directory / name
        if not name or Path(name).name != name or not folder.is_dir():
            raise ModelError(f"The model package {name} is not installed: run `vietwire models install {name}`.")
        manifest = read_manifest(folder)
        if manifest is None:
            return ["There is no manifest to compare with: install the package with `vietwire models install`."]
        problems = check_files(folder, manifest)
        listing = self.catalogue.get(name)
        if listing and listing.sha256 != manifest.archive.sha256:
            problems.append("The catalogue describes another version: install it again.")
        try:
            read_metadata(folder)
        except ModelError as error:
            problems.append(str(error))
        return problems

    def names(self) -> list[str]:
        """Every folder that stands where a package should, usable or not."""
        return sorted(path.name for path in self._folders() if not path.name.startswith("."))

    def install(self, what: str, *, sha256: str = "", progress: Progress = _silent) -> Installation:
        """Install a package of the catalogue by name, or any package by address or path.

        Size and sha256 are checked before anything is unpacked: against the catalogue if the package is listed there,
        else against `sha256` if given; else the digest is recorded and returned with `proven` false.
        """
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            with self._turn():
                return self._install(what, sha256.strip().lower(), progress)
        except OSError as error:
            raise ModelError(
                f"Installing {what} in {self._directory} failed: {error.strerror or error}"
                f"{f' ({error.filename})' if error.filename else ''}."
            ) from error

    def _install(self, what: str, sha256: str, progress: Progress) -> Installation:
        for left in self._folders():
            if left.name.startswith(_STAGING):
                self._clear(left)
        name = self._listed_name(what)
        if name and (there := self._intact(name)):
            return Installation(there, changed=False, sha256=self.catalogue[name].sha256, proven=True)
        archive = self._fetch(what, name, sha256, progress)
        try:
            staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=self._directory))
            try:
                return self._place(archive, staging, progress)
            finally:
                self._clear(staging)
        finally:
            _forget(archive.path)

    def _place(self, archive: _Archive, staging: Path, progress: Progress) -> Installation:
        """Unpack beside the final place, then change places in one step."""
        fresh = staging / "new"
        fresh.mkdir(mode=0o755)
        files = unpack(archive.path, fresh, progress=lambda done, total: progress("unpack", done, total))
        metadata = read_metadata(fresh)
        name = archive.name or self._name_of(metadata)
        listing = self.catalogue.get(name)
        said = (metadata.from_code, metadata.to_code, metadata.version)
        if listing and archive.proven and said != (listing.from_code, listing.to_code, listing.version):
            raise ModelError(
                f"{archive.source} is {metadata.title}, and the catalogue calls {name} "
                f"translate-{listing.from_code}_{listing.to_code} {listing.version}: correct {self._catalogue}."
            )
        write_manifest(fresh, Manifest(archive.source, archive.found, files))
        final = self._directory / name
        if final.exists():
            before = read_manifest(final)
            if before and before.archive == archive.found and not check_files(final, before):
                return Installation(
                    self._installed(final), changed=False, sha256=archive.found.sha256, proven=archive.proven
                )
            (staging / _REPLACED).mkdir()
            final.rename(staging / _REPLACED / name)
        fresh.rename(final)
        sync_directory(self._directory)
        return Installation(self._installed(final), changed=True, sha256=archive.found.sha256, proven=archive.proven)

    def _fetch(self, what: str, name: str, sha256: str, progress: Progress) -> _Archive:
        """The archive as a file of our own, checked."""
        listing = self.catalogue[name] if name else None
        expected = Fingerprint(listing.size, listing.sha256) if listing else None
        if expected and sha256 and sha256 != expected.sha256:
            raise ModelError(
                f"The sha256 given for {name} is not the catalogue's, {expected.sha256}: correct one of them."
            )
        if listing and name == what:
            sources: tuple[str, ...] = listing.urls
            paths = [self._base_dir / source for source in sources if not is_address(source)]
        else:
            sources = (what,)
            paths = [Path(what)]
        path = next((path for path in paths if path.is_file()), None)
        addresses = [source for source in sources if is_address(source)]
        if path is None and not addresses:
            known = ", ".join(self.catalogue)
            raise ModelError(
                f"{what} is neither a package of the catalogue ({known}) nor a file nor an http address."
                if listing is None
                else f"The archive {paths[0]} of {name} is missing: get it back from where Vietwire came from."
            )
        if path is not None:
            copy, found = self._copy(path, expected, sha256, progress)
            source = str(path)
        else:
            from worker.adapters.download import Download, download  # noqa: PLC0415 - an HTTP client only when fetching

            copy = self._downloads / self._part_name(addresses, expected)
            found = download(
                Download(addresses, copy, expected, sha256), progress=lambda done, total: progress("fetch", done, total)
            )
            source = addresses[0]
        listed = name or next((key for key, known in self.catalogue.items() if known.sha256 == found.sha256), "")
        return _Archive(copy, found, source, listed, proven=bool(listed or sha256))

    def _copy(
        self, path: Path, expected: Fingerprint | None, sha256: str, progress: Progress
    ) -> tuple[Path, Fingerprint]:
        """A checked copy that nobody else can change before it is unpacked."""
        total = path.stat().st_size
        if expected and total != expected.size:
            raise ModelError(f"{path} has {total:,} bytes and should have {expected.size:,}: it is another file.")
        self._downloads.mkdir(exist_ok=True)
        copy = self._downloads / f"{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]}.copy"
        digest = hashlib.sha256()
        done = 0
        with path.open("rb") as source, copy.open("wb") as target:
            while block := source.read(CHUNK):
                digest.update(block)
                target.write(block)
                done += len(block)
                progress("fetch", done, total)
        found = Fingerprint(done, digest.hexdigest())
        wanted = expected.sha256 if expected else sha256
        if wanted and found.sha256 != wanted:
            copy.unlink()
            raise ModelError(f"{path} is not the expected file: its sha256 is {found.sha256} and should be {wanted}.")
        return copy, found

    def _listed_name(self, what: str) -> str:
        """The catalogue's name for `what`, which may be that name or one of the package's addresses; else empty."""
        if what in self.catalogue:
            return what
        return next((name for name, listing in self.catalogue.items() if is_address(what) and what in listing.urls), "")

    def _intact(self, name: str) -> Installed | None:
        """The installed package, if it is the one that the catalogue describes and no file has changed."""
        folder = self._directory / name
        manifest = read_manifest(folder)
        if manifest is None or manifest.archive.sha256 != self.catalogue[name].sha256 or check_files(folder, manifest):
            return None
        return self._installed(folder)

    def _name_of(self, metadata: Metadata) -> str:
        """A folder name for a package that the catalogue does not list."""
        name = f"{metadata.code}-{metadata.version}".translate(str.maketrans(".+", "__"))
        if name in self.catalogue:
            raise ModelError(
                f"This package would be called {name}, as another one in {self._catalogue}: rename that one."
            )
        return name

    def _installed(self, path: Path) -> Installed:
        return Installed(path.name, path, read_metadata(path), read_manifest(path))

    def _folders(self) -> list[Path]:
        return [path for path in self._directory.iterdir() if path.is_dir()] if self._directory.is_dir() else []

    @property
    def _downloads(self) -> Path:
        return self._directory / ".downloads"

    def _part_name(self, addresses: list[str], expected: Fingerprint | None) -> str:
        if expected:
            return f"{expected.sha256[:16]}.part"
        return f"{hashlib.sha256(addresses[0].encode()).hexdigest()[:16]}.part"

    def _clear(self, staging: Path) -> None:
        """Remove a staging folder; a package that a killed installation was replacing comes back."""
        for replaced in (staging / _REPLACED).glob("*"):
            if not (self._directory / replaced.name).exists():
                replaced.rename(self._directory / replaced.name)
        shutil.rmtree(staging, ignore_errors=True)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One installation at a time; the lock goes with the process that holds it."""
        descriptor = os.open(self._directory / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _forget(copy: Path) -> None:
    from worker.adapters.download import forget  # noqa: PLC0415 - an HTTP client only when fetching

    forget(copy)
    with suppress(OSError):
        # Empty again unless another download has broken off; argostranslate takes every folder here for a package.
        copy.parent.rmdir()


_STAGING = ".staging-"
_REPLACED = "replaced"
