"""Answers that two sides have both changed: shown side by side, and decided by the user."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pia_tui.assessment import Assessment
from pia_tui.errors import PiaError
from pia_tui.forms import Value, parse_path
from pia_tui.keys import is_annotation

ConflictSide = Literal["ours", "theirs"]


@dataclass(frozen=True)
class Conflict:
    """One answer: `ours` is what stands here, `theirs` what the file says; None is "unanswered".

    `base` is what both started from, where that is known (`based`). `uuid` is the document's identity where a file
    brings several documents, which may differ in answers of the same key.
    """

    key: str
    label: str
    ours: Value | None
    theirs: Value | None
    document: str = ""
    base: Value | None = None
    based: bool = False
    uuid: str = ""


@dataclass(frozen=True)
class Choices:
    """The user's decisions: for all conflicts, for those of a key, and for single ones by document and key."""

    all: ConflictSide | None = None
    each: Mapping[str, ConflictSide] = field(default_factory=dict)
    single: Mapping[tuple[str, str], ConflictSide] = field(default_factory=dict)

    def of(self, key: str, uuid: str = "") -> ConflictSide | None:
        """The decision on a key (of a document), or None where there is none."""
        return self.single.get((uuid, key), self.each.get(key, self.all))

    def check(self, conflicts: Iterable[Conflict]) -> None:
        """Raises UndecidedConflicts where a conflict has no decision."""
        open_ones = [conflict for conflict in conflicts if self.of(conflict.key, conflict.uuid) is None]
        if open_ones:
            raise UndecidedConflicts(open_ones)


class UndecidedConflicts(PiaError):
    """Both sides have changed the same answers, and nobody has said which to keep; nothing was changed."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__(
            f"両方で書き換えられた項目が {len(conflicts)} 件あるため、取り込みませんでした。",
            safe="保存済みの評価書は何も変わっていません。",
            next="この端末の記入を残すなら --ours、ファイルの記入にするなら --theirs を付けてください"
            "（--ours-for、--theirs-for で一件ずつ選べます）。",
        )
        self.conflicts = tuple(conflicts)


def choices(
    documents: Sequence[Assessment], everything: ConflictSide | None, ours: Sequence[str], theirs: Sequence[str]
) -> Choices:
    """Decisions as they are typed: places of items for each side. Raises BadPath for a place that no document has."""
    each: dict[str, ConflictSide] = {}
    for side, places in (("ours", ours), ("theirs", theirs)):
        for place in places:
            if is_annotation(place) or "#" in place:
                each[place] = "ours" if side == "ours" else "theirs"
                continue
            parse_path(place)
            for document in documents:
                each[document.key(place)] = "ours" if side == "ours" else "theirs"
    return Choices(everything, each)
