"""A page of shuffled text as a place: what lies between two pieces, how far a value stands from a label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pia_tui.forms import Item, load_form
from pia_tui.forms.model import When
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.markup import LINE
from pia_tui.ingest.text.prose import goes_on
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.scatter.labelled import PageLabelling
from pia_tui.ingest.text.scatter.layout import MarkedOption, PagePiece, line_width
from pia_tui.ingest.text.scatter.sequence import LabelEntry
from pia_tui.ingest.text.tree import Tree

_WEIGHTS = {"label": 1.0, "text": 0.8, "option": 0.3, "marks": 0.15, "scrap": 0.1}
_HEADING = 3.0
"""A heading between two pieces parts them more than a label does."""
_NEXT_LINE = 0.03
"""The weight of a text's further lines."""
_INLINE = -3.0
_AFTER, _BEFORE, _OVER, _STEP, _FAR = 0.2, 0.5, 0.3, 0.15, 1.8
"""Costs of a value right after its label, right before it, by the heading over it, each thing between, and far off."""
_WIDE, _NARROW = 0.86, 0.5
_TAIL, _PART, _OPTION = 2, 4, 10
"""Letters of a label's torn end before a colon, of a torn part, and of an option's beginning without its bracket."""
SAME = 1.0
"""The margin where it does not matter which of several labels is whose."""
SURE, FAIR = 0.6, 0.3
"""Margins from which an answer is placed: without and with a doubt."""


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """An answer found on a page for an entry: the raw value, where it stands, and its margin."""

    entry: LabelEntry
    raw: object
    spans: tuple[tuple[int, int], ...]
    margin: float
    place_margin: float = 9.0
    """How sure the item is, its block left aside."""
    told: bool = False
    """Whether more than its place tells whose a text is: its label right before it, its length, or its words."""


@cache
def label_words(form_id: str) -> str:
    """All labels of a form, those of the texts beside its options, and what sections print by their titles; folded."""
    form = load_form(form_id)
    items = [item for item in form.walk() if not item.option_text]
    texts = [text for item in items for text in (item.number + item.label, item.free_text_label)]
    return "\n".join(fold(text) for text in (*(section.star_text for section in form.sections), *texts))


@cache
def option_words(form_id: str) -> str:
    """All options of a form, each on a line, folded."""
    texts = {text for item in load_form(form_id).walk() for text in item.choice_texts}
    return "".join(f"\n{fold(text)}" for text in texts)


class TornPage:
    """One page with the stretch of the form that it holds."""

    def __init__(
        self,
        reading: Reading,
        tree: Tree,
        pieces: Sequence[PagePiece],
        entries: Sequence[LabelEntry],
        full_width: int,
        known: Mapping[str, Sequence[tuple[str, int]]] | None = None,
    ) -> None:
        self.reading = reading
        self.tree = tree
        self.pieces = pieces
        self.entries = entries
        self.full_width = full_width
        self.known: Mapping[str, Sequence[tuple[str, int]]] = known or {}
        self.labelling = PageLabelling(pieces, entries, tree)
        self.place = [0.0]
        for number, piece in enumerate(pieces):
            further = piece.kind == "text" and number > 0 and pieces[number - 1].kind == "text"
            weight = _NEXT_LINE if further else _HEADING if self._is_heading(piece) else _WEIGHTS[piece.kind]
            self.place.append(self.place[-1] + weight)
        self.flags_on: set[tuple[str, int]] = set()
        """(item, pass) of flags that are set: they switch other items off."""
        self.chosen: dict[tuple[str, int, int], object] = {}
        """The choices that are sure, by item, pass and block: they switch other items off too."""
        self.used: set[int] = set()
        """Texts that are spoken for."""
        self.widths = self._widths()
        """For each box the widest line that goes on in the next, and the widest of all."""

    def _widths(self) -> dict[int, tuple[int, int]]:
        clean = self.reading.clean
        widths: dict[int, tuple[int, int]] = {}
        for piece, following in zip(self.pieces, [*self.pieces[1:], None], strict=False):
            if piece.kind != "text":
                continue
            size = line_width(self.reading, piece)
            wrapped = False
            if following is not None and following.kind == "text" and following.box == piece.box:
                wrapped = goes_on(clean[piece.start : piece.end], clean[following.start : following.end])
            cut, longest = widths.get(piece.box, (0, 0))
            widths[piece.box] = (max(cut, size) if wrapped else cut, max(longest, size))
        return widths

    def _is_heading(self, piece: PagePiece) -> bool:
        """Whether a piece is the label of items that have no answer themselves."""
        if piece.occurrence is None:
            return False
        items = [self.tree.spots[each.target].item for each in piece.occurrence.spellings]
        return all(item is None or item.value_kind is None for item in items)

    def item(self, entry: LabelEntry) -> Item | None:
        """The item of an entry, None for a section's title."""
        return self.tree.spots[entry.target].item

    def printed(self, number: int) -> bool:
        """Whether a line is no answer: a torn part of a label, or a number that lost its brackets."""
        text = fold(self.reading.clean[self.pieces[number].start : self.pieces[number].end])
        if text.isdecimal():
            return not any(item.digits_only for entry in self.entries if (item := self.item(entry)))
        bare = text.strip("※:")
        if len(bare) >= (_TAIL if text.endswith(":") else _PART) and bare in label_words(self.tree.form.id):
            return True
        cut = text.lstrip("[]○")
        return len(cut) >= (_PART if cut != text else _OPTION) and f"\n{cut}" in option_words(self.tree.form.id)

    def between(self, one: int, two: int) -> float:
        """What lies between two pieces, in weights."""
        first, last = min(one, two), max(one, two)
        return self.place[last] - self.place[first + 1]

    def same_line(self, one: int, two: int) -> bool:
        """Whether two pieces stand in one line."""
        first, last = sorted((one, two))
        return LINE not in self.reading.clean[self.pieces[first].end : self.pieces[last].start]

    def distance(self, label: int, first: int, last: int) -> float:
        """The cost of a value at pieces first..last for a label: beside it, after it, before it."""
        if first > label:
            if first == label + 1 and self.pieces[first].box == self.pieces[label].box:
                return _INLINE
            return min(_FAR, _AFTER + _STEP * self.between(label, first))
        if last == label - 1 and self.same_line(last, label):
            return _INLINE
        return min(_FAR, _BEFORE + _STEP * self.between(last, label))

    def entry_cost(self, index: int, first: int, last: int) -> float:
        """The cost of a value at pieces first..last for an entry, by its own label and the heading over it."""
        costs = []
        own = self.labelling.of_entry.get(index)
        if own is not None:
            costs.append(self.distance(own.piece, first, last))
        for above in reversed(self.tree.spots[self.entries[index].target].above):
            heading = self._heading(above, index)
            if heading is not None:
                costs.append(_OVER + max(0.0, self.distance(heading, first, last)))
                break
        return min(costs, default=_FAR)

    def _heading(self, target: str, index: int) -> int | None:
        block = self.entries[index].block
        for other, entry in enumerate(self.entries):
            if entry.target == target and entry.block in (0, block) and other in self.labelling.of_entry:
                return self.labelling.of_entry[other].piece
        return None

    def label_margin(self, index: int) -> float:
        """How sure an entry's label is its own."""
        own = self.labelling.of_entry.get(index)
        return own.margin if own is not None else 0.4

    def applies(self, entry: LabelEntry) -> bool:
        """Whether no flag and no choice of the page switches an entry off."""
        return all(item is None or item.when is None or self._holds(item.when, entry) for item in self._chain(entry))

    def _holds(self, when: When, entry: LabelEntry) -> bool:
        if when.equals is False:
            return (when.item, entry.pass_number) not in self.flags_on
        chosen = self.chosen.get((when.item, entry.pass_number, entry.block), when.equals)
        return when.equals in (None, chosen) and (when.not_equals is None or chosen != when.not_equals)

    def _chain(self, entry: LabelEntry) -> list[Item | None]:
        """The items over an entry, and its own."""
        return [*(self.tree.form.item(each) for each in self.tree.spots[entry.target].above), self.item(entry)]

    def optional(self, entry: LabelEntry) -> bool:
        """Whether an entry may stay empty, or all that stands under its heading may."""
        return any(item is not None and item.optional for item in self._chain(entry))

    def marked(self) -> list[tuple[int, MarkedOption]]:
        """The marked options of the page, with their pieces."""
        return [(number, each) for number, piece in enumerate(self.pieces) for each in piece.marks]

    def column(self, box: int) -> str:
        """How wide the column of a text is, as far as its lines tell."""
        cut, longest = self.widths.get(box, (0, 0))
        if longest >= _WIDE * self.full_width:
            return "wide"
        return "narrow" if cut >= _NARROW * self.full_width else ""

    def entry_index(self, entry: LabelEntry) -> int:
        """The place of an entry on the page, -1 where it is not here."""
        return self.entries.index(entry) if entry in self.entries else -1

    def block_cost(self, entry: LabelEntry, block_item: str, block: int) -> float:
        """The cost of a block for the label of an entry: how far the block's heading stands."""
        own = self.labelling.of_entry.get(self.entry_index(entry))
        if own is None:
            return 0.3
        headings = self.labelling.headings.get((block_item, block), [])
        if not headings:
            return 0.1 + min(0.5, 0.06 * self.labelling.rank.get(own.piece, 0))
        return min(min(0.6, 0.15 * self.between(own.piece, heading)) for heading in headings)


def options_of(item: Item | None) -> tuple[str, ...]:
    """The options of an item, none of no item."""
    return item.choice_texts if item is not None else ()
