"""The Argos Translate side of throughput.py; runs with the Python of its own environment, which has all of Argos.

Reads from standard input one line of JSON, `{"from", "to", "paragraphs": [[sentence, ...], ...]}`, then one line a
round; answers each round with one line: `{"seconds", "cpu", "sentences": [...], "text"}`. It times translating alone.
Its own sentence splitters fetch models from the network, so it is handed the sentences.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

from argostranslate import translate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class GivenSentences:
    """A sentence splitter that knows the answer."""

    def __init__(self, sentences_of: Mapping[str, Sequence[str]]) -> None:
        self._sentences_of = sentences_of

    def split_sentences(self, text: str) -> list[str]:
        """The sentences that the paragraph was put together from."""
        return list(self._sentences_of[text])


class Recorder:
    """Passes everything on to CTranslate2 and keeps the results, so that they can be compared sentence by sentence."""

    def __init__(self, translator: Any) -> None:  # noqa: ANN401 - ctranslate2 has no types
        self._translator = translator
        self.results: list[Any] = []

    def translate_batch(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - ctranslate2 has no types
        """`ctranslate2.Translator.translate_batch`, remembered."""
        results = self._translator.translate_batch(*arguments, **options)
        self.results.extend(results)
        return results


def main() -> None:
    """Translate the same text once for every line that comes in."""
    task = json.loads(sys.stdin.readline())
    paragraphs = {" ".join(sentences): sentences for sentences in task["paragraphs"]}
    text = "\n".join(paragraphs)
    cached = translate.get_translation_from_codes(task["from"], task["to"])
    translation = cached.underlying
    translation.sentencizer = GivenSentences(paragraphs)
    cached.translate(next(iter(paragraphs)))  # loads the model, as the first request to a server would
    recorder = translation.translator = Recorder(translation.translator)
    for _ in sys.stdin:
        cached.cache = {}
        recorder.results.clear()
        begin, busy = time.perf_counter(), time.process_time()
        translated = cached.translate(text)
        seconds, cpu = time.perf_counter() - begin, time.process_time() - busy
        decode = translation.pkg.tokenizer.decode
        sentences = [decode(result.hypotheses[0]).removeprefix(" ") for result in recorder.results]
        print(json.dumps({"seconds": seconds, "cpu": cpu, "sentences": sentences, "text": translated}), flush=True)


main()
