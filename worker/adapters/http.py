"""Polite, safe reading over HTTP: conditional GET, pauses, limits, redirects followed by hand, no way inside."""

from __future__ import annotations

import re
import threading
import time
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final, Protocol

import httpx2
import stamina

from worker import __version__
from worker.adapters.network import PinnedTransport, checked_addresses, is_public, resolve
from worker.adapters.politeness import HostGate, Robots
from worker.core.errors import PermanentError, TemporaryError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    from worker.adapters.network import Resolve

AGENT: Final = "Vietwire"
MAX_REDIRECTS: Final = 5
MAX_ROBOTS: Final = 500_000
"""Bytes of a robots.txt; RFC 9309 asks for as many."""
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT_REDIRECTS: Final = frozenset({301, 308})
_COME_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_NOT_MODIFIED: Final = 304
_GONE: Final = 410
_CHUNK: Final = 65_536


class Gone(PermanentError):  # noqa: N818 the status's own name
    """The server says that there was such a thing and will be none again (410)."""


class Manners(Protocol):
    """The settings: see [fetch] in config/vietwire.toml."""

    @property
    def contact(self) -> str:
        """Where a publisher can reach the operator."""

    @property
    def timeout(self) -> float:
        """Seconds for a connection, or for a pause in the answer."""

    @property
    def total_timeout(self) -> float:
        """Seconds for the whole answer."""

    @property
    def max_bytes(self) -> int:
        """Largest body, as sent and as unpacked."""

    @property
    def host_delay(self) -> float:
        """Seconds between two requests to a host."""

    @property
    def robots(self) -> bool:
        """Whether robots.txt counts for pages."""


@dataclass(frozen=True, slots=True)
class Response:
    """What came back; the body is unpacked and empty for 304."""

    status: int
    url: str
    """After redirects."""
    body: bytes = b""
    content_type: str = ""
    etag: str | None = None
    """Verbatim, to be sent back verbatim."""
    last_modified: str | None = None
    """Verbatim, the same."""
    retry_after: float | None = None
    """Seconds the server asks to wait."""
    max_age: float | None = None
    """Seconds the answer stays fresh, its age in caches taken off."""
    moved_to: str | None = None
    """Where permanent redirects, and only those, led from the address asked for."""

    @property
    def not_modified(self) -> bool:
        """Whether the server says that the known version still holds."""
        return self.status == _NOT_MODIFIED


def _pause(seconds: float) -> None:
    threading.Event().wait(seconds)


class Fetcher:
    """Reads feeds and pages; safe to share between threads."""

    def __init__(
        self,
        manners: Manners,
        *,
        lookup: Resolve = resolve,
        judge: Callable[[str], bool] = is_public,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = _pause,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._manners = manners
        self._lookup = lookup
        self._judge = judge
        self._clock = clock
        self._wall = wall
        self._gate = HostGate(manners.host_delay, clock, sleep)
        self._robots = Robots(AGENT, clock)
        self._context = context or httpx2.create_ssl_context()
        contact = " ".join(manners.contact.split())
        self.user_agent = f"{AGENT}/{__version__} ({f'+{contact}' if contact else 'feed reader, no contact given'})"

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        allow_private: bool = False,
        page: bool = False,
    ) -> Response:
        """The document, or a 304 when it is still the one that `etag` and `last_modified` came with.

        `page` asks robots.txt first. Raises TemporaryError (with `retry_after` where the server gave it),
        Gone, or PermanentError.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value}
        response = self._follow(url, headers, allow_private=allow_private, page=page)
        return _accepted(response, url)

    # -- redirects ---------------------------------------------------------------------------------------------------

    def _follow(self, start: str, headers: dict[str, str], *, allow_private: bool, page: bool) -> Response:
        url, moved_to, permanent = start, None, True
        for _ in range(MAX_REDIRECTS + 1):
            target = _checked_url(url)
            if page and self._manners.robots:
                self._ask_robots(target, allow_private=allow_private)
            response, location = self._request(target, headers, allow_private=allow_private)
            if response.status not in _REDIRECTS or not location:
                return replace(response, moved_to=moved_to)
            permanent = permanent and response.status in _PERMANENT_REDIRECTS
            try:
                url = str(target.join(location))
            except httpx2.InvalidURL as error:
                raise PermanentError(f"{url} redirects to {location[:200]!r}, which is no address.") from error
            moved_to = url if permanent else moved_to
        raise PermanentError(f"{start} redirects more than {MAX_REDIRECTS} times; the last was to {url}.")

    def _ask_robots(self, target: httpx2.URL, *, allow_private: bool) -> None:
        site = f"{target.scheme}://{target.netloc.decode()}"
        if not self._robots.known(site):
            status, text = self._read_robots(httpx2.URL(f"{site}/robots.txt"), allow_private=allow_private)
            self._robots.learn(site, status, text)
            self._gate.slow_down(target.host, self._robots.delay(site))
        if not self._robots.allows(site, str(target)):
            raise PermanentError(f"The robots.txt of {site} asks programs not to read {target}.")

    def _read_robots(self, target: httpx2.URL, *, allow_private: bool) -> tuple[int, str]:
        for _ in range(MAX_REDIRECTS + 1):
            response, location = self._request(_checked_url(str(target)), {}, allow_private=allow_private)
            if response.status in _REDIRECTS and location:
                target = target.join(location)
                continue
            if response.status in _COME_AGAIN or response.status >= 500:  # noqa: PLR2004 server errors
                # RFC 9309: a server that cannot say what is allowed has allowed nothing yet.
                raise TemporaryError(
                    f"{target} answered {response.status}, so that it is not known which pages may be read.",
                    retry_after=response.retry_after,
                )
            return response.status, response.body[:MAX_ROBOTS].decode("utf-8", "replace")
        return 404, ""

    # -- one request -------------------------------------------------------------------------------------------------

    def _request(
        self, target: httpx2.URL, conditions: dict[str, str], *, allow_private: bool
    ) -> tuple[Response, str | None]:
        """One polite exchange, tried again when the connection fails; the answer and where it redirects to."""
        port = target.port or (443 if target.scheme == "https" else 80)
        headers = {
            "User-Agent": self.user_agent,
            "Accept": "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
            "text/html;q=0.8, */*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
            "Accept-Language": "vi, en;q=0.5",
            "Connection": "close",
            **conditions,
        }
        try:
            for attempt in stamina.retry_context(
                on=(httpx2.NetworkError, httpx2.RemoteProtocolError, httpx2.ConnectTimeout),
                attempts=3,
                timeout=self._manners.total_timeout,
                wait_initial=0.5,
                wait_max=2.0,
            ):
                with attempt, self._gate.turn(target.host):
                    host = target.raw_host.decode("ascii")
                    addresses = checked_addresses(
                        host, port, allow_private=allow_private, lookup=self._lookup, judge=self._judge
                    )
                    return self._exchange(target, headers, addresses)
        except httpx2.TimeoutException as error:
            raise TemporaryError(f"{target} did not answer in time ({error}).") from error
        except httpx2.HTTPError as error:
            raise TemporaryError(f"{target} cannot be read ({type(error).__name__}: {error}).") from error
        raise TemporaryError(f"{target} cannot be read.")

    def _exchange(
        self, target: httpx2.URL, headers: dict[str, str], addresses: list[str]
    ) -> tuple[Response, str | None]:
        end = time.monotonic() + self._manners.total_timeout
        transport = PinnedTransport(addresses, lambda: end - time.monotonic(), self._context)
        with httpx2.Client(transport=transport, trust_env=False, timeout=self._manners.timeout) as client:
            request = client.build_request("GET", target, headers=headers)
            answer = client.send(request, stream=True)
            try:
                retry_after = _retry_after(answer.headers.get("Retry-After", ""), self._wall())
                if retry_after and answer.status_code in _COME_AGAIN:
                    self._gate.hold_off(target.host, retry_after)
                wanted = answer.status_code == 200  # noqa: PLR2004 OK: bodies of errors and redirects are not read
                body = b"".join(_unpacked(answer, str(target), self._manners.max_bytes)) if wanted else b""
            finally:
                answer.close()
        response = Response(
            status=answer.status_code,
            url=str(target),
            body=body,
            content_type=answer.headers.get("Content-Type", ""),
            etag=answer.headers.get("ETag"),
            last_modified=answer.headers.get("Last-Modified"),
            retry_after=retry_after,
            max_age=_max_age(answer.headers),
        )
        return response, answer.headers.get("Location")


def _checked_url(url: str) -> httpx2.URL:
    """The address, if it is one that may be read at all."""
    try:
        target = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError) as error:
        raise PermanentError(f"{url[:200]!r} is not a web address ({error}).") from error
    if target.scheme not in {"http", "https"}:
        raise PermanentError(f"{url[:200]!r} has the scheme {target.scheme!r}; only http and https are read.")
    if not re.fullmatch(rb"[A-Za-z0-9._:-]+", target.raw_host):
        raise PermanentError(f"{url[:200]!r} names no usable host.")
    if target.userinfo:
        raise PermanentError(f"An address at {target.host} carries a user name or password, which is not allowed.")
    return target.copy_with(fragment=None)


def _accepted(response: Response, asked: str) -> Response:
    """The response, if its status is one to work with."""
    status = response.status
    where = response.url if response.url == asked else f"{asked} (now {response.url})"
    if status in {200, _NOT_MODIFIED}:
        return response
    if status == _GONE:
        raise Gone(f"{where} is gone for good (410): disable the source or find its new address.")
    if status in _COME_AGAIN or status >= 500:  # noqa: PLR2004 server errors
        raise TemporaryError(f"{where} answered {status}.", retry_after=response.retry_after)
    raise PermanentError(f"{where} answered {status}; check the address.")


def _unpacked(answer: httpx2.Response, url: str, limit: int) -> Iterator[bytes]:
    """The body's bytes, unpacked a little at a time, so that a small file cannot fill the memory."""
    length = answer.headers.get("Content-Length", "")
    if length.isdigit() and int(length[:18]) > limit:
        raise PermanentError(f"{url} has {int(length[:18]):,} bytes; the limit is {limit:,}.")
    encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"identity", "", "gzip", "x-gzip", "deflate"}:
        raise PermanentError(f"{url} is packed as {encoding[:40]!r}, which was not asked for.")
    unpack = _inflater(encoding)
    total = raw = 0
    for packed in answer.iter_raw(_CHUNK):
        raw += len(packed)
        try:
            for piece in unpack(packed):
                total += len(piece)
                if max(total, raw) > limit:
                    raise PermanentError(f"{url} is larger than {limit:,} bytes.")
                yield piece
        except zlib.error as error:
            raise TemporaryError(f"{url} is packed wrongly ({error}).") from error


def _inflater(encoding: str) -> Callable[[bytes], Iterator[bytes]]:
    """A function from packed to unpacked pieces of at most 64 KiB each."""
    if encoding in {"identity", ""}:
        return lambda packed: iter((packed,))
    inflate = zlib.decompressobj(wbits=47 if "gzip" in encoding else 15)  # 47: zlib or gzip, as the data says
    raw_deflate = encoding == "deflate"
    started = False

    def pieces(packed: bytes) -> Iterator[bytes]:
        nonlocal inflate, started
        if raw_deflate and not started and packed:
            # "deflate" means zlib by the standard, but some servers send it bare: RFC 9110, 8.4.1.2.
            zlib_header = packed[0] & 0x0F == 8 and int.from_bytes(packed[:2], "big") % 31 == 0  # noqa: PLR2004 RFC 1950
            inflate = zlib.decompressobj(wbits=15 if zlib_header else -15)
        started = True
        while packed and not inflate.eof:
            yield inflate.decompress(packed, _CHUNK)
            packed = inflate.unconsumed_tail
            if inflate.eof and encoding != "deflate" and inflate.unused_data.startswith(b"\x1f\x8b"):
                packed = inflate.unused_data  # gzip files may stand one after another
                inflate = zlib.decompressobj(wbits=47)

    return pieces


def _retry_after(value: str, now: datetime) -> float | None:
    """Seconds from a `Retry-After` in seconds or as a date; None when there is none or it makes no sense."""
    value = value.strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, IndexError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())


def _max_age(headers: httpx2.Headers) -> float | None:
    directives = headers.get("Cache-Control", "").lower()
    if re.search(r"\bno-(?:store|cache)\b", directives):
        return 0.0
    match = re.search(r"(?<![\w-])max-age\s*=\s*\"?([0-9]{1,10})", directives)
    if not match:
        return None
    age = headers.get("Age", "").strip()
    return max(0.0, float(match.group(1)) - (float(age) if re.fullmatch(r"[0-9]{1,10}", age) else 0.0))
