"""Commands that look: what waits, what is wrong, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import datetime


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def status(as_json: bool) -> None:  # noqa: FBT001 click passes options so
    """Show articles by state, queues, sources with their last poll and error, pace, and time to clear what waits.

    \b
    Example:
      vietwire status
    """  # noqa: D301 \b keeps click from joining the lines
    import json

    from worker import bootstrap
    from worker.services.status import survey

    found = survey(bootstrap.services(), now=bootstrap.now())
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=2, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    table = Table("articles", *found.counts)
    table.add_row("", *(str(number) for number in found.counts.values()))
    console.print(table)
    console.print(
        f"{found.per_minute:.1f} articles a minute in the last {found.window_minutes:.0f} minutes; "
        f"{found.waiting} wait" + (f", cleared in about {found.clear_in}." if found.waiting else ".")
    )
    table = Table("queue", "messages", "last task completed")
    for queue in found.queues:
        table.add_row(queue.name, "?" if queue.length is None else str(queue.length), _ago(queue.last_beat, found.now))
    console.print(table)
    table = Table("source", "articles", "last poll", "next poll", "last error")
    for source in found.sources:
        state = source.state
        table.add_row(
            source.name if source.enabled else f"{source.name} (off)",
            str(source.articles),
            _ago(state.last_poll, found.now),
            _ago(state.next_poll, found.now),
            escape(source.remark),
        )
    console.print(table)
    if found.rejects:
        table = Table("refused entry", "source", "when", "reason")
        for reject in found.rejects:
            table.add_row(escape(reject.guid[:60]), reject.source, _ago(reject.seen, found.now), escape(reject.reason))
        console.print(table)
    if found.broker_error:
        console.print(f"[red]{escape(found.broker_error)}[/red]")


def _ago(when: datetime | None, now: datetime) -> str:
    if when is None:
        return "-"
    seconds = (now - when).total_seconds()
    size = abs(seconds)
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if size >= length:
            text = f"{size / length:.0f} {unit}"
            break
    else:
        text = f"{size:.0f} s"
    return f"{text} ago" if seconds >= 0 else f"in {text}"


@click.command()
def doctor() -> None:
    """Check model, database, broker, disk, clock and sources, and say what to do about each fault.

    Exits with 1 if something needs doing.

    \b
    Example:
      vietwire doctor
    """  # noqa: D301 \b keeps click from joining the lines
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from worker import bootstrap
    from worker.services.diagnosis import examine

    table = Table("", "part", "finding")
    faults = 0
    for part, fine, finding in examine(bootstrap.services(), now=bootstrap.now()):
        faults += not fine
        table.add_row("[green]ok[/green]" if fine else "[red]fix[/red]", part, escape(finding))
    Console().print(table)
    if faults:
        raise click.exceptions.Exit(1)


COMMANDS = (status, doctor)
