"""Marks as HTML: whatever they are, tags nest and links stay whole."""

from __future__ import annotations

import re

import pytest

from worker.core.model import Mark, Sentence
from worker.core.nesting import inline_html


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        ("abcd", [], "abcd"),
        ("a<b&c", [Mark(0, 1, "b")], "<b>a</b>&lt;b&amp;c"),
        ("abcd", [Mark(0, 3, "b"), Mark(1, 4, "i")], "<b>a<i>bc</i></b><i>d</i>"),
        ("abcd", [Mark(0, 3, "b"), Mark(1, 4, "a")], "<b>a</b><a><b>bc</b>d</a>"),
        ("abcd", [Mark(0, 3, "a"), Mark(1, 4, "b")], "<a>a<b>bc</b></a><b>d</b>"),
        ("abcd", [Mark(0, 4, "b"), Mark(0, 4, "i")], "<b><i>abcd</i></b>"),
        ("abcd", [Mark(0, 3, "a"), Mark(1, 4, "a")], "<a>a</a><a>bcd</a>"),
        ("abcd", [Mark(0, 4, "a"), Mark(0, 4, "a", (("href", "2"),))], '<a>abcd</a><a href="2"></a>'),
        ("abcd", [Mark(1, 3, "a"), Mark(2, 2, "a", (("href", "2"),))], 'a<a>bc</a><a href="2"></a>d'),
        ("ab", [Mark(1, 1, "br")], "a<br>b"),
        ("ab", [Mark(0, 2, "img")], "<img>ab"),
        ("ab", [Mark(-3, 99, "b")], "<b>ab</b>"),
        ("ab", [Mark(1, 1, "sup", inner="<i>1</i>")], "a<sup><i>1</i></sup>b"),
        ("", [Mark(0, 0, "a", origin=1), Mark(0, 0, "img", origin=2, parent=1)], "<a><img></a>"),
        ("ab", [Mark(0, 1, "a", origin=1), Mark(1, 1, "img", origin=2, parent=1)], "<a>a<img></a>b"),
        ("ab", [Mark(0, 1, "a", origin=1), Mark(1, 1, "img", origin=2)], "<a>a</a><img>b"),
        ("ab", [Mark(0, 1, "a", origin=1), Mark(0, 0, "img", origin=2, parent=1)], "<a><img>a</a>b"),
        ("ab", [Mark(0, 0, "img", origin=1), Mark(0, 1, "a", origin=2)], "<img><a>a</a>b"),
        ("ab", [Mark(0, 2, "b", (("id", "x"),)), Mark(1, 2, "a")], '<b id="x">a<a>b</a></b>'),
        ("abc", [Mark(0, 2, "b", (("id", "x"),)), Mark(1, 3, "a")], '<b id="x">a</b><a><b>b</b>c</a>'),
    ],
)
def test_marks_become_nested_tags(text: str, marks: list[Mark], expected: str) -> None:
    assert inline_html([Sentence(text, tuple(marks))]) == expected


def test_one_element_over_two_sentences_is_one_again() -> None:
    first = Sentence("ab", (Mark(1, 2, "b", origin=1),))
    second = Sentence("cd", (Mark(0, 1, "b", origin=1),))
    assert inline_html([first, second]) == "a<b>b c</b>d"


def test_a_link_over_two_sentences_is_widened_rather_than_doubled() -> None:
    first = Sentence("ab cd", (Mark(0, 2, "a", origin=1),))
    second = Sentence("ef gh", (Mark(3, 5, "a", origin=1),))
    assert inline_html([first, second]) == "<a>ab cd ef gh</a>"


def test_emphasis_whose_parts_came_apart_is_given_twice_with_one_id() -> None:
    first = Sentence("ab cd", (Mark(0, 2, "b", (("id", "x"),), origin=1),))
    second = Sentence("ef", (Mark(0, 2, "b", (("id", "x"),), origin=1), Mark(1, 1, "br", origin=2)))
    assert inline_html([first, second]) == '<b id="x">ab</b> cd <b>e<br>f</b>'


def test_a_picture_that_two_sentences_claim_is_shown_once() -> None:
    picture = Mark(0, 0, "img", origin=3)
    assert inline_html([Sentence("a", (picture,)), Sentence("b", (picture,))]) == "<img>a b"


def test_marks_can_be_dropped_on_the_way() -> None:
    sentence = Sentence("ab", (Mark(0, 1, "b"), Mark(1, 1, "img")))
    assert inline_html([sentence], lambda mark: None if mark.tag == "img" else mark) == "<b>a</b>b"


def test_thousands_of_crossing_marks_nest() -> None:
    text = "chữ " * 400
    marks = tuple(Mark(n, n + 150, tag) for n in range(0, 1200, 2) for tag in ("b", "i"))
    html = inline_html([Sentence(text, marks)])
    assert re.sub(r"<[^>]*>", "", html) == text
