"""RSS 0.9x-2.0, RDF and Atom, as clean or as dirty as they come -> drafts (feedparser does the formats)."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import feedparser

from worker.core.clean import clean_characters
from worker.core.errors import InvalidInputError
from worker.core.intake import Draft
from worker.core.model import Picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"&#(x[0-9a-f]+|[0-9]+);?", re.IGNORECASE)
_LONGEST_REFERENCE: Final = 7
_HTML_PAGE: Final = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_ITEM: Final = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A feed document, read."""

    drafts: tuple[Draft, ...]
    notes: tuple[str, ...] = ()


def read_xml(text: str) -> Reading:
    """The drafts of an XML feed; raises InvalidInputError when the text is no feed at all."""
    text = _REFERENCE.sub(_valid_reference, clean_characters(text)).lstrip()
    text = '<?xml version="1.0" encoding="utf-8"?>\n' + _DECLARATION.sub("", text, count=1).lstrip()
    try:
        # Bytes in a file object: a bare string could be taken for an address or a path, and be opened.
        parsed = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:  # its loose parser has raised half a dozen types on broken input
        raise InvalidInputError(f"It cannot be read as a feed ({type(error).__name__}: {error}).") from error
    if not parsed.get("version") and not parsed.get("entries"):
        raise InvalidInputError(_not_a_feed(text))
    drafts = tuple(_draft(entry) for entry in parsed["entries"])
    notes = []
    if parsed.get("bozo"):
        notes.append(
            f"Its XML is not well-formed ({_one_line(parsed.get('bozo_exception'))}); it was read all the same."
        )
    elif not drafts and _ITEM.search(text):
        notes.append("It has items, but none could be read.")
    return Reading(drafts, tuple(notes))


def _valid_reference(match: re.Match[str]) -> str:
    """The reference, if it names a character; feedparser gives up the whole feed for one that does not."""
    digits = match.group(1).lower()
    if len(digits.lstrip("x0")) > _LONGEST_REFERENCE:
        return ""
    code = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    return match.group() if code <= sys.maxunicode and clean_characters(chr(code)) else ""


def _not_a_feed(text: str) -> str:
    body = text.split("\n", 1)[1].strip()
    if not body:
        return "It is empty."
    if _HTML_PAGE.search(body[:1000]):
        return "It is a web page, not a feed: look for the feed's own address on it."
    return f"It is neither RSS, Atom nor JSON Feed: it begins with {body[:60]!r}."


def _one_line(value: object) -> str:
    return " ".join(str(value).split())[:200]


def _draft(entry: Any) -> Draft:  # noqa: ANN401 feedparser's own dictionary
    body, summary = _body_and_summary(entry)
    link = _link(entry)
    guid = _string(entry, "id")
    author = _string(entry.get("author_detail") or {}, "name") or _string(entry, "author")
    return Draft(
        guid=guid,
        url=link or (guid if guid.startswith(("http://", "https://")) else ""),
        base=_base(entry),
        title=_string(entry, "title"),
        summary=summary,
        body=body,
        author=author,
        # dict.get: feedparser's own lookup takes one date for the other, with a warning.
        published=str(dict.get(entry, "published") or dict.get(entry, "created") or dict.get(entry, "updated") or ""),
        updated=str(dict.get(entry, "updated") or ""),
        categories=tuple(_string(tag, "term") or _string(tag, "label") for tag in entry.get("tags") or ()),
        pictures=tuple(_pictures(entry)),
    )


def _string(mapping: Any, key: str) -> str:  # noqa: ANN401 feedparser's own dictionary
    value = mapping.get(key)
    return value if isinstance(value, str) else ""


def _body_and_summary(entry: Any) -> tuple[str, str]:  # noqa: ANN401 feedparser's own dictionary
    """The longest text is the body; another one, if there is any, the standfirst.

    feedparser copies a lone text into both places, and which element it calls content depends on their order.
    """
    texts = [_string(part, "value") for part in entry.get("content") or ()]
    if detail := entry.get("summary_detail"):
        texts.append(_string(detail, "value"))
    texts = list(dict.fromkeys(text for text in texts if text.strip()))
    if not texts:
        return "", ""
    body = max(texts, key=len)
    others = [text for text in texts if text is not body]
    # A description that is all there is may be a standfirst before the page's own text: both uses need it.
    return body, max(others, key=len) if others else body


def _link(entry: Any) -> str:  # noqa: ANN401 feedparser's own dictionary
    return _string(entry, "link") or next(
        (_string(link, "href") for link in entry.get("links") or () if link.get("rel") in {"alternate", None}), ""
    )


def _base(entry: Any) -> str:  # noqa: ANN401 feedparser's own dictionary
    for part in (*(entry.get("content") or ()), entry.get("summary_detail") or {}):
        if (base := _string(part, "base")).startswith(("http://", "https://")):
            return base
    return ""


def _pictures(entry: Any) -> Iterator[Picture]:  # noqa: ANN401 feedparser's own dictionary
    credit = "; ".join(_string(item, "content") for item in entry.get("media_credit") or () if isinstance(item, dict))
    for item in _dicts(entry.get("enclosures")):
        yield Picture(_string(item, "href"), mime_type=_string(item, "type"), length=_number(item.get("length")))
    full = list(_dicts(entry.get("media_content")))
    for item in full or _dicts(entry.get("media_thumbnail")):
        yield Picture(
            _string(item, "url"),
            mime_type=_string(item, "type"),
            length=_number(item.get("filesize")),
            width=_number(item.get("width")),
            height=_number(item.get("height")),
            credit=credit,
        )


def _dicts(values: Iterable[Any] | None) -> Iterator[Any]:
    return (value for value in values or () if hasattr(value, "get"))


def _number(value: object) -> int | None:
    """A count as feeds write it; zero and nonsense say nothing."""
    text = str(value or "").strip()
    return int(text) or None if re.fullmatch(r"[0-9]{1,12}", text) else None
