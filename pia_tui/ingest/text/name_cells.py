"""The stretches of the name of the 事務 and of what stands under it, each given to its own label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from pia_tui.ingest.text.names import NAME, OUTLINE, TITLE, core_of, name_in, starts_with_name

if TYPE_CHECKING:
    from pia_tui.forms import Item
    from pia_tui.ingest.text.fill import Filler, Region

_STACK = 4
"""So many labels may stand over their answers."""
_ONE_LINE = 40


class NameCells:
    """Parts regions at the end of the name of the 事務. The cover must be read by then."""

    def __init__(self, filler: Filler) -> None:
        self.filler = filler
        self.clean = filler.reading.clean
        form = filler.tree.form
        title = filler.builder.peek(form.roles.get(TITLE, ""), {}) if TITLE in form.roles else None
        self.core = core_of(str(title), form.short_title) if title else ""

    def settle(self, regions: list[Region], number: int) -> None:
        """Correct the regions from the one of the name on; what is nobody's for sure is left over."""
        region = regions[number]
        if self._empty(region):
            self._under_stack(regions, number)
            return
        if self.filler.columns is None and not self.filler.joined:
            return
        name = name_in(self.clean, region.first, region.end, self.core, self.filler.joined)
        if name is None:
            regions[number] = replace(region, start=region.end, begin=region.anchor.occurrence.start)
        elif self.clean[name.end : region.end].strip():
            outline = number + 1 if self._role(regions, number + 1) == OUTLINE else 0
            if outline or name.sure:
                regions[number] = replace(region, end=name.end)
            if outline:
                self.filler.torn |= self.filler.joined
                self._to_outline(regions, outline, name.end)

    def _to_outline(self, regions: list[Region], number: int, begin: int) -> None:
        """Give the outline what stands before its label, if its end is sure too."""
        region = regions[number]
        following = self._item(regions, number + 1)
        if self._empty(region):
            # Its second half stands behind the next label.
            if following is not None and following.value_kind == "text":
                regions[number + 1] = replace(regions[number + 1], start=regions[number + 1].end)
            regions[number] = replace(region, start=region.end)
            return
        if not self.filler.joined:
            regions[number] = replace(region, begin=begin)
        elif following is None or following.value_kind != "text" or self._is_line(regions[number + 1]):
            item = self._item(regions, number)
            assert item is not None
            self.filler.text_from(item.id, self.filler.blocks(region.anchor), [(begin, region.end)], 0.7)

    def _under_stack(self, regions: list[Region], number: int) -> None:
        """Labels over their answers: the name is what begins as the document's; the rest may be anybody's."""
        later = range(number + 1, min(len(regions), number + _STACK))
        empty = len(list(takewhile(lambda each: self._empty(regions[each]), later)))
        last = number + 1 + empty
        if last not in later:
            return
        region, item = regions[last], self._item(regions, number)
        end = starts_with_name(self.clean, region.start, region.end, self.core)
        if end is None or item is None:
            return
        self.filler.text_from(item.id, self.filler.blocks(regions[number].anchor), [(region.start, end)], 0.8)
        under = self._item(regions, last)
        sure = last == number + 1 and self._role(regions, last) == OUTLINE
        if under is not None and under.value_kind == "text" and not sure:
            regions[last] = replace(region, start=region.end, begin=region.anchor.occurrence.start)
        self.filler.torn |= self.filler.joined

    def _item(self, regions: Sequence[Region], number: int) -> Item | None:
        return self.filler.tree.spots[regions[number].anchor.target].item if number < len(regions) else None

    def _role(self, regions: Sequence[Region], number: int) -> str:
        item = self._item(regions, number)
        return item.role if item is not None and not regions[number].anchor.furniture else ""

    def _empty(self, region: Region) -> bool:
        return not any(self.filler.ledger.free(region.first, region.end))

    def _is_line(self, region: Region) -> bool:
        """Whether an answer is so short that its cell has but one line."""
        return len(self.clean[region.start : region.end].strip()) <= _ONE_LINE


__all__ = ["NAME", "NameCells"]
