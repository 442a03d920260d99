"""What does not look right in a document: numbered checks with their source, each finding as a value.

A check is a small function in one of this room's modules, and an entry of `data/checks.yaml` with its level, its
sentence, its source, and an example of a document that it finds and one that it does not.
"""

from __future__ import annotations

from pia_tui.rules.checks.aside import aside_key, asides, divided
from pia_tui.rules.checks.context import Others, OwnCheck
from pia_tui.rules.checks.data import Check, Checks, Example, checks
from pia_tui.rules.checks.run import check, rule_ids

__all__ = [
    "Check", "Checks", "Example", "Others", "OwnCheck", "aside_key", "asides", "check", "checks", "divided", "rule_ids",
]  # fmt: skip
