"""JSON Feed 1.0 and 1.1 -> drafts (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any

from worker.core.errors import InvalidInputError
from worker.core.ingest_feed import Reading
from worker.core.intake import Draft
from worker.core.model import Picture

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_json(text: str) -> Reading:
    """The drafts of a JSON feed; raises InvalidInputError when it is none."""
    document = parse_json(text)
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise InvalidInputError("It is JSON but not JSON Feed: it has no list 'items'.")
    version = str(document.get("version") or "")
    notes = (
        () if "jsonfeed.org/version/1" in version else (f"Its version is {version[:80]!r}, not JSON Feed 1 or 1.1.",)
    )
    feed_author = _author(document)
    drafts = tuple(_draft(item, feed_author) for item in document["items"])
    return Reading(drafts, notes)


def parse_json(text: str) -> Any:  # noqa: ANN401 JSON is any of its types
    """The JSON value; raises InvalidInputError with line and column where it is broken."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidInputError(
            f"Its JSON is broken at line {error.lineno}, column {error.colno}: {error.msg}."
        ) from error
    except (RecursionError, ValueError) as error:
        raise InvalidInputError(f"Its JSON cannot be read: {error}.") from error


def _draft(item: object, feed_author: str) -> Draft:
    if not isinstance(item, dict):
        return Draft()  # refused at the gate, as an entry without title and text
    body = _text(item, "content_html")
    if not body and (plain := _text(item, "content_text")):
        body = html.escape(plain, quote=False)
    summary = html.escape(_text(item, "summary"), quote=False)
    return Draft(
        guid=_text(item, "id"),
        url=_text(item, "url") or _text(item, "external_url"),
        title=_text(item, "title"),
        summary=summary,
        body=body or summary,
        author=_author(item) or feed_author,
        published=_text(item, "date_published") or _text(item, "date_modified"),
        updated=_text(item, "date_modified"),
        categories=tuple(tag for tag in _list(item, "tags") if isinstance(tag, str)),
        pictures=tuple(_pictures(item)),
        language=_text(item, "language"),
    )


def _text(item: dict[str, Any], key: str) -> str:
    """A string; version 1.0 feeds have numbers for ids."""
    value = item.get(key)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _list(item: dict[str, Any], key: str) -> list[Any]:
    value = item.get(key)
    return value if isinstance(value, list) else []


def _author(item: dict[str, Any]) -> str:
    people = [*_list(item, "authors"), item.get("author")]
    names = (_text(person, "name") for person in people if isinstance(person, dict))
    return ", ".join(dict.fromkeys(name for name in names if name))


def _pictures(item: dict[str, Any]) -> Iterator[Picture]:
    for key in ("image", "banner_image"):
        if url := _text(item, key):
            yield Picture(url)
    for attachment in _list(item, "attachments"):
        if isinstance(attachment, dict):
            size = attachment.get("size_in_bytes")
            length = size if isinstance(size, int) and not isinstance(size, bool) and size > 0 else None
            title = _text(attachment, "title")
            yield Picture(_text(attachment, "url"), _text(attachment, "mime_type"), length, caption=title)
