"""Feed documents -> Articles, rejects and notes."""

from __future__ import annotations

import dataclasses
import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.errors import InvalidInputError
from worker.core.ingest import MAX_ENTRIES, MAX_FEED, Change, Intake, content_hash, decide, parse_feed
from worker.core.intake import MAX_BODY, MAX_GUID, MAX_TITLE
from worker.core.model import Article, Picture, Source

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SOURCE = Source("mau", "Báo Mẫu", "feed", url="https://bao.example/rss", home_url="https://bao.example/")
FULL = dataclasses.replace(SOURCE, full_text=True)
SAMPLES = Path(__file__).parents[2] / "config" / "samples" / "news.xml"


def rss(
    *items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>', channel: str = "<title>Báo</title>"
) -> bytes:
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" '
    space += 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'{head}<rss version="2.0" {space}><channel>{channel}{body}</channel></rss>'.encode()


def item(
    title: str = "Tin", link: str = "https://bao.example/1.html", text: str = "<p>Nội dung.</p>", more: str = ""
) -> str:
    return f"<title>{title}</title><link>{link}</link><description><![CDATA[{text}]]></description>{more}"


def read(body: bytes, source: Source = SOURCE, content_type: str = "application/rss+xml") -> Intake:
    return parse_feed(body, content_type, source, now=NOW)


def only(body: bytes, source: Source = SOURCE, content_type: str = "application/rss+xml") -> Article:
    intake = read(body, source, content_type)
    assert intake.rejects == ()
    (article,) = intake.articles
    return article


# -- the formats -----------------------------------------------------------------------------------------------------


def test_all_samples_are_taken_in_without_a_word() -> None:
    intake = read(SAMPLES.read_bytes())
    assert len(intake.articles) == 16
    assert (intake.rejects, intake.notes) == ((), ())
    assert len({article.guid for article in intake.articles}) == 16
    for article in intake.articles:
        assert article.published is not None
        assert article.summary
        assert article.author
        assert article.categories
        assert "</br>" not in article.html
        assert unicodedata.is_normalized("NFC", article.html)
    by_guid = {article.guid: article for article in intake.articles}
    assert "giấy phép lái xe" in by_guid["https://baomau.example/xa-hoi/tin-van-0801-1004.html"].title
    assert "&" in by_guid["https://baomau.example/xa-hoi/tin-van-0801-1004.html"].title
    flood = by_guid["baomau-1001"]
    assert flood.published is not None
    assert flood.published.isoformat() == "2025-10-14T16:05:00+07:00"
    festival = by_guid["baomau-1015"]
    assert festival.summary.startswith("Hơn 20.000 lượt")
    assert festival.pictures == (
        Picture("https://baomau.example/anh/2026/01/le-hoi-khe-truc.jpg", mime_type="image/jpeg", length=184320),
    )


def test_rss_2_with_everything() -> None:
    article = only(
        rss(
            item(
                text="Lời dẫn",
                more="""<guid isPermaLink="false">abc</guid><pubDate>Fri, 09 Jan 2026 18:40:00 +0700</pubDate>
                <dc:creator>Văn  Trường</dc:creator><category>Thời sự</category><category>Thời sự</category>
                <content:encoded><![CDATA[<p>Một đoạn dài hơn lời dẫn. <a href="/x">Xem</a></p>]]></content:encoded>
                <enclosure url="/a.jpg" type="image/jpeg" length="0"/><media:credit>TTX</media:credit>
                <media:content url="https://bao.example/b.jpg" width="640" height="x" medium="image"/>""",
            )
        )
    )
    assert article == dataclasses.replace(
        Article(
            source="mau",
            guid="abc",
            title="Tin",
            html='<p>Một đoạn dài hơn lời dẫn. <a href="https://bao.example/x">Xem</a></p>',
            url="https://bao.example/1.html",
            summary="Lời dẫn",
            author="Văn Trường",
            published=datetime(2026, 1, 9, 11, 40, tzinfo=UTC),
            categories=("Thời sự",),
            pictures=(
                Picture("https://bao.example/a.jpg", mime_type="image/jpeg"),
                Picture("https://bao.example/b.jpg", width=640, credit="TTX"),
            ),
        ),
        content_hash=article.content_hash,
    )


def test_content_before_description_is_still_the_body() -> None:
    more = "<content:encoded>&lt;p&gt;Phần thân bài dài hơn.&lt;/p&gt;</content:encoded>"
    article = only(rss(f"<title>T</title><link>/1</link>{more}<description>Lời dẫn</description>"))
    assert (article.html, article.summary) == ("<p>Phần thân bài dài hơn.</p>", "Lời dẫn")


@pytest.mark.parametrize("version", ["0.91", "0.92"])
def test_old_rss(version: str) -> None:
    article = only(f'<rss version="{version}"><channel><item>{item()}</item></channel></rss>'.encode())
    assert (article.title, article.guid) == ("Tin", "https://bao.example/1.html")


def test_rdf() -> None:
    article = only(
        f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="https://bao.example/r">{item()}
        <dc:date>2026-01-09T18:40:00+07:00</dc:date><dc:creator>A</dc:creator><dc:subject>Thể thao</dc:subject>
        </item></rdf:RDF>""".encode()
    )
    assert (article.url, article.author, article.categories) == ("https://bao.example/1.html", "A", ("Thể thao",))
    assert article.published == datetime(2026, 1, 9, 11, 40, tzinfo=UTC)


def test_atom() -> None:
    article = only(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://bao.example/goc/"><entry>
        <id>tag:bao.example,2026:1</id><title type="html">&lt;b&gt;Tin&lt;/b&gt;</title><link href="1.html"/>
        <link rel="enclosure" href="https://bao.example/n.mp3" type="audio/mpeg" length="5"/>
        <author><name>Hà My</name><email>x@y.vn</email></author><category term="Văn hóa"/>
        <published>2026-01-09T11:40:00Z</published><updated>2026-01-10T00:00:00Z</updated>
        <summary>Lời dẫn</summary>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Thân bài ở đây <img src="a.jpg"/></p></div>
        </content>
        </entry></feed>""".encode(),
        content_type="application/atom+xml",
    )
    assert (article.guid, article.title, article.author) == ("tag:bao.example,2026:1", "Tin", "Hà My")
    assert '<img src="https://bao.example/goc/a.jpg">' in article.html
    assert article.updated == datetime(2026, 1, 10, tzinfo=UTC)
    assert article.published == datetime(2026, 1, 9, 11, 40, tzinfo=UTC)
    assert article.pictures == (Picture("https://bao.example/n.mp3", mime_type="audio/mpeg", length=5),)


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"])
def test_json_feed(version: str) -> None:
    people = '"author": {"name": "Hà My"}' if version.endswith("/1") else '"authors": [{"name": "Hà"}, {"name": "My"}]'
    article = only(
        f"""{{"version": "{version}", "title": "Báo", {people}, "items": [{{"id": 7, "url": "https://bao.example/7",
        "title": "Tin <b>", "content_html": "<p>Thân bài</p>", "summary": "Lời & dẫn", "image": "/a.jpg",
        "date_published": "2026-01-09T18:40:00", "date_modified": "2026-01-09T19:00:00", "tags": ["Y tế", 3],
        "language": "vn", "attachments": [{{"url": "https://bao.example/n.mp3", "mime_type": "audio/mpeg",
        "size_in_bytes": 9, "title": "Nghe"}}, "x"]}}]}}""".encode(),
        content_type="application/feed+json",
    )
    assert (article.guid, article.title, article.html, article.summary) == ("7", "Tin", "<p>Thân bài</p>", "Lời & dẫn")
    assert article.author == ("Hà My" if version.endswith("/1") else "Hà, My")
    assert article.published == datetime(2026, 1, 9, 11, 40, tzinfo=UTC)
    assert (article.categories, article.language) == (("Y tế",), "vi")
    assert article.pictures == (
        Picture("https://bao.example/a.jpg"),
        Picture("https://bao.example/n.mp3", mime_type="audio/mpeg", length=9, caption="Nghe"),
    )


def test_json_feed_with_plain_text_only() -> None:
    article = only(
        b'{"version": "https://jsonfeed.org/version/1", "items": '
        b'[{"id": "1", "title": "T", "content_text": "a < b\\n\\nc"}]}'
    )
    assert article.html == "<p>a &lt; b</p><p>c</p>"


def test_a_json_feed_of_another_version_is_noted() -> None:
    assert "version" in read(b'{"version": "2", "items": []}').notes[0]


# -- dirt ------------------------------------------------------------------------------------------------------------


def test_picture_and_text_glued_in_a_description_come_apart() -> None:
    dirty = '<a href="https://bao.example/1.html"><img src="https://anh.example/a.jpg" ></a></br>Nước lên nhanh.'
    article = only(rss(item(text=dirty)))
    assert article.html == (
        '<p><a href="https://bao.example/1.html"><img src="https://anh.example/a.jpg"></a></p><p>Nước lên nhanh.</p>'
    )
    assert article.summary == ""
    assert only(rss(item(text=dirty)), FULL).summary == "Nước lên nhanh."


@pytest.mark.parametrize("title", ["&lt;b&gt;A &amp;amp; B&lt;/b&gt;", "A &amp;amp;amp; B", "<![CDATA[<i>A</i> & B]]>"])
def test_titles_lose_tags_and_double_escapes(title: str) -> None:
    assert only(rss(item(title=title))).title == "A & B"


def test_wrong_encoding_is_read_and_noted() -> None:
    body = rss(item(title="Tiếng Việt ở đường"), head='<?xml version="1.0" encoding="utf-16"?>')
    intake = read(body, content_type="text/xml; charset=iso-8859-1")
    assert intake.articles[0].title == "Tiếng Việt ở đường"
    assert "iso-8859-1" in intake.notes[0]


def test_broken_xml_is_read_all_the_same_and_noted() -> None:
    intake = read(rss(item(title="A & B"), item(title="C", link="https://bao.example/2")).replace(b"</channel>", b""))
    assert [article.title for article in intake.articles] == ["A & B", "C"]
    assert "not well-formed" in intake.notes[0]


def test_undeclared_html_entities_do_no_harm() -> None:
    article = only(
        rss("<title>T&agrave;u &nbsp;ra kh&#417;i</title><link>/1</link><description>X&atilde;</description>")
    )
    assert (article.title, article.html) == ("Tàu ra khơi", "<p>Xã</p>")


def test_control_characters_and_surrogates_do_no_harm() -> None:
    article = only(rss(item(title="A\x0b&#x8;&#55296;B\u0000", text="<p>\x01C&#2;</p>&#99999999;&#x110000;")))
    assert (article.title, article.html) == ("AB", "<p>C</p>")


def test_decomposed_unicode_is_composed() -> None:
    article = only(
        rss(item(title=unicodedata.normalize("NFD", "Tiếng Việt"), text=unicodedata.normalize("NFD", "ở đây")))
    )
    assert (article.title, article.html) == ("Tiếng Việt", "<p>ở đây</p>")


def test_a_future_date_is_pulled_back_and_a_bad_one_left_out() -> None:
    bodies = rss(
        item(more="<pubDate>Fri, 09 Jan 2093 18:40:00 +0700</pubDate>"),
        item(link="https://bao.example/2", more="<pubDate>hôm qua</pubDate>"),
    )
    first, second = read(bodies).articles
    assert (first.published, second.published) == (NOW, None)
    assert len(read(bodies).notes) == 2


def test_tracking_parameters_are_left_alone() -> None:
    link = "https://bao.example/1.html?utm_source=rss&amp;utm_medium=x"
    assert only(rss(item(link=link))).url == "https://bao.example/1.html?utm_source=rss&utm_medium=x"


def test_entity_bombs_do_not_go_off() -> None:
    bomb = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
    intake = read(rss(item(title="&a12;"), head=f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "boom">{bomb}]>'))
    assert sum(len(article.title) + len(article.html) for article in intake.articles) < 10_000


def test_external_entities_are_not_read() -> None:
    head = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    intake = read(rss(item(title="a&x;b"), head=head))
    assert "root:" not in repr(intake)


# -- identity --------------------------------------------------------------------------------------------------------


def test_a_missing_guid_is_made_from_the_link_or_from_title_and_date() -> None:
    assert only(rss(item(link="https://bao.example/1.html#x"))).guid == "https://bao.example/1.html"
    lone = "<title>Tin</title><description>a</description><pubDate>9/1/2026 18:40</pubDate>"
    first, again = only(rss(lone)), only(rss(lone.replace("<description>a", "<description>b")))
    assert first.guid.startswith("title:")
    assert first.guid == again.guid
    assert only(rss(lone.replace("9/1", "8/1"))).guid != first.guid


def test_a_guid_that_is_an_address_serves_as_link() -> None:
    article = only(rss("<title>T</title><guid>https://bao.example/9</guid><description>a</description>"))
    assert (article.guid, article.url) == ("https://bao.example/9", "https://bao.example/9")


def test_an_endless_guid_is_shortened_the_same_way_each_time() -> None:
    body = rss(item(more=f"<guid isPermaLink='false'>{'g' * (MAX_GUID + 1)}</guid>"))
    assert only(body).guid == only(body).guid
    assert len(only(body).guid) < 100


def test_the_same_entry_twice_counts_once() -> None:
    intake = read(rss(item(), item()))
    assert (len(intake.articles), intake.rejects, intake.notes) == (1, (), ())


def test_a_guid_on_two_articles_is_told_apart_by_their_links() -> None:
    guid = "<guid isPermaLink='false'>g</guid>"
    new = item("Mới", "https://bao.example/2", more=guid)
    old = item("Cũ", "https://bao.example/1", more=guid)
    intake = read(rss(new, old))
    assert [(article.title, article.guid) for article in intake.articles] == [
        ("Mới", "g https://bao.example/2"),
        ("Cũ", "g"),
    ]
    assert "its guid stood on several articles" in intake.notes[0]
    dated = read(rss(old + "<pubDate>10/1/2026 08:00</pubDate>", new + "<pubDate>9/1/2026 08:00</pubDate>"))
    assert [article.guid for article in dated.articles] == ["g https://bao.example/1", "g"]


def test_of_two_versions_of_one_article_the_newer_counts() -> None:
    new = item("Mới", more="<pubDate>10/1/2026 08:00</pubDate>")
    old = item("Cũ", more="<pubDate>9/1/2026 08:00</pubDate>")
    assert [only(rss(old, new)).title, only(rss(new, old)).title] == ["Mới", "Mới"]
    assert only(rss(item("Trên"), item("Dưới"))).title == "Trên"


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("", "neither a title nor a text"),
        ("<title>&lt;b&gt;&lt;/b&gt;</title>", "neither a title nor a text"),
        ("<title>Chỉ tiêu đề</title>", "it has no link"),
        ("<title>Chỉ tiêu đề</title><link>/1</link>", "full_text = true"),
        (item(title="a" * (MAX_TITLE + 1)), "501 characters"),
        (item(text="a" * (MAX_BODY + 1)), "1,000,001 characters"),
        (item(text="<div>" * 500), "deep"),
    ],
)
def test_a_bad_entry_is_recorded_and_its_neighbours_pass(entry: str, reason: str) -> None:
    intake = read(rss(item("Trước"), entry, item("Sau", "https://bao.example/2")))
    assert [article.title for article in intake.articles] == ["Trước", "Sau"]
    (reject,) = intake.rejects
    assert reason in reject.reason
    assert reject.guid
    assert len(reject.excerpt) <= 200
    assert read(rss(entry)).rejects == (reject,)


def test_a_lone_title_with_a_link_is_fine_where_the_page_is_read() -> None:
    article = only(rss("<title>Chỉ tiêu đề</title><link>/1</link>"), FULL)
    assert (article.html, article.url) == ("", "https://bao.example/1")


def test_a_lone_picture_is_something_to_show() -> None:
    assert "<img" in only(rss(item(text="<img src='/a.jpg'>"))).html


def test_a_text_without_title_gets_one_from_its_beginning() -> None:
    intake = read(rss(item(title="", text="<p>Nước lên nhanh. Dân sơ tán.</p>"), item("", "/2", "chữ " * 100)))
    assert intake.articles[0].title == "Nước lên nhanh"
    assert len(intake.articles[1].title) <= 110
    assert intake.articles[1].title.endswith("…")
    assert len(intake.notes) == 2


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "web page, not a feed"),
        ("Xin chào".encode(), "neither RSS, Atom nor JSON Feed"),
        (b"<a><b/></a>", "neither RSS"),
        (b'{"a": 1}', "no list 'items'"),
        (b"[1, 2]", "no list 'items'"),
        (b'{"items": [', "line 1, column"),
        (b"[" * 100_000, "cannot be read"),
        (bytes(MAX_FEED + 1), "the limit is"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_sentence(body: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInputError, match=sentence):
        read(body)


def test_an_empty_feed_is_fine() -> None:
    assert read(rss()) == Intake()


def test_an_endless_feed_is_read_from_the_top() -> None:
    entries = ",".join(f'{{"id": "{n}", "title": "T", "content_text": "x"}}' for n in range(MAX_ENTRIES + 5))
    intake = read(f'{{"version": "https://jsonfeed.org/version/1", "items": [{entries}]}}'.encode())
    assert len(intake.articles) == MAX_ENTRIES
    assert "only the first" in intake.notes[0]


# -- change ------------------------------------------------------------------------------------------------------------


def test_the_hash_is_filled_and_decides() -> None:
    article = only(rss(item()))
    assert article.content_hash == content_hash(article)
    assert decide(None, article) is Change.NEW
    assert decide(article.content_hash, article) is Change.SAME
    assert decide("0" * 64, article) is Change.CHANGED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (item(more="<pubDate>9/1/2026 08:00</pubDate>"), item(more="<pubDate>10/1/2026 09:00</pubDate>")),
        (item(text="<p>a  b</p>"), item(text="<p>a\nb</p>\n")),
        (item(text="<p class='x' style='y'>a</p>"), item(text="<p>a</p>")),
        (item(text="<img src='/a.jpg?w=1&s=2'>"), item(text="<img src='/a.jpg?w=9'>")),
        (item(text="<p>a<script>1</script></p>"), item(text="<p>a</p>")),
    ],
)
def test_what_a_reader_would_not_notice_changes_nothing(before: str, after: str) -> None:
    assert only(rss(before)).content_hash == only(rss(after)).content_hash


@pytest.mark.parametrize(
    "after",
    [
        item(title="Tin khác"),
        item(text="<p>Nội dung khác.</p>"),
        item(text="<h2>Nội dung.</h2>"),
        item(text="<p><b>Nội</b> dung.</p>"),
        item(text="<p><a href='/x'>Nội</a> dung.</p>"),
        item(text="<p>Nội dung.</p><img src='/a.jpg'>"),
        item(more="<dc:creator>A</dc:creator>"),
        item(more="<category>B</category>"),
        item(more="<enclosure url='/a.jpg' type='image/jpeg'/>"),
    ],
)
def test_what_a_reader_would_notice_changes_the_hash(after: str) -> None:
    link = "<guid isPermaLink='false'>g</guid>"
    assert only(rss(item() + link)).content_hash != only(rss(after + link)).content_hash


# -- anything at all ---------------------------------------------------------------------------------------------------


def check(intake: Intake) -> None:
    for article in intake.articles:
        texts = (
            article.title,
            article.html,
            article.summary,
            article.author,
            article.guid,
            article.url,
            *article.categories,
        )
        for text in texts:
            assert unicodedata.is_normalized("NFC", text)
            assert not any(unicodedata.category(c) == "Cs" or (c < " " and c not in "\t\n") for c in text)
        assert article.guid
        assert article.title
        assert article.content_hash
        assert article.published is None or article.published.tzinfo is not None
    for reject in intake.rejects:
        assert reject.guid
        assert reject.reason.endswith(".")


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=400), st.text(max_size=40))
def test_any_bytes_are_read_or_refused_cleanly(body: bytes, content_type: str) -> None:
    try:
        check(read(body, content_type=content_type))
    except InvalidInputError:
        return


@settings(deadline=None, max_examples=100)
@given(st.integers(min_value=0), st.binary(max_size=30), st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))
def test_a_damaged_feed_is_read_or_refused_cleanly(position: int, garbage: bytes, encoding: str) -> None:
    whole = SAMPLES.read_text(encoding="utf-8")[:6000].encode(encoding)
    position %= len(whole)
    try:
        check(read(whole[:position] + garbage + whole[position + len(garbage) :]))
    except InvalidInputError:
        return


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "url", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)
KEYS = ["id", "url", "title", "content_html", "content_text", "summary", "image", "date_published", "tags", "authors",
        "author", "attachments", "language"]  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), max_size=4))
def test_any_json_feed_is_read_cleanly(items: list[dict[str, object]]) -> None:

    check(read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()))
