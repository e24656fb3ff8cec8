from __future__ import annotations

import pytest

from worker.adapters.word_alignment import align_words

END = 0.9
"""What a decoder gives to the end of the sentence: much, and no word."""


def test_each_target_word_goes_with_the_source_word_its_tokens_attended_to_together() -> None:
    pairs = align_words(
        "Trời mưa to.",
        ["▁Tr", "ời", "▁mưa", "▁to", "."],
        "It rains heavily.",
        ["▁It", "▁rain", "s", "▁heavi", "ly", "."],
        [
            [0.3, 0.3, 0.4, 0.0, 0.0, END],
            [0.0, 0.0, 0.5, 0.4, 0.0, END],
            [0.6, 0.0, 0.4, 0.0, 0.0, END],
            [0.0, 0.0, 0.0, 0.5, 0.0, END],
            [0.0, 0.0, 0.3, 0.2, 0.0, END],
            [0.0, 0.0, 0.0, 0.0, 1.0, END],
        ],
    )
    assert pairs == ((0, 0), (1, 1), (2, 2))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("từ điển", ["▁từ", "▁", "điển"]),
        ("từ ½ giờ", ["▁từ", "▁1", "⁄2", "▁giờ"]),
        ("từ… điển", ["▁từ...", "▁điển"]),
        ("nói “từ”", ["nói", "&quot;", "từ", "&quot;"]),
        ("từ_điển hay", ["▁từ", "_", "điển", "▁hay"]),
        ("thủ@đô", ["thủ@@", "&#64;", "đô"]),
        ("漢 字", ["▁漢", "▁", "字"]),
    ],
)
def test_tokens_are_matched_to_words_however_the_tokenizer_writes_them(text: str, tokens: list[str]) -> None:
    even = [[1.0 if row == column else 0.0 for column in range(len(tokens))] for row in range(len(tokens))]
    pairs = align_words(text, tokens, text, tokens, even)
    assert pairs == tuple((word, word) for word in range(len(text.split())))


@pytest.mark.parametrize(
    ("source", "source_tokens", "target", "target_tokens"),
    [
        ("mưa to", ["▁mưa"], "rain", ["▁rain"]),
        ("mưa", ["▁mưa"], "heavy rain", ["▁rain"]),
        ("", ["▁mưa"], "rain", ["▁rain"]),
        ("", [], "rain", ["▁rain"]),
    ],
)
def test_tokens_that_do_not_make_up_the_words_give_no_alignment(
    source: str, source_tokens: list[str], target: str, target_tokens: list[str]
) -> None:
    assert align_words(source, source_tokens, target, target_tokens, [[1.0]]) is None


def test_an_empty_translation_aligns_nothing() -> None:
    assert align_words("mưa", ["▁mưa"], "", [], []) == ()


def test_a_character_told_byte_by_byte_counts_once() -> None:
    pairs = align_words(
        "Gửi 🚀 đi",
        ["▁Gửi", "▁", "<0xF0>", "<0x9F>", "<0x9A>", "<0x80>", "▁đi"],
        "Send 🚀",
        ["▁Send", "▁", "<0xF0>", "<0x9F>", "<0x9A>", "<0x80>"],
        [
            [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, END],
            *[[0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.1, END] for _ in range(5)],
        ],
    )
    assert pairs == ((0, 0), (1, 1))
