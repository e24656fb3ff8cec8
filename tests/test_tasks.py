"""What a task does with a failure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from worker import bootstrap, tasks
from worker.app import app, configure
from worker.core.errors import TemporaryError
from worker.services.intake import Report
from worker.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

SHIPPED = Path(__file__).parents[1] / "config" / "vietwire.toml"
pytestmark = pytest.mark.integration


class BusyIntake:
    """Its database does not answer for a while."""

    def __init__(self, failures: int) -> None:
        self.failures = failures

    def ingest(self, payload: object) -> Report:
        del payload
        if self.failures:
            self.failures -= 1
            raise TemporaryError("The database does not answer.")
        return Report(note="kept")


@pytest.fixture
def eager() -> Iterator[None]:
    configure(load_settings(SHIPPED))
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.mark.usefixtures("eager")
def test_a_pushed_article_outlasts_hours_without_a_database() -> None:
    busy = BusyIntake(failures=40)
    services = bootstrap.use(load_settings(SHIPPED))
    vars(services)["intake"] = busy
    assert tasks.ingest_article.apply(([],)).successful()
    assert busy.failures == 0
