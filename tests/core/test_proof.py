from __future__ import annotations

import pytest

from worker.core.glossary import Term, glossary_of
from worker.core.proof import unproven
from worker.core.protect.find import Context, find_obligations
from worker.core.unfounded import (
    broken_quotes,
    invented_months,
    invented_names,
    invented_numbers,
    lost_negation,
    swapped_names,
)

CONTEXT = Context(glossary_of([Term("Tỉnh ủy", "Provincial Party Committee"), Term("ngư dân", "fishermen")]))


def missing(source: str, english: str) -> list[str]:
    return [o.text for o in unproven(find_obligations(source, CONTEXT), english)]


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Vốn 1.250,5 tỷ đồng.", "Capital is VND1,250.5 billion."),
        ("Vốn 1.250,5 tỷ đồng.", "Capital is 1.2505 trillion dong."),
        ("Vay 300.000 USD.", "A $300,000 loan."),
        ("Tăng 8,02 %.", "Up 8.02 per cent."),
        ("Có ba xã.", "There are 3 communes."),
        ("Lần thứ XIX.", "For the nineteenth time."),
        ("Lúc 14 giờ 30.", "At 14:30."),
        ("Lúc 14 giờ 30.", "At 2.30 pm."),
        ("Lúc 12h.", "At noon."),
        ("Ngày 9/1/2026.", "On 9 January 2026."),
        ("Ngày 9 và 10/1.", "On January 9 and 10."),
        ("Tháng 11/2025.", "In Nov. 2025."),
        ("Thứ Hai tới.", "Next Monday."),
        ("Giai đoạn 2020-2025.", "From 2020 to 2025."),
        ("Diễn ra 9-11/1.", "From January 9 to 11."),
        ("Thắng 2-1.", "A 2–1 win."),
        ("Theo 39-NQ/TW.", "Under Resolution 39-NQ/TW."),
        ("Gọi 0238 3844 567.", "Call 02383844567."),
        ("Ông Nguyễn Văn Thông nói.", "Mr. Nguyen Van Thong said."),
        ("Ông Joe Biden nói.", "President Joseph (Joe) Biden said."),
        ("Sang Đức học.", "To study in Germany."),
        ("Ở Mỹ.", "In the U.S."),
        ("Ở thôn 5.", "In hamlet 5."),
        ("Bệnh viện Đa khoa Nghệ An mở cửa.", "The general hospital of Nghe An opened."),
        ("Theo WHO.", "The World Health Organization said."),
        ("Công ty Dệt may Hà Nội tuyển thợ.", "A Hanoi textile company hires."),
        ("Tỉnh ủy họp.", "The provincial Party committee met."),
        ("Ngư dân ra khơi.", "A fisherman sails."),
    ],
)
def test_any_right_english_proves_it(source: str, english: str) -> None:
    assert missing(source, english) == []


@pytest.mark.parametrize(
    ("source", "english", "lost"),
    [
        ("Vốn 1.250,5 tỷ đồng.", "Capital is 1,250.5 million dong.", "1.250,5 tỷ đồng"),
        ("Vay 300.000 USD.", "A 300,000 dong loan.", "300.000 USD"),
        ("Tăng 8,02 %.", "Up 8.02.", "8,02 %"),
        ("Ngày 9/1.", "On 9/1.", "9/1"),
        ("Ngày 9/1.", "On January 19.", "9/1"),
        ("Lúc 7h30.", "At 7.", "7h30"),
        ("Theo 39-NQ/TW.", "Under 39-NQ/TU.", "39-NQ/TW"),
        ("Gọi 0238 3844 567.", "Call 0238 3844 56.", "0238 3844 567"),
        ("Ông Nguyễn Văn Thông nói.", "Mr Nguyen Van Information said.", "Nguyễn Văn Thông"),
        ("Ông Mai nói.", "Mr Maison said.", "Mai"),
        ("Ở thôn 5.", "In hamlet 6.", "thôn 5"),
        ("Ở Nghệ An.", "In Ha Tinh.", "Nghệ An"),
        ("Theo WHO.", "They said.", "WHO"),
        ("Tỉnh ủy họp.", "The provincial committee met.", "Tỉnh ủy"),
        ("Xem https://x.vn/a.", "See https://x.vn/ab.", "https://x.vn/a"),
    ],
)
def test_wrong_or_lost_things_are_not_proven(source: str, english: str, lost: str) -> None:
    assert missing(source, english) == [lost]


def invented(source: str, english: str) -> list[str]:
    return [m.text for m in invented_numbers(source, find_obligations(source, CONTEXT), english)]


def test_a_number_without_a_source_is_invented() -> None:
    assert invented("Có 15 người.", "There were 15 people in 3 boats.") == ["3"]
    assert invented("Có 15 người.", "There were 1 people.") == ["1"]


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Có 1,2 triệu người vào năm 1995-1996.", "In 1995-96 there were 1,200,000 people."),
        ("Ngày đầu tiên của tháng 3.", "The 1st day of March."),
        ("Lúc 19h ngày 9/1, lớp 12A1.", "At 7:00 p.m. on January 9, class 12A1."),
        ("Theo 15/2024/NĐ-CP.", "Under 15/2024/NĐ-CP."),
    ],
)
def test_every_notation_of_a_number_accounts_for_it(source: str, english: str) -> None:
    assert invented(source, english) == []


def test_a_vietnamese_name_without_a_source_is_invented() -> None:
    assert invented_names("Ông Lê Văn A nói.", "Mr Nguyen Van Linh said.") == ("Nguyen Van Linh",)
    assert invented_names("Ông Nguyễn Văn Linh nói.", "Nguyen Van Linh said The Long Road.") == ()


def test_a_month_without_a_source_is_invented() -> None:
    assert invented_months(find_obligations("Thi công 28 tháng.", CONTEXT), "It takes 28 February.") == ("February",)
    assert invented_months(find_obligations("Ngày 9/1 sẽ đi.", CONTEXT), "They may March on January 9.") == ()


def test_two_persons_in_the_other_order_are_noticed() -> None:
    source = "Ông Lê Văn Nam gặp bà Trần Thị Hoa."
    obligations = find_obligations(source, CONTEXT)
    assert swapped_names(obligations, "Tran Thi Hoa met Le Van Nam.")
    assert not swapped_names(obligations, "Le Van Nam met Tran Thi Hoa.")


def test_a_lost_denial_is_noticed() -> None:
    assert lost_negation("Không có thiệt hại về người.", "There were casualties.")
    assert not lost_negation("Không có thiệt hại về người.", "There were no casualties.")
    assert not lost_negation("Không khí lạnh tràn về.", "Cold air comes.")
    assert not lost_negation("Anh có đi không?", "Do you go?")


def test_a_lost_quotation_mark_is_noticed() -> None:
    assert broken_quotes("“Tốt”, ông nói.", '"Good, he said.')
    assert not broken_quotes("“Tốt”, ông nói.", "“Good”, he said.")
