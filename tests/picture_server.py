"""A publisher's picture server on the loopback interface, and the smallest real pictures of each kind."""

from __future__ import annotations

import base64
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
WEBP = base64.b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb0043000101010101010101010101010101010101010101010101"
) + (b"\x01" * 43 + b"\xff\xd9")
AVIF = b"\x00\x00\x00\x20ftypavif\x00\x00\x00\x00avifmif1miafMA1B" + b"\x00\x00\x00\x08free"
SEQUENCE = b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avismiaf"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><title>Not found</title><script>alert(1)</script>"


@dataclass(slots=True)
class PictureServer:
    """What is at which path, as status, content type and body; a status of 0 hangs up. Remembers what was asked."""

    files: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    before: Callable[[], object] = lambda: None
    """Called before a picture is answered, in the server's thread."""
    port: int = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def put(self, path: str, body: bytes, content_type: str = "image/jpeg", status: int = 200) -> str:
        self.files[path] = (status, content_type, body)
        return self.url(path)

    @property
    def pictures(self) -> list[str]:
        return [path for path in self.asked if path != "/robots.txt"]


@contextmanager
def serving() -> Iterator[PictureServer]:
    pictures = PictureServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pictures.asked.append(self.path)
            if self.path != "/robots.txt":
                pictures.before()
            status, content_type, body = pictures.files.get(self.path, (404, "text/html", HTML))
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    pictures.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield pictures
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
