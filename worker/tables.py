"""The configuration's tables (CSV); a mistake is reported with its file and line."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from worker.core.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def read_table(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a table with exactly these columns, in UTF-8; raises ConfigurationError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if reader.fieldnames is None or list(reader.fieldnames) != list(columns):
                raise ConfigurationError(f"{path}, line 1: the columns must be {','.join(columns)}.")
            rows = []
            for row in reader:
                if None in row or None in row.values():
                    raise ConfigurationError(
                        f"{path}, line {reader.line_num}: a row has {len(columns)} fields; put one that holds a comma "
                        "into double quotes."
                    )
                rows.append(dict(row))
            return rows
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path} is not UTF-8 text; save it as UTF-8.") from None
    except csv.Error as error:
        raise ConfigurationError(f"{path} is not a table of comma-separated values: {error}.") from None
