"""The values that flow through the pipeline: all frozen, all plain data, all safe to share between threads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003 the store resolves the annotations to (de)serialise these values
from enum import StrEnum
from typing import Literal


class State(StrEnum):
    """Where an article stands; every change of state is one database transaction."""

    RECEIVED = "received"
    TRANSLATING = "translating"
    TRANSLATED = "translated"
    PUBLISHED = "published"
    HELD = "held"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Source:
    """One place articles come from, as `config/sources.toml` describes it."""

    name: str
    """Slug, unique, part of addresses: lower-case letters, digits, hyphens."""
    title: str
    kind: Literal["feed", "file", "push"]
    url: str = ""
    """Feed address, or the path of a file (kind `file`); empty for `push`."""
    home_url: str = ""
    """The publisher's own front page, for credits."""
    language: str = "vi"
    categories: tuple[str, ...] = ()
    """English category names given to every article of this source."""
    poll_interval: int = 900
    """Seconds between two polls when the server asks for nothing else."""
    full_text: bool = False
    """Read the article's own page for the body instead of what the feed carries."""
    enabled: bool = True
    timezone: str = "Asia/Ho_Chi_Minh"
    """IANA name; what dates without a zone are taken to be in."""
    already_english: Literal["publish", "skip"] = "publish"
    """What to do with an article that is in English already."""
    allow_private: bool = False
    """Whether this source may be read from a private, loopback or link-local address."""
    copyright: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or other media file that goes with an article; the publisher's own address."""

    url: str
    mime_type: str = ""
    length: int | None = None
    """Bytes."""
    width: int | None = None
    height: int | None = None
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """An article as taken in: cleaned, NFC, absolute addresses, dates with a zone; not yet translated."""

    source: str
    guid: str
    """The publisher's own identifier; with `source` it identifies the article for ever."""
    title: str
    """Plain text."""
    html: str
    """Body as HTML (untrusted: sanitised last, by the feeds package)."""
    url: str = ""
    """Page of the original, absolute; empty when it has none."""
    summary: str = ""
    """The publisher's standfirst as plain text; empty when there is none."""
    author: str = ""
    published: datetime | None = None
    """With time zone; None when the publisher gave no usable date."""
    updated: datetime | None = None
    categories: tuple[str, ...] = ()
    """The publisher's own category names, in the source language."""
    pictures: tuple[Picture, ...] = ()
    """Pictures announced beside the body (enclosures, Media RSS, og:image)."""
    language: str = "vi"

    content_hash: str = ""
    """sha256 hex over everything a reader would notice changing; filled by `core.ingest`."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Inline markup over a stretch of a sentence: text[start:end] stands inside <tag attributes>."""

    start: int
    end: int
    """Character offsets into `Sentence.text`; start == end for what holds no text (img, br, an anchor)."""
    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    inner: str = ""
    """HTML kept as it is inside an element that holds no text of the sentence (a footnote's number)."""
    origin: int = 0
    """Number of the element in its document, 0 for a mark added later. An element over several sentences has a mark in
    each, with one origin; they are rendered as one element again."""
    parent: int = 0
    """Origin of the inline element around it, 0 if none; tells on which side of a tag an empty mark stands."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of plain text (NFC, no line breaks) and the marks over it, outer marks before inner ones."""

    text: str
    marks: tuple[Mark, ...] = ()


BlockKind = Literal["title", "summary", "heading", "paragraph", "list_item", "quote", "caption", "table_cell", "alt"]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of sentences that the layout keeps together."""

    kind: BlockKind
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One translation of one sentence, as an engine returned it."""

    text: str
    score: float
    """Mean log-probability a target token as the engine reports it; higher is surer."""
    alignment: tuple[tuple[int, int], ...] | None = None
    """Pairs (source word index, target word index), words split at white space; None if not asked for."""
    complete: bool = True
    """False when the engine stopped at its length limit before the end: the text is cut short, or runs in a loop."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """How an engine searches; part of the translation memory's key."""

    beam_size: int = 4
    patience: float = 1.25
    """So many times `beam_size` hypotheses are finished before the search ends (https://arxiv.org/abs/2204.05424)."""
    length_penalty: float = 0.8
    """The power of its length that a hypothesis's score is divided by; Argos Translate's 0.2 favours short ones."""
    coverage_penalty: float = 0.02
    """What leaving source tokens without attention costs, as a factor of the sum that
    https://arxiv.org/abs/1609.08144 (7) names; 0 costs nothing, and words are left out."""
    repetition_penalty: float = 1.0
    no_repeat_ngram_size: int = 0
    faithful: bool = True
    """Whether hypotheses with fewer faults (see `core.choice`) come before likelier ones, and a sentence of which none
    comes out whole is decoded otherwise."""

    @property
    def key(self) -> str:
        """Short text that differs whenever the output could."""
        return (
            f"b{self.beam_size}-p{self.patience:g}-l{self.length_penalty:g}-c{self.coverage_penalty:g}"
            f"-r{self.repetition_penalty:g}-n{self.no_repeat_ngram_size}-f{self.faithful:d}"
        )


@dataclass(frozen=True, slots=True)
class Remembered:
    """One line of the translation memory."""

    key: str
    """What `core.memory.memory_key` makes of the three fields that decide the translation."""
    source_text: str
    hypothesis: Hypothesis
    engine: str
    """The engine's name, or `core.memory.EDITOR` for a correction by a person."""
    decoding: str
    """`Decoding.key`; empty for a correction."""


class Grade(StrEnum):
    """How far a translation is to be trusted."""

    SURE = "sure"
    DOUBTFUL = "doubtful"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason not to trust a sentence."""

    check: str
    """The check's name: empty, length, repetition, vietnamese, copied, score, numbers ..."""
    grade: Grade
    detail: str
    """A sentence for the editor."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checks say: the worst grade of its findings, `sure` when there are none."""

    findings: tuple[Finding, ...] = ()

    @property
    def grade(self) -> Grade:
        """The worst of the findings' grades."""
        for grade in (Grade.HELD, Grade.DOUBTFUL):
            if any(finding.grade is grade for finding in self.findings):
                return grade
        return Grade.SURE


@dataclass(frozen=True, slots=True)
class TranslatedSentence:
    """A sentence, its English, and what the checks say of the pair."""

    source: Sentence
    target: Sentence
    score: float
    verdict: Verdict = field(default_factory=Verdict)
    step: str = "plain"
    """Which attempt gave this text: memory, plain, retry, kept (not translated) ..."""


@dataclass(frozen=True, slots=True)
class TranslatedBlock:
    """A block with every sentence translated."""

    kind: BlockKind
    sentences: tuple[TranslatedSentence, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """An article in English, beside what it was made from."""

    title: str
    summary: str
    html: str
    """English body with the structure of the original."""
    bilingual_html: str
    """Each English block above its original, with `lang` on both."""
    blocks: tuple[TranslatedBlock, ...]
    """Everything that was translated, title and summary included, in reading order."""
    engine: str
    """Package and version, e.g. `translate-vi_en 1.9`; empty when nothing had to be translated."""
    verdict: Verdict = field(default_factory=Verdict)
    """The article's: every sentence's findings that count for the whole, and its own."""
