"""What operators ask about stays true for as long as they may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from worker.adapters.ledger import Ledger

if TYPE_CHECKING:
    import sqlalchemy as sa

    from tests.conftest import Clock

pytestmark = pytest.mark.integration


@pytest.fixture
def ledger(database: sa.Engine) -> Ledger:
    return Ledger(database)


def test_a_queue_that_stopped_days_ago_is_not_forgotten(ledger: Ledger, clock: Clock) -> None:
    stopped = clock()
    ledger.beat("a:1", "translate", now=stopped)
    ledger.beat("b:1", "fetch", now=clock.go(days=3))
    assert ledger.last_beat("translate") == stopped


def test_a_worker_that_is_gone_leaves_nothing_behind(ledger: Ledger, clock: Clock) -> None:
    ledger.beat("a:1", "fetch", now=clock())
    ledger.beat("b:1", "fetch", now=clock.go(days=3))
    assert ledger.last_beat("fetch", worker="a:1") is None
    assert ledger.last_beat("fetch", worker="b:1") == clock()
