"""Article pages in the layouts of Vietnamese newspapers' systems -> whole articles."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.adapters.fulltext import extract
from worker.core.clean import clean_html
from worker.core.errors import PermanentError
from worker.core.ingest import complete
from worker.core.intake import Draft, admit
from worker.core.model import Article, Source

PAGES = Path(__file__).parent.parent / "data" / "pages"
URL = "https://baothu.example/thoi-su/bai.html"
SOURCE = Source("thu", "Báo Thử", "feed", url="https://baothu.example/rss", full_text=True)
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def page(name: str) -> Draft:
    return extract((PAGES / f"{name}.html").read_bytes(), URL)


def body(name: str) -> str:
    draft = page(name)
    return clean_html(draft.body, draft.base)


def whole(name: str) -> Article:
    lead = admit(Draft(title="Tiêu đề", url=URL), SOURCE, NOW)
    return complete(lead, page(name), SOURCE, NOW)


@pytest.mark.parametrize(
    ("name", "title", "author", "published", "summary"),
    [
        (
            "figure-lazy",
            "Khánh thành cầu Yên Hạ 2",
            "Đức Hùng",
            "2026-01-09T03:15:00+00:00",
            "Cầu Yên Hạ 2 dài 612 m, nối hai bờ sông Lĩnh, được khánh thành sáng 9/1 sau hai năm thi công.",
        ),
        (
            "sortable-blocks",
            "Học sinh vùng lũ trở lại trường",
            "Hà Đăng",
            "2025-10-20T01:02:00+00:00",
            "TTO - Sau 5 ngày nghỉ tránh lũ, hơn 4.000 học sinh ở ba xã ven sông Lĩnh đã trở lại trường.",
        ),
        (
            "picture-table",
            "Tỉnh ủy Lam Giang cho ý kiến về quy hoạch cảng Cửa Lĩnh",
            "Thành Duy, Thu Giang",
            "2026-01-08T10:30:00+00:00",
            "(Báo Thử) - Ban Thường vụ Tỉnh ủy thống nhất chủ trương mở rộng cảng Cửa Lĩnh thêm 45 ha.",
        ),
        (
            "old-aspnet",
            "Bội thu vụ tôm đầu năm",
            "Văn Biển",
            "2026-01-07T02:05:00+00:00",
            "Những ngày đầu năm, người nuôi tôm ở xã Hải Thịnh phấn khởi vì tôm được mùa, được giá.",
        ),
    ],
)
def test_title_author_date_and_standfirst_are_found(
    name: str, title: str, author: str, published: str, summary: str
) -> None:
    assert page(name).title == title
    article = whole(name)
    assert (article.author, article.summary) == (author, summary)
    assert article.published is not None
    assert article.published.astimezone(UTC).isoformat() == published


FIGURES = {
    "figure-lazy": [
        """<figure><img alt="Cầu Yên Hạ 2 nhìn từ trên cao. Ảnh: Đức Hùng"
src="https://anh.baothu.example/cau-1.jpg?w=680&amp;h=0">
<figcaption>Cầu Yên Hạ 2 nhìn từ trên cao. Ảnh: <em>Đức Hùng</em></figcaption></figure>"""
    ],
    "sortable-blocks": [
        """<figure><img src="https://cdn.tuoithu.example/thumb_w/730/truong.jpg" alt="Học sinh vùng lũ - Ảnh 1."
width="1920" height="1280">
<figcaption>Học sinh Trường THCS Hòa Lộc dọn bùn trong sân trường - Ảnh: HÀ ĐĂNG</figcaption></figure>"""
    ],
    "picture-table": [
        """<figure><img src="https://baothu.example/uploaded/cang.jpg" alt="Toàn cảnh cuộc họp">
<figcaption>Toàn cảnh cuộc họp chiều 8/1. <em>Ảnh: Thành Duy</em></figcaption></figure>""",
        """<figure><img src="https://baothu.example/uploaded/bandocang.png" alt="Bản đồ quy hoạch">
<figcaption>Phối cảnh cảng Cửa Lĩnh sau khi mở rộng.</figcaption></figure>""",
    ],
    "old-aspnet": [
        """<figure><img src="https://baothu.example/Images/2026/tom.jpg" width="500">
<figcaption><i>Thu hoạch tôm tại xã Hải Thịnh. Ảnh: Văn Biển</i></figcaption></figure>"""
    ],
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_picture_keeps_its_caption(name: str) -> None:
    html = body(name)
    for figure in FIGURES[name]:
        assert figure.replace("\n<", "<").replace("\n", " ") in html
    assert html.count("<img") == len(FIGURES[name])


@pytest.mark.parametrize(
    ("name", "pieces"),
    [
        (
            "figure-lazy",
            [
                "<h2>Rút ngắn 14 km đường đi</h2>",
                '<a href="https://baothu.example/thoi-su/du-an-cau-yen-ha-4501.html">trang của chủ đầu tư</a>',
                "<li>Bề rộng: 16 m, 4 làn xe.</li>",
            ],
        ),
        (
            "sortable-blocks",
            [
                "<h3>Mượn sách để học</h3>",
                "<blockquote><p>Không em nào phải nghỉ học vì thiếu sách.</p></blockquote>",
                "<th>Số trường ngập</th>",
                "<td>1.906</td>",
                '<b>"Cô giáo cho em mượn sách',
            ],
        ),
        (
            "picture-table",
            [
                "<p><strong>Mở rộng về phía Đông</strong></p>",
                "<ol><li>Nguồn vật liệu san lấp;</li>",
                '<a href="https://vanban.baothunghiem.example/579">Quyết định số 579/QĐ-TTg</a>',
            ],
        ),
        (
            "old-aspnet",
            [
                "<p>Xã Hải Thịnh có 212 ha nuôi tôm thẻ chân trắng",
                "<p><b>Nuôi tôm theo hướng an toàn</b></p>",
                '<a href="https://baothu.example/kinh-te/nuoi-tom-nha-mang.aspx">mô hình nuôi tôm nhà màng</a>',
            ],
        ),
    ],
)
def test_headings_links_lists_tables_and_quotes_stay(name: str, pieces: list[str]) -> None:
    html = body(name)
    for piece in pieces:
        assert piece in html


@pytest.mark.parametrize(
    ("name", "foreign"),
    [
        ("figure-lazy", ["Đề xuất xây thêm cầu", "Chia sẻ", "Giá vàng", "Giấy phép", "Kinh tế", "10:15", "612 m, nối"]),
        ("sortable-blocks", ["ĐỌC NGAY", "Bình luận", "Thương các em", "lũ lụt", "Giấy phép", "TTO -", "<b>HÀ ĐĂNG"]),
        ("picture-table", ["Tin liên quan", "Trang chủ", "Cơ quan chủ quản", "17:30", "thống nhất chủ trương"]),
        ("old-aspnet", ["TRANG CHỦ", "Tin mới", "Cà phê", "Bản quyền", "GMT", "<b>Văn Biển</b>", "phấn khởi"]),
    ],
)
def test_what_is_not_the_article_stays_out(name: str, foreign: list[str]) -> None:
    html = body(name)
    for text in foreign:
        assert text not in html


def test_pictures_announced_by_the_page_come_along() -> None:
    (picture,) = whole("figure-lazy").pictures
    assert (picture.url, picture.width, picture.height) == ("https://anh.baothu.example/cau-yen-ha-1200.jpg", 1200, 720)
    assert whole("sortable-blocks").pictures[0].url == "https://cdn.tuoithu.example/zoom/600_315/truong.jpg"


def test_what_the_feed_said_counts_more_than_the_page() -> None:
    lead = Draft(title="Tên", url=URL, summary="Lời dẫn", author="A", published="2026-01-01T00:00:00Z")
    article = complete(admit(lead, SOURCE, NOW), page("figure-lazy"), SOURCE, NOW)
    assert (article.title, article.summary, article.author) == ("Tên", "Lời dẫn", "A")
    assert article.published == datetime(2026, 1, 1, tzinfo=UTC)
    assert "Rút ngắn 14 km" in article.html
    assert article.content_hash


@pytest.mark.parametrize(
    "html",
    [
        (PAGES / "front-page.html").read_bytes(),
        b"",
        b"<html></html>",
        "<html><body><p>Vui lòng đăng nhập để đọc tiếp.</p></body></html>".encode(),
        b"\xff\xfe\x00",
        b"x" * 5_000_001,
    ],
)
def test_a_page_without_an_article_is_refused_with_a_sentence(html: bytes) -> None:
    with pytest.raises(PermanentError, match=r"The page|The text of"):
        extract(html, URL)


def test_a_page_in_windows_1258_is_read() -> None:
    text = (PAGES / "old-aspnet.html").read_text(encoding="utf-8")
    plain = text.replace("charset=utf-8", "charset=windows-1258")
    tones = "\u0300\u0301\u0303\u0309\u0323"
    packed = bytearray()
    for character in plain:
        try:
            packed += character.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", character)
            base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
            packed += (base + "".join(part for part in parts if part in tones)).encode("cp1258")
    assert "Ông Bùi Văn Chiến ở thôn 3" in clean_html(extract(bytes(packed), URL).body, URL)


PIECES = [
    "<p>", "</p>", "<table>", "<td>", "<figure>", "<img src=x>", "<br>", "</div>", "<div class=related>", "<a href=y>",
    "</a>", "chữ ", "<ul><li>", "<script>", "<!--", "<picture>", "<source srcset=z>", "<figcaption>",
    "Một câu dài hơn bốn mươi ký tự để thành một đoạn văn. ",
]  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_page_gives_an_article_or_a_clear_refusal(pieces: list[str]) -> None:
    try:
        draft = extract("<html><body>" + "".join(pieces) + "</body></html>", URL)
    except PermanentError:
        return
    assert clean_html(draft.body, URL)
