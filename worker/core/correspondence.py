"""Which words of a translation say what a stretch of the source says, as well as can be told without a dictionary."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"\S+")
_EDGES = "\"'“”‘’«»()[]{}.,:;!?…-–—"
_OPENING = "\"'“‘«([{"
_CLOSING = "\"'”’»)]}.,:;!?…-–—"
_STOPS = ".,:;!?…-–—"
_PAIRS = {")": "(", "]": "[", "}": "{", "”": "“", "’": "‘", "»": "«"}

_NOT_FIRST = frozenset(
    {"to", "of", "and", "in", "on", "at", "by", "for", "from", "with", "or", "as", "that", "is", "are", "was"}
)
_NOT_LAST = _NOT_FIRST | {"the", "a", "an", "its", "their", "his", "her"}
"""English words at which a stretch that was found by its other words neither begins nor ends."""

_SURE = 3
_CERTAIN = 3.0
"""Weight of a number or name found in both texts against one pair of an engine's alignment."""
_UNALIGNED = -0.15
"""What a word that nothing is known of costs inside a stretch: little, as most are articles and prepositions."""
_FAR = 12.0
"""A leading label's colon is looked for within so many times the label's own length."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the target text, and how sure the guess is."""

    start: int
    end: int
    confidence: int
    """3: the same words; 2: known words; 1: by position."""


class Correspondence:
    """What is known of a pair of texts: numbers and names that stand in both, and the engine's alignment if any."""

    def __init__(self, source: str, target: str, alignment: Sequence[tuple[int, int]] | None) -> None:
        self.source = source
        self.target = target
        self._source_words = [match.span() for match in _WORD.finditer(source)]
        self._target_words = [match.span() for match in _WORD.finditer(target)]
        self._source_ends = [end for _, end in self._source_words]
        self._source_keys = [_key(source[start:end]) for start, end in self._source_words]
        self._target_keys = [_key(target[start:end]) for start, end in self._target_words]
        self._anchors = self._find_anchors()
        self._route = self._monotone_route()
        self._links = self._weighted_links(alignment or ())
        self._is_aligned = bool(alignment)

    def stretch(self, start: int, end: int) -> Stretch:
        """The part of the target that answers to source[start:end]; empty only if one of them has no word."""
        if not self._target_words:
            return Stretch(0, 0, 0)
        first, last = self._words_of(start, end)
        if first >= last:
            at = self.place(start)
            return Stretch(at, at, 0)
        if not any(char.isalnum() for char in self.source[:start] + self.source[end:]):
            return Stretch(0, len(self.target), _SURE)
        label = self._leading_label(start, end)
        if label is not None:
            return label
        words, confidence = self._target_range(first, last)
        if first == 0 and confidence < _SURE:
            words = (0, words[1])
        if confidence < _SURE:
            words = self._without_particles(words)
        return self._trimmed(words, start, end, confidence)

    def inside_word(self, start: int, end: int) -> Stretch | None:
        """The part of a target word that answers to a part of the same source word ("2" in "m2"), if it is there."""
        at = bisect_right(self._source_ends, start)
        if at == len(self._source_words) or end > self._source_ends[at]:
            return None
        word_start, word_end = self._source_words[at]
        word = self.source[word_start:word_end].strip(_EDGES)
        offset = start - self.source.index(word, word_start)
        before = sum(self.source[a:b].strip(_EDGES) == word for a, b in self._source_words[:at])
        found = [
            a + self.target[a:b].index(word) for a, b in self._target_words if self.target[a:b].strip(_EDGES) == word
        ]
        if not found or offset < 0:
            return None
        begin = found[min(before, len(found) - 1)] + offset
        return Stretch(begin, begin + end - start, _SURE)

    def same_text(self, start: int, end: int) -> Stretch | None:
        """The occurrence of exactly source[start:end] in the target that is nearest to where it is expected."""
        text = self.source[start:end]
        found = [match.start() for match in re.finditer(re.escape(text), self.target)] if text else []
        if not found:
            return None
        begin = min(found, key=lambda at: abs(at - self._position(start)))
        return Stretch(begin, begin + len(text), _SURE)

    def is_inside_word(self, start: int, end: int) -> bool:
        """Whether source[start:end] begins or ends between two letters or digits."""
        text = self.source
        return any(0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum() for at in (start, end))

    def place(self, at: int) -> int:
        """The target offset, at a word's end or the text's start, that answers to a source offset."""
        if at <= 0 or not self._target_words:
            return 0
        if at >= len(self.source):
            return len(self.target)
        aim = self._position(at)
        ends = [0, *(end for _, end in self._target_words)]
        return min(ends, key=lambda end: abs(end - aim))

    def after_word(self, at: int) -> int:
        """Like `place`, right behind the word that answers to the source word before the offset, its stop excluded."""
        first = bisect_left(self._source_ends, at)
        if self._target_words and first < len(self._source_words) and self._source_words[first][0] < at:
            words, _ = self._target_range(first, first + 1)
            start, end = self._target_words[words[1] - 1]
            kept = self.target[start:end] if self.source[at - 1] in _STOPS else self.target[start:end].rstrip(_STOPS)
            return start + len(kept or self.target[start:end])
        return self.place(at)

    def _words_of(self, start: int, end: int) -> tuple[int, int]:
        """Indices of the source words that source[start:end] touches."""
        first = bisect_right(self._source_ends, start)
        last = first
        while last < len(self._source_words) and self._source_words[last][0] < end:
            last += 1
        return first, last

    def _find_anchors(self) -> dict[int, int]:
        """Words that must answer to each other, as they stand in both texts equally often."""
        source_places, target_places = defaultdict(list), defaultdict(list)
        for index, key in enumerate(self._source_keys):
            source_places[key].append(index)
        for index, key in enumerate(self._target_keys):
            target_places[key].append(index)
        anchors: dict[int, int] = {}
        for key, places in source_places.items():
            others = target_places.get(key, [])
            if key and len(others) == len(places):
                anchors |= {
                    i: j
                    for i, j in zip(places, others, strict=True)
                    if self._is_telling(i) and self._is_telling_target(j)
                }
        return anchors

    def _is_telling(self, index: int) -> bool:
        start, end = self._source_words[index]
        return _is_telling(self.source[start:end])

    def _is_telling_target(self, index: int) -> bool:
        start, end = self._target_words[index]
        return _is_telling(self.target[start:end])

    def _monotone_route(self) -> list[tuple[int, int]]:
        """Pairs of offsets through which the line of equal progress is drawn: the longest rising row of anchors."""
        tails: list[int] = []
        back: dict[int, int] = {}
        at_tail: list[int] = []
        for i in sorted(self._anchors):
            j = self._anchors[i]
            length = bisect_left(tails, j)
            if length == len(tails):
                tails.append(j)
                at_tail.append(i)
            else:
                tails[length], at_tail[length] = j, i
            if length:
                back[i] = at_tail[length - 1]
        row: list[int] = []
        node = at_tail[-1] if at_tail else None
        while node is not None:
            row.append(node)
            node = back.get(node)
        middle = [
            (sum(self._source_words[i]) // 2, sum(self._target_words[self._anchors[i]]) // 2) for i in reversed(row)
        ]
        return [(0, 0), *middle, (len(self.source), len(self.target))]

    def _weighted_links(self, alignment: Sequence[tuple[int, int]]) -> dict[int, dict[int, float]]:
        """For each target word, its source words with weights; an anchored word has no other."""
        links: dict[int, dict[int, float]] = defaultdict(dict)
        taken = set(self._anchors.values())
        for i, j in alignment:
            if 0 <= i < len(self._source_words) and 0 <= j < len(self._target_words) and j not in taken:
                links[j][i] = 1.0
        for i, j in self._anchors.items():
            links[j][i] = _CERTAIN
        return links

    def _position(self, at: float) -> float:
        """Where on the line of equal progress a source offset falls in the target."""
        index = min(max(bisect_right(self._route, (at, float("inf"))), 1), len(self._route) - 1)
        (x0, y0), (x1, y1) = self._route[index - 1], self._route[index]
        return y0 + (y1 - y0) * (at - x0) / max(x1 - x0, 1)

    def _target_range(self, first: int, last: int) -> tuple[tuple[int, int], int]:
        """The target words, as a half-open range, that answer to a range of source words."""
        same = self._same_words(first, last)
        if same is not None:
            return same, _SURE
        known = self._aligned_words(first, last) if self._is_aligned else self._anchored_words(first, last)
        if known is not None:
            return known, 2
        return self._words_between(self._source_words[first][0], self._source_words[last - 1][1]), 1

    def _same_words(self, first: int, last: int) -> tuple[int, int] | None:
        """The same words in the target, of several occurrences the one nearest to where it is expected."""
        keys = [key for key in self._source_keys[first:last] if key]
        if not keys or not any(self._is_telling(index) for index in range(first, last)):
            return None
        found = [
            (begin, begin + len(keys))
            for begin in range(len(self._target_keys) - len(keys) + 1)
            if self._target_keys[begin : begin + len(keys)] == keys
        ]
        if len(keys) == 1:
            found = [span for span in found if self._is_telling_target(span[0])]
        if not found:
            return None
        aim = self._position((self._source_words[first][0] + self._source_words[last - 1][1]) / 2)
        return min(found, key=lambda span: abs(self._middle(span) - aim))

    def _middle(self, span: tuple[int, int]) -> float:
        return (self._target_words[span[0]][0] + self._target_words[span[1] - 1][1]) / 2

    def _aligned_words(self, first: int, last: int) -> tuple[int, int] | None:
        """The row of target words with the most links into the range and the fewest out of it."""
        best, best_span = 0.0, None
        total, begin = 0.0, 0
        for j in range(len(self._target_words)):
            links = self._links.get(j)
            gain = sum(weight if first <= i < last else -weight for i, weight in links.items()) if links else _UNALIGNED
            if total <= 0:
                total, begin = 0.0, j
            total += gain
            if total > best:
                best, best_span = total, (begin, j + 1)
        return best_span

    def _anchored_words(self, first: int, last: int) -> tuple[int, int] | None:
        """The known words of the range, widened by what is expected on either side of them."""
        inside = [i for i in range(first, last) if i in self._anchors]
        if not inside:
            return None
        found = [self._anchors[i] for i in inside]
        ratio = len(self._target_words) / len(self._source_words)
        begin, end = min(found), max(found) + 1
        if end - begin > 3 * ratio * (last - first) + 2:
            return None
        others = sorted(j for i, j in self._anchors.items() if not first <= i < last)
        low = max((j + 1 for j in others if j < begin), default=0)
        high = min((j for j in others if j >= end), default=len(self._target_words))
        begin = max(low, begin - round((inside[0] - first) * ratio))
        return begin, min(high, end + round((last - 1 - inside[-1]) * ratio))

    def _words_between(self, start: int, end: int) -> tuple[int, int]:
        """The words whose middle falls between two source offsets on the line of equal progress; at least one."""
        low, high = self._position(start), self._position(end)
        inside = [j for j, (a, b) in enumerate(self._target_words) if low <= (a + b) / 2 <= high]
        if inside:
            return inside[0], inside[-1] + 1
        middle = (low + high) / 2
        nearest = min(range(len(self._target_words)), key=lambda j: abs(sum(self._target_words[j]) / 2 - middle))
        return nearest, nearest + 1

    def _leading_label(self, start: int, end: int) -> Stretch | None:
        """A label at the sentence's head, "Cụ thể:" or "(TTXVN) -", up to the same punctuation in the target."""
        if _key(self.source[:start]):
            return None
        text = self.source[:end].rstrip()
        closing = text[-1:] if text[-1:] in ":-–—)" else self.source[end:].lstrip()[:1]
        if not closing or closing not in ":-–—)" or text.count(closing) > 1:
            return None
        dashes = "[-–—]" if closing in "-–—" else re.escape(closing)
        match = re.search(rf"{dashes}(?=\s|\Z)", self.target)
        if match is None or match.end() > _FAR * len(text):
            return None
        stop = match.end() if text[-1:] == closing else len(self.target[: match.start()].rstrip())
        return Stretch(0, stop, _SURE) if stop else None

    def _without_particles(self, words: tuple[int, int]) -> tuple[int, int]:
        first, last = words
        while last - first > 1 and self._target_keys[last - 1] in _NOT_LAST:
            last -= 1
        while last - first > 1 and first > 0 and self._target_keys[first] in _NOT_FIRST:
            first += 1
        return first, last

    def _trimmed(self, words: tuple[int, int], start: int, end: int, confidence: int) -> Stretch:
        """The words without quotes, brackets and stops at their edges, unless the source's stretch has them too."""
        wanted = self.source[start:end].strip()
        begin, stop = self._target_words[words[0]][0], self._target_words[words[1] - 1][1]
        text = self.target[begin:stop]
        left = 0 if wanted[:1] in _OPENING else len(text) - len(text.lstrip(_OPENING))
        right = len(text.rstrip(_CLOSING))
        tail = wanted[len(wanted.rstrip(_CLOSING)) :]
        while right < len(text) and any((char in _STOPS) == (text[right] in _STOPS) for char in tail):
            right += 1
        # A bracket that opens inside closes inside.
        while right < len(text) and _PAIRS.get(text[right], "\0") in text[left:right]:
            right += 1
        return Stretch(begin + left, begin + right, confidence) if left < right else Stretch(begin, stop, confidence)


def _key(text: str) -> str:
    """What stays of a word in translation: no tone marks, case, separators in numbers, or punctuation around it."""
    folded = unicodedata.normalize("NFD", text.strip().strip(_EDGES).casefold().replace("đ", "d"))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return re.sub(r"(?<=\d)[.,](?=\d)", "", plain)


def _is_telling(word: str) -> bool:
    """Whether the same word in both languages is no accident: a number, a name, an address, a long word."""
    word = word.strip(_EDGES)
    is_name = word[:1].isupper() and len(word) > 1
    return is_name or any(char.isdigit() for char in word) or "@" in word or "/" in word or word.isupper()
