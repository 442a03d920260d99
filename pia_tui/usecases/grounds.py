"""Rows of the law's tables put into a document: the text of a ground, 提供先 blocks, or a 別紙 that lists them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pia_tui.assessment import Assessment, Change, TooManyBlocks
from pia_tui.errors import PiaError
from pia_tui.forms.values import NOTHING_CHANGED
from pia_tui.law.numbers import Number
from pia_tui.law.tables import SharingRow
from pia_tui.law.writing import annex_text, phrases, sharing_text

_RECIPIENT = ("recipient", "recipient_grounds", "recipient_use", "recipient_information")
_ANNEX = ("annex", "annex_number", "annex_title", "annex_content")


class NoSuchPlace(PiaError):
    """The form, or the place that was named, takes no legal grounds or no 提供先."""


def write_grounds(
    document: Assessment,
    path: str,
    *,
    annex: Sequence[Number] = (),
    asks: Sequence[Number] = (),
    provides: Sequence[Number] = (),
    append: bool = False,
) -> list[Change]:
    """The changes that write chosen rows at an item that asks for a legal ground, one line for each kind of row.

    `annex` are rows of 番号法別表, `asks` and `provides` of the 主務省令第2条の表. What stands there goes, or stays
    above with `append`. Raises BadPath, NoSuchPlace.
    """
    node = document.answer_node(path)
    wanted = node.item.grounds
    if wanted is None:
        raise NoSuchPlace(
            f"「{node.label}」は、法令上の根拠を書く欄ではありません。",
            safe=NOTHING_CHANGED,
            next="法令上の根拠の欄を選んでください。",
        )
    known = phrases()
    if wanted == "linkage":
        lines = [sharing_text(asks, known.sharing_asks), sharing_text(provides, known.sharing_provides)]
    else:
        lines = [annex_text(annex), sharing_text((*asks, *provides))]
    text = "\n".join(line for line in lines if line)
    before = document.value(node)
    if append and isinstance(before, str) and text:
        text = f"{before}\n{text}"
    return document.change(path, text)


def fill_recipients(document: Assessment, list_path: str, pairs: Iterable[SharingRow]) -> list[Change]:
    """The changes that make 提供先 of chosen rows at a head of 提供先 (`II[1].5.2`).

    Each row becomes a block with its 照会者, ground, task and information, empty blocks being filled first. Where the
    form has no places for all of them, one block names them together and a 別紙 lists them with all columns. The mark
    and the number of 提供 are set. Raises BadPath, NoSuchPlace.
    """
    wanted = _once(pairs)
    roles = document.form.roles
    head = document.node(list_path)
    if any(role not in roles for role in _RECIPIENT) or head.item.id != roles["recipient"] or not head.is_list:
        raise NoSuchPlace(
            f"「{list_path}」は提供先を並べる所ではありません。",
            safe=NOTHING_CHANGED,
            next="提供先を書く章を選んでください。",
        )
    if not wanted:
        return []
    work = _Work(document)
    blocks = [f"{head.path}[{number}]" for number in range(1, document.count(head.path) + 1)]
    empty = [block for block in blocks if _is_empty(document, block)]
    room = _room(document, head.path, len(blocks)) + len(empty)
    if len(wanted) <= room:
        for row in wanted:
            block = empty.pop(0) if empty else work.new_block(head.path)
            work.fill(block, [row.asker, _ground([row.row]), row.task, row.information])
    else:
        title = _as_annex(work, head.path, wanted)
        block = empty.pop(0) if empty else work.new_block(head.path)
        as_annex = phrases().as_annex.format(annex=title)
        many = phrases().provided_to_many.format(annex=title)
        ground = f"{_ground([row.row for row in wanted])}（{as_annex}）"
        work.fill(block, [many, ground, as_annex, as_annex])
    work.count(head.path, len(wanted), whole=len(wanted) > room)
    return work.changes()


class _Work:
    """Changes made one upon the other on a copy of the document, given back as one list."""

    def __init__(self, document: Assessment) -> None:
        self.document = Assessment(document.form, document.state, document.id)
        self._before = document

    def do(self, changes: list[Change]) -> None:
        self.document.apply(changes)

    def new_block(self, list_path: str) -> str:
        self.do(self.document.add_block(list_path))
        return f"{list_path}[{self.document.count(list_path)}]"

    def fill(self, block: str, values: list[str], names: tuple[str, ...] = _RECIPIENT) -> None:
        """Put values at the items with these roles in a block; the first role is the block's own."""
        roles = self.document.form.roles
        for role, value in zip(names, values, strict=True):
            if role in roles and value:
                self.do(self.document.change(f"{block}{roles[role].removeprefix(roles[names[0]])}", value))

    def count(self, list_path: str, added: int, *, whole: bool) -> None:
        """Mark that something is provided, and say how many recipients there are."""
        roles = self.document.form.roles
        key = self.document.key(f"{list_path}[1]")
        if "provides" in roles:
            self.do(self.document.change(self.document.sibling(key, roles["provides"]), True))
        if "provides_count" in roles:
            number = self.document.count(list_path) + (added - 1 if whole else 0)
            self.do(self.document.change(self.document.sibling(key, roles["provides_count"]), number))

    def changes(self) -> list[Change]:
        """What differs from the document that the work began with."""
        before, after = self._before.state, self.document.state
        keys = [*after, *(key for key in before if key not in after)]
        return [Change(key, before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)]


def _as_annex(work: _Work, list_path: str, rows: Sequence[SharingRow]) -> str:
    """Add a 別紙 that lists rows, one a line; returns what the form calls it (別紙2)."""
    roles = work.document.form.roles
    if any(role not in roles for role in _ANNEX):
        raise TooManyBlocks(
            f"選んだ {len(rows)} 件は、様式の欄に入りきりません。",
            safe=NOTHING_CHANGED,
            next="項を減らして、もう一度選んでください。",
        )
    table = roles["annex"]
    name = f"{work.document.form.places[table].item.label}{_next_number(work.document, table)}"
    block = work.new_block(table)
    known = phrases()
    lines = [known.annex_columns]
    lines += [(str(row.row), row.asker, row.task, _ground([row.row]), row.information) for row in rows]
    content = "\n".join("\t".join(cells) for cells in lines)
    work.fill(
        block, ["", name, known.annex_title.format(place=list_path_title(work.document, list_path)), content], _ANNEX
    )
    return name


def list_path_title(document: Assessment, list_path: str) -> str:
    """Where the 提供先 stand, as an officer says it: the section's title with its file."""
    section = list_path.partition(".")[0]
    part = next((part for part in document.parts() if part.path == section), None)
    return document.part_title(part) if part else ""


def _next_number(document: Assessment, table: str) -> int:
    """One more than the highest number that a 別紙 has by now."""
    roles = document.form.roles
    tail = roles["annex_number"].removeprefix(table)
    used = [str(document.get(f"{table}[{number}]{tail}") or "") for number in range(1, document.count(table) + 1)]
    digits = [int(match[0]) for text in used if (match := re.search(r"\d+", text))]
    return max([*digits, document.count(table)], default=0) + 1


def _once(pairs: Iterable[SharingRow]) -> list[SharingRow]:
    """Each 項 once, in order; what several providers or kinds of one 項 say is put together."""
    found: dict[Number, SharingRow] = {}
    for pair in sorted(pairs, key=lambda one: one.row):
        known = found.get(pair.row)
        if known is None:
            found[pair.row] = pair
        elif pair.information not in known.information.split("\n"):
            found[pair.row] = SharingRow(
                pair.row, pair.asker, pair.task, pair.article, pair.provider, f"{known.information}\n{pair.information}"
            )
    return list(found.values())


def _ground(numbers: Sequence[Number]) -> str:
    return sharing_text(numbers, phrases().recipient_law)


def _is_empty(document: Assessment, block: str) -> bool:
    key = document.key(block)
    return not any(held == key or held.startswith(f"{key}.") for held in document.state)


def _room(document: Assessment, list_path: str, used: int) -> int:
    """How many more blocks the form has places for."""
    repeat = document.node(list_path).item.repeat
    most = repeat.max if repeat and repeat.max is not None else phrases().most_recipients
    return max(0, most - used)
