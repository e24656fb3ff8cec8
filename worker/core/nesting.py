"""Sentences and their marks as HTML: properly nested whatever the marks, no link cut in two, none lost."""

from __future__ import annotations

import html as entities
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING

from worker.core.html_tree import VOID, start_tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from worker.core.model import Mark, Sentence

_WHOLE = "a"
"""The element that may never be cut in two."""


@dataclass(slots=True)
class _Span:
    """A mark over the joined text of all sentences; `order` is its place among all marks, outer ones first."""

    start: int
    end: int
    order: int
    mark: Mark
    is_continued: bool = False
    """Whether an earlier span carries its id."""

    @property
    def key(self) -> tuple[int, int, int]:
        return self.start, -self.end, self.order


def inline_html(sentences: Sequence[Sentence], adjust: Callable[[Mark], Mark | None] | None = None) -> str:
    """The sentences as HTML, a space between them; `adjust` may change or drop (None) each mark on its way."""
    text, spans = _joined(sentences, adjust)
    filled = [span for span in spans if span.start < span.end]
    empty = [span for span in spans if span.start == span.end]
    links = _disjoint(sorted((span for span in filled if span.mark.tag == _WHOLE), key=lambda span: span.key))
    empty += [link for link in links if link.start == link.end]
    links = [link for link in links if link.start < link.end]
    others = _cut_at([span for span in filled if span.mark.tag != _WHOLE], links)
    return _Weaver(text, [*links, *others], _outside(empty, links)).html()


def _joined(sentences: Sequence[Sentence], adjust: Callable[[Mark], Mark | None] | None) -> tuple[str, list[_Span]]:
    """The sentences as one text, and their marks over it: those of one element in neighbouring sentences made one."""
    spans: list[_Span] = []
    last_of: dict[int, _Span] = {}
    offset = 0
    for sentence in sentences:
        length = len(sentence.text)
        for given in sentence.marks:
            mark = adjust(given) if adjust else given
            if mark is None:
                continue
            start = offset + min(max(mark.start, 0), length)
            end = start if mark.tag in VOID else max(start, offset + min(mark.end, length))
            span = _Span(start, end, len(spans), mark)
            before = last_of.get(mark.origin) if mark.origin else None
            if before is None or not _absorb(before, span, offset):
                spans.append(span)
                last_of[mark.origin] = span
        offset += length + 1
    return " ".join(sentence.text for sentence in sentences), spans


def _absorb(before: _Span, span: _Span, offset: int) -> bool:
    """Make `before` reach over `span` too, if that is right; `offset` is where the later sentence begins."""
    if span.mark.tag == _WHOLE or (before.end >= offset - 1 and span.start == offset):
        # The element covered an unbroken stretch of the original: a link is widened rather than given twice.
        before.start = min(before.start, span.start) if before.start < before.end else span.start
        before.end = max(before.end, span.end)
        return True
    if span.start == span.end:
        return True
    span.is_continued = True
    return False


def _disjoint(links: list[_Span]) -> list[_Span]:
    """Links, sorted, cut back until none overlaps another: a link ends where the next begins, as in HTML.

    What is left of a link may be empty, where two begin in one place.
    """
    for before, link in pairwise(links):
        if before.start < link.start < before.end:
            before.end = link.start
        else:
            link.start = max(link.start, before.end)
            link.end = max(link.end, link.start)
    return links


def _cut_at(spans: Iterable[_Span], links: Sequence[_Span]) -> list[_Span]:
    """The spans cut in pieces wherever one would cross a link's edge."""
    starts = [link.start for link in links]
    pieces: list[_Span] = []
    for span in spans:
        cuts = []
        for edge, is_end in ((span.start, False), (span.end, True)):
            at = bisect_right(starts, edge) - 1
            link = links[at] if at >= 0 else None
            if link is None or not link.start < edge < link.end:
                continue
            if is_end and span.start < link.start:
                cuts.append(link.start)
            elif not is_end and span.end > link.end:
                cuts.append(link.end)
        edges = [span.start, *cuts, span.end]
        for start, end in pairwise(edges):
            pieces.append(replace(span, start=start, end=end, is_continued=span.is_continued or start > span.start))
    return pieces


def _outside(empty: list[_Span], links: Sequence[_Span]) -> list[_Span]:
    """The empty spans in order, with empty links moved out of other links."""
    starts = [link.start for link in links]
    for span in empty:
        at = bisect_right(starts, span.start) - 1
        if span.mark.tag != _WHOLE or at < 0 or span.start > links[at].end:
            continue
        if links[at].start < span.start:
            span.start = span.end = links[at].end
        # In nothing that begins or ends here with the other link.
        span.mark = replace(span.mark, parent=0)
    return sorted(empty, key=lambda span: (span.start, span.order))


class _Weaver:
    """Walks the text once and opens and closes tags on the way."""

    def __init__(self, text: str, filled: list[_Span], empty: list[_Span]) -> None:
        self._text = text
        self._coming = [(*span.key, span) for span in filled]
        heapify(self._coming)
        self._empty: dict[int, dict[int, list[_Span]]] = defaultdict(lambda: defaultdict(list))
        for span in empty:
            self._empty[span.start][span.mark.parent].append(span)
        self._places = sorted(self._empty, reverse=True)
        self._open: list[_Span] = []
        self._out: list[str] = []

    def html(self) -> str:
        """The text with all its tags."""
        done = 0
        while self._coming or self._open or self._places:
            place = min(
                self._coming[0][0] if self._coming else len(self._text),
                self._open[-1].end if self._open else len(self._text),
                self._places[-1] if self._places else len(self._text),
            )
            self._out.append(entities.escape(self._text[done:place], quote=False))
            done = place
            self._visit(place)
        self._out.append(entities.escape(self._text[done:], quote=False))
        return "".join(self._out)

    def _visit(self, place: int) -> None:
        """All tags that stand at one place of the text."""
        if self._places and self._places[-1] == place:
            self._places.pop()
        waiting = self._empty.pop(place, {})
        while self._open and self._open[-1].end == place:
            span = self._open.pop()
            self._write_empty(waiting.pop(span.mark.origin, []) if span.mark.origin else [], waiting)
            self._out.append(f"</{span.mark.tag}>")
        opening = []
        while self._coming and self._coming[0][0] == place:
            opening.append(heappop(self._coming)[-1])
        # An empty mark inside another empty mark is written with it.
        hosts = {span.mark.origin for span in opening} | {
            span.mark.origin for spans in waiting.values() for span in spans if span.mark.origin
        }
        for parent in sorted(waiting.keys() - (hosts - {0})):
            self._write_empty(waiting.pop(parent, []), waiting)
        for span in opening:
            if self._open and span.end > self._open[-1].end:
                rest = replace(span, start=self._open[-1].end, is_continued=True)
                heappush(self._coming, (*rest.key, rest))
                span.end = rest.start
            self._open.append(span)
            self._out.append(_start(span))
            self._write_empty(waiting.pop(span.mark.origin, []) if span.mark.origin else [], waiting)
        for parent in sorted(waiting):
            self._write_empty(waiting.pop(parent, []), waiting)

    def _write_empty(self, spans: list[_Span], waiting: dict[int, list[_Span]]) -> None:
        """Empty marks, each with the empty marks inside it."""
        work: list[_Span | str] = list(reversed(spans))
        while work:
            item = work.pop()
            if isinstance(item, str):
                self._out.append(item)
                continue
            self._out.append(_start(item) + item.mark.inner)
            if item.mark.tag not in VOID:
                work.append(f"</{item.mark.tag}>")
                if item.mark.origin:
                    work.extend(reversed(waiting.pop(item.mark.origin, [])))


def _start(span: _Span) -> str:
    attributes = span.mark.attributes
    if span.is_continued:
        # An id names one element only.
        attributes = tuple((name, value) for name, value in attributes if name != "id")
    return start_tag(span.mark.tag, attributes)
