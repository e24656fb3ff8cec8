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
        ("Chiều thứ năm anh về.", "He returns on Thursday afternoon."),
        ("Thứ bảy, một người đàn ông Anh đến.", "On Saturday, a British man came."),
        ("Thứ hai, phải tiết kiệm.", "Second, one has to save."),
        ("Thứ Hai hôm nay họp.", "They meet on Monday."),
        ("Hôm qua (9/1) mưa.", "It rained on January 9."),
        ("Trận Chiến Thứ Hai bắt đầu.", "The Second Battle begins."),
        ("Trong 15 ngày qua.", "In the last 15 days."),
        ("Chạy 1/4 dặm.", "A run of a quarter of a mile."),
        ("Có 800 triệu phú.", "There are 800 millionaires."),
        ("Đi xe ba bánh.", "Riding a tricycle."),
        ("Bộ ba đã đến.", "The trio came."),
        ("Nhận 1 lá thư khác.", "Getting another letter."),
        ("Có cụ trên 100 tuổi.", "There is a centenarian."),
        ("Tuyển U23 thắng.", "The Under-23 team won."),
        ("Khổ 6x6 cm.", "A 6 by 6 cm format."),
        ("Mùa 1995-1996.", "In the season of 1995-96."),
        ("Trả 1 ngàn đồng riel.", "Pay 1,000 riel."),
        ("Vay 50 đôla Mỹ.", "A $50 loan."),
        ("Rộng 3136mm2.", "It measures 3136 mm2."),
        ("Tỉnh Thừa Thiên-Huế.", "Thua Thien-Hue Province."),
        ("Ở biển San hô.", "In the Coral Sea."),
        ("Thành phố Châu Âu này.", "This European city."),
        ("Quỹ Hòa bình Schengen và bạn.", "The Schengen Peace Foundation and friends."),
        ("Trung tâm Bảo vệ Bà mẹ và Trẻ em mở cửa.", "A mother and child protection centre opens."),
        ("Công ty Thiết bị Y tế Phương Đông.", "The Eastern Medical Equipment Company."),
        ("Tập đoàn Bia Sài Gòn tuyển thợ.", "Saigon Beer Group hires."),
        ("Tập đoàn Y khoa La Mã họp.", "The Roman medical corps met."),
        ("Bệnh viện Nhiệt đới TP HCM.", "The HCMC Hospital for Tropical Diseases."),
        ("Cổ động viên MU hát.", "Man United supporters sing."),
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
        ("Chiều thứ năm anh về.", "He returns on Friday afternoon.", "thứ năm"),
        ("Chiều thứ hai anh về.", "He returns in the second afternoon.", "thứ hai"),
        ("Trận Chiến Thứ Hai bắt đầu.", "The Third Battle begins.", "Thứ Hai"),
        ("Trong 15 ngày qua.", "In the last 5 days.", "15"),
        ("Chạy 1/4 dặm.", "A third of a mile.", "1/4"),
        ("Có 800 triệu phú.", "There are 80 millionaires.", "800"),
        ("Đi xe ba bánh.", "Riding a bicycle.", "ba"),
        ("Bộ ba đã đến.", "The duo came.", "ba"),
        ("Ba người đã đến.", "The triad came.", "Ba"),
        ("Nhận 2 lá thư khác.", "Getting another letter.", "2"),
        ("Có cụ trên 110 tuổi.", "There is a centenarian.", "110"),
        ("Tuyển U23 thắng.", "The Under-22 team won.", "U23"),
        ("Khổ 6x6 cm.", "A 6 by 9 cm format.", "6x6"),
        ("Mùa 1995-1996.", "In the season of 1995-97.", "1995-1996"),
        ("Trả 1 ngàn đồng riel.", "Pay 1,000 dong.", "1 ngàn đồng riel"),
        ("Vay 50 đôla Mỹ.", "A 50 euro loan.", "50 đôla Mỹ"),
        ("Rộng 3136mm2.", "It measures 313 mm2.", "3136mm2"),
        ("Tỉnh Thừa Thiên-Huế.", "Thua Thien Province.", "Tỉnh Thừa Thiên-Huế"),
        ("Ở biển San hô.", "In the Red Sea.", "biển San hô"),
        ("Thành phố Châu Âu này.", "This Asian city.", "Thành phố Châu Âu"),
        ("Quỹ Hòa bình Schengen và bạn.", "The Peace Foundation and friends.", "Quỹ Hòa bình Schengen"),
        ("Tập đoàn Bia Sài Gòn tuyển thợ.", "Saigon Steel Group hires.", "Tập đoàn Bia Sài Gòn"),
        ("Tập đoàn Y khoa La Mã họp.", "The Greek medical corps met.", "Tập đoàn Y khoa La Mã"),
        ("Cổ động viên MU hát.", "City supporters sing.", "MU"),
    ],
)
def test_wrong_or_lost_things_are_not_proven(source: str, english: str, lost: str) -> None:
    assert missing(source, english) == [lost]


def invented(source: str, english: str) -> list[str]:
    return [m.text for m in invented_numbers(source, find_obligations(source, CONTEXT), english)]


def test_a_footnote_mark_tells_no_amount() -> None:
    assert invented("Cây phượng nở rực rỡ.", "Flamboyant trees bloomed magnificently(1).") == []
    assert invented("Cây phượng nở rực rỡ.", "Flamboyant trees bloomed (1).") == ["1"]


def test_a_number_without_a_source_is_invented() -> None:
    assert invented("Có 15 người.", "There were 15 people in 3 boats.") == ["3"]
    assert invented("Có 15 người.", "There were 1 people.") == ["1"]
    assert invented("Có 10 người.", "There were 0 people.") == ["0"]
    assert invented("Ngay sau 11 giờ.", "Just after 10:00.") == ["10"]


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Có 1,2 triệu người vào năm 1995-1996.", "In 1995-96 there were 1,200,000 people."),
        ("Ngày đầu tiên của tháng 3.", "The 1st day of March."),
        ("Ngay sau 11 giờ.", "Just after 11:00."),
        ("Lúc 19h ngày 9/1, lớp 12A1.", "At 7:00 p.m. on January 9, class 12A1."),
        ("Theo 15/2024/NĐ-CP.", "Under 15/2024/NĐ-CP."),
    ],
)
def test_every_notation_of_a_number_accounts_for_it(source: str, english: str) -> None:
    assert invented(source, english) == []


def test_a_figure_of_the_disease_s_many_names_is_no_invention_and_any_other_is() -> None:
    source = "Dịch COVID-19 lan rộng."
    assert invented(source, "The 2019–20 coronavirus pandemic spreads.") == []
    assert invented(source, "The 2019–20 coronavirus pandemic killed 20.") == ["20"]
    assert invented(source, "The pandemic of 2019 spreads.") == ["2019"]
    assert invented("Dịch cúm lan rộng.", "COVID-19 spreads.") == ["19"]


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


def test_a_lost_quotation_mark_is_noticed() -> None:
    assert broken_quotes("“Tốt”, ông nói.", '"Good, he said.')
    assert not broken_quotes("“Tốt”, ông nói.", "“Good”, he said.")


def test_marks_that_a_table_doubled_count_once() -> None:
    assert not broken_quotes('"Ông nói: ""Tốt"""', '"He said: ""Good” aloud."')
    assert broken_quotes('Ông nói: ""Tốt"".', 'He said: ""Good.')


@pytest.mark.parametrize(
    ("source", "english", "lost"),
    [
        ("Mỹ tăng thuế với thép.", "He used to raise tariffs on steel.", "Mỹ"),
        ("Mỹ tăng thuế với thép.", "They asked us to raise tariffs on steel.", "Mỹ"),
        ("WHO cảnh báo về dịch bệnh.", "The man who warned of the disease.", "WHO"),
        ("Liên minh châu Phi họp hôm nay.", "They met today, in August.", "Liên minh châu Phi"),
        ("Liên Hợp Quốc họp.", "They met under a tree.", "Liên Hợp Quốc"),
        ("Công ty Trà Bắc ký hợp đồng.", "The Bac company's team signs a contract.", "Công ty Trà Bắc"),
        ("Công ty Toàn Phát ký hợp đồng.", "The Phat company signs all contracts.", "Công ty Toàn Phát"),
        ("MU thắng trận.", "The United States wins.", "MU"),
    ],
)
def test_a_short_form_is_not_shown_by_another_word_that_begins_like_it(source: str, english: str, lost: str) -> None:
    assert missing(source, english) == [lost]


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Mỹ tăng thuế.", "US-led tariffs rise."),
        ("Mỹ tăng thuế.", "The U.S.'s tariffs rise."),
        ("Anh tăng thuế, theo UNESCO.", "UK tariffs rise, says Unesco."),
        ("Công ty Trà Bắc ký hợp đồng.", "The Bac Tea company signs a contract."),
        ("Liên Hợp Quốc họp.", "The U.N. met."),
        ("MU thắng trận.", "Manchester United win."),
    ],
)
def test_a_short_form_is_shown_by_itself_however_it_is_written(source: str, english: str) -> None:
    assert missing(source, english) == []
