"""Bytes of a feed or page -> text, where the declared encoding may be missing or wrong."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_XML_DECLARATION: Final = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)[\"']", re.IGNORECASE)
_HTML_META: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_WESTERN: Final = frozenset({"iso8859-1", "cp1252", "iso8859-15", "ascii"})
_NOT_FOR_TEXT: Final = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
# UTF-8 bytes of Vietnamese letters read as windows-1252: "áº¿" for "ế", "á»‡" for "ệ", "Ä‘" for "đ", "Æ°" for "ư".
_MOJIBAKE: Final = re.compile(
    "(?:\u00e1[\u00ba\u00bb][\u0080-\u00ff\u0152-\u02dc\u2013-\u2122]|\u00c4\u2018|\u00c6[\u00a1\u00b0])"
)
_VIETNAMESE: Final = re.compile("[\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_FEW_BAD_BYTES: Final = 0.002
_SAMPLE: Final = 200_000
"""Bytes that are looked at to tell a damaged encoding from another one."""
# What windows-1252 makes of bytes that Latin-1 maps to the character of the same number.
_TO_LATIN_1: Final = {
    ord(bytes([code]).decode("cp1252")): code for code in range(0x80, 0xA0) if bytes([code]).decode("cp1252", "ignore")
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and what was found out about its bytes."""

    text: str
    encoding: str
    note: str = ""
    """A sentence when the declaration was wrong; empty when all was in order."""


def decode(body: bytes, content_type: str = "", *, language: str = "vi") -> Decoded:
    """The text of the bytes; never raises: what cannot be decoded becomes U+FFFD.

    Order of trust: byte order mark, zero bytes (UTF-16), valid UTF-8, the declared encoding, then a guess. Valid
    UTF-8 goes before the declaration, because text in another encoding is next to never valid UTF-8 by accident.
    """
    declared = _declared(body, content_type)
    encoding, text = _decode(body, declared, language)
    text, repaired = _repair(text)
    note = ""
    if repaired:
        note = "Its text was UTF-8 read as windows-1252 and written again; it was turned back."
    elif declared and _name(declared) != _name(encoding) and not (_name(declared) == "ascii" and text.isascii()):
        note = f"It declares the encoding {declared} but was read as {_plain(encoding)}."
    return Decoded(text.removeprefix("\ufeff"), _plain(encoding), note)


def _decode(body: bytes, declared: str, language: str) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return encoding, body.decode(encoding, "replace")
    if wide := _wide(body):
        return wide, body.decode(wide, "replace")
    for encoding in ("utf-8", *_guesses(declared, language)):
        try:
            return encoding, body.decode(encoding)
        except (ValueError, LookupError):
            if encoding == "utf-8" and _nearly_utf8(body):
                return encoding, body.decode(encoding, "replace")
    return "utf-8", body.decode("utf-8", "replace")


def _guesses(declared: str, language: str) -> tuple[str, ...]:
    """What to try after UTF-8, in order."""
    name = _name(declared)
    # Zero bytes were looked for before, so a declaration of UTF-16 is wrong here.
    usable = name and not name.startswith(("utf-16", "utf-32", "utf-8", "utf-7")) and _is_text_codec(declared)
    # Vietnamese cannot be written in a western encoding; on Windows the code page for it is 1258.
    if language == "vi" and (not usable or name in _WESTERN):
        return ("cp1258", "cp1252", "latin-1")
    return (declared, "cp1252", "latin-1") if usable else ("cp1252", "latin-1")


def _declared(body: bytes, content_type: str) -> str:
    if match := _CHARSET.search(content_type[:500]):
        return match.group(1)
    found = _XML_DECLARATION.match(body[:500]) or _HTML_META.search(body[:2048])
    return found.group(1).decode("ascii", "replace") if found else ""


def _name(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name.removesuffix("-sig")
    except (LookupError, ValueError):
        return ""


def _plain(encoding: str) -> str:
    return encoding.removesuffix("-sig").replace("cp125", "windows-125")


def _is_text_codec(encoding: str) -> bool:
    """Whether it names a character encoding: Python also lists codecs such as `zlib` and `idna` by name."""
    if _name(encoding) in _NOT_FOR_TEXT:
        return False
    try:
        return b"<a>".decode(encoding) == "<a>"
    except (LookupError, ValueError):
        return False


def _wide(body: bytes) -> str:
    """UTF-16 without a mark shows as a zero byte beside each `<`, `?`, space or letter."""
    head = body[:400]
    if len(head) < 4:  # noqa: PLR2004 two UTF-16 units
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return ""


def _nearly_utf8(body: bytes) -> bool:
    """Whether only a few bytes are wrong, as where a program cut a title in the middle of a letter."""
    head = body[:_SAMPLE]
    text = head.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for character in text if character > "\x7f") - bad
    return bad <= max(3, len(head) * _FEW_BAD_BYTES) and good > 3 * bad


def _repair(text: str) -> tuple[str, bool]:
    """Undo UTF-8 that was read as windows-1252 and encoded once more, where that is beyond doubt."""
    wrong = len(_MOJIBAKE.findall(text))
    if wrong < 3 or _VIETNAMESE.search(text):  # noqa: PLR2004 three such pairs are no accident
        return text, False
    try:
        return text.translate(_TO_LATIN_1).encode("latin-1").decode("utf-8"), True
    except UnicodeError:
        return text, False
