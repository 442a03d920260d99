"""`pia-tui verify`: sums, data, and whether it works; and the folder that a bundle's data live in."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from datetime import date
from importlib import metadata
from pathlib import Path

import pytest
from program import run_program

from pia_tui.usecases.distribution import contents, sums, verify
from pia_tui.usecases.distribution.sums import SUMS, sums_of
from pia_tui.workspace import find_workspace


def unpacked(root: Path) -> Path:
    files = {"pia-tui.bat": b"@echo off", "pia-tui-1/lib/a.pyc": b"a"}
    for name, content in {**files, SUMS: sums_of(files)}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def test_a_sound_bundle(tmp_path: Path) -> None:
    verdict = verify.verify(date(2026, 11, 30), unpacked(tmp_path))
    assert verdict.ok
    assert [step.state for step in verdict.steps] == ["ok"] * 4
    text = verify.page(verdict)
    assert "異常はありません" in text
    assert "2 ファイルすべて" in text


@pytest.mark.parametrize("harm", ["change", "remove", "empty"])
def test_a_harmed_bundle(tmp_path: Path, harm: str) -> None:
    root = unpacked(tmp_path)
    file = root / "pia-tui-1" / "lib" / "a.pyc"
    if harm == "change":
        file.write_bytes(b"b")
    elif harm == "remove":
        file.unlink()
    else:
        (root / SUMS).write_text("")
    verdict = verify.verify(date(2026, 11, 30), root)
    assert not verdict.ok
    assert "もう一度展開" in verdict.steps[0].said
    assert "異常があります" in verify.page(verdict)


def test_an_added_file_is_told_and_no_fault(tmp_path: Path) -> None:
    root = unpacked(tmp_path)
    (root / "pia-tui-1" / "lib" / "more.pyc").write_bytes(b"")
    step = verify.verify(date(2026, 11, 30), root).steps[0]
    assert (step.state, step.details) == ("look", ("一式にない: pia-tui-1/lib/more.pyc",))


def test_forms_in_force_are_those_of_the_day() -> None:
    def versions(*day: int) -> set[str]:
        return {line.id for line in contents.in_force(date(*day))}

    assert "kiso_h31" in versions(2024, 9, 30)
    assert "kiso_r6" in versions(2024, 10, 1)
    assert versions(2010, 1, 1) == set()
    assert verify.verify(date(2010, 1, 1), None).steps[1].state == "fault"


def test_the_self_test_finds_a_wrong_judgement_and_a_broken_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    assert verify._self_test().state == "ok"
    sample = verify.load(Path(verify.__file__).with_name("data") / "self_test.yaml", verify.Sample)  # type: ignore[attr-defined]
    wrong = verify.msgspec.structs.replace(sample, level="zenkoumoku")  # type: ignore[attr-defined]
    with monkeypatch.context() as patch:
        patch.setattr(verify, "load", lambda *_: wrong)
        assert verify._self_test().state == "fault"
    import pia_tui.usecases.export as export

    blank = export.content

    def without_text(store, number, kind):  # type: ignore[no-untyped-def]
        other = store.create("kiso_r6", {"@name": "別"})
        return blank(store, other, kind)

    monkeypatch.setattr(export, "content", without_text)
    assert verify._self_test().state == "fault"


def test_the_command(tmp_path: Path) -> None:
    env = {**os.environ, "PIA_TUI_WORKSPACE": str(tmp_path)}
    done = run_program("verify", "--json", env=env)
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout)
    assert told["ok"]
    assert Path(told["file"]).parent == tmp_path / "exports"
    assert "確認票" in Path(told["file"]).read_text("utf-8-sig")


def test_a_bundle_is_found_by_its_sums(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = unpacked(tmp_path)
    monkeypatch.setattr(verify.pia_tui, "__file__", str(root / "pia-tui-1" / "lib" / "pia_tui" / "__init__.py"))  # type: ignore[attr-defined]
    assert verify.bundle_root({}) == root.resolve()
    assert verify.bundle_root({"PIA_TUI_HOME": str(root)}) == root
    assert verify.bundle_root({"PIA_TUI_HOME": str(tmp_path / "elsewhere")}) == root.resolve()


class TestHome:
    """Where the officer's data go when the program was started from a bundle."""

    def test_the_bundle_itself(self, tmp_path: Path) -> None:
        home, cwd = tmp_path / "置いた 場所", tmp_path / "cwd"
        for folder in (home / "db", home / "exports", cwd / "db", cwd / "exports"):
            folder.mkdir(parents=True)
        env = {"PIA_TUI_HOME": str(home)}
        assert find_workspace(env=env, cwd=cwd).root == home
        assert find_workspace(env={**env, "PIA_TUI_WORKSPACE": str(cwd)}, cwd=tmp_path).root == cwd
        assert find_workspace(tmp_path, env=env).root == tmp_path
        assert list((home / "db").iterdir()) == [], "looking leaves nothing"

    def test_not_where_nothing_can_be_written(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "disc" / "db").mkdir(parents=True)

        def refuse(**_: object) -> None:
            raise PermissionError(13, "read-only")

        monkeypatch.setattr("tempfile.TemporaryFile", refuse)
        env = {"PIA_TUI_HOME": str(tmp_path / "disc")}
        found = find_workspace(env=env, cwd=tmp_path, home=tmp_path / "home")
        assert found.root == tmp_path / "home" / "pia-tui"
        (tmp_path / "disc" / "db" / "pia.sqlite3").write_bytes(b"a store to read")
        assert find_workspace(env=env, cwd=tmp_path).root == tmp_path / "disc"


def test_what_pip_installed_is_compared_with_its_own_sums(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "part-1.dist-info"
    info.mkdir()
    (tmp_path / "part.py").write_bytes(b"x = 1\n")
    digest = base64.urlsafe_b64encode(hashlib.sha256(b"x = 1\n").digest()).decode().rstrip("=")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: part\nVersion: 1\n")
    (info / "RECORD").write_text(f"part.py,sha256={digest},6\npart-1.dist-info/RECORD,,\n")
    (found,) = metadata.distributions(path=[str(tmp_path)])
    monkeypatch.setattr(metadata, "distributions", lambda: [found])
    assert (sums.installed().ok, sums.installed().checked) == (True, 1)
    (tmp_path / "part.py").write_bytes(b"x = 2\n")
    assert sums.installed().changed == ("part.py",)
    (tmp_path / "part.py").unlink()
    assert sums.installed().missing == ("part.py",)


def test_what_the_script_installed_is_not_told_as_added(tmp_path: Path) -> None:
    root = unpacked(tmp_path)
    (root / "pia-tui-1" / "venv" / "bin").mkdir(parents=True)
    (root / "pia-tui-1" / "venv" / "bin" / "python").write_bytes(b"")
    step = verify.verify(date(2026, 11, 30), root).steps[0]
    assert step.state == "ok"
    assert not step.details
