"""The folders that everybody knows by name: デスクトップ and ドキュメント, wherever this computer keeps them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from pia_tui.workspace import is_folder

DESKTOP, DOCUMENTS = "デスクトップ", "ドキュメント"
_USUAL = {DESKTOP: ("Desktop", DESKTOP), DOCUMENTS: ("Documents", DOCUMENTS, "書類")}
_XDG = {DESKTOP: "XDG_DESKTOP_DIR", DOCUMENTS: "XDG_DOCUMENTS_DIR"}
_SHELL = {DESKTOP: "Desktop", DOCUMENTS: "Personal"}
_SHELL_KEY = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"


def usual_folders(home: Path | None = None) -> list[tuple[str, Path]]:
    """(name, folder) of those that are there. Windows may keep them elsewhere, on a share or in OneDrive."""
    home = Path.home() if home is None else home
    told = _told_by_windows() if sys.platform == "win32" else _told_by_desktop(home)
    found = []
    for name, usual in _USUAL.items():
        candidates = [*([told[name]] if name in told else []), *(home / one for one in usual)]
        found += [(name, one) for one in candidates if one != home and is_folder(one)][:1]
    return found


def _told_by_windows() -> dict[str, Path]:
    told: dict[str, Path] = {}
    if sys.platform == "win32":
        import winreg

        with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, _SHELL_KEY) as key:
            for name, value in _SHELL.items():
                with suppress(OSError):
                    told[name] = Path(os.path.expandvars(str(winreg.QueryValueEx(key, value)[0])))
    return told


def _told_by_desktop(home: Path, env: Mapping[str, str] | None = None) -> dict[str, Path]:
    """What the user-dirs file of a Linux desktop says."""
    config = Path((os.environ if env is None else env).get("XDG_CONFIG_HOME") or home / ".config")
    try:
        text = (config / "user-dirs.dirs").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    lines = dict(re.findall(r'^(XDG_\w+)="([^"]+)"', text, re.MULTILINE))
    return {name: Path(lines[key].replace("$HOME", str(home))) for name, key in _XDG.items() if key in lines}
