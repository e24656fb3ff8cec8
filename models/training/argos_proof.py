"""Bar 6: Argos Translate itself installs a package from its file and translates with it.

    python models/training/argos_proof.py models/vi_en-vietwire-1.6.argosmodel

Runs with the Python of an environment that has all of `argostranslate` (`benchmarks.throughput` makes one in
var/argos-venv); the package goes to a folder that is removed afterwards. Argos's own sentence splitters download their
models, so it is handed one.
"""

from __future__ import annotations

import os
import sys
import tempfile

SENTENCES = ["Ông Nguyễn Văn Thông phát biểu chiều 9/1.", "Nghị quyết số 39-NQ/TW có 5 nhiệm vụ."]


class GivenSentences:
    """A sentence splitter that knows the answer."""

    def split_sentences(self, _text: str) -> list[str]:
        """The sentences that the text was put together from."""
        return SENTENCES


def main() -> None:
    """Install, translate, print."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["ARGOS_PACKAGES_DIR"] = home  # read when argostranslate is imported
        from argostranslate import package, translate  # noqa: PLC0415 - see above

        package.install_from_path(sys.argv[1])
        (installed,) = package.get_installed_packages()
        translation = translate.get_translation_from_codes("vi", "en")
        translation.underlying.sentencizer = GivenSentences()
        print(f"{installed}, version {installed.package_version}: {translation.translate(' '.join(SENTENCES))}")


if __name__ == "__main__":
    main()
