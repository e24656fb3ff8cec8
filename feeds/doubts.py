"""Marks, in an article's HTML, the sentences that could not be proven right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from lxml import html as lxml_html
from lxml.etree import ParserError

from feeds.addresses import DOUBTFUL_CLASS
from feeds.sanitize import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from feeds.model import Doubt


@dataclass(slots=True)
class _Run:
    """A stretch of text in the tree: what an element begins with, or what follows it."""

    element: HtmlElement
    place: Literal["text", "tail"]
    text: str
    marks: list[tuple[int, int, Doubt, bool]] = field(default_factory=list)
    """Start, end, whose doubt, and whether the sentence ends here; in order, never overlapping."""


def mark(html: str, doubts: Sequence[Doubt], *, beside: bool, language: str) -> str:
    """The HTML with every doubtful sentence inside `<mark class="doubt">`, the original behind it if asked for.

    Sentences are found by their words, across inline markup and whatever the white space; one that is not there (a
    title, say) is passed over. The result is as untrusted as the input was.
    """
    if not doubts or not html.strip():
        return html
    try:
        root = lxml_html.fragment_fromstring(html, create_parent="div")
    except (ParserError, ValueError):
        return html
    runs = list(_runs(root))
    letters = [(run, index, letter) for run in runs for index, letter in enumerate(run.text) if not letter.isspace()]
    text = "".join(letter for _, _, letter in letters)
    taken: list[tuple[int, int]] = []
    for doubt in doubts:
        wanted = "".join(doubt.translated.split())
        start = _free(text, wanted, taken)
        if start >= 0:
            taken.append((start, start + len(wanted)))
            _cover(letters[start : start + len(wanted)], doubt)
    for run in runs:
        if run.marks:
            _wrap(run, beside=beside, language=language)
    serialised: str = lxml_html.tostring(root, encoding="unicode")
    return serialised.removeprefix("<div>").removesuffix("</div>")


def _runs(element: HtmlElement) -> list[_Run]:
    """All text below an element in document order; without recursion, since depth is the sender's choice."""
    found: list[_Run] = []
    waiting: list[tuple[HtmlElement, bool]] = [(element, False)]
    while waiting:
        node, left = waiting.pop()
        if left:
            if node.tail and node is not element:
                found.append(_Run(node, "tail", node.tail))
            continue
        if node.text and isinstance(node.tag, str):
            found.append(_Run(node, "text", node.text))
        waiting.append((node, True))
        waiting.extend((child, False) for child in reversed(node))
    return found


def _free(text: str, wanted: str, taken: Sequence[tuple[int, int]]) -> int:
    """Where the wanted text first stands without touching what is taken; -1 if nowhere."""
    start = text.find(wanted) if wanted else -1
    while start >= 0 and any(start < end and begin < start + len(wanted) for begin, end in taken):
        start = text.find(wanted, start + 1)
    return start


def _cover(letters: Sequence[tuple[_Run, int, str]], doubt: Doubt) -> None:
    """Note on each run which of its characters belong to the sentence."""
    last = letters[-1][0]
    for run in {id(run): run for run, _, _ in letters}.values():
        inside = [index for owner, index, _ in letters if owner is run]
        run.marks.append((inside[0], inside[-1] + 1, doubt, run is last))


def _wrap(run: _Run, *, beside: bool, language: str) -> None:
    """Put the noted stretches of a run into elements of their own."""
    run.marks.sort(key=lambda stretch: stretch[0])
    parent = run.element if run.place == "text" else run.element.getparent()
    if parent is None:
        return
    at = 0 if run.place == "text" else parent.index(run.element) + 1
    before = run.text[: run.marks[0][0]]
    if run.place == "text":
        run.element.text = before
    else:
        run.element.tail = before
    for number, (start, end, doubt, is_end) in enumerate(run.marks):
        following = run.marks[number + 1][0] if number + 1 < len(run.marks) else len(run.text)
        why = clean("; ".join(doubt.reasons)) or "Not proven"
        marked = lxml_html.Element("mark", {"class": DOUBTFUL_CLASS, "title": why})
        marked.text = run.text[start:end]
        parent.insert(at, marked)
        at += 1
        last = marked
        if beside and is_end:
            marked.tail = " "
            last = lxml_html.Element("small", {"lang": language})
            last.text = f"({clean(doubt.original)})"
            parent.insert(at, last)
            at += 1
        last.tail = run.text[end:following]
