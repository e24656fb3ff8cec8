"""The catalogue keeps every promise on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from feeds.catalog import Outcome
from feeds.model import Doubt, Entry, Picture, Publication, Withdrawal
from feeds.site import SavedSearch, Selection, Site
from worker.adapters.catalog import SqlCatalog
from worker.adapters.schema import positions

pytestmark = pytest.mark.integration

MOMENT = datetime(2026, 1, 9, 7, 30, tzinfo=UTC)
SITE = Site("https://news.example/", searches=(SavedSearch("floods", "Floods", words=("flood",)),))
SAME, NEW, EDITED = Outcome(new=False, changed=False), Outcome(new=True, changed=True), Outcome(new=False, changed=True)


def entry(number: int = 1, **changes: Any) -> Entry:
    made = Entry(
        uid=f"u{number}",
        title=f"Title {number}",
        summary="",
        html="<p>A flood.</p>",
        bilingual_html="",
        original_title="Lũ",
        original_html="<p>Lũ.</p>",
        publication=Publication("baomau", "Báo Mẫu"),
        published=MOMENT + timedelta(minutes=number),
        updated=MOMENT + timedelta(minutes=number),
        categories=("Weather",),
        pictures=(Picture("https://a.example/b.jpg", width=1),),
        doubts=(Doubt("A flood.", "Lũ.", ("x", "y")),),
    )
    return replace(made, **changes)


@pytest.fixture
def catalog(database: sa.Engine) -> SqlCatalog:
    return SqlCatalog(database, SITE)


def held(catalog: SqlCatalog, key: str = "all") -> list[tuple[int, str]]:
    return [(place.position, place.uid) for place in catalog.places(key, 1, 1000)]


def test_an_entry_comes_back_as_it_was_put_in(catalog: SqlCatalog) -> None:
    assert catalog.put(entry()) == NEW
    assert catalog.find("u1") == entry()
    assert catalog.entries(["u1", "nobody"]) == {"u1": entry()}
    assert catalog.find("nobody") is None


def test_the_same_again_changes_nothing(catalog: SqlCatalog) -> None:
    catalog.put(entry())
    assert catalog.put(entry(updated=MOMENT + timedelta(days=1), published=MOMENT)) == SAME
    assert catalog.find("u1") == entry()
    assert held(catalog) == [(1, "u1")]


def test_an_edit_takes_a_new_position_and_keeps_its_date(catalog: SqlCatalog) -> None:
    for number in (1, 2, 3):
        catalog.put(entry(number))
    assert catalog.put(entry(1, title="New", published=MOMENT)) == EDITED
    assert held(catalog) == [(4, "u1"), (3, "u3"), (2, "u2")]
    found = catalog.find("u1")
    assert isinstance(found, Entry)
    assert found.published == entry(1).published
    assert found.updated == entry(1).updated + timedelta(seconds=1)
    listing = catalog.listing("all")
    assert listing is not None
    assert (listing.head, listing.size) == (4, 3)
    assert [(it.selection.key, it.position, it.superseded) for it in catalog.appearances("u1")] == [
        ("all", 1, True),
        ("all", 4, False),
        ("category/weather", 1, True),
        ("category/weather", 4, False),
        ("search/floods", 1, True),
        ("search/floods", 4, False),
        ("source/baomau", 1, True),
        ("source/baomau", 4, False),
        ("source/baomau/weather", 1, True),
        ("source/baomau/weather", 4, False),
    ]


def test_an_edit_leaves_the_selections_that_no_longer_match(catalog: SqlCatalog) -> None:
    catalog.put(entry(1))
    catalog.put(entry(2))
    catalog.put(entry(1, categories=("Sport",), html="<p>Dry.</p>"))
    assert held(catalog, "category/weather") == [(2, "u2")]
    assert held(catalog, "category/sport") == [(1, "u1")]
    assert held(catalog, "search/floods") == [(2, "u2")]
    sizes = {listing.selection.key: listing.size for listing in catalog.listings()}
    assert sizes == {
        "all": 2,
        "category/sport": 1,
        "category/weather": 1,
        "search/floods": 1,
        "source/baomau": 2,
        "source/baomau/sport": 1,
        "source/baomau/weather": 1,
    }


def test_a_selections_date_never_goes_back(catalog: SqlCatalog) -> None:
    dates = []
    for step in (
        lambda: catalog.put(entry(5)),
        lambda: catalog.put(entry(1)),
        lambda: catalog.put(entry(9)),
        lambda: catalog.withdraw("u1", when=MOMENT),
        lambda: catalog.put(entry(2)),
        lambda: catalog.put(entry(2, categories=("Sport",))),
    ):
        step()
        listing = catalog.listing("category/weather")
        assert listing is not None
        dates.append(listing.updated)
    assert dates == sorted(set(dates))
    assert dates[0] == entry(5).updated
    assert dates[2] == entry(9).updated


def test_no_two_entries_are_updated_at_the_same_instant(catalog: SqlCatalog) -> None:
    for number in range(1, 6):
        catalog.put(entry(number, updated=MOMENT))
    updates = [place.updated for place in catalog.places("all", 1, 5)]
    assert len(set(updates)) == 5
    assert max(updates) - min(updates) < timedelta(milliseconds=1)


def test_a_withdrawn_entry_leaves_its_memory(catalog: SqlCatalog) -> None:
    for number in (1, 2, 3):
        catalog.put(entry(number))
    later = MOMENT + timedelta(days=1)
    assert catalog.withdraw("u2", when=later, reason="It was wrong.")
    assert not catalog.withdraw("u2", when=later)
    assert not catalog.withdraw("nobody", when=later)
    assert catalog.find("u2") == Withdrawal("u2", later, "It was wrong.", entry(2).published)
    assert list(catalog.withdrawals()) == [Withdrawal("u2", later, "It was wrong.", entry(2).published)]
    assert catalog.entries(["u2"]) == {}
    newest = catalog.places("all", 1, 10)[0]
    assert (newest.position, newest.uid, newest.title, newest.withdrawn) == (4, "u2", "", later)
    assert newest.reason == "It was wrong."
    assert [place.uid for place in catalog.newest("all", 10, 100)] == ["u3", "u1"]
    listing = catalog.listing("all")
    assert listing is not None
    assert (listing.head, listing.size) == (4, 2)
    assert [each.uid for each in catalog.stream()] == ["u1", "u3"]


def test_a_withdrawn_entry_can_come_back(catalog: SqlCatalog) -> None:
    catalog.put(entry(1))
    catalog.withdraw("u1", when=MOMENT + timedelta(days=1))
    assert catalog.put(entry(1)) == EDITED
    assert held(catalog) == [(3, "u1")]
    listing = catalog.listing("category/weather")
    assert listing is not None
    assert listing.size == 1
    assert not list(catalog.withdrawals())


def test_ranges_and_the_newest(catalog: SqlCatalog) -> None:
    for number in range(1, 8):
        catalog.put(entry(number))
    assert [place.uid for place in catalog.places("all", 3, 5)] == ["u5", "u4", "u3"]
    assert [place.uid for place in catalog.newest("all", 2, 5)] == ["u4", "u3"]
    assert catalog.head("all") == 7
    assert catalog.head("nothing") == 0
    assert catalog.listing("nothing") is None


def test_days_are_the_sites_own(catalog: SqlCatalog) -> None:
    evening = datetime(2026, 1, 9, 18, 0, tzinfo=UTC)  # one o'clock of the next day in Vietnam
    catalog.put(entry(1))
    catalog.put(entry(2, published=evening, updated=evening))
    catalog.put(entry(3, published=evening + timedelta(days=3), updated=evening + timedelta(days=3)))
    catalog.put(entry(4, published=evening + timedelta(hours=1), updated=evening + timedelta(hours=1)))
    catalog.withdraw("u3", when=evening + timedelta(days=4))
    assert [each.uid for each in catalog.day(date(2026, 1, 10))] == ["u4", "u2"]
    assert catalog.days(date(2026, 1, 1), date(2026, 1, 31)) == {date(2026, 1, 9): 1, date(2026, 1, 10): 2}
    assert catalog.neighbours(date(2026, 1, 10)) == (date(2026, 1, 9), None)
    assert catalog.neighbours(date(2026, 1, 9)) == (None, date(2026, 1, 10))


def test_everything_streams_in_the_order_of_appearance(
    catalog: SqlCatalog, database: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.adapters.catalog.STREAM_BATCH", 3)
    with database.begin() as connection:
        inside = SqlCatalog(connection, SITE)
        for number in range(1, 9):
            inside.put(entry(number))
        assert inside.head("all") == 8
    catalog.put(entry(2, title="New"))
    catalog.withdraw("u4", when=MOMENT)
    assert [each.uid for each in catalog.stream()] == ["u1", "u2", "u3", "u5", "u6", "u7", "u8"]
    assert catalog.entries([f"u{number}" for number in range(1, 9)]).keys() == {
        "u1",
        "u2",
        "u3",
        "u5",
        "u6",
        "u7",
        "u8",
    }


def test_new_and_changed_searches_are_numbered_anew(database: sa.Engine) -> None:
    catalog = SqlCatalog(database, SITE)
    catalog.put(entry(1))
    catalog.put(entry(2, html="<p>Dry.</p>"))
    assert catalog.number_searches() == []
    other = replace(SITE, searches=(SavedSearch("floods", "Drought", words=("dry",)), SavedSearch("new", "New")))
    changed = SqlCatalog(database, other)
    assert changed.number_searches() == ["search/floods", "search/new"]
    assert held(changed, "search/floods") == [(1, "u2")]
    assert held(changed, "search/new") == [(2, "u2"), (1, "u1")]
    none = SqlCatalog(database, replace(SITE, searches=()))
    assert none.number_searches() == ["search/floods", "search/new"]
    assert held(none, "search/new") == []
    assert [listing.selection.kind for listing in none.listings()].count("search") == 0


def test_a_callers_transaction_that_fails_leaves_nothing(database: sa.Engine, catalog: SqlCatalog) -> None:
    def fail() -> None:
        with database.begin() as connection:
            SqlCatalog(connection, SITE).put(entry(1))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert catalog.find("u1") is None
    assert catalog.head("all") == 0


def test_writers_at_the_same_time_never_share_a_position(database: sa.Engine) -> None:
    failures: list[Exception] = []

    def put(start: int) -> None:
        try:
            for number in range(start, start + 10):
                SqlCatalog(database, SITE).put(entry(number, updated=MOMENT))
        except Exception as error:  # noqa: BLE001 - told to the main thread
            failures.append(error)

    threads = [threading.Thread(target=put, args=(start,)) for start in (1, 11, 21, 31)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert [position for position, _ in held(SqlCatalog(database, SITE))] == list(range(40, 0, -1))


def test_the_page_of_a_selection_is_one_search_in_an_index(database: sa.Engine, catalog: SqlCatalog) -> None:
    if database.dialect.name != "sqlite":
        with database.begin() as connection:
            connection.execute(sa.text("SET enable_seqscan = off"))
            plan = _plan(connection, "EXPLAIN")
        assert "pk_positions" in plan
        return
    with database.begin() as connection:
        plan = _plan(connection, "EXPLAIN QUERY PLAN")
    assert "feed=?" in plan
    assert "SCAN positions" not in plan
    assert catalog.head("all") == 0


def _plan(connection: sa.Connection, explain: str) -> str:
    query = sa.select(positions.c.entry_id).where(
        (positions.c.feed == Selection().key) & positions.c.position.between(1, 50)
    )
    text = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
    return "\n".join(str(row) for row in connection.execute(sa.text(f"{explain} {text}")))
