"""Asks before a folder for all documents is made: one that is not there may have been mistyped."""

from __future__ import annotations

from pathlib import Path

import questionary


def wants_folder(folder: Path) -> bool:
    """Whether the officer wants to begin in a folder that is not there yet; Ctrl+C means no."""
    make, leave = "このフォルダーを作って始める", "作らずに終わる"
    answer = questionary.select(
        f"保存先のフォルダー「{folder}」は、まだありません。",
        choices=[make, leave],
        instruction="（↑↓で選び、Enterで決定）",
        qmark="問",
    ).ask(kbi_msg="何も作らずに終わります。")
    return bool(answer == make)
