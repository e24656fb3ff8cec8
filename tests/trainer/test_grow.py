"""A grown network computes what the package that it began from computes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import ctranslate2
import pytest
import sentencepiece
import torch
from torch.nn import functional

from models.training.extension import tokenizer_of
from models.training.grow import grow
from models.training.shape import Shape
from models.training.tokens import EOS
from worker.adapters.package_archive import unpack

if TYPE_CHECKING:
    from models.training.network import Transformer

PACKAGE = next((Path(__file__).parents[2] / "models").glob("*.argosmodel"))
WIDTH = 384
"""Of the package that ships."""
VI = "Hội nghị thảo luận về các giải pháp nâng cao chất lượng giáo dục."
EN = "The conference discussed measures to improve the quality of education."


def log_probability(network: Transformer, tokenizer: sentencepiece.SentencePieceProcessor) -> float:
    source, target = (torch.tensor([[*tokenizer.encode(text), EOS]]) for text in (VI, EN))
    with torch.no_grad():
        states, wanted = network.eval()(source, target)
        logits = functional.linear(states, network.embedding.weight, network.bias)
    return float(-functional.cross_entropy(logits, wanted, reduction="sum"))


def test_more_layers_and_a_wider_feed_forward_part_change_nothing_at_first(tmp_path: Path) -> None:
    file = tmp_path / "sentencepiece.model"
    file.write_bytes(tokenizer_of(PACKAGE))
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(file))
    (tmp_path / "package").mkdir()
    unpack(PACKAGE, tmp_path / "package", progress=lambda _done, _all: None)
    translator = ctranslate2.Translator(str(tmp_path / "package" / "model"), compute_type="float32")
    (scored,) = translator.score_batch([tokenizer.encode(VI, out_type=str)], [tokenizer.encode(EN, out_type=str)])
    network = grow(PACKAGE, file, Shape(tokenizer.vocab_size(), WIDTH, 1792, 6, 12, 2))
    assert log_probability(network, tokenizer) == pytest.approx(sum(scored.log_probs), rel=1e-3)


def test_another_width_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "sentencepiece.model"
    file.write_bytes(tokenizer_of(PACKAGE))
    with pytest.raises(SystemExit, match=f"{WIDTH} wide"):
        grow(PACKAGE, file, Shape(6000, 320, 1280, 5, 5, 2))


def test_a_network_with_fewer_layers_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "sentencepiece.model"
    file.write_bytes(tokenizer_of(PACKAGE))
    with pytest.raises(SystemExit, match=r"has \d+ encoder layers and the network 2: give --encoder \d+"):
        grow(PACKAGE, file, Shape(6000, WIDTH, 1792, 6, 2, 2))
