"""A document with all that belongs to it, out of the store and into one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pia_tui.assessment import FORM_KEY, NAME_KEY, Assessment
from pia_tui.bundle import AttachedFile, DocumentBundle, JournalRow, JudgementRow, RevisionRow
from pia_tui.forms import Value, load_form
from pia_tui.usecases.judgements import JUDGEMENT_KEY

if TYPE_CHECKING:
    from pia_tui.store import Store

LABEL = "取り込み"


def bundle_of(store: Store, document_id: int) -> DocumentBundle:
    """Everything: answers, notes, journal, versions, drawings, the judgement. Raises the store's errors."""
    stored = store.load(document_id)
    number = stored.state.get(JUDGEMENT_KEY)
    revisions = store.revisions(document_id)
    states = [dict(stored.state), *(store.revision_state(revision.id) for revision in revisions)]
    return DocumentBundle(
        form_id=stored.form_id,
        state=dict(stored.state),
        uuid=stored.uuid,
        created_at=stored.created_at,
        updated_at=stored.updated_at,
        archived=stored.archived,
        journal=tuple(
            JournalRow(
                seq=row.seq,
                at=row.at,
                who=row.who,
                batch=row.batch,
                action=row.action,
                key=row.key,
                label=row.label,
                target=row.target,
                before=row.before,
                after=row.after,
            )
            for row in reversed(store.journal(document_id))
        ),
        revisions=tuple(
            RevisionRow(
                id=revision.id,
                at=revision.at,
                name=revision.name,
                state=state,
                kind=revision.kind,
                note=revision.note,
                seq=revision.seq,
                content_hash=revision.content_hash,
            )
            for revision, state in zip(revisions, states[1:], strict=True)
        ),
        attachments=_attached(store, {each for state in states for each in _drawings(state)}),
        judgements=_judgements(store, number),
    )


def printed_bundle(store: Store, document: Assessment) -> DocumentBundle:
    """What a published PDF may carry: the answers and drawings of the document as it stands, and nothing else.

    Notes, journal, names of people, removed blocks, answers that are not printed because the form switches them off,
    and times stay at home; equal documents give equal bytes.
    """
    keys = {FORM_KEY, NAME_KEY, "file[]"} | {node.key for node in document.walk() if node.applies}
    state: dict[str, Value] = {key: value for key, value in document.state.items() if key in keys}
    return DocumentBundle(
        form_id=document.form.id, state=state, attachments=_attached(store, _drawings(state), with_time=False)
    )


def keep_bundle(store: Store, bundle: DocumentBundle) -> int:
    """A new document from a bundle; returns its number. Raises UnknownForm and the store's errors.

    Its journal begins with the import; the journal and the versions of the other terminal stay in the file.
    """
    load_form(bundle.form_id)
    for file in bundle.attachments:
        store.attach(
            file.data, name=file.name, media_type=file.media_type, width=file.width, height=file.height, alt=file.alt
        )
    state = dict(bundle.state)
    state.pop(JUDGEMENT_KEY, None)
    for judgement in bundle.judgements:
        state[JUDGEMENT_KEY] = store.save_judgement(judgement.inputs, judgement.result)
    return store.create(bundle.form_id, state, label=LABEL)


def _drawings(state: dict[str, Value]) -> set[str]:
    """The ids of the attachments that figure answers name."""
    names = {value for held in state.values() if isinstance(held, tuple) for value in held}
    return {name for name in names if len(name) == 64 and all(sign in "0123456789abcdef" for sign in name)}


def _attached(store: Store, ids: set[str], *, with_time: bool = True) -> tuple[AttachedFile, ...]:
    kept = [store.attachment(each) for each in sorted(ids)]
    return tuple(
        AttachedFile(
            id=file.id,
            name=file.name,
            media_type=file.media_type,
            data=store.attachment_data(file.id),
            width=file.width,
            height=file.height,
            alt=file.alt,
            at=file.at if with_time else "",
        )
        for file in kept
    )


def _judgements(store: Store, number: Value | None) -> tuple[JudgementRow, ...]:
    if not isinstance(number, int):
        return ()
    kept = store.judgement(number)
    return (JudgementRow(at=kept.at, inputs=dict(kept.inputs), result=dict(kept.result)),)
