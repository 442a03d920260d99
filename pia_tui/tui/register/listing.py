"""Which documents the register shows, and in what order: the words typed, the sort chosen, archived ones or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from pia_tui.errors import PiaError
from pia_tui.tui.duties.outlook import Outlook
from pia_tui.tui.register.register_pages import RegisterPages

if TYPE_CHECKING:
    from pia_tui.rules.completeness import Progress
    from pia_tui.store import DocumentSummary, Store
    from pia_tui.store.backup import Backup
    from pia_tui.tui.store_thread import StoreThread
    from pia_tui.usecases.publication.states import PublishedState

MOST_COUNTED = 500
"""Documents that can be sorted by how far they are: every one of them has to be read for that."""
SORTS = {
    "number": "番号",
    "name": "名称",
    "level": "種類",
    "done": "記入の割合",
    "published": "公表日",
    "due": "次の期限",
    "task": "事務",
    "updated": "更新",
}
STORE_SORTS = {
    "updated": "updated", "name": "name", "number": "number", "level": "level", "published": "published",
    "due": "published",  # the next review follows from the day of publication
}  # fmt: skip
NEWEST_FIRST = ("updated", "published", "done")


def backup_words(backups: Sequence[Backup]) -> str:
    """How old the last proven backup is."""
    if not backups:
        return "控え なし"
    days = backups[0].age.days
    return f"控え {days}日前" if days else "控え 1日以内"


def _states(store: Store) -> Mapping[int, PublishedState]:
    from pia_tui.usecases.publication.states import published_states

    return published_states(store)


class Listing:
    """What the register shows. `told` is called with what could not be read, `on_read` with each page that was."""

    def __init__(
        self,
        store: StoreThread,
        told: Callable[[PiaError], None],
        on_read: Callable[[Sequence[DocumentSummary]], None],
        sort: str = "updated",
    ) -> None:
        self._store = store
        self._told = told
        self._on_read = on_read
        self.sort = sort
        self.descending = True
        self.archived = False
        self.total = 0
        self.newest: int | None = None
        """The number of the document made last, 0 where there is none, None before the first look."""
        self.backed_up = ""
        self.states: Mapping[int, PublishedState] = {}
        """How the published documents stand."""
        self.outlook = Outlook()
        """The deadlines, as soon as they are known."""

    def reload(self) -> int | None:
        """Count again; gives the number of a document that was not there before. Raises the store's errors."""
        self.total = self._store.call(lambda s: s.count(archived=self._which))
        newest = self._store.call(lambda s: s.documents(archived=None, sort="created", limit=1))
        self.backed_up = backup_words(self._store.call(lambda s: s.backups()))
        self.states = self._store.call(_states)
        number = newest[0].id if newest else 0
        made = number if self.newest is not None and number > self.newest else None
        self.newest = number
        return made

    def sort_by(self, name: str) -> None:
        """Sort by a column; once more by the same turns the order round."""
        self.descending = not self.descending if name == self.sort else name in NEWEST_FIRST
        self.sort = name

    def pages(self, query: str, progress: Mapping[int, Progress]) -> RegisterPages:
        """Those documents that hold every word of the query in number, name or level. Raises the store's errors."""
        by_store = STORE_SORTS.get(self.sort, "updated")
        numbers = self._store.call(
            lambda s: s.numbers(query, archived=self._which, sort=by_store, descending=self.descending)
        )
        known = self.outlook
        if self.sort == "task" and known.places:
            last = (len(known.places), 0)
            numbers.sort(key=lambda number: known.places.get(number, last))
            numbers = numbers[::-1] if self.descending else numbers
        elif self.sort == "due" and known.next_of:
            # What is to be done at once comes before every day, what has no deadline after all of them.
            by_day = {number: known.due_on(number) for number in known.next_of}
            numbers.sort(key=lambda number: by_day.get(number, "9999"), reverse=self.descending)
        pages = RegisterPages(numbers, self._read, self._on_read)
        if self.sort == "done" and len(numbers) <= MOST_COUNTED:
            percent = {number: each.percent for number, each in progress.items()}
            numbers.sort(key=lambda number: percent.get(number, -1), reverse=self.descending)
            pages[:]  # read them all, so that all are counted
        return pages

    def state_words(self, shown: int) -> str:
        """How many there are and are shown, and how old the backup is."""
        if not self.total:
            return ""
        count = f"{self.total:,} 件" if shown == self.total else f"{self.total:,} 件のうち {shown:,} 件"
        return f"{self.backed_up}　{count}"

    def nothing_words(self, query: str) -> list[str]:
        """Why the list is empty, and what to do."""
        if not query.strip():
            return ["一覧に出す評価書はありません。", "保管庫へ移した評価書は、F4 で表示できます。"]
        words = [
            f"「{query.strip()}」を、番号・名称・種類に含む評価書はありません。",
            "Esc で、すべての表示に戻ります。本文の言葉は、F3（全文検索）で探せます。",
        ]
        return words if self.archived else [*words, "保管庫へ移した評価書は、F4 で表示できます。"]

    @property
    def _which(self) -> bool | None:
        return None if self.archived else False

    def _read(self, numbers: Sequence[int]) -> Sequence[DocumentSummary]:
        try:
            return self._store.call(lambda s: s.chosen(numbers))
        except PiaError as error:
            # While lines are drawn: what can be read is shown, and why the rest cannot is told.
            self._told(error)
            return [one for number in numbers for one in self._read_alone(number)]

    def _read_alone(self, number: int) -> Sequence[DocumentSummary]:
        try:
            return self._store.call(lambda s: s.chosen([number]))
        except PiaError:
            return []
