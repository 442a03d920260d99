"""The register as a list that reads its lines when they are looked at: 50,000 documents open as fast as three."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from pia_tui.store import DocumentSummary

PAGE = 100
"""Lines read at a time: more than a screen, so that one page down is read at once."""
KEPT = 20
"""Pages kept; what was looked at longest ago is read again when it is wanted."""


class RegisterPages(Sequence["DocumentSummary"]):
    """Summaries in the order of `numbers`; `read` gets those for some numbers from the store.

    `on_read` is told the summaries of a page when it was read.
    """

    def __init__(
        self,
        numbers: Sequence[int] = (),
        read: Callable[[Sequence[int]], Sequence[DocumentSummary]] = lambda _: (),
        on_read: Callable[[Sequence[DocumentSummary]], None] = lambda _: None,
    ) -> None:
        self.numbers = numbers
        self._read = read
        self._on_read = on_read
        self._pages: dict[int, dict[int, DocumentSummary]] = {}

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> DocumentSummary: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[DocumentSummary]: ...
    def __getitem__(self, index: int | slice) -> DocumentSummary | Sequence[DocumentSummary]:
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(len(self)))]
        number = self.numbers[index]
        return self._page(range(len(self))[index] // PAGE).get(number) or unreadable(number)

    def __iter__(self) -> Iterator[DocumentSummary]:
        return (self[position] for position in range(len(self)))

    def position(self, number: int) -> int | None:
        """Where a document stands in the list, or None."""
        try:
            return self.numbers.index(number)
        except ValueError:
            return None

    def loaded(self) -> list[DocumentSummary]:
        """What has been read so far."""
        return [one for page in self._pages.values() for one in page.values()]

    def _page(self, at: int) -> dict[int, DocumentSummary]:
        page = self._pages.pop(at, None)
        if page is None:
            found = self._read(self.numbers[at * PAGE : (at + 1) * PAGE])
            page = {one.id: one for one in found}
            if len(self._pages) >= KEPT:
                del self._pages[next(iter(self._pages))]
            self._on_read(found)
        self._pages[at] = page
        return page


def unreadable(number: int) -> DocumentSummary:
    """The line of a document whose own line could not be read; opening it says why."""
    from pia_tui.store.records import DocumentSummary

    nothing = dict.fromkeys(("uuid", "form_id", "level", "number", "published_on", "created_at", "updated_at"), "")
    return DocumentSummary(id=number, name=f"（読めない評価書　{number}）", archived=False, answered=0, **nothing)
