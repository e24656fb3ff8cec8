"""Search without a database: small index files that a script or this server reads, newest articles first."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import astuple, dataclass
from html import escape
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from feeds.static_files import PublicFiles

SHARD_SIZE = 200
"""Positions of the selection of everything that one index file covers; about 15 kB compressed."""

MOST_HITS = 50
_FURTHEST = 200
"""Index files that one search on the server reads at most: 40,000 articles."""
_LONGEST_QUERY = 200
_MARKS = re.compile("[\u0300-\u036f]")  # all that Vietnamese and the languages of Europe put on letters
_START, _END = b"<!--results-->", b"<!--/results-->"


@dataclass(frozen=True, slots=True)
class Row:
    """One article in an index file; a JSON array in this order."""

    path: str
    """Public path of its page."""
    day: str
    """ISO date in the site's zone."""
    title: str
    summary: str
    original_title: str
    source: str


def shard_path(number: int) -> str:
    """The index file number 1, 2, 3 ... in order of appearance."""
    return f"search/{number}.json"


def shard(rows: Iterable[Row]) -> bytes:
    """An index file; its rows newest first."""
    return json.dumps([astuple(row) for row in rows], ensure_ascii=False, separators=(",", ":")).encode()


def index(shards: int) -> bytes:
    """The file that says how many index files there are."""
    return json.dumps({"shards": shards}).encode()


def fold(text: str) -> str:
    """Lower case without accents, as the script on the search page folds too."""
    return _MARKS.sub("", unicodedata.normalize("NFD", text.lower())).replace("đ", "d")


class Search:
    """Searches the index files of a public folder, one search at a time, so that searching cannot starve serving."""

    def __init__(self, files: PublicFiles) -> None:
        self._files = files
        self._turn = Lock()

    def find(self, query: str) -> list[Row]:
        """The newest articles in which every word of the query occurs, MOST_HITS at most. Blocks on disk."""
        words = fold(query[:_LONGEST_QUERY]).split()
        if not words:
            return []
        hits: list[Row] = []
        with self._turn:
            for text in self._shards():
                hits += _matching(text, words)
                if len(hits) >= MOST_HITS:
                    break
        return hits[:MOST_HITS]

    def page(self, query: str) -> bytes | None:
        """The site's search page with the query and its hits filled in; None where the site has no search page."""
        page = self._files.page("search.html")
        if page is None:
            return None
        before, start, rest = page.partition(_START)
        _, end, after = rest.partition(_END)
        asked = f' value="{escape(query[:_LONGEST_QUERY])}"'.encode("utf-8", "replace")
        before = before.replace(b'<input id="q"', b'<input id="q"' + asked, 1)
        return before + start + _hits(query, self.find(query)).encode("utf-8", "replace") + end + after

    def _shards(self) -> Iterator[str]:
        newest = _number(self._files.page("search/index.json") or b"{}")
        for number in range(newest, max(0, newest - _FURTHEST), -1):
            yield (self._files.page(shard_path(number)) or b"[]").decode("utf-8", "replace")


def _number(content: bytes) -> int:
    """How many index files there are; 0 where the file that says so is broken."""
    try:
        return int(json.loads(content)["shards"])
    except (ValueError, TypeError, KeyError):
        return 0


def _matching(text: str, words: Sequence[str]) -> list[Row]:
    """The rows of an index file that have all the words; most files need not be parsed to know that there are none."""
    folded = fold(text)
    if not all(word in folded for word in words):
        return []
    try:
        rows = [Row(*fields) for fields in json.loads(text)]
    except (ValueError, TypeError):
        return []
    return [row for row in rows if _matches(row, words)]


def _matches(row: Row, words: Sequence[str]) -> bool:
    text = fold(f"{row.title} {row.summary} {row.original_title} {row.source}")
    return all(word in text for word in words)


def _hits(query: str, rows: Sequence[Row]) -> str:
    if not query.split():
        return ""
    if not rows:
        return "<p>No article has all of these words.</p>"
    count = "One article" if len(rows) == 1 else f"{len(rows)} articles"
    count = f"The newest {MOST_HITS} articles" if len(rows) >= MOST_HITS else count
    return f'<p>{count} with all of these words:</p><ol class="briefs">{"".join(_hit(row) for row in rows)}</ol>'


def _hit(row: Row) -> str:
    return (
        f'<li><a href="{escape(row.path)}">{escape(row.title)}</a> <span class="meta">{escape(row.source)}, '
        f'<time datetime="{escape(row.day)}">{escape(row.day)}</time></span><p>{escape(row.summary)}</p></li>'
    )
