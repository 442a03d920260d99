"""A 記入票 that came back: what it would change in the document, and where both have changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pia_tui.answer_sheet import (
    NOTHING,
    ROW,
    SPARE,
    fingerprint,
    joined,
)
from pia_tui.assessment import FORM_KEY, NAME_KEY, Assessment, Change, TooManyBlocks
from pia_tui.forms import (
    FILE_LIST,
    BadPath,
    BadValue,
    Form,
    Item,
    Path,
    Value,
    load_form,
    parse_path,
    parse_value,
)
from pia_tui.forms.day_serials import serial_day
from pia_tui.forms.model import repeat_of
from pia_tui.forms.wareki import to_wareki
from pia_tui.ingest.errors import STORE_UNTOUCHED, UnreadableCells, UnreadableFile
from pia_tui.ingest.sheet_entries import SheetEntry, SheetHead, entries_of, head_of
from pia_tui.ingest.sheets import SheetCell, read_grids
from pia_tui.places import section_word, short_words

SheetSide = Literal["ours", "theirs"]
_TWICE = "同じ行が二つあります。行を写すときは、色の付いた欄だけを写してください。"


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer that the sheet changes. `before` is what the document holds now, `after` what the sheet says."""

    key: str
    label: str
    where: str
    before: Value | None
    after: Value | None


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that cannot be read, and why; `found` is what stands there, as far as it can be said."""

    where: str
    label: str
    message: str
    found: str = ""


@dataclass(frozen=True)
class SheetReading:
    """What came back. `conflicts` are answers that the document changed too since the sheet was written out.

    `notes` tell what was understood in another form than it was written (a date cell); `new_blocks` are the order lists
    that grow. `state` is the whole document where there was none to compare with.
    """

    identity: str
    form_id: str
    name: str
    proposals: tuple[Proposal, ...]
    conflicts: tuple[Proposal, ...]
    problems: tuple[CellProblem, ...]
    notes: tuple[CellProblem, ...]
    unchanged: int
    new_blocks: dict[str, tuple[str, ...]]
    state: dict[str, Value] = field(default_factory=dict)

    def unreadable(self, *, listed: bool = True) -> UnreadableCells:
        """The error for the cells that cannot be read."""
        places = [(each.where, each.label, each.message, each.found) for each in self.problems]
        return UnreadableCells(places, listed=listed)


def read_head(data: bytes) -> SheetHead:
    """Whose sheet it is. Raises UnreadableFile for other workbooks, and what `read_grids` raises."""
    return head_of(read_grids(data))


def read_xlsx(data: bytes, current: Assessment | None) -> SheetReading:
    """Compare a sheet with the document as it stands; None: there is no such document, the sheet makes a new one.

    Nothing is changed. Raises UnreadableFile, NewerFile, DamagedFile, UnsafeFile, UnknownForm.
    """
    grids = read_grids(data)
    head = head_of(grids)
    form = load_form(head.form_id)
    if current is not None and current.form.id != form.id:
        raise UnreadableFile(
            f"この記入票は様式 {form.id} のもので、評価書はいま様式 {current.form.id} です。",
            safe=STORE_UNTOUCHED,
            next="記入票を書き出し直してください。",
        )
    return _SheetComparison(head, form, current, list(entries_of(grids))).reading()


def chosen_changes(
    reading: SheetReading, document: Assessment, sides: Mapping[str, SheetSide] | SheetSide
) -> list[Change]:
    """The changes to write, conflicts decided: `ours` keeps the document's answer, `theirs` takes the sheet's.

    A key without a decision keeps the document's answer.
    """
    taken = [
        each
        for each in reading.conflicts
        if (sides if isinstance(sides, str) else sides.get(each.key, "ours")) == "theirs"
    ]
    chosen = [*reading.proposals, *taken]
    used = {identity for each in chosen for identity in _identities(each.key)}
    lists = {
        order: (*document.blocks(order), *(block for block in blocks if block in used))
        for order, blocks in reading.new_blocks.items()
    }
    changes = [Change(order, document.state.get(order), blocks) for order, blocks in lists.items()]
    changes = [change for change in changes if change.before != change.after]
    return changes + [Change(each.key, each.before, each.after) for each in chosen]


def _identities(key: str) -> list[str]:
    return [index for _, index in parse_path(key).steps if isinstance(index, str) and index]


class _SheetComparison:
    """One reading of a sheet against a document."""

    def __init__(self, head: SheetHead, form: Form, current: Assessment | None, entries: list[SheetEntry]) -> None:
        self.head = head
        self.form = form
        self.fresh = current is None
        self.entries = entries
        self.document = current or self._empty()
        self.new_blocks: dict[str, tuple[str, ...]] = {}
        self.proposals: list[Proposal] = []
        self.conflicts: list[Proposal] = []
        self.problems: list[CellProblem] = []
        self.notes: list[CellProblem] = []
        self.unchanged = 0
        self.seen: dict[str, list[str | None]] = {}

    def reading(self) -> SheetReading:
        for entry in self.entries:
            try:
                for single in self._singles(entry):
                    self._compare(single)
            except BadPath:
                self.problems.append(CellProblem(entry.where, "", "どの項目の行なのかを示す記録が壊れています。"))
        reading = SheetReading(
            self.head.identity,
            self.form.id,
            self.head.name,
            tuple(self.proposals),
            tuple(self.conflicts),
            tuple(self.problems),
            tuple(self.notes),
            self.unchanged,
            self.new_blocks,
        )
        if self.fresh:
            changes = chosen_changes(reading, self.document, "theirs")
            self.document.apply(changes)
            reading.state.update(self.document.state)
        return reading

    def _empty(self) -> Assessment:
        """A document with the blocks that the sheet's document had."""
        lists: dict[str, list[str]] = {}
        for entry in self.entries:
            if SPARE in entry.base.split():
                continue
            for order, identity in self._blocks(entry.key):
                blocks = lists.setdefault(order, [])
                if identity not in blocks:
                    blocks.append(identity)
        state: dict[str, Value] = {order: tuple(blocks) for order, blocks in lists.items()}
        if self.head.name:
            state[NAME_KEY] = self.head.name
        return Assessment(self.form, {FORM_KEY: self.form.id, **state})

    def _blocks(self, key: str) -> Iterator[tuple[str, str]]:
        """(order list, identity) for each bracket of a key. Raises BadPath."""
        steps: list[tuple[str, int | str | None]] = []
        for name, index in parse_path(key).steps:
            steps.append((name, None))
            if isinstance(index, str) and index:
                repeat = repeat_of(self.form, Path(tuple(steps)).item_id)
                if repeat is None:
                    raise BadPath(key)
                yield (f"{repeat.list}[]" if repeat.list else f"{Path(tuple(steps))}[]"), index
                steps[-1] = (name, index)

    def _singles(self, entry: SheetEntry) -> Iterator[SheetEntry]:
        """A row that holds a whole block as one entry for each of its answers."""
        if not entry.cells or not entry.cells[0][0].startswith(ROW):
            yield entry
            return
        table = self._item(entry.key)
        bases = entry.base.split(" ")
        for (part, cell), item in zip(entry.cells[: len(table.items)], table.items, strict=False):
            number = int(part.removeprefix(ROW)) - 1
            base = bases[number] if number < len(bases) else NOTHING
            yield SheetEntry(f"{entry.key}{item.id[len(table.id) :]}", base, [("", cell)])
        if len(entry.cells) > len(table.items):
            self.problems.append(CellProblem(entry.where, table.label, _TWICE))

    def _item(self, key: str) -> Item:
        item = self.form.item(parse_path(key).item_id)
        if item is None:
            raise BadPath(key)
        return item

    def _compare(self, entry: SheetEntry) -> None:
        item = self._item(entry.key)
        label = self._label(entry.key, item)
        parts = [part for part, _ in entry.cells]
        texts = [cell.text for _, cell in entry.cells]
        if entry.key in self.seen or len(set(parts)) != len(parts):
            if texts != self.seen.get(entry.key):  # a sheet that was copied whole says the same twice
                self.problems.append(CellProblem(entry.where, label, _TWICE))
            return
        self.seen[entry.key] = texts
        bad = [cell for _, cell in entry.cells if cell.problem]
        if bad:
            self.problems += [CellProblem(cell.where, label, cell.problem, cell.text or "") for cell in bad]
            return
        if self._incomplete(item, parts):
            self.problems.append(
                CellProblem(entry.where, label, "この項目の行が一部なくなっています。記入票を書き出し直してください。")
            )
            return
        try:
            value = self._value(item, entry, label)
        except BadValue as error:
            message = f"{error.what} {error.next}".strip()
            place, found = self._culprit(item, entry)
            self.problems.append(CellProblem(place, label, message, found))
            return
        self._decide(entry, label, value)

    def _incomplete(self, item: Item, parts: list[str]) -> bool:
        if item.kind == "multi":
            return len(parts) != len(item.choices)
        numbers = sorted(int(part[1:]) for part in parts if part)
        return numbers != list(range(1, len(numbers) + 1)) or (bool(numbers) and "" in parts)

    def _value(self, item: Item, entry: SheetEntry, label: str) -> Value | None:
        if item.kind == "multi":
            chosen = []
            for part, cell in entry.cells:
                number = int(part.removeprefix("o") or 0)
                if not 1 <= number <= len(item.choices):
                    raise BadPath(entry.key)
                if _marked(cell, item.choices[number - 1].text):
                    chosen.append(item.choices[number - 1].text)
            return parse_value(item, chosen)
        if len(entry.cells) == 1:
            cell = entry.cells[0][1]
            day = cell.day
            if item.value_kind == "date" and day is None and cell.text:
                day = serial_day(cell.text)
            if day is not None and (item.value_kind == "date" or item.value_kind == "text"):
                text = to_wareki(day)
                self.notes.append(CellProblem(cell.where, label, f"日付のセルを「{text}」と読みました。"))
                return parse_value(item, text)
        return parse_value(item, joined((part or "t1", cell.text or "") for part, cell in entry.cells))

    def _culprit(self, item: Item, entry: SheetEntry) -> tuple[str, str]:
        """The cell of an answer that cannot be read, and what stands there."""
        for part, cell in entry.cells:
            number = int(part[1:]) if item.kind == "multi" and part[1:].isdigit() else 0
            if 1 <= number <= len(item.choices):
                try:
                    _marked(cell, item.choices[number - 1].text)
                except BadValue:
                    return cell.where, cell.text or ""
        return entry.where, "\n".join(cell.text or "" for _, cell in entry.cells) if item.kind != "multi" else ""

    def _decide(self, entry: SheetEntry, label: str, value: Value | None) -> None:
        blocks = list(self._blocks(entry.key))
        missing = [(order, one) for order, one in blocks if one not in self._known(order)]
        spare = entry.base == SPARE
        base = NOTHING if spare or self.fresh else entry.base
        now = None if missing else self.document.state.get(entry.key)
        if fingerprint(value) in (base, fingerprint(now)):
            self.unchanged += 1
            return
        proposal = Proposal(entry.key, label, entry.where, self.document.state.get(entry.key), value)
        try:
            for order, identity in missing:
                self._grow(order, identity)
        except TooManyBlocks as error:
            self.problems.append(CellProblem(entry.where, label, error.what))
            return
        changed_here = fingerprint(now) != base or (bool(missing) and not spare)
        (self.conflicts if changed_here else self.proposals).append(proposal)

    def _known(self, order: str) -> tuple[str, ...]:
        return (*self.document.blocks(order), *self.new_blocks.get(order, ()))

    def _grow(self, order: str, identity: str) -> None:
        if order == f"{FILE_LIST}[]":
            self.new_blocks[order] = (*self.new_blocks.get(order, ()), identity)
            return
        repeat = repeat_of(self.form, parse_path(order).item_id)
        if repeat is None:
            raise BadPath(order)
        if repeat.max is not None and len(self._known(order)) >= repeat.max:
            raise TooManyBlocks(f"{repeat.unit}は様式の上で {repeat.max} までなので、加えられません。")
        self.new_blocks[order] = (*self.new_blocks.get(order, ()), identity)

    def _label(self, key: str, item: Item) -> str:
        if words := short_words(self.document, key):
            return " ".join(words)
        section = self.form.section(parse_path(key).steps[0][0])
        label = item.input_label.replace("{n}", "")
        return f"{section_word(section)} {label}（いまの評価書にない欄）".strip()


def _marked(cell: SheetCell, option: str) -> bool:
    """Whether an option is marked. Raises BadValue for what is neither a mark nor a blank."""
    text = (cell.text or "").strip()
    if not text or text in ("×", "-", "ー"):
        return False
    if text in ("○", "〇", "◯", "●", "レ", "✓", "✔", "o", "O", "1", option):
        return True
    raise BadValue(f"「{option}」の欄に「{text[:40]}」は入れられません。", next="当てはまるものに○を入れてください。")
