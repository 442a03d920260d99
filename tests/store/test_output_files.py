"""Files that leave the store: whole or not at all, never over another, under names that stay in their folder."""

from __future__ import annotations

import os
import stat
import sys
import unicodedata
from pathlib import Path, PureWindowsPath
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.output import MAX_NAME_BYTES, OutputError, OutputExists, OutputInUse, file_in, safe_name, write_file

RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{d}{n}" for d in ("COM", "LPT") for n in range(10))}


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_written_whole_and_private(tmp_path: Path) -> None:
    path = write_file(tmp_path / "評価書.pdf", b"%PDF")
    assert path.read_bytes() == b"%PDF"
    assert names(tmp_path) == ["評価書.pdf"]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_not_over_another_file_unasked(tmp_path: Path) -> None:
    path = write_file(tmp_path / "a.pdf", b"old")
    with pytest.raises(OutputExists) as exists:
        write_file(path, b"new")
    assert exists.value.path == path
    assert path.read_bytes() == b"old"
    write_file(path, b"new", overwrite=True)
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a.pdf"]


def test_a_file_made_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"

    def slow(file: IO[bytes]) -> None:
        file.write(b"mine")
        path.write_bytes(b"somebody else's")

    with pytest.raises(OutputExists):
        write_file(path, slow)
    assert path.read_bytes() == b"somebody else's"
    assert names(tmp_path) == ["a.pdf"]


def test_a_failure_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = write_file(tmp_path / "a.pdf", b"old")

    def fail(file: IO[bytes]) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="空きがありません"):
        write_file(path, fail, overwrite=True)
    with pytest.raises(ZeroDivisionError):
        write_file(path, lambda file: 1 / 0, overwrite=True)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.pdf"]


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    for path in (tmp_path / "none" / "a.pdf", tmp_path):
        with pytest.raises(OutputError):
            write_file(path, b"x")


def test_a_link_is_not_followed_to_another_file(tmp_path: Path) -> None:
    target = tmp_path / "other"
    target.write_bytes(b"other")
    link = tmp_path / "a.pdf"
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("links need a right on Windows that officers do not have")
    if not link.is_symlink():
        pytest.skip("this system makes no links")
    with pytest.raises(OutputExists):
        write_file(link, b"x")
    write_file(link, b"x", overwrite=True)
    assert target.read_bytes() == b"other"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("固定資産税に関する事務　重点項目評価書", "固定資産税に関する事務 重点項目評価書.pdf"),
        ("../../etc/passwd", "／..／etc／passwd.pdf"),
        ("C:\\Windows\\a", "C：＼Windows＼a.pdf"),
        ("CON", "_CON.pdf"),
        ("ＣＯＮ", "_ＣＯＮ.pdf"),
        ("nul.txt", "_nul.txt.pdf"),
        ("COM¹", "_COM¹.pdf"),
        ("CONTACT", "CONTACT.pdf"),
        ("", "無題.pdf"),
        (" ... ", "無題.pdf"),
        ("a\x00b\x1bc\u202efdp", "abcfdp.pdf"),
        ("終わり. . ", "終わり.pdf"),
        ("改行\nと\tタブ", "改行 と タブ.pdf"),
        ("半\ud800分", "半分.pdf"),
    ],
)
def test_names(title: str, name: str) -> None:
    assert safe_name(title, ".pdf") == name


@given(st.text(max_size=400), st.sampled_from(["", ".pdf", "（12）.xlsx"]))
def test_any_title_gives_a_name_that_every_system_takes(title: str, suffix: str) -> None:
    name = safe_name(title, suffix)
    assert name.endswith(suffix)
    assert PureWindowsPath(name).name == name
    assert Path(name).name == name
    assert name not in (".", "..")
    assert len(name.encode()) <= MAX_NAME_BYTES
    assert not set(name) & set('<>:"/\\|?*')
    assert name[-1] not in " ."
    stem = unicodedata.normalize("NFKC", name).split(".")[0].strip().upper()
    assert stem not in RESERVED


@given(st.text(max_size=100))
def test_any_title_can_be_written(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    folder = tmp_path_factory.mktemp("out")
    path = write_file(file_in(folder, title, ".pdf"), b"x")
    assert path.resolve().parent == folder.resolve()
    second = write_file(file_in(folder, title, ".pdf"), b"y")
    assert path.read_bytes() == b"x"
    assert second != path


def test_the_second_gets_a_number(tmp_path: Path) -> None:
    written = [write_file(file_in(tmp_path, "評価書", ".pdf"), b"").name for _ in range(3)]
    assert written == ["評価書.pdf", "評価書（2）.pdf", "評価書（3）.pdf"]


@pytest.mark.skipif(os.name != "posix", reason="named pipes are made another way here")
def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    pipe, folder = tmp_path / "pipe.pdf", tmp_path / "folder.pdf"
    os.mkfifo(pipe)
    folder.mkdir()
    for target in (pipe, folder):
        with pytest.raises(OutputError, match="ファイルではない"):
            write_file(target, b"x", overwrite=True)
    assert pipe.is_fifo()
    assert folder.is_dir()


def in_use(number: int) -> OSError:
    """What Windows says where another program has the file open, also where this test runs elsewhere."""
    error = PermissionError(13, "Permission denied")
    error.winerror = number  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize("number", [5, 32, 33])
def test_a_file_open_in_another_program_gets_another_name_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = write_file(tmp_path / "評価書.pdf", b"old")

    def refuse(*_: object) -> None:
        raise in_use(number)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OutputInUse, match="Acrobat や Excel") as told:
        write_file(path, b"new", overwrite=True)
    assert told.value.free.name == "評価書（2）.pdf"
    assert "閉じて" in told.value.next
    assert names(tmp_path) == ["評価書.pdf"]
    assert ("権限" in told.value.what) == (number == 5)


@pytest.mark.skipif(sys.platform != "win32", reason="elsewhere an open file can be replaced")
def test_windows_keeps_a_file_that_is_open(tmp_path: Path) -> None:
    path = write_file(tmp_path / "評価書.pdf", b"old")
    with path.open("rb"), pytest.raises(OutputInUse):
        write_file(path, b"new", overwrite=True)
    assert path.read_bytes() == b"old"
