"""What the screens remember for this workspace: the looks, and where one stopped in each document.

Kept in `db/screen.json`. It holds no answer; if it is lost or unreadable, the screens start as on the first day.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec

from pia_tui.output import OutputError, write_file
from pia_tui.workspace import Workspace

FILE = "screen.json"
MOST_PLACES = 200


class Settings(msgspec.Struct):
    """`theme` is a theme's name, `safe` the console-safe style (None: not decided), `places` the last key by uuid,
    `folder` the one a file was taken from last.
    """

    theme: str = ""
    safe: bool | None = None
    help: bool = True
    sort: str = "updated"
    folder: str = ""
    places: dict[str, str] = {}


def load_settings(workspace: Workspace) -> Settings:
    """The settings, or fresh ones where there are none that can be read."""
    try:
        return msgspec.json.decode(_file(workspace).read_bytes(), type=Settings)
    except (OSError, msgspec.MsgspecError):
        return Settings()


def save_settings(workspace: Workspace, settings: Settings) -> None:
    """Keep the settings; where that cannot be done, nothing is lost but convenience."""
    while len(settings.places) > MOST_PLACES:
        del settings.places[next(iter(settings.places))]
    with suppress(OutputError):
        write_file(_file(workspace), msgspec.json.encode(settings), overwrite=True)


def _file(workspace: Workspace) -> Path:
    return workspace.db / FILE
