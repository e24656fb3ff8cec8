"""Dirty HTML becomes a small tidy tree: unwanted elements gone, addresses absolute, depth bounded."""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Mapping

VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "param", "source", "track"})
"""Elements without content (HTML Living Standard, 13.1.2), less those that are always dropped."""

DROPPED = frozenset({"script", "style", "head", "title", "template", "noframes", "meta", "link", "base", "wbr"})
"""Elements that never reach a reader, with all they hold."""

OPAQUE = frozenset(
    {"applet", "audio", "button", "canvas", "embed", "iframe", "input", "listing", "map", "math", "object", "plaintext"}
    | {"pre", "select", "svg", "textarea", "video", "xmp"}
)
"""Elements kept as they are, with all they hold: nothing in them is translated."""

VERBATIM = frozenset({"code", "kbd", "samp", "tt", "var"})
"""Inline elements whose text is the same in every language."""

BLOCK = frozenset(
    {"address", "area", "article", "aside", "blockquote", "caption", "center", "col", "colgroup", "dd", "details"}
    | {"dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4"}
    | {"h5", "h6", "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p"}
    | {"param", "picture", "search", "section", "source", "summary", "table", "tbody", "td", "tfoot", "th", "thead"}
    | {"tr", "track", "ul"}
)
"""Elements that end a sentence; any other element stands inside one, unless it holds a block itself."""

_UNWRAPPED = frozenset({"html", "body", "noscript"})
_ADDRESSES = frozenset({"action", "cite", "data", "href", "longdesc", "poster", "src"})
_LAZY = ("data-src", "data-original", "data-lazy-src")
_KEPT_AT_ANY_DEPTH = frozenset({"a", "br", "img"})

# Browsers nest 512 deep and libxml2 256; no article comes near. Deeper wrappers go, what they hold stays.
_DEPTH = 128
_INLINE_DEPTH = 16

_ATTRIBUTE_NAME = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)
_TAG_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
_STRAY_BREAK = re.compile(r"</\s*br\s*/?>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[A-Za-z/!?]")
_BLANK_LINE = re.compile(r"\n[ \t\r\f\v]*\n\s*")
# What neither XML nor a reader can use: control characters, lone surrogates, noncharacters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

Attributes = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Element:
    """One element; `children` are elements and text in document order."""

    tag: str
    attributes: Attributes = ()
    children: list[Element | str] = field(default_factory=list)
    has_block: bool = False
    """Whether anything below it is laid out as a block."""
    has_paragraph_break: bool = False
    """Whether two line breaks in a row stand somewhere below it."""

    after_break: bool = False
    """Whether the last thing in it that shows is a line break."""

    @property
    def is_inline(self) -> bool:
        """Whether it stands inside a sentence."""
        return not (self.has_block or self.tag in BLOCK or self.tag in OPAQUE)

    def get(self, name: str) -> str:
        """The attribute's value, empty when there is none."""
        return next((value for key, value in self.attributes if key == name), "")


def read(html: str, *, base_url: str = "") -> Element:
    """A tree whose root stands for the body, from any text: broken HTML, a whole page, or plain text without a tag."""
    text = _UNPRINTABLE.sub("", html.replace("\r\n", "\n"))
    text = _STRAY_BREAK.sub("<br>", text) if _ANY_TAG.search(text) else _from_plain_text(text)
    builder = _TreeBuilder(base_url)
    if text.strip():
        # lxml calls only the methods a target has; types-lxml asks for all there can be.
        parser = etree.HTMLParser(target=cast("Any", builder), huge_tree=True, encoding="utf-8")
        parser.feed(text.encode())
        parser.close()
    return builder.root


def start_tag(tag: str, attributes: Attributes) -> str:
    """The element's opening tag as HTML."""
    written = "".join(f' {name}="{entities.escape(value)}"' for name, value in attributes)
    return f"<{tag}{written}>"


def outer_html(root: Element) -> str:
    """The element and all it holds as HTML."""
    end = "" if root.tag in VOID else f"</{root.tag}>"
    return f"{start_tag(root.tag, root.attributes)}{inner_html(root)}{end}"


def inner_html(root: Element) -> str:
    """All the element holds as HTML."""
    out: list[str] = []
    work: list[Element | str | _EndTag] = [*reversed(root.children)]
    while work:
        node = work.pop()
        if isinstance(node, _EndTag):
            out.append(f"</{node.tag}>")
        elif isinstance(node, str):
            out.append(entities.escape(node, quote=False))
        else:
            out.append(start_tag(node.tag, node.attributes))
            # libxml2 takes <source> and <track> for containers: what they seem to hold comes after them.
            if node.tag not in VOID:
                work.append(_EndTag(node.tag))
            work.extend(reversed(node.children))
    return "".join(out)


@dataclass(frozen=True, slots=True)
class _EndTag:
    tag: str


def text_of(root: Element) -> str:
    """All text below the element, as it stands."""
    out: list[str] = []
    work: list[Element | str] = [root]
    while work:
        node = work.pop()
        if isinstance(node, str):
            out.append(node)
        else:
            work.extend(reversed(node.children))
    return "".join(out)


def _from_plain_text(text: str) -> str:
    """Text without a tag as HTML: blank lines part paragraphs, line ends become line breaks."""
    paragraphs = [part.strip() for part in _BLANK_LINE.split(entities.unescape(text)) if part.strip()]
    lines = [entities.escape(part, quote=False).replace("\n", "<br>") for part in paragraphs]
    return "".join(f"<p>{line}</p>" for line in lines)


def _absolute(address: str, base_url: str) -> str:
    """The address seen from `base_url`; links within the page stay as they are, as does what is no address."""
    address = "".join(address.split())
    if not address or address.startswith("#"):
        return address
    if address.startswith("//") and not base_url:
        return "https:" + address
    try:
        return urljoin(base_url, address)
    except ValueError:
        return address


class _TreeBuilder:
    """Takes libxml2's parse events, so that no tree of unbounded depth is ever built."""

    def __init__(self, base_url: str) -> None:
        self.root = Element("body")
        self._base_url = base_url
        self._open: list[Element | None] = []
        self._real: list[Element] = [self.root]
        self._dropping = 0
        self._opaque = 0
        self._inline = 0
        self._links = 0
        self._noscript = 0
        self._pictures: set[str] = set()

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        """An element opens."""
        attributes = self._attributes(tag, attrib)
        if self._dropping or tag in DROPPED or self._is_repeated_picture(tag, attributes):
            self._dropping += 1
            return
        self._noscript += tag == "noscript"
        if self._is_unwrapped(tag):
            self._open.append(None)
            return
        element = Element(tag, attributes)
        self._real[-1].children.append(element)
        self._open.append(element)
        self._real.append(element)
        self._opaque += tag in OPAQUE
        self._inline += element.is_inline
        self._links += tag == "a"

    def end(self, tag: str) -> None:
        """An element closes; what is known of it now goes to its parent."""
        if self._dropping:
            self._dropping -= 1
            return
        self._noscript -= tag == "noscript"
        element = self._open.pop()
        if element is None:
            return
        self._real.pop()
        self._opaque -= tag in OPAQUE
        self._inline -= tag not in BLOCK and tag not in OPAQUE
        self._links -= tag == "a"
        parent = self._real[-1]
        if tag == "br":
            parent.has_paragraph_break |= parent.after_break
            parent.after_break = True
            return
        if not self._opaque and _is_idle(element):
            parent.children.pop()
            parent.children.extend(element.children)
            return
        parent.after_break = False
        parent.has_block |= not element.is_inline
        parent.has_paragraph_break |= element.has_paragraph_break

    def data(self, data: str) -> None:
        """Text."""
        if not self._dropping:
            self._real[-1].children.append(data)
            self._real[-1].after_break &= not data.strip()

    def comment(self, _text: str) -> None:
        """A comment: never kept."""

    def pi(self, _target: str, _data: str | None = None) -> None:
        """A processing instruction: never kept."""

    def close(self) -> Element:
        """The whole tree."""
        return self.root

    def _is_unwrapped(self, tag: str) -> bool:
        if tag in _UNWRAPPED or not _TAG_NAME.match(tag):
            return True
        if tag in _KEPT_AT_ANY_DEPTH and not (tag == "a" and self._links):
            return False
        is_limited = tag not in BLOCK and tag not in OPAQUE and tag not in _KEPT_AT_ANY_DEPTH
        return len(self._real) > _DEPTH or (is_limited and self._inline >= _INLINE_DEPTH)

    def _is_repeated_picture(self, tag: str, attributes: Attributes) -> bool:
        """Whether it is the <noscript> copy of a picture that is loaded late and was seen already."""
        if tag != "img":
            return False
        address = dict(attributes).get("src", "")
        if self._noscript and address in self._pictures:
            return True
        self._pictures.add(address)
        return False

    def _attributes(self, tag: str, given: Mapping[str, str]) -> Attributes:
        found = {name.lower(): value for name, value in given.items() if _ATTRIBUTE_NAME.match(name)}
        if tag == "img" and (not found.get("src") or found["src"].startswith("data:")):
            late = next((found[name] for name in _LAZY if found.get(name)), "")
            found = {name: value for name, value in found.items() if name not in _LAZY} | (
                {"src": late} if late else {}
            )
        for name in found.keys() & _ADDRESSES:
            found[name] = _absolute(found[name], self._base_url)
        if "srcset" in found:
            found["srcset"] = self._source_set(found["srcset"])
        # The publisher's language no longer holds for a translated text.
        return tuple((name, value) for name, value in found.items() if name not in ("lang", "xml:lang"))

    def _source_set(self, value: str) -> str:
        candidates = [part.split() for part in re.split(r",\s+", value) if part.strip()]
        return ", ".join(" ".join((_absolute(first, self._base_url), *rest)) for first, *rest in candidates)


def _is_idle(element: Element) -> bool:
    """Whether an inline element holds nothing to see, nor is a link or a place to link to."""
    if not element.is_inline or element.tag in VOID or element.tag == "a" or element.get("id"):
        return False
    return all(isinstance(child, str) and not child.strip() for child in element.children)
