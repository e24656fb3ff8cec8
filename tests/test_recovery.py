"""Whatever moment the process is killed at, every article is published once in the end."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import feedparser
import pytest
import stamina

from worker.adapters.database import open_database
from worker.adapters.ledger import Ledger
from worker.core.model import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.integration
ROOT = Path(__file__).parents[1]
KILLS = 10


class NotYetError(Exception):
    """What is waited for has not come about."""


def eventually(check: Callable[[], object], seconds: float = 90) -> None:
    """Returns once the check no longer says that it is too early; fails after so many seconds."""
    waited = stamina.retry_context(
        on=(NotYetError, URLError, ConnectionError), attempts=None, timeout=seconds, wait_initial=0.05, wait_max=0.1
    )
    for attempt in waited:
        with attempt:
            check()


class Line:
    """`vietwire run` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "config", folder / "config")
        (folder / "models").mkdir()
        for package in (ROOT / "models").glob("*.argosmodel"):
            (folder / "models" / package.name).symlink_to(package)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("VIETWIRE_")}
        self.environment |= {
            "VIETWIRE_CONFIG": str(folder / "config" / "vietwire.toml"),
            "PYTHONPATH": str(ROOT),
            "VIETWIRE_TRANSLATION__ARTICLES_A_BATCH": "2",
        }
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 our own words
            [sys.executable, "-m", "worker", *words],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 our own words
                [sys.executable, "-m", "worker", "run", "--port", str(self.port)],
                env=self.environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )

    def stop(self, how: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(60)

    def counts(self) -> dict[State, int]:
        engine = open_database(f"sqlite:///{self.folder}/var/vietwire.sqlite3")
        try:
            return Ledger(engine).counts()
        finally:
            engine.dispose()

    def get(self, path: str) -> bytes:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return bytes(answer.read())

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    made = Line(tmp_path)
    installed = made.command("models", "install")
    assert installed.returncode == 0, installed.stderr
    yield made
    if made.process is not None and made.process.poll() is None:
        made.process.kill()
        made.process.wait()


def test_ten_kills_in_the_middle_lose_nothing_and_double_nothing(line: Line) -> None:
    settled = -1
    for _ in range(KILLS):
        line.start()

        def has_done_a_little_more(before: int = settled) -> None:
            if not (line.folder / "var" / "vietwire.sqlite3").exists() or "is at http" not in line.log():
                raise NotYetError
            counts = line.counts()
            waiting = counts[State.RECEIVED] + counts[State.TRANSLATING]
            if waiting and sum(counts.values()) - waiting <= before:
                raise NotYetError

        eventually(has_done_a_little_more)
        line.stop(signal.SIGKILL)
        counts = line.counts()
        settled = counts[State.TRANSLATED] + counts[State.PUBLISHED] + counts[State.HELD]
    line.start()

    def all_is_settled() -> None:
        counts = line.counts()
        if sum(counts.values()) < len(samples) or counts[State.PUBLISHED] + counts[State.HELD] < len(samples):
            raise NotYetError(str(counts))

    samples = re.findall(r"<guid", (ROOT / "config/samples/news.xml").read_text(encoding="utf-8"))
    eventually(all_is_settled)
    counts = line.counts()
    for path in ("/feeds/all.rss.xml", "/feeds/all.atom.xml"):
        ids = [entry.id for entry in feedparser.parse(line.get(path)).entries]
        assert len(ids) == len(set(ids)) == counts[State.PUBLISHED]
    assert line.stop(signal.SIGINT) == 0
    assert "Traceback" not in line.log()


def test_a_second_start_on_the_same_data_says_who_is_there(line: Line) -> None:
    line.start()
    eventually(lambda: line.get("/health/web"))
    second = line.command("run", "--port", "0")
    assert second.returncode == 78
    assert "`vietwire run` is running already (process" in second.stderr
    assert line.stop(signal.SIGTERM) == 0


def test_a_port_that_is_taken_is_named_with_the_way_to_change_it(line: Line) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", line.port))
        other.listen()
        done = line.command("run", "--port", str(line.port))
    assert done.returncode == 78
    assert f"Port {line.port} on 127.0.0.1 is taken by another program; set another one with --port" in done.stderr
