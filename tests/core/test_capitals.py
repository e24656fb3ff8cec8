from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.capitals import in_small_letters, proper_nouns

NAMES = proper_nouns(
    [
        "Ông Nguyễn Văn Thông đến thăm xã Tam Quang, huyện Tương Dương.",
        "TIN TỨC Ở ĐÂY. Nhà văn hóa của Mường Xén.",
    ]
)


def test_names_are_learnt_from_text_that_is_not_in_capitals() -> None:
    assert {"Nguyễn Văn Thông", "Tam Quang", "Tương Dương", "Mường Xén"} <= NAMES
    assert not any(name.isupper() for name in NAMES)


@pytest.mark.parametrize(
    ("capitals", "small"),
    [
        ("KHẨN: Di dời 200 hộ dân", "Khẩn: Di dời 200 hộ dân"),
        ("UBND TỈNH NGHỆ AN HỌP KHẨN", "UBND tỉnh Nghệ An họp khẩn"),
        ("ĐỒNG CHÍ NGUYỄN VĂN THÔNG VỀ XÃ TAM QUANG", "Đồng chí Nguyễn Văn Thông về xã Tam Quang"),
        ("ĐẠI HỘI LẦN THỨ XIV, QUÝ IV NĂM 2026", "Đại hội lần thứ XIV, quý IV năm 2026"),
        ("HÀNH VI VI PHẠM", "Hành vi vi phạm"),
        ("Bị cáo TRẦN VĂN A khai nhận", "Bị cáo Trần Văn A khai nhận"),
        ("Nghị quyết của BCH TƯ Đảng và UBND TP.HCM", "Nghị quyết của BCH TƯ Đảng và UBND TP.HCM"),
        ("Nước Ý và Úc", "Nước Ý và Úc"),
        ("COVID-19, ASEAN, VTV, HĐND", "COVID-19, ASEAN, VTV, HĐND"),
        ("BREAKING NEWS", "BREAKING NEWS"),
        ("Công ty FPT", "Công ty FPT"),
        ("", ""),
    ],
)
def test_vietnamese_in_capitals_is_written_small_and_nothing_else_changes(capitals: str, small: str) -> None:
    assert in_small_letters(capitals, NAMES) == small


@given(st.text(alphabet="ĐẠI HỘIđảngVXẾß1.ıİ ", max_size=40))
def test_no_letter_is_lost_and_what_is_small_stays(text: str) -> None:
    small = in_small_letters(text, NAMES)
    assert len(small) == len(text)
    assert small.casefold() == text.casefold()
    assert in_small_letters(small, NAMES) == small
