"""`vietwire review`: an editor's walk through what the checks do not trust."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from worker.cli_articles import escape
from worker.cli_glossary import follow
from worker.core.errors import ConfigurationError, InvalidInputError
from worker.core.model import Grade, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console

    from worker.bootstrap import Services
    from worker.core.revision import Trouble
    from worker.services.editing import Review
    from worker.settings import Settings

QUESTION = (
    "[a]ccept as it is, [c]orrect, add a [t]erm to the glossary, [r]eject the article, [s]kip the sentence, [q]uit"
)
BARE_QUESTION = "No sentence is left to decide: [r]eject the article, [s]kip it, [q]uit"
REASON = "An editor found the translation unfit to publish."
COLOURS = {Grade.SURE: "", Grade.DOUBTFUL: "yellow", Grade.HELD: "red"}


@click.command()
@click.argument("numbers", nargs=-1, type=int, metavar="[ID]...")
@click.option("--doubtful", is_flag=True, help="Published articles with doubtful sentences too.")
@click.pass_obj
def review(settings: Settings, numbers: tuple[int, ...], doubtful: bool) -> None:  # noqa: FBT001 click passes options so
    """Walk through the held articles and decide, sentence by sentence, what is published.

    What you accept or correct is kept at once and holds for this sentence in every article, whatever the model, until
    you decide otherwise; an article goes back to be put together again as soon as nothing in it is held. Rejecting
    withdraws the article: it stays out, in new versions too, until `vietwire retry ID --withdrawn`. You can leave at
    any moment.

    \b
    Examples:
      vietwire review
      vietwire review --doubtful
      vietwire review 17
    """  # noqa: D301 \b keeps click from joining the lines
    from rich.console import Console

    from worker import bootstrap

    services = bootstrap.services()
    found = services.editing.reviews(numbers, doubtful=doubtful)
    dialogue = _Dialogue(services, Console(highlight=False))
    try:
        dialogue.walk(found)
    except click.Abort:  # the end of a piped input, or Ctrl-C
        click.echo()
    finally:
        dialogue.close(settings)


class _QuitError(Exception):
    """The person has had enough."""


class _RejectedError(Exception):
    """The article that is being reviewed was rejected."""


@dataclass(slots=True)
class _Dialogue:
    """One session; counts what was done."""

    services: Services
    console: Console
    seen: int = 0
    decided: int = 0
    rejected: int = 0
    terms: int = 0
    back: dict[int, None] = field(default_factory=dict)
    """Articles that go back to be assembled, in order."""

    def walk(self, reviews: Iterable[Review]) -> None:
        """Every article in turn, until the person quits."""
        try:
            for found in reviews:
                self.seen += 1
                if found.goes_back:
                    click.echo(f"Article {found.record.id} is decided already and goes back to be put together again.")
                    self.back[found.record.id] = None
                else:
                    self._article(found)
        except _QuitError:
            return

    def close(self, settings: Settings) -> None:
        """Apply new terms, and say what was done and when it will be seen."""
        if self.terms:
            self.back |= dict.fromkeys(self.services.glossary.refresh().ids)
        if not self.seen:
            click.echo("There is nothing to review.")
            return
        counts = (
            (self.decided, "decided", "sentence"),
            (self.terms, "added to the glossary", "term"),
            (self.rejected, "rejected", "article"),
            (len(self.back), "put together again", "article"),
        )
        said = [f"{n} {noun}{'' if n == 1 else 's'} {what}" for n, what, noun in counts if n]
        click.echo(f"{', '.join(said) or 'Nothing was decided'}.")
        follow(settings, list(self.back))

    def _article(self, found: Review) -> None:
        """One article; whatever way it ends, its decisions are carried out."""
        record = found.record
        where = f"Article {record.id} of {record.article.source}, {record.state.value}"
        self.console.rule(escape(where))
        self.console.print(f"[bold]{escape(record.article.title)}[/bold]")
        if record.article.url:
            self.console.print(escape(record.article.url), soft_wrap=True)
        if record.reason:
            self.console.print(escape(record.reason), style="red", soft_wrap=True)
        decided: list[str] = []
        try:
            for place, trouble in enumerate(found.troubles, 1):
                self._show(trouble, f"{place} of {len(found.troubles)}, {trouble.kind.replace('_', ' ')}")
                if self._sentence(record.id, trouble):
                    decided.append(trouble.source)
            if not found.troubles:
                self._bare(record.id)
        except _RejectedError:
            self.rejected += 1
        finally:
            if decided:
                self.back |= dict.fromkeys(self.services.editing.spread(decided))
            self._tell_whether_held(record.id, decided=bool(decided))

    def _tell_whether_held(self, number: int, *, decided: bool) -> None:
        now = self.services.store.record(number)
        if now is not None and now.state is State.HELD and decided:
            click.echo(f"Article {number} stays held: sentences that hold it are not decided yet.")

    def _show(self, trouble: Trouble, where: str) -> None:
        from rich.table import Table

        table = Table(title=where, title_justify="left", expand=True)
        for name in ("original", "English"):
            table.add_column(name, ratio=1)
        table.add_row(escape(trouble.source), escape(trouble.english), style=COLOURS[trouble.grade])
        self.console.print(table)
        for reason in trouble.reasons:
            self.console.print(f"  {trouble.grade.value}: {escape(reason)}", soft_wrap=True)

    def _sentence(self, number: int, trouble: Trouble) -> bool:
        """Ask until the sentence is decided (True) or skipped (False)."""
        while True:
            try:
                choice = _ask(QUESTION, "actrsq")
                if choice == "a":
                    self._decide(trouble, trouble.english)
                    return True
                if choice == "c":
                    self._decide(trouble, _ask_text("English", present=trouble.english))
                    return True
                if choice == "t":
                    self._term()
                elif choice == "s":
                    return False
                else:
                    self._leave(number, choice)
            except (InvalidInputError, ConfigurationError) as error:
                click.echo(str(error), err=True)

    def _bare(self, number: int) -> None:
        """An article that is held although no sentence of it is in doubt, or every one is decided."""
        choice = _ask(BARE_QUESTION, "rsq")
        if choice != "s":
            self._leave(number, choice)

    def _leave(self, number: int, choice: str) -> None:
        if choice == "q":
            raise _QuitError
        reason = _ask_text("Reason, which readers of the feeds may see", present=REASON)
        self.services.publication.withdraw(number, reason)
        raise _RejectedError

    def _decide(self, trouble: Trouble, english: str) -> None:
        self.services.editing.decide(trouble.source, english)
        self.decided += 1

    def _term(self) -> None:
        """A new line of the glossary; it is applied when the session ends, and the sentence is asked again."""
        from worker.core.glossary import Term
        from worker.glossary_file import add_term

        term = Term(
            _ask_text("Term (Vietnamese)"), _ask_text("Its English"), _ask_text("Kind (office, party, phrase ...)")
        )
        added = add_term(self.services.glossary_file, term)
        self.terms += 1
        click.echo(
            f"'{added.term}' is '{added.translation}' from now on; skip the sentence to see what that makes of it."
        )


def _ask(question: str, letters: str) -> str:
    answer: str = click.prompt(
        question, type=click.Choice(list(letters), case_sensitive=False), show_choices=False, prompt_suffix=": "
    )
    return answer


def _ask_text(question: str, *, present: str = "") -> str:
    """A line of text; Enter keeps the present one, which stands there to be changed where the terminal can do that."""
    with _offered(present) as is_offered:
        answer: str = click.prompt(question, default=present or None, show_default=bool(present) and not is_offered)
    return answer


@contextmanager
def _offered(text: str) -> Iterator[bool]:
    """Put the text on the input line for the person to change; False where there is no such line."""
    try:
        import readline
    except ImportError:  # Python was built without it
        yield False
        return
    if not sys.stdin.isatty():
        yield False
        return
    readline.set_startup_hook(lambda: readline.insert_text(text))
    try:
        yield True
    finally:
        readline.set_startup_hook(None)


COMMANDS = (review,)
