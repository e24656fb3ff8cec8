"""Article HTML becomes blocks of whole sentences with inline marks, and comes back with the same structure.

A document is its tags in order with a slot for each block: whatever is put into the slots, every tag, picture and
table cell comes back. What stands inside a sentence (links, emphasis, pictures between words) travels with it as
marks, and `project` puts those on the words of its translation.

The text of inline code stays in its sentence and must reach the translation unchanged; `project` finds it there or
puts it back. Code blocks (`pre`), embedded media and lines that are an address or hold no word are structure and are
never translated. A footnote's number is an empty mark that holds it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from worker.core.bilingual import render_bilingual
from worker.core.document import Close, Document, Open, Raw, Slot, Token, enclose, plain_text
from worker.core.html_tree import OPAQUE, VOID, Element, inner_html, outer_html, read, text_of
from worker.core.model import Block, BlockKind, Sentence
from worker.core.nesting import inline_html
from worker.core.projection import project
from worker.core.runs import Piece, lines, split_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.core.runs import Line

__all__ = ["Document", "enclose", "parse", "plain_text", "project", "render_bilingual"]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(_HEADINGS, "heading"),
    "summary": "heading",
    "legend": "heading",
    "li": "list_item",
    "dt": "list_item",
    "dd": "list_item",
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
    "td": "table_cell",
    "th": "table_cell",
}
_REPEATABLE = _HEADINGS | {"p"}
_CAPTION_CLASS = re.compile(r"caption|chu-?thich", re.IGNORECASE)
_NAME_ONLY = re.compile(r"[\W\d_]*\Z|\S+\.(?:jpe?g|png|gif|webp|avif|svg)\Z", re.IGNORECASE)
_UNTRANSLATABLE = re.compile(r"[\W_]*\Z|(?:https?://|www\.)\S+\Z|[\w.+-]+@[\w-]+(?:\.[\w-]+)+\Z", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\s*[\[(]?(?:\d{1,3}|\*{1,3})[\])]?\s*\Z")
# After these a raised figure is a power, not a footnote: m2, km3, 10^6.
_RAISES = re.compile(r"(?:\d|\b(?:[kcdm]?m|ha|[a-z])|\s)\Z|\A\Z", re.IGNORECASE)


def parse(html: str, *, base_url: str = "") -> Document:
    """The document that any HTML, broken HTML or plain text stands for, links and pictures made absolute to `base_url`.

    Scripts, styles and comments are dropped. Nothing is made safe: `feeds.sanitize` does that after translation.
    """
    return _Builder().build(read(html, base_url=base_url))


@dataclass(frozen=True, slots=True)
class _End:
    """The end of an element whose children have all been seen."""

    element: Element
    origin: int = 0
    """Of the mark that ends; 0 when the element is structure."""


@dataclass(slots=True)
class _Level:
    """An open structural element."""

    tag: str
    kind: BlockKind
    slots: list[int]
    """Where in the tokens its own blocks stand."""
    has_inner_blocks: bool = False


class _Builder:
    """Walks the tree without recursion and gathers inline content into runs; every block's edge ends a run."""

    def __init__(self) -> None:
        self._tokens: list[Token] = []
        self._blocks: list[Block] = []
        self._alts: dict[int, int] = {}
        self._work: list[Element | str | _End] = []
        self._levels = [_Level("", "paragraph", [])]
        self._run: list[Piece] = []
        self._origins = 0
        self._depth = 0
        """Elements open inside the run."""
        self._tail = ""
        """The end of the run's text since its last line break."""

    def build(self, root: Element) -> Document:
        """The whole document."""
        self._work.extend(reversed(root.children))
        while self._work:
            node = self._work.pop()
            if isinstance(node, str):
                self._run.append(Piece("text", node))
                self._tail = (self._tail + node)[-8:]
            elif isinstance(node, _End):
                self._end(node)
            elif node.is_inline and not self._wraps_paragraphs(node):
                self._inline(node)
            else:
                self._structure(node)
        self._flush()
        return Document(tuple(self._tokens), tuple(self._blocks), self._alts)

    def _inline(self, element: Element) -> None:
        self._origins += 1
        if element.tag in VOID:
            self._run.append(Piece("void", element=element, origin=self._origins))
            self._tail = "" if element.tag == "br" else self._tail + " "
        elif self._is_footnote(element):
            self._run.append(Piece("void", element=element, origin=self._origins, inner=inner_html(element)))
        else:
            self._run.append(Piece("open", element=element, origin=self._origins))
            self._depth += 1
            self._work.append(_End(element, self._origins))
            self._work.extend(reversed(element.children))

    def _structure(self, element: Element) -> None:
        self._flush()
        if element.tag in OPAQUE:
            self._tokens.append(Raw(outer_html(element)))
            return
        self._tokens.append(Open(element.tag, element.attributes))
        if element.tag not in VOID:
            self._levels.append(_Level(element.tag, self._kind(element), []))
            self._work.append(_End(element))
        self._work.extend(reversed(element.children))

    def _end(self, end: _End) -> None:
        if end.origin:
            self._run.append(Piece("close", element=end.element, origin=end.origin))
            self._depth -= 1
            return
        self._flush()
        level = self._levels.pop()
        if level.tag in _REPEATABLE and len(level.slots) == 1 and not level.has_inner_blocks:
            slot = self._tokens[level.slots[0]]
            if isinstance(slot, Slot):
                self._tokens[level.slots[0]] = replace(slot, is_lone=True)
        self._levels[-1].has_inner_blocks |= bool(level.slots) or level.has_inner_blocks
        self._tokens.append(Close(level.tag))

    def _kind(self, element: Element) -> BlockKind:
        around = self._levels[-1].kind
        if element.tag in _KINDS:
            return _KINDS[element.tag]
        return "caption" if around == "paragraph" and _CAPTION_CLASS.search(element.get("class")) else around

    def _wraps_paragraphs(self, element: Element) -> bool:
        """Whether an inline element with paragraph breaks in it holds whole paragraphs: then it is structure."""
        if not element.has_paragraph_break or self._depth or self._tail.strip():
            return False
        following = next((node for node in reversed(self._work) if not isinstance(node, str) or node.strip()), None)
        if isinstance(following, Element):
            return following.tag == "br" or not following.is_inline
        return following is None or (isinstance(following, _End) and not following.origin)

    def _is_footnote(self, element: Element) -> bool:
        return element.tag == "sup" and not _RAISES.search(self._tail) and bool(_FOOTNOTE.match(text_of(element)))

    def _flush(self) -> None:
        """End the run: its lines become slots, the markup around them structure."""
        run, self._run, self._tail = self._run, [], ""
        if not run:
            return
        level = self._levels[-1]
        for line in lines(run, breaks=level.kind != "heading"):
            self._markup(line.before)
            self._sentences(line, level)
            self._markup(line.after)

    def _sentences(self, line: Line, level: _Level) -> None:
        if not line.sentences:
            return
        if all(_UNTRANSLATABLE.match(sentence.text) for sentence in line.sentences):
            self._tokens.append(Raw(inline_html(line.sentences)))
            return
        level.slots.append(len(self._tokens))
        self._tokens.append(Slot(len(self._blocks), level.tag))
        self._blocks.append(Block(level.kind, line.sentences))
        for sentence in line.sentences:
            for mark in sentence.marks:
                alt = self._alt(dict(mark.attributes).get("alt", "")) if mark.tag == "img" else None
                if alt is not None:
                    self._alts[mark.origin] = alt

    def _markup(self, pieces: Sequence[Piece]) -> None:
        """Pieces that show no text, as structure."""
        for piece in pieces:
            element = piece.element
            if element is None:
                continue
            if piece.kind == "close":
                self._tokens.append(Close(element.tag))
            elif piece.inner:
                self._tokens.append(Raw(outer_html(element)))
            else:
                alt = self._alt(element.get("alt")) if element.tag == "img" else None
                self._tokens.append(Open(element.tag, element.attributes, alt))

    def _alt(self, text: str) -> int | None:
        """Index of a new block for a picture's alternative text, None if there is nothing to translate in it."""
        text = unicodedata.normalize("NFC", " ".join(text.split()))
        if _NAME_ONLY.match(text):
            return None
        found = tuple(Sentence(text[start:end]) for start, end in split_at(text, ()))
        self._blocks.append(Block("alt", found))
        return len(self._blocks) - 1
