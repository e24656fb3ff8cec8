from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import ctranslate2
import pytest

from worker.adapters.argos import LIKE_ARGOS, Engine, physical_cores
from worker.adapters.argos_package import DICTIONARY, open_package
from worker.adapters.decoded import MAX_DECODING_LENGTH
from worker.adapters.packages import Packages
from worker.core.choice import by_faults
from worker.core.errors import ModelError
from worker.core.model import Decoding
from worker.core.repetition import in_a_row

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
SENTENCES = (
    "Sáng 9/1, Tỉnh ủy Nghệ An tổ chức hội nghị tổng kết công tác năm 2025.",
    "Trời mưa to.",
    "Giá lúa tại Đồng bằng sông Cửu Long tăng 200 đồng mỗi kg so với tuần trước.",
    "Ông Nguyễn Văn Thông cho biết, dự án đường ven biển có tổng vốn đầu tư 1.250 tỷ đồng.",
    "Bộ Y tế khuyến cáo người dân tiêm vắc xin phòng bệnh sởi cho trẻ em.",
    "Đội bóng đã thắng 2-1 trong trận đấu tối qua.",
    "Ông Nguyễn Văn Thông gửi 🚀 ngày 9/1.",
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    packages = Packages(tmp_path_factory.mktemp("models"), ROOT / "config" / "models.toml", ROOT)
    path = packages.install("vi_en-vietwire").package.path
    # Argos Translate knows no dictionary, and most of these tests compare with what it makes of a sentence.
    (path / DICTIONARY).unlink(missing_ok=True)
    return path


@pytest.fixture(scope="module")
def engine(package: Path) -> Engine:
    return Engine(package)


def copy(package: Path, to: Path) -> Path:
    return Path(shutil.copytree(package, to / "package"))


def argos_says(package: Path, sentence: str, count: int = 1) -> list[tuple[str, float]]:
    """The core of `argostranslate.translate.apply_packaged_translation` 1.11, for one sentence."""
    opened = open_package(package)
    translator = ctranslate2.Translator(str(package / "model"), device="cpu", compute_type="auto")
    prefix = opened.target_prefix
    result = translator.translate_batch(
        [opened.tokenizer.encode(sentence)],
        target_prefix=[[prefix]] if prefix else None,
        replace_unknowns=True,
        max_batch_size=32,
        batch_type="tokens",
        beam_size=max(count, 4),
        num_hypotheses=count,
        length_penalty=0.2,
        return_scores=True,
    )[0]
    texts = [opened.tokenizer.decode(tokens) for tokens in result.hypotheses]
    texts = [text[len(prefix) :] if prefix and text.startswith(prefix) else text for text in texts]
    return [(text.removeprefix(" "), score) for text, score in zip(texts, result.scores, strict=True)]


def test_the_name_is_the_package_code_and_version(engine: Engine) -> None:
    assert (engine.name, engine.from_code, engine.to_code) == ("translate-vi_en 1.6", "vi", "en")


def test_every_sentence_comes_out_as_argos_would_translate_it(engine: Engine, package: Path) -> None:
    found = engine.translate(SENTENCES, LIKE_ARGOS)
    assert [hypothesis.text for hypothesis in found] == [argos_says(package, text)[0][0] for text in SENTENCES]
    assert all(hypothesis.complete and hypothesis.alignment is None for hypothesis in found)


def test_alternatives_are_the_ones_argos_would_offer_best_first(engine: Engine, package: Path) -> None:
    found = engine.alternatives(SENTENCES[:2], LIKE_ARGOS, count=5)
    for sentence, hypotheses in zip(SENTENCES[:2], found, strict=True):
        assert [hypothesis.text for hypothesis in hypotheses] == [text for text, _ in argos_says(package, sentence, 5)]
    assert found[1][0].score > found[1][-1].score


def test_order_and_batches_do_not_change_what_comes_out(package: Path, engine: Engine) -> None:
    small = Engine(package, inter_threads=1, intra_threads=1, batch_tokens=16, batch_sentences=2)
    backwards = small.translate(SENTENCES[::-1], Decoding())
    assert [h.text for h in backwards[::-1]] == [h.text for h in engine.translate(SENTENCES, Decoding())]


@pytest.mark.parametrize("decoding", [Decoding(), Decoding(beam_size=1), Decoding(beam_size=2, length_penalty=1.0)])
def test_the_score_is_the_mean_log_probability_of_a_token(package: Path, engine: Engine, decoding: Decoding) -> None:
    hypothesis = engine.translate([SENTENCES[2]], decoding)[0]
    tokenizer = open_package(package).tokenizer
    translator = ctranslate2.Translator(str(package / "model"))
    source, target = tokenizer.encode(SENTENCES[2]), tokenizer.encode(hypothesis.text)
    log_probs = translator.score_batch([source], [target])[0].log_probs
    assert hypothesis.score == pytest.approx(sum(log_probs) / len(log_probs), abs=0.02)


def test_decoding_options_reach_the_engine(engine: Engine) -> None:
    text = "Lúa, lúa, lúa, lúa, lúa, lúa, lúa, lúa, lúa và lúa."
    words = engine.translate([text], Decoding(no_repeat_ngram_size=1))[0].text.split()
    assert len(words) == len(set(words))


def test_nothing_to_translate_gives_nothing(engine: Engine) -> None:
    assert engine.translate([], Decoding()) == []
    assert [h.text for h in engine.translate(["", " \u00a0 "], Decoding())] == ["", ""]
    assert engine.translate(["", SENTENCES[1]], Decoding())[0].text == ""
    assert [[h.text for h in options] for options in engine.alternatives([""], Decoding(), count=3)] == [[""]]


def test_alignment_is_given_where_it_is_asked_for_and_points_at_words(engine: Engine) -> None:
    asked = [True, False] + [True] * (len(SENTENCES) - 2)
    found = engine.translate(SENTENCES, Decoding(), align=asked)
    assert found[1].alignment is None
    for sentence, hypothesis, flag in zip(SENTENCES, found, asked, strict=True):
        if flag:
            assert hypothesis.alignment is not None
            assert [target for _, target in hypothesis.alignment] == list(range(len(hypothesis.text.split())))
            assert {source for source, _ in hypothesis.alignment} <= set(range(len(sentence.split())))


def test_alignment_finds_the_words_a_model_copies(engine: Engine) -> None:
    sentence = "Dự án có tổng vốn 1.250 USD và kết thúc vào năm 2027 ở Berlin."
    hypothesis = engine.translate([sentence], Decoding(), align=[True])[0]
    source, target = sentence.split(), hypothesis.text.split()
    assert hypothesis.alignment is not None
    pairs = {(source[left].strip("."), target[right].strip(".,")) for left, right in hypothesis.alignment}
    assert ("2027", "2027") in pairs
    assert ("Berlin", "Berlin") in pairs


def with_dictionary(package: Path, to: Path, lines: str) -> Path:
    made = copy(package, to)
    (made / DICTIONARY).write_text(lines, encoding="utf-8")
    return made


def test_words_of_the_packages_dictionary_reach_the_model_in_english(
    package: Path, engine: Engine, tmp_path: Path
) -> None:
    knowing = Engine(with_dictionary(package, tmp_path, "trẻ em\tHadrian\n"))
    said = engine.translate(["Bộ Y tế tiêm vắc xin cho Hadrian.", "Trời mưa to."], Decoding())
    found = knowing.translate(["Bộ Y tế tiêm vắc xin cho trẻ em.", "Trời mưa to."], Decoding())
    assert "Hadrian" in found[0].text
    assert found == said


def test_words_that_wait_reach_the_model_in_english_where_it_is_surer_with_them(
    package: Path, engine: Engine, tmp_path: Path
) -> None:
    unsure, sure = "Kéo co, đẩy gậy, cờ người.", "Trời mưa to."
    waiting = ("kéo co\ttug-of-war", "đẩy gậy\tstick pushing", "mưa to\tHadrian")
    knowing = Engine(with_dictionary(package, tmp_path, "".join(f"{line}\tif unsure\n" for line in waiting)))
    before, found = engine.translate([unsure, sure], Decoding()), knowing.translate([unsure, sure], Decoding())
    assert "ug-of-war" in found[0].text
    assert found[0].score > before[0].score
    assert found[1] == before[1]


def test_a_heading_is_tried_with_a_small_initial_too_and_keeps_its_capital(
    package: Path, engine: Engine, tmp_path: Path
) -> None:
    knowing = Engine(with_dictionary(package, tmp_path, "trẻ em\tHadrian\n"))
    before, found = (one.translate(["Ven biển"], Decoding(), align=[True])[0] for one in (engine, knowing))
    small = engine.translate(["ven biển"], Decoding())[0]
    assert before.score < small.score == found.score
    assert found.text == small.text.capitalize()
    assert found.alignment is not None


def test_alignment_counts_the_words_of_the_sentence_itself(package: Path, tmp_path: Path) -> None:
    knowing = Engine(with_dictionary(package, tmp_path, "trẻ em\tHadrian\n"))
    sentence = "Bộ Y tế tiêm vắc xin cho trẻ em ở Hanoi."
    found = knowing.translate([sentence], Decoding(), align=[True])[0]
    assert found.alignment is not None
    english = found.text.split()
    assert found.alignment[english.index("Hadrian")][0] == sentence.split().index("trẻ")
    assert found.alignment[english.index("Hanoi.")][0] == sentence.split().index("Hanoi.")


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (b"tr\xe1\xba\xbb em\tchildren\nem\n", "line 2 is not a word of 2 to 4 syllables"),
        (b"\xff", "can't decode byte"),
        (b"a" * 10_000_001, "more than 10,000,000 bytes"),
    ],
)
def test_a_damaged_dictionary_is_a_sentence(package: Path, tmp_path: Path, lines: bytes, sentence: str) -> None:
    broken = with_dictionary(package, tmp_path, "")
    (broken / DICTIONARY).write_bytes(lines)
    with pytest.raises(ModelError, match=rf"dictionary.tsv cannot be used \(.*{sentence}.*\); run `vietwire models"):
        Engine(broken).translate(SENTENCES, Decoding())


def test_a_sentence_that_is_too_long_is_translated_to_its_end(package: Path) -> None:
    engine = Engine(package, max_tokens=24)
    clauses = [sentence.rstrip(".") for sentence in (SENTENCES[1], SENTENCES[5], SENTENCES[4])]
    long = ", ".join(clauses) + ", năm 2027."
    found = engine.translate([long, SENTENCES[1]], Decoding(), align=[True, False])
    assert found[0].complete
    assert "2027" in found[0].text
    assert found[0].alignment is not None
    assert max(source for source, _ in found[0].alignment) == len(long.split()) - 1
    alone = engine.translate([SENTENCES[1]], Decoding())[0]
    assert found[1].text == alone.text
    assert found[1].score == pytest.approx(alone.score)


def test_text_beyond_every_limit_of_the_model_is_not_cut_short(engine: Engine) -> None:
    many = "; ".join(text.rstrip(".") for text in SENTENCES[:6] * 12) + "."
    hypothesis = engine.translate([many], Decoding(), align=[True])[0]
    words = len(many.split())
    assert hypothesis.alignment is not None
    touched = {source for source, _ in hypothesis.alignment}
    assert max(touched) < words
    for end in range(words, 0, -100):
        assert touched & set(range(end - 100, end))


def test_text_without_a_place_to_cut_is_still_taken(engine: Engine) -> None:
    hypothesis = engine.translate(["QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=" * 60], Decoding(beam_size=1), align=[True])[0]
    assert hypothesis.text
    assert hypothesis.alignment is None


LOOPING = Decoding(beam_size=1, repetition_penalty=0.02, faithful=False)


def test_a_sentence_that_runs_in_a_loop_is_decoded_otherwise(engine: Engine) -> None:
    loop = engine.translate([SENTENCES[4]], LOOPING)[0].text
    found = engine.translate([SENTENCES[4]], replace(LOOPING, faithful=True))[0]
    assert in_a_row(SENTENCES[4], loop)
    assert found.complete
    assert not in_a_row(SENTENCES[4], found.text)


def test_the_hypothesis_with_the_fewest_faults_comes_first(engine: Engine) -> None:
    for sentence, found in zip(SENTENCES, engine.alternatives(SENTENCES, Decoding(), count=6), strict=True):
        assert len(found) == len({hypothesis.text for hypothesis in found})
        assert found == by_faults(sentence, found)


def test_a_translation_that_runs_into_the_limit_says_so(engine: Engine) -> None:
    found = engine.translate([SENTENCES[4]], LOOPING)[0]
    assert not found.complete
    assert len(found.text.split()) <= MAX_DECODING_LENGTH


def test_a_sentence_whose_translation_is_cut_is_tried_again_by_clauses(package: Path, engine: Engine) -> None:
    sentence = "Dự họp có UBND xã, UBND xã, UBND xã, UBND xã, UBND xã và UBND xã; " * 4 + "họp đến ngày 9/1."
    tokenizer = open_package(package).tokenizer
    bare = ctranslate2.Translator(str(package / "model"))
    whole = bare.translate_batch([tokenizer.encode(sentence)], beam_size=1)[0].hypotheses[0]
    found = engine.translate([sentence], replace(LOOPING, repetition_penalty=1.0))[0]
    assert len(whole) == MAX_DECODING_LENGTH
    assert found.complete
    assert "January 9" in found.text


def test_many_threads_get_the_same_as_one(package: Path, engine: Engine) -> None:
    fresh = Engine(package)
    results: list[list[str]] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        results.append([hypothesis.text for hypothesis in fresh.translate(SENTENCES, Decoding())])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [[hypothesis.text for hypothesis in engine.translate(SENTENCES, Decoding())]] * 4


def run(script: str, *arguments: str, **environment: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-W", "error", "-c", script, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_engine_made_and_used_before_a_fork_translates_in_the_child(package: Path) -> None:
    script = (
        "import os, sys, warnings\n"
        "from worker.adapters.argos import Engine\n"
        "from worker.core.model import Decoding\n"
        "engine = Engine(sys.argv[1])\n"
        "before = engine.translate(['Trời mưa to.'], Decoding())\n"
        "warnings.simplefilter('ignore', DeprecationWarning)\n"  # Python 3.12 warns of forks beside threads
        "child = os.fork()\n"
        "if not child:\n"
        "    os._exit(0 if engine.translate(['Trời mưa to.'], Decoding()) == before else 3)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    assert run(script, str(package)) == "0\n"


def test_nothing_is_loaded_until_the_first_sentence_and_nothing_is_written_outside(
    package: Path, tmp_path: Path
) -> None:
    script = (
        "import os, sys\n"
        "from worker.adapters.argos import Engine\n"
        "from worker.core.model import Decoding\n"
        "engine = Engine(sys.argv[1])\n"
        "engine.name\n"
        "assert not {'ctranslate2', 'sentencepiece', 'argostranslate'} & set(sys.modules)\n"
        "before = dict(os.environ)\n"
        "assert engine.translate(['Trời mưa to.'], Decoding())[0].text\n"
        "assert not {'stanza', 'torch', 'spacy'} & set(sys.modules)\n"
        "print({name for name in set(before) ^ set(os.environ)})\n"
    )
    home, scratch = tmp_path / "home", tmp_path / "scratch"
    home.mkdir()
    scratch.mkdir()
    assert run(script, str(package), HOME=str(home), TMPDIR=str(scratch)) == "{'KMP_DUPLICATE_LIB_OK'}\n"
    assert list(home.iterdir()) == []
    assert list(scratch.iterdir()) == []


def test_a_failure_inside_the_engine_is_a_sentence(package: Path) -> None:
    beyond = "Trời mưa to. " * 200
    with pytest.raises(ModelError, match=r"CTranslate2 could not translate a text of \d+ tokens .*position"):
        Engine(package, max_tokens=2000).translate([beyond], Decoding(beam_size=1))


def test_a_missing_package_is_a_sentence_that_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"There is no model package at .*nowhere: run `vietwire models list`"):
        Engine(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("model/model.bin", "CTranslate2 cannot load the model"),
        ("sentencepiece.model", "The tokenizer of the package"),
    ],
)
def test_a_damaged_file_is_a_sentence(package: Path, tmp_path: Path, damage: str, sentence: str) -> None:
    broken = copy(package, tmp_path)
    (broken / damage).write_bytes(bytes(range(256)) * 8)
    with pytest.raises(ModelError, match=sentence):
        Engine(broken).translate(["Trời mưa to."], Decoding())


def test_a_package_without_a_tokenizer_is_a_sentence(package: Path, tmp_path: Path) -> None:
    broken = copy(package, tmp_path)
    (broken / "sentencepiece.model").unlink()
    with pytest.raises(ModelError, match=r"neither sentencepiece\.model nor bpe\.model"):
        Engine(broken).translate(["Trời mưa to."], Decoding())


@pytest.mark.parametrize(
    ("metadata", "sentence"),
    [
        ("{", "is not JSON"),
        ("[]", "is not a JSON object"),
        ('{"type": "sbd", "from_code": "vi"}', "of type 'sbd'"),
        ('{"from_code": "vi", "to_code": "../en", "package_version": "1"}', "no usable to_code"),
        ('{"from_code": "vi", "to_code": "en", "package_version": 1.0}', "no usable package_version"),
        ('{"from_code": "vi", "to_code": "en", "package_version": "1", "target_prefix": 5}', "target_prefix"),
        (" " * 1_000_001, "larger than"),
    ],
)
def test_bad_metadata_is_a_sentence(tmp_path: Path, metadata: str, sentence: str) -> None:
    (tmp_path / "metadata.json").write_text(metadata, encoding="utf-8")
    with pytest.raises(ModelError, match=sentence):
        Engine(tmp_path)


def test_a_target_prefix_steers_the_model_and_is_not_in_the_text(package: Path, tmp_path: Path) -> None:
    prefixed = copy(package, tmp_path)
    metadata = json.loads((prefixed / "metadata.json").read_text(encoding="utf-8"))
    (prefixed / "metadata.json").write_text(json.dumps(metadata | {"target_prefix": "▁Today"}), encoding="utf-8")
    found = Engine(prefixed).translate([SENTENCES[1]], LIKE_ARGOS)[0]
    assert found.text == argos_says(prefixed, SENTENCES[1])[0][0]
    assert found != Engine(package).translate([SENTENCES[1]], LIKE_ARGOS)[0]


def test_a_bpe_package_is_translated_as_argos_would(package: Path, tmp_path: Path) -> None:
    bpe = copy(package, tmp_path)
    (bpe / "sentencepiece.model").unlink()
    merges = ["T r", "Tr ờ", "Trờ i</w>", "m ư", "mư a</w>", "t o</w>"]
    (bpe / "bpe.model").write_text("#version: 0.2\n" + "\n".join(merges) + "\n", encoding="utf-8")
    engine = Engine(bpe)
    sentence = 'Trời "mưa" to.'
    found = engine.translate([sentence], LIKE_ARGOS, align=[True])[0]
    assert open_package(bpe).tokenizer.encode(sentence)[0] == "Trời"
    assert found.text == argos_says(bpe, sentence)[0][0]


def test_the_cores_are_counted_within_what_this_process_may_use() -> None:
    assert 1 <= physical_cores() <= (os.cpu_count() or 1)


def test_batches_keep_within_their_limits_and_leave_nothing_out(package: Path) -> None:
    engine = Engine(package, batch_tokens=40, batch_sentences=3)
    asked = list(itertools.chain.from_iterable([SENTENCES] * 3))
    assert len(engine.translate(asked, Decoding(beam_size=1))) == len(asked)


def test_alignment_does_not_depend_on_the_other_sentences_of_a_batch(engine: Engine) -> None:
    together = engine.translate(SENTENCES, Decoding(), align=[True] * len(SENTENCES))
    alone = [engine.translate([sentence], Decoding(), align=[True])[0] for sentence in SENTENCES]
    assert [found.alignment for found in together] == [found.alignment for found in alone]
