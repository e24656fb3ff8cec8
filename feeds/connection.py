"""A uvicorn connection that answers the plainest and most frequent request, a poll, straight from memory.

Readers poll, and nearly every poll ends in 304. Going through h11, a task and ASGI costs about 150 microseconds each;
reading the request here costs about 10. Whatever is not a plain GET of a file that is held goes the long way round,
and both ways end in the same functions, so they cannot answer differently. (uvicorn's own httptools and uvloop reach
a third of nginx's rate: `benchmarks/serve.py` measures.)
"""

from __future__ import annotations

import re
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from feeds.headers import header_block
from feeds.server import FILES_STATE, decide, respond

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feeds.headers import Header
    from feeds.static_files import PublicFiles

# Stricter than the grammar (https://www.rfc-editor.org/rfc/rfc9112#section-3): what is doubtful is left to h11.
_PLAIN = re.compile(
    rb"GET (/[A-Za-z0-9._~/-]*) HTTP/1\.1\r\n((?:[A-Za-z0-9-]+:[\t\x20-\x7e]*\r\n){1,40})\r\n",
)
_LONGEST = 4096
_FIELDS_IN_USE = frozenset({b"host", b"accept-encoding", b"if-none-match", b"if-modified-since"})
# Fields that change what a request means; every other one (user agent, accept, cookies ...) makes no difference.
_FIELDS_FOR_ASGI = frozenset(
    {
        b"connection",
        b"content-length",
        b"expect",
        b"if-match",
        b"if-range",
        b"if-unmodified-since",
        b"range",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
_FULL = b"HTTP/1.1 200 OK\r\n"
_UNCHANGED = b"HTTP/1.1 304 Not Modified\r\n"
_REQUESTS_REMEMBERED = 1024


class FeedConnection(H11Protocol):
    """Give it to uvicorn as `http=`; without a public folder in the lifespan state it is plain H11Protocol."""

    _last_request = 0.0
    _defaults: list[Header] | None = None
    _default_block = b""

    def data_received(self, data: bytes) -> None:
        """Answer a whole plain GET at once, or hand the bytes on."""
        if not self._answered(data):
            super().data_received(data)

    def _answered(self, data: bytes) -> bool:
        files: PublicFiles | None = self.app_state.get(FILES_STATE)
        if files is None or not self._idle() or len(data) > _LONGEST:
            return False
        request = _plain_get(data)
        if request is None:
            return False
        path, asked = request
        file = files.cached(path)
        if file is None:
            return False
        status, representation = decide(file, asked)
        content = file.contents.get(representation.encoding)
        if status == HTTPStatus.OK and content is None:
            return False
        start = self._start()
        if status == HTTPStatus.NOT_MODIFIED:
            self.transport.write(b"".join((_UNCHANGED, start, representation.unchanged)))
        else:
            answer = respond(file, representation, status, content, asked)
            self.transport.write(b"".join((_FULL, start, header_block(answer.headers), answer.content)))
        self.server_state.total_requests += 1
        self._keep_alive()
        return True

    def _start(self) -> bytes:
        """The fields that uvicorn sends with every answer; it makes a new list of them every second."""
        defaults = self.server_state.default_headers
        if defaults is not self._defaults:
            self._defaults = defaults
            self._default_block = b"".join(b"%b: %b\r\n" % header for header in defaults)
        return self._default_block

    def _idle(self) -> bool:
        """Whether nothing of an earlier request is under way, nobody logs each request, and the client keeps up."""
        return (
            (self.cycle is None or self.cycle.response_complete)
            and self.conn.their_state is h11.IDLE
            and not self.conn.trailing_data[0]
            and not self.access_log
            and self.limit_concurrency is None
            and not self.root_path
            and not self.flow.write_paused
            and not self.transport.is_closing()
        )

    def _keep_alive(self) -> None:
        """Close the connection when it has been idle long enough; the timer is set once, not once per request."""
        self._last_request = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def timeout_keep_alive_handler(self) -> None:
        """Close, unless plain requests were answered in the meantime: then wait for the rest of the time."""
        rest = self._last_request + self.timeout_keep_alive - self.loop.time()
        if rest > 0:
            self.timeout_keep_alive_task = self.loop.call_later(rest, self.timeout_keep_alive_handler)
        else:
            super().timeout_keep_alive_handler()


@lru_cache(maxsize=_REQUESTS_REMEMBERED)
def _plain_get(data: bytes) -> tuple[str, Mapping[bytes, bytes]] | None:
    """Path and fields of a whole plain GET, or None; readers of one make send the same bytes until a feed changes."""
    request = _PLAIN.fullmatch(data)
    asked = None if request is None else _fields(request[2])
    return None if request is None or asked is None else (request[1].decode("ascii"), asked)


def _fields(head: bytes) -> dict[bytes, bytes] | None:
    """The fields that decide a poll's answer; None if any field asks for more than that."""
    asked: dict[bytes, bytes] = {}
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        name = name.lower()
        if name in _FIELDS_IN_USE:
            if name in asked:
                return None
            asked[name] = value.strip()
        elif name in _FIELDS_FOR_ASGI and (name != b"connection" or value.strip().lower() != b"keep-alive"):
            return None
    return asked if b"host" in asked else None
