"""A document: its tags in order, with a slot for each block of sentences."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from worker.core.html_tree import start_tag
from worker.core.model import Block, Mark, Sentence
from worker.core.nesting import inline_html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from worker.core.html_tree import Attributes


@dataclass(frozen=True, slots=True)
class Open:
    """A start tag, or a void element."""

    tag: str
    attributes: Attributes = ()
    alt: int | None = None
    """Index of the block that holds a picture's alternative text."""


@dataclass(frozen=True, slots=True)
class Close:
    """An end tag."""

    tag: str


@dataclass(frozen=True, slots=True)
class Raw:
    """HTML that is kept as it is."""

    html: str


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a block's sentences."""

    block: int
    parent: str
    """Tag of the element the sentences stand in directly, empty at the top."""
    is_lone: bool = False
    """Whether they are all the text of a paragraph or heading."""


Token = Open | Close | Raw | Slot


@dataclass(frozen=True, slots=True)
class Document:
    """An article's structure, and the blocks of text that it holds in reading order."""

    tokens: tuple[Token, ...] = ()
    blocks: tuple[Block, ...] = ()
    alts: Mapping[int, int] = field(default_factory=dict)
    """Block index of the alternative text of each picture inside a sentence, by the origin of its mark."""

    def render(self, blocks: Sequence[Block]) -> str:
        """The document as HTML with other texts: `blocks` must match `self.blocks` in number and kinds.

        Marks are nested properly whatever they are. A mark without origin over a whole sentence (see `enclose`) stands
        around that sentence alone.
        """
        demand_match(self, blocks)
        out: list[str] = []
        for token in self.tokens:
            if isinstance(token, Slot):
                out.append(self.inline(blocks, token.block))
            else:
                out.append(tag_html(token, blocks))
        return "".join(out)

    def inline(self, blocks: Sequence[Block], index: int) -> str:
        """One of the blocks as HTML, without the element around it."""

        def with_alt(mark: Mark) -> Mark:
            alt = self.alts.get(mark.origin)
            return mark if alt is None else replace(mark, attributes=_with_alt(mark.attributes, blocks[alt]))

        return inline_html(blocks[index].sentences, with_alt if self.alts else None)


def plain_text(blocks: Sequence[Block]) -> str:
    """The blocks' text, one block a line, without the pictures' alternative texts."""
    return "\n".join(text_of_block(block) for block in blocks if block.kind != "alt")


def enclose(sentence: Sentence, tag: str, attributes: Attributes = ()) -> Sentence:
    """The sentence inside one more element, e.g. `enclose(s, "span", (("class", "doubt"),))`."""
    return replace(sentence, marks=(Mark(0, len(sentence.text), tag, attributes), *sentence.marks))


def tag_html(token: Open | Close | Raw, blocks: Sequence[Block]) -> str:
    """One tag as HTML, pictures with their alternative texts from `blocks`."""
    if isinstance(token, Open):
        attributes = token.attributes if token.alt is None else _with_alt(token.attributes, blocks[token.alt])
        return start_tag(token.tag, attributes)
    return f"</{token.tag}>" if isinstance(token, Close) else token.html


def _with_alt(attributes: Attributes, block: Block) -> Attributes:
    return tuple((name, text_of_block(block) if name == "alt" else value) for name, value in attributes)


def text_of_block(block: Block) -> str:
    """The block as plain text."""
    return " ".join(sentence.text for sentence in block.sentences)


def demand_match(document: Document, blocks: Sequence[Block]) -> None:
    """Refuse blocks that would put one paragraph's text in another's place."""
    wanted, given = [block.kind for block in document.blocks], [block.kind for block in blocks]
    if wanted != given:
        raise ValueError(
            f"The document has {len(wanted)} blocks and {len(given)} were given, or their kinds differ: "
            "render the document with one block for each of its own, in the same order."
        )
