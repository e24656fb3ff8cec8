"""The ASGI application that serves the public folder, and the routes that are handed in beside it."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote

from starlette.applications import Starlette

from feeds import headers, negotiation
from feeds.negotiation import ByteRange
from feeds.search import Search
from feeds.static_files import PublicFiles, Unservable, open_version

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path
    from typing import Protocol

    from starlette.routing import BaseRoute
    from starlette.types import Lifespan, Message, Receive, Scope, Send

    from feeds.headers import Header
    from feeds.static_files import PublicFile, Representation

    class LifespanFactory(Protocol):
        """What the caller wants opened and closed with the application."""

        def __call__(self, app: Starlette, /) -> AbstractAsyncContextManager[Mapping[str, Any] | None]:
            """A context whose value joins the request state."""


FILES_STATE = "public_files"
"""Where the ASGI lifespan state keeps the PublicFiles, for `feeds.connection`."""

NOT_FOUND_PAGE = "404.html"
SEARCH_PAGE = "/search.html"
_BLOCK = 64 * 1024
_ASKED = frozenset(
    {
        b"accept-encoding",
        b"if-none-match",
        b"if-modified-since",
        b"if-range",
        b"range",
        b"access-control-request-method",
    }
)
_METHODS = b"GET, HEAD, OPTIONS"


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send: either `content`, or the part of a file on disk that `part` names."""

    status: int
    headers: list[Header]
    content: bytes = b""
    file: PublicFile | None = None
    part: ByteRange | None = None


def create_app(
    public: Path,
    *,
    extra_routes: Sequence[BaseRoute] = (),
    lifespan: LifespanFactory | None = None,
    memory: int = 64 * 1024 * 1024,
) -> Starlette:
    """The application: `extra_routes` first (ingest API, health, metrics, search), then the files below `public`.

    `memory` bounds the bytes of content and compressed copies that are held.
    """
    files = PublicFiles(public, memory=memory)
    app = Starlette(routes=list(extra_routes), lifespan=_with_files(files, lifespan))
    app.router.redirect_slashes = False
    app.router.default = PublicFolder(files)
    return app


def _with_files(files: PublicFiles, inner: LifespanFactory | None) -> Lifespan[Starlette]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[Mapping[str, Any]]:
        if inner is None:
            yield {FILES_STATE: files}
            return
        async with inner(app) as state:
            yield {**(state or {}), FILES_STATE: files}

    return lifespan


class PublicFolder:
    """ASGI application over PublicFiles: conditional, compressed, in ranges, withdrawn, moved."""

    def __init__(self, files: PublicFiles) -> None:
        self._files = files
        self._search = Search(files)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        """Answer one HTTP request."""
        if scope["type"] != "http":
            return
        method = scope["method"]
        asked: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in _ASKED:  # a field sent twice is a list: https://www.rfc-editor.org/rfc/rfc9110#section-5.3
                asked[name] = asked[name] + b", " + value if name in asked else value
        path = decoded_path(scope)
        query = _query(scope) if path == SEARCH_PAGE and method in {"GET", "HEAD"} else ""
        found = await asyncio.to_thread(self._search.page, query) if query else None
        answer = Answer(200, _search_headers(found), found) if found else await self._answer(method, path, asked)
        start = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
        if answer.file is None or answer.part is None or method == "HEAD":
            await send(start)
            await send({"type": "http.response.body", "body": b"" if method == "HEAD" else answer.content})
            return
        await _send_from_disk(answer.file, answer.part, start, send)

    async def _answer(self, method: str, path: str | None, asked: Mapping[bytes, bytes]) -> Answer:
        if path is None:
            return _error(400, "Bad request", "This address is not written as addresses are.")
        if method == "OPTIONS":
            extra = headers.PREFLIGHT if b"access-control-request-method" in asked else ((b"allow", _METHODS),)
            return Answer(204, list(extra))
        if method not in {"GET", "HEAD"}:
            return _error(405, "Method not allowed", "These are files: they can only be read.", (b"allow", _METHODS))
        file = self._files.cached(path)
        if file is None:
            try:
                file = await asyncio.to_thread(self._files.read, path)
            except Unservable:
                return self._not_found()
        if file is None:
            return await asyncio.to_thread(self._missing, path)
        status, representation = decide(file, asked)
        content = None
        if status == HTTPStatus.OK:
            content = file.contents.get(representation.encoding)
            if content is None and file.contents:
                content = await asyncio.to_thread(self._files.content, file, representation.encoding)
        return respond(file, representation, status, content, asked)

    def _missing(self, path: str) -> Answer:
        gone = self._files.gone(path)
        if gone is not None:
            return Answer(410, _page_headers(gone), gone)
        moved = self._files.moved(path)
        if moved is None and not path.endswith("/") and self._files.is_folder(path):
            moved = quote(path.rpartition("/")[2]) + "/"
        if moved is not None and moved.isprintable():
            return _redirect(moved)
        return self._not_found()

    def _not_found(self) -> Answer:
        page = self._files.page(NOT_FOUND_PAGE)
        if page is None:
            return _error(404, "Not found", "There is nothing at this address.")
        return Answer(404, _page_headers(page), page)


def decoded_path(scope: Scope) -> str | None:
    """The path below the root path, percent-decoded once as UTF-8; None where that is not possible."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    if root and path.startswith(root):
        path = path[len(root) :]
    # Servers decode with replacement characters, and leave what is no escape; neither is ever a name of ours.
    return None if "\ufffd" in path or "%" in path or "\x00" in path else path


def _query(scope: Scope) -> str:
    """What a search asks for; without a server like this one the page's own script reads it."""
    sent: bytes = scope["query_string"]
    try:
        fields = parse_qs(sent.decode("ascii", "replace"), max_num_fields=20, errors="replace")
    except ValueError:  # more fields than any form of ours has
        return ""
    return fields.get("q", [""])[0].strip()


def _search_headers(page: bytes) -> list[Header]:
    """Headers of a page of search results."""
    policy = (b"content-security-policy", headers.SEARCH_SECURITY_POLICY)
    return [policy if name == policy[0] else (name, value) for name, value in _page_headers(page)]


def decide(file: PublicFile, asked: Mapping[bytes, bytes]) -> tuple[int, Representation]:
    """The status as far as the preconditions decide it (200 or 304), and the representation that it is about.

    A range is of the file as it is, never of a compressed copy, whose bytes no other server would reproduce.
    """
    accept = None if b"range" in asked else asked.get(b"accept-encoding")
    representation = file.describe("identity" if accept is None else negotiation.encoding(accept))
    unchanged = negotiation.not_modified(
        representation.etag,
        file.last_modified,
        asked.get(b"if-none-match"),
        asked.get(b"if-modified-since"),
    )
    return (HTTPStatus.NOT_MODIFIED if unchanged else HTTPStatus.OK), representation


def respond(
    file: PublicFile, representation: Representation, status: int, content: bytes | None, asked: Mapping[bytes, bytes]
) -> Answer:
    """The answer that `decide` decided; `content` is the representation's, or None where it is sent from disk."""
    if status == HTTPStatus.NOT_MODIFIED:
        return Answer(304, representation.validators)
    length = file.length if content is None else len(content)
    described = representation.full
    part = ByteRange(0, length)
    if b"range" in asked:
        wanted = negotiation.byte_range(
            asked[b"range"],
            asked.get(b"if-range"),
            etag=representation.etag,
            last_modified=file.last_modified,
            length=length,
        )
        if wanted == "unsatisfiable":
            unmet = (b"content-range", b"bytes */%d" % length)
            return _error(416, "Range not satisfiable", "The file is shorter than that.", unmet)
        if isinstance(wanted, ByteRange):
            status, part = 206, wanted
            described = [*described, (b"content-range", b"bytes %d-%d/%d" % (part.start, part.stop - 1, length))]
    described = [*described, (b"content-length", b"%d" % (part.stop - part.start))]
    if content is None:
        return Answer(status, described, file=file, part=part)
    return Answer(status, described, content[part.start : part.stop])


async def _send_from_disk(file: PublicFile, part: ByteRange, start: Message, send: Send) -> None:
    """Send part of a large file in blocks, unless it was replaced since it was hashed: then ask the client to wait."""
    try:
        stream = await asyncio.to_thread(open_version, file)
    except OSError:
        busy = _error(503, "Just replaced", "This file was replaced a moment ago: ask again.", (b"retry-after", b"1"))
        await send({"type": "http.response.start", "status": busy.status, "headers": busy.headers})
        await send({"type": "http.response.body", "body": busy.content})
        return
    with stream:
        await send(start)
        position = part.start
        while position < part.stop:
            size = min(_BLOCK, part.stop - position)
            block = await asyncio.to_thread(os.pread, stream.fileno(), size, position)
            if not block:
                raise OSError(f"{file.real} became shorter while it was sent")
            position += len(block)
            await send({"type": "http.response.body", "body": block, "more_body": position < part.stop})


def _redirect(target: str) -> Answer:
    location = quote(target, safe="/:?#[]@!$&'()*+,;=%~-._")
    return _error(301, "Moved", "This page has a new address.", (b"location", location.encode()))


def _error(status: int, title: str, sentence: str, *extra: Header) -> Answer:
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title></head><body><main><h1>{escape(title)}</h1><p>{escape(sentence)}</p></main></body>"
        "</html>"
    ).encode()
    return Answer(status, [*_page_headers(page), *extra], page)


def _page_headers(page: bytes) -> list[Header]:
    """Headers of a page that stands for an answer rather than a file."""
    return [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", b"%d" % len(page)),
        (b"cache-control", headers.FRESH_ERROR),
        *headers.SECURITY,
        (b"content-security-policy", headers.CONTENT_SECURITY_POLICY),
    ]
