"""The public folder over HTTP, through starlette's client and through a real uvicorn on the loopback address."""

from __future__ import annotations

import gzip
import hashlib
import os
import socket
import threading
import time
from contextlib import asynccontextmanager
from email.utils import formatdate
from typing import TYPE_CHECKING

import brotli
import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from feeds.connection import FeedConnection
from feeds.server import PublicFolder, create_app
from feeds.static_files import PublicFile, PublicFiles, open_version

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from starlette.requests import Request

FEED = b"<rss>" + b"Nghe An news in English. " * 400 + b"</rss>"
HOUR_AGO = 1_700_000_000
RSS = "/feeds/all.rss.xml"


def put(public: Path, path: str, content: bytes = FEED, *, mtime: int = HOUR_AGO) -> Path:
    """Replace a file the way the publisher does: written aside, then renamed."""
    file = public / path.lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(file.name + ".new")
    aside.write_bytes(content)
    os.utime(aside, (mtime, mtime))
    aside.replace(file)
    return file


@pytest.fixture
def public(tmp_path: Path) -> Path:
    folder = tmp_path / "public"
    put(folder, RSS)
    put(folder, "/index.html", b"<!doctype html><title>Home</title>" * 20)
    put(folder, "/feeds/index.html", b"<!doctype html><title>Feeds</title>" * 20)
    (tmp_path / "secret.txt").write_text("not public")
    return folder


@pytest.fixture
def client(public: Path) -> Iterator[TestClient]:
    with TestClient(create_app(public), follow_redirects=False) as client:
        client.headers.pop("accept-encoding")
        yield client


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/feeds/all.rss.xml", "application/rss+xml; charset=utf-8"),
        ("/feeds/all.atom.xml", "application/atom+xml; charset=utf-8"),
        ("/feeds/all.json", "application/feed+json; charset=utf-8"),
        ("/feeds/feeds.opml", "text/x-opml; charset=utf-8"),
        ("/.well-known/feeds", "text/x-opml; charset=utf-8"),
        ("/search/index.json", "application/json; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/about.html", "text/html; charset=utf-8"),
        ("/static/icon-144.png", "image/png"),
        ("/.well-known/host-meta.json", "application/json; charset=utf-8"),
        ("/odd", "application/octet-stream"),
    ],
)
def test_every_kind_of_file_says_what_it_is(public: Path, client: TestClient, path: str, content_type: str) -> None:
    put(public, path)
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == content_type
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_folder_answers_with_its_index_and_its_bare_name_redirects_to_it(client: TestClient) -> None:
    assert b"Home" in client.get("/").content
    assert b"Feeds" in client.get("/feeds/").content
    bare = client.get("/feeds")
    assert (bare.status_code, bare.headers["location"]) == (301, "feeds/")


def test_only_the_search_page_may_run_our_script(public: Path, client: TestClient) -> None:
    put(public, "/search.html")
    assert "script-src 'self'" in client.get("/search.html").headers["content-security-policy"]
    assert "script-src" not in client.get("/").headers["content-security-policy"]


def test_feeds_may_be_read_by_scripts_of_other_sites_and_pages_may_not(client: TestClient) -> None:
    assert client.get(RSS).headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in client.get("/").headers
    preflight = client.options(RSS, headers={"access-control-request-method": "GET"})
    assert preflight.status_code == 204
    assert "if-none-match" in preflight.headers["access-control-allow-headers"]
    assert client.options(RSS).headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (RSS, "max-age=300, stale-while-revalidate=600"),
        ("/", "stale-while-revalidate"),
        ("/feeds/archive/all/1.rss.xml", "max-age=86400"),
        ("/static/vietwire-0123456789ab.css", "immutable"),
        ("/pictures/a.jpg", "max-age=604800"),
    ],
)
def test_each_kind_says_how_long_it_stays_fresh(public: Path, client: TestClient, path: str, words: str) -> None:
    if path != "/":
        put(public, path)
    assert words in client.get(path).headers["cache-control"]


def test_the_etag_comes_from_the_content_and_not_from_the_clock(public: Path, client: TestClient) -> None:
    first = client.get(RSS).headers["etag"]
    put(public, RSS, mtime=HOUR_AGO + 60)
    again = client.get(RSS)
    assert again.headers["etag"] == first
    assert again.headers["last-modified"] == formatdate(HOUR_AGO + 60, usegmt=True)
    put(public, RSS, FEED + b".", mtime=HOUR_AGO + 60)
    assert client.get(RSS).headers["etag"] != first


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"a,b",W/{} , "c"', "*", " * "])
def test_a_known_etag_is_answered_304_without_content(client: TestClient, form: str) -> None:
    etag = client.get(RSS).headers["etag"]
    answer = client.get(RSS, headers={"if-none-match": form.format(etag)})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == etag
    assert {"cache-control", "vary", "last-modified"} <= set(answer.headers)
    assert "content-type" not in answer.headers


@pytest.mark.parametrize("form", ['"other"', '"other', "nonsense", ""])
def test_another_etag_gets_the_content_whatever_the_date_says(client: TestClient, form: str) -> None:
    tomorrow = formatdate(HOUR_AGO + 10**6, usegmt=True)
    answer = client.get(RSS, headers={"if-none-match": form, "if-modified-since": tomorrow})
    assert (answer.status_code, answer.content) == (200, FEED)


@pytest.mark.parametrize(
    ("since", "status"),
    [(formatdate(HOUR_AGO, usegmt=True), 304), (formatdate(HOUR_AGO - 1, usegmt=True), 200), ("yesterday", 200)],
)
def test_a_date_alone_decides_when_no_etag_is_sent(client: TestClient, since: str, status: int) -> None:
    assert client.get(RSS, headers={"if-modified-since": since}).status_code == status


def test_a_date_that_could_hide_a_second_change_is_not_told_until_its_second_is_over(public: Path) -> None:
    now = [HOUR_AGO + 0.5]
    files = PublicFiles(public, clock=lambda: now[0])
    young = files.read(RSS)
    assert young is not None
    assert "last-modified" not in {name.decode() for name, _ in young.describe("identity").full}
    assert files.cached(RSS) is young
    now[0] = HOUR_AGO + 1.0
    assert files.cached(RSS) is None
    settled = files.read(RSS)
    assert settled is not None
    assert "last-modified" in {name.decode() for name, _ in settled.describe("identity").full}


def test_a_date_in_the_future_is_never_told(public: Path, client: TestClient) -> None:
    put(public, RSS, mtime=4_000_000_000)
    assert "last-modified" not in client.get(RSS).headers


@pytest.mark.parametrize(
    ("accepts", "coding"),
    [
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("identity", None),
        ("gzip;q=0", None),
        ("gzip;q=nonsense", None),
        ("identity;q=1, gzip;q=0.5", None),
        ("", None),
    ],
)
def test_content_comes_in_the_coding_the_client_likes_best(
    client: TestClient, accepts: str, coding: str | None
) -> None:
    with client.stream("GET", RSS, headers={"accept-encoding": accepts}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == coding
    plain = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}[coding](raw)
    assert plain == FEED
    assert answer.headers["vary"] == "accept-encoding"
    assert int(answer.headers["content-length"]) == len(raw)


def test_each_coding_has_its_own_etag_and_only_that_one_is_answered_304(client: TestClient) -> None:
    tags = {
        coding: client.get(RSS, headers={"accept-encoding": coding}).headers["etag"]
        for coding in ("identity", "gzip", "br")
    }
    assert len(set(tags.values())) == 3
    for coding in tags:
        for other, tag in tags.items():
            answer = client.get(RSS, headers={"accept-encoding": coding, "if-none-match": tag})
            assert answer.status_code == (304 if other == coding else 200)


def test_pictures_and_tiny_files_are_not_compressed(public: Path, client: TestClient) -> None:
    put(public, "/pictures/a.jpg")
    put(public, "/robots.txt", b"User-agent: *")
    for path in ("/pictures/a.jpg", "/robots.txt"):
        answer = client.get(path, headers={"accept-encoding": "gzip, br"})
        assert "content-encoding" not in answer.headers
        assert "vary" not in answer.headers


def test_head_has_the_headers_of_get_and_no_content(client: TestClient) -> None:
    got, head = client.get(RSS), client.head(RSS)
    assert dict(head.headers) == dict(got.headers)
    assert head.content == b""
    assert client.head("/none").status_code == 404


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", FEED[:1]),
        ("bytes=5-14", FEED[5:15]),
        ("bytes=100-", FEED[100:]),
        ("bytes=-6", FEED[-6:]),
        ("bytes=9-99999999", FEED[9:]),
        ("bytes=-99999999", FEED),
    ],
)
def test_one_range_is_sent_as_it_is_even_if_the_client_reads_brotli(
    client: TestClient, asked: str, part: bytes
) -> None:
    answer = client.get(RSS, headers={"range": asked, "accept-encoding": "br"})
    assert (answer.status_code, answer.content) == (206, part)
    assert answer.headers["content-range"].endswith(f"/{len(FEED)}")
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("asked", ["bytes=0-1,5-9", "lines=1-2", "bytes=9-5", "bytes=-", "bytes=a-b", "5"])
def test_what_is_no_single_range_gets_the_whole_file(client: TestClient, asked: str) -> None:
    answer = client.get(RSS, headers={"range": asked})
    assert (answer.status_code, answer.content) == (200, FEED)


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused_with_the_length(client: TestClient, asked: str) -> None:
    answer = client.get(RSS, headers={"range": asked})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(FEED)}"


def test_a_download_goes_on_only_if_the_file_is_still_the_same(client: TestClient) -> None:
    got = client.get(RSS)
    for same in (got.headers["etag"], got.headers["last-modified"]):
        assert client.get(RSS, headers={"range": "bytes=10-", "if-range": same}).status_code == 206
    for other in ('"other"', "W/" + got.headers["etag"], formatdate(HOUR_AGO - 1, usegmt=True)):
        assert client.get(RSS, headers={"range": "bytes=10-", "if-range": other}).status_code == 200


def test_a_large_file_is_sent_from_disk_in_whole_and_in_part(public: Path, client: TestClient) -> None:
    large = hashlib.sha256(b"x").digest() * 200_000
    put(public, "/large.xml", large)
    whole = client.get("/large.xml", headers={"accept-encoding": "br"})
    assert whole.content == large
    assert "content-encoding" not in whole.headers
    assert client.get("/large.xml", headers={"range": "bytes=5000000-5000009"}).content == large[5000000:5000010]
    assert client.get("/large.xml", headers={"if-none-match": whole.headers["etag"]}).status_code == 304


def test_a_large_file_that_was_replaced_since_it_was_hashed_is_asked_for_again(public: Path) -> None:
    large = put(public, "/large.xml", b"x" * 5_000_000)
    file = PublicFiles(public).read("/large.xml")
    assert file is not None
    put(public, "/large.xml", b"y" * 5_000_000)
    with pytest.raises(OSError, match="was replaced"):
        open_version(file)
    large.unlink()
    with pytest.raises(FileNotFoundError):
        open_version(file)

    class JustHashed(PublicFiles):
        def cached(self, path: str) -> PublicFile | None:  # noqa: ARG002 - whatever is asked for
            return file

    answer = TestClient(PublicFolder(JustHashed(public))).get("/large.xml")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


REFUSED = [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/feeds/..%2f..%2fsecret.txt",
    "/feeds//all.rss.xml",
    "/.gone",
    "/.well-known",
    "/feeds/.hidden",
    "/feeds/..%5c..%5csecret.txt",
    "/feeds/all.rss.xml%00",
    "/feeds/all.rss.xml%0a",
    "/%ff%fe",
    "/%zz",
    "/%252e%252e/secret.txt",
    "/" + "a" * 2000,
    "/" + "a" * 300,
    "/feeds/all.rss.xml/",
]


def test_addresses_that_climb_hide_or_are_no_text_are_refused(public: Path, tmp_path: Path) -> None:
    put(public, "/feeds/.hidden")
    put(public, "/.gone")
    secret = (tmp_path / "secret.txt").read_bytes()
    with running(public) as port:
        for path in REFUSED:
            status, _, body = ask(port, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            assert status in {400, 404}, path
            assert secret not in body, path


def test_links_that_lead_out_of_the_folder_are_refused_and_links_inside_work(
    public: Path, client: TestClient, tmp_path: Path
) -> None:
    (public / "out.txt").symlink_to(tmp_path / "secret.txt")
    (public / "in.xml").symlink_to(public / "feeds" / "all.rss.xml")
    (public / "outside").symlink_to(tmp_path)
    assert client.get("/out.txt").status_code == 404
    assert client.get("/outside/secret.txt").status_code == 404
    assert client.get("/in.xml").content == FEED
    (public / "in.xml").unlink()
    (public / "in.xml").symlink_to(tmp_path / "secret.txt")
    assert client.get("/in.xml").status_code == 404


def test_a_pipe_is_no_public_file(public: Path, client: TestClient) -> None:
    os.mkfifo(public / "pipe.xml")
    assert client.get("/pipe.xml").status_code == 404


def test_a_withdrawn_article_is_gone_and_says_so(public: Path, client: TestClient) -> None:
    put(public, "/articles/2026/11/u1.html.gone", b"<p>This article was withdrawn.</p>")
    answer = client.get("/articles/2026/11/u1.html")
    assert answer.status_code == 410
    assert b"withdrawn" in answer.content
    assert client.get("/articles/2026/11/u1.html.gone").status_code == 404
    put(public, "/articles/2026/11/u1.html", b"back")
    assert client.get("/articles/2026/11/u1.html").status_code == 200


def test_a_moved_page_redirects(public: Path, client: TestClient) -> None:
    put(public, "/old.html.moved", "/lists/category/y-tế.html\n".encode())
    put(public, "/older.html.moved", b"/new.html")
    assert client.get("/older.html").headers["location"] == "/new.html"
    assert client.get("/old.html").status_code == 301
    assert "\n" not in client.get("/old.html").headers["location"]


def test_the_sites_own_page_says_what_is_not_found(public: Path, client: TestClient) -> None:
    assert b"nothing at this address" in client.get("/none.html").content
    put(public, "/404.html", b"our own page")
    answer = client.get("/none.html")
    assert (answer.status_code, answer.content) == (404, b"our own page")
    assert "max-age=60" in answer.headers["cache-control"]


def test_files_can_only_be_read(client: TestClient) -> None:
    answer = client.post(RSS, content=b"x")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_a_replaced_file_is_noticed_at_once(public: Path, client: TestClient) -> None:
    for number in range(20):
        put(public, RSS, b"%d" % number)
        assert client.get(RSS).content == b"%d" % number
    (public / RSS[1:]).unlink()
    assert client.get(RSS).status_code == 404


def test_memory_stays_bounded_whatever_is_asked_for(public: Path) -> None:
    files = PublicFiles(public, memory=100_000)
    for number in range(50):
        put(public, f"/feeds/{number}.rss.xml")
        file = files.read(f"/feeds/{number}.rss.xml")
        assert file is not None
        assert files.content(file, "br")
    held = [number for number in range(50) if files.cached(f"/feeds/{number}.rss.xml")]
    assert 1 <= len(held) <= 100_000 // len(FEED)
    assert held[-1] == 49


def test_handed_in_routes_come_before_the_files(public: Path) -> None:
    async def health(request: Request) -> PlainTextResponse:  # noqa: ARG001 - a route's signature
        return PlainTextResponse("well")

    with TestClient(create_app(public, extra_routes=[Route("/health", health)])) as client:
        assert client.get("/health").text == "well"
        assert client.get(RSS).content == FEED
        assert client.get("/health/").status_code == 404


def test_the_callers_lifespan_is_kept(public: Path) -> None:
    opened = []

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[dict[str, str]]:
        opened.append("open")
        yield {"mine": "here"}
        opened.append("closed")

    async def state(request: Request) -> PlainTextResponse:
        return PlainTextResponse(request.state.mine)

    with TestClient(create_app(public, extra_routes=[Route("/state", state)], lifespan=lifespan)) as client:
        assert client.get("/state").text == "here"
    assert opened == ["open", "closed"]


class running:  # noqa: N801 - reads as a verb
    """A real uvicorn with our connections on a loopback port, for as long as the context lasts."""

    def __init__(self, public: Path, *, keep_alive: int = 5) -> None:
        config = uvicorn.Config(
            create_app(public),
            http=FeedConnection,
            access_log=False,
            log_level="critical",
            server_header=False,
            timeout_keep_alive=keep_alive,
        )
        self._server = uvicorn.Server(config)
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(64)  # so that a client that is quicker than the server waits
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})

    def __enter__(self) -> int:
        self._thread.start()
        return int(self._socket.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        self._socket.close()


def ask(port: int, *pieces: bytes) -> tuple[int, dict[str, str], bytes]:
    """One request, sent in pieces, on a connection of its own."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        for piece in pieces:
            line.sendall(piece)
        return receive(line)


def receive(line: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Exactly one answer from an open connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += line.recv(65536) or pytest.fail(f"closed after {data!r}")
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in lines)}
    status = int(first.split()[1])
    if status == 304:
        return status, fields, body
    while len(body) < int(fields["content-length"]):
        body += line.recv(65536) or pytest.fail("closed in the body")
    return status, fields, body


def poll(fields: str = "", path: str = RSS) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{fields}\r\n".encode()


def test_both_ways_through_the_server_answer_alike(public: Path) -> None:
    put(public, "/pictures/a.jpg")
    asked = [
        "",
        "Accept-Encoding: gzip\r\n",
        "Accept-Encoding: br, gzip\r\n",
        'If-None-Match: "other"\r\n',
        "If-None-Match: *\r\n",
        "Accept-Encoding: gzip\r\nIf-None-Match: *\r\n",
        f"If-Modified-Since: {formatdate(HOUR_AGO, usegmt=True)}\r\n",
        "Range: bytes=3-9\r\n",
        "User-Agent: newsboat\r\nAccept: */*\r\nCookie: a=b\r\n",
    ]
    with running(public) as port:
        for path in (RSS, "/", "/pictures/a.jpg"):
            for fields in asked:
                # "TE" is a field the short way leaves to ASGI.
                long_way = ask(port, poll(fields + "TE: trailers\r\n", path))
                short_way = ask(port, poll(fields, path))
                again = ask(port, poll(fields, path))
                for answer in (long_way, short_way, again):
                    answer[1].pop("date")
                assert long_way == short_way == again


def test_a_connection_serves_polls_of_both_ways_one_after_another(public: Path) -> None:
    with running(public) as port, socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(poll())
        etag = receive(line)[1]["etag"]
        for fields, status in [
            (f"If-None-Match: {etag}\r\n", 304),
            (f"If-None-Match: {etag}\r\nTE: trailers\r\n", 304),
            ("", 200),
            ("Connection: keep-alive\r\n", 200),
            ("Range: bytes=0-4\r\n", 206),
            (f"If-None-Match: {etag}\r\n", 304),
        ]:
            line.sendall(poll(fields))
            assert receive(line)[0] == status
        put(public, RSS, b"new")
        line.sendall(poll(f"If-None-Match: {etag}\r\n"))
        assert receive(line)[2] == b"new"


def test_requests_in_pieces_and_pipelined_are_answered_in_order(public: Path) -> None:
    request = poll("Accept-Encoding: identity\r\n")
    with running(public) as port:
        assert ask(port, request)[2] == FEED
        assert ask(port, request[:7], request[7:40], request[40:])[2] == FEED
        with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
            line.sendall(poll("If-None-Match: *\r\n") + poll("Connection: close\r\n", "/"))
            data = b""
            while block := line.recv(65536):
                data += block
    assert data.startswith(b"HTTP/1.1 304")
    assert data.count(b"HTTP/1.1 200") == 1
    assert data.endswith(b"</title>")


def test_an_idle_connection_is_closed_after_its_last_poll_and_not_before(public: Path) -> None:
    with running(public, keep_alive=1) as port, socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(poll())
        receive(line)
        began = time.monotonic()
        while time.monotonic() - began < 1.4:
            line.sendall(poll("If-None-Match: *\r\n"))
            assert receive(line)[0] == 304
        assert line.recv(1) == b""
        assert time.monotonic() - began < 10


MALFORMED = [
    b"GET /feeds/all.rss.xml HTTP/1.1\r\n\r\n",
    b"GET /feeds/all.rss.xml HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET /feeds/all.rss.xml HTTP/1.1\r\nHost: a\r\nBad Field: b\r\n\r\n",
    b"GET  /feeds/all.rss.xml HTTP/1.1\r\nHost: a\r\n\r\n",
]


def test_malformed_requests_are_refused_though_the_file_is_at_hand(public: Path) -> None:
    with running(public) as port:
        assert ask(port, poll())[0] == 200
        for request in MALFORMED:
            with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
                line.sendall(request)
                assert line.recv(65536).startswith(b"HTTP/1.1 400"), request


def test_polls_never_see_anything_but_200_and_304_while_the_file_is_replaced(public: Path) -> None:
    seen: set[int] = set()
    contents: set[bytes] = set()

    def client(port: int) -> None:
        etag = '"none"'
        with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
            for _ in range(40):
                line.sendall(poll(f"If-None-Match: {etag}\r\n"))
                status, fields, body = receive(line)
                seen.add(status)
                etag = fields["etag"]
                if status == 200:
                    contents.add(body)

    with running(public) as port:
        clients = [threading.Thread(target=client, args=(port,)) for _ in range(4)]
        for thread in clients:
            thread.start()
        number = 0
        while any(thread.is_alive() for thread in clients):
            number += 1
            put(public, RSS, b"%d," % number * 1000, mtime=HOUR_AGO + number)
        for thread in clients:
            thread.join()
    assert seen <= {200, 304}
    assert contents
    assert all(len(set(content.strip(b",").split(b","))) == 1 for content in contents - {FEED})
