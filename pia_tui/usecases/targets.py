"""Where an exported file goes: the place that was named, or `exports/` under the document's name."""

from __future__ import annotations

from pathlib import Path

from pia_tui.output import file_in
from pia_tui.workspace import Workspace, is_folder


def target_file(workspace: Workspace, target: Path | None, title: str, suffix: str) -> Path:
    """The file to write: `target` itself, or a free name for the title in it, if it is a folder, or in `exports/`."""
    if target is None:
        return file_in(workspace.prepare().exports, title, suffix)
    return file_in(target, title, suffix) if is_folder(target) else target
