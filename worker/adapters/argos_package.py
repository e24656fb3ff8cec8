"""What is read of a model package to translate with it: Argos's own files, and a dictionary where it has one."""

from __future__ import annotations

import importlib
import os
import tempfile
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from worker.core import dictionary
from worker.core.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DICTIONARY = "dictionary.tsv"
"""A file that a package may have beside Argos's own: what `worker.core.dictionary.parse` reads."""
DICTIONARY_BYTES = 10_000_000


def open_package(path: Path) -> Any:  # noqa: ANN401 - argostranslate has no types
    """The `argostranslate.package.Package` at `path`, with a tokenizer."""
    try:
        package = _argos_package_module().Package(path)
    except (OSError, ValueError, AttributeError) as error:
        raise ModelError(
            f"The model package at {path} cannot be opened ({error}); install it again with `vietwire models install`."
        ) from error
    if not hasattr(package, "tokenizer"):
        raise ModelError(
            f"The model package at {path} has neither sentencepiece.model nor bpe.model; "
            "install it again with `vietwire models install`."
        )
    return package


_importing = threading.Lock()


def _argos_package_module() -> Any:  # noqa: ANN401 - argostranslate has no types
    """`argostranslate.package`; importing it leaves nothing behind in the home directory.

    `argostranslate.settings` creates data, configuration and cache folders when it is imported, and fails where it
    may not. Vietwire keeps packages in a folder of its own and passes paths, so those folders can be thrown away.
    """
    with _importing, tempfile.TemporaryDirectory(prefix="vietwire-argos-") as scratch:
        names = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "ARGOS_PACKAGES_DIR")
        with _environment(dict.fromkeys(names, scratch)):
            return importlib.import_module("argostranslate.package")


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Environment variables set for a while, then put back."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def read_dictionary(path: Path) -> dictionary.Dictionary:
    """The dictionary of the package at `path`; an empty one where it has none."""
    file = path / DICTIONARY
    try:
        if file.stat().st_size > DICTIONARY_BYTES:
            raise ValueError(f"it has more than {DICTIONARY_BYTES:,} bytes")
        return dictionary.parse(file.read_text(encoding="utf-8").splitlines())
    except FileNotFoundError:
        return dictionary.Dictionary()
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{file} cannot be used ({error}); run `vietwire models verify`, and install the package again."
        ) from error
