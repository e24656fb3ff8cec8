"""Marks on the words of a translation."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.markup import enclose, parse, project
from worker.core.model import Mark, Sentence
from worker.core.nesting import inline_html


def sentence(html: str) -> Sentence:
    [only] = parse(f"<p>{html}</p>").blocks[0].sentences
    return only


def shown(html: str, target: str, alignment: list[tuple[int, int]] | None = None) -> str:
    return inline_html([project(sentence(html), target, alignment)])


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        # names, numbers and document numbers are the same words in both languages
        ("Ông <b>Nguyễn Văn Thông</b> phát biểu.", "Mr. Nguyen Van Thong spoke.", "Mr. <b>Nguyen Van Thong</b> spoke."),
        (
            "Theo <a href='x'>39-NQ/TW</a>, tỉnh chi",
            "The province pays, by 39-NQ/TW.",
            'The province pays, by <a href="x">39-NQ/TW</a>.',
        ),
        ("Chi <b>1.250</b> tỷ đồng.", "Spent 1,250 billion VND.", "Spent <b>1,250</b> billion VND."),
        (
            "Chi <b>1.250 tỷ đồng</b> làm đường.",
            "1,250 billion VND was spent on roads.",
            "<b>1,250 billion VND</b> was spent on roads.",
        ),
        # twice the same name: the occurrence that the mark was on
        ("Vinh thắng, ở <b>Vinh</b> trời mưa.", "Vinh won, in Vinh it rained.", "Vinh won, in <b>Vinh</b> it rained."),
        # the whole sentence, with or without its full stop
        ("<b>Trời mưa to.</b>", "It rained hard.", "<b>It rained hard.</b>"),
        ("<b>Trời mưa to</b>.", "It rained hard.", "<b>It rained hard.</b>"),
        # a leading label stays leading
        (
            "<b>Về kinh tế:</b> Tăng trưởng khá.",
            "On the economy: Growth was fair.",
            "<b>On the economy:</b> Growth was fair.",
        ),
        (
            "<b>Về kinh tế</b>: Tăng trưởng khá.",
            "On the economy: Growth was fair.",
            "<b>On the economy</b>: Growth was fair.",
        ),
        (
            "<b>(TTXVN)</b> - Chiều 9/1 mưa.",
            "(VNA) - It rained on January 9.",
            "<b>(VNA)</b> - It rained on January 9.",
        ),
        ("<b>Mở đầu</b> phiên họp hôm nay.", "Opening today's session.", "<b>Opening</b> today's session."),
        # punctuation at the edge belongs to what it belonged to
        ("Ông nói: “<b>Vinh</b>”, rồi đi.", "He said: “Vinh”, then left.", "He said: “<b>Vinh</b>”, then left."),
        ("Ông nói: <b>“Vinh”</b>, rồi đi.", "He said: “Vinh”, then left.", "He said: <b>“Vinh”</b>, then left."),
        ("Xem (<a href='x'>Bảng 5</a>).", "See (Table 5).", 'See (<a href="x">Table 5</a>).'),
        # one element around another
        ("Ông <b><i>Nam</i></b> đến.", "Mr. Nam came.", "Mr. <b><i>Nam</i></b> came."),
        (
            "Ông <b>Nam và <a href='x'>Mai</a></b> đến.",
            "Mr. Nam and Mai came.",
            'Mr. <b>Nam and <a href="x">Mai</a></b> came.',
        ),
        # parts of words
        ("Rộng 500 m<sup>2</sup> đất.", "An area of 500 m2 of land.", "An area of 500 m<sup>2</sup> of land."),
        ("Khí CO<sub>2</sub>, rồi CO<sub>2</sub>.", "Gas CO2, then CO2.", "Gas CO<sub>2</sub>, then CO<sub>2</sub>."),
        ("Rộng 500 m<sup>2</sup> đất.", "An area of 500 square metres.", "An area of 500 square metres."),
        # code and addresses come back unchanged
        ("Gõ <code>Git Add</code> nhé.", "Type git add please.", "Type <code>Git Add</code> please."),
        ("Gõ lệnh <code>ls -l</code> nhé.", "Type the command please.", "Type the <code>ls -l</code> command please."),
        (
            "Thư về <a href='mailto:a@b.vn'>bao@b.vn</a>.",
            "Write to bao@ b.vn or baob.vn.",
            'Write to bao@ b.vn or <a href="mailto:a@b.vn">bao@b.vn</a>.',
        ),
        # what holds no text
        ("Theo báo cáo<sup>1</sup> của Nam.", "According to Nam's report.", "According to<sup>1</sup> Nam's report."),
        ("Ông Nam<sup>1</sup>, 50 tuổi.", "Mr. Nam, aged 50.", "Mr. Nam<sup>1</sup>, aged 50."),
        ("<b>Ảnh<br> đẹp</b>", "Fine picture", "<b>Fine<br> picture</b>"),
    ],
)
def test_a_mark_goes_where_its_words_went(source: str, target: str, expected: str) -> None:
    assert shown(source, target) == expected


@pytest.mark.parametrize(
    ("source", "target", "alignment", "expected"),
    [
        (
            "Kết quả <i>nổi bật</i>",
            "Outstanding results",
            [(0, 1), (1, 1), (2, 0), (3, 0)],
            "<i>Outstanding</i> results",
        ),
        (
            "Một <b>con mèo đen</b> ngủ",
            "A black cat sleeps",
            [(0, 0), (1, 2), (2, 2), (3, 1), (4, 3)],
            "A <b>black cat</b> sleeps",
        ),
        (
            "Theo <a href='x'>nghị quyết</a> mới",
            "According to the resolution",
            [(0, 0), (1, 1), (2, 3), (1, 3)],
            'According to <a href="x">the resolution</a>',
        ),
        ("Một <b>hai</b> ba", "One two three", [(9, 9), (-1, 0)], "One <b>two</b> three"),
    ],
)
def test_the_engines_alignment_is_heeded(
    source: str, target: str, alignment: list[tuple[int, int]], expected: str
) -> None:
    assert shown(source, target, alignment) == expected


def test_links_never_share_a_word_and_none_is_lost() -> None:
    html = shown("<a href='1'>Một</a> <a href='2'>hai</a> <a href='3'>ba</a> <a href='4'>bốn</a>", "One two")
    assert re.findall(r'href="(\d)"', html) == ["1", "2", "3", "4"] or len(re.findall("href=", html)) == 4
    assert "<a" not in "".join(re.findall(r"<a [^>]*>(.*?)</a>", html))


def test_a_link_that_finds_its_words_taken_gets_the_nearest_free_word() -> None:
    both = Sentence("Nam Nam", (Mark(0, 3, "a", (("href", "1"),)), Mark(4, 7, "a", (("href", "2"),))))
    html = inline_html([project(both, "Nam came")])
    assert html == '<a href="1">Nam</a> <a href="2">came</a>' or html.count("<a ") == 2
    assert not re.search(r"<a [^>]*></a>", html)


def test_an_empty_translation_still_holds_every_link_and_picture() -> None:
    source = sentence("Xem <a href='x'>ảnh <img src=a> này</a> và <b>chữ</b>")
    html = inline_html([project(source, "")])
    assert html == '<a href="x"><img src="a"></a>'
    assert inline_html([project(sentence("Theo báo cáo<sup>1</sup> mới"), "")]) == "<sup>1</sup>"


def test_a_sentence_without_marks_and_an_untranslated_one_are_as_they_were() -> None:
    assert project(Sentence("Một"), "One") == Sentence("One")
    source = sentence("x<b>-</b>y")
    assert project(source, source.text) == source


def test_a_sentence_of_hundreds_of_marks_keeps_its_links_apart() -> None:
    source = sentence(" ".join(f"<a href='{n}'>mục {n}</a> <b>x</b>" for n in range(300)))
    html = inline_html([project(source, "item " * 40)])
    assert [int(n) for n in re.findall(r'href="(\d+)"', html)] == list(range(300))


def test_enclosed_marks_follow_too() -> None:
    source = enclose(sentence("Ông <b>Nam</b> đến."), "span", (("class", "x"),))
    assert inline_html([project(source, "Mr. Nam came.")]) == '<span class="x">Mr. <b>Nam</b> came.</span>'


MARKS = st.lists(
    st.builds(
        lambda start, length, tag, origin: Mark(
            start, start + length, tag, (("href", str(origin)),), "" if length else "1", origin
        ),
        st.integers(0, 12),
        st.integers(0, 8),
        st.sampled_from(["a", "b", "i", "sup", "code", "img"]),
        st.integers(1, 9),
    ),
    max_size=6,
    unique_by=lambda mark: mark.origin,
)


@settings(deadline=None, max_examples=150)
@given(
    MARKS,
    st.text(alphabet="ab Nđ1.,“ ", max_size=20),
    st.none() | st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5))),
)
def test_marks_of_any_kind_come_out_in_range_and_well_nested(
    marks: list[Mark], target: str, alignment: list[tuple[int, int]] | None
) -> None:
    source = Sentence("Nam ab1 aN, ăđ. b1 “a”", tuple(marks))
    result = project(source, target, alignment)
    assert all(0 <= mark.start <= mark.end <= len(result.text) for mark in result.marks)
    assert [m.origin for m in result.marks if m.tag == "a"] == [m.origin for m in marks if m.tag == "a"]
    html = inline_html([result])
    path: list[str] = []
    for end, tag in re.findall(r"<(/?)([a-z]+)[^>]*>", html):
        if end:
            assert path.pop() == tag
        elif tag != "img":
            assert tag != "a" or "a" not in path
            path.append(tag)
    assert path == []
    assert html.count("<a ") == sum(mark.tag == "a" for mark in marks)
