from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from models.training.decoding import beam_search
from models.training.network import Transformer
from models.training.shape import Shape
from models.training.tokens import EOS, PAD

PENALTY = 0.8


@pytest.fixture
def model() -> Transformer:
    torch.manual_seed(5)
    network = Transformer(Shape(30, 16, 32, 2, 2, 2)).eval()
    with torch.no_grad():
        network.bias[EOS] = 6.0  # sentences end soon
        network.bias[PAD] = -100.0
    return network


SOURCE = torch.tensor([[4, 5, 6, 7, 8, EOS], [9, 10, 11, EOS, PAD, PAD], [12, EOS, PAD, PAD, PAD, PAD]])


def score(model: Transformer, source: torch.Tensor, way: torch.Tensor) -> float:
    states, wanted = model(source[None], way[None])
    logits = functional.linear(states, model.embedding.weight, model.bias)
    return float(logits.log_softmax(dim=1).gather(1, wanted[:, None]).sum()) / len(way) ** PENALTY


@torch.no_grad()
def test_every_way_has_the_score_that_the_network_gives_it_as_a_whole(model: Transformer) -> None:
    ways, scores = beam_search(model, SOURCE, beam=4, penalty=PENALTY)
    assert ways.shape[:2] == scores.shape == (3, 4)
    for source, found, values in zip(SOURCE, ways, scores, strict=True):
        for way, value in zip(found, values, strict=True):
            ended = way[: int((way == EOS).nonzero()[0]) + 1]
            assert score(model, source, ended) == pytest.approx(float(value), abs=1e-4)


def test_ways_are_distinct_and_the_best_comes_first(model: Transformer) -> None:
    ways, scores = beam_search(model, SOURCE, beam=4, penalty=PENALTY)
    assert torch.equal(scores, scores.sort(dim=1, descending=True).values)
    for found in ways:
        assert len({tuple(way.tolist()) for way in found}) == 4


def test_a_sentence_is_translated_alone_as_it_is_beside_longer_ones(model: Transformer) -> None:
    together, _ = beam_search(model, SOURCE, beam=4, penalty=PENALTY)
    alone, _ = beam_search(model, SOURCE[2:, :2], beam=4, penalty=PENALTY)
    kept = min(together.shape[2], alone.shape[2])
    assert torch.equal(together[2, 0, :kept], alone[0, 0, :kept])
