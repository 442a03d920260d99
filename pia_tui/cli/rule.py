"""`pia-tui rule`: the body's own rule on which assessment it does beyond the duty."""

from __future__ import annotations

import click

from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, json_option, pass_session, say, say_json
from pia_tui.rules.threshold import rules
from pia_tui.usecases.threshold.local_rule import keep_local_rule, local_rule_of


@command("rule")
@click.argument("rule_id", required=False, metavar="[決まり]")
@json_option
@pass_session
def rule(session: CommandSession, rule_id: str | None, as_json: bool) -> None:
    """機関の決まり（義務より詳しい評価をいつも行うなど）を表示し、指定すると切り替えます。

    none で、決まりなしに戻します。決まりがあると、しきい値判断のあとに、その評価から選ぶようになります。
    """
    if rule_id is not None:
        keep_local_rule(session.workspace, "" if rule_id == "none" else rule_id)
    now = local_rule_of(session.workspace)
    if as_json:
        known = [{"id": each.id, "label": each.label} for each in rules().local_rules]
        say_json({"rule": now.id if now else None, "rules": known})
        return
    say(f"いまの決まり: {now.label if now else 'なし（義務付けられた評価から選べます）'}")
    for each in rules().local_rules:
        say(f"  {each.id}  {each.label}")
