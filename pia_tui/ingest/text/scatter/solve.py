"""A page whose labels and values are shuffled: each value to the item it most likely belongs to, or to none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pia_tui.forms import Item
from pia_tui.ingest.text.aliases import aliases
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.markup import LINE
from pia_tui.ingest.text.prose import goes_on
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.scatter.labelled import PageLabelling
from pia_tui.ingest.text.scatter.layout import MarkedOption, Piece, Run, is_date, line_width
from pia_tui.ingest.text.scatter.matching import FORBIDDEN, assign, match
from pia_tui.ingest.text.scatter.sequence import Entry
from pia_tui.ingest.text.tree import Tree

_WEIGHTS = {"label": 1.0, "text": 0.8, "option": 0.3, "marks": 0.15, "scrap": 0.1}
_HEADING = 3.0
"""A heading between two pieces parts them more than a label does."""
_NEXT_LINE = 0.03
"""The weight of a text's further lines."""
_NUMBER = re.compile(r"[ \u3000]*([0-9０-９]+)[ \t\u3000]+")
_LEAVE_RUN = 4.0
_LEAVE_OPTION = 3.0
_INLINE = -3.0
_AFTER, _BEFORE, _OVER, _STEP, _FAR = 0.2, 0.5, 0.3, 0.15, 1.8
"""Costs of a value right after its label, right before it, by the heading over it, each thing between, and far off."""
_SAME = 1.0
_WIDE, _NARROW, _SHORT = 0.86, 0.5, 0.35
SURE, FAIR = 0.6, 0.3
"""Margins from which an answer is placed: without and with a doubt."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer found on a page for an entry: the raw value, where it stands, and its margin."""

    entry: Entry
    raw: object
    spans: tuple[tuple[int, int], ...]
    margin: float
    place_margin: float = 9.0
    """How sure the item is, its block left aside."""


class Page:
    """One page with the stretch of the form that it holds."""

    def __init__(
        self,
        reading: Reading,
        tree: Tree,
        pieces: Sequence[Piece],
        entries: Sequence[Entry],
        full_width: int,
        known: Mapping[str, Sequence[tuple[str, int]]] | None = None,
    ) -> None:
        self.reading = reading
        self.tree = tree
        self.pieces = pieces
        self.entries = entries
        self.full_width = full_width
        self.known: Mapping[str, Sequence[tuple[str, int]]] = known or {}
        self.marks_named = {
            fold(text)
            for entry in entries
            if (item := self.item(entry)) and item.value_kind == "multi"
            for text in item.choice_texts
        }
        labels = {item.label for entry in entries if (item := self.item(entry)) is not None}
        self.label_pairs = Counter(
            pair for label in labels for pair in {fold(label)[place : place + 2] for place in range(len(label))}
        )
        self.labelling = PageLabelling(pieces, entries, tree)
        self.place = [0.0]
        for number, piece in enumerate(pieces):
            further = piece.kind == "text" and number > 0 and pieces[number - 1].kind == "text"
            weight = _NEXT_LINE if further else _HEADING if self._is_heading(piece) else _WEIGHTS[piece.kind]
            self.place.append(self.place[-1] + weight)
        self.flags_on: set[tuple[str, int]] = set()
        self.used: set[int] = set()
        self.widths: dict[int, tuple[int, int]] = {}
        """For each box the widest line that goes on in the next, and the widest of all."""
        for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
            if piece.kind != "text":
                continue
            size = line_width(reading, piece)
            wrapped = False
            if following is not None and following.kind == "text" and following.box == piece.box:
                beside = reading.clean[following.start : following.end]
                wrapped = goes_on(reading.clean[piece.start : piece.end], beside)
            cut, longest = self.widths.get(piece.box, (0, 0))
            self.widths[piece.box] = (max(cut, size) if wrapped else cut, max(longest, size))

    def _is_heading(self, piece: Piece) -> bool:
        """Whether a piece is the label of items that have no answer themselves."""
        if piece.occurrence is None:
            return False
        items = [self.tree.spots[each.target].item for each in piece.occurrence.spellings]
        return all(item is None or item.value_kind is None for item in items)

    def item(self, entry: Entry) -> Item | None:
        """The item of an entry, None for a section's title."""
        return self.tree.spots[entry.target].item

    def solve(self) -> list[Finding]:
        """All answers of the page."""
        findings = self._flags()
        findings += self._marks()
        findings += self._choices()
        findings += self._columns()
        findings += self._texts()
        return findings

    def _columns(self) -> list[Finding]:
        """A row of two labels over a row of a number and a text: 評価書番号 | 評価書名."""
        for index, entry in enumerate(self.entries[:-1]):
            item, beside = self.item(entry), self.item(self.entries[index + 1])
            own, other = self.labelling.of_entry.get(index), self.labelling.of_entry.get(index + 1)
            if not (item and item.digits_only and beside and own and other and other.piece == own.piece + 1):
                continue
            row = next((n for n in range(other.piece + 1, len(self.pieces)) if self.pieces[n].kind == "text"), 0)
            if not self._same_line(own.piece, other.piece) or not row:
                continue
            piece = self.pieces[row]
            number = _NUMBER.match(self.reading.clean, piece.start, piece.end)
            if number:
                self.used.add(row)
                return [
                    Finding(entry, None, ((piece.start, number.end(1)),), 2.0),
                    Finding(self.entries[index + 1], None, ((number.end(), piece.end),), 2.0),
                ]
        return []

    # -- distances -------------------------------------------------------------------------------------------------

    def _between(self, one: int, two: int) -> float:
        """What lies between two pieces, in weights."""
        first, last = min(one, two), max(one, two)
        return self.place[last] - self.place[first + 1]

    def _same_line(self, one: int, two: int) -> bool:
        first, last = sorted((one, two))
        return LINE not in self.reading.clean[self.pieces[first].end : self.pieces[last].start]

    def _distance(self, label: int, first: int, last: int) -> float:
        """The cost of a value at pieces first..last for a label: beside it, after it, before it."""
        if first > label:
            if first == label + 1 and self.pieces[first].box == self.pieces[label].box:
                return _INLINE
            return min(_FAR, _AFTER + _STEP * self._between(label, first))
        if last == label - 1 and self._same_line(last, label):
            return _INLINE
        return min(_FAR, _BEFORE + _STEP * self._between(last, label))

    def _entry_cost(self, index: int, first: int, last: int) -> float:
        """The cost of a value at pieces first..last for an entry, by its own label and the heading over it."""
        costs = []
        own = self.labelling.of_entry.get(index)
        if own is not None:
            costs.append(self._distance(own.piece, first, last))
        for above in reversed(self.tree.spots[self.entries[index].target].above):
            heading = self._heading(above, index)
            if heading is not None:
                costs.append(_OVER + max(0.0, self._distance(heading, first, last)))
                break
        return min(costs, default=_FAR)

    def _heading(self, target: str, index: int) -> int | None:
        block = self.entries[index].block
        for other, entry in enumerate(self.entries):
            if entry.target == target and entry.block in (0, block) and other in self.labelling.of_entry:
                return self.labelling.of_entry[other].piece
        return None

    def _label_margin(self, index: int) -> float:
        own = self.labelling.of_entry.get(index)
        return own.margin if own is not None else 0.4

    # -- marks -----------------------------------------------------------------------------------------------------

    def _marked(self) -> list[tuple[int, MarkedOption]]:
        return [(number, each) for number, piece in enumerate(self.pieces) for each in piece.marks]

    def _label_places(self, multis: Sequence[Entry]) -> dict[Entry, int]:
        """Where the labels of items with marks stand; those that cannot be told apart are left out."""
        places: dict[Entry, int] = {}
        for entry in multis:
            own = self.labelling.of_entry.get(self.entries.index(entry))
            if own is not None and own.margin >= FAIR:
                places[entry] = own.piece
        return places

    def _resolved(
        self, entry: Entry, options: Sequence[str], multis: Sequence[Entry]
    ) -> dict[str, tuple[MarkedOption, str]]:
        """The options with their states; a bracket left open belongs to the next option of the form's order.

        Where several items on the page have an option, it must be there as often; the first belongs to the item
        whose label stands first.
        """
        places = self._label_places(multis)
        by_option: dict[str, MarkedOption] = {}
        for option in options:
            found = [each for _, each in self._marked() if each.option == option]
            sharing = [other for other in multis if option in _options(self.item(other))]
            if len(found) != len(sharing):
                continue
            if len(sharing) > 1 and not all(other in places for other in sharing):
                return {}
            turn = sorted(sharing, key=lambda other: places.get(other, 0)).index(entry)
            by_option[option] = found[turn]
        states: dict[str, tuple[MarkedOption, str]] = {}
        for option, each in by_option.items():
            if each.closed:
                states[option] = (each, each.state)
                continue
            before = options.index(option) - 1
            opener = by_option.get(options[before]) if before >= 0 else None
            state = opener.after if opener is not None and opener.opens else "unknown"
            # A mark that lost its bracket may belong to any bracket left open.
            states[option] = (each, "unknown" if state == "off" and self._lone_marks() else state)
        return self._last_open(states) if len(multis) == 1 else states

    def _lone_marks(self) -> bool:
        texts = [fold(self.reading.clean[piece.start : piece.end]) for piece in self.pieces if piece.kind == "scrap"]
        return any("○" in text and "[○]" not in text for text in texts)

    def _last_open(self, states: dict[str, tuple[MarkedOption, str]]) -> dict[str, tuple[MarkedOption, str]]:
        """One option without its bracket and one empty bracket without option: they are a pair."""
        unknown = [option for option, (_, state) in states.items() if state == "unknown"]
        loose = [self.reading.clean[piece.start : piece.end] for piece in self.pieces if piece.kind == "scrap"]
        signs = [fold(text) for text in loose]
        if len(unknown) == 1 and not any("○" in text for text in signs) and signs.count("[") == 1:
            states[unknown[0]] = (states[unknown[0]][0], "off")
        return states

    def _own_text(self, marked: MarkedOption) -> tuple[tuple[int, int], ...]:
        """The text in an option's round bracket; where the line ends in the bracket, the box that follows."""
        if marked.text is not None:
            return (marked.text,)
        number = next(n for n, piece in enumerate(self.pieces) if marked in piece.marks)
        if not marked.unfinished or marked.state != "on":
            return ()
        spans: list[tuple[int, int]] = []
        for following in range(number + 1, len(self.pieces)):
            piece = self.pieces[following]
            if piece.kind != "text" or (spans and piece.box != self.pieces[following - 1].box):
                break
            spans.append((piece.start, piece.end))
            self.used.add(following)
        return tuple(spans)

    def _flags(self) -> list[Finding]:
        findings = []
        flags = [entry for entry in self.entries if (item := self.item(entry)) and item.value_kind == "flag"]
        names = [item.label for entry in flags if (item := self.item(entry)) is not None]
        for entry, name in zip(flags, names, strict=True):
            found = [each for _, each in self._marked() if each.option == name]
            if len(found) != 1:
                continue
            state = found[0].state if found[0].closed else "unknown"
            position = names.index(name)
            if state == "unknown" and position:
                before = [each for _, each in self._marked() if each.option == names[position - 1]]
                if len(before) == 1 and before[0].opens:
                    state = before[0].after
            if state == "on":
                self.flags_on.add((entry.target, entry.turn))
                findings.append(Finding(entry, True, ((found[0].start, found[0].end),), 2.0))
        return findings

    def _marks(self) -> list[Finding]:
        findings = []
        multis = [entry for entry in self.entries if (item := self.item(entry)) and item.value_kind == "multi"]
        for entry in multis:
            item = self.item(entry)
            assert item is not None
            states = self._resolved(entry, item.choice_texts, multis)
            on = [option for option in item.choice_texts if option in states and states[option][1] == "on"]
            for option, (each, _) in states.items():
                number = item.choice_texts.index(option)
                spans = self._own_text(each) if item.choices[number].free_text else ()
                if spans:
                    findings.append(
                        Finding(Entry(f"{item.id}.{number + 1}", entry.turn, entry.block), None, spans, 1.0)
                    )
            known = all(state != "unknown" for _, state in states.values())
            if on and known and len(states) == len(item.choices):
                spans = tuple((states[option][0].start, states[option][0].end) for option in on)
                findings.append(Finding(entry, on, spans, 1.0))
        return findings

    # -- choices ---------------------------------------------------------------------------------------------------

    def _applies(self, entry: Entry) -> bool:
        item = self.item(entry)
        chain = [self.tree.form.item(each) for each in self.tree.spots[entry.target].above] + [item]
        return not any(
            each is not None
            and each.when is not None
            and each.when.equals is False
            and (each.when.item, entry.turn) in self.flags_on
            for each in chain
        )

    def _choices(self) -> list[Finding]:
        supplies = [number for number, piece in enumerate(self.pieces) if piece.kind == "option"]
        demands = [
            index
            for index, entry in enumerate(self.entries)
            if (item := self.item(entry)) and item.value_kind == "choice"
        ]
        if not supplies or not demands:
            return []
        costs = [[self._choice_cost(number, index) for index in demands] for number in supplies]
        padded = [[*row, *([_LEAVE_OPTION] * len(supplies))] for row in costs]
        chosen = assign(padded)
        total = sum(padded[row][column] for row, column in enumerate(chosen))
        findings = []
        for row, column in enumerate(chosen):
            if column >= len(demands):
                continue
            number, entry = supplies[row], self.entries[demands[column]]
            margin = self._choice_margin(padded, supplies, row, column) - total
            item = self.item(entry)
            assert item is not None
            value = next(text for text in item.choice_texts if fold(text) == self.pieces[number].option)
            margin = min(margin, self._identity(demands[column], supplies, demands))
            findings.append(Finding(entry, value, ((self.pieces[number].start, self.pieces[number].end),), margin))
        return findings

    def _identity(self, index: int, supplies: list[int], demands: list[int]) -> float:
        """How sure the label is this entry's; it does not matter where all such answers on the page are equal."""
        item = self.item(self.entries[index])
        assert item is not None
        options = {fold(text) for text in item.choice_texts}
        values = [self.pieces[number].option for number in supplies if self.pieces[number].option in options]
        alike = [
            each
            for each in demands
            if self._applies(self.entries[each]) and _options(self.item(self.entries[each])) == item.choice_texts
        ]
        if len(set(values)) == 1 and len(values) == len(alike):
            return _SAME
        return self._label_margin(index)

    def _choice_cost(self, number: int, index: int) -> float:
        item = self.item(self.entries[index])
        assert item is not None
        if self.pieces[number].option not in {fold(text) for text in item.choice_texts}:
            return FORBIDDEN
        return self._entry_cost(index, number, number) + (0.0 if self._applies(self.entries[index]) else 2.0)

    def _choice_margin(self, padded: list[list[float]], supplies: list[int], row: int, column: int) -> float:
        """The least total when the entry has another value than this, or none."""
        option = self.pieces[supplies[row]].option
        kept = [line[column] for line in padded]
        for other, number in enumerate(supplies):
            if self.pieces[number].option == option:
                padded[other][column] = FORBIDDEN
        chosen = assign(padded)
        total = sum(padded[each][found] for each, found in enumerate(chosen))
        for line, cost in zip(padded, kept, strict=True):
            line[column] = cost
        return total

    # -- texts -----------------------------------------------------------------------------------------------------

    def _texts(self) -> list[Finding]:
        runs = self._runs()
        demands = [
            index
            for index, entry in enumerate(self.entries)
            if (item := self.item(entry)) and item.value_kind in ("text", "date")
        ]
        if not runs or not demands:
            return []
        costs = [[self._text_cost(run, index) for index in demands] for run in runs]
        findings = []
        texts = [fold(self.reading.clean[run.start : run.end]) for run in runs]
        matched = match(costs, _LEAVE_RUN, texts)
        answered = {demands[column]: texts[row] for row, (column, _) in enumerate(matched) if column >= 0}
        for run, (column, margin) in zip(runs, matched, strict=True):
            if column < 0:
                continue
            index = demands[column]
            spans = tuple((piece.start, piece.end) for piece in run.pieces)
            certain = min(margin, self._text_identity(index, run, answered))
            findings.append(Finding(self.entries[index], None, spans, certain, place_margin=margin))
        return findings

    # -- blocks ----------------------------------------------------------------------------------------------------

    def entry_index(self, entry: Entry) -> int:
        """The place of an entry on the page, -1 where it is not here."""
        return self.entries.index(entry) if entry in self.entries else -1

    def block_cost(self, entry: Entry, block_item: str, block: int) -> float:
        """What speaks against a block for the label of an entry: how far the block's heading stands."""
        own = self.labelling.of_entry.get(self.entry_index(entry))
        if own is None:
            return 0.3
        headings = self.labelling.headings.get((block_item, block), [])
        if not headings:
            return 0.1 + min(0.5, 0.06 * self.labelling.rank.get(own.piece, 0))
        return min(min(0.6, 0.15 * self._between(own.piece, heading)) for heading in headings)

    def _text_identity(self, index: int, run: Run, answered: Mapping[int, str]) -> float:
        """How sure the label is this entry's.

        It does not matter where all entries with such a label have the same answer, or where the heading over the
        entry stands nearer than its label.
        """
        target = self.entries[index].target
        values = [answered.get(other, "") for other, entry in enumerate(self.entries) if entry.target == target]
        if len(values) > 1 and len(set(values)) == 1:
            return _SAME
        own = self.labelling.of_entry.get(index)
        rivals = self.labelling.candidates(own.piece) if own is not None else []
        if all(not self._applies(self.entries[other]) for other in rivals if other != index):
            return _SAME
        by_heading = self._entry_cost(index, run.first, run.last)
        if own is not None and self._distance(own.piece, run.first, run.last) > by_heading:
            return _SAME
        return self._label_margin(index)

    def _runs(self) -> list[Run]:
        runs: list[Run] = []
        for number, piece in enumerate(self.pieces):
            if piece.kind != "text" or piece.broken or number in self.used or self._is_number(piece):
                continue
            last = runs[-1] if runs else None
            if last is not None and last.last == number - 1 and not self._breaks(last, piece):
                last.pieces.append(piece)
                last.last = number
            else:
                runs.append(Run([piece], number, number))
        return runs

    def _is_number(self, piece: Piece) -> bool:
        """Whether a line is a bare number, torn from its brackets or a page's own."""
        wanted = any(item.digits_only for entry in self.entries if (item := self.item(entry)))
        return not wanted and fold(self.reading.clean[piece.start : piece.end]).isdecimal()

    def _breaks(self, run: Run, piece: Piece) -> bool:
        """Whether a text begins a run of its own though nothing stands before it."""
        if piece.box == run.pieces[-1].box:
            return False
        before = run.first - 1
        if self._is_short(run.pieces[-1]) and self._is_short(piece):
            return True
        inline = before >= 0 and self.pieces[before].kind == "label" and self.pieces[before].box == run.pieces[0].box
        return inline or {self._column(run.pieces[-1].box), self._column(piece.box)} == {"wide", "narrow"}

    def _is_short(self, piece: Piece) -> bool:
        """Whether a text is one short line that no sentence is cut out of: a name."""
        text = self.reading.clean[piece.start : piece.end]
        alone = sum(each.box == piece.box for each in self.pieces) == 1
        return alone and line_width(self.reading, piece) < _SHORT * self.full_width and goes_on(text, text)

    def _column(self, box: int) -> str:
        """How wide the column of a text is, as far as its lines tell."""
        cut, longest = self.widths.get(box, (0, 0))
        if longest >= _WIDE * self.full_width:
            return "wide"
        return "narrow" if cut >= _NARROW * self.full_width else ""

    def _text_cost(self, run: Run, index: int) -> float:
        item = self.item(self.entries[index])
        assert item is not None
        text = self.reading.clean[run.start : run.end]
        cost = self._entry_cost(index, run.first, run.last)
        if item.value_kind == "date":
            cost += 0.0 if is_date(text) else 3.0
        elif is_date(text):
            cost += 1.5
        if item.digits_only and not fold(text).isdigit():
            cost += 4.0
        if fold(text) in self.marks_named:
            cost += 1.0
        size = len(fold(text))
        if size > 40 and any(word in item.input_label for word in aliases().short_answers):
            cost += min(1.6, size / 400)
        if size > 60:
            cost += self._width_cost(run, item)
        if item.optional:
            cost += 0.3
        return (
            cost
            + (0.0 if self._applies(self.entries[index]) else 2.0)
            - self._likeness(self.entries[index], item, text)
        )

    def _width_cost(self, run: Run, item: Item) -> float:
        """Answers under a heading are as wide as the page, those beside their label narrower."""
        under = len(item.label) > 30 or not self.tree.spots[item.id].above[1:]
        columns = {self._column(piece.box) for piece in run.pieces}
        if "wide" in columns:
            return 0.0 if under else 1.5
        return 1.0 if under and "narrow" in columns else 0.0

    def _likeness(self, entry: Entry, item: Item, text: str) -> float:
        """A little for words of the label that the text uses, and for words that such answers use."""
        label, folded = fold(item.label), fold(text)
        pairs = {label[place : place + 2] for place in range(len(label) - 1)}
        rare = [pair for pair in pairs if self.label_pairs[pair] < 3]
        likeness = 0.4 * sum(pair in folded for pair in rare) / max(5, len(rare))
        for hint in aliases().answer_words:
            if hint.label in item.input_label:
                likeness += 0.3 if any(_has(folded, word) for word in hint.words) else -0.4
        return likeness + self._known_elsewhere(entry, item, folded)

    def _known_elsewhere(self, entry: Entry, item: Item, folded: str) -> float:
        """Much for a text that surely answers the same item for another file, a fine for one that answers another."""
        if any(turn != entry.turn and alike(folded, text) for text, turn in self.known.get(item.id, ())):
            return 2.0
        if any(turn == entry.turn and alike(folded, text) for text, turn in self.known.get(f"{item.id}=", ())):
            return 0.8
        if item.role == "file_names":
            names = {name for name, _ in self.known.get("", ()) if name in folded}
            if names and sum(map(len, names)) * 3 > len(folded):
                return 1.5
        own = f"{item.id}="
        others = (text for key, texts in self.known.items() if key != own and key[-1:] == "=" for text, _ in texts)
        return -0.5 if any(alike(folded, text) for text in others) else 0.0


def _has(folded: str, word: str) -> bool:
    if word.endswith("$"):
        return folded.rstrip("。.").endswith(fold(word[:-1]))
    return fold(word) in folded


def alike(one: str, two: str) -> bool:
    """Whether two folded texts are nearly the same: most pairs of letters in common."""
    if one == two:
        return True
    if min(len(one), len(two)) < 12 or min(len(one), len(two)) * 3 < max(len(one), len(two)):
        return False
    threes_one, threes_two = _threes(one), _threes(two)
    return len(threes_one & threes_two) >= 0.6 * min(len(threes_one), len(threes_two))


@lru_cache(maxsize=4096)
def _threes(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 3] for place in range(len(text) - 2))


def _options(item: Item | None) -> tuple[str, ...]:
    return item.choice_texts if item is not None else ()
