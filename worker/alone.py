"""A lock that lets one process at a time do something, and dies with it."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from worker.core.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def alone(path: Path, what: str) -> Iterator[None]:
    """Hold the lock file while the block runs; raises ConfigurationError when another process holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read(20).strip() or "unknown"
            raise ConfigurationError(
                f"{what} is running already (process {holder}, lock {path}); stop it first, or set another "
                "[paths] data for a second one."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
