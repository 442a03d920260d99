"""Asks whether to begin again from a proven backup, where the store is damaged and no screen can be shown."""

from __future__ import annotations

import questionary

_RESTORE = "控えから戻す（壊れたファイルは残し、まだ読める評価書は引き継ぎます）"
_LEAVE = "何もせずに終わる"


def wants_restore() -> bool:
    """Whether the officer chose to begin again from the backup just told of; Ctrl+C means no."""
    answer = questionary.select(
        "どうしますか", choices=[_RESTORE, _LEAVE], instruction="（↑↓で選び、Enterで決定）", qmark="問"
    ).ask(kbi_msg="何も変えずに終わります。")
    return bool(answer == _RESTORE)


def wants_new_index(said: str) -> bool:
    """Whether the officer wants the search index made anew; `said` tells what is wrong. Ctrl+C means no."""
    make, leave = "索引を作り直して、探す（評価書には触れません）", "何もせずに終わる"
    answer = questionary.select(said, choices=[make, leave], instruction="（↑↓で選び、Enterで決定）", qmark="問").ask(
        kbi_msg="何も変えずに終わります。"
    )
    return bool(answer == make)
