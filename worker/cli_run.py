"""The long-running commands: everything in one process, or one part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from worker.core.errors import ConfigurationError

if TYPE_CHECKING:
    from worker.settings import Settings

QUEUES = ("fetch", "translate", "publish")
PULSE = "scheduler.pulse"


def _with_server(settings: Settings, host: str | None, port: int | None) -> Settings:
    """The settings with what the command line says of the server."""
    said = {key: value for key, value in (("host", host), ("port", port)) if value is not None}
    return settings.model_copy(update={"server": settings.server.model_copy(update=said)})


@click.command()
@click.option("--host", help="Address to listen on; default: [server] host.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; default: [server] port.")
@click.pass_obj
def run(settings: Settings, host: str | None, port: int | None) -> None:
    """Poll, translate, publish and serve, in one process.

    A real Celery worker, the schedule and the web server, on SQLite and Celery's in-memory broker. Ctrl-C stops it;
    what was under way goes on at the next start.

    \b
    Example:
      vietwire run --port 9000
    """  # noqa: D301 \b keeps click from joining the lines
    from worker import bootstrap, embedded
    from worker.alone import alone
    from worker.app import configure

    if not settings.embedded:
        raise ConfigurationError(
            '`vietwire run` is for the in-memory broker ([broker] url = "memory://"); with another broker start '
            "`vietwire worker`, `vietwire scheduler` and `vietwire serve`."
        )
    settings = _with_server(settings, host, port)
    with alone(settings.data_dir / "run.lock", "`vietwire run`"):
        bound = embedded.listen(settings.server)
        services = bootstrap.use(settings)
        app = configure(settings)
        services.upkeep.start_over()
        services.glossary.refresh()
        where, real_port = bound.getsockname()[:2]
        click.echo(f"Vietwire is at http://{where}:{real_port}/ (Ctrl-C stops it)", err=True)
        embedded.run(app, services, bound)


@click.command()
@click.argument("queues", nargs=-1, type=click.Choice(QUEUES))
@click.option("--concurrency", type=click.IntRange(1), default=1, show_default=True, help="Tasks at once.")
@click.pass_obj
def worker(settings: Settings, queues: tuple[str, ...], concurrency: int) -> None:
    """Work on QUEUES (fetch, translate, publish; all when none is named) of a Redis broker.

    Translators need no network but database and broker. Keep `--concurrency 1` for the queue translate: the engine
    uses every core by itself.

    \b
    Example:
      vietwire worker translate
    """  # noqa: D301 \b keeps click from joining the lines
    from worker import bootstrap
    from worker.app import configure
    from worker.health import host_queue

    _need_a_broker(settings)
    app = configure(settings)
    services = bootstrap.services()
    services.database.dispose()  # migrated before the first task; no connection is carried through the fork
    if "translate" in queues or not queues:
        services.translator  # noqa: B018 says at once when no model is installed; the model itself is loaded after the fork
    app.worker_main(
        [
            "worker",
            f"--queues={','.join([*(queues or QUEUES), host_queue()])}",
            f"--concurrency={concurrency}",
            f"--loglevel={settings.log.level}",
            "--without-gossip",
            "--without-mingle",
        ]
    )


@click.command()
@click.pass_obj
def scheduler(settings: Settings) -> None:
    """Send the regular tasks: polls, sweeps, health checks. One is enough; a second one does no harm.

    \b
    Example:
      vietwire scheduler
    """  # noqa: D301 \b keeps click from joining the lines
    import signal
    from contextlib import suppress

    from celery.beat import Service

    from worker import bootstrap
    from worker.app import configure
    from worker.schedule import BeatingScheduler

    _need_a_broker(settings)
    bootstrap.services().glossary.refresh()  # the first sweep finds what goes back
    BeatingScheduler.pulse = settings.data_dir / PULSE
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        Service(configure(settings), scheduler_cls=BeatingScheduler).start()


@click.command()
@click.option("--host", help="Address to listen on; default: [server] host.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; default: [server] port.")
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None) -> None:
    """Serve the public folder, the API for pushed articles, health and metrics.

    \b
    Example:
      vietwire serve --port 9000
    """  # noqa: D301 \b keeps click from joining the lines
    from worker import bootstrap, embedded
    from worker.app import configure

    settings = _with_server(settings, host, port)
    bound = embedded.listen(settings.server)
    services = bootstrap.use(settings)
    configure(settings)
    where, real_port = bound.getsockname()[:2]
    click.echo(f"Serving {settings.public_dir} at http://{where}:{real_port}/ (Ctrl-C stops it)", err=True)
    embedded.serve(services, bound)


@click.command()
@click.argument("part", type=click.Choice(["worker", "scheduler", "web"]))
@click.option("--within", default=240.0, show_default=True, help="Seconds within which work must have been done.")
@click.option("--patience", default=8.0, show_default=True, help="Seconds to wait for an answer.")
@click.pass_obj
def health(settings: Settings, part: str, within: float, patience: float) -> None:
    """Prove that the worker, scheduler or web server on this host does its work; made for container health checks.

    \b
    Example:
      vietwire health worker
    """  # noqa: D301 \b keeps click from joining the lines
    from time import sleep

    from worker import bootstrap, health
    from worker.app import configure

    if part == "scheduler":
        said = health.check_scheduler(settings.data_dir / PULSE, within=within)
    elif part == "web":
        said = health.check_web(settings.server.port, patience=patience)
    else:
        _need_a_broker(settings)
        configure(settings)
        said = health.check_worker(bootstrap.services(), patience=patience, within=within, pause=sleep)
    click.echo(said)


def _need_a_broker(settings: Settings) -> None:
    if settings.embedded:
        raise ConfigurationError(
            "Several processes need a broker between them: set VIETWIRE_BROKER__URL=redis://host:6379/0, "
            "or start everything in one process with `vietwire run`."
        )


LASTING = ("run", "worker", "scheduler", "serve")
COMMANDS = (run, worker, scheduler, serve, health)
