"""`sources.toml`: every mistake with its line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from worker.core.errors import ConfigurationError
from worker.core.ingest import parse_feed
from worker.core.model import Source
from worker.sources_file import load_sources

ROOT = Path(__file__).parent.parent
GOOD = '[[source]]\nname = "a"\ntitle = "A"\nkind = "push"\n'


def load(tmp_path: Path, text: str) -> tuple[Source, ...]:
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return load_sources(path)


def complaint(tmp_path: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)
    return str(caught.value).replace(f"{tmp_path}/", "")


def test_the_shipped_file_has_the_samples_on_and_the_newspapers_off() -> None:
    sources = load_sources(ROOT / "config" / "sources.toml")
    assert [source.name for source in sources if source.enabled] == ["bao-mau"]
    names = {source.name for source in sources}
    assert {"bao-nghe-an", "vnexpress", "tuoi-tre", "nhan-dan", "vietnamplus"} < names
    assert any(source.kind == "push" for source in sources)
    assert (ROOT / sources[0].url).is_file()


def test_defaults_are_the_source_s_own(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD) == (Source("a", "A", "push"),)


def test_every_key_is_read(tmp_path: Path) -> None:
    (source,) = load(
        tmp_path,
        """[[source]]
        name = "bao-a"
        title = "Báo A"
        kind = "feed"
        url = "https://a.example/rss"
        home_url = "https://a.example/"
        language = "vi"
        categories = ["News", "Local"]
        poll_interval = 600
        full_text = true
        enabled = false
        timezone = "UTC"
        already_english = "skip"
        allow_private = true
        copyright = "A"
        """,
    )
    assert source == Source(
        "bao-a", "Báo A", "feed", "https://a.example/rss", "https://a.example/", "vi", ("News", "Local"), 600,
        full_text=True, enabled=False, timezone="UTC", already_english="skip", allow_private=True, copyright="A",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("addition", "line", "words"),
    [
        ('titel = "x"', 5, "unknown key 'titel'"),
        ("categories = 5", 5, "must be a list of texts"),
        ("categories = [1]", 5, "must be a list of texts"),
        ('poll_interval = "often"', 5, "must be a whole number"),
        ("poll_interval = true", 5, "must be a whole number"),
        ("poll_interval = 5", 5, "must lie between 60 and 604800 seconds"),
        ("enabled = 1", 5, "must be true or false"),
        ("copyright = 1", 5, "must be a text in quotes"),
        ('timezone = "Mars/Olympus"', 5, "no IANA time zone"),
        ('timezone = "../x"', 5, "no IANA time zone"),
        ('already_english = "maybe"', 5, "must be one of publish, skip"),
        ('home_url = "a.example"', 5, "must be a web address"),
        ('home_url = "http://[x"', 5, "must be a web address"),
        ('language = "Vietnamese"', 5, "must be a language tag"),
        ('url = "https://a.example/"', 5, "kind push has no 'url'"),
        (f"\n{GOOD}", 7, "the name 'a' is taken"),
        ('\n[[source]]\nname = "b"\nkind = "push"', 6, "'b' has no 'title'"),
        ('\n[[source]]\nname = "B c"\ntitle = "B"\nkind = "push"', 7, "must be lower-case letters"),
        ('\n[[source]]\nname = "b"\ntitle = " "\nkind = "push"', 8, "must not be empty"),
        ('\n[[source]]\nname = "b"\ntitle = "B"\nkind = "mail"', 9, "must be one of feed, file, push"),
        ('\n[[source]]\nname = "b"\ntitle = "B"\nkind = "feed"\nurl = "/x"', 10, "needs the address of its feed"),
        ('\n[[source]]\nname = "b"\ntitle = "B"\nkind = "feed"\nurl = "https://u:p@x/"', 10, "needs the address"),
        ('\n[[source]]\nname = "b"\ntitle = "B"\nkind = "file"', 6, "needs the path of the file"),
    ],
)
def test_a_mistake_names_file_line_and_key(tmp_path: Path, addition: str, line: int, words: str) -> None:
    text = complaint(tmp_path, GOOD + addition)
    assert text.startswith(f"sources.toml, line {line}: ")
    assert words in text
    assert text.count("\n") == 0


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    assert complaint(tmp_path, GOOD + "enabled = 1\ncopyright = 2\n").count("line ") == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[source]\nname = 'a'", "line 1: write [[source]]"),
        ("sources = 1", "line 1: unknown key 'sources'"),
        ("a = ", "line 1: this is not TOML"),
        ("a = 1\na = 2", "this is not TOML"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str, words: str) -> None:
    assert words in complaint(tmp_path, text)


def test_a_missing_or_unreadable_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="does not exist"):
        load_sources(tmp_path / "none.toml")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_sources(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b"a = '\xe9'")
    with pytest.raises(ConfigurationError, match="not UTF-8 text"):
        load_sources(tmp_path / "latin.toml")


def test_an_empty_file_means_no_sources(tmp_path: Path) -> None:
    assert load(tmp_path, "") == ()


def test_the_sample_source_reads_its_file() -> None:
    source = load_sources(ROOT / "config" / "sources.toml")[0]
    intake = parse_feed((ROOT / source.url).read_bytes(), "", source, now=datetime(2026, 11, 1, tzinfo=UTC))
    assert len(intake.articles) == 16
