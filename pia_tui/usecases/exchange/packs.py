"""Carry documents between terminals: pack them into one file, and merge what comes back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pia_tui import keys
from pia_tui.assessment import Assessment, Change
from pia_tui.bundle import DocumentBundle, IncidentRow
from pia_tui.errors import PiaError
from pia_tui.forms import Value
from pia_tui.ingest import ReportProgress, read_bytes, step
from pia_tui.output import write_file
from pia_tui.places import told
from pia_tui.usecases.exchange.bundles import (
    become,
    bundle_of,
    keep_attachments,
    keep_bundle,
    keep_version,
    without_judgement,
)
from pia_tui.usecases.exchange.conflicts import Choices, Conflict
from pia_tui.usecases.exchange.incidents import incidents_of, incidents_words, keep_incidents, new_incidents
from pia_tui.usecases.exchange.judgements import keep_judgements, newer, unknown_here
from pia_tui.usecases.exchange.merging import Merge, merge
from pia_tui.usecases.targets import target_file
from pia_tui.usecases.threshold.judgements import JUDGEMENT_KEY

if TYPE_CHECKING:
    from pia_tui.store import Store

LABEL = "別の端末の記入と合わせる"
KEPT_LABEL = "別の端末の記入と合わせる（この端末の記入を残す）"
"""Labels of the two steps of a merge: both answers come into the journal, those that are kept last."""
ENDING = ".pia"


class OtherForm(PiaError):
    """The two copies of a document are on different versions of the form."""


@dataclass(frozen=True)
class Arrival:
    """A document of a pack: new here (`document_id` None), or to be merged into the one that is here."""

    bundle: DocumentBundle
    name: str
    document_id: int | None = None
    ours: DocumentBundle | None = None
    merge: Merge | None = None
    new_judgement: bool = False
    """Whether the other terminal has judged since the judgement that is here, or is the only one that has."""
    incidents: tuple[IncidentRow, ...] = ()
    """The accidents of the body that the pack carries and that are new here: the same for each of its documents."""

    @property
    def more(self) -> str:
        """What the pack brings besides its documents, in words; "" for nothing."""
        return incidents_words(self.incidents)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What both sides have changed."""
        return self.merge.conflicts if self.merge else ()

    def shown_changes(self) -> Iterator[tuple[str, Value | None, Value | None]]:
        """(item, here, there) for each answer that is taken over; lists of blocks and notes on sources go without."""
        coming = self.coming
        for change in self.merge.changes if self.merge else ():
            if not keys.is_list(change.key) and keys.kind_of(change.key).told:
                document = self.document if self.document.path(keys.place_of(change.key)) else coming
                yield told(document, change.key), change.before, change.after

    @property
    def coming(self) -> Assessment:
        """The document as it comes."""
        return Assessment.of(self.bundle.state)

    @property
    def document(self) -> Assessment:
        """The document as it stands here, or as it comes."""
        held = self.ours or self.bundle
        return Assessment.of(held.state)


@dataclass(frozen=True)
class Unpacked:
    """What became of a document: its number, whether it is new, and how many answers the pack changed."""

    id: int
    name: str
    new: bool
    changed: int


def pack(store: Store, document_ids: Sequence[int]) -> bytes:
    """The pack of some documents, with everything that belongs to them. Raises the store's errors."""
    from pia_tui.export.pack import to_pack

    return to_pack([bundle_of(store, number) for number in dict.fromkeys(document_ids)], incidents_of(store))


def write_pack(
    store: Store, document_ids: Sequence[int], *, target: Path | None = None, overwrite: bool = False
) -> Path:
    """Write a pack; returns the file. Without `target` it goes to `exports/`. Raises OutputError, StoreError."""
    numbers = list(dict.fromkeys(document_ids))
    data = pack(store, numbers)
    title = store.summary(numbers[0]).name if len(numbers) == 1 else f"評価書 {len(numbers)} 件"
    return write_file(target_file(store.workspace, target, title, ENDING), data, overwrite=overwrite)


def preview_unpack(store: Store, file: Path | bytes, progress: ReportProgress | None = None) -> tuple[Arrival, ...]:
    """What a pack would do. Nothing is changed. Raises the errors of reading and of the store, OtherForm, Cancelled."""
    from pia_tui.ingest.packs import pack_incidents, read_pack

    step(progress, 0.05, "ファイルを調べています")
    data = file if isinstance(file, bytes) else read_bytes(file)
    bundles, incidents = read_pack(data), tuple(new_incidents(store, pack_incidents(data)))
    arrivals = []
    for number, bundle in enumerate(bundles, start=1):
        step(progress, 0.1 + 0.8 * number / len(bundles), "この端末の評価書と比べています")
        arrivals.append(replace(_arrival(store, bundle), incidents=incidents))
    return tuple(arrivals)


def unpack(store: Store, arrivals: Iterable[Arrival], choices: Choices | None = None) -> list[Unpacked]:
    """Take in a pack, all of it or nothing.

    Of a conflict both answers come into the journal, the chosen one last. Raises UndecidedConflicts and the store's
    errors (ConflictError where a document has changed since the preview).
    """
    arrivals, choices = list(arrivals), choices or Choices()
    choices.check(conflict for arrival in arrivals for conflict in arrival.conflicts)
    with store.together():
        keep_incidents(store, {each for arrival in arrivals for each in arrival.incidents})
        return [_merged(store, arrival, choices) if arrival.merge else _new(store, arrival) for arrival in arrivals]


def _arrival(store: Store, bundle: DocumentBundle) -> Arrival:
    document = Assessment.of(bundle.state)
    number = store.number_of(bundle.uuid)
    if number is None:
        return Arrival(bundle, document.name)
    ours = bundle_of(store, number)
    if ours.form_id != bundle.form_id:
        raise OtherForm(
            f"「{document.name}」の様式が、この端末（{ours.form_id}）とファイル（{bundle.form_id}）で違います。",
            safe="保存済みの評価書は何も変わっていません。",
            next="どちらかの様式にそろえてから、もう一度作ってもらってください。",
        )
    found = merge(document.form, ours.state, ours.journal, bundle.state, bundle.journal)
    judged = newer(ours.judgements, bundle.judgements)
    clash = [_judgement_conflict(ours, bundle, document.name)] if judged == "both" else []
    conflicts = (replace(each, uuid=bundle.uuid) for each in (*found.conflicts, *clash))
    found = Merge(found.changes, tuple(conflicts))
    return Arrival(bundle, document.name, number, ours, found, judged == "theirs")


def _judgement_conflict(ours: DocumentBundle, theirs: DocumentBundle, name: str) -> Conflict:
    """Both terminals have judged since they last agreed."""
    mine, yours = _told(ours.judgements[0].result), _told(theirs.judgements[0].result)
    return Conflict(JUDGEMENT_KEY, "しきい値判断", mine, yours, name)


def _told(result: Mapping[str, Any]) -> str:
    return str(result.get("text", ""))


def _new(store: Store, arrival: Arrival) -> Unpacked:
    number = keep_bundle(store, arrival.bundle)
    return Unpacked(number, arrival.name, True, len(arrival.bundle.state))


def _merged(store: Store, arrival: Arrival, choices: Choices) -> Unpacked:
    number, merged, ours = arrival.document_id, arrival.merge, arrival.ours
    assert number is not None
    assert merged is not None
    assert ours is not None
    keep_attachments(store, arrival.bundle)
    _bring_versions(store, number, ours, arrival.bundle)
    answers = [conflict for conflict in merged.conflicts if conflict.key != JUDGEMENT_KEY]
    theirs = [*merged.changes, *(Change(each.key, each.ours, each.theirs) for each in answers)]
    kept = [Change(each.key, each.theirs, each.ours) for each in answers if choices.of(each.key, each.uuid) == "ours"]
    clash = next((each for each in merged.conflicts if each.key == JUDGEMENT_KEY), None)
    judged = arrival.new_judgement or (clash is not None and choices.of(clash.key, clash.uuid) == "theirs")
    if judged or clash is not None:
        before = ours.state.get(JUDGEMENT_KEY)
        coming = unknown_here(ours.judgements, arrival.bundle.judgements) or arrival.bundle.judgements[:1]
        if not judged:  # theirs becomes one that ours took the place of, and is not asked about again
            coming = (ours.judgements[0], *coming)
        after = keep_judgements(store, coming, before if isinstance(before, int) else None)
        theirs.append(Change(JUDGEMENT_KEY, before, after))
    group = secrets.token_hex(8)
    for changes, label in ((theirs, LABEL), (kept, KEPT_LABEL)):
        if changes:
            store.write(number, changes, label=label, kind="merge", group=group)
    _withdraw(store, number, arrival.bundle)
    return Unpacked(number, arrival.name, False, merged.answers + len(answers) - len(kept) + judged)


def _bring_versions(store: Store, number: int, ours: DocumentBundle, theirs: DocumentBundle) -> None:
    """Freeze the versions that only the other side has, as they were, and go back to the present."""
    here = {(each.name, each.at) for each in ours.revisions}
    missing = [each for each in theirs.revisions if (each.name, each.at) not in here]
    own: dict[str, Value] = {key: value for key, value in ours.state.items() if key == JUDGEMENT_KEY}
    for version in missing:
        become(store, number, {**without_judgement(version.state), **own})
        keep_version(store, number, version)
    if missing:
        become(store, number, dict(ours.state))


def _withdraw(store: Store, number: int, theirs: DocumentBundle) -> None:
    """Withdraw here too what the other side has withdrawn of the publications that both have.

    What publishing wrote (公表日, the name of a 事務 that is over, the rows of earlier years) becomes what the other
    side has, where it still stands here: a step back there leads to a content that both had before, and no merge sees
    it.
    """
    gone = {(each.name, each.at): each.publication for each in theirs.revisions}
    for each in store.publications(number):
        there = gone.get((each.revision.name, each.revision.at))
        if there is None or not there.withdrawn:
            continue
        store.withdraw_publication(each.revision.id, there.withdrawn)
        version, state = store.revision_state(each.revision.id), store.load(number).state
        roles = Assessment.of(state).form.roles
        written = [roles[role] for role in ("published_on", "document_name") if role in roles]
        changes = [
            Change(key, state.get(key), theirs.state.get(key))
            for key in (*written, keys.OLD_ROWS.prefix)
            if state.get(key) == version.get(key) != theirs.state.get(key)
        ]
        if changes:
            store.write(number, changes, label=LABEL, kind="merge")
