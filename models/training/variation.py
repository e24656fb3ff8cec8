"""Real sentences told again of other people, places, documents and amounts: the exact changes, the sentence stays.

A frame teaches how a name is written; a real sentence teaches it among the words that names stand among.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from models.training.exactness import capitalised_runs
from models.training.fillers import document_number
from models.training.naming import coined, person
from models.training.words import Filled, words
from worker.core.languages.vi import has_marks, romanise
from worker.core.protect.dates import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLACE_WORDS = frozenset(
    ("xã", "phường", "bản", "làng", "thôn", "xóm", "buôn", "huyện", "quận", "trấn", "suối", "sông", "cầu", "hồ", "đập",
     "đèo", "núi", "chợ", "đình", "đền", "chùa", "đảo", "hang", "ga", "đồn", "mỏ", "rừng", "HTX", "TNHH", "CP")
)  # fmt: skip
_DOCUMENT = re.compile(r"(?<![\w/.-])\d{1,4}(?:/\d{4})?[/-][A-ZĐ][\w/-]*(?![\w/-])")
_NUMBER = re.compile(r"(?<![\w.,/:+-])\d{1,3}(?:\.\d{3})*(?:,\d{1,2})?(?![\w/:+-]|[.,]\d)")
_DATED = re.compile(rf"(?:{'|'.join(MONTHS)}|No\.?|Village|Group|Block|Highway|Road|grade|Article|Clause|[Aa]n) $")
_CLOCK = re.compile(r"\s?(?:[ap]\.m\.|o'clock|th\b)|:")


@cache
def _families() -> frozenset[str]:
    lexicon = words()
    return frozenset(lexicon.surnames) | {name for people in lexicon.peoples for name in people[0]}


def _once(text: str, sentence: str) -> bool:
    """Whether the text stands in the sentence once, and nowhere as a part of a longer word."""
    return sentence.count(text) == 1 and re.search(rf"(?<![\w'-]){re.escape(text)}(?![\w'-])", sentence) is not None


def _names(vi: str, en: str, rng: random.Random) -> Iterator[tuple[Filled, Filled]]:
    """Each name that both sides have once, and another of its kind."""
    for run in capitalised_runs(vi):
        for start in range(len(run) - 1):
            name = " ".join(run[start:])
            if not (has_marks(name) and _once(name, vi) and _once(romanise(name), en)):
                continue
            before = vi[: vi.index(name)].split()
            if before and before[-1] in _PLACE_WORDS:
                made = coined(rng)
                yield (name, romanise(name)), (made, romanise(made))
            elif run[start] in _families():
                yield (name, romanise(name)), person(rng, "f" if "Thị" in run else "m")
            break


def _documents(vi: str, en: str, rng: random.Random) -> Iterator[tuple[Filled, Filled]]:
    for code in _DOCUMENT.findall(vi):
        if _once(code, vi) and _once(code, en):
            made = document_number(rng)
            yield (code, code), (made, made)


def _other_digits(written: str, rng: random.Random) -> str:
    """Another number of the same length and marks; its first digit is no zero."""
    digits = iter([str(rng.randint(1, 9)), *(str(rng.randint(0, 9)) for _ in written)])
    return "".join(next(digits) if sign.isdigit() else sign for sign in written)


def _numbers(vi: str, en: str, rng: random.Random) -> Iterator[tuple[Filled, Filled]]:
    """Each number of two digits and more that both sides have once, and another of its length."""
    for written in _NUMBER.findall(vi):
        english = written.translate(str.maketrans(".,", ",."))
        if len(written) < 2 or not (_once(written, vi) and _once(english, en)):
            continue
        place = en.index(english)
        if _DATED.search(en[:place]) or _CLOCK.match(en[place + len(english) :]):
            continue
        made = _other_digits(written, rng)
        yield (written, english), (made, made.translate(str.maketrans(".,", ",.")))


_Found = Callable[[str, str, random.Random], Iterator[tuple[Filled, Filled]]]
_KINDS: tuple[_Found, ...] = (_names, _documents, _numbers)


def varied(rows: Iterable[Filled], *, copies: int, seed: int) -> Iterator[Filled]:
    """`copies` of each pair that holds an exchangeable name or document number, with every such thing exchanged."""
    rng = random.Random(seed)
    for vi, en in (row for row in rows for _ in range(copies)):
        found = [list(kind(vi, en, rng)) for kind in _KINDS]
        if not (found[0] or found[1]):
            continue
        # A private sign stands for each until all are out: what is put in may look like what is still to be found.
        changes = {chr(0xE000 + place): change for place, change in enumerate(itertools.chain(*found))}
        for mark, (old, _) in changes.items():
            vi, en = vi.replace(old[0], mark, 1), en.replace(old[1], mark, 1)
        for mark, (_, new) in changes.items():
            vi, en = vi.replace(mark, new[0]), en.replace(mark, new[1])
        yield vi, en
