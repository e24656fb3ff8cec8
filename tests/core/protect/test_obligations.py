"""Single cases of what is found in a sentence and what English it asks for."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.glossary import Term, glossary_of
from worker.core.protect.find import Context, find_obligations
from worker.core.protect.names import full_names

GLOSSARY = glossary_of(
    [
        Term("UBND tỉnh", "Provincial People's Committee"),
        Term("Tỉnh ủy", "Provincial Party Committee"),
        Term("Chủ tịch UBND tỉnh", "Chairman of the Provincial People's Committee"),
        Term("Trường THPT", "High School"),
    ]
)


def found(text: str, today: date | None = None, **more: object) -> list[tuple[str, str, str]]:
    context = Context(GLOSSARY, today, **more)  # type: ignore[arg-type]
    return [(o.kind.value, o.text, o.english[0]) for o in find_obligations(text, context)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Vốn 1.250,5 tỷ đồng.", ("money", "1.250,5 tỷ đồng", "1,250.5 billion VND")),
        ("Thưởng 2 tỷ 500 triệu đồng.", ("money", "2 tỷ 500 triệu đồng", "2.5 billion VND")),
        ("Giá 300.000 USD mỗi căn.", ("money", "300.000 USD", "300,000 USD")),
        ("Vay hai triệu rưỡi đồng.", ("money", "hai triệu rưỡi đồng", "2.5 million VND")),
        ("Tăng 8,02 % so với năm trước.", ("percent", "8,02 %", "8.02%")),
        ("Tăng 2 điểm phần trăm.", ("percent", "2 điểm phần trăm", "2 percentage points")),
        ("Dài 24,6 km.", ("unit", "24,6 km", "24.6 km")),
        ("Năng suất 68,5 tạ/ha.", ("unit", "68,5 tạ/ha", "68.5 quintals/ha")),
        ("Nhiệt độ 38-39 độ C.", ("range", "38-39 độ C", "38-39 degrees Celsius")),
        ("Cao điểm 7h-11h.", ("range", "7h-11h", "7 a.m. to 11 a.m.")),
        ("Diễn ra 9-11/1.", ("range", "9-11/1", "January 9-11")),
        ("Diễn ra 28/12-2/1.", ("range", "28/12-2/1", "December 28 to January 2")),
        ("Đợt tháng 5-7/2025.", ("range", "5-7/2025", "May-July")),
        ("Giai đoạn 2020-2025.", ("range", "2020-2025", "2020-2025")),
        ("Đội nhà thắng 2-1.", ("score", "2-1", "2-1")),
        ("Lúc 14 giờ 30 phút.", ("time", "14 giờ 30 phút", "2:30 p.m.")),
        ("Lúc 12h trưa.", ("time", "12h", "12 p.m.")),
        ("Ngày 9/1/2026.", ("date", "9/1/2026", "January 9, 2026")),
        ("Sáng 20 tháng 11 năm 2025.", ("date", "20 tháng 11 năm 2025", "November 20, 2025")),
        ("Quý III/2025.", ("date", "Quý III/2025", "the third quarter of 2025")),
        ("Mùng 3 tháng Giêng.", ("date", "Mùng 3 tháng Giêng", "the 3rd day of the first lunar month")),
        ("Tháng Mười Một năm 2024.", ("date", "Tháng Mười Một năm 2024", "November 2024")),
        ("Họp vào thứ Hai.", ("date", "thứ Hai", "Monday")),
        ("Năm 1945.", ("year", "1945", "1945")),
        ("Cụ một trăm linh năm tuổi.", ("number", "một trăm linh năm", "105")),
        ("Hơn 2 vạn người.", ("number", "2 vạn", "20,000")),
        ("Đại hội lần thứ XIX.", ("number", "XIX", "19th")),
        ("Có 3/4 diện tích là núi.", ("number", "3/4", "3/4")),
        ("Chiếm một phần ba số hộ.", ("number", "một phần ba", "one-third")),
        ("Phiên bản 1.250 ra mắt.", ("number", "1.250", "1.250")),
        ("Theo 39-NQ/TW.", ("document", "39-NQ/TW", "39-NQ/TW")),
        ("Gọi đường dây nóng 113 ngay.", ("phone", "113", "113")),
        ("Thư về a.b@x.vn nhé.", ("email", "a.b@x.vn", "a.b@x.vn")),
        ("Xem https://x.vn/a?b=1.", ("url", "https://x.vn/a?b=1", "https://x.vn/a?b=1")),
        ("Thẻ #NghệAn lan rộng.", ("hashtag", "#NghệAn", "#NghệAn")),
        ("Ông Nguyễn Văn Thông nói.", ("name", "Nguyễn Văn Thông", "Nguyen Van Thong")),
        ("Chủ tịch nước Tập Cận Bình thăm.", ("name", "Tập Cận Bình", "Xi Jinping")),
        ("Bắt N.V.T. (45 tuổi).", ("name", "N.V.T.", "N.V.T.")),
        ("Giáo hoàng Leo XIV phát biểu.", ("name", "Leo XIV", "Leo XIV")),
        ("Tại xã Tam Quang.", ("place", "xã Tam Quang", "Tam Quang Commune")),
        ("Trên Quốc lộ 7C.", ("place", "Quốc lộ 7C", "National Highway 7C")),
        ("Quần đảo Hoàng Sa.", ("place", "Quần đảo Hoàng Sa", "Hoang Sa Archipelago")),
        ("Hàng sang Hàn Quốc.", ("place", "Hàn Quốc", "South Korea")),
        ("Bệnh viện Hữu nghị Đa khoa Nghệ An mở cửa.", ("organisation", "Bệnh viện Hữu nghị Đa khoa Nghệ An", "")),
        ("Theo WHO.", ("organisation", "WHO", "WHO")),
        ("Trường THPT Kim Liên.", ("organisation", "Trường THPT Kim Liên", "")),
        ("Theo Tỉnh uỷ.", ("term", "Tỉnh uỷ", "Provincial Party Committee")),
    ],
)
def test_one_thing_is_found_with_its_english(text: str, wanted: tuple[str, str, str]) -> None:
    kind, words, english = wanted
    matches = [item for item in found(text) if item[:2] == (kind, words)]
    assert matches, found(text)
    assert not english or matches[0][2] == english


def test_the_article_s_date_says_which_day_yesterday_was() -> None:
    context = Context(GLOSSARY, date(2026, 1, 9))
    (obligation,) = find_obligations("Chiều qua trời mưa.", context)
    assert obligation.english[0] == "yesterday afternoon"
    assert "January 8" in obligation.english


def test_the_house_may_put_the_day_first() -> None:
    assert found("Ngày 9/1.", day_first=True)[0][2] == "9 January"


def test_a_term_gives_way_to_a_longer_name_and_keeps_the_rest_of_a_place() -> None:
    assert found("UBND tỉnh Nghệ An họp.") == [
        ("term", "UBND tỉnh", "Provincial People's Committee"),
        ("place", "Nghệ An", "Nghe An"),
    ]


def test_a_person_after_an_office_is_no_place() -> None:
    kinds = {text: kind for kind, text, _ in found("Chủ tịch UBND tỉnh Nguyễn Văn Thông.")}
    assert kinds["Nguyễn Văn Thông"] == "name"


def test_a_given_name_alone_is_known_from_the_full_name_elsewhere() -> None:
    assert found("Thông kể lại.", known_names=("Nguyễn Văn Thông",)) == [("name", "Thông", "Thong")]
    assert full_names("Gặp bà Trần Thị Mai và ông Hùng.") == ("Trần Thị Mai",)


def test_words_that_look_like_names_are_left_alone() -> None:
    assert found("Pháp luật không cho phép; tiếng Anh là môn tự chọn.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Trưởng phòng Dự báo nói.",
        "Bộ trưởng Y tế nói.",
        "Giám đốc Văn phòng nói.",
        "Gia sư Tiếng Anh nói.",
        "Họ tin Đức Chúa.",
        "Một người đàn ông Anh đến.",
        "Xây dựng bản Tuyên bố về thiên nhiên.",
        "Ở Bán cầu Nam.",
        "Trong những ngày qua trời mưa.",
    ],
)
def test_a_set_word_with_a_capital_is_neither_a_name_nor_a_place_nor_a_day(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Trưởng phòng Dung nói.", ("name", "Dung", "Dung")),
        ("Trưởng ban Tài nói.", ("name", "Tài", "Tai")),
        ("Ông Anh nói.", ("name", "Anh", "Anh")),
        ("Tại bản Tuyên Hóa.", ("place", "bản Tuyên Hóa", "Tuyen Hoa Hamlet")),
        ("Hoa nở. Đường Phạm Văn Đồng dài.", ("place", "Đường Phạm Văn Đồng", "Pham Van Dong Street")),
        ("Hôm qua trời mưa.", ("date", "Hôm qua", "yesterday")),
        ("Họp vào thứ hai.", ("date", "thứ hai", "Monday")),
        ("Đây là lần thứ hai.", ("number", "hai", "second")),
        ("Tòa nhà 3 triệu đồng.", ("money", "3 triệu đồng", "3 million VND")),
        ("Thủ tướng Vương quốc Anh Tony Blair nói.", ("place", "Vương quốc Anh", "Britain")),
        ("Giá 10 đồng euro.", ("money", "10 đồng euro", "10 EUR")),
    ],
)
def test_beside_such_words_names_places_and_days_are_found_as_ever(text: str, wanted: tuple[str, str, str]) -> None:
    assert wanted in found(text)


@pytest.mark.parametrize("unit", ["đôla Mỹ", "đô-la Mỹ", "đô la", "đồng đô la Mỹ", "Đồng Euro", "bảng  Anh", "rúp"])
def test_every_currency_that_is_found_has_its_english(unit: str) -> None:
    assert [kind for kind, _, _ in found(f"Vay 50 {unit}.")] == ["money"]


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="Nguyễn Văn ông xã 0123456789.,/-:()%đồng tỷ ngày tháng", max_size=60))
def test_any_text_is_read_without_error_and_spans_fit(text: str) -> None:
    for obligation in find_obligations(text, Context(GLOSSARY)):
        assert text[obligation.start : obligation.end] == obligation.text
        assert obligation.english


@pytest.mark.parametrize(
    "piece", ["1.250 tỷ ", "xã Tam ", "Trường Hy vọng ", "Nguyễn ", "một trăm ", "ngày 9/1, ", "a.b", "1-", "("]
)
def test_an_endless_sentence_takes_no_endless_time(piece: str) -> None:
    text = piece * 700
    begin = time.process_time()
    obligations = find_obligations(text, Context(GLOSSARY))
    assert time.process_time() - begin < 10
    assert all(text[o.start : o.end] == o.text for o in obligations)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u2009"])
def test_a_body_known_by_name_is_found_whatever_kind_of_space_stands_in_it(space: str) -> None:
    (body,) = find_obligations(f"Tổ{space}chức Y tế thế giới cảnh báo.", Context())
    assert "World Health Organization" in body.english


@pytest.mark.parametrize("name", ["TP HCM", "TP.HCM", "TP. Hồ Chí Minh", "thành phố Hồ Chí Minh"])
def test_the_largest_city_has_its_whole_name_however_it_is_abbreviated(name: str) -> None:
    ((_, shown, english),) = found(f"Mưa ở {name}.")
    assert (shown, english) == (name, "Ho Chi Minh City")
