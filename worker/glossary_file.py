"""`config/glossary.vi-en.csv`: reading its terms, and adding one without ever leaving half a file."""

from __future__ import annotations

import csv
import fcntl
import io
import os
import re
import shutil
import tempfile
import unicodedata
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from worker.core.errors import ConfigurationError, InvalidInputError
from worker.core.glossary import Term, glossary_of, terms_of
from worker.core.languages.vi import has_marks
from worker.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COLUMNS: Final = ("term", "translation", "kind", "note", "forbidden")
_KIND: Final = re.compile(r"[a-z]+(?:-[a-z]+)*")


def load_terms(path: Path) -> list[Term]:
    """The terms in the order of the file; raises ConfigurationError with file and line."""
    return terms_of(read_table(path, COLUMNS))


def add_term(path: Path, term: Term) -> Term:
    """Append a term, its text cleaned, and give it as it was written.

    Raises InvalidInputError for a term that cannot be right or stands there already, ConfigurationError when the file
    cannot be changed. The file is exchanged as a whole, so that a reader never sees half of it.
    """
    term = Term(_tidy(term.term), _tidy(term.translation), _tidy(term.kind), _tidy(term.note), term.forbidden)
    line = io.StringIO()
    row = (term.term, term.translation, term.kind, term.note, ";".join(term.forbidden))
    csv.writer(line, lineterminator="\n").writerow(row)
    try:
        with _locked(path.parent):
            _check(term, load_terms(path))
            before = path.read_bytes()
            gap = b"" if before.endswith(b"\n") else b"\n"
            _exchange(path, before + gap + line.getvalue().encode())
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be changed ({error.strerror}). Add this line to it where it can be, then run "
            f"`vietwire glossary apply`: {line.getvalue().strip()}"
        ) from None
    return term


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _check(term: Term, known: Sequence[Term]) -> None:
    """Raise InvalidInputError for a term that would do harm."""
    if not any(letter.isalpha() for letter in term.term):
        raise InvalidInputError("A term has at least one letter.")
    if " " not in term.term and term.term.islower():
        raise InvalidInputError(
            f"'{term.term}' is a single lower-case syllable, which means too many things to have one translation."
        )
    forms = [form.strip() for form in term.translation.split(";")]
    if not all(forms):
        raise InvalidInputError("A term needs its English; several accepted forms are parted by ';'.")
    if has_marks(term.translation):
        raise InvalidInputError(f"'{term.translation}' holds Vietnamese letters; write what the English must show.")
    if not _KIND.fullmatch(term.kind):
        raise InvalidInputError(f"'{term.kind}' is no kind; write one word in lower case, such as office or phrase.")
    same = next(glossary_of(known).find(term.term), None)
    if same is not None and (same[0], same[1]) == (0, len(term.term)):
        raise InvalidInputError(f"'{same[2].term}' stands in the glossary already, as '{same[2].translation}'.")
    for other in known:
        for wrong in other.forbidden:
            if re.search(rf"(?<!\w){re.escape(wrong)}(?!\w)", term.translation, re.IGNORECASE):
                raise InvalidInputError(f"'{wrong}' is forbidden by the glossary's line for '{other.term}'.")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One process at a time, so that no line is lost between reading and writing."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _exchange(path: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    new = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, new)
        new.replace(path)
    finally:
        with suppress(FileNotFoundError):
            new.unlink()
