"""What a package is like, measured once at installation: which tokens it copies, and how sure it usually is."""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from worker.core.languages.vi_prose import PROSE

if TYPE_CHECKING:
    from worker.core.check import Policy
    from worker.core.model import Decoding
    from worker.core.ports import Translator

RESERVED = "reserved"
FORMS: dict[str, tuple[str, ...]] = {
    RESERVED: ("⟦0⟧", "⟦1⟧", "⟦2⟧", "⟦3⟧", "⟦4⟧", "⟦5⟧", "⟦6⟧", "⟦7⟧"),
    "first names": ("Peter", "David", "Robert", "Michael", "Thomas", "Daniel", "Martin", "Richard"),
    "cities": ("London", "Berlin", "Madrid", "Boston", "Chicago", "Oxford", "Dublin", "Vienna"),
    "letters": ("XA", "XB", "XC", "XD", "XE", "XF", "XG", "XH"),
    "letter and figure": ("X1", "X2", "X3", "X4", "X5", "X6", "X7", "X8"),
    "figures": ("9001", "9002", "9003", "9004", "9005", "9006", "9007", "9008"),
    "hashes": ("#1", "#2", "#3", "#4", "#5", "#6", "#7", "#8"),
    "brackets": ("[1]", "[2]", "[3]", "[4]", "[5]", "[6]", "[7]", "[8]"),
}
"""Families of tokens; a family is used as a whole, because one sentence may need several.

The reserved ones stand whole in the vocabulary of Vietwire's own package (`models/training/tokens.py`).
"""

CARRIERS = (
    "Ông {0} cho biết dự án sẽ hoàn thành trong năm nay.",
    "Hội nghị do đồng chí {0} chủ trì đã thảo luận nhiều nội dung quan trọng.",
    "Chiều nay, {0} và {1} đã đến thăm các gia đình chính sách.",
    "Theo bà {0}, người dân cần chủ động phòng chống dịch bệnh.",
    "Sinh ra ở {0}, ông từng làm việc nhiều năm tại {1}.",
    "Đoàn công tác của {0} đã kiểm tra tiến độ thi công tuyến đường.",
    "Giải thưởng được trao cho {0}, {1} và một số tác giả trẻ.",
    "Các đại biểu tại {0} bày tỏ sự đồng tình với ý kiến của ông {1}.",
)
"""Sentences in the manner of the news, with places for one token or two."""

TRUSTED = 0.9
"""The share of copies from which a family is used; a sentence that lost one is not taken, so that a loss costs time."""


@dataclass(frozen=True, slots=True)
class CopyRate:
    """How often a family of tokens came through."""

    form: str
    tokens: tuple[str, ...]
    copied: int
    asked: int

    @property
    def rate(self) -> float:
        """The share of tokens that the English has unchanged."""
        return self.copied / self.asked if self.asked else 0.0


@dataclass(frozen=True, slots=True)
class ScoreScale:
    """How sure a package is of ordinary sentences: mean log-probability a token, over sentences."""

    mean: float
    spread: float
    """Standard deviation."""

    def floor(self, deviations: float) -> float:
        """The score so many standard deviations below the mean."""
        return self.mean - deviations * self.spread


@dataclass(frozen=True, slots=True)
class Probed:
    """What was measured of a package."""

    rates: tuple[CopyRate, ...]
    """The best first."""
    scores: ScoreScale

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The tokens of the most faithful family, for `Knowledge.placeholders`; none if none is faithful enough.

        Reserved tokens come before all others: they alone may stand for anything, a date or a number as well as a name.
        """
        faithful = [rate for rate in self.rates if rate.rate >= TRUSTED]
        return max(faithful, key=lambda rate: (rate.form == RESERVED, rate.rate)).tokens if faithful else ()

    def fitted(self, policy: Policy) -> Policy:
        """The policy with the score under which this package's sentences are doubtful."""
        return replace(policy, min_score=max(policy.min_score, self.scores.floor(policy.score_deviations)))


def probe(translator: Translator, decoding: Decoding, rewrite: Decoding) -> Probed:
    """Scores of ordinary news decoded as any, and copy rates decoded as rewritten sentences are: two engine calls."""
    scores = [hypothesis.score for hypothesis in translator.translate(PROSE, decoding)]
    return Probed(copy_rates(translator, rewrite), ScoreScale(statistics.fmean(scores), statistics.pstdev(scores)))


def copy_rates(translator: Translator, decoding: Decoding) -> tuple[CopyRate, ...]:
    """Each family's copy rate with this package, the best first; one engine call for all."""
    trials = [
        (form, pair, carrier.format(*pair))
        for form, tokens in FORMS.items()
        for number, carrier in enumerate(CARRIERS)
        for pair in [(tokens[number % len(tokens)], tokens[(number + 1) % len(tokens)])]
    ]
    found = translator.translate([sentence for _, _, sentence in trials], decoding)
    copied = dict.fromkeys(FORMS, 0)
    asked = dict.fromkeys(FORMS, 0)
    for (form, pair, sentence), hypothesis in zip(trials, found, strict=True):
        for token in pair:
            if token in sentence:
                asked[form] += 1
                copied[form] += re.search(rf"(?<!\w){re.escape(token)}(?!\w)", hypothesis.text) is not None
    rates = [CopyRate(form, FORMS[form], copied[form], asked[form]) for form in FORMS]
    return tuple(sorted(rates, key=lambda rate: -rate.rate))
