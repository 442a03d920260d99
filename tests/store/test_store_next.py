"""What the next undo would take back, told before it is done."""

from __future__ import annotations

from pathlib import Path

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.store import Store
from pia_tui.workspace import Workspace


def test_the_next_steps_are_told_as_they_were_written(tmp_path: Path) -> None:
    document = Assessment.new(load_form("kiso_r6"))
    with Store.open(Workspace(tmp_path).prepare()) as store:
        number = store.create("kiso_r6", document.state)
        assert store.next_undo(number) is None
        changes = document.change("I.1.2", "概要")
        written = store.write(number, changes, label="入力")
        told = store.next_undo(number)
        assert told is not None
        assert (told.label, told.changes, told.at) == ("入力", tuple(changes), written.at)
        store.undo(number)
        assert store.next_undo(number) is None
        again = store.redo(number)
        assert again is not None
        assert again.changes == tuple(changes)
