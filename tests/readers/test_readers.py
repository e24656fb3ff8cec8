"""Real readers see every article once, whole, and only what is new."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.readers.clients import Client, Feedparser, LemonReader, Newsboat, Rss2email, Sfeed, walk
from tests.readers.newspaper import START

if TYPE_CHECKING:
    from pathlib import Path

    from tests.readers.newspaper import Newspaper

pytestmark = pytest.mark.readers

CLIENTS = [Newsboat, Rss2email, Sfeed, LemonReader, Feedparser]
FEEDS = ["feeds/all.rss.xml", "feeds/all.atom.xml", "feeds/source/baomau.bilingual.atom.xml"]


def titles(client: Client) -> Counter[str]:
    return Counter(item.title for item in client.seen())


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("kind", CLIENTS)
def test_a_subscriber_gets_every_article_with_text_picture_author_and_date(
    kind: type[Client], feed: str, newspaper: Newspaper, tmp_path: Path
) -> None:
    newspaper.publish(1, 2, 3, 4, 5)
    client = kind(tmp_path / "home")
    client.subscribe(newspaper.url(feed))
    client.poll()
    items = sorted(client.seen(), key=lambda item: item.published)
    assert [item.title for item in items] == [f"Article {number}, version 1" for number in range(1, 6)]
    assert len({item.id for item in items}) == 5
    for number, item in enumerate(items, start=1):
        assert f"The text of article {number}" in item.text
        assert item.picture == f"https://baomau.example/{number}.jpg"
        assert item.author == f"Nguyen Van {number}"
        assert item.published == START + timedelta(hours=number)


@pytest.mark.parametrize("feed", FEEDS[:2])
@pytest.mark.parametrize("kind", CLIENTS)
def test_polling_again_costs_304_and_shows_nothing_twice(
    kind: type[Client], feed: str, newspaper: Newspaper, tmp_path: Path
) -> None:
    newspaper.publish(1, 2, 3)
    client = kind(tmp_path / "home")
    client.subscribe(newspaper.url(feed))
    for _ in range(client.polls_before_conditional):
        client.poll()
        assert newspaper.answers(feed) == [200]
    before = client.seen()
    for _ in range(2):
        client.poll()
        assert newspaper.answers(feed) == [304]
    assert sorted(map(repr, client.seen())) == sorted(map(repr, before))
    newspaper.publish(4)
    client.poll()
    assert newspaper.answers(feed) == [200]
    assert titles(client) == Counter(f"Article {number}, version 1" for number in range(1, 5))


@pytest.mark.parametrize("feed", FEEDS[:2])
@pytest.mark.parametrize("kind", CLIENTS)
def test_an_edit_comes_up_once(kind: type[Client], feed: str, newspaper: Newspaper, tmp_path: Path) -> None:
    newspaper.publish(1, 2, 3)
    client = kind(tmp_path / "home")
    client.subscribe(newspaper.url(feed))
    client.poll()
    newspaper.publish(2)
    for _ in range(3):
        client.poll()
    expected = ["Article 1, version 1", "Article 2, version 2", "Article 3, version 1"]
    if client.keeps_versions:
        expected.append("Article 2, version 1")
    assert titles(client) == Counter(expected)
    assert len({item.id for item in client.seen()}) == 3


@pytest.mark.parametrize("feed", FEEDS[:2])
@pytest.mark.parametrize("kind", CLIENTS)
def test_walking_the_archive_gives_every_article_exactly_once(
    kind: type[Client], feed: str, newspaper: Newspaper, tmp_path: Path
) -> None:
    newspaper.publish(*range(1, 15))
    way = walk(newspaper.url(feed))
    assert len(way) == 4
    assert [uid for _, uids in way for uid in uids] == [
        f"tag:vietwire.example,2026-01-01:articles/article-{number}" for number in range(14, 0, -1)
    ]
    client = kind(tmp_path / "home")
    client.subscribe(*(address for address, _ in way))
    client.poll()
    assert titles(client) == Counter(f"Article {number}, version 1" for number in range(1, 15))


@pytest.mark.parametrize("kind", CLIENTS)
def test_a_withdrawn_article_never_reaches_who_has_not_seen_it(
    kind: type[Client], newspaper: Newspaper, tmp_path: Path
) -> None:
    newspaper.publish(1, 2)
    newspaper.withdraw(2)
    client = kind(tmp_path / "home")
    client.subscribe(newspaper.url("feeds/all.atom.xml"))
    client.poll()
    assert titles(client) == Counter(["Article 1, version 1"])
