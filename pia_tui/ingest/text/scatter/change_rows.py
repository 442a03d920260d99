"""変更箇所 in raw PDF text: no cells are left, but every row ends with 事前 or 事後, and dates stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from pia_tui.forms.wareki import parse_date
from pia_tui.ingest.text.fill import Filler
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.ledger import LABEL
from pia_tui.ingest.text.markup import LINE, PAGE
from pia_tui.ingest.text.scatter.likeness import alike

Span = tuple[int, int]
_WORD = re.compile(r"[^ \t\n\v\f]+")
_NUMBERS = re.compile("[①-⑳]")
_CONFIDENCE = 0.6
_PLACE = re.compile(r"^(?:[ivx]{1,4}(?![a-z])|\(?別添|\(?別紙|評価書|表紙|公表日)")
"""How an item of the form is named in the table: by its section."""
_ADDRESS = re.compile(_PLACE.pattern + r"|^[①-⑳]|^\d\.")


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
        self.words = {fold(text) for text in self.by_role["change_timing"].choice_texts}
        self.rows = first_row

    def read(self, start: int, end: int) -> int:
        """Read a page or zone; returns how many rows there are now."""
        dates: list[Span] = []
        rows: list[_Row] = []
        open_texts: list[list[Span]] = []
        for box in self._boxes(start, end):
            rest = self._without_labels(box)
            if not rest:
                continue
            if all(parse_date(self.clean[slice(*span)]) for span in rest):
                dates += rest
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
        days = [parse_date(self.clean[slice(*span)]) for span in dates]
        in_order = len(dates) == len(rows) and all(a and b and a <= b for a, b in pairwise(days))
        for number, row in enumerate(rows):
            self.rows += 1
            blocks = {self.table: self.rows}
            self.filler.value(self.by_role["change_timing"], blocks, *row.timing, 0.9)
            if in_order:
                self.filler.value(self.by_role["change_date"], blocks, *dates[number], _CONFIDENCE)
            if row.note:
                self.filler.text_from(self.by_role["change_note"].id, blocks, [(row.note[0][0], row.note[-1][1])], 0.75)
            for role, texts in self._columns(row.texts).items():
                self.filler.text_from(
                    self.by_role[role].id, blocks, [(text[0][0], text[-1][1]) for text in texts], _CONFIDENCE
                )

    def _columns(self, texts: list[list[Span]]) -> dict[str, list[list[Span]]]:
        """Which texts are item, before and after; none where that cannot be told."""
        begins = [number for number, text in enumerate(texts) if _PLACE.match(self._folded(text))]
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
