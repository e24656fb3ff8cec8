"""Commands about articles: taking them in, translating, publishing, and a person's decisions."""

from __future__ import annotations

import json
from time import perf_counter
from typing import IO, TYPE_CHECKING

import click

from worker.core.errors import InvalidInputError, VietwireError
from worker.core.model import Grade, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from worker.bootstrap import Services
    from worker.services.intake import Report
    from worker.services.translation import Done
    from worker.settings import Settings

DEMO_BATCH = 2
"""Articles translated together: few, so that the bar moves."""
SAMPLES = "bao-mau"
"""The source in `config/sources.toml` that `demo` reads."""


def _services() -> Services:
    from worker import bootstrap

    return bootstrap.services()


def _console() -> Console:
    from rich.console import Console

    return Console()


def escape(text: str) -> str:
    """Text that may hold square brackets, for rich's markup."""
    from rich.markup import escape as rich_escape

    return rich_escape(text)


@click.command()
@click.argument("sources", nargs=-1)
@click.option("--force", is_flag=True, help="Even if the source is not due yet.")
@click.pass_obj
def poll(settings: Settings, sources: tuple[str, ...], force: bool) -> None:  # noqa: FBT001 click passes options so
    """Read SOURCES now (all that are due when none is named) and keep what is new.

    \b
    Example:
      vietwire poll bao-mau --force
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
        nudge(settings, report.ids)
    if not names:
        click.echo("No source is due.")
    if failed:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("file", type=click.File("rb"))
@click.pass_obj
def ingest(settings: Settings, file: IO[bytes]) -> None:
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
    nudge(settings, report.ids)
    if report.rejects:
        raise click.exceptions.Exit(1)


def _tell(name: str, report: Report) -> None:
    counts = dict.fromkeys(("new", "changed", "same", "withdrawn"), 0)
    for one in report.accepted:
        counts[one.saved.outcome] += 1
    said = ", ".join(f"{number} {outcome}" for outcome, number in counts.items() if number)
    click.echo(f"{name}: {report.note or said or 'nothing'}")
    for reject in report.rejects:
        click.echo(f"  refused {reject.guid or '(no guid)'}: {reject.reason}", err=True)


def nudge(settings: Settings, ids: Sequence[int]) -> None:
    """Tell the translators of a running line; without a broker the next start or sweep finds the articles."""
    if settings.embedded or not ids:
        return
    from kombu.exceptions import OperationalError

    from worker import tasks
    from worker.app import configure

    configure(settings)
    try:
        tasks.translate_soon(list(ids))
    except OperationalError as error:
        click.echo(f"Kept, but the broker does not answer ({error}); the sweeper will find the articles.", err=True)


@click.command()
@click.argument("numbers", nargs=-1, type=int, metavar="[ID]...")
@click.option("--all", "everything", is_flag=True, help="Every failed article.")
@click.option("--held", is_flag=True, help="With --all: the held articles too.")
@click.option("--withdrawn", is_flag=True, help="Bring the named articles back although they were withdrawn.")
@click.pass_obj
def retry(settings: Settings, numbers: tuple[int, ...], everything: bool, held: bool, withdrawn: bool) -> None:  # noqa: FBT001 click passes options so
    """Translate failed or held articles again, as if they were new.

    \b
    Examples:
      vietwire retry 17 18
      vietwire retry --all --held
    """  # noqa: D301 \b keeps click from joining the lines
    from worker.bootstrap import now

    states = [State.FAILED, State.HELD] if held or numbers else [State.FAILED]
    if withdrawn and not everything:
        states.append(State.WITHDRAWN)
    store = _services().store
    if everything:
        numbers = tuple(store.identities(states))
    elif not numbers:
        raise click.UsageError("Name articles by their ids, or say --all.")
    done = store.retry(numbers, states=states, now=now())
    click.echo(f"{len(done)} of {len(numbers)} articles go back to the translators.")
    nudge(settings, done)
    for number in sorted(set(numbers) - set(done)):
        click.echo(f"  {number} is neither failed nor held (see `vietwire show {number}`).", err=True)


@click.command()
@click.argument("number", type=int, metavar="ID")
@click.option("--reason", default="", help="Shown in the feeds' tombstone and on the page.")
def withdraw(number: int, reason: str) -> None:
    """Take an article out of all feeds and pages for good; readers are told that it is gone.

    \b
    Example:
      vietwire withdraw 17 --reason "Withdrawn at the publisher's request."
    """  # noqa: D301 \b keeps click from joining the lines
    if not _services().publication.withdraw(number, reason):
        raise InvalidInputError(f"There is no article {number}.")
    click.echo(f"Article {number} is withdrawn.")


@click.command()
@click.argument("number", type=int, metavar="ID")
def show(number: int) -> None:
    """Show an article sentence by sentence, both languages beside each other, with every doubt and its reason.

    \b
    Example:
      vietwire show 17
    """  # noqa: D301 \b keeps click from joining the lines
    from rich.table import Table

    record = _services().store.record(number)
    if record is None:
        raise InvalidInputError(f"There is no article {number}.")
    console = _console()
    console.print(f"[bold]{escape(record.article.title)}[/bold]")
    console.print(
        escape(
            f"{record.state.value}, version {record.revision}, source {record.article.source}, guid "
            f"{record.article.guid}, taken in {record.first_seen:%Y-%m-%d %H:%M} UTC"
        )
    )
    if record.reason:
        console.print(f"[red]{escape(record.reason)}[/red]")
    if record.translation is None:
        return
    table = Table("original", "English", "made by", "doubts", show_lines=True)
    for block in record.translation.blocks:
        for sentence in block.sentences:
            doubts = "\n".join(f"{finding.grade.value}: {finding.detail}" for finding in sentence.verdict.findings)
            colour = {Grade.SURE: "", Grade.DOUBTFUL: "yellow", Grade.HELD: "red"}[sentence.verdict.grade]
            table.add_row(
                escape(sentence.source.text), escape(sentence.target.text), sentence.step, escape(doubts), style=colour
            )
    console.print(table)


@click.command()
def republish() -> None:
    """Write every feed, archive and page anew, from the database; what is unchanged keeps its address and its bytes.

    \b
    Example:
      vietwire republish
    """  # noqa: D301 \b keeps click from joining the lines
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Publishing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as bar:
        task = bar.add_task("", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        published = _services().publication.republish(progress)
    click.echo(f"Done; {published.written} files were written.")


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
    from worker.bootstrap import now

    services = _services()
    with alone(settings.data_dir / "run.lock", "Vietwire"):
        if settings.embedded:  # otherwise translators elsewhere may be at work
            services.upkeep.start_over()
        services.glossary.refresh()
        _tell(SAMPLES, services.intake.poll(SAMPLES, force=True))
        waiting = services.ledger.pace(now=now()).waiting
        done: dict[int, tuple[Done, float]] = {}
        columns = (TextColumn("Translating"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=_console(), disable=not waiting) as bar:
            task = bar.add_task("", total=waiting)
            began = perf_counter()
            while batch := services.translation.translate(limit=DEMO_BATCH):
                seconds, began = perf_counter() - began, perf_counter()
                sentences = sum(one.sentences for one in batch) or 1
                done |= {one.id: (one, seconds * one.sentences / sentences) for one in batch}
                bar.advance(task, len(batch))
        services.publication.publish()
    _summary(services, done)


def _summary(services: Services, done: Mapping[int, tuple[Done, float]]) -> None:
    """What a newcomer wants to see: each article's fate, and what to open."""
    from rich.table import Table

    from feeds.addresses import feed_path
    from feeds.site import Edition, Feed, Format, Selection

    settings, console = services.settings, _console()
    table = Table("article", "sentences", "seconds", "verdict", "feed")
    new = 0
    for record in services.store.every():
        if record.article.source != SAMPLES:
            continue
        one, seconds = done.get(record.id, (None, 0.0))
        sentences = sum(len(block.sentences) for block in record.translation.blocks) if record.translation else 0
        new += one.sentences - one.remembered if one else 0
        published = record.state is State.PUBLISHED and record.translation is not None
        table.add_row(
            escape(record.translation.title if record.translation else record.article.title),
            str(sentences),
            f"{seconds:.1f}" if one else "-",
            record.translation.verdict.grade.value if record.translation else record.state.value,
            "yes" if published else f"no: {escape(record.reason)}",
        )
    console.print(table)
    console.print(f"{new} sentences were translated." if new else "Nothing had to be translated: all of it was there.")
    everything = Selection()
    index = settings.public_dir / "index.html"
    feeds = [
        settings.public_dir / feed_path(Feed(everything, Edition.FULL, form)) for form in (Format.RSS, Format.ATOM)
    ]
    click.echo("Open in a browser:      " + str(index))
    for path in feeds:
        click.echo("Open in a feed reader:  " + str(path))
    click.echo("Or serve them:          make run, then http://127.0.0.1:8080/")


COMMANDS = (poll, ingest, demo, show, retry, withdraw, republish)
