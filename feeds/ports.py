"""What the publisher asks of whoever makes the HTML pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feeds.catalog import Change
    from feeds.model import Entry, Withdrawal


class Pages(Protocol):
    """The HTML pages; every path is relative to the public folder, and content None takes a page away."""

    @property
    def look(self) -> str:
        """Changes whenever the same entries would make other pages."""

    def forget(self) -> None:
        """Remember nothing of what was published before: another process has published since."""

    def article(self, entry: Entry) -> bytes:
        """The page of one article."""

    def gone(self, withdrawal: Withdrawal) -> bytes:
        """The page in place of a withdrawn article."""

    def touched(self, change: Change) -> Iterable[tuple[str, bytes | None]]:
        """Every other page and file that a change touches: days, listings, index, search."""

    def everything(self) -> Iterable[tuple[str, bytes | None]]:
        """Every page and file but the articles' own."""
