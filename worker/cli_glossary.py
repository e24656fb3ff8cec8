"""Commands about the glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from worker.cli_articles import nudge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.core.glossary_change import GlossaryChange
    from worker.settings import Settings

SHOWN = 20
"""Terms named one by one; of more, their number is told."""


@click.group()
def glossary() -> None:
    """What official terms are called in English (config/glossary.vi-en.csv).

    \b
    Example:
      vietwire glossary apply --dry-run
    """  # noqa: D301 \b keeps click from joining the lines


@glossary.command()
@click.option("--dry-run", is_flag=True, help="Only say which terms changed and how many articles hold them.")
@click.pass_obj
def apply(settings: Settings, dry_run: bool) -> None:  # noqa: FBT001 click passes options so
    """Translate again what a changed glossary concerns: the articles that hold a changed term, and no others.

    `vietwire run` and `vietwire scheduler` do the same when they start. Published articles stay in the feeds until
    their new version is there.

    \b
    Example:
      vietwire glossary apply
    """  # noqa: D301 \b keeps click from joining the lines
    from worker import bootstrap

    service = bootstrap.services().glossary
    found = service.compare() if dry_run else service.refresh()
    if not found.change.terms:
        click.echo("The glossary has not changed since it was last applied.")
        return
    _tell(found.change)
    number = len(found.ids)
    articles = "1 article" if number == 1 else f"{number} articles"
    if dry_run:
        click.echo(f"{articles} would be translated again.")
        return
    click.echo(f"Translated again: {articles}.")
    follow(settings, found.ids)


def follow(settings: Settings, numbers: Sequence[int]) -> None:
    """Tell the translators of articles that go back to them, and a person when that will be seen."""
    if not numbers:
        return
    if settings.embedded:
        seconds = settings.schedule.sweep
        click.echo(f"A running Vietwire takes them up within {seconds:.0f} seconds; otherwise the next start does.")
    nudge(settings, numbers)


def _tell(change: GlossaryChange) -> None:
    for word, terms in (("new", change.added), ("changed", change.changed), ("removed", change.removed)):
        if terms:
            more = f" and {len(terms) - SHOWN} more" if len(terms) > SHOWN else ""
            click.echo(f"{len(terms)} {word}: {', '.join(terms[:SHOWN])}{more}")
