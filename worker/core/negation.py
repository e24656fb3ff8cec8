"""Denials: whether English denies what its Vietnamese denies, and nothing else."""

from __future__ import annotations

import re

_NEGATION = re.compile(
    r"(?<!\w)(?:không|chưa|chẳng|chớ|đừng|chả|không\s+hề)(?!\s+(?:gian|khí|quân|phận|tặc|chỉ|những|trung|lực|gian|ít|ngừng|đồng|vụ|thời)(?!\w))(?!\w)",
    re.IGNORECASE,
)
_DENIALS = ("không", "chưa", "chẳng", "chớ", "đừng", "chả")
_NOT_NEGATION = re.compile(
    r"(?<!cửa )(?<!khách )(?<!nhà )hàng\s+không(?!\w)|"
    r"(?:trên|phòng|tàng|số|có|hay|bầu|được|đúng|độ|hư|trống)\s+không(?!\w)|không\s+(?:khí|gian|quân)|không\s*[?”\"]?\s*\?|chưa\s*\?|"
    r"hay\s+(?:không|chưa)|chẳng\s+(?:hạn|mấy\s+chốc|bao\s+lâu)|không\s+(?:người\s+lái|mấy\s+chốc)|(?:không|chưa)\s+(?:lâu|từng\s+có|bao\s+lâu|nhiều|đầy|xa|dứt)(?!\w)|nếu\s+không|xem\s[^.]*không(?=[.,;]|$)|có\s[^.,]*không(?=[.?”\"]|$)|có\s+nên[^.]*không|có\s+thể[^.,]*không\s*\?",
    re.IGNORECASE,
)
_ENGLISH_NEGATION = re.compile(
    r"(?<!\w)(?:no|not|n't|never|none|nothing|nobody|neither|nor|without|cannot|unable|fail\w*|lack\w*|refus\w*|avoid\w*|yet|hardly|barely|"
    r"un\w{3,}|in\w{4,}|im\w{4,}|ir\w{4,}|il\w{4,}|dis\w{4,}|non\w*|less|absen\w*|den(?:y|ied|ies)|free|except|prevent\w*|stop\w*|instead|"
    r"regardless|prohibit\w*|ban(?:ned)?|miss\w*|away|only|few|little|\w+less|rather|zero|impossible|exclud\w*|beyond|until|still|remain\w*|unless|"
    r"despite|wrong\w*|reject\w*|rare\w*|illegal\w*|minor\w*|loss|lose|lost|out|before|pending|devoid|otherwise|limited|short\w*|just|elsewhere|uncertain|though|but|contrary|halt\w*|keep\w*|escape\w*|nowhere|bad|poor\w*|against|forget|forgot|"
    r"quit(?:s|ting)?|ceas\w*|downplay\w*|dismiss\w*|ignor\w*|disregard\w*|neglect\w*|declin\w+\s+to|exempt\w*|asymptomatic|deficien\w*|far\s+from)(?!\w)|n't|n’t",
    re.IGNORECASE,
)


def lost_negation(source: str, english: str) -> bool:
    """Whether the Vietnamese denies something and nothing in the English does."""
    low = source.lower()
    if not any(word in low for word in _DENIALS):
        return False
    plain = _NOT_NEGATION.sub(" ", source)
    return _NEGATION.search(plain) is not None and _ENGLISH_NEGATION.search(english) is None


_PLAIN_DENIAL = re.compile(
    r"(?<!\w)(?:not(?!\s+(?:only|just|merely|to\s+mention|least|until|surprising\w*|uncommon\w*|unlike\w*|unusual\w*|even)(?!\w))|"
    r"never|cannot|nobody|no\s+one|nothing)(?!\w)|(?<=\w)n[’']t(?!\w)",
    re.IGNORECASE,
)
"""What denies in English and nothing else; "no" and "un-" are left out, for they translate much that denies nothing."""
_COMPOUND = re.compile(
    r"(?<!\w)không\s+(?:khí|gian|quân|lực)(?!\w)|(?<!cửa )(?<!khách )(?<!nhà )(?:hàng|trên|phòng|tàng)\s+không(?!\w)",
    re.IGNORECASE,
)
"""Words with "không" in them that deny nothing: air, space, air force, aviation."""
_WORDS_TO_DENY = re.compile(
    r"(?<!\w)(?:không|ko|chưa|chẳng|chả|đừng|chớ|khỏi|thiếu|vô|phi|bất|cấm|mất|hết|trừ|trượt|thất|miễn|bỏ|ngừng|dừng|"
    r"chối|phủ|bác|khó|ít|hiếm|kém|sai|thay|tránh|ngăn|đâu|nào|nghiêm|hỏng|vắng|mù|liệt|thoát|tuyệt|ngoại|trái|hạn|lỡ|"
    r"tắt|quên|mặc|dù|hay|lẽ|gì|sao|thôi|bặt|nếu|chỉ|ngoài|hoãn|hủy|huỷ|yếu|thua|sót|vượt|quá|trống|tuy|chứ|quái|tệ|cản|"
    r"khước|né|đình|hở|rời|nghi|ngờ|câm|giả|ẩn|đủ|hụt|nổi|giấu|tồi|mãi|trắng)(?!\w)",
    re.IGNORECASE,
)
"""Words that people translate with a denial: 999 of 1,000 of their sentences that deny have one of these."""


def invented_negation(source: str, english: str) -> str:
    """The word with which the English denies something though no word of the Vietnamese does; empty when none."""
    found = _PLAIN_DENIAL.search(english)
    if found is None or re.search(rf"(?<!\w){re.escape(found.group())}(?!\w)", source, re.IGNORECASE):
        return ""  # no denial at all, or one in a foreign title
    return "" if _WORDS_TO_DENY.search(_COMPOUND.sub(" ", source)) else found.group()
