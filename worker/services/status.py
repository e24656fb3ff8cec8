"""What the line is doing: gathered once, shown by the command, ready for machines."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from worker.app import QUEUES, configure

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from worker.adapters.ledger import Rejected, SourceState
    from worker.bootstrap import Services

NEWEST_REJECTS = 10


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """A queue, its messages (None where the broker cannot be asked) and its last sign of life."""

    name: str
    length: int | None
    last_beat: datetime | None


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source of the configuration and what is known of it."""

    name: str
    enabled: bool
    articles: int
    remark: str
    state: SourceState


@dataclass(frozen=True, slots=True)
class Status:
    """Everything `vietwire status` shows."""

    now: datetime
    counts: dict[str, int]
    per_minute: float
    window_minutes: float
    waiting: int
    clear_in: str
    queues: tuple[QueueStatus, ...]
    sources: tuple[SourceStatus, ...]
    rejects: tuple[Rejected, ...]
    broker_error: str

    def as_json(self) -> dict[str, Any]:
        """Plain values, times in ISO 8601."""
        return _plain(asdict(self))  # type: ignore[no-any-return]


def survey(services: Services, *, now: datetime) -> Status:
    """Look at database and broker; a broker that does not answer is part of the answer."""
    ledger = services.ledger
    pace = ledger.pace(now=now)
    lengths, broker_error = _queue_lengths(services)
    states = {state.name: state for state in ledger.all_sources()}
    articles = ledger.counts_by_source()
    found = []
    for source in services.sources.values():
        state = states.get(source.name) or ledger.source(source.name)
        remark = state.last_error or (f"moved to {state.moved_to}: change sources.toml" if state.moved_to else "")
        found.append(SourceStatus(source.name, source.enabled, articles.get(source.name, 0), remark, state))
    return Status(
        now=now,
        counts={state.value: number for state, number in ledger.counts().items()},
        per_minute=pace.per_minute,
        window_minutes=pace.window.total_seconds() / 60,
        waiting=pace.waiting,
        clear_in=_rough(pace.to_clear),
        queues=tuple(QueueStatus(name, lengths.get(name), ledger.last_beat(name)) for name in QUEUES),
        sources=tuple(found),
        rejects=tuple(ledger.rejected(limit=NEWEST_REJECTS)),
        broker_error=broker_error,
    )


def _queue_lengths(services: Services) -> tuple[dict[str, int], str]:
    """Messages in each queue; the in-memory broker's are known to its own process only."""
    if services.settings.embedded:
        return {}, ""
    try:
        with configure(services.settings).connection_for_write(connect_timeout=5) as connection:
            connection.ensure_connection(max_retries=1)
            channel = connection.default_channel
            return {name: channel._size(name) for name in QUEUES}, ""  # noqa: SLF001 kombu's only way to ask a length
    except Exception as error:  # noqa: BLE001 each transport has its own errors; all mean the same here
        return {}, f"The broker does not answer: {error}."


def _rough(time: timedelta | None) -> str:
    if time is None:
        return "an unknown time: nothing was finished lately"
    minutes = time.total_seconds() / 60
    return f"{minutes / 60:.1f} hours" if minutes >= 120 else f"{max(minutes, 1):.0f} min"  # noqa: PLR2004 two hours


def _plain(value: Any) -> Any:  # noqa: ANN401 any value of a dataclass
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
