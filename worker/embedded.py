"""The whole line in one process: real Celery workers, the schedule and the web server, on the in-memory broker."""

from __future__ import annotations

import errno
import signal
import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import structlog
import uvicorn
from celery.beat import Scheduler, Service
from uvicorn.supervisors import Multiprocess

from feeds.connection import FeedConnection
from worker import tasks
from worker.core.errors import ConfigurationError, TemporaryError
from worker.web import web_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from celery import Celery
    from starlette.applications import Starlette

    from worker.bootstrap import Services
    from worker.settings import ServerSection

log = structlog.get_logger()

POOLS = (("fetch", 2), ("translate", 1), ("publish", 1))
"""Queue and threads: one translation at a time, because the engine already uses every core."""
START_TIMEOUT = 60.0


def listen(server: ServerSection) -> socket.socket:
    """A socket bound to the configured address; raises ConfigurationError that says how to change it."""
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((server.host, server.port))
    except OSError as error:
        bound.close()
        where = f"{server.host}:{server.port}"
        how = "set another one with --port, VIETWIRE_SERVER__PORT, or port under [server] in config/vietwire.toml"
        if error.errno == errno.EADDRINUSE:
            raise ConfigurationError(
                f"Port {server.port} on {server.host} is taken by another program; {how}."
            ) from None
        if error.errno == errno.EACCES:
            raise ConfigurationError(f"Port {server.port} needs special rights; {how}.") from None
        raise ConfigurationError(f"Cannot listen on {where} ({error.strerror}); {how}.") from None
    bound.set_inheritable(True)
    return bound


@contextmanager
def pipeline(app: Celery) -> Iterator[None]:
    """Workers for every queue and the schedule, in threads; at the end each finishes the task it has begun."""
    workers: list[Any] = []
    schedule = Service(app, scheduler_cls=Scheduler)
    threads: list[threading.Thread] = []
    try:
        for queue, concurrency in POOLS:
            # One after the other: which queues to consume is state of the app, read when a consumer starts.
            ready = threading.Event()
            worker = app.WorkController(
                pool="threads",
                concurrency=concurrency,
                queues=[queue],
                hostname=f"{queue}@vietwire",
                loglevel="WARNING",
                without_gossip=True,
                without_mingle=True,
                without_heartbeat=True,
                ready_callback=lambda _consumer, ready=ready: ready.set(),
            )
            workers.append(worker)
            threads.append(threading.Thread(target=worker.start, name=worker.hostname, daemon=True))
            threads[-1].start()
            if not ready.wait(START_TIMEOUT):
                raise TemporaryError(f"{worker.hostname} did not start within {START_TIMEOUT:.0f} s; see the log.")
        threads.append(threading.Thread(target=schedule.start, name="schedule", daemon=True))
        threads[-1].start()
        yield
    finally:
        schedule.stop()
        for worker in workers:
            worker.stop()
        for thread in threads:
            thread.join()


def run(app: Celery, services: Services, bound: socket.socket) -> None:
    """Poll, translate, publish and serve until interrupted."""
    site = web_app(services)
    with pipeline(app):
        tasks.poll_due.delay()
        tasks.sweep.delay()
        for queue, _ in POOLS:
            tasks.canary.apply_async((queue,), queue=queue)
        _serve(site, bound)
        log.info("stopping", note="the batch under way is finished first; Ctrl-C again stops at once")


def serve(services: Services, bound: socket.socket) -> None:
    """Serve until interrupted, without working, with as many processes as the settings say."""
    workers = services.settings.server.workers
    if workers == 1:
        _serve(web_app(services), bound)
        return
    config = _config("worker.web:application", factory=True, workers=workers)
    Multiprocess(config, sockets=[bound]).run()


def _serve(site: Starlette, bound: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM; both end the same way.

    uvicorn shuts down by itself and then raises the signal once more, for whoever else waits for it.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(_config(site)).run([bound])


def _config(site: Starlette | str, **more: Any) -> uvicorn.Config:  # noqa: ANN401 uvicorn's own options
    return uvicorn.Config(
        site,
        http=FeedConnection,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        **more,
    )
