"""Files about changes: the proof sheet with underlined words, and the timeline of the steps to publication."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pia_tui.forms.wareki import to_wareki
from pia_tui.output import write_file
from pia_tui.rules.changes.data import step_rules
from pia_tui.rules.changes.excerpt import marked
from pia_tui.usecases.publication.changes import ChangesProposal
from pia_tui.usecases.targets import target_file

if TYPE_CHECKING:
    from pia_tui.rules.changes.rows import ProposedRow
    from pia_tui.rules.changes.steps import Timeline
    from pia_tui.store import Store

_COLUMNS = ("change_item", "change_before", "change_after", "change_timing")
PROOF, TIMELINE = "新旧対照表", "公表までの日程"


def proof_bytes(proposal: ChangesProposal, *, font: str = "") -> bytes:
    """The proof sheet: every row with the whole texts cut to what changed, the differing words underlined."""
    from pia_tui.export.pdf.change_papers import PaperHead, ProofRow, render_proof
    from pia_tui.export.pdf.render import PdfOptions

    def row(each: ProposedRow) -> ProofRow:
        # What stands instead of a text (（新規記載）) has nothing to be compared with.
        plain = each.change.kind in ("added", "removed") or not each.change.before or not each.change.after
        before, after = marked(each.before, each.after)
        return ProofRow(
            item=f"{each.item}{'　※' if each.star else ''}",
            before=each.before,
            after=each.after,
            before_marks=() if plain else before.spans,
            after_marks=((0, len(each.after)),) if plain and each.change.after else () if plain else after.spans,
            timing=each.timing.text,
            note=each.timing.note,
        )

    rows = [row(each) for each in proposal.rows if not each.aside]
    form = proposal.document.form
    items = [form.item(form.roles.get(role, "")) for role in _COLUMNS]
    head = PaperHead(
        PROOF,
        proposal.document.name,
        _compared(proposal),
        str(proposal.document.by_role("body") or ""),
        tuple(item.label if item else "" for item in items),
    )
    return render_proof(head, rows, PdfOptions(font=font))


def write_proof(
    store: Store, proposal: ChangesProposal, *, target: Path | None = None, overwrite: bool = False, font: str = ""
) -> Path:
    """Write the proof sheet; returns the file. Raises OutputExists, OutputError, FontProblem."""
    path = target_file(store.workspace, target, f"{PROOF}_{proposal.document.name}", ".pdf")
    return write_file(path, proof_bytes(proposal, font=font), overwrite=overwrite)


def write_timeline(
    store: Store, proposal: ChangesProposal, plan: Timeline, *, target: Path | None = None, overwrite: bool = False
) -> Path:
    """Write the steps to publication; returns the file. Raises OutputExists, OutputError, FontProblem."""
    from pia_tui.export.pdf.change_papers import PaperHead, StepRow, render_timeline

    rows = [
        StepRow(
            step.start,
            f"{to_wareki(step.start)}{f'～{to_wareki(step.end)}' if step.days > 1 else ''}"
            f"\n{step.days}日間{'' if step.statutory else '（目安）'}",
            step.title,
            step.what,
            step.source,
        )
        for step in plan.steps
    ]
    body = str(proposal.document.by_role("body") or "")
    head = PaperHead(TIMELINE, proposal.document.name, (f"{plan.word}　{_compared(proposal)[0]}",), body)
    data = render_timeline(head, rows, plan.notes, plan.effect, step_rules().effect)
    path = target_file(store.workspace, target, f"{TIMELINE}_{proposal.document.name}", ".pdf")
    return write_file(path, data, overwrite=overwrite)


def _compared(proposal: ChangesProposal) -> tuple[str, ...]:
    """What is compared with what."""
    publication = proposal.publication
    if publication is None:
        return (f"変更 {len(proposal.rows)} か所",)
    day = to_wareki(date.fromisoformat(publication.published_on))
    return (f"{day}に公表した内容から、変更 {len(proposal.rows)} か所",)
