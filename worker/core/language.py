"""Which articles are translated, which are English already, and which are in a language nobody asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from worker.core.clean import text_of

if TYPE_CHECKING:
    from worker.core.model import Article, Source
    from worker.core.ports import LanguageDetector

# Letters that Vietnamese has and hardly any other language: đ ơ ư ă and the vowels with a tone mark on top of another.
_VIETNAMESE_LETTER: Final = re.compile("[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_VIETNAMESE_SHARE: Final = 0.055
"""Share of such letters in all letters. Of 2,000 Vietnamese news sentences the median has 0.19 and the least 0.058; of
1,000 English sentences about Vietnam, names and all, the most has 0.042."""
_SAMPLE: Final = 4_000
"""Characters that are looked at: enough for any detector."""
_ENOUGH_FOR_ENGLISH: Final = 60
"""Letters below which a detector's word for English is not taken."""
_ENOUGH_FOR_OTHERS: Final = 150
_SURE: Final = 0.9


class Action(StrEnum):
    """What is to be done with an article, its language considered."""

    TRANSLATE = "translate"
    PUBLISH = "publish"
    SKIP = "skip"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The decision, and the article with its language filled in."""

    action: Action
    article: Article
    reason: str = ""
    """A sentence for the operator when the article is not translated."""


def judge_language(article: Article, source: Source, detector: LanguageDetector) -> Judgement:
    """Decide by the article's own words; where these are too few to tell, by what publisher or source declare.

    A wrong `reject` or `publish` loses a translation, a wrong `translate` only wastes one: in doubt it is translated.
    """
    text = f"{article.title}. {article.summary} {text_of(article.html)}"[:_SAMPLE]
    language = _language(text, article.language, source.language, detector)
    article = replace(article, language=language)
    if language == source.language:
        return Judgement(Action.TRANSLATE, article)
    if language == "en":
        if source.already_english == "publish":
            return Judgement(Action.PUBLISH, article, "It is in English already and is published as it is.")
        return Judgement(Action.SKIP, article, f"It is in English already, and source {source.name} says to skip that.")
    return Judgement(
        Action.REJECT,
        article,
        f"It is in the language {language!r}, but source {source.name} is for {source.language!r}.",
    )


def _language(text: str, declared: str, expected: str, detector: LanguageDetector) -> str:
    letters = sum(character.isalpha() for character in text)
    if letters and len(_VIETNAMESE_LETTER.findall(text)) >= letters * _VIETNAMESE_SHARE:
        return "vi"
    claim = declared if declared in {expected, "en"} else expected
    if letters < _ENOUGH_FOR_ENGLISH:
        return claim
    # Names in Vietnamese spelling would make a detector take English news from Vietnam for Vietnamese.
    rest = " ".join(word for word in text.split() if not _VIETNAMESE_LETTER.search(word))
    found, probability = detector.detect(rest)
    if found in {"en", expected, declared}:
        return found if probability >= _SURE else claim
    return found if probability >= _SURE and letters >= _ENOUGH_FOR_OTHERS else claim
