"""An article's own page -> a Draft with its whole text.

trafilatura finds the prose of Vietnamese newspapers well, but (2.3) makes figures and captions into loose pictures and
paragraphs, numbered lists into bullets, and drops text that stands bare after a block, as old hand-made layouts have
it. So its text only tells which element of the page holds the article; the body is made from that element.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import lxml.etree
import lxml.html
import trafilatura

from worker.adapters.page_body import article_body, find_container, words
from worker.core.clean import inner_html
from worker.core.encoding import decode
from worker.core.errors import PermanentError
from worker.core.intake import Draft
from worker.core.model import Picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

MAX_PAGE: Final = 5_000_000
"""Characters of a page."""
LEAST_PROSE: Final = 150
"""Characters of text outside links that make an article."""
_ARTICLE_TYPES: Final = frozenset(
    {"NewsArticle", "Article", "ReportageNewsArticle", "BlogPosting", "OpinionNewsArticle"}
)
_DATE_NAME: Final = re.compile(r"date|time|ngay", re.IGNORECASE)
_DATE_TEXT: Final = re.compile(r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}")
_AUTHOR_NAME: Final = re.compile(r"author|tac-?gia|byline", re.IGNORECASE)
_LONGEST_BYLINE: Final = 60


def extract(page: bytes | str, url: str, content_type: str = "") -> Draft:
    """Title, standfirst, body, author, date and pictures of an article's page.

    Raises PermanentError when the page is no article: a front page, a video player, a page that only says "sign in".
    """
    text = page if isinstance(page, str) else decode(page, content_type).text
    if len(text) > MAX_PAGE:
        raise PermanentError(f"The page {url} has {len(text):,} characters; the limit is {MAX_PAGE:,}.")
    tree = _parse(text, url)
    data = _news_article(tree)
    found = _trafilatura(tree, url)
    container = find_container(tree, found)
    if container is None:
        raise PermanentError(f"The page {url} holds no article text.")
    title = _title(tree, data)
    summary = _first(_text(data.get("description")), _meta(tree, "og:description"), _meta(tree, "description"))
    date = _date(tree, data)
    author = _author(tree, data)
    body = article_body(container, "".join(found), (title, summary, author, date, *_standfirsts(tree)))
    byline = _byline(body, author)
    prose = words(body.text_content())
    linked = sum(len(words(link.text_content())) for link in body.iter("a"))
    if len(prose) - linked < LEAST_PROSE:
        raise PermanentError(f"The page {url} holds no article: hardly any text outside links.")
    return Draft(
        url=url,
        base=_base(tree, url),
        title=title,
        summary=summary or next(iter(_standfirsts(tree)), ""),
        body=inner_html(body),
        author=author or byline,
        published=date,
        pictures=tuple(_pictures(tree, data)),
    )


def _parse(text: str, url: str) -> HtmlElement:
    try:
        parser = lxml.html.HTMLParser(encoding="utf-8")
        return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise PermanentError(f"The page {url} cannot be read as HTML ({error}).") from error


def _trafilatura(tree: HtmlElement, url: str) -> list[str]:
    """The page's prose in stretches, none across a tag."""
    try:
        document = trafilatura.bare_extraction(
            lxml.html.tostring(tree, encoding="unicode"),
            url=url,
            include_comments=False,
            include_tables=True,
            favor_recall=True,
        )
    except Exception as error:  # whatever a page can make it stumble over: the page is at fault, not the program
        raise PermanentError(f"The text of {url} cannot be told from its page ({type(error).__name__}).") from error
    body = getattr(document, "body", None)
    return [] if body is None else [str(text) for text in body.itertext()]


# -- what the page says of itself --------------------------------------------------------------------------------------


def _news_article(tree: HtmlElement) -> dict[str, Any]:
    """The page's schema.org NewsArticle, or nothing (https://schema.org/NewsArticle)."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            kind = node.get("@type")
            if _ARTICLE_TYPES.intersection(kind if isinstance(kind, list) else [kind]):
                return node
    return {}


def _nodes(data: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 JSON is any of its types
    waiting = [data]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            yield node
            graph = node.get("@graph")
            waiting += graph if isinstance(graph, list) else []


def _first(*texts: str) -> str:
    return next((" ".join(text.split()) for text in texts if text.strip()), "")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _meta(tree: HtmlElement, name: str) -> str:
    for meta in tree.iter("meta"):
        if name in {meta.get("property"), meta.get("name")} and meta.get("content"):
            return str(meta.get("content"))
    return ""


def _title(tree: HtmlElement, data: dict[str, Any]) -> str:
    headings = [heading.text_content() for heading in tree.iter("h1")]
    titles = [title.text_content() for title in tree.iter("title")]
    lone = headings[0] if len(headings) == 1 else ""
    return _first(_text(data.get("headline")), _meta(tree, "og:title"), lone, *titles)


def _standfirsts(tree: HtmlElement) -> list[str]:
    found = tree.xpath("//*[contains(@class, 'sapo') or contains(@class, 'tomtat') or @data-role='sapo']")
    return [_first(element.text_content()) for element in found[:3]] if isinstance(found, list) else []


def _date(tree: HtmlElement, data: dict[str, Any]) -> str:
    """The date as the page has it, most precise first."""
    stamped = next((str(time.get("datetime")) for time in tree.iter("time") if time.get("datetime")), "")
    return _first(
        _text(data.get("datePublished")),
        _meta(tree, "article:published_time"),
        _meta(tree, "pubdate"),
        stamped,
        _visible_date(tree),
    )


def _visible_date(tree: HtmlElement) -> str:
    for element in tree.iter("span", "div", "p", "time", "li", "td"):
        named = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-role') or ''}"
        text = _first(element.text_content())
        if _DATE_NAME.search(named) and len(text) <= _LONGEST_BYLINE and _DATE_TEXT.search(text):
            return text
    return ""


def _author(tree: HtmlElement, data: dict[str, Any]) -> str:
    people = data.get("author")
    names = [
        _text(person.get("name")) if isinstance(person, dict) else _text(person)
        for person in (people if isinstance(people, list) else [people])
    ]
    shown = [
        _first(element.text_content())
        for element in tree.iter("span", "a", "p", "div")
        if _AUTHOR_NAME.search(f"{element.get('class') or ''} {element.get('rel') or ''}")
    ]
    written = [text for text in shown if 0 < len(text) <= _LONGEST_BYLINE]
    return _first(
        ", ".join(dict.fromkeys(filter(None, names))), _meta(tree, "article:author"), _meta(tree, "author"), *written
    )


def _byline(body: HtmlElement, author: str) -> str:
    """Take the reporter's name off the foot of the body: a short last line in bold that ends no sentence."""
    last = body[-1] if len(body) else None
    if last is None or last.tag != "p" or last.find(".//img") is not None:
        return ""
    text = _first(last.text_content())
    bold = sum(len(words(part.text_content())) for part in last.iter("b", "strong"))
    known = {words(name).casefold() for name in re.split(r"[,;-]", author) if name.strip()}
    is_name = len(text) <= _LONGEST_BYLINE and not re.search(r"[.!?:…\d]", text) and bold == len(words(text))
    if is_name or words(text).casefold() in known:
        last.drop_tree()
        return text
    return ""


def _base(tree: HtmlElement, url: str) -> str:
    return next((str(base.get("href")) for base in tree.iter("base") if base.get("href")), url)


def _pictures(tree: HtmlElement, data: dict[str, Any]) -> Iterator[Picture]:
    images = data.get("image")
    for image in images if isinstance(images, list) else [images]:
        if isinstance(image, dict):
            width, height = (value if isinstance(value := image.get(key), int) else None for key in ("width", "height"))
            yield Picture(_text(image.get("url")), width=width, height=height, caption=_text(image.get("caption")))
        elif isinstance(image, str):
            yield Picture(image)
    if not images and (shown := _meta(tree, "og:image")):
        yield Picture(shown)
