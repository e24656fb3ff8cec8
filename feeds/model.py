"""What a feed is made of; plain frozen data, independent of where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 the store resolves the annotations to (de)serialise these values
from typing import Literal


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that goes with an entry, at the publisher's own address."""

    url: str
    mime_type: str = ""
    length: int | None = None
    """Bytes."""
    width: int | None = None
    height: int | None = None
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """The newspaper an entry was translated from."""

    name: str
    """Slug."""
    title: str
    home_url: str = ""
    feed_url: str = ""
    language: str = "vi"
    copyright: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A published sentence that could not be proven right."""

    translated: str
    original: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One published article in English, with all that its feeds and its page say of it."""

    uid: str
    """Opaque, stable for ever, letters digits and hyphens only; ids and page addresses are made from it."""
    title: str
    """Plain text, English."""
    summary: str
    """Plain text, English; a real standfirst or whole sentences."""
    html: str
    """English body; untrusted until sanitised."""
    bilingual_html: str
    """English above the original, paragraph by paragraph; untrusted until sanitised."""
    original_title: str
    original_html: str
    """Untrusted until sanitised."""
    publication: Publication
    published: datetime
    """When the original was published (or taken in, if unknown); never changes."""
    updated: datetime
    """Moves with every edit that a reader would notice."""
    original_url: str = ""
    original_language: str = "vi"
    author: str = ""
    categories: tuple[str, ...] = ()
    """English names; their slugs are made by the feeds."""
    pictures: tuple[Picture, ...] = ()
    engine: str = ""
    """The translating package and version; empty when the original was English already."""
    verdict: Literal["sure", "doubtful"] = "sure"
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The memory of an entry that was taken back."""

    uid: str
    when: datetime
    reason: str = ""
    published: datetime | None = None
    """When the original was published; part of the address that its page had."""
