"""A small newspaper that is really published and really served, for real readers."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import uvicorn

from feeds.connection import FeedConnection
from feeds.model import Entry, Picture, Publication
from feeds.pages import Pages
from feeds.publish import Publisher
from feeds.server import create_app
from feeds.site import Site
from worker.adapters.catalog import SqlCatalog
from worker.adapters.database import migrate, open_database

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

START = datetime(2026, 1, 9, 7, 0, tzinfo=UTC)
PAPER = Publication("baomau", "Báo Mẫu", "https://baomau.example/", "https://baomau.example/rss")


def entry(number: int, version: int = 1) -> Entry:
    """Article `number`; every version has its own title and text."""
    return Entry(
        uid=f"article-{number}",
        title=f"Article {number}, version {version}",
        summary=f"What happened on day {number}, in version {version}.",
        html=f"<p>The text of article {number}, version {version}, with “quotes” &amp; a"
        ' <a href="https://baomau.example/">link</a>.</p>',
        bilingual_html=f'<p lang="en">The text of article {number}.</p><p lang="vi">Nội dung bài {number}.</p>',
        original_title=f"Bài {number}",
        original_html=f"<p>Nội dung bài {number}.</p>",
        publication=PAPER,
        published=START + timedelta(hours=number),
        updated=START + timedelta(hours=number, minutes=version - 1),
        original_url=f"https://baomau.example/{number}.html",
        author=f"Nguyen Van {number}",
        categories=("Politics", "Law & order")[: 1 + number % 2],
        pictures=(
            Picture(f"https://baomau.example/{number}.jpg", "image/jpeg", 1000 + number, 640, 480, "Alt", "Cap"),
        ),
        engine="translate-vi_en 1.9",
    )


class Newspaper:
    """Its catalogue, its public folder and its web server on a free port of this machine."""

    def __init__(self, folder: Path, page_size: int = 25) -> None:
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        self.site = Site(base, page_size=page_size, email="desk@news.example", rights="CC BY 4.0")
        self.out = folder / "public"
        self._engine = open_database(f"sqlite:///{folder / 'catalogue.sqlite3'}")
        migrate(self._engine)
        self._catalog = SqlCatalog(self._engine, self.site)
        pages = Pages(self.site, self._catalog)
        self._publisher = Publisher(self.site, self._catalog, self.out, pages, durable=False)
        self._publisher.publish([])
        self.versions: dict[int, int] = {}
        """Every article that is out, and which version of it."""
        self.requests: list[tuple[str, int]] = []
        """What was asked for, and the status that was answered."""

    def url(self, path: str) -> str:
        """The address of a public path."""
        return self.site.base_url + path

    def publish(self, *numbers: int) -> None:
        """Add articles, or give those that are out a new version."""
        for number in numbers:
            self.versions[number] = self.versions.get(number, 0) + 1
            self._catalog.put(entry(number, self.versions[number]))
        self._publisher.publish([f"article-{number}" for number in numbers])

    def withdraw(self, number: int) -> None:
        """Take an article out."""
        del self.versions[number]
        self._catalog.withdraw(f"article-{number}", when=START + timedelta(days=90), reason="It was wrong.")
        self._publisher.publish([f"article-{number}"])

    def answers(self, path: str) -> list[int]:
        """The statuses that requests for a path have got; forgets them."""
        found = [status for asked, status in self.requests if asked == f"/{path}"]
        self.requests.clear()
        return found

    def start(self, *, recording: bool) -> None:
        """Serve; with the same connection class as `vietwire serve`, unless each request is to be noted."""
        app: ASGIApp = create_app(self.out)
        settings = uvicorn.Config(
            self._recorded(app) if recording else app,
            log_level="warning",
            access_log=False,
            http="h11" if recording else FeedConnection,
        )
        self._server = uvicorn.Server(settings)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._listener]}, daemon=True)
        self._listener.listen(128)
        self._thread.start()

    def stop(self) -> None:
        """Stop serving."""
        self._server.should_exit = True
        self._thread.join(20)
        self._engine.dispose()

    def _recorded(self, app: ASGIApp) -> ASGIApp:
        async def recorded(scope: Scope, receive: Receive, send: Send) -> None:
            async def note(message: Message) -> None:
                if message["type"] == "http.response.start":
                    self.requests.append((scope["path"], message["status"]))
                await send(message)

            await app(scope, receive, note if scope["type"] == "http" else send)

        return recorded
