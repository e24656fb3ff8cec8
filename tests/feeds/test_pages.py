"""The HTML pages: everything reachable, every budget kept, nothing active, whatever the articles say."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from pydantic import TypeAdapter
from starlette.testclient import TestClient

from feeds import addresses, search
from feeds.model import Doubt, Entry, Picture, Withdrawal
from feeds.pages import Pages
from feeds.publish import Publisher
from feeds.server import create_app
from feeds.site import Selection, Site
from feeds.static_files import PublicFiles
from feeds.templating import relative
from feeds.views import Views
from worker.adapters.catalog import SqlCatalog
from worker.adapters.database import open_database
from worker.adapters.schema import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from feeds.catalog import Catalog

DATA = Path(__file__).parents[1] / "data" / "pages"
SITE = Site("https://vietwire.example/news/", email="editor@vietwire.example", page_size=3)
NO_CATALOGUE = cast("Catalog", None)
"""An article's own page asks the catalogue for nothing."""
_numbers = count(1)


def stories() -> list[Entry]:
    """A made-up newspaper's articles, oldest first; one is doubtful, one was English already."""
    return TypeAdapter(list[Entry]).validate_json((DATA / "stories.json").read_bytes())


class Desk:
    """A catalogue and the public folder that is kept in step with it."""

    def __init__(self, home: Path, site: Site = SITE) -> None:
        self.engine = open_database(f"sqlite:///{home}/catalog-{next(_numbers)}.sqlite3")
        metadata.create_all(self.engine)
        self.site = site
        self.catalog = SqlCatalog(self.engine, site)
        self.pages = Pages(site, self.catalog)
        self.public = home / "public"
        self.publisher = Publisher(site, self.catalog, self.public, self.pages, durable=False)
        self.publisher.publish([])

    def publish(self, *entries: Entry) -> list[str]:
        for entry in entries:
            self.catalog.put(entry)
        return self.publisher.publish([entry.uid for entry in entries]).written

    def withdraw(self, uid: str) -> None:
        self.catalog.withdraw(uid, when=datetime(2026, 1, 12, tzinfo=UTC), reason="The newspaper took it back.")
        self.publisher.publish([uid])

    def tree(self, path: str) -> HtmlElement:
        return lxml_html.fromstring((self.public / path).read_bytes())

    def html_paths(self) -> list[str]:
        return sorted(file.relative_to(self.public).as_posix() for file in self.public.rglob("*.html"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with all stories, for tests that only look."""
    made = Desk(tmp_path_factory.mktemp("standing"))
    made.publish(*stories())
    yield made
    made.engine.dispose()


@pytest.fixture
def full(desk: Desk) -> Desk:
    desk.publish(*stories())
    return desk


def target(page: str, href: str) -> str | None:
    """The public path that a page's link leads to; None for other sites and for places on the page itself."""
    address = urljoin("https://vietwire.example/news/" + page, href)
    base = "https://vietwire.example/news/"
    if not address.startswith(base):
        return None
    path = unquote(urlsplit(address).path.removeprefix("/news/"))
    return path + "index.html" if not path or path.endswith("/") else path


def test_every_article_can_be_reached_from_the_front_page_and_no_link_is_broken(full: Desk) -> None:
    full.publish(*(replace(stories()[2], uid=f"more-{number}") for number in range(8)))
    seen, waiting = set(), ["index.html"]
    while waiting:
        page = waiting.pop()
        if page in seen or not page.endswith(".html"):
            continue
        seen.add(page)
        for link in full.tree(page).xpath("//*[@href]/@href | //*[@src]/@src"):
            path = target(page, link)
            if path is not None:
                assert (full.public / path).is_file(), f"{page} links to {path}"
                waiting.append(path)
    articles = {path for path in full.html_paths() if path.startswith("articles/")}
    assert len(articles) == len(stories()) + 8
    assert articles <= seen


def test_archive_pages_alone_reach_every_article_of_a_selection(full: Desk) -> None:
    full.publish(*(replace(stories()[1], uid=f"more-{number}") for number in range(20)))
    found, page = set(), "lists/all.html"
    while page:
        tree = full.tree(page)
        found |= {target(page, href) for href in tree.xpath("//main//a/@href")}
        older = tree.xpath("//a[@rel='prev']/@href")
        page = target(page, older[0]) or "" if older else ""
    articles = {path for path in full.html_paths() if path.startswith("articles/")}
    assert articles <= found


def test_newer_and_older_lead_along_all_archive_pages_both_ways(full: Desk) -> None:
    full.publish(*(replace(stories()[1], uid=f"more-{number}") for number in range(20)))
    pages = ["lists/all.html"]
    while older := full.tree(pages[-1]).xpath("//a[@rel='prev']/@href"):
        pages.append(target(pages[-1], older[0]) or "")
    assert len(pages) > 4
    back = [pages[-1]]
    while newer := full.tree(back[-1]).xpath("//a[@rel='next']/@href"):
        back.append(target(back[-1], newer[0]) or "")
    assert back == pages[::-1]


def test_a_new_article_rewrites_no_page_of_another_day_section_or_archive(full: Desk) -> None:
    before = {path: (full.public / path).stat().st_mtime_ns for path in full.html_paths()}
    newest = stories()[-2]
    written = full.publish(replace(newest, uid="one-more", published=newest.published + timedelta(minutes=5)))
    pages = {path for path in written if path.endswith(".html")}
    day = addresses.day_path(Views(SITE).day_of(newest.published))
    assert addresses.article_path(replace(newest, uid="one-more")) in pages
    assert {"index.html", day, "lists/all.html", "lists/source/bao-mau.html"} <= pages
    untouched = {path for path in before if path.startswith("days/") and path != day}
    assert not untouched & pages
    assert not {path for path in pages if path.startswith("articles/") and "one-more" not in path}
    assert not {path for path in pages if "weather" in path}
    assert {"about.html", "search.html", "feeds/index.html", "404.html"}.isdisjoint(pages)


def test_a_first_article_of_a_day_joins_the_calendar_and_its_neighbours(full: Desk) -> None:
    late = replace(stories()[0], uid="next-year", published=datetime(2027, 2, 1, 5, 0, tzinfo=UTC))
    full.publish(late)
    assert "2027/02/01.html" in "".join(full.tree("days/2026/01/09.html").xpath("//a[@rel='next']/@href"))
    assert full.tree("days/index.html").xpath("//h2/text()")[0] == "February 2027"
    assert full.tree("days/index.html").xpath("//a[text()='2026']")
    full.withdraw("next-year")
    assert not full.tree("days/2026/01/09.html").xpath("//a[@rel='next']")
    assert not (full.public / "days/2027/02/01.html").exists()
    assert not (full.public / "days/2027/index.html").exists()
    assert full.tree("days/index.html").xpath("//h2/text()")[0] == "January 2026"


def test_an_edit_shows_everywhere_under_the_same_address(full: Desk) -> None:
    old = stories()[4]
    path = addresses.article_path(old)
    full.publish(replace(old, title="A corrected headline", updated=old.updated + timedelta(days=1)))
    assert full.tree(path).xpath("//h1/text()") == ["A corrected headline"]
    assert "updated" in full.tree(path).xpath("string(//article/header)")
    for page in ("index.html", "lists/all.html", "lists/source/bao-mau.html"):
        text = full.tree(page).text_content()
        assert "A corrected headline" in text
        assert old.title not in text


def test_a_withdrawn_article_leaves_every_page_and_says_410(full: Desk) -> None:
    full.publish(*(replace(stories()[1], uid=f"more-{number}") for number in range(9)))
    gone = stories()[3]
    path = addresses.article_path(gone)
    full.withdraw(gone.uid)
    for page in full.html_paths():
        assert gone.uid not in (full.public / page).read_text(), page
    with TestClient(create_app(full.public)) as client:
        answer = client.get("/" + path)
    assert answer.status_code == 410
    assert "The newspaper took it back." in answer.text
    assert gone.title not in answer.text
    for shard in (full.public / "search").glob("*.json"):
        assert gone.uid not in shard.read_text()


def test_writing_everything_anew_gives_the_same_pages_as_publishing_one_by_one(full: Desk, tmp_path: Path) -> None:
    full.publish(*(replace(stories()[1], uid=f"more-{number}") for number in range(9)))
    full.withdraw(stories()[0].uid)
    full.publish(replace(stories()[5], title="Another headline"))
    grown = {path: (full.public / path).read_bytes() for path in full.html_paths()}
    Publisher(SITE, full.catalog, tmp_path / "anew", Pages(SITE, full.catalog), durable=False).republish()
    anew = {
        file.relative_to(tmp_path / "anew").as_posix(): file.read_bytes()
        for file in (tmp_path / "anew").rglob("*.html")
    }
    assert grown.keys() == anew.keys()
    assert [path for path in grown if grown[path] != anew[path]] == []


def test_two_processes_that_publish_by_turns_forget_nothing_of_each_other(full: Desk, tmp_path: Path) -> None:
    mine, theirs = full.publisher, Publisher(SITE, full.catalog, full.public, Pages(SITE, full.catalog), durable=False)
    first, second, third = (replace(stories()[1], uid=f"more-{number}") for number in range(3))

    def publish(publisher: Publisher, entry: Entry) -> None:
        full.catalog.put(entry)
        publisher.publish([entry.uid])

    publish(theirs, first)
    publish(mine, replace(second, categories=("Fishing",)))
    publish(theirs, third)
    assert "Fishing" in (full.public / "index.html").read_text()
    full.catalog.withdraw(second.uid, when=datetime(2026, 1, 12, tzinfo=UTC))
    theirs.publish([second.uid])
    publish(mine, replace(first, title="Another headline"))
    grown = {path: (full.public / path).read_bytes() for path in full.html_paths()}
    Publisher(SITE, full.catalog, tmp_path / "anew", Pages(SITE, full.catalog), durable=False).republish()
    assert [path for path in grown if grown[path] != (tmp_path / "anew" / path).read_bytes()] == []


def test_pages_stay_below_60_kb(tmp_path: Path) -> None:
    desk = Desk(tmp_path, replace(SITE, page_size=25))
    long = stories()[0]
    for number in range(60):
        summary = f"This is the first of many sentences, number {number}. " * 12
        desk.catalog.put(replace(long, uid=f"n{number}", title=f"{long.title} " * 2, summary=summary))
    desk.publisher.publish([f"n{number}" for number in range(60)])
    for page in desk.html_paths():
        assert (desk.public / page).stat().st_size < 60_000, page
    desk.engine.dispose()


def test_an_article_page_says_all_that_is_known(standing: Desk) -> None:
    entry = stories()[-2]
    tree = standing.tree(addresses.article_path(entry))
    text = " ".join(tree.text_content().split())
    for said in (
        entry.title,
        entry.summary,
        entry.author,
        "9 January 2026, 16:30 (UTC+7)",
        "updated 9 January 2026, 17:30 (UTC+7)",
        "Machine translation.",
        entry.engine,
        "Parts of it could not be proven right.",
        entry.doubts[0].original,
        entry.doubts[0].reasons[0],
        "Read the original in Vietnamese",
        "© Báo Mẫu",
    ):
        assert said in text
    assert tree.xpath("//main//mark[@class='doubt']")
    assert tree.xpath("//details//div/@lang") == ["vi"]
    assert tree.xpath("//link[@rel='via']/@href") == [entry.original_url]
    assert tree.xpath("//a[@hreflang='vi']/@href") == [entry.original_url]
    assert tree.xpath("//meta[@property='og:type']/@content") == ["article"]
    assert tree.xpath("//meta[@property='og:image']/@content") == [entry.pictures[0].url]
    data = json.loads(tree.xpath("//script[@type='application/ld+json']/text()")[0])
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == entry.title
    assert data["translationOfWork"]["inLanguage"] == "vi"
    assert data["datePublished"] == entry.published.isoformat()


def test_an_article_that_was_english_is_not_called_a_translation(standing: Desk) -> None:
    tree = standing.tree(addresses.article_path(stories()[-1]))
    text = tree.text_content()
    assert "it was not translated" in text
    assert not tree.xpath("//details")
    assert "translationOfWork" not in tree.xpath("string(//script)")


def test_doubts_are_shown_as_the_operator_chose() -> None:
    entry = stories()[-2]
    shown = {}
    for choice in ("mark", "beside", "plain"):
        unmarked = replace(entry, html=re.sub("</?mark[^>]*>", "", entry.html))
        shown[choice] = lxml_html.fromstring(Pages(replace(SITE, doubts=choice), NO_CATALOGUE).article(unmarked))
    assert shown["mark"].xpath("//div[@class='body']//mark")
    assert not shown["mark"].xpath("//div[@class='body']//small[@lang='vi']")
    assert entry.doubts[0].original in shown["beside"].xpath("string(//div[@class='body']//small[@lang='vi'])")
    assert not shown["plain"].xpath("//div[@class='body']//mark | //section[@class='doubts']")


def test_every_page_is_a_whole_document_with_landmarks_and_feeds(standing: Desk) -> None:
    for page in standing.html_paths():
        source = (standing.public / page).read_text()
        tree = standing.tree(page)
        assert source.startswith("<!doctype html>")
        assert tree.xpath("/html/@lang") == ["en"]
        assert len(tree.xpath("//h1")) == 1, page
        assert len(tree.xpath("//main[@id='main']")) == 1
        assert tree.xpath("//body/a[1][@href='#main']")
        assert tree.xpath("//title/text()")[0].strip()
        assert len(tree.xpath("//meta[@name='description']/@content")[0]) > 10
        assert len(tree.xpath("//link[@rel='alternate'][@type='application/atom+xml']")) >= 1
        assert len(tree.xpath("//@id")) == len(set(tree.xpath("//@id")))


def test_no_page_asks_another_site_for_anything_but_pictures(standing: Desk) -> None:
    for page in standing.html_paths():
        tree = standing.tree(page)
        for link in tree.xpath("//script/@src | //link[@rel='stylesheet' or @rel='icon']/@href | //form/@action"):
            assert target(page, link) is not None
        for image in tree.xpath("//main//img"):
            assert image.get("referrerpolicy") == "no-referrer"
            assert image.get("decoding") == "async"
        assert page == "search.html" or not tree.xpath("//script[not(@type='application/ld+json')]")


def test_pictures_that_were_mirrored_are_shown_from_here_with_their_size(standing: Desk) -> None:
    entry = stories()[-2]
    site = replace(SITE, mirror_pictures=True)
    local = {entry.pictures[0].url: "pictures/ab/cd.jpg"}
    page = lxml_html.fromstring(Pages(site, standing.catalog, copy_of=local.get).article(entry))
    assert page.xpath("//main//img/@src")[0] == "https://vietwire.example/news/pictures/ab/cd.jpg"
    assert page.xpath("//main//img/@width")[0] == "800"
    unset = lxml_html.fromstring(Pages(SITE, standing.catalog, copy_of=local.get).article(entry))
    assert unset.xpath("//main//img/@src")[0] == entry.pictures[0].url


def test_a_picture_that_the_body_lacks_is_shown_above_it_with_its_credit(standing: Desk) -> None:
    entry = next(entry for entry in stories() if entry.pictures and "<img" not in entry.html)
    tree = standing.tree(addresses.article_path(entry))
    assert tree.xpath("//figure[@class='cover']/img/@src") == [entry.pictures[0].url]
    assert entry.pictures[0].credit in tree.xpath("string(//figcaption)")


def test_the_directory_names_every_feed_and_hands_one_to_known_readers(standing: Desk) -> None:
    tree = standing.tree("feeds/index.html")
    links = {target("feeds/index.html", href) for href in tree.xpath("//table//a/@href")}
    for selection in (Selection(), Selection("source", "bao-mau"), Selection("category", category="Weather")):
        for feed in SITE.feeds_of(selection):
            assert addresses.feed_path(feed) in links
    assert tree.xpath("string(//code)") == "https://vietwire.example/news/feeds/all.rss.xml"
    handed = tree.xpath("//ul[@class='readers']//a/@href")
    assert "feed:https://vietwire.example/news/feeds/all.rss.xml" in handed
    assert any("feedly.com" in href and "https%3A%2F%2Fvietwire.example" in href for href in handed)


def test_a_section_of_a_newspaper_has_its_feeds_on_its_own_page(standing: Desk) -> None:
    page = "lists/source/bao-mau/weather.html"
    links = {target(page, href) for href in standing.tree(page).xpath("//table//a/@href")}
    assert "feeds/source/bao-mau/weather.titles.json" in links


@pytest.mark.parametrize(("summary", "shown"), [("", ""), ("One.", "One."), ("First. " * 60, "First. " * 28)])
def test_lists_show_whole_sentences(summary: str, shown: str) -> None:
    assert Views(SITE).card(replace(stories()[0], summary=summary)).summary == shown.strip()


def test_a_first_sentence_is_never_cut() -> None:
    sentence = "This sentence goes on " + "and on " * 60 + "until it ends."
    assert Views(SITE).card(replace(stories()[0], summary=f"{sentence} Then another.")).summary == sentence


@pytest.mark.parametrize(
    ("page", "path", "link"),
    [
        ("index.html", "articles/2026/01/a.html", "articles/2026/01/a.html"),
        ("articles/2026/01/a.html", "index.html", "../../../index.html"),
        ("feeds/index.html", "feeds/index.html", "../feeds/index.html"),
        ("lists/a.html", "static/x.css", "../static/x.css"),
    ],
)
def test_links_are_relative_so_that_the_folder_may_be_served_from_anywhere(page: str, path: str, link: str) -> None:
    assert relative(page, path) == link


def test_the_page_for_missing_addresses_works_at_any_depth(standing: Desk) -> None:
    links = standing.tree("404.html").xpath("//nav//a/@href | //link[@rel='stylesheet']/@href")
    assert all(link.startswith("/news/") for link in links)


def test_search_finds_words_without_accents_in_both_languages_newest_first(standing: Desk) -> None:
    found = search.Search(PublicFiles(standing.public))
    assert [row.title for row in found.find("HOSPITAL kidney")] == [
        "The Provincial General Hospital transplants a kidney for the first time"
    ]
    assert [row.title for row in found.find("dat ha giá")] == []
    assert found.find("gia dat")[0].original_title == "Quy định mới về giá đất có hiệu lực từ ngày 15/1"
    assert found.find("  ") == []
    assert found.find("no such words") == []


def test_the_server_answers_a_search_for_browsers_without_scripts(standing: Desk) -> None:
    with TestClient(create_app(standing.public)) as client:
        hits = client.get("/search.html", params={"q": "orange"})
        none = client.get("/search.html", params={"q": "<script>alert(1)</script>"})
        form = client.get("/search.html")
        many = client.get("/search.html?" + "&".join(["q=a"] * 30))
    assert "First crop" in hits.text or "first crop" in hits.text
    assert 'value="orange"' in hits.text
    assert "script-src 'self'" in hits.headers["content-security-policy"]
    assert "<script>alert" not in none.text
    assert "No article has all of these words." in none.text
    assert "Scripts are off" in form.text
    assert "Scripts are off" not in hits.text
    assert "Scripts are off" in many.text


def test_search_survives_index_files_that_somebody_broke(full: Desk) -> None:
    found = search.Search(PublicFiles(full.public))
    (full.public / "search/1.json").write_text('["orange"]')
    assert found.find("orange") == []
    (full.public / "search/index.json").write_text("{}")
    assert found.find("orange") == []
    (full.public / "search.html").unlink()
    assert found.page("orange") is None


def test_search_stops_at_the_newest_hits(desk: Desk) -> None:
    entries = [replace(stories()[0], uid=f"n{number}") for number in range(search.MOST_HITS + 5)]
    for entry in entries:
        desk.catalog.put(entry)
    desk.publisher.publish([entry.uid for entry in entries])
    hits = search.Search(PublicFiles(desk.public)).find("land prices")
    assert len(hits) == search.MOST_HITS
    assert hits[0].path.endswith(f"n{search.MOST_HITS + 4}.html")


TEXT = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "</script><script>alert(1)</script>",
            "]]>",
            '"><img src=x onerror=alert(1)>',
            "javascript:alert(1)",
            "{{ 7 * 7 }}",
            "<!--results--><script>",
            "\ud800",
            "\x00\x1f\u202e\u2066",
            "<svg/onload=alert(1)>",
            "<p style='position:fixed' onclick=alert(1)>x",
            "<a href='java\tscript:alert(1)'>x</a>",
            "<meta http-equiv=refresh content='0;url=https://evil.example'>",
            "<base href=https://evil.example/>",
            "</title></head><iframe srcdoc='<script>alert(1)</script>'>",
            "🇻🇳" * 20,
        ]
    ),
)


@settings(deadline=None, max_examples=100, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.data())
def test_pages_stay_free_of_active_content_whatever_the_articles_say(data: st.DataObject) -> None:
    def text() -> str:
        return data.draw(TEXT)

    entry = replace(
        stories()[-2],
        title=text(),
        summary=text(),
        html=text() + text(),
        original_title=text(),
        original_html=text() + text(),
        author=text(),
        engine=text(),
        original_url=text(),
        categories=(text(),),
        pictures=(Picture(text(), alt=text(), caption=text(), credit=text()),),
        doubts=(Doubt(text(), text(), (text(),)),),
        publication=replace(stories()[-2].publication, title=text(), home_url=text(), copyright=text()),
    )
    pages = Pages(SITE, NO_CATALOGUE)
    withdrawal = Withdrawal("gone", entry.updated, text(), entry.published)
    card = Views(SITE).card(entry)
    row = search.Row(card.path, card.day.isoformat(), card.title, card.summary, card.original_title, card.source)
    json.loads(search.shard([row]).decode())
    for page in (pages.article(entry), pages.gone(withdrawal)):
        assert_inert(page.decode())


def assert_inert(page: str) -> None:
    """No element or attribute of the page can run, load or send anything that a page of ours should not."""
    tree = lxml_html.document_fromstring(page)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in {
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "base",
            "style",
            "form",
            "frame",
            "link2",
        }
        if element.tag == "script":
            assert element.get("type") == "application/ld+json"
            json.loads(element.text or "")
        if element.tag == "meta":
            assert (element.get("http-equiv") or "content-security-policy").lower() == "content-security-policy"
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name not in {"style", "srcdoc", "formaction", "ping"}
            if name in {"href", "src"}:
                assert urlsplit(value).scheme in {"", "http", "https", "mailto"}
    assert len(tree.xpath("//main")) == len(tree.xpath("//title")) == len(tree.xpath("//h1[1]/ancestor::main")) == 1
