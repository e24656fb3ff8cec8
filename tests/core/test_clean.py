"""Dirty strings in, clean ones out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.clean import MAX_ADDRESS, MAX_DEPTH, absolute_url, clean_characters, clean_html, plain_text, text_of
from worker.core.errors import InvalidInputError

BASE = "https://bao.example/muc/bai.html"


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("Tie\u0302\u0301ng Vie\u0323\u0302t", "Tiếng Việt"),
        ("a\x00b\x08c\x1fd", "abcd"),
        ("mot\xadhai\u200bba\ufeff", "mothaiba"),
        ("\ud800x\udfff", "x"),
        ("thẳng\u202egnart", "thẳnggnart"),
        ("a\x96b\x93c\x94\x81", "a–b“c”"),
        ("dòng\r\nmới\rnữa\u2028x", "dòng\nmới\nnữa\nx"),
        ("\ufffe\uffff\ufdd0\U0001ffff", ""),
        ("giữ\u200d\u00a0nguyên", "giữ\u200d\u00a0nguyên"),
    ],
)
def test_characters_that_do_harm_go_and_the_rest_is_nfc(dirty: str, clean: str) -> None:
    assert clean_characters(dirty) == clean


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("Lịch cắt điện &amp; nước", "Lịch cắt điện & nước"),
        ("&amp;quot;Xanh&amp;quot;", '"Xanh"'),
        ("&amp;amp;lt;b&amp;amp;gt;", "<b>"),
        ("<b>Nóng:</b> lũ<br/>lên", "Nóng: lũ lên"),
        ("&lt;strong&gt;Nóng&lt;/strong&gt;", "Nóng"),
        ("1 < 2 và 3 > 2", "1 < 2 và 3 > 2"),
        ("R&D, AT&T", "R&D, AT&T"),
        ("  hai\n dòng\t", "hai dòng"),
        ("<!-- x -->a<script>alert(1)</script>", "a"),
        ("&nbsp;a&nbsp;", "a"),
        ("&#" + "9" * 9000 + ";a", "a"),
        ("<p>Một</p><p>Hai</p>", "Một Hai"),
        ("", ""),
    ],
)
def test_titles_and_names_become_plain_text(dirty: str, clean: str) -> None:
    assert plain_text(dirty) == clean


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        (
            '<a href="/x"><img src="//anh.example/y.jpg"></a></br>Nước lên nhanh',
            '<p><a href="https://bao.example/x"><img src="https://anh.example/y.jpg"></a></p><p>Nước lên nhanh</p>',
        ),
        ('<img src="y.jpg">Nước lên', '<p><img src="https://bao.example/muc/y.jpg"></p><p>Nước lên</p>'),
        ("Một<br>hai<br><br>ba", "<p>Một<br>hai</p><p>ba</p>"),
        ("Một\nhai\n\nba", "<p>Một<br>hai</p><p>ba</p>"),
        ("5 < 6 & 7", "<p>5 &lt; 6 &amp; 7</p>"),
        ("&lt;p&gt;Một&lt;/p&gt;", "<p>Một</p>"),
        ("<p>&amp;quot;Một&amp;quot; &amp;nbsp;&amp;lt;b&amp;gt;</p>", '<p>"Một" \xa0&amp;lt;b&amp;gt;</p>'),
        ("<p>a</p></div><p>b</p>", "<p>a</p><p>b</p>"),
        ("<html><body><p>a</p></body></html>", "<p>a</p>"),
        ("<p>a<script>x</script><style>y</style><!-- z --></p>", "<p>a</p>"),
        ('<p onclick="x" class="c">a</p>', '<p class="c">a</p>'),
        ("<p>a&#1;&#xD800;b&#150;</p>", "<p>ab–</p>"),
        ("<p>e&#769;</p>", "<p>é</p>"),
        ('<p><a href="javascript:x">a</a><a href="#n">b</a><a href="mailto:x@y.vn">c</a></p>',
         '<p><a>a</a><a href="#n">b</a><a href="mailto:x@y.vn">c</a></p>'),
        ('<p><img src="data:image/gif;base64,R0" data-src="/l.jpg"></p>', '<p><img src="https://bao.example/l.jpg"></p>'),
        ('<p><img src="/img/blank.gif" data-original="/l.jpg"></p>', '<p><img src="https://bao.example/l.jpg"></p>'),
        ('<p><noscript><img src="/l.jpg"></noscript></p>', '<p><img src="https://bao.example/l.jpg"></p>'),
        ('<p><img src="/l.jpg"><noscript><img src="/l.jpg"></noscript></p>', '<p><img src="https://bao.example/l.jpg"></p>'),
        ("<form><p>a</p><input></form>", "<p>a</p>"),
        ("   ", ""),
        ("<br>", ""),
        ("<plaintext><p>a", "<p>a</p>"),
        ("chữ<!-- không đóng", "<p>chữ</p>"),
    ],
)  # fmt: skip
def test_bodies_become_well_formed_html(dirty: str, clean: str) -> None:
    assert clean_html(dirty, BASE) == clean


def test_cleaning_twice_changes_nothing_more() -> None:
    once = clean_html('<a href="/x"><img src="y.jpg"></a></br>Nước <b>lên', BASE)
    assert clean_html(once, BASE) == once


def test_nesting_beyond_reason_is_refused() -> None:
    assert clean_html("<div>" * (MAX_DEPTH - 1) + "a", BASE)
    with pytest.raises(InvalidInputError, match="deep"):
        clean_html("<div>" * 50_000 + "a", BASE)


@pytest.mark.parametrize(
    ("address", "absolute"),
    [
        ("/a b.jpg", "https://bao.example/a%20b.jpg"),
        ("//anh.example/đ?x=%20&y=1#f", "https://anh.example/%C4%91?x=%20&y=1#f"),
        ("HTTP://x.example", "http://x.example"),
        ("?utm_source=rss&utm_medium=feed", "https://bao.example/muc/bai.html?utm_source=rss&utm_medium=feed"),
        (" https://x.example/\n ", "https://x.example/"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//x.example:port/", ""),
        ("http://[x", ""),
        ('http://a"b/', ""),
        ("", ""),
        ("/" + "a" * MAX_ADDRESS, ""),
    ],
)
def test_addresses_become_absolute_or_nothing(address: str, absolute: str) -> None:
    assert absolute_url(address, BASE) == absolute


def test_a_relative_address_without_a_base_is_nothing() -> None:
    assert absolute_url("/a.jpg", "") == ""


def test_text_of_keeps_blocks_apart_and_words_together() -> None:
    assert (
        text_of("<p>Một <b>ha</b>i</p><p>ba<br>bốn</p><table><tr><td>5</td><td>6</td></tr></table>")
        == "Một hai ba bốn 5 6"
    )
    assert text_of("") == ""


@settings(deadline=None, max_examples=150)
@given(st.text(st.characters(), max_size=200))
def test_any_text_comes_out_nfc_and_without_control_characters(text: str) -> None:
    for result in (plain_text(text), clean_html(text, BASE), clean_characters(text)):
        assert unicodedata.is_normalized("NFC", result)
        assert not any(unicodedata.category(c) == "Cs" or (c < " " and c not in "\n\t") for c in result)


PIECES = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<br>", "</br>", "<table>", "<td>", "<li>", "&amp;lt;", "&#0;", "<img/src=x>",
     "<a/href=/y>", "<!--", "-->", "<script>", "chữ", "\u0301", "\x00", "</div>", "<div>", "&lt;p&gt;", "<svg>",
     "<select>", "<option>", "<textarea>", "<frameset>", "<math>"]
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.lists(PIECES, max_size=30))
def test_any_markup_comes_out_stable(pieces: list[str]) -> None:
    once = clean_html("".join(pieces), BASE)
    assert clean_html(once, BASE) == clean_html(clean_html(once, BASE), BASE)
    assert "<script" not in once
