"""The offline engine: an Argos Translate package on CTranslate2, many sentences at a time."""

from __future__ import annotations

import math
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from worker.adapters.argos_package import open_package, read_dictionary
from worker.adapters.package_archive import read_metadata
from worker.adapters.word_alignment import align_words
from worker.core import dictionary
from worker.core.errors import ModelError
from worker.core.model import Decoding, Hypothesis
from worker.core.sentences import split_clauses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_DECODING_LENGTH = 256
"""Target tokens; CTranslate2's default, which Argos leaves as it is."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What the first translation in a process opens."""

    process: int
    tokenizer: Any
    target_prefix: str
    translator: Any
    words: dictionary.Dictionary


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one decoder call is asked for: a whole sentence, or a clause of one that is too long."""

    text: str
    annotated: dictionary.Annotated
    """What the tokens are of."""
    tokens: tuple[str, ...]


class Engine:
    """Translates with one Argos package; safe to share between threads, and to create before a fork.

    Output equals `argostranslate.translate` for the same sentence, except where Argos would cut: a sentence of more
    than `max_tokens` source tokens, or whose translation reaches 256 tokens, is translated clause by clause. Where the
    package has a dictionary, words of it are translated beforehand.

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
        wanted = list(align) if align is not None else [False] * len(sentences)
        if not any(sentence.strip() for sentence in sentences):
            return [[Hypothesis(text="", score=0.0)] for _ in sentences]
        loaded = self._load()
        pieces = [self._pieces(sentence, self._max_tokens, loaded) for sentence in sentences]
        found = self._decode_all(pieces, decoding, loaded, count=count, align=wanted)
        retry = [
            index
            for index, (hypotheses, parts) in enumerate(zip(found, pieces, strict=True))
            if not hypotheses[0].complete and max(len(part.tokens) for part in parts) > self._max_tokens // 2
        ]
        if retry:
            shorter = [self._pieces(sentences[index], self._max_tokens // 2, loaded) for index in retry]
            again = self._decode_all(shorter, decoding, loaded, count=count, align=[wanted[index] for index in retry])
            for index, hypotheses in zip(retry, again, strict=True):
                found[index] = hypotheses
        return found

    def _decode_all(
        self,
        pieces: Sequence[Sequence[_Piece]],
        decoding: Decoding,
        loaded: _Loaded,
        *,
        count: int,
        align: Sequence[bool],
    ) -> list[list[Hypothesis]]:
        """One list of hypotheses a sentence, put together from its pieces."""
        flat = [piece for parts in pieces for piece in parts]
        flags = [flag for parts, flag in zip(pieces, align, strict=True) for _ in parts]
        decoded = iter(self._decode(flat, decoding, loaded, count=count, align=flags))
        found: list[list[Hypothesis]] = []
        for parts in pieces:
            options = [next(decoded) for _ in parts]
            if not options:
                found.append([Hypothesis(text="", score=0.0)])
            else:
                found.append([_join(parts, chosen) for chosen in zip(*options, strict=False)])
        return found

    def _decode(
        self, pieces: Sequence[_Piece], decoding: Decoding, loaded: _Loaded, *, count: int, align: Sequence[bool]
    ) -> list[list[Hypothesis]]:
        """One list of hypotheses a piece; every batch is queued before the first result is awaited."""
        prefix = [loaded.target_prefix] if loaded.target_prefix else None
        queued: list[tuple[int, Any]] = []
        for batch in self._batches(pieces):
            results = loaded.translator.translate_batch(
                [list(pieces[index].tokens) for index in batch],
                target_prefix=[prefix] * len(batch) if prefix else None,
                asynchronous=True,
                beam_size=max(count, decoding.beam_size),
                num_hypotheses=count,
                length_penalty=decoding.length_penalty,
                repetition_penalty=decoding.repetition_penalty,
                no_repeat_ngram_size=decoding.no_repeat_ngram_size,
                max_input_length=0,
                max_decoding_length=MAX_DECODING_LENGTH,
                return_scores=True,
                return_attention=any(align[index] for index in batch),
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
            attention = result.attention if align[index] else [None] * len(result.hypotheses)
            found[index] = [
                _hypothesis(pieces[index], tokens, score, weights, decoding, loaded)
                for tokens, score, weights in zip(result.hypotheses, result.scores, attention, strict=True)
            ]
        return found

    def _batches(self, pieces: Sequence[_Piece]) -> Iterator[list[int]]:
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

    def _pieces(self, sentence: str, limit: int, loaded: _Loaded) -> list[_Piece]:
        """The sentence as pieces of at most `limit` tokens: itself, or its clauses."""
        if not sentence.strip():
            return []

        def piece(text: str) -> _Piece:
            annotated = loaded.words.annotate(text)
            return _Piece(text, annotated, tuple(loaded.tokenizer.encode(annotated.text)))

        whole = piece(sentence)
        if len(whole.tokens) <= limit:
            return [whole] if whole.tokens else []
        pieces: list[_Piece] = []
        for clause in split_clauses(sentence, lambda text: len(piece(text).tokens) <= limit):
            made = piece(clause.strip())
            if len(made.tokens) <= limit:
                pieces += [made] if made.tokens else []
                continue
            # Text without a single place to cut, such as an encoded file pasted into an article, is cut between tokens.
            pieces += [
                _Piece("", dictionary.Annotated("", ()), made.tokens[start : start + limit])
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


def _hypothesis(
    piece: _Piece,
    tokens: list[str],
    score: float,
    attention: list[list[float]] | None,
    decoding: Decoding,
    loaded: _Loaded,
) -> Hypothesis:
    """A decoder result as text, the way Argos makes text of it."""
    text = loaded.tokenizer.decode(tokens)
    if loaded.target_prefix and text.startswith(loaded.target_prefix):
        text = text[len(loaded.target_prefix) :]
    text = text.removeprefix(" ")
    complete = len(tokens) < MAX_DECODING_LENGTH
    # CTranslate2 divides the sum by length ** penalty, where the length counts the end of sentence.
    length = len(tokens) + complete
    return Hypothesis(
        text=text,
        score=score * length ** (decoding.length_penalty - 1),
        alignment=_alignment(piece, text, tokens, attention) if attention is not None else None,
        complete=complete,
    )


def _alignment(
    piece: _Piece, text: str, tokens: list[str], attention: list[list[float]]
) -> tuple[tuple[int, int], ...] | None:
    """Pairs of a word of the piece's own text and a word of the translation."""
    pairs = align_words(piece.annotated.text, piece.tokens, text, tokens, attention)
    return pairs and tuple((piece.annotated.origins[source], target) for source, target in pairs)


def _join(pieces: Sequence[_Piece], hypotheses: Sequence[Hypothesis]) -> Hypothesis:
    """The hypotheses of a sentence's clauses as one: text joined by spaces, score averaged over source tokens."""
    if len(hypotheses) == 1:
        return hypotheses[0]
    pairs: list[tuple[int, int]] = []
    aligned = True
    source_words = target_words = 0
    for piece, hypothesis in zip(pieces, hypotheses, strict=True):
        if hypothesis.alignment is None:
            aligned = False
            break
        pairs.extend((source + source_words, target + target_words) for source, target in hypothesis.alignment)
        source_words += len(piece.text.split())
        target_words += len(hypothesis.text.split())
    weights = [len(piece.tokens) for piece in pieces]
    return Hypothesis(
        text=" ".join(hypothesis.text.strip() for hypothesis in hypotheses),
        score=sum(h.score * weight for h, weight in zip(hypotheses, weights, strict=True)) / sum(weights),
        alignment=tuple(pairs) if aligned else None,
        complete=all(hypothesis.complete for hypothesis in hypotheses),
    )
