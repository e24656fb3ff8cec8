"""`config/feeds.toml` -> saved searches; every mistake is reported with its file and line, all of them at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from feeds.site import SavedSearch
from worker.core.errors import ConfigurationError
from worker.toml_lines import load_toml, locate

if TYPE_CHECKING:
    from pathlib import Path

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def _slug(name: str) -> str:
    if not _SLUG.fullmatch(name):
        raise ValueError("must be lower-case letters, digits and single hyphens, because it is part of addresses")
    return name


class _Search(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(max_length=60), AfterValidator(_slug)]
    title: Annotated[str, Field(min_length=1)]
    words: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    verdict: Literal["", "sure", "doubtful"] = ""


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    search: tuple[_Search, ...] = ()


def load_searches(path: Path) -> tuple[SavedSearch, ...]:
    """The searches in the order of the file, none where there is no file; raises ConfigurationError."""
    if not path.exists():
        return ()
    values, text = load_toml(path)
    try:
        found = _File(**values).search
    except ValidationError as error:
        lines = [
            f"{path}, line {locate(text, problem['loc']) or 1}: {'.'.join(map(str, problem['loc']))}: {problem['msg']}."
            for problem in error.errors()
        ]
        raise ConfigurationError("\n".join(lines)) from None
    names = [search.name for search in found]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ConfigurationError(f"{path}: two searches are called '{twice}'; names must differ.")
    return tuple(SavedSearch(**search.model_dump()) for search in found)
