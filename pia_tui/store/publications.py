"""Publications: frozen versions that were made public, with the day, the kind, the judgement, and the PDF's bytes.

A publication belongs to one revision and never changes; one recorded by mistake is withdrawn (see `withdrawals`).
Its PDF lies among the attachments, under its hash. How many
changes a document has had since its last publication is worked out once and noted (`standings`): the register asks
for many documents at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pia_tui.store import codec, facts, journal, revisions, withdrawals
from pia_tui.store.clock import now
from pia_tui.store.documents import Author
from pia_tui.store.errors import UnknownItem
from pia_tui.store.guard import check_text
from pia_tui.store.records import Publication, Revision, Standing

if TYPE_CHECKING:
    from pia_tui.store.database import Database

_OLD_LABEL = "公表"
"""The label of the writes of programs that noted no kind of step; it is never reworded."""
_COLUMNS = "revision_id, document_id, published_on, kind, number, pdf, judgement"


def add(
    db: Database,
    frozen: Revision,
    author: Author,
    *,
    published_on: str,
    kind: str,
    number: str,
    pdf: str,
    judgement: Mapping[str, Any] | None,
) -> Publication:
    """Note that a frozen version was published. The caller has the transaction."""
    kept = None if judgement is None else dict(judgement)
    check_text(kind)  # the rest is days and hashes: digits of a hash are nobody's 個人番号
    columns = [frozen.id, frozen.document_id, published_on, kind, number, pdf, codec.canonical(kept).decode()]
    db.execute(
        f"INSERT INTO publications ({_COLUMNS}, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [*columns, codec.seal(columns)]
    )
    rows = [("publication", None, codec.canonical(columns).decode())]
    journal.append(
        db, rows, document_id=frozen.document_id, action="publish", at=now(), who=str(author), label=frozen.name
    )
    facts.refresh(db, frozen.document_id)
    return Publication(frozen, published_on, kind, number, pdf, kept)


def copy(db: Database, frozen: Revision, other: Publication, author: Author) -> Publication:
    """Note a publication of another copy of this version, as it was there. The caller has the transaction."""
    made = add(
        db,
        frozen,
        author,
        published_on=other.published_on,
        kind=other.kind,
        number=other.number,
        pdf=other.pdf,
        judgement=other.judgement,
    )
    if other.withdrawn:
        withdrawals.withdraw(db, frozen, other.withdrawn, author)
    return made


def publications(db: Database, document_id: int | None = None, *, withdrawn: bool = False) -> list[Publication]:
    """Publications in the order of their days; of one document or of all. Those withdrawn only where asked for."""
    reasons = withdrawals.withdrawals(db)
    frozen = {each.id: each for each in revisions.revisions(db, document_id)}
    where = "" if document_id is None else "WHERE document_id = ?"
    sql = f"SELECT {_COLUMNS}, seal FROM publications {where} ORDER BY published_on, revision_id"
    rows = db.execute(sql, [] if document_id is None else [document_id]).fetchall()
    return [_publication(row, frozen, reasons) for row in rows if withdrawn or row[0] not in reasons]


def publication(db: Database, revision_id: int) -> Publication | None:
    """The publication of a frozen version, also a withdrawn one; None if never published. Raises UnknownItem."""
    frozen = revisions.revision(db, revision_id)
    row = db.execute(f"SELECT {_COLUMNS}, seal FROM publications WHERE revision_id = ?", [revision_id]).fetchone()
    return None if row is None else _publication(row, {frozen.id: frozen}, withdrawals.withdrawals(db))


def is_noted_before(db: Database, batch: int) -> bool:
    """Whether an older program took off the notes on rows with this write, after what it had published."""
    sql = "SELECT action, label FROM journal WHERE seq = ?"
    before, own = (db.execute(sql, [seq]).fetchone() for seq in (batch - 1, batch))
    return before is not None and before[0] == "publish" and own[1] == _OLD_LABEL


def stale(db: Database, document_ids: Iterable[int] | None = None) -> list[int]:
    """Published documents whose noted standing is not that of their content now."""
    last = (
        "SELECT document_id, max(published_on || printf('%020d', revision_id)) AS last FROM publications"
        " WHERE revision_id NOT IN (SELECT revision_id FROM withdrawals) GROUP BY 1"
    )
    rows = db.execute(
        f"SELECT d.id FROM documents d JOIN ({last}) p ON p.document_id = d.id"
        " LEFT JOIN standings s ON s.document_id = d.id AND s.seq = d.seq"
        " AND s.revision_id = CAST(substr(p.last, 11) AS INTEGER)"
        " WHERE s.document_id IS NULL"
    ).fetchall()
    wanted = None if document_ids is None else set(document_ids)
    return [number for (number,) in rows if wanted is None or number in wanted]


def standings(db: Database) -> list[Standing]:
    """All noted standings."""
    rows = db.execute("SELECT document_id, revision_id, seq, changes FROM standings ORDER BY document_id").fetchall()
    return [Standing(*row) for row in rows]


def note_standing(db: Database, found: Standing) -> None:
    """Note how many changes a document has had. The caller has the transaction."""
    db.execute(
        "INSERT OR REPLACE INTO standings VALUES (?, ?, ?, ?)",
        [found.document_id, found.revision_id, found.seq, found.changes],
    )


def _publication(row: tuple[Any, ...], frozen: Mapping[int, Revision], reasons: Mapping[int, str]) -> Publication:
    *columns, own = row
    if codec.seal(columns) != own:
        raise codec.Corrupt("a publication's row is not what was written")
    revision_id, _, published_on, kind, number, pdf, judgement = columns
    if revision_id not in frozen:
        raise UnknownItem("公表した版が見つかりません。", safe="何も変更していません。")
    reason = reasons.get(revision_id, "")
    return Publication(frozen[revision_id], published_on, kind, number, pdf, json.loads(judgement), reason)
