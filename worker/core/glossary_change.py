"""What a change of the glossary means: which terms differ, and which sentences could read differently for it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from worker.core import markup
from worker.core.glossary import Glossary, Term, glossary_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from worker.core.model import Article, Translation


@dataclass(frozen=True, slots=True)
class GlossaryChange:
    """Two states of a glossary beside each other."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    before: Glossary
    """Each term with its fingerprint in the place of its English; so is `after`."""
    after: Glossary
    touched: Glossary
    """Only the terms that differ."""

    @property
    def terms(self) -> int:
        """How many terms differ."""
        return len(self.added) + len(self.changed) + len(self.removed)

    def affects(self, sentence: str) -> bool:
        """Whether the sentence holds a term that differs, and not only inside a longer one that does not."""
        if next(self.touched.find(sentence), None) is None:
            return False
        return _found(self.before, sentence) != _found(self.after, sentence)


def fingerprints(terms: Iterable[Term]) -> dict[str, str]:
    """Each term that counts, with the sha256 hex of what decides its English; notes and kinds decide nothing."""
    counting = [term for row in glossary_of(terms).terms.values() for _, term in row]
    return {
        term.term: hashlib.sha256(json.dumps([term.translation, term.forbidden]).encode()).hexdigest()
        for term in counting
    }


def glossary_change(before: Mapping[str, str], after: Mapping[str, str]) -> GlossaryChange:
    """What differs between two glossaries, each as `fingerprints` gives it."""
    added = tuple(sorted(after.keys() - before.keys()))
    removed = tuple(sorted(before.keys() - after.keys()))
    changed = tuple(sorted(term for term in after.keys() & before.keys() if after[term] != before[term]))
    return GlossaryChange(
        added,
        changed,
        removed,
        before=_of(before),
        after=_of(after),
        touched=glossary_of(Term(term, "") for term in (*added, *changed, *removed)),
    )


def sentences_of(article: Article, translation: Translation | None) -> Iterator[str]:
    """The source sentences that were translated, or that will be when there is no translation yet.

    Raises what `markup.parse` raises for a body that cannot be taken apart.
    """
    if translation is not None:
        for done in translation.blocks:
            yield from (sentence.source.text for sentence in done.sentences)
        return
    yield from (article.title, article.summary)
    for block in markup.parse(article.html, base_url=article.url).blocks:
        yield from (sentence.text for sentence in block.sentences)


def _of(known: Mapping[str, str]) -> Glossary:
    return glossary_of(Term(term, fingerprint) for term, fingerprint in known.items())


def _found(glossary: Glossary, sentence: str) -> list[tuple[int, int, str]]:
    return [(start, end, term.translation) for start, end, term in glossary.find(sentence)]
