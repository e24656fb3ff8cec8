"""The fetcher against a real server on the loopback interface; time is faked, waiting is not done."""

from __future__ import annotations

import gzip
import ssl
import threading
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import stamina

from worker.adapters.http import Fetcher, Gone
from worker.adapters.network import checked_addresses, is_public, resolve
from worker.core.errors import PermanentError, TemporaryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Reply = tuple[int, dict[str, str], bytes]


@dataclass(slots=True)
class Newspaper:
    """A server whose pages a test lays out; remembers what it was asked."""

    routes: dict[str, Reply | Callable[[dict[str, str]], Reply]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    drip: set[str] = field(default_factory=set)
    busy: int = 0
    most_busy: int = 0
    port: int = 0

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]


@dataclass(frozen=True, slots=True)
class Manners:
    contact: str = "https://example.org/editor"
    timeout: float = 2.0
    total_timeout: float = 5.0
    max_bytes: int = 100_000
    host_delay: float = 1.0
    robots: bool = True


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@pytest.fixture(autouse=True)
def _without_backoff() -> Iterator[None]:
    stamina.set_testing(True, attempts=2)
    yield
    stamina.set_testing(False)


@pytest.fixture
def newspaper() -> Iterator[Newspaper]:
    paper = Newspaper()
    lock = threading.Lock()
    stop = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with lock:
                paper.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                paper.busy += 1
                paper.most_busy = max(paper.most_busy, paper.busy)
            try:
                self.answer()
            finally:
                with lock:
                    paper.busy -= 1

        def answer(self) -> None:
            route = paper.routes.get(self.path, (404, {}, b""))
            status, headers, body = route({k.lower(): v for k, v in self.headers.items()}) if callable(route) else route
            if status == 0:
                self.close_connection = True
                return
            if self.path in paper.drip:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                while not stop.wait(0.02):
                    try:
                        self.wfile.write(b"X-Slow: 1\r\n")
                    except OSError:
                        return
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers and status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    paper.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield paper
    finally:
        stop.set()
        server.shutdown()
        thread.join()
        server.server_close()


CERTIFICATE = Path(__file__).parent.parent / "data" / "tls" / "paper.test.pem"  # self-signed, its key beside it


@pytest.fixture
def secure_newspaper() -> Iterator[tuple[int, list[str | None]]]:
    """A server with a certificate for paper.test; its port and the names that clients asked for in TLS."""
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    context.sni_callback = lambda _, name, __: names.append(name)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.headers["Host"].encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = False

        def handle_error(self, *_: object) -> None:
            """A client that hangs up on a wrong certificate is what the test wants."""

    server = Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_address[1], names
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def make(clock: Clock, manners: Manners | None = None, hosts: dict[str, list[str]] | None = None) -> Fetcher:
    known = hosts or {}
    return Fetcher(
        manners or Manners(),
        lookup=lambda host, _: known.get(host, [host]),
        clock=clock,
        sleep=clock.sleep,
        wall=lambda: datetime(2026, 1, 9, 11, 0, tzinfo=UTC),
    )


def test_a_document_comes_with_all_that_the_next_request_needs(newspaper: Newspaper, clock: Clock) -> None:
    headers = {
        "ETag": 'W/"a, b"',
        "Last-Modified": "Fri, 09 Jan 2026 10:00:00 GMT",
        "Content-Type": "application/rss+xml; charset=utf-8",
        "Cache-Control": "public, s-maxage=9, max-age=600",
        "Age": "100",
    }
    newspaper.routes["/rss"] = 200, headers, b"<rss/>"
    response = make(clock).get(newspaper.url("/rss"), allow_private=True)
    assert (response.status, response.body, response.etag) == (200, b"<rss/>", 'W/"a, b"')
    assert response.last_modified == "Fri, 09 Jan 2026 10:00:00 GMT"
    assert response.content_type == "application/rss+xml; charset=utf-8"
    assert response.max_age == 500
    assert response.moved_to is None
    assert not response.not_modified


def test_validators_are_echoed_verbatim_and_304_is_told(newspaper: Newspaper, clock: Clock) -> None:
    newspaper.routes["/rss"] = lambda sent: (304 if sent.get("if-none-match") == 'W/"x"' else 200, {}, b"")
    response = make(clock).get(newspaper.url("/rss"), etag='W/"x"', last_modified="yesterday-ish", allow_private=True)
    assert response.not_modified
    assert response.body == b""
    assert newspaper.requests[0][1]["if-modified-since"] == "yesterday-ish"


def test_the_request_says_honestly_who_asks(newspaper: Newspaper, clock: Clock) -> None:
    newspaper.routes["/rss"] = 200, {}, b"x"
    make(clock).get(newspaper.url("/rss"), allow_private=True)
    sent = newspaper.requests[0][1]
    assert sent["user-agent"].startswith("Vietwire/")
    assert "+https://example.org/editor" in sent["user-agent"]
    assert sent["host"] == f"127.0.0.1:{newspaper.port}"
    assert "cookie" not in sent
    assert "no contact given" in make(clock, Manners(contact="")).user_agent


def test_a_contact_cannot_smuggle_a_header(clock: Clock) -> None:
    assert "\n" not in make(clock, Manners(contact="a\r\nX: y")).user_agent


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("value", "seconds"), [("120", 120.0), ("Fri, 09 Jan 2026 11:02:00 GMT", 120.0)])
def test_a_plea_for_patience_is_passed_on_and_kept(
    newspaper: Newspaper, clock: Clock, status: int, value: str, seconds: float
) -> None:
    newspaper.routes["/rss"] = status, {"Retry-After": value}, b""
    fetcher = make(clock)
    with pytest.raises(TemporaryError) as caught:
        fetcher.get(newspaper.url("/rss"), allow_private=True)
    assert caught.value.retry_after == seconds
    with pytest.raises(TemporaryError, match="left alone") as again:
        fetcher.get(newspaper.url("/other"), allow_private=True)
    assert again.value.retry_after == pytest.approx(seconds)
    assert newspaper.paths == ["/rss"]


@pytest.mark.parametrize("value", ["soon", "", "-5", "9" * 30])
def test_nonsense_instead_of_a_time_to_wait_is_ignored(newspaper: Newspaper, clock: Clock, value: str) -> None:
    newspaper.routes["/rss"] = 503, {"Retry-After": value}, b""
    with pytest.raises(TemporaryError) as caught:
        make(clock).get(newspaper.url("/rss"), allow_private=True)
    assert caught.value.retry_after is None


def test_a_date_in_the_past_means_now(newspaper: Newspaper, clock: Clock) -> None:
    newspaper.routes["/rss"] = 503, {"Retry-After": "Fri, 09 Jan 2026 10:00:00"}, b""
    with pytest.raises(TemporaryError) as caught:
        make(clock).get(newspaper.url("/rss"), allow_private=True)
    assert caught.value.retry_after == 0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({}, None), ({"Cache-Control": "no-store, max-age=5"}, 0.0), ({"Cache-Control": "max-age=60", "Age": "x"}, 60.0)],
)
def test_freshness_is_read_from_cache_control(
    newspaper: Newspaper, clock: Clock, headers: dict[str, str], seconds: float | None
) -> None:
    newspaper.routes["/rss"] = 200, headers, b"x"
    assert make(clock).get(newspaper.url("/rss"), allow_private=True).max_age == seconds


def test_statuses_are_sorted_by_what_to_do(newspaper: Newspaper, clock: Clock) -> None:
    fetcher = make(clock)
    for status, error in [(410, Gone), (404, PermanentError), (403, PermanentError), (500, TemporaryError)]:
        newspaper.routes["/rss"] = status, {}, b""
        with pytest.raises(error, match=f"{status}"):
            fetcher.get(newspaper.url("/rss"), allow_private=True)


def test_only_permanent_redirects_move_a_feed(newspaper: Newspaper, clock: Clock) -> None:
    newspaper.routes |= {
        "/old": (301, {"Location": "/new"}, b""),
        "/new": (200, {}, b"x"),
        "/detour": (302, {"Location": "/old"}, b""),
        "/half": (308, {"Location": "/detour"}, b""),
    }
    fetcher = make(clock)
    assert fetcher.get(newspaper.url("/old"), allow_private=True).moved_to == newspaper.url("/new")
    assert fetcher.get(newspaper.url("/detour"), allow_private=True).moved_to is None
    half = fetcher.get(newspaper.url("/half"), allow_private=True)
    assert (half.moved_to, half.url) == (newspaper.url("/detour"), newspaper.url("/new"))


def test_redirects_without_end_are_given_up(newspaper: Newspaper, clock: Clock) -> None:
    newspaper.routes["/round"] = 302, {"Location": "/round"}, b""
    with pytest.raises(PermanentError, match="redirects more than 5 times"):
        make(clock).get(newspaper.url("/round"), allow_private=True)
    assert len(newspaper.requests) == 6


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://h/", "http://u:p@127.0.0.1/", "http://[", "gopher:x"]
)
def test_a_redirect_is_checked_like_a_first_address(newspaper: Newspaper, clock: Clock, location: str) -> None:
    newspaper.routes["/rss"] = 302, {"Location": location}, b""
    with pytest.raises(PermanentError):
        make(clock).get(newspaper.url("/rss"), allow_private=True)


def test_a_redirect_to_an_address_inside_is_refused(newspaper: Newspaper, clock: Clock) -> None:
    newspaper.routes["/rss"] = 302, {"Location": "http://inside.test/"}, b""
    fetcher = Fetcher(
        Manners(),
        lookup=lambda host, _: ["10.0.0.7"] if host == "inside.test" else [host],
        judge=lambda address: address == "127.0.0.1",
        clock=clock,
        sleep=clock.sleep,
    )
    with pytest.raises(PermanentError, match=r"10\.0\.0\.7"):
        fetcher.get(newspaper.url("/rss"))
    assert newspaper.paths == ["/rss"]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "http://",
        "//x/",
        "http://u:p@example.org/",
        "http://[",
        "",
        "http://a:b/",
    ],
)
def test_only_plain_web_addresses_are_read(clock: Clock, url: str) -> None:
    with pytest.raises(PermanentError):
        make(clock).get(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104 refused, not bound to
        "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::a00:1",
        "2002:7f00:1::", "2001:0:1::1", "2001:db8::1", "fec0::1", "::127.0.0.1", "192.88.99.1", "nonsense", "",
    ],
)  # fmt: skip
def test_no_address_inside_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "123.30.1.1"]
)
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert is_public(address)


def test_one_address_inside_refuses_the_whole_name() -> None:
    with pytest.raises(PermanentError, match="allow_private"):
        checked_addresses("x.test", 80, allow_private=False, lookup=lambda *_: ["8.8.8.8", "192.168.0.1"])
    assert checked_addresses("x.test", 80, allow_private=True, lookup=lambda *_: ["192.168.0.1"]) == ["192.168.0.1"]
    with pytest.raises(TemporaryError, match="no address"):
        checked_addresses("x.test", 80, allow_private=True, lookup=lambda *_: [])


def test_the_loopback_interface_is_refused_unless_allowed(newspaper: Newspaper, clock: Clock) -> None:
    newspaper.routes["/rss"] = 200, {}, b"x"
    with pytest.raises(PermanentError, match="public internet"):
        make(clock).get(newspaper.url("/rss"))
    assert not newspaper.requests


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001"])
def test_loopback_by_another_name_is_refused(newspaper: Newspaper, host: str) -> None:
    with pytest.raises((PermanentError, TemporaryError)):
        Fetcher(Manners()).get(newspaper.url("/rss", host))
    assert not newspaper.requests


def test_a_name_is_resolved_once_and_that_address_is_connected_to(newspaper: Newspaper, clock: Clock) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    newspaper.routes["/rss"] = 200, {}, b"x"
    fetcher = Fetcher(Manners(), lookup=lambda *_: next(answers), clock=clock, sleep=clock.sleep)
    assert fetcher.get(newspaper.url("/rss", "paper.test"), allow_private=True).body == b"x"
    assert newspaper.requests[0][1]["host"] == f"paper.test:{newspaper.port}"
    assert next(answers) == ["10.0.0.1"]


def test_the_next_address_is_tried_when_one_does_not_answer(newspaper: Newspaper, clock: Clock) -> None:
    newspaper.routes["/rss"] = 200, {}, b"x"
    fetcher = make(clock, hosts={"paper.test": ["::1", "127.0.0.1"]})
    assert fetcher.get(newspaper.url("/rss", "paper.test"), allow_private=True).body == b"x"


def test_requests_to_one_host_keep_their_distance_and_others_do_not_wait(newspaper: Newspaper, clock: Clock) -> None:
    newspaper.routes["/rss"] = 200, {}, b"x"
    fetcher = make(clock, hosts={"a.test": ["127.0.0.1"], "b.test": ["127.0.0.1"]})
    for host in ("a.test", "b.test", "a.test"):
        fetcher.get(newspaper.url("/rss", host), allow_private=True)
    assert clock.slept == [1.0]


def test_one_host_gets_one_connection_at_a_time(newspaper: Newspaper, clock: Clock) -> None:
    newspaper.routes["/rss"] = 200, {}, b"x" * 50_000
    fetcher = make(clock, Manners(host_delay=0.0))
    threads = [
        threading.Thread(target=fetcher.get, args=(newspaper.url("/rss"),), kwargs={"allow_private": True})
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(newspaper.requests) == 6
    assert newspaper.most_busy <= 2  # the server may still be closing one while the next arrives


def test_a_broken_connection_is_tried_again_and_then_told(newspaper: Newspaper, clock: Clock) -> None:
    replies = iter([(0, {}, b""), (200, {}, b"x")])
    newspaper.routes["/rss"] = lambda _: next(replies)
    assert make(clock).get(newspaper.url("/rss"), allow_private=True).body == b"x"
    newspaper.routes["/rss"] = 0, {}, b""
    with pytest.raises(TemporaryError, match="cannot be read"):
        make(clock).get(newspaper.url("/rss"), allow_private=True)


def test_nobody_listening_is_a_temporary_error(clock: Clock) -> None:
    with pytest.raises(TemporaryError, match="cannot be read"):
        make(clock).get("http://127.0.0.1:9/", allow_private=True)


def test_a_name_that_does_not_exist_is_a_temporary_error() -> None:
    with pytest.raises(TemporaryError, match="cannot be resolved"):
        resolve("does-not-exist.invalid", 80)


def test_a_server_that_drips_runs_out_of_time(newspaper: Newspaper, clock: Clock) -> None:
    newspaper.routes["/rss"] = 200, {}, b""
    newspaper.drip.add("/rss")
    with pytest.raises(TemporaryError, match="in time"):
        make(clock, Manners(timeout=1.0, total_timeout=0.3)).get(newspaper.url("/rss"), allow_private=True)


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", lambda data: gzip.compress(data[:10]) + gzip.compress(data[10:])),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data)[2:-4]),
        ("identity", bytes),
    ],
)
def test_packed_answers_are_unpacked(
    newspaper: Newspaper, clock: Clock, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    body = "Tiếng Việt ".encode() * 5000
    newspaper.routes["/rss"] = 200, {"Content-Encoding": encoding}, pack(body)
    assert make(clock).get(newspaper.url("/rss"), allow_private=True).body == body


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b"x" * 100_001),
        ({"Content-Encoding": "gzip"}, gzip.compress(bytes(50_000_000))),
        ({"Content-Length": "99999999999"}, b""),
    ],
)
def test_answers_over_the_limit_are_refused(
    newspaper: Newspaper, clock: Clock, headers: dict[str, str], body: bytes
) -> None:
    newspaper.routes["/rss"] = 200, headers, body
    with pytest.raises(PermanentError, match="100,000"):
        make(clock).get(newspaper.url("/rss"), allow_private=True)


def test_a_packing_nobody_asked_for_or_a_broken_one_is_told(newspaper: Newspaper, clock: Clock) -> None:
    newspaper.routes["/rss"] = 200, {"Content-Encoding": "gzip, gzip"}, b"x"
    with pytest.raises(PermanentError, match="not asked for"):
        make(clock).get(newspaper.url("/rss"), allow_private=True)
    newspaper.routes["/rss"] = 200, {"Content-Encoding": "gzip"}, b"not gzip"
    with pytest.raises(TemporaryError, match="packed wrongly"):
        make(clock).get(newspaper.url("/rss"), allow_private=True)


def test_robots_txt_is_obeyed_for_pages_and_read_once(newspaper: Newspaper, clock: Clock) -> None:
    rules = b"User-agent: Vietwire\nDisallow: /private\nCrawl-delay: 5\n"
    newspaper.routes |= {"/robots.txt": (200, {}, rules), "/a": (200, {}, b"x"), "/private/b": (200, {}, b"x")}
    fetcher = make(clock)
    fetcher.get(newspaper.url("/a"), allow_private=True, page=True)
    with pytest.raises(PermanentError, match=r"robots\.txt"):
        fetcher.get(newspaper.url("/private/b"), allow_private=True, page=True)
    fetcher.get(newspaper.url("/a"), allow_private=True, page=True)
    assert newspaper.paths == ["/robots.txt", "/a", "/a"]
    assert clock.slept[-1] == 5.0
    clock.time += 25 * 3600
    fetcher.get(newspaper.url("/a"), allow_private=True, page=True)
    assert newspaper.paths[-2:] == ["/robots.txt", "/a"]


def test_robots_txt_may_be_missing_or_elsewhere_but_not_failing(newspaper: Newspaper, clock: Clock) -> None:
    newspaper.routes["/a"] = 200, {}, b"x"
    assert make(clock).get(newspaper.url("/a"), allow_private=True, page=True).body == b"x"
    newspaper.routes["/robots.txt"] = 301, {"Location": "/r2"}, b""
    newspaper.routes["/r2"] = 200, {}, b"User-agent: *\nDisallow: /"
    with pytest.raises(PermanentError, match=r"robots\.txt"):
        make(clock).get(newspaper.url("/a"), allow_private=True, page=True)
    newspaper.routes["/robots.txt"] = 302, {"Location": "/robots.txt"}, b""
    assert make(clock).get(newspaper.url("/a"), allow_private=True, page=True).body == b"x"
    newspaper.routes["/robots.txt"] = 500, {}, b""
    with pytest.raises(TemporaryError, match="not known"):
        make(clock).get(newspaper.url("/a"), allow_private=True, page=True)


def test_robots_txt_does_not_concern_feeds_or_those_who_switch_it_off(newspaper: Newspaper, clock: Clock) -> None:
    newspaper.routes |= {"/robots.txt": (200, {}, b"User-agent: *\nDisallow: /"), "/a": (200, {}, b"x")}
    assert make(clock).get(newspaper.url("/a"), allow_private=True).body == b"x"
    assert make(clock, Manners(robots=False)).get(newspaper.url("/a"), allow_private=True, page=True).body == b"x"
    assert "/robots.txt" not in newspaper.paths


def test_tls_is_spoken_with_the_name_although_the_address_is_pinned(
    secure_newspaper: tuple[int, list[str | None]], clock: Clock
) -> None:
    port, names = secure_newspaper
    fetcher = Fetcher(
        Manners(),
        lookup=lambda *_: ["127.0.0.1"],
        clock=clock,
        sleep=clock.sleep,
        context=ssl.create_default_context(cafile=CERTIFICATE),
    )
    response = fetcher.get(f"https://paper.test:{port}/", allow_private=True)
    assert response.body == f"paper.test:{port}".encode()
    assert names == ["paper.test"]
    with pytest.raises(TemporaryError, match="CERTIFICATE_VERIFY_FAILED"):
        fetcher.get(f"https://other.test:{port}/", allow_private=True)
    with pytest.raises(TemporaryError, match="CERTIFICATE_VERIFY_FAILED"):
        Fetcher(Manners(), lookup=lambda *_: ["127.0.0.1"], clock=clock, sleep=clock.sleep).get(
            f"https://paper.test:{port}/", allow_private=True
        )
