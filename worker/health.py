"""Health checks that prove work gets done, one for each kind of process."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

from kombu.exceptions import OperationalError

from worker import tasks
from worker.bootstrap import now
from worker.core.errors import TemporaryError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from worker.bootstrap import Services


def host_queue() -> str:
    """The queue that only the worker on this host consumes."""
    return f"host.{socket.gethostname()}"


def check_worker(services: Services, *, patience: float, within: float, pause: Callable[[float], None]) -> str:
    """Send this host's worker a canary; a sentence when one completed `within` seconds, TemporaryError otherwise.

    A process that answers pings can have lost its consumer; only a task that was completed proves it has not. A worker
    in the middle of a long batch completes its canary afterwards, so an answer some time ago counts.
    """
    queue = host_queue()
    try:
        tasks.canary.apply_async((queue,), queue=queue, expires=within)
    except OperationalError as error:
        raise TemporaryError(f"The broker does not answer: {error}.") from None
    deadline = time.monotonic() + patience
    while True:
        beat = services.ledger.last_beat(queue)
        age = (now() - beat).total_seconds() if beat else None
        if age is not None and age <= within:
            return f"The worker on this host completed a task {age:.0f} s ago."
        if time.monotonic() > deadline:
            last = f"the last one {age:.0f} s ago" if age is not None else "none so far"
            raise TemporaryError(f"The worker on this host has completed no task within {within:.0f} s ({last}).")
        pause(0.5)


def check_scheduler(pulse: Path, *, within: float) -> str:
    """A sentence when the scheduler ticked `within` seconds, TemporaryError otherwise."""
    try:
        age = time.time() - pulse.stat().st_mtime
    except FileNotFoundError:
        raise TemporaryError(f"The scheduler has not started: {pulse} is missing.") from None
    if age > within:
        raise TemporaryError(f"The scheduler's last tick was {age:.0f} s ago.")
    return f"The scheduler ticked {age:.0f} s ago."


def check_web(port: int, *, patience: float) -> str:
    """A sentence when the web server on this host answers, TemporaryError otherwise."""
    import httpx2  # noqa: PLC0415 only this check needs it

    try:
        answer = httpx2.get(f"http://127.0.0.1:{port}/health/web", timeout=patience, trust_env=False)
    except httpx2.HTTPError as error:
        raise TemporaryError(f"The web server does not answer: {error!r}.") from None
    if answer.status_code != httpx2.codes.OK:
        raise TemporaryError(f"The web server answers {answer.status_code}: {answer.text[:200]}")
    return "The web server answers."
