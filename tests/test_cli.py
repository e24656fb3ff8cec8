"""The commands as a person types them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from tests.running_line import ROOT, SAMPLES, Line, eventually, free_port, get
from worker.adapters.database import open_database, writing
from worker.adapters.schema import articles
from worker.bootstrap import now
from worker.cli import main
from worker.core.model import State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ARTICLE = {"source": "desk", "guid": "1", "title": "Lũ trên sông Mẫu", "html": "<p>Nước sông đang lên rất nhanh.</p>"}


def commands(group: click.Command = main, path: str = "vietwire") -> Iterator[tuple[str, click.Command]]:
    yield path, group
    if isinstance(group, click.Group):
        for name, command in group.commands.items():
            yield from commands(command, f"{path} {name}")


@pytest.mark.parametrize(
    ("path", "command"), list(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_has_a_help_with_an_example(path: str, command: click.Command) -> None:
    text = command.get_help(click.Context(command, info_name=path))
    assert "Example" in text
    assert path in text.split("Example", 1)[1]


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys; from click.testing import CliRunner; from worker.cli import main;"
        "result = CliRunner().invoke(main, ['--help']); assert result.exit_code == 0, result.output;"
        "heavy = {'celery', 'sqlalchemy', 'ctranslate2', 'trafilatura', 'lxml', 'httpx2', 'pydantic', 'rich'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(  # noqa: S603 our own words
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    made = Line(tmp_path)
    with (tmp_path / "config" / "sources.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[source]]\nname = "desk"\ntitle = "Desk"\nkind = "push"\n')
    yield made
    made.end()


@pytest.mark.integration
def test_the_demo_publishes_every_sample_and_a_second_one_translates_nothing(line: Line) -> None:
    assert line.command("models", "install").returncode == 0
    first = line.command("demo")
    assert first.returncode == 0, first.stderr
    counts = line.counts()
    assert counts[State.PUBLISHED] + counts[State.HELD] == SAMPLES
    assert "sentences were translated" in first.stdout
    for path in ("index.html", "feeds/all.rss.xml", "feeds/all.atom.xml"):
        assert (line.folder / "public" / path).exists()
        assert path in first.stdout
    second = line.command("demo")
    assert second.returncode == 0, second.stderr
    assert "Nothing had to be translated" in second.stdout
    shown = line.command("show", "1")
    assert "published" in shown.stdout or "held" in shown.stdout
    again = line.command("republish")
    assert again.returncode == 0, again.stderr
    doctor = line.command("doctor")
    assert doctor.returncode == 0, doctor.stdout


@pytest.mark.integration
def test_serving_with_several_processes_answers_and_stops_when_told(line: Line) -> None:
    (line.folder / "public").mkdir()
    (line.folder / "public" / "index.html").write_text("<h1>Front page</h1>", encoding="utf-8")
    line.environment["VIETWIRE_SERVER__WORKERS"] = "2"
    port = free_port()
    process = line.start("serve", "--port", str(port))
    eventually(lambda: get(port, "/health/web"))
    assert b"Front page" in get(port, "/")
    assert line.command("--config", "config/vietwire.toml", "status").returncode == 0
    process.terminate()
    assert process.wait(60) == 0
    assert "Traceback" not in line.log()


@pytest.mark.integration
def test_ingest_takes_standard_input_and_refuses_with_a_reason(line: Line) -> None:
    good = line.command("ingest", "-", text=json.dumps([ARTICLE, ARTICLE]))
    assert (good.returncode, good.stdout.strip()) == (0, "<stdin>: 1 new")
    bad = line.command("ingest", "-", text=json.dumps(ARTICLE | {"guid": "2", "titel": "x"}))
    assert bad.returncode == 1
    assert "unknown key 'titel'" in bad.stderr
    broken = line.command("ingest", "-", text="{")
    assert broken.returncode == 1
    assert broken.stderr.startswith("Error: <stdin> is not JSON")
    assert "Traceback" not in broken.stderr


@pytest.mark.integration
def test_an_article_can_be_withdrawn_and_brought_back(line: Line) -> None:
    line.command("ingest", "-", text=json.dumps(ARTICLE))
    assert line.command("withdraw", "1", "--reason", "A mistake.").returncode == 0
    assert line.counts()[State.WITHDRAWN] == 1
    assert "neither failed nor held" in line.command("retry", "1").stderr
    assert line.command("retry", "1", "--withdrawn").stdout.startswith("1 of 1")
    assert line.counts()[State.RECEIVED] == 1
    missing = line.command("withdraw", "99")
    assert (missing.returncode, missing.stderr) == (1, "Error: There is no article 99.\n")


@pytest.mark.integration
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["demo"], 1, "vietwire models install"),
        (["show", "7"], 1, "There is no article 7."),
        (["poll", "nowhere"], 1, "has no source 'nowhere'"),
        (["retry"], 2, "Name articles by their ids"),
        (["--config", "nowhere.toml", "status"], 78, "does not exist"),
    ],
)
def test_a_failure_is_a_sentence_and_an_exit_code(line: Line, words: list[str], code: int, said: str) -> None:
    done = line.command(*words)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.integration
def test_the_doctor_looks_at_everything_although_the_database_is_away(line: Line) -> None:
    line.environment["VIETWIRE_DATABASE__URL"] = "postgresql://nobody@127.0.0.1:1/nothing"
    done = line.command("doctor")
    assert (done.returncode, done.stderr) == (1, "")
    for said in ("configuration", "The database d", "vietwire models install", "There is room"):
        assert said in done.stdout


@pytest.mark.integration
def test_retry_all_means_all_however_many_they_are(line: Line) -> None:
    line.command("status")
    engine = open_database(f"sqlite:///{line.folder}/var/vietwire.sqlite3")
    with writing(engine) as connection:
        row = {"source": "desk", "state": State.FAILED, "content_hash": "", "document": {}, "first_seen": now()}
        connection.execute(articles.insert(), [row | {"guid": str(n), "changed": now()} for n in range(1001)])
    engine.dispose()
    assert line.command("retry", "--all").stdout.startswith("1001 of 1001")


@pytest.mark.integration
def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(line: Line) -> None:
    line.environment["VIETWIRE_PATHS__DATA"] = str(line.folder / "config" / "vietwire.toml" / "data")
    done = line.command("demo")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert f"Error: {line.folder}/config/vietwire.toml/data: Not a directory." in done.stderr


@pytest.mark.integration
def test_a_mistake_in_any_configuration_file_is_told_with_its_line(line: Line) -> None:
    for name, text, said in (
        ("sources.toml", '[[source]]\nname = "A B"\ntitle = "x"\nkind = "push"\n', "sources.toml, line 2"),
        ("feeds.toml", '[[search]]\nname = "ok"\ntitle = "x"\nwrods = []\n', "feeds.toml, line 4"),
        ("vietwire.toml", "[server]\nport = 'x'\n", "vietwire.toml, line 2"),
    ):
        path = line.folder / "config" / name
        before = path.read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8")
        done = line.command("doctor")
        assert done.returncode != 0
        assert said in " ".join((done.stdout + done.stderr).split())
        path.write_text(before, encoding="utf-8")
