"""Where the actions of this room begin: in the document that is open, else over all documents."""

from __future__ import annotations

from typing import cast

from pia_tui.tui.rewriting.hosts import App, Editor
from pia_tui.tui.rewriting.in_document import InDocument
from pia_tui.tui.rewriting.in_register import renumber_all, replace_all


def renumber(pia: App) -> None:
    """号ズレ of the document that is open, or of all."""
    work = _in_document(pia)
    if work is not None:
        work.do_renumber()
    else:
        renumber_all(pia, lambda: _reload(pia))


def replace_words(pia: App) -> None:
    """Replacement in the document that is open, or in all."""
    work = _in_document(pia)
    if work is not None:
        work.do_replace_words()
    else:
        replace_all(pia, lambda: _reload(pia))


def grounds(pia: App) -> None:
    """Rows of the law's tables for the item with the cursor."""
    work = _in_document(pia)
    if work is not None:
        work.do_grounds()


def _in_document(pia: App) -> InDocument | None:
    """The actions on the document of the screen in front, None where there is none."""
    screen: object = pia.screen
    return InDocument(cast(Editor, screen)) if hasattr(screen, "session") and hasattr(screen, "pane") else None


def _reload(pia: App) -> None:
    """Let the register show what has changed."""
    reload = getattr(pia.screen, "reload", None)
    if callable(reload):
        reload()
