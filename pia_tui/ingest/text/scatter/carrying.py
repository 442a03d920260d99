"""Answers that the end of a page cuts off: from their label, or in the middle.

The last label of a page may have its answer, or the rest of it, at the top of the next page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pia_tui.ingest.text.prose import goes_on, width
from pia_tui.ingest.text.scatter.page import FAIR, Finding, Page
from pia_tui.ingest.text.scatter.sequence import Entry

_FULL = 0.85
_DOUBTED = 0.2
"""The margin of an answer whose rest is not found."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The last entry of a page that has a label, and the line in which its answer was cut; "" where it has none yet."""

    entry: Entry
    line: str


def carried_from(page: Page, findings: Sequence[Finding]) -> Carried | None:
    """What the next page may begin with; None where nothing is open."""
    known = page.labelling.of_entry
    last = max(
        (index for index in known if (item := page.item(page.entries[index])) and item.value_kind in ("text", "date")),
        default=None,
    )
    if last is None or not page.applies(page.entries[last]) or page.optional(page.entries[last]):
        return None
    entry = page.entries[last]
    own = [each for each in findings if each.entry == entry and each.margin >= FAIR]
    if not own:
        return Carried(entry, "")
    line = page.reading.clean[slice(*own[0].spans[-1])].strip()
    texts = [piece for piece in page.pieces if piece.kind == "text"]
    is_last = bool(texts) and texts[-1].start == own[0].spans[-1][0]
    full = page.columns.cuts(line) or width(line) >= _FULL * page.full_width
    if is_last and full and goes_on(line, "あ"):
        return Carried(entry, line)
    return None


def joined(before: Sequence[Finding], findings: Sequence[Finding], cut: Carried) -> tuple[list[Finding], list[Finding]]:
    """The findings of two pages with an answer that the first page cut made whole, or doubted without its rest."""
    rest = next((each for each in findings if each.entry == cut.entry), None)
    whole = [
        each
        if each.entry != cut.entry
        else replace(each, margin=_DOUBTED, place_margin=_DOUBTED)
        if rest is None
        else replace(
            each,
            spans=(*each.spans, *rest.spans),
            margin=min(each.margin, rest.margin),
            place_margin=min(each.place_margin, rest.place_margin),
        )
        for each in before
    ]
    return whole, [each for each in findings if each is not rest]
