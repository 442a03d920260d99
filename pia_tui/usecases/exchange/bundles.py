"""A document with all that belongs to it, out of the store and into one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from pia_tui import keys
from pia_tui.assessment import FORM_KEY, Assessment, Change
from pia_tui.bundle import AttachedFile, DocumentBundle, JournalRow, PublicationRow, RevisionRow
from pia_tui.forms import FILE_LIST, FormText, Value, keep_texts, load_form
from pia_tui.forms.library import kept_text
from pia_tui.usecases.exchange.judgements import judgements_of, keep_judgements
from pia_tui.usecases.threshold.judgements import JUDGEMENT_KEY

if TYPE_CHECKING:
    from pia_tui.store import Store
    from pia_tui.store.records import Publication

LABEL = "取り込み"


def bundle_of(store: Store, document_id: int) -> DocumentBundle:
    """Everything: answers, notes, journal, versions, drawings, the judgement. Raises the store's errors."""
    stored = store.load(document_id)
    revisions = store.revisions(document_id)
    published = {each.revision.id: each for each in store.publications(document_id, withdrawn=True)}
    states = [keys.packed(each) for each in (stored.state, *(store.revision_state(one.id) for one in revisions))]
    return DocumentBundle(
        form_id=stored.form_id,
        state=states[0],
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
            if keys.kind_of(row.key).packed
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
                publication=_publication(published.get(revision.id)),
            )
            for revision, state in zip(revisions, states[1:], strict=True)
        ),
        attachments=_attached(
            store,
            {each for state in states for each in _drawings(state)}
            | {each.pdf for each in published.values() if each.pdf},
        ),
        judgements=judgements_of(store, document_id),
        forms=_forms(stored.form_id, states),
    )


def printed_bundle(store: Store, document: Assessment) -> DocumentBundle:
    """What a published PDF may carry: the answers and drawings of the document as it stands, and nothing else.

    Notes, journal, names of people, removed blocks, answers that are not printed because the form switches them off,
    and times stay at home; equal documents give equal bytes.
    """
    shown = {f"{FILE_LIST}[]"} | {node.key for node in document.walk() if node.applies}
    shown |= keys.printed_annotations(document.state)
    state: dict[str, Value] = {key: value for key, value in document.state.items() if key in shown}
    return DocumentBundle(
        form_id=document.form.id,
        state=state,
        attachments=_attached(store, _drawings(state), with_time=False),
        forms=_forms(document.form.id, [state]),
    )


def keep_bundle(store: Store, bundle: DocumentBundle) -> int:
    """A new document from a bundle, kept whole or not at all; returns its number. Raises the store's errors.

    Its frozen versions come along. Its journal begins with the import: that of the other terminal stays in the file.
    It keeps its identity unless a document here has it already; then it becomes a copy.
    """
    keep_texts(bundle.forms)
    load_form(bundle.form_id)
    with store.together():
        store.keep_forms(bundle.forms)
        keep_attachments(store, bundle)
        number_here = keep_judgements(store, bundle.judgements)
        judgement: dict[str, Value] = {} if number_here is None else {JUDGEMENT_KEY: number_here}
        uuid = "" if store.number_of(bundle.uuid) else bundle.uuid
        state = {**without_judgement(bundle.state), **judgement}
        if not bundle.revisions:
            return store.create(bundle.form_id, state, label=LABEL, uuid=uuid)
        first = bundle.revisions[0].state
        number = store.create(
            str(first.get(FORM_KEY, bundle.form_id)), without_judgement(first), label=LABEL, uuid=uuid
        )
        for revision in bundle.revisions:
            become(store, number, without_judgement(revision.state))
            keep_version(store, number, revision)
        become(store, number, {FORM_KEY: bundle.form_id, **state})
    return number


def keep_version(store: Store, number: int, version: RevisionRow) -> None:
    """Freeze a document as it stands as a version brought along, with its publication. Raises the store's errors."""
    frozen = store.freeze(number, version.name, kind=version.kind, note=version.note, at=version.at)
    publication = version.publication
    if publication is not None:
        store.note_publication(
            frozen.id,
            published_on=publication.published_on,
            kind=publication.kind,
            number=publication.number,
            pdf=publication.pdf,
            judgement=publication.judgement,
        )
        if publication.withdrawn:
            store.withdraw_publication(frozen.id, publication.withdrawn)


def keep_attachments(store: Store, bundle: DocumentBundle) -> None:
    """Keep a bundle's drawings; those that are here already stay as they are. Raises the store's errors."""
    for file in bundle.attachments:
        store.attach(
            file.data, name=file.name, media_type=file.media_type, width=file.width, height=file.height, alt=file.alt
        )


def without_judgement(state: Mapping[str, Value]) -> dict[str, Value]:
    """The state without the number of its judgement, which is another one in each store."""
    return {key: value for key, value in state.items() if key != JUDGEMENT_KEY}


def become(store: Store, number: int, state: Mapping[str, Value]) -> None:
    """Write whatever makes a document hold this state and nothing else. Raises the store's errors."""
    present = store.load(number).state
    held = [*present, *(key for key in state if key not in present)]
    store.write(number, [Change(key, present.get(key), state.get(key)) for key in held], label=LABEL)


def _publication(kept: Publication | None) -> PublicationRow | None:
    if kept is None:
        return None
    judgement = None if kept.judgement is None else dict(kept.judgement)
    return PublicationRow(
        published_on=kept.published_on,
        kind=kept.kind,
        number=kept.number,
        pdf=kept.pdf,
        judgement=judgement,
        withdrawn=kept.withdrawn,
    )


def _forms(form_id: str, states: Iterable[Mapping[str, Value]]) -> tuple[FormText, ...]:
    """The texts of the forms that a document and its versions are written on, each once."""
    named = {
        (str(state.get(FORM_KEY) or form_id), str(state.get(keys.FORM_TEXT.prefix) or "")): None for state in states
    }
    found = {text.sha256: text for each in named if (text := kept_text(*each)) is not None}
    return tuple(found.values())


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
