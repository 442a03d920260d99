"""Where things stand in one document: paths to keys and back, against a form and the order lists of its blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pia_tui import keys
from pia_tui.errors import PiaError
from pia_tui.forms import FILE_LIST, BadPath, Form, Item, Path, Repeat, Value, new_identity, parse_path, plain_path
from pia_tui.forms.model import repeat_of
from pia_tui.forms.values import NOTHING_CHANGED

_MOST_BLOCKS = 1000
"""Blocks of one list, where the form sets no limit: more is a slip of the pen."""
_MOST_NEW_FILES = 20
"""Files that one path may add: each brings whole sections, and no 事務 has many."""


_COUNTED = re.compile(r"\[[0-9]+\]")
"""A block named by its position."""


class TooManyBlocks(PiaError):
    """The official form has no more places for this block."""


class Addresses:
    """Finds places. `state` is the document's map, looked at and never changed here."""

    def __init__(self, form: Form, state: Mapping[str, Value]) -> None:
        self.form = form
        self._state = state

    def blocks(self, list_key: str) -> tuple[str, ...]:
        """The block identities of an order list, in order."""
        value = self._state.get(list_key, ())
        return value if isinstance(value, tuple) else ()

    def identities(self) -> set[str]:
        """All block identities ever used in the document."""
        return {
            identity
            for key, value in self._state.items()
            if key.endswith("[]") and isinstance(value, tuple)
            for identity in value
        } | {part[1:-1] for key in self._state if "[#" in key for part in brackets(key)}

    def annotation(self, key: str) -> str:
        """An annotation's key with its place by identity, where it counts blocks by position. Raises BadPath."""
        place = keys.place_of(key)
        if keys.kind_of(key).about != "place" or not _COUNTED.search(place):
            return key
        return keys.kind_of(key).key(self.resolve(parse_path(place))[0])

    def resolve(self, path: Path, grown: dict[str, tuple[str, ...]] | None = None) -> tuple[str, str]:
        """The key and the canonical path for a path or key. Raises BadPath.

        With `grown`, blocks that the path counts on and that are missing are added, and the longer order lists put
        into it, by their keys; without it a missing block is an error.
        """
        item_id = key = canonical = ""
        for step, (item_id, _, name, index) in enumerate(path.prefixes(), start=1):
            dot = "." if key else ""
            key, canonical = f"{key}{dot}{name}", f"{canonical}{dot}{name}"
            if index is None:
                continue
            repeat = repeat_of(self.form, item_id)
            if item_id == FILE_LIST:
                return "file[]", FILE_LIST
            if repeat is None:
                self._check_brackets(Path(path.steps[:step]), item_id)
                raise self._no_such(f"「{item_id}」は繰り返しのない項目です。番号は要りません。")
            order = self.order_key(item_id, key)
            if index == "":
                if step < len(path.steps):
                    raise self._which(item_id, path)
                return order, canonical
            blocks = (grown or {}).get(order, self.blocks(order))
            if isinstance(index, str):
                if index not in blocks:
                    raise self._no_such(f"{repeat.unit}「{index}」がありません。")
                position = blocks.index(index) + 1
            else:
                position = index
                if grown is not None and position > len(blocks):
                    self._check_slip(order, repeat, position, len(blocks))
                    self.room(order, position)
                    blocks = grown[order] = self._grown(blocks, position)
                if not 1 <= position <= len(blocks):
                    raise self._no_such(f"{repeat.unit}{position}はまだありません（いま {len(blocks)} 個）。")
            key, canonical = f"{key}[{blocks[position - 1]}]", f"{canonical}[{position}]"
        self._check_brackets(path, item_id)
        return key, canonical

    def path(self, key: str) -> str | None:
        """The path of a key, or None where its block has been removed or the form has no such item."""
        try:
            parsed = parse_path(key)
        except BadPath:
            return None
        steps: list[tuple[str, int | str | None]] = []
        for item_id, text, name, index in parsed.prefixes():
            position = index
            if isinstance(index, str) and index:
                blocks = self.blocks(self.order_key(item_id, text))
                if index not in blocks:
                    return None
                position = blocks.index(index) + 1
            steps.append((name, position))
        item_id = parsed.item_id
        known = item_id == FILE_LIST or item_id in self.form.places or self.form.section(item_id) is not None
        return str(Path(tuple(steps))) if known else None

    def sibling(self, key: str, item_id: str) -> str:
        """The key of another item in the same blocks as `key`; a shared list (`file`) is the same block everywhere."""
        places = {
            self._list_name(each.item_id): each.at
            for each in parse_path(key).prefixes()
            if isinstance(each.at, str) and each.at
        }
        steps = ((each.name, places.get(self._list_name(each.item_id))) for each in plain_path(item_id).prefixes())
        return str(Path(tuple(steps)))

    def order_key(self, item_id: str, key: str) -> str:
        """The order list for a repeated item whose key, without its own bracket, is `key`."""
        repeat = repeat_of(self.form, item_id)
        return f"{repeat.list}[]" if repeat and repeat.list else f"{key}[]"

    def list_key(self, list_path: str) -> str:
        """The order list for the head of a repeat (`II[1].4.2`, `file`). Raises BadPath."""
        if list_path.removesuffix("[]") == FILE_LIST:
            return f"{FILE_LIST}[]"
        parsed = parse_path(list_path.removesuffix("[]"))
        key, _ = self.resolve(parsed)
        if repeat_of(self.form, parsed.item_id) is None or parsed.steps[-1][1] is not None:
            raise self._no_such(f"「{list_path}」は繰り返しの見出しではありません。")
        return self.order_key(parsed.item_id, key)

    def block(self, path: str) -> tuple[str, tuple[str, ...], int]:
        """(order list key, blocks, position from 0) of the block at a path or key."""
        parsed = parse_path(path)
        head, index = parsed.steps[-1]
        if index is None or index == "":
            raise self._no_such(f"「{path}」は繰り返しの一つを指していません。")
        if parsed.item_id == FILE_LIST:
            order = f"{FILE_LIST}[]"
        else:
            key, _ = self.resolve(Path((*parsed.steps[:-1], (head, None))))
            order = self.order_key(parsed.item_id, key)
        blocks = self.blocks(order)
        position = blocks.index(index) if isinstance(index, str) and index in blocks else -1
        if isinstance(index, int):
            position = index - 1
        if not 0 <= position < len(blocks):
            raise self._no_such(f"「{path}」はまだありません（いま {len(blocks)} 個）。")
        return order, blocks, position

    def item(self, item_id: str, path: str) -> Item:
        """The form's item; `path` is what to name where there is none. Raises BadPath."""
        item = self.form.item(item_id)
        if item is None:
            raise self._no_such(f"「{path}」は値を入れる項目ではありません。")
        return item

    def check_counted(self, item: Item, canonical: str) -> None:
        """Raises BadPath where the path is the head of a repeat and says none of its blocks: no answer stands there."""
        if item.repeat is not None and not canonical.endswith("]"):
            raise self._which(item.id, parse_path(f"{canonical}[1]"))

    def room(self, order_key: str, size: int) -> None:
        """Raises TooManyBlocks where the form has no places for `size` blocks."""
        item_id = parse_path(order_key).item_id
        repeat = repeat_of(self.form, item_id)
        if repeat is not None and repeat.max is not None and size > repeat.max:
            raise TooManyBlocks(
                f"{repeat.unit}は様式の上で {repeat.max} までです。",
                safe=NOTHING_CHANGED,
                next="入りきらない分は、別紙に一覧を作って書いてください。",
            )
        if size > _MOST_BLOCKS:
            raise TooManyBlocks(f"一度に増やせる数を超えています（{_MOST_BLOCKS:,} まで）。", safe=NOTHING_CHANGED)

    def _check_slip(self, order_key: str, repeat: Repeat, position: int, now: int) -> None:
        """Raises TooManyBlocks for II[999]."""
        if order_key == f"{FILE_LIST}[]" and position - now > _MOST_NEW_FILES:
            raise TooManyBlocks(
                f"{repeat.unit}は、いま {now} 個です。{position} 番目までは一度に増やせません。",
                safe=NOTHING_CHANGED,
                next="番号を確かめてください。",
            )

    def _list_name(self, item_id: str) -> str:
        repeat = repeat_of(self.form, item_id)
        return (repeat.list if repeat else "") or item_id

    def _grown(self, blocks: tuple[str, ...], size: int) -> tuple[str, ...]:
        taken = self.identities()
        while len(blocks) < size:
            blocks = (*blocks, new_identity({*taken, *blocks}))
        return blocks

    def _check_brackets(self, path: Path, item_id: str) -> None:
        place = self.form.places.get(item_id)
        if place is None:
            if self.form.section(item_id) is None:
                raise self._no_such(f"「{item_id}」という項目は、この様式（{self.form.id}）にありません。")
            return
        with_index = {each.item_id for each in path.prefixes() if each.at is not None}
        for repeated in place.repeated:
            if repeated not in with_index and repeated != item_id:
                raise self._which(repeated, path)

    def _which(self, repeated: str, path: Path) -> BadPath:
        """The error for a path that does not say which block of `repeated` it means."""
        place = self.form.places.get(path.item_id)
        counted = set(place.repeated) if place else {repeated}
        steps = [(each.name, each.at or (1 if each.item_id in counted else None)) for each in path.prefixes()]
        steps[-1] = (steps[-1][0], path.steps[-1][1] or None)
        return self._no_such(f"「{repeated}」は何番目かを書いてください（例: {Path(tuple(steps))}）。")

    def _no_such(self, what: str) -> BadPath:
        return BadPath(what, safe=NOTHING_CHANGED, next=f"項目の一覧は pia-tui forms {self.form.id} で見られます。")


def brackets(key: str) -> list[str]:
    """The bracketed identities of a key: `["[#k7x2qa]", "[#p3m9zz]"]`."""
    return [f"[{part.partition(']')[0]}]" for part in key.split("[")[1:] if part.startswith("#")]
