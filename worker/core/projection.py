"""Marks of a sentence put on the words of its translation."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from worker.core.correspondence import Correspondence
from worker.core.html_tree import VERBATIM
from worker.core.model import Mark, Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINK = "a"
_RAISED = frozenset({"sup", "sub"})
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+\Z|[^\s@]+@[^\s@]+\.[^\s@]+\Z", re.IGNORECASE)
_NEARLY = 0.7
"""Likeness above which a word of the target is a damaged copy of a code or address."""
_MANY_MARKS = 100
_LONG = 8_000
"""Sentences with more marks or characters than news ever has get their marks by position alone, without a search."""


def project(source: Sentence, target_text: str, alignment: Sequence[tuple[int, int]] | None = None) -> Sentence:
    """The translation with every mark of its source on the words that say the same, as well as can be told.

    `alignment` pairs indices of source and target words, words being what white space parts. Every link and picture
    comes back exactly once, a mark over the whole sentence covers the whole translation, and the text of inline code is
    put back where the translation changed or lost it. A raised or lowered figure whose word is gone loses its mark.
    """
    if not source.marks or target_text == source.text:
        return replace(source, text=target_text)
    if len(source.marks) > _MANY_MARKS or len(source.text) + len(target_text) > _LONG:
        return Sentence(target_text, _by_position(source, target_text))
    target_text, alignment = _with_code(source, target_text, alignment)
    return Sentence(target_text, _Projection(source, target_text, alignment).marks())


@dataclass(slots=True)
class _Placed:
    """A mark and where it goes."""

    mark: Mark
    start: int
    end: int
    confidence: int = 0
    around: _Placed | None = None
    """The innermost mark that holds it in the source."""
    is_kept: bool = True


class _Projection:
    """The marks of one sentence on their way: each is placed by itself, then conflicts are settled."""

    def __init__(self, source: Sentence, target: str, alignment: Sequence[tuple[int, int]] | None) -> None:
        self._target = target
        self._known = Correspondence(source.text, target, alignment)
        self._placed: list[_Placed] = []
        for mark in source.marks:
            self._placed.append(_Placed(mark, 0, 0, around=self._innermost(mark)))

    def marks(self) -> tuple[Mark, ...]:
        """All marks, in the order of the source's."""
        filled = [item for item in self._placed if item.mark.start < item.mark.end]
        for item in filled:
            self._estimate(item)
        self._part_links([item for item in filled if item.mark.tag == _LINK])
        for item in filled:
            if item.mark.tag != _LINK and _link_around(item) is not None:
                self._fit_into(item, item.around)
        self._part_siblings(filled)
        for item in reversed(filled):
            # What holds a link goes with it.
            if item.around is not None and _link_around(item) is None and item.start < item.end:
                item.around.start = min(item.around.start, item.start)
                item.around.end = max(item.around.end, item.end)
        for item in self._placed:
            if item.mark.start == item.mark.end:
                item.start = item.end = self._place_empty(item)
        return tuple(
            replace(item.mark, start=item.start, end=item.end)
            for item in self._placed
            if item.is_kept and (item.start < item.end or item.mark.start == item.mark.end or item.mark.tag == _LINK)
        )

    def _innermost(self, mark: Mark) -> _Placed | None:
        """The mark around this one: by its parent's number, or else by position among those before it."""
        for item in reversed(self._placed):
            other = item.mark
            if mark.parent:
                if other.origin == mark.parent:
                    return item
            elif not mark.origin and other.start <= mark.start < mark.end <= other.end:
                return item
        return None

    def _estimate(self, item: _Placed) -> None:
        mark, known = item.mark, self._known
        around = item.around
        if around is not None and (around.mark.start, around.mark.end) == (mark.start, mark.end):
            item.start, item.end, item.confidence = around.start, around.end, around.confidence
            return
        stretch = None
        if _is_verbatim(mark, known.source[mark.start : mark.end]):
            stretch = known.same_text(mark.start, mark.end)
        if stretch is None and known.is_inside_word(mark.start, mark.end):
            stretch = known.inside_word(mark.start, mark.end)
            item.is_kept = stretch is not None or mark.tag not in _RAISED
        stretch = stretch or known.stretch(mark.start, mark.end)
        item.start, item.end, item.confidence = stretch.start, stretch.end, stretch.confidence

    def _part_links(self, links: list[_Placed]) -> None:
        """Move links apart, the surest first: one that finds its words taken gets what is free nearby."""
        settled: list[_Placed] = []
        for item in sorted(links, key=lambda link: -link.confidence):
            free = self._free(settled)
            item.start, item.end = _nearest_free(free, item, self._target)
            settled.append(item)

    def _free(self, settled: Sequence[_Placed]) -> list[tuple[int, int]]:
        """The stretches of the target between the settled marks."""
        edges = [0]
        for item in sorted(settled, key=lambda placed: placed.start):
            edges += [item.start, item.end]
        edges.append(len(self._target))
        return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]

    def _fit_into(self, item: _Placed, around: _Placed | None) -> None:
        """Keep a mark inside the link that holds it."""
        if around is None or (item.start >= around.start and item.end <= around.end):
            return
        outer, scale = around.mark, (around.end - around.start) / max(around.mark.end - around.mark.start, 1)
        start = max(item.start, around.start)
        end = min(item.end, around.end)
        if start >= end:
            start = around.start + int((item.mark.start - outer.start) * scale)
            end = around.start + int((item.mark.end - outer.start) * scale)
        item.start, item.end = start, max(start, end)

    def _part_siblings(self, filled: Sequence[_Placed]) -> None:
        """Cut marks of one kind back where they would overlap though they did not in the source."""
        for index, item in enumerate(filled):
            for other in filled[:index]:
                is_like = other.mark.tag == item.mark.tag != _LINK and other.mark.end <= item.mark.start
                if is_like and other.start <= item.start < other.end < item.end:
                    item.start = _next_word(self._target, other.end)
                elif is_like and item.start < other.start < item.end <= other.end:
                    item.end = max(item.start, len(self._target[: other.start].rstrip()))

    def _place_empty(self, item: _Placed) -> int:
        """The offset for a picture, a line break, an anchor or a footnote."""
        mark, around = item.mark, item.around
        place = self._known.after_word(mark.start) if mark.inner else self._known.place(mark.start)
        if around is None or around.mark.start == around.mark.end:
            return around.start if around is not None else place
        if mark.start <= around.mark.start:
            return around.start
        if mark.start >= around.mark.end:
            return around.end
        return min(max(place, around.start), around.end)


def _link_around(item: _Placed) -> _Placed | None:
    around = item.around
    while around is not None and around.mark.tag != _LINK:
        around = around.around
    return around


def _nearest_free(free: Sequence[tuple[int, int]], item: _Placed, text: str) -> tuple[int, int]:
    """The largest free part of the link's own stretch, or else the free word nearest to it; empty if all is taken."""
    parts = [_stripped(text, max(a, item.start), min(b, item.end)) for a, b in free]
    best = max(parts, key=lambda part: part[1] - part[0], default=(0, 0))
    if best[0] < best[1]:
        return best
    words = [(a + match.start(), a + match.end()) for a, b in free for match in re.finditer(r"\w+", text[a:b])]
    middle = (item.start + item.end) / 2
    return min(words, key=lambda word: abs(sum(word) / 2 - middle), default=(item.end, item.end))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without white space and punctuation at its edges, where it would otherwise begin or end in them."""
    if start >= end:
        return start, start
    part = text[start:end]
    if not any(char.isalnum() for char in part):
        return start, start
    return start + len(part) - len(part.lstrip(" ,;:.")), end - len(part) + len(part.rstrip())


def _next_word(text: str, at: int) -> int:
    match = re.compile(r"[\s,;]*").match(text, at)
    return match.end() if match else at


def _with_code(
    source: Sentence, target: str, alignment: Sequence[tuple[int, int]] | None
) -> tuple[str, Sequence[tuple[int, int]] | None]:
    """The target with the text of every inline code as it is in the source; the alignment is dropped if words moved."""
    before = target
    for mark in source.marks:
        code = source.text[mark.start : mark.end]
        if not _is_verbatim(mark, code) or not code or code in target:
            continue
        changed = _changed_copy(code, target)
        if changed:
            target = target[: changed[0]] + code + target[changed[1] :]
            continue
        place = Correspondence(source.text, target, None).place(mark.start)
        parts = (target[:place].rstrip(), code, target[place:].lstrip())
        target = " ".join(part for part in parts if part)
    is_moved = len(target.split()) != len(before.split())
    return target, None if is_moved else alignment


def _is_verbatim(mark: Mark, text: str) -> bool:
    """Whether the marked text reads the same in every language: code, or a link that shows its own address."""
    return mark.tag in VERBATIM or (mark.tag == _LINK and bool(_ADDRESS.match(text)))


def _changed_copy(code: str, target: str) -> tuple[int, int] | None:
    """Where the target holds the code in other letters: in another case, or as a word that is nearly the same."""
    found = re.search(re.escape(code), target, re.IGNORECASE)
    if found:
        return found.span()
    if " " in code:
        return None
    words = [match.span() for match in re.finditer(r"[^\s,;()]*[^\s,;().]", target)]
    best = max(words, key=lambda word: _likeness(code, target[slice(*word)]), default=None)
    return best if best and _likeness(code, target[slice(*best)]) >= _NEARLY else None


def _likeness(code: str, word: str) -> float:
    return SequenceMatcher(None, code.casefold(), word.casefold(), autojunk=False).ratio()


def _by_position(source: Sentence, target: str) -> tuple[Mark, ...]:
    """Marks at the same share of the way through the target; what was nested or apart stays so."""
    scale = len(target) / max(len(source.text), 1)
    edges = [0, *(match.end() for match in re.finditer(r"\S+", target)), len(target)]
    nearest = []
    index = 0
    for at in range(len(source.text) + 1):
        while index + 1 < len(edges) and abs(edges[index + 1] - at * scale) <= abs(edges[index] - at * scale):
            index += 1
        nearest.append(edges[index])
    nearest[-1] = len(target)
    moved = [(mark, replace(mark, start=nearest[mark.start], end=nearest[mark.end])) for mark in source.marks]
    return tuple(new for old, new in moved if new.start < new.end or old.start == old.end or old.tag == _LINK)
