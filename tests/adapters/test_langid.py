"""The real identifier, alone and together with the decision what to do."""

from __future__ import annotations

import pytest

from worker.adapters.langid import LANGUAGES, Py3LangId
from worker.core.ingest import Action, judge_language
from worker.core.model import Article, Source

DETECTOR = Py3LangId()
SOURCE = Source("mau", "Báo Mẫu", "feed")


def judge(title: str, html: str = "", source: Source = SOURCE, language: str = "vi") -> Action:
    article = Article(source="mau", guid="1", title=title, html=html, language=language)
    return judge_language(article, source, DETECTOR).action


def test_probabilities_are_probabilities() -> None:
    language, probability = DETECTOR.detect("Hội nghị thảo luận nhiệm vụ phát triển kinh tế năm 2026 của tỉnh.")
    assert language == "vi"
    assert 0.9 < probability <= 1.0
    language, probability = DETECTOR.detect("The province received 1.9 million visitors last year, up 12 percent.")
    assert (language, probability > 0.9) == ("en", True)
    assert language in LANGUAGES


@pytest.mark.parametrize("text", ["", "12:30 - 9/1/2026", "!!!"])
def test_no_letters_no_language(text: str) -> None:
    assert DETECTOR.detect(text) == ("und", 0.0)


@pytest.mark.parametrize(
    ("title", "html"),
    [
        ("Sáng 9/1", ""),
        ("Manchester United 2-1 Arsenal", ""),
        ("Nguyen Van Thong, Le Thi Hoai Thu", ""),
        ("Nguyễn Văn Thông gặp SpaceX, Google, Microsoft và Amazon", "<p>Chiều 9/1.</p>"),
        ("OK", ""),
        ("VIDEO", "<p>Ảnh: AFP, Reuters, Getty Images</p>"),
        ("Chelsea - Liverpool", "<p>Chelsea 2 - 0 Liverpool, Everton 1 - 1 Fulham, Leeds 0 - 0 Burnley</p>"),
    ],
)
def test_short_and_name_heavy_vietnamese_is_translated(title: str, html: str) -> None:
    assert judge(title, html) is Action.TRANSLATE


ENGLISH = (
    "<p>Secretary Nguyễn Văn Thông met Chairman Lê Thị Hoài Thu in Nghệ An on Friday to discuss the new port. "
    "They agreed that work would begin in March and that the province would pay for the road.</p>"
)


def test_english_news_with_vietnamese_names_is_english() -> None:
    assert judge("Leaders meet in Nghệ An", ENGLISH) is Action.PUBLISH
    skipping = Source("mau", "Báo Mẫu", "feed", already_english="skip")
    assert judge("Leaders meet in Nghệ An", ENGLISH, skipping) is Action.SKIP


def test_another_language_is_rejected_only_when_it_is_sure() -> None:
    french = (
        "<p>Le gouvernement a annoncé hier une nouvelle mesure pour les familles qui habitent dans les zones rurales "
        "du pays. Les habitants pourront demander une aide à partir du mois de mars auprès de leur mairie.</p>"
    )
    assert judge("Une nouvelle mesure", french) is Action.REJECT
    assert judge("Une nouvelle mesure") is Action.TRANSLATE
