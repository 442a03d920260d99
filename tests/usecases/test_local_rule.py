"""The body's own rule: kept beside the store, followed by the wizard."""

from __future__ import annotations

from pathlib import Path

import pytest

from pia_tui.rules.threshold import Facts, judge, levels_allowed, rules
from pia_tui.usecases.threshold.local_rule import FILE, UnknownLocalRule, keep_local_rule, local_rule_of
from pia_tui.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "office").prepare()


def test_a_rule_is_kept_and_raises_the_first_choice(workspace: Workspace) -> None:
    judgement = judge(Facts(150_000, 100, incident=False))
    assert judgement.level == "juten"
    assert local_rule_of(workspace) is None
    assert levels_allowed(judgement, local_rule_of(workspace))[0].level == "juten"
    kept = keep_local_rule(workspace, rules().local_rules[0].id)
    assert local_rule_of(workspace) == kept
    assert [choice.level for choice in levels_allowed(judgement, kept)] == ["zenkoumoku"]
    keep_local_rule(workspace, "")
    assert local_rule_of(workspace) is None


def test_an_unknown_rule_changes_nothing(workspace: Workspace) -> None:
    keep_local_rule(workspace, rules().local_rules[0].id)
    with pytest.raises(UnknownLocalRule, match=rules().local_rules[0].id):
        keep_local_rule(workspace, "できるだけ")
    assert local_rule_of(workspace) is not None


@pytest.mark.parametrize("text", ["", "{", '{"local_rule": "gone"}', '{"local_rule": 3}'])
def test_a_spoiled_file_counts_as_no_rule(workspace: Workspace, text: str) -> None:
    (workspace.db / FILE).write_text(text, "utf-8")
    assert local_rule_of(workspace) is None
