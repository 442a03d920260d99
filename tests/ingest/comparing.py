"""What came of reading a document back: the share of its answers that are right, and those that are wrong."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from pia_tui.assessment import Assessment
from pia_tui.errors import PiaError
from pia_tui.forms import Item, Value, load_form


@dataclass
class Compared:
    """`wrong` and `missing` are (path, wanted, got); `flagged` counts the wrong ones that carry a doubt."""

    right: int = 0
    missing: list[tuple[str, Value | None]] = field(default_factory=list)
    wrong: list[tuple[str, Value | None, Value | None]] = field(default_factory=list)
    flagged: int = 0
    flagged_right: int = 0

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + len(self.missing) + sum(want is not None for _, want, _ in self.wrong))

    @property
    def wrong_share(self) -> float:
        return len(self.wrong) / max(1, self.right + len(self.wrong))

    def add(self, other: Compared) -> None:
        self.right += other.right
        self.missing += other.missing
        self.wrong += other.wrong
        self.flagged += other.flagged
        self.flagged_right += other.flagged_right

    def __str__(self) -> str:
        return (
            f"recall {self.recall:.4f} wrong {self.wrong_share:.4f} right {self.right} missing {len(self.missing)} "
            f"wrong {len(self.wrong)} flagged {self.flagged} right-but-flagged {self.flagged_right}"
        )


def plain(value: Value | None) -> Value | None:
    """A value without what no reader keeps: blanks and widths of texts."""
    if isinstance(value, str):
        return "".join(unicodedata.normalize("NFKC", value).split()) or None
    return None if value in ((), False) else value


def compared(
    document: Assessment,
    form_id: str,
    state: dict[str, Value],
    doubted: frozenset[str],
    skip: Callable[[Item], bool] | None = None,
    every: bool = False,
) -> Compared:
    """Compare the answers of a document with those read; `doubted` are the paths that carry a doubt.

    Items for which `skip` is true are left out; with `every` items count that do not apply: some writers print them.
    """

    def asked(node) -> bool:
        return _asked(node) and not (skip and skip(node.item))

    result = Compared()
    read = Assessment(load_form(form_id), state)
    answers = {
        node.path: plain(document.shown(node)) for node in document.walk() if asked(node) and (every or node.applies)
    }
    found = {node.path: plain(read.shown(node)) for node in read.walk() if asked(node)}
    for path in {**answers, **found}:
        wanted, got = answers.get(path), found.get(path)
        if wanted is None and got is None:
            continue
        if wanted == got:
            result.right += 1
            result.flagged_right += path in doubted
        elif got is None:
            result.missing.append((path, wanted))
        else:
            result.wrong.append((path, wanted, got))
            result.flagged += path in doubted
    return result


def _asked(node) -> bool:
    item = node.item
    return bool(node.value_kind) and not node.is_list and node.value_kind != "figure" and not item.same_as


def got(document: Assessment, data: bytes, form: str | None = None) -> Compared:
    """Read a file and compare; a file that is refused has nothing right and nothing wrong."""
    from pia_tui.ingest import read_file

    empty = frozenset[str]()
    try:
        found = read_file(data, form)
    except PiaError:
        return compared(document, document.form.id, {}, empty)
    doubted = frozenset(doubt.path for doubt in found.report.doubtful) if found.report else empty
    if found.form_id != document.form.id:
        return compared(document, document.form.id, {}, empty)
    return compared(document, found.form_id, found.state, doubted)
