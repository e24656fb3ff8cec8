from __future__ import annotations

import pytest

from worker.core.glossary import Term, glossary_of
from worker.core.proof import unproven
from worker.core.protect.find import Context, find_obligations
from worker.core.repair import noted, placed, repaired

CONTEXT = Context(
    glossary_of([Term("Tỉnh ủy", "Provincial Party Committee", forbidden=("Provincial Communist Office",))])
)


def repair(source: str, english: str) -> str:
    return repaired(source, english, find_obligations(source, CONTEXT))


@pytest.mark.parametrize(
    ("source", "english", "right"),
    [
        ("Vốn 1.250,5 tỷ đồng.", "Capital is 1.250,5 billion.", "Capital is 1,250.5 billion VND."),
        ("Tăng 8,02 %.", "Up 8,02.", "Up 8.02%."),
        ("Họp ngày 9/1.", "Meeting on 9/1.", "Meeting on January 9."),
        ("Diễn ra 9-11/1.", "Held 9-11/1.", "Held January 9-11."),
        ("Theo 39-NQ/TW.", "Under 39 - NQ / TW.", "Under 39-NQ/TW."),
        ("Theo 39-NQ/TW.", "Under 39-NC/TP.", "Under 39-NQ/TW."),
        ("Ông Nguyễn Văn Thông nói.", "Mr Nguyen Van Information said.", "Mr Nguyen Van Thong said."),
        ("Ở xã Tam Quang.", "In Tam Quan commune.", "In Tam Quang commune."),
        ("Ông Lê Nam đến.", "Mr Lê Nam came.", "Mr Le Nam came."),
        ("Thư về toasoan@bao.vn nhé.", "Write to toason@bao.v now.", "Write to toasoan@bao.vn now."),
        ("Gọi 0238 3844 567 ngay.", "Call 0238 384 567 now.", "Call 0238 3844 567 now."),
        ("Có 1.250 hộ nghèo.", "There are 125 poor households.", "There are 1,250 poor households."),
        ("Bản cập nhật 2.105 có 2.105 lượt tải.", "Update 2,105 has 2,105 hits.", "Update 2.105 has 2,105 hits."),
        ("Có 2.105 lượt tải bản cập nhật 2.105.", "2,105 hits for update 2,105.", "2,105 hits for update 2.105."),
        ("Tỉnh ủy họp.", "The Provincial Communist Office met.", "The Provincial Party Committee met."),
    ],
)
def test_what_is_nearly_right_is_put_right(source: str, english: str, right: str) -> None:
    assert repair(source, english) == right


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Ông Minh Khang và Minh Anh đến.", "Minh Anh came."),
        ("Có 15 người và 20 tàu.", "There were 3 people and 4 boats."),
        ("Theo 39-NQ/TW.", "Under the resolution."),
        ("Ông Thông nói.", "The man said."),
        ("Xem x.vn nhé.", "See it."),
    ],
)
def test_nothing_is_guessed(source: str, english: str) -> None:
    assert repair(source, english) == english


def test_what_is_right_already_stays_as_it_is() -> None:
    english = "On January 9 Mr Nguyen Van Thong gave 1,250.5 billion VND."
    assert repair("Ngày 9/1 ông Nguyễn Văn Thông trao 1.250,5 tỷ đồng.", english) == english


def test_a_lost_name_is_put_where_the_engine_looked_at_it() -> None:
    source = "Ông Thông gặp dân."
    obligations = find_obligations(source, CONTEXT)
    english, put = placed("Mr Information met people.", source, obligations, (), ((0, 0), (1, 1), (2, 2), (3, 3)))
    assert english == "Mr Thong met people."
    assert [o.text for o in put] == ["Thông"]


def test_words_that_show_something_proven_are_never_overwritten() -> None:
    source = "Ông Thông gặp bà Mai."
    obligations = find_obligations(source, CONTEXT)
    english = "Mai met."
    missing = unproven(obligations, english)
    shown = [o for o in obligations if o not in missing]
    assert placed(english, source, missing, shown, ((1, 0), (2, 1))) == (english, ())


def test_what_is_lost_follows_in_brackets() -> None:
    obligations = find_obligations("Theo 39-NQ/TW, gọi 0238 3844 567.", CONTEXT)
    assert noted("Call now.", obligations) == "Call now. [39-NQ/TW; 0238 3844 567]"
    assert noted("Call now.", ()) == "Call now."
