"""WebSub: what to tell a hub when feeds changed; sending it is the worker's part.

https://www.w3.org/TR/websub/ leaves publishing to publisher and hub; hubs agree on a form with `hub.mode=publish`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from feeds import addresses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feeds.site import Feed, Site

CONTENT_TYPE = "application/x-www-form-urlencoded"


def pings(site: Site, changed: Iterable[Feed]) -> list[tuple[str, str]]:
    """A pair of hub and topic for each changed feed; none when the site names no hub."""
    if not site.hub:
        return []
    return [(site.hub, addresses.absolute(site, addresses.feed_path(feed))) for feed in changed]


def payload(topic: str) -> bytes:
    """The body to POST to the hub, of type CONTENT_TYPE."""
    return urlencode({"hub.mode": "publish", "hub.topic": topic, "hub.url": topic}).encode("ascii")
