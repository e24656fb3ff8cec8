"""Whatever moment the process is killed at, every article is published once in the end."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

import feedparser
import pytest

from tests.running_line import SAMPLES, Line, NotYetError, eventually, free_port, get
from worker.core.model import State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.integration
KILLS = 10


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    made = Line(tmp_path, VIETWIRE_TRANSLATION__ARTICLES_A_BATCH="2")
    installed = made.command("models", "install")
    assert installed.returncode == 0, installed.stderr
    yield made
    made.end()


def test_ten_kills_in_the_middle_lose_nothing_and_double_nothing(line: Line) -> None:
    port = free_port()
    settled = -1
    for kills in range(KILLS):

        def has_done_a_little_more(before: int = settled, starts: int = kills + 1) -> None:
            if line.log().count("is at http") < starts:
                raise NotYetError
            counts = line.counts()
            waiting = counts[State.RECEIVED] + counts[State.TRANSLATING]
            if waiting and sum(counts.values()) - waiting <= before:
                raise NotYetError

        process = line.start("run", "--port", str(port))
        eventually(has_done_a_little_more)
        line.kill(process)
        counts = line.counts()
        settled = counts[State.TRANSLATED] + counts[State.PUBLISHED] + counts[State.HELD]
    process = line.start("run", "--port", str(port))

    def all_is_settled() -> None:
        counts = line.counts()
        if counts[State.PUBLISHED] + counts[State.HELD] < SAMPLES:
            raise NotYetError(str(counts))

    eventually(all_is_settled)
    counts = line.counts()
    assert sum(counts.values()) == SAMPLES
    for path in ("/feeds/all.rss.xml", "/feeds/all.atom.xml"):
        ids = [entry.id for entry in feedparser.parse(get(port, path)).entries]
        assert len(ids) == len(set(ids)) == counts[State.PUBLISHED]
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert "Traceback" not in line.log()


def test_a_second_start_on_the_same_data_says_who_is_there(line: Line) -> None:
    port = free_port()
    process = line.start("run", "--port", str(port))
    eventually(lambda: get(port, "/health/web"))
    second = line.command("run", "--port", "0")
    assert second.returncode == 78
    assert f"`vietwire run` is running already (process {process.pid}" in second.stderr
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0


def test_a_port_that_is_taken_is_named_with_the_way_to_change_it(line: Line) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = line.command("run", "--port", str(port))
    assert done.returncode == 78
    assert f"Port {port} on 127.0.0.1 is taken by another program; set another one with --port" in done.stderr
