"""backup, restore, doctor and search, as they are called."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from program import in_text, run_program

from pia_tui.assessment import Change
from pia_tui.store import Store
from pia_tui.store.migrations import SCHEMA_VERSION
from pia_tui.workspace import Workspace


@pytest.fixture
def office(workspace: Workspace) -> Workspace:
    with Store.open(workspace) as store:
        store.create("juten_h30", {"@name": "住民基本台帳に関する事務", "I.1.2": "再委託は認めない"})
    return workspace


def run(workspace: Workspace, *arguments: str, code: int = 0) -> str:
    done = in_text(run_program("--workspace", str(workspace.root), *arguments))
    assert "Traceback" not in done.stderr
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def run_json(workspace: Workspace, *arguments: str, code: int = 0) -> Any:
    return json.loads(run(workspace, *arguments, "--json", code=code))


def damage(workspace: Workspace) -> None:
    data = workspace.database.read_bytes()
    assert "再委託は認めない".encode() in data
    workspace.database.write_bytes(data.replace("再委託は認めない".encode(), "再委託は佐めない".encode()))


@pytest.mark.parametrize("verb", [("list",), ("show", "1"), ("check", "1"), ("search", "委託"), ("tray", "1")])
def test_looking_into_an_older_store_moves_it_on(office: Workspace, verb: tuple[str, ...]) -> None:
    """Who only looks after an update has nothing else to open the store with."""
    make_older(office)
    assert "書き込める場所で" in run(office, "doctor", code=1)
    told = run(office, *verb)
    assert "新しい形式に移しました" in told
    assert "新しい形式" not in run(office, *verb)
    with Store.open(office) as store:
        assert [kept.reason for kept in store.backups()] == ["migration"]
        assert store.clips() == []


def make_older(office: Workspace) -> None:
    """The store as the program before 定型文 made it."""
    raw = sqlite3.connect(office.database)
    gone = ("withdrawals", "clips", "incidents", "document_facts", "standings", "publications", "forms", "steps")
    raw.executescript("".join(f"DROP TABLE {name};" for name in gone) + "PRAGMA user_version=5;")
    raw.execute("DELETE FROM _sqlite_migrations WHERE name >= 'm006'")
    raw.commit()
    raw.close()


def test_backup_and_list(office: Workspace) -> None:
    assert "確かめました" in run(office, "backup")
    (made,) = run_json(office, "backup", "--list")["backups"]
    assert Path(made["file"]).is_file()
    assert (made["reason"], made["documents"], made["schema"]) == ("manual", 1, SCHEMA_VERSION)


def test_restore_shows_first_and_writes_when_told(office: Workspace) -> None:
    run(office, "backup")
    with Store.open(office) as store:
        store.write(1, [Change("I.1.2", "再委託は認めない", "認める")])
    told = run(office, "restore")
    assert "1 項目" in told
    assert "まだ何も変えていません" in told
    (difference,) = run_json(office, "restore")["differences"]
    assert (difference["kind"], difference["keys"]) == ("different", 1)
    assert run_json(office, "restore", "--yes", "--document", "1")["restored"] == [1]
    with Store.open(office) as store:
        assert store.value(1, "I.1.2") == "再委託は認めない"
        store.undo(1)
        assert store.value(1, "I.1.2") == "認める"


def test_restore_without_a_backup_or_with_a_wrong_one(office: Workspace, tmp_path: Path) -> None:
    assert "控えがありません" in run(office, "restore", code=1)
    assert "「none.sqlite3」がないか" in run(office, "restore", "none.sqlite3", code=1)
    other = tmp_path / "other"
    other.write_bytes(b"x" * 500)
    assert "控えではありません" in run(office, "restore", str(other), code=1)


def test_a_damaged_store_from_the_first_message_to_work_again(office: Workspace) -> None:
    run(office, "backup")
    damage(office)
    report = run_json(office, "doctor", code=1)
    assert not report["ok"]
    assert report["problems"]
    assert "問題" in run(office, "doctor", code=1)
    assert "壊れて" in run(office, "show", "1", code=1)
    told = run(office, "restore")
    assert "--yes" in told
    done = run_json(office, "restore", "--yes")
    assert done["replaced"]
    assert Path(done["kept"]).is_file()
    assert run_json(office, "doctor")["ok"]
    assert "再委託" in run(office, "show", "1")


def test_doctor_tells_versions_locks_and_the_age_of_the_backup(office: Workspace) -> None:
    run(office, "backup")
    crash = f"""
import os
from pathlib import Path
from pia_tui.store import Store
from pia_tui.workspace import Workspace
Store.open(Workspace(Path({str(office.root)!r}))).lock(1)
os._exit(1)
"""
    subprocess.run([sys.executable, "-c", crash], check=False)
    report = run_json(office, "doctor")
    assert report["ok"]
    assert report["documents"] == 1
    assert report["journal"]["rows"] == 4
    assert [lock["life"] for lock in report["locks"]] == ["dead"]
    assert report["backups"][0]["age_seconds"] < 600
    told = run(office, "doctor")
    assert "SQLite" in told
    assert "異常はありません" in told


def test_doctor_where_there_is_nothing_yet(tmp_path: Path) -> None:
    empty = Workspace(tmp_path / "none")
    assert "まだありません" in run(empty, "doctor")
    assert not empty.root.exists()


def test_doctor_mends_the_search_index(office: Workspace) -> None:
    with Store.open(office) as store:
        store.db.execute("UPDATE search_two_data SET block = x'00' WHERE id > 10")
    report = run_json(office, "doctor")
    assert report["ok"]
    assert report["index_problems"]
    assert "--rebuild-search" in run(office, "doctor")
    assert run_json(office, "doctor", "--rebuild-search")["index_problems"] == []
    assert run_json(office, "search", "委託")["hits"]


def test_search(office: Workspace) -> None:
    (hit,) = run_json(office, "search", "委託")["hits"]
    assert hit["id"] == 1
    assert {place["path"] for place in hit["places"]} == {"I.1.2"}
    assert "住民基本台帳" in run(office, "search", "再委託", "住民")
    assert "見つかりません" in run(office, "search", "ない言葉")
    assert run_json(office, "search", "ない言葉")["hits"] == []
