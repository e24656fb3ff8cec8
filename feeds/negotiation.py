"""What a request's headers ask for, read as RFC 9110 says; pure functions over header bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Literal

Encoding = Literal["identity", "gzip", "br"]

_PREFERENCE: tuple[Encoding, ...] = ("br", "gzip")
# An opaque tag may hold commas, so a list cannot be split on them: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3
_ENTITY_TAG = re.compile(rb'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_RANGE = re.compile(rb"bytes=(\d{0,18})-(\d{0,18})", re.IGNORECASE)
_QUALITY = re.compile(r"[01](?:\.\d{0,3})?")


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes `start` to `stop` (exclusive) of a representation."""

    start: int
    stop: int


@lru_cache(maxsize=512)
def encoding(accept_encoding: bytes) -> Encoding:
    """The content coding to answer with: the client's best of brotli, gzip and none; brotli where it ranks them equal.

    https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
    """
    weights: dict[str, float] = {}
    for part in accept_encoding.decode("latin-1").lower().split(","):
        coding, _, parameters = part.partition(";")
        name, _, value = parameters.partition("=")
        quality = 1.0
        if name.strip() == "q":
            quality = float(value.strip()) if _QUALITY.fullmatch(value.strip()) else 0.0
        weights[coding.strip()] = quality
    any_other = weights.get("*", 0.0)
    best: Encoding = "identity"
    # Without a word on identity it is acceptable, though any coding the client names is preferred.
    best_quality = weights.get("identity", 0.0)
    for coding in _PREFERENCE:
        named = "gzip" if coding == "gzip" and "gzip" in weights else coding
        quality = weights.get(named, weights.get("x-gzip", any_other) if coding == "gzip" else any_other)
        if quality > best_quality:
            best, best_quality = coding, quality
    return best


def names_entity_tag(if_none_match: bytes, etag: bytes) -> bool:
    """Whether If-None-Match names this entity tag (quoted, strong), by weak comparison.

    https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
    """
    if if_none_match == etag:
        return True
    if if_none_match.strip() == b"*":
        return True
    return etag in _ENTITY_TAG.findall(if_none_match)


@lru_cache(maxsize=512)
def http_date(value: bytes) -> float | None:
    """Seconds since the epoch, or None where the header is no date (which counts as not sent)."""
    try:
        moment = parsedate_to_datetime(value.decode("ascii"))
        return moment.timestamp()
    except (ValueError, OverflowError):
        return None


def not_modified(etag: bytes, last_modified: int, if_none_match: bytes | None, if_modified_since: bytes | None) -> bool:
    """Whether the client's copy is still good; If-Modified-Since counts only where If-None-Match is absent.

    https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
    """
    if if_none_match is not None:
        return names_entity_tag(if_none_match, etag)
    if if_modified_since is None:
        return False
    since = http_date(if_modified_since)
    return since is not None and last_modified <= since


def byte_range(
    value: bytes, if_range: bytes | None, *, etag: bytes, last_modified: int, length: int
) -> ByteRange | Literal["whole", "unsatisfiable"]:
    """The one range to send; "whole" where none is served: several ranges, other units, If-Range of another version.

    https://www.rfc-editor.org/rfc/rfc9110#section-14.2
    """
    if if_range is not None and if_range != etag and http_date(if_range) != last_modified:
        return "whole"
    asked = _RANGE.fullmatch(value.strip())
    if asked is None:
        return "whole"
    first, last = asked.groups()
    if first:
        start, stop = int(first), min(int(last) + 1, length) if last else length
        if last and int(last) < start:
            return "whole"  # an invalid range is ignored, not refused
    elif last:
        start, stop = max(0, length - int(last)), length
    else:
        return "whole"
    return ByteRange(start, stop) if start < stop else "unsatisfiable"
