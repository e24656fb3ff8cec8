"""Language identification with py3langid: 4 MB, offline, loaded at the first question."""

from __future__ import annotations

import threading
from typing import Any, Final

LANGUAGES: Final = (
    "vi",
    "en",
    "zh",
    "ja",
    "ko",
    "lo",
    "km",
    "th",
    "fr",
    "de",
    "es",
    "pt",
    "it",
    "nl",
    "ru",
    "id",
    "ms",
    "tl",
)
"""What a Vietnamese newspaper may print; all of the library's 97 would find Volapük in a list of names."""


class Py3LangId:
    """A LanguageDetector; probabilities are normalised over LANGUAGES and calibrated for length."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._identifier: Any = None

    def detect(self, text: str) -> tuple[str, float]:
        """The likeliest language and its probability; `("und", 0.0)` for a text without letters."""
        if not any(character.isalpha() for character in text):
            return "und", 0.0
        language, probability = self._loaded().classify(text)
        return str(language), float(probability)

    def _loaded(self) -> Any:  # noqa: ANN401 the library has no types
        with self._lock:
            if self._identifier is None:
                # Imported here: numpy and the model cost 0.3 s, which `vietwire --help` has no use for.
                from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

                identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
                identifier.set_languages(LANGUAGES)
                self._identifier = identifier
            return self._identifier
