"""The Celery app: queues, schedule, and how it talks to its broker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from celery import Celery
from celery.signals import setup_logging, worker_process_init
from kombu.entity import Queue

from worker.observe import set_up_logging

if TYPE_CHECKING:
    from worker.settings import Settings

QUEUES = ("fetch", "translate", "publish")
VISIBILITY_TIMEOUT = 3600
"""Seconds after which Redis hands an unacknowledged message out again; every task's limit lies below it."""
TASK_LIMIT = 1500

ROUTES = {
    "vietwire.poll_due": {"queue": "fetch"},
    "vietwire.poll_source": {"queue": "fetch"},
    "vietwire.ingest_article": {"queue": "fetch"},
    "vietwire.sweep": {"queue": "fetch"},
    "vietwire.translate": {"queue": "translate"},
    "vietwire.publish": {"queue": "publish"},
    "vietwire.ping_hub": {"queue": "publish"},
}

app = Celery("vietwire", include=["worker.tasks"])


def configure(settings: Settings) -> Celery:
    """Bind the app to these settings; call once a process, before anything is sent or consumed."""
    url = settings.broker.url.get_secret_value()
    options: dict[str, object] = {"visibility_timeout": VISIBILITY_TIMEOUT}
    if settings.embedded:
        # Celery's in-memory queues are polled; the default pause of a second would be paid at every task.
        options = {"polling_interval": 0.02}
        url = "memory://localhost//"  # kombu warns of one without a host
    app.conf.update(
        broker_url=url,
        broker_transport_options=options,
        broker_connection_retry_on_startup=True,
        broker_pool_limit=4,
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_time_limit=TASK_LIMIT,
        task_soft_time_limit=TASK_LIMIT - 60,
        task_queues=[Queue(name) for name in QUEUES],
        task_default_queue="fetch",
        task_routes=ROUTES,
        task_create_missing_queues=True,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=not settings.embedded,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        beat_schedule=_schedule(settings),
        beat_max_loop_interval=5,
        timezone="UTC",
    )
    return app


def _schedule(settings: Settings) -> dict[str, dict[str, object]]:
    """Every entry expires before its next turn, so that a scheduler's backlog never piles up."""
    every = settings.schedule
    jobs: dict[str, tuple[str, float, dict[str, object]]] = {
        "poll due sources": ("vietwire.poll_due", every.poll, {}),
        "sweep": ("vietwire.sweep", every.sweep, {}),
        "publish": ("vietwire.publish", every.publish, {}),
    }
    for queue in QUEUES:
        jobs[f"canary {queue}"] = ("vietwire.canary", every.canary, {"args": [queue], "queue": queue})
    schedule: dict[str, dict[str, object]] = {}
    for name, (task, seconds, extra) in jobs.items():
        options: dict[str, object] = {"expires": seconds}
        if "queue" in extra:
            options["queue"] = extra["queue"]
        schedule[name] = {"task": task, "schedule": seconds, "args": extra.get("args", []), "options": options}
    return schedule


@setup_logging.connect
def _keep_our_logging(**_kwargs: object) -> None:
    """Celery leaves logging alone when something listens here."""


@worker_process_init.connect
def _after_fork(**_kwargs: object) -> None:
    """A forked child opens its own database connections and its own model."""
    from worker import bootstrap  # noqa: PLC0415 the adapters meet there, and only workers need them

    bootstrap.forget()
    set_up_logging(bootstrap.settings().log)
