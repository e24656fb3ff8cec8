"""Commands about articles: taking them in, translating, publishing, and a person's decisions."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, TextIO

import click

from worker.core.errors import InvalidInputError, VietwireError
from worker.core.model import Grade, State

if TYPE_CHECKING:
    from rich.console import Console

    from worker.adapters.store import Record
    from worker.bootstrap import Services
    from worker.services.intake import Report
    from worker.services.translation import Done
    from worker.settings import Settings

SAMPLES = "samples"
"""The source in `config/sources.toml` that `demo` reads."""


def _services() -> Services:
    from worker import bootstrap

    return bootstrap.services()


def _console() -> Console:
    from rich.console import Console

    return Console(stderr=False)


@click.command()
@click.argument("sources", nargs=-1)
@click.option("--force", is_flag=True, help="Even if the source is not due yet.")
@click.pass_obj
def poll(settings: Settings, sources: tuple[str, ...], force: bool) -> None:  # noqa: FBT001 click passes options so
    """Read SOURCES now (all that are due when none is named) and keep what is new.

    \b
    Example:
      vietwire poll samples --force
    """  # noqa: D301 \b keeps click from joining the lines
    services = _services()
    names = list(sources) or services.intake.due()
    failed = False
    for name in names:
        try:
            report = services.intake.poll(name, force=force or bool(sources))
        except VietwireError as error:
            failed = True
            click.echo(f"{name}: {error}", err=True)
            continue
        _tell(name, report)
        _nudge(settings, report)
    if not names:
        click.echo("No source is due.")
    if failed:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("file", type=click.File("rb"))
@click.pass_obj
def ingest(settings: Settings, file: TextIO) -> None:
    """Take in pushed articles from a JSON FILE (- for standard input): one article or a list.

    The same format and the same checks as POST /api/articles. Exits with 1 if any article was refused.

    \b
    Example:
      vietwire ingest articles.json
    """  # noqa: D301 \b keeps click from joining the lines
    try:
        payload = json.loads(file.read())
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(f"{file.name} is not JSON: {error}.") from None
    report = _services().intake.ingest(payload)
    _tell(file.name, report)
    _nudge(settings, report)
    if report.rejects:
        raise click.exceptions.Exit(1)


def _tell(name: str, report: Report) -> None:
    counts = {outcome: 0 for outcome in ("new", "changed", "same", "withdrawn")}
    for one in report.accepted:
        counts[one.saved.outcome] += 1
    said = ", ".join(f"{number} {outcome}" for outcome, number in counts.items() if number)
    click.echo(f"{name}: {report.note or said or 'nothing'}")
    for reject in report.rejects:
        click.echo(f"  refused {reject.guid or '(no guid)'}: {reject.reason}", err=True)


def _nudge(settings: Settings, report: Report) -> None:
    """Tell the translators of a running line; without a broker the next start or sweep finds the articles."""
    if settings.embedded or not report.ids:
        return
    from kombu.exceptions import OperationalError

    from worker import tasks
    from worker.app import configure

    configure(settings)
    try:
        tasks.translate_soon(list(report.ids))
    except OperationalError as error:
        click.echo(f"Kept, but the broker does not answer ({error}); the sweeper will find the articles.", err=True)


@click.command()
@click.pass_obj
def demo(settings: Settings) -> None:
    """Translate the sample articles and publish them, without a server; a second time nothing is translated again.

    \b
    Example:
      vietwire demo
    """  # noqa: D301 \b keeps click from joining the lines
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from worker.alone import alone

    services = _services()
    with alone(settings.data_dir / "run.lock", "Vietwire"):
        services.upkeep.start_over()
        _tell(SAMPLES, services.intake.poll(SAMPLES, force=True))
        waiting = services.ledger.pace(now=_now()).waiting
        done: list[tuple[Done, float]] = []
        columns = (TextColumn("Translating"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, transient=False, disable=not waiting) as bar:
            task = bar.add_task("", total=waiting)
            for batch, seconds in _translated(services):
                done += [(one, seconds / len(batch)) for one in batch]
                bar.advance(task, len(batch))
        services.publication.publish()
    _summary(services, done)


def _now():  # noqa: ANN202 pending
    from worker.bootstrap import now

    return now()
