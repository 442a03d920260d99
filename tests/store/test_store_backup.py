"""Backups are proven, kept by day, week and year, and come back on top of what is there."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pia_tui.assessment import Change
from pia_tui.output import OutputError
from pia_tui.store import Store, backup, health
from pia_tui.store.backup import Backup, BackupFailed
from pia_tui.store.connection import transaction
from pia_tui.store.errors import StoreDamaged, StoreError
from pia_tui.store.lock import DocumentLocked
from pia_tui.store.store import replace_damaged
from pia_tui.workspace import Workspace


def contents(store: Store) -> dict[str, str]:
    return {each.uuid: store.load(each.id).content_hash for each in store.documents(archived=None, limit=-1)}


@pytest.fixture
def filled(store: Store, document: int) -> Store:
    store.write(document, [Change("a", None, "一"), Change("II[]", None, ("#aaaaaa",))])
    store.freeze(document, "公表版", note="令和7年")
    store.write(document, [Change("a", "一", "二")])
    picture = store.attach(b"\x89PNG data", name="図.png", media_type="image/png", width=10, height=20, alt="流れ図")
    store.write(document, [Change("fig", None, (picture.id,))])
    store.save_judgement({"subjects": 5000}, {"level": "kiso"}, document_id=document)
    store.create("kiso_r6", {"@name": "二つ目", "a": "委託"})
    return store


def test_a_backup_is_a_whole_store_with_a_record(filled: Store, workspace: Workspace) -> None:
    made = filled.backup()
    assert made is not None
    assert made.path.parent == workspace.backups
    assert made.documents == 2
    assert made.age < timedelta(minutes=1)
    assert backup.unchanged(made)
    if sys.platform != "win32":
        assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    raw = sqlite3.connect(made.path)
    assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert raw.execute("SELECT count(*) FROM answers").fetchone()[0] > 4
    raw.close()
    assert filled.backups() == [made]
    assert {path.suffix for path in workspace.backups.iterdir()} == {".sqlite3", ".json"}


def test_only_when_something_was_written(filled: Store, document: int) -> None:
    assert filled.backup("exit", if_changed=True) is not None
    assert filled.backup("exit", if_changed=True) is None
    filled.write(document, [Change("b", None, "x")])
    assert filled.backup("exit", if_changed=True) is not None


def test_what_cannot_be_proven_is_no_backup(
    filled: Store, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half_a_copy(db: object, part: Path) -> None:
        copy = sqlite3.connect(part)
        filled.db.conn.backup(copy)
        copy.execute("DELETE FROM answers WHERE key = 'a'")
        copy.commit()
        copy.close()

    monkeypatch.setattr(backup, "_copy", half_a_copy)
    with pytest.raises(BackupFailed):
        filled.backup()
    assert list(workspace.backups.iterdir()) == []


def test_without_its_record_a_copy_does_not_stay(
    filled: Store, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OutputError("空きがありません。")

    monkeypatch.setattr(backup, "write_file", full)
    with pytest.raises(OutputError):
        filled.backup()
    assert list(workspace.backups.iterdir()) == []


def test_a_damaged_answer_in_the_store_is_not_copied_as_proven(filled: Store, workspace: Workspace) -> None:
    with transaction(filled.db):
        filled.db.execute("UPDATE answers SET value = '\"ちがう\"' WHERE key = 'a'")
    with pytest.raises(BackupFailed, match="書き込んだときと違います"):
        filled.backup()
    assert list(workspace.backups.iterdir()) == []


def test_a_file_without_a_record_or_of_another_length_is_no_backup(filled: Store, workspace: Workspace) -> None:
    made = filled.backup()
    assert made is not None
    shutil.copy(made.path, workspace.backups / "pia-copy.sqlite3")
    assert len(filled.backups()) == 1
    made.path.write_bytes(made.path.read_bytes()[:-1])
    assert filled.backups() == []
    (workspace.backups / "nonsense.json").write_text("{")
    assert filled.backups() == []


def dated(day: datetime, reason: str = "exit") -> Backup:
    path = Path(f"{day:%Y%m%d%H%M}-{reason}")
    return Backup(day.astimezone().isoformat(), reason, "0", 5, "s", "0 00", {}, 1, "", path)


def test_rotation_keeps_days_weeks_and_years() -> None:
    end = datetime(2025, 11, 21, 18, 0)
    every = [dated(end - timedelta(hours=8 * n)) for n in range(3 * 365 * 3)]
    kept = backup.keep(every)
    moments = {each.moment.replace(tzinfo=None) for each in kept}
    days = {moment.date() for moment in moments}
    assert every[0] in kept
    assert {(end - timedelta(days=n)).date() for n in range(backup.DAYS)} <= days
    assert {(end - timedelta(weeks=n)).isocalendar()[:2] for n in range(backup.WEEKS)} <= {
        day.isocalendar()[:2] for day in days
    }
    assert {day.year for day in days} == {2022, 2023, 2024, 2025}
    assert len(kept) < backup.DAYS + backup.WEEKS + 4 + backup.NEWEST
    assert backup.keep(kept) and set(b.path for b in backup.keep(kept)) == {b.path for b in kept}  # noqa: C401, PT018


def test_rotation_spares_what_stands_before_something_risky() -> None:
    end = datetime(2025, 11, 21, 18, 0)
    risky = dated(end - timedelta(days=20, hours=1), "migration")
    others = [dated(end - timedelta(hours=n)) for n in range(24 * 25)]
    assert risky in backup.keep([*others, risky])
    assert dated(end - timedelta(days=40), "restore") not in backup.keep([*others, dated(end - timedelta(days=40))])


def test_rotation_removes_file_and_record(filled: Store, workspace: Workspace, document: int) -> None:
    for n in range(6):
        filled.write(document, [Change("n", n or None, n + 1)])
        filled.backup()
    assert len(filled.backups()) == backup.NEWEST
    assert len(list(workspace.backups.iterdir())) == 2 * backup.NEWEST


def test_what_a_killed_backup_left_is_cleared_away_later(filled: Store, workspace: Workspace) -> None:
    old, new = workspace.backups / ".0.part", workspace.backups / ".1.part"
    for part in (old, new):
        part.write_bytes(b"half")
    os.utime(old, (0, 0))
    filled.backup()
    assert not old.exists()
    assert new.exists()


def test_the_preview_tells_and_changes_nothing(filled: Store, document: int) -> None:
    made = filled.backup()
    assert made is not None
    filled.write(document, [Change("a", "二", "三"), Change("c", None, "x")])
    new = filled.create("kiso_r6", {"@name": "後から"})
    before = contents(filled)
    shown = filled.preview_restore(made)
    kinds = {(each.kind, each.keys) for each in shown.differences}
    assert kinds == {("different", 2), ("extra", 0)}
    assert shown.same == 1
    assert contents(filled) == before
    assert new


def test_restore_and_restore_back(filled: Store, document: int) -> None:
    first = filled.backup()
    assert first is not None
    at_first = contents(filled)
    filled.write(document, [Change("a", "二", "三")])
    later = filled.create("kiso_r6", {"@name": "後から"})
    at_second = contents(filled)
    rows = len(filled.journal())

    assert filled.restore(first) == [document]
    now = contents(filled)
    assert {uuid: now[uuid] for uuid in at_first} == at_first
    assert filled.load(later).state["@name"] == "後から"  # nothing was removed
    assert len(filled.journal()) > rows
    present = next(each for each in filled.backups() if each.reason == "restore")

    filled.restore(present)
    assert contents(filled) == at_second
    assert filled.undo(document) is not None
    assert filled.load(document).state["a"] == "二"
    assert filled.problems() == []


def test_into_an_empty_store_everything_comes_back(filled: Store, document: int, tmp_path: Path) -> None:
    made = filled.backup()
    assert made is not None
    with Store.open(Workspace(tmp_path / "other")) as other:
        changed = other.restore(made)
        assert contents(other) == contents(filled)
        restored = other.documents("住民基本台帳")[0].id
        assert restored in changed
        (frozen,) = other.revisions(restored)
        (original,) = filled.revisions(document)
        assert (frozen.name, frozen.at, frozen.note) == (original.name, original.at, original.note)
        assert other.revision_state(frozen.id) == filled.revision_state(original.id)
        figure = other.load(restored).state["fig"]
        assert isinstance(figure, tuple)
        assert other.attachment_data(figure[0]) == b"\x89PNG data"
        assert other.attachment(figure[0]).alt == "流れ図"
        (judgement,) = other.judgements(restored)
        assert judgement.inputs == {"subjects": 5000}
        assert other.restore(made) == []  # a second time there is nothing to do
        assert len(other.revisions(restored)) == 1
        assert len(other.judgements()) == 1
        assert other.problems() == []


def test_one_document_alone_comes_back(filled: Store, document: int) -> None:
    made = filled.backup()
    assert made is not None
    second = filled.documents("二つ目")[0]
    filled.write(document, [Change("a", "二", "三")])
    filled.write(second.id, [Change("a", "委託", "別")])
    assert filled.restore(made, uuids={second.uuid}) == [second.id]
    assert filled.value(second.id, "a") == "委託"
    assert filled.value(document, "a") == "三"


def test_a_backup_that_was_changed_since_is_refused(filled: Store, document: int) -> None:
    made = filled.backup()
    assert made is not None
    data = bytearray(made.path.read_bytes())
    data[len(data) // 2] ^= 1
    made.path.write_bytes(bytes(data))
    filled.write(document, [Change("a", "二", "三")])
    with pytest.raises(StoreDamaged):
        filled.restore(made)
    assert filled.value(document, "a") == "三"


def test_a_damaged_store_gives_way_to_the_newest_backup_and_is_kept(
    filled: Store, workspace: Workspace, document: int
) -> None:
    filled.backup()
    before = contents(filled)
    filled.close()
    database = workspace.database
    damaged = b"\0" * 4096 + database.read_bytes()[4096:]
    database.write_bytes(damaged)
    with pytest.raises(StoreDamaged, match="restore") as found:
        Store.open(workspace)
    assert found.value.backup is not None
    aside = replace_damaged(workspace, found.value.backup).kept
    assert aside is not None
    assert aside.read_bytes() == damaged
    assert aside.parent == database.parent
    with Store.open(workspace) as again:
        assert contents(again) == before
        assert again.problems() == []
        again.write(document, [Change("a", "二", "三")])
        again.backup()
        assert again.problems() == []


def test_what_is_sound_in_a_damaged_store_is_newer_than_the_backup_and_stays(
    filled: Store, workspace: Workspace, document: int
) -> None:
    made = filled.backup()
    assert made is not None
    second = filled.documents("二つ目")[0]
    filled.write(document, [Change("a", "二", "控えより後に書いた")])
    filled.freeze(document, "後の版")
    filled.write(second.id, [Change("a", "委託", "これは壊れる")])
    new = filled.create("kiso_r6", {"@name": "控えより後に作った"})
    expected = contents(filled)
    with transaction(filled.db):
        filled.db.execute("UPDATE answers SET value = json_quote('化けた') WHERE instr(value, 'これは壊れる')")
    with pytest.raises(StoreDamaged):
        filled.load(second.id)
    with pytest.raises(StoreDamaged):
        filled.restore(made)
    rescue_of = {document: filled.load(document).uuid, new: filled.load(new).uuid}
    filled.close()
    rescue = replace_damaged(workspace, made)
    assert set(rescue.salvaged) == set(rescue_of.values())
    assert rescue.unreadable == 1
    with Store.open(workspace) as again:
        now = contents(again)
        assert {uuid: now[uuid] for uuid in rescue_of.values()} == {uuid: expected[uuid] for uuid in rescue_of.values()}
        assert again.value(again.documents("二つ目")[0].id, "a") == "委託"
        assert [each.name for each in again.revisions(document)] == ["公表版", "後の版"]
        assert again.problems() == []


def test_what_a_colleague_edits_is_not_restored_over(filled: Store, workspace: Workspace, document: int) -> None:
    made = filled.backup()
    assert made is not None
    filled.write(document, [Change("a", "二", "三")])
    with Store.open(workspace) as colleague:
        colleague.lock(document)
        with pytest.raises(DocumentLocked):
            filled.restore(made)
    assert filled.restore(made) == [document]


def test_a_backup_brought_on_a_stick(filled: Store, tmp_path: Path) -> None:
    made = filled.backup()
    assert made is not None
    stick = tmp_path / "持ち出し.sqlite3"
    shutil.copy(made.path, stick)
    found = backup.examine(stick)
    assert found.documents == 2
    assert filled.preview_restore(found).same == 2
    (tmp_path / "x.sqlite3").write_bytes(b"x" * 200)
    for wrong in (tmp_path / "x.sqlite3", tmp_path / "none", tmp_path):
        with pytest.raises(StoreError):
            backup.examine(wrong)
    stick.write_bytes(stick.read_bytes()[:-4096])
    with pytest.raises(StoreError):
        backup.examine(stick)


def test_a_lost_store_is_not_silently_begun_anew(filled: Store, workspace: Workspace) -> None:
    filled.backup()
    filled.close()
    workspace.database.unlink()
    with pytest.raises(StoreDamaged, match="控え") as found:
        Store.open(workspace)
    assert not workspace.database.exists()
    assert found.value.backup is not None
    assert replace_damaged(workspace, found.value.backup).kept is None
    with Store.open(workspace) as again:
        assert len(again.documents()) == 2


def test_replacing_stops_if_the_backup_is_no_better(filled: Store, workspace: Workspace) -> None:
    made = filled.backup()
    assert made is not None
    filled.close()
    before = workspace.database.read_bytes()
    made.path.write_bytes(b"\0" * made.size)
    with pytest.raises(StoreError):
        replace_damaged(workspace, made)
    assert workspace.database.read_bytes() == before


def test_a_store_replaced_under_an_open_program_takes_no_more_writes(
    filled: Store, workspace: Workspace, document: int
) -> None:
    made = filled.backup()
    assert made is not None
    with Store.open(workspace) as other:
        if sys.platform == "win32":
            pytest.skip("Windows does not let an open file be replaced")
        replace_damaged(workspace, made)
        with pytest.raises(StoreError, match="置き換えられました"):
            other.write(document, [Change("b", None, "失われてはならない")])


def test_the_deep_check_finds_each_kind_of_damage(filled: Store) -> None:
    db = filled.db
    assert health.problems(db, replay=True) == []
    damages = [
        "UPDATE answers SET value = '\"x\"' WHERE key = 'a'",
        "DELETE FROM answers WHERE key = 'a'",
        "UPDATE answers SET value = 'no json' WHERE key = 'a'",
        "UPDATE documents SET name = 'x'",
        "UPDATE attachments SET data = x'00'",
        "UPDATE attachments SET alt = 'x'",
        "UPDATE meta SET value = '1 00' WHERE key = 'journal'",
        "DROP TRIGGER judgements_are_fixed; UPDATE judgements SET result = '{}'",
        "DROP TRIGGER revisions_are_fixed; UPDATE revisions SET name = 'x'",
        "DROP TABLE judgements",
    ]
    for damage in damages:
        db.execute("BEGIN")
        for statement in damage.split(";"):
            db.execute(statement)
        assert health.problems(db, replay=True), damage
        db.execute("ROLLBACK")
    assert health.problems(db, replay=True) == []
