from __future__ import annotations

import re

import pytest

from worker.core.check import Policy, check_fidelity
from worker.core.coined import coined_words, is_known
from worker.core.glossary import Term, glossary_of
from worker.core.model import Grade
from worker.core.protect.find import Context, find_obligations

WORDS = frozenset(
    re.findall(r"\S+", "the river villager carry behavior center analyze travel offense catalog program anemia net "
                       "wash harvest was won happy plan price rose vaccine currency would wouldn't")
)  # fmt: skip
SOURCE = "Người dân nấu bánh tét đón khách homestay."


def coined(english: str, source: str = SOURCE) -> list[str]:
    return list(coined_words(source, english, find_obligations(source, Context()), WORDS))


def test_a_word_made_of_pieces_is_found_once() -> None:
    assert coined("The sworms was sworms of the balkens.") == ["sworms", "balkens"]


@pytest.mark.parametrize(
    "english", ["Treeperating the river.", '"Treeperating" won.', "The plan won. Treeperating was."]
)
def test_a_sentence_may_begin_with_one(english: str) -> None:
    assert coined(english) == ["Treeperating"]


@pytest.mark.parametrize(
    "word", ["harvests", "harvested", "harvesting", "carries", "carried", "washes", "happiness", "planless",
             "villager's", "behaviour", "centres", "analysed", "travelling", "offence", "catalogue", "programme",
             "anaemia", "microvaccine", "unharvested", "underharvested", "cryptocurrencies", "wouldn’t", "would've"]
)  # fmt: skip
def test_forms_spellings_and_prefixed_words_are_known(word: str) -> None:
    assert coined(f"The {word} was.") == []


@pytest.mark.parametrize("word", ["harvesties", "behavuor", "villageville", "carryed-", "xyzvaccine"])
def test_a_made_up_word_is_not_known_for_its_parts(word: str) -> None:
    assert not is_known(word, WORDS)


@pytest.mark.parametrize(
    "english", ["The tets was carry.", "The homestays was happy.", "The Strengthensia won.", "The sino-xyzzy was.",
                "The zyzzyva.com plan.", "The xyz.", "The @zyxwv plan.", "Tets was happy."]
)  # fmt: skip
def test_words_of_the_vietnamese_names_short_words_and_addresses_pass(english: str) -> None:
    assert coined(english) == []


def test_words_of_official_english_pass_where_their_term_stands() -> None:
    glossary = glossary_of([Term("viện kiểm sát", "Procuracy")])
    for source, found in (("Viện kiểm sát kháng nghị.", []), ("Tòa án xét xử.", ["procuracy"])):
        obligations = find_obligations(source, Context(glossary))
        assert list(coined_words(source, "The procuracy won.", obligations, WORDS)) == found


def test_without_a_word_list_nothing_is_doubted() -> None:
    assert list(coined_words(SOURCE, "The sworms won.", (), frozenset())) == []


@pytest.mark.parametrize(("held", "grade"), [(frozenset(), Grade.DOUBTFUL), (frozenset({"coined"}), Grade.HELD)])
def test_a_coined_word_is_doubted_or_by_setting_held(held: frozenset[str], grade: Grade) -> None:
    policy = Policy(english_words=WORDS, held_kinds=held)
    (finding,) = check_fidelity("Giá lúa tăng.", "The price rose sworms.", (), policy)
    assert (finding.check, finding.grade) == ("coined", grade)
    assert "sworms" in finding.detail
