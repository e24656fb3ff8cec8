"""Telling how far long work has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Steps:
    """Counts steps and tells of them."""

    def __init__(self, progress: Callable[[int, int], None], total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0
        progress(0, total)

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        self._progress(self._done, max(self._done, self._total))


def no_progress(_done: int, _total: int) -> None:
    """Tell nobody."""
