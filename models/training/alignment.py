"""How well the words of two sentences explain each other: IBM model 1 over hashed word pairs, in numpy.

Brown et al. 1993, "The Mathematics of Statistical Machine Translation"; model 1 is enough to find sentences that
were paired by mistake.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Ids = NDArray[np.int64]
    Floats = NDArray[np.float32]

WIDTH = 32
"""Words of a sentence that count; the rest of a longer one adds little."""
BUCKETS = 1 << 24
CHUNK = 2_000
_WORD = re.compile(r"\w+")


def _words(texts: Sequence[str]) -> tuple[Ids, Ids]:
    """Word ids [sentence, WIDTH] (0 is padding), and how often each id occurs."""
    rows = np.zeros((len(texts), WIDTH), dtype=np.int64)
    ids: dict[str, int] = {}
    counts: Counter[int] = Counter()
    for row, text in enumerate(texts):
        for column, word in enumerate(_WORD.findall(text.lower())[:WIDTH]):
            number = ids.setdefault(word, len(ids) + 1)
            rows[row, column] = number
            counts[number] += 1
    table = np.zeros(len(ids) + 1, dtype=np.int64)
    for number, count in counts.items():
        table[number] = count
    return rows, table


def _pairs(vi: Ids, en: Ids) -> tuple[Ids, NDArray[np.bool_]]:
    """Bucket of every word pair [sentence, vi, en], and which pairs are of two real words."""
    buckets = (vi[:, :, None] * 1_000_003 + en[:, None, :] * 8_191) % BUCKETS
    return buckets, (vi[:, :, None] > 0) & (en[:, None, :] > 0)


def scores(
    vietnamese: Sequence[str], english: Sequence[str], *, rounds: int = 3, progress: Callable[[str], None] = print
) -> Floats:
    """For each pair the mean over English words of log p(word | Vietnamese) / p(word): near 0 means unrelated."""
    vi_rows, vi_counts = _words(vietnamese)
    en_rows, en_counts = _words(english)
    table = np.full(BUCKETS, 1.0, dtype=np.float32)
    for turn in range(rounds):
        # t(e|f) = c(e, f) / c(f); c(f) is the sum of c(e, f) over e, taken here from the same pass.
        gathered = np.zeros(BUCKETS, dtype=np.float32)
        totals = np.zeros(len(vi_counts), dtype=np.float32)
        for start in range(0, len(vi_rows), CHUNK):
            vi = vi_rows[start : start + CHUNK]
            buckets, real = _pairs(vi, en_rows[start : start + CHUNK])
            weight = np.where(real, table[buckets], 0)
            weight /= np.maximum(weight.sum(axis=1, keepdims=True), 1e-9)
            np.add.at(gathered, buckets[real], weight[real])
            np.add.at(totals, vi.ravel(), weight.sum(axis=2).ravel())
        owner = np.zeros(BUCKETS, dtype=np.float32)
        for start in range(0, len(vi_rows), CHUNK):
            vi = vi_rows[start : start + CHUNK]
            buckets, real = _pairs(vi, en_rows[start : start + CHUNK])
            total = np.broadcast_to(totals[vi][:, :, None], buckets.shape)
            owner[buckets[real]] = total[real]
        table = (gathered / np.maximum(owner, 1e-6)).astype(np.float32)
        progress(f"alignment: round {turn + 1} of {rounds}")
    share = en_counts / max(1, en_counts.sum())
    result = np.zeros(len(vi_rows), dtype=np.float32)
    for start in range(0, len(vi_rows), CHUNK):
        vi, en = vi_rows[start : start + CHUNK], en_rows[start : start + CHUNK]
        buckets, real = _pairs(vi, en)
        likely = np.where(real, table[buckets], 0).sum(axis=1) / np.maximum((vi > 0).sum(axis=1, keepdims=True), 1)
        gain = np.log((likely + 1e-7) / (share[en] + 1e-7))
        result[start : start + CHUNK] = (gain * (en > 0)).sum(axis=1) / np.maximum((en > 0).sum(axis=1), 1)
    return result
