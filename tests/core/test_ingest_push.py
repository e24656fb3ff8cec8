"""Pushed articles: one gate for HTTP, the command line and the queue."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.errors import InvalidInputError
from worker.core.ingest import Intake, parse_push
from worker.core.ingest_push import KEYS, MAX_ARTICLES
from worker.core.model import Picture, Source

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SOURCES = (
    Source("toa-soan", "Tòa soạn", "push"),
    Source("bao", "Báo", "feed", url="https://bao.example/rss"),
    Source("tat", "Tắt", "push", enabled=False),
)
GOOD: dict[str, Any] = {"source": "toa-soan", "guid": "1", "title": "Tin", "html": "<p>Nội dung.</p>"}


def push(payload: object) -> Intake:
    return parse_push(payload, SOURCES, now=NOW)


def refusal(**changes: object) -> str:
    intake = push({**GOOD, **changes})
    assert intake.articles == ()
    return intake.rejects[0].reason


def test_an_article_with_every_key() -> None:
    (article,) = push(
        {
            "source": "toa-soan",
            "guid": " 7 ",
            "title": "Tin &amp;quot;nóng&amp;quot;",
            "html": "<p>Nội <b>dung</b></br>",
            "text": None,
            "url": "https://bao.example/7",
            "summary": "Lời dẫn",
            "author": "Hà My",
            "published": "2026-01-09T18:40:00",
            "updated": "2026-01-09T19:00:00Z",
            "categories": ["Y tế", "Y tế", " "],
            "pictures": [
                "/a.jpg",
                {
                    "url": "https://bao.example/b.jpg",
                    "mime_type": "image/jpeg",
                    "width": 9,
                    "caption": "C",
                    "credit": None,
                },
            ],
            "language": "en-GB",
        }
    ).articles
    assert (article.source, article.guid, article.title) == ("toa-soan", "7", 'Tin "nóng"')
    assert article.html == "<p>Nội <b>dung</b><br></p>"
    assert (article.summary, article.author, article.categories) == ("Lời dẫn", "Hà My", ("Y tế",))
    assert article.published == datetime(2026, 1, 9, 11, 40, tzinfo=UTC)
    assert article.updated == datetime(2026, 1, 9, 19, tzinfo=UTC)
    assert article.pictures == (
        Picture("https://bao.example/a.jpg"),
        Picture("https://bao.example/b.jpg", mime_type="image/jpeg", width=9, caption="C"),
    )
    assert article.language == "en"
    assert article.content_hash


@pytest.mark.parametrize("payload", [GOOD, [GOOD], {"articles": [GOOD]}])
def test_one_article_a_list_and_an_envelope_mean_the_same(payload: object) -> None:
    assert push(payload) == push(GOOD)
    assert len(push(payload).articles) == 1


@pytest.mark.parametrize("payload", [[], {"articles": []}])
def test_nothing_is_fine(payload: object) -> None:
    assert push(payload) == Intake()


def test_plain_text_becomes_paragraphs() -> None:
    (article,) = push({"source": "toa-soan", "guid": "1", "title": "Tin", "text": "a < b\nc\n\nd"}).articles
    assert article.html == "<p>a &lt; b<br>c</p><p>d</p>"


def test_the_url_serves_where_there_is_no_guid() -> None:
    (article,) = push({"source": "toa-soan", "url": "https://bao.example/1", "title": "T", "text": "x"}).articles
    assert article.guid == "https://bao.example/1"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"titel": "x"}, "articles[0] has the unknown key 'titel'"),
        ({"source": None}, "articles[0].source is missing"),
        ({"source": "khac"}, "'khac', which sources.toml does not have"),
        ({"source": "bao"}, "of kind feed"),
        ({"source": "tat"}, "is disabled"),
        ({"title": ""}, "articles[0].title is missing"),
        ({"title": 5}, "articles[0].title must be text, not a number"),
        ({"guid": None}, "neither guid nor url"),
        ({"html": None}, "articles[0]: It has a title but no text"),
        ({"text": "x"}, "both html and text"),
        ({"categories": "Y tế"}, "articles[0].categories must be a list, not text"),
        ({"categories": [True]}, "articles[0].categories[0] must be text, not true or false"),
        ({"pictures": [[]]}, "articles[0].pictures[0] must be an address or an object, not a list"),
        ({"pictures": [{"url": "x", "size": 1}]}, "articles[0].pictures[0] has the unknown key 'size'"),
        ({"pictures": [{"alt": "x"}]}, "articles[0].pictures[0].url is missing"),
        ({"pictures": [{"url": "x", "width": -1}]}, "articles[0].pictures[0].width must be a whole number"),
        ({"pictures": [{"url": "x", "width": True}]}, "must be a whole number"),
        ({"pictures": {}}, "must be a list, not an object"),
        ({"html": "<div>" * 999}, "articles[0]: Its HTML has elements more than"),
        ({"published": 1.5}, "must be text, not a number"),
    ],
)
def test_mistakes_are_named_with_key_and_place(changes: dict[str, object], sentence: str) -> None:
    assert sentence in refusal(**changes)


def test_one_bad_article_does_not_refuse_the_others() -> None:
    intake = push([GOOD, {"x": 1}, "nonsense", {**GOOD, "guid": "2"}, None])
    assert [article.guid for article in intake.articles] == ["1", "2"]
    assert [reject.reason.split()[0] for reject in intake.rejects] == ["articles[1]", "articles[2]", "articles[4]"]
    assert all(reject.guid for reject in intake.rejects)
    assert intake.rejects[1].excerpt == "nonsense"


def test_a_rejected_article_is_recorded_under_its_own_guid() -> None:
    (reject,) = push({**GOOD, "titel": "x"}).rejects
    assert (reject.guid, reject.excerpt) == ("1", "Tin Nội dung.")


def test_the_same_article_twice_counts_once_and_the_later_wins() -> None:
    intake = push([GOOD, {**GOOD, "title": "Tin sửa"}])
    assert [article.title for article in intake.articles] == ["Tin sửa"]
    assert "came before" in intake.notes[0]


def test_a_future_date_is_noted() -> None:
    intake = push({**GOOD, "published": "2093-01-01T00:00:00Z"})
    assert intake.articles[0].published == NOW
    assert intake.notes[0].startswith("articles[0]: The date")


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        (None, "not null"),
        ("x", "not text"),
        (5, "not a number"),
        ({"articles": {}}, "'articles' must be a list"),
        ({"articles": [], "token": 1}, "Unknown key 'token'"),
        ([GOOD] * (MAX_ARTICLES + 1), "send them in parts"),
    ],
)
def test_a_payload_of_another_form_is_refused_as_a_whole(payload: object, sentence: str) -> None:
    with pytest.raises(InvalidInputError, match=sentence):
        push(payload)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None, max_examples=150)
@given(
    st.one_of(
        VALUES,
        st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), max_size=3),
        st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6).map(lambda item: {**item, "source": "toa-soan"}),
    )
)
def test_any_payload_is_taken_or_refused_with_a_sentence(payload: object) -> None:
    try:
        intake = push(payload)
    except InvalidInputError:
        return
    for reject in intake.rejects:
        assert reject.guid
        assert reject.reason.startswith("articles[")
