"""Dirty text and HTML from outside -> clean NFC text and well-formed HTML with absolute addresses."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urljoin, urlsplit

import lxml.etree
import lxml.html

from worker.core.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

MAX_DEPTH: Final = 200
"""Elements inside elements; more is an attack or an accident, and breaks recursive readers."""

MAX_ADDRESS: Final = 4000
"""Characters of a web address; servers refuse longer ones."""

# A byte 0x80..0x9F that a bad decoder let through was meant as windows-1252, as browsers have it:
# https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state
_C1: Final = {
    code: bytes([code]).decode("cp1252", "ignore") or None
    for code in range(0x80, 0xA0)  # None deletes what windows-1252 leaves undefined
}
_INVISIBLE: Final = dict.fromkeys(
    [
        *(code for code in range(0x20) if chr(code) not in "\t\n\r"),
        0x7F,
        0xAD,  # soft hyphen: splits words in the eyes of an engine
        0x200B,  # zero-width space
        *range(0x200E, 0x2010),  # direction marks and overrides can disguise text
        *range(0x202A, 0x202F),
        *range(0x2060, 0x206A),
        0xFEFF,  # byte order mark
        *range(0xFDD0, 0xFDF0),  # noncharacters: not allowed in XML
        *(plane * 0x10000 + end for plane in range(17) for end in (0xFFFE, 0xFFFF)),
    ],
)
_DIRT: Final[dict[int, str | None]] = {**_INVISIBLE, **_C1, 0x2028: "\n", 0x2029: "\n\n"}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

_KNOWN_TAG: Final = re.compile(
    r"</?(?:a|abbr|article|audio|b|big|blockquote|br|center|cite|code|dd|div|dl|dt|em|figcaption|figure|font|h[1-6]|hr|i"
    r"|iframe|img|ins|li|mark|ol|p|pre|q|s|section|small|source|span|strike|strong|sub|sup|table|tbody|td|th|thead|tr"
    r"|tt|u|ul|video)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ESCAPED_TAG: Final = re.compile(
    r"&(?:lt|#60|#x3c);/?(?:p|div|br|strong|em|b|i|a|img|span|h[1-6]|ul|table)\b", re.IGNORECASE
)
_ESCAPED_ENTITY: Final = re.compile(r"&amp;(#\d{2,7}|#x[0-9a-f]{2,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_NUMERIC: Final = re.compile(r"&#(?:x[0-9a-f]+|\d+);?", re.IGNORECASE)
_STRAY_BREAK: Final = re.compile(r"</br\s*>", re.IGNORECASE)
_DROPPED: Final = (
    "script",
    "style",
    "noscript",
    "template",
    "link",
    "meta",
    "base",
    "input",
    "button",
    "title",
)
_LINKS: Final = (("a", "href"), ("img", "src"), ("source", "src"), ("video", "src"), ("video", "poster"),
                 ("audio", "src"), ("iframe", "src"), ("embed", "src"), ("blockquote", "cite"))  # fmt: skip
_LAZY: Final = ("data-src", "data-original", "data-lazy-src", "data-echo", "data-image")
BLOCKS: Final = frozenset(
    ["address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
     "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table",
     "tbody", "td", "tfoot", "th", "thead", "tr", "ul"]
)  # fmt: skip
"""Elements that begin a line of their own."""


def clean_characters(text: str) -> str:
    """The text in NFC, without control characters, surrogates, or invisible characters that disguise or split words."""
    text = _SURROGATE.sub("", text).translate(_DIRT).replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def plain_text(value: str) -> str:
    """One line of plain text from a title, name or lead in which publishers leave tags and doubly escaped entities.

    `a < b` stays; `<b>a</b>`, `&lt;b&gt;a&lt;/b&gt;` and `&amp;quot;` do not.
    """
    text = clean_characters(value)
    for _ in range(3):  # written, escaped, escaped again; more has not been seen, and each round must change something
        bare = _unescape(_KNOWN_TAG.sub(_space_for_block, _without_code(text)))
        if bare == text:
            break
        text = bare
    return " ".join(clean_characters(text).split())


def _without_code(text: str) -> str:
    """The text without comments and code; one that never ends runs to the end, as in a browser."""
    return re.sub(r"(?is)<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", "", text)


def _unescape(text: str) -> str:
    """`html.unescape`, which raises for numbers of thousands of digits, without them."""
    return html.unescape(re.sub(r"(?i)&#(?:x[0-9a-f]{7,}|\d{8,});?", "", text))


def _space_for_block(match: re.Match[str]) -> str:
    tag = re.sub(r"[</>\s].*", "", match.group().lstrip("</").lower())
    return " " if tag in BLOCKS or tag in {"br", "img"} else ""


def absolute_url(address: str, base: str) -> str:
    """The address made absolute and plain ASCII-safe; empty when it is not a usable web address."""
    address = "".join(clean_characters(address).split("\n")).strip()
    if not address or len(address) > MAX_ADDRESS:
        return ""
    try:
        joined = urljoin(base, address)
        parts = urlsplit(joined)
        host, _ = parts.hostname, parts.port  # a malformed port raises here and not in a later step
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return ""
    # Spaces, quotes and letters outside ASCII are escaped as browsers do; what is escaped already stays.
    tail = quote(joined[joined.index("//") + 2 + len(parts.netloc) :], safe="/%:?#[]@!$&'()*+,;=~-._|")
    if not re.fullmatch(r"[^\s\"<>\\^`{|}]+", parts.netloc):
        return ""
    return f"{parts.scheme.lower()}://{parts.netloc}{tail}"


def clean_html(value: str, base: str) -> str:
    """The body as well-formed HTML: NFC, no scripts, addresses absolute, bare text in paragraphs.

    Raises InvalidInputError for markup that cannot be read safely. This is no sanitiser: that is `feeds.sanitize`.
    """
    text = _without_code(clean_characters(value))
    if not _KNOWN_TAG.search(text):
        text = _unescape(text) if _ESCAPED_TAG.search(text) else _paragraphs_of_text(text)
    text = _ESCAPED_ENTITY.sub(_unescape_once, _STRAY_BREAK.sub("<br>", text))
    root = parse_fragment(_NUMERIC.sub(_clean_reference, text))
    _drop_code(root)
    for element in root.iter(lxml.etree.Element):
        _mend_attributes(element, base)
    _part_glued_text(root)
    return inner_html(root)


def _unescape_once(match: re.Match[str]) -> str:
    body = match.group(1)
    once = _unescape(f"&{body};")
    return match.group() if once in {"<", ">", "&", f"&{body};"} else f"&{body};"


def _clean_reference(match: re.Match[str]) -> str:
    """A numeric reference unless it hides a character that clean_characters would have removed."""
    character = _unescape(match.group())
    return match.group() if clean_characters(character).strip("\ufffd") else ""


def _paragraphs_of_text(text: str) -> str:
    lone = html.escape(_unescape(text), quote=False)
    parts = [part.strip() for part in re.split(r"\n\s*\n", lone)]
    return "".join(f"<p>{'<br>'.join(part.splitlines())}</p>" for part in parts if part)


def parse_fragment(text: str) -> HtmlElement:
    """The markup inside a <div>; raises InvalidInputError where it is nested too deeply to be honest."""
    if not text.strip():
        return lxml.html.Element("div")
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        document = lxml.html.document_fromstring(
            f"<html><body><div>{_neutral(text)}</div></body></html>".encode(), parser=parser
        )
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        raise InvalidInputError(f"Its HTML cannot be read: {error}.") from error
    root = lxml.html.Element("div")
    body = document.find("body")
    for child in [] if body is None else list(body):
        if child.tag == "div" and not root.text and not len(root):
            root.text = child.text
            root.extend(list(child))
            _append_text(root, child.tail)
        else:  # a stray </div> in the markup closed ours: what followed belongs to the body all the same
            root.append(child)
    if _depth(root) > MAX_DEPTH:
        raise InvalidInputError(f"Its HTML has elements more than {MAX_DEPTH} deep.")
    return root


def _neutral(text: str) -> str:
    """The text without tags that would end the document early or switch the parser to another mode."""
    return re.sub(r"(?i)</?(?:html|head|body|frameset|plaintext)\b[^>]*>|<!doctype[^>]*>", "", text)


def _depth(root: HtmlElement) -> int:
    deepest = depth = 0
    for event, _ in lxml.etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _append_text(element: HtmlElement, text: str | None) -> None:
    if not text:
        return
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def inner_html(root: HtmlElement) -> str:
    """What stands inside the element, as HTML in NFC."""
    parts = [html.escape(root.text or "", quote=False)]
    parts += [lxml.html.tostring(child, encoding="unicode") for child in root]
    # Character references may have hidden what clean_characters removes; they are characters now.
    return clean_characters("".join(parts)).strip()


def text_of(fragment: str) -> str:
    """The visible text of a clean fragment on one line, blocks apart."""
    return " ".join(" ".join(_pieces(parse_fragment(fragment))).split())


def _pieces(root: HtmlElement) -> Iterator[str]:
    run: list[str] = []
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        if element.tag in BLOCKS or element.tag == "br":
            yield "".join(run)
            run = []
        text = element.text if event == "start" else (element.tail if element is not root else None)
        run.append(text or "")
    yield "".join(run)


def _drop_code(root: HtmlElement) -> None:
    for form in list(root.iter("form")):  # old ASP.NET pages lie whole inside one
        form.drop_tag()
    for element in list(root.iter(*_DROPPED)):
        if element.tag == "noscript" and element.find(".//img") is not None and not _image_before(element):
            element.drop_tag()  # the real picture of a lazy-loading page
        else:
            element.drop_tree()


def _image_before(element: HtmlElement) -> bool:
    previous = element.getprevious()
    return previous is not None and (previous.tag == "img" or previous.find(".//img") is not None)


def _mend_attributes(element: HtmlElement, base: str) -> None:
    for name in list(element.attrib):
        if str(name).lower().startswith("on") or not re.fullmatch(r"[A-Za-z_][\w.-]*", str(name)):
            del element.attrib[name]
    if element.tag == "img":
        lazy = next((element.get(name) for name in _LAZY if element.get(name)), None)
        if lazy and (not element.get("src") or str(element.get("src")).startswith("data:") or _is_blank(element)):
            element.set("src", lazy)
        for name in _LAZY:
            element.attrib.pop(name, None)
    for tag, name in _LINKS:
        if element.tag == tag and (address := element.get(name)) is not None:
            _set_address(element, name, address, base)


def _is_blank(image: HtmlElement) -> bool:
    return bool(
        re.search(r"(?:blank|placeholder|loading|spacer|1x1|lazy)[^/]*$", str(image.get("src"))[-200:], re.IGNORECASE)
    )


def _set_address(element: HtmlElement, name: str, address: str, base: str) -> None:
    scheme = address.strip().partition(":")[0].lower()
    if name == "href" and (scheme in {"mailto", "tel"} or address.strip().startswith("#")):
        return
    if fixed := absolute_url(address, base):
        element.set(name, fixed)
    else:
        del element.attrib[name]


def _part_glued_text(root: HtmlElement) -> None:
    """Put bare text beside a picture (VnExpress: `<a><img></a></br>text`) or between breaks into paragraphs.

    Only where there is no block at all: a laid-out body is left as it is.
    """
    if any(element.tag in BLOCKS for element in root.iterdescendants()):
        return
    runs: list[list[HtmlElement | str]] = [[root.text or ""]]
    picture_run = False  # whether the last run is a picture, which stands alone
    breaks = 0
    for child in list(root):
        tail, child.tail = child.tail or "", None
        if child.tag == "br":
            breaks += 1
            if breaks > 1 or picture_run:
                runs.append([])
                picture_run = False
            else:
                runs[-1].append(child)
        else:
            breaks = 0
            picture = _holds_picture(child)
            if picture or picture_run:
                runs.append([])
                picture_run = picture
            runs[-1].append(child)
        if tail.strip():
            breaks = 0
            if picture_run:
                runs.append([])
                picture_run = False
        runs[-1].append(tail)
    root.text = None
    del root[:]
    for run in runs:
        _add_paragraph(root, run)


def _holds_picture(element: HtmlElement) -> bool:
    return element.tag == "img" or element.find(".//img") is not None


def _add_paragraph(root: HtmlElement, run: list[HtmlElement | str]) -> None:
    kept = [index for index, piece in enumerate(run) if not _is_padding(piece)]
    if not kept:
        return
    paragraph = lxml.html.Element("p")
    last: HtmlElement | None = None  # len() and [-1] count the children anew each time
    for piece in run[kept[0] : kept[-1] + 1]:
        if not isinstance(piece, str):
            paragraph.append(piece)
            last = piece
        elif last is not None:
            last.tail = (last.tail or "") + piece
        else:
            paragraph.text = (paragraph.text or "") + piece
    root.append(paragraph)


def _is_padding(piece: HtmlElement | str) -> bool:
    return not piece.strip() if isinstance(piece, str) else piece.tag == "br"
