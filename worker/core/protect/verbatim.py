"""What is copied letter for letter: addresses, hashtags, document numbers, plates and codes, phone numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from worker.core.languages.vi import romanise
from worker.core.matching import matches
from worker.core.protect.obligation import Kind, Obligation
from worker.core.protect.scan import has_digit

if TYPE_CHECKING:
    from collections.abc import Iterator

_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”]+"
    r"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:vn|com|net|org|info|edu|gov|io|tv|news|asia|example)(?:/[^\s<>\"“”()]*)?(?![\w-])",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HASHTAG = re.compile(r"(?<![\w&/])[#@]\w*[^\W\d_]\w*")
_DOTTED = re.compile(r"[.:](?:[A-Za-z/]|(?<=[Ww]\.)\S)")
_AT = re.compile("@")
_TAG = re.compile("[#@]")
"""What any address or hashtag has."""
_TRAILING = ".,;:!?)]}…'\""

_LETTERS = r"[A-ZĐÂÊÔƠƯĂ]"
_DOCUMENT = re.compile(
    rf"""(?<![\w/.-])(?:
      \d+[A-Za-z]?/\d{{4}}/{_LETTERS}[\w]*(?:-{_LETTERS}[\w]*)*(?:\d+)?   # 15/2024/NĐ-CP, 59/2020/QH14
    | \d+[A-Za-z]?/{_LETTERS}[\w]*(?:-{_LETTERS}[\w]*)+(?:/{_LETTERS}\w*)? # 1234/QĐ-UBND
    | \d+[A-Za-z]?-{_LETTERS}[\w]*(?:-{_LETTERS}[\w]*)*                  # 39-NQ/TW, 68-CTr/TU
      (?:/{_LETTERS}\w*(?:\.\w+)*(?:-{_LETTERS}\w*)*)+
    | \d+[A-Za-z]?/{_LETTERS}{{2,}}\w*                                     # 123/BC, 45/KH
    | \d+[A-Za-z]?-{_LETTERS}{{2,}}\w*(?!\w)                              # 12-NQ
    | (?:TCVN|QCVN|ISO|TCCS|TCXDVN|VietGAP|OHSAS|HACCP)(?:[ /](?:ISO|IEC))*   # standards
      \s?(?:\d[\w.:/-]*\w|\d)(?:[:/-][A-Z]+)?
    | \d{{2}}[A-Z]{{1,2}}\d?[-\s]?\d{{3}}\.?\d{{2}}                       # plates: 37A-123.45
    | \d{{2}}[A-Z]{{1,2}}\d?-\d{{4,5}}
    | [A-Z]{{2}}-?\d{{4,5}}-?[A-Z]{{2}}
    | (?![IVX]+/\d)[A-ZĐ\d]+(?:[./-][A-ZĐ\d]+)+                          # lots, licences, codes
    | [A-ZĐ]{{1,4}}\d{{4,}}[A-ZĐ]*
    )(?![\w])""",
    re.VERBOSE,
)
_DOCUMENT_START = re.compile(r"[A-ZĐ\d](?<![\w/.-][A-ZĐ\d])")
_NOT_DOCUMENT = re.compile(r"[A-Z]/H\d+N\d+|(?:COVID|SARS|CoV|U|G|T|B|H|F|A|MU|SU|K|E)-?\d{1,3}", re.IGNORECASE)

_PHONE = re.compile(
    r"(?<![\w.,/-])(?:\+84|\(\+84\)|\(0\d{2,3}\)|0\d{2,3}|1[89]00)(?:[ .-]?\d{2,4}){2,3}(?![\w/]|[.,]\d|-\d)"
    r"|(?<![\w.,/-])1[89]00[ .]?\d{4,6}(?![\w/]|[.,]\d)"
)
_PHONE_START = re.compile(r"[+(01](?<![\w.,/-][+(01])")
_SHORT_PHONE = re.compile(
    r"(?:gọi|hotline|đường\s+dây\s+nóng|tổng\s+đài|điện\s+thoại|ĐT|SĐT|số\s+máy|liên\s+hệ)(?:\s+(?:đến|tới|cho|qua|số|ngay|khẩn\s+cấp|của|tới|theo|là))*"
    r"\s*:?\s*(1\d{2,3}|1[89]00[ .]?\d{4})(?:\s*(?:,|/|hoặc|và)\s*(1\d{2,3}))*(?![\w/]|[.,]\d)",
    re.IGNORECASE,
)
_SHORT_NUMBER = re.compile(r"1\d\d")
_ANOTHER_SHORT = re.compile(r"\s*(?:,|/|hoặc|và)\s*(?:số\s+)?(1\d{2})(?![\w/]|[.,]\d)")


def find_verbatim(text: str) -> Iterator[Obligation]:
    """Everything that is copied, in the order in which one goes before another where two overlap."""
    for kind, pattern, sign in ((Kind.URL, _URL, _DOTTED), (Kind.EMAIL, _EMAIL, _AT), (Kind.HASHTAG, _HASHTAG, _TAG)):
        for match in pattern.finditer(text) if sign.search(text) else ():
            if kind is Kind.URL and text[match.start() - 1 : match.start()] == "@":
                continue
            shown = match.group().rstrip(_TRAILING)
            if kind is Kind.URL and "@" in shown and "://" not in shown:
                continue
            yield _copied(kind, text, match.start(), match.start() + len(shown))
    yield from _documents(text)
    yield from _phones(text)


def _documents(text: str) -> Iterator[Obligation]:
    if not has_digit(text) and "/" not in text:
        return  # letters alone are no code
    starts = (match.start() for match in _DOCUMENT_START.finditer(text))
    for match in matches(_DOCUMENT, text, starts):
        if not _NOT_DOCUMENT.fullmatch(match.group()) and _is_code(match.group()):
            yield _copied(Kind.DOCUMENT, text, match.start(), match.end())


def _is_code(text: str) -> bool:
    """Whether letters and figures make a number of a document: enough figures together, or enough parts."""
    longest = max((len(figures) for figures in re.findall(r"\d+", text)), default=0)
    separated = len(re.findall(r"[./-]", text))
    return re.search(r"[^\W\d_]", text) is not None and (
        longest > _FEW_FIGURES
        or (longest > 0 and separated > 1)
        or "/" in text
        or (longest > 1 and re.match(r"\d", text) is not None)
    )


_FEW_FIGURES = 2


def _phones(text: str) -> Iterator[Obligation]:
    if not has_digit(text):
        return
    for match in matches(_PHONE, text, (match.start() for match in _PHONE_START.finditer(text))):
        yield _copied(Kind.PHONE, text, match.start(), match.end())
        more = _ANOTHER_SHORT.match(text, match.end())
        if more:
            yield _copied(Kind.PHONE, text, more.start(1), more.end(1))
    for match in _SHORT_PHONE.finditer(text) if _SHORT_NUMBER.search(text) else ():
        for group in (1, 2):
            if match.group(group):
                yield _copied(Kind.PHONE, text, match.start(group), match.end(group))


def _copied(kind: Kind, text: str, start: int, end: int) -> Obligation:
    """Copied as it stands; a document number may lose the mark on its Đ."""
    shown = text[start:end]
    plain = romanise(shown)
    forms = (shown, plain) if kind in {Kind.DOCUMENT, Kind.HASHTAG} and plain != shown else (shown,)
    return Obligation(kind, start, end, shown, forms)
