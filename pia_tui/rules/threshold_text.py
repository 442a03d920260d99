"""The result of しきい値判断 as lines of plain text that a screen reader reads well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pia_tui.rules.findings import Finding
from pia_tui.rules.threshold import Judgement


def lines_of_result(judgement: Judgement, findings: Iterable[Finding] = ()) -> Iterator[str]:
    """The result, the way to it, why, what would change it, and what does not fit together."""
    yield ""
    yield f"【しきい値判断結果】{judgement.text}"
    yield ""
    yield "判断の道すじ"
    for number, step in enumerate(judgement.steps, 1):
        answer = f"{step.answer} → " if step.answer else ""
        yield f"  {number}. {step.label}: {answer}{step.outcome}"
    if judgement.basis:
        yield judgement.basis
    yield f"理由: {judgement.reason}"
    yield f"根拠: {judgement.clause}"
    changes = [shift.text for shift in judgement.distance if shift.changes]
    if changes:
        yield "人数などが変わったとき"
        yield from (f"  ・{text}" for text in changes)
    for finding in findings:
        yield f"{finding.word}: {finding.message}"
    yield ""
