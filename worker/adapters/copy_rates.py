"""How well an installed package copies placeholders (see `core.probe`), kept beside its files."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from worker.adapters.package_archive import COPY_RATES, sync_directory
from worker.core.errors import ModelError
from worker.core.probe import FORMS, CopyRate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from worker.adapters.packages import Installed


def write_rates(package: Installed, rates: Iterable[CopyRate]) -> None:
    """Keep these rates with the package: on disk when it returns, whole or not at all."""
    data = {
        "archive": _archive_of(package),
        "forms": {rate.form: {"copied": rate.copied, "asked": rate.asked} for rate in rates},
    }
    try:
        # Written beside the package: a file left there by a crash would count as damage inside it.
        descriptor, name = tempfile.mkstemp(prefix=".rates-", dir=package.path.parent)
        fresh = Path(name)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(data, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            fresh.chmod(0o644)  # translators may run as another user
            fresh.replace(package.path / COPY_RATES)
        finally:
            fresh.unlink(missing_ok=True)
        sync_directory(package.path)
    except OSError as error:
        raise ModelError(
            f"What {package.name} copies cannot be kept in {package.path} ({error.strerror}): "
            "run `vietwire models probe` where that folder may be written."
        ) from error


def read_rates(package: Installed) -> tuple[CopyRate, ...]:
    """The rates kept with the package; none if it was never probed, or another archive or other tokens were."""
    try:
        data = json.loads((package.path / COPY_RATES).read_text(encoding="utf-8"))
        if data["archive"] != _archive_of(package) or set(data["forms"]) != set(FORMS):
            return ()
        return tuple(
            CopyRate(form, FORMS[form], int(found["copied"]), int(found["asked"]))
            for form, found in data["forms"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()


def _archive_of(package: Installed) -> str:
    """The sha256 of what was installed; empty where Vietwire did not install it."""
    return package.manifest.archive.sha256 if package.manifest else ""
