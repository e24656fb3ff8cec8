"""Where on a newspaper's page the article stands, and its body with figures, captions, lists and tables in order."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Final

import lxml.etree
import lxml.html

from worker.core.clean import BLOCKS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

# Words in class, id and type attributes of what newspapers put between an article's paragraphs.
_FOREIGN: Final = re.compile(
    r"relat|lien-?quan|tin-?khac|tinmoi|article__story|item-news|share|social|facebook|zalo|banner|advert|quang-?cao"
    r"|comment|binh-?luan|keyword|breadcrumb|newsletter|subscribe|sidebar|read-?more|doc-?them|xem-?them|recommend"
    r"|author-(?:info|box)|rating|(?:^|[-_ ])(?:ads?|tags?)(?:$|[-_ ])",
    re.IGNORECASE,
)
_CAPTION: Final = re.compile(r"caption|chu-?thich|desc|image\b|pic-?note|photo-?note", re.IGNORECASE)
_KEPT_BLOCKS: Final = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "figure", "pre", "hr"]
)
_MEDIA: Final = frozenset({"iframe", "video", "audio"})
_KEPT_ATTRIBUTES: Final = frozenset(
    ["href", "src", "alt", "title", "width", "height", "colspan", "rowspan", "start", "lang", "datetime", "poster",
     "controls", "data-src", "data-original", "data-lazy-src"]
)  # fmt: skip
_WHOLE: Final = 0.85
"""Share of the article's text that the chosen element must hold."""
_LONG_LINE: Final = 40
"""Characters of a line that is prose and no label."""
_LONGEST_CAPTION: Final = 400


def words(text: str) -> str:
    """Text without white space, to compare what differs in layout only."""
    return "".join(text.split())


def find_container(tree: HtmlElement, lines: Iterable[str]) -> HtmlElement | None:
    """The innermost element that holds nearly all of the lines; None when no line is found at all."""
    wanted = [key for line in lines if len(key := words(line)) >= _LONG_LINE * 3 // 4]
    body = tree.find(".//body")
    current = tree if body is None else body
    found = words(current.text_content())
    wanted = [line for line in wanted if line in found]
    total = sum(map(len, wanted))
    if not total:
        return None
    while True:
        for child in current.iterchildren():
            if not isinstance(child.tag, str):
                continue
            text = words(child.text_content())
            if sum(len(line) for line in wanted if line in text) >= total * _WHOLE:
                current = child
                break
        else:
            return _whole_block(current)


def _whole_block(element: HtmlElement) -> HtmlElement:
    """The element itself, or what it is part of: a lone paragraph stands for the block around it."""
    while element.tag in {"p", "span", "strong", "b", "i", "em", "font", "tbody", "tr", "h1", "h2", "h3", "li"}:
        parent = element.getparent()
        if parent is None or parent.tag in {"body", "html"}:
            break
        element = parent
    return element


def article_body(container: HtmlElement, prose: str, unwanted: Iterable[str]) -> HtmlElement:
    """A new <div> with the article's blocks in order.

    `prose` is the article's text as the extractor sees it: what is foreign by name or nothing but links stays only when
    it is part of that. `unwanted` are texts said elsewhere: title, standfirst, date, byline.
    """
    root = copy.deepcopy(container)
    root.tail = None
    kept = words(prose)
    for comment in list(root.iter(lxml.etree.Comment, lxml.etree.ProcessingInstruction)):
        comment.drop_tree()
    _drop_foreign(root, kept)
    _make_figures(root)
    body = lxml.html.Element("div")
    _Flattener(body).run(root)
    _drop_repeated(body, {words(text).casefold() for text in unwanted if text.strip()})
    for element in body.iter():
        for name in list(element.attrib):
            if name not in _KEPT_ATTRIBUTES:
                del element.attrib[name]
    return body


def _drop_foreign(root: HtmlElement, kept: str) -> None:
    for element in list(root.iterdescendants()):
        if element.getparent() is None or not isinstance(element.tag, str):
            continue
        if element.tag in {"script", "style", "nav", "aside", "footer", "button", "input", "select", "noscript"}:
            if element.tag == "noscript" or len(words(element.text_content())) < len(kept) // 2:
                _remove(element)
            continue
        named = " ".join(filter(None, (element.get("class"), element.get("id"), element.get("type"))))
        text = words(element.text_content())
        foreign = bool(_FOREIGN.search(named)) and len(text) < len(kept) * 0.3
        if (foreign and not (len(text) >= _LONG_LINE and text in kept)) or (
            _only_links(element, text) and text not in kept
        ):
            _remove(element)


def _only_links(element: HtmlElement, text: str) -> bool:
    """Whether a block holds links and nothing else to read: teasers of other articles."""
    if element.tag not in {"p", "div", "ul", "ol", "h2", "h3", "h4", "h5", "table"} or not text or _captioned(element):
        return False
    linked = sum(len(words(link.text_content())) for link in element.iter("a"))
    return linked >= len(text) * 0.9


def _captioned(element: HtmlElement) -> bool:
    return any(_CAPTION.search(child.get("class") or "") for child in element.iter("figcaption", "td", "p", "div"))


def _remove(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


# -- figures ---------------------------------------------------------------------------------------------------------


def _make_figures(root: HtmlElement) -> None:
    """Turn every way in which pages lay a picture above its caption into <figure><img><figcaption>."""
    for picture in list(root.iter("picture")):
        _settle_source(picture)
    for figure in list(root.iter("figure")):
        _rebuild(figure, [figure], figure.find(".//figcaption"))
    for table in list(root.iter("table")):
        if _is_picture_table(table):
            _rebuild(table, [table], None)
    for image in list(root.iter("img")):
        if not any(ancestor.tag in {"figure", "table"} for ancestor in image.iterancestors() if ancestor is not root):
            _figure_around(root, image)


def _settle_source(picture: HtmlElement) -> None:
    """Give the <img> of a <picture> an address where only its <source> has one."""
    image = picture.find(".//img")
    if (
        image is not None
        and (not image.get("src") or str(image.get("src")).startswith("data:"))
        and not image.get("data-src")
    ):
        for source in picture.iter("source"):
            candidates = (source.get("srcset") or source.get("data-srcset") or "").split()
            if candidates:
                image.set("src", candidates[0].rstrip(","))
                break


def _is_picture_table(table: HtmlElement) -> bool:
    """Whether a table only holds pictures and a caption: no header cells, little text, a picture."""
    text = " ".join(table.text_content().split())
    rows = list(table.iter("tr"))
    return (
        table.find(".//img") is not None
        and table.find(".//th") is None
        and len(text) <= _LONGEST_CAPTION
        and sum(1 for row in rows if words(row.text_content())) <= 1
    )


def _figure_around(root: HtmlElement, image: HtmlElement) -> None:
    """Make a figure of the block around a picture when the block, or the next one, is its caption."""
    block = image
    while (parent := block.getparent()) is not None and parent is not root and block.tag not in BLOCKS:
        block = parent
    if block is image or block is root or block.getparent() is None:
        return
    text = " ".join(block.text_content().split())
    following = block.getnext()
    if text and len(text) <= _LONGEST_CAPTION and _looks_like_caption(block):
        _rebuild(block, [block], None)
    elif not text and following is not None and _CAPTION.search(following.get("class") or ""):
        _rebuild(block, [block, following], following)


def _looks_like_caption(block: HtmlElement) -> bool:
    """Whether the text beside the picture is set as a caption: in italics, centred, or credited."""
    style = f"{block.get('style') or ''} {block.get('align') or ''}"
    italics = sum(len(words(part.text_content())) for part in block.iter("i", "em"))
    text = block.text_content()
    return "center" in style or italics * 2 > len(words(text)) or bool(re.search(r"\b(?:Ảnh|Nguồn)\s*:", text))


def _rebuild(place: HtmlElement, parts: list[HtmlElement], caption: HtmlElement | None) -> None:
    """Put a clean figure in place of the element; `parts` hold its pictures, `caption` its text (or `parts` do)."""
    images = [image for part in parts for image in part.iter("img", "video", "iframe")]
    if not images:
        return
    figure = lxml.html.Element("figure")
    source = caption if caption is not None else copy.deepcopy(parts[0])
    text = lxml.html.Element("figcaption")
    _Inliner(text).run(source)
    for image in images:
        plain = copy.deepcopy(image)
        plain.tail = None
        figure.append(plain)
    if words(text.text_content()):
        if len(text):
            text[-1].tail = (text[-1].tail or "").rstrip()
        else:
            text.text = (text.text or "").rstrip()
        figure.append(text)
    parent = place.getparent()
    if parent is None:
        return
    figure.tail, place.tail = place.tail, None
    parent.replace(place, figure)
    for part in parts:
        if part is not place:
            _remove(part)


class _Inliner:
    """Copies an element's inline content, a blank where blocks part."""

    def __init__(self, target: HtmlElement) -> None:
        self._target = target

    def run(self, source: HtmlElement) -> None:
        self._text(source.text)
        for child in source:
            if not isinstance(child.tag, str) or child.tag in {"img", "video", "iframe", "source", "script", "style"}:
                pass
            elif child.tag in {"a", "b", "strong", "i", "em", "sub", "sup"}:
                element = lxml.html.Element(child.tag)
                for name, value in child.attrib.items():
                    if name == "href":
                        element.set(name, value)
                _Inliner(element).run(child)
                if words(element.text_content()):
                    self._target.append(element)
            else:
                self._text(" ")
                self.run(child)
                self._text(" ")
            self._text(child.tail)

    def _text(self, text: str | None) -> None:
        if not text:
            return
        text = re.sub(r"\s+", " ", text)
        if len(self._target):
            last = self._target[-1]
            last.tail = ((last.tail or "") + text).replace("  ", " ")
        else:
            self._target.text = ((self._target.text or "") + text).replace("  ", " ").lstrip()


# -- flattening ------------------------------------------------------------------------------------------------------


class _Flattener:
    """Copies blocks out of their wrappers, and gathers loose text between them into paragraphs."""

    def __init__(self, body: HtmlElement) -> None:
        self._body = body
        self._paragraph: HtmlElement | None = None
        self._breaks = 0

    def run(self, element: HtmlElement) -> None:
        self._walk(element)
        self._close()

    def _walk(self, element: HtmlElement) -> None:
        self._text(element.text)
        for child in list(element):
            tail = child.tail
            child.tail = None
            if child.tag in _KEPT_BLOCKS or child.tag in _MEDIA:
                self._close()
                if words(child.text_content()) or child.tag in {"hr", *_MEDIA} or child.find(".//img") is not None:
                    self._body.append(child)
            elif child.tag == "br":
                self._break()
            elif child.tag in BLOCKS or _holds_block(child):
                self._close()
                self._walk(child)
                self._close()
            elif child.tag == "img" or words(child.text_content()) or child.find(".//img") is not None:
                self._open().append(child)
            self._text(tail)

    def _open(self) -> HtmlElement:
        if self._paragraph is None:
            self._paragraph = lxml.html.Element("p")
        elif self._breaks == 1:
            self._paragraph.append(lxml.html.Element("br"))
        self._breaks = 0
        return self._paragraph

    def _break(self) -> None:
        self._breaks += 1
        if self._breaks > 1:
            self._close()

    def _text(self, text: str | None) -> None:
        if not text or (not text.strip() and (self._paragraph is None or self._breaks)):
            return
        paragraph = self._open()
        if len(paragraph):
            paragraph[-1].tail = (paragraph[-1].tail or "") + text
        else:
            paragraph.text = ((paragraph.text or "") + text).lstrip()

    def _close(self) -> None:
        if self._paragraph is not None and (
            words(self._paragraph.text_content()) or self._paragraph.find(".//img") is not None
        ):
            self._body.append(self._paragraph)
        self._paragraph = None
        self._breaks = 0


def _holds_block(element: HtmlElement) -> bool:
    return any(inner.tag in BLOCKS for inner in element.iterdescendants() if isinstance(inner.tag, str))


def _drop_repeated(body: HtmlElement, unwanted: set[str]) -> None:
    """Take away title, standfirst and date at the head and the byline at the foot: they are said elsewhere."""
    blocks = [block for block in body if block.tag != "figure"]
    for block in (*blocks[:5], *blocks[-2:]):
        if (
            block.getparent() is not None
            and block.find(".//img") is None
            and words(block.text_content()).casefold() in unwanted
        ):
            _remove(block)
