"""Articles into English: all their sentences in one go, the marks put back, a verdict on each sentence and article."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from worker.core import markup, sentences
from worker.core.capitals import proper_nouns
from worker.core.check import check_article
from worker.core.errors import VietwireError
from worker.core.glossary import Glossary
from worker.core.ladder import Request, translate_sentences
from worker.core.model import Block, Grade, Sentence, TranslatedBlock, TranslatedSentence, Translation
from worker.core.protect.find import Context
from worker.core.protect.names import full_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from worker.core.check import Policy
    from worker.core.ladder import Attempt
    from worker.core.markup import Document
    from worker.core.model import Article, BlockKind
    from worker.core.ports import Memory, Translator
    from worker.core.probe import Probed

_PLAIN_TEXT: frozenset[BlockKind] = frozenset({"title", "summary", "alt"})
"""Blocks that cannot carry markup, so that a doubt is told beside them only."""

_RUNNING_TEXT: frozenset[BlockKind] = frozenset({"summary", "paragraph", "list_item", "quote"})
"""Blocks in which a note in brackets may follow a sentence."""

_DOUBT = (("class", "doubt"),)


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that cannot be translated however often it is tried, and a sentence why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What an operator knows beside the sentences: the glossary, the house's style, what the package is like."""

    glossary: Glossary = field(default_factory=Glossary)
    day_first: bool = False
    """Write "9 January" rather than "January 9"."""
    probed: Probed | None = None
    """What was measured of the package in use (see `core.probe`): the tokens it copies, how sure it usually is."""


NOTHING = Knowledge()


@dataclass(frozen=True, slots=True)
class _Draft:
    """An article taken apart: title and summary as blocks, then the body's."""

    article: Article
    head: tuple[Block, ...]
    document: Document

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (*self.head, *self.document.blocks)


def translate_articles(
    articles: Sequence[Article],
    translator: Translator,
    memory: Memory,
    policy: Policy,
    knowledge: Knowledge = NOTHING,
) -> list[Translation | Failure]:
    """Each article's translation, in order; one that cannot be taken apart or put together fails alone.

    All sentences of all articles go to the engine in one call, those the memory knows excepted, and those that fail
    a check or a proof in one more for each kind of retry. `knowledge` says what must be right in English. Errors of
    the engine and of the memory are the caller's to handle: they concern all articles.
    """
    drafts = [_passed_through(article) or _draft(article) for article in articles]
    requests = [
        Request(number, sentence.text, bool(sentence.marks), context, takes_notes=block.kind in _RUNNING_TEXT)
        for number, draft in enumerate(drafts)
        if isinstance(draft, _Draft)
        for context in [_context(draft, knowledge)]
        for block in draft.blocks
        for sentence in block.sentences
    ]
    placeholders: tuple[str, ...] = ()
    if knowledge.probed is not None:
        placeholders, policy = knowledge.probed.placeholders, knowledge.probed.fitted(policy)
    attempts = translate_sentences(requests, translator, memory, policy, placeholders)
    return [
        _assembled(draft, {text: a for (n, text), a in attempts.items() if n == number}, translator.name, policy)
        if isinstance(draft, _Draft)
        else draft
        for number, draft in enumerate(drafts)
    ]


def _context(draft: _Draft, knowledge: Knowledge) -> Context:
    """What resolves this article's ambiguities: its date, the persons it names in full, and its proper nouns."""
    published = draft.article.published
    context = Context(
        glossary=knowledge.glossary,
        today=published.date() if published is not None else None,
        day_first=knowledge.day_first,
    )
    texts = [sentence.text for block in draft.blocks for sentence in block.sentences]
    names = [name for text in texts for name in full_names(text)]
    return replace(context, known_names=tuple(dict.fromkeys(names)), proper_nouns=proper_nouns(texts))


def _passed_through(article: Article) -> Translation | None:
    """An article that is in English already, as it is."""
    if article.language != "en":
        return None
    return Translation(
        title=article.title,
        summary=article.summary,
        html=article.html,
        bilingual_html=article.html,
        blocks=(),
        engine="",
    )


def _draft(article: Article) -> _Draft | Failure:
    try:
        document = markup.parse(article.html, base_url=article.url)
        head = [_text_block("title", article.title)]
        if article.summary.strip():
            head.append(_text_block("summary", article.summary))
    except (VietwireError, ValueError, LookupError) as error:
        return Failure(f"The article's HTML cannot be read: {error}")
    return _Draft(article=article, head=tuple(head), document=document)


def _text_block(kind: BlockKind, text: str) -> Block:
    text = " ".join(text.split())
    return Block(kind, tuple(Sentence(text[start:end]) for start, end in sentences.split(text)))


def _assembled(draft: _Draft, attempts: Mapping[str, Attempt], engine: str, policy: Policy) -> Translation | Failure:
    """The article put together again from its translated sentences."""
    try:
        blocks = tuple(_translated(block, attempts) for block in draft.blocks)
        body = blocks[len(draft.head) :]
        targets = [_target(block) for block in body]
        html = draft.document.render(targets)
        bilingual = markup.render_bilingual(
            draft.document, targets, source_language=draft.article.language, target_language="en"
        )
    except (VietwireError, ValueError, LookupError) as error:
        return Failure(f"The English cannot be put back into the article's HTML: {error}")
    head = {block.kind: " ".join(s.target.text for s in block.sentences) for block in blocks[: len(draft.head)]}
    return Translation(
        title=head["title"],
        summary=head.get("summary", ""),
        html=html,
        bilingual_html=bilingual,
        blocks=blocks,
        engine=engine,
        verdict=check_article(blocks, policy),
    )


def _translated(block: Block, attempts: Mapping[str, Attempt]) -> TranslatedBlock:
    done = []
    for source in block.sentences:
        attempt = attempts[source.text]
        target = markup.project(source, attempt.text, attempt.alignment)
        if target.text and attempt.verdict.grade is not Grade.SURE and block.kind not in _PLAIN_TEXT:
            target = markup.enclose(target, "span", _DOUBT)
        done.append(TranslatedSentence(source, target, attempt.score, attempt.verdict, attempt.step))
    return TranslatedBlock(block.kind, tuple(done))


def _target(block: TranslatedBlock) -> Block:
    return Block(block.kind, tuple(sentence.target for sentence in block.sentences))
