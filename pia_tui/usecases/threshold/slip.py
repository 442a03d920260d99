"""The しきい値判断結果票: one page about a judgement, to be attached to the paper that asks for the decision."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pia_tui.assessment import Assessment
from pia_tui.errors import PiaError
from pia_tui.output import write_file
from pia_tui.rules.day_rules import DayRules, restored
from pia_tui.rules.threshold import Judgement
from pia_tui.usecases.targets import target_file
from pia_tui.usecases.threshold.history import judged_on, kept_judgements

if TYPE_CHECKING:
    from pia_tui.store import Store
    from pia_tui.workspace import Workspace

TITLE = "しきい値判断結果票"


class NoJudgement(PiaError):
    """The document was made without a しきい値判断 in this program."""


def write_slip(
    workspace: Workspace,
    judgement: Judgement,
    *,
    task: str = "",
    body: str = "",
    judged_on: date | None = None,
    day: DayRules | None = None,
    target: Path | None = None,
    overwrite: bool = False,
) -> Path:
    """Write the slip; returns the file. `day` are the rules of an old judgement's day.

    Raises OutputExists, OutputError, FontProblem.
    """
    from pia_tui.export.pdf.threshold_slip import SlipHead, render_threshold_slip

    data = render_threshold_slip(judgement, SlipHead(task, body, judged_on), day=day)
    path = target_file(workspace, target, f"{TITLE}_{task}" if task else TITLE, ".pdf")
    return write_file(path, data, overwrite=overwrite)


def write_slip_of(
    store: Store,
    document_id: int,
    *,
    judgement: int | None = None,
    target: Path | None = None,
    overwrite: bool = False,
) -> Path:
    """The slip of the judgement that a document rests on, or of an earlier one by its number, as it was made.

    Raises NoJudgement and the errors of `write_slip`.
    """
    stored = store.load(document_id)
    document = Assessment.of(stored.state, document_id)
    known = kept_judgements(store, document_id)
    kept = next((each for each in known if judgement in (None, each.id)), None)
    found = restored(kept.inputs, kept.result) if kept is not None else None
    if kept is None or found is None:
        if judgement is not None and known:
            numbers = "、".join(str(each.id) for each in known)
            raise NoJudgement(
                f"「{document.name}」に、判断 {judgement} の記録はありません。",
                safe="何も書き出していません。",
                next=f"この評価書の判断: {numbers}",
            )
        raise NoJudgement(
            f"「{document.name}」には、しきい値判断の記録がありません。",
            safe="評価書はそのままです。",
            next="結果票だけなら「pia-tui threshold … -o ファイル」で作れます。",
            next_on_screen="結果票は、しきい値判断（評価書の一覧で Ctrl+N）から作った評価書で書き出せます。",
        )
    return write_slip(
        store.workspace,
        found[0],
        task=str(kept.result.get("task_name") or document.by_role("task_name") or ""),
        body=str(kept.result.get("body") or document.by_role("body") or ""),
        judged_on=judged_on(kept),
        day=found[1],
        target=target,
        overwrite=overwrite,
    )
