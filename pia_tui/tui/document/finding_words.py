"""Findings of the checks, in the text colours of the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pia_tui.rules.findings import UNANSWERED

if TYPE_CHECKING:
    from pia_tui.rules.findings import Finding

_COLORS = {"error": "error", "warning": "warning", "hint": "muted"}


def color_of(finding: Finding) -> str:
    """The text colour by how grave a finding is; items without an answer are no fault yet."""
    return "muted" if finding.rule == UNANSWERED else _COLORS[finding.level]
