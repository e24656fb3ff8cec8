"""What can go wrong, sorted by what to do about it; every message is a sentence an operator can act on."""


class VietwireError(Exception):
    """An expected failure whose text says what is wrong, where, and what to do."""


class TemporaryError(VietwireError):
    """Worth another try later: the network, a busy database, a server that asks for patience."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds to wait before the next try, if the other side said so."""


class PermanentError(VietwireError):
    """Trying again cannot help until a person changes something."""


class InvalidInputError(PermanentError):
    """What came in (an entry, a pushed article, an archive) is not acceptable as it is."""


class ConfigurationError(PermanentError):
    """A setting or configuration file is wrong; the text names file, line and key where they are known."""


class ModelError(PermanentError):
    """A model package is missing, damaged, or of the wrong language."""
