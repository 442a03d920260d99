"""The command line as Windows calls it: nothing typed is changed, a closed pipe is no fault, the code is known."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from program import run_program

from pia_tui import cli

TYPED = [
    "~の事務", "~", "100%", "100%%", "%PATH%", "$$", "$HOME", "${PATH}", "*", "db*", "?", "[a-z]", "II[1]", "**/*.py",
    "C:\\*", '"引用"', "a b　c", "^", "&", "|", "<>", "!x!", "'", "\\", "\\\\share\\名前",
]  # fmt: skip


def run(office: Path, *args: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "PIA_TUI_WORKSPACE": str(office), **more.pop("env", {})}
    return run_program(*args, env=env, cwd=office, **more)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    for name in ("db", "exports"):
        (tmp_path / name).mkdir()
    assert run(tmp_path, "new", "--form", "juten", "--name", "届出").returncode == 0
    return tmp_path


def test_what_is_typed_is_stored(office: Path) -> None:
    for value in TYPED:
        done = run(office, "set", "1", "I.1.2", "--", value)
        assert done.returncode == 0, (value, done.stderr.decode("utf-8"))
        assert run(office, "get", "1", "I.1.2").stdout.decode("utf-8").rstrip("\r\n") == value


def test_click_is_told_to_leave_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same on every system: click would expand only on Windows."""
    told: dict[str, Any] = {}
    monkeypatch.setattr(cli.cli, "main", lambda **options: told.update(options))
    assert cli._run() == 0
    assert told["windows_expand_args"] is False


def test_a_reader_that_ends_is_no_fault(office: Path) -> None:
    run(office, "set", "1", "I.1.2", "-", stdin=("長い文。" * 20_000).encode())
    with subprocess.Popen(
        [sys.executable, "-m", "pia_tui", "--workspace", str(office), "show", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as shown:
        assert shown.stdout is not None
        assert shown.stderr is not None
        shown.stdout.read(100)
        shown.stdout.close()
        assert shown.stderr.read().decode("utf-8") == ""
    assert shown.returncode == 1


class Deaf(io.RawIOBase):
    """A pipe whose reader has ended, as Windows tells it."""

    def writable(self) -> bool:
        return True

    def write(self, _: Any) -> int:
        raise OSError(errno.EINVAL, "Invalid argument")


@pytest.mark.parametrize("length", [10, 10_000, 1_000_000])
def test_a_closed_pipe_is_known_by_its_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, length: int
) -> None:
    """However much waits to be written: what fails is thrown away by Python's own buffers, or kept."""
    dropped: list[bool] = []
    monkeypatch.setattr(cli, "_drop_output", lambda: dropped.append(True))
    monkeypatch.setattr(cli.cli, "main", lambda **_: click.echo("a" * length))
    stream = io.TextIOWrapper(io.BufferedWriter(Deaf()), "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        assert cli._run() == 1
    assert dropped
    assert capsys.readouterr().err == ""
    with pytest.raises(OSError, match="Invalid"):
        stream.close()


def test_the_same_error_where_somebody_listens_is_told(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setenv("PIA_TUI_WORKSPACE", str(office))

    def fail(**_: Any) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(cli.cli, "main", fail)
    assert cli._run() == 1
    assert "予期しない" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wanted", "code"), [("", "utf-8"), ("cp932", "cp932"), ("nonsense", "utf-8"), ("base64", "utf-8")]
)
def test_output_that_is_led_elsewhere(office: Path, wanted: str, code: str) -> None:
    run(office, "set", "1", "I.1.2", "𠮷野 ①")
    env = {"PIA_TUI_ENCODING": wanted, "PYTHONIOENCODING": "ascii"}
    shown = run(office, "get", "1", "I.1.2", env=env).stdout
    assert shown.decode(code).rstrip("\r\n") == ("?野 ①" if code == "cp932" else "𠮷野 ①")
    told = run(office, "get", "9", "I.1.2", env=env).stderr
    assert "ありません" in told.decode(code)


@pytest.mark.parametrize(("code", "told"), [("utf-8", ""), ("utf-8-sig", ""), ("cp932", ""), ("cp932", "cp932")])
def test_answers_that_are_led_in(office: Path, code: str, told: str) -> None:
    """On a Japanese Windows Python takes what is led in for cp932, whatever the code page of the console."""
    run(office, "set", "1", "I.1.1", "前の名称")
    env = {**os.environ, "PYTHONIOENCODING": "cp932", "PIA_TUI_ENCODING": told, "PIA_TUI_WORKSPACE": str(office)}
    done = subprocess.run(
        [sys.executable, "-m", "pia_tui", "write", "1", "--at", "I.1.1"],
        input="届出①の能力、表\n:終わる\n".encode(code),
        capture_output=True,
        env=env,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert run(office, "get", "1", "I.1.1").stdout.decode("utf-8").rstrip() == "届出①の能力、表"
