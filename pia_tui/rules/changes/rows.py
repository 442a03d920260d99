"""Proposed rows of 変更箇所: one for each change, in the form's order, as the officer has shaped them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from pia_tui.assessment import Assessment
from pia_tui.rules.changes.annex import annex_table, old_rows, rows_of
from pia_tui.rules.changes.data import change_rules
from pia_tui.rules.changes.diff import Difference, ItemChange
from pia_tui.rules.changes.excerpt import excerpts
from pia_tui.rules.changes.notes import ASIDE, COVERS, DAY, FIELDS, INTO, SPLIT, TEXT, answers_of, change_id, field_of
from pia_tui.rules.changes.timing import Timing, joined, timing_of


class ProposedRow(msgspec.Struct, frozen=True):
    """A row as it would stand in the table.

    `id` names it, `changes` are what it tells. `before` and `after` are as they would be printed, `whole_before` and
    `whole_after` without anything left out. `aside` is why it is not wanted. `written` is the row of the table that
    tells it already, `outdated` whether that row's text is no longer the document's.
    """

    id: str
    changes: tuple[ItemChange, ...]
    date: str
    item: str
    before: str
    after: str
    whole_before: str
    whole_after: str
    timing: Timing
    edited: frozenset[str] = frozenset()
    aside: str = ""
    written: str = ""
    outdated: bool = False

    @property
    def change(self) -> ItemChange:
        """The change that the row is named by."""
        return self.changes[0]

    @property
    def star(self) -> bool:
        """Whether any of the changes is one of a ※ item."""
        return any(change.star for change in self.changes)

    @property
    def covers(self) -> tuple[str, ...]:
        """The names of the changes it tells."""
        return tuple(change_id(change) for change in self.changes)


def proposed_rows(document: Assessment, found: Difference, day: str = "") -> tuple[ProposedRow, ...]:
    """The rows for what has changed. `document` is the later state, with what the officer said about rows.

    `day` is 変更日 where the document says none.
    """
    units = [unit for change in found.changes for unit in _units(document, change)]
    told = written_rows(document)
    heads: dict[str, list[ItemChange]] = {}
    known = {change_id(unit) for unit in units}
    for unit in units:
        name = change_id(unit)
        into = document.state.get(f"{INTO}{name}")
        head = into if isinstance(into, str) and into in known and f"{INTO}{into}" not in document.state else name
        heads.setdefault(head, [])
        if head == name:
            heads[head].insert(0, unit)
        else:
            heads[head].append(unit)
    order = {change_id(unit): at for at, unit in enumerate(units)}
    return tuple(_row(document, name, heads[name], day, told) for name in sorted(heads, key=lambda each: order[each]))


def written_rows(document: Assessment) -> dict[str, str]:
    """The row of this year's table that tells each change, by the change's name."""
    table = annex_table(document.form)
    if table is None:
        return {}
    found: dict[str, str] = {}
    for identity in new_rows(document):
        held = document.state.get(f"{COVERS}{table.row(identity)}")
        for name in held if isinstance(held, tuple) else ():
            found.setdefault(name, identity)
    return found


def new_rows(document: Assessment) -> tuple[str, ...]:
    """The rows of the table that are this year's."""
    old = old_rows(document)
    return tuple(identity for identity in rows_of(document) if identity not in old)


def _units(document: Assessment, change: ItemChange) -> Iterable[ItemChange]:
    """The change, or where it is to be split the items of the block one by one."""
    if change.kind not in ("added", "removed") or document.state.get(f"{SPLIT}{change_id(change)}") is not True:
        return [change]
    new = change.kind == "added"
    return [
        msgspec.structs.replace(
            change,
            key=change.key if at == 0 else detail.key,
            path=detail.path,
            item=detail.item,
            before="" if new else detail.text,
            after=detail.text if new else "",
            important=change.important if detail.star else None,
            details=(),
            paths=(detail.path,),
            changes=change.changes if at == 0 else (),
            block=change.block if at == 0 else None,
        )
        for at, detail in enumerate(change.details)
    ]


def _row(document: Assessment, name: str, changes: list[ItemChange], day: str, told: Mapping[str, str]) -> ProposedRow:
    texts = [_texts(change) for change in changes]
    before, after, whole_before, whole_after = (_joined(each, changes) for each in zip(*texts, strict=True))
    level = document.form.level
    timing = joined(timing_of(change, level, answers_of(document, change_id(change))) for change in changes)
    cells = {
        "date": day or str(document.state.get(DAY) or ""),
        "item": "\n".join(dict.fromkeys(change.item for change in changes)),
        "before": before,
        "after": after,
        "timing": timing.text,
        "note": timing.note,
    }
    given: dict[str, str] = {}
    for field in FIELDS:
        held = field_of(document, name, field)
        if held is not None:
            given[field] = held
    cells |= given
    timing = msgspec.structs.replace(timing, text=cells["timing"], note=cells["note"])
    written = next((told[change_id(change)] for change in changes if change_id(change) in told), "")
    table = annex_table(document.form)
    then = document.state.get(f"{TEXT}{table.row(written)}") if table is not None else None
    return ProposedRow(
        id=name,
        changes=tuple(changes),
        date=cells["date"],
        item=cells["item"],
        before=cells["before"],
        after=cells["after"],
        whole_before=whole_before,
        whole_after=whole_after,
        timing=timing,
        edited=frozenset(given),
        aside=str(document.state.get(f"{ASIDE}{name}") or ""),
        written=written,
        outdated=bool(written) and then != whole_after,
    )


def _texts(change: ItemChange) -> tuple[str, str, str, str]:
    """(before, after, whole before, whole after) of a change, as cells."""
    words = change_rules().words
    if change.kind == "added":
        return words.new, _short(change.after), words.new, change.after
    if change.kind == "removed":
        return _short(change.before), words.gone, change.before, words.gone
    before, after = excerpts(change.before, change.after)
    return before or words.empty, after or words.empty, change.before or words.empty, change.after or words.empty


def _short(text: str) -> str:
    """The lines of a block that fit, with （略） for the rest."""
    rules = change_rules()
    if len(text) <= rules.long_text:
        return text
    kept: list[str] = []
    for line in text.split("\n"):
        if kept and len("\n".join(kept)) + len(line) > rules.long_text:
            break
        kept.append(line)
    shown = "\n".join(kept)
    return shown if len(kept) == text.count("\n") + 1 else f"{shown}\n{rules.words.omitted}"


def _joined(texts: tuple[str, ...], changes: list[ItemChange]) -> str:
    if len(texts) == 1:
        return texts[0]
    return "\n".join(f"{change.item.rpartition('　')[2]}：{text}" for change, text in zip(changes, texts, strict=True))
