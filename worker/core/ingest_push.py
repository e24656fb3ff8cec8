"""Pushed articles: decoded JSON -> an Intake; the same validation for HTTP, the command line and the Celery task.

The payload is one article, a list of articles, or `{"articles": [...]}`. An article is an object with

    source      text, required   name of a source of kind `push` in config/sources.toml
    guid        text             the publisher's identifier; required unless there is a url
    title       text, required   plain text
    html        text             the body as HTML; this or `text` is required
    text        text             the body as plain text, blank lines between paragraphs
    url         text             page of the original, absolute
    summary     text             the standfirst, plain text
    author      text
    published   text             ISO 8601 or RFC 822; without a zone it is in the source's own
    updated     text             the same
    categories  list of text     in the language of the article
    pictures    list             addresses, or objects with url (required), mime_type, length, width, height, alt,
                                 caption, credit
    language    text             `vi` or `en`, a hint where the words themselves do not tell

Unknown keys are refused, because a misspelt key would lose something silently. `null` counts as absent.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Final

from worker.core.errors import InvalidInputError
from worker.core.intake import Draft, Intake, admit, reject
from worker.core.model import Picture

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from worker.core.intake import Reject
    from worker.core.model import Article, Source

MAX_ARTICLES: Final = 1_000
"""Articles in one payload."""
_TEXTS: Final = (
    "source",
    "guid",
    "title",
    "html",
    "text",
    "url",
    "summary",
    "author",
    "published",
    "updated",
    "language",
)
KEYS: Final = (*_TEXTS, "categories", "pictures")
"""Every key an article may have."""
_PICTURE_TEXTS: Final = ("url", "mime_type", "alt", "caption", "credit")
_PICTURE_COUNTS: Final = ("length", "width", "height")


def parse_push(payload: object, sources: Iterable[Source], *, now: datetime) -> Intake:
    """Every acceptable article of the payload, and a reject with a reason for each of the others.

    Raises InvalidInputError only when the payload as a whole is not of the form above.
    """
    known = {source.name: source for source in sources}
    articles: dict[tuple[str, str], Article] = {}
    rejects: list[Reject] = []
    notes: list[str] = []
    for index, item in enumerate(_items(payload)):
        try:
            draft, source = _draft(item, index, known)
            article = admit(draft, source, now)
        except InvalidInputError as error:
            reason = str(error)
            prefix = f"articles[{index}]: "
            rejects.append(_reject(item, reason if reason.startswith("articles[") else prefix + reason))
            continue
        notes += [f"articles[{index}]: {note}" for note in draft.notes]
        if (article.source, article.guid) in articles:
            notes.append(f"articles[{index}]: the guid {article.guid!r} came before; the later article counts.")
        articles[article.source, article.guid] = article
    return Intake(tuple(articles.values()), tuple(rejects), tuple(notes))


def _items(payload: object) -> list[Any]:
    if isinstance(payload, dict) and "articles" in payload:
        if extra := sorted(str(key) for key in payload if key != "articles"):
            raise InvalidInputError(f"Unknown key {extra[0]!r} beside 'articles'.")
        payload = payload["articles"]
        if not isinstance(payload, list):
            raise InvalidInputError(f"'articles' must be a list, not {_kind(payload)}.")
    if isinstance(payload, dict):
        return [payload]
    if not isinstance(payload, list):
        raise InvalidInputError(
            f"Expected an article, a list of articles, or an object with 'articles', not {_kind(payload)}."
        )
    if len(payload) > MAX_ARTICLES:
        raise InvalidInputError(
            f"{len(payload):,} articles at once; the limit is {MAX_ARTICLES:,}: send them in parts."
        )
    return payload


def _draft(item: object, index: int, known: dict[str, Source]) -> tuple[Draft, Source]:
    where = f"articles[{index}]"
    if not isinstance(item, dict):
        raise InvalidInputError(f"{where} must be an object, not {_kind(item)}.")
    for key in item:
        if key not in KEYS:
            raise InvalidInputError(f"{where} has the unknown key {str(key)[:80]!r}; known are {', '.join(KEYS)}.")
    texts = {key: _text(item.get(key), f"{where}.{key}") for key in _TEXTS}
    source = _source(texts["source"], where, known)
    for key in ("title",):
        if not texts[key].strip():
            raise InvalidInputError(f"{where}.{key} is missing.")
    if not texts["guid"].strip() and not texts["url"].strip():
        raise InvalidInputError(f"{where} has neither guid nor url: nothing tells it from other articles.")
    if texts["html"].strip() and texts["text"].strip():
        raise InvalidInputError(f"{where} has both html and text: send one of them.")
    draft = Draft(
        guid=texts["guid"],
        url=texts["url"],
        title=texts["title"],
        summary=texts["summary"],
        body=texts["html"] or html.escape(texts["text"], quote=False),
        author=texts["author"],
        published=texts["published"],
        updated=texts["updated"],
        categories=tuple(
            _text(value, f"{where}.categories[{number}]")
            for number, value in enumerate(_list(item.get("categories"), f"{where}.categories"))
        ),
        pictures=tuple(
            _picture(value, f"{where}.pictures[{number}]")
            for number, value in enumerate(_list(item.get("pictures"), f"{where}.pictures"))
        ),
        language=texts["language"],
    )
    return draft, source


def _source(name: str, where: str, known: dict[str, Source]) -> Source:
    if not name:
        raise InvalidInputError(f"{where}.source is missing: it names a source of kind push in sources.toml.")
    source = known.get(name)
    if source is None:
        raise InvalidInputError(f"{where}.source is {name[:80]!r}, which sources.toml does not have.")
    if source.kind != "push":
        raise InvalidInputError(
            f"{where}.source {name!r} is of kind {source.kind}; only kind push takes pushed articles."
        )
    if not source.enabled:
        raise InvalidInputError(f"{where}.source {name!r} is disabled in sources.toml.")
    return source


def _picture(value: object, where: str) -> Picture:
    if isinstance(value, str):
        return Picture(value)
    if not isinstance(value, dict):
        raise InvalidInputError(f"{where} must be an address or an object, not {_kind(value)}.")
    for key in value:
        if key not in (*_PICTURE_TEXTS, *_PICTURE_COUNTS):
            raise InvalidInputError(f"{where} has the unknown key {str(key)[:80]!r}.")
    texts = {key: _text(value.get(key), f"{where}.{key}") for key in _PICTURE_TEXTS}
    if not texts["url"]:
        raise InvalidInputError(f"{where}.url is missing.")
    counts = {key: _count(value.get(key), f"{where}.{key}") for key in _PICTURE_COUNTS}
    return Picture(
        texts["url"],
        texts["mime_type"],
        counts["length"],
        counts["width"],
        counts["height"],
        texts["alt"],
        texts["caption"],
        texts["credit"],
    )


def _text(value: object, where: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidInputError(f"{where} must be text, not {_kind(value)}.")
    return value


def _list(value: object, where: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise InvalidInputError(f"{where} must be a list, not {_kind(value)}.")
    return value


def _count(value: object, where: str) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidInputError(f"{where} must be a whole number, not {value!r}."[:300])
    return value


def _kind(value: object) -> str:
    names = {str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return "null" if value is None else names.get(type(value), type(value).__name__)


def _reject(item: object, reason: str) -> Reject:
    texts = {key: value for key, value in item.items() if isinstance(value, str)} if isinstance(item, dict) else {}
    draft = Draft(
        guid=texts.get("guid", ""),
        url=texts.get("url", ""),
        title=texts.get("title", "") or ("" if texts else str(item)[:2000]),
        body=texts.get("html", "") or texts.get("text", ""),
    )
    return reject(draft, reason)
