"""The test sheet for a real console: asks for typing and pressing, and shows what arrived."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import ClassVar

import msgspec
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from pia_tui import datafile
from pia_tui.tui.actions import Place, bindings, key_name
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.widgets.menu_view import MenuEntry, MenuView
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.tui.widgets.title_bar import TitleBar

MOST_CODES = 24


class TrialStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to try; the fields are explained at the head of the data file."""

    id: str
    title: str
    ask: str
    expect: str = ""
    keys: tuple[str, ...] = ()


@cache
def steps() -> tuple[TrialStep, ...]:
    """The sheet."""
    return datafile.load(Path(__file__).parent / "console_test.yaml", tuple[TrialStep, ...])


def verdict(step: TrialStep, arrived: str, pressed: frozenset[str]) -> str:
    """What is said of a step: 合格, or what differs."""
    if step.keys:
        missing = [key_name(key) for key in step.keys if key not in pressed]
        return f"届かないキー：{'、'.join(missing)}" if missing else "合格"
    if step.expect:
        return "合格" if arrived == step.expect else f"違います（{len(step.expect)} 字のはずが {len(arrived)} 字）"
    return f"{len(arrived):,} 字届きました" if arrived else "届いていません"


class ConsoleTestScreen(PiaScreen[dict[str, str]]):
    """Gives what was said of each step."""

    PLACE: ClassVar[Place] = "testing"
    BINDINGS: ClassVar[list[BindingType]] = bindings("testing")
    DEFAULT_CSS = """
    ConsoleTestScreen { layout: vertical; }
    ConsoleTestScreen #steps { height: 10; }
    ConsoleTestScreen Vertical { height: 1fr; padding: 0 2; }
    ConsoleTestScreen #asked { text-style: bold; padding: 1 0; }
    ConsoleTestScreen TextEditor { height: 3; }
    ConsoleTestScreen #arrived { padding: 1 0; color: $color-label; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self._pressed: frozenset[str] = frozenset()
        self.verdicts: dict[str, str] = {}

    def compose_body(self) -> ComposeResult:
        yield TitleBar("端末の試験　打った文字とキーが正しく届くか確かめます")
        yield MenuView(id="steps")
        with Vertical():
            yield Static("", id="asked", markup=False)
            yield TextEditor(single=True, id="typed")
            yield Static("", id="arrived", markup=False)

    def on_mount(self) -> None:
        self._ask()

    @property
    def step(self) -> TrialStep:
        """The step being tried."""
        return steps()[self._at]

    def _ask(self) -> None:
        step = self.step
        entries = [
            MenuEntry(one.id, f"{n}．{one.title}", side=self.verdicts.get(one.id, ""))
            for n, one in enumerate(steps(), 1)
        ]
        self.query_one(MenuView).show(entries, at=step.id)
        sample = "\n①②③④⑤|\nあいうえお|" if step.id == "widths" else ""
        keys = "\n" + "　".join(key_name(key) for key in step.keys) if step.keys else ""
        self.query_one("#asked", Static).update(step.ask + sample + keys)
        editor = self.query_one(TextEditor)
        editor.begin("", single=True)
        editor.display = not step.keys
        self.query_one("#arrived", Static).update("")
        if step.keys:
            self.set_focus(None)
        else:
            editor.focus()

    def on_key(self, event: events.Key) -> None:
        """In the step about keys every key is only noted."""
        if not self.step.keys:
            return
        if event.key == "enter":
            self._next("")
        elif event.key != "ctrl+q":
            self._pressed |= {event.key}
            marked = "　".join(f"[{'〇' if key in self._pressed else '　'}]{key_name(key)}" for key in self.step.keys)
            self.query_one("#arrived", Static).update(f"届いたキー：{key_name(event.key)}\n{marked}")
            event.stop()
            event.prevent_default()

    @on(TextEditor.Left)
    def _left(self, event: TextEditor.Left) -> None:
        event.stop()
        if event.direction == "enter":
            self._next(self.query_one(TextEditor).text)

    def _next(self, arrived: str) -> None:
        said = verdict(self.step, arrived, self._pressed)
        self.verdicts[self.step.id] = said
        codes = " ".join(f"U+{ord(char):04X}" for char in arrived[:MOST_CODES])
        last = self._at + 1 >= len(steps())
        if not last:
            self._at += 1
        self._ask()
        self.query_one("#arrived", Static).update(
            f"前の問い：{said}\n{codes}" + ("\n試験は終わりです（Esc で戻ります）" if last else "")
        )

    def do_leave_test(self) -> None:
        self.dismiss(self.verdicts)
