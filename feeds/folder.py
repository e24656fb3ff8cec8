"""The public folder: files appear whole or not at all, and are left alone when nothing changed."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = ".publisher.lock"


class Folder:
    """Writes below one folder; every path is relative to it, with slashes."""

    def __init__(self, root: Path, *, durable: bool = True) -> None:
        """`durable`: each file is on the disk before it takes its name, so that no power cut leaves it empty."""
        self._root = root
        self._durable = durable
        self._each = durable

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other publisher of this folder out, waiting for the one that is at work."""
        self._root.mkdir(parents=True, exist_ok=True)
        with (self._root / LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def write(self, path: str, content: bytes) -> bool:
        """Make the file hold this content; False when it did already."""
        target = self._root / path
        if self._holds(target, content):
            return False
        partial = target.with_name(f".{target.name}.partial")
        try:
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            if self._each:
                os.fsync(stream.fileno())
        partial.replace(target)
        return True

    def alias(self, path: str, target: str) -> None:
        """Let a path lead to another file, in place of whatever it was before."""
        place = self._root / path
        way = os.path.relpath(self._root / target, place.parent)
        with suppress(OSError):
            if place.readlink().as_posix() == way:
                return
        place.parent.mkdir(parents=True, exist_ok=True)
        partial = place.with_name(f".{place.name}.partial")
        partial.unlink(missing_ok=True)
        partial.symlink_to(way)
        partial.replace(place)

    def remove(self, path: str) -> bool:
        """Take a file or alias away; False when there is none."""
        try:
            (self._root / path).unlink()
        except FileNotFoundError:
            return False
        return True

    def has(self, path: str) -> bool:
        """Whether there is a file of its own, not an alias, at the path."""
        target = self._root / path
        return target.is_file() and not target.is_symlink()

    def read(self, path: str) -> bytes:
        """The file's content; nothing when there is none."""
        with suppress(FileNotFoundError):
            return (self._root / path).read_bytes()
        return b""

    def paths(self, below: str) -> Iterator[str]:
        """Every file and alias below a folder, hidden ones left out."""
        for place, _, names in os.walk(self._root / below):
            stem = os.path.relpath(place, self._root)
            for name in names:
                if not name.startswith("."):
                    yield f"{stem}/{name}"

    @contextmanager
    def in_bulk(self) -> Iterator[None]:
        """Bring everything to the disk at the end instead of each file at a time; for many files, much faster."""
        self._each = False
        try:
            yield
            if self._durable:
                os.sync()
        finally:
            self._each = self._durable

    @staticmethod
    def _holds(target: Path, content: bytes) -> bool:
        try:
            known = target.lstat()
            return known.st_size == len(content) and not target.is_symlink() and target.read_bytes() == content
        except FileNotFoundError:
            return False
