"""Where in a TOML file a key stands: `tomllib` gives values without line numbers, and errors need them."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from worker.core.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_NAME: Final = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_PART: Final = re.compile(rf"\s*({_NAME})\s*(\.|$)")
_HEADER: Final = re.compile(r"^\s*(?P<open>\[\[?)(?P<name>.*?)\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(rf"^\s*(?P<key>{_NAME}(?:\s*\.\s*{_NAME})*)\s*=(?P<value>.*)$")


def load_toml(path: Path) -> tuple[dict[str, Any], str]:
    """The values of a TOML file, and its text for `locate`; raises ConfigurationError naming file and line."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigurationError(f"{path} does not exist.") from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path} is not UTF-8 text (byte {error.start}).") from error
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))  # otherwise it says "at end of document"
        line = int(found.group(1)) if found else len(text.splitlines())
        raise ConfigurationError(f"{path}, line {line}: this is not TOML: {error}.") from error


def locate(text: str, key_path: Sequence[str | int]) -> int | None:
    """The line (from 1) of a key or table header, or of the nearest one around it; None when not even that is there.

    `key_path` is like pydantic's `loc`: keys, and numbers for the places in an array of tables.
    """
    wanted = tuple(str(part) for part in key_path)
    best: tuple[int, int] | None = None
    for line, path in _places(text):
        shared = _shared(path, wanted)
        if shared == len(wanted):
            return line
        if shared == len(path) and shared and (best is None or shared > best[0]):
            best = shared, line
    return best[1] if best else None


def _shared(path: tuple[str, ...], wanted: tuple[str, ...]) -> int:
    count = 0
    for have, want in zip(path, wanted, strict=False):
        if have != want:
            break
        count += 1
    return count


def _places(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every header and key with its full path; an array's place is a part of its own, counted from 0."""
    table: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    inside = ""  # the quotes of a multi-line string that is open
    depth = 0  # brackets of a multi-line array that are open
    for number, line in enumerate(text.splitlines(), start=1):
        if inside or depth:
            inside, depth = _continue(line, inside, depth)
            continue
        if header := _HEADER.match(line):
            name = _enter(_split(header["name"]), counts)
            if header["open"] == "[[":
                counts[name] = counts.get(name, -1) + 1
                name = (*name, str(counts[name]))
            table = name
            yield number, table
        elif key := _KEY.match(line):
            yield number, (*table, *_split(key["key"]))
            inside, depth = _continue(key["value"], "", 0)


def _enter(name: tuple[str, ...], counts: dict[tuple[str, ...], int]) -> tuple[str, ...]:
    """The header's path with the places of the arrays of tables that it lies in."""
    path: tuple[str, ...] = ()
    for index, part in enumerate(name):
        path = (*path, part)
        if path in counts and index < len(name) - 1:
            path = (*path, str(counts[path]))
    return path


def _split(dotted: str) -> tuple[str, ...]:
    parts: list[str] = []
    position = 0
    while match := _PART.match(dotted, position):
        part = match.group(1)
        parts.append(part[1:-1] if part[0] in "\"'" else part)
        position = match.end()
        if not match.group(2):
            break
    return tuple(parts)


def _continue(text: str, inside: str, depth: int) -> tuple[str, int]:
    """Whether a multi-line string or array is still open after this stretch of a value."""
    position = 0
    while position < len(text):
        if inside:
            end = text.find(inside, position)
            while inside == '"""' and end > 0 and text[end - 1] == "\\":
                end = text.find(inside, end + 1)
            if end < 0:
                return inside, depth
            position, inside = end + len(inside), ""
            continue
        character = text[position]
        if character == "#":
            break
        if text.startswith(('"""', "'''"), position):
            inside = text[position : position + 3]
            position += 3
        elif character in "\"'":
            closed = re.compile(r'"(?:[^"\\]|\\.)*"' if character == '"' else r"'[^']*'").match(text, position)
            position = closed.end() if closed else len(text)
        else:
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(character, 0)
            position += 1
    return inside, max(depth, 0)
