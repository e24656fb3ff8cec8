"""What an operator chooses about the published side: the site, its saved searches, and which feeds there are."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.model import Entry

Kind = Literal["all", "source", "category", "source-category", "search"]


class Edition(StrEnum):
    """How much of an article a feed carries."""

    FULL = "full"
    """The English article."""
    BILINGUAL = "bilingual"
    """English above the original, paragraph by paragraph."""
    TITLES = "titles"
    """Title, summary and link; no body."""


class Format(StrEnum):
    """The three kinds of document that readers understand."""

    RSS = "rss"
    ATOM = "atom"
    JSON = "json"

    @property
    def suffix(self) -> str:
        """How the names of such files end."""
        return {"rss": ".rss.xml", "atom": ".atom.xml", "json": ".json"}[self.value]

    @property
    def media_type(self) -> str:
        """The type that links and servers announce, without its charset."""
        return {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}[
            self.value
        ]

    @property
    def label(self) -> str:
        """What a person calls it."""
        return {"rss": "RSS 2.0", "atom": "Atom 1.0", "json": "JSON Feed 1.1"}[self.value]


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that an operator made into a feed; an empty field asks for nothing."""

    name: str
    """Slug, unique, part of addresses."""
    title: str
    words: tuple[str, ...] = ()
    """Alternatives; one matches when all its words stand in title, summary or body, whatever case and accents."""
    sources: tuple[str, ...] = ()
    """Source names, any of them."""
    categories: tuple[str, ...] = ()
    """English category names, any of them."""
    verdict: Literal["", "sure", "doubtful"] = ""

    def matches(self, entry: Entry) -> bool:
        """Whether the entry belongs into this search's feeds."""
        if self.sources and entry.publication.name not in self.sources:
            return False
        if self.categories and not {slug(name) for name in self.categories} & {slug(name) for name in entry.categories}:
            return False
        if self.verdict and entry.verdict != self.verdict:
            return False
        if not self.words:
            return True
        found = _words(f"{entry.title}\n{entry.summary}\n{_TAG.sub(' ', entry.html)}")
        return any(_words(alternative) <= found for alternative in self.words)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which entries a feed or a listing holds; `key` is its name in the catalogue and in addresses."""

    kind: Kind = "all"
    source: str = ""
    """Source name (slug), for kinds `source` and `source-category`."""
    source_title: str = ""
    category: str = ""
    """English name, for kinds `category` and `source-category`."""
    search: SavedSearch | None = None

    @property
    def key(self) -> str:
        """Unique and stable: `all`, `source/NAME`, `category/SLUG`, `source/NAME/SLUG` or `search/NAME`."""
        if self.kind == "source":
            return f"source/{self.source}"
        if self.kind == "category":
            return f"category/{slug(self.category)}"
        if self.kind == "source-category":
            return f"source/{self.source}/{slug(self.category)}"
        if self.kind == "search" and self.search is not None:
            return f"search/{self.search.name}"
        return "all"

    @property
    def label(self) -> str:
        """What a person calls it, without the site's name; empty for everything."""
        source = self.source_title or self.source
        if self.kind == "source":
            return source
        if self.kind == "category":
            return self.category
        if self.kind == "source-category":
            return f"{source}: {self.category}"
        if self.kind == "search" and self.search is not None:
            return self.search.title
        return ""

    def matches(self, entry: Entry) -> bool:
        """Whether the entry belongs here."""
        if self.search is not None:
            return self.search.matches(entry)
        if self.source and entry.publication.name != self.source:
            return False
        return not self.category or slug(self.category) in {slug(name) for name in entry.categories}


@dataclass(frozen=True, slots=True)
class Site:
    """Everything about the published side that is a matter of choice."""

    base_url: str
    """Absolute address of the public folder; a missing final slash is added."""
    title: str = "Vietwire"
    description: str = "Vietnamese news in English, translated on this machine and checked sentence by sentence."
    language: str = "en"
    email: str = ""
    """Where readers report a wrong translation."""
    authority: str = "vietwire.example"
    """Domain name in every `tag:` identifier (RFC 4151); chosen once, never changed, whatever happens to base_url."""
    authority_date: str = "2026-01-01"
    """A day on which the authority was the operator's; part of every identifier, never changed."""
    rights: str = ""
    """Whose the translations are, and what may be done with them."""
    hub: str = ""
    """WebSub hub that is told of changes; empty for none."""
    page_size: int = 25
    """N: the current documents hold the newest N to 2N-1 entries, an archive document exactly N positions."""
    editions: tuple[Edition, ...] = tuple(Edition)
    formats: tuple[Format, ...] = tuple(Format)
    doubts: Literal["mark", "beside", "plain"] = "mark"
    """Doubtful sentences: marked; marked with the original beside; or shown like any other."""
    mirror_pictures: bool = False
    """Whether pages show local copies of the publishers' pictures."""
    mirror_max_bytes: int = 2_000_000
    """A larger picture stays at its publisher's."""
    timezone: str = "Asia/Ho_Chi_Minh"
    """IANA name; decides which day an article belongs to on the pages."""
    searches: tuple[SavedSearch, ...] = ()

    def __post_init__(self) -> None:
        if not self.base_url.endswith("/"):
            object.__setattr__(self, "base_url", self.base_url + "/")

    def selections_of(self, entry: Entry) -> tuple[Selection, ...]:
        """Every selection that holds the entry, each key once."""
        publication = entry.publication
        found = [Selection(), Selection("source", publication.name, publication.title)]
        for category in entry.categories:
            found.append(Selection("category", category=category))
            found.append(Selection("source-category", publication.name, publication.title, category))
        found += (Selection("search", search=search) for search in self.searches if search.matches(entry))
        return tuple({selection.key: selection for selection in reversed(found)}.values())[::-1]

    def feeds_of(self, selection: Selection) -> Iterator[Feed]:
        """Every feed there is of a selection."""
        for edition in self.editions:
            for form in self.formats:
                yield Feed(selection, edition, form)

    def title_of(self, selection: Selection, edition: Edition = Edition.FULL) -> str:
        """What a subscription list shows."""
        title = f"{self.title}: {selection.label}" if selection.label else self.title
        note = {"full": "", "bilingual": " (English and original)", "titles": " (titles)"}[edition.value]
        return title + note


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed: a selection in one edition and one format."""

    selection: Selection
    edition: Edition
    format: Format


_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w+")
_APART = re.compile(r"[^a-z0-9]+")
_HARMLESS = re.compile(r"[a-z0-9 ,./'’:-]*")
_LONGEST_SLUG = 60


@lru_cache(maxsize=4096)
def slug(name: str) -> str:
    """An address part of a-z, 0-9, hyphens; names that differ in more than case and punctuation get different ones."""
    plain = " ".join(unicodedata.normalize("NFC", name).casefold().replace("&", " and ").split())
    ascii_form = _fold(plain)
    stem = _APART.sub("-", ascii_form).strip("-")
    if stem and len(stem) <= _LONGEST_SLUG and _HARMLESS.fullmatch(plain):
        return stem
    digest = hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{stem[:_LONGEST_SLUG].strip('-') or 'category'}-{digest}"


def _words(text: str) -> set[str]:
    """Words without case and accents."""
    return set(_WORD.findall(_fold(text.casefold())))


def _fold(text: str) -> str:
    """Letters without their accents; đ, which is a letter of its own, becomes d."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).replace("đ", "d")
