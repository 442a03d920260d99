"""What stands in the rows of a 記入票: the items of a part in the form's order, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pia_tui.answer_sheet import BLANK_MARK, MARK, NOTHING, ROW, SPARE, fingerprint, fits, pieces, spare_identity
from pia_tui.assessment import Assessment, Node, Part
from pia_tui.departments import department_at, departments
from pia_tui.errors import PiaError
from pia_tui.forms import FILE_LIST, BadPath, Item, Path, Value, format_value, parse_path
from pia_tui.forms.values import NOTHING_CHANGED

SPARE_BLOCKS = 2
SPARE_ROWS = 5
"""Empty blocks, and empty rows of the table of changes, for what is to be added."""


@dataclass(frozen=True, slots=True)
class Field:
    """A cell to write in: what stands there now, and what may be chosen."""

    value: str | int | None = None
    choices: tuple[str, ...] = ()
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row. `kind` is heading, block, item, option or table; `fields` are empty where nothing is to be written."""

    kind: str
    label: str
    depth: int = 0
    help: str = ""
    fields: tuple[Field, ...] = ()
    key: str = ""
    part: str = ""
    base: str = ""
    applies: bool = True


class NothingAsked(PiaError):
    """No item is given to the department."""

    def __init__(self, department: str, known: Iterable[str]) -> None:
        named = "、".join(known)
        super().__init__(
            f"「{department}」を担当にした項目がありません。",
            safe=NOTHING_CHANGED,
            next=f"担当になっているのは {named} です。" if named else "先に、章や項目に担当を付けてください。",
        )


class Only:
    """Which items are asked for: those at the given paths and all inside them; none given means all.

    With a department, of these only what it is asked for. Raises BadPath, NothingAsked.
    """

    def __init__(self, document: Assessment, places: Sequence[str], department: str = "") -> None:
        self._department = department
        if department and department not in (known := departments(document)):
            raise NothingAsked(department, known)
        self._paths = [parse_path(place) for place in places]
        nodes = [parse_path(node.path) for part in document.parts() for node in document.nodes(part)]
        for place, wanted in zip(places, self._paths, strict=True):
            if not any(_holds(wanted, node) for node in nodes):
                raise BadPath(
                    f"「{place}」に当たる項目がありません。",
                    safe=NOTHING_CHANGED,
                    next=f"項目の一覧は pia-tui forms {document.form.id} で見られます。",
                )

    def asks(self, document: Assessment, node: Node) -> bool:
        """Whether a node is asked for."""
        if self._department and department_at(document, node.key) != self._department:
            return False
        return not self._paths or any(_holds(wanted, parse_path(node.path)) for wanted in self._paths)

    @property
    def key(self) -> str:
        """The same text for the same choice."""
        return " ".join([*map(str, self._paths), self._department]).strip()


def with_spare_blocks(document: Assessment, seed: str) -> tuple[Assessment, frozenset[str]]:
    """The document with empty blocks at the end of each list, and their identities."""
    state = dict(document.state)
    taken = document.identities()
    spare: set[str] = set()
    for node in document.walk():
        repeat = node.item.repeat
        if not node.is_list or repeat is None or repeat.list == FILE_LIST:
            continue
        blocks = document.blocks(node.key)
        wanted = SPARE_ROWS if node.item.kind == "table" else SPARE_BLOCKS
        room = wanted if repeat.max is None else min(wanted, repeat.max - len(blocks))
        for number in range(room):
            identity = spare_identity((seed, node.key, str(number)), {*taken, *spare})
            spare.add(identity)
            blocks = (*blocks, identity)
        state[node.key] = blocks
    return Assessment(document.form, state, document.id), frozenset(spare)


class Rows:
    """Makes the rows of the parts of a document (with its spare blocks)."""

    def __init__(self, document: Assessment, spare: frozenset[str], only: Only) -> None:
        self.document = document
        self.spare = spare
        self.only = only

    def of(self, part: Part) -> list[SheetRow]:
        """The rows of a part; none where nothing of it is asked for."""
        table = self.table(part)
        rows = list(self._table(table, part) if table else self._nodes(part))
        return rows if any(row.fields for row in rows) else []

    def table(self, part: Part) -> Item | None:
        """The item that makes a part one table (変更箇所), where all of its texts fit into cells."""
        items = part.section.items
        if part.section.kind != "changes" or len(items) != 1 or items[0].kind != "table":
            return None
        texts = [value for node in self.document.nodes(part) if isinstance(value := self.document.value(node), str)]
        return items[0] if all(map(fits, texts)) else None

    def _table(self, table: Item, part: Part) -> Iterator[SheetRow]:
        for node in self.document.nodes(part):
            if not node.number or node.item is not table or not self.only.asks(self.document, node):
                continue
            columns = [self.document.node(f"{node.path}{item.id[len(table.id) :]}") for item in table.items]
            yield SheetRow(
                "table",
                node.label,
                fields=tuple(_field(column.item, self.document.value(column)) for column in columns),
                key=node.key,
                part=ROW,
                base=" ".join(self._base(column) for column in columns),
            )

    def _nodes(self, part: Part) -> Iterator[SheetRow]:
        headings: list[tuple[Node, SheetRow]] = []
        for node in self.document.nodes(part):
            headings = [each for each in headings if each[0].depth < node.depth]
            rows = list(self._rows(node))
            if self.only.asks(self.document, node):
                yield from (row for _, row in headings)
                headings = []
                yield from rows
            elif rows:
                headings.append((node, SheetRow("heading", rows[0].label, node.depth, applies=node.applies)))

    def _rows(self, node: Node) -> Iterator[SheetRow]:
        item, kind = node.item, node.value_kind
        label = item.input_label if node.number and kind else node.label
        label = f"{label.replace('{n}', str(node.number or ''))}{'　※' if item.star else ''}"
        help_text = self._help(node)
        if node.is_list:
            return
        if node.number:
            yield SheetRow("block", node.label, node.depth, "" if kind else help_text, applies=node.applies)
        if kind is None or kind == "figure":
            if not node.number:
                yield SheetRow("heading", label, node.depth, help_text, applies=node.applies)
            return
        value, base = self.document.value(node), self._base(node)
        if kind == "multi":
            yield SheetRow("heading", label, node.depth, help_text, applies=node.applies)
            for number, option in enumerate(item.choice_texts, start=1):
                marked = MARK if isinstance(value, tuple) and option in value else None
                yield SheetRow(
                    "option", option, node.depth + 1, "", (Field(marked, (MARK,), "choice"),), node.key, f"o{number}",
                    base, node.applies,
                )  # fmt: skip
            return
        if item.option_text:
            label = f"（{item.label}の内容）"
        if isinstance(value, str) and not fits(value):
            for part, piece in pieces(value):
                more = "" if part.endswith("1") and len(part) == 2 else "（つづき）"
                yield SheetRow(
                    "item", label + more, node.depth, help_text, (Field(piece),), node.key, part, base, node.applies
                )
                help_text = ""
            return
        yield SheetRow(
            "item", label, node.depth, help_text, (_field(item, value),), node.key, "", base, node.applies
        )  # fmt: skip

    def _base(self, node: Node) -> str:
        if any(identity in self.spare for _, identity in parse_path(node.key).steps if isinstance(identity, str)):
            return SPARE
        value = self.document.value(node)
        return NOTHING if value is None else fingerprint(value)

    def _help(self, node: Node) -> str:
        item = node.item
        said = [
            f"（{item.condition}）" if item.condition else "",
            "" if node.applies else "いまの答えでは、記入は要りません。",
            item.help,
        ]
        if node.value_kind == "figure":
            said.append("図は、pia-tui の画面で付けてください。")
        elif not node.is_list and self.document.value(node) is None and not item.fixed:
            shown = format_value(self.document.shown(node))
            said.append(f"空欄のままなら「{shown[:100]}」と印刷されます。" if shown else "")
        elif item.fixed:
            said.append(item.default)
        return "\n".join(line for line in said if line)


def _field(item: Item, value: Value | None) -> Field:
    kind = item.value_kind or "text"
    if kind == "choice":
        return Field(value if isinstance(value, str) else None, item.choice_texts, kind)
    if kind == "flag":
        return Field(None if value is None else MARK if value is True else BLANK_MARK, (MARK, BLANK_MARK), kind)
    if kind == "count":
        return Field(value if isinstance(value, int) else None, (), kind)
    return Field(value if isinstance(value, str) else None, (), kind)


def _holds(wanted: Path, node: Path) -> bool:
    """Whether a path lies at or inside the wanted one; a step without a number means all of its blocks."""
    return len(wanted.steps) <= len(node.steps) and all(
        name == its_name and index in (None, "", its_index)
        for (name, index), (its_name, its_index) in zip(wanted.steps, node.steps, strict=False)
    )
