"""What the W3C validator and its like would say: grammar, and the rules that no grammar can express."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import feedparser
import pytest
from lxml import etree

from feeds.model import Publication
from feeds.publish import Publisher

if TYPE_CHECKING:
    from collections.abc import Callable

    from feeds.model import Entry
    from feeds.site import Site
    from worker.adapters.catalog import SqlCatalog

DATA = Path(__file__).parent.parent / "data" / "feeds"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def documents(
    site: Site, catalog: SqlCatalog, tmp_path: Path, make_entry: Callable[..., Entry]
) -> dict[str, etree._Element]:
    """Every XML feed of a site with all sorts of articles, an edit and a withdrawal, by path."""
    moment = make_entry(0).published
    sorts = [
        make_entry(1),
        make_entry(2, pictures=(), doubts=(), verdict="sure", author="", summary="", engine=""),
        make_entry(3, publication=Publication("push", "Pushed"), categories=(), original_url=""),
        make_entry(4, categories=("Thời sự", "C++", "<b>&</b>"), title="5 < 6 & “quotes” ]]>"),
        *(make_entry(number, updated=moment) for number in range(5, 13)),
    ]
    for entry in sorts:
        catalog.put(entry)
    catalog.put(make_entry(2, title="Edited"))
    catalog.withdraw("article-5", when=moment + timedelta(days=1), reason="Wrong & unkind.")
    out = tmp_path / "public"
    Publisher(site, catalog, out, durable=False).republish()
    found = {path.relative_to(out).as_posix(): path for path in out.rglob("feeds/**/*.xml") if not path.is_symlink()}
    return {name: etree.fromstring(path.read_bytes()) for name, path in found.items()}


def test_every_document_follows_the_grammar(documents: dict[str, etree._Element]) -> None:
    grammars = {name: etree.RelaxNG(etree.parse(DATA / f"{name}.rng")) for name in ("atom", "rss")}
    for path, root in documents.items():
        grammar = grammars["atom" if ".atom." in path else "rss"]
        assert grammar.validate(root), f"{path}: {grammar.error_log}"
    assert len([path for path in documents if "/archive/" in path]) > 50


def test_every_document_keeps_the_rules_beyond_the_grammar(documents: dict[str, etree._Element], site: Site) -> None:
    for path, root in documents.items():
        head = root if ".atom." in path else root[0]
        links = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in head.findall(f"{ATOM}link")]
        assert len(links) == len(set(links)), path
        [own] = [link.get("href") for link in head.findall(f"{ATOM}link") if link.get("rel") == "self"]
        assert own == site.base_url + path
        items = head.findall(f"{ATOM}entry") or head.findall("item")
        for unique in (f"{ATOM}id", f"{ATOM}updated", "guid"):
            values = [item.findtext(unique) for item in items if item.find(unique) is not None]
            assert len(values) == len(set(values)), f"{path}: {unique}"
        for item in items:
            alternates = [link for link in item.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
            assert len(alternates) == (1 if ".atom." in path else 0)


def test_feedparser_has_no_complaint(documents: dict[str, etree._Element]) -> None:
    for path, root in documents.items():
        assert not feedparser.parse(etree.tostring(root)).bozo, path
