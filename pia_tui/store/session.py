"""One session with the store: an open connection, its errors in Japanese, and the locks this program holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pia_tui.forms import keep_texts
from pia_tui.store import backup, clock, codec, documents, errors, forms, lock
from pia_tui.store.connection import file_identity, part, snapshot, transaction
from pia_tui.store.lock import Holder
from pia_tui.store.opening import open_database
from pia_tui.store.standings import Standings
from pia_tui.workspace import Workspace

if TYPE_CHECKING:
    from pia_tui.store.database import Database


class StoreSession:
    """Opens and closes a store, and puts every use of it into a transaction."""

    def __init__(self, db: Database, workspace: Workspace, *, read_only: bool) -> None:
        self.workspace = workspace
        self.read_only = read_only
        self.author = documents.Author(clock.login(), clock.machine())
        self.db = db
        self._identity = file_identity(workspace.database)
        self._tokens: dict[int, str] = {}
        self._inside = False
        self.standings = Standings(self)

    @classmethod
    def open(cls, workspace: Workspace, *, read_only: bool = False) -> Self:
        """Open the workspace's store, making it on first use."""
        made = cls(open_database(workspace, read_only=read_only), workspace, read_only=read_only)
        with suppress(codec.Corrupt):  # `doctor` tells of it; the documents may be whole
            keep_texts(forms.texts(made.db))
        return made

    def close(self) -> None:
        """Give the locks back and close the file; safe to call twice."""
        for document_id in list(self._tokens):
            try:
                self.unlock(document_id)
            except errors.StoreError:
                self._tokens.pop(document_id, None)  # a lock left behind is seen as one of a process that is gone
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make several uses one: all of them are kept at the end of the block, or, if it fails, none."""
        with self.writing():
            outer, self._inside = self._inside, True
            try:
                yield
            finally:
                self._inside = outer

    # -- locks -----------------------------------------------------------------------------------------------------

    def lock(self, document_id: int, *, take_over: bool = False) -> None:
        """Become the one writer of a document. Raises DocumentLocked with who has it; then open it for reading."""
        with self.writing():
            documents.require(self.db, document_id)
            mine = self._tokens.get(document_id)
            token = lock.acquire(self.db, document_id, self.author, mine=mine, take_over=take_over)
        self._tokens[document_id] = token

    def unlock(self, document_id: int) -> None:
        """Let others write."""
        token = self._tokens.pop(document_id, None)
        if token is not None:
            with self.writing():
                lock.release(self.db, document_id, token)

    def beat(self) -> None:
        """Show that this program still lives; call it every lock.BEAT_SECONDS while documents are open."""
        if self._tokens:
            with self.writing():
                for token in self._tokens.values():
                    lock.beat(self.db, token)

    def holder(self, document_id: int) -> Holder | None:
        """Who has the document open for writing, this program included."""
        with self.reading():
            return lock.holder(self.db, document_id)

    def holders(self) -> list[Holder]:
        """Everybody who has a document open for writing."""
        with self.reading():
            return lock.holders(self.db)

    # -- inside ----------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self, document_id: int | None = None) -> Iterator[None]:
        """A transaction that writes, to one document where it is named. Raises the store's errors."""
        path = self.workspace.database
        if self.read_only:
            raise errors.read_only(path)
        whole = part(self.db) if self._inside else transaction(self.db, path, self._identity)
        with self._explained(), whole:
            if document_id is not None:
                documents.require(self.db, document_id)
                lock.check(self.db, document_id, self._tokens.get(document_id))
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Reads that see the same moment. Raises the store's errors."""
        with self._explained(), snapshot(self.db):
            yield

    def _damaged(self) -> errors.StoreDamaged:
        error = errors.damaged(self.workspace.database)
        error.backup = backup.newest(self.workspace)
        return error

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Errors in Japanese; damage comes with the newest backup to offer."""
        try:
            with errors.translated(self.workspace.database):
                yield
        except errors.StoreDamaged as error:
            error.backup = backup.newest(self.workspace)
            raise
