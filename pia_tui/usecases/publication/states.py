"""States of a document to read, print and compare: frozen versions, the last publication, and the present."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pia_tui.assessment import FORM_KEY, Assessment
from pia_tui.errors import PiaError
from pia_tui.forms import Form, UnknownForm, load_form
from pia_tui.keys import FORM_TEXT
from pia_tui.rules.changes import Difference, diff
from pia_tui.rules.changes.form_text import FigureName, plain_figure
from pia_tui.rules.changes.versions import on_form
from pia_tui.rules.publication import state_words
from pia_tui.store.records import Standing
from pia_tui.usecases.documents import frozen, last_publication, present

if TYPE_CHECKING:
    from pia_tui.store import Store
    from pia_tui.store.records import Publication, Revision


__all__ = [
    "NoSuchRevision",
    "NotPublished",
    "PublishedState",
    "compare",
    "figure_names",
    "frozen",
    "last_publication",
    "last_published",
    "present",
    "published_state",
    "published_states",
    "require_publication",
    "revision_of",
]


class NotPublished(PiaError):
    """The document has no publication that the present could be compared with."""


class NoSuchRevision(PiaError):
    """The document has no frozen version with this number."""


@dataclass(frozen=True)
class PublishedState:
    """How a published document stands: its last publication, and how many changes it has had since."""

    publication: Publication
    changes: int

    @property
    def text(self) -> str:
        """修正中（公表 令和7年4月1日から 12 か所）."""
        return state_words(self.publication.published_on, self.publication.kind, self.changes)


def revision_of(store: Store, document_id: int, revision_id: int) -> Revision:
    """A frozen version of a document by its number. Raises NoSuchRevision."""
    store.summary(document_id)
    for each in store.revisions(document_id):
        if each.id == revision_id:
            return each
    raise NoSuchRevision(
        f"評価書 {document_id} に、版 {revision_id} はありません。",
        safe="何も変更していません。",
        next=f"版の一覧は「pia-tui revisions {document_id}」で見られます。",
        next_on_screen="版は、一覧から選んでください。",
    )


def last_published(store: Store, document_id: int) -> Assessment | None:
    """The document as it was published last, read on the form that it is on now; None if it never was."""
    publication = last_publication(store, document_id)
    return None if publication is None else on_form(frozen(store, publication.revision), _form_now(store, document_id))


def _form_now(store: Store, document_id: int) -> Form:
    return load_form(
        str(store.value(document_id, FORM_KEY) or store.summary(document_id).form_id),
        str(store.value(document_id, FORM_TEXT.prefix) or ""),
    )


def require_publication(store: Store, document_id: int) -> Publication:
    """The newest publication. Raises NotPublished."""
    store.summary(document_id)
    found = last_publication(store, document_id)
    if found is None:
        raise NotPublished(
            "この評価書には、公表した版がまだありません。",
            safe="評価書はそのままです。",
            next="公表したら「pia-tui publish」で記録します。公表済みの評価書は「pia-tui import … --published 公表日」"
            "で取り込むと、変わったところを比べられます。",
            next_on_screen="公表したときに「公表した」を選ぶと、その時の内容が残り、次から比べられます。",
        )
    return found


def figure_names(store: Store) -> FigureName:
    """Calls drawings by the names of their files."""
    from pia_tui.store.errors import UnknownItem

    def name(identity: str) -> str:
        try:
            return f"図「{store.attachment(identity).name}」"
        except UnknownItem:
            return plain_figure(identity)

    return name


def compare(
    store: Store, document_id: int, earlier: int | None = None, later: int | None = None
) -> tuple[Assessment, Assessment, Difference]:
    """Two states and what differs: of two frozen versions by number, else the last publication and the present.

    Raises NotPublished, NoSuchRevision and the store's errors.
    """
    if earlier is None:
        one = frozen(store, require_publication(store, document_id).revision)
    else:
        one = frozen(store, revision_of(store, document_id, earlier))
    other = present(store, document_id) if later is None else frozen(store, revision_of(store, document_id, later))
    one = on_form(one, other.form)
    return one, other, diff(one, other, figure=figure_names(store))


def published_state(store: Store, document_id: int) -> PublishedState | None:
    """How a document stands since its last publication, None where it never was published."""
    publication = last_publication(store, document_id)
    if publication is None:
        return None
    noted = {each.document_id: each for each in store.standings.noted()}
    stale = store.standings.stale([document_id])
    if stale or document_id not in noted:
        return PublishedState(publication, _count(store, publication).changes)
    return PublishedState(publication, noted[document_id].changes)


def published_states(store: Store, document_ids: Iterable[int] | None = None) -> Mapping[int, PublishedState]:
    """The same for many documents at once; what was written to since is compared anew and noted."""
    last = {each.revision.document_id: each for each in store.publications()}
    wanted = set(last) if document_ids is None else set(last) & set(document_ids)
    noted = {each.document_id: each.changes for each in store.standings.noted()}
    for number in store.standings.stale(sorted(wanted)):
        with suppress(UnknownForm):  # a form that this program does not know; the rest is told all the same
            noted[number] = _count(store, last[number]).changes
    return {number: PublishedState(last[number], noted.get(number, 0)) for number in sorted(wanted)}


def _count(store: Store, publication: Publication) -> Standing:
    number = publication.revision.document_id
    stored = store.load(number)
    changes = 0
    if stored.content_hash != publication.revision.content_hash:
        changes = len(diff(frozen(store, publication.revision), Assessment.of(stored.state)).changes)
    found = Standing(number, publication.revision.id, stored.seq, changes)
    store.standings.note(found)
    return found
