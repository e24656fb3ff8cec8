"""Plain numbers of a Vietnamese sentence: figures, fractions, Roman numerals, ordinals and numbers in words."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from worker.core.languages.vi_numbers import FIGURE, SCALE, WORDS, roman_value
from worker.core.matching import look_back, matches
from worker.core.protect.amounts import read_amount
from worker.core.protect.dates import ordinal
from worker.core.protect.obligation import Kind, Obligation
from worker.core.protect.scan import counts_in_words, figure_starts, has_digit, says
from worker.core.protect.weekdays import WEEKDAYS, weekday_forms

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS_ENGLISH = {
    1: ("one", "first", "once", "single", "a", "an", "another"),
    2: ("two", "both", "second", "twice", "double", "couple", "pair", "twin"),
    3: ("three", "third", "triple", "thrice"),
    4: ("four", "fourth"),
    5: ("five", "fifth"),
    6: ("six", "sixth"),
    7: ("seven", "seventh"),
    8: ("eight", "eighth"),
    9: ("nine", "ninth"),
    10: ("ten", "tenth"),
}
_SINGLE = {"hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9}
_ORDINAL = _SINGLE | {"nhất": 1, "nhì": 2, "tư": 4, "mười": 10}

_FIGURE_RE = re.compile(
    rf"(?<![\w.,/-])(?P<amount>(?:{FIGURE})(?:\s*{SCALE}(?!\w|\s+(?:phần|phú)(?!\w))(?:\s+rưỡi)?)(?:\s+(?:{FIGURE})\s*{SCALE}(?!\w)){{0,3}}|(?:{FIGURE}))(?!\w)",
    re.IGNORECASE,
)
_FRACTION_RE = re.compile(r"(?<![\w.,/-])(\d{1,4})/(\d{1,4})(?![\w/]|[.,]\d)")
_CODE_RE = re.compile(
    r"(?<![\w.])v?\d+(?:\.\d+){2,}(?!\w|\.\d)(?<!\d\.\d{3}\.\d{3})|(?<![\w/.-])(?:[A-Z]/)?(?=\w*\d)(?=\w*[^\W\d_])\w+(?:-\d+)?(?!\w)|(?<!\w)(?:COVID|SARS-CoV|Covid)-\d+(?!\w)"
)
_WORDS_RE = re.compile(
    rf"(?<!\w)(?:{WORDS}|một\s+(?:trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ))(?!\w|\s+phú(?!\w))", re.IGNORECASE
)
_SHARE_RE = re.compile(
    r"(?<!\w)(một|hai|ba|bốn|năm|sáu|bảy)\s+phần\s+(hai|ba|tư|năm|sáu|bảy|tám|chín|mười)(?!\w)", re.IGNORECASE
)
_SINGLE_RE = re.compile(r"(?<!\w)(hai|ba|bốn|năm|sáu|bảy|tám|chín)(?=\s+[a-zà-ỹđ])", re.IGNORECASE)
_ORDINAL_RE = re.compile(r"(?<!\w)[Tt]hứ\s+(nhất|nhì|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)(?!\w)")
_ROMAN_RE = re.compile(r"(?<![\w.-])([IVX]{1,7}|[IVXL]{2,7})(?![\w.]\w|\w)")
_ROMAN_CUE = re.compile(
    r"(?:thứ|lần|khóa|khoá|thế\s+kỷ|cấp|loại|hạng|chương|phần|mục|vùng|khu\s+vực|đợt|kỳ|nhóm|độ|giai\s+đoạn|bậc|tập|quân\s+khu|"
    r"phụ\s+lục|phó\s+bản|quý|vua)\s*$",
    re.IGNORECASE,
)
_SET_PHRASES = re.compile(
    r"(?:hai\s+(?:bên|chiều|mặt|lúa)|ba\s+(?:mẹ|lô|má|hoa|rọi|gai|gác|đờ|tê|lê|chỉ\s+huy)|bốn\s+(?:phương|bể|mùa|biển)|"
    r"năm\s+(?:nay|qua|học|ngoái|sau|trước|tới|mới|cũ|đó|ấy|này|nào|kia|xưa|tháng|châu|cùng|gần|vừa|rồi|đầu|thứ|đã|có|được|là|và|thì|của|ở|cho|"
    r"trở|về|tuổi\s+thơ|chỉ|đến|nên|khi|mà|do|với|nhưng|vẫn|đều|rét|hạn|mất|sinh|theo|từ|không|tài|kể|phấn|nhuận|liền|liên|đại|sản|bảo|quốc)|"
    r"chín\s+(?:muồi|chắn|mọng|vàng|đỏ|rộ|tới|sớm|muộn|đều)|tám\s+chuyện|sáu\s+cõi)(?!\w)",
    re.IGNORECASE,
)
_AFTER_NUMBER = re.compile(
    r"(?:\d|(?<!\w)(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mươi|trăm|nghìn|mấy|nhiều|vài|hằng|hàng|mỗi|bao|từng|những|các|lâu|qua|cả|suốt|quanh|"
    r"trong|giữa|cuối|đầu|cùng|của|nửa|tháng|quý|vào|mọi|theo|hết|dịp|một\s+số))\s+$",
    re.IGNORECASE,
)
_KIN_OR_NAME = re.compile(r"(?<!\w)(?:ông|bà|anh|chị|em|cụ|cô|chú|bác|cậu|dì|ba|má|đứa|con|thứ)\s+$", re.IGNORECASE)


_TWO = 2  # "both" stands before "second"


def single_forms(number: int) -> tuple[str, ...]:
    """A small number as English may say it: word, figure, ordinal, pair."""
    words = _WORDS_ENGLISH.get(number, ())
    return tuple(dict.fromkeys((*words[:1], str(number), ordinal(number), *words[1:])))


def find_numbers(text: str) -> Iterator[Obligation]:
    """Plain numbers, the longest notation first."""
    yield from _fractions(text)
    yield from _shares(text)
    yield from _codes(text)
    yield from _amounts(text)
    yield from _romans(text)
    yield from _small_words(text)


def _fractions(text: str) -> Iterator[Obligation]:
    for match in matches(_FRACTION_RE, text, figure_starts(text)):
        top, bottom = int(match[1]), int(match[2])
        values = ((Decimal(top),), (Decimal(bottom),))
        words = {
            (1, 2): ("half", "1/2"),
            (1, 3): ("third",),
            (1, 4): ("quarter",),
            (3, 4): ("three-quarters", "three quarters", "three-fourths"),
        }
        more = words.get((top, bottom), ())
        english = (match.group(), *more, f"{top} of {bottom}", f"{top} out of {bottom}", f"{top} of the {bottom}")
        yield Obligation(Kind.NUMBER, match.start(), match.end(), match.group(), english, values)


def _shares(text: str) -> Iterator[Obligation]:
    names = {
        2: "half",
        3: "third",
        4: "quarter",
        5: "fifth",
        6: "sixth",
        7: "seventh",
        8: "eighth",
        9: "ninth",
        10: "tenth",
    }
    for match in _SHARE_RE.finditer(text) if says(text, "phần") else ():
        top = 1 if match[1].lower() == "một" else _SINGLE[match[1].lower()]
        bottom = _ORDINAL[match[2].lower()]
        word = single_forms(top)[0]
        plural = "s" if top > 1 else ""
        english = (
            f"{word}-{names[bottom]}{plural}",
            f"{word} {names[bottom]}{plural}",
            f"{top}/{bottom}",
            names[bottom],
        )
        yield Obligation(Kind.NUMBER, match.start(), match.end(), match.group(), english)


def _amounts(text: str) -> Iterator[Obligation]:
    in_words = _WORDS_RE.finditer(text) if counts_in_words(text) else ()
    for pattern, found in ((_FIGURE_RE, matches(_FIGURE_RE, text, figure_starts(text))), (_WORDS_RE, in_words)):
        for match in found:
            amount = read_amount(match.group())
            if amount is None or (pattern is _WORDS_RE and _is_no_number(text, match)):
                continue
            first = amount.values[0]
            if match.group().lower() == "mười" and re.match(r"\s+(?:phần)", text[match.end() :]):
                continue
            small = single_forms(int(first)) if first == int(first) and 0 < first <= 10 else ()  # noqa: PLR2004 said in words
            forms = tuple(dict.fromkeys((*amount.english, *small)))
            if _is_version(text, match.start()):
                yield Obligation(Kind.NUMBER, match.start(), match.end(), match.group(), (match.group(),))
                continue
            values = (amount.values,)
            yield Obligation(Kind.NUMBER, match.start(), match.end(), match.group(), forms, values)


def _is_version(text: str, start: int) -> bool:
    """Whether the figure is a version's, whose points are no thousands."""
    return look_back(_VERSION_CUE, text, start, 3) is not None


_VERSION_CUE = re.compile(r"(?:phiên\s+bản|version|bản\s+cập\s+nhật)\s*$", re.IGNORECASE)


def _is_no_number(text: str, match: re.Match[str]) -> bool:
    """Numbers in words that count vaguely ("hàng trăm") or continue another number."""
    return look_back(_VAGUE_CUE, text, match.start(), 1) is not None


_VAGUE_CUE = re.compile(r"(?:hàng|vài|mấy|nhiều|\d)\s+$", re.IGNORECASE)


def _romans(text: str) -> Iterator[Obligation]:
    for match in _ROMAN_RE.finditer(text):
        number = roman_value(match[1])
        if number is None:
            continue
        cued = look_back(_ROMAN_CUE, text, match.start(), 2) is not None
        listed = look_back(_ROMAN_LIST, text, match.start(), 3) is not None
        heading = match.start() == 0 and text[match.end() : match.end() + 1] == "."
        if not (cued or listed or heading or len(match[1]) > 1):
            continue
        if _after_capital_name(text, match.start()) and not cued and not listed:
            continue
        values = ((Decimal(number),),)
        forms = (ordinal(number), match[1], str(number), *single_forms(number)[:1])
        yield Obligation(Kind.NUMBER, match.start(), match.end(), match[1], forms, values)


_ROMAN_LIST = re.compile(r"[IVX]+\s*(?:và|,|-|–|đến)\s*(?:quý\s+)?$")
_CAPITAL_BEFORE = re.compile(r"([A-Z]\w+)\s$")


def _after_capital_name(text: str, start: int) -> bool:
    """Whether a foreign ruler's name stands right before: "Leo XIV" is one name."""
    before = look_back(_CAPITAL_BEFORE, text, start, 1)
    return before is not None and before[1].isascii()


def _codes(text: str) -> Iterator[Obligation]:
    for match in _CODE_RE.finditer(text) if has_digit(text) else ():
        yield Obligation(Kind.NUMBER, match.start(), match.end(), match.group(), _code_forms(match.group()))


def _code_forms(code: str) -> tuple[str, ...]:
    """A code as it is; a team by the age of its players and two sides of a size as English writes them, too."""
    team, size = re.fullmatch(r"U(\d\d)", code), re.fullmatch(r"(\d+)x(\d+)", code)
    if team:
        return (code, f"U-{team[1]}", f"Under-{team[1]}", f"Under {team[1]}", f"Under-{team[1]}s")
    return (code, *(f"{size[1]}{by}{size[2]}" for by in (" x ", " by ", "×", " × ", "-by-"))) if size else (code,)


def _small_words(text: str) -> Iterator[Obligation]:
    for match in _ORDINAL_RE.finditer(text) if says(text, "thứ") else ():
        number = _ORDINAL[match[1]]
        forms = tuple(
            dict.fromkeys((_WORDS_ENGLISH[number][2 if number == _TWO else 1], ordinal(number), *single_forms(number)))
        )
        if number == 1:
            forms = (*forms, "No. 1", "number one", "best", "firstly", "most")
        if _EITHER.search(text[: match.start()]) and match[1] in WEEKDAYS:
            forms = (*forms, *weekday_forms(match[1]))
        yield Obligation(Kind.NUMBER, match.start(1), match.end(1), match[1], forms, ((Decimal(number),),))
    for match in _SINGLE_RE.finditer(text):
        word = match[1].lower()
        at = match.start()
        if _SET_PHRASES.match(text, at) or look_back(_NO_COUNT_CUE, text, at, 1):
            continue
        if word == "năm" and not _counts_things(text, match.end()):
            continue
        if word == "năm" and look_back(_AFTER_NUMBER, text, at, 2):
            continue
        if match[1][0].isupper() and look_back(_KIN_OR_NAME, text, at, 1):
            continue
        number = _SINGLE[word]
        if re.match(
            r"\s+(?:mươi|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ|phần)(?!\w|\s+phú(?!\w))", text[match.end() :], re.IGNORECASE
        ):
            continue
        forms = (*single_forms(number), *_in_one_word(text, match))
        yield Obligation(Kind.NUMBER, match.start(), match.end(), match[1], forms, ((Decimal(number),),))


_NO_COUNT_CUE = re.compile(r"(?:thứ|mươi|linh|lẻ|tháng|lớp|phần)\s+$", re.IGNORECASE)
_EITHER = re.compile(r"(?:^|(?<!\w)(?:ngày|đêm|từ|đến|tới|và)\s+|,\s*)$", re.IGNORECASE)
"""Before "thứ hai" in small letters: it is Monday or the second, and either English may be right."""
_COMPOUNDS = {
    "hai nước": ("bilateral",),
    "hai thứ tiếng": ("bilingual",),
    "ba bánh": ("tricycle", "tricycles"),
    "ba bên": ("trilateral", "tripartite"),
    "ba sừng": ("triceratops",),
    "ba chiều": ("3D",),
    "ba môn phối hợp": ("triathlon",),
    "năm môn phối hợp": ("pentathlon",),
    "mười môn phối hợp": ("decathlon",),
}
"""A number and its noun that English says in one word."""
_TOGETHER = {2: ("duo", "pair", "couple", "duet"), 3: ("trio", "triad", "trilogy", "threesome"), 4: ("quartet",)}


def _in_one_word(text: str, match: re.Match[str]) -> tuple[str, ...]:
    """English words that hold the number: a tricycle ("xe ba bánh"), a triad ("bộ ba")."""
    after = text[match.start() : match.start() + 20].lower()
    forms = [form for words, english in _COMPOUNDS.items() if after.startswith(words) for form in english]
    if re.search(r"(?<!\w)(?:bộ|nhóm|cặp)\s+$", text[: match.start()], re.IGNORECASE):
        forms += _TOGETHER.get(_SINGLE[match[1].lower()], ())
    return tuple(forms)


_COUNTED_NOUN = re.compile(
    r"\s+(?:người|xã|huyện|đơn\s+vị|học\s+sinh|em|hộ|tỉnh|bản|thôn|xóm|ngôi|chiếc|cây|con|cái|đội|bài|cuốn|nhóm|công\s+trình|dự\s+án|căn|ngày|"
    r"giờ|tuần|lần|bộ|điểm|phường|cán\s+bộ|đại\s+biểu|đồng\s+chí|cháu|anh|chị|bạn|nạn\s+nhân|đối\s+tượng|nghi\s+phạm|tổ|khu|phòng|lớp|trường|"
    r"bệnh\s+nhân|ca|vụ|nội\s+dung|nhiệm\s+vụ|giải\s+pháp|tiêu\s+chí|mục\s+tiêu|suất|giải|huy\s+chương|bàn|trận|tàu|xe|thuyền|máy|mẫu|món|loại|"
    r"quốc\s+gia|nước|thành\s+phố|thành\s+viên|chương|phần|bước|lĩnh\s+vực|nhà|gia\s+đình|thế\s+hệ|nghìn|trăm|mươi|triệu|tỷ|tấn|mét|km|kg|phút|"
    r"tác\s+giả|tác\s+phẩm|cầu\s+thủ|vận\s+động\s+viên|doanh\s+nghiệp|công\s+ty|sản\s+phẩm|mặt\s+hàng|hạng\s+mục|gói\s+thầu|chi\s+bộ|đảng\s+viên|"
    r"chiến\s+sĩ|liệt\s+sĩ|cụ|đứa|tập\s+thể|cá\s+nhân|nhân\s+viên|y\s+bác\s+sĩ|bác\s+sĩ|giáo\s+viên|tòa|cặp|hồ|đập|cửa|trạm|chuyến|cơn)(?!\w)",
    re.IGNORECASE,
)


def _counts_things(text: str, end: int) -> bool:
    """Whether "năm" is followed by something counted, so that it is five and no year."""
    return _COUNTED_NOUN.match(text, end) is not None
