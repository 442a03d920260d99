"""A page whose labels and values are shuffled: each value to the item it most likely belongs to, or to none."""

from __future__ import annotations

from dataclasses import replace

from pia_tui.ingest.text.scatter.carrying import Carried
from pia_tui.ingest.text.scatter.ordered import OrderedPage
from pia_tui.ingest.text.scatter.page import Finding, Page
from pia_tui.ingest.text.scatter.torn_choices import TornChoices
from pia_tui.ingest.text.scatter.torn_marks import TornMarks
from pia_tui.ingest.text.scatter.torn_texts import TornTexts
from pia_tui.ingest.text.scatter.trust import number_of

_BROKEN = 0.2
"""The margin of an answer that is but a part of one."""
_DOUBTED = 0.5
"""What is left of a margin where order and nearness speak for different items, or different lines."""


def solve(page: Page, orderly: bool, cut: Carried | None = None) -> list[Finding]:
    """All answers of a page. Flags come first: they say which items are switched off.

    `cut` is what the page before left open.
    """
    marks, texts = TornMarks(page), TornTexts(page)
    findings = [*marks.flags(), *marks.counts(), *marks.marks()]
    findings += texts.columns()
    if not orderly or not page.labelling.mostly_ordered:
        return [*findings, *TornChoices(page).choices(), *(_unbroken(page, each) for each in texts.texts())]
    ordered = OrderedPage(page, cut).findings()
    rest = {span[0] for each in ordered if cut is not None and each.entry == cut.entry for span in each.spans}
    page.used |= {number for number, piece in enumerate(page.pieces) if piece.start in rest}
    nearest = [*TornChoices(page).choices(), *texts.texts()]
    return [*findings, *(_unbroken(page, _weighed(each, nearest)) for each in ordered)]


def _unbroken(page: Page, finding: Finding) -> Finding:
    """A finding, doubted where it is but a part of an answer: what stands before or behind it goes on with it."""
    places = {span[0] for span in finding.spans}
    texts = [number for number, piece in enumerate(page.pieces) if piece.kind == "text"]
    own = [at for at, number in enumerate(texts) if page.pieces[number].start in places]
    if finding.raw is not None or not own:
        return finding
    edges = [(own[0] - 1, own[0]), (own[-1], own[-1] + 1)]
    edges = [(one, two) for one, two in edges if one >= 0 and two < len(texts)]
    if any(page.is_cut(texts[one], texts[two]) for one, two in edges) or _counts_on(page, texts, own):
        certain = min(_BROKEN, finding.margin)
        return replace(finding, margin=certain, place_margin=certain, part=True)
    return finding


def _counts_on(page: Page, texts: list[int], own: list[int]) -> bool:
    """Whether numbers (①, ② …) of a finding's lines go on from a line before it, or go on in one behind it."""
    pieces, clean = page.pieces, page.reading.clean
    numbers = [number_of(clean[pieces[number].start : pieces[number].end]) for number in texts]
    inside = [numbers[at] for at in own if numbers[at]]
    before = next((number for number in reversed(numbers[: own[0]]) if number), 0)
    behind = next((number for number in numbers[own[-1] + 1 :] if number), 0)
    return bool(inside) and (1 < inside[0] == before + 1 or behind == inside[-1] + 1)


def _weighed(finding: Finding, nearest: list[Finding]) -> Finding:
    """A finding by order, doubted where nearness speaks for another item, or parts its lines."""
    own = {span[0] for span in finding.spans}
    others = [each for each in nearest if own & {span[0] for span in each.spans}]
    if not others or [each.entry for each in others] == [finding.entry]:
        return finding
    certain = _DOUBTED * finding.margin
    return replace(finding, margin=certain, place_margin=min(certain, finding.place_margin))
