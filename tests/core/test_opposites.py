"""English that says the opposite of its Vietnamese is noticed, and what people say in other words is not."""

from __future__ import annotations

import re

import pytest

from worker.core.check import Policy, check_fidelity
from worker.core.languages.vi_opposites import OPPOSITES
from worker.core.opposites import is_plain, opposites


@pytest.mark.parametrize(
    ("source", "english", "said", "shown"),
    [
        ("Giá lúa tăng 320 đồng/kg.", "Rice prices fell by 320 VND/kg.", "tăng", "fell"),
        ("Số vụ tai nạn giảm 12%.", "The number of accidents rose by 12%.", "giảm", "rose"),
        ("Tỉnh xuất khẩu 5.000 tấn cà phê.", "The province imported 5,000 tonnes of coffee.", "xuất khẩu", "imported"),
        ("Đội khách thua 0-2.", "The visitors won 0-2.", "thua", "won"),
        ("Ông qua đời năm 1975.", "He was born in 1975.", "qua đời", "born"),
        ("Mẹ anh làm nông.", "His father is a farmer.", "Mẹ", "father"),
        ("Vợ bị cáo vắng mặt.", "The defendant's husband was absent.", "Vợ", "husband"),
        ("UBND tỉnh cấm xe tải.", "The committee allowed lorries.", "cấm", "allowed"),
        ("Cử tri phản đối dự án.", "Voters support the project.", "phản đối", "support"),
        ("Mưa lớn ở phía bắc.", "Heavy rain in the south.", "phía bắc", "south"),
        ("Có tối thiểu 3 người.", "There are at most 3 people.", "tối thiểu", "at most"),
        ("Sáng 9/1, đoàn lên đường.", "On the evening of January 9 the group set out.", "Sáng", "evening"),
        ("Tai nạn làm 3 người chết.", "The accident left 3 people injured.", "chết", "injured"),
        ("Tỉnh khen thưởng 9 tập thể.", "The province disciplined 9 groups.", "khen thưởng", "disciplined"),
        ("Có hơn 50 hộ nghèo.", "There are nearly 50 poor households.", "hơn", "nearly"),
        ("Chưa đầy 50 hộ nghèo.", "There are more than 50 poor households.", "Chưa đầy", "more than"),
        ("Học sinh nghỉ học.", "Teachers stayed at home.", "Học sinh", "teachers"),
        ("Giá lúa tăng.", "Rice prices not only fell.", "tăng", "fell"),
    ],
)
def test_the_opposite_is_noticed(source: str, english: str, said: str, shown: str) -> None:
    assert (said, shown) in list(opposites(source, english))


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Giá lúa tăng, giá phân giảm.", "Rice prices fell and those of fertiliser rose."),
        ("Doanh thu sụt.", "Revenue fell."),
        ("Tỷ lệ thất nghiệp thấp dần.", "Unemployment declined."),
        ("Ông mất năm 1975.", "He died in 1975."),
        ("Hai vợ chồng trồng cam.", "Husband and wife grow oranges."),
        ("Thai chết lưu.", "A still birth."),
        ("Nặng hơn 50 kg, gần 60.", "It weighs nearly 60 kg."),
        ("Chiều tối, ông về.", "He came back in the evening."),
        ("Cây đổ vì gió tăng cấp.", "Trees fell as the wind got stronger."),
        ("Ông đã thất bại.", "He was not successful."),
        ("Ông đã thất bại.", "He wasn’t very successful."),
    ],
)
def test_other_words_for_the_same_are_no_opposite(source: str, english: str) -> None:
    assert list(opposites(source, english)) == []


def test_a_sentence_that_says_the_opposite_is_doubtful_with_both_words_in_the_reason() -> None:
    findings = check_fidelity("Giá lúa tăng mạnh.", "Rice prices fell sharply.", (), Policy())
    assert [finding.check for finding in findings] == ["opposite"]
    assert '"fell"' in findings[0].detail
    assert '"tăng"' in findings[0].detail


# The two sides of "amount" are told apart by the figure that follows, not by their words.
@pytest.mark.parametrize("pair", sorted(OPPOSITES.keys() - {"amount"}))
def test_no_side_is_accounted_for_by_what_says_the_other(pair: str) -> None:
    one, other = OPPOSITES[pair]
    for here, there in ((one, other), (other, one)):
        sayable = re.compile(rf"(?<!\w)(?:{here.says}|{here.may_say})(?!\w)", re.IGNORECASE)
        for said in there.says.split("|"):
            assert not sayable.search(said), (here, said)


def test_what_both_languages_say_plainly_would_be_noticed_if_turned_round() -> None:
    assert is_plain("Giá lúa tăng.", "Rice prices rose.", "direction", 0)
    assert not is_plain("Giá lúa tăng, giá phân giảm.", "Rice prices rose, others fell.", "direction", 0)
