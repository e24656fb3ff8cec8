"""What is done with an article in this or that language; the detector is told what to answer."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from worker.core.language import Action, judge_language
from worker.core.model import Article, Source

SOURCE = Source("mau", "Báo Mẫu", "feed")
PROSE = "<p>" + "Plain words without any mark at all, enough of them to be told apart from others. " * 4 + "</p>"


@dataclass
class Detector:
    language: str = "en"
    probability: float = 1.0
    asked: list[str] = field(default_factory=list)

    def detect(self, text: str) -> tuple[str, float]:
        self.asked.append(text)
        return self.language, self.probability


def article(title: str = "Tin", html: str = PROSE, language: str = "vi") -> Article:
    return Article(source="mau", guid="1", title=title, html=html, language=language)


def test_vietnamese_letters_settle_it_without_a_question() -> None:
    detector = Detector("fr")
    judgement = judge_language(
        article("Hội nghị Tỉnh ủy", "<p>Chiều 9/1, các đại biểu thảo luận.</p>"), SOURCE, detector
    )
    assert (judgement.action, judgement.article.language, detector.asked) == (Action.TRANSLATE, "vi", [])


def test_a_few_letters_prove_nothing() -> None:
    detector = Detector("fr")
    assert judge_language(article("Chelsea 2-0", ""), SOURCE, detector).action is Action.TRANSLATE
    assert judge_language(article("12:30", ""), SOURCE, detector).action is Action.TRANSLATE
    assert detector.asked == []


def test_english_is_published_or_skipped_as_the_source_says() -> None:
    judgement = judge_language(article(), SOURCE, Detector("en"))
    assert (judgement.action, judgement.article.language) == (Action.PUBLISH, "en")
    skipping = Source("mau", "Báo Mẫu", "feed", already_english="skip")
    judgement = judge_language(article(), skipping, Detector("en"))
    assert judgement.action is Action.SKIP
    assert "mau" in judgement.reason


def test_doubtful_english_is_translated_unless_declared() -> None:
    doubtful = Detector("en", 0.6)
    assert judge_language(article(), SOURCE, doubtful).action is Action.TRANSLATE
    assert judge_language(article(language="en"), SOURCE, doubtful).action is Action.PUBLISH
    assert judge_language(article(html="<p>Ok.</p>", language="en"), SOURCE, doubtful).action is Action.PUBLISH


def test_another_language_is_rejected_only_when_sure_and_long() -> None:
    judgement = judge_language(article(), SOURCE, Detector("fr"))
    assert judgement.action is Action.REJECT
    assert "'fr'" in judgement.reason
    assert judge_language(article(), SOURCE, Detector("fr", 0.7)).action is Action.TRANSLATE
    short = article(html="<p>A sentence of about eighty letters which is still rather short to be sure of it.</p>")
    assert judge_language(short, SOURCE, Detector("fr")).action is Action.TRANSLATE


def test_a_declared_language_that_is_found_as_well_is_believed() -> None:
    assert judge_language(article(language="fr"), SOURCE, Detector("fr")).action is Action.REJECT


def test_names_in_vietnamese_spelling_are_kept_from_the_detector() -> None:
    detector = Detector("en")
    judge_language(article(html=PROSE + "<p>Nguyễn met Hoài.</p>"), SOURCE, detector)
    assert "Nguyễn" not in detector.asked[0]
    assert "met Hoài." in detector.asked[0]


@pytest.mark.parametrize(("found", "action"), [("lo", Action.TRANSLATE), ("vi", Action.REJECT), ("en", Action.PUBLISH)])
def test_a_source_in_another_language_expects_that(found: str, action: Action) -> None:
    lao = Source("lao", "Lao", "feed", language="lo")
    assert judge_language(article(language="lo"), lao, Detector(found)).action is action
