"""The Vietnamese rewritten so that what must survive is in English already, or hidden behind a token that is copied."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from worker.core.languages.vi import romanise
from worker.core.protect.obligation import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from worker.core.protect.obligation import Obligation

_LEAVE = frozenset({Kind.URL, Kind.EMAIL, Kind.HASHTAG, Kind.DOCUMENT, Kind.PHONE, Kind.TIME, Kind.SCORE, Kind.YEAR})
"""Kinds that are the same in both languages, or that an engine reads best as they are."""

_HIDDEN = frozenset({Kind.NAME, Kind.PLACE, Kind.ORGANISATION})
"""Kinds that a person's name can stand for without changing the sentence."""


def rewritten(text: str, obligations: Iterable[Obligation]) -> tuple[str, tuple[Obligation, ...]]:
    """The sentence with names romanised, terms in English, numbers and dates in English notation; where each now is."""
    return _replaced(text, [(one, _in_place(one)) for one in obligations])


def _in_place(obligation: Obligation) -> str:
    """What stands for an obligation in the rewritten sentence."""
    if _stays(obligation):
        return obligation.text
    if obligation.kind is Kind.ORGANISATION and obligation.parts:
        # The engine knows best what kind of body it is; its proper name must come through.
        proper = {word for part in obligation.parts for form in part for word in form.split()}
        words = obligation.text.split()
        return " ".join(romanise(word) if romanise(word) in proper else word for word in words)
    return obligation.english[0]


def _stays(obligation: Obligation) -> bool:
    in_words = obligation.kind is Kind.NUMBER and not any(character.isdigit() for character in obligation.text)
    return obligation.kind in _LEAVE or in_words


def _replaced(text: str, new: Iterable[tuple[Obligation, str]]) -> tuple[str, tuple[Obligation, ...]]:
    """The text with each obligation's words exchanged, and the obligations at their new places."""
    out: list[str] = []
    moved = []
    at = length = 0
    for obligation, words in new:
        out += [text[at : obligation.start], words]
        start = length + obligation.start - at
        length = start + len(words)
        at = obligation.end
        moved.append(replace(obligation, start=start, end=length))
    return "".join((*out, text[at:])), tuple(moved)


def hidden(
    text: str, obligations: Sequence[Obligation], tokens: Sequence[str], lacking: Collection[Obligation] = ()
) -> tuple[str, tuple[Obligation, ...], dict[str, Obligation]]:
    """The sentence with what it lacks behind tokens, where each now is, and which token stands for which.

    Tokens that are words stand for names alone; so do all tokens where nothing is known to be lacking. One name has
    one token throughout; what is not hidden is rewritten as `rewritten` does.
    """
    are_words = any(token[0].isalnum() for token in tokens)
    mapping: dict[str, Obligation] = {}
    by_form: dict[str, str] = {}
    free = [token for token in tokens if token not in text]
    new = []
    for obligation in obligations:
        form = obligation.english[0]
        hides = obligation.kind in _HIDDEN if are_words or not lacking else obligation in lacking
        if hides and form not in by_form and free:
            by_form[form] = free.pop(0)
            mapping[by_form[form]] = obligation
        new.append((obligation, by_form.get(form, _in_place(obligation))))
    changed, moved = _replaced(text, new)
    return changed, moved, mapping


def restored(english: str, mapping: dict[str, Obligation]) -> str | None:
    """The English with what the tokens stood for; None if a token was lost."""
    for token, obligation in mapping.items():
        pattern = rf"(?<!\w){re.escape(token)}(?!\w)"
        if re.search(pattern, english) is None:
            return None
        english = obligation.english[0].join(re.split(pattern, english))
    return english
