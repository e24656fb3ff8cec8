"""A folder with a configuration of its own in which real `vietwire` processes run."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import stamina

from worker.adapters.database import open_database
from worker.adapters.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from worker.core.model import State

ROOT = Path(__file__).parents[1]
SAMPLES = (ROOT / "config/samples/news.xml").read_text(encoding="utf-8").count("<item>")


class NotYetError(Exception):
    """What is waited for has not come about."""


def eventually(check: Callable[[], object], seconds: float = 90) -> None:
    """Return once the check no longer says that it is too early; fail after so many seconds."""
    waited = stamina.retry_context(
        on=(NotYetError, URLError, ConnectionError), attempts=None, timeout=seconds, wait_initial=0.05, wait_max=0.1
    )
    for attempt in waited:
        with attempt:
            check()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Line:
    """`vietwire` commands in a folder of their own; whatever was started is killed by `end`."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "config", folder / "config")
        (folder / "models").mkdir()
        for package in (ROOT / "models").glob("*.argosmodel"):
            (folder / "models" / package.name).symlink_to(package)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("VIETWIRE_")}
        self.environment |= {"COLUMNS": "400"}  # so that tables do not break what is looked for
        self.environment |= {"VIETWIRE_CONFIG": str(folder / "config" / "vietwire.toml"), "PYTHONPATH": str(ROOT)}
        self.environment |= environment
        self._processes: list[subprocess.Popen[bytes]] = []

    def command(self, *words: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(  # noqa: S603 our own words
            [sys.executable, "-m", "worker", *words],
            env=self.environment,
            cwd=self.folder,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a command that lasts; what it says goes to the log."""
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 our own words
                [sys.executable, "-m", "worker", *words],
                env=self.environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a command with all its children."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(60)

    def end(self) -> None:
        for process in self._processes:
            if process.poll() is None:
                self.kill(process)

    def counts(self) -> dict[State, int]:
        engine = open_database(f"sqlite:///{self.folder}/var/vietwire.sqlite3")
        try:
            return Ledger(engine).counts()
        finally:
            engine.dispose()

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")


def get(port: int, path: str) -> bytes:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return bytes(answer.read())
