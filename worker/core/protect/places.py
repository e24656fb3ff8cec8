"""Places and organisations of a Vietnamese sentence, and the English for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from worker.core.glossary import fold, tokens
from worker.core.languages.vi import is_syllable, romanise
from worker.core.languages.vi_numbers import roman_value
from worker.core.languages.vi_people import LEAD_INS, STRONG_SURNAMES, SURNAMES, WEAK_LEAD_INS
from worker.core.languages.vi_places import BEFORE, COMMON_WORDS, ENGLISH_NAMES, KINDS
from worker.core.matching import look_back, whole_words
from worker.core.protect.obligation import Kind, Obligation
from worker.core.protect.words import CAPITAL_WORD, COMPOUND, UPPER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_KIND_WORDS = "|".join(re.escape(kind).replace(r"\ ", r"\s") for kind in sorted(KINDS, key=len, reverse=True))
_KIND = re.compile(rf"(?i:{_KIND_WORDS})\s")
_NUMBERED = r"[A-ZĐ]{0,3}\d+[A-Z]{0,2}(?:/\d{1,2}|-\d)?(?![\w/]|[.,]\d)"
_PART = rf"(?:{COMPOUND}|{CAPITAL_WORD})"
_NAME = (
    rf"(?:{_PART}(?:\s(?:{_PART}|\d{{1,2}}(?![\w/.,-])))*"
    rf"(?:\s?-\s?{CAPITAL_WORD}(?:\s{CAPITAL_WORD})*)?)"
)
_COMPOUND_ENDINGS = ("cầu", "hồ", "bản", "đình", "đập", "xã", "ga", "biển", "làng", "cảng")
_COMPOUNDS = re.compile(
    r"(?:(?:yêu|nhu|toàn|địa|hoàn|bóng|thỉnh|cơ|bất|bán)\scầu|đồng\shồ|(?:phiên|văn|cơ|kịch|ấn|tài|nguyên|bài|xuất|căn|nhân|dịch|bảng)\sbản|"
    r"(?:gia|triều|tòa|đại\sgia|pháp)\sđình|(?:xây|đánh)\sđập|(?:hợp\stác|thông\stấn)\sxã|\w+\sxăng\sga|khóa\shồ|ao\shồ|sơ\shồ|vùng\sbiển|ven\sbiển|bờ\sbiển|dân\slàng|hải\scảng)$",
    re.IGNORECASE,
)
_TIMES = re.compile(r"(?:thành\sphố|thị\sxã)$", re.IGNORECASE)
_PLACE_RE = re.compile(
    rf"(?<![\w-])(?P<kind>(?i:{_KIND_WORDS}))(?P<link>\s?(?i:liệt\ssĩ\s|quốc\stế\s|quốc\sgia\s|biển\s|nội\sđịa\s|số\s|nước\s|chân\s|đi\sbộ\s|tránh\s|ven\sbiển\s|ven\ssông\s)?)(?P<name>{_NAME}|{_NUMBERED})"
)
_LIST_NEXT = re.compile(
    rf"(?:\s*(?:,|;)\s*(?:và\s+)?|\s+và\s+|\s+hoặc\s+|\s+-\s+|\s+đến\s+|\s+với\s+)(?P<name>{_NAME}|{_NUMBERED})"
)
_HIGHLAND_RE = re.compile(rf"(?<![\w-])(?:Mường|Nậm|Pù|Huồi|Xốp|Hòn|Rú|Truông|Bản)\s{CAPITAL_WORD}(?!\s[{UPPER}])")
_TWO = 2
"""Words of a place's name; a person's full name has more."""
_WORDS_OF_NAMES = frozenset(
    {"hồ", "đình", "bản", "khe", "cầu", "đường", "ga", "núi", "sân", "đảo", "phố", "làng", "khối"}
    | {"cửa", "động", "bến", "cồn", "đồn", "hang", "dãy"}
)
"""Kinds that are also words of names and surnames."""
_NAMED_IN_FULL = frozenset(
    {"nhà thờ", "sân vận động", "công viên", "thành phố", "quảng trường", "khu bảo tồn", "vườn quốc gia"}
)
"""Kinds whose names are never one syllable that small letters follow: "Công viên Chăm sóc" is cut short."""
_DIRECTION = re.compile(r"(?:gió|phía|hướng|mùa|mạn|miền)\s$", re.IGNORECASE)
_OTHER_WORD = re.compile(r"\s(?:luật|nhân|lý|chế|danh|văn|hùng|em|chị|thuật|y|định|lệnh|trường)(?!\w)")
_STRONG = "|".join(sorted(STRONG_SURNAMES - {"Hồ", "Hoàng", "Thái", "Lương", "Vương"}))
_STRONG_BEFORE = re.compile(rf"(?<!\w)(?:{_STRONG})\s$")
_CAPITAL_BEFORE = re.compile(rf"(?:^|[^\w])([{UPPER}]\w*)\s$")
_CAPITAL_AFTER = re.compile(rf"\s(?=[{UPPER}])")
_CAPITAL_WORD_AFTER = re.compile(rf"\s({CAPITAL_WORD})")
_CAPITAL_RUN = re.compile(rf"{CAPITAL_WORD}(?:\s{CAPITAL_WORD})*")
_LIST_CUE = re.compile(
    r"(?:các|những|giữa|\d|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|nhiều|từ|nối|gồm|một\s+số|giữa\s+hai)\s+$",
    re.IGNORECASE,
)
_PLACES_BY_FOLD = {tuple(fold(word) for word in re.findall(r"\w+", name)): name for name in ENGLISH_NAMES}
_LONGEST_BY_FIRST = {key[0]: len(key) for key in sorted(_PLACES_BY_FOLD, key=len)}
"""The words of the longest known place by its first word."""
_LONGEST = max(_LONGEST_BY_FIRST.values())
_NAMED_AFTER_PEOPLE = frozenset(
    {
        "đường",
        "phố",
        "cầu",
        "quảng trường",
        "công viên",
        "ngõ",
        "sân vận động",
        "đền",
        "chùa",
        "khu di tích",
        "sân",
        "chợ",
    }
)
_NOT_A_COUNTRY = re.compile(
    r"(?:(?<!\w)(?:" + "|".join(re.escape(word) for word in LEAD_INS if word not in WEAK_LEAD_INS) + r")|\d)\s+$",
    re.IGNORECASE,
)
_COUNTRY_CUE = re.compile(
    r"(?:nước|tiếng|ở|tại|sang|từ|của|người|đội\s+tuyển|và|quốc|liên\s+bang|đến|tới|về|với|hoàng\s+gia|quân|lính|thực\s+dân|chống|đế\s+quốc|,|\(|-|bảng)\s*$",
    re.IGNORECASE,
)


def find_places(text: str, terms: Sequence[tuple[int, int]]) -> Iterator[Obligation]:
    """Places after a word for their kind, in lists begun by one, and places known by name."""
    kinded = [match for match in _PLACE_RE.finditer(text) if _is_kinded(text, match)]
    introduced: dict[str, None] = {}
    for match in kinded:
        if _office_holder(text, match, terms):
            continue
        yield _kinded(text, match)
        if match["kind"].lower() not in _NAMED_AFTER_PEOPLE and match["name"].split()[0] not in SURNAMES:
            introduced[match["name"]] = None
        yield from _listed(text, match)
    for name in introduced:
        if not name[0].isdigit() and " " in name:
            for start in whole_words(name, text):
                yield _bare(text, start, start + len(name))
    yield from _known(text)
    for match in _HIGHLAND_RE.finditer(text):
        yield _bare(text, match.start(), match.end())


def _is_kinded(text: str, match: re.Match[str]) -> bool:  # noqa: PLR0911 one question after another
    """Whether the word for a kind is one here: no part of a longer word, no surname, no code after it."""
    kind, name = match["kind"], match["name"]
    before = text[: match.start("kind")]
    if kind.lower().endswith(_COMPOUND_ENDINGS) and look_back(_COMPOUNDS, text, match.end("kind"), 3):
        return False
    low = " ".join(kind.lower().split())
    gap = match["link"]
    if not gap and low not in {"tp.", "tx.", "ql", "đt"}:
        return False
    if (
        low in {"bản", "đình", "động", "cửa", "bến", "đồn", "hang"}
        and tuple(fold(w) for w in name.split()) in _PLACES_BY_FOLD
    ):
        return False
    if " " not in name and low in _NAMED_IN_FULL and re.match(r"\s[a-zà-ỹđ]", text[match.end("name") :]):
        return name in ENGLISH_NAMES
    if name[0].isdigit() or re.fullmatch(_NUMBERED, name):
        numbered = {*BEFORE, "đường", "phường", "quận", "phố", "ngõ", "khu dân cư", "khối", "cầu", "cao tốc"}
        if low not in numbered or (low in {"khối", "cầu"} and not name.isdigit()):
            return False
        if low == "khối" and re.search(r"(?:lớp|học sinh|\d)\s+$", before):
            return False
    if low in _ALSO_WORDS and " " not in name and _begins_a_word(text, match):
        return False
    if kind[0].isupper() and low in _WORDS_OF_NAMES:
        # A capital in the middle of a sentence makes it part of a name: "Hồ Xuân Hương", "ông Đường Văn A".
        of_a_kind = name.split()[0].lower() in KINDS  # "Hồ Khe Đá"
        return _BEGINS_A_SENTENCE.search(before) is not None and (
            of_a_kind or not (low == "hồ" and len(name.split()) > 1)
        )
    return True


_ALSO_WORDS = frozenset({"bản", "biển", "đường"})
"""Kinds that also stand before set words with a capital: "bản Tuyên bố", "biển San hô"."""
_BEGINS_A_SENTENCE = re.compile(r"(?:^|[.!?…:]\s)[\s\"“(\[-]*$")


def _begins_a_word(text: str, match: re.Match[str]) -> bool:
    """Whether the one capital syllable after a kind is the first of a set word: "bản Tuyên bố", "biển San hô"."""
    return _SET_WORDS.match(text, match.start("name")) is not None


_SET_WORDS = re.compile(
    r"(?:Tuyên\s(?:bố|ngôn|thệ)|Ghi\snhớ|Hiệp\s(?:định|ước|ý)|Thỏa\sthuận|Hiến\s(?:pháp|chương)|Dự\s(?:thảo|án|báo)|Kế\shoạch|Báo\scáo|"
    r"Cam\skết|Kiến\snghị|Di\schúc|Án|Hợp\sđồng|San\shô|Giao\shưởng|Tin)(?!\w)"
)


def _office_holder(text: str, match: re.Match[str], terms: Sequence[tuple[int, int]]) -> bool:
    """Whether a person follows the kind word of an office: "Chủ tịch UBND tỉnh Nguyễn Văn A"."""
    words = match["name"].split()
    in_term = any(start <= match.start("kind") < end for start, end in terms)
    like_a_person = words[0] in SURNAMES and len(words) > _TWO and all(is_syllable(w) for w in words)
    known = tuple(fold(word) for word in words) in _PLACES_BY_FOLD
    if known or match["kind"].lower() in _NAMED_AFTER_PEOPLE:
        return False
    return like_a_person and (in_term or _OFFICE.search(text[: match.start()]) is not None)


_OFFICE = re.compile(
    r"(?:chủ\s+tịch|bí\s+thư|giám\s+đốc|trưởng|ủy|UBND|HĐND|MTTQ)[^,.;]{0,40}$",
    re.IGNORECASE,
)


def _kinded(text: str, match: re.Match[str]) -> Obligation:
    start, end = match.start("kind"), match.end("name")
    low = " ".join(match["kind"].lower().split())
    name = match["name"]
    whole = _PLACES_BY_FOLD.get(tuple(fold(word) for word in re.findall(r"\w+", text[start:end])))
    if whole is not None:
        return Obligation(Kind.PLACE, start, end, text[start:end], ENGLISH_NAMES[whole])
    known = ENGLISH_NAMES.get(name) or _continent(name)
    bare = known or (romanise(name),)
    english = KINDS[low]
    forms: list[str] = []
    for form in bare:
        forms += (
            [f"{english} {form}", f"{form} {english}"] if low in BEFORE else [f"{form} {english}", f"{english} {form}"]
        )
    if low in {"quốc lộ", "ql"}:
        forms.append(f"Highway {name}")
    if low in {"thành phố", "tp.", "tp"} and name in {"Hồ Chí Minh", "HCM"}:
        forms = list(bare)
    return Obligation(Kind.PLACE, start, end, text[start:end], tuple(dict.fromkeys((*forms, *bare))))


def _continent(name: str) -> tuple[str, ...] | None:
    """The English of a continent whose kind word has a capital: "thành phố Châu Âu"."""
    shown = _PLACES_BY_FOLD.get(tuple(fold(word) for word in name.split()))
    return ENGLISH_NAMES[shown] if shown and shown.startswith("châu ") else None


def _listed(text: str, match: re.Match[str]) -> Iterator[Obligation]:
    """Names that go on a list which a kind word begins: "các xã Nghi Lộc và Diễn Châu"."""
    if not look_back(_LIST_CUE, text, match.start("kind"), 2):
        return
    at = match.end("name")
    while (following := _LIST_NEXT.match(text, at)) is not None:
        name = following["name"]
        after = text[following.end() : following.end() + 1]
        words = name.split()
        if _KIND.match(name) or not all(is_syllable(w) or w.isdigit() or w == "-" for w in words):
            break
        if after == " " and re.match(r"\s(?:ủy|hội|tế|dân|vụ|ban|thư|tịch|đốc|an\s)", text[following.end() :]):
            break
        yield _bare(text, following.start("name"), following.end("name"))
        at = following.end("name")


def _bare(text: str, start: int, end: int) -> Obligation:
    name = text[start:end]
    return Obligation(Kind.PLACE, start, end, name, ENGLISH_NAMES.get(name) or (romanise(name),))


def _known(text: str) -> Iterator[Obligation]:
    """Countries, provinces, cities and regions known by name, the longest first, capital letters as in the name."""
    found = [(word, span) for word, span in zip(*tokens(text), strict=True) if word[0].isalnum() or word[0] == "_"]
    words = tuple(word for word, _ in found)
    passed = 0
    for at, word in enumerate(words):
        if at < passed or word not in _LONGEST_BY_FIRST:
            continue
        for size in range(min(_LONGEST_BY_FIRST[word], len(words) - at), 0, -1):
            name = _PLACES_BY_FOLD.get(words[at : at + size])
            start, end = found[at][1][0], found[at + size - 1][1][1]
            if (
                name is not None
                and _written_as_name(text, start, end, name)
                and _is_known_place(text, start, end, name)
            ):
                yield Obligation(Kind.PLACE, start, end, text[start:end], ENGLISH_NAMES[name])
                passed = at + size
                break


def _written_as_name(text: str, start: int, end: int, name: str) -> bool:
    shown = re.findall(r"\w+", text[start:end])
    wanted = re.findall(r"\w+", name)
    between = text[start:end]
    if ("," in between or ". " in between) and "," not in name:
        return False
    return all(a[0].isupper() or not b[0].isupper() for a, b in zip(shown, wanted, strict=True))


def _is_known_place(text: str, start: int, end: int, name: str) -> bool:  # noqa: PLR0911 one question after another
    """Whether the words name the place here: not a part of a longer name, not a person, not the common word."""
    before, after = text[:start], text[end:]
    if _CAPITAL_AFTER.match(after) and _continues_a_person(text, start, end):
        return False
    is_common = name in COMMON_WORDS
    if is_common and " " not in name and _NOT_A_COUNTRY.search(before):
        return False
    if is_common and _CAPITAL_BEFORE.search(before):
        previous = re.findall(r"\w+", before)[-1]
        return previous in {"TP", "Vương", "Liên"} or (
            len(re.findall(r"\w+", before)) == 1 and previous in {"Ở", "Tại"}
        )
    if name in {"Đông Bắc", "Tây Bắc", "Đông Nam Bộ", "Tây Nam Bộ"} and _DIRECTION.search(before):
        return False
    if is_common and (re.search(r"tiếng\s$", before, re.IGNORECASE) or _OTHER_WORD.match(after)):
        return False
    if look_back(_STRONG_BEFORE, text, start, 1):
        return False
    following = _CAPITAL_WORD_AFTER.match(after) if is_common else None
    if following and is_syllable(following[1]) and not _begins_a_place(after[1:]):
        return False
    if name == "Anh":
        return _COUNTRY_CUE.search(before) is not None and re.match(rf"\s[{UPPER}]", after) is None
    if is_common and not before.strip():
        return (
            re.match(r"\s(?:là|đã|sẽ|và|,|có|công|tuyên|cho|-)", after) is not None
            and name not in {"Đức", "Vinh", "Ý", "Áo", "Huế"}
        ) or name in {"Mỹ", "Nga", "Pháp", "Lào", "Úc"}
    return not (name == "Vinh" and re.match(rf"\s[{UPPER}]", after))


def _begins_a_place(text: str) -> bool:
    """Whether a known place follows: "từ Pháp Quảng Ninh" is rare, "Mỹ Đình" is no America."""
    words = [fold(word) for word in re.findall(r"\w+", text)[:_LONGEST]]
    return any(tuple(words[:size]) in _PLACES_BY_FOLD for size in range(1, len(words) + 1))


def _continues_a_person(text: str, start: int, end: int) -> bool:
    """Whether a name of three words or more that begins like a place is a person's: "Kim Liên Anh"."""
    run = _CAPITAL_RUN.match(text[start:])
    if run is None:
        return False
    words = run.group().split()
    inside = len(text[start:end].split())
    rest = words[inside:]
    if not rest:  # a name with small letters within: "Vương quốc Anh Tony Blair"
        return False
    if tuple(fold(word) for word in rest) in _PLACES_BY_FOLD or roman_value(rest[0]) is not None:
        return False
    return words[0] in SURNAMES and len(words) in {3, 4} and all(is_syllable(word) for word in words)


def place_key(words: Sequence[str]) -> bool:
    """Whether these words are a known place."""
    return tuple(fold(word) for word in words) in _PLACES_BY_FOLD
