"""Fifty rounds of adding, editing and withdrawing while four readers poll at once: nothing is lost or doubled."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.readers.clients import Feedparser, LemonReader, Newsboat, Rss2email, Sfeed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.readers.clients import Client
    from tests.readers.newspaper import Newspaper

pytestmark = pytest.mark.readers

ROUNDS = 50
SEED = 20260109


def test_nothing_is_lost_or_doubled_in_fifty_rounds(daily: Newspaper, tmp_path: Path) -> None:
    clients: list[Client] = [
        Newsboat(tmp_path / "newsboat"),
        Rss2email(tmp_path / "rss2email"),
        Sfeed(tmp_path / "sfeed"),
        LemonReader(tmp_path / "reader"),
        Feedparser(tmp_path / "feedparser"),
    ]
    for number, client in enumerate(clients):
        client.subscribe(daily.url(f"feeds/all.{('rss', 'atom')[number % 2]}.xml"))
    chance = random.Random(SEED)  # noqa: S311 - a script that can be repeated
    newest = 0
    versions: dict[int, int] = {}
    withdrawn: set[int] = set()
    with ThreadPoolExecutor(len(clients)) as pool:
        for _ in range(ROUNDS):
            polls = [pool.submit(client.poll) for client in clients]  # while the folder is being written
            for _ in range(chance.randint(1, 3)):
                newest += 1
                daily.publish(newest)
            recent = [number for number in daily.versions if number > newest - 15]
            edited = chance.choice(recent)
            daily.publish(edited)
            versions |= daily.versions
            if chance.random() < 0.3:
                gone = chance.choice(recent)
                daily.withdraw(gone)
                withdrawn.add(gone)
            for poll in polls:
                poll.result()
        for poll in [pool.submit(client.poll) for client in clients]:
            poll.result()
    assert newest > ROUNDS
    assert withdrawn
    for client in clients:
        check(client, versions, withdrawn)


def check(client: Client, versions: dict[int, int], withdrawn: set[int]) -> None:
    name = type(client).__name__
    shown = Counter(item.title for item in client.seen())
    doubled = {title: count for title, count in shown.items() if count > 1}
    assert not doubled, f"{name} shows {doubled}"
    wanted = {f"Article {number}, version {versions[number]}" for number in versions if number not in withdrawn}
    assert wanted <= shown.keys(), f"{name} lost {sorted(wanted - shown.keys())}"
    possible = {f"Article {number}, version {known + 1}" for number in versions for known in range(versions[number])}
    assert shown.keys() <= possible, f"{name} made up {sorted(shown.keys() - possible)}"
    if not client.keeps_versions:
        assert len({item.id for item in client.seen()}) == sum(shown.values())
        extra = {title for title in shown.keys() - wanted if int(title.split()[1].strip(",")) not in withdrawn}
        assert not extra, f"{name} kept {sorted(extra)}"
