"""Sentence pairs for what must be exact: names, titles, dates, money, quantities, document numbers, protected text.

The frames and words stand in lexicon/; one seed always gives the same pairs. A slot is sometimes filled with text that
the pipeline has protected already, the same on both sides (a romanised name, official English, a placeholder token),
so that the model learns to copy it.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from models.training.fillers import MAKERS
from models.training.tokens import PLACEHOLDERS
from models.training.words import Filled, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PROTECTED_SHARE = 0.18
"""How often a slot is filled with text that was protected before translation."""
_SLOT = re.compile(r"\{([A-Za-z]+)(\d?)\}")

_PROTECTABLE = frozenset(
    {"name", "fname", "titlename", "title", "body", "place", "landmark", "firm"}
    | {"money", "usd", "quantity", "n", "decimal"}
    | {"doc", "date", "dateyear", "year", "url", "email", "phone", "plate"}
)
_BARE = ("name", "fname", "titlename", "title", "body", "place", "landmark", "firm", "money", "doc", "dateyear", "n")
_ARTICLES = re.compile(r"^the ")


def _protected(kind: str, made: Filled, rng: random.Random, free: list[str]) -> Filled:
    """What the pipeline may have put in the slot's place: its English, or a placeholder token."""
    english = made[1]
    if kind in {"body", "place", "landmark", "firm"} or rng.random() < 0.5:
        bare = _ARTICLES.sub("", english)
        if kind != "body":
            return bare, english
        if rng.random() < 0.5:
            return bare, english
    return (token := free.pop()), (f"the {token}" if kind == "body" else token)


def _capitalised(text: str) -> str:
    """The text with its first letter as a sentence begins."""
    return text[:1].upper() + text[1:]


def fill(frame: Filled, rng: random.Random) -> Filled:
    """The frame with every slot filled, the same one on both sides."""
    free = list(PLACEHOLDERS)
    rng.shuffle(free)
    made: dict[str, Filled] = {}
    protect = rng.random() < 0.4
    for match in _SLOT.finditer(frame[0]):
        kind = match[1].lower()
        if match[0] in made:
            continue
        filled = MAKERS[kind](rng)
        if protect and kind in _PROTECTABLE and rng.random() < PROTECTED_SHARE / 0.4:
            filled = _protected(kind, filled, rng, free)
        made[match[0]] = filled

    def side(index: int) -> str:
        text = _SLOT.sub(lambda match: made[match[0]][index], frame[index])
        text = text.replace(",,", ",").replace(",.", ".").replace(", .", ".").replace(",;", ";").replace(".m..", ".m.")
        return _capitalised(text)

    return side(0), side(1)


def _bare(rng: random.Random, kind: str = "") -> Filled:
    """One exact thing by itself, without an article."""
    vi, en = MAKERS[kind or rng.choice(_BARE)](rng)
    return vi.rstrip(","), _ARTICLES.sub("", en).rstrip(",")


def _listing(rng: random.Random) -> Filled:
    """Two to five exact things in a row, of one kind or of several: no words are so dense in what must be exact."""
    same = rng.choice(_BARE) if rng.random() < 0.6 else ""
    made = [_bare(rng, same) for _ in range(rng.randint(2, 5))]
    comma = rng.choices((", ", "; "), (4, 1))[0]
    vi, en = (comma.join(item[side] for item in made[:-1]) for side in (0, 1))
    ending = rng.choice(("", "."))
    return f"{vi} và {made[-1][0]}{ending}", f"{_capitalised(en)} and {made[-1][1]}{ending}"


def pairs(count: int, *, seed: int) -> Iterator[Filled]:
    """`count` generated pairs; the same seed gives the same ones."""
    rng = random.Random(seed)
    frames = words().frames
    for _ in range(count):
        kind = rng.random()
        if kind < 0.80:
            yield fill(rng.choice(frames), rng)
        elif kind < 0.83:
            yield rng.choice(words().terms)
        elif kind < 0.90:  # bare items: headings, table cells, captions
            made = _bare(rng)
            yield made[0], _capitalised(made[1])
        else:
            yield _listing(rng)


_SHARED = re.compile(
    r"(?<![\w⟦])[A-Z][\w.-]*\w(?: [A-Z][\w.-]*\w)*(?![\w⟧])"  # a name
    r"|(?<![\w⟦])(?<!\d[.,])\d+(?![\w⟧])(?![.,]\d)"  # a whole number
)


def masked(rows: Iterable[Filled], *, share: float, seed: int) -> Iterator[Filled]:
    """Real sentences in which what stands on both sides alike (names, numbers) was replaced by placeholders."""
    rng = random.Random(seed)
    for vi, en in rows:
        if rng.random() >= share:
            continue
        both = [
            text
            for text in dict.fromkeys(_SHARED.findall(vi))
            if vi.count(text) == en.count(text) == 1 and _whole(text, en)
        ]
        if not both:
            continue
        tokens = rng.sample(PLACEHOLDERS, min(len(both), 4))
        for text, token in zip(sorted(both, key=len, reverse=True), tokens, strict=False):
            if vi.count(text) == en.count(text) == 1:
                vi, en = vi.replace(text, token), en.replace(text, token)
        yield vi, en


def _whole(text: str, sentence: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", sentence) is not None
