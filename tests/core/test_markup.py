"""Article HTML to blocks and back: the structure survives, whatever it is and whatever is put into it."""

from __future__ import annotations

import re
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from worker.core.markup import Document, enclose, parse, plain_text, project, render_bilingual
from worker.core.model import Block, Sentence

BASE = "https://bao.example/tin/bai-1.html"


def texts(document: Document) -> list[tuple[str, list[str]]]:
    return [(block.kind, [sentence.text for sentence in block.sentences]) for block in document.blocks]


def back(html: str) -> str:
    document = parse(html)
    return document.render(document.blocks)


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


class TestReading:
    def test_blocks_have_the_kind_their_element_gives_them(self) -> None:
        document = parse(
            "<h2>Tiêu đề</h2><p>Đoạn.</p><ul><li>Mục</li></ul><blockquote><p>Trích.</p></blockquote>"
            "<figure><img src=a.jpg alt='Cánh đồng'><figcaption>Chú thích</figcaption></figure>"
            "<table><caption>Bảng</caption><tr><th>Tên</th><td>Lúa</td></tr></table>"
            "<p class='image-caption'>Ảnh dưới</p><dl><dt>Từ</dt><dd>Nghĩa</dd></dl>"
        )
        assert texts(document) == [
            ("heading", ["Tiêu đề"]),
            ("paragraph", ["Đoạn."]),
            ("list_item", ["Mục"]),
            ("quote", ["Trích."]),
            ("alt", ["Cánh đồng"]),
            ("caption", ["Chú thích"]),
            ("caption", ["Bảng"]),
            ("table_cell", ["Tên"]),
            ("table_cell", ["Lúa"]),
            ("caption", ["Ảnh dưới"]),
            ("list_item", ["Từ"]),
            ("list_item", ["Nghĩa"]),
        ]

    def test_a_sentence_is_never_cut_at_a_tag(self) -> None:
        document = parse("<p>Ông <b>Nguyễn <i>Văn</i></b> <a href='/x'>Thông nói. Bà</a> Mai <u>nghe</u>.</p>")
        assert texts(document) == [("paragraph", ["Ông Nguyễn Văn Thông nói.", "Bà Mai nghe."])]

    def test_plain_text_becomes_paragraphs(self) -> None:
        document = parse("Đoạn một &amp; hết.\n\nĐoạn hai.\nDòng mới < 5 m")
        assert document.render(document.blocks) == "<p>Đoạn một &amp; hết.</p><p>Đoạn hai.<br>Dòng mới &lt; 5 m</p>"
        assert plain_text(document.blocks) == "Đoạn một & hết.\nĐoạn hai.\nDòng mới < 5 m"

    @pytest.mark.parametrize("html", ["", "   ", "<p></p>", "<!-- x -->", "<script>alert(1)</script>", "\x00\ud800"])
    def test_nothing_to_read_is_no_block(self, html: str) -> None:
        assert parse(html).blocks == ()

    def test_line_breaks_part_paragraphs_unless_a_line_was_only_wrapped(self) -> None:
        document = parse(
            "Đoạn một.<br><br>Đoạn hai bị<br>ngắt dòng.<br/>Đoạn ba</br>Ảnh: Nam<br>a@b.vn ở đây<h3>Tin<br>Mới</h3>"
        )
        assert texts(document) == [
            ("paragraph", ["Đoạn một."]),
            ("paragraph", ["Đoạn hai bị ngắt dòng."]),
            ("paragraph", ["Đoạn ba"]),
            ("paragraph", ["Ảnh: Nam"]),
            ("paragraph", ["a@b.vn ở đây"]),
            ("heading", ["Tin Mới"]),
        ]

    def test_paragraph_breaks_inside_a_wrapper_part_paragraphs_too(self) -> None:
        document = parse("<span style='x'>Đoạn một.<br><br>Đoạn hai.</span>")
        assert texts(document) == [("paragraph", ["Đoạn một."]), ("paragraph", ["Đoạn hai."])]

    def test_a_wrapper_that_begins_inside_other_emphasis_does_not(self) -> None:
        html = "<p>một <sup>hai<br><br><em>ba<br><br>bốn</em><br></sup></p>"
        assert outline(back(html)) == outline(html)

    def test_a_break_inside_emphasis_ends_the_sentence_but_not_the_block(self) -> None:
        html = "<p>Xin <b>chào.<br>Tạm</b> biệt</p>"
        assert texts(parse(html)) == [("paragraph", ["Xin chào.", "Tạm biệt"])]
        assert outline(back(html)) == outline(html)

    def test_addresses_become_absolute(self) -> None:
        document = parse(
            "<p><a href='/a b'>x</a> <a href='#n'>y</a> <a href='http://['>z</a> "
            "<img src='i.png' srcset='i.png 1x, /j.png 2x'></p><iframe src='//v.example/e'></iframe>",
            base_url=BASE,
        )
        html = document.render(document.blocks)
        for address in (
            'href="https://bao.example/ab"',
            'href="#n"',
            'href="http://["',
            'src="https://bao.example/tin/i.png"',
            'srcset="https://bao.example/tin/i.png 1x, https://bao.example/j.png 2x"',
            'src="https://v.example/e"',
        ):
            assert address in html

    def test_without_a_base_a_schemeless_address_is_taken_for_https(self) -> None:
        assert (
            back("<img src='//v.example/e.png'><a href=''>x</a>")
            == '<img src="https://v.example/e.png"><a href="">x</a>'
        )

    def test_a_late_loading_picture_is_given_once_with_its_real_address(self) -> None:
        html = back("<img src='data:image/gif;base64,R0' data-src='/a.jpg'><noscript><img src='/a.jpg'></noscript>")
        assert html == '<img src="/a.jpg">'

    @pytest.mark.parametrize(
        "html",
        [
            "<pre>mã  <b>nguồn</b>\n x</pre>",
            '<iframe src="https://v.example/e"></iframe>',
            '<video controls=""><source src="https://v.example/a.mp4">Không hỗ trợ</video>',
            '<audio src="https://v.example/a.mp3"></audio>',
            "<p>https://bao.example/tin</p>",
            "<table><tbody><tr><td>-</td><td><b>* * *</b></td></tr></tbody></table>",
            '<p><a href="mailto:a@b.vn">toasoan@bao.vn</a></p>',
        ],
    )
    def test_code_media_and_what_has_no_words_are_kept_and_not_translated(self, html: str) -> None:
        document = parse(html)
        assert document.blocks == ()
        assert document.render(()) == html

    def test_scripts_styles_comments_and_invisible_characters_are_dropped(self) -> None:
        html = back("<title>T</title><p lang=vn>Tỉn\u00adh<script>x</script><style>y</style><!-- z --><?pi?> ta</p>")
        assert html == "<p>Tỉnh ta</p>"

    def test_the_text_is_composed_unicode_with_single_spaces(self) -> None:
        assert texts(parse("<p>Tie\u0302\u0301ng \n&nbsp; Viê\u0323t</p>")) == [("paragraph", ["Tiếng Việt"])]

    def test_empty_emphasis_goes_and_its_space_stays(self) -> None:
        assert back("<p>một<b> </b>hai<i></i></p>") == "<p>một hai</p>"

    def test_a_footnote_is_no_word_of_the_sentence(self) -> None:
        html = '<p>Theo báo cáo<sup><a href="#n1">[1]</a></sup> của tỉnh, rộng 5 m<sup>2</sup>.</p>'
        assert texts(parse(html)) == [("paragraph", ["Theo báo cáo của tỉnh, rộng 5 m2."])]
        assert back(html) == html
        assert back("<p><sup>1</sup></p>") == "<p><sup>1</sup></p>"

    def test_a_picture_in_a_sentence_has_its_alternative_text_translated(self) -> None:
        document = parse("<p>Trời <img src=a.gif alt='mặt trời'> nắng <img src=b.gif alt='IMG_1.jpg'></p>")
        assert texts(document) == [("paragraph", ["Trời nắng"]), ("alt", ["mặt trời"])]
        blocks = [document.blocks[0], Block("alt", (Sentence('"sun"'),))]
        html = document.render(blocks)
        assert html == '<p>Trời<img src="a.gif" alt="&quot;sun&quot;"> nắng<img src="b.gif" alt="IMG_1.jpg"></p>'
        assert plain_text(blocks) == "Trời nắng"


class TestRendering:
    def test_blocks_that_do_not_match_are_refused(self) -> None:
        document = parse("<p>Một.</p>")
        with pytest.raises(ValueError, match="1 blocks and 0 were given"):
            document.render(())
        with pytest.raises(ValueError, match="kinds differ"):
            document.render([Block("heading", ())])

    def test_one_link_over_two_sentences_stays_one_link(self) -> None:
        document = parse("<p>Xem <a href='/x'>tin này. Tin kia</a> nữa.</p>")
        html = document.render(translated(document, "Something else entirely"))
        assert html.count("<a ") == 1

    def test_a_doubt_stands_around_its_sentence_alone(self) -> None:
        document = parse("<p><b>Một <a href='/x'>hai. Ba</a> bốn.</b></p>")
        first, second = document.blocks[0].sentences
        html = document.render([Block("paragraph", (enclose(first, "span", (("class", "doubt"),)), second))])
        assert_well_nested(html)
        assert html.count("<a ") == 1
        doubted = re.findall(r'<span class="doubt">(.*?)</span>', html)
        assert re.sub(r"<[^>]*>", "", "".join(doubted)) == "Một hai."

    def test_text_is_escaped(self) -> None:
        document = parse("<p>Một</p>")
        assert document.render([Block("paragraph", (Sentence("<script> & co"),))]) == "<p>&lt;script&gt; &amp; co</p>"


class TestBilingual:
    def render(self, html: str, target: str = "English.") -> str:
        document = parse(html)
        return render_bilingual(document, translated(document, target), source_language="vi", target_language="en")

    def test_a_paragraph_stands_above_its_original(self) -> None:
        assert self.render("<p id=a class=b>Tiếng <b id=c>Việt</b>.</p>", "English text.") == (
            '<p id="a" class="b" lang="en">English <b id="c">text</b>.</p><p class="b" lang="vi">Tiếng <b>Việt</b>.</p>'
        )

    @pytest.mark.parametrize("tag", ["li", "td", "figcaption", "div", "blockquote", "dd"])
    def test_cells_and_items_hold_both_versions(self, tag: str) -> None:
        html = self.render(f"<{tag}>Tiếng Việt.</{tag}>")
        assert html == f'<{tag}><div lang="en">English.</div><div lang="vi">Tiếng Việt.</div></{tag}>'

    def test_a_paragraph_of_several_lines_holds_both_versions_line_by_line(self) -> None:
        assert self.render("<p>Một.<br><br>Hai.</p>") == (
            '<p><span lang="en">English.</span><br><span lang="vi">Một.</span><br><br>'
            '<span lang="en">English.</span><br><span lang="vi">Hai.</span></p>'
        )

    def test_a_picture_is_shown_once(self) -> None:
        html = self.render("<p><img src=a.png>Một <a href=x><img src=b.png></a> hai.</p><h2>Ba</h2>")
        assert (html.count("a.png"), html.count("b.png"), html.count("<a ")) == (1, 1, 1)
        assert html.endswith('<h2 lang="en">English.</h2><h2 lang="vi">Ba</h2>')

    def test_what_reads_the_same_is_given_once(self) -> None:
        assert self.render("<table><tr><td>39-NQ/TW</td></tr></table><p>39</p>", "39-NQ/TW").count("39-NQ/TW") == 2

    def test_the_wrong_blocks_are_refused(self) -> None:
        with pytest.raises(ValueError, match="one block for each"):
            render_bilingual(parse("<p>Một</p>"), (), source_language="vi", target_language="en")


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
