"""One undo takes back one step, told by group and never by the wording of a label; no label keeps a 個人番号."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pia_tui.assessment import Change
from pia_tui.store import Store
from pia_tui.store.errors import PersonalNumberFound
from pia_tui.workspace import Workspace

NUMBER = "983205673214"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(Workspace(tmp_path / "ws")) as opened:
        yield opened


def typed(store: Store, number: int, *texts: str, label: str, kind: str = "", group: str = "") -> None:
    for text in texts:
        before = store.value(number, "I.1.2")
        store.write(number, [Change("I.1.2", before, text)], label=label, kind=kind, group=group)


@pytest.mark.parametrize("label", ["文字の入力", "入力", ""])
def test_writes_of_a_group_are_one_step_whatever_their_label(store: Store, label: str) -> None:
    number = store.create("juten_h30", {})
    typed(store, number, "前", label=label, kind="typing", group="a")
    typed(store, number, "届", "届出", "届出を", label=label, kind="typing", group="b")
    undone = store.undo(number)
    assert undone is not None
    assert [change.after for change in undone.changes] == ["届出", "届", "前"]
    assert store.value(number, "I.1.2") == "前"
    store.undo(number)
    assert store.value(number, "I.1.2") is None
    assert store.next_undo(number) is None
    store.redo(number)
    assert store.value(number, "I.1.2") == "前"
    store.redo(number)
    assert store.value(number, "I.1.2") == "届出を"
    assert store.redo(number) is None


def test_a_step_is_taken_back_whole_or_not_at_all(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from pia_tui.store import undo

    number = store.create("juten_h30", {})
    typed(store, number, "一", "二", label="", kind="typing", group="a")
    calls: list[int] = []
    real = undo._undo

    def failing(db: object, document_id: int, author: object, batch: int) -> object:
        calls.append(batch)
        if len(calls) == 2:
            raise OSError("full")
        return real(db, document_id, author, batch)  # type: ignore[arg-type]

    monkeypatch.setattr(undo, "_undo", failing)
    with pytest.raises(Exception, match=r".+"):
        store.undo(number)
    assert store.value(number, "I.1.2") == "二"


def test_a_journal_of_an_older_program_is_taken_back_as_it_was_then(store: Store) -> None:
    number = store.create("juten_h30", {})
    typed(store, number, "届", "届出", label="文字の入力")
    store.undo(number)
    assert store.value(number, "I.1.2") is None
    typed(store, number, "一", "二", label="選択")
    store.undo(number)
    assert store.value(number, "I.1.2") == "一"


def test_writes_without_a_group_stand_alone(store: Store) -> None:
    number = store.create("juten_h30", {})
    typed(store, number, "一", "二", label="", kind="command")
    store.undo(number)
    assert store.value(number, "I.1.2") == "一"


def test_no_label_of_the_journal_keeps_a_number(store: Store) -> None:
    number = store.create("juten_h30", {}, label=f"取り込み {NUMBER}")
    store.write(number, [Change("I.1.2", None, "x")], label=f"「{NUMBER}」をなくす")
    assert not any(NUMBER in row.label for row in store.journal())
    with pytest.raises(PersonalNumberFound):
        store.freeze(number, "初回", kind=NUMBER)
    with pytest.raises(PersonalNumberFound):
        store.freeze(number, NUMBER)
