"""Data of a body's own beside that of the program: forms in `db/forms`, tables of the law in `db/law`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pia_tui.forms import add_folder

if TYPE_CHECKING:
    from pia_tui.workspace import Workspace


def make_known(workspace: Workspace) -> None:
    """Let the forms and tables kept in the workspace stand beside those of the program."""
    make_forms_known(workspace)
    make_law_known(workspace)


def make_forms_known(workspace: Workspace) -> None:
    """Let the forms kept in the workspace (`db/forms`) stand beside those of the program."""
    add_folder(workspace.db / "forms")


def make_law_known(workspace: Workspace) -> None:
    """Let the law's tables kept in the workspace (`db/law`) stand beside those of the program.

    Most workspaces have none: then nothing is loaded.
    """
    folder = workspace.db / "law"
    if folder.is_dir():
        from pia_tui.law.amendments import add_folder as add_amendments
        from pia_tui.law.tables import add_folder as add_law

        add_law(folder)
        add_amendments(folder)
