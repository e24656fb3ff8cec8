"""Celery's beat with a pulse that a health check can feel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from celery.beat import Scheduler

if TYPE_CHECKING:
    from pathlib import Path


class BeatingScheduler(Scheduler):  # type: ignore[misc]  # Celery is untyped
    """Sends what is due, keeps nothing on disk but the time of its last tick."""

    pulse: ClassVar[Path]
    """A file whose modification time is the last tick."""

    def tick(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 Celery's own signature
        """Send what is due; gives the seconds until the next tick."""
        pause = super().tick(*args, **kwargs)
        self.pulse.touch()
        return pause
