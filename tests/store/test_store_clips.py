"""定型文: kept in the store, with its journal, its proof and its backups."""

from __future__ import annotations

import pytest

from pia_tui.store import Store
from pia_tui.store.errors import PersonalNumberFound, StoreDamaged, UnknownItem


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
    store.db.execute("UPDATE clips SET text = 'にせもの'")
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
