"""The document that grows while a text is read: values by item and block numbers, with where each came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pia_tui import keys
from pia_tui.assessment import FORM_KEY
from pia_tui.errors import PiaError
from pia_tui.forms import FILE_LIST, Value, new_identity, parse_value, plain_path
from pia_tui.forms.values import MAX_TEXT, strip_unsafe
from pia_tui.ingest.text.ledger import DUPLICATE, FREE, PLACED
from pia_tui.ingest.text.report import SURE, Doubt, Placed, Unplaced, source_note
from pia_tui.ingest.text.tree import Tree


@dataclass(slots=True)
class Builder:
    """Collects answers, the tray and what the report tells. Blocks are made as they are named."""

    tree: Tree
    state: dict[str, Value] = field(default_factory=dict)
    placed: list[Placed] = field(default_factory=list)
    pointed: list[tuple[str, Mapping[str, int], tuple[int, int], str]] = field(default_factory=list)
    """Places to look at: item, blocks, lines, and why."""
    why_unsure: str = ""
    """Why all that was placed is to be looked at; empty where most of it is sure."""
    unplaced: list[Unplaced] = field(default_factory=list)
    _lists: dict[str, list[str]] = field(default_factory=dict)
    _identities: set[str] = field(default_factory=set)

    def key(self, item_id: str, blocks: Mapping[str, int]) -> tuple[str, str]:
        """(key, path) of an item; `blocks` numbers the repeated items on the way and the file (`file`)."""
        key = path = ""
        for here, _, name, _ in plain_path(item_id).prefixes():
            key, path = (f"{key}.{name}", f"{path}.{name}") if key else (name, name)
            order = self._order(here, key)
            if order is not None:
                number = max(1, blocks.get(FILE_LIST if order == f"{FILE_LIST}[]" else here, 1))
                key, path = f"{key}[{self._block(order, number)}]", f"{path}[{number}]"
        return key, path

    def count(self, list_name: str) -> int:
        """How many blocks an order list has (`file`, `I.2.1`)."""
        return len(self._lists.get(f"{list_name}[]", ()))

    def peek(self, item_id: str, blocks: Mapping[str, int]) -> Value | None:
        """The answer so far; asking makes no blocks."""
        wanted = self.key_if(item_id, blocks)
        return self.state.get(wanted) if wanted else None

    def key_if(self, item_id: str, blocks: Mapping[str, int]) -> str:
        """The key of an item whose blocks are all there, else ""."""
        key = ""
        for here, _, name, _ in plain_path(item_id).prefixes():
            key = f"{key}.{name}" if key else name
            order = self._order(here, key)
            if order is not None:
                number = blocks.get(FILE_LIST if order == f"{FILE_LIST}[]" else here, 1)
                made = self._lists.get(order, [])
                if not 1 <= number <= len(made):
                    return ""
                key = f"{key}[{made[number - 1]}]"
        return key

    def _order(self, item_id: str, key: str) -> str | None:
        section = self.tree.form.section(item_id)
        item = self.tree.form.item(item_id)
        repeat = section.repeat if section else item.repeat if item else None
        if repeat is None:
            return None
        return f"{repeat.list}[]" if repeat.list else f"{key}[]"

    def _block(self, order: str, number: int) -> str:
        blocks = self._lists.setdefault(order, [])
        while len(blocks) < number:
            blocks.append(new_identity(self._identities))
            self._identities.add(blocks[-1])
        return blocks[number - 1]

    def room(self, item_id: str) -> int | None:
        """How many blocks the form has places for, None where there is no limit."""
        repeat = self.tree.repeat(item_id)
        return repeat.max if repeat else None

    def put(
        self,
        item_id: str,
        blocks: Mapping[str, int],
        raw: object,
        lines: tuple[int, int],
        confidence: float,
        why: str = "",
    ) -> int:
        """Set an answer, and tell whose its characters are.

        PLACED; DUPLICATE where the same answer stands there already; FREE where it does not fit the item or a
        different answer stands there.
        """
        item = self.tree.form.item(item_id)
        assert item is not None
        try:
            value = parse_value(item, raw)
        except PiaError as error:
            self.doubt(item_id, blocks, lines, error.what)
            return FREE
        if value is None:
            return FREE
        key, path = self.key(item_id, blocks)
        if key in self.state:
            if self.state[key] == value:
                return DUPLICATE
            self.doubt(item_id, blocks, lines, "同じ項目に、別の記載がもう一つあります。")
            return FREE
        self.state[key] = value
        self.state[keys.SOURCE.key(key)] = source_note(lines, confidence)
        self.placed.append(Placed(path, key, lines, round(confidence, 2)))
        if confidence < SURE or why:
            self.doubt(item_id, blocks, lines, why or "読み取りに自信がありません。")
        return PLACED

    def doubt(self, item_id: str, blocks: Mapping[str, int], lines: tuple[int, int], why: str) -> None:
        """Point at an item that could not be answered, or not surely."""
        if not self.tree.spots[item_id].block:
            self.key(item_id, blocks)
        self.pointed.append((item_id, dict(blocks), lines, why))

    def doubt_blocks(self) -> None:
        """Point at blocks beyond the number that the form's own （　）件 tells: they may be rows printed twice."""
        for spot in self.tree.spots.values():
            block = spot.item.compare.blocks if spot.item is not None and spot.item.compare is not None else ""
            for file in range(1, self.count(FILE_LIST) + 1) if block and spot.item is not None else ():
                told = self.peek(spot.item.id, {FILE_LIST: file}) if spot.item is not None else None
                number = told + 1 if isinstance(told, int) and told else 0
                while number and (key := self.key_if(block, {FILE_LIST: file, block: number})):
                    lines = next((each.lines for each in self.placed if each.key.startswith(key)), (1, 1))
                    why = f"（{told}）件とありますが、{number} つ目として読み取りました。"
                    self.doubt(block, {FILE_LIST: file, block: number}, lines, why)
                    number += 1

    def doubts(self) -> Iterator[Doubt]:
        """Where to look first; blocks in which nothing at all was answered are left out."""
        pointed = set()
        for item_id, blocks, lines, why in self.pointed:
            key = self.key_if(item_id, blocks)
            if key:
                pointed.add(key)
                yield Doubt(self.path(item_id, blocks), key, lines, why)
        for each in self.placed if self.why_unsure else ():
            if each.key not in pointed:
                yield Doubt(each.path, each.key, each.lines, self.why_unsure)

    def path(self, item_id: str, blocks: Mapping[str, int]) -> str:
        """The path of an item or section; asking makes no blocks."""
        path = ""
        for here, _, name, _ in plain_path(item_id).prefixes():
            path = f"{path}.{name}" if path else name
            order = self._order(here, here)
            if order is not None:
                path += f"[{max(1, blocks.get(FILE_LIST if order == f'{FILE_LIST}[]' else here, 1))}]"
        return path

    def to_tray(self, text: str, lines: tuple[int, int], near: str = "") -> None:
        """Keep a text that has no place, with the lines it came from and the item it stood near.

        One longer than an answer may be is kept in parts.
        """
        for start in range(0, max(1, len(text)), MAX_TEXT):
            self._keep(strip_unsafe(text[start : start + MAX_TEXT]), lines, near)

    def _keep(self, text: str, lines: tuple[int, int], near: str) -> None:
        identity = new_identity(self._identities)
        self._identities.add(identity)
        self._lists.setdefault(keys.TRAY.prefix, []).append(identity)
        self.state[keys.PIECE.key(identity)] = text
        self.state[keys.PIECE_SOURCE.key(identity)] = source_note(lines, None, near)
        self.unplaced.append(Unplaced(identity, text, lines, near))

    def finished(self) -> dict[str, Value]:
        """The state with its order lists."""
        lists: dict[str, Value] = {key: tuple(blocks) for key, blocks in self._lists.items()}
        return {FORM_KEY: self.tree.form.id, **lists, **self.state}
