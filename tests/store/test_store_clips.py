"""定型文: kept in the store, with its journal, its proof and its backups; those of an earlier version come over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pia_tui.store import Store
from pia_tui.store.errors import PersonalNumberFound, StoreDamaged, UnknownItem
from pia_tui.usecases import clips
from pia_tui.usecases.clips import FILE, TAKEN, OldClips, take_over_clips
from pia_tui.workspace import Workspace


def texts(store: Store) -> list[str]:
    return [one.text for one in store.clips()]


def test_the_newest_stands_first_and_a_text_stands_once(store: Store) -> None:
    for text in ("甲", "乙", "甲"):
        store.keep_clip(text, "届出 事務の内容", "2026-11-21")
    assert texts(store) == ["甲", "乙"]
    first = store.clips()[0]
    assert (first.title, first.source, first.kept_on) == ("甲", "届出 事務の内容", "2026-11-21")
    store.keep_clip("長" * 50 + "\n二行目", "", "2026-11-21")
    assert store.clips()[0].title == "長" * 30 + "…"


def test_a_dropped_text_is_gone_from_the_list_and_stays_in_the_journal(store: Store) -> None:
    number = store.keep_clip("よく使う文", "", "2026-11-21")
    store.drop_clip(number)
    assert store.clips() == []
    with pytest.raises(UnknownItem):
        store.drop_clip(number)
    assert [one.action for one in store.journal(limit=2)] == ["unclip", "clip"]
    assert "よく使う文" in str(store.journal(limit=1)[0].before)
    assert store.problems() == []


def test_what_no_answer_may_hold_is_no_clip(store: Store) -> None:
    with pytest.raises(PersonalNumberFound):
        store.keep_clip("番号は 123456789018 です", "", "2026-11-21")
    assert store.clips() == []


def test_a_clip_changed_by_another_hand_is_noticed(store: Store) -> None:
    store.keep_clip("本物", "", "2026-11-21")
    store._db.execute("UPDATE clips SET text = 'にせもの'")
    assert any("定型文" in problem for problem in store.problems())
    with pytest.raises(StoreDamaged):
        store.clips()


def test_backup_and_restore_carry_them(store: Store) -> None:
    store.keep_clip("残る文", "", "2026-11-21")
    backup = store.backup()
    assert backup is not None
    assert backup.tables["clips"].startswith("1 ")
    store.drop_clip(store.clips()[0].id)
    store.keep_clip("あとの文", "", "2026-11-21")
    store.restore(backup)
    assert texts(store) == ["残る文", "あとの文"]
    store.restore(backup)
    assert texts(store) == ["残る文", "あとの文"]
    assert store.problems() == []


def old_file(workspace: Workspace, *kept: str) -> None:
    rows = [{"title": text[:30], "text": text, "source": "届出", "kept_on": "2026-04-01"} for text in kept]
    (workspace.db / FILE).write_text(json.dumps(rows, ensure_ascii=False), "utf-8")


def test_the_file_of_an_earlier_version_comes_over_once(store: Store, workspace: Workspace) -> None:
    store.keep_clip("二つ目", "", "2026-11-21")
    old_file(workspace, "一つ目", "二つ目", "三つ目")
    assert take_over_clips(store) == 2
    assert texts(store) == ["一つ目", "三つ目", "二つ目"]
    assert store.clips()[0].kept_on == "2026-04-01"
    assert not (workspace.db / FILE).exists()
    assert (workspace.db / TAKEN).exists()
    assert take_over_clips(store) == 0


def test_a_file_that_cannot_be_read_is_left_alone(store: Store, workspace: Workspace) -> None:
    (workspace.db / FILE).write_text("{", "utf-8")
    with pytest.raises(OldClips, match="読めません"):
        take_over_clips(store)
    assert (workspace.db / FILE).read_text("utf-8") == "{"


def test_a_text_that_is_refused_keeps_no_other_back(store: Store, workspace: Workspace) -> None:
    old_file(workspace, "良い文", "番号は 123456789018 です")
    with pytest.raises(OldClips, match="1 件"):
        take_over_clips(store)
    assert texts(store) == ["良い文"]
    assert "123456789018" in (workspace.db / TAKEN).read_text("utf-8")


@pytest.mark.parametrize("moment", ["before it is read", "after it was read"])
def test_two_terminals_take_the_file_over_at_once(
    store: Store, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    old_file(workspace, "一つ目", "二つ目")
    read = clips._read

    def beside(path: Path) -> list[clips._Old]:
        monkeypatch.setattr(clips, "_read", read)
        found = read(path) if moment == "after it was read" else []
        with Store.open(workspace) as other:
            assert take_over_clips(other) == 2
        return found or read(path)

    monkeypatch.setattr(clips, "_read", beside)
    assert take_over_clips(store) == 0
    assert texts(store) == ["一つ目", "二つ目"]
    assert store.problems() == []


def test_a_file_that_may_not_be_renamed_is_told_of(store: Store, workspace: Workspace) -> None:
    old_file(workspace, "一つ目")
    (workspace.db / TAKEN / "in the way").mkdir(parents=True)
    with pytest.raises(OldClips, match="名前を変えられません"):
        take_over_clips(store)
    assert texts(store) == ["一つ目"]
