"""Documents of the register that a file coming in may be a second copy of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pia_tui.errors import PiaError
from pia_tui.forms.library import form_title
from pia_tui.store.search import fold

if TYPE_CHECKING:
    from pia_tui.store import Store
    from pia_tui.usecases.incoming.importing import Prepared

SAFE = "台帳にある評価書は、取り込んでも変わりません。"
WAYS = "取り込むと、もう一つ別の評価書になります。"
_LISTED = 5
_MOST = 100_000
"""Lines of the register that are looked through: more than any office has."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A document that is here already. `number` is its 評価書番号; `numbered`: the file has the same."""

    id: int
    name: str
    number: str
    numbered: bool
    archived: bool


class AlreadyThere(PiaError):
    """The register has the document of this file, and it was not to come in a second time."""

    def __init__(self, found: Sequence[Alike]) -> None:
        super().__init__(
            alike_words(found),
            safe="取り込んでいません。保存済みの評価書は何も変わっていません。",
            next="もう一つ別の評価書として取り込むときは、「--once」を付けずに取り込んでください。",
        )


def alike(store: Store, prepared: Prepared) -> tuple[Alike, ...]:
    """The documents of the same level that have the same name, or the very identity, of what was read."""
    document, imported = prepared.document, prepared.imported
    uuid = imported.bundle.uuid if imported.bundle is not None else imported.uuid
    name, number = _bare(document.name, imported.form_id), fold(str(document.by_role("number") or ""))
    here = store.documents(archived=None, level=document.form.level, sort="created", descending=False, limit=_MOST)
    return tuple(
        Alike(one.id, one.name, one.number, bool(number) and fold(one.number) == number, one.archived)
        for one in here
        if (uuid and one.uuid == uuid) or _bare(one.name, one.form_id) == name
    )


def alike_words(found: Sequence[Alike], *, by_number: bool = False) -> str:
    """The sentence that says which documents are here already.

    They are named by the number that commands take; with `by_number` by their 評価書番号, as the register shows them.
    """
    same = "同じ評価書番号・名称" if all(one.numbered for one in found) else "同じ名称"
    if by_number:
        names = [f"番号 {number}" for number in dict.fromkeys(one.number for one in found) if number]
        names += [f"{len(found)} 件"] if len(found) > 1 or not names else []
        names += ["保管庫"] if all(one.archived for one in found) else []
    else:
        names = [f"番号 {one.id}{'：保管庫' if one.archived else ''}" for one in found[:_LISTED]]
        names += [f"ほか {len(found) - _LISTED} 件"] if len(found) > _LISTED else []
    return f"{same}の評価書が台帳にあります（{'、'.join(names)}）。"


def _bare(name: str, form_id: str) -> str:
    """A name without the kind of 評価書 that many write after it."""
    return fold(name).removesuffix(fold(form_title(form_id)))
