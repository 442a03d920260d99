"""From labels to answers: the text behind each label is read as the kind of answer its item takes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pia_tui.forms import FILE_LIST, Item
from pia_tui.forms.day_serials import serial_day
from pia_tui.forms.wareki import parse_date, to_wareki
from pia_tui.ingest.text.aliases import aliases
from pia_tui.ingest.text.align import Anchor
from pia_tui.ingest.text.builder import Builder
from pia_tui.ingest.text.choices import read_choice
from pia_tui.ingest.text.folding import Folded, fold
from pia_tui.ingest.text.labels import labels_of, without_signs
from pia_tui.ingest.text.ledger import LABEL, Ledger
from pia_tui.ingest.text.marks import Marks, read_marks
from pia_tui.ingest.text.markup import CELL, LINE, MARK, PAGE, SOFT
from pia_tui.ingest.text.prose import cell_text, plain_text, without_repeats, without_thrown_blanks
from pia_tui.ingest.text.tokens import is_heading
from pia_tui.ingest.text.torn_answers import held_choices, holds_marks, is_spoilt, is_strange
from pia_tui.ingest.text.tree import Tree
from pia_tui.ingest.text.weights import weight

NO_MARK = "○が一つも読み取れません（付いていないのか、失われたのか分かりません）。"
SHIFTED = "欄が一つずれて読み取られたおそれがあるため、入れていません。"
SPOILT = "ほかの欄の選択肢や○が混ざっているため、入れていません。"
PARTLY = "選択肢の一部が読み取れないか、二度あるため、入れていません。"
BEHIND_EMPTY = "前の欄の記載が見当たらず、どちらの欄の記載か分からないため、入れていません。"
ROWS = "欄のすぐ下に、項目名のない行があります（続きか、隠されていた行か分かりません）。"
_PARTED = re.compile(r"(?<=[\u3041-\u30ff\u4e00-\u9fff]) (?=[\u3041-\u30ff\u4e00-\u9fff])")
_THROWN = weight("sure.thrown")
"""How sure an answer is in which blanks stand between letters, in a text that throws them."""
_NUMBERED = re.compile(r"\d{1,2}\.\S|[ivx]{1,4}\S{2}")
_CELLS = re.compile(f"[^{LINE}{CELL}{SOFT}{PAGE}]+")
_LONGEST_LIST = 200
_AROUND, _BEHIND, _TELLING = 400, 100, 5
"""So many letters before and behind a list of marks are looked at for its lost options, of so many letters at least."""
_STAR = re.compile(r"[\s\u3000]*※(?![\d０-９①-⑳])[\s\u3000]*")
"""The mark of a label, where its line parts it from the label; a number behind it makes it a note's."""
_NUMBER_FIRST = re.compile(r"[\s\u3000]*\d{1,3}[\s\u3000]+(?=\S)")
"""A number before a name may be the number of the document."""
_COUNT = re.compile(r"\((\d*)\)件|(?<!\d)(\d{1,3})\)?件")
_NAMES = frozenset({"body", "document_name", "file_name", "task_name"})
"""Roles of names, which are no dates and no sentences."""
_SENTENCE = re.compile(r"。\s*\S|[はをにが]、|、(?:.*。)?\s*$", re.DOTALL)
_LONGEST_NAME = 120
_BADLY = weight("order.badly")
"""Clean texts are less disordered."""
_DISORDERED = weight("sure.disordered")
"""How sure an answer is at most in a text that has lost its order."""
_MOST, _COST, _LEAST, _ROW = weight("sure.most"), weight("sure.step"), weight("sure.least"), weight("sure.row")
_DASH = re.compile(r"\s*[-－―—–‐ー](?=\s|$)")
_DATE = re.compile(r"(?:[^\W\d_]{1,2})?(?:元|\d{1,4})年\d{1,2}月\d{1,2}日")


@dataclass(frozen=True, slots=True)
class Region:
    """The clean text [start, end) that follows a label."""

    anchor: Anchor
    start: int
    end: int


class Filler:
    """Reads regions into a builder, and keeps the ledger."""

    def __init__(self, ledger: Ledger, builder: Builder, columns: frozenset[int] | None) -> None:
        self.ledger = ledger
        self.reading = ledger.reading
        self.builder = builder
        self.tree: Tree = builder.tree
        self.columns = columns
        cover = next((each for each in self.tree.form.sections if each.kind == "cover"), None)
        self.covered = {item.id for item in cover.items} if cover else set()
        """The items of the cover."""
        self.joined = False
        """Whether line ends are lost."""
        self.disorder = 0.0
        """How badly lines fit the labels they stand by."""
        self.shuffled = False
        """Whether lines have lost their order: only what options tell is taken, the rest goes to the tray."""

    # -- regions ---------------------------------------------------------------------------------------------------

    def fill(self, regions: list[Region], tick: Callable[[float], None] = lambda _: None) -> None:
        """Read every region; labels are entered in the ledger as labels. `tick` is told the share that is done."""
        for region in regions:
            occurrence = region.anchor.occurrence
            self.ledger.claim(occurrence.start, occurrence.end, LABEL)
        done = self._columns(regions)
        torn = self._torn(regions)
        for number, region in enumerate(regions):
            tick(number / len(regions))
            if number in done or region.anchor.furniture:
                continue
            self._read(region, regions[number + 1] if number + 1 < len(regions) else None, number in torn)

    def _torn(self, regions: list[Region]) -> set[int]:
        """The numbers of the regions that may hold what belongs elsewhere: a list of options stands where none can,
        in their own answers or in others on their page (a text without pages is no page)."""
        shifted = {
            number
            for number, region in enumerate(regions)
            if (item := self.tree.spots[region.anchor.target].item)
            and item.value_kind == "text"
            and not item.items
            and holds_marks(self.reading, region.start, region.end, self.tree)
        }
        # Marks where a text should be: the cells stand a row off, the one before as well.
        shifted |= {number - 1 for number in shifted if number}
        if self.columns is not None or self.joined:
            # What stands under a name is the next item's: its label stands at the middle of its cell.
            names = {number for number, region in enumerate(regions) if self._is_no_name(region)}
            shifted |= names | {number + 1 for number in names if number + 1 < len(regions)}
        for number in shifted:
            item = self.tree.spots[regions[number].anchor.target].item
            if item is not None and item.value_kind == "text":
                lines = self.reading.lines(regions[number].start, regions[number].end)
                self.builder.doubt(item.id, self.blocks(regions[number].anchor), lines, SHIFTED)
        if self.columns is None and not self.joined:
            return shifted
        shifted |= self._behind_empty(regions)
        strange = {
            number
            for number, region in enumerate(regions)
            if (item := self.tree.spots[region.anchor.target].item)
            and item.value_kind in ("text", "date", None)
            and is_strange(self.reading, region.start, region.end, self.tree)
        }
        near = {number + step for number in strange for step in (-1, 0, 1)}
        return shifted | {
            number
            for number, region in enumerate(regions)
            if (item := self.tree.spots[region.anchor.target].item)
            and (number in strange or not self._is_inline(region))
            and (self._is_lost(item, region) if self.shuffled else number in near and self._may_be_torn(item))
        }

    def _is_no_name(self, region: Region) -> bool:
        """Whether sentences stand where a name should."""
        item = self.tree.spots[region.anchor.target].item
        text = self.reading.clean[region.start : region.end].strip()
        named = item is not None and item.role == "task_name" and not region.anchor.furniture
        return named and (len(text) > _LONGEST_NAME or _SENTENCE.search(text) is not None)

    def _behind_empty(self, regions: list[Region]) -> set[int]:
        """The numbers of the regions of several lines of text behind a label without answer, in a text whose lines fit
        their labels badly: nine in ten of them held what belongs to that label."""
        found: set[int] = set()
        if self.disorder < _BADLY:
            return found
        for number, (before, region) in enumerate(pairwise(regions), start=1):
            own, item = (self.tree.spots[each.anchor.target].item for each in (before, region))
            if (
                item is not None
                and item.value_kind == "text"
                and item.role != "document_name"  # the cell before it, its number's, holds two letters at most
                and own is not None
                and own.value_kind is not None
                and not before.anchor.furniture
                and not self.reading.clean[before.start : before.end].strip()
                and LINE in self.reading.clean[region.start : region.end].strip(LINE + PAGE + " \u3000")
            ):
                found.add(number)
                lines = self.reading.lines(region.start, region.end)
                self.builder.doubt(item.id, self.blocks(region.anchor), lines, BEHIND_EMPTY)
        return found

    def _is_lost(self, item: Item, region: Region) -> bool:
        """Whether an answer cannot be told in a text that has lost its order: all but marks, and the one choice in a
        bracket; on the cover too, where half of the names and sentences were others' or not whole."""
        if item.value_kind == "choice":
            return held_choices(self.reading, region.start, region.end, self.tree) != 1
        return item.value_kind != "multi"

    def _is_inline(self, region: Region) -> bool:
        """Whether an answer is one line, that of its label."""
        behind = self.reading.clean[region.start : region.end]
        return LINE not in behind.strip(" \u3000" + LINE + PAGE) and (behind[:1] != LINE and bool(behind.strip()))

    def _read(self, region: Region, following: Region | None, torn: bool) -> None:
        spot = self.tree.spots[region.anchor.target]
        if spot.item is None:
            return
        item, blocks = spot.item, self.blocks(region.anchor)
        confidence = max(_LEAST, _MOST - _COST * region.anchor.cost)
        if self.shuffled and item.value_kind in ("text", "date") and not self._is_inline(region):
            confidence = min(confidence, _DISORDERED)
        if item.fixed:
            self._fixed(item, region)
        elif item.value_kind is not None and not torn:
            self.value(item, blocks, region.start, region.end, confidence)
        flags = [child for child in item.items if "flag" in (child.kind, child.own_value)]
        if flags and not torn:
            self._flags(item, flags, blocks, region.start, region.end)
        if item.value_kind is None and not item.fixed and not torn:
            self._only_child(item, blocks, region, following)

    def _may_be_torn(self, item: Item) -> bool:
        """Whether an answer may have several lines, and no option to know it by; heads of blocks have one."""
        one_line = item.role in _NAMES or item.id in self.covered
        return item.value_kind != "choice" and item.own_value is None and not one_line

    def blocks(self, anchor: Anchor) -> dict[str, int]:
        """Which file and which block an anchor stands in."""
        spot = self.tree.spots[anchor.target]
        blocks = {FILE_LIST: anchor.file} if anchor.file else {}
        if spot.block:
            blocks[spot.block] = anchor.block or 1
        return blocks

    def _columns(self, regions: list[Region]) -> set[int]:
        """Rows of labels over a row of values (評価書番号 | 評価書名): the numbers of the regions read this way."""
        clean = self.reading.clean
        done: set[int] = set()
        number = 0
        while number < len(regions):
            row = [number]
            while row[-1] + 1 < len(regions) and self._same_row(regions[row[-1]], regions[row[-1] + 1]):
                row.append(row[-1] + 1)
            last = regions[row[-1]]
            items = [self.tree.spots[regions[each].anchor.target].item for each in row]
            if len(row) > 1 and all(item is not None and item.value_kind for item in items):
                below = re.compile(rf"[ \t\u3000]*{LINE}\s*([^{LINE}{PAGE}]+)").match(clean, last.start, last.end)
                cells = self._split(below, items) if below else None
                if cells:
                    for each, item, (start, end) in zip(row, items, cells, strict=True):
                        assert item is not None
                        self.value(item, self.blocks(regions[each].anchor), start, end, _ROW)
                    done.update(row)
            elif len(row) == 1 and self._number_below(regions, number):
                done.update((number, number + 1))
            number = row[-1] + 1
        return done

    def _number_below(self, regions: list[Region], number: int) -> bool:
        """A label over a label, over a number and a text: the number belongs to the first."""
        if number + 1 == len(regions):
            return False
        one, two = regions[number], regions[number + 1]
        item, other = (self.tree.spots[each.anchor.target].item for each in (one, two))
        if not (item and item.digits_only and other and other.value_kind == "text") or any(
            self.ledger.free(one.start, two.anchor.occurrence.start)
        ):
            return False
        below = re.compile(rf"\s*([0-9０-９]+)[ \u3000]*{LINE}(?=\s*\S)").match(self.reading.clean, two.start, two.end)
        if below is None:
            return False
        self.value(item, self.blocks(one.anchor), *below.span(1), _ROW)
        self.value(other, self.blocks(two.anchor), below.end(), two.end, _ROW)
        return True

    def _same_row(self, one: Region, two: Region) -> bool:
        gap = self.reading.clean[one.start : two.anchor.occurrence.start]
        return not gap.strip() and LINE not in gap and PAGE not in gap

    def _split(self, below: re.Match[str], items: list[Item | None]) -> list[tuple[int, int]] | None:
        """The cells of a row of values; the first blank parts a row of one cell behind its number."""
        cells: list[tuple[int, int]] = []
        place = below.start(1)
        for gap in [*re.finditer(rf"{CELL}", below[1]), None]:
            end = below.start(1) + gap.start() if gap else below.end(1)
            cells.append((place, end))
            place = end + 1
        while len(cells) > len(items) and not self.reading.clean[slice(*cells[-1])].strip():
            cells.pop()
        if len(cells) == 1 and len(items) == 2 and items[0] is not None and items[0].digits_only:
            number = re.compile(r"\s*[0-9０-９]+(?=\s)").match(self.reading.clean, *cells[0])
            last = re.compile(r"(?<=\s)[0-9０-９]+\s*$").search(self.reading.clean[slice(*cells[0])])
            if number:
                cells = [(cells[0][0], number.end()), (number.end(), cells[0][1])]
            elif last:
                # The number stands lower in its cell than the name, and is read after it.
                begin = cells[0][0] + last.start()
                cells = [(begin, cells[0][1]), (cells[0][0], begin)]
        return cells if len(cells) == len(items) else None

    # -- values ----------------------------------------------------------------------------------------------------

    def value(self, item: Item, blocks: Mapping[str, int], start: int, end: int, confidence: float) -> None:
        """Read the clean text [start, end) as the answer of an item."""
        kind = item.value_kind
        if kind == "choice":
            self._choice(item, blocks, start, end, confidence)
        elif kind == "multi":
            self._multi(item, blocks, start, end, confidence)
        elif kind == "date":
            self._date(item, blocks, start, end, confidence)
        elif kind == "text":
            free = "".join(self.reading.clean[slice(*span)] for span in self.ledger.free(start, end)).strip()
            if item.role in _NAMES and parse_date(free) is not None:
                self.builder.doubt(item.id, blocks, self.reading.lines(start, end), "名前の欄に日付があります。")
                return
            if self.reading.loose and self._rows(start, end) > 1:
                self.builder.doubt(item.id, blocks, self.reading.lines(start, end), ROWS)
                return
            if item.optional and item.id in self.covered:
                end = self._after_dash(start, end)
            self.text_from(item.id, blocks, [(start, end)], confidence)

    def _rows(self, start: int, end: int) -> int:
        """How many rows of cells hold something that nobody owns."""
        return sum(
            bool(row.strip())
            for span in self.ledger.free(start, end)
            for row in re.split(f"[{LINE}{PAGE}]", self.reading.clean[slice(*span)])
        )

    def _after_dash(self, start: int, end: int) -> int:
        """Where an answer ends that may be a lone dash: nothing: what stands under it is another's."""
        dash = _DASH.match(self.reading.clean, start, end)
        return dash.end() if dash else end

    def text_from(
        self,
        item_id: str,
        blocks: Mapping[str, int],
        spans: list[tuple[int, int]],
        confidence: float,
        widths: frozenset[int] = frozenset(),
    ) -> None:
        """Put what is free in some stretches of clean text as one text; cells printed again count once.

        `widths` are those of the text's own column, where they are known.
        """
        for span in spans:
            self._enter_lists(*span)
        once = [part for span in spans for part in without_repeats(self.ledger, *span)]
        kept = [free for part in once for free in self.ledger.free(*part)]
        cut = self._begun_heading(*kept[-1]) if kept and not self.reading.cells else None
        if cut is not None and cut > kept[0][0]:
            self.ledger.claim(cut, kept[-1][1], LABEL)
            kept[-1] = (kept[-1][0], cut)
            kept = [span for span in kept if span[0] < span[1]]
        item = self.tree.form.item(item_id)
        star = _STAR.match(self.reading.clean, *kept[0]) if kept and item is not None and item.star else None
        if star:
            self.ledger.claim(star.start(), star.end(), LABEL)
            kept[0] = (star.end(), kept[0][1])
        kept = [span for span in kept if self.reading.clean[slice(*span)].strip(" \t\n\v\f\u3000:：")]
        if not kept:
            return
        if item is not None and item.role == "document_name" and not self.reading.cells:
            kept[0] = self._without_number(*kept[0], confidence)
        # Joined by what stood between them, so that lines stay lines and cells cells.
        clean = self.reading.clean
        text = clean[slice(*kept[0])]
        for before, span in pairwise(kept):
            between = clean[before[1] : span[0]]
            gap = "".join(char for char in between if char in LINE + CELL + PAGE)
            # Where something else was taken out of the middle, the halves are no sentence.
            text += (gap or (LINE if between.strip() else " ")) + clean[slice(*span)]
        lines = self.reading.lines(kept[0][0], kept[-1][1])
        columns = self.columns if self.columns is None else self.columns | widths
        shown = cell_text(text) if self.reading.cells else plain_text(text, columns)
        if self.joined:
            shown = without_thrown_blanks(shown)
            if _PARTED.search(shown):
                confidence = min(confidence, _THROWN)
        if item is not None and item.role == "document_name":
            shown = self._with_whole_title(shown)
            torn = self.columns is not None and self.tree.form.short_title not in shown
            confidence = min(confidence, _DISORDERED) if torn or _NUMBER_FIRST.match(shown) else confidence
        if is_spoilt(shown, self.tree, self.reading.cells):
            if self.columns is not None:
                self.builder.doubt(item_id, blocks, lines, SPOILT)
                return
            confidence = min(confidence, _DISORDERED)
        if self.shuffled and len(kept) > 1:
            confidence = min(confidence, _DISORDERED)
        owner = self.builder.put(item_id, blocks, shown, lines, confidence)
        for span in kept:
            self.ledger.claim(*span, owner)

    def _without_number(self, start: int, end: int, confidence: float) -> tuple[int, int]:
        """What follows the document's number, where that stands in the line of its name and nowhere else."""
        number = _NUMBER_FIRST.match(self.reading.clean, start, end)
        item_id = self.tree.form.roles.get("number", "")
        if number is None or not item_id or self.builder.peek(item_id, {}) is not None:
            return start, end
        lines = self.reading.lines(*number.span())
        self.ledger.claim(*number.span(), self.builder.put(item_id, {}, number[0].strip(), lines, confidence))
        return number.end(), end

    def _enter_lists(self, start: int, end: int) -> None:
        """Enter cells that hold nothing but numbered options of a choice as printed, with the heading over them."""
        for cell in _CELLS.finditer(self.reading.clean, start, end):
            folded = fold(cell[0]) if len(cell[0]) < _LONGEST_LIST else ""
            if folded and (folded in self.tree.listed or is_heading(folded)):
                self.ledger.claim(*cell.span(), LABEL)

    def _begun_heading(self, start: int, end: int) -> int | None:
        """Where the last line of an answer is but the beginning of a numbered heading, whose rest was cut off."""
        clean = self.reading.clean
        end = start + len(clean[start:end].rstrip())
        begin = max(start, *(clean.rfind(sign, start, end) + 1 for sign in (LINE, PAGE)))
        folded = fold(clean[begin:end])
        if not _NUMBERED.match(folded):
            return None
        labels = labels_of(self.tree.form.id)
        begun = any(text.startswith(folded) and text != folded for text in labels.numbered)
        return begin if begun else None

    def _with_whole_title(self, text: str) -> str:
        """The name of the document with the form's own name whole, where a line end cuts it."""
        name = self.tree.form.short_title
        return re.sub("\n?".join(map(re.escape, name)), name, text)

    def rows_from(self, item_id: str, blocks: Mapping[str, int], start: int, end: int, confidence: float) -> None:
        """Put a stretch of clean text as rows of cells (tabs between them)."""
        kept = list(self.ledger.free(start, end))
        if not kept:
            return
        text = "\n".join(self.reading.clean[slice(*span)] for span in kept)
        lines = [re.sub(rf"[{SOFT}{PAGE}]+", " ", line).strip(" \u3000") for line in text.split(LINE)]
        text = "\n".join(line.rstrip(CELL).replace(MARK, "") for line in lines if line.strip())
        owner = self.builder.put(item_id, blocks, text, self.reading.lines(kept[0][0], kept[-1][1]), confidence)
        for span in kept:
            self.ledger.claim(*span, owner)

    def _choice(self, item: Item, blocks: Mapping[str, int], start: int, end: int, confidence: float) -> None:
        self._extras(item, blocks, start, end)
        choice = read_choice(self.reading, start, end, item.choice_texts)
        lines = self.reading.lines(start, end)
        if choice.value:
            lines = self.reading.lines(*choice.value_at)
            confidence = confidence if choice.sure else min(confidence, 0.6)
            self.ledger.claim(*choice.value_at, self.builder.put(item.id, blocks, choice.value, lines, confidence))
        elif choice.rivals:
            self.builder.doubt(item.id, blocks, lines, f"選択肢が一つに決まりません（{'／'.join(choice.rivals)}）。")
        for span in choice.furniture:
            self.ledger.claim(*span, LABEL)

    def _extras(self, item: Item, blocks: Mapping[str, int], start: int, end: int) -> None:
        """What a choice's row carries besides: （3）件, and a bracket with a text of its own."""
        for child in item.items:
            if child.kind == "count":
                self._count(child, blocks, start, end)
            elif child.option_text and item.free_text_label and child.label == item.free_text_label:
                self._labelled_bracket(child, blocks, start, end)

    def _count(self, item: Item, blocks: Mapping[str, int], start: int, end: int) -> None:
        folded = Folded(self.reading.clean[start:end])
        match = _COUNT.search(folded.text)
        if match is None:
            return
        first, last = start + folded.at[match.start()], start + folded.at[match.end() - 1] + 1
        lines = self.reading.lines(first, last)
        number = match[1] or match[2]
        self.ledger.claim(first, last, self.builder.put(item.id, blocks, number, lines, 0.95) if number else LABEL)

    def _labelled_bracket(self, item: Item, blocks: Mapping[str, int], start: int, end: int) -> None:
        folded = Folded(self.reading.clean[start:end])
        label = fold(item.label).removesuffix(")")
        begin = label if label in folded.text else without_signs(label)
        place = folded.text.find(begin)
        if place < 0:
            return
        close = folded.text.rfind(")")
        at = folded.at
        first = start + at[place + len(begin)]
        last = start + (at[close] if close >= place + len(begin) else at[len(folded.text)])
        self.ledger.claim(start + at[place], first, LABEL)
        self.text_from(item.id, blocks, [(first, last)], 0.9)
        if close >= 0:
            self.ledger.claim(start + at[close], start + at[close] + 1, LABEL)

    def _multi(self, item: Item, blocks: Mapping[str, int], start: int, end: int, confidence: float) -> None:
        free = [option.free_text for option in item.choices]
        marks = read_marks(self.reading, start, end, item.choice_texts, free)
        lines = self.reading.lines(start, end)
        names = Counter(each.option for each in marks.options)
        partly = bool(names) and (len(names) < len(item.choices) or max(names.values()) > 1)
        if partly and marks.chosen() and self._is_torn_list(item, names, start, end):
            self.builder.doubt(item.id, blocks, lines, PARTLY)
            return
        chosen = [] if marks.lost else marks.chosen()
        states = marks.states()
        why = ""
        bare = self.columns is None and not (marks.blanks or marks.lost)
        if not chosen and marks.options and bare and len(marks.options) < len(item.choices):
            # No boxes at all, some options only: those are the ones that were chosen.
            chosen, confidence = [each.option for each in marks.options], min(confidence, 0.7)
        elif chosen and "unknown" in states:
            confidence, why = min(confidence, 0.6), "○の欄が読み取れない選択肢があります。"
        elif chosen and partly:
            confidence, why = min(confidence, 0.6), "選択肢の一部が読み取れないか、二度あります。"
        if chosen:
            owner = self.builder.put(item.id, blocks, chosen, lines, confidence, why)
            for each in marks.options:
                self.ledger.claim(each.start, each.end, owner if each.option in chosen else LABEL)
        elif marks.options:
            self.builder.doubt(item.id, blocks, lines, NO_MARK)
        self._enter_marks(item, blocks, marks)
        labels = {fold(group.label) for group in item.choice_groups}
        for first, last in list(self.ledger.free(start, end)):
            for word in re.finditer(r"[^\s\[\]]+", self.reading.clean[first:last]):
                if fold(word[0]).lstrip("・:") in labels:
                    self.ledger.claim(first + word.start(), first + word.end(), LABEL)

    def _is_torn_list(self, item: Item, found: Counter[str], start: int, end: int) -> bool:
        """Whether options that a list lacks stand near it: marks of a torn list are not to be trusted."""
        if self.columns is None:
            return False
        clean = self.reading.clean
        left = (clean[slice(*span)] for span in self.ledger.free(max(0, start - _AROUND), start))
        around = fold("".join(left)) + LINE + fold(clean[end : end + _BEHIND])
        lost = [fold(option) for option in item.choice_texts if not any(option in other for other in found)]
        return self.shuffled or any(len(option) >= _TELLING and option in around for option in lost)

    def _enter_marks(self, item: Item, blocks: Mapping[str, int], marks: Marks) -> None:
        for each in marks.options:
            self.ledger.claim(each.start, each.end, LABEL)
            if each.text is not None:
                number = item.choice_texts.index(each.option) + 1
                child = next((sub for sub in item.items if sub.id == f"{item.id}.{number}"), None)
                if child is not None:
                    self.text_from(child.id, blocks, [each.text], _DISORDERED if self.shuffled else 0.9)
        for span in marks.signs:
            self.ledger.claim(*span, LABEL)

    def _date(self, item: Item, blocks: Mapping[str, int], start: int, end: int, confidence: float) -> None:
        clean = self.reading.clean
        parts = list(self.ledger.free(start, end))
        text = plain_text(" ".join(clean[slice(*part)] for part in parts), self.columns).strip(":： 　")
        tail = next((word for word in aliases().date_tails if text.endswith(word)), "")
        if tail and parse_date(text.removesuffix(tail)) is not None:
            text = text.removesuffix(tail).strip()
        if not text:
            return
        number = serial_day(text)
        day = number if self.reading.cells else None
        text = to_wareki(day) if day is not None else text
        if parse_date(text) is not None or (item.free_text_ok and number is None):
            owner = self.builder.put(item.id, blocks, text, self.reading.lines(parts[0][0], parts[-1][1]), confidence)
            for part in parts:
                self.ledger.claim(*part, owner)
            return
        found = _DATE.search(Folded(clean[start:end]).text)
        lines = self.reading.lines(start, end)
        if found is None:
            self.builder.doubt(item.id, blocks, lines, "日付として読めません。")
            return
        at = Folded(clean[start:end]).at
        first, last = start + at[found.start()], start + at[found.end() - 1] + 1
        lines = self.reading.lines(first, last)
        self.ledger.claim(first, last, self.builder.put(item.id, blocks, found[0], lines, min(confidence, 0.85)))

    def _flags(self, item: Item, flags: list[Item], blocks: Mapping[str, int], start: int, end: int) -> None:
        """Marks whose options are items of their own: [○] 委託しない, [○] 提供を行っている（3）件."""
        names = tuple(flag.label for flag in flags)
        marks = read_marks(self.reading, start, end, names, [False] * len(names))
        found = [each for each in marks.options if each.state != "unknown" or len(flags) > 1]
        if not found:
            return
        for number, each in enumerate(found):
            flag = flags[names.index(each.option)]
            stop = found[number + 1].start if number + 1 < len(found) else end
            lines = self.reading.lines(each.start, each.end)
            owner = self.builder.put(flag.id, blocks, True, lines, 0.95) if each.state == "on" else LABEL
            self.ledger.claim(each.start, each.end, owner)
            for child in flag.items:
                if child.kind == "count":
                    self._count(child, blocks, each.end, stop)
        for span in marks.signs:
            self.ledger.claim(*span, LABEL)
        if len(flags) > 1 and any(flag.excludes for flag in flags) and not marks.chosen():
            self.builder.doubt(item.id, blocks, self.reading.lines(start, end), NO_MARK)

    def _fixed(self, item: Item, region: Region) -> None:
        """A printed sentence that is the same in every document."""
        for first, last in list(self.ledger.free(region.start, region.end)):
            if fold(self.reading.clean[first:last]).rstrip("。") == fold(item.default).rstrip("。"):
                self.ledger.claim(first, last, LABEL)

    def _only_child(self, item: Item, blocks: Mapping[str, int], region: Region, following: Region | None) -> None:
        """Text right under a heading whose only answer lost its label."""
        children = [child for child in item.items if child.value_kind and not child.option_text]
        if len(children) != 1 or children[0].kind == "flag" or item.repeat:
            return
        child = children[0]
        if following is not None and following.anchor.target == child.id:
            return
        if any(self.ledger.free(region.start, region.end)):
            self.value(child, blocks, region.start, region.end, 0.7)
