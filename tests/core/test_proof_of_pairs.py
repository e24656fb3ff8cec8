"""Pairs written by hand, each with the obligations its English fails to show."""

from __future__ import annotations

import csv
import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from worker.core.glossary import Glossary, glossary_of, terms_of
from worker.core.proof import unproven
from worker.core.protect.find import Context, find_obligations

ROOT = Path(__file__).parents[2]
PAIRS = [
    json.loads(line)
    for line in (ROOT / "tests" / "data" / "fidelity" / "proofs.jsonl").read_text(encoding="utf-8").splitlines()
]


@lru_cache
def glossary() -> Glossary:
    with (ROOT / "config" / "glossary.vi-en.csv").open(encoding="utf-8", newline="") as file:
        return glossary_of(terms_of(csv.DictReader(file)))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["en"][:60])
def test_english_that_is_right_is_proven_and_english_that_is_wrong_is_not(pair: dict[str, Any]) -> None:
    today = date.fromisoformat(pair["date"]) if pair.get("date") else None
    obligations = find_obligations(pair["vi"], Context(glossary(), today))
    assert [found.text for found in unproven(obligations, pair["en"])] == pair["unproven"]
