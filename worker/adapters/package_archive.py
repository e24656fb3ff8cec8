"""A model package as files: its metadata, safe unpacking, and the manifest that proves it unchanged."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from worker.core.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

METADATA_LIMIT = 1_000_000
"""Bytes; a metadata.json is a few hundred."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a package says of itself in metadata.json."""

    code: str
    """`translate-vi_en`: what Argos calls the package."""
    from_code: str
    """ISO 639 code of the language translated from."""
    to_code: str
    """ISO 639 code of the language translated to."""
    version: str
    target_prefix: str = ""

    @property
    def title(self) -> str:
        """Code and version, e.g. `translate-vi_en 1.9`."""
        return f"{self.code} {self.version}"


def read_metadata(package: Path) -> Metadata:
    """The checked metadata of the translation package in the folder `package`."""
    path = package / "metadata.json"
    try:
        with path.open("rb") as file:
            raw = file.read(METADATA_LIMIT + 1)
    except FileNotFoundError as error:
        raise ModelError(
            f"There is no model package at {package}: run `vietwire models list`, then `vietwire models install NAME`."
        ) from error
    except OSError as error:
        raise ModelError(f"The model package at {package} cannot be read: {error.strerror}.") from error
    return parse_metadata(raw, where=str(path))


def parse_metadata(raw: bytes, *, where: str) -> Metadata:
    """The metadata in the bytes of a metadata.json, every field that Vietwire relies on checked."""
    if len(raw) > METADATA_LIMIT:
        raise ModelError(f"{where} is larger than {METADATA_LIMIT} bytes: this is not a translation package.")
    try:
        data = json.loads(raw)
    except ValueError as error:
        raise ModelError(f"{where} is not JSON ({error}): the package is damaged, install it again.") from error
    if not isinstance(data, dict):
        raise ModelError(f"{where} is not a JSON object: the package is damaged, install it again.")
    kind = data.get("type", "translate")
    if kind != "translate":
        raise ModelError(f"{where} describes a package of type {kind!r}, not one that translates.")
    values: dict[str, str] = {}
    for key, pattern in (("from_code", _CODE), ("to_code", _CODE), ("package_version", _VERSION)):
        value = data.get(key)
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ModelError(f"{where} has no usable {key} (found {value!r}): this is not a translation package.")
        values[key] = value
    prefix = data.get("target_prefix", "")
    if not isinstance(prefix, str):
        raise ModelError(f"{where} has a target_prefix that is not text (found {prefix!r}).")
    return Metadata(
        code=f"translate-{values['from_code']}_{values['to_code']}",
        from_code=values["from_code"],
        to_code=values["to_code"],
        version=values["package_version"],
        target_prefix=prefix,
    )


_CODE = re.compile(r"[a-z]{2,3}(-?[A-Za-z]{2,4})?")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,31}")
