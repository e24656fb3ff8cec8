"""`config/models.toml`: the model packages Vietwire knows, where they are, and what proves them genuine."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from worker.core.errors import ConfigurationError
from worker.toml_lines import locate

if TYPE_CHECKING:
    from pathlib import Path

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
"""Also the name of the folder it is installed in: no dots, no separators."""


class Listing(BaseModel):
    """One package of the catalogue."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Annotated[str, Field(min_length=1)]
    from_code: Annotated[str, Field(alias="from", pattern=r"^[a-z]{2,3}")]
    to_code: Annotated[str, Field(alias="to", pattern=r"^[a-z]{2,3}")]
    version: Annotated[str, Field(min_length=1)]
    urls: Annotated[tuple[str, ...], Field(min_length=1)]
    """Tried in this order; a path is relative to the base folder."""
    size: Annotated[int, Field(gt=0)]
    """Bytes of the archive."""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """Hex digest of the archive."""
    licence: Annotated[str, Field(min_length=1)]
    attribution: str = ""

    @property
    def bundled(self) -> bool:
        """Whether the archive ships with Vietwire, so that installing it needs no network."""
        return any(not is_address(url) for url in self.urls)


class _Catalogue(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    packages: dict[Name, Listing]


def is_address(text: str) -> bool:
    """Whether `text` is an HTTP address rather than a path or a name."""
    return text.lower().startswith(("http://", "https://"))


def read_catalogue(path: Path) -> dict[str, Listing]:
    """The catalogue by package name, in the file's order, which is the order of preference."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"The model catalogue {path} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"The model catalogue {path} is not UTF-8 text; save it as UTF-8.") from None
    try:
        return _Catalogue.model_validate(tomllib.loads(text)).packages
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path} is not valid TOML: {error}.") from None
    except ValidationError as error:
        sentences = []
        for problem in error.errors():
            location = tuple(str(part) for part in problem["loc"])
            line = locate(text, location)
            where = f"{path}, line {line}" if line else str(path)
            sentences.append(f"{where}: {'.'.join(location)}: {problem['msg'][0].lower()}{problem['msg'][1:]}.")
        raise ConfigurationError("\n".join(sentences)) from None
