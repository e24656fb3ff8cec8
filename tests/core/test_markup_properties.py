"""What holds for any HTML and any translation: structure kept, tags nested, time linear."""

from __future__ import annotations

import re
from dataclasses import replace
from time import process_time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from worker.core.markup import Document, enclose, parse, project, render_bilingual

if TYPE_CHECKING:
    from worker.core.model import Block

BASE = "https://bao.example/tin/bai-1.html"


def translated(document: Document, target: str) -> list[Block]:
    return [replace(b, sentences=tuple(project(s, target) for s in b.sentences)) for b in document.blocks]


class _Outline:
    """The tags and text of a document as a flat list; white space and the order of attributes don't count."""

    def __init__(self) -> None:
        self.seen: list[object] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag not in ("html", "body"):
            self.seen.append((tag, tuple(sorted(attributes.items()))))

    def end(self, tag: str) -> None:
        if tag not in ("html", "body"):
            self.seen.append("/" + tag)

    def data(self, data: str) -> None:
        text = "".join(data.split())
        if text and self.seen and isinstance(self.seen[-1], list):
            self.seen[-1][0] += text
        elif text:
            self.seen.append([text])

    def close(self) -> list[object]:
        return self.seen


def outline(html: str) -> list[object]:
    if not html.strip():
        return []
    parser = etree.HTMLParser(target=_Outline(), huge_tree=True)
    parser.feed(html)
    return parser.close()


def assert_well_nested(html: str) -> None:
    void = {"br", "img", "hr", "col", "source"}
    path = []
    for end, tag in re.findall(r"<(/?)([a-z][a-z0-9]*)[^>]*>", html):
        if end:
            assert path.pop() == tag
        elif tag not in void:
            path.append(tag)
    assert path == []


WORDS = st.text(alphabet="aăbcđêô12&<\"'", min_size=1, max_size=6).map(
    lambda word: word.replace("&", "&amp;").replace("<", "&lt;")
)
TEXT = st.lists(WORDS, min_size=1, max_size=5).map(" ".join) | st.sampled_from(
    ["Ông Nam nói. Bà Mai nghe! ", " TP. Vinh ", "“Vâng.” ", "Giá 1.250,5 tỷ đồng.", "Hà Nội…"]
)
PICTURE = st.sampled_from(['<img src="a.png">', '<img src="b.png" alt="Ảnh đẹp. Rất đẹp">'])


def wrapped(tags: list[str], content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(lambda tag, inner: f"<{tag}>{inner}</{tag.split()[0]}>", st.sampled_from(tags), content)


INLINE = st.recursive(
    TEXT | PICTURE | st.just("x<br>") | st.just("số 1<sup>2</sup>"),
    lambda children: (
        st.lists(children, min_size=1, max_size=4).map("".join)
        | wrapped(["strong", "em", "b", "u", "sub", 'span class="c"', "code"], st.tuples(TEXT, children).map("".join))
    ),
    max_leaves=8,
)
LINK = wrapped(['a href="/x"', 'a href="#y" id="l"'], INLINE)
LINE = st.lists(INLINE | LINK, min_size=1, max_size=4).map("".join)
LEAF = (
    wrapped(["p", "h2", 'p class="x"'], LINE) | st.just("<hr>") | st.just("<pre>a  b</pre>") | wrapped(["p"], PICTURE)
)
ROW = st.lists(wrapped(["td", "th", 'td colspan="2"'], LINE), min_size=1, max_size=3).map(
    lambda cells: f"<tr>{''.join(cells)}</tr>"
)
TABLE = st.lists(ROW, min_size=1, max_size=3).map(lambda rows: f"<table><tbody>{''.join(rows)}</tbody></table>")
FIGURE = st.builds(lambda p, line: f"<figure>{p}<figcaption>{line}</figcaption></figure>", PICTURE, LINE)
BLOCKS = st.recursive(
    LEAF | TABLE | FIGURE,
    lambda children: (
        wrapped(["div", "blockquote", "section"], st.lists(children, min_size=1, max_size=4).map("".join))
        | wrapped(["ul", "ol"], wrapped(["li"], st.tuples(LINE, children).map("".join)))
        | wrapped(["div", "blockquote", 'a href="/block"'], LEAF)
    ),
    max_leaves=10,
)
ARTICLE = st.lists(BLOCKS | LINE, min_size=1, max_size=5).map(lambda parts: f"<div>{''.join(parts)}</div>")


@settings(deadline=None, max_examples=60)
@given(ARTICLE)
def test_with_an_identity_translator_the_document_comes_back_the_same(html: str) -> None:
    document = parse(html)
    same = [replace(b, sentences=tuple(project(s, s.text) for s in b.sentences)) for b in document.blocks]
    assert outline(document.render(document.blocks)) == outline(html)
    assert outline(document.render(same)) == outline(html)
    again = parse(document.render(document.blocks))
    assert [block.kind for block in again.blocks] == [block.kind for block in document.blocks]


@settings(deadline=None, max_examples=60)
@given(ARTICLE, st.lists(st.text(alphabet='abc .,“:x1<&é"', max_size=30), min_size=1, max_size=5), st.data())
def test_whatever_the_translation_every_link_picture_and_cell_is_kept(
    html: str, targets: list[str], data: st.DataObject
) -> None:
    document = parse(html)
    blocks = []
    for block in document.blocks:
        sentences = []
        for sentence in block.sentences:
            words = st.integers(0, 6)
            alignment = data.draw(st.none() | st.lists(st.tuples(words, words), max_size=6))
            target = project(sentence, targets[len(blocks) % len(targets)], alignment)
            sentences.append(enclose(target, "span", (("class", "doubt"),)) if len(blocks) % 2 else target)
        blocks.append(replace(block, sentences=tuple(sentences)))
    result = document.render(blocks)
    assert_well_nested(result)
    for tag in ("a", "img", "td", "th", "li", "p", "h2", "br", "figcaption", "pre", "hr"):
        assert len(re.findall(rf"<{tag}[ >]", result)) == len(re.findall(rf"<{tag}[ >]", html)), tag
    assert sorted(re.findall(r'href="[^"]*"', result)) == sorted(re.findall(r'href="[^"]*"', html))
    assert not re.search(r"<a [^>]*>(?:(?!</a>).)*<a ", result, re.DOTALL) or 'href="/block"' in html
    assert_well_nested(render_bilingual(document, blocks, source_language="vi", target_language="en"))


@settings(deadline=None, max_examples=100)
@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<b>",
                "</b>",
                "<a_href=x>",
                "</a>",
                "<table>",
                "<tr>",
                "<td>",
                "</td>",
                "<li>",
                "<br>",
                "</br>",
                "<div>",
                "</div>",
                "<i>",
                "</i>",
                "<sup>1",
                "</sup>",
                "<img_alt='a_b'>",
                "<code>",
                "<span>",
                "</span>",
                "Tin._Bài_",
                "x",
                "_",
                "<!--",
                "-->",
                "<h2>",
                "<video><source>",
                "</video>",
                "<svg>",
                "<",
                "&#x110;",
                "<o:p>",
            ]
        ),
        max_size=30,
    ).map(lambda parts: "".join(parts).replace("_", " "))
)
def test_any_text_at_all_is_read_and_given_back_well_nested(html: str) -> None:
    document = parse(html, base_url=BASE)
    assert_well_nested(document.render(document.blocks))


class TestHostileInput:
    @pytest.mark.parametrize(
        "html",
        [
            "<div>" * 5000 + "Sâu." + "</div>" * 5000,
            "<b>" * 5000 + "Sâu.",
            "<blockquote><ul><li>" * 2000 + "Sâu.",
            "<svg>" + "<g>" * 5000 + "</svg><p>Sâu.",
            "<p>" + "<a href=x>Sâu.<b>" * 5000,
        ],
        ids=["div", "b", "lists", "svg", "links"],
    )
    def test_depth_does_not_matter(self, html: str) -> None:
        document = parse(html)
        assert document.blocks[0].sentences[0].text.startswith("Sâu.")
        rendered = document.render(translated(document, "Deep."))
        assert max(re.findall(r"(?:<(?!/)[^>]*>)+", rendered), key=len).count("<") < 200 or "svg" in html

    def test_two_megabytes_take_seconds(self) -> None:
        html = ("<p>Câu <b>một</b>. <a href='/x'>Câu&nbsp;hai</a>!" + " từ ngữ" * 180 + "</p>") * 1_000
        started = process_time()
        document = parse(html)
        rendered = document.render(document.blocks)
        assert process_time() - started < 5
        assert rendered.count("<a ") == 1_000

    @pytest.mark.parametrize(
        "html",
        [
            "<p>" + "Câu <b>đậm</b> này. <br> " * 3_000,
            "<p><em>" + "Câu <b>đậm</b> này. <br> " * 3_000,
            "<p>" + "chữ <i>nghiêng</i> <img> " * 3_000,
            "x<br>" * 6_000,
            "<" * 60_000,
            "<p>" + "A. (" * 6_000,
            "<b>" * 200 + "Câu. " * 2_000,
            "<span><br><br>" * 5_000,
            "<sup>1</sup>" * 6_000,
            "<p>" + "<a href=x>một " * 6_000,
        ],
        ids=["lines", "sentences", "one sentence", "breaks", "angles", "brackets", "bold", "spans", "notes", "links"],
    )
    def test_no_shape_takes_quadratic_time(self, html: str) -> None:
        started = process_time()
        document = parse(html)
        document.render(translated(document, "Some text."))
        assert process_time() - started < 3
