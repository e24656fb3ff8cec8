"""The `vietwire` command."""

from __future__ import annotations

import os
from pathlib import Path

import click

from worker import __version__, cli_articles, cli_glossary, cli_models, cli_review, cli_run, cli_status
from worker.cli_group import Commands


@click.group(cls=Commands)
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Configuration file; default: $VIETWIRE_CONFIG, then config/vietwire.toml.",
)
@click.version_option(__version__, prog_name="vietwire")
@click.pass_context
def main(ctx: click.Context, config: Path | None) -> None:
    """Vietnamese news in English feeds, translated offline.

    \b
    Examples:
      vietwire demo          translate the sample articles and publish them
      vietwire run           everything in one process, on http://127.0.0.1:8080/
      vietwire status        what waits, what is held, how the sources fare

    Exit codes: 0 done, 1 failed, 2 wrong words, 75 try again later, 78 wrong setting.
    """  # noqa: D301 \b keeps click from joining the lines
    from worker import bootstrap
    from worker.observe import set_up_logging
    from worker.settings import CONFIG_VARIABLE, load_settings

    if config is not None:
        os.environ[CONFIG_VARIABLE] = str(config)  # for the processes that this one starts
    settings = load_settings()
    # A command that a person waits for answers by itself; its log is for when something is wrong.
    set_up_logging(settings.log, quiet=ctx.invoked_subcommand not in cli_run.LASTING)
    bootstrap.use(settings)
    ctx.obj = settings


for module in (cli_run, cli_articles, cli_review, cli_status):
    for command in module.COMMANDS:
        main.add_command(command)
main.add_command(cli_glossary.glossary)
main.add_command(cli_models.models)
