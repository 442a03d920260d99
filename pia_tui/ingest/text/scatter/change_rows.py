"""変更箇所 in raw PDF text: no cells are left, but every row ends with 事前 or 事後, and dates stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from pia_tui.forms.wareki import parse_date
from pia_tui.ingest.text.aliases import aliases
from pia_tui.ingest.text.fill import Filler
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.labels import labels_of
from pia_tui.ingest.text.ledger import LABEL
from pia_tui.ingest.text.markup import LINE, PAGE
from pia_tui.ingest.text.scatter.likeness import alike
from pia_tui.ingest.text.zones import column_names

Span = tuple[int, int]
_WORD = re.compile(r"[^ \t\n\v\f]+")
_NUMBERS = re.compile("[①-⑳]")
_CONFIDENCE = 0.6
PLACE = re.compile(r"^(?:[ivx]{1,4}(?![a-z])|\(?別添|\(?別紙|評価書|表紙|公表日)")
"""How an item of the form is named in the table: by its section."""
_ADDRESS = re.compile(PLACE.pattern + r"|^[①-⑳]|^\d\.")


_PARTS = ("change_item", "change_before", "change_after")
_SIGNS = re.compile(r"[-/・,.:\s()<>※、]+|[ivx]{1,4}(?![a-z])|[①-⑳]|\(?\d{1,2}[.)]?|リスク\d?|表紙")
_MIXED, _ACROSS, _FEW, _SOUND = 0.1, 0.6, 2, 0.7
_ALIKE, _CLEARLY = 0.5, 0.08


def _alikeness(one: str, two: str) -> float:
    return SequenceMatcher(None, one, two, autojunk=False).ratio()


@dataclass(slots=True)
class _Row:
    """The texts that stand before a row's 事前 or 事後, the word itself, and what stands behind it in its line."""

    texts: list[list[Span]]
    timing: Span
    note: list[Span] = field(default_factory=list)


class ChangeRows:
    """Reads the zones of a table of changes whose cells are lost."""

    def __init__(self, filler: Filler, first_row: int) -> None:
        self.filler = filler
        self.clean = filler.reading.clean
        self.tree = filler.tree
        self.table = self.tree.changes
        self.by_role = {item.role: item for item in self.tree.children(self.table)}
        self.labels = {fold(item.label) for item in self.tree.children(self.table)}
        self.names = column_names(self.tree, self.table)
        self.words = {fold(text) for text in self.by_role["change_timing"].choice_texts}
        self.rows = first_row

    def read(self, start: int, end: int) -> int:
        """Read a page or zone; returns how many rows there are now."""
        dates: list[Span] = []
        rows: list[_Row] = []
        open_texts: list[list[Span]] = []
        boxes = [rest for box in self._boxes(start, end) if (rest := self._without_labels(box))]
        if self._by_dates(boxes):
            return self.rows
        for rest in boxes:
            if self._is_rows(rest):
                self._rows(rest)
                continue
            if all(self._is_date(span) for span in rest):
                dates += rest
                continue
            if parse_date("".join(self.clean[slice(*span)] for span in rest)):
                dates.append((rest[0][0], rest[-1][1]))
                continue
            timing = next((n for n, span in enumerate(rest) if fold(self.clean[slice(*span)]) in self.words), -1)
            if timing < 0:
                open_texts.append(rest)
                continue
            open_texts += self._split_line(rest[:timing])
            rows.append(_Row(open_texts, rest[timing], rest[timing + 1 :]))
            open_texts = []
        self._put(rows, dates)
        return self.rows

    def _by_dates(self, boxes: list[list[Span]]) -> bool:
        """Read boxes that are whole cells in their order: a date, an item, and what was there before and after."""
        boxes = [part for box in boxes for part in self._parted_at_dates(box)]
        rows: list[list[list[Span]]] = []
        timings = [box[0] for box in boxes if len(box) == 1 and self._is_timing(box[0])]
        for box in boxes:
            if self._is_day(box):
                rows.append([box])
            elif len(box) > 1 and all(self._is_date(span) for span in box):
                # Dates of rows whose cells cannot be told apart.
                rows += [[[span], [], []] for span in box]
            elif rows and not (len(box) == 1 and self._is_timing(box[0])):
                rows[-1].append(box)
        sound = sum(len(row) > 1 and (not row[1] or PLACE.match(self._folded(row[1])) is not None) for row in rows)
        if (
            len(rows) < _FEW
            or sound < _SOUND * len(rows)
            or any(self._is_timing(span) for row in rows for box in row for span in box)
        ):
            return False
        for number, row in enumerate(rows):
            self.rows += 1
            blocks = {self.table: self.rows}
            self._date(blocks, (row[0][0][0], row[0][-1][1]))
            if len(timings) == len(rows) and len({fold(self.clean[slice(*each)]) for each in timings}) == 1:
                self.filler.value(self.by_role["change_timing"], blocks, *timings[number], _CONFIDENCE)
            cells = row[1:]
            if len(cells) in (3, 4) and cells[0] and PLACE.match(self._folded(cells[0])):
                for role, cell in zip((*_PARTS, "change_note"), cells, strict=False):
                    self.filler.text_from(self.by_role[role].id, blocks, [(cell[0][0], cell[-1][1])], _CONFIDENCE)
        return True

    def _parted_at_dates(self, box: list[Span]) -> list[list[Span]]:
        """A box in which a date stands over its row's item, as two."""
        parts: list[list[Span]] = [[]]
        for span, following in zip(box, [*box[1:], None], strict=True):
            ends = following is None or LINE in self.clean[span[1] : following[0]]
            named = following is not None and PLACE.match(fold(self.clean[slice(*following)])) is not None
            if self._is_date(span) and (ends or named):
                parts += [[span], []]
            else:
                parts[-1].append(span)
        return [part for part in parts if part]

    def _is_day(self, box: list[Span]) -> bool:
        return parse_date("".join(self.clean[slice(*span)] for span in box)) is not None

    def _is_date(self, span: Span) -> bool:
        return parse_date(self.clean[slice(*span)]) is not None

    def _is_timing(self, span: Span) -> bool:
        return fold(self.clean[slice(*span)]) in self.words

    def _is_rows(self, words: list[Span]) -> bool:
        """Whether a box holds whole rows in their order: a date, texts, 事前 or 事後, a note, and the next date."""
        dated = [number for number, span in enumerate(words) if self._is_date(span)]
        timed = [number for number, span in enumerate(words) if self._is_timing(span)]
        return bool(dated and timed) and dated[0] < timed[0] and len(words) > 3

    def _rows(self, words: list[Span]) -> None:
        """Read rows that follow each other: a new one begins at the first date behind 事前 or 事後."""
        rows: list[list[Span]] = [[]]
        dated = timed = False
        for span, following in zip(words, [*words[1:], None], strict=True):
            if self._is_date(span) and (timed or not dated or self._begins_row(span, following)):
                rows.append([])
                dated, timed = True, False
            rows[-1].append(span)
            timed = timed or self._is_timing(span)
        over = sum(map(self._runs_over, rows))
        shapes = [shape for row in rows if (shape := self._shape(row))]
        across = sum(shape == "across" for shape in shapes)
        mixed = over > max(1, _MIXED * len(rows)) or (across > _FEW and across >= _ACROSS * len(shapes))
        for row in rows:
            self._whole_row(row, mixed)

    def _begins_row(self, date: Span, following: Span | None) -> bool:
        """Whether a date at the beginning of a line has the name of a place in the form behind it."""
        line = self.clean[max(0, date[0] - 1) : date[0]].strip(" \t\u3000")
        return (
            line in ("", LINE)
            and (date[0] == 0 or LINE in self.clean[max(0, date[0] - 3) : date[0]])
            and following is not None
            and PLACE.match(fold(self.clean[slice(*following)])) is not None
        )

    def _shape(self, row: list[Span]) -> str:
        """For a row of several lines: "across" where 事前 or 事後 stands in its first line, else "down"."""
        timing = next((span for span in row if self._is_timing(span)), None)
        if timing is None or LINE not in self.clean[row[0][0] : row[-1][1]].strip():
            return ""
        return "down" if LINE in self.clean[row[0][0] : timing[0]] else "across"

    def _runs_over(self, row: list[Span]) -> bool:
        """Whether a line behind 事前 or 事後 begins like the next row's item: the rows' cells are read across."""
        timing = next((number for number, span in enumerate(row) if self._is_timing(span)), len(row))
        return any(
            LINE in self.clean[before[1] : span[0]] and PLACE.match(fold(self.clean[slice(*span)])) is not None
            for before, span in pairwise(row[timing:])
        )

    def _whole_row(self, row: list[Span], mixed: bool) -> None:
        timing = next((number for number, span in enumerate(row) if self._is_timing(span)), -1)
        if timing < 0 or not row or not self._is_date(row[0]):
            return
        self.rows += 1
        blocks = {self.table: self.rows}
        self.filler.value(self.by_role["change_date"], blocks, *row[0], 0.9)
        self.filler.value(self.by_role["change_timing"], blocks, *row[timing], 0.9)
        if mixed:
            return
        note = row[timing + 1 :]
        if note:
            self.filler.text_from(self.by_role["change_note"].id, blocks, [(note[0][0], note[-1][1])], 0.8)
        for role, span in self._parted(row[1:timing]).items():
            self.filler.text_from(self.by_role[role].id, blocks, [span], _CONFIDENCE)

    def _parted(self, words: list[Span]) -> dict[str, Span]:
        """Item, text before and text after, where blanks and line ends part them in one way only."""
        if len(words) == len(_PARTS):
            return dict(zip(_PARTS, words, strict=True))
        head = self._address(words)
        rest = words[head:]
        if not head or not rest:
            return {}
        found = {_PARTS[0]: (words[0][0], words[head - 1][1])}
        split = 1 if len(rest) == 2 else self._split(rest)
        if split:
            found[_PARTS[1]] = (rest[0][0], rest[split - 1][1])
            found[_PARTS[2]] = (rest[split][0], rest[-1][1])
        return found

    def _address(self, words: list[Span]) -> int:
        """How many words name the place in the form: sections, labels and their numbers, cut anywhere by line ends."""
        text, ends = "", list[int]()
        for span in words:
            text += fold(self.clean[slice(*span)])
            ends.append(len(text))
        if not _ADDRESS.match(text):
            return 0
        place, named = 0, False
        while place < len(text):
            step = self._label_at(text, place)
            if not step:
                break
            named = _SIGNS.fullmatch(text, place, place + step) is None
            place += step
        # A number without its name means that the name is one that the form does not have.
        return ends.index(place) + 1 if named and place in ends else 0

    def _label_at(self, text: str, place: int) -> int:
        known = labels_of(self.tree.form.id)
        sign = _SIGNS.match(text, place)
        if sign:
            return sign.end() - place
        for length in known.lengths.get(text[place : place + 2], ()):
            if length > 1 and text[place : place + length] in known.spellings:
                return length
        return 0

    def _split(self, words: list[Span]) -> int:
        """Where the text before the change ends: at a line's end or a blank where the halves are most alike."""
        folded = [fold(self.clean[slice(*span)]) for span in words]
        nothing = {fold(word) for word in aliases().nothing}
        if folded[0].strip("()") in nothing:
            return 1
        if folded[-1].strip("()") in nothing:
            return len(words) - 1
        scored = sorted(
            (_alikeness("".join(folded[:place]), "".join(folded[place:])), place) for place in range(1, len(words))
        )
        if not scored or scored[-1][0] < _ALIKE or (len(scored) > 1 and scored[-1][0] - scored[-2][0] < _CLEARLY):
            return 0
        return scored[-1][1]

    def _boxes(self, start: int, end: int) -> Iterator[list[Span]]:
        """The words of each text box; words of one line stay together where they are no cells."""
        place = start
        for part in re.split(rf"({LINE}[ \t]*{LINE}|{PAGE})", self.clean[start:end]):
            words = [(place + word.start(), place + word.end()) for word in _WORD.finditer(part)]
            words = [span for span in words if self.filler.ledger.is_free(*span)]
            place += len(part)
            if words:
                yield words

    def _without_labels(self, box: list[Span]) -> list[Span]:
        """A box without column headings; headings run together (提出時期変更日) count too."""
        kept: list[Span] = []
        for span in box:
            word = fold(self.clean[slice(*span)])
            left = word
            for label in sorted(self.labels, key=len, reverse=True):
                left = left.replace(label, "")
            if word and not left and (word in self.labels or len(word) > 5):
                self.filler.ledger.claim(*span, LABEL)
            else:
                kept.append(span)
        return kept

    def _split_line(self, words: list[Span]) -> list[list[Span]]:
        """What stands before the timing in its box: the words of its own line are cells, lines above it one text."""
        if not words:
            return []
        last_line = self.clean.rfind(LINE, 0, words[-1][0])
        above = [span for span in words if span[0] < last_line]
        same = [[span] for span in words if span[0] >= last_line]
        return [*([above] if above else []), *same]

    def _put(self, rows: list[_Row], dates: list[Span]) -> None:
        days = [parse_date("".join(self.clean[slice(*span)].split())) for span in dates]
        in_order = len(dates) == len(rows) and all(a and b and a <= b for a, b in pairwise(days))
        for number, row in enumerate(rows):
            self.rows += 1
            blocks = {self.table: self.rows}
            self.filler.value(self.by_role["change_timing"], blocks, *row.timing, 0.9)
            if in_order:
                self._date(blocks, dates[number])
            if row.note:
                self.filler.text_from(self.by_role["change_note"].id, blocks, [(row.note[0][0], row.note[-1][1])], 0.75)
            for role, texts in self._columns(row.texts).items():
                self.filler.text_from(
                    self.by_role[role].id, blocks, [(text[0][0], text[-1][1]) for text in texts], _CONFIDENCE
                )

    def _date(self, blocks: dict[str, int], *spans: Span) -> None:
        """Put a date, which a narrow column may have cut."""
        lines = self.filler.reading.lines(spans[0][0], spans[-1][1])
        text = "".join("".join(self.clean[slice(*span)].split()) for span in spans)
        owner = self.filler.builder.put(self.by_role["change_date"].id, blocks, text, lines, _CONFIDENCE)
        for span in spans:
            self.filler.ledger.claim(*span, owner)

    def _columns(self, texts: list[list[Span]]) -> dict[str, list[list[Span]]]:
        """Which texts are item, before and after; none where that cannot be told."""
        begins = [number for number, text in enumerate(texts) if PLACE.match(self._folded(text))]
        # What stands before the item's place belongs to a row that lost its 事前 or 事後.
        texts = self._joined(texts[begins[0] :] if begins and len(texts) > 2 else texts)
        if not texts:
            return {}
        addressed = _ADDRESS.match(self._folded(texts[0])) is not None
        if len(texts) == 3:
            return {"change_item": texts[:1], "change_before": texts[1:2], "change_after": texts[2:]}
        if not addressed:
            return {}
        if len(texts) > 3:
            split = self._halves(texts[1:])
            if split:
                return {
                    "change_item": texts[:1],
                    "change_before": texts[1 : split + 1],
                    "change_after": texts[split + 1 :],
                }
        return {"change_item": texts[:1]}

    def _folded(self, text: list[Span]) -> str:
        return fold(self.clean[text[0][0] : text[-1][1]])

    def _joined(self, texts: list[list[Span]]) -> list[list[Span]]:
        """Texts whose numbers go on (… ① / ② …) are one."""
        joined: list[list[Span]] = []
        for text in texts:
            last = _NUMBERS.findall(self._folded(joined[-1])) if len(joined) > 1 else []
            if last and ord(self._folded(text)[0]) == ord(last[-1]) + 1:
                joined[-1] = [*joined[-1], *text]
            else:
                joined.append(text)
        return joined

    def _halves(self, texts: list[list[Span]]) -> int:
        """Where the text before the change ends and the text after it begins: the halves are much alike."""
        folded = [self._folded(text) for text in texts]
        fitting = [
            place
            for place in range(1, len(folded))
            if alike("".join(folded[:place]), "".join(folded[place:])) and alike(folded[0], folded[place])
        ]
        return fitting[0] if len(fitting) == 1 else 0
