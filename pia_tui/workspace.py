"""The workspace: the one folder that holds everything the program writes (`db/` and `exports/`)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pia_tui.errors import PiaError, why

VARIABLE = "PIA_TUI_WORKSPACE"
HOME_VARIABLE = "PIA_TUI_HOME"
"""Where a bundle was unpacked, as its starter says."""
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

    @property
    def can_be_written(self) -> bool:
        """Whether the system lets this user write the store, as far as it tells; a store yet to be made counts."""
        wanted = (self.database, self.db) if is_there(self.database) else (self.db,)
        return all(os.access(path, os.W_OK) for path in wanted)

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
    """Say which folder is the workspace: `option`, else PIA_TUI_WORKSPACE, else the bundle's folder, else `cwd` if it
    is one, else ~/pia-tui.

    A bundle on a medium that cannot be written (and has no store yet) is passed over. Nothing is made here;
    `Workspace.prepare` does that on first use. A folder that cannot be one, or that may not be looked into, raises
    WorkspaceError.
    """
    env = os.environ if env is None else env
    named = option or env.get(VARIABLE)
    here = _here() if cwd is None else cwd
    if named:
        return _checked(here / written_out(Path(named)))
    unpacked = env.get(HOME_VARIABLE)
    if unpacked and is_usable_home(Path(unpacked)):
        return _checked(Path(unpacked))
    if is_folder(here / "db") and is_folder(here / "exports"):
        return _checked(here)
    return _checked((_home() if home is None else home) / "pia-tui")


def is_usable_home(folder: Path) -> bool:
    """Whether a bundle's folder can be a workspace: it has a store, or can be written.

    Windows tells of missing rights only when something is written.
    """
    workspace = Workspace(folder)
    if is_file(workspace.database):
        return True
    try:
        with tempfile.TemporaryFile(dir=workspace.db if is_folder(workspace.db) else folder):
            return True
    except OSError:
        return False


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


def is_there(path: Path) -> bool:
    """Whether there is such a file or folder. False, where `Path.exists` raises: a name that is too long, a folder of
    somebody else."""
    return os.path.exists(path)  # noqa: PTH110


def is_folder(path: Path) -> bool:
    """The same for a folder."""
    return os.path.isdir(path)  # noqa: PTH112


def is_file(path: Path) -> bool:
    """The same for a file."""
    return os.path.isfile(path)  # noqa: PTH113


def written_out(path: Path) -> Path:
    """The path with `~` written out; a home that nobody knows stays as it was typed, as the name it may well be."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def _checked(root: Path) -> Workspace:
    """The workspace, if it can be one. A folder that is not there yet can."""
    workspace = Workspace(root)
    try:
        if is_there(root) and not root.is_dir():
            raise _not_a_folder(root)
        workspace.database.stat()
    except (FileNotFoundError, NotADirectoryError):
        return workspace
    except OSError as error:
        raise WorkspaceError(
            f"作業フォルダー「{root}」を使えません（{why(error)}）。",
            safe="何も変更していません。",
            next="使える場所を --workspace で指定してください。",
        ) from error
    return workspace


def _here() -> Path:
    """The current folder; one that was removed meanwhile is no workspace, and nothing can be relative to it."""
    try:
        return Path.cwd()
    except OSError:
        return Path()


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
