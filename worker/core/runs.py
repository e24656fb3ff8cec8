"""A run of inline content, the stretch between two block tags, cut into lines and sentences with their marks."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from worker.core import sentences
from worker.core.html_tree import VOID, Element
from worker.core.model import Mark, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Soft hyphens, zero-width spaces and byte order marks: invisible, and they cut words in two.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_LINE_END = re.compile(r"[.!?…:;][\"”’»)\]]*\Z")
_LINE_START = re.compile(r"[-–—•*+·●▪■►]|\(?\w{1,3}[.)]\s|https?://|www\.|[\w.+-]+@")
_ENOUGH = 40
"""Characters that show how a line begins or ends."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One step through inline content: text, the edge of an element, or an element that holds no text."""

    kind: Literal["text", "open", "close", "void"]
    text: str = ""
    element: Element | None = None
    origin: int = 0
    inner: str = ""

    @property
    def is_break(self) -> bool:
        """Whether it is a line break."""
        return self.kind == "void" and self.element is not None and self.element.tag == "br"

    @property
    def shows_text(self) -> bool:
        """Whether it holds a character that is not white space."""
        return self.kind == "text" and bool(self.text.strip())


@dataclass(frozen=True, slots=True)
class Line:
    """What stands between two paragraph breaks of a run: markup around it, and the sentences."""

    before: tuple[Piece, ...]
    sentences: tuple[Sentence, ...]
    after: tuple[Piece, ...]


def lines(run: Sequence[Piece], *, breaks: bool) -> list[Line]:
    """The run cut at the line breaks that part paragraphs, unless `breaks` is false (a heading is one line)."""
    ends = _paragraph_ends(run) if breaks else set()
    found: list[Line] = []
    cuts: set[int] = set()
    begin = depth = 0
    for index, piece in enumerate(run):
        depth += (piece.kind == "open") - (piece.kind == "close")
        if index in ends and depth == 0:
            found.append(_line(run[begin:index], cuts))
            begin, cuts = index, set()
        elif index in ends:
            cuts.add(index - begin)
    found.append(_line(run[begin:], cuts))
    return found


def _paragraph_ends(run: Sequence[Piece]) -> set[int]:
    """Indices of the line breaks at which a sentence cannot go on.

    Two in a row always part paragraphs. One does unless the next line goes on in lower case after a line that does
    not end a sentence: such a line was only wrapped.
    """
    following = _following(run)
    ends: set[int] = set()
    before = ""
    first: int | None = None
    count = 0
    for index, piece in enumerate(run):
        if piece.is_break:
            first = index if first is None else first
            count += 1
        elif piece.shows_text or (piece.kind == "void" and first is not None):
            if first is not None and (count > 1 or _parts(before, following[first])):
                ends.add(first)
            first, count = None, 0
            before = (before + piece.text)[-_ENOUGH:] if piece.kind == "text" else before
        elif piece.kind == "text":
            before = (before + piece.text)[-_ENOUGH:]
    return ends


def _following(run: Sequence[Piece]) -> list[str]:
    """For each index, how the text after it begins."""
    following = [""] * len(run)
    ahead = ""
    for index in range(len(run) - 1, -1, -1):
        following[index] = ahead
        if run[index].kind == "text":
            ahead = (run[index].text + ahead)[:_ENOUGH].lstrip() if run[index].shows_text else ahead
    return following


def _parts(before: str, after: str) -> bool:
    """Whether a single line break between these texts parts paragraphs."""
    before, after = before.strip(), after.strip()
    if not before or not after:
        return False
    return bool(_LINE_END.search(before) or _LINE_START.match(after)) or not after[0].islower()


def _line(run: Sequence[Piece], ends: set[int]) -> Line:
    """One line: markup without text at its edges is set apart, the rest becomes sentences.

    `ends` are indices of line breaks inside elements, where a sentence ends but the line does not.
    """
    shown = [index for index, piece in enumerate(run) if piece.shows_text]
    if not shown:
        return Line(tuple(run), (), ())
    first = _last_level(run[: shown[0]])
    last = len(run) - _last_level([*reversed(run[shown[-1] + 1 :])])
    text, marks, cuts = _read(run[first:last], {end - first for end in ends})
    return Line(tuple(run[:first]), _sentences(text, marks, cuts), tuple(run[last:]))


def _last_level(run: Sequence[Piece]) -> int:
    """How many of these pieces can be cut off without cutting an element."""
    level = depth = 0
    for index, piece in enumerate(run):
        depth += (piece.kind == "open") - (piece.kind == "close")
        if depth == 0:
            level = index + 1
    return level


def _read(run: Sequence[Piece], ends: set[int]) -> tuple[str, list[Mark], list[int]]:
    """The run's text with white space made single, its marks in document order, and where a sentence must end."""
    reader = _Reader()
    for index, piece in enumerate(run):
        if piece.kind == "text":
            reader.text(piece.text)
        elif piece.kind == "open":
            reader.open(piece)
        elif piece.kind == "close":
            reader.close()
        else:
            reader.void(piece)
            if index in ends:
                reader.cuts.append(reader.length)
    return "".join(reader.parts), reader.finished(), reader.cuts


@dataclass(slots=True)
class _OpenMark:
    piece: Piece
    parent: int
    start: int = -1
    """-1 until a word stands inside."""
    end: int = -1


class _Reader:
    """Collects text and marks; a mark begins at its first word and ends at its last."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.cuts: list[int] = []
        self.length = 0
        self._space = False
        self._marks: list[_OpenMark] = []
        self._open: list[_OpenMark] = []
        self._waiting: list[_OpenMark] = []

    def text(self, text: str) -> None:
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
        words = text.split()
        if not words:
            self._space |= bool(text)
            return
        if (self._space or text[0].isspace()) and self.length:
            self._add(" ")
        for mark in self._waiting:
            mark.start = self.length
            if mark.piece.kind == "void":
                mark.end = self.length
        self._waiting.clear()
        self._add(" ".join(words))
        self._space = text[-1].isspace()

    def open(self, piece: Piece) -> None:
        mark = _OpenMark(piece, self._parent)
        self._marks.append(mark)
        self._open.append(mark)
        self._waiting.append(mark)

    def close(self) -> None:
        mark = self._open.pop()
        mark.end = self.length
        while mark.start < 0:
            idle = self._waiting.pop()
            idle.start = idle.end = self.length

    def void(self, piece: Piece) -> None:
        at = -1 if self._open and self._open[-1].start < 0 else self.length
        mark = _OpenMark(piece, self._parent, at, at)
        self._marks.append(mark)
        if at < 0:
            # It stands at the head of an element, and goes where the element's first word will be.
            self._waiting.append(mark)
        # Words on both sides of a picture or line break are two words; a footnote's number stands at its word.
        self._space |= piece.element is not None and piece.element.tag in VOID

    def finished(self) -> list[Mark]:
        marks = []
        for mark in self._marks:
            element = mark.piece.element
            if element is not None:
                marks.append(
                    Mark(
                        mark.start,
                        mark.end,
                        element.tag,
                        element.attributes,
                        mark.piece.inner,
                        mark.piece.origin,
                        mark.parent,
                    )
                )
        return marks

    @property
    def _parent(self) -> int:
        return self._open[-1].piece.origin if self._open else 0

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def _sentences(text: str, marks: Iterable[Mark], cuts: Sequence[int]) -> tuple[Sentence, ...]:
    """The text split into sentences, each with its share of the marks."""
    ranges = split_at(text, cuts)
    begins = [start for start, _ in ranges]
    ends = [end for _, end in ranges]
    shares: list[list[Mark]] = [[] for _ in ranges]
    for mark in marks:
        if mark.start == mark.end:
            at = max(bisect_right(begins, mark.start) - 1, 0)
            place = min(mark.start, ends[at]) - begins[at]
            shares[at].append(_moved(mark, place, place))
            continue
        for at in range(bisect_right(ends, mark.start), bisect_left(begins, mark.end)):
            start, end = max(mark.start, begins[at]), min(mark.end, ends[at])
            shares[at].append(_moved(mark, start - begins[at], end - begins[at]))
    return tuple(Sentence(text[start:end], tuple(share)) for (start, end), share in zip(ranges, shares, strict=True))


def split_at(text: str, cuts: Sequence[int]) -> list[tuple[int, int]]:
    """Sentences of a text that is also cut at the given offsets."""
    edges = sorted({0, *cuts, len(text)})
    found: list[tuple[int, int]] = []
    for begin, end in pairwise(edges):
        found += [(begin + first, begin + last) for first, last in sentences.split(text[begin:end])]
    return found


def _moved(mark: Mark, start: int, end: int) -> Mark:
    return Mark(start, end, mark.tag, mark.attributes, mark.inner, mark.origin, mark.parent)
