"""The names of a document's 特定個人情報ファイル, which other items and sections follow."""

from __future__ import annotations

from collections.abc import Mapping

from pia_tui.addresses import Addresses
from pia_tui.forms import FILE_LIST, Form, Value


class FileNames:
    """The names of the files of one document. `state` is its map, looked at and never changed here."""

    def __init__(self, form: Form, state: Mapping[str, Value], addresses: Addresses) -> None:
        self._form = form
        self._state = state
        self._at = addresses

    def name(self, number: int) -> str:
        """The name of the nth file, or an empty text."""
        blocks = self._at.blocks(f"{FILE_LIST}[]")
        master = self._item()
        if master is None or not 1 <= number <= len(blocks):
            return ""
        section, _, rest = master.partition(".")
        return str(self._state.get(f"{section}[{blocks[number - 1]}].{rest}", ""))

    def told(self) -> str | None:
        """All names, numbered where there are several; None where no file has one."""
        names = [self.name(number) for number in range(1, len(self._at.blocks(f"{FILE_LIST}[]")) + 1)]
        if not any(names):
            return None
        if len(names) == 1:
            return names[0]
        return "\n".join(f"（{number}）{name}" for number, name in enumerate(names, start=1))

    def _item(self) -> str | None:
        """The item that holds a file's name: the one that others follow."""
        for place in self._form.places.values():
            if place.item.role == "file_name" and not place.item.same_as:
                return place.item.id
        return None
