"""Findings of the checks, in the inks of the screens."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pia_tui.rules.findings import UNANSWERED
from pia_tui.usecases.checking.inspecting import inspect

if TYPE_CHECKING:
    from pia_tui.rules.findings import Finding
    from pia_tui.tui.document.session import Session

_INKS = {"error": "error", "warning": "warning", "hint": "muted"}


def ink_of(finding: Finding) -> str:
    """The ink by how grave a finding is; items without an answer are no fault yet."""
    return "muted" if finding.rule == UNANSWERED else _INKS[finding.level]


def findings_of(session: Session, today: date) -> list[Finding]:
    """All findings of the document as it stands in memory, without those that were set aside."""
    return session.store.call(lambda s: inspect(s, session.document, today)).stands
