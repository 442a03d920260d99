"""The body's own rule on which assessment it does beyond the duty, kept beside the store for everyone who opens it."""

from __future__ import annotations

import msgspec

from pia_tui.errors import PiaError
from pia_tui.output import write_file
from pia_tui.rules.threshold import local_rule, rules
from pia_tui.rules.threshold_table import LocalRule
from pia_tui.workspace import Workspace

FILE = "body.json"


class UnknownLocalRule(PiaError):
    """No rule goes by that id."""


class _Body(msgspec.Struct, frozen=True):
    local_rule: str = ""


def local_rule_of(workspace: Workspace) -> LocalRule | None:
    """The rule of this workspace's body, or None. A file that cannot be read counts as none: the duty still holds."""
    try:
        kept = msgspec.json.decode((workspace.db / FILE).read_bytes(), type=_Body)
        return local_rule(kept.local_rule)
    except (OSError, msgspec.DecodeError, KeyError):
        return None


def keep_local_rule(workspace: Workspace, rule_id: str) -> LocalRule | None:
    """Make it the body's rule ("" for none); returns it. Raises UnknownLocalRule, OutputError."""
    try:
        rule = local_rule(rule_id)
    except KeyError:
        known = "、".join(each.id for each in rules().local_rules)
        raise UnknownLocalRule(
            f"「{rule_id[:80]}」という決まりはありません。",
            safe="何も変更していません。",
            next=f"選べるもの: {known}、none",
        ) from None
    data = msgspec.json.format(msgspec.json.encode(_Body(rule_id))) + b"\n"
    write_file(workspace.prepare().db / FILE, data, overwrite=True)
    return rule
