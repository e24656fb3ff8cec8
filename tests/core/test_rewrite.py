from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.glossary import Term, glossary_of
from worker.core.protect.find import Context, find_obligations
from worker.core.rewrite import hidden, restored, rewritten

CONTEXT = Context(glossary_of([Term("Tỉnh ủy", "Provincial Party Committee")]))
SOURCE = "Sáng 9/1, ông Nguyễn Văn Thông - Tỉnh ủy Nghệ An trao 1.250,5 tỷ đồng theo 39-NQ/TW."


def test_what_must_survive_stands_in_english_in_its_place() -> None:
    text, moved = rewritten(SOURCE, find_obligations(SOURCE, CONTEXT))
    assert text == (
        "Sáng January 9, ông Nguyen Van Thong - Provincial Party Committee Nghe An "
        "trao 1,250.5 billion VND theo 39-NQ/TW."
    )
    assert [text[o.start : o.end] for o in moved] == [
        "January 9",
        "Nguyen Van Thong",
        "Provincial Party Committee",
        "Nghe An",
        "1,250.5 billion VND",
        "39-NQ/TW",
    ]


def test_names_go_behind_tokens_and_come_back() -> None:
    source = "Ông Lê Nam gặp bà Hoa, rồi ông Lê Nam về."
    text, moved, mapping = hidden(source, find_obligations(source, CONTEXT), ("Peter", "David", "Robert"))
    assert text == "Ông Peter gặp bà David, rồi ông Peter về."
    assert [text[o.start : o.end] for o in moved] == ["Peter", "David", "Peter"]
    assert restored("Mr Peter met Ms David, then Peter left.", mapping) == "Mr Le Nam met Ms Hoa, then Le Nam left."


def test_what_is_lacking_goes_behind_tokens_that_are_no_words_and_the_rest_into_english() -> None:
    source = "Ông Lê Nam trao 13 suất quà ngày 9/1."
    found = find_obligations(source, CONTEXT)
    lacking = [one for one in found if one.text == "13"]
    text, moved, mapping = hidden(source, found, ("⟦0⟧", "⟦1⟧"), lacking)
    assert text == "Ông Le Nam trao ⟦0⟧ suất quà ngày January 9."
    assert [text[o.start : o.end] for o in moved] == ["Le Nam", "⟦0⟧", "January 9"]
    assert restored("Le Nam gave ⟦0⟧ gifts on January 9.", mapping) == "Le Nam gave 13 gifts on January 9."


def test_a_number_is_not_hidden_behind_a_word() -> None:
    source = "Ông Lê Nam trao 13 suất quà."
    found = find_obligations(source, CONTEXT)
    text, _, _ = hidden(source, found, ("Peter", "David"), [one for one in found if one.text == "13"])
    assert text == "Ông Peter trao 13 suất quà."


def test_a_lost_token_is_told() -> None:
    _, _, mapping = hidden("Ông Lê Nam về.", find_obligations("Ông Lê Nam về.", CONTEXT), ("Peter",))
    assert restored("He left.", mapping) is None


def test_a_token_that_stands_in_the_sentence_already_is_not_used() -> None:
    text, _, mapping = hidden("Ông Lê Nam và Peter.", find_obligations("Ông Lê Nam và Peter.", CONTEXT), ("Peter",))
    assert (text, mapping) == ("Ông Le Nam và Peter.", {})


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.sampled_from(["ông Nguyễn Văn Thông", "9/1", "1.250 hộ", "Tỉnh ủy", "đi", "và", ",", "39-NQ/TW"]), max_size=9
    )
)
def test_every_obligation_is_where_the_rewriting_says(words: list[str]) -> None:
    source = " ".join(words)
    text, moved = rewritten(source, find_obligations(source, CONTEXT))
    assert all(text[o.start : o.end] in {o.text, *o.english} for o in moved)
