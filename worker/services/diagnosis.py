"""`vietwire doctor`: each part is tried for real, and each fault comes with what to do."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from worker.adapters.database import writing
from worker.adapters.ledger import SourceState
from worker.app import configure
from worker.core.errors import VietwireError
from worker.core.model import Decoding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from worker.bootstrap import Services

ROOM = 1_000_000_000
"""Free bytes under which a disk is called full."""
PROBE = "Xin chào các bạn."


class Finding(NamedTuple):
    """One line of the doctor's report."""

    part: str
    fine: bool
    text: str


def examine(services: Services, *, now: datetime) -> Iterator[Finding]:
    """Try every part in turn; one that is broken never hides the others."""
    checks: list[tuple[str, Callable[[], tuple[bool, str]]]] = [
        ("configuration", lambda: _configuration(services)),
        ("database", lambda: _database(services)),
        ("model", lambda: _model(services)),
        ("broker", lambda: _broker(services)),
        ("disk", lambda: _disk(services)),
        ("clock", lambda: _clock(services, now)),
    ]
    for part, check in checks:
        try:
            fine, text = check()
        except (VietwireError, OSError) as error:
            fine, text = False, str(error)
        yield Finding(part, fine, text)
    yield from _sources(services, now)


def _configuration(services: Services) -> tuple[bool, str]:
    site = services.site
    if site.authority.endswith(".example"):
        return True, (
            "Readable. Before publishing for the world set [site] authority to a domain of yours: it is part of every "
            "article's identifier and must not change later."
        )
    return True, "Readable."


def _database(services: Services) -> tuple[bool, str]:
    with writing(services.database) as connection:
        connection.execute(sa.text("SELECT 1"))
        kind = connection.dialect.name
    return True, f"{kind} answers and can be written."


def _model(services: Services) -> tuple[bool, str]:
    found = services.translator.translate([PROBE], Decoding(beam_size=1))[0]
    return bool(found.text), f"{services.translator.name} translates '{PROBE}' as '{found.text}'."


def _broker(services: Services) -> tuple[bool, str]:
    if services.settings.embedded:
        return True, "In memory, inside `vietwire run`."
    app = configure(services.settings)
    try:
        with app.connection_for_write(connect_timeout=5) as connection:
            connection.ensure_connection(max_retries=1)
            client = getattr(connection.default_channel, "client", None)
            if client is None:
                return True, "Answers."
            policy = client.config_get("maxmemory-policy").get("maxmemory-policy")
            persistent = client.config_get("appendonly").get("appendonly")
    except Exception as error:  # noqa: BLE001 each transport has its own errors; all mean the same here
        return False, f"Does not answer ({error}); start Redis or correct VIETWIRE_BROKER__URL."
    if policy != "noeviction":
        return False, f"Answers, but may drop messages: set maxmemory-policy to noeviction (it is {policy})."
    if persistent != "yes":
        return True, "Answers. It keeps nothing on disk (appendonly is off): after its restart the sweeper must help."
    return True, "Answers, keeps its queue on disk, never drops a message."


def _disk(services: Services) -> tuple[bool, str]:
    settings = services.settings
    poor = []
    for folder in (settings.data_dir, settings.public_dir, settings.models_dir):
        free = shutil.disk_usage(_existing(folder)).free
        if free < ROOM:
            poor.append(f"{folder} has only {free / 1e6:.0f} MB left: make room or move it ([paths])")
    return not poor, "; ".join(poor) + "." if poor else "There is room for data, public files and models."


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


def _clock(services: Services, now: datetime) -> tuple[bool, str]:
    """Against the database server's clock where there is one; a file cannot tell."""
    if services.database.dialect.name != "postgresql":
        plausible = now > datetime(2026, 1, 1, tzinfo=UTC)
        return plausible, f"It is {now:%Y-%m-%d %H:%M} UTC." if plausible else "The clock is in the past; set it (NTP)."
    with writing(services.database) as connection:
        theirs: datetime = connection.execute(sa.text("SELECT now()")).scalar_one()
    apart = abs(theirs - now)
    fine = apart < timedelta(seconds=30)
    return fine, f"{apart.total_seconds():.1f} s from the database's." + (
        "" if fine else " Claims need clocks: run NTP."
    )


def _sources(services: Services, now: datetime) -> Iterator[Finding]:
    try:
        sources = services.sources
        states = {state.name: state for state in services.ledger.all_sources()}
    except (VietwireError, OSError) as error:
        yield Finding("sources", fine=False, text=str(error))
        return
    enabled = [source for source in sources.values() if source.enabled]
    if not enabled:
        yield Finding("sources", fine=False, text="None is enabled: set enabled = true for one in config/sources.toml.")
    for source in enabled:
        state = states.get(source.name) or SourceState(source.name)
        if state.gone:
            text = "The publisher says it is gone for good (410): correct or disable it in sources.toml."
        elif state.failures:
            text = f"{state.failures} polls failed in a row, the last one with: {state.last_error}"
        elif state.last_success and now - state.last_success > timedelta(seconds=5 * source.poll_interval):
            text = "Not polled for a long time: is `vietwire run` or the scheduler running?"
        else:
            yield Finding(f"source {source.name}", fine=True, text="Fine." if state.last_success else "Not polled yet.")
            continue
        yield Finding(f"source {source.name}", fine=False, text=text)
