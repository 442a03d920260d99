"""doctor: every part ok, to be looked at, or faulty, with what to do; and a report without a word of the documents."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from program import run_program

from pia_tui.assessment import Change
from pia_tui.store import Store
from pia_tui.store.report import examine
from pia_tui.system import Volume, volume_of
from pia_tui.usecases.doctor import examination, folder, terminal
from pia_tui.usecases.doctor.finding import Diagnosis
from pia_tui.usecases.doctor.terminal import Terminal
from pia_tui.workspace import Workspace

SECRET = "湖畔市秘密局"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / SECRET).prepare()


def states(found: list[Diagnosis]) -> dict[str, str]:
    return {finding.id: finding.state for finding in found}


def examined(workspace: Workspace, day: date | None = None) -> list[Diagnosis]:
    return examination.examination(examine(workspace), Terminal(False, encoding="utf-8"), {}, "", day or date.today())


def test_a_sound_workspace(workspace: Workspace) -> None:
    with Store.open(workspace) as store:
        store.create("juten_h30", {"@name": "届出", "I.1.2": "再委託"})
        store.backup()
    found = states(examined(workspace))
    assert {state for name, state in found.items() if name not in ("law", "file_system")} == {"ok"}
    assert {
        "python",
        "bundle",
        "fonts",
        "console",
        "rights",
        "space",
        "others",
        "store",
        "index",
        "backup",
        "forms",
    } <= (set(found))


def test_age_of_backup_and_law(workspace: Workspace) -> None:
    with Store.open(workspace) as store:
        store.create("juten_h30", {"@name": "届出"})
    assert states(examined(workspace))["backup"] == "look"
    with Store.open(workspace) as store:
        store.backup()
    later = date.today() + timedelta(days=8)
    (old,) = (finding for finding in examined(workspace, later) if finding.id == "backup")
    assert (old.state, "8 日前" in old.said, "pia-tui backup" in old.next) == ("look", True, True)
    assert states(examined(workspace, date(2040, 1, 1)))["law"] == "look"
    assert states(examined(workspace, date(2000, 1, 1)))["forms"] == "fault"


def test_damage_is_a_fault_and_a_damaged_index_is_not(workspace: Workspace) -> None:
    with Store.open(workspace) as store:
        store.create("juten_h30", {"@name": "届出", "I.1.2": "再委託は認めない"})
        store.db.execute("UPDATE search_two_data SET block = x'00' WHERE id > 10")
    found = states(examined(workspace))
    assert (found["index"], found["store"]) == ("look", "ok")
    with Store.open(workspace) as store:
        store.db.execute("UPDATE answers SET value = '\"別\"' WHERE key = 'I.1.2'")
    assert states(examined(workspace))["problem"] == "fault"
    workspace.database.write_bytes(b"nothing of ours" * 100)
    assert states(examined(workspace))["store"] == "fault"


def test_the_folder(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = SimpleNamespace(free=4_000_000)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    assert folder.space(workspace).state == "fault"
    usage.free = 40_000_000
    assert folder.space(workspace).state == "look"
    usage.free = 2_000_000_000
    assert folder.space(workspace).state == "ok"

    def refuse(**_: Any) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    assert folder.rights(workspace).state == "fault"
    assert "--workspace" in folder.rights(workspace).next


@pytest.mark.parametrize(
    ("kind", "opts", "state", "said"),
    [
        ("ext4", "rw", "ok", "ext4"),
        ("NTFS", "rw,fixed", "ok", "NTFS"),
        ("exFAT", "rw,removable", "look", "exFAT"),
        ("vfat", "rw", "look", "vfat"),
        ("cifs", "rw", "look", "共有"),
        ("NTFS", "rw,remote", "look", "共有"),
        ("NTFS", "removable", "look", "USB"),
        ("", "unknown", "ok", "種類は分かりません"),
    ],
)
def test_kinds_of_file_systems(tmp_path: Path, kind: str, opts: str, state: str, said: str) -> None:
    mounted = [
        SimpleNamespace(mountpoint=tmp_path.anchor, fstype="ext4", opts="rw"),
        SimpleNamespace(mountpoint=str(tmp_path), fstype=kind, opts=opts),
        SimpleNamespace(mountpoint=str(tmp_path / "deeper"), fstype="iso9660", opts="ro"),
    ]
    found = folder.kind_of(tmp_path / "ws", mounted)
    assert found.state == state
    assert said in found.said


def test_only_the_volume_of_the_folder_is_asked_on_windows(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share that is away makes whoever asks for all drives wait."""
    asked: list[Path] = []

    def volume(place: Path) -> Volume:
        asked.append(place)
        return Volume(workspace.root.anchor, "FAT32", "removable")

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr("psutil.disk_partitions", None)
    monkeypatch.setattr(folder, "volume_of", volume)
    found = folder.file_system(workspace)
    assert asked == [workspace.root.resolve()]
    assert (found.state, "FAT32" in found.said) == ("look", True)


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows")
def test_windows_tells_of_the_volume(workspace: Workspace) -> None:
    volume = volume_of(workspace.root)
    assert volume is not None
    assert workspace.root.resolve().is_relative_to(volume.mountpoint)
    assert volume.fstype


def test_another_program_that_has_the_store_open(workspace: Workspace) -> None:
    with Store.open(workspace) as store:
        store.create("juten_h30", {"@name": "届出"})
    assert folder.others(workspace).state == "ok"
    hold = f"import sys, time; f = open({str(workspace.database)!r}, 'rb'); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"open"
        assert folder.others(workspace).state == "look"
        holder.communicate(b"")
    assert folder.others(workspace).state == "ok"


def test_the_terminal() -> None:
    def found(**more: Any) -> dict[str, str]:
        known = {"columns": 100, "lines": 40, "encoding": "utf-8", "width": 1.0, **more}
        return states(terminal.findings(Terminal(True, **known), {}, ""))

    assert found() == {"console": "ok", "encoding": "ok", "widths": "ok", "ime": "look"}
    assert found(columns=60)["console"] == "look"
    assert found(lines=20)["console"] == "look"
    assert found(width=2.0)["widths"] == "look"
    assert "widths" not in found(width=0)
    assert found(escapes=False)["legacy"] == "fault"
    assert str(Terminal(False, encoding="cp932")) == "つながっていません（文字コード cp932）"
    assert str(Terminal(True, 80, 24, "utf-8")) == "80×24（文字コード utf-8）"
    tried = {"貼り付け": "合格", "使うキー": "届かないキー：F1"}
    (wrong,) = (one for one in terminal.findings(Terminal(True), tried, "2026-11-30") if one.id == "ime")
    assert (wrong.state, "使うキー" in wrong.said, "貼り付け" in wrong.said) == ("look", True, False)
    (right,) = (one for one in terminal.findings(Terminal(True), {"a": "合格"}, "2026-11-30") if one.id == "ime")
    assert right.state == "ok"


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"TERM": "xterm-256color"}, "256色"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "1677万色"),
        ({"TERM": "vt100"}, "16色"),
        ({"TERM": "dumb"}, "なし"),
        ({"TERM": "xterm", "NO_COLOR": "1"}, "なし（NO_COLOR）"),
    ],
)
def test_colours(env: dict[str, str], said: str) -> None:
    assert terminal.colours(env, "linux") == said


def test_the_report_has_no_word_of_the_documents(workspace: Workspace) -> None:
    with Store.open(workspace) as store:
        number = store.create("juten_h30", {"@name": f"{SECRET}の事務", "I.1.2": f"{SECRET}の答え"})
        store.write(number, [Change("note:I.1.2", None, f"{SECRET}のメモ")])
        kept = store.attach(b"png", name=f"{SECRET}.png", media_type="image/png", alt=SECRET)
        store.lock(number)
        store.backup()
        store.db.execute("UPDATE attachments SET data = x'00' WHERE id = ?", [kept.id])
        (workspace.db / "last-error.txt").write_text(
            f'pia-tui 9\n  File "/home/{SECRET}/pia_tui/x.py", line 3, in f\nOSError\n', "utf-8"
        )
        found = examined(workspace)
        assert any(SECRET in str(finding) for finding in found), "the screen does name what is wrong"
        text = examination.support_report(found, workspace, date.today())
    assert SECRET not in text
    assert str(workspace.root) not in text
    assert store.author.name not in text.split("最後の")[0] or store.author.name in ("root", "?")
    assert "添付ファイル「…」" in text
    assert 'File "x.py", line 3' in text


def test_the_command_writes_the_report(workspace: Workspace, tmp_path: Path) -> None:
    with Store.open(workspace) as store:
        store.create("juten_h30", {"@name": f"{SECRET}の事務"})
    file = tmp_path / "記録.txt"
    start = ["--workspace", str(workspace.root), "doctor"]
    done = run_program(*start, "--report", str(file), "--json")
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout)
    assert told["ok"]
    assert all(check["next"] for check in told["checks"] if check["state"] != "ok")
    assert SECRET not in file.read_text("utf-8-sig")
    again = run_program(*start, "--report", str(file))
    assert again.returncode == 1
    assert "--force" in again.stderr.decode()
