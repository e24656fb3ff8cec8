"""The house style of English targets, and the numbers two sentences must share."""

from __future__ import annotations

import itertools
import re
import unicodedata
import zlib
from collections import Counter

from worker.core.languages.vi import has_vietnamese, romanise
from worker.core.protect.dates import MONTHS

_MONTH = "|".join(MONTHS)
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})\b(?:,? (\d{{4}})\b)?")
_ORDINAL_DAY = re.compile(rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)\b")
DOCUMENT_NUMBER = re.compile(r"\W*\d[\w/.]*[/-](?:\w+/)?[A-ZĐ]")
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "`": "'"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffd]")


def clean(text: str) -> str:
    """The text in NFC on one line, without control characters, doubled CSV quotes or runs of white space."""
    text = unicodedata.normalize("NFC", text).replace("\u00a0", " ")
    text = _CONTROL.sub(" ", text)
    if '""' in text:
        if len(text) > 2 and text[0] == text[-1] == '"':
            text = text[1:-1]
        text = text.replace('""', '"')
    return " ".join(text.split())


def house_style(english: str) -> str:
    """An English target as the readers expect it: plain Latin names, straight quotes, "January 9"."""
    english = english.translate(_QUOTES)
    if has_vietnamese(english):
        # A sentence that holds one surely Vietnamese word holds others that look French or Portuguese ("Hà Nội").
        # The number of a document is copied letter for letter ("861/QĐ-TTg").
        english = " ".join(word if DOCUMENT_NUMBER.match(word) else romanise(word) for word in english.split(" "))
    english = _ORDINAL_DAY.sub(r"\1 \2", english)

    def day(match: re.Match[str]) -> str:
        number, month, year = match.groups()
        return f"{month} {number}, {year}" if year else f"{month} {number}"

    return _DAY_MONTH.sub(day, english)


_VI_NUMBER = re.compile(r"\d+(?:\.\d{3})+(?:,\d+)?|\d+,\d+|\d+")
_EN_NUMBER = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+")
_EN_AFTERNOON = re.compile(r"\b(\d{1,2})(?::(\d\d))? ?p\.?m\b", re.IGNORECASE)
_WORDS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "  # noqa: SIM905 - a list of words is read as words
        "seventeen eighteen nineteen twenty".split()
    )
} | {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7",
    "eighth": "8", "ninth": "9", "tenth": "10", "once": "1", "twice": "2", "both": "2", "half": "2", "hundred": "100",
    "double": "2", "doubled": "2", "triple": "3", "tripled": "3", "noon": "12",
}  # fmt: skip
_VI_WORDS = {"một": "1", "hai": "2", "ba": "3", "tư": "4", "bốn": "4", "năm": "5", "sáu": "6", "bảy": "7", "tám": "8",
             "chín": "9", "mười": "10", "nhất": "1", "nhì": "2", "đôi": "2", "cả": "2", "nửa": "2", "trăm": "100",
             "giêng": "1", "chạp": "12", "mươi": "20"}  # fmt: skip


def _plain(digits: str, group: str, decimal: str) -> str:
    value = digits.replace(group, "").replace(decimal, ".")
    if "." in value:
        value = value.rstrip("0").rstrip(".")
    return value.lstrip("0") or "0"


_ROMAN = re.compile(r"\b[IVX]{1,6}\b")
_CODE = re.compile(r"\S*\d\S*")
_VALUES = {"I": 1, "V": 5, "X": 10}


def _roman(numeral: str) -> str:
    values = [*(_VALUES[letter] for letter in numeral), 0]
    return str(sum(-now if now < after else now for now, after in itertools.pairwise(values)))


def vietnamese_numbers(text: str) -> Counter[str]:
    """Every number written in digits, "1.250,5" as "1250.5", a date or document number as its parts."""
    return Counter(_plain(found, ".", ",") for found in _VI_NUMBER.findall(text))


def english_numbers(text: str) -> Counter[str]:
    """Every number written in digits, "1,250.5" as "1250.5"; a month's name counts as its number."""
    numbers = Counter(_plain(found, ",", ".") for found in _EN_NUMBER.findall(text))
    for month in re.findall(rf"\b(?:{_MONTH})\b", text):
        numbers[str(MONTHS.index(month) + 1)] += 1
    return numbers


def unmatched_numbers(vietnamese: str, english: str) -> set[str]:
    """Numbers in digits on one side that the other side has neither in digits nor in words."""
    # What stands in both as it is (a number plate, a telephone number, a document's number) needs no reading.
    for code in {code.strip('.,;:()"') for code in _CODE.findall(vietnamese)}:
        if re.search(r"[^\d]", code) and re.search(rf"(?<![\w.]){re.escape(code)}(?!\w)", english):
            vietnamese, english = vietnamese.replace(code, " "), english.replace(code, " ")
    vi, en = vietnamese_numbers(vietnamese), english_numbers(english)
    en_words = {_WORDS[word] for word in re.findall(r"[a-z]+", english.lower()) if word in _WORDS}
    en_words |= {str(int(hour) % 12 + 12) for hour, _ in _EN_AFTERNOON.findall(english)}
    en_words |= {"0", "24"} if re.search(r"midnight|o'clock|[ap]\.m\.|\bfree\b", english) else set()
    vi_words = {_roman(numeral) for numeral in _ROMAN.findall(vietnamese)} | {
        _VI_WORDS[word] for word in re.findall(r"\w+", vietnamese.lower()) if word in _VI_WORDS
    }
    afternoon = {str(int(hour) % 12) for hour, _ in _EN_AFTERNOON.findall(english)} | {
        str(int(hour)) for hour, _ in _EN_AFTERNOON.findall(english)
    }
    missing = {number for number in vi if number not in en and number not in en_words}
    extra = {number for number in en if number not in vi and number not in vi_words and number not in afternoon}
    return missing | extra


def fingerprint(text: str) -> int:
    """A number that two spellings of the same sentence share: letters and digits only, case aside."""
    return zlib.crc32(" ".join(re.findall(r"\w+", text.lower())).encode())
