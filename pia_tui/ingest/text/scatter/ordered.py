"""Pages whose labels stand in the form's order: their texts and options stand in that order too, if not beside them.

A reader of columns prints the labels of a page's rows and then their answers, or an answer before its label. Each line
goes to an item so that the order of the form is kept; the margin tells how much dearer any other reading is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.prose import goes_on
from pia_tui.ingest.text.scatter.carrying import Carried
from pia_tui.ingest.text.scatter.in_order import FAR, in_order, least_total
from pia_tui.ingest.text.scatter.layout import begins_with_date, is_date, is_short, line_width
from pia_tui.ingest.text.scatter.likeness import Likeness
from pia_tui.ingest.text.scatter.page import SURE, Finding, Page, options_of

_SKIP_OPTIONAL, _SKIP_OFF = 0.1, 0.0
_WHOLE, _LOOSE = (0.15, 0.5), (0.35, 0.35)
"""Costs of a label between a line and its own, and of a label without answer; where boxes hold whole answers or not."""
_BEFORE, _INLINE = 0.3, -2.5
_GO_ON, _NEW_BOX, _LOOSE_BOX, _OVER_LABEL = 0.1, 0.6, 0.2, 0.6
_TORN, _FRESH, _COUNTED, _PARTED = 1.5, 0.5, 0.3, 2.0
"""Costs of parting a line from the one it goes on from, from one of its box, and within a box that is one answer."""
_OPTIONAL, _OTHER = 0.3, 0.15
"""What speaks against an item that may stay empty, and against each label of no text between a line and its own."""
_CIRCLED = 0x245F
_LEAST = 3
"""So many sentences that go on in another line tell of a page alone whether its boxes hold whole answers."""
_STRANGE, _SHORT_LINE, _HALF = 0.5, 0.2, 0.5
"""Costs of a line that goes on though its end and the next line's beginning never meet elsewhere, or it is short."""
_FULL, _ONE_LINE, _CERTAIN = 0.85, 0.6, 2.0


class OrderedPage:
    """Reads the texts and choices of a page whose labels are in order."""

    def __init__(self, page: Page, cut: Carried | None = None) -> None:
        self.page = page
        self.cut = cut
        self.entries = [*page.entries, *([cut.entry] if cut else [])]
        """What the page before left open stands behind the page's own entries, but goes before them."""
        self.likeness = Likeness(page)
        self.places = self._places()
        self.whole_boxes = self._boxes_count()
        self.crossed, self.skip = _WHOLE if self.whole_boxes else _LOOSE
        self.others = self._others()

    def _places(self) -> list[float]:
        """Where the label of each entry stands; those without one between their neighbours."""
        known = self.page.labelling.of_entry
        places: list[float] = []
        last = -1.0
        for index in range(len(self.page.entries)):
            placed = index in known and known[index].piece not in self.page.labelling.displaced
            if placed:
                last = float(known[index].piece)
            places.append(last if placed else last + 0.5)
        return [*places, -1.0]

    def _others(self) -> list[int]:
        """The labels of headings and of items without texts."""
        page = self.page
        known = page.labelling.of_entry
        texts = {known[index].piece for index in self._demands("text", "date") if index in known}
        texts |= page.labelling.displaced
        return [number for number, piece in enumerate(page.pieces) if piece.kind == "label" and number not in texts]

    def findings(self) -> list[Finding]:
        """An answer for each text and option that belongs to an item."""
        return [*self._choices(), *self._texts()]

    # -- choices -------------------------------------------------------------------------------------------------------

    def _choices(self) -> list[Finding]:
        page = self.page
        units = [number for number, piece in enumerate(page.pieces) if piece.kind == "option"]
        demands = self._demands("choice")
        options = [{fold(text): text for text in options_of(page.item(page.entries[index]))} for index in demands]
        costs = [
            [
                self._distance(unit, index, demands) if page.pieces[unit].option in known else FAR
                for index, known in zip(demands, options, strict=True)
            ]
            for unit in units
        ]
        steps, skips = [(FAR, 0.0)] * len(units), [self._skip(index) for index in demands]
        found = in_order(costs, steps, skips)
        findings = []
        for number, (unit, (demand, _)) in enumerate(zip(units, found, strict=True)):
            if demand < 0 or costs[number][demand] >= FAR:
                continue
            # It does not matter which of several equal values an item gets.
            value = page.pieces[unit].option
            other = [
                [FAR if column == demand and page.pieces[each].option == value else cost for column, cost in row]
                for each, row in zip(units, (list(enumerate(row)) for row in costs), strict=True)
            ]
            margin = least_total(other, steps, skips) - least_total(costs, steps, skips)
            margin = min(margin, page.label_margin(demands[demand]))
            span = (page.pieces[unit].start, page.pieces[unit].end)
            entry = page.entries[demands[demand]]
            findings.append(Finding(entry, options[demand][value], (span,), margin))
            if margin >= SURE:
                page.chosen[entry.target, entry.turn, entry.block] = options[demand][value]
        return findings

    # -- texts ---------------------------------------------------------------------------------------------------------

    def _texts(self) -> list[Finding]:
        page = self.page
        units = [
            number
            for number, piece in enumerate(page.pieces)
            if piece.kind == "text" and not piece.broken and number not in page.used and not page.printed(number)
        ]
        demands = self._demands("text", "date")
        findings = self._inline(units, demands)
        if self.cut is not None:
            demands.insert(0, len(page.entries))
        if not units or not demands:
            return findings
        costs = [[self._cost(unit, index, demands) for index in demands] for unit in units]
        found = in_order(costs, self._steps(units), [self._skip(index) for index in demands])
        for demand, group in groupby(zip(units, found, strict=True), key=lambda pair: pair[1][0]):
            own = list(group)
            if demand < 0:
                continue
            spans = tuple((page.pieces[unit].start, page.pieces[unit].end) for unit, _ in own)
            margin = min(margin for _, (_, margin) in own)
            entry = self.entries[demands[demand]]
            sure = _CERTAIN if entry is self.entries[-1] and self.cut else page.label_margin(demands[demand])
            certain = min(margin, sure)
            findings.append(Finding(entry, None, spans, certain, place_margin=certain, settled=True))
        return findings

    def _inline(self, units: list[int], demands: list[int]) -> list[Finding]:
        """Answers in the line of their label that end in it: they stand outside of the order."""
        findings = []
        for index in list(demands):
            own = self.page.labelling.of_entry.get(index)
            unit = own.piece + 1 if own is not None else -1
            if own is None or unit not in units or not self.page.same_line(own.piece, unit):
                continue
            piece = self.page.pieces[unit]
            place = units.index(unit)
            if line_width(self.page.reading, piece) > _ONE_LINE * self.page.full_width or (
                place + 1 < len(units) and self.page.pieces[units[place + 1]].box == piece.box
            ):
                continue
            units.remove(unit)
            demands.remove(index)
            margin = min(_CERTAIN, own.margin)
            entry = self.page.entries[index]
            span = (piece.start, piece.end)
            findings.append(Finding(entry, None, (span,), margin, place_margin=margin, settled=True))
        return findings

    def _demands(self, *kinds: str) -> list[int]:
        items = [self.page.item(entry) for entry in self.page.entries]
        return [index for index, item in enumerate(items) if item is not None and item.value_kind in kinds]

    def _skip(self, index: int) -> float:
        entry = self.entries[index]
        if self.cut is not None and index == len(self.page.entries):
            return _TORN if self.cut.line else self.skip
        if not self.page.applies(entry) or index not in self.page.labelling.of_entry:
            return _SKIP_OFF
        return _SKIP_OPTIONAL if self.page.optional(entry) else self.skip

    def _distance(self, unit: int, index: int, demands: Sequence[int]) -> float:
        """How far a line stands from a label: labels of other such items between them; before it is a little worse."""
        own = self.page.labelling.of_entry.get(index)
        place = self.places[index]
        if own is not None and unit == own.piece + 1 and self.page.same_line(own.piece, unit):
            return _INLINE
        low, high = sorted((place, float(unit)))
        crossed = sum(low < self.places[other] < high for other in demands if other != index)
        others = sum(low < label < high for label in self.others)
        return (_BEFORE if unit < place else 0.0) + self.crossed * crossed + _OTHER * others

    def _cost(self, unit: int, index: int, demands: Sequence[int]) -> float:
        page, entry = self.page, self.entries[index]
        item = page.item(entry)
        assert item is not None
        piece = page.pieces[unit]
        text = page.reading.clean[piece.start : piece.end]
        cost = self._distance(unit, index, demands)
        if self.cut is not None and index == len(page.entries):
            if sum(label < unit for label in page.labelling.labels) > bool(self.cut.line):
                return FAR
            if self.cut.line:
                return cost + (0.0 if goes_on(self.cut.line, text) else _TORN)
        if item.value_kind == "date":
            cost += 0.0 if is_date(text) else 2.0
        elif is_date(text):
            cost += 0.0 if begins_with_date(item.good) else 1.0
        if item.digits_only and not fold(text).isdigit():
            cost += 4.0
        if len(fold(text)) > 40 and is_short(item):
            cost += 0.4
        cost += _OPTIONAL if page.optional(entry) else 0.0
        return cost + (0.0 if page.applies(entry) else 2.0) - 0.5 * self.likeness.of(entry, item, text)

    def _steps(self, units: Sequence[int]) -> list[tuple[float, float]]:
        """For each unit the costs of its going on with the unit before, and of its beginning an answer."""
        page, steps = self.page, [(FAR, 0.0)]
        new_box = _NEW_BOX if self.whole_boxes else _LOOSE_BOX
        for before, unit in pairwise(units):
            one, two = page.pieces[before], page.pieces[unit]
            if self.whole_boxes and one.box == two.box and unit == before + 1:
                steps.append((0.0, _PARTED))
                continue
            clean = page.reading.clean
            open_end = goes_on(clean[one.start : one.end], clean[two.start : two.end])
            strange = page.joints.strangeness(clean[one.start : one.end], clean[two.start : two.end])
            full = line_width(page.reading, one) >= _FULL * max(page.widths.get(one.box, (0, 0))[1], 1)
            wide = page.column(one.box) == "wide" or line_width(page.reading, one) >= _FULL * page.full_width
            between = page.pieces[before + 1 : unit]
            labels = sum(piece.kind == "label" for piece in between)
            go = _OVER_LABEL * labels + (0.1 * (len(between) - labels) if between else 0.0)
            go += _GO_ON if one.box == two.box else new_box
            if not open_end and one.box != two.box:
                go += 0.1
            if open_end:
                go += _STRANGE * strange
                go += _SHORT_LINE if line_width(page.reading, one) < _HALF * page.full_width else 0.0
            beside = not labels and (wide or (full and one.box == two.box and self._has_wide(one.box)))
            torn = page.is_cut(before, unit) or (open_end and beside)
            new = _TORN if torn else _FRESH if one.box == two.box else 0.0
            counted = self._counted(units, before, unit)
            steps.append((0.0 if torn or counted > 0 else go - _COUNTED * counted, new + max(0, counted) * _TORN))
        return steps

    def _counted(self, units: Sequence[int], before: int, unit: int) -> int:
        """1 where a line goes on counting (①… ②), -1 where it begins to count anew, else 0."""
        page = self.page

        def number_of(each: int) -> int:
            text = page.reading.clean[page.pieces[each].start : page.pieces[each].end].strip()
            return ord(text[0]) - _CIRCLED if text and _CIRCLED < ord(text[0]) <= _CIRCLED + 20 else 0

        here = number_of(unit)
        last = next((number for each in reversed(units[: units.index(before) + 1]) if (number := number_of(each))), 0)
        if here > 1 and here == last + 1:
            return 1
        return -1 if here == 1 and last else 0

    def _boxes_count(self) -> bool:
        """Whether boxes hold whole answers: sentences go on within them, not from one into the next."""
        page = self.page
        inside = across = 0
        for before, unit in pairwise(number for number, piece in enumerate(page.pieces) if piece.kind == "text"):
            one, two = page.pieces[before], page.pieces[unit]
            wide = line_width(page.reading, one) >= _FULL * page.full_width
            if wide and goes_on(page.reading.clean[one.start : one.end], page.reading.clean[two.start : two.end]):
                inside += one.box == two.box
                across += one.box != two.box
        if inside + across >= _LEAST or not page.columns.widths:
            return inside >= across
        return page.columns.whole_boxes

    def _has_wide(self, box: int) -> bool:
        return self.page.widths.get(box, (0, 0))[1] >= 0.5 * self.page.full_width
