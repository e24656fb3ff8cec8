"""What must survive is found: recall and precision on the labelled sentences of tests/data/fidelity."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from worker.core.glossary import Glossary, glossary_of, terms_of
from worker.core.protect.find import Context, find_obligations
from worker.core.protect.obligation import Kind

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data" / "fidelity"
RECALL = 0.98
PRECISION = 0.97
EACH_KIND = 0.95


@lru_cache
def glossary() -> Glossary:
    with (ROOT / "config" / "glossary.vi-en.csv").open(encoding="utf-8", newline="") as file:
        return glossary_of(terms_of(csv.DictReader(file)))


@lru_cache
def counts() -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Obligations found rightly, missed, and found wrongly, by kind, over the whole labelled set."""
    right: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for name in ("labelled.jsonl", "heldout.jsonl"):
        for line in (DATA / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            today = date.fromisoformat(row["date"]) if row.get("date") else None
            wanted = {(o["kind"], o["start"], o["end"]) for o in row["obligations"]}
            found = {(o.kind.value, o.start, o.end) for o in find_obligations(row["vi"], Context(glossary(), today))}
            right.update(kind for kind, _, _ in wanted & found)
            missed.update(kind for kind, _, _ in wanted - found)
            wrong.update(kind for kind, _, _ in found - wanted)
    return right, missed, wrong


def test_at_least_98_in_100_are_found_and_97_in_100_are_right() -> None:
    right, missed, wrong = (sum(counter.values()) for counter in counts())
    assert right / (right + missed) >= RECALL
    assert right / (right + wrong) >= PRECISION


@pytest.mark.parametrize("kind", [kind.value for kind in Kind])
def test_every_kind_is_found_95_times_in_100(kind: str) -> None:
    right, missed, wrong = counts()
    assert right[kind] / (right[kind] + missed[kind]) >= EACH_KIND
    assert right[kind] / (right[kind] + wrong[kind]) >= EACH_KIND


def test_what_is_found_never_overlaps_and_every_figure_is_in_it() -> None:
    for line in (DATA / "labelled.jsonl").read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["vi"]
        found = find_obligations(text, Context(glossary()))
        ends = [0, *(o.end for o in found)]
        assert all(o.start >= end for o, end in zip(found, ends, strict=False))
        assert all(o.text == text[o.start : o.end] for o in found)
        bare = "".join(c for i, c in enumerate(text) if not any(o.start <= i < o.end for o in found))
        assert not any(c.isdigit() for c in bare), text


def test_the_first_english_form_is_one_the_labels_accept() -> None:
    agreed = total = 0
    for line in (DATA / "labelled.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        today = date.fromisoformat(row["date"]) if row.get("date") else None
        forms = {(o["start"], o["end"]): {f.casefold() for f in o["english"]} for o in row["obligations"]}
        for found in find_obligations(row["vi"], Context(glossary(), today)):
            accepted = forms.get((found.start, found.end))
            if accepted is not None and found.kind in {Kind.NAME, Kind.MONEY, Kind.PERCENT, Kind.DATE, Kind.YEAR}:
                total += 1
                agreed += found.english[0].casefold() in accepted
    assert agreed / total >= EACH_KIND
