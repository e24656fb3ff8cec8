"""What the tests of model packages share: archives, a models folder, a web server that misbehaves."""

from __future__ import annotations

import hashlib
import io
import json
import os
import threading
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from worker.adapters.packages import Packages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

METADATA = {"package_version": "1.2", "from_code": "vi", "to_code": "en", "type": "translate"}


def archive(
    files: dict[str, bytes] | None = None, *, metadata: dict[str, str] | None = None, top: str = "translate-vi_en-1_2"
) -> bytes:
    """An archive that installs, plus `files`, whose names are taken as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(f"{top}/metadata.json", json.dumps(METADATA | (metadata or {})))
        out.writestr(f"{top}/model/model.bin", hashlib.sha512(b"weights").digest() * 4000)
        out.writestr(f"{top}/sentencepiece.model", os.urandom(300_000))
        for name, content in (files or {}).items():
            out.writestr(name, content)
    return buffer.getvalue()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class Place:
    """A models folder and a catalogue that a test fills."""

    base: Path
    listings: list[str] = field(default_factory=list)

    @property
    def models_dir(self) -> Path:
        return self.base / "var" / "models"

    @property
    def models_catalogue(self) -> Path:
        return self.base / "models.toml"

    @property
    def base_dir(self) -> Path:
        return self.base

    def list(self, name: str, content: bytes, *urls: str, **changes: str | int) -> None:
        values = {
            "title": "A model",
            "from": "vi",
            "to": "en",
            "version": "1.2",
            "urls": list(urls) or [f"{name}.argosmodel"],
            "size": len(content),
            "sha256": digest(content),
            "licence": "CC-BY-4.0",
        } | changes
        # JSON's strings, numbers and lists of strings are TOML's too.
        self.listings.append(f"[packages.{name}]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in values.items()))
        self.models_catalogue.write_text("\n".join(self.listings), encoding="utf-8")

    def file(self, name: str, content: bytes) -> Path:
        path = self.base / name
        path.write_bytes(content)
        return path

    @property
    def packages(self) -> Packages:
        return Packages(self.models_dir, self.models_catalogue, self.base)

    def left(self) -> set[str]:
        """Everything an installation left in the folder."""
        return {path.relative_to(self.models_dir).as_posix() for path in self.models_dir.rglob("*") if path.is_file()}


@dataclass
class Site:
    """A web server with one file, that may misbehave."""

    url: str = ""
    content: bytes = b""
    etag: str = '"1"'
    cut_after: list[int] = field(default_factory=list)
    """Bytes of body after which each of the next answers breaks off."""
    statuses: list[int] = field(default_factory=list)
    """Given to the next requests instead of the file."""
    ranges: bool = True
    wrong_range: bool = False
    announce_size: bool = True
    requests: list[dict[str, str]] = field(default_factory=list)
    on_cut: Callable[[], None] = lambda: None


@contextmanager
def serving() -> Iterator[Site]:
    """A web server on a free loopback port."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.close_connection = True
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.requests.append(headers)
            if site.statuses:
                self.send_response(site.statuses.pop(0))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            start = 0
            if site.ranges and "range" in headers and headers.get("if-range") == site.etag:
                start = int(headers["range"].removeprefix("bytes=").removesuffix("-"))
                if start >= len(site.content):
                    self.send_response(416)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                self.send_response(206)
                begin = 0 if site.wrong_range else start
                self.send_header("Content-Range", f"bytes {begin}-{len(site.content) - 1}/{len(site.content)}")
            else:
                self.send_response(200)
            self.send_header("ETag", site.etag)
            if site.announce_size:
                self.send_header("Content-Length", str(len(site.content) - start))
            self.end_headers()
            body = site.content[start:]
            if site.cut_after:
                self.wfile.write(body[: site.cut_after.pop(0)])
                site.on_cut()
            else:
                self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_address[1]}/translate-vi_en-1_2.argosmodel"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield site
    server.shutdown()
    thread.join()
    server.server_close()
