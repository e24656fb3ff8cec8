"""Logs for people or machines, without secrets; and every metric, declared once."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

import structlog
from prometheus_client.core import GaugeMetricFamily

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping
    from datetime import datetime

    from prometheus_client.core import Metric

    from worker.adapters.ledger import Ledger
    from worker.settings import LogSection

SECRET_KEYS = ("token", "password", "authorization", "secret", "url_with_password")


def set_up_logging(settings: LogSection, *, quiet: bool = False) -> None:
    """Send all logs, the libraries' included, to standard error for people or as JSON; `quiet`: only warnings."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(logging.getLevelNamesMapping()[settings.level.upper()], logging.WARNING if quiet else 0))
    for chatty in ("httpx2", "httpcore2", "alembic", "trafilatura", "htmldate", "kombu", "amqp"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))


def hide_secrets(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank the values of keys that name a secret, whoever logged them."""
    for key in event:
        if any(secret in key.lower() for secret in SECRET_KEYS):
            event[key] = "(hidden)"
    return event


class DatabaseMetrics:
    """Metrics read from the database when asked, so that they are true whichever process answers."""

    def __init__(self, ledger: Ledger, queues: Iterable[str], clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._queues = tuple(queues)
        self._clock = clock

    def collect(self) -> Iterable[Metric]:
        """One sample family a metric."""
        now = self._clock()
        articles = GaugeMetricFamily("vietwire_articles", "Articles by state.", labels=["state"])
        for state, number in self._ledger.counts().items():
            articles.add_metric([state], number)
        yield articles
        pace = self._ledger.pace(now=now)
        yield GaugeMetricFamily(
            "vietwire_settled_per_minute", "Articles translated, held or failed a minute.", value=pace.per_minute
        )
        waited = (now - pace.oldest_waiting).total_seconds() if pace.oldest_waiting else 0
        yield GaugeMetricFamily("vietwire_oldest_waiting_seconds", "Age of the oldest waiting article.", value=waited)
        beats = GaugeMetricFamily("vietwire_heartbeat_age_seconds", "Since a canary task completed.", labels=["queue"])
        for queue in self._queues:
            if beat := self._ledger.last_beat(queue):
                beats.add_metric([queue], (now - beat).total_seconds())
        yield beats
        failing = GaugeMetricFamily("vietwire_source_failures", "Failed polls in a row.", labels=["source"])
        for source in self._ledger.all_sources():
            failing.add_metric([source.name], source.failures)
        yield failing
