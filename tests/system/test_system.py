"""What is asked of the operating system: names, terminals, drives; never by starting another program."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pia_tui import system
from pia_tui.store import clock

NO_SHELL = """
import sys
asked = []
def watch(event, args):
    if event.startswith(("subprocess.", "os.system", "os.startfile", "os.posix_spawn", "os.exec", "os.fork", "_wmi.")):
        asked.append((event, str(args)[:200]))
sys.addaudithook(watch)
import platform
def forbidden(*_):
    raise AssertionError("platform.uname starts a shell or asks WMI on Windows")
for name in ("node", "platform", "release", "version", "win32_ver", *(["uname"] if sys.platform == "win32" else [])):
    setattr(platform, name, forbidden)
from pia_tui.cli import _run
sys.argv = ["pia-tui", *sys.argv[1:]]
code = _run()
assert not asked, asked
sys.exit(code)
"""


@pytest.mark.parametrize(
    "verb",
    [["new", "--form", "kiso", "--name", "届出"], ["list"], ["show", "1"], ["search", "届出"], ["backup"], ["doctor"]],
)
def test_no_verb_starts_a_program(verb: list[str], tmp_path: Path) -> None:
    start = [sys.executable, "-c", NO_SHELL, "--workspace", str(tmp_path / "ws")]
    if verb[0] != "new":
        subprocess.run([*start, "new", "--form", "kiso", "--name", "届出"], check=True, capture_output=True)
    done = subprocess.run([*start, *verb], capture_output=True)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")


def test_the_computer_has_a_name() -> None:
    assert system.computer_name({"COMPUTERNAME": "SOUMU-07"}, "win32") == "SOUMU-07"
    assert system.computer_name({}, "win32") == ""
    assert clock.machine() not in ("", "?")
    assert system.system_name()


def test_nul_is_no_terminal() -> None:
    with Path(os.devnull).open("r+b", buffering=0) as nothing:
        assert not system.is_terminal(io.TextIOWrapper(nothing))  # type: ignore[type-var]
    assert not system.is_terminal(None)
    assert not system.is_terminal(io.StringIO())
    closed = io.StringIO()
    closed.close()
    assert not system.is_terminal(closed)


@pytest.mark.parametrize("args", [[], ["wizard"]], ids=["screens", "wizard"])
def test_without_a_person_the_screens_end_at_once(args: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pia_tui", "--workspace", str(tmp_path / "ws"), *args],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=120,
    )
    assert done.returncode == 2
    assert "端末" in done.stderr.decode("utf-8")


def test_drives_by_letter() -> None:
    kinds = {"C:\\": 3, "D:\\": 5, "E:\\": 2, "Z:\\": 4, "Y:\\": 99}
    mask = sum(1 << (ord(root[0]) - ord("A")) for root in kinds)
    found = system.lettered(mask, kinds.__getitem__)
    assert [(str(drive.path), drive.kind) for drive in found] == [
        ("C:\\", "fixed"), ("D:\\", "optical"), ("E:\\", "removable"), ("Y:\\", "unknown"), ("Z:\\", "network"),
    ]  # fmt: skip
    assert found[2].words == "USB メモリーなど"
    assert system.lettered(0, kinds.__getitem__) == ()


@pytest.mark.skipif(sys.platform != "win32", reason="drive letters are a thing of Windows")
def test_the_drives_of_this_machine() -> None:
    assert Path(os.environ["SYSTEMDRIVE"] + "\\") in [drive.path for drive in system.drives()]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has drive letters")
def test_what_is_plugged_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("soumu/STICK", "soumu/notes", "DISC"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "file").touch()
    monkeypatch.setattr(Path, "is_mount", lambda self: self.name.isupper())
    assert [drive.path.name for drive in system.plugged_in([tmp_path, tmp_path / "none"])] == ["DISC", "STICK"]
