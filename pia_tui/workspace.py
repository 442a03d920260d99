"""The workspace: the one folder that holds everything the program writes (`db/` and `exports/`)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pia_tui.errors import PiaError

VARIABLE = "PIA_TUI_WORKSPACE"
PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


class WorkspaceError(PiaError):
    """The workspace folder is missing, is no folder, or cannot be made."""


@dataclass(frozen=True)
class Workspace:
    """A folder with `db/` and `exports/`; nothing is written anywhere else."""

    root: Path

    @property
    def db(self) -> Path:
        return self.root / "db"

    @property
    def database(self) -> Path:
        """The store itself: one SQLite file."""
        return self.db / "pia.sqlite3"

    @property
    def backups(self) -> Path:
        return self.db / "backups"

    @property
    def exports(self) -> Path:
        return self.root / "exports"

    def prepare(self) -> Workspace:
        """Make the folders that are not there yet, private to this user.

        A folder that exists keeps the rights it has: a shared folder was shared by somebody on purpose.
        """
        for folder in (self.root, self.db, self.backups, self.exports):
            make_private_folder(folder)
        return self


def find_workspace(
    option: str | os.PathLike[str] | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    home: Path | None = None,
) -> Workspace:
    """Say which folder is the workspace: `option`, else PIA_TUI_WORKSPACE, else `cwd` if it is one, else ~/pia-tui.

    Nothing is made here; `Workspace.prepare` does that on first use. A folder that was named but cannot be one
    raises WorkspaceError.
    """
    named = option or (os.environ if env is None else env).get(VARIABLE)
    here = Path.cwd() if cwd is None else cwd
    if named:
        return _named(here / Path(named).expanduser())
    if (here / "db").is_dir() and (here / "exports").is_dir():
        return Workspace(here)
    return Workspace((_home() if home is None else home) / "pia-tui")


def make_private_folder(folder: Path) -> None:
    """Make `folder` for this user alone (0700 where the system knows such rights); leave an existing one as it is."""
    if folder.is_dir():
        return
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except FileExistsError as error:
        raise _not_a_folder(folder) from error
    except OSError as error:
        raise WorkspaceError(
            f"作業フォルダー「{folder}」を作れませんでした。",
            safe="まだ何も書き込んでいません。",
            next="書き込める場所を --workspace で指定してください。",
        ) from error


def make_private_file(path: Path) -> None:
    """Give a file that holds answers to this user alone; a file system without rights is left as it is."""
    if os.name == "posix":
        try:
            path.chmod(PRIVATE_FILE)
        except OSError:
            return  # FAT sticks and some shares know no rights: that must not stop anybody's work


def _named(root: Path) -> Workspace:
    if root.exists() and not root.is_dir():
        raise _not_a_folder(root)
    return Workspace(root)


def _not_a_folder(path: Path) -> WorkspaceError:
    return WorkspaceError(
        f"作業フォルダーに指定された「{path}」はフォルダーではありません。",
        safe="このファイルには触れていません。",
        next="フォルダーを --workspace で指定してください。",
    )


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:
        raise WorkspaceError(
            "利用者のホームフォルダーが分かりません。",
            safe="まだ何も書き込んでいません。",
            next="作業フォルダーを --workspace で指定してください。",
        ) from error
