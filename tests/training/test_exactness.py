"""What must survive is found, and its loss is seen."""

from __future__ import annotations

from models.training.exactness import Exact, expected, loops, missing, protected

PAIR = (
    "Sáng 9/1, Chủ tịch UBND tỉnh Nguyễn Đức Trung ký Quyết định số 861/QĐ-TTg, chi 1.250,5 tỷ đồng cho 3 xã.",
    "On the morning of January 9, Chairman Nguyen Duc Trung signed Decision No. 861/QĐ-TTg: 1,250.5 billion VND for 3.",
)


def test_names_dates_documents_and_numbers_are_found() -> None:
    assert expected(*PAIR) == Exact(("Nguyen Duc Trung",), ("January 9",), ("861/QĐ-TTg",), ("1,250.5", "3"))


def test_a_longer_number_or_name_is_not_the_one_wanted() -> None:
    assert missing(("3",), "on 13 and 3.5 and 3/4 communes") == ["3"]
    assert missing(("January 9",), "on January 91") == ["January 9"]
    assert missing(("5", "5"), "5 and 6") == ["5"]
    assert missing(("Ha Noi",), "in Ha Noi.") == []


def test_what_can_only_be_copied_is_found_on_both_sides() -> None:
    vi = "Ông ⟦3⟧ và Nguyen Van An gửi thư tới toasoan@baonghean.vn, xem https://baonghean.vn/a-12.html."
    en = "⟦3⟧ and Nguyen Van An wrote to toasoan@baonghean.vn, see https://baonghean.vn/a-12.html."
    assert set(protected(vi, en)) == {
        "⟦3⟧",
        "Nguyen Van An",
        "toasoan@baonghean.vn",
        "https://baonghean.vn/a-12.html",
    }


def test_a_loop_is_seen_and_a_chant_of_the_source_is_none() -> None:
    assert loops("the people of the people of the people of the people of Vinh", "Nhân dân Vinh")
    assert loops("very very very very good", "rất tốt")
    assert not loops("very very very very good", "rất rất rất rất tốt")
    assert not loops("of the people, by the people, for the people", "của dân, do dân, vì dân")
