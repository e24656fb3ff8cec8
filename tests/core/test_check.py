from __future__ import annotations

import pytest

from worker.core.check import Policy, check_article, check_sentence
from worker.core.model import Finding, Grade, Hypothesis, Sentence, TranslatedBlock, TranslatedSentence, Verdict

POLICY = Policy()
SOURCE = "Chiều nay, lãnh đạo tỉnh kiểm tra công tác phòng chống bão tại các xã ven biển."
ENGLISH = "This afternoon, provincial leaders inspected storm prevention work in the coastal communes."


def checks(source: str, target: str, score: float = -0.5, *, complete: bool = True) -> dict[str, Grade]:
    verdict = check_sentence(source, Hypothesis(target, score, complete=complete), POLICY)
    return {finding.check: finding.grade for finding in verdict.findings}


def test_a_fair_translation_is_sure() -> None:
    assert checks(SOURCE, ENGLISH) == {}


@pytest.mark.parametrize("target", ["", "   "])
def test_no_english_is_held(target: str) -> None:
    assert checks(SOURCE, target) == {"empty": Grade.HELD}


def test_a_copied_source_is_held() -> None:
    assert checks(SOURCE, SOURCE)["copied"] is Grade.HELD


@pytest.mark.parametrize(
    "target",
    [
        "The leaders of the the the the province inspected the coastal communes and the villages.",
        "The leaders inspected the dike, inspected the dike, inspected the dike, inspected the dike.",
        "He said that the province would, and he said that the, then he said that the, so he said that the end.",
    ],
)
def test_a_loop_is_held(target: str) -> None:
    assert checks(SOURCE, target)["repetition"] is Grade.HELD


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Đêm nay không khí lạnh tăng cường.", "Tonight the cold air cold air strengthens."),
        ("Tỉnh nhận 132.800 liều vắc xin.", "The province receives 132,800 doses of vaccine vaccine."),
    ],
)
def test_words_said_twice_in_a_row_are_doubtful(source: str, target: str) -> None:
    assert checks(source, target)["repetition"] is Grade.DOUBTFUL


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Trước đó bà đã có triệu chứng.", "She had had symptoms before that that day."),
        ("Khách lên đảo Phi Phi.", "Guests came to the Phi Phi islands."),
        ("Ông Lê Thánh Thành đến.", "Le Thanh Thanh came."),
    ],
)
def test_words_that_belong_twice_are_not_doubted(source: str, target: str) -> None:
    assert "repetition" not in checks(source, target)


def test_a_repetition_that_the_source_has_too_is_no_loop() -> None:
    source = "Đoàn kết, đoàn kết, đoàn kết, đoàn kết: đó là lời dặn của Người với toàn Đảng."
    assert "repetition" not in checks(source, "Unity, unity, unity, unity: that was his advice to the whole Party.")


@pytest.mark.parametrize(
    ("target", "grade"),
    [("The storm is near the.", Grade.DOUBTFUL), ("Storms.", Grade.HELD), ("ab cd " * 40, Grade.HELD)],
)
def test_a_length_far_from_the_source_is_doubted_or_held(target: str, grade: Grade) -> None:
    found = checks(SOURCE, target)
    assert grade in {found.get("length"), found.get("repetition")}


def test_short_texts_may_have_any_length() -> None:
    assert checks("UBND tỉnh", "Provincial PC") == {}


def test_a_word_left_in_vietnamese_is_doubtful_and_a_sentence_of_them_held() -> None:
    assert checks(SOURCE, ENGLISH.replace("coastal", "ven biển")) == {"vietnamese": Grade.DOUBTFUL}
    assert checks(SOURCE, "The lãnh đạo tỉnh kiểm tra phòng chống bão in the communes.")["vietnamese"] is Grade.HELD


def test_a_name_in_vietnamese_letters_is_no_doubt() -> None:
    assert checks("Ông Lê Đức Thắng nói.", "Mr Lê Đức Thắng said.") == {}


def test_french_words_and_addresses_are_not_vietnamese() -> None:
    source = "Xem https://vi.example/tỉnh về quán cà phê Café de Paris ở ngoại ô, gần bờ biển."
    assert checks(source, "See https://vi.example/tỉnh about the Café du Monde in the suburbs near the seaside.") == {}


def test_a_low_score_is_doubtful() -> None:
    assert checks(SOURCE, ENGLISH, score=-9.0) == {"score": Grade.DOUBTFUL}


def test_english_that_was_cut_short_is_held() -> None:
    assert checks(SOURCE, ENGLISH, complete=False) == {"length": Grade.HELD}


def block(kind: str, *grades: Grade) -> TranslatedBlock:
    sentences = [
        TranslatedSentence(
            Sentence("a"),
            Sentence("b"),
            0.0,
            Verdict(() if grade is Grade.SURE else (Finding("repetition", grade, "A loop."),)),
        )
        for grade in grades
    ]
    return TranslatedBlock(kind, tuple(sentences))  # type: ignore[arg-type]


def test_one_held_sentence_holds_the_article_and_says_why() -> None:
    verdict = check_article([block("title", Grade.SURE), block("paragraph", Grade.HELD, Grade.SURE)], POLICY)
    assert verdict.grade is Grade.HELD
    assert verdict.findings[0].detail == "A loop."


def test_a_share_of_held_sentences_can_be_let_through_but_never_a_held_title() -> None:
    policy = Policy(held_share=0.5)
    body = block("paragraph", Grade.HELD, Grade.SURE, Grade.SURE)
    assert check_article([block("title", Grade.SURE), body], policy).grade is Grade.DOUBTFUL
    assert check_article([block("title", Grade.HELD), body], policy).grade is Grade.HELD


def test_doubtful_sentences_make_the_article_doubtful_and_too_many_hold_it() -> None:
    blocks = [block("title", Grade.SURE), block("paragraph", Grade.DOUBTFUL, Grade.DOUBTFUL)]
    assert check_article(blocks, POLICY).grade is Grade.DOUBTFUL
    assert check_article(blocks, Policy(doubtful_share=0.5)).grade is Grade.HELD


def test_an_article_without_a_sentence_is_held() -> None:
    assert check_article([], POLICY).grade is Grade.HELD
