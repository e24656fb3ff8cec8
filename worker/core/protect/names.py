"""Personal names of a Vietnamese sentence, and the English for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from worker.core.languages.vi import has_marks, is_syllable, romanise
from worker.core.languages.vi_numbers import roman_value
from worker.core.languages.vi_people import FOREIGN_NAMES, LEAD_INS, STRONG_SURNAMES, SURNAMES, WEAK_LEAD_INS
from worker.core.protect.obligation import Kind, Obligation
from worker.core.protect.places import place_key
from worker.core.protect.words import COMPOUND, UPPER, capital_runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from worker.core.protect.words import Run

_LONGEST_NAME = 5
_LEAD_IN_RE = re.compile(
    r"(?<![\w-])(" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in LEAD_INS) + r")[\s:]*$", re.IGNORECASE
)
_LONGEST_LEAD_IN = max(len(word.split()) for word in LEAD_INS)
_LAST_WORD = re.compile(r"\w+$")
_LONGEST_ENDING = 24
"""Characters; longer than the last word of any, stops and all."""
_LEAD_IN_ENDINGS = frozenset(re.findall(r"\w+", word)[-1].casefold() for word in LEAD_INS)
_LISTED = re.compile(r"^\s*(?:,|và|;|cùng|&|-|–|cùng\s+với|với|hay|hoặc)\s*$")
_SPEAKS = re.compile(
    r"\s(?:nói|cho\s+biết|chia\s+sẻ|kể|phát\s+biểu|khẳng\s+định|cho\s+rằng|bày\s+tỏ|nhớ\s+lại|tâm\s+sự|thừa\s+nhận|trả\s+lời|sinh\s+(?:năm|ra)|"
    r"ghi\s+bàn|đã|khai|cười|là|được|bị|sẽ|đang|vừa|nhận|có)(?!\w)"
)
_FUNCTION_WORDS = frozenset(
    word
    for line in (
        "Theo Tại Trong Sau Khi Với Và Còn Do Bởi Từ Ngoài Nhưng Về Trước Cùng Để Ngày Riêng Gặp Hỏi Được Năm",
        "Sáng Chiều Tối Đêm Nhà Cả Hai Ba Bốn Vợ Tuy Nếu Vì Bên Cho Đến Hôm Lúc Hiện Chỉ Mới Đây Đó Như Rồi",
        "Nhờ Giữa Thấy Nghe Đối Trao Tên Gia",
    )
    for word in line.split()
)
_INITIALS = re.compile(rf"[{UPPER}](?:\.[{UPPER}])+\.?|[{UPPER}]\.")
_SINGLE_NAME = re.compile(rf"(?<![\w-])[{UPPER}][^\W\d_]*(?![\w])")


def find_names(text: str, terms: Sequence[tuple[int, int]], known: Sequence[str] = ()) -> Iterator[Obligation]:
    """Full names, names after a word of address, rank or office, and given names of `known` persons alone."""
    runs = capital_runs(text, terms)
    found: list[tuple[int, int]] = []
    for run in runs:
        named = _named(text, run, found)
        if named is not None:
            found.append((named.start, named.end))
            yield _name(text, named)
    givens = {
        full.split()[-1] for full in (*known, *(text[start:end] for start, end in found)) if len(full.split()) > 1
    }
    for run in runs:
        lone = run.part(0, 1)
        if len(run.words) == 1 and lone.words[0] in givens and all(span[0] != run.start for span in found):
            yield _name(text, lone)


def full_names(text: str) -> tuple[str, ...]:
    """The full names of persons in a text, for sentences that give the last word of one alone."""
    return tuple(dict.fromkeys(name.text for name in find_names(text, []) if " " in name.text))


def _named(text: str, run: Run, found: Sequence[tuple[int, int]]) -> Run | None:
    """The part of a run that is a person's name; None when none is."""
    after_place = _after_place(text, run)
    if after_place is not None:
        return after_place
    lead = _lead_in(text, run.start)
    if lead is not None and not lead.group().endswith("-"):
        named = _after_lead_in(text, run, lead[1])
        if named is not None:
            return named
    for first in range(min(3, len(run.words))):
        part = run.part(first, len(run.words))
        before = text[: part.start]
        inner = _lead_in(text, part.start) if first else None
        if first and inner is not None and run.words[first - 1].lower() in before.lower():
            named = _after_lead_in(text, part, inner[1])
            if named is not None:
                return named
        if first and run.words[first - 1] not in _FUNCTION_WORDS:
            continue
        full = _full_name(text, part)
        if full is not None:
            return full
    return _listed_name(text, run, found)


def _lead_in(text: str, end: int) -> re.Match[str] | None:
    """The word of address, rank or office right before a place; tried only after a word that ends one."""
    before = text[:end].rstrip()
    while before.endswith(":"):
        before = before.rstrip(":").rstrip()
    last = _LAST_WORD.search(before.rstrip("."), max(0, len(before) - _LONGEST_ENDING))
    if last is None or last.group().casefold() not in _LEAD_IN_ENDINGS:
        return None
    head = before.rsplit(None, _LONGEST_LEAD_IN)
    return _LEAD_IN_RE.search(text, len(head[0]) if len(head) > _LONGEST_LEAD_IN else 0, end)


def _after_place(text: str, run: Run) -> Run | None:
    """The name in "Thủ tướng Campuchia Hun Manet": after an office and a place."""
    for size in range(min(4, len(run.words) - 1), 0, -1):
        # "Thủ tướng Campuchia Hun Manet": a place between the office and the name.
        rest = run.part(size, len(run.words))
        like_a_person = _foreign(rest.words) or rest.words[0] in SURNAMES
        known = place_key(run.words[:size]) and like_a_person and len(rest.words) > 1
        if known and _OFFICE.search(text[: run.start]):
            return rest
    return None


_OFFICE = re.compile(
    r"(?:tổng\s+thống|thủ\s+tướng|ngoại\s+trưởng|bộ\s+trưởng|đại\s+sứ|chủ\s+tịch|bí\s+thư|giám\s+đốc|lãnh\s+sự|huấn\s+luyện\s+viên|HLV|tiền\s+đạo|"
    r"cầu\s+thủ|tiền\s+vệ|thủ\s+môn|trưởng|nghị\s+sĩ|quốc\s+vương|vua|người)[^,.;]{0,40}$",
    re.IGNORECASE,
)


_OF_PERSONS_ALONE = frozenset({"vua", "bé", "mẹ", "vợ", "chồng", "o", "chúa", "tên"})


_SET_WORD_RE = re.compile(
    COMPOUND
    + r"|(?:Dự\sbáo|Ngân\s(?:khố|sách|hàng)|Kế\s(?:hoạch|toán)|Tổ\schức|Tuyên\s(?:giáo|truyền)|Hành\schính|Nghiên\scứu|"
    r"Đào\stạo|Nội\svụ|Văn\sphòng|Thông\stin|Quản\s(?:lý|trị)|Pháp\s(?:chế|luật|lý)|Truyền\sthông|Đối\sngoại|Dân\s(?:vận|tộc)|Tư\s(?:pháp|tưởng|vấn)|"
    r"Thanh\s(?:tra|niên)|Kiểm\s(?:tra|soát|sát|toán)|Điều\s(?:hành|tra|phối)|Cảnh\ssát|Tham\smưu|Nghiệp\svụ|Tổng\shợp|Hậu\scần|Bảo\svệ|An\sninh)(?!\w)"
)
"""Words of several syllables that say what an office is for: "Trưởng phòng Dự báo" names no person."""
_NO_ADDRESS = re.compile(r"(?<!\w)(?:đàn\s+ông\s+Anh|đức\s+(?:Chúa|Phật|Mẹ|Cha)|\w+\s+Tiếng)$", re.IGNORECASE)
"""An Englishman ("một người đàn ông Anh"), the Lord and a language are called by no person's name."""


def _is_no_person(text: str, run: Run) -> bool:
    """Whether what follows a word of address or office says what the office is for, or is part of a set phrase."""
    begins = f"{text[: run.start]}{run.words[0]}"
    return _SET_WORD_RE.match(text, run.start) is not None or _NO_ADDRESS.search(begins) is not None


def _after_lead_in(text: str, run: Run, lead: str) -> Run | None:
    """The name after a word that goes before names."""
    low = " ".join(lead.lower().split())
    words = run.words
    like_a_person = words[0] in SURNAMES or _foreign(words) or low in _OF_PERSONS_ALONE
    if _is_no_person(text, run) or (low in WEAK_LEAD_INS and (place_key(words) or not like_a_person)):
        return None
    if low in {"tên", "tên là"} and len(words) == 1 and re.match(r"\s[a-zà-ỹđ]", text[run.end :]):
        return None
    if (
        low not in WEAK_LEAD_INS
        and place_key(words)
        and len(words) > 1
        and low in {"em", "con", "anh", "chị", "bà con"}
    ):
        return None
    if words[0].isupper() and len(words[0]) > 1 and "." not in words[0] and not words[-1].isupper():
        return None
    if (
        low in {"anh", "chị", "em", "con", "cháu", "bà"}
        and re.search(r"(?:chị|trẻ|đàn|bà|các)\s+$", text[: run.start - len(lead) - 1])
        and place_key(words)
    ):
        return None
    return run.part(0, _LONGEST_NAME)


_AFTER_KIND = re.compile(r"(?<!\w)(?:tỉnh|huyện|xã|phường|thị\s+trấn|thành\s+phố|quận|thôn|bản|xóm)\s+$")


def _full_name(text: str, run: Run) -> Run | None:  # noqa: PLR0911 one question after another
    """A surname and one to four more words, or a leader's name known in English."""
    for size in range(min(4, len(run.words)), 0, -1):
        if " ".join(run.words[:size]) in FOREIGN_NAMES:
            return run.part(0, size)
    words = run.words
    if len(words) == 2 and _AFTER_KIND.search(text[: run.start]):  # noqa: PLR2004 a commune rather than its chairman
        return None
    if words[0] not in SURNAMES or not 1 < len(words) <= _LONGEST_NAME or place_key(words):
        return None
    if not all(is_syllable(word) or _INITIALS.fullmatch(word) for word in words):
        return None
    for size in range(2, len(words)):
        if place_key(words[:size]) and size > 1 and len(words) - size != 1:
            return None
    follows = text[run.end : run.end + 1]
    if len(words) == 2 and not _two_words_are_a_name(text, run):  # noqa: PLR2004 a surname and one word
        return None
    if follows and follows in "-/" and text[run.end + 1 : run.end + 2].isalnum():
        return None
    return run


_LOWER_AFTER = re.compile(
    r"\s(?:tế|vụ|dân|hội|tịch|thư|chính|sản|đoàn|lý|phủ|quốc|học|viên|trường|nghiệp|hóa|bộ|đạo|thể|báo|mạng|nước|cách|biên)(?!\w)"
)


def _two_words_are_a_name(text: str, run: Run) -> bool:
    """Whether two capitals that begin with a surname are a person rather than a title's first words."""
    if _LOWER_AFTER.match(text[run.end :]):
        return False
    if run.words[0] in STRONG_SURNAMES:
        return True
    if not _SPEAKS.match(text[run.end :]):
        return False
    return not (
        not text[: run.start].strip()
        and re.match(r"\s[a-zà-ỹđ]", text[run.end :])
        and not _SPEAKS.match(text[run.end :])
    )


def _foreign(words: Sequence[str]) -> bool:
    return any(not is_syllable(word) and not word.isupper() for word in words)


def _listed_name(text: str, run: Run, found: Sequence[tuple[int, int]]) -> Run | None:
    """A name that goes on a list of names, or a foreign one of two words and more of which something is said."""
    words = run.words
    if _INITIALS.fullmatch(words[-1]) and len(words[-1]) > 2:  # noqa: PLR2004 "N.V."
        return run.part(len(words) - 1, len(words))
    if place_key(words):
        return None
    previous = max((span for span in found if span[1] <= run.start), default=None)
    if previous is not None and _LISTED.match(text[previous[1] : run.start]):
        like = words[0] in SURNAMES or len(words) == 1 or _foreign(words)
        ends = re.match(
            r"\s*(?:[,.;:)(!?-]|$|và|cùng|đã|là|có|được|bị|cho|nói|đều|sẽ|đang|vừa|cũng|trong|ở|tại|vì|về|để|với|đạt|nhận|thi|đến|khi|vào|lên|ra|theo)",
            text[run.end :],
        )
        if like and ends:
            return run
    if len(words) > 1 and _foreign(words) and not any(has_marks(word) for word in words):
        nationality = re.search(r"(?:người|gốc)\s+(?:[A-ZĐ]\w+\s+){0,2}$", text[: run.start])
        if nationality or (
            _SPEAKS.match(text[run.end :])
            and re.match(r"\s(?:nói|cho\s+biết|chia|phát\s+biểu|ghi\s+bàn)", text[run.end :])
        ):
            return run
    return None


def _name(text: str, run: Run) -> Obligation:
    start, end = run.start, run.end
    numeral = re.match(r"\s([IVX]+)(?!\w)", text[end:])
    if numeral and roman_value(numeral[1]) is not None:
        end += numeral.end()
    shown = text[start:end]
    if shown.endswith(".") and not _INITIALS.search(shown.split()[-1]):
        end, shown = end - 1, shown[:-1]
    return Obligation(Kind.NAME, start, end, shown, FOREIGN_NAMES.get(shown, (romanise(shown),)))
