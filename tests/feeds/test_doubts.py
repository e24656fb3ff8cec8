from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import sanitize
from feeds.doubts import mark
from feeds.model import Doubt

OPEN = '<mark class="doubt" title="why">'


def doubt(translated: str, original: str = "Nguyên văn") -> Doubt:
    return Doubt(translated, original, ("why",))


@pytest.mark.parametrize(
    ("html", "sentence", "expected"),
    [
        ("<p>One. Two. Three.</p>", "Two.", f"<p>One. {OPEN}Two.</mark> Three.</p>"),
        ("<p>One.\n  Two words.</p>", "Two words.", f"<p>One.\n  {OPEN}Two words.</mark></p>"),
        (
            "<p>A <b>bold</b> word. B.</p>",
            "A bold word.",
            f"<p>{OPEN}A</mark> <b>{OPEN}bold</mark></b> {OPEN}word.</mark> B.</p>",
        ),
        ("<p>AT&amp;T fell.</p>", "AT&T fell.", f"<p>{OPEN}AT&amp;T fell.</mark></p>"),
        ("<p>One.</p>", "Not there.", "<p>One.</p>"),
        ("plain One.", "One.", f"plain {OPEN}One.</mark>"),
        ("<ul><li>a</li><li>b<br>c</li></ul>", "b c", f"<ul><li>a</li><li>{OPEN}b</mark><br>{OPEN}c</mark></li></ul>"),
        ("<p>a<!-- x --></p><p>b</p>", "b", f"<p>a<!-- x --></p><p>{OPEN}b</mark></p>"),
        ("  ", "x", "  "),
        ("<p>x</p>", " ", "<p>x</p>"),
    ],
)
def test_a_doubtful_sentence_is_marked_where_it_stands(html: str, sentence: str, expected: str) -> None:
    assert mark(html, [doubt(sentence)], beside=False, language="vi") == expected


def test_a_sentence_that_comes_twice_is_marked_twice_if_both_are_in_doubt() -> None:
    marked = mark("<p>Yes. No. Yes.</p>", [doubt("Yes."), doubt("Yes.")], beside=False, language="vi")
    assert marked == f"<p>{OPEN}Yes.</mark> No. {OPEN}Yes.</mark></p>"


def test_the_original_stands_beside_it_if_asked_for() -> None:
    marked = mark("<p>A <b>word</b>. B.</p>", [doubt("A word.")], beside=True, language="vi")
    expected = f'{OPEN}.</mark> <small lang="vi">(Nguyên văn)</small> B.'
    assert marked == f"<p>{OPEN}A</mark> <b>{OPEN}word</mark></b>{expected}</p>"


def test_without_doubts_nothing_changes() -> None:
    assert mark("<p>a", [], beside=True, language="vi") == "<p>a"


@given(st.lists(st.sampled_from(["a.", "b c.", "<b>d.</b>", "<p>", "</p>", "e & f.", " "]), max_size=12), st.data())
@settings(deadline=None, max_examples=80)
def test_marking_never_changes_the_words(parts: list[str], data: st.DataObject) -> None:
    html = sanitize.feed_html("".join(parts))
    sentences = data.draw(st.lists(st.sampled_from(["a.", "b c.", "d.", "e & f.", "a.b c."]), max_size=4))
    marked = mark(html, [doubt(sentence) for sentence in sentences], beside=False, language="vi")
    assert "".join(sanitize.plain(marked).split()) == "".join(sanitize.plain(html).split())


def test_reasons_and_originals_with_control_characters_break_nothing() -> None:
    hostile = Doubt("Two.", "Hai\x00\x0b\ud800.", ("because\x07\uffff",))
    marked = mark("<p>One. Two.</p>", [hostile], beside=True, language="vi")
    assert 'title="because' in marked
    assert "(Hai" in marked
    assert not set("\x00\x07\x0b\ud800\uffff") & set(marked)
