from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feeds import archive

sizes = st.integers(1, 60)
heads = st.integers(0, 5_000)


@given(heads, sizes)
def test_every_position_is_in_exactly_one_document(head: int, size: int) -> None:
    archived = [
        position
        for number in range(1, archive.closed(head, size) + 1)
        for position in range(archive.bounds(number, size)[0], archive.bounds(number, size)[1] + 1)
    ]
    current = range(archive.current_start(head, size), head + 1)
    assert [*archived, *current] == list(range(1, head + 1))


@given(heads, sizes)
def test_the_current_document_has_one_to_two_pages(head: int, size: int) -> None:
    held = head - archive.current_start(head, size) + 1
    assert min(head, size) <= held < 2 * size


@given(heads, sizes)
def test_one_more_entry_closes_at_most_one_document_and_changes_none(head: int, size: int) -> None:
    assert archive.closed(head + 1, size) - archive.closed(head, size) in (0, 1)
    for number in range(1, archive.closed(head, size) + 1):
        assert archive.bounds(number, size)[1] < archive.current_start(head, size)


@given(st.integers(1, 5_000), sizes)
def test_a_positions_document_is_the_one_whose_bounds_hold_it(position: int, size: int) -> None:
    first, last = archive.bounds(archive.number_of(position, size), size)
    assert first <= position <= last
