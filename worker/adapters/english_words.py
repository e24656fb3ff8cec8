"""The words of English: pyspellchecker's list, and those of a file that it lacks."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from spellchecker import SpellChecker

if TYPE_CHECKING:
    from pathlib import Path

_COMMENT = re.compile(r"#.*")
_WORD = re.compile(r"[a-z]+")


class EnglishWords:
    """A container of words in small letters; read when it is first asked, since most processes never ask."""

    def __init__(self, more: Path) -> None:
        self._more = more

    def __contains__(self, word: object) -> bool:
        return word in self._words

    @cached_property
    def _words(self) -> frozenset[str]:
        more = self._more.read_text(encoding="utf-8") if self._more.exists() else ""
        return frozenset((*SpellChecker(language="en").word_frequency, *_WORD.findall(_COMMENT.sub("", more).lower())))
