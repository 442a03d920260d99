"""Every field one can type into and the way to it, for tests of what must hold in all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from screens import settled
from textual import events
from textual.geometry import Offset, Size

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.store import Store
from pia_tui.workspace import Workspace

LONG = "届出を受け、台帳に記録する。\n" * 3 + "終わり"
CHARACTERS = {"enter": "\r", "tab": "\t", "space": " ", "backspace": "\x7f", "ctrl+u": "\x15"}


@dataclass(frozen=True)
class Field:
    """A field. `where` is what is in front before the steps: the register, or a document at an item (`at`).

    A step is a key, an action of the screen in front (`do:…`), or an entry of a menu (`pick:…`). `holds` is whether
    something stands in it already, and `replaced` whether that gives way to what is typed.
    """

    name: str
    where: Literal["register", "document", "imported", "published"]
    steps: tuple[str, ...] = ()
    at: str = ""
    holds: bool = False
    replaced: bool = False


def _in_form(name: str, at: str, *, holds: bool = False) -> Field:
    return Field(name, "document", ("enter",), at, holds=holds)


def _register(name: str, *steps: str, replaced: bool = False) -> Field:
    return Field(name, "register", steps, holds=replaced, replaced=replaced)


def _document(name: str, *steps: str, replaced: bool = False, holds: bool = False) -> Field:
    return Field(name, "document", steps, "I.1.2", holds=holds or replaced, replaced=replaced)


_JUDGING = ("do:judge_again", "ctrl+u", "5", "万", "enter")
_ACCIDENT = ("do:accidents", "pick:add", "漏", "enter", "1")

FIELDS = (
    _in_form("a text", "II[1].2.3"),
    _in_form("a text that is there", "I.1.2", holds=True),
    _in_form("a long text that is there", "I.2.1[1].2", holds=True),
    _in_form("one line", "I.7.1"),
    _in_form("one line that is there", "I.2.1[1].1", holds=True),
    _in_form("a date", "cover.7"),
    _in_form("a date that is there", "II[1].2.5", holds=True),
    _in_form("a count", "II[1].5.1.1.1"),
    _in_form("a count that is there", "II[1].4.1.1", holds=True),
    _in_form("a number", "cover.1"),
    _in_form("the bracket of an option", "I.2.1[1].3.7"),
    _in_form("what could not be read", "VI.1.1", holds=True),
    _document("the whole screen", "do:full_screen", holds=True),
    _document("a note", "do:note"),
    _document("the search of a document", "do:find"),
    _document("the palette", "do:palette"),
    _document("a department", "do:department", "1"),
    _document("the old word", "do:replace_words"),
    _document("the new word", "do:replace_words", "旧", "enter"),
    Field("words for the law's tables", "document", ("do:grounds",), "I.5.1"),
    Field("a piece of the list", "imported", ("do:tray", "down", "down", "enter")),
    Field("a cell of a row", "published", ("do:changes_table", "enter", "pick:after"), holds=True),
    Field("why a row is left out", "published", ("do:changes_table", "enter", "pick:aside")),
    Field("the day of the rows", "published", ("do:changes_table", "do:day_of_change"), holds=True, replaced=True),
    Field("the day of effect", "published", ("do:changes_table", "do:timeline", "do:day_of_effect"), holds=True,
          replaced=True),
    _register("the filter"),
    _register("the palette of the register", "do:palette"),
    _register("the search of all", "do:search_all"),
    _register("a text to take in", "do:import_text"),
    _register("the path of a file", "do:import_file"),
    _register("a question", "do:new"),
    _register("a question with a date", "do:new", "5", "万", "enter"),
    _register("a question gone back to", "do:new", "5", "万", "enter", "escape", replaced=True),
    _register("the day of a publication", "do:publish", "enter", replaced=True),
    _register("the day of a review", "do:record_review", replaced=True),
    _register("the number of a new judgement", "do:judge_again"),
    _register("the day of that number", *_JUDGING),
    _register("the number of hands", *_JUDGING, "enter"),
    _register("an accident", "do:accidents", "pick:add"),
    _register("the day of an accident", *_ACCIDENT),
    _register("the day it was known", *_ACCIDENT, "令", "和", "7", "年", "4", "月", "1", "日", "enter", replaced=True),
    _register("the name of a copy", "do:document_menu", "pick:duplicate", "pick:task"),
    _register("the old word everywhere", "do:replace_words"),
    _register("the test of a console", "do:test_console"),
)  # fmt: skip


# -- the documents they are found in -------------------------------------------------------------------------------


def filled(store: Store) -> int:
    """A document with something in the fields that shall hold something."""
    document = Assessment.new(load_form("zenkoumoku_h30"), "国民健康保険に関する事務")
    for path, value in {
        "I.1.2": LONG, "I.2.1[1].2": LONG * 12, "I.2.1[1].1": "宛名管理システム", "I.2.1[1].3": ["その他"],
        "II[1].2.5": "平成27年10月5日", "II[1].4.1": "委託する", "II[1].4.1.1": "12", "II[1].5.1.1": True,
    }.items():  # fmt: skip
        document.apply(document.change(path, value))
    return store.create("zenkoumoku_h30", {**document.state, "draft:VI.1.1": "令和7年4月"})


def published(store: Store) -> int:
    """A document that was published and changed since."""
    from pia_tui.usecases.publication.publishing import publish
    from pia_tui.usecases.publication.states import present

    number = filled(store)
    publish(store, number, date(2025, 4, 15), "実施", checked=False)
    store.write(number, present(store, number).change("I.1.2", "届出を受けて、台帳に正しく記録する。"))
    return number


def made(workspace: Workspace, where: str) -> int:
    """The document for the fields of a `where`."""
    with Store.open(workspace) as store:
        if where == "register":
            return store.create("kiso_r6", Assessment.new(load_form("kiso_r6"), "児童手当").state)
        return published(store) if where == "published" else filled(store)


# -- keys ----------------------------------------------------------------------------------------------------------


async def press(app: Any, *names: str) -> None:
    """Press keys, one after the other, as fast as the app takes them."""
    for name in names:
        app.post_message(events.Key(name, CHARACTERS.get(name, name if len(name) == 1 else None)))
        await settled(app)


async def resize(app: Any, width: int, height: int) -> None:
    """Make the window another one."""
    app._driver._size = Size(width, height)
    app.post_message(events.Resize(app._driver._size, app._driver._size))
    await settled(app)


async def walk(app: Any, steps: Iterable[str]) -> None:
    """Go the way to a field."""
    for step in steps:
        kind, _, what = step.partition(":")
        if kind == "do":
            app.screen.perform(what)
            await settled(app)
        elif kind == "pick":
            app.screen.dismiss(what)
            await settled(app)
        else:
            await press(app, step)


# -- what is on the screen -----------------------------------------------------------------------------------------


def cells_of(app: Any, sign: str) -> set[Offset]:
    """The cells of the screen at which a character begins."""
    from rich.cells import cell_len

    found = set()
    for y, strip in enumerate(app.screen._compositor.render_strips(Size(*app.size))):
        x = 0
        for segment in strip:
            for character in segment.text:
                if character == sign:
                    found.add(Offset(x, y))
                x += cell_len(character)
    return found
