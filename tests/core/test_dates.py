"""Dates as Vietnamese publishers write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.dates import EARLIEST, read_date

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HANOI = "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 09 Jan 2026 18:40:00 +0700",
        "Fri, 09 Jan 2026 18:40:00 GMT+7",
        "Fri, 09 Jan 2026 18:40:00 GMT+07:00",
        "Fri, 09 Jan 2026 11:40:00 GMT",
        "Fri, 09 Jan 2026 18:40:00 ICT",
        "Fri, 09 Jan 2026 18:40:00",
        "Fri, 09 Jan 2026 06:40:00 -0500",
        "Thứ Sáu, 09 Jan 2026 18:40:00 +0700",
        "2026-01-09T18:40:00+07:00",
        "2026-01-09T18:40:00.000+0700",
        "2026-01-09T11:40:00Z",
        "2026-01-09T18:40:00",
        "2026-01-09 18:40:00",
        "2026-01-09 18:40:00 +0700",
        "20260109T184000",
        "09/01/2026 18:40",
        "9/1/2026 18:40:00",
        "09-01-2026 18:40",
        "9.1.2026 18:40",
        "18:40 09/01/2026",
        "18:40 | 09/01/2026",
        "18h40 ngày 9/1/2026",
        "Thứ Sáu, 9/1/2026, 18:40 (GMT+7)",
        "Thứ sáu, 09/01/2026, 18:40 [GMT+7]",
        "T6, 09/01/2026 18:40",
        "Ngày 9 tháng 1 năm 2026, 18:40",
        "9 tháng 1, 2026 18:40",
        "9/1/2026 6:40:00 CH",
        "1/9/2026 6:40:00 PM",
        "  9/1/2026   18:40 ",
    ],
)
def test_every_way_to_write_one_moment(text: str) -> None:
    moment = read_date(text, HANOI, NOW)
    assert moment.note == ""
    assert moment.when is not None
    assert moment.when.astimezone(UTC) == datetime(2026, 1, 9, 11, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("13/1/2026 12:05:00 SA", "2026-01-13T00:05:00+07:00"),
        ("1/13/2026 12:05:00 AM", "2026-01-13T00:05:00+07:00"),
        ("1/13/2026", "2026-01-13T00:00:00+07:00"),
        ("12:05 CH 13/1/2026", "2026-01-13T12:05:00+07:00"),
        ("09/01/2026", "2026-01-09T00:00:00+07:00"),
        ("2026-01-09", "2026-01-09T00:00:00+07:00"),
    ],
)
def test_halves_of_the_day_and_missing_times(text: str, iso: str) -> None:
    assert read_date(text, HANOI, NOW).when == datetime.fromisoformat(iso)


def test_a_naive_date_is_in_the_source_s_zone() -> None:
    moment = read_date("2026-07-01T12:00:00", "Europe/Paris", NOW)
    assert moment.when is not None
    assert moment.when.astimezone(UTC).hour == 10


def test_a_future_date_is_pulled_back_with_a_note() -> None:
    moment = read_date("2027-01-01T00:00:00Z", HANOI, NOW)
    assert moment.when == NOW
    assert "future" in moment.note
    assert read_date("2026-11-23T00:05:00Z", HANOI, NOW).note == ""


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00", "01/01/1970", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_date_that_means_unknown_is_none(text: str) -> None:
    moment = read_date(text, HANOI, NOW)
    assert moment.when is None
    assert "cannot be right" in moment.note


@pytest.mark.parametrize(
    "text", ["hôm qua", "31/02/2026", "99/99/2026", "9" * 200, "2026-13-45T00:00:00", "Fri, 99 Foo 2026"]
)
def test_an_unreadable_date_is_none_with_a_note(text: str) -> None:
    moment = read_date(text, HANOI, NOW)
    assert moment.when is None
    assert "could not be read" in moment.note


def test_no_date_is_no_mistake() -> None:
    assert read_date("  ", HANOI, NOW) == read_date("", HANOI, NOW)
    assert read_date("", HANOI, NOW).note == ""


@settings(deadline=None, max_examples=300)
@given(
    st.one_of(
        st.text(max_size=60),
        st.from_regex(r"[0-9]{1,4}[-/ ][0-9]{1,4}[-/ ][0-9]{1,5}[T ,0-9:+GMTZ-]{0,20}", fullmatch=True),
    )
)
def test_any_text_gives_a_sane_moment_or_none(text: str) -> None:
    moment = read_date(text, HANOI, NOW)
    if moment.when is not None:
        assert moment.when >= EARLIEST
        assert moment.when.tzinfo is not None
