"""Organisations of a Vietnamese sentence that the glossary does not list, and the English for them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from worker.core.languages.vi import is_syllable, romanise
from worker.core.languages.vi_bodies import ABBREVIATIONS, HEADS, ONE_WORD, SET_WORDS, WORLD
from worker.core.languages.vi_numbers import roman_value
from worker.core.languages.vi_places import ENGLISH_NAMES
from worker.core.matching import look_back
from worker.core.protect.obligation import Kind, Obligation
from worker.core.protect.words import CAPITAL_WORD, COMPOUND, UPPER

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINKS = (
    "cổ phần|trách nhiệm hữu hạn|một thành viên|đa khoa|hữu nghị|chuyên khoa|mầm non|tiểu học|trung học|cơ sở|"
    "phổ thông|"
    "nội trú|bán trú|dân tộc|chuyên"
)
_LINK = "(?:" + _LINKS.replace(" ", r"\s") + ")"
_HEAD = "(?:" + "|".join(head.replace(" ", r"\s") for head in sorted(HEADS, key=len, reverse=True)) + ")"
_ABBREVIATION = rf"[{UPPER}]{{2,}}(?:&[{UPPER}]+)?"
_FOLLOWS = (
    "và|của|cùng|đã|sẽ|đang|tại|ở|cho|với|trao|tổ|là|có|được|bị|vừa|mới|tuyển|khởi|xây|mở|nhận|thu|đạt|ra|công|khánh|ký|phối|"
    "hỗ|đưa|trên|trong|từ|đến|khi|vào|năm|ngày|vì|để|do|theo|nói|thông|cảnh|phát|bàn|sản|xuất|báo|hợp|khôi|quảng|trưng|chuyển|"
    "bán|mua|chi|tặng|tiếp|đón|gửi|giao|không|cũng|đều|vẫn|còn|lại|nơi|này|đó|nay|trước|sau|về|như|thì|mà|cần|phải|tăng|giảm"
)
_SURELY_FOLLOWS = (
    "và|của|cùng|đã|sẽ|đang|tại|ở|cho|với|là|có|được|trên|trong|từ|vào|để|do|cũng|đều|vẫn|này|đó|về|thì|mà|phải|"
    "khi|năm|ngày"
)
"""Of those, words that no set word has for its second syllable, as "Tài sản" and "Thiết bị" have."""
_PIECE = rf"(?:{COMPOUND}|{_ABBREVIATION}(?!\w)|{CAPITAL_WORD}|\d{{1,3}}(?:[-/.]\d{{1,2}})*(?![\w%]|[.,]\d)|[A-Z]+\d+)"
_ORGANISATION_RE = re.compile(
    rf"(?<![\w-])(?P<head>(?i:{_HEAD}))(?:\s(?i:{_LINK}))*(?P<body>\s{_PIECE}"
    rf"(?:\s(?i:{_LINK})|\s{_PIECE}|\s?[-–&]\s?(?={_PIECE}){_PIECE}|,\s(?=[A-Z]\w+\s&)|\svà\s(?=[{UPPER}])(?!(?i:{_HEAD}|Đoàn|Mặt\strận|Đảng|Sở|Ban|Phòng|Ủy|UBND|HĐND|Công\san)(?!\w))(?:{_PIECE}))*)"
)
_MORE_RE = re.compile(rf"(?:\s{_PIECE})*")
_SMALL_RE = re.compile(r"\s([a-zà-ỹđ]+)(?!\w)")
_LOWER_HEADS = {
    "đội",
    "hội",
    "báo",
    "đài",
    "viện",
    "quỹ",
    "trạm",
    "hãng",
    "tổ chức",
    "liên đoàn",
    "hiệp hội",
    "trung tâm",
}
_ABBREVIATION_RE = re.compile(rf"(?<![\w&/.-])([{UPPER}]{{2,}}(?:&[{UPPER}]+)?)(?![\w&]|[-/]\w*\d)")
_NOT_AN_ORGANISATION = frozenset(
    word
    for line in (
        "USD VND VNĐ EUR GDP GRDP TP TX QL KCN ĐT PGS TS GS BS THS THPT THCS TNHH MTV CP KM KG HA MM CM KWH",
        "MW KW KV GB MB SN ICU ADN DNA HIV AIDS WIFI TV VAR VIP GPS USB DVD CD LED PDF SMS QR AI IT ATM ATGT",
        "NSND NSƯT BTV PV MC HLV COVID SARS CPI FDI ODA PCI OCOP UTC BSCKI BSCKII CKI CKII NGND NGƯT TSKH KTS",
        "LS",
    )
    for word in line.split()
)
_CUT = re.compile(r"\s(?:và|-|–|&)$")


_WORLD_RE = re.compile(
    r"(?<!\w)(?:" + "|".join(name.replace(" ", r"\s") for name in sorted(WORLD, key=len, reverse=True)) + r")(?!\w)",
    re.IGNORECASE,
)


def find_organisations(text: str) -> Iterator[Obligation]:
    """Bodies known by name, bodies named after a word for their kind, then abbreviations."""
    for match in _WORLD_RE.finditer(text):
        name = " ".join(match.group().lower().split())
        yield Obligation(Kind.ORGANISATION, match.start(), match.end(), match.group(), WORLD[name])
    for match in _ORGANISATION_RE.finditer(text):
        head = match["head"]
        if not _is_head(text, match):
            continue
        if (
            head.islower()
            and " ".join(head.split()) in _LOWER_HEADS
            and not _ABBREVIATION_RE.match(match["body"].strip())
        ):
            before = text[: match.start()]
            if head not in {"báo", "đài"} or re.search(r"(?:thông|cảnh|dự|lâu|bệnh)\s$", before):
                continue
        yield _organisation(text, match)
    for match in _ABBREVIATION_RE.finditer(text):
        word = match[1]
        if word in _NOT_AN_ORGANISATION or roman_value(word) is not None or _has_tone(word):
            continue
        if _in_capitals(text, match.start(), match.end()):
            continue
        forms = ABBREVIATIONS.get(word) or (word, romanise(word))
        yield Obligation(Kind.ORGANISATION, match.start(), match.end(), word, forms)


def _is_head(text: str, match: re.Match[str]) -> bool:
    """Whether the word is one for a body here: no part of "thị trường", of a place's or a person's name."""
    head = match["head"]
    body = match["body"].strip()
    if head.islower() and (body[0].isdigit() or body in ENGLISH_NAMES):
        return False
    if head.lower().endswith(_ALSO_ENDINGS) and look_back(_LONGER_WORD, text, match.end("head"), 3):
        return False
    if f"{head} {match['body'].split()[0]}" in ENGLISH_NAMES:
        return False
    if " " not in head and head[0].isupper():
        if look_back(_NAME_CUE, text, match.start(), 2):
            return False
        if head in {"Trường", "Hội", "Báo", "Viện", "Quỹ", "Đài", "Trạm", "Đội"} and _NAMED_LIKE_A_BODY.match(
            text, match.start()
        ):
            return False
    return True


_NAME_CUE = re.compile(
    rf"(?<!\w)(?:[{UPPER}][^\W\d_]*|xã|phường|huyện|thôn|xóm|bản|làng|đường|đảo|quần đảo|dãy|ông|bà|anh|"
    rf"chị|em|đồng chí)\s$"
)
_ALSO_ENDINGS = ("trường", "đội", "hội")
_LONGER_WORD = re.compile(
    r"(?:quảng|môi|thị|hiện|công|nông|lập|lâm|phim|nghị|chiến|thương|sở|hội|học|lữ|ngư|đấu|từ|phi|thao|nhà)\strường$|"
    r"(?:quân|bộ|tiểu|chi|trung|đại|phân|biệt|xã|cơ|lễ|dạ|đại|vũ)\s(?:đội|hội)$",
    re.IGNORECASE,
)
_NAMED_LIKE_A_BODY = re.compile(
    r"(?:Trường\s(?:Sa|Sơn|Vinh|Thi|Thọ|Thịnh|Chinh|Giang|Xuân|An|Lộc|Hà)|Hội\s(?:An|Sơn|Trường))(?!\w)(?!\s[A-ZĐ]\w+\s[A-ZĐ])"
)


def _has_tone(word: str) -> bool:
    """Whether a letter carries a tone, as a shouted word's does and an abbreviation's never."""
    return any(mark in unicodedata.normalize("NFD", word) for mark in "\u0300\u0301\u0303\u0309\u0323")


def _in_capitals(text: str, start: int, end: int) -> bool:
    """Whether the words around are in capitals too, as in a headline."""
    around = (
        re.findall(r"[^\W\d_]{2,}", text[max(0, start - 20) : start])[-1:]
        + re.findall(r"[^\W\d_]{2,}", text[end : end + 20])[:1]
    )
    return bool(around) and all(word.isupper() for word in around)


def _stretched(text: str, begin: int, end: int) -> int:
    """Where a body's name ends when its last capital begins a set word: "Quỹ Hy vọng", "Quỹ Bảo trợ Trẻ em"."""
    while True:
        words = text[begin:end].split()
        small = _SMALL_RE.match(text, end)
        alone = len(words) == 1 or not words[-2][0].isupper()
        follows = small is None or re.fullmatch(_FOLLOWS, small[1]) is not None
        in_capitals = (words[-1].isupper() and len(words[-1]) > 1) or words[-1] in ENGLISH_NAMES
        if follows or not alone or not words[-1][0].isupper() or in_capitals or not is_syllable(words[-1]):
            return end
        more = _MORE_RE.match(text, small.end() if small else end)
        end = more.end() if more else end


def _organisation(text: str, match: re.Match[str]) -> Obligation:
    start, end = match.start(), match.end()
    if match["head"][0].isupper():
        end = _stretched(text, match.end("head") + 1, end)
    shown = text[start:end]
    body = text[match.end("head") : end].strip()
    follows = _SMALL_RE.match(text, end)
    is_cut = follows is not None and re.fullmatch(_SURELY_FOLLOWS, follows[1]) is None
    parts = _proper_parts(body, is_cut=is_cut)
    if not parts:
        parts = (
            (
                _HEAD_STEMS.get(match["head"].split()[0].lower(), "") or _kind_of(match["head"]).split()[-1],
                *_COMMON_HEADS,
            ),
        )
    return Obligation(Kind.ORGANISATION, start, end, shown, english_of(match["head"], body), parts=parts)


_HEAD_STEMS = {"trường": "school", "trung": "cent", "tổ": "organi", "hội": "associat", "tạp": "journal", "báo": "news"}
_COMMON_HEADS = (
    "school",
    "college",
    "universit",
    "institut",
    "cent",
    "associat",
    "societ",
    "compan",
    "firm",
    "bank",
    "hospital",
    "agenc",
    "fund",
    "foundation",
    "academ",
    "federation",
)


_KINDS = {word.lower(): english for word, english in reversed(HEADS.items())}
_NOT_PROPER = re.compile(
    rf"(?<!\w)(?:{COMPOUND}|{_LINK}|Cổ phần|TNHH|MTV|CP|THPT|THCS|Thế giới|TP)(?!\w)", re.IGNORECASE
)
_LEGAL_FORM = re.compile(
    rf"(?<!\w)(?:{_LINK}|Cổ phần|TNHH|MTV|CP|Trách nhiệm hữu hạn|Một thành viên)(?!\w)", re.IGNORECASE
)


def _kind_of(head: str) -> str:
    return _KINDS[" ".join(head.lower().split())]


def _proper_parts(body: str, *, is_cut: bool) -> tuple[tuple[str, ...], ...]:
    """The words of a body's name that English keeps: places, foreign words and names, without the set words."""
    rest = _NOT_PROPER.sub(" | ", body)
    parts: list[tuple[str, ...]] = []
    pieces = [piece.strip(" -–&,") for piece in re.split(r"\||\svà\s", rest)]
    for number, piece in enumerate(pieces):
        words = piece.split()
        known = any(" ".join(words[-size:]) in ENGLISH_NAMES for size in range(1, len(words) + 1))
        if is_cut and number == len(pieces) - 1 and not known and words and not words[-1].islower():
            words = words[:-1]  # the capital of a set word whose other syllables follow in small letters
        # "Nghiên cứu", "Bệnh nhiệt đới": a capital that small letters follow begins a set word, which is translated.
        pairs = list(zip(words, [*words[1:], ""], strict=False))
        words = [word for word, after in pairs if not (word.islower() or after.islower())]
        at = 0
        while at < len(words):
            for size in range(len(words) - at, 0, -1):
                english = ENGLISH_NAMES.get(" ".join(words[at : at + size]))
                if english is not None:
                    parts.append(english)
                    at += size
                    break
            else:
                if len(words[at]) > 1 or words[at].isdigit():
                    parts.append(ONE_WORD.get(words[at]) or ABBREVIATIONS.get(words[at]) or (romanise(words[at]),))
                at += 1
    return tuple(parts)


@lru_cache(maxsize=4096)
def english_of(head: str, body: str) -> tuple[str, ...]:
    """The body's proper name with the English for its kind after it, then the proper name alone."""
    proper = _LEGAL_FORM.sub(" ", body)
    for vietnamese, english in _SET_WORDS:
        if vietnamese.lower() in proper.lower():
            proper = re.sub(rf"(?<!\w){vietnamese}(?!\w)", english, proper, flags=re.IGNORECASE)
    proper = " ".join(romanise(proper).split())
    kind = _kind_of(head)
    bare = " ".join(word for word in proper.split() if word not in _INNER_WORDS)
    forms = [f"{proper} {kind}", f"{kind} {proper}", proper]
    if bare:
        forms.append(bare)
    return tuple(dict.fromkeys(forms))


_SET_WORDS = sorted(SET_WORDS.items(), key=lambda item: -len(item[0]))
_INNER_WORDS = frozenset(word for english in SET_WORDS.values() for word in english.split())
