"""The offline engine: an Argos Translate package on CTranslate2, many sentences at a time."""

from __future__ import annotations

import math
import os
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from worker.adapters.argos_package import open_package, read_dictionary
from worker.adapters.decoded import MAX_DECODING_LENGTH, Piece, best, joined
from worker.adapters.package_archive import read_metadata
from worker.core import choice, dictionary
from worker.core.errors import ModelError
from worker.core.model import Decoding, Hypothesis
from worker.core.sentences import split_clauses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LIKE_ARGOS = Decoding(patience=1.0, length_penalty=0.2, coverage_penalty=0.0, faithful=False)
"""How Argos Translate decodes."""

_AGAINST_LOOPS = 1.2
"""The repetition penalty for sentences that run in a loop: it ends nearly all loops and leaves figures as they are
(forbidden to say three tokens again, the engine writes 2,2020 for 2020)."""
_UNSURE = -0.5
"""The score under which a sentence is put to a package with a dictionary in other ways as well.

Other packages score on scales of their own, on which most sentences might lie under it.
"""
_SHORTEST = 16
"""Source tokens under which nothing is translated clause by clause."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What the first translation in a process opens."""

    process: int
    tokenizer: Any
    target_prefix: str
    translator: Any
    words: dictionary.Dictionary


@dataclass(slots=True)
class _Job:
    """A sentence on its way through the engine."""

    sentence: str
    aligned: bool
    pieces: list[Piece]
    found: list[Hypothesis] = field(default_factory=list)

    def take(self, found: list[Hypothesis]) -> None:
        """Keep these hypotheses if the first of them is better than the first so far."""
        if not self.found or choice.by_faults(self.sentence, [self.found[0], found[0]])[0] is not self.found[0]:
            self.found = found


class Engine:
    """Translates with one Argos package; safe to share between threads, and to create before a fork.

    Decoded `LIKE_ARGOS`, output equals `argostranslate.translate` for the same sentence, except where Argos would cut:
    a sentence of more than `max_tokens` source tokens, or whose translation reaches 256 tokens, is translated clause by
    clause. Decoded faithfully, the hypothesis with the fewest faults (`core.choice`) is the best, and a sentence that
    does not come out whole is decoded with a penalty on repetition, first as it is and then clause by clause. Where the
    package has a dictionary, words of it are translated beforehand: rare ones always, others where it turns out unsure
    of a sentence, which is then tried with a small initial letter too.

    `inter_threads` batches are decoded at once, each on `intra_threads` cores; 0 spreads over the physical cores.
    A batch holds at most `batch_tokens` source tokens, padding included, and `batch_sentences` sentences, which bounds
    the memory that the beams' vocabulary distributions take.
    """

    def __init__(
        self,
        package_path: Path | str,
        *,
        inter_threads: int = 0,
        intra_threads: int = 0,
        batch_tokens: int = 512,
        batch_sentences: int = 32,
        max_tokens: int = 200,
        compute_type: str = "auto",
    ) -> None:
        self._path = Path(package_path)
        self._metadata = read_metadata(self._path)
        cores = physical_cores()
        self._inter_threads = inter_threads or min(cores, 4)
        self._intra_threads = intra_threads or max(1, cores // self._inter_threads)
        self._batch_tokens = batch_tokens
        self._batch_sentences = batch_sentences
        self._max_tokens = max_tokens
        self._compute_type = compute_type
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None
        self._inherited: list[_Loaded] = []

    @property
    def name(self) -> str:
        """Package code and version, e.g. `translate-vi_en 1.9`."""
        return self._metadata.title

    @property
    def from_code(self) -> str:
        """ISO 639 code of the language translated from."""
        return self._metadata.from_code

    @property
    def to_code(self) -> str:
        """ISO 639 code of the language translated to."""
        return self._metadata.to_code

    def translate(
        self, sentences: Sequence[str], decoding: Decoding, *, align: Sequence[bool] | None = None
    ) -> list[Hypothesis]:
        """The best hypothesis for each sentence, in order; with word alignment where `align` says so."""
        return [found[0] for found in self._translate(sentences, decoding, count=1, align=align)]

    def alternatives(self, sentences: Sequence[str], decoding: Decoding, *, count: int) -> list[list[Hypothesis]]:
        """Up to `count` different hypotheses for each sentence, best first; the beam is at least `count` wide."""
        return self._translate(sentences, decoding, count=count, align=None)

    def _translate(
        self, sentences: Sequence[str], decoding: Decoding, *, count: int, align: Sequence[bool] | None
    ) -> list[list[Hypothesis]]:
        flags = align if align is not None else [False] * len(sentences)
        if not any(sentence.strip() for sentence in sentences):
            return [[Hypothesis(text="", score=0.0)] for _ in sentences]
        loaded = self._load()
        jobs = [
            _Job(sentence, flag, self._pieces(sentence, self._max_tokens, loaded))
            for sentence, flag in zip(sentences, flags, strict=True)
        ]
        self._decode_all(jobs, decoding, loaded, count=count)
        if decoding.faithful:
            self._put_otherwise(jobs, decoding, loaded, count=count)
            decoding = replace(decoding, repetition_penalty=max(_AGAINST_LOOPS, decoding.repetition_penalty))
            self._decode_all([job for job in jobs if _is_broken(job, decoding)], decoding, loaded, count=count)
        shorter = []
        for job in jobs:
            longest = max((len(piece.tokens) for piece in job.pieces), default=0)
            if longest > _SHORTEST and _is_broken(job, decoding):
                job.pieces = self._pieces(job.sentence, longest // 2, loaded)
                shorter.append(job)
        self._decode_all(shorter, decoding, loaded, count=count)
        return [job.found for job in jobs]

    def _put_otherwise(self, jobs: Sequence[_Job], decoding: Decoding, loaded: _Loaded, *, count: int) -> None:
        """Decode unsure sentences in two other ways; keep what the engine is surer of.

        With all that the dictionary knows in English; and with a small initial letter, because a model that has mostly
        read whole sentences takes the capital of a heading's first word for a name's.
        """
        tried: list[tuple[_Job, _Job]] = []
        for job in jobs:
            if loaded.words.english and job.found[0].score < _UNSURE:
                ways = (
                    self._pieces(job.sentence, self._max_tokens, loaded, lambda _word: True),
                    self._pieces(job.sentence[:1].lower() + job.sentence[1:], self._max_tokens, loaded),
                )
                tried += [(job, _Job(job.sentence, job.aligned, pieces)) for pieces in ways if pieces != job.pieces]
        self._decode_all([other for _, other in tried], decoding, loaded, count=count)
        for job, other in tried:
            one, two = job.found[0], other.found[0]
            if two.score > one.score and choice.by_faults(job.sentence, [two, one])[0] is two:
                job.pieces, job.found = other.pieces, other.found

    def _decode_all(self, jobs: Sequence[_Job], decoding: Decoding, loaded: _Loaded, *, count: int) -> None:
        """Give each job its sentence's hypotheses, put together from its pieces."""
        pieces = [piece for job in jobs for piece in job.pieces]
        align = [job.aligned for job in jobs for _ in job.pieces]
        decoded = iter(self._decode(pieces, decoding, loaded, count=count, align=align))
        for job in jobs:
            options = [next(decoded) for _ in job.pieces]
            found = [joined(job.pieces, chosen) for chosen in zip(*options, strict=False)]
            if decoding.faithful:
                found = [_with_initial_of(job.sentence, hypothesis) for hypothesis in found]
            job.take(found or [Hypothesis(text="", score=0.0)])

    def _decode(
        self, pieces: Sequence[Piece], decoding: Decoding, loaded: _Loaded, *, count: int, align: Sequence[bool]
    ) -> list[list[Hypothesis]]:
        """Up to `count` hypotheses a piece, best first; every batch is queued before the first result is awaited."""
        prefix = [loaded.target_prefix] if loaded.target_prefix else None

        def text_of(tokens: list[str]) -> str:
            return str(loaded.tokenizer.decode(tokens)).removeprefix(loaded.target_prefix).removeprefix(" ")

        beam = max(count, decoding.beam_size)
        choosing = beam > 1 and (decoding.faithful or decoding.coverage_penalty > 0)
        queued: list[tuple[int, Any]] = []
        for batch in self._batches(pieces):
            results = loaded.translator.translate_batch(
                [list(pieces[index].tokens) for index in batch],
                target_prefix=[prefix] * len(batch) if prefix else None,
                asynchronous=True,
                beam_size=beam,
                patience=decoding.patience,
                num_hypotheses=max(count, int(beam * decoding.patience)) if choosing else count,
                length_penalty=decoding.length_penalty,
                repetition_penalty=decoding.repetition_penalty,
                no_repeat_ngram_size=decoding.no_repeat_ngram_size,
                max_input_length=0,
                max_decoding_length=MAX_DECODING_LENGTH,
                return_scores=True,
                return_attention=choosing or any(align[index] for index in batch),
                replace_unknowns=True,
            )
            queued.extend(zip(batch, results, strict=True))
        found: list[list[Hypothesis]] = [[] for _ in pieces]
        for index, future in queued:
            try:
                result = future.result()
            except RuntimeError as error:
                raise ModelError(
                    f"CTranslate2 could not translate a text of {len(pieces[index].tokens)} tokens with the model at "
                    f"{self._path} ({error}): run `vietwire models verify`."
                ) from error
            found[index] = best(result, pieces[index], decoding, text_of, beam=beam, count=count, aligned=align[index])
        return found

    def _batches(self, pieces: Sequence[Piece]) -> Iterator[list[int]]:
        """Indexes of `pieces`, longest first so that no core is left alone with a long batch at the end."""
        batch: list[int] = []
        longest = 0
        for index in sorted(range(len(pieces)), key=lambda index: len(pieces[index].tokens), reverse=True):
            if batch and ((len(batch) + 1) * longest > self._batch_tokens or len(batch) == self._batch_sentences):
                yield batch
                batch = []
            if not batch:
                longest = len(pieces[index].tokens)
            batch.append(index)
        if batch:
            yield batch

    def _pieces(
        self, sentence: str, limit: int, loaded: _Loaded, chosen: Callable[[str], bool] | None = None
    ) -> list[Piece]:
        """The sentence as pieces of at most `limit` tokens: itself, or its clauses; `chosen` as the dictionary asks."""
        if not sentence.strip():
            return []

        def piece(text: str) -> Piece:
            annotated = loaded.words.annotate(text, chosen)
            return Piece(text, annotated, tuple(loaded.tokenizer.encode(annotated.text)))

        whole = piece(sentence)
        if len(whole.tokens) <= limit:
            return [whole] if whole.tokens else []
        pieces: list[Piece] = []
        for clause in split_clauses(sentence, lambda text: len(piece(text).tokens) <= limit):
            made = piece(clause.strip())
            if len(made.tokens) <= limit:
                pieces += [made] if made.tokens else []
                continue
            # Text without a single place to cut, such as an encoded file pasted into an article, is cut between tokens.
            pieces += [
                Piece("", dictionary.Annotated("", ()), made.tokens[start : start + limit])
                for start in range(0, len(made.tokens), limit)
            ]
        return pieces

    def _load(self) -> _Loaded:
        """The open model of this process; opened by the first thread that needs it."""
        with self._lock:
            if self._loaded is not None and self._loaded.process != os.getpid():
                # CTranslate2's threads do not survive a fork, and closing their pool would wait for them for ever.
                self._inherited.append(self._loaded)
                self._loaded = None
            if self._loaded is None:
                self._loaded = self._open()
            return self._loaded

    def _open(self) -> _Loaded:
        import ctranslate2  # noqa: PLC0415 - 60 MB that only a translating process should load

        package = open_package(self._path)
        try:
            # Both of Argos's tokenizers open their model at the first use, without a lock of their own.
            package.tokenizer.encode("a")
        except (OSError, RuntimeError, ValueError) as error:
            raise ModelError(
                f"The tokenizer of the package at {self._path} cannot be read ({error}); "
                "run `vietwire models verify`, and install the package again."
            ) from error
        try:
            translator = ctranslate2.Translator(
                str(self._path / "model"),
                device="cpu",
                compute_type=self._compute_type,
                inter_threads=self._inter_threads,
                intra_threads=self._intra_threads,
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                f"CTranslate2 cannot load the model at {self._path / 'model'} ({error}); "
                "run `vietwire models verify`, and install the package again."
            ) from error
        words = read_dictionary(self._path)
        return _Loaded(os.getpid(), package.tokenizer, package.target_prefix, translator, words)


def physical_cores() -> int:
    """How many cores this process may keep busy: hyper-threads count once, and a container's CPU quota counts."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    siblings = (Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list") for cpu in allowed)
    try:
        cores = len({path.read_text(encoding="ascii") for path in siblings})
    except OSError:
        cores = len(allowed)
    try:
        # https://docs.kernel.org/admin-guide/cgroup-v2.html#cpu-interface-files
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        cores = min(cores, math.ceil(int(quota) / int(period)))
    except (OSError, ValueError):
        pass
    return max(1, cores)


def _with_initial_of(sentence: str, hypothesis: Hypothesis) -> Hypothesis:
    """The hypothesis with a capital where the sentence begins with one."""
    text = hypothesis.text
    return replace(hypothesis, text=text[:1].upper() + text[1:]) if sentence[:1].isupper() else hypothesis


def _is_broken(job: _Job, decoding: Decoding) -> bool:
    """Whether a sentence is to be decoded otherwise; loops are for those to see who do not ask for fidelity."""
    if decoding.faithful:
        return not choice.is_whole(job.sentence, job.found[0])
    return not job.found[0].complete
