"""The body's own rules, from its data file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pia_tui import datafile
from pia_tui.datafile import BrokenData, DataLines
from pia_tui.rules.checks.context import Context, OwnCheck, OwnChecks
from pia_tui.rules.findings import Finding


def own(context: Context) -> Iterator[Finding]:
    """What the body's own rules find."""
    for rule in context.others.own:
        for node, text in context.texts:
            if rule.labels or rule.roles:
                names = (node.item.label, context.label(node))
                if node.item.role not in rule.roles and not any(label in names for label in rule.labels):
                    continue
            lacks = bool(rule.needs) and re.search(rule.needs, text) is None
            has = bool(rule.forbids) and re.search(rule.forbids, text) is not None
            if lacks or has:
                yield Finding(f"own.{rule.id}", rule.level, node.path, rule.message)


def read_own(file: Path) -> tuple[OwnCheck, ...]:
    """The rules of a file, none where there is no such file. Raises BrokenData."""
    if not file.is_file():
        return ()
    return datafile.load(file, OwnChecks, _check).checks


def _check(value: OwnChecks, source: DataLines) -> None:
    """Raises BrokenData for patterns that are none, and for a rule that looks for nothing."""
    problems: list[tuple[str, str]] = []
    for number, rule in enumerate(value.checks):
        where = f"$.checks[{number}]"
        if not rule.needs and not rule.forbids:
            problems.append((where, "needs（必要な語）か forbids（使わない語）を書いてください"))
        for pattern in (rule.needs, rule.forbids):
            try:
                re.compile(pattern)
            except re.error as error:
                problems.append((where, f"「{pattern[:40]}」を検索の形として読めません（{error}）"))
    if problems:
        raise source.broken(problems)


__all__ = ["BrokenData", "own", "read_own"]
