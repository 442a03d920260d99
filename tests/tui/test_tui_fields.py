"""What holds in every field one types into: where the letters go, where the cursor stands, which keys work."""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fields import FIELDS, Field, cells_of, made, press, resize, walk
from screens import settled
from textual import events
from textual.widgets import TextArea

import pia_tui.tui
from pia_tui.tui.actions import all_actions, key_name
from pia_tui.tui.editor.screen import EditorScreen
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.workspace import Workspace

Running = Callable[..., Any]
SIZES = ((80, 24), (120, 40))
MARK = "ゑ"
"""A wide letter that stands nowhere else."""
QUICK = frozenset(
    {
        "a long text that is there", "one line", "a date that is there", "a count", "the bracket of an option",
        "the whole screen", "a note", "the palette", "a piece of the list", "the day of the rows", "the filter",
        "the path of a file", "a question gone back to", "the day of a review", "the test of a console",
    }
)  # fmt: skip
"""One field of each kind; the others are tried with the long tests."""


def _marks(field: Field) -> list[pytest.MarkDecorator]:
    return [] if field.name in QUICK else [pytest.mark.long]


each_field = pytest.mark.parametrize(
    "field", [pytest.param(field, marks=_marks(field), id=field.name) for field in FIELDS]
)


@pytest.fixture
def at_field(running: Running, workspace: Workspace, request: pytest.FixtureRequest) -> Running:
    """The app with the keys in a field."""

    @asynccontextmanager
    async def run(field: Field, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Any]:
        imported = field.where == "imported"
        number = request.getfixturevalue("imported") if imported else made(workspace, field.where)
        async with running(size) as pilot:
            app = pilot.app
            if field.where != "register":
                app.open_document(number, at=field.at)
            await settled(app)
            await walk(app, field.steps)
            assert isinstance(app.focused, TextEditor), f"{field.name}: {app.screen} {app.focused}"
            yield app

    return run


def test_every_screen_with_a_field_is_among_them() -> None:
    """A new screen with a field of its own has to be added here."""
    known = {
        "home.py", "wizard.py", "find.py", "search_all.py", "palette.py", "choosing.py", "pasting.py", "dialogs.py",
        "writing.py", "form_pane.py", "piece.py", "console_test.py",
    }  # fmt: skip
    found = set()
    for file in Path(pia_tui.tui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if name in ("TextEditor", "TextArea", "Input"):
                found.add(file.name)
    assert found == known


BOTH = [(field, size) for field in FIELDS for size in (SIZES if field.steps == ("enter",) else SIZES[:1])]


@pytest.mark.parametrize(
    ("field", "size"),
    [pytest.param(field, size, marks=_marks(field), id=f"{field.name}, {size[0]}") for field, size in BOTH],
)
async def test_the_cursor_stands_where_the_next_letter_goes(
    at_field: Running, field: Field, size: tuple[int, int]
) -> None:
    """When the field opens, after wide letters, in a new line, at the beginning of one, and in the other window."""
    async with at_field(field, size) as app:
        editor = app.focused
        await _check_cursor(app, "opened")
        if editor.read_only:
            return
        await _type(app, "漢字とｶﾅ１2")
        await _check_cursor(app, "after wide letters")
        if not editor.single:
            await _type(app, "住民の届出を受けて記録する。" * 7)
            await press(app, "enter")
            await _check_cursor(app, "in a new line")
        await press(app, "home")
        await _check_cursor(app, "at the beginning of a line")
        await resize(app, *SIZES[size == SIZES[0]])
        await _check_cursor(app, "in the other window")


CLOSED = tuple(field for field in FIELDS if field.steps == ("enter",) and field.name != "a long text that is there")


@pytest.mark.parametrize("size", SIZES)
async def test_the_cursor_stands_there_before_an_item_is_open(
    running: Running, workspace: Workspace, size: tuple[int, int]
) -> None:
    """An input method opens its window before the first letter arrives."""
    number = made(workspace, "document")
    async with running(size) as pilot:
        app = pilot.app
        app.open_document(number)
        await settled(app)
        for field in CLOSED:
            assert app.screen.go_to(app.screen.session.document.key(field.at))
            app.screen.pane.page.scroll_to(y=app.screen.pane.page.row_region(app.screen.pane.page.cursor).y - 2,
                                           animate=False, immediate=True)  # fmt: skip
            await settled(app)
            assert app.screen.pane.page.row.key == app.screen.session.document.key(field.at)
            stands = app.cursor_position
            await press(app, MARK)
            appeared = cells_of(app, MARK)
            assert stands in appeared, f"{field.name}: the cursor stands at {stands}, the letter came at {appeared}"
            await press(app, "backspace", "escape")


async def _type(app: Any, text: str) -> None:
    app.post_message(events.Paste(text))
    await settled(app)


async def _check_cursor(app: Any, when: str) -> None:
    """The next letter appears in the cell of the terminal's cursor; then it is taken back."""
    editor = app.focused
    stands = app.cursor_position
    if editor.read_only:
        assert editor.region.contains_point(stands), when
        return
    before, selection, text = cells_of(app, MARK), editor.selection, editor.text
    assert not before
    await press(app, MARK)
    appeared = cells_of(app, MARK)
    assert stands in appeared, f"{when}: the cursor stands at {stands}, the letter came at {appeared}"
    with editor.prevent(TextArea.Changed):
        editor.load_text(text)
    editor.selection = selection
    editor.post_message(TextArea.Changed(editor))
    await settled(app)


@each_field
async def test_the_letters_and_no_key_of_another_place(at_field: Running, field: Field) -> None:
    """A proposed day or number gives way to what is typed, a text is written on, → goes on writing in either. No key
    that another screen binds does anything: what is typed next is in the field."""
    async with at_field(field) as app:
        screen, editor = app.screen, app.focused
        held, selection = editor.text, editor.selection
        assert bool(held) is (field.holds or editor.read_only)
        if not editor.read_only:
            await press(app, MARK)
            assert editor.text == (MARK if field.replaced else held + MARK)
            editor.load_text(held)
            editor.selection = selection
            await press(app, "right", MARK)
            assert editor.text == held + MARK
        own = {key for action in all_actions() if action.works_at(screen.place) for key in action.keys}
        used = {key for binding in editor._bindings.key_to_bindings for key in binding.split(",")}
        others = {key for action in all_actions() for key in action.keys} - own - used
        others -= {
            "enter",
            "tab",
            "space",
            "up",
            "down",
            "left",
            "right",
            "pageup",
            "pagedown",
            "f1",
            "ctrl+q",
            "escape",
        }
        assert others
        for key in sorted(others - ({"ctrl+u"} if editor._is_line else set())):
            before = editor.text
            await press(app, key)
            assert app.screen is screen, key
            assert app.focused is editor, key
            assert editor.text == before, key
        if not editor.read_only:
            editor.load_text("")
            await press(app, MARK)
            assert editor.text == MARK


@pytest.mark.parametrize("key", ["ctrl+u", "ctrl+b", "ctrl+g", "ctrl+l"])
async def test_a_key_of_the_page_says_how_to_use_it(at_field: Running, key: str) -> None:
    async with at_field(FIELDS[0]) as app:
        await press(app, "あ", key, "い")
        assert app.focused.text == "あい"
        assert any(key_name(key) in one.text and "Esc" in one.text for one in app.messages), app.messages


LEADING = tuple(
    (action.id, action.keys[0])
    for action in all_actions()
    if "text" in action.places and action.keys and not action.silent and action.id not in ("external", "finish")
)


@pytest.mark.parametrize(("action", "key"), LEADING, ids=[action for action, _ in LEADING])
async def test_what_is_typed_after_a_key_that_leads_away_is_not_lost_without_a_word(
    at_field: Running, action: str, key: str
) -> None:
    """The letter stands in the field that has the keys now, or the screen says that it stands nowhere."""
    async with at_field(FIELDS[0]) as app:
        await press(app, "あ", key, MARK)
        editor = next(one for one in app.screen_stack if isinstance(one, EditorScreen))
        told = any(f"「{MARK}」は、どこにも入っていません" in one.text for one in app.messages)
        field = app.focused if isinstance(app.focused, TextEditor) else None
        assert told or (field is not None and MARK in field.text), f"{action}: {app.screen} {app.focused}"
        assert editor.session.document.get("II[1].2.3") in ("あ", f"あ{MARK}")


@pytest.mark.parametrize(("at", "kind", "words"), [
    ("I.2.1", "block", "見出し"), ("I.2.1", "add", "追加"), ("betten1.1", "item", "図"),
    ("I.1.2", "next_section", "次の章"), ("II[1].4.1", "off", "書かない"), ("I.6.1", "item", "選ぶ欄"),
])  # fmt: skip
@pytest.mark.parametrize("how", ["key", "paste"])
async def test_letters_on_a_row_that_takes_none_are_told(
    running: Running, workspace: Workspace, at: str, kind: str, words: str, how: str
) -> None:
    number = made(workspace, "document")
    async with running() as pilot:
        app = pilot.app
        app.open_document(number, at=at)
        await settled(app)
        page = app.screen.pane.page
        if kind == "off":
            app.screen.edited(app.screen.session.put("II[1].4.1", "委託しない"))
        page.move_to(
            next(at for at, row in enumerate(page.rows) if row.kind == kind) if kind != "item" else page.cursor
        )
        before = dict(app.screen.session.document.state)
        await (press(app, "字") if how == "key" else _type(app, "貼った文"))
        assert any(words in one.text for one in app.messages), app.messages
        assert dict(app.screen.session.document.state) == before
