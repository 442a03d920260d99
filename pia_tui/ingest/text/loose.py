"""A date on the cover that lost its label: where nothing else is dated there, it is the day of publication."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pia_tui.forms.wareki import parse_date
from pia_tui.ingest.text.markup import LINE, PAGE

if TYPE_CHECKING:
    from pia_tui.ingest.text.fill import Filler, Region

_PUBLISHED = "published_on"
_DOUBTFUL = 0.6
_LINES = re.compile(f"[^{LINE}{PAGE}]+")


def read_loose_date(filler: Filler, regions: Sequence[Region]) -> None:
    """Take the one line of the cover that is a date and nothing else as its date, if the label was not found."""
    item = filler.tree.form.item(filler.tree.form.roles.get(_PUBLISHED, ""))
    on_cover = [region for region in regions if region.anchor.target in filler.covered]
    if item is None or not on_cover or any(region.anchor.target == item.id for region in on_cover):
        return
    dates = [
        line.span()
        for region in on_cover
        for line in _LINES.finditer(filler.reading.clean, region.start, region.end)
        if filler.ledger.is_free(*line.span()) and parse_date(line[0].strip()) is not None
    ]
    if len(dates) == 1:
        filler.value(item, {}, *dates[0], _DOUBTFUL)
