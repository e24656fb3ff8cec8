"""The public folder as representations: found safely, hashed once, compressed once, noticed when replaced."""

from __future__ import annotations

import gzip
import hashlib
import os
import stat
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from email.utils import formatdate
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO

import brotli  # type: ignore[import-untyped]  # it ships no types

from feeds import headers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from feeds.headers import Header, Kind
    from feeds.negotiation import Encoding

GONE = ".gone"
"""`PATH.gone` beside a missing PATH: withdrawn; its content is the page that says so."""
MOVED = ".moved"
"""`PATH.moved` beside a missing PATH: its content is the new address, absolute or relative to PATH."""

_INDEX = "index.html"
_LARGEST_IN_MEMORY = 4 * 1024 * 1024
_SMALLEST_COMPRESSED = 256
_LONGEST_PATH = 1024
_BLOCK = 256 * 1024
_OVERHEAD = 4096  # what the descriptions of one file weigh, about
_WELL_KNOWN = ".well-known"

Version = tuple[int, int, int, int, int]
"""What changes when a file is replaced: modified and changed (ns), size, inode, device."""


@dataclass(frozen=True, slots=True)
class Representation:
    """How one file is described in one content coding."""

    encoding: Encoding
    etag: bytes
    """Quoted, strong, from the content and the coding."""
    validators: list[Header]
    """For 304: everything that may have changed about a stored copy."""
    unchanged: bytes
    """The same, as it goes over the wire."""
    full: list[Header]
    """For 200 and 206, without content-length."""


@dataclass(slots=True)
class PublicFile:
    """A file as it stood when it was last read; compressed contents are made when first asked for."""

    path: str
    named: Path
    """Where the address leads; a symbolic link on the way may be turned elsewhere, which shows in the version."""
    real: Path
    version: Version
    digest: str
    last_modified: int
    """Whole seconds since the epoch, never in the future when read."""
    length: int
    young: bool
    """Read within the second in which it was written: its date cannot tell a second change, so it is not told."""
    representations: dict[Encoding, Representation] = field(default_factory=dict)
    """One for each coding that it is offered in; always one for `identity`."""
    contents: dict[Encoding, bytes] = field(default_factory=dict)
    """Held contents; a file too large to hold has none and is sent from disk."""
    weight: int = 0
    """Bytes counted against the memory limit."""

    def describe(self, encoding: Encoding) -> Representation:
        """The representation in this coding, or as it is where it is not offered so."""
        return self.representations.get(encoding) or self.representations["identity"]


class Unservable(ValueError):  # noqa: N818 - it is no fault of ours, and says what the path is
    """The path could never name a public file: it climbs, hides, or is no text."""


class PublicFiles:
    """The files below a folder; safe to share between threads; never serves what lies outside."""

    def __init__(self, public: Path, *, memory: int = 64 * 1024 * 1024, clock: Callable[[], float] = time.time) -> None:
        """`memory`: bytes of content and compressed copies held at most."""
        self._root = public.resolve()
        self._memory = memory
        self._clock = clock
        self._held = 0
        self._files: OrderedDict[str, PublicFile] = OrderedDict()
        self._lock = Lock()

    def cached(self, path: str) -> PublicFile | None:
        """The file at a decoded address path if it is held and still the same on disk; costs one stat."""
        file = self._files.get(path)
        if file is None:
            return None
        try:
            found = file.named.stat()
        except OSError:
            return None
        if file.young and int(self._clock()) > file.last_modified:
            return None
        return file if _version(found) == file.version else None

    def read(self, path: str) -> PublicFile | None:
        """The file at a decoded address path, read and hashed if it changed; None if there is none. Blocks on disk.

        Raises Unservable for a path that is refused whatever the folder holds.
        """
        held = self.cached(path)
        if held is not None:
            with self._lock:
                if path in self._files:
                    self._files.move_to_end(path)
            return held
        return self._load(path)

    def content(self, file: PublicFile, encoding: Encoding) -> bytes | None:
        """The content in a coding it is offered in; None for a file too large to hold. May compress: blocks."""
        held = file.contents.get(encoding)
        if held is not None or not file.contents:
            return held
        made = _compress(file.contents["identity"], encoding)
        with self._lock:
            file.contents[encoding] = made
            if self._files.get(file.path) is file:
                self._weigh(file, len(made))
        return made

    def is_folder(self, path: str) -> bool:
        """Whether the address names a folder that has an index page."""
        return self._stat(path.rstrip("/") + "/" + _INDEX) is not None

    def gone(self, path: str) -> bytes | None:
        """The page that says an article was withdrawn, if this one was."""
        return self._marker(path, GONE)

    def moved(self, path: str) -> str | None:
        """The new address of a path that moved."""
        target = self._marker(path, MOVED)
        return target.decode("ascii", "replace").strip() if target else None

    def page(self, name: str) -> bytes | None:
        """The bytes of a page of the site itself, such as `404.html`."""
        return self._marker("/" + name, "")

    def _marker(self, path: str, ending: str) -> bytes | None:
        try:
            real = self._locate(path + ending, marker=True)
        except (Unservable, OSError):
            return None
        try:
            with os.fdopen(_open(real), "rb") as stream:
                return stream.read(_LARGEST_IN_MEMORY)
        except OSError:
            return None

    def _stat(self, path: str) -> os.stat_result | None:
        try:
            found = self._locate(path).stat()
        except (Unservable, OSError):
            return None
        return found if stat.S_ISREG(found.st_mode) else None

    def _locate(self, path: str, *, marker: bool = False) -> Path:
        """The real path on disk, proven to lie in the folder, symbolic links followed; OSError if there is none."""
        if not marker and path.endswith((GONE, MOVED)):
            raise Unservable(path)
        real = self._root.joinpath(*_segments(path)).resolve(strict=True)
        if not real.is_relative_to(self._root):
            raise Unservable(path)
        return real

    def _load(self, path: str) -> PublicFile | None:
        name = path + _INDEX if path.endswith("/") else path
        try:
            real = self._locate(name)
            descriptor = _open(real)
        except OSError:
            self._forget(path)
            return None
        with os.fdopen(descriptor, "rb") as stream:
            found = os.fstat(stream.fileno())
            digest = hashlib.sha256()
            content: bytes | None = None
            if found.st_size <= _LARGEST_IN_MEMORY:
                content = stream.read()
                digest.update(content)
                length = len(content)
            else:
                length = 0
                while block := stream.read(_BLOCK):
                    digest.update(block)
                    length += len(block)
        now = self._clock()
        last_modified = int(min(found.st_mtime, now))
        file = PublicFile(
            path=path,
            named=self._root.joinpath(*_segments(name)),
            real=real,
            version=_version(found),
            digest=digest.hexdigest()[:32],
            last_modified=last_modified,
            length=length,
            young=int(now) <= last_modified,
        )
        # An alias is as fresh as what it leads to.
        kind = headers.kind("/" + real.relative_to(self._root).as_posix())
        codings: tuple[Encoding, ...] = ("identity",)
        if content is not None:
            file.contents["identity"] = content
            if kind.compressible and length >= _SMALLEST_COMPRESSED:
                codings = ("identity", "gzip", "br")
        for encoding in codings:
            file.representations[encoding] = _describe(file, kind, encoding, varies=len(codings) > 1)
        with self._lock:
            self._drop(path)
            self._files[path] = file
            self._weigh(file, len(content or b"") + _OVERHEAD)
        return file

    def _forget(self, path: str) -> None:
        with self._lock:
            self._drop(path)

    def _drop(self, path: str) -> None:
        old = self._files.pop(path, None)
        if old is not None:
            self._held -= old.weight
            old.weight = 0

    def _weigh(self, file: PublicFile, added: int) -> None:
        """Count bytes to a file and forget the least recently read ones beyond the limit, this one last."""
        file.weight += added
        self._held += added
        while self._held > self._memory and len(self._files) > 1:
            self._drop(next(iter(self._files)))


def _describe(file: PublicFile, kind: Kind, encoding: Encoding, *, varies: bool) -> Representation:
    mark = "" if encoding == "identity" else f"-{encoding}"
    etag = f'"{file.digest}{mark}"'.encode()
    validators: list[Header] = [(b"etag", etag), (b"cache-control", kind.cache_control), *kind.always]
    if not file.young:  # https://www.rfc-editor.org/rfc/rfc9110#section-8.8.2.2
        validators.append((b"last-modified", formatdate(file.last_modified, usegmt=True).encode()))
    if varies:
        validators.append((b"vary", b"accept-encoding"))
    full = [*validators, (b"content-type", kind.content_type), *kind.with_content]
    if encoding == "identity":
        full.append((b"accept-ranges", b"bytes"))
    else:
        full.append((b"content-encoding", encoding.encode()))
    return Representation(encoding, etag, validators, headers.header_block(validators), full)


def open_version(file: PublicFile) -> BinaryIO:
    """The very file that was hashed, open for reading; OSError if another has taken its place."""
    stream = os.fdopen(_open(file.real), "rb")
    if _version(os.fstat(stream.fileno())) != file.version:
        stream.close()
        raise OSError(f"{file.real} was replaced")
    return stream


def _segments(path: str) -> list[str]:
    """The parts of an address path that may be joined below a folder."""
    if not path.startswith("/") or len(path.encode("utf-8", "surrogatepass")) > _LONGEST_PATH:
        raise Unservable(path)
    parts = path[1:].split("/")
    for number, part in enumerate(parts):
        hidden = part.startswith(".") and not (number == 0 and part == _WELL_KNOWN and len(parts) > 1)
        if not part or hidden or "\\" in part or not part.isprintable():
            raise Unservable(path)
    return parts


def _open(real: Path) -> int:
    """A descriptor of a regular file; OSError for anything else (a pipe would block, a link was swapped in)."""
    descriptor = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"{real} is no regular file")
    return descriptor


def _version(found: os.stat_result) -> Version:
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev)


def _compress(content: bytes, encoding: Encoding) -> bytes:
    if encoding == "gzip":
        return gzip.compress(content, 6, mtime=0)
    if encoding == "br":
        return bytes(brotli.compress(content, quality=5))
    return content
