"""A value follows its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import structlog.testing

from worker.core.errors import ConfigurationError
from worker.reloaded import Reloaded

if TYPE_CHECKING:
    from pathlib import Path


def number(path: Path) -> int:
    text = path.read_text(encoding="utf-8")
    if not text.isdigit():
        raise ConfigurationError(f"{text} is no number.")
    return int(text)


def test_a_changed_file_is_read_again_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    path, reads = tmp_path / "file", []

    def read(path: Path) -> int:
        reads.append(path)
        return number(path)

    path.write_text("1", encoding="utf-8")
    value = Reloaded(path, read)
    assert [value(), value(), len(reads)] == [1, 1, 1]
    path.write_text("22", encoding="utf-8")
    assert [value(), value(), len(reads)] == [22, 22, 2]


def test_a_file_spoilt_later_leaves_the_last_good_value_and_a_line_in_the_log(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("1", encoding="utf-8")
    value = Reloaded(path, number)
    assert value() == 1
    with structlog.testing.capture_logs() as logs:
        path.write_text("one", encoding="utf-8")
        assert value() == 1
        path.unlink()
        assert value() == 1
    assert ["one is no number" in logs[0]["why"], "cannot be read" in logs[1]["why"]] == [True, True]


def test_a_file_that_was_never_right_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Reloaded(tmp_path / "file", number)()
