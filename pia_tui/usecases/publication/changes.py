"""変更箇所 of a document: propose its rows, shape them, and write them into the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from pia_tui.assessment import Assessment, Change
from pia_tui.errors import PiaError
from pia_tui.forms import Value, new_identity
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.changes import Difference
from pia_tui.rules.changes.annex import AnnexTable, annex_table, rows_of
from pia_tui.rules.changes.data import Overall, change_rules, step_rules
from pia_tui.rules.changes.notes import (
    ASIDE,
    COVERS,
    DAY,
    EFFECT,
    IN_FORCE,
    INTO,
    RISK,
    SPLIT,
    TEXT,
    WRITTEN,
    RowField,
    cell_key,
    note,
)
from pia_tui.rules.changes.rows import ProposedRow, new_rows, proposed_rows
from pia_tui.rules.changes.steps import Timeline, timeline
from pia_tui.rules.changes.timing import overall
from pia_tui.rules.publication import publication_rules
from pia_tui.usecases.publication.states import compare, last_publication, present, require_publication

if TYPE_CHECKING:
    from pia_tui.store import Store, Written
    from pia_tui.store.records import Publication

LABEL = "変更箇所の書き入れ"
NOTE_LABEL = "変更箇所の行の手直し"
_COLUMNS = (
    ("change_date", "date"),
    ("change_item", "item"),
    ("change_before", "before"),
    ("change_after", "after"),
    ("change_timing", "timing"),
    ("change_note", "note"),
)


class NoSuchRow(PiaError):
    """No proposed row is about that place."""


class NoTable(PiaError):
    """The form has no table of changes."""


@dataclass(frozen=True)
class ChangesProposal:
    """What has changed between two states, and the rows that tell it. `publication` is the earlier state's, if any."""

    document_id: int
    before: Assessment
    document: Assessment
    difference: Difference
    rows: tuple[ProposedRow, ...]
    publication: Publication | None = None

    @property
    def overall(self) -> Overall | None:
        """再実施 or 修正; None where nothing has changed."""
        return overall(row.timing for row in self.rows)

    @property
    def open(self) -> tuple[ProposedRow, ...]:
        """The rows of ※ items whose questions are not answered."""
        return tuple(row for row in self.rows if row.timing.open and not row.aside)

    def row(self, place: str) -> ProposedRow:
        """The row about a place (its path) or with a name. Raises NoSuchRow."""
        for row in self.rows:
            paths = {path for change in row.changes for path in (change.path, *change.paths)}
            if place in (row.id, row.change.path) or place in paths:
                return row
        raise NoSuchRow(
            f"「{place[:60]}」の変更はありません。",
            safe="何も変更していません。",
            next="場所は「pia-tui changes 番号」で確かめてください。",
            next_on_screen="行を選び直してください。",
        )


@dataclass(frozen=True)
class RowsWritten:
    """What became of the table: rows added, brought up to date and taken off, and those left as they were edited."""

    added: int
    updated: int
    removed: int
    kept: int
    written: Written | None = None


def propose(
    store: Store, document_id: int, earlier: int | None = None, later: int | None = None, *, today: date | None = None
) -> ChangesProposal:
    """The rows for what has changed since the last publication, or between two frozen versions.

    Raises NotPublished, NoSuchRevision and the store's errors.
    """
    publication = require_publication(store, document_id) if earlier is None else store.publication(earlier)
    before, document, difference = compare(store, document_id, earlier, later)
    day = str(document.state.get(DAY) or to_wareki(today or date.today()))
    return ChangesProposal(
        document_id, before, document, difference, proposed_rows(document, difference, day), publication
    )


def likely_kind(store: Store, document_id: int, *, today: date | None = None) -> str:
    """The kind of publication that the document's history and its changes speak for; the officer decides."""
    rules = publication_rules()
    if last_publication(store, document_id) is None:
        return rules.likely("first")
    return rules.likely(propose(store, document_id, today=today).overall or "correction")


# -- shaping: pure, each returns the changes to write ------------------------------------------------------------------


def answered(document: Assessment, row: ProposedRow, *, risk: bool | None, in_force: bool | None) -> list[Change]:
    """The answers to the two questions, for every ※ change of a row; None leaves an answer as it is."""
    made = []
    for name in row.covers:
        if risk is not None:
            made += note(document, f"{RISK}{name}", risk)
        if in_force is not None:
            made += note(document, f"{IN_FORCE}{name}", in_force)
    return made


def edited(document: Assessment, row: ProposedRow, field: RowField, text: str) -> list[Change]:
    """A cell of a row written by hand; an empty text gives the proposed one back."""
    return note(document, cell_key(row.id, field), text or None)


def set_aside(document: Assessment, row: ProposedRow, reason: str) -> list[Change]:
    """The reason why no row is wanted; an empty one wants it again."""
    return note(document, f"{ASIDE}{row.id}", reason.strip() or None)


def merged(document: Assessment, rows: Sequence[ProposedRow]) -> list[Change]:
    """All of these told in the first one's row."""
    head = rows[0].id
    made = note(document, f"{INTO}{head}", None)
    for row in rows[1:]:
        for name in row.covers:
            made += note(document, f"{INTO}{name}", head)
    return made


def split(document: Assessment, row: ProposedRow) -> list[Change]:
    """A row about several changes cut into theirs; one about a block into one for each item."""
    if len(row.changes) > 1:
        return [each for name in row.covers for each in note(document, f"{INTO}{name}", None)]
    if row.change.details:
        return note(document, f"{SPLIT}{row.id}", True)
    if row.change.kind in ("added", "removed"):
        # One of the rows of a block that was split: put the block together again.
        return [change for key in document.state if key.startswith(SPLIT) for change in note(document, key, None)]
    return []


def day_of_change(document: Assessment, day: str) -> list[Change]:
    """変更日 of the rows to come."""
    return note(document, DAY, day.strip() or None)


def day_of_effect(document: Assessment, day: date | None) -> list[Change]:
    """The day on which the changes take effect."""
    return note(document, EFFECT, day.isoformat() if day else None)


# -- the table ---------------------------------------------------------------------------------------------------------


def write_rows(store: Store, proposal: ChangesProposal, *, whole: bool = False) -> RowsWritten:
    """Put the proposed rows into the table; see `table_changes`. Raises NoTable and the store's errors."""
    changes, counts = table_changes(proposal, whole=whole)
    if not changes:
        return counts
    return replace(counts, written=store.write(proposal.document_id, changes, label=LABEL))


@dataclass(frozen=True)
class BeforePublishing:
    """What an officer should know of 変更箇所 before a publication is recorded.

    `unwritten` rows are not in the table, `undated` bear another 変更日 than the publication, `open` have ※ questions
    without an answer; `early` are rows of 事前, not known to be
    no important change, although a 修正 is recorded.
    """

    unwritten: int
    undated: int
    open: int
    early: tuple[str, ...]

    def sentences(self, day: date) -> tuple[str, ...]:
        """The same in words."""
        rules = publication_rules()
        items = "、".join(item.rpartition("　")[2] for item in self.early[:3]) + ("…" if len(self.early) > 3 else "")
        told = (
            (self.unwritten, rules.unwritten_rows.format(count=self.unwritten)),
            (self.undated, rules.undated_rows.format(count=self.undated, day=to_wareki(day))),
            (self.open, rules.open_rows.format(count=self.open)),
            (len(self.early), rules.early_rows.format(count=len(self.early), items=items)),
        )
        return tuple(text for count, text in told if count)

    @property
    def rows(self) -> int:
        """How many rows the officer may want to be written before."""
        return self.unwritten + self.undated


def before_publishing(store: Store, document_id: int, day: date, kind: str) -> BeforePublishing | None:
    """How 変更箇所 stands before a publication; None for a first one, and where the form has no table."""
    if last_publication(store, document_id) is None:
        return None
    proposal = propose(store, document_id)
    table = annex_table(proposal.document.form)
    if table is None:
        return None
    state, dated = proposal.document.state, to_wareki(day)
    rows = [row for row in proposal.rows if not row.aside]
    written = [row for row in rows if row.written]
    before = change_rules().timings["before"]
    known = publication_rules().kind(kind)
    early = [
        row.item
        for row in rows
        if row.timing.text == before and (row.timing.important is not False or "timing" in row.edited)
    ]
    return BeforePublishing(
        unwritten=len(rows) - len(written),
        undated=sum(
            "date" not in row.edited and str(state.get(table.cell(row.written, "change_date")) or "") != dated
            for row in written
        ),
        open=len(proposal.open),
        early=tuple(early) if known is not None and known.proposed == "correction" else (),
    )


def write_rows_of(store: Store, document_id: int, day: date) -> RowsWritten:
    """Put the proposed rows into the table with a day of publication as 変更日. Raises NoTable, the store's errors."""
    document = present(store, document_id)
    with store.together():
        dated = day_of_change(document, to_wareki(day))
        if dated:
            store.write(document_id, dated, label=NOTE_LABEL)
        return write_rows(store, propose(store, document_id))


def table_changes(proposal: ChangesProposal, *, whole: bool = False) -> tuple[list[Change], RowsWritten]:
    """What puts the rows into the table, behind those of earlier years, in the form's order; and what becomes of it.

    Rows that were written before are brought up to date, and taken off where their change is gone, unless somebody has
    edited them in the table since. `whole`: texts with nothing left out. Raises NoTable.
    """
    document = proposal.document
    table = annex_table(document.form)
    if table is None:
        raise NoTable("この様式には、変更箇所の表がありません。", safe="何も変更していません。")
    state = dict(document.state)
    taken = document.identities()
    added = updated = kept = 0
    placed: list[str] = []
    for row in proposal.rows:
        if row.aside:
            continue
        cells = _cells(table, row, whole)
        identity = row.written
        if not identity:
            identity = new_identity(taken)
            taken.add(identity)
            added += 1
            _fill(state, table, identity, row, cells)
        elif _untouched(state, table, identity):
            updated += _stored(state, table, identity) != cells or row.outdated
            _fill(state, table, identity, row, cells)
        else:
            kept += 1
        if identity not in placed:
            placed.append(identity)
    gone = _placed_anew(document, table, state, placed)
    held = [*document.state, *(key for key in state if key not in document.state)]
    changes = [
        Change(key, document.state.get(key), state.get(key))
        for key in held
        if document.state.get(key) != state.get(key)
    ]
    return changes, RowsWritten(added, updated, len(gone), kept)


def _placed_anew(document: Assessment, table: AnnexTable, state: dict[str, Value], placed: list[str]) -> list[str]:
    """Put this year's rows into their order; returns those that were taken off because nothing is behind them."""
    new = new_rows(document)
    own = [each for each in new if f"{COVERS}{table.row(each)}" in state]
    gone = [each for each in own if each not in placed and _untouched(state, table, each)]
    earlier = [each for each in rows_of(document) if each not in new]
    left = [each for each in own if each not in placed and each not in gone]
    typed = [each for each in new if each not in own]
    order = (*earlier, *placed, *left, *typed)
    if order or table.order in state:
        state[table.order] = order
    for identity in gone:
        for key in [key for key in state if f"[{identity}]" in key]:
            del state[key]
    return gone


def _cells(table: AnnexTable, row: ProposedRow, whole: bool) -> tuple[str, ...]:
    """The texts of a row's cells, in the order of the columns."""
    texts = {
        "date": row.date,
        "item": row.item,
        "before": row.whole_before if whole and "before" not in row.edited else row.before,
        "after": row.whole_after if whole and "after" not in row.edited else row.after,
        "timing": row.timing.text,
        "note": row.timing.note,
    }
    return tuple(texts[field] for role, field in _COLUMNS if role in table.columns)


def _fill(state: dict[str, Value], table: AnnexTable, identity: str, row: ProposedRow, cells: tuple[str, ...]) -> None:
    for role, text in zip(_roles(table), cells, strict=True):
        key = table.cell(identity, role)
        if text:
            state[key] = text
        else:
            state.pop(key, None)
    key = table.row(identity)
    state[f"{COVERS}{key}"] = row.covers
    state[f"{WRITTEN}{key}"] = cells
    state[f"{TEXT}{key}"] = row.whole_after


def _stored(state: dict[str, Value], table: AnnexTable, identity: str) -> tuple[str, ...]:
    return tuple(str(state.get(table.cell(identity, role)) or "") for role in _roles(table))


def _untouched(state: dict[str, Value], table: AnnexTable, identity: str) -> bool:
    """Whether a row still is what was written into it."""
    return state.get(f"{WRITTEN}{table.row(identity)}") == _stored(state, table, identity)


def _roles(table: AnnexTable) -> list[str]:
    return [role for role, _ in _COLUMNS if role in table.columns]


# -- what follows ------------------------------------------------------------------------------------------------------


def steps_of(
    proposal: ChangesProposal, *, today: date, effect: date | None = None, hearing_days: int | None = None
) -> Timeline | None:
    """The steps to publication; None where nothing has changed.

    `effect` is the day on which the changes take effect, else the one noted with the document, else the earliest that
    leaves time for every step. Raises TooShort.
    """
    kind = proposal.overall
    if kind is None:
        return None
    document = proposal.document
    noted = document.state.get(EFFECT)
    day = effect or (date.fromisoformat(noted) if isinstance(noted, str) else None)
    reason = str(document.by_role("hearing_reason") or "")
    item = document.form.item(document.form.roles.get("hearing_reason", ""))
    level = document.form.level
    already = kind == "correction" and day is None

    def made(on: date) -> Timeline:
        return timeline(
            kind,
            level,
            on,
            today=today,
            in_force=already,
            hearing_days=hearing_days,
            hearing_reason=reason,
            hearing_item=item.label if item else "",
        )

    if day is not None:
        return made(day)
    assumed = step_rules().assumed
    plan = made(today)
    if not already:
        plan = made(today + (today - plan.start))
    said = (
        assumed.today.format(day=to_wareki(today)) if already else assumed.earliest.format(day=to_wareki(plan.effect))
    )
    return msgspec.structs.replace(plan, notes=(said, *plan.notes))
