"""From two states of a document to 変更箇所: what differs, how it is written, when it is due, and what follows."""

from __future__ import annotations

from pia_tui.rules.changes.diff import Difference, ItemChange, applied, diff

__all__ = ["Difference", "ItemChange", "applied", "diff"]
