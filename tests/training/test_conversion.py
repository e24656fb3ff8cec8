"""A network's weights become a model that Vietwire's own engine translates with."""

from __future__ import annotations

from pathlib import Path

import ctranslate2
import numpy as np
import sentencepiece

from models.training.conversion import pieces_of
from models.training.evaluate import open_engine, random_base, translate
from models.training.shape import sinusoids
from worker.adapters.argos import Engine

PACKAGE = next((Path(__file__).parents[2] / "models").glob("*.argosmodel"))
SENTENCES = ["Xin chào.", "Hôm nay trời nắng đẹp."]


def test_position_encodings_are_those_of_the_paper() -> None:
    encodings = sinusoids(4, 8)
    assert encodings.shape == (4, 8)
    assert np.allclose(encodings[0], [0, 1] * 4)
    assert np.allclose(encodings[2, :2], [np.sin(2), np.cos(2)], atol=1e-6)


def test_converted_weights_translate_and_end_where_they_should(tmp_path: Path) -> None:
    open_engine(PACKAGE, tmp_path)
    tokenizer = tmp_path / "package" / "sentencepiece.model"
    assert pieces_of(tokenizer)[0] == "<blank>"
    package = random_base(tokenizer, tmp_path, length=9)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer)).encode(SENTENCES, out_type=str)
    found = ctranslate2.Translator(str(package / "model")).translate_batch(pieces, beam_size=4)
    assert [len(result.hypotheses[0]) for result in found] == [9, 9]
    assert all(translate(Engine(package), SENTENCES))
