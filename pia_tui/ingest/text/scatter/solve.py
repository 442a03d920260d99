"""A page whose labels and values are shuffled: each value to the item it most likely belongs to, or to none."""

from __future__ import annotations

from pia_tui.ingest.text.scatter.page import FoundAnswer, TornPage
from pia_tui.ingest.text.scatter.torn_choices import TornChoices
from pia_tui.ingest.text.scatter.torn_marks import TornMarks
from pia_tui.ingest.text.scatter.torn_texts import TornTexts


def solve(page: TornPage) -> list[FoundAnswer]:
    """All answers of a page. Flags come first: they say which items are switched off."""
    marks, texts = TornMarks(page), TornTexts(page)
    findings = [*marks.flags(), *marks.counts(), *marks.marks(), *texts.columns()]
    return [*findings, *TornChoices(page).choices(), *texts.texts()]
