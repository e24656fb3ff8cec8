"""Sentence splitting by rule for Vietnamese news, and the cutting of sentences that are too long for an engine.

A full stop ends a sentence unless what stands around it says otherwise: an abbreviation or initial before it, a lower
case letter after it, a number that is a list's. The words the rules go by are in `languages.vi_abbreviations`.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from worker.core.languages.vi_abbreviations import (
    BEFORE_NAME,
    BEFORE_NUMBER,
    CONJUNCTIONS,
    LETTERED,
    MOSTLY_BEFORE_NAME,
    ONE_LETTER_WORDS,
    PLAIN_NAMES,
    SECTION,
    STARTERS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|\Z)|[(]|[)]")
# "đồng.Theo báo cáo": the space after the stop was forgotten.
_GLUED = re.compile(r"(?<=[^\W\d_])[.!?](?=[^\W\d_])")
_BEFORE = re.compile(r"(\S*)\s+\Z")
_WORD = re.compile(r"[\s\"'“‘«(\[\-–—•*]*(\S*)")
_WORD_CHARACTER = re.compile(r"\w")
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBERING = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]+|[^\W\d_])\Z")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.)*[^\W\d_]\Z")
_LETTER_LABEL = re.compile(r"\s*[^\W\d_]\)\s")
_SPACED_DATE = re.compile(r"\s*\d{1,2}\s?[./]")
_SPACED_YEAR = re.compile(r"\s*(?:19|20)\d\d\b")
_REACH = 64
"""How far around a stop the rules look, in characters."""
_ASIDE = 100
"""A bracket that closes within so many characters is not cut."""


class _Stop(NamedTuple):
    """A possible end of a sentence, and what stands around it."""

    mark: str
    """The punctuation, closing quotes and brackets included."""
    token: str
    """What is written up to the stop since the last space, opening quotes and brackets removed."""
    before: str
    """The word before the token, empty at the sentence's start."""
    is_first: bool
    """Whether the token begins the sentence."""
    is_second: bool
    """Whether only `before` stands between it and the sentence's start."""
    is_bracketed: bool
    """Whether the mark stands directly after an opening bracket."""
    after: str
    """The rest of the line, as far as the rules look."""

    @property
    def next_word(self) -> str:
        """The word after the stop without quotes, brackets and dashes before it."""
        found = _WORD.match(self.after)
        return found.group(1) if found else ""


def split(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences in order: no white space at their edges, every other character in exactly one.

    A line break always ends a sentence; a closing quote or bracket stays with its sentence, a dateline and a list
    number with the sentence they introduce.
    """
    found: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        edges = [line.start(), *_ends(text, line.start(), line.end()), line.end()]
        for begin, end in pairwise(edges):
            part = text[begin:end]
            first, last = begin + len(part) - len(part.lstrip()), begin + len(part.rstrip())
            if found and found[-1][0] >= line.start() and not _WORD_CHARACTER.search(part):
                # A quote closed after a space, a stray dash: nothing that could be translated by itself.
                found[-1] = (found[-1][0], max(last, found[-1][1]))
            elif first < last:
                found.append((first, last))
    return found


def _ends(text: str, begin: int, end: int) -> Iterator[int]:
    """Where sentences end between two offsets."""
    depth = 0
    glued = sorted({match.end() for match in _GLUED.finditer(text, begin, end) if _is_forgotten_space(text, match)})
    stops = list(_STOP.finditer(text, begin, end))
    at = 0
    for match in stops:
        while at < len(glued) and glued[at] < match.start():
            yield glued[at]
            begin, depth, at = glued[at], 0, at + 1
        if match.group() == "(":
            depth += 1
        elif match.group() == ")":
            depth = max(depth - 1, 0)
        else:
            depth = max(depth - match.group().count(")"), 0)
            is_aside = depth > 0 and text.find(")", match.end(), min(match.end() + _ASIDE, end)) >= 0
            if not is_aside and _is_end(_stop(text, begin, match, end)):
                yield match.end()
                begin, depth = match.end(), 0
    yield from glued[at:]


def _stop(text: str, begin: int, match: re.Match[str], end: int) -> _Stop:
    near = text[max(begin, match.start() - _REACH) : match.start()]
    token = re.split(r"\s", near)[-1]
    head = near[: len(near) - len(token)]
    before = _BEFORE.search(head)
    is_near = match.start() - begin <= _REACH
    return _Stop(
        match.group(),
        re.split(r"[\"'“‘«(\[,;:–]", token)[-1],
        before.group(1) if before else "",
        is_near and not re.search(r"\w", head),
        is_near and bool(re.fullmatch(r"\W*\w+\s+", head)),
        near.endswith(("[", "(")),
        text[match.end() : min(match.end() + _REACH, end)],
    )


def _is_end(stop: _Stop) -> bool:
    """Whether a sentence ends at the stop."""
    if not stop.after.strip():
        return False
    if not stop.token and stop.before == "" and stop.is_first:
        # "... và thế là": dots that open the line.
        return False
    if _goes_on(stop):
        return False
    return not stop.mark.startswith(".") or stop.mark.startswith("..") or not _is_abbreviated(stop)


def _goes_on(stop: _Stop) -> bool:
    """Whether what follows the stop belongs to the same sentence."""
    word = stop.next_word
    if word[:1].islower() and not word[1:2].isupper() and not _LETTER_LABEL.match(stop.after):
        return True
    following = stop.after.lstrip()
    if following[:1] in ("-", "–", "—") and stop.mark[-1:] in ("”", '"', "»", ")"):
        # “Phải làm ngay!” - Chủ tịch nói; (TTXVN.) - Chiều 9/1
        return True
    return following[:1] in (",", ";", ":", ")", "]", "”", "»") or stop.is_bracketed


def _is_abbreviated(stop: _Stop) -> bool:
    """Whether the full stop belongs to an abbreviation, an initial, or a number in a list."""
    token = stop.token
    last = token.rsplit(".", 1)[-1]
    word = (_LETTERS.match(stop.next_word) or [""])[0]
    begins = word in STARTERS
    if _is_numbering(stop):
        return True
    if token in BEFORE_NAME or last in BEFORE_NAME:
        return word[:1].isupper()
    if token in BEFORE_NUMBER:
        return stop.next_word[:1].isdigit()
    if last in MOSTLY_BEFORE_NAME and len(last) > 1:
        return not begins
    if token.isdigit():
        follows_day = stop.before.endswith(".") and bool(_SPACED_YEAR.match(stop.after))
        return len(token) <= len("31") and (follows_day or bool(_SPACED_DATE.match(stop.after)))
    return bool(_INITIALS.match(token)) and token[:1].isupper() and not _ends_after_initial(stop, begins=begins)


def _is_numbering(stop: _Stop) -> bool:
    """Whether the stop closes a list's number ("1. ", "II. ", "a. ") or a section's label ("Điều 5. ")."""
    if not _NUMBERING.match(stop.token):
        return False
    before = stop.before.casefold()
    return stop.is_first or before.endswith((":", ";")) or (before in SECTION and stop.is_second)


def _ends_after_initial(stop: _Stop, *, begins: bool) -> bool:
    """Whether a sentence ends after a capital with a full stop: "Nguyễn Văn T. Công an", but "Donald J. Trump"."""
    if begins or stop.before in LETTERED or stop.token in ONE_LETTER_WORDS:
        return True
    if "." in stop.token or not stop.before[:1].isupper():
        return False
    is_place = stop.token in MOSTLY_BEFORE_NAME and stop.before.endswith(",")
    is_name = stop.before not in STARTERS and (not stop.before.isascii() or stop.before in PLAIN_NAMES)
    return is_name and not is_place


def _is_forgotten_space(text: str, match: re.Match[str]) -> bool:
    """Whether a stop between two letters ends a sentence: a whole small word before it, a capitalised word after it."""
    before = re.split(r"\s", text[max(0, match.start() - _REACH) : match.start()])[-1]
    after = re.split(r"\s", text[match.end() : match.end() + _REACH])[0]
    word = _LETTERS.match(after)
    if word is None or not before.isalpha() or not before.islower() or len(before) == 1:
        return False
    name = word.group()
    is_word = len(name) > 1 and name[0].isupper() and name[1:].islower() and not re.search(r"[@/]", after)
    return is_word and (name in STARTERS or not name.isascii() or not before.isascii())


_CLAUSE_ENDS = (
    re.compile(r"(?<=[.!?…;])\s+"),
    re.compile(r"(?<=:)\s+|\s+(?=[–—-]\s)"),
    re.compile(r"(?<=,)\s+"),
    re.compile(rf"\s+(?=(?:{'|'.join(CONJUNCTIONS)})\s)"),
    re.compile(r"\s+"),
)
"""Where a long sentence is cut, best places first."""
_LOPSIDED = 0.15
"""A cut leaves at least this share of the text on either side, if any place does."""


def split_clauses(text: str, fits: Callable[[str], bool]) -> list[str]:
    """The text in pieces that fit and, joined, give exactly the text; a piece that does not fit is a single word.

    A text is cut near its middle at the strongest boundary there: semicolon, colon or dash, comma, conjunction, word.
    """
    done: list[str] = []
    work = [text]
    while work:
        piece = work.pop()
        place = None if fits(piece) else _cut(piece)
        if place is None:
            done.append(piece)
        else:
            work += [piece[place:], piece[:place]]
    return done


def _cut(text: str) -> int | None:
    """The best place to cut the text, None for a single word."""
    begin, end = len(text) - len(text.lstrip()), len(text.rstrip())
    middle = (begin + end) / 2
    margin = (end - begin) * _LOPSIDED
    nearest = None
    for pattern in _CLAUSE_ENDS:
        places = [match.end() for match in pattern.finditer(text, begin, end)]
        nearest = min(places, key=lambda place: abs(place - middle), default=None)
        if nearest is not None and begin + margin <= nearest <= end - margin:
            break
    return nearest
