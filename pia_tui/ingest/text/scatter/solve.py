"""A page whose labels and values are shuffled: each value to the item it most likely belongs to, or to none."""

from __future__ import annotations

from dataclasses import replace

from pia_tui.ingest.text.scatter.carrying import Carried
from pia_tui.ingest.text.scatter.ordered import OrderedPage
from pia_tui.ingest.text.scatter.page import Finding, Page
from pia_tui.ingest.text.scatter.torn_choices import TornChoices
from pia_tui.ingest.text.scatter.torn_marks import TornMarks
from pia_tui.ingest.text.scatter.torn_texts import TornTexts

_DOUBTED = 0.5
"""What is left of a margin where order and nearness speak for different items, or different lines."""


def solve(page: Page, orderly: bool, cut: Carried | None = None) -> list[Finding]:
    """All answers of a page. Flags come first: they say which items are switched off.

    `cut` is what the page before left open.
    """
    marks, texts = TornMarks(page), TornTexts(page)
    findings = [*marks.flags(), *marks.counts(), *marks.marks()]
    findings += texts.columns()
    if not orderly or not (page.labelling.ordered or page.labelling.nearly_ordered):
        return [*findings, *TornChoices(page).choices(), *texts.texts()]
    ordered = OrderedPage(page, cut).findings()
    rest = {span[0] for each in ordered if cut is not None and each.entry == cut.entry for span in each.spans}
    page.used |= {number for number, piece in enumerate(page.pieces) if piece.start in rest}
    nearest = [*TornChoices(page).choices(), *texts.texts()]
    return [*findings, *(_weighed(each, nearest) for each in ordered)]


def _weighed(finding: Finding, nearest: list[Finding]) -> Finding:
    """A finding by order, doubted where nearness speaks for another item, or parts its lines."""
    own = {span[0] for span in finding.spans}
    others = [each for each in nearest if own & {span[0] for span in each.spans}]
    if not others or [each.entry for each in others] == [finding.entry]:
        return finding
    certain = _DOUBTED * finding.margin
    return replace(finding, margin=certain, place_margin=min(certain, finding.place_margin))
