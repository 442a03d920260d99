"""Last year's file as an older version of a document that is here already: a revision, and no second document."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pia_tui.assessment import Assessment
from pia_tui.errors import PiaError
from pia_tui.forms import Value
from pia_tui.forms.values import NOTHING_CHANGED
from pia_tui.forms.wareki import to_wareki
from pia_tui.keys import packed
from pia_tui.rules.changes.annex import OLD_ROWS, rows_of
from pia_tui.rules.changes.versions import aligned
from pia_tui.usecases.incoming.importing import ImportPublication, Prepared, SuspectNumbers
from pia_tui.usecases.printing import ExportOptions, print_document
from pia_tui.usecases.publication.publishing import become, kind_named, record
from pia_tui.usecases.publication.states import last_publication, present
from pia_tui.usecases.suspects import mask

if TYPE_CHECKING:
    from pia_tui.store import Store
    from pia_tui.store.records import Publication

LABEL = "前の公表分の取込み"


class NotThisDocument(PiaError):
    """The file cannot be an earlier version of that document."""


def keep_earlier(
    store: Store, prepared: Prepared, document_id: int, published: ImportPublication, *, mask_numbers: bool = False
) -> Publication:
    """Keep a file as a version of a document that was published before; the document as it stands does not change.

    Blocks that are those of the document get their identities, so that both can be compared. Raises NotThisDocument,
    SuspectNumbers, BadPublication and the store's errors.
    """
    if prepared.suspects and not mask_numbers:
        raise SuspectNumbers(prepared.suspects)
    kind_named(published.kind)
    document = present(store, document_id)
    read = Assessment.of(mask(prepared.imported, prepared.suspects).state)
    if read.form.level != document.form.level:
        raise NotThisDocument(
            f"このファイルは{read.form.short_title}で、「{document.name}」は{document.form.short_title}です。",
            safe=NOTHING_CHANGED,
            next="同じ種類の評価書を選ぶか、別の評価書として取り込んでください。",
        )
    day = published.day.isoformat()
    if any(each.published_on == day for each in store.publications(document_id)):
        raise NotThisDocument(
            f"{to_wareki(published.day)}の公表の記録は、もうあります。",
            safe=NOTHING_CHANGED,
            next="公表した日を確かめてください。",
        )
    earlier = aligned(read, document)
    state: dict[str, Value] = {**packed(earlier.state), OLD_ROWS: rows_of(earlier)}
    state = {key: value for key, value in state.items() if value != ()}
    earlier = Assessment(earlier.form, state, document_id)
    newest = last_publication(store, document_id)
    pdf = None if prepared.suspects else published.pdf(prepared.imported.kind)
    goes_on = dict(document.state)
    if newest is None or newest.published_on < day:
        here = set(rows_of(document))
        kept = tuple(each for each in rows_of(earlier) if each in here)
        if kept:
            goes_on[OLD_ROWS] = kept
    with store.together():
        for file in prepared.imported.attachments:
            store.attach(file.data, name=file.name, media_type=file.media_type, width=file.width, height=file.height)
        printed = pdf or print_document(store, earlier, ExportOptions(revision=True, final=True))
        become(store, document_id, state, LABEL)
        publication = record(store, document_id, earlier, published.day, published.kind, printed)
        become(store, document_id, goes_on, LABEL)
    return publication


def earlier_words(publication: Publication, name: str) -> str:
    """What was kept, in one line."""
    day = to_wareki(date.fromisoformat(publication.published_on))
    return f"「{name}」の、{day}の公表分（{publication.kind}）として残しました。いまの評価書はそのままです"
