"""A document in two languages, each translated block above its original."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from worker.core.document import Close, Open, Slot, demand_match, tag_html, text_of_block
from worker.core.html_tree import VOID, start_tag
from worker.core.nesting import inline_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.core.document import Document, Token
    from worker.core.model import Block, Mark

_REPEATABLE = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
"""Elements of which a bilingual document holds two, one for each language, instead of two texts in one."""

_FLOW = frozenset(
    {"article", "aside", "blockquote", "caption", "center", "dd", "details", "dialog", "div", "dt", "fieldset"}
    | {"figcaption", "figure", "footer", "form", "header", "li", "main", "nav", "section", "td", "th", ""}
)
"""Elements that may hold a div; the empty name is the document itself."""


def render_bilingual(
    document: Document, targets: Sequence[Block], *, source_language: str, target_language: str
) -> str:
    """The document as HTML with each translated block above its original, `lang` on both.

    Paragraphs and headings that hold one block are given twice; in list items, table cells, captions and the like
    both versions stand in the one element. A block that reads the same in both languages is given once.
    """
    demand_match(document, targets)
    return _Bilingual(document, targets, source_language, target_language).html()


@dataclass(frozen=True, slots=True)
class _Lone:
    """A paragraph or heading whose only text is one block."""

    opening: Open
    block: int


class _Bilingual:
    """One rendering in two languages."""

    def __init__(
        self, document: Document, targets: Sequence[Block], source_language: str, target_language: str
    ) -> None:
        self._document = document
        self._targets = targets
        self._source = source_language
        self._target = target_language

    def html(self) -> str:
        """All tokens, with blocks in both languages."""
        lone = _lone_blocks(self._document.tokens)
        out: list[str] = []
        for index, token in enumerate(self._document.tokens):
            if isinstance(token, Slot):
                out.append(self._both(token))
            elif index not in lone:
                out.append(tag_html(token, self._targets))
            elif isinstance(token, Open):
                out.append(start_tag(token.tag, (*token.attributes, ("lang", self._target))))
            else:
                out.append(tag_html(token, self._targets) + self._again(lone[index]))
        return "".join(out)

    def _both(self, slot: Slot) -> str:
        target = self._document.inline(self._targets, slot.block)
        if slot.is_lone or self._is_same(slot.block):
            return target
        source = self._original(slot.block)
        tag, between = ("div", "") if slot.parent in _FLOW else ("span", "<br>")
        return (
            f"{start_tag(tag, (('lang', self._target),))}{target}</{tag}>{between}"
            f"{start_tag(tag, (('lang', self._source),))}{source}</{tag}>"
        )

    def _again(self, lone: _Lone) -> str:
        if self._is_same(lone.block):
            return ""
        attributes = tuple((name, value) for name, value in lone.opening.attributes if name != "id")
        opening = start_tag(lone.opening.tag, (*attributes, ("lang", self._source)))
        return f"{opening}{self._original(lone.block)}</{lone.opening.tag}>"

    def _is_same(self, index: int) -> bool:
        return text_of_block(self._document.blocks[index]) == text_of_block(self._targets[index])

    def _original(self, index: int) -> str:
        """The block as it was, without what may stand in a page only once: pictures, anchors and ids."""
        return inline_html(self._document.blocks[index].sentences, _second_time)


def _second_time(mark: Mark) -> Mark | None:
    if mark.start == mark.end and mark.tag != "br" and not mark.inner:
        return None
    return replace(mark, attributes=tuple((name, value) for name, value in mark.attributes if name != "id"))


def _lone_blocks(tokens: Sequence[Token]) -> dict[int, _Lone]:
    """The blocks that are all the text of a paragraph or heading, by the indices of both its tags."""
    found: dict[int, _Lone] = {}
    path: list[tuple[int, Open]] = []
    last = Slot(0, "")
    for index, token in enumerate(tokens):
        if isinstance(token, Slot):
            last = token
        elif isinstance(token, Open) and token.tag not in VOID:
            path.append((index, token))
        elif isinstance(token, Close):
            begin, opening = path.pop()
            if last.is_lone and last.parent == opening.tag in _REPEATABLE:
                found[begin] = found[index] = _Lone(opening, last.block)
                last = Slot(0, "")
    return found
