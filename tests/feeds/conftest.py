"""A site, entries to publish on it, and a catalogue in a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from feeds.model import Doubt, Entry, Picture, Publication
from feeds.site import SavedSearch, Site
from worker.adapters.catalog import SqlCatalog
from worker.adapters.database import open_database
from worker.adapters.schema import metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MOMENT = datetime(2026, 1, 9, 7, 30, tzinfo=UTC)
PAPER = Publication(
    "baomau",
    "Báo Mẫu",
    "https://baomau.example/",
    "https://baomau.example/rss",
    copyright="© Báo Mẫu",
)
BODY = (
    "<h2>The flood</h2><p>On the afternoon of <strong>January 9</strong> the committee met. It "
    '<a href="https://baomau.example/nghi-quyet?a=1&amp;b=2">agreed &amp; signed</a> Resolution 39-NQ/TW.</p>'
    '<figure><img src="https://baomau.example/de.jpg" alt="The dike"><figcaption>The dike</figcaption></figure>'
    "<table><tbody><tr><th>Commune</th><td>1,250 households</td></tr></tbody></table>"
)
BILINGUAL = (
    '<p lang="en">On the afternoon of January 9 the committee met.</p><p lang="vi">Chiều 9/1, ủy ban đã họp.</p>'
)


@pytest.fixture
def site() -> Site:
    return Site(
        "https://news.example/vn",
        email="desk@news.example",
        rights="Translations: CC BY 4.0",
        hub="https://hub.example/",
        page_size=3,
        searches=(SavedSearch("floods", "Floods", words=("flood",)),),
    )


@pytest.fixture
def make_entry() -> Callable[..., Entry]:
    """An entry by number, with everything that an entry can have; keywords replace parts of it."""

    def make(number: int = 1, **changes: Any) -> Entry:
        moment = MOMENT + timedelta(minutes=number)
        entry = Entry(
            uid=f"article-{number}",
            title=f"Committee agrees on dike {number}",
            summary="The committee met on January 9. It agreed.",
            html=BODY,
            bilingual_html=BILINGUAL,
            original_title="Ủy ban thống nhất về đê",
            original_html="<p>Chiều 9/1, ủy ban đã họp.</p>",
            publication=PAPER,
            published=moment,
            updated=moment,
            original_url=f"https://baomau.example/bài-{number}.html",
            author="Nguyen Van An",
            categories=("Politics", "Law & order"),
            pictures=(
                Picture("https://baomau.example/de.jpg", "image/jpeg", 81_234, 1200, 800, "The dike", "", "Photo: An"),
                Picture("https://baomau.example/cau.png", caption="The bridge"),
            ),
            engine="translate-vi_en 1.9",
            verdict="doubtful",
            doubts=(Doubt("It agreed & signed Resolution 39-NQ/TW.", "Ủy ban đã ký.", ("a number is missing",)),),
        )
        return replace(entry, **changes)

    return make


@pytest.fixture
def catalog(site: Site, tmp_path: Path) -> Iterator[SqlCatalog]:
    engine = open_database(f"sqlite:///{tmp_path / 'catalogue.sqlite3'}")
    metadata.create_all(engine)
    yield SqlCatalog(engine, site)
    engine.dispose()
