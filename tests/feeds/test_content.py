from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from feeds.content import reading_minutes, rendition
from feeds.model import Picture, Publication
from feeds.site import Edition, Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from feeds.model import Entry


def test_every_edition_has_the_body_it_promises(site: Site, make_entry: Callable[..., Entry]) -> None:
    full = rendition(site, make_entry(), Edition.FULL).html
    both = rendition(site, make_entry(), Edition.BILINGUAL).html
    assert "Resolution 39-NQ/TW" in full
    assert "Chiều 9/1" not in full
    assert '<p lang="vi">Chiều 9/1, ủy ban đã họp.</p>' in both
    assert rendition(site, make_entry(), Edition.TITLES).html == ""


def test_an_article_that_was_english_already_is_its_own_bilingual_edition(
    site: Site, make_entry: Callable[..., Entry]
) -> None:
    shown = rendition(site, make_entry(bilingual_html="", engine="", doubts=()), Edition.BILINGUAL)
    assert "Resolution 39-NQ/TW" in shown.html
    assert "Published in English by" in shown.html
    assert "Machine translation" not in shown.html


def test_the_last_lines_say_who_translated_what_and_how_sure_it_is(
    site: Site, make_entry: Callable[..., Entry]
) -> None:
    html = rendition(site, make_entry(), Edition.FULL).html
    assert "Machine translation by translate-vi_en 1.9 of" in html
    assert 'href="https://baomau.example/b%C3%A0i-1.html" hreflang="vi"' in html
    assert "Ủy ban thống nhất về đê</a> (Báo Mẫu)." in html
    assert "One sentence could not be proven right and is marked." in html
    assert "reading time 1 min." in html
    assert "Original: © Báo Mẫu." in html


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"doubts": (), "verdict": "sure"}, "Every sentence passed the checks."),
        ({"doubts": (), "verdict": "doubtful"}, "Parts of it could not be proven right."),
        ({"original_url": ""}, "of Báo Mẫu."),
        ({"original_title": ""}, "the original</a>"),
    ],
)
def test_the_last_lines_fit_what_is_known(
    site: Site, make_entry: Callable[..., Entry], changes: dict[str, object], sentence: str
) -> None:
    assert sentence in rendition(site, make_entry(**changes), Edition.FULL).html


def test_doubtful_sentences_are_shown_as_the_site_says(site: Site, make_entry: Callable[..., Entry]) -> None:
    entry = make_entry(doubts=make_entry().doubts * 2)
    marked = rendition(site, entry, Edition.FULL).html
    assert '<mark class="doubt" title="a number is missing">' in marked
    assert "Ủy ban đã ký." not in marked
    assert "2 sentences could not be proven right and are marked." in marked
    beside = rendition(replace(site, doubts="beside"), entry, Edition.FULL).html
    assert '<small lang="vi">(Ủy ban đã ký.)</small>' in beside
    both = rendition(replace(site, doubts="beside"), entry, Edition.BILINGUAL).html
    assert "Ủy ban đã ký." not in both
    plain = rendition(replace(site, doubts="plain"), entry, Edition.FULL).html
    assert "<mark" not in plain
    assert "2 sentences could not be proven right." in plain


def test_the_summary_is_the_standfirst_or_a_whole_first_paragraph_or_none(
    site: Site, make_entry: Callable[..., Entry]
) -> None:
    paragraph = "The committee met on the afternoon of January 9 in Vinh."
    for html, expected in (
        (f"<h2>H</h2><p> </p><p>{paragraph}</p>", paragraph),
        (f"<p>{paragraph * 20}</p>", ""),
        ("<p>Short.</p>", ""),
        ("", ""),
    ):
        assert rendition(site, make_entry(summary="", html=html), Edition.FULL).summary == expected
    assert rendition(site, make_entry(), Edition.FULL).summary == "The committee met on January 9. It agreed."


def test_the_first_picture_opens_a_body_that_shows_none(site: Site, make_entry: Callable[..., Entry]) -> None:
    without = rendition(site, make_entry(html="<p>Text.</p>", doubts=()), Edition.FULL).html
    assert without.startswith('<figure><img src="https://baomau.example/de.jpg" alt="The dike">')
    assert "(Photo: An)</figcaption>" in without
    assert rendition(site, make_entry(), Edition.FULL).html.count("<img") == 1
    assert "<img" not in rendition(site, make_entry(html="<p>x</p>", pictures=()), Edition.FULL).html


def test_pictures_are_those_with_an_address_each_once_and_typed(site: Site, make_entry: Callable[..., Entry]) -> None:
    pictures = (
        Picture("/relative.jpg"),
        Picture("https://a.example/x.webp", "nonsense", -1, 0, -5, "<b>alt</b>"),
        Picture("https://a.example/x.webp"),
        Picture("https://a.example/view?id=1"),
        Picture("https://a.example/y.png", "IMAGE/PNG", 5),
    )
    shown = rendition(site, make_entry(pictures=pictures), Edition.FULL).pictures
    assert [(picture.url, picture.mime_type) for picture in shown] == [
        ("https://a.example/x.webp", "image/webp"),
        ("https://a.example/view?id=1", "image/jpeg"),
        ("https://a.example/y.png", "image/png"),
    ]
    assert (shown[0].length, shown[0].width, shown[0].height, shown[0].alt) == (None, None, None, "alt")


def test_what_is_missing_has_a_decent_replacement(site: Site, make_entry: Callable[..., Entry]) -> None:
    bare = make_entry(title=" ", author="", publication=Publication("push", ""), categories=("", " ", "Politics"))
    shown = rendition(site, bare, Edition.FULL)
    assert shown.title == "Untitled"
    assert shown.author == shown.publication_name == "push"
    assert shown.publication_url == ""
    assert [category.label for category in shown.categories] == ["Politics"]


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (230, 1), (400, 2), (2300, 10)])
def test_reading_time_counts_words(words: int, minutes: int) -> None:
    assert reading_minutes(f"<p>{'word ' * words}</p>") == minutes
