"""Connections to checked addresses only: what a name resolves to is judged once, and exactly that is connected to."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from typing import TYPE_CHECKING, Any, Final

import httpcore2
import httpx2

from worker.core.errors import PermanentError, TemporaryError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator

    Resolve = Callable[[str, int], list[str]]
    Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Networks whose IPv6 addresses carry an IPv4 address that a gateway will reach for us.
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_TUNNELS: Final = tuple(
    ipaddress.ip_network(network)
    for network in (
        "64:ff9b:1::/48",  # local-use NAT64, RFC 8215
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "fec0::/10",  # the old site-local range
        "192.88.99.0/24",  # 6to4 relays
    )
)


def resolve(host: str, port: int) -> list[str]:
    """The host's addresses from the system's resolver, in its order; raises TemporaryError when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise TemporaryError(f"The host name {host} cannot be resolved ({error}).") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether the IP address belongs to the open internet: nothing private, local, shared, multicast or reserved."""
    try:
        ip: Address = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip.scope_id is not None:
            return False
    if any(ip in network for network in _TUNNELS if network.version == ip.version):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_private)


def checked_addresses(
    host: str,
    port: int,
    *,
    allow_private: bool,
    lookup: Resolve = resolve,
    judge: Callable[[str], bool] = is_public,
) -> list[str]:
    """The host's addresses; raises PermanentError when one of them is not public and that is not allowed.

    One bad address among good ones refuses the host: a name that points inside is not an honest publisher's.
    """
    addresses = lookup(host, port)
    if not addresses:
        raise TemporaryError(f"The host name {host} has no address.")
    for address in addresses:
        if not allow_private and not judge(address):
            raise PermanentError(
                f"The host {host} has the address {address}, which is not on the public internet. "
                "Set allow_private = true for the source if that is meant."
            )
    return addresses


class PinnedTransport(httpx2.BaseTransport):
    """One request over one connection to one of the given addresses; `Host`, SNI and certificate stay the name's.

    `remaining` gives the seconds left for the whole exchange: a server that sends a byte now and then runs out of them.
    """

    def __init__(self, addresses: Iterable[str], remaining: Callable[[], float], context: ssl.SSLContext) -> None:
        backend = _PinnedBackend(list(addresses), remaining)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=context, max_connections=1, max_keepalive_connections=0, network_backend=backend
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request and give the answer with its body still to be read."""
        url = request.url
        core_request = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _as_httpx():
            answer = self._pool.handle_request(core_request)
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream))

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, stream: Any) -> None:  # noqa: ANN401 httpcore types it as sync or async
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._stream

    def close(self) -> None:
        self._stream.close()


@contextlib.contextmanager
def _as_httpx() -> Iterator[None]:
    """Turn httpcore's exceptions into httpx's, which callers know."""
    try:
        yield
    except httpcore2.ConnectTimeout as error:
        raise httpx2.ConnectTimeout(str(error)) from error
    except httpcore2.TimeoutException as error:
        raise httpx2.ReadTimeout(str(error) or "timed out") from error
    except httpcore2.ConnectError as error:
        raise httpx2.ConnectError(str(error)) from error
    except httpcore2.NetworkError as error:
        raise httpx2.ReadError(str(error)) from error
    except httpcore2.ProtocolError as error:
        raise httpx2.RemoteProtocolError(str(error)) from error


class _PinnedBackend(httpcore2.NetworkBackend):
    def __init__(self, addresses: list[str], remaining: Callable[[], float]) -> None:
        self._addresses = addresses
        self._remaining = remaining
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 the name was resolved and judged before
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        for place, address in enumerate(self._addresses, start=1):
            try:
                stream = self._inner.connect_tcp(
                    address, port, _limit(timeout, self._remaining()), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if place == len(self._addresses):
                    raise
            else:
                return _TimedStream(stream, self._remaining)
        raise httpcore2.ConnectError("no address to connect to")


class _TimedStream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream, remaining: Callable[[], float]) -> None:
        self._inner = inner
        self._remaining = remaining

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _limit(timeout, self._remaining()))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _limit(timeout, self._remaining()))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        stream = self._inner.start_tls(ssl_context, server_hostname, _limit(timeout, self._remaining()))
        return _TimedStream(stream, self._remaining)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 the base class says so
        return self._inner.get_extra_info(info)


def _limit(timeout: float | None, remaining: float) -> float:
    if remaining <= 0:
        raise httpcore2.ReadTimeout("the time for the whole answer is over")
    return remaining if timeout is None else min(timeout, remaining)
