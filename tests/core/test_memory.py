from __future__ import annotations

from worker.core.memory import EDITOR, correction, editor_key, memory_key, remembered
from worker.core.model import Decoding, Hypothesis


def test_the_key_differs_with_sentence_engine_and_decoding() -> None:
    keys = {
        memory_key("a", "m 1", Decoding().key),
        memory_key("b", "m 1", Decoding().key),
        memory_key("a", "m 2", Decoding().key),
        memory_key("a", "m 1", Decoding(beam_size=2).key),
        editor_key("a"),
    }
    assert len(keys) == 5


def test_what_is_remembered_is_found_under_the_sentence_s_key() -> None:
    line = remembered("câu", Hypothesis("sentence", -0.1), "m 1", Decoding())
    assert line.key == memory_key("câu", "m 1", Decoding().key)
    assert (line.source_text, line.hypothesis.text, line.engine) == ("câu", "sentence", "m 1")


def test_a_correction_is_found_whatever_the_engine() -> None:
    line = correction("câu", "A sentence")
    assert line.key == editor_key("câu")
    assert (line.engine, line.hypothesis.text) == (EDITOR, "A sentence")
