"""Puts the prepared copy of each YAML data file into the wheel (see pia_tui/datafile.py)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PrepareData(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "standard":  # an editable installation reads the files as they are edited
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from pia_tui.datafile import prepare, prepared_path

        self._made = tempfile.TemporaryDirectory()  # lasts as long as the hook, which is until the wheel is closed
        for number, file in enumerate(sorted((root / "pia_tui").rglob("*.yaml"))):
            copy = Path(self._made.name) / str(number)
            copy.write_bytes(prepare(file))
            build_data["force_include"][str(copy)] = prepared_path(file).relative_to(root).as_posix()
