"""The form versions that documents were written on: their whole text, kept with the documents and never changed.

A document and each of its versions name the text by its sum (`keys.FORM_TEXT`). Documents from before texts were kept
name none: theirs is the first one kept under the id of their form.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pia_tui.errors import PiaError
from pia_tui.forms import FormText, load_form
from pia_tui.forms.library import differing, form_text, load_kept
from pia_tui.keys import FORM_TEXT
from pia_tui.store import codec
from pia_tui.store.clock import now

if TYPE_CHECKING:
    from pia_tui.store.database import Database

TABLE = """
CREATE TABLE forms (
    sha256 TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    text TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    seal BLOB NOT NULL
) STRICT;
CREATE INDEX forms_by_id ON forms (id);
CREATE TRIGGER forms_stay BEFORE DELETE ON forms
BEGIN
    SELECT RAISE(ABORT, 'a form that documents were written on is never removed');
END;
CREATE TRIGGER forms_are_fixed BEFORE UPDATE ON forms
BEGIN
    SELECT RAISE(ABORT, 'a form that documents were written on is never changed');
END;
"""


def keep(db: Database, texts: Iterable[FormText], *, at: str = "") -> None:
    """Keep the texts that are not here yet. The caller has the transaction."""
    for each in texts:
        if db.execute("SELECT 1 FROM forms WHERE sha256 = ?", [each.sha256]).fetchone() is None:
            columns = [each.sha256, each.id, each.text, at or now()]
            db.execute("INSERT INTO forms VALUES (?, ?, ?, ?, ?)", [*columns, codec.seal(columns)])


def texts(db: Database) -> list[FormText]:
    """Every text, in the order in which they were kept. Raises Corrupt."""
    try:
        rows = db.execute("SELECT sha256, id, text, kept_at, seal FROM forms ORDER BY rowid").fetchall()
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", None) is None:  # a text that cannot be decoded
            raise codec.Corrupt("the text of a form cannot be decoded") from error
        raise
    found = []
    for sha256, form_id, text, kept_at, seal in rows:
        if not all(isinstance(each, str) for each in (sha256, form_id, text, kept_at)):
            raise codec.Corrupt("the text of a form is no text any more")
        made = FormText.of(form_id, text)
        if made.sha256 != sha256 or codec.seal([sha256, form_id, text, kept_at]) != seal:
            raise codec.Corrupt("the text of a form is not what was kept")
        found.append(made)
    return found


def keep_own(db: Database) -> None:
    """Keep the texts that the documents of an older store were written on, as far as there are files of them."""
    ids = [row[0] for row in db.execute("SELECT DISTINCT form_id FROM documents ORDER BY form_id").fetchall()]
    keep(db, [text for form_id in ids if (text := form_text(form_id)) is not None])


def write_forms(db: Database, old: Database) -> None:
    """Keep what another store keeps."""
    keep(db, texts(old))


def problems(db: Database) -> list[str]:
    """Documents that name a text which is not kept."""
    sql = "SELECT document_id, value FROM answers WHERE key = ? ORDER BY document_id"
    held = {each.sha256 for each in texts(db)}
    named = db.execute(sql, [FORM_TEXT.prefix]).fetchall()
    return [
        f"評価書 {number} を書いた様式が、保存先に残っていません。"
        for number, text in named
        if codec.decode(text) not in held
    ]


def notes(db: Database) -> list[str]:
    """Where the definition files at hand are not those that documents were written on, and what is done about it."""
    sql = """SELECT documents.form_id, coalesce(answers.value, '""'), documents.id FROM documents
             LEFT JOIN answers ON answers.document_id = documents.id AND answers.key = ? ORDER BY documents.id"""
    users: dict[tuple[str, str], list[int]] = {}
    for form_id, text, number in db.execute(sql, [FORM_TEXT.prefix]).fetchall():
        users.setdefault((form_id, str(codec.decode(text))), []).append(number)
    found = []
    for (form_id, sha256), numbers in users.items():
        told = _note(form_id, sha256)
        if told:
            listed = "、".join(map(str, numbers[:5])) + ("ほか" if len(numbers) > 5 else "")
            found.append(f"{form_id}（評価書 {listed}）の{told}")
    return found


def _note(form_id: str, sha256: str) -> str:
    present = form_text(form_id)
    try:
        mine = load_form(form_id, sha256)
    except PiaError:
        return "定義ファイルがなく、書いたときの様式も残っていません。定義ファイルを db/forms に戻してください。"
    if present is None:
        return "使える定義ファイルがないので、保存先に残した、書いたときの様式で扱います。記載は失われません。"
    if not sha256 or present.sha256 == sha256 or load_kept(form_id, sha256) is None:
        return ""
    changed = differing(load_form(form_id), mine)
    if not changed:
        return ""  # only help or the like: the file serves these documents too
    return (
        f"定義ファイルが、書いたときのものと違います（{len(changed)} か所。{'、'.join(changed[:5])} など）。"
        "これらの評価書は、保存先に残した、書いたときの様式のまま扱います。新しい評価書は今のファイルで作ります。"
    )
