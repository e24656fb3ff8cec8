from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from feeds import websub
from feeds.site import Edition, Feed, Format, Selection

if TYPE_CHECKING:
    from feeds.site import Site

FEED = Feed(Selection(), Edition.FULL, Format.ATOM)
TOPIC = "https://news.example/vn/feeds/all.atom.xml"


def test_the_hub_is_told_of_every_feed_that_changed(site: Site) -> None:
    assert websub.pings(site, [FEED]) == [("https://hub.example/", TOPIC)]
    assert websub.pings(site, []) == []


def test_without_a_hub_nobody_is_told(site: Site) -> None:
    assert websub.pings(replace(site, hub=""), [FEED]) == []


def test_the_payload_is_what_hubs_read() -> None:
    assert parse_qs(websub.payload(TOPIC).decode()) == {
        "hub.mode": ["publish"],
        "hub.topic": [TOPIC],
        "hub.url": [TOPIC],
    }
