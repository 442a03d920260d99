"""What import and unpack share: their input, the progress bar, and decisions about conflicts."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pia_tui.cli.session import say, standard_input
from pia_tui.forms import Value
from pia_tui.system import is_terminal

if TYPE_CHECKING:
    from pia_tui.assessment import Assessment
    from pia_tui.ingest import ReportProgress
    from pia_tui.usecases.exchange.conflicts import Choices, Conflict, ConflictSide

_LONGEST = 300


@dataclass(frozen=True)
class Decisions:
    """What the options say about conflicts."""

    ours: bool
    theirs: bool
    ours_for: tuple[str, ...]
    theirs_for: tuple[str, ...]

    def choices(self, documents: Sequence[Assessment]) -> Choices:
        """The decisions for the items of these documents. Raises BadPath."""
        from pia_tui.usecases.exchange.conflicts import choices

        if self.ours and self.theirs:
            raise click.UsageError("--ours と --theirs は、どちらか一方にしてください。")
        everything: ConflictSide | None = "ours" if self.ours else "theirs" if self.theirs else None
        return choices(documents, everything, self.ours_for, self.theirs_for)


def decision_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options about conflicts; the command gets them as `decisions`."""

    @click.option("--ours", is_flag=True, help="両方で書き換えられた項目は、この端末の記入を残します。")
    @click.option("--theirs", is_flag=True, help="両方で書き換えられた項目は、ファイルの記入にします。")
    @click.option("--ours-for", multiple=True, metavar="場所", help="この項目は、この端末の記入を残します。")
    @click.option("--theirs-for", multiple=True, metavar="場所", help="この項目は、ファイルの記入にします。")
    @functools.wraps(function)
    def with_decisions(
        *args: Any, ours: bool, theirs: bool, ours_for: tuple[str, ...], theirs_for: tuple[str, ...], **kwargs: Any
    ) -> Any:
        return function(*args, decisions=Decisions(ours, theirs, ours_for, theirs_for), **kwargs)

    return with_decisions


def input_bytes(file: str) -> bytes:
    """The content of a file, or of standard input for `-`. Raises UnreadableFile, UnsafeFile."""
    from pia_tui.ingest import read_bytes

    return standard_input() if file == "-" else read_bytes(Path(file))


@contextmanager
def progress_bar(as_json: bool) -> Iterator[ReportProgress | None]:
    """A bar on standard error; None where nobody watches."""
    if as_json or not is_terminal(sys.stderr):
        yield None
        return
    with click.progressbar(length=100, file=sys.stderr, show_eta=False, label="読み取り中") as bar:

        def step(done: float, what: str) -> bool:
            bar.label = what
            bar.update(int(done * 100) - bar.pos)
            return True

        yield step


@contextmanager
def showing_conflicts(*, shown: bool = True) -> Iterator[None]:
    """Show both sides of the conflicts that stop a command."""
    from pia_tui.usecases.exchange.conflicts import UndecidedConflicts

    try:
        yield
    except UndecidedConflicts as error:
        for conflict in error.conflicts if shown else ():
            say_conflict(conflict)
        raise


@contextmanager
def listing_cells(*, shown: bool = True) -> Iterator[None]:
    """Show the cells that cannot be read one a line, and end with a sentence that does not say them again."""
    from pia_tui.ingest.errors import UnreadableCells

    try:
        yield
    except UnreadableCells as error:
        if not shown:
            raise
        say_unreadable(error.places)
        raise UnreadableCells(error.places, listed=False) from None


def say_unreadable(places: Iterable[tuple[str, str, str, str]]) -> None:
    """Cells that cannot be read: where, what stands there, and what would be right."""
    for where, label, message, found in places:
        say(f"読めない欄　{where}　{label}")
        if found:
            say(f"    いまの中身: {_shown(found)}")
        say(f"    {message}")


def say_change(label: str, where: str, before: Value | None, after: Value | None) -> None:
    """A change, with what stands there now and what will."""
    from pia_tui.usecases.excerpts import excerpts

    say(f"変わる　{label}（{where}）" if where else f"変わる　{label}")
    now, then = excerpts(_line(before), _line(after), _LONGEST)
    say(f"    いま　　: {now}")
    say(f"    ファイル: {then}")


def say_conflict(conflict: Conflict) -> None:
    """Both sides of a conflict."""
    say(f"両方で変更　{conflict.label}　{conflict.document}")
    if conflict.based:
        say(f"    もと　　: {_shown(conflict.base)}")
    say(f"    この端末: {_shown(conflict.ours)}")
    say(f"    ファイル: {_shown(conflict.theirs)}")


def described_conflict(conflict: Conflict) -> dict[str, Any]:
    """A conflict as data."""
    return {
        "document": conflict.document,
        "key": conflict.key,
        "label": conflict.label,
        "ours": conflict.ours,
        "theirs": conflict.theirs,
        **({"base": conflict.base} if conflict.based else {}),
    }


def say_aside(text: str) -> None:
    """One line on standard error, beside the result that scripts read."""
    click.echo(text, err=True)


def _shown(value: Value | None) -> str:
    text = _line(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…（{len(text):,} 文字）"


def _line(value: Value | None) -> str:
    from pia_tui.usecases.excerpts import one_line

    return one_line(value, " ⏎ ")
