"""Local copies of the publishers' pictures: fetched politely, proven to be pictures, kept as long as they are shown."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql, sqlite

from feeds import addresses
from feeds.pictures import addresses_of
from worker.adapters.database import reading, writing
from worker.adapters.schema import pictures
from worker.core.errors import PermanentError, TemporaryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from feeds.model import Entry
    from feeds.site import Site
    from worker.adapters.http import Fetcher, Manners

MOST: Final = 30
"""Pictures of one article that are copied; further ones stay at their publisher's."""
SUFFIXES: Final = (".jpg", ".png", ".webp", ".gif", ".avif")
"""Raster pictures only: an SVG is a document and may hold scripts."""
REFUSED_FOR: Final = timedelta(days=1)
"""How long a picture that is none, is too large or is not there is left alone."""
FAILED_FOR: Final = timedelta(hours=1)
"""The same for one whose server had trouble."""
HOST_RESTS: Final = timedelta(minutes=10)
"""How long a server that failed twice in a row is left alone, so that it does not hold up the news."""
LOCK: Final = ".pictures.lock"
_TROUBLES: Final = 2
_PATHS_HELD: Final = 10_000

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PictureManners:
    """How pictures are fetched: like everything else, but with less patience and the site's limit of size."""

    contact: str
    timeout: float
    total_timeout: float
    max_bytes: int
    host_delay: float
    robots: bool

    @classmethod
    def of(cls, manners: Manners, max_bytes: int) -> PictureManners:
        """The same manners for pictures, each at most so many bytes."""
        return cls(
            contact=manners.contact,
            timeout=min(manners.timeout, 10.0),
            total_timeout=min(manners.total_timeout, 20.0),
            max_bytes=max_bytes,
            host_delay=manners.host_delay,
            robots=manners.robots,
        )


class PictureMirror:
    """The copies below one public folder, and which entries show them. Not safe to share between threads."""

    def __init__(
        self,
        site: Site,
        public: Path,
        engine: sa.Engine,
        *,
        fetcher: Callable[[], Fetcher],
        clock: Callable[[], datetime],
    ) -> None:
        """`fetcher` is asked for when the first picture is fetched; its largest body is the largest picture."""
        self._site = site
        self._public = public
        self._engine = engine
        self._fetcher = fetcher
        self._clock = clock
        self._paths: OrderedDict[str, str] = OrderedDict()
        self._troubles: dict[str, tuple[int, datetime]] = {}

    def copy_of(self, url: str) -> str | None:
        """The public path of the picture's copy, or None where there is none; costs one look at the disk, or a few."""
        known = self._paths.get(url)
        if known is not None and (self._public / known).is_file():
            return known
        for path in _paths(_digest(url)):
            if (self._public / path).is_file():
                self._paths[url] = path
                if len(self._paths) > _PATHS_HELD:
                    self._paths.popitem(last=False)
                return path
        return None

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Keep other processes from copying the same pictures; False when one of them is copying now."""
        self._public.mkdir(parents=True, exist_ok=True)
        with (self._public / LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def fetch(self, entry: Entry, *, allow_private: bool, until: datetime) -> int:
        """Copy what the entry shows and is not here yet, in the time there is; gives how many were copied.

        Never raises: an article goes out with its publisher's pictures rather than late or not at all.
        """
        copied = 0
        try:
            wanted = self._wanted(entry)
            for url in wanted:
                if self._clock() >= until:
                    log.info("pictures left at their publisher's for lack of time", entry=entry.uid)
                    break
                copied += self._copy(url, allow_private=allow_private)
            if copied:  # noted anew, for the entry may have been forgotten meanwhile and its copies must not be
                self._note(entry.uid, wanted)
        except Exception as error:  # noqa: BLE001 a full disk or a busy database must not hold up the news
            log.warning("pictures not copied", entry=entry.uid, error=repr(error))
        return copied

    def forget(self, uid: str) -> int:
        """Delete the copies that no other entry shows or showed; gives how many. Harmless to repeat.

        What an edited article showed before stays: archive documents still hold its earlier version.
        """
        other = pictures.alias()
        shared = sa.exists().where((other.c.address == pictures.c.address) & (other.c.uid != uid))
        deleted = 0
        with writing(self._engine) as connection:
            lonely = connection.execute(
                sa.select(pictures.c.address).where((pictures.c.uid == uid) & ~shared)
            ).scalars()
            for path in (self._public / path for address in lonely for path in _paths(address)):
                deleted += path.is_file()
                path.unlink(missing_ok=True)
            connection.execute(pictures.delete().where(pictures.c.uid == uid))
        return deleted

    # -- fetching ----------------------------------------------------------------------------------------------------

    def _wanted(self, entry: Entry) -> list[str]:
        """What is to be fetched; that the entry shows it is noted first, so that nobody deletes it meanwhile."""
        shown = [url for url in addresses_of(entry) if not url.startswith(self._site.base_url)][:MOST]
        if not shown:
            return []
        digests = {_digest(url): url for url in shown}
        failed = pictures.c.address.in_(digests) & (pictures.c.again > self._clock())
        with reading(self._engine) as connection:
            noted = set(connection.execute(sa.select(pictures.c.address).where(pictures.c.uid == entry.uid)).scalars())
            left_alone = set(connection.execute(sa.select(pictures.c.address).where(failed)).scalars())
        self._note(entry.uid, [url for digest, url in digests.items() if digest not in noted])
        return [url for digest, url in digests.items() if digest not in left_alone and self.copy_of(url) is None]

    def _note(self, uid: str, urls: Sequence[str]) -> None:
        if not urls:
            return
        rows = [{"address": _digest(url), "uid": uid} for url in urls]
        with writing(self._engine) as connection:
            insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(pictures)
            connection.execute(insert.on_conflict_do_nothing(), rows)

    def _copy(self, url: str, *, allow_private: bool) -> bool:
        host = urlsplit(url).hostname or ""
        troubles, last = self._troubles.get(host, (0, self._clock()))
        if troubles >= _TROUBLES and self._clock() < last + HOST_RESTS:
            return False
        try:
            body = self._fetcher().get(url, allow_private=allow_private, page=True).body
            suffix = suffix_of(body)
            if not suffix:
                raise PermanentError(f"{url} is not a JPEG, PNG, GIF, WebP or AVIF picture.")
        except TemporaryError as error:
            self._troubles[host] = (troubles + 1, self._clock())
            self._leave_alone(url, max(FAILED_FOR, timedelta(seconds=min(error.retry_after or 0, 86_400))), error)
            return False
        except Exception as error:  # noqa: BLE001 whatever another's server brings about must not hold up the news
            self._leave_alone(url, REFUSED_FOR, error)
            return False
        self._troubles.pop(host, None)
        self._keep(addresses.picture_path(_digest(url), suffix), body)
        return True

    def _leave_alone(self, url: str, time: timedelta, error: Exception) -> None:
        log.info("picture not copied", url=url, error=str(error) or repr(error))
        with writing(self._engine) as connection:
            connection.execute(
                pictures.update().where(pictures.c.address == _digest(url)).values(again=self._clock() + time)
            )

    def _keep(self, path: str, body: bytes) -> None:
        """Write the file whole or not at all."""
        target = self._public / path
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
        try:
            with partial.open("wb") as stream:
                stream.write(body)
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)


def suffix_of(body: bytes) -> str:
    """How the name of such a picture ends, judged by its first bytes alone; empty if it is none that is copied."""
    if body.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if body.startswith((b"GIF87a", b"GIF89a")):
        return ".gif"
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return ".webp"
    if body[4:8] == b"ftyp":  # a box of brands, four bytes each: https://aomediacodec.github.io/av1-avif/#brands
        size = min(int.from_bytes(body[:4], "big"), 256)
        brands = {body[8:12], *(body[start : start + 4] for start in range(16, size, 4))}
        if brands & {b"avif", b"avis"}:
            return ".avif"
    return ""


def _digest(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def _paths(digest: str) -> Iterable[str]:
    return (addresses.picture_path(digest, suffix) for suffix in SUFFIXES)
