"""The response headers that depend on what kind of file is served."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feeds.addresses import WELL_KNOWN_FEEDS

if TYPE_CHECKING:
    from collections.abc import Iterable

Header = tuple[bytes, bytes]

_CONTENT_TYPES = {
    ".rss.xml": "application/rss+xml; charset=utf-8",
    ".atom.xml": "application/atom+xml; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json; charset=utf-8",
}

_COMPOUND = (".rss.xml", ".atom.xml")
_IMAGES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".ico"})
_FEED_FOLDER = "/feeds/"
_ARCHIVES = "/feeds/archive/"
# A name that carries a hash of its content never means anything else.
_NAMED_BY_CONTENT = re.compile(r"-[0-9a-f]{12}\.(?:css|js)$")

_FRESH_FEED = b"public, max-age=300, stale-while-revalidate=600, stale-if-error=86400"
_FRESH_PAGE = b"public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"
_FRESH_IMAGE = b"public, max-age=604800, stale-while-revalidate=86400"
# Archive documents change only when an operator takes something back, which must not wait a year in caches.
_FRESH_ARCHIVE = b"public, max-age=86400, stale-while-revalidate=604800, stale-if-error=604800"
_FRESH_FOR_EVER = b"public, max-age=31536000, immutable"
FRESH_ERROR = b"public, max-age=60"

CONTENT_SECURITY_POLICY = (
    b"default-src 'none'; img-src 'self' https: http:; media-src https: http:; style-src 'self'; "
    b"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""No script at all; pictures from the publishers, or copies of them from here."""

SEARCH_SECURITY_POLICY = CONTENT_SECURITY_POLICY + b"; script-src 'self'; connect-src 'self'"
"""The search page alone runs a script, and only our own."""

SECURITY: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
)

# Feeds are read by scripts of other sites (readers in a browser); nothing here depends on who asks.
CROSS_ORIGIN: tuple[Header, ...] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"etag, last-modified, link"),
)
PREFLIGHT: tuple[Header, ...] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"if-none-match, if-modified-since, range"),
    (b"access-control-max-age", b"86400"),
)

_SHARED_SUFFIXES = frozenset({".rss.xml", ".atom.xml", ".opml", ".json", ".xml", ".txt"})
_COMPRESSED_ALREADY = _IMAGES - {".svg"}


@dataclass(frozen=True, slots=True)
class Kind:
    """How files of one kind are described to clients."""

    content_type: bytes
    cache_control: bytes
    compressible: bool
    always: tuple[Header, ...]
    """Sent with 200, 206 and 304."""
    with_content: tuple[Header, ...]
    """Sent with content only."""


def header_block(fields: Iterable[Header]) -> bytes:
    """Fields as they go over the wire, with the empty line that ends them."""
    return b"".join(b"%b: %b\r\n" % field for field in fields) + b"\r\n"


def suffix(path: str) -> str:
    """How a name ends, from its last dot on (`.rss.xml` and `.atom.xml` are one ending), lower-case; or empty."""
    name = path.rpartition("/")[2].lower()
    for compound in _COMPOUND:
        if name.endswith(compound):
            return compound
    dot = name.rfind(".")
    return name[dot:] if dot > 0 else ""


def kind(path: str) -> Kind:
    """The kind of the public file at this address path (which starts with a slash)."""
    ending = ".opml" if path == f"/{WELL_KNOWN_FEEDS}" else suffix(path)
    content_type = _CONTENT_TYPES.get(ending, "application/octet-stream")
    if ending == ".json" and path.startswith(_FEED_FOLDER):
        content_type = "application/feed+json; charset=utf-8"
    shared = ending in _SHARED_SUFFIXES
    policy = SEARCH_SECURITY_POLICY if path == "/search.html" else CONTENT_SECURITY_POLICY
    return Kind(
        content_type=content_type.encode(),
        cache_control=_cache_control(path, ending),
        compressible=ending not in _COMPRESSED_ALREADY,
        always=CROSS_ORIGIN if shared else (),
        with_content=(*SECURITY, (b"content-security-policy", policy)),
    )


def _cache_control(path: str, ending: str) -> bytes:
    if _NAMED_BY_CONTENT.search(path):
        return _FRESH_FOR_EVER
    if ending in _IMAGES:
        return _FRESH_IMAGE
    if path.startswith(_ARCHIVES):
        return _FRESH_ARCHIVE
    return _FRESH_PAGE if ending == ".html" else _FRESH_FEED
