"""Builds the adapters and hands them to the services; the only place where they meet.

Each part is made when it is first asked for and imported no earlier: a translator never loads the fetcher's libraries,
and `vietwire --help` loads none.
"""

from __future__ import annotations

import os
import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from worker.core.errors import ModelError
from worker.settings import load_settings
from worker.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

    import sqlalchemy as sa

    from feeds.site import Site
    from worker.adapters.catalog import SqlCatalog
    from worker.adapters.http import Fetcher
    from worker.adapters.ledger import Ledger
    from worker.adapters.memory import TranslationMemory
    from worker.adapters.packages import Installed
    from worker.adapters.pictures import PictureMirror
    from worker.adapters.store import Store
    from worker.core.check import Policy
    from worker.core.ingest import Draft
    from worker.core.model import Source
    from worker.core.ports import LanguageDetector, Translator
    from worker.core.probe import Probed
    from worker.core.translate import Knowledge
    from worker.reloaded import Reloaded
    from worker.services.editing import EditingService
    from worker.services.glossary import GlossaryService
    from worker.services.intake import IntakeService
    from worker.services.publication import PublicationService
    from worker.services.translation import TranslationService
    from worker.services.upkeep import UpkeepService
    from worker.settings import Settings


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def _extract(page: bytes | str, url: str) -> Draft:
    """`fulltext.extract`, whose library is loaded for the first page only."""
    from worker.adapters.fulltext import extract

    return extract(page, url)


class Services:
    """Everything one process needs for these settings."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.worker = f"{socket.gethostname()}:{os.getpid()}"
        """Who claims articles: this process on this host."""

    # -- adapters ----------------------------------------------------------------------------------------------------

    @cached_property
    def database(self) -> sa.Engine:
        """The database, its tables brought up to date."""
        from worker.adapters.database import migrate, open_database

        engine = open_database(self.settings.database_url)
        migrate(engine)
        return engine

    @cached_property
    def store(self) -> Store:
        """Articles and their states."""
        from worker.adapters.store import Store

        return Store(self.database)

    @cached_property
    def ledger(self) -> Ledger:
        """Sources, refusals, heartbeats, counts."""
        from worker.adapters.ledger import Ledger

        return Ledger(self.database)

    @cached_property
    def memory(self) -> TranslationMemory:
        """The translation memory."""
        from worker.adapters.memory import TranslationMemory

        return TranslationMemory(self.database, now)

    @cached_property
    def catalog(self) -> SqlCatalog:
        """What is published."""
        from worker.adapters.catalog import SqlCatalog

        return SqlCatalog(self.database, self.site)

    @cached_property
    def package(self) -> Installed:
        """The model package in use; raises ModelError when none for the language pair is installed."""
        from worker.adapters.packages import Packages

        wanted = self.settings.translation
        packages = Packages(self.settings.models_dir, self.settings.models_catalogue, self.settings.base_dir)
        return packages.find(wanted.source_language, wanted.target_language, name=wanted.package)

    @cached_property
    def translator(self) -> Translator:
        """The offline engine; raises ModelError when no package for the language pair is installed."""
        from worker.adapters.argos import Engine

        wanted = self.settings.translation
        return Engine(
            self.package.path,
            inter_threads=wanted.inter_threads,
            intra_threads=wanted.intra_threads,
            batch_tokens=wanted.batch_tokens,
            compute_type=wanted.compute_type,
        )

    @cached_property
    def detector(self) -> LanguageDetector:
        """Language identification."""
        from worker.adapters.langid import Py3LangId

        return Py3LangId()

    @cached_property
    def fetcher(self) -> Fetcher:
        """Polite HTTP."""
        from worker.adapters.http import Fetcher

        return Fetcher(self.settings.fetch)

    @cached_property
    def picture_fetcher(self) -> Fetcher:
        """Polite HTTP for pictures."""
        from worker.adapters.http import Fetcher
        from worker.adapters.pictures import PictureManners

        return Fetcher(PictureManners.of(self.settings.fetch, self.site.mirror_max_bytes))

    @cached_property
    def mirror(self) -> PictureMirror:
        """Local copies of pictures."""
        from worker.adapters.pictures import PictureMirror

        public, database = self.settings.public_dir, self.database
        return PictureMirror(self.site, public, database, fetcher=lambda: self.picture_fetcher, clock=now)

    # -- values ------------------------------------------------------------------------------------------------------

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The sources of `config/sources.toml` by name."""
        from worker.sources_file import load_sources

        return {source.name: source for source in load_sources(self.settings.config_dir / "sources.toml")}

    @cached_property
    def policy(self) -> Policy:
        """Thresholds, decoding and the words of English."""
        from worker.adapters.english_words import EnglishWords
        from worker.core.check import Policy
        from worker.core.model import Decoding

        wanted = self.settings.translation
        decoding = Decoding(beam_size=wanted.beam_size, length_penalty=wanted.length_penalty)
        words = EnglishWords(self.settings.config_dir / "english-words.txt")
        rewrite = replace(Policy().rewrite, length_penalty=wanted.length_penalty)
        return Policy(decoding=decoding, rewrite=rewrite, english_words=words, **self.settings.check_values)

    @cached_property
    def knowledge(self) -> Reloaded[Knowledge]:
        """The glossary, the house's style, what the package copies; a changed glossary is taken up at work."""
        from worker.core.glossary import glossary_of
        from worker.core.translate import Knowledge
        from worker.glossary_file import load_terms
        from worker.reloaded import Reloaded

        day_first = self.settings.translation.day_first
        return Reloaded(
            self.glossary_file,
            lambda path: Knowledge(glossary=glossary_of(load_terms(path)), day_first=day_first, probed=self._probed()),
        )

    def _probed(self) -> Probed | None:
        """What was measured of the package in use; nothing without a package, which the translator complains of."""
        from worker.adapters.probe_file import read_probe

        try:
            return read_probe(self.package)
        except ModelError:
            return None

    @property
    def glossary_file(self) -> Path:
        """The table of terms."""
        return self.settings.config_dir / "glossary.vi-en.csv"

    @cached_property
    def site(self) -> Site:
        """The published side, saved searches included."""
        from feeds.site import Site
        from worker.searches_file import load_searches

        return Site(**self.settings.site_values, searches=load_searches(self.settings.config_dir / "feeds.toml"))

    @cached_property
    def categories(self) -> dict[str, str]:
        """English names of newspaper sections."""
        from worker.core.categories import category_table

        table = read_table(self.settings.config_dir / "categories.vi-en.csv", ("vietnamese", "english"))
        return category_table((row["vietnamese"], row["english"]) for row in table)

    # -- services ----------------------------------------------------------------------------------------------------

    @cached_property
    def intake(self) -> IntakeService:
        """Taking articles in."""
        from worker.services.intake import IntakeService

        return IntakeService(
            self.sources,
            self.store,
            self.ledger,
            fetcher=lambda: self.fetcher,
            extract=_extract,
            detector=self.detector,
            clock=now,
            base_dir=self.settings.base_dir,
        )

    @cached_property
    def translation(self) -> TranslationService:
        """Translating what waits."""
        from worker.services.translation import Limits, TranslationService

        wanted = self.settings.translation
        return TranslationService(
            self.store,
            self.memory,
            lambda: self.translator,
            self.policy,
            self.knowledge,
            worker=self.worker,
            clock=now,
            limits=Limits(timedelta(seconds=wanted.lease), wanted.articles_a_batch, wanted.attempts),
        )

    @cached_property
    def publication(self) -> PublicationService:
        """Publishing what is translated."""
        from feeds.pages import Pages
        from feeds.publish import Publisher
        from worker.services.publication import PublicationService

        copy_of = self.mirror.copy_of
        pages = Pages(self.site, self.catalog, copy_of=copy_of)
        return PublicationService(
            self.site,
            self.sources,
            self.categories,
            store=self.store,
            catalog=self.catalog,
            publisher=Publisher(self.site, self.catalog, self.settings.public_dir, pages, copy_of=copy_of),
            clock=now,
            mirror=self.mirror,
        )

    @cached_property
    def glossary(self) -> GlossaryService:
        """Following changes of the glossary."""
        from worker.adapters.applied_glossary import AppliedGlossary
        from worker.glossary_file import load_terms
        from worker.services.glossary import GlossaryService

        return GlossaryService(
            self.store, AppliedGlossary(self.database), lambda: load_terms(self.glossary_file), clock=now
        )

    @cached_property
    def editing(self) -> EditingService:
        """An editor's decisions."""
        from worker.services.editing import EditingService

        return EditingService(self.store, self.memory, self.policy, clock=now)

    @cached_property
    def upkeep(self) -> UpkeepService:
        """Sweeper and heartbeats."""
        from worker.services.upkeep import UpkeepService

        attempts = self.settings.translation.attempts
        return UpkeepService(self.store, self.ledger, worker=self.worker, clock=now, attempts=attempts)


class _Process:
    """What this process has built; a forked child forgets it and builds its own."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.settings: Settings | None = None
        self.services: Services | None = None


_process = _Process()


def settings() -> Settings:
    """The settings of this process, read once."""
    with _process.lock:
        if _process.settings is None:
            _process.settings = load_settings()
        return _process.settings


def use(chosen: Settings) -> Services:
    """Build this process's services for these settings instead of those in the configuration file."""
    with _process.lock:
        _process.settings = chosen
        _process.services = Services(chosen)
        return _process.services


def services() -> Services:
    """The services of this process."""
    with _process.lock:
        if _process.services is None:
            _process.services = Services(settings())
        return _process.services


def forget() -> None:
    """Drop what was built before a fork: neither connections nor models survive one; settings do."""
    _process.lock = threading.RLock()
    if _process.services is not None:
        if "database" in vars(_process.services):
            _process.services.database.dispose(close=False)
        _process.services = None
