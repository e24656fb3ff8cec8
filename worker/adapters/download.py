"""Fetching one large file over HTTP: resumed where it stopped, proven whole before anyone may use it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx2
import stamina

from worker import __version__
from worker.adapters.package_archive import Fingerprint, fingerprint
from worker.core.errors import ModelError, TemporaryError, VietwireError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

SIZE_LIMIT = 8 * 2**30
"""Bytes; for files whose size nobody announced."""
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


class _BrokenOffError(TemporaryError):
    """A transfer that ended early; the next attempt goes on where it stopped."""


@dataclass(frozen=True, slots=True)
class Download:
    """One file to fetch."""

    urls: Sequence[str]
    """The same file at several addresses, tried in this order."""
    part: Path
    """Where the bytes are gathered; what is there from an earlier run is gone on with."""
    expected: Fingerprint | None = None
    """None when nobody said beforehand what the file must be."""
    sha256: str = ""
    """Hex digest the file must have, when that alone is known."""


def download(
    wanted: Download,
    *,
    progress: Callable[[int, int], None],
    attempts: int = 5,
    wait: float = 1.0,
    timeout: float = 30.0,
) -> Fingerprint:
    """Fetch the file into `wanted.part` and return what it is; raises when no address gave the right file.

    Each address is tried `attempts` times while its transfers break off, `wait` seconds apart and then longer; a
    server silent for `timeout` seconds counts as broken off. A file of the wrong size or sha256 is removed. `progress`
    is told bytes done and bytes in all, 0 when the server does not say.
    """
    wanted.part.parent.mkdir(parents=True, exist_ok=True)
    reasons: list[VietwireError] = []
    with httpx2.Client(
        follow_redirects=True,
        timeout=timeout,
        headers={"User-Agent": f"Vietwire/{__version__}", "Accept-Encoding": "identity"},
    ) as client:
        for url in wanted.urls:
            try:
                for attempt in stamina.retry_context(
                    on=_BrokenOffError,
                    attempts=attempts,
                    timeout=None,
                    wait_initial=wait,
                    wait_max=30 * wait,
                    wait_jitter=wait,
                ):
                    with attempt:
                        _transfer(client, url, wanted, progress)
                return _checked(url, wanted)
            except VietwireError as error:
                reasons.append(error)
    text = "\n".join(str(reason) for reason in reasons)
    if any(isinstance(reason, TemporaryError) for reason in reasons):
        raise TemporaryError(f"{text}\nTry again later: what has arrived is kept.")
    raise ModelError(text)


def _transfer(client: httpx2.Client, url: str, wanted: Download, progress: Callable[[int, int], None]) -> None:
    """One request, appended to what is there if the server still has the same file; returns when all has arrived."""
    have = wanted.part.stat().st_size if wanted.part.exists() else 0
    if wanted.expected and have == wanted.expected.size:
        return
    validator = _read_validator(wanted.part, url)
    headers = {}
    if have and validator:
        # If-Range: a file that changed meanwhile comes whole (RFC 9110, section 13.1.5).
        headers = {"Range": f"bytes={have}-", "If-Range": validator}
    try:
        with client.stream("GET", url, headers=headers) as response:
            start = _start(response, url, wanted.part, have)
            total = start + int(response.headers.get("Content-Length", 0) or 0)
            if wanted.expected and total > start and total != wanted.expected.size:
                raise ModelError(
                    f"{url} has {total:,} bytes and should have {wanted.expected.size:,}: it is another file."
                )
            if not start:
                _write_validator(wanted.part, url, response)
            limit = wanted.expected.size if wanted.expected else SIZE_LIMIT
            with wanted.part.open("r+b" if start else "wb") as file:
                file.seek(start)
                file.truncate()
                done = start
                for block in response.iter_raw():
                    done += len(block)
                    if done > limit:
                        raise ModelError(f"{url} sends more than the {limit:,} bytes it should have: stopped.")
                    file.write(block)
                    progress(done, total if total > start else 0)
    except httpx2.TransportError as error:
        raise _BrokenOffError(f"{url} could not be fetched whole ({error or type(error).__name__}).") from error
    except (httpx2.InvalidURL, httpx2.TooManyRedirects) as error:
        raise ModelError(f"{url} could not be fetched ({error}).") from error
    if wanted.expected and done < wanted.expected.size:
        raise _BrokenOffError(f"{url} sent {done:,} bytes of {wanted.expected.size:,}.")


def _start(response: httpx2.Response, url: str, part: Path, have: int) -> int:
    """The offset that the response's body begins at; raises for any answer that is not the file."""
    if response.status_code == HTTPStatus.OK:
        return 0
    if response.status_code == HTTPStatus.PARTIAL_CONTENT:
        found = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if found and int(found[1]) == have:
            return have
        raise ModelError(f"{url} answered with bytes that were not asked for.")
    if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        forget(part)
        raise _BrokenOffError(f"{url} no longer has the bytes that were to follow.")
    sentence = f"{url} answered {response.status_code} {response.reason_phrase}."
    if response.is_server_error or response.status_code in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT}:
        raise _BrokenOffError(sentence)
    raise ModelError(sentence)


def _checked(url: str, wanted: Download) -> Fingerprint:
    found = fingerprint(wanted.part)
    digest = wanted.expected.sha256 if wanted.expected else wanted.sha256
    if (wanted.expected and found.size != wanted.expected.size) or (digest and found.sha256 != digest):
        forget(wanted.part)
        raise ModelError(
            f"{url} is not the expected file: its sha256 is {found.sha256} and should be {digest} "
            f"({found.size:,} bytes). It was removed."
        )
    return found


def forget(part: Path) -> None:
    """Remove a gathered file and what was noted about it."""
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)


def _note(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _write_validator(part: Path, url: str, response: httpx2.Response) -> None:
    """Note what identifies this version of the file: only a strong ETag or a date may stand in If-Range."""
    etag = response.headers.get("ETag", "")
    validator = etag if etag and not etag.startswith("W/") else response.headers.get("Last-Modified", "")
    _note(part).write_text(json.dumps({"url": url, "validator": validator}), encoding="utf-8")


def _read_validator(part: Path, url: str) -> str:
    try:
        noted = json.loads(_note(part).read_text(encoding="utf-8"))
        return str(noted["validator"]) if noted["url"] == url else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""
