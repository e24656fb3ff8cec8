"""The allow-list for HTML and for characters: always the last step before anything reaches a feed or a page."""

from __future__ import annotations

import re
import sys
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

import nh3
from lxml import html as lxml_html
from lxml.etree import ParserError

from feeds.addresses import DOUBTFUL_CLASS

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LONGEST_TITLE = 500
"""Characters; what is longer is no title, and some readers stumble over it."""

_BLOCKS = "address article aside blockquote dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr"
_BLOCKS += " li main ol p pre section summary ul"
_TABLES = "caption col colgroup table tbody td tfoot th thead tr"
_PHRASES = "a abbr b bdi br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup time"
_PHRASES += " u var wbr"
_TAGS = set(f"{_BLOCKS} {_TABLES} {_PHRASES}".split())

# Their text is code, form controls or a foreign grammar, never part of an article.
_CODE = "script style template noscript noembed noframes iframe object embed applet svg math textarea select button xmp"
_CODE += " plaintext title head frameset"

_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "hreflang"},
    "abbr": {"title"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"datetime"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height"},
    "ins": {"datetime"},
    "mark": {"title"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_SCHEMES = {"http", "https", "mailto"}
_SHAPES = {
    "lang": re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"),
    "hreflang": re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"),
    "dir": re.compile(r"ltr|rtl|auto"),
    "scope": re.compile(r"row|col|rowgroup|colgroup"),
    "datetime": re.compile(r"[0-9T:.,+\-Z PWDHMS]{1,40}"),
    **{name: re.compile(r"[0-9]{1,5}") for name in ("width", "height", "span", "colspan", "rowspan", "start")},
}

# XML 1.0 forbids the C0 controls, surrogates and U+FFFE/F (https://www.w3.org/TR/xml/#charsets). C1 controls, other
# noncharacters and U+FFFD are allowed there and wrong everywhere; embeddings, overrides and isolates (U+202A-E and
# U+2066-9) reach beyond their text when they are not closed, and no news needs them: https://trojansource.codes.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_TAG = re.compile(r"<[/!?]?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
_ENTITY = re.compile(r"&(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);")
_TAG_START = re.compile(r"<(?=[/!?A-Za-z])")
_ANY_TAG = re.compile(r"<[^<>]*>")
_REFERENCE = re.compile(r"&#([0-9]{1,9}|[xX][0-9A-Fa-f]{1,8});?")
_C1 = range(
    0x80, 0xA0
)  # HTML reads these as Windows-1252: https://html.spec.whatwg.org/#numeric-character-reference-end-state
_NO_PICTURE = re.compile(r"<img(?![^>]* src=)[^>]*>")  # nh3 writes > in an attribute as &gt;
_FRAMES = re.compile(r"<\s*(?:iframe|video|audio|embed|object)\b", re.IGNORECASE)
_PASSES = 5
_DEEPEST = 200
# Void elements, and those that close themselves when the next one opens.
_SHALLOW = re.compile(r"</?(?:!|\?|(?:br|hr|img|wbr|col|source|input|meta|link|p|li|dt|dd|td|th|tr)\b)", re.IGNORECASE)
_UNSAFE_IN_URL = re.compile(r"%(?![0-9A-Fa-f]{2})|[^!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~]")
_HOST = re.compile(r"[A-Za-z0-9_.-]+|[0-9A-Fa-f:.]+")


def clean(text: str) -> str:
    """The text without characters that break XML, hide, or reorder what stands around them; U+FFFD becomes `?`."""
    return _FORBIDDEN.sub("", _LINE_END.sub("\n", text)).replace("\ufffd", "?")


def title(text: str) -> str:
    """One line of plain text that stays plain where a reader takes it for HTML, at most LONGEST_TITLE long."""
    line = line_of(text)
    if len(line) <= LONGEST_TITLE:
        return line
    return line[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"


def line_of(text: str) -> str:
    """One line of plain text without anything that looks like a tag or a character reference."""
    previous, line = "", text
    while previous != line:  # what is left over may be a tag again: `<<b>script>`, `&amp;lt;b>`
        previous, line = line, _TAG.sub("", clean(_ENTITY.sub(lambda found: unescape(found[0]), line)))
    return " ".join(_TAG_START.sub("‹", line).split())


def url(address: str) -> str:
    """An absolute http(s) address in URI characters (RFC 3986), or nothing when it is not one."""
    try:
        parts = urlsplit(clean("".join(address.strip().splitlines()).replace("\t", "")))
        port = f":{parts.port}" if parts.port else ""
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:  # UnicodeError, which a wrong host name raises, is one
        return ""
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return ""
    host = f"[{host}]" if ":" in host else host
    path, query, fragment = (_quote(part) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, host + port, path or "/", query, fragment))


def feed_html(source: str) -> str:
    """The body as feeds carry it: only allowed elements and attributes, absolute http, https and mailto addresses."""
    return _sanitize(source, _FEEDS)


def page_html(source: str) -> str:
    """The body as pages show it: like `feed_html`, with pictures loaded lazily and without a referrer."""
    return _sanitize(source, _PAGES)


def plain(html: str) -> str:
    """The words of sanitised HTML, for counting and searching."""
    return " ".join(unescape(_ANY_TAG.sub(" ", html)).split())


def _sanitize(source: str, cleaner: nh3.Cleaner) -> str:
    source = _flatten(_REFERENCE.sub(_kept_reference, clean(source)))
    if _FRAMES.search(source):
        source = _link_frames(source)
    result = ""
    for _ in range(_PASSES):
        # Misnested markup is read differently once it has been written out, and what was removed may have kept apart
        # what is now together: what is published is what comes out the same.
        result, source = source, _NO_PICTURE.sub("", clean(cleaner.clean(source)))
        if result == source:
            break
    return source


def _kept_reference(reference: re.Match[str]) -> str:
    """The character reference as it is, or nothing when it stands for a character that XML forbids."""
    digits = reference[1]
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return reference[0] if number in _C1 or (number <= sys.maxunicode and clean(chr(number)) == chr(number)) else ""


def _quote(part: str) -> str:
    """Percent-encode what a URI cannot hold, and leave what is encoded already."""
    return _UNSAFE_IN_URL.sub(lambda found: quote(found.group(), safe=""), part)


def _flatten(source: str) -> str:
    """Markup nested beyond reason loses its tags: parsers, also the readers', take time by its square."""
    if source.count("<") <= _DEEPEST:
        return source
    depth = deepest = 0
    for tag in _ANY_TAG.finditer(source):
        text = tag.group()
        if not text.endswith("/>") and not _SHALLOW.match(text):
            depth += -1 if text.startswith("</") else 1
        deepest = max(deepest, depth)
    return source if deepest <= _DEEPEST else escape(_ANY_TAG.sub(" ", source), quote=False)


def _link_frames(source: str) -> str:
    """Embedded players and frames become links to what they showed."""
    try:
        body = lxml_html.fragment_fromstring(source, create_parent="div")
    except (ParserError, ValueError):
        return source
    for frame in list(body.iter("iframe", "video", "audio", "embed", "object")):
        if frame.getparent() is None:
            continue
        if address := _shown_address(frame):
            link = lxml_html.Element("a", href=address)
            kind = "Audio" if frame.tag == "audio" else "Video"
            link.text = frame.get("title") or f"{kind}: {urlsplit(address).hostname}"
            frame.addprevious(link)
        frame.drop_tree()
    serialised: str = lxml_html.tostring(body, encoding="unicode")
    return serialised.removeprefix("<div>").removesuffix("</div>")


def _shown_address(frame: HtmlElement) -> str:
    candidates = [frame.get("src"), frame.get("data"), *(source.get("src") for source in frame.iter("source"))]
    for candidate in candidates:
        absolute = f"https:{candidate}" if candidate and candidate.startswith("//") else candidate
        if absolute and (found := url(absolute)):
            return found
    return ""


def _attribute(tag: str, name: str, value: str) -> str | None:
    """What an allowed attribute may say; None drops it."""
    if name == "src" or (name == "href" and not value.strip().lower().startswith("mailto:")):
        return url(value) or None
    if tag == "mark" and name == "class":
        return DOUBTFUL_CLASS if DOUBTFUL_CLASS in value.split() else None
    shape = _SHAPES.get(name)
    return value if shape is None or shape.fullmatch(value) else None


def _cleaner(pictures: dict[str, str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=set(_CODE.split()),
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        link_rel="noopener",
        url_schemes=_SCHEMES,
        url_relative="deny",
        allowed_classes={"mark": {DOUBTFUL_CLASS}},
        set_tag_attribute_values={"img": pictures},
    )


_FEEDS = _cleaner({})
_PAGES = _cleaner({"loading": "lazy", "decoding": "async", "referrerpolicy": "no-referrer"})
