"""A value that is read from a file, and read again when the file has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import structlog

from worker.core.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Value = TypeVar("Value")
log = structlog.get_logger()


class Reloaded(Generic[Value]):
    """Call it for the value.

    The first call raises ConfigurationError for a file that is wrong; later ones, met in the middle of somebody's
    editing perhaps, keep the last good value and say so in the log.
    """

    def __init__(self, path: Path, read: Callable[[Path], Value]) -> None:
        self._path = path
        self._read = read
        self._last: tuple[tuple[int, int, int], Value] | None = None

    def __call__(self) -> Value:
        """What the file says now."""
        last = self._last
        try:
            stamp = self._stamp()
            if last is not None and last[0] == stamp:
                return last[1]
            value = self._read(self._path)
        except ConfigurationError as error:
            if last is None:
                raise
            log.warning("changed file not taken up", why=str(error))
            return last[1]
        self._last = (stamp, value)
        return value

    def _stamp(self) -> tuple[int, int, int]:
        try:
            status = self._path.stat()
        except OSError as error:
            raise ConfigurationError(f"{self._path} cannot be read ({error.strerror}).") from None
        return status.st_mtime_ns, status.st_size, status.st_ino
