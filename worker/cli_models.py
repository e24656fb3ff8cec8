"""`vietwire models`: listing, installing, verifying and probing model packages."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import click

from worker.cli_group import Commands

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import Console

    from worker.adapters.package_catalogue import Listing
    from worker.adapters.packages import Installed, Packages, Progress
    from worker.core.probe import Probed


class Places(Protocol):
    """What these commands need of the settings."""

    @property
    def models_dir(self) -> Path:
        """Where packages are installed."""

    @property
    def models_catalogue(self) -> Path:
        """The file that describes the known packages."""

    @property
    def base_dir(self) -> Path:
        """What relative paths in the catalogue start from."""


@click.group(cls=Commands)
def models() -> None:
    """List, install, verify and probe the translation models.

    \b
    Example:
      vietwire models list
    """  # noqa: D301 - \b keeps click from joining the lines


@models.command("list")
@click.pass_obj
def list_(places: Places) -> None:
    """Show the packages that are known and those that are installed.

    The first installed package for a language pair is the one that translates.

    \b
    Example:
      vietwire models list
    """  # noqa: D301 - \b keeps click from joining the lines
    from rich.table import Table

    packages = _packages(places)
    installed = {package.name: package for package in packages.installed()}
    table = Table("package", "languages", "version", "size", "installed", "licence")
    for name, listing in packages.catalogue.items():
        table.add_row(
            name,
            f"{listing.from_code} → {listing.to_code}",
            listing.version,
            _megabytes(listing.size),
            _state(installed[name].metadata.version, listing) if name in installed else "no",
            listing.licence,
        )
    for name, package in installed.items():
        if name not in packages.catalogue:
            pair = f"{package.metadata.from_code} → {package.metadata.to_code}"
            table.add_row(name, pair, package.metadata.version, _megabytes(package.size), "yes", "not in the catalogue")
    _console().print(table)


@models.command()
@click.argument("package", required=False)
@click.option("--sha256", default="", metavar="HEX", help="What the archive's sha256 must be, if it is not listed.")
@click.option("--no-probe", is_flag=True, help="Do not measure what the package is like; see `vietwire models probe`.")
@click.pass_obj
def install(places: Places, package: str | None, sha256: str, *, no_probe: bool) -> None:
    """Install PACKAGE: a name from the list, an http address, or a file.

    Without PACKAGE, install the one that ships with Vietwire. A download that breaks off goes on where it stopped
    when the command is given again. Installing what is there already changes nothing. A new package is probed once.

    \b
    Examples:
      vietwire models install opus-mt-vi_en
      vietwire models install ./my-model.argosmodel --sha256 0123...
    """  # noqa: D301 - \b keeps click from joining the lines
    from worker.adapters.probe_file import read_probe

    packages = _packages(places)
    wanted = [package] if package else [name for name, listing in packages.catalogue.items() if listing.bundled]
    if not wanted:
        raise click.UsageError("No package ships with this copy of Vietwire: give a name from `vietwire models list`.")
    for name in wanted:
        with _progress_bar(name) as progress:
            done = packages.install(name, sha256=sha256, progress=progress)
        verb = "Installed" if done.changed else "Already installed, and intact:"
        click.echo(f"{verb} {done.package.name} ({done.package.metadata.title}) in {done.package.path}")
        if not done.proven:
            click.echo(f"Nobody vouches for this archive; its sha256 {done.sha256} was recorded.", err=True)
        listing = packages.catalogue.get(done.package.name)
        if listing and done.changed:
            click.echo(f"Licence: {listing.licence}. Credit: {listing.attribution}.")
        if not no_probe and _speaks_vietnamese(done.package) and read_probe(done.package) is None:
            click.echo(_in_short(_probed(done.package)))


@models.command()
@click.argument("package", required=False)
@click.pass_obj
def verify(places: Places, package: str | None) -> None:
    """Compute the sha256 of every installed file and compare it with what was installed.

    Without PACKAGE, verify all of them. Exits with 1 if anything is wrong.

    \b
    Example:
      vietwire models verify opus-mt-vi_en
    """  # noqa: D301 - \b keeps click from joining the lines
    packages = _packages(places)
    names = [package] if package else packages.names()
    if not names:
        raise click.ClickException("No model package is installed: run `vietwire models install`.")
    damaged = False
    for name in names:
        problems = packages.verify(name)
        damaged = damaged or bool(problems)
        click.echo(f"{name}: {'damaged' if problems else 'intact'}")
        for problem in problems:
            click.echo(f"  {problem}")
    if damaged:
        raise click.ClickException("Install the damaged packages again with `vietwire models install NAME`.")


@models.command("probe")
@click.argument("package", required=False)
@click.pass_obj
def probe_(places: Places, package: str | None) -> None:
    """Measure which placeholders PACKAGE copies and how sure it usually is, and keep the figures with it.

    A name that a sentence loses is tried once more behind such a placeholder, if the package copies nearly all of a
    kind. A sentence of which the package is far less sure than of ordinary news is doubted. Without PACKAGE, probe all
    that translate from Vietnamese. A translator takes the figures up when it starts.

    \b
    Example:
      vietwire models probe opus-mt-vi_en
    """  # noqa: D301 - \b keeps click from joining the lines
    from rich.table import Table

    packages = _packages(places)
    if package and package not in packages.names():
        raise click.ClickException(
            f"The model package {package} is not installed: run `vietwire models install {package}`."
        )
    chosen = [each for each in packages.installed() if package in {None, each.name} and _speaks_vietnamese(each)]
    if not chosen:
        raise click.ClickException("No package from Vietnamese is there to probe: see `vietwire models list`.")
    for each in chosen:
        probed = _probed(each)
        table = Table("placeholders", "such as", "copied", "used", title=f"{each.name} ({each.metadata.title})")
        for rate in probed.rates:
            copied = f"{rate.copied} of {rate.asked} ({rate.rate:.0%})"
            table.add_row(
                rate.form, " ".join(rate.tokens[:3]), copied, "yes" if rate.tokens == probed.placeholders else "no"
            )
        _console().print(table)
        scores = probed.scores
        click.echo(f"Ordinary news scores {scores.mean:.2f} a token on average, give or take {scores.spread:.2f}.")


def _probed(package: Installed) -> Probed:
    """What the package is like, measured now and kept with it."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from worker.adapters.argos import Engine
    from worker.adapters.probe_file import write_probe
    from worker.core.check import Policy
    from worker.core.probe import probe

    console = _console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        bar.add_task(f"probe {package.name}", total=None)
        policy = Policy()
        probed = probe(Engine(package.path), policy.decoding, policy.rewrite)
    write_probe(package, probed)
    return probed


def _in_short(probed: Probed) -> str:
    """One line on what was measured."""
    from worker.core.probe import TRUSTED

    best = probed.rates[0]
    if probed.placeholders:
        return f"Probed: {best.form} ({best.rate:.0%} copied) stand for names that a sentence loses."
    return f"Probed: it copies no placeholder often enough (the best, {best.form}, {best.rate:.0%} of {TRUSTED:.0%})."


def _speaks_vietnamese(package: Installed) -> bool:
    """Whether the probe's sentences are in the language that the package reads."""
    return package.metadata.from_code == "vi"


def _packages(places: Places) -> Packages:
    from worker.adapters.packages import Packages

    return Packages(places.models_dir, places.models_catalogue, places.base_dir)


def _state(version: str, listing: Listing) -> str:
    return "yes" if version == listing.version else f"yes, as {version}"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr)


@contextmanager
def _progress_bar(title: str) -> Iterator[Progress]:
    """A bar on standard error, one a step; nothing where that is not a terminal."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    console = _console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def progress(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(f"{step} {title}", total=None)
            bar.update(tasks[step], completed=done, total=total or None)

        yield progress
