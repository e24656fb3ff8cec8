"""English denies what its Vietnamese denies, and nothing else."""

from __future__ import annotations

import pytest

from worker.core.negation import invented_negation, lost_negation


def test_a_lost_denial_is_noticed() -> None:
    assert lost_negation("Không có thiệt hại về người.", "There were casualties.")
    assert not lost_negation("Không có thiệt hại về người.", "There were no casualties.")
    assert not lost_negation("Không khí lạnh tràn về.", "Cold air comes.")
    assert not lost_negation("Anh có đi không?", "Do you go?")


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Có giải, chẳng hạn như giải Ba.", "There are prizes such as the third."),
        ("Chẳng mấy chốc con rắn tỉnh lại.", "The snake soon revived."),
        ("Dùng máy bay không người lái.", "Use a drone."),
        ("Không làm thủ tướng nữa hả bác?", "Have you quit as prime minister?"),
        ("Ông không xem trọng báo cáo.", "He downplayed the report."),
        ("Nơi không bị ảnh hưởng bởi quy định.", "It is exempt from the rule."),
        ("Người này không có triệu chứng.", "He was asymptomatic."),
        ("Chưa thể gọi là hiện đại.", "It is far from modern."),
    ],
)
def test_a_denial_in_other_words_is_none_lost(source: str, english: str) -> None:
    assert not lost_negation(source, english)


def test_a_denial_beside_words_that_deny_nothing_is_noticed_when_lost() -> None:
    assert lost_negation("Ông không khỏe.", "He is quite well, and prices decline.")
    assert lost_negation("Nhiều máy, chẳng hạn máy bay không người lái, không bay.", "Many craft, drones say, fly.")


def test_a_word_for_a_shop_or_a_guest_before_a_denial_makes_no_airline_of_it() -> None:
    assert lost_negation("Chủ cửa hàng không xuất trình giấy tờ.", "The shop owner showed papers.")
    assert not lost_negation("Hãng hàng không mở đường bay.", "The airline opens a route.")


@pytest.mark.parametrize(
    ("source", "english", "denial"),
    [
        ("Không khí lạnh tăng cường từ đêm 9/1.", "Cold air is not strengthening from the night of January 9.", "not"),
        ("Lực lượng phòng không tập bắn.", "The air defence forces never practised shooting.", "never"),
        ("Giá lúa tăng mạnh.", "Rice prices didn't rise sharply.", "n't"),
        ("Xã có 9 thôn.", "Nobody lives in the commune's 9 villages.", "Nobody"),
    ],
)
def test_a_denial_that_no_word_of_the_vietnamese_accounts_for_is_noticed(
    source: str, english: str, denial: str
) -> None:
    assert invented_negation(source, english) == denial


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Chủ cửa hàng không xuất trình được giấy tờ.", "The shop owner could not produce any papers."),
        ("Khách hàng không nên dùng.", "Customers should not use it."),
        ("Đây là việc khó.", "This is not easy."),
        ("Vợ chồng anh dựng nghiệp từ tay trắng.", "He and his wife started from nothing."),
        ("Họ trồng cả lúa và ngô.", "They grow not only rice but maize."),
        ("Phim Never Twice ra mắt.", "The film Never Twice is out."),
        ("Mãi năm 1999 việc mới bắt đầu.", "Work did not begin before 1999."),
        ("Có 3 người bị thương.", "There were 3 people hurt, no more."),
    ],
)
def test_a_denial_that_some_word_accounts_for_is_none_invented(source: str, english: str) -> None:
    assert invented_negation(source, english) == ""
