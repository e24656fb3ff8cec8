"""Article HTML to blocks and back: the structure survives, whatever it is and whatever is put into it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

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
        html = "<p>một <sup>hai<br><br> <em>ba<br><br> bốn</em><br></sup></p>"
        assert back(html) == html

    def test_a_break_inside_emphasis_ends_the_sentence_but_not_the_block(self) -> None:
        html = "<p>Xin <b>chào.<br> Tạm</b> biệt</p>"
        assert texts(parse(html)) == [("paragraph", ["Xin chào.", "Tạm biệt"])]
        assert back(html) == html

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
