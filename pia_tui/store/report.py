"""Everything `doctor` tells about a workspace, whatever state its store is in. Looking changes nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from pia_tui.errors import PiaError
from pia_tui.forms.library import form_notes
from pia_tui.store import backup
from pia_tui.store.backup import Backup
from pia_tui.store.errors import StoreError
from pia_tui.store.lock import Holder
from pia_tui.store.migrations import SCHEMA_VERSION
from pia_tui.store.store import Store
from pia_tui.workspace import Workspace


@dataclass
class StoreReport:
    """The state of a workspace. `error` is what keeps the store from being opened; `problems` what is wrong inside."""

    workspace: Workspace
    exists: bool
    error: PiaError | None = None
    problems: list[str] = field(default_factory=list)
    index_problems: list[str] = field(default_factory=list)
    form_notes: list[str] = field(default_factory=list)
    documents: int = 0
    archived: int = 0
    journal_rows: int = 0
    journal_hash: str = ""
    holders: list[Holder] = field(default_factory=list)
    backups: list[Backup] = field(default_factory=list)
    schema: int = SCHEMA_VERSION
    sqlite: str = sqlite3.sqlite_version

    @property
    def ok(self) -> bool:
        """Nothing is wrong with the content; the search index can be made anew at any time."""
        return self.error is None and not self.problems


def examine(workspace: Workspace) -> StoreReport:
    """Look at everything: the file, the answers, the whole journal, locks and backups. Never raises for a bad store."""
    report = StoreReport(workspace, workspace.database.exists(), backups=backup.backups(workspace))
    report.form_notes = list(form_notes())
    if not report.exists and not report.backups:
        return report
    try:
        with Store.open(workspace, read_only=True) as store:
            _look(store, report)
    except StoreError as error:
        report.error = error
        return report
    report.index_problems = _index_problems(workspace)
    return report


def _look(store: Store, report: StoreReport) -> None:
    report.problems = store.problems()
    report.form_notes += store.form_notes()
    report.documents = store.count()
    report.archived = store.count(archived=True)
    report.holders = store.holders()
    head = store.journal_head()
    report.journal_rows, report.journal_hash = head.seq, head.hash.hex()


def _index_problems(workspace: Workspace) -> list[str]:
    """SQLite checks a search index only on a connection that may write; on read-only media this is left out."""
    try:
        with Store.open(workspace) as store:
            return store.index_problems()
    except StoreError:
        return []
