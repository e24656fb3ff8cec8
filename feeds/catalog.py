"""What the feeds ask of the place where published entries are kept; the worker's database implements it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from feeds.model import Entry, Withdrawal
    from feeds.site import Selection


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an entry that was put in."""

    new: bool
    changed: bool
    """A reader would notice a difference; also true when it is new."""


@dataclass(frozen=True, slots=True)
class Place:
    """One position of a selection: an entry where it last came up, or the memory of one that was withdrawn."""

    position: int
    uid: str
    title: str
    """Empty once withdrawn."""
    published: datetime
    updated: datetime
    """No two entries have the same, and it moves with every edit: with `uid` it names one version."""
    withdrawn: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What was published, withdrawn or touched in one round; what the pages need to know."""

    entries: tuple[Entry, ...] = ()
    """New, or a new version."""
    withdrawals: tuple[Withdrawal, ...] = ()
    selections: tuple[Selection, ...] = ()
    """Every selection that holds one of them, or held it before."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """One position that an entry has, or had before it came up again."""

    selection: Selection
    position: int
    superseded: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A selection that has entries, or had some."""

    selection: Selection
    head: int
    """The newest position."""
    size: int
    """Entries that are not withdrawn."""
    updated: datetime
    """When it last changed."""


class Catalog(Protocol):
    """Entries and their positions in every selection, numbered 1, 2, 3 ... in the order of appearance.

    An edited entry takes a new position in each of its selections and a withdrawn one leaves a place at a new position;
    what they held before is superseded. So a range of positions only ever loses entries: it never gains one.
    """

    def put(self, entry: Entry, *, article_id: int | None = None) -> Outcome:
        """Take in a new entry or a new version of one, in one transaction; the same content again changes nothing.

        `published` keeps its first value; `updated` is moved on a little where another entry has the same.
        """

    def withdraw(self, uid: str, *, when: datetime, reason: str = "") -> bool:
        """Forget an entry's content and remember that it was there; False when there is nothing to withdraw."""

    def find(self, uid: str) -> Entry | Withdrawal | None:
        """The entry as it is kept now."""

    def entries(self, uids: Sequence[str]) -> Mapping[str, Entry]:
        """Those that are there and not withdrawn."""

    def head(self, key: str) -> int:
        """A selection's newest position; 0 when it never had an entry."""

    def places(self, key: str, first: int, last: int) -> list[Place]:
        """What stands at positions first..last, both included, and is not superseded; newest first."""

    def newest(self, key: str, count: int, before: int) -> list[Place]:
        """The newest `count` places of entries (not withdrawn, not superseded) at positions below `before`."""

    def appearances(self, uid: str) -> list[Appearance]:
        """Every position of an entry, the superseded ones included."""

    def listings(self) -> list[Listing]:
        """Every selection that ever had an entry, by key."""

    def listing(self, key: str) -> Listing | None:
        """One of them."""

    def day(self, day: date) -> list[Entry]:
        """What was published on a day in the site's time zone, newest first."""

    def days(self, first: date, last: date) -> dict[date, int]:
        """How many entries each day of a stretch has; days without any are left out."""

    def neighbours(self, day: date) -> tuple[date | None, date | None]:
        """The nearest days before and after that have entries."""

    def stream(self) -> Iterator[Entry]:
        """Every entry in the order of first appearance, in bounded memory."""

    def withdrawals(self) -> Iterator[Withdrawal]:
        """Every withdrawn entry, in bounded memory."""

    def number_searches(self) -> list[str]:
        """Number the entries of saved searches that are new or were changed; gives the keys of the searches."""
