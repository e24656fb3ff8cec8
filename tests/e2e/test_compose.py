"""The stacks of docker-compose.yml, built and run for real: a small newspaper goes in, both feeds come out.

Needs a Docker engine (DOCKER_HOST) with compose v2 or docker-compose 1.29; run with `make test-compose`.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.error import URLError

import feedparser
import pytest
import stamina

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.e2e, pytest.mark.enable_socket]

ROOT = Path(__file__).parents[2]
ARTICLES = 40
TOKEN = "e2e-token"
OURS = ("fetcher", "translator", "scheduler", "web")


T = TypeVar("T")


class NotYetError(Exception):
    """What is waited for has not come about."""


@dataclass
class Stack:
    """A compose project that is up."""

    command: list[str]
    environment: dict[str, str]
    port: int
    scaled: bool

    def compose(self, *words: str) -> str:
        done = subprocess.run(  # noqa: S603 our own words
            [*self.command, *words], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{words}: {done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def containers(self, service: str) -> list[str]:
        return self.compose("ps", "-q", service).split()

    def get(self, path: str, data: bytes | None = None) -> bytes:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data,
            {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 loopback
            return bytes(answer.read())


def docker(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=False)  # noqa: S603, S607 our own words


def compose_command() -> list[str]:
    if docker("compose", "version").returncode == 0:
        return ["docker", "compose"]
    found = shutil.which("docker-compose")
    assert found, "Neither `docker compose` nor `docker-compose` is here."
    return [found]


def set_up_newspaper(folder: Path) -> None:
    """A feed of short articles, and the sources.toml that reads it."""
    items = "".join(
        f"<item><guid>bai-{number}</guid><title>Xã Mẫu trồng {number} héc-ta lúa</title>"
        f"<link>http://newspaper:8000/{number}.html</link><pubDate>Fri, 09 Jan 2026 08:{number:02}:00 +0700</pubDate>"
        f"<description>Sáng 9/1, xã Mẫu trồng {number} héc-ta lúa. Bà con rất vui.</description></item>"
        for number in range(1, ARTICLES + 1)
    )
    paper = folder / "paper"
    paper.mkdir()
    (paper / "feed.xml").write_text(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Báo Mẫu</title>{items}</channel></rss>',
        encoding="utf-8",
    )
    shutil.copytree(ROOT / "config", folder / "config")
    (folder / "config" / "sources.toml").write_text(
        '[[source]]\nname = "paper"\ntitle = "Báo Mẫu"\nkind = "feed"\nurl = "http://newspaper:8000/feed.xml"\n'
        'allow_private = true\n[[source]]\nname = "desk"\ntitle = "Desk"\nkind = "push"\n',
        encoding="utf-8",
    )
    services = "".join(
        f"  {name}:\n    volumes:\n      - {folder}/config:/app/config:ro\n" for name in (*OURS, "models")
    )
    newspaper = (
        "  newspaper:\n    image: vietwire:local\n    entrypoint: [python, -m, http.server, '8000', -d, /paper]\n"
        f"    command: []\n    networks: [outside]\n    volumes:\n      - {paper}:/paper:ro\n"
    )
    (folder / "newspaper.yml").write_text(f"services:\n{services}{newspaper}", encoding="utf-8")


@pytest.fixture(params=["one host", "scale"])
def stack(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stack]:
    assert docker("version").returncode == 0, "No Docker engine answers; set DOCKER_HOST."
    set_up_newspaper(tmp_path)
    for path in tmp_path.rglob("*"):  # the containers' user must be able to read it
        path.chmod(0o755 if path.is_dir() else 0o644)
    tmp_path.chmod(0o755)
    files = ["-f", str(ROOT / "docker-compose.yml")]
    scaled = request.param == "scale"
    if scaled:
        files += ["-f", str(ROOT / "docker-compose.scale.yml")]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "COMPOSE_PROJECT_NAME": f"vietwire-e2e-{os.getpid()}-{request.param.replace(' ', '')}",
        "VIETWIRE_PORT": str(port),
        "VIETWIRE_SERVER__TOKEN": TOKEN,
        "POSTGRES_PASSWORD": "only-for-the-test",
    }
    up = Stack([*compose_command(), *files, "-f", str(tmp_path / "newspaper.yml")], environment, port, scaled)
    try:
        up.compose("build", "models")
        up.compose("up", "-d")
        yield up
    except BaseException:
        print(up.compose("logs", "--tail", "60"))  # noqa: T201 the only way to see what went wrong
        raise
    finally:
        up.compose("down", "-v", "--remove-orphans", "-t", "5")


def eventually(check: Callable[[], T], seconds: float) -> T:
    """What the check gives once it no longer raises that it is too early; fails after so many seconds."""
    waited = stamina.retry_context(
        on=(NotYetError, URLError, ConnectionError, TimeoutError),
        attempts=None,
        timeout=seconds,
        wait_initial=1,
        wait_max=2,
        wait_jitter=0,
    )
    for attempt in waited:
        with attempt:
            return check()
    raise AssertionError("stamina gives up by raising")


def entries(stack: Stack, path: str) -> dict[str, Any]:
    parsed = feedparser.parse(stack.get(path))
    assert not parsed.bozo, parsed.bozo_exception
    return {entry.id: entry for entry in parsed.entries}


def push(stack: Stack) -> list[str]:
    article = {"source": "desk", "guid": "desk-1", "title": "Lũ trên sông Mẫu", "html": "<p>Nước sông đang lên.</p>"}
    answer = json.loads(stack.get("/api/articles", json.dumps(article).encode()))
    return [one["guid"] for one in answer["accepted"]]


def both_feeds(stack: Stack) -> tuple[dict[str, Any], dict[str, Any]]:
    rss, atom = entries(stack, "/feeds/all.rss.xml"), entries(stack, "/feeds/all.atom.xml")
    if min(len(rss), len(atom)) < ARTICLES + 1:
        raise NotYetError(f"{len(rss)} and {len(atom)} of {ARTICLES + 1} articles")
    return rss, atom


def is_healthy(container: str) -> None:
    health = docker("inspect", "-f", "{{.State.Health.Status}}", container).stdout.strip()
    if health != "healthy":
        log = docker("inspect", "-f", "{{json .State.Health.Log}}", container).stdout
        raise NotYetError(f"{container}: {health} {log[-800:]}")


def inside(container: str, program: str) -> str:
    """What a Python program prints or complains of inside the container."""
    done = docker("exec", container, "python", "-c", program)
    return done.stdout + done.stderr


def test_a_newspapers_articles_arrive_in_both_feeds(stack: Stack) -> None:
    assert eventually(lambda: push(stack), 420) == ["desk-1"]
    rss, atom = eventually(lambda: both_feeds(stack), 420)
    assert rss.keys() == atom.keys()

    for container in (one for service in (*OURS, "redis") for one in stack.containers(service)):
        eventually(lambda container=container: is_healthy(container), 240)  # type: ignore[misc]

    for container in (one for service in OURS for one in stack.containers(service)):
        assert inside(container, "import os; print(os.getuid())").strip() == "10001"
        assert "Read-only file system" in inside(container, "open('/app/x', 'w')")
        assert "CapEff:\t0000000000000000" in inside(container, "print(open('/proc/self/status').read())")

    translators = stack.containers("translator")
    assert len(translators) == (2 if stack.scaled else 1)
    for container in translators:
        way_out = inside(container, "import socket; socket.create_connection(('1.1.1.1', 443), 3)")
        assert "Network is unreachable" in way_out or "timed out" in way_out
        log = docker("logs", container)
        assert '"event": "translated"' in log.stdout + log.stderr
