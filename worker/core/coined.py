"""Words that no English has: what an engine makes of pieces where it does not know the Vietnamese word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from worker.core.languages.en import fold

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from worker.core.protect.obligation import Obligation

_BEGINS = r"^|(?<=^[\"“(])|(?<=[.!?:] )|(?<=[.!?:][\"”’] )"
_WORD = re.compile(rf"(?:(?<![\w.\-/@&#'’])[a-z]|(?:{_BEGINS})[A-Z])[a-z]{{3,}}(?:['’][a-z]+)?(?![\w\-/@&]|\.\w)")
"""In small letters, or the first of a sentence: other capitals make names, and hyphens new words that are no worse."""
_CLITIC = re.compile(r"'(?:s|ve|ll|d|re|m)?\Z")
_FORMS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("d", ""), ("ied", "y"), ("ing", ""), ("ing", "e"),
    ("er", ""), ("ers", ""), ("ly", ""), ("ily", "y"), ("ness", ""), ("iness", "y"), ("less", ""), ("like", ""),
)  # fmt: skip
"""Endings, and what stands in their place in the word that they are of."""
_PREFIX = re.compile(
    r"\A(?:aero|agro|anti|astro|audio|auto|bio|counter|crypto|cyber|eco|electro|geo|hydro|hyper|immuno|inter|intra|macro|mega|"
    r"micro|mini|multi|nano|neuro|non|out|over|para|photo|poly|post|pre|pseudo|psycho|semi|sub|super|tele|thermo|"
    r"trans|ultra|under|un|video)(?=[a-z]{4})"
)
_BRITISH = (
    (re.compile(r"is(?=(?:e[drs]?|ers|ing|ations?|ational)\Z)"), "iz"),
    (re.compile(r"ys(?=(?:e[ds]?|ing)\Z)"), "yz"),
    (re.compile(r"our"), "or"),
    (re.compile(r"(?<=[bt])re(?=s?\Z)"), "er"),
    (re.compile(r"(?<=[bt])red\Z"), "ered"),
    (re.compile(r"ll(?=(?:e[dr]|ers|ing)\Z)"), "l"),
    (re.compile(r"enc(?=es?\Z)"), "ens"),
    (re.compile(r"ogue(?=s?\Z)"), "og"),
    (re.compile(r"mme(?=s?\Z)"), "m"),
    (re.compile(r"(?<=[a-z])[ao]e(?=[a-z])"), "e"),
)
"""British spellings and what an American word list has instead."""


def coined_words(source: str, english: str, obligations: Sequence[Obligation], known: Container[str]) -> Iterator[str]:
    """Words, names apart, that are no form of a `known` word and stand neither in the Vietnamese nor in a proof."""
    if not known:
        return
    accounted: set[str] | None = None
    for shown in dict.fromkeys(match.group() for match in _WORD.finditer(english)):
        word = shown.lower().replace("’", "'")
        if is_known(word, known):
            continue
        if accounted is None:
            forms = [form for obligation in obligations for form in obligation.english]
            accounted = set(re.findall(r"\w+", fold(" ".join([source, *forms]))))
        if _CLITIC.sub("", word) not in accounted and word.removesuffix("s") not in accounted:
            yield shown


def is_known(word: str, known: Container[str]) -> bool:
    """Whether a word in small letters is one of the known words or a form of one, in American or British spelling."""
    word = _CLITIC.sub("", word)
    if _is_form(word, known):
        return True
    if (bare := _PREFIX.sub("", word)) != word and _is_form(bare, known):
        return True
    return any((other := spelling.sub(put, word)) != word and _is_form(other, known) for spelling, put in _BRITISH)


def _is_form(word: str, known: Container[str]) -> bool:
    return word in known or any(
        word.endswith(ending) and word.removesuffix(ending) + put in known for ending, put in _FORMS
    )
