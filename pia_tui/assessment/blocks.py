"""Adding, removing, moving and copying the blocks of a document: each gives the changes to apply."""

from __future__ import annotations

from collections.abc import Mapping

from pia_tui import keys
from pia_tui.addresses import Addresses, brackets
from pia_tui.assessment.changes import Change, changed
from pia_tui.forms import Value, new_identity


class BlockEditing:
    """Edits the order lists of one document. `state` is its map, looked at and never changed here."""

    def __init__(self, state: Mapping[str, Value], addresses: Addresses) -> None:
        self._state = state
        self._at = addresses

    def add(self, list_path: str, at: int | None = None) -> list[Change]:
        """The change that adds an empty block under `list_path` (`II[1].4.2`, `file`), at position `at` or last.

        Raises BadPath, TooManyBlocks.
        """
        key = self._at.list_key(list_path)
        blocks = list(self._at.blocks(key))
        self._at.room(key, len(blocks) + 1)
        blocks.insert(len(blocks) if at is None else max(0, at - 1), new_identity(self._at.identities()))
        return changed(self._state, key, tuple(blocks))

    def remove(self, path: str) -> list[Change]:
        """The change that takes the block at `path` off its list; its answers stay, out of sight, for undo.

        Raises BadPath.
        """
        key, blocks, position = self._at.block(path)
        return changed(self._state, key, (*blocks[:position], *blocks[position + 1 :]))

    def move(self, path: str, to: int) -> list[Change]:
        """The change that moves the block at `path` to position `to` (from 1). Raises BadPath."""
        key, blocks, position = self._at.block(path)
        order = list(blocks)
        order.insert(min(max(to, 1), len(order)) - 1, order.pop(position))
        return changed(self._state, key, tuple(order))

    def duplicate(self, path: str) -> list[Change]:
        """The changes that put a copy of the block at `path`, with all it holds, right after it.

        Raises BadPath, TooManyBlocks.
        """
        key, blocks, position = self._at.block(path)
        self._at.room(key, len(blocks) + 1)
        old = blocks[position]
        taken = self._at.identities()
        renamed = {old: new_identity(taken)}

        def rename(text: str) -> str:
            for bracket in brackets(text):
                identity = bracket[1:-1]
                if identity in renamed:
                    text = text.replace(bracket, f"[{renamed[identity]}]")
            return text

        inside = {
            held: value for held, value in self._state.items() if f"[{old}]" in held and keys.kind_of(held).follows
        }
        for held, value in inside.items():
            if held.endswith("[]") and isinstance(value, tuple):
                renamed.update({identity: new_identity({*taken, *renamed.values()}) for identity in value})
        changes = changed(self._state, key, (*blocks[: position + 1], renamed[old], *blocks[position + 1 :]))
        for held, value in inside.items():
            if any(bracket[1:-1] not in renamed for bracket in brackets(held.partition(f"[{old}]")[2])):
                continue  # of a block that has been removed
            if held.endswith("[]") and isinstance(value, tuple):
                value = tuple(renamed[identity] for identity in value)
            changes.append(Change(rename(held), None, value))
        return changes
