"""Paged archives (RFC 5005): which positions stand in which document.

With N a page, the current document begins where the last archive document ends, and holds the newest N to 2N-1
positions; archive document k holds positions (k-1)N+1 to kN for ever. So a new entry changes the current document
alone, and every N entries one more archive document is closed.

The newest archive document says, as all do, that its successor follows it. Until that one is closed its address leads
to the current document, so that no link dangles and no closed document ever needs a second writing.
"""

from __future__ import annotations


def closed(head: int, size: int) -> int:
    """How many archive documents there are when the newest position is `head`."""
    return max(0, head // size - 1)


def current_start(head: int, size: int) -> int:
    """The first position of the current document."""
    return closed(head, size) * size + 1


def bounds(number: int, size: int) -> tuple[int, int]:
    """The first and last position of archive document `number`."""
    return (number - 1) * size + 1, number * size


def number_of(position: int, size: int) -> int:
    """The archive document that holds a position once it is closed."""
    return (position - 1) // size + 1
