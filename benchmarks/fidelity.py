"""How much of what must survive translation does: found, proven by plain translation, proven in the end, and the cost.

    .venv/bin/python -m benchmarks.fidelity [--package PATH] [--references PREFIX ...]

Translates the labelled sentences of `tests/data/fidelity/` with a package and prints its figures by kind. With
`--references`, each PREFIX.vi and PREFIX.en are sentences and their translations by people: those show how often the
proofs doubt good English, and, damaged on purpose (digits dropped, names exchanged, loops), how much they catch.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

from rich.console import Console
from rich.table import Table

from worker.adapters.argos import Engine
from worker.adapters.english_words import EnglishWords
from worker.adapters.packages import Packages
from worker.core.check import Policy, check_fidelity
from worker.core.coined import coined_words
from worker.core.glossary import Glossary, glossary_of, terms_of
from worker.core.ladder import Request, translate_sentences
from worker.core.languages.en import read
from worker.core.model import Grade, Hypothesis
from worker.core.probe import probe
from worker.core.proof import is_proven
from worker.core.protect.find import Context, find_obligations
from worker.core.protect.obligation import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from worker.core.ladder import Attempt
    from worker.core.model import Decoding, Remembered

Result = TypeVar("Result")
ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data" / "fidelity"
WORDS = EnglishWords(ROOT / "config" / "english-words.txt")
SHARE_PROVEN = 0.995
SHARE_OF_PLAIN = 0.67
SHARE_OF_TERMS = 0.98
FALSE_ALARMS = 0.05
NAMES_CAUGHT = 0.99
DROPPED_DIGITS = 0.05
EXCHANGED_NAMES = 0.05
LOOPS = 0.01
ROUNDS = 3
"""The cost is the best of so many runs of each side in processor time, so that other processes' load does not count."""


def main() -> int:
    """Print every figure beside its bar; 1 if a bar was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, help="an unpacked Argos package; the installed one if not given")
    parser.add_argument("--references", action="append", default=[], metavar="PREFIX", help="PREFIX.vi and PREFIX.en")
    arguments = parser.parse_args()
    console = Console()
    glossary = load_glossary()
    path = (
        arguments.package
        or Packages(ROOT / "var" / "models", ROOT / "config" / "models.toml", ROOT).find("vi", "en").path
    )
    engine = Engine(path)
    passed = labelled(console, engine, glossary)
    for prefix in arguments.references:
        passed &= references(console, prefix, glossary)
    return 0 if passed else 1


def load_glossary() -> Glossary:
    """The glossary that ships."""
    with (ROOT / "config" / "glossary.vi-en.csv").open(encoding="utf-8", newline="") as file:
        return glossary_of(terms_of(csv.DictReader(file)))


class Forgetful:
    """A memory that remembers nothing, so that every run costs the same."""

    def get(self, keys: Sequence[str]) -> dict[str, Hypothesis]:
        """Nothing."""
        del keys
        return {}

    def put(self, items: Sequence[Remembered]) -> None:
        """Forget."""


@dataclass
class Tally:
    """Counts by kind of obligation."""

    found: Counter[str] = field(default_factory=Counter)
    plain: Counter[str] = field(default_factory=Counter)
    end: Counter[str] = field(default_factory=Counter)
    published: Counter[str] = field(default_factory=Counter)
    published_proven: Counter[str] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)


def labelled(console: Console, engine: Engine, glossary: Glossary) -> bool:
    """The labelled sentences through a package: what plain translation keeps, what the ladder keeps, and the cost."""
    requests = []
    for name in ("labelled.jsonl", "heldout.jsonl"):
        for line in (DATA / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            today = date.fromisoformat(row["date"]) if row.get("date") else None
            requests.append(Request(0, row["vi"], context=Context(glossary, today)))
    policy = Policy(english_words=WORDS)
    texts = [request.text for request in requests]
    engine.translate(texts[:20], policy.decoding)  # opens the model
    plain_seconds, plain = _best(lambda: engine.translate(texts, policy.decoding))
    probed = probe(engine, policy.decoding, policy.rewrite)
    policy = probed.fitted(policy)
    seconds, attempts = _best(lambda: translate_sentences(requests, engine, Forgetful(), policy, probed.placeholders))
    tally = Tally()
    for request, hypothesis in zip(requests, plain, strict=True):
        attempt = attempts[request.key]
        missing = set(attempt.missing)
        raw = read(hypothesis.text)
        for obligation in find_obligations(request.text, request.context):
            kind = obligation.kind.value
            tally.found[kind] += 1
            tally.plain[kind] += is_proven(obligation, raw)
            tally.end[kind] += obligation not in missing
            if attempt.verdict.grade is not Grade.HELD:
                tally.published[kind] += 1
                tally.published_proven[kind] += obligation not in missing
                tally.silent[kind] += obligation in missing and attempt.verdict.grade is Grade.SURE
    console.print(_table(tally, f"{len(requests)} labelled sentences, {engine.name}"))
    steps = Counter(attempt.step for attempt in attempts.values())
    grades = Counter(attempt.verdict.grade.value for attempt in attempts.values())
    console.print(f"Won by: {_counts(steps)}. Grades: {_counts(grades)}.")
    noted = sum(len(a.missing) for a in attempts.values() if "follows in brackets" in _details(a))
    published, proven = sum(tally.published.values()), sum(tally.published_proven.values())
    terms = tally.end["term"] / max(1, tally.found["term"])
    shown = (proven + noted) / max(1, published)
    console.print(f"{proven / max(1, published):8.2%}  obligations shown by the published sentences themselves")
    coined = sum(
        any(coined_words(request.text, hypothesis.text, find_obligations(request.text, request.context), WORDS))
        for request, hypothesis in zip(requests, plain, strict=True)
    )
    left = sum(any(finding.check == "coined" for finding in a.verdict.findings) for a in attempts.values())
    console.print(f"{left:8}  sentences with a word that is no English; {coined} as plain translation has them")
    return all(
        [
            _bar(console, "obligations shown in published sentences, in brackets if need be", shown, SHARE_PROVEN),
            _bar(console, "of those unproven none silent", 1.0 - sum(tally.silent.values()) / max(1, published), 1.0),
            _bar(console, "glossary terms in their official English", terms, SHARE_OF_TERMS),
            _bar(console, "rate beside plain translation", plain_seconds / seconds, SHARE_OF_PLAIN),
        ]
    )


def _details(attempt: Attempt) -> str:
    return " ".join(finding.detail for finding in attempt.verdict.findings)


def references(console: Console, prefix: str, glossary: Glossary) -> bool:
    """Translations by people: how many the proofs doubt, and how much of what is damaged on purpose they catch."""
    sources, targets = (Path(f"{prefix}.{code}").read_text(encoding="utf-8").splitlines() for code in ("vi", "en"))
    context = Context(glossary)
    policy = Policy(english_words=WORDS)
    doubted, rightly = 0, 0
    departs = departures(Path(prefix).name, sources, targets)
    engine = DamagedEngine(dict(zip(sources, targets, strict=True)), context)
    requests = [Request(0, text, context=context) for text in dict.fromkeys(sources)]
    for line, (source, target) in enumerate(zip(sources, targets, strict=True), start=1):
        if check_fidelity(source, target, find_obligations(source, context), policy):
            doubted += 1
            rightly += line in departs
    attempts = translate_sentences(requests, engine, Forgetful(), replace(policy, alternatives=0, retry_budget=0.0))
    caught: Counter[str] = Counter()
    for (_, source), damage in _by_request(requests, engine):
        attempt = attempts[(0, source)]
        is_caught = attempt.verdict.grade is not Grade.SURE or not engine.still_shows(source, attempt.text)
        caught[damage.kind] += is_caught
        if not is_caught:
            console.print(
                f"[red]missed[/red] {damage.kind}: {damage.before} -> {damage.shown}\n  {source}\n  {attempt.text}",
                highlight=False,
            )
    console.print(
        f"[bold]{prefix}[/bold]: {len(sources)} sentences, "
        f"damaged {_counts(Counter(damage.kind for damage in engine.damages.values()))}"
    )
    totals = Counter(damage.kind for damage in engine.damages.values())
    console.print(f"{doubted / len(sources):8.2%}  sentences doubted though people translated them")
    console.print(f"{rightly / len(sources):8.2%}  of them rightly: the two sides differ (benchmarks/departures)")
    results = [_bar(console, "false alarms", (doubted - rightly) / len(sources), FALSE_ALARMS, at_most=True)]
    for kind, bar in (("number", 1.0), ("name", NAMES_CAUGHT), ("loop", 1.0)):
        if totals[kind]:
            results.append(_bar(console, f"damaged {kind}s caught", caught[kind] / totals[kind], bar))
    return all(results)


def departures(name: str, sources: Sequence[str], targets: Sequence[str]) -> frozenset[int]:
    """Lines of a set of references where the English says something else than the Vietnamese, judged by reading."""
    file = ROOT / "benchmarks" / "departures" / f"{name}.tsv"
    rows = [line.split("\t") for line in file.read_text("utf-8").splitlines()[1:]] if file.exists() else []
    return frozenset(
        int(line)
        for line, checksum, _ in rows
        if int(line) <= len(sources)
        and int(checksum, 16) == crc32(f"{sources[int(line) - 1]}\t{targets[int(line) - 1]}".encode())
    )


def _by_request(requests: Sequence[Request], engine: DamagedEngine) -> list[tuple[tuple[int, str], Damage]]:
    return [(request.key, engine.damages[request.text]) for request in requests if request.text in engine.damages]


@dataclass(frozen=True)
class Damage:
    """One error put into one translation."""

    kind: str
    before: str
    shown: str


class DamagedEngine:
    """A translator that knows the references and damages some: a digit dropped, a name exchanged, a loop."""

    name = "damaged references 1"

    def __init__(self, references: dict[str, str], context: Context) -> None:
        self.references = references
        self._context = context
        self._random = random.Random(20260101)  # noqa: S311 the same damage in every run
        self._names = sorted(
            {
                o.english[0]
                for text in references
                for o in find_obligations(text, context)
                if o.kind is Kind.NAME and " " in o.text
            }
        )
        self.damages: dict[str, Damage] = {}
        self._answers = {source: self._damaged(source, target) for source, target in references.items()}

    def translate(
        self, sentences: Sequence[str], decoding: Decoding, *, align: Sequence[bool] | None = None
    ) -> list[Hypothesis]:
        """The reference or its damaged form; a text that is no source comes back empty."""
        del decoding, align
        return [Hypothesis(self._answers.get(sentence, ""), -0.3) for sentence in sentences]

    def alternatives(self, sentences: Sequence[str], decoding: Decoding, *, count: int) -> list[list[Hypothesis]]:
        """One hypothesis each: this engine errs the same way every time."""
        del count
        return [[hypothesis] for hypothesis in self.translate(sentences, decoding)]

    def still_shows(self, source: str, english: str) -> bool:
        """Whether the English of a damaged sentence has the damage in it still, no repair having undone it."""
        if self.damages[source].kind != "number":
            return True
        wrong = _figures(self._answers[source]) - _figures(self.references[source])
        return all(_figures(english)[figure] >= _figures(self._answers[source])[figure] for figure in wrong)

    def _damaged(self, source: str, target: str) -> str:
        """At most one error a sentence, so that each must be caught by itself."""
        obligations = find_obligations(source, self._context)
        if len(target.split()) > 4 and self._random.random() < LOOPS:  # noqa: PLR2004 enough words to repeat
            words = target.split()
            loop = " ".join(words[-3:])
            self.damages[source] = Damage("loop", loop, f"{loop} {loop} {loop}")
            return f"{target} {loop} {loop} {loop} {loop}"
        shown = [o for o in obligations if o.kind is Kind.NAME and o.english[0] in target]
        if shown and self._names and self._random.random() < EXCHANGED_NAMES * 4:
            name = shown[0].english[0]
            other = self._random.choice([n for n in self._names if n != name and not _akin(n, name)])
            self.damages[source] = Damage("name", name, other)
            return target.replace(name, other)
        numbers = list(re.finditer(r"\d[\d,.]*\d", target))
        if numbers and self._random.random() < DROPPED_DIGITS * 4:
            number = self._random.choice(numbers)
            places = [i for i in range(number.start(), number.end()) if target[i].isdigit()]
            place = self._random.choice(places)
            after = target[:place] + target[place + 1 :]
            shown_after = after[number.start() : number.end() - 1]
            self.damages[source] = Damage("number", number.group(), shown_after)
            return after
        return target


def _figures(text: str) -> Counter[str]:
    return Counter(figure.rstrip(".,") for figure in re.findall(r"\d[\d.,]*", text))


def _akin(one: str, other: str) -> bool:
    return one in other or other in one


def _best(run: Callable[[], Result]) -> tuple[float, Result]:
    """The least processor seconds of a few runs, and the last one's result."""
    seconds = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        result = run()
        seconds.append(time.process_time() - begin)
    return min(seconds), result


def _table(tally: Tally, title: str) -> Table:
    table = Table(title=title)
    for column in ("kind", "found", "plain", "in the end", "published"):
        table.add_column(column, justify="left" if column == "kind" else "right")
    for kind in (*sorted(tally.found), "all"):
        found, plain, end = (
            sum(c.values()) if kind == "all" else c[kind] for c in (tally.found, tally.plain, tally.end)
        )
        published = sum(tally.published.values()) if kind == "all" else tally.published[kind]
        table.add_row(kind, str(found), f"{plain / found:.1%}", f"{end / found:.1%}", str(published))
    return table


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counter.most_common())


def _bar(console: Console, what: str, value: float, bar: float, *, at_most: bool = False) -> bool:
    passed = value <= bar if at_most else value >= bar
    colour = "green" if passed else "red"
    console.print(f"[{colour}]{value:8.2%}[/{colour}]  {what} (bar: {'at most' if at_most else 'at least'} {bar:.1%})")
    return passed


if __name__ == "__main__":
    sys.exit(main())
