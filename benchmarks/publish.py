"""What publishing costs: one new article into a small and into a large archive, and everything anew.

    python -m benchmarks.publish                       1,000 against 100,000 articles, 30 feeds an article
    python -m benchmarks.publish --large 10000         quicker
    python -m benchmarks.publish --pages               with the HTML pages

Prints the CPU time of one publication (catalogue and files) for both archives, their ratio, and the peak memory of
republishing the large one; exits with 1 if a bar is missed. The archives are made in a temporary folder, which takes
about 60 kB an article.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import Progress

from feeds.model import Entry, Picture, Publication
from feeds.pages import Pages
from feeds.publish import Publisher
from feeds.site import Edition, SavedSearch, Site
from worker.adapters.catalog import SqlCatalog
from worker.adapters.database import open_database
from worker.adapters.schema import metadata

if TYPE_CHECKING:
    import sqlalchemy as sa

WORDS = ["province", "committee", "flood", "rice", "price", "road", "school", "team", "river", "resident", "budget"]
SOURCES = [Publication(f"paper-{number}", f"Paper {number}", f"https://paper-{number}.example/") for number in range(4)]
SECTIONS = ["Politics", "Economy", "Society", "Culture", "Sport"]
SITE = Site(
    "https://news.example/",
    editions=(Edition.FULL, Edition.TITLES),
    searches=(SavedSearch("committee", "Committee", words=("committee",)),),
)
FEEDS = 30
MOST_TIMES = 1.2
MOST_MS = 50
MOST_MB = 300
COMMIT_EVERY = 500


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--small", type=int, default=1_000)
    options.add_argument("--large", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=50, help="publications measured in each archive")
    options.add_argument("--folder", type=Path, help="where the archives are made (a temporary folder)")
    options.add_argument("--pages", action="store_true", help="write the HTML pages too")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder, Progress() as progress:
        small = Archive(Path(folder) / "small", chosen.small, progress, pages=chosen.pages)
        large = Archive(Path(folder) / "large", chosen.large, progress, pages=chosen.pages)
        costs: dict[str, list[float]] = {"small": [], "large": []}
        for archive in (small, large):  # the first publication of a process loads what it keeps
            archive.publish_one()
        for _ in range(chosen.rounds):  # in turn, so that both see the same machine
            costs["small"].append(small.publish_one())
            costs["large"].append(large.publish_one())
    means = {name: 1000 * statistics.fmean(values) for name, values in costs.items()}
    ratio = means["large"] / means["small"]
    print(f"one article, {FEEDS} feeds{' and pages' if chosen.pages else ''}, CPU ms (mean of {chosen.rounds}):")
    for name, count in (("small", chosen.small), ("large", chosen.large)):
        print(f"  into {count:>7,}: {means[name]:6.1f}   median {1000 * statistics.median(costs[name]):6.1f}")
    print(f"  ratio: {ratio:.2f} (at most {MOST_TIMES}), CPU at most {MOST_MS} ms for the feeds")
    print(f"republish of {chosen.large:,}: {large.seconds:.0f} s CPU, peak {large.peak_mb:.0f} MB (under {MOST_MB})")
    missed = ratio > MOST_TIMES or large.peak_mb >= MOST_MB or (not chosen.pages and means["large"] >= MOST_MS)
    sys.exit(1 if missed else 0)


class Archive:
    """A catalogue and its public folder with a number of made-up articles."""

    def __init__(self, folder: Path, count: int, progress: Progress, *, pages: bool) -> None:
        folder.mkdir(parents=True)
        self._engine = open_database(f"sqlite:///{folder / 'catalogue.sqlite3'}")
        metadata.create_all(self._engine)
        self._catalog = SqlCatalog(self._engine, SITE)
        made = Pages(SITE, self._catalog) if pages else None
        self._publisher = Publisher(SITE, self._catalog, folder / "public", made)
        self._count = 0
        filling = progress.add_task(f"making {count:,} articles", total=count)
        while self._count < count:
            with self._engine.begin() as connection:
                self._fill(connection, min(COMMIT_EVERY, count - self._count))
            progress.update(filling, completed=self._count)
        writing = progress.add_task("republishing")
        started = time.process_time()
        self._publisher.republish(lambda done, total: progress.update(writing, completed=done, total=total))
        self.seconds = time.process_time() - started
        self.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    def publish_one(self) -> float:
        """CPU seconds from a translated article to its feeds."""
        entry = self._next()
        started = time.process_time()
        self._catalog.put(entry)
        published = self._publisher.publish([entry.uid])
        spent = time.process_time() - started
        assert len(published.feeds) == FEEDS, (
            f"{len(published.feeds)} feeds changed at {self._count}: {published.everything}"
        )
        return spent

    def _fill(self, connection: sa.Connection, count: int) -> None:
        catalog = SqlCatalog(connection, SITE)
        for _ in range(count):
            catalog.put(self._next())

    def _next(self) -> Entry:
        self._count += 1
        chance = random.Random(self._count)  # noqa: S311 - articles, not secrets
        moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=5 * self._count)
        sentences = [f"{' '.join(chance.choices(WORDS, k=12)).capitalize()}." for _ in range(12)]
        body = "".join(f"<p>{' '.join(sentences[start : start + 3])}</p>" for start in range(0, 12, 3))
        return Entry(
            uid=f"article-{self._count}",
            title=" ".join(chance.choices(WORDS, k=8)).capitalize(),
            summary=sentences[0] + " The committee said so.",
            html=body,
            bilingual_html=body,
            original_title="Tiêu đề của bài báo",
            original_html=body,
            publication=SOURCES[self._count % len(SOURCES)],
            published=moment,
            updated=moment,
            original_url=f"https://paper.example/{self._count}.html",
            author="Nguyen Van An",
            categories=(SECTIONS[self._count % len(SECTIONS)],),
            pictures=(Picture(f"https://paper.example/{self._count}.jpg", "image/jpeg", 123_456, 1200, 800),),
            engine="translate-vi_en 1.9",
        )


if __name__ == "__main__":
    main()
