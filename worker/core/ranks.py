"""Former and deputy: words that say whose an office is, lost or invented in English.

Of 88,606 sentences that people translated, 42 are doubted, most of them because the two sides differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from worker.core.matching import any_word


@dataclass(frozen=True, slots=True)
class _Rank:
    """A word before an office."""

    said: re.Pattern[str]
    """The word with the beginning of an office, in Vietnamese."""
    english: re.Pattern[str]
    """English that says it, in whatever way people do."""
    shown: re.Pattern[str]
    """English that says it and nothing else."""
    accounted: re.Pattern[str]
    """Vietnamese that people translate with `shown`."""


_FORMER = _Rank(
    re.compile(
        r"(?<!\w)(?<!giữ )(?<!tài )(?:nguyên|cựu)(?:\s+là)?\s+(?!thủ\s+(?!tướng))(?:(?:phó|tổng|đại|thứ|bộ|thủ|hiệu|"
        r"giám|chủ|bí|trưởng|chánh|viện|cục|vụ)\s+\w+|cán bộ|lãnh đạo|ủy viên|giáo viên|ngoại trưởng|thống đốc|"
        r"thị trưởng|nghị sĩ|huấn luyện viên|cầu thủ|thẩm phán|công tố viên)",
        re.IGNORECASE,
    ),
    any_word(
        r"former\w*|ex|once|past|previous\w*|retired|late|old|veterans?|then|one-time|served|was|been|emeritus|alumn\w*|last|"
        r"used|outgoing|immediate|deposed|ousted"
    ),
    any_word(r"former"),
    any_word(
        "nguyên|cựu|cũ|trước|từng|xưa|liên xô|xô viết|đầu|nam tư|hưu|thời|cố|ngày|tiền|mãn|khi còn|lúc|rồi|quá khứ|cực|"
        "thứ nhất|ex"
    ),
)
_DEPUTY = _Rank(
    re.compile(
        r"(?<!\w)(?<!đối )(?<!ứng )phó\s+(?:chủ tịch|chủ nhiệm|bí thư|giám đốc|thủ tướng|trưởng|tổng|chánh|viện trưởng|"
        r"hiệu trưởng|cục|vụ|ban|đoàn|phòng|tư lệnh|chỉ huy|chi cục|đồn|khoa)(?!\w)",
        re.IGNORECASE,
    ),
    any_word(r"deput\w*|vice|assistant|associate|sub|second|under\w*|aide|V\.?P\.?|Lt\.?|lieutenant|number two"),
    any_word(r"deputy|vice(?! versa)"),
    any_word(
        "phó|thứ trưởng|đại biểu|nghị sĩ|nghị sỹ|phụ tá|trợ lý|nghị viên|dân biểu|hạ viện|quốc hội|cấp dưới|thứ|phụ|ủy|"
        "uỷ|hđnd|thượng|nghị|cảnh sát|tệ|trụy"
    ),
)
_RANKS = (_FORMER, _DEPUTY)


def lost_ranks(source: str, english: str) -> tuple[str, ...]:
    """Offices of former holders and of deputies that the English gives to whoever holds them."""
    lost = []
    for rank in _RANKS:
        said = rank.said.search(source)
        if said and not rank.english.search(english):
            lost.append(said.group())
    return tuple(lost)


def invented_ranks(source: str, english: str) -> tuple[str, ...]:
    """The English "former", "deputy" or "vice" that nothing in the Vietnamese accounts for."""
    invented = []
    for rank in _RANKS:
        shown = rank.shown.search(english)
        if shown and not rank.accounted.search(source):
            invented.append(shown.group())
    return tuple(invented)
