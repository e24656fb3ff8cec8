"""The labelled sentences keep the rules written in tests/data/fidelity/README.md."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[1] / "data" / "fidelity"
FILES = ("labelled.jsonl", "heldout.jsonl", "inline.jsonl")
NAMED = {"name", "place", "organisation", "term"}
MEASURED = {"number", "money", "unit", "percent", "range", "score"}
DATED = {"time", "date", "year"}
COPIED = {"phone", "document", "url", "email", "hashtag"}
KINDS = NAMED | MEASURED | DATED | COPIED
TAG = re.compile(r"<[^>]*>")
WEB_SIGN = re.compile(r"https?:|www\.|[#@]")


def read(name: str) -> list[dict[str, Any]]:
    """The sentences of one file."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def uncovered(row: dict[str, Any]) -> str:
    """The sentence with every span blanked out."""
    letters = list(row["vi"])
    for obligation in row["obligations"]:
        letters[obligation["start"] : obligation["end"]] = " " * len(obligation["text"])
    return "".join(letters)


@pytest.fixture(scope="module", params=FILES)
def rows(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    return read(request.param)


def test_there_are_at_least_400_different_sentences() -> None:
    texts = [row["vi"] for name in ("labelled.jsonl", "heldout.jsonl") for row in read(name)]
    assert len(texts) >= 400
    assert [text for text, count in Counter(texts).items() if count > 1] == []


def test_every_kind_has_at_least_15_obligations() -> None:
    counts = Counter(o["kind"] for name in FILES for row in read(name) for o in row["obligations"])
    assert set(counts) == KINDS
    assert {kind: count for kind, count in counts.items() if count < 15} == {}


def test_the_held_out_sentences_cover_every_kind() -> None:
    assert {o["kind"] for row in read("heldout.jsonl") for o in row["obligations"]} == KINDS


def test_every_text_is_in_nfc_on_one_line(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        assert unicodedata.is_normalized("NFC", row["vi"]), row["vi"]
        assert row["vi"] == " ".join(row["vi"].split()), row["vi"]


def test_every_span_is_the_text_it_names(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        for o in row["obligations"]:
            assert o["text"], row["vi"]
            assert row["vi"][o["start"] : o["end"]] == o["text"], row["vi"]


def test_spans_stand_in_order_and_never_overlap(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        ends = [0, *(o["end"] for o in row["obligations"])]
        for end, o in zip(ends, row["obligations"], strict=False):
            assert end <= o["start"] < o["end"], (row["vi"], o["text"])


def test_spans_begin_and_end_at_word_borders(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        for o in row["obligations"]:
            before, after = row["vi"][: o["start"]][-1:], row["vi"][o["end"] :][:1]
            assert not (before.isalnum() and o["text"][0].isalnum()), (row["vi"], o["text"])
            assert not (after.isalnum() and o["text"][-1].isalnum()), (row["vi"], o["text"])


def test_every_digit_and_every_web_sign_lies_in_a_span(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        rest = uncovered(row)
        assert not any(letter.isdigit() for letter in rest), rest
        assert WEB_SIGN.search(rest) is None, rest


def test_every_obligation_says_what_the_english_must_show(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        for o in row["obligations"]:
            assert o["english"], o
            assert len(set(o["english"])) == len(o["english"]), o
            assert all(form == form.strip() and form for form in o["english"]), o


def test_names_and_terms_are_romanised(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        for o in row["obligations"]:
            if o["kind"] in {"name", "place", "term"}:
                assert "".join(o["english"]).isascii(), o


def test_addresses_and_documents_are_copied_letter_for_letter(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        for o in row["obligations"]:
            if o["kind"] in COPIED:
                assert o["english"][0] == o["text"], o


def test_kinds_and_keys_are_the_documented_ones(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        assert {"vi", "obligations"} <= set(row) <= {"vi", "date", "obligations", "note", "html"}, row["vi"]
        assert {o["kind"] for o in row["obligations"]} <= KINDS, row["vi"]
        assert all(set(o) == {"kind", "text", "start", "end", "english"} for o in row["obligations"]), row["vi"]
        assert "date" not in row or date.fromisoformat(row["date"]).isoformat() == row["date"]


def test_broken_names_read_as_whole_without_their_tags() -> None:
    for row in read("inline.jsonl"):
        assert unescape(TAG.sub("", row["html"])) == row["vi"]
        assert TAG.search(row["html"])


def test_proof_cases_name_texts_of_their_sentence_and_come_both_ways() -> None:
    cases = read("proofs.jsonl")
    for case in cases:
        assert {"vi", "en", "unproven"} <= set(case) <= {"vi", "en", "unproven", "note"}
        assert unicodedata.is_normalized("NFC", case["vi"]), case["vi"]
        assert all(text in case["vi"] for text in case["unproven"]), case["vi"]
    passing = {case["vi"] for case in cases if not case["unproven"]}
    assert len(passing) >= 25
    assert len([case for case in cases if case["unproven"]]) >= 30
