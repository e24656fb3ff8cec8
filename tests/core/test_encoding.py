"""Bytes whose declared encoding may lie."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.encoding import decode

TEXT = "<?xml version='1.0' encoding='{}'?><a>Tiếng Việt: được, ưỡn, Nghệ An, đường, những ngày ấy ở quê</a>"
TONES = "\u0300\u0301\u0303\u0309\u0323"


def cp1258(text: str) -> bytes:
    """What a Vietnamese Windows program writes: base letters, tone marks after them."""
    packed = bytearray()
    for character in text:
        try:
            packed += character.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", character)
            base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
            packed += (base + "".join(part for part in parts if part in TONES)).encode("cp1258")
    return bytes(packed)


def through_cp1252(text: str) -> str:
    """The text's UTF-8 read as windows-1252."""
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in b"\x81\x8d\x8f\x90\x9d" else chr(byte) for byte in text.encode()
    )


@pytest.mark.parametrize(
    "declared", ["utf-8", "windows-1258", "utf-16", "iso-8859-1", "klingon", "zlib", "utf-7", "idna"]
)
@pytest.mark.parametrize("write", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1258"])
@pytest.mark.parametrize("content_type", ["", "text/xml; charset=gb2312", 'application/rss+xml; charset="utf-8"'])
def test_vietnamese_is_read_whatever_is_declared(declared: str, write: str, content_type: str) -> None:
    if write == "cp1258" and "gb2312" in content_type:
        content_type = "text/xml"  # a wrong declaration that happens to decode cannot be told from a right one
    text = TEXT.format(declared)
    body = cp1258(text) if write == "cp1258" else text.encode(write)
    decoded = decode(body, content_type)
    assert unicodedata.normalize("NFC", decoded.text) == text


def test_a_wrong_declaration_is_told_and_a_right_one_is_not() -> None:
    assert "declares the encoding utf-16" in decode(TEXT.format("utf-16").encode()).note
    assert decode(TEXT.format("UTF-8").encode(), "text/xml;charset=UTF-8").note == ""
    assert decode(b"<a>plain</a>", "text/xml; charset=us-ascii").note == ""
    assert decode(TEXT.format("utf-8").encode("utf-8-sig")).note == ""


def test_a_letter_cut_in_half_does_not_spoil_the_rest() -> None:
    body = TEXT.format("utf-8").encode() + "ế".encode()[:2]
    decoded = decode(body)
    assert decoded.encoding == "utf-8"
    assert "được, ưỡn" in decoded.text


def test_utf8_written_twice_is_turned_back() -> None:
    text = TEXT.format("utf-8")
    decoded = decode(through_cp1252(text).encode())
    assert decoded.text == text
    assert "turned back" in decoded.note


def test_utf8_written_twice_stays_when_it_cannot_be_turned_back() -> None:
    broken = through_cp1252(TEXT.format("utf-8")) + "漢"
    assert decode(broken.encode()).text == broken


def test_other_languages_keep_their_declared_encoding() -> None:
    assert decode("Größe".encode("latin-1"), "text/html; charset=iso-8859-1", language="de").text == "Größe"
    assert decode("Größe".encode("cp1252"), "", language="de").text == "Größe"
    assert decode("中文".encode("gb2312"), "text/html; charset=gb2312", language="zh").text == "中文"


def test_an_html_page_may_declare_it_in_a_meta_tag() -> None:
    body = '<html><head><meta charset="gb2312"></head>中文</html>'.encode("gb2312")
    assert "中文" in decode(body, "text/html", language="zh").text


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=300), st.text(max_size=60))
def test_any_bytes_become_text(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type).text, str)
