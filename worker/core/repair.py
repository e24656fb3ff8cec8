"""Careful repairs of English: notation, tone marks, near misses of names and documents, forbidden translations."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from worker.core.languages.en import fold, read
from worker.core.languages.vi import leftover_words, romanise
from worker.core.languages.vi_numbers import FIGURE, figure_values
from worker.core.proof import is_proven, unproven
from worker.core.protect.amounts import number_text
from worker.core.protect.obligation import Kind
from worker.core.unfounded import invented_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from worker.core.protect.obligation import Obligation

_NAMES = frozenset({Kind.NAME, Kind.PLACE, Kind.ORGANISATION})
_AMOUNTS = frozenset({Kind.NUMBER, Kind.MONEY, Kind.UNIT, Kind.PERCENT, Kind.YEAR})
_CAPITALS = re.compile(r"[A-Z][\w.'-]*(?:\s[A-Z][\w.'-]*)*")
_COPIED = frozenset({Kind.URL, Kind.EMAIL, Kind.HASHTAG, Kind.PHONE})
_ALIKE = 0.55
"""Similarity from which a word with the right sign in it is taken for a garbled address."""
_NEAR = 0.62
"""Similarity from which capitalised words are taken for a garbled name of several words."""
_NEAR_ALONE = 0.85
"""The same for a name of one word, which any word might resemble."""
_WHOLE_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")
_LEADING = re.compile(r"^[\d,.]+(?: (?:thousand|million|billion|trillion))?")


def repaired(source: str, english: str, obligations: Sequence[Obligation]) -> str:
    """The English with what can be put right without guessing; every repair aims at an obligation not yet shown."""
    english = without_leftovers(source, english)
    english = _notation(source, english, obligations)
    for obligation in unproven(obligations, english):
        english = _repair_one(source, english, obligation, obligations)
    english = _forbidden(english, obligations)
    return _lone_number(source, english, obligations)


def without_leftovers(source: str, english: str) -> str:
    """The English with the words that stayed Vietnamese stripped of their marks: the house style has none."""
    left = frozenset(leftover_words(source, english))
    if not left:
        return english
    return _WHOLE_WORD.sub(lambda match: romanise(match.group()) if match.group() in left else match.group(), english)


def _notation(source: str, english: str, obligations: Iterable[Obligation]) -> str:
    """Figures that were copied in Vietnamese notation, in English notation."""
    copied = [o for o in obligations if o.kind in {Kind.URL, Kind.EMAIL, Kind.DOCUMENT, Kind.PHONE} or not o.values]
    for match in re.finditer(FIGURE, source):
        figure = match.group()
        if figure.isdigit() or any(o.start <= match.start() < o.end for o in copied):
            continue
        new = number_text(figure_values(figure)[0])
        if new != figure and figure in english:
            english = re.sub(rf"(?<![\w.,]){re.escape(figure)}(?![\w]|[.,]\d)", new, english)
    return english


def _repair_one(source: str, english: str, obligation: Obligation, obligations: Sequence[Obligation]) -> str:
    kind = obligation.kind
    if kind is Kind.DOCUMENT:
        return _document(english, obligation)
    if kind in _COPIED:
        return _copy(english, obligation)
    if kind in {Kind.DATE, Kind.RANGE} and obligation.days:
        return _copied_whole(english, obligation)
    if kind in {Kind.MONEY, Kind.PERCENT}:
        return _unit(english, obligation)
    if kind in _NAMES:
        return _name(source, english, obligation, obligations)
    is_version = kind is Kind.NUMBER and not obligation.values and "." in obligation.text
    return _version(source, english, obligation) if is_version else english


def _version(source: str, english: str, obligation: Obligation) -> str:
    """A version's number that was taken for thousands: "2,105" where 2.105 is no amount."""
    before = len(re.findall(rf"(?<![\w.,]){re.escape(obligation.text)}(?!\w)", source[: obligation.start]))
    grouped = re.escape(obligation.text.replace(".", ","))
    shown = list(re.finditer(rf"(?<![\w.,]){grouped}(?![\w]|[.,]\d)", english))
    if len(shown) <= before:
        return english
    return english[: shown[before].start()] + obligation.english[0] + english[shown[before].end() :]


def _document(english: str, obligation: Obligation) -> str:
    """A document number with stray blanks, without marks, or with its letters garbled."""
    loose = r"\s*".join(re.escape(character) for character in romanise(obligation.text) if not character.isspace())
    romanised = re.sub(rf"(?<!\w){loose}(?!\w)", obligation.english[0], english, flags=re.IGNORECASE)
    if romanised != english:
        return romanised
    head = re.match(r"\d+[-/]", obligation.text)
    if head is None:
        return english
    found = re.findall(rf"(?<![\w/-]){re.escape(head.group())}[\w/.-]*\w", english)
    if len(found) != 1:
        return english
    return english.replace(found[0], obligation.english[0])


def _copy(english: str, obligation: Obligation) -> str:
    """A garbled address, hashtag or telephone number, in the place of the one word or two that look like it."""
    if obligation.kind is Kind.PHONE:
        garbled = list(re.finditer(r"\+?\d[\d .-]{3,}\d", english))
    else:
        marks = {Kind.EMAIL: "@", Kind.HASHTAG: obligation.text[0], Kind.URL: "."}[obligation.kind]
        garbled = [m for m in re.finditer(r"[^\s(),;\"“”]+", english) if marks in m.group().rstrip(".")]
    alike = [(SequenceMatcher(None, m.group(), obligation.text, autojunk=False).ratio(), m) for m in garbled]
    near = max(alike, key=lambda pair: pair[0], default=None)
    if near is None or near[0] < _ALIKE:
        return english
    match = near[1]
    tail = "." if match.group().endswith(".") else ""
    return english[: match.start()] + obligation.english[0] + tail + english[match.end() :]


def noted(english: str, missing: Sequence[Obligation]) -> str:
    """The English with what it does not show in brackets after it: better a stiff note than a lost amount or name."""
    note = "; ".join(dict.fromkeys(obligation.english[0] for obligation in missing))
    return f"{english} [{note}]" if note else english


def _copied_whole(english: str, obligation: Obligation) -> str:
    """A date that was copied as it stood."""
    shown = re.escape(obligation.text)
    return re.sub(rf"(?<![\w/]){shown}(?![\w/]|[.,]\d)", obligation.english[0], english)


def _unit(english: str, obligation: Obligation) -> str:
    """An amount whose value stands there without its currency or sign."""
    if not obligation.values:
        return english
    suffix = _LEADING.sub("", obligation.english[0])
    if not suffix or suffix == obligation.english[0]:
        return english
    for mention in read(english).numbers:
        if mention.in_figures and set(mention.values[:1]) & set(obligation.values[0]):
            return english[: mention.end] + suffix + english[mention.end :]
    return english


def _name(source: str, english: str, obligation: Obligation, obligations: Sequence[Obligation]) -> str:
    """Capitalised words that are nearly the name, in its place; words that show another obligation stay."""
    wanted = obligation.english[0] if obligation.kind is Kind.NAME else obligation.english[-1]
    words = wanted.split()
    plain = " " + " ".join(re.findall(r"\w+", fold(source))) + " "
    others = " ".join(fold(form) for o in obligations if o is not obligation for form in o.english[:1])
    best: tuple[float, int, int] | None = None
    for run in _CAPITALS.finditer(english):
        spans = [(m.start() + run.start(), m.end() + run.start()) for m in re.finditer(r"\S+", run.group())]
        for size in range(max(1, len(words) - 1), len(words) + 2):
            for first in range(len(spans) - size + 1):
                start, end = spans[first][0], spans[first + size - 1][1]
                shown = fold(english[start:end].rstrip(".,"))
                if shown in others or (size > 1 and f" {shown} " in plain):
                    continue  # a name that the Vietnamese has as well is another person's
                near = _similarity(english[start:end], wanted)
                if near >= (_NEAR if len(words) > 1 else _NEAR_ALONE) and (best is None or near > best[0]):
                    best = (near, start, end)
    if best is None:
        return english
    _, start, end = best
    tail = english[start:end][len(english[start:end].rstrip(".,;:")) :]
    return english[:start] + wanted + tail + english[end:]


def _similarity(shown: str, wanted: str) -> float:
    """How alike two names are; the share of words in common counts, and the letters."""
    one, two = fold(shown.rstrip(".,;:")), fold(wanted)
    letters = SequenceMatcher(None, one, two, autojunk=False).ratio()
    ours, theirs = one.split(), two.split()
    common = len([word for word in theirs if word in ours]) / max(len(ours), len(theirs))
    if len(theirs) > 1 and not common:
        return letters * 0.8
    return max(letters, common + 0.01 if common > 0.5 else 0.0)  # noqa: PLR2004 more than half of the words


def _forbidden(english: str, obligations: Iterable[Obligation]) -> str:
    """Wrong translations of a term, replaced by the official one where that is missing."""
    for obligation in obligations:
        for wrong in obligation.forbidden:
            if wrong.lower() in english.lower() and not is_proven(obligation, read(english)):
                english = re.sub(
                    rf"(?<!\w){re.escape(wrong)}(?!\w)", obligation.english[0], english, count=1, flags=re.IGNORECASE
                )
    return english


def _lone_number(source: str, english: str, obligations: Sequence[Obligation]) -> str:
    """The one number missing, in the place of the one figure that nothing accounts for."""
    missing = unproven([o for o in obligations if o.kind in _AMOUNTS and o.values], english)
    if len(missing) != 1:
        return english
    invented = invented_numbers(source, obligations, english)
    if len(invented) != 1:
        return english
    number = _LEADING.match(missing[0].english[0])
    if number is None:
        return english
    new = english[: invented[0].start] + number.group() + english[invented[0].end :]
    return _unit(new, missing[0]) if not is_proven(missing[0], read(new)) else new


def placed(
    english: str,
    source: str,
    missing: Sequence[Obligation],
    shown: Sequence[Obligation],
    alignment: Sequence[tuple[int, int]],
) -> tuple[str, tuple[Obligation, ...]]:
    """The English with what is missing put where the engine looked at it, and which obligations were put so.

    `alignment` pairs words of the source and of the English; words that show something proven are not touched.
    """
    target_words = [(m.start(), m.end()) for m in re.finditer(r"\S+", english)]
    source_words = [(m.start(), m.end()) for m in re.finditer(r"\S+", source)]
    owner = {target: at for at, target in alignment}
    kept = _words_of(shown, english, target_words)
    edits: list[tuple[int, int, str, Obligation]] = []
    used: set[int] = set(kept)
    for obligation in missing:
        mine = {i for i, (start, end) in enumerate(source_words) if start < obligation.end and obligation.start < end}
        targets = [t for t in sorted(owner) if owner[t] in mine and t < len(target_words) and t not in used]
        span = _widest(targets)
        if span is None:
            continue
        used.update(range(span[0], span[1] + 1))
        edits.append((target_words[span[0]][0], target_words[span[1]][1], obligation.english[0], obligation))
    for start, end, new, _ in sorted(edits, key=lambda edit: -edit[0]):
        old = english[start:end]
        tail = old[len(old.rstrip('.,;:!?"”)')) :]
        head = old[: len(old) - len(old.lstrip('"“('))]
        english = english[:start] + head + new + tail + english[end:]
    return english, tuple(edit[3] for edit in edits)


def _words_of(shown: Sequence[Obligation], english: str, words: Sequence[tuple[int, int]]) -> set[int]:
    """The words of the English that show something proven."""
    kept = set()
    for obligation in shown:
        for form in obligation.english:
            at = english.lower().find(form.lower())
            if at >= 0:
                kept |= {i for i, (start, end) in enumerate(words) if start < at + len(form) and at < end}
                break
    return kept


def _widest(targets: Sequence[int]) -> tuple[int, int] | None:
    """The longest stretch of neighbouring words among these."""
    best: tuple[int, int] | None = None
    start = previous = None
    for target in targets:
        if previous is None or target != previous + 1:
            start = target
        previous = target
        if start is not None and (best is None or target - start > best[1] - best[0]):
            best = (start, target)
    return best
