"""Good manners towards other people's servers: one request at a time to a host, with pauses, and robots.txt obeyed."""

from __future__ import annotations

import contextlib
import threading
import urllib.robotparser
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from worker.core.errors import TemporaryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST_CRAWL_DELAY: Final = 30.0
"""Seconds; a robots.txt that asks for more between two requests gets this."""
ROBOTS_LIFETIME: Final = 24 * 3600.0
"""Seconds that a robots.txt is believed, as RFC 9309 has it."""
LONGEST_WAIT: Final = 60.0
"""Seconds a caller may be kept waiting; where a host asks for more, the caller is sent away to come again."""


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_request: float = 0.0
    delay: float = 0.0


class HostGate:
    """Lets one caller at a time through to each host, no sooner than the host's pause after the one before."""

    def __init__(self, delay: float, clock: Callable[[], float], sleep: Callable[[float], object]) -> None:
        self._delay = delay
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait for this host's next free moment and hold the host until the block ends."""
        entry = self._entry(host)
        with entry.lock:
            wait = entry.next_request - self._clock()
            if wait > LONGEST_WAIT:
                raise TemporaryError(f"The host {host} asked to be left alone for {wait:.0f} s more.", retry_after=wait)
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                entry.next_request = max(entry.next_request, self._clock() + max(self._delay, entry.delay))

    def hold_off(self, host: str, seconds: float) -> None:
        """Let nobody through to the host for that long: it said so."""
        entry = self._entry(host)
        entry.next_request = max(entry.next_request, self._clock() + seconds)

    def slow_down(self, host: str, delay: float) -> None:
        """Keep at least this pause between requests to the host from now on."""
        self._entry(host).delay = min(delay, LONGEST_CRAWL_DELAY)

    def _entry(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host())


@dataclass(frozen=True, slots=True)
class _Rules:
    parser: urllib.robotparser.RobotFileParser
    read_at: float


class Robots:
    """What each site's robots.txt allows a program of this name; read once a day."""

    def __init__(self, agent: str, clock: Callable[[], float]) -> None:
        self._agent = agent
        self._clock = clock
        self._rules: dict[str, _Rules] = {}

    def known(self, site: str) -> bool:
        """Whether the site's rules were read within the last day."""
        rules = self._rules.get(site)
        return rules is not None and self._clock() - rules.read_at < ROBOTS_LIFETIME

    def learn(self, site: str, status: int, text: str) -> None:
        """Take in a robots.txt as it was answered; anything but 200 means that there are no rules."""
        parser = urllib.robotparser.RobotFileParser()
        parser.parse(text.splitlines() if status == 200 else [])  # noqa: PLR2004 OK
        self._rules[site] = _Rules(parser, self._clock())

    def allows(self, site: str, url: str) -> bool:
        """Whether the page may be read."""
        return self._rules[site].parser.can_fetch(self._agent, url)

    def delay(self, site: str) -> float:
        """Seconds that the site wants between two requests; 0 when it does not say."""
        return float(self._rules[site].parser.crawl_delay(self._agent) or 0)
