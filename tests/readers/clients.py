"""Real feed readers, each behind the same few verbs: subscribe, poll, what was seen."""

from __future__ import annotations

import email
import email.policy
import json
import os
import shutil
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from calendar import timegm
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import feedparser

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage

LIMIT = 120
"""Seconds that a reader may take for one poll."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An article as a reader has it."""

    id: str
    title: str
    text: str
    picture: str
    author: str
    published: datetime


class Client(ABC):
    """One reader with a home of its own."""

    keeps_versions = False
    """Whether an edited article is shown beside its earlier version rather than in its place."""

    polls_before_conditional = 1
    """How many polls it takes until the reader tells the server what it has."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True)
        self.home = home
        self.addresses: list[str] = []

    def subscribe(self, *addresses: str) -> None:
        """Follow these feeds from now on."""
        self.addresses += addresses

    @abstractmethod
    def poll(self) -> None:
        """Ask every feed for what is new."""

    @abstractmethod
    def seen(self) -> list[Seen]:
        """Everything that the reader ever showed, each item as often as it shows it."""

    def _run(self, *command: str, stdin: str = "") -> str:
        env = {"HOME": str(self.home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "no_proxy": "127.0.0.1"}
        done = subprocess.run(  # noqa: S603 - the readers under test
            command, env=env, cwd=self.home, input=stdin, capture_output=True, text=True, timeout=LIMIT, check=False
        )
        assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"
        return done.stdout


class Newsboat(Client):
    """https://newsboat.org: a terminal reader in C++ with its own parser; it shows the pictures of the text."""

    polls_before_conditional = 2  # https://github.com/newsboat/newsboat/issues/2734

    def subscribe(self, *addresses: str) -> None:
        super().subscribe(*addresses)
        (self.home / "urls").write_text("\n".join(self.addresses) + "\n")
        (self.home / "config").write_text("show-read-feeds yes\nignore-mode display\n")

    def poll(self) -> None:
        self._run(_program("newsboat"), "-q", "-C", "config", "-u", "urls", "-c", "cache.db", "-x", "reload")

    def seen(self) -> list[Seen]:
        with sqlite3.connect(self.home / "cache.db") as cache:
            rows = cache.execute(
                "SELECT guid, title, content, author, pubDate FROM rss_item WHERE deleted = 0"
            ).fetchall()
        cache.close()
        return [
            Seen(guid, title, text, _picture(text), author, datetime.fromtimestamp(time, UTC))
            for guid, title, text, author, time in rows
        ]


class Rss2email(Client):
    """https://github.com/rss2email/rss2email: every article, and every new version of one, becomes a mail."""

    keeps_versions = True

    def subscribe(self, *addresses: str) -> None:
        super().subscribe(*addresses)
        feeds = "".join(f"\n[feed.feed{number}]\nurl = {url}\n" for number, url in enumerate(self.addresses))
        (self.home / "config").write_text(
            "[DEFAULT]\nfrom = vietwire@reader.example\nto = reader@reader.example\nemail-protocol = maildir\n"
            f"maildir-path = {self.home}\nmaildir-mailbox = mail\nhtml-mail = True\ndate-header = True\n"
            f"date-header-order = issued\ntrust-guid = False\nname-format = {{author}}\n{feeds}"
        )

    def poll(self) -> None:
        self._run(_program("r2e"), "-c", "config", "-d", "data.json", "run")

    def seen(self) -> list[Seen]:
        found = []
        for path in sorted((self.home / "mail").glob("[nc]*/*")):
            mail: EmailMessage = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            body = mail.get_content()
            enclosure = body.rpartition("Enclosure:")[2]
            found.append(
                Seen(
                    _uid(body),
                    mail["Subject"],
                    body,
                    enclosure.partition('href="')[2].partition('"')[0],
                    mail["From"].addresses[0].display_name,
                    parsedate_to_datetime(mail["Date"]).replace(tzinfo=UTC),  # its dates are in UTC and say -0000
                )
            )
        return found


class Sfeed(Client):
    """https://codemadness.org/sfeed.html: a parser in C, curl, and sort."""

    keeps_versions = True

    def subscribe(self, *addresses: str) -> None:
        super().subscribe(*addresses)
        feeds = "".join(f"    feed 'feed{number}' '{url}'\n" for number, url in enumerate(self.addresses))
        # The conditional request is the one that its manual recommends.
        (self.home / "sfeedrc").write_text(
            f"sfeedpath='{self.home}/feeds'\n"
            'fetch() {\n    curl -f -s -m 60 --etag-save "$3.new" --etag-compare "$3.etag" "$2" || return 1\n'
            '    [ -s "$3.new" ] && mv "$3.new" "$3.etag"\n    return 0\n}\n'
            f"feeds() {{\n{feeds}}}\n"
        )
        (self.home / "feeds").mkdir(exist_ok=True)
        for number, _ in enumerate(self.addresses):
            (self.home / f"feeds/feed{number}.etag").touch()

    def poll(self) -> None:
        self._run(_program("sfeed_update"), "sfeedrc")

    def seen(self) -> list[Seen]:
        found = []
        for path in sorted((self.home / "feeds").glob("feed*[0-9]")):
            for line in path.read_text().splitlines():
                time, title, _, text, _, guid, author, enclosure, *_ = line.split("\t")
                found.append(Seen(guid, title, text, enclosure, author, datetime.fromtimestamp(int(time), UTC)))
        return found


class LemonReader(Client):
    """https://github.com/lemon24/reader: a feed reader library, run in an environment of its own."""

    def poll(self) -> None:
        self._ask("poll")

    def seen(self) -> list[Seen]:
        rows: list[dict[str, Any]] = json.loads(self._ask("seen"))
        return [Seen(**row | {"published": datetime.fromisoformat(row["published"])}) for row in rows]

    def _ask(self, verb: str) -> str:
        python = os.environ.get("READERS_PYTHON", "")
        assert python, (
            "READERS_PYTHON names the Python with tests/readers/requirements.txt; `make test-readers` sets it."
        )
        script = Path(__file__).with_name("lemon24.py")
        return self._run(python, str(script), verb, "reader.sqlite", stdin="\n".join(self.addresses))


@dataclass(slots=True)
class _Feed:
    etag: str | None = None
    modified: str | None = None
    items: dict[str, Seen] = field(default_factory=dict)


class Feedparser(Client):
    """https://github.com/kurtmckee/feedparser, the way its manual says: with ETag and Last-Modified."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self._feeds: dict[str, _Feed] = {}
        self.statuses: list[int] = []

    def poll(self) -> None:
        self.statuses = []
        for address in self.addresses:
            feed = self._feeds.setdefault(address, _Feed())
            parsed = feedparser.parse(address, etag=feed.etag, modified=feed.modified)
            self.statuses.append(parsed.status)
            if parsed.status == 304:
                continue
            assert not parsed.bozo, parsed.get("bozo_exception")
            feed.etag, feed.modified = parsed.get("etag"), parsed.get("modified")
            feed.items |= {item.id: _parsed(item) for item in parsed.entries}

    def seen(self) -> list[Seen]:
        return [item for feed in self._feeds.values() for item in feed.items.values()]


def walk(address: str) -> list[tuple[str, Sequence[str]]]:
    """Each document from the current one to the oldest archive, with the identifiers it holds: RFC 5005."""
    way: list[tuple[str, Sequence[str]]] = []
    while address:
        parsed = feedparser.parse(address)
        assert parsed.status == 200
        assert not parsed.bozo
        way.append((address, [item.id for item in parsed.entries]))
        links = {link.rel: link.href for link in parsed.feed.links}
        address = links.get("prev-archive", "")
    return way


def _parsed(item: Any) -> Seen:
    published = datetime.fromtimestamp(timegm(item.published_parsed), UTC)
    return Seen(item.id, item.title, item.content[0].value, item.enclosures[0].href, item.author, published)


def _picture(html: str) -> str:
    return html.partition('<img src="')[2].partition('"')[0]


def _uid(body: str) -> str:
    """A mail does not tell the identifier; the page that it links to is named after it."""
    return body.partition("/articles/")[2].partition(".html")[0].rpartition("/")[2]


def _program(name: str) -> str:
    path = shutil.which(name)
    assert path, f"{name} is not installed: apt-get install newsboat rss2email sfeed curl"
    return path
