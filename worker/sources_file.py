"""`config/sources.toml` -> Sources; every mistake is reported with its file, line and key, all of them at once."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from worker.core.errors import ConfigurationError
from worker.core.model import Source
from worker.toml_lines import load_toml, locate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TABLE: Final = "source"
_KEYS: Final = tuple(field.name for field in fields(Source))
_REQUIRED: Final = tuple(field.name for field in fields(Source) if field.default is MISSING)
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_NAME: Final = 60
_SHORTEST_INTERVAL: Final = 60
_LONGEST_INTERVAL: Final = 7 * 24 * 3600


def load_sources(path: Path) -> tuple[Source, ...]:
    """The sources in the order of the file; raises ConfigurationError, one line for each mistake."""
    document, text = load_toml(path)
    mistakes: list[str] = []

    def complain(key_path: tuple[str | int, ...], sentence: str) -> None:
        line = locate(text, key_path)
        mistakes.append(f"{path}, line {line}: {sentence}" if line else f"{path}: {sentence}")

    for key in document:
        if key != TABLE:
            complain((key,), f"unknown key '{key}'; a source begins with [[{TABLE}]].")
    tables = document.get(TABLE, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        complain((TABLE,), f"write [[{TABLE}]] in double brackets, once for each source.")
        tables = []
    sources: dict[str, Source] = {}
    for index, table in enumerate(tables):
        before = len(mistakes)
        _check(table, lambda key, sentence, place=index: complain((TABLE, place, key), sentence))  # type: ignore[misc]
        if len(mistakes) > before:
            continue
        values: dict[str, Any] = {key: tuple(value) if key == "categories" else value for key, value in table.items()}
        source = Source(**values)
        if source.name in sources:
            complain((TABLE, index, "name"), f"the name '{source.name}' is taken by an earlier source.")
        sources[source.name] = source
    if mistakes:
        raise ConfigurationError("\n".join(mistakes))
    return tuple(sources.values())


def _check(table: dict[str, Any], complain: Callable[[str, str], None]) -> None:
    """Report every key of one source that is unknown, missing, or of a wrong kind or value."""
    for key in _REQUIRED:
        if key not in table:
            complain("", f"the source {table.get('name', '')!r} has no '{key}'.")
    for key, value in table.items():
        if key not in _KEYS:
            complain(key, f"unknown key '{key}'; known are {', '.join(_KEYS)}.")
        elif (wrong := _wrong(key, value)) is not None:
            complain(key, f"{key} = {value!r} {wrong}.")
    kind, url = table.get("kind"), table.get("url", "")
    if kind == "feed" and isinstance(url, str) and not _is_web(url):
        complain("url", f"a source of kind feed needs the address of its feed, http:// or https://, not {url!r}.")
    if kind == "file" and not url:
        complain("url", "a source of kind file needs the path of the file in 'url'.")
    if kind == "push" and url:
        complain("url", "a source of kind push has no 'url': articles are sent to it.")


def _wrong(key: str, value: object) -> str | None:
    """What is wrong with the value, to be read after `key = value`; None when nothing is."""
    expected: type = {"categories": list, "poll_interval": int, "full_text": bool, "enabled": bool,
                      "allow_private": bool}.get(key, str)  # fmt: skip
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        names = {list: "a list of texts", int: "a whole number", bool: "true or false", str: "a text in quotes"}
        return f"must be {names[expected]}"
    check = _CHECKS.get(key)
    return check(value) if check else None


def _wrong_name(value: Any) -> str | None:  # noqa: ANN401 checked to be text
    if not _SLUG.fullmatch(value) or len(value) > _LONGEST_NAME:
        return (
            f"must be lower-case letters, digits and single hyphens, at most {_LONGEST_NAME}: it is part of addresses"
        )
    return None


def _wrong_interval(value: Any) -> str | None:  # noqa: ANN401 checked to be a whole number
    if not _SHORTEST_INTERVAL <= value <= _LONGEST_INTERVAL:
        return f"must lie between {_SHORTEST_INTERVAL} and {_LONGEST_INTERVAL} seconds"
    return None


def _wrong_zone(value: Any) -> str | None:  # noqa: ANN401 checked to be text
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "is no IANA time zone, such as Asia/Ho_Chi_Minh"
    return None


def _wrong_home(value: Any) -> str | None:  # noqa: ANN401 checked to be text
    return None if not value or _is_web(value) else "must be a web address, http:// or https://"


def _wrong_categories(value: Any) -> str | None:  # noqa: ANN401 checked to be a list
    return None if all(isinstance(name, str) and name.strip() for name in value) else "must be a list of texts"


def _one_of(*choices: str) -> Callable[[Any], str | None]:
    return lambda value: None if value in choices else f"must be one of {', '.join(choices)}"


def _wrong_title(value: Any) -> str | None:  # noqa: ANN401 checked to be text
    return None if value.strip() else "must not be empty"


def _wrong_language(value: Any) -> str | None:  # noqa: ANN401 checked to be text
    return None if re.fullmatch(r"[a-z]{2,3}", value) else "must be a language tag such as vi"


_CHECKS: Final[dict[str, Callable[[Any], str | None]]] = {
    "name": _wrong_name,
    "title": _wrong_title,
    "kind": _one_of("feed", "file", "push"),
    "home_url": _wrong_home,
    "language": _wrong_language,
    "categories": _wrong_categories,
    "poll_interval": _wrong_interval,
    "timezone": _wrong_zone,
    "already_english": _one_of("publish", "skip"),
}


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
