"""Polling and pushing: what is new is kept, what is bad is recorded, and nothing stops its neighbours."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services.conftest import VietnameseUnlessEnglish
from worker.adapters.fulltext import extract
from worker.adapters.http import Gone, Response
from worker.core.errors import ConfigurationError, PermanentError, TemporaryError
from worker.core.model import Source, State
from worker.services.intake import IntakeService

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Clock
    from worker.adapters.ledger import Ledger
    from worker.adapters.store import Store

pytestmark = pytest.mark.integration
FEED = Source(name="paper", title="Báo Mẫu", kind="feed", url="https://paper.example/feed.xml", poll_interval=600)


def rss(*items: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{"".join(items)}</channel></rss>'.encode()


def item(number: int, text: str = "Bà con xã Mẫu trồng lúa.") -> str:
    return (
        f"<item><guid>g{number}</guid><title>Bài số {number}</title><link>https://paper.example/{number}</link>"
        f"<description>{text}</description></item>"
    )


@dataclass
class FakeFetcher:
    """Gives what it was told to give, or raises it; remembers what it was asked."""

    answers: dict[str, Response | Exception] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        allow_private: bool = False,
        page: bool = False,
    ) -> Response:
        del last_modified, allow_private, page
        self.asked.append((url, etag))
        answer = self.answers[url]
        if isinstance(answer, Exception):
            raise answer
        return answer


def response(body: bytes, *, status: int = 200, etag: str | None = None, max_age: float | None = None) -> Response:
    return Response(status=status, url="https://paper.example/feed.xml", body=body, etag=etag, max_age=max_age)


@pytest.fixture
def fetcher() -> FakeFetcher:
    return FakeFetcher()


@pytest.fixture
def make(store: Store, ledger: Ledger, clock: Clock, fetcher: FakeFetcher, tmp_path: Path):  # noqa: ANN201 a local factory
    def build(*sources: Source) -> IntakeService:
        return IntakeService(
            {source.name: source for source in sources},
            store,
            ledger,
            fetcher=lambda: fetcher,  # type: ignore[arg-type, return-value]
            extract=extract,
            detector=VietnameseUnlessEnglish(),
            clock=clock,
            base_dir=tmp_path,
        )

    return build


def test_a_poll_keeps_what_is_new_and_the_next_one_only_what_changed(make, fetcher: FakeFetcher, clock: Clock) -> None:  # noqa: ANN001
    intake = make(FEED)
    fetcher.answers[FEED.url] = response(rss(item(1), item(2)), etag='"a"')
    first = intake.poll("paper")
    clock.go(minutes=11)
    fetcher.answers[FEED.url] = response(rss(item(1, "Bà con xã Mẫu gặt lúa."), item(2)), etag='"b"')
    second = intake.poll("paper")
    assert [one.saved.outcome for one in first.accepted] == ["new", "new"]
    assert [one.saved.outcome for one in second.accepted] == ["changed", "same"]
    assert second.ids == (first.ids[0],)
    assert fetcher.asked == [(FEED.url, None), (FEED.url, '"a"')]


def test_the_oldest_article_is_taken_in_first(make, fetcher: FakeFetcher, store: Store) -> None:  # noqa: ANN001
    dated = [
        item(n).replace("<link>", f"<pubDate>Fri, 09 Jan 2026 0{n}:00:00 +0700</pubDate><link>") for n in (3, 1, 2)
    ]
    fetcher.answers[FEED.url] = response(rss(*dated))
    make(FEED).poll("paper")
    assert [record.article.guid for record in store.every()] == ["g1", "g2", "g3"]


def test_a_source_is_left_alone_until_it_is_due(make, fetcher: FakeFetcher, clock: Clock) -> None:  # noqa: ANN001
    intake = make(FEED, replace(FEED, name="off", enabled=False), Source("desk", "Desk", "push"))
    fetcher.answers[FEED.url] = response(rss(item(1)), max_age=3600)
    assert intake.due() == ["paper"]
    intake.poll("paper")
    clock.go(minutes=30)
    assert intake.due() == []
    assert "not due" in intake.poll("paper").note
    clock.go(minutes=31)
    assert intake.due() == ["paper"]


def test_not_modified_reads_nothing_and_keeps_the_validators(make, fetcher: FakeFetcher, clock: Clock) -> None:  # noqa: ANN001
    intake = make(FEED)
    fetcher.answers[FEED.url] = response(rss(item(1)), etag='"a"')
    intake.poll("paper")
    fetcher.answers[FEED.url] = response(b"", status=304)
    for _ in range(2):
        clock.go(minutes=11)
        assert "not modified" in intake.poll("paper").note
    assert [etag for _, etag in fetcher.asked] == [None, '"a"', '"a"']


def test_a_bad_entry_is_recorded_and_its_neighbours_are_kept(make, fetcher: FakeFetcher, ledger: Ledger) -> None:  # noqa: ANN001
    fetcher.answers[FEED.url] = response(rss(item(1), "<item><guid>bad</guid></item>", item(2)))
    report = make(FEED).poll("paper")
    assert [one.guid for one in report.accepted] == ["g1", "g2"]
    (reject,) = ledger.rejected()
    assert (reject.source, reject.guid) == ("paper", "bad")
    assert reject.reason


def test_a_failing_source_is_asked_later_and_later(make, fetcher: FakeFetcher, ledger: Ledger, clock: Clock) -> None:  # noqa: ANN001
    intake = make(FEED)
    fetcher.answers[FEED.url] = TemporaryError("The server is tired.")
    pauses = []
    for _ in range(3):
        with pytest.raises(TemporaryError, match="tired"):
            intake.poll("paper", force=True)
        state = ledger.source("paper")
        assert state.next_poll is not None
        pauses.append(state.next_poll - clock())
    assert pauses == [timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=40)]
    assert (state.failures, state.last_error) == (3, "The server is tired.")
    fetcher.answers[FEED.url] = TemporaryError("Come back tomorrow.", retry_after=7200)
    with pytest.raises(TemporaryError):
        intake.poll("paper", force=True)
    assert ledger.source("paper").next_poll == clock() + timedelta(hours=2)
    fetcher.answers[FEED.url] = response(rss(item(1)))
    intake.poll("paper", force=True)
    assert ledger.source("paper").failures == 0


def test_a_poll_that_fails_as_nobody_expected_is_remembered_too(make, fetcher: FakeFetcher, ledger: Ledger) -> None:  # noqa: ANN001
    fetcher.answers[FEED.url] = RuntimeError("a mistake of ours")
    with pytest.raises(RuntimeError):
        make(FEED).poll("paper")
    state = ledger.source("paper")
    assert state.failures == 1
    assert "a mistake of ours" in (state.last_error or "")


def test_a_source_that_is_gone_is_said_to_be_gone(make, fetcher: FakeFetcher, ledger: Ledger, clock: Clock) -> None:  # noqa: ANN001
    fetcher.answers[FEED.url] = Gone("It is gone.")
    with pytest.raises(Gone):
        make(FEED).poll("paper")
    assert ledger.source("paper").gone
    assert ledger.source("paper").next_poll == clock() + timedelta(days=1)


PAGE = (
    "<html><head><title>Bài số {0}</title></head><body><article><h1>Bài số {0}</h1>"
    + "".join(
        f"<p>Đoạn thứ {n} của bài báo kể chuyện bà con xã Mẫu trồng lúa, nuôi cá và làm đường.</p>" for n in range(8)
    )
    + "</article></body></html>"
)


def test_the_page_is_read_once_and_a_page_that_fails_is_tried_at_the_next_poll(
    make,  # noqa: ANN001
    fetcher: FakeFetcher,
    store: Store,
    ledger: Ledger,
) -> None:
    intake = make(replace(FEED, full_text=True))
    fetcher.answers |= {
        FEED.url: response(rss(item(1), item(2)), etag='"a"'),
        "https://paper.example/1": response(PAGE.format(1).encode()),
        "https://paper.example/2": TemporaryError("The server is tired."),
    }
    first = intake.poll("paper")
    assert [one.guid for one in first.accepted] == ["g1"]
    assert "tries again" in ledger.rejected()[0].reason
    fetcher.answers["https://paper.example/2"] = response(PAGE.format(2).encode())
    fetcher.asked.clear()
    second = intake.poll("paper", force=True)
    assert [one.guid for one in second.accepted] == ["g2"]
    assert fetcher.asked == [(FEED.url, None), ("https://paper.example/2", None)]
    assert ledger.rejected() == []
    assert all("Đoạn thứ 7" in record.article.html for record in store.every())


def test_a_page_without_a_text_leaves_the_feeds_own(make, fetcher: FakeFetcher, store: Store) -> None:  # noqa: ANN001
    fetcher.answers |= {
        FEED.url: response(rss(item(1))),
        "https://paper.example/1": PermanentError("It is a video player."),
    }
    make(replace(FEED, full_text=True)).poll("paper")
    (record,) = store.every()
    assert "trồng lúa" in record.article.html


def test_a_file_is_read_again_only_when_it_changed(make, tmp_path: Path) -> None:  # noqa: ANN001
    intake = make(Source("file", "Tệp", "file", url="news.xml"))
    (tmp_path / "news.xml").write_bytes(rss(item(1)))
    assert len(intake.poll("file", force=True).ids) == 1
    assert "not modified" in intake.poll("file", force=True).note
    (tmp_path / "news.xml").write_bytes(rss(item(1), item(2)))
    assert len(intake.poll("file", force=True).ids) == 1


def test_a_missing_file_is_told_with_its_path(make, tmp_path: Path) -> None:  # noqa: ANN001
    with pytest.raises(TemporaryError, match=f"{tmp_path}/news.xml of source 'file' cannot be read"):
        make(Source("file", "Tệp", "file", url="news.xml")).poll("file")


def test_an_unknown_source_is_told_with_those_there_are(make) -> None:  # noqa: ANN001
    with pytest.raises(ConfigurationError, match="has no source 'papper'; it has paper"):
        make(FEED).poll("papper")


def test_an_english_article_is_published_as_it_is_or_skipped_as_the_source_says(
    make,  # noqa: ANN001
    store: Store,
    ledger: Ledger,
) -> None:
    english = {
        "guid": "1",
        "title": "Rice harvest",
        "html": "<p>" + "Farmers in the district harvest rice. " * 9 + "</p>",
    }
    intake = make(Source("desk", "D", "push"), Source("strict", "S", "push", already_english="skip"))
    report = intake.ingest([english | {"source": "desk"}, english | {"source": "strict"}])
    assert [one.source for one in report.accepted] == ["desk"]
    assert "in English already" in report.rejects[0].reason
    assert [one.reason for one in ledger.rejected()] == [report.rejects[0].reason]
    (record,) = store.every()
    assert (record.state, record.article.language) == (State.RECEIVED, "en")
