"""Marks and flags on a torn page: brackets cut in half are put together by the form's order of options."""

from __future__ import annotations

from collections.abc import Sequence

from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.scatter.layout import MarkedOption
from pia_tui.ingest.text.scatter.page import FAIR, FoundAnswer, TornPage, options_of
from pia_tui.ingest.text.scatter.sequence import LabelEntry


class TornMarks:
    """Reads the marks of one page."""

    def __init__(self, page: TornPage) -> None:
        self.page = page
        clean = page.reading.clean
        self.signs = [fold(clean[piece.start : piece.end]) for piece in page.pieces if piece.kind == "scrap"]
        """What lies about besides texts."""

    def _label_places(self, multis: Sequence[LabelEntry]) -> dict[LabelEntry, int]:
        """Where the labels of items with marks stand; those that cannot be told apart are left out."""
        places: dict[LabelEntry, int] = {}
        for entry in multis:
            own = self.page.labelling.of_entry.get(self.page.entries.index(entry))
            if own is not None and own.margin >= FAIR:
                places[entry] = own.piece
        return places

    def _resolved(
        self, entry: LabelEntry, options: Sequence[str], multis: Sequence[LabelEntry]
    ) -> dict[str, tuple[MarkedOption, str]]:
        """The options with their states; a bracket left open belongs to the next option of the form's order.

        Where several items on the page have an option, it must be there as often; the first belongs to the item
        whose label stands first.
        """
        places = self._label_places(multis)
        by_option: dict[str, MarkedOption] = {}
        for option in options:
            marked = [each for _, each in self.page.marked() if each.option == option]
            sharing = [other for other in multis if option in options_of(self.page.item(other))]
            if len(sharing) > 1 and not all(other in places for other in sharing):
                return {}
            sharing.sort(key=lambda other: places.get(other, 0))
            if len(marked) == len(sharing):
                by_option[option] = marked[sharing.index(entry)]
        states: dict[str, tuple[MarkedOption, str]] = {}
        for option, each in by_option.items():
            if each.closed:
                states[option] = (each, each.state)
                continue
            before = options.index(option) - 1
            opener = by_option.get(options[before]) if before >= 0 else None
            state = opener.after if opener is not None and opener.opens else "unknown"
            # A mark that lost its bracket may belong to any bracket left open.
            states[option] = (each, "unknown" if state == "off" and any("○" in sign for sign in self.signs) else state)
        return self._last_open(states) if len(multis) == 1 else states

    def _last_open(self, states: dict[str, tuple[MarkedOption, str]]) -> dict[str, tuple[MarkedOption, str]]:
        """One option without its bracket and one empty bracket without option: they are a pair."""
        unknown = [option for option, (_, state) in states.items() if state == "unknown"]
        if len(unknown) == 1 and not any("○" in text for text in self.signs) and self.signs.count("[") == 1:
            states[unknown[0]] = (states[unknown[0]][0], "off")
        return states

    def _own_text(self, marked: MarkedOption) -> tuple[tuple[int, int], ...]:
        """The text in an option's round bracket; where the line ends in the bracket, the box that follows."""
        if marked.text is not None:
            return self._closed_text(marked.text)
        number = next(n for n, piece in enumerate(self.page.pieces) if marked in piece.marks)
        if not marked.unfinished or marked.state != "on":
            return ()
        spans: list[tuple[int, int]] = []
        for following in range(number + 1, len(self.page.pieces)):
            piece = self.page.pieces[following]
            if piece.kind != "text" or (spans and piece.box != self.page.pieces[following - 1].box):
                break
            spans.append((piece.start, piece.end))
            self.page.used.add(following)
        return tuple(spans)

    def _closed_text(self, span: tuple[int, int]) -> tuple[tuple[int, int], ...]:
        """A text in an option's bracket with the lines up to its end."""
        clean, pieces = self.page.reading.clean, self.page.pieces
        number = next(n for n, piece in enumerate(pieces) if piece.start <= span[0] < piece.end)
        text = fold(clean[pieces[number].start : pieces[number].end])
        spans = [span]
        while text.count("(") > text.count(")") and number + 1 < len(pieces):
            number += 1
            following = pieces[number]
            if following.kind != "text" or following.box != pieces[number - 1].box:
                return ()
            self.page.used.add(number)
            part = clean[following.start : following.end]
            text += fold(part)
            end = following.start + len(part.rstrip()) - (text.count("(") == text.count(")"))
            spans.append((following.start, end))
        return tuple(spans)

    def counts(self) -> list[FoundAnswer]:
        """（4）件 beside a choice, where only one stands on the page and only one item asks for it."""
        found = [piece for piece in self.page.pieces if piece.kind == "scrap" and piece.option.isdecimal()]
        asked = []
        for entry in self.page.entries:
            item, above = self.page.item(entry), self.page.tree.spots[entry.target].above
            parent = self.page.tree.spots[above[-1]].item if above else None
            if item is not None and item.value_kind == "count" and parent and parent.value_kind == "choice":
                asked.append(entry)
        if len(found) != 1 or len(asked) != 1:
            return []
        return [FoundAnswer(asked[0], int(found[0].option), ((found[0].start, found[0].end),), 1.0)]

    def _flag_count(self, entry: LabelEntry, marked: MarkedOption) -> list[FoundAnswer]:
        item = self.page.item(entry)
        count = next((child for child in item.items if child.kind == "count"), None) if item else None
        text = fold(self.page.reading.clean[slice(*marked.text)]) if marked.text else ""
        if count is None or not text.isdecimal() or marked.text is None:
            return []
        return [FoundAnswer(LabelEntry(count.id, entry.pass_number, entry.block), int(text), (marked.text,), 2.0)]

    def flags(self) -> list[FoundAnswer]:
        """Flags whose mark is sure; the page learns what they switch off."""
        findings = []
        flags = [entry for entry in self.page.entries if (item := self.page.item(entry)) and item.value_kind == "flag"]
        names = [item.label for entry in flags if (item := self.page.item(entry)) is not None]
        for entry, name in zip(flags, names, strict=True):
            found = [each for _, each in self.page.marked() if each.option == name]
            if len(found) != 1:
                continue
            state = found[0].state if found[0].closed else "unknown"
            position = names.index(name)
            if state == "unknown" and position:
                before = [each for _, each in self.page.marked() if each.option == names[position - 1]]
                if len(before) == 1 and before[0].opens:
                    state = before[0].after
            if state == "on":
                self.page.flags_on.add((entry.target, entry.pass_number))
                findings.append(FoundAnswer(entry, True, ((found[0].start, found[0].end),), 2.0))
                findings += self._flag_count(entry, found[0])
        return findings

    def marks(self) -> list[FoundAnswer]:
        """Items with marks all of whose options are known, and texts in the options' brackets."""
        findings = []
        multis = [
            entry for entry in self.page.entries if (item := self.page.item(entry)) and item.value_kind == "multi"
        ]
        for entry in multis:
            item = self.page.item(entry)
            assert item is not None
            states = self._resolved(entry, item.choice_texts, multis)
            on = [option for option in item.choice_texts if option in states and states[option][1] == "on"]
            for option, (each, _) in states.items():
                number = item.choice_texts.index(option)
                spans = self._own_text(each) if item.choices[number].free_text else ()
                if spans:
                    findings.append(
                        FoundAnswer(
                            LabelEntry(f"{item.id}.{number + 1}", entry.pass_number, entry.block), None, spans, 1.0
                        )
                    )
            known = all(state != "unknown" for _, state in states.values())
            if on and known and len(states) == len(item.choices):
                places = sorted((states[option][0].start, states[option][0].end) for option in on)
                findings.append(FoundAnswer(entry, on, tuple(places), 1.0))
        return findings
