from __future__ import annotations

from typing import TYPE_CHECKING

from worker.core.check import Policy
from worker.core.memory import correction
from worker.core.model import Article, Grade, Translation
from worker.core.translate import Failure, translate_articles

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Make = Callable[[dict[str, str]], Any]

POLICY = Policy()
TABLE = {
    "Mưa lớn ở miền núi": "Heavy rain in the mountains",
    "Mưa rất to.": "It rained very hard.",
    "Dân bản được sơ tán an toàn.": "The villagers were evacuated safely.",
    "Xem bản tin của đài.": "See the bulletin of the station.",
}
HTML = '<p>Mưa rất to. Dân bản được sơ tán an toàn.</p><p>Xem <a href="https://x.example/a">bản tin</a> của đài.</p>'


def article(title: str = "Mưa lớn ở miền núi", html: str = HTML, **more: Any) -> Article:
    return Article("mau", "1", title, html, **more)


def translated(outcome: Translation | Failure) -> Translation:
    assert isinstance(outcome, Translation)
    return outcome


def test_an_article_comes_back_in_english_with_its_structure(translator_of: Make, memory: Any) -> None:
    (outcome,) = translate_articles([article(summary="Mưa rất to.")], translator_of(TABLE), memory, POLICY)
    english = translated(outcome)
    assert english.title == "Heavy rain in the mountains"
    assert english.summary == "It rained very hard."
    assert english.html.startswith("<p>It rained very hard. The villagers were evacuated safely.</p>")
    assert 'href="https://x.example/a"' in english.html
    assert "Mưa rất to." in english.bilingual_html
    assert 'lang="en"' in english.bilingual_html
    assert english.engine == "fake 1"
    assert english.verdict.grade is Grade.SURE
    assert [block.kind for block in english.blocks] == ["title", "summary", "paragraph", "paragraph"]


def test_all_sentences_of_all_articles_go_in_one_call_each_once(translator_of: Make, memory: Any) -> None:
    translator = translator_of(TABLE)
    translate_articles([article(), article(title="Xem bản tin của đài.")], translator, memory, POLICY)
    ((_, asked),) = translator.batches
    assert sorted(asked) == sorted(TABLE)


def test_a_second_time_the_engine_is_not_asked(translator_of: Make, memory: Any) -> None:
    first = translate_articles([article()], translator_of(TABLE), memory, POLICY)
    translator = translator_of({})
    second = translate_articles([article()], translator, memory, POLICY)
    assert translator.batches == []
    assert translated(second[0]).html == translated(first[0]).html
    assert {s.step for block in translated(second[0]).blocks for s in block.sentences} == {"memory"}


def test_an_edited_article_costs_its_new_sentence_only(translator_of: Make, memory: Any) -> None:
    translate_articles([article()], translator_of(TABLE), memory, POLICY)
    translator = translator_of(TABLE)
    translate_articles([article(html=HTML + "<p>Trời đã tạnh.</p>")], translator, memory, POLICY)
    assert [asked for _, asked in translator.batches] == [["Trời đã tạnh."]]


def test_a_correction_wins_over_every_engine(translator_of: Make, memory: Any) -> None:
    memory.put([correction("Mưa rất to.", "The rain was torrential.")])
    english = translated(translate_articles([article()], translator_of(TABLE), memory, POLICY)[0])
    assert "The rain was torrential." in english.html
    assert "editor" in {s.step for block in english.blocks for s in block.sentences}


def test_a_broken_sentence_holds_its_article_and_no_other(translator_of: Make, memory: Any) -> None:
    translator = translator_of(TABLE | {"Bài khác.": "word word word word word"})
    outcomes = translate_articles([article(), article(html="<p>Bài khác.</p>")], translator, memory, POLICY)
    first, second = (translated(outcome) for outcome in outcomes)
    assert first.verdict.grade is Grade.SURE
    assert second.verdict.grade is Grade.HELD
    assert "repeats itself" in second.verdict.findings[0].detail


def test_a_doubtful_sentence_is_marked_in_the_body(translator_of: Make, memory: Any) -> None:
    table = TABLE | {"Dân bản được sơ tán an toàn.": "The dân bản were evacuated safely to the school."}
    english = translated(translate_articles([article()], translator_of(table), memory, POLICY)[0])
    assert english.verdict.grade is Grade.DOUBTFUL
    assert '<span class="doubt">The dan ban were evacuated safely to the school.</span>' in english.html


def test_numbers_addresses_and_english_are_kept_without_asking(translator_of: Make, memory: Any) -> None:
    translator = translator_of(TABLE)
    html = "<table><tr><td>1.250</td><td>Facebook</td><td>9/1</td></tr></table><p>This is in English already.</p>"
    english = translated(translate_articles([article(html=html)], translator, memory, POLICY)[0])
    assert [asked for _, asked in translator.batches] == [["Mưa lớn ở miền núi"]]
    assert "This is in English already." in english.html
    assert "<td>1,250</td><td>Facebook</td><td>January 9</td>" in english.html


def test_an_english_article_is_passed_through(translator_of: Make, memory: Any) -> None:
    translator = translator_of({})
    (outcome,) = translate_articles([article(title="Rain", language="en")], translator, memory, POLICY)
    english = translated(outcome)
    assert (english.title, english.html, english.engine) == ("Rain", HTML, "")
    assert translator.batches == []


def test_an_empty_article_is_held(translator_of: Make, memory: Any) -> None:
    (outcome,) = translate_articles([article(title="", html="")], translator_of(TABLE), memory, POLICY)
    assert translated(outcome).verdict.grade is Grade.HELD
