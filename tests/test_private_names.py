"""Names that other libraries keep to themselves and this program uses all the same: all of them, in one list.

pyproject.toml pins textual, reportlab and uharfbuzz to the range in which these are known to hold. When a pin is
raised, this module tells first what has moved; the last test keeps the list whole.
"""

from __future__ import annotations

import ast
import asyncio
import importlib
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfbase import pdfdoc
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.document._document import Document as TextDocument
from textual.document._wrapped_document import WrappedDocument
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widgets import TextArea

PACKAGE = Path(__file__).parent.parent / "pia_tui"

MODULES = {
    "textual._time": ("get_time",),
    "textual._wait": ("SLEEP_IDLE", "SLEEP_GRANULARITY"),  # in the tests alone
    "textual._xterm_parser": ("XTermParser",),
    "textual.document._document": ("DocumentBase", "Location"),
    "textual.document._document_navigator": ("DocumentNavigator",),
    "textual.document._wrapped_document": ("WrappedDocument",),
    "rich.cells": ("_is_single_cell_widths", "load_cell_table"),
    "uharfbuzz": ("Blob", "Face", "Font", "HarfBuzzError", "SubsetFlags", "SubsetInput", "SubsetPlan"),
}
"""Private modules, and modules of which private or unsettled names are used."""

OVERRIDDEN: dict[type, dict[str, tuple[str, ...]]] = {
    Stylesheet: {"_parse_rules": ("self", "css", "read_from", "is_default_rules", "tie_breaker", "scope")},
    App: {"_handle_exception": ("self", "error"), "_fatal_error": ("self",)},
    TextArea: {
        "_on_key": ("self", "event"),
        "_on_paste": ("self", "event"),
        "_set_document": ("self", "text", "language"),
    },
}
"""Methods that are replaced, with their parameters."""

CALLED: dict[type, dict[str, tuple[str, ...]]] = {
    MessagePump: {"_close_messages_no_wait": ("self",)},
    TextArea: {
        "_replace_via_keyboard": ("self", "insert", "start", "end"),
        "_rewrap_and_refresh_virtual_size": ("self",),
    },
}
"""Methods that are called, with their parameters."""


class _Plain(App[int]):
    pass


def _app() -> object:
    return _Plain()


def _wrapped() -> object:
    return WrappedDocument(TextDocument("一\n二"), width=4)


def _pdf() -> object:
    return pdfdoc.PDFDocument(compression=1, invariant=1, pdfVersion=(1, 7), lang="ja")


def _cell() -> object:
    from openpyxl import Workbook

    sheet = Workbook().active
    assert sheet is not None
    return sheet.cell(1, 1)


def _sheet() -> object:
    import io

    from openpyxl import Workbook, load_workbook

    file = io.BytesIO()
    Workbook().save(file)
    return load_workbook(file, read_only=True).worksheets[0]


ATTRIBUTES: list[tuple[Callable[[], object], tuple[str, ...]]] = [
    (_app, ("_batch_count", "_closed", "_closing", "_exception", "_message_queue",
            "_next_callbacks", "_pending_message", "_resize_event")),
    (Screen, ("_callbacks", "_layout_required")),
    (Stylesheet, ("_variables",)),
    (TextArea, ("_draw_cursor",)),
    (_wrapped, ("_line_index_to_offsets", "_offset_to_line_info", "_tab_width_cache", "_width", "_wrap_offsets")),
    (asyncio.Event, ("_waiters",)),
    (_pdf, ("_catalog", "Catalog", "Pages", "Reference", "addPage", "fontMapping", "idToObject",
            "idToObjectNumberAndVersion", "info", "numberToId", "objectcounter", "pageCounter")),
    (_cell, ("_style",)),
    (_sheet, ("_worksheet_path",)),
]  # fmt: skip
"""What is read or set on an object."""


@pytest.mark.parametrize("module", MODULES)
def test_the_modules_hold_the_names(module: str) -> None:
    found = importlib.import_module(module)
    assert [name for name in MODULES[module] if not hasattr(found, name)] == []


@pytest.mark.parametrize(("owner", "names"), [*OVERRIDDEN.items(), *CALLED.items()])
def test_the_methods_take_what_they_took(owner: type, names: dict[str, tuple[str, ...]]) -> None:
    found = {name: tuple(inspect.signature(getattr(owner, name)).parameters) for name in names}
    assert found == names


async def test_the_objects_have_the_attributes() -> None:
    for make, names in ATTRIBUTES:
        made = make()
        assert [name for name in names if not hasattr(made, name)] == [], type(made)


async def test_a_message_queue_tells_who_waits() -> None:
    app: Any = _app()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert hasattr(app._message_queue, "empty")
        assert hasattr(app._message_queue.ready_event, "_waiters")


def test_reportlab_writes_objects_as_the_writer_asks() -> None:
    document: Any = _pdf()
    assert issubclass(pdfdoc.PDFCatalog, pdfdoc.PDFObject) or hasattr(pdfdoc.PDFCatalog, "format")
    assert isinstance(pdfdoc.BasicFonts, str)
    assert pdfdoc.format(pdfdoc.PDFName("X"), document, toplevel=1) == b"/X"
    page = pdfdoc.PDFPage()
    before = document.pageCounter
    document.addPage(page)
    assert document.pageCounter == before + 1
    assert f"Page{before}" in document.idToObject


def test_the_list_names_every_private_name_that_is_used() -> None:
    """What begins with one line and is defined nowhere in this program belongs to somebody else."""
    used: dict[str, set[str]] = {}
    ours: set[str] = set()
    modules: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    ours.add(name)
                case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                    ours.add(name)
                case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name, ctx=ast.Store()):
                    ours.add(name)
                case ast.Attribute(attr=name) if _is_private(name):
                    used.setdefault(name, set()).add(str(path.relative_to(PACKAGE)))
                case ast.ImportFrom(module=str(module)) if any(map(_is_private, module.split("."))):
                    modules.add(module)
    known = {name for _, names in ATTRIBUTES for name in names} | {"_COORD"}  # a structure of Windows' own
    known |= {name for table in (OVERRIDDEN, CALLED) for names in table.values() for name in names}
    known |= {name for names in MODULES.values() for name in names}
    assert {name: places for name, places in used.items() if name not in ours | known} == {}
    assert modules <= MODULES.keys()


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")
