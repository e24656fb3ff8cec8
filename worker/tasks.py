"""The tasks: thin doors with explicit names; ids in, one service call, ids out."""

from __future__ import annotations

from typing import Any

from worker import bootstrap
from worker.app import app
from worker.core.errors import TemporaryError

NUDGES_AT_ONCE = 8
RETRY = {
    "autoretry_for": (TemporaryError,),
    "max_retries": 3,
    "retry_backoff": 5,
    "retry_backoff_max": 300,
    "retry_jitter": True,
}
RETRY_A_DAY = RETRY | {"max_retries": 300}
"""For the one message that is more than a nudge: until the database has it, a pushed article is nowhere else."""


@app.task(name="vietwire.poll_due")
def poll_due() -> list[str]:
    """Send one poll for every source that is due."""
    names = bootstrap.services().intake.due()
    for name in names:
        poll_source.delay(name)
    return names


@app.task(name="vietwire.poll_source")
def poll_source(name: str) -> list[int]:
    """Poll one source; a source that fails is tried again when its schedule says."""
    ids = list(bootstrap.services().intake.poll(name).ids)
    translate_soon(ids)
    return ids


@app.task(name="vietwire.ingest_article", **RETRY_A_DAY)
def ingest_article(payload: Any) -> dict[str, Any]:  # noqa: ANN401 any JSON value; validated by the service
    """Take in one pushed article, or a list; gives ids and refusals."""
    report = bootstrap.services().intake.ingest(payload)
    translate_soon(list(report.ids))
    return report.as_json()


@app.task(name="vietwire.translate", **RETRY)
def translate(ids: list[int]) -> list[int]:
    """Translate a batch of waiting articles, these first; a batch that was not empty asks for the next one."""
    done = [one.id for one in bootstrap.services().translation.translate(ids)]
    if done:
        publish.delay()
        nudge_translators(1)
    return done


@app.task(name="vietwire.publish", **RETRY)
def publish() -> list[str]:
    """Publish everything that is translated."""
    topics = bootstrap.services().publication.publish().topics
    if topics:
        ping_hub.delay(topics)
    return topics


@app.task(name="vietwire.ping_hub", **RETRY)
def ping_hub(topics: list[str]) -> None:
    """Tell the WebSub hub which feeds changed."""
    bootstrap.services().publication.ping(topics)


@app.task(name="vietwire.sweep")
def sweep() -> int:
    """Nudge again whatever got stuck; gives the number of articles that wait."""
    swept = bootstrap.services().upkeep.sweep()
    nudge_translators(-(-swept.waiting // bootstrap.settings().translation.articles_a_batch))
    if swept.unpublished:
        publish.delay()
    return swept.waiting


@app.task(name="vietwire.canary", ignore_result=True)
def canary(queue: str) -> None:
    """Prove that tasks of this queue are being completed."""
    bootstrap.services().upkeep.beat(queue)


def translate_soon(ids: list[int]) -> None:
    """Nudge translators, one message a batch; called after the commit, so a lost message costs only time."""
    size = bootstrap.settings().translation.articles_a_batch
    for start in range(0, len(ids), size):
        translate.delay(ids[start : start + size])


def nudge_translators(batches: int) -> None:
    """Ask for some more batches of whatever waits; such a request is void once the next sweep asks again."""
    for _ in range(min(batches, NUDGES_AT_ONCE)):
        translate.apply_async(([],), expires=bootstrap.settings().schedule.sweep)
