from __future__ import annotations

from pathlib import Path

import pytest
import sentencepiece

from models.training.extension import extended, tokenizer_of
from models.training.tokens import BOS, EOS, PAD, PLACEHOLDERS, UNK

PACKAGE = next((Path(__file__).parents[2] / "models").glob("*.argosmodel"))
ROWS = [("Xin chào thế giới", "Supercalifragilistic greetings to the world", "own")] * 30
SIZE = 400


@pytest.fixture(scope="module")
def before() -> sentencepiece.SentencePieceProcessor:
    return sentencepiece.SentencePieceProcessor(model_proto=tokenizer_of(PACKAGE))


@pytest.fixture(scope="module")
def after(before: sentencepiece.SentencePieceProcessor) -> sentencepiece.SentencePieceProcessor:
    proto = extended(PACKAGE, ROWS, before.vocab_size() + SIZE)
    return sentencepiece.SentencePieceProcessor(model_proto=proto)


def test_the_reserved_pieces_have_the_numbers_that_training_agrees_on(
    after: sentencepiece.SentencePieceProcessor,
) -> None:
    assert [after.pad_id(), after.bos_id(), after.eos_id(), after.unk_id()] == [PAD, BOS, EOS, UNK]


def test_text_without_numbers_or_gained_words_is_cut_as_before(
    before: sentencepiece.SentencePieceProcessor, after: sentencepiece.SentencePieceProcessor
) -> None:
    text = "Hội nghị thảo luận về các giải pháp nâng cao chất lượng giáo dục."
    assert after.encode(text, out_type=str) == before.encode(text, out_type=str)


def test_numbers_are_cut_digit_by_digit(after: sentencepiece.SentencePieceProcessor) -> None:
    pieces = after.encode("năm 2025 có 1.250 tỷ", out_type=str)
    assert not [piece for piece in pieces if len(piece) > 1 and any(letter.isdigit() for letter in piece)]


def test_a_frequent_word_that_was_cut_up_has_a_piece_of_its_own(
    before: sentencepiece.SentencePieceProcessor, after: sentencepiece.SentencePieceProcessor
) -> None:
    word = "Supercalifragilistic"
    assert len(before.encode(word)) > 1
    assert after.encode(word, out_type=str) == [f"▁{word}"]


@pytest.mark.parametrize("text", ["😀 ok", "日本", *(f"Ông {token} nói." for token in PLACEHOLDERS)])
def test_nothing_is_unknown_and_all_comes_back(after: sentencepiece.SentencePieceProcessor, text: str) -> None:
    numbers = after.encode(text)
    assert UNK not in numbers
    assert after.decode(numbers) == text
