"""How every command reports an expected failure: a sentence on standard error and an exit code with a meaning."""

from __future__ import annotations

from typing import Any

import click

from worker.core.errors import ConfigurationError, TemporaryError, VietwireError

EX_TEMPFAIL = 75
EX_CONFIG = 78
"""Of sysexits.h: another try may succeed; a person must change a setting first."""


class Failure(click.ClickException):
    """A sentence; exits with 1."""


class TryAgainLater(Failure):
    """The same command may succeed later."""

    exit_code = EX_TEMPFAIL


class ChangeSettings(Failure):
    """The same command fails until a setting is changed."""

    exit_code = EX_CONFIG


def failure(error: VietwireError) -> Failure:
    """How a command ends on an expected error."""
    kinds = {TemporaryError: TryAgainLater, ConfigurationError: ChangeSettings}
    return next((end for kind, end in kinds.items() if isinstance(error, kind)), Failure)(str(error))


class Commands(click.Group):
    """A group that turns VietwireErrors, and files that cannot be used, into sentences.

    1 is any other failure, 2 a mistake in the command's words.
    """

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 click's own signature
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except VietwireError as error:
            raise failure(error) from error
        except OSError as error:
            if error.filename is None:
                raise
            raise Failure(f"{error.filename}: {error.strerror}.") from error
