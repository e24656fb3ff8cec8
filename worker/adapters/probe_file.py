"""What was measured of an installed package (see `core.probe`), kept beside its files."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from worker.adapters.package_archive import PROBE, sync_directory
from worker.core.errors import ModelError
from worker.core.probe import FORMS, CopyRate, Probed, ScoreScale

if TYPE_CHECKING:
    from worker.adapters.packages import Installed


def write_probe(package: Installed, probed: Probed) -> None:
    """Keep these figures with the package: on disk when it returns, whole or not at all."""
    data = {
        "archive": _archive_of(package),
        "forms": {rate.form: {"copied": rate.copied, "asked": rate.asked} for rate in probed.rates},
        "scores": {"mean": probed.scores.mean, "spread": probed.scores.spread},
    }
    try:
        # Written beside the package: a file left there by a crash would count as damage inside it.
        descriptor, name = tempfile.mkstemp(prefix=".probe-", dir=package.path.parent)
        fresh = Path(name)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(data, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            fresh.chmod(0o644)  # translators may run as another user
            fresh.replace(package.path / PROBE)
        finally:
            fresh.unlink(missing_ok=True)
        sync_directory(package.path)
    except OSError as error:
        raise ModelError(
            f"What was measured of {package.name} cannot be kept in {package.path} ({error.strerror}): "
            "run `vietwire models probe` where that folder may be written."
        ) from error


def read_probe(package: Installed) -> Probed | None:
    """The figures kept with the package; None if it was never probed, or another archive or other tokens were."""
    try:
        data = json.loads((package.path / PROBE).read_text(encoding="utf-8"))
        if data["archive"] != _archive_of(package) or set(data["forms"]) != set(FORMS):
            return None
        rates = tuple(
            CopyRate(form, FORMS[form], int(found["copied"]), int(found["asked"]))
            for form, found in data["forms"].items()
        )
        return Probed(rates, ScoreScale(float(data["scores"]["mean"]), float(data["scores"]["spread"])))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _archive_of(package: Installed) -> str:
    """The sha256 of what was installed; empty where Vietwire did not install it."""
    return package.manifest.archive.sha256 if package.manifest else ""
