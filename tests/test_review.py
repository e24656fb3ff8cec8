"""`vietwire review` and `vietwire glossary` as a person at a terminal meets them."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.running_line import ROOT, Line
from tests.services.test_editing import FLOOD, LOOP, RAIN, RICE, Weak
from worker import bootstrap
from worker.cli_glossary import glossary
from worker.cli_review import review
from worker.core.ingest import content_hash
from worker.core.model import Article, Grade, State
from worker.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

    from worker.adapters.store import Record
    from worker.bootstrap import Services

pytestmark = pytest.mark.integration


class Speechless(Weak):
    @staticmethod
    def english(sentence: str) -> str:
        del sentence
        return ""


class Terminal:
    """A folder of its own with articles in it, and commands typed there."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(ROOT / "config", folder / "config", dirs_exist_ok=True)
        self.services: Services = bootstrap.use(load_settings(folder / "config" / "vietwire.toml"))
        self.translator = Weak()
        vars(self.services)["translator"] = self.translator  # where the engine would be
        vars(self.services)["policy"] = replace(self.services.policy, english_words=frozenset())  # what it says is none
        self.services.glossary.refresh()

    def take(self, guid: str, *sentences: str) -> int:
        html = "".join(f"<p>{sentence}</p>" for sentence in sentences)
        made = Article(source="bao-mau", guid=guid, title="Bài báo", html=html)
        return self.services.store.save(replace(made, content_hash=content_hash(made)), now=bootstrap.now()).id

    def work(self) -> list[str]:
        """What a running line does; gives what the engine was asked."""
        self.translator.asked.clear()
        while self.services.translation.translate():
            pass
        self.services.publication.publish()
        return self.translator.asked

    def review(self, *lines: str, words: tuple[str, ...] = ()) -> Result:
        typed = "".join(f"{line}\n" for line in lines)
        return CliRunner(env={"COLUMNS": "200"}).invoke(
            review, list(words), obj=self.services.settings, input=typed, catch_exceptions=False
        )

    def record(self, number: int) -> Record:
        record = self.services.store.record(number)
        assert record is not None
        return record

    def published(self) -> str:
        return (self.services.settings.public_dir / "feeds" / "all.atom.xml").read_text(encoding="utf-8")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path)
    yield made
    made.services.database.dispose()


def test_a_held_sentence_is_shown_with_its_reasons_corrected_and_published(terminal: Terminal) -> None:
    number = terminal.take("1", RICE, FLOOD)
    terminal.work()
    done = terminal.review("c", "The flood is rising fast.")
    assert done.exit_code == 0
    for said in (FLOOD, LOOP.strip().capitalize(), "held: The English repeats itself", "1 of 1, paragraph"):
        assert said in done.output
    assert "1 sentence decided, 1 article put together again." in done.output
    assert "the next start does" in done.output
    assert terminal.work() == []
    assert terminal.record(number).state is State.PUBLISHED
    assert "The flood is rising fast." in terminal.published()


def test_enter_keeps_the_english_that_is_offered_for_correction(terminal: Terminal) -> None:
    number = terminal.take("1", FLOOD)
    terminal.work()
    terminal.review("c", "")
    terminal.work()
    assert terminal.record(number).state is State.PUBLISHED


def test_accepting_publishes_the_sentence_as_it_is_and_it_is_never_held_again(terminal: Terminal) -> None:
    number = terminal.take("1", FLOOD)
    terminal.work()
    assert terminal.review("a").exit_code == 0
    other = terminal.take("2", FLOOD)
    terminal.work()
    assert [terminal.record(n).state for n in (number, other)] == [State.PUBLISHED, State.PUBLISHED]
    assert "There is nothing to review." in terminal.review().output


def test_rejecting_withdraws_with_the_reason(terminal: Terminal) -> None:
    number = terminal.take("1", FLOOD)
    terminal.work()
    done = terminal.review("r", "Not fit to print.")
    assert "1 article rejected." in done.output
    record = terminal.record(number)
    assert (record.state, record.reason) == (State.WITHDRAWN, "Not fit to print.")
    terminal.take("1", RICE)  # a new version does not bring it back
    terminal.work()
    assert terminal.record(number).state is State.WITHDRAWN


def test_a_published_article_with_doubts_can_be_reviewed_and_rejected(terminal: Terminal) -> None:
    number = terminal.take("1", RAIN)
    terminal.work()
    assert "77 times" in terminal.published()
    assert terminal.review().output.strip() == "There is nothing to review."
    done = terminal.review("r", "", words=("--doubtful",))
    assert "doubtful: Nothing in the Vietnamese accounts for" in done.output
    assert terminal.record(number).state is State.WITHDRAWN
    assert "77 times" not in terminal.published()


def test_what_was_decided_before_quitting_is_kept(terminal: Terminal) -> None:
    number = terminal.take("1", FLOOD, "Đê vỡ vì lũ.")
    terminal.work()
    first = terminal.review("c", "The flood is rising fast.", "q")
    assert f"Article {number} stays held" in first.output
    second = terminal.review("c", "The dyke broke.")
    assert FLOOD not in second.output
    terminal.work()
    assert terminal.record(number).state is State.PUBLISHED
    assert "The flood is rising fast." in terminal.published()


def test_the_end_of_the_input_quits_and_keeps_what_was_decided(terminal: Terminal) -> None:
    terminal.take("1", FLOOD)
    second = terminal.take("2", "Đê vỡ vì lũ.")
    terminal.work()
    done = terminal.review("a", "s")
    assert done.exit_code == 0
    assert "1 sentence decided" in done.output
    terminal.work()
    assert terminal.record(second).state is State.HELD
    assert terminal.review("q").exit_code == 0


def test_a_new_term_is_written_to_the_glossary_and_applied(terminal: Terminal) -> None:
    elsewhere, held = terminal.take("1", "Đua thuyền rồng hôm nay."), terminal.take("2", FLOOD)
    terminal.work()
    done = terminal.review("t", "thuyền rồng", "dragon boat", "phrase", "t", "Thuyền rồng", "boat", "phrase", "s")
    assert "'thuyền rồng' is 'dragon boat' from now on" in done.output
    assert "'thuyền rồng' stands in the glossary already" in done.output
    assert "1 term added to the glossary, 1 article put together again." in done.output
    assert terminal.record(elsewhere).state is State.RECEIVED
    assert all("dragon boat" in asked for asked in terminal.work())
    assert "dragon boat" in terminal.published()
    assert terminal.record(held).state is State.HELD


def test_an_empty_english_must_be_corrected(terminal: Terminal) -> None:
    vars(terminal.services)["translator"] = Speechless()
    number = terminal.take("1", RICE)
    terminal.work()
    done = terminal.review("a", "c", "A newspaper article", "a", "c", "People plant rice.")
    assert done.output.count("cannot be published without any English") == 2
    terminal.work()
    assert terminal.record(number).state is State.PUBLISHED


def test_a_named_article_without_doubts_can_still_be_rejected_or_left(terminal: Terminal) -> None:
    number = terminal.take("1", RICE)
    terminal.work()
    left = terminal.review("a", "s", words=(str(number),))  # there is nothing to accept
    assert "No sentence is left to decide" in left.output
    assert terminal.record(number).state is State.PUBLISHED
    terminal.review("r", "", words=(str(number),))
    assert terminal.record(number).state is State.WITHDRAWN


def test_an_article_decided_elsewhere_goes_back_without_a_question(terminal: Terminal) -> None:
    number = terminal.take("1", FLOOD)
    terminal.work()
    terminal.services.editing.decide(FLOOD, "The flood is rising fast.")
    done = terminal.review()
    assert f"Article {number} is decided already" in done.output
    assert "1 article put together again." in done.output
    terminal.work()
    assert terminal.record(number).state is State.PUBLISHED


ANSWERS = st.lists(
    st.sampled_from(["a", "c", "s", "r", "t", "q", "", "x", "The river.", "A", "thuyền rồng"]), max_size=12
)
STORIES = st.lists(st.lists(st.sampled_from([FLOOD, RAIN, RICE, "Đê vỡ vì lũ."]), min_size=1, max_size=3), max_size=4)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories=STORIES, answers=ANSWERS, doubtful=st.booleans())
def test_reviewing_never_loses_an_article(
    terminal: Terminal, stories: list[list[str]], answers: list[str], *, doubtful: bool
) -> None:
    """Whatever is typed: each article is published, held with a reason, or withdrawn by the person."""
    before = sum(terminal.services.ledger.counts().values())
    numbers = [terminal.take(f"{before}-{place}", *story) for place, story in enumerate(stories)]
    terminal.work()
    done = terminal.review(*answers, words=("--doubtful",) if doubtful else ())
    assert done.exit_code == 0
    assert sum(terminal.services.ledger.counts().values()) == before + len(numbers)
    terminal.work()
    states = Counter(terminal.record(number).state for number in numbers)
    assert states.keys() <= {State.PUBLISHED, State.HELD, State.WITHDRAWN}
    for number in numbers:
        record = terminal.record(number)
        assert record.state is not State.HELD or record.reason
        assert record.state is not State.WITHDRAWN or "r" in answers
        if record.state is State.PUBLISHED:
            assert record.translation is not None
            assert record.translation.verdict.grade is not Grade.HELD


def test_the_glossary_command_says_what_changed_and_does_it(terminal: Terminal) -> None:
    number = terminal.take("1", "Hôm nay Tỉnh ủy họp.")
    terminal.work()
    path = terminal.services.glossary_file
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("\nTỉnh ủy,Provincial Party Committee", "\nTỉnh ủy,Party Committee of the Province", 1),
        encoding="utf-8",
    )

    def run(*words: str) -> str:
        return CliRunner().invoke(glossary, words, obj=terminal.services.settings, catch_exceptions=False).output

    dry = run("apply", "--dry-run")
    assert "1 changed: Tỉnh ủy" in dry
    assert "1 article would be translated again." in dry
    assert terminal.record(number).state is State.PUBLISHED
    assert "Translated again: 1 article." in run("apply")
    assert terminal.record(number).state is State.RECEIVED
    assert "has not changed" in run("apply")


def test_the_real_commands_work_over_a_pipe(tmp_path: Path) -> None:
    line = Line(tmp_path)
    made = Terminal(tmp_path)
    number = made.take("1", FLOOD)
    made.work()
    done = line.command("review", text="c\nThe flood is rising fast.\n")
    assert done.returncode == 0, done.stderr
    assert "1 sentence decided" in done.stdout
    assert made.record(number).state is State.RECEIVED
    missing = line.command("review", "99")
    assert (missing.returncode, missing.stderr) == (1, "Error: There is no article 99.\n")
    applied = line.command("glossary", "apply")
    assert "has not changed" in applied.stdout, applied.stderr
    made.services.database.dispose()
