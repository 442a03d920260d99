"""Whatever is typed on the command line: it is kept as text, or refused in one Japanese line. Never a traceback."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pia_tui import cli

HOSTILE = [
    "<住基システムにおける措置>", "[bold red]x[/]", "[/]", "\\[", "&amp;<b>", "=HYPERLINK(\"x\")", "@SUM(1)",
    "+1", "-1", "--", "-h",
    "\x1b]0;x\x07", "\x00", "\u202e逆", "\ud800", "𠮟𠮷", "葛\U000e0100城", "%n%s", "${HOME}", "`id`",
    "'; DROP TABLE answers;--",
    "../../etc/passwd", "CON", "NUL.txt", "\u3000", "\n\n", "\r", "\t", "あ" * 5000, "1234 5678 9018",
    "１２３４５６７８９０１８",
    "II[1].4.2[3].1", "II[99999999999999].1", "[]", "#", "file[]", "@name", "note:I.1.2", "tray[]",
]  # fmt: skip
words = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60), st.text(st.characters(), max_size=20))
paths = st.one_of(
    words,
    st.sampled_from(
        ["I.1.2", "I.2.1[1].3", "II[1].2.5", "II[1].4.1", "II[1].4.2[2]", "III[1].4.1", "cover.6", "betten1.1"]
    ),
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIA_TUI_WORKSPACE", str(folder))
        assert call("new", "--form", "juten", "--name", "届出")[0] == 0
        yield folder


def call(*args: str) -> tuple[int, str, str]:
    """(exit code, standard output, standard error) of the program, in this process."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setattr(sys, "argv", ["pia-tui", *args])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(), "utf-8"))  # a value may be「-」
        code = cli._run()
    texts = []
    for stream in (out, err):
        stream.flush()
        text = stream.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]
        texts.append(text.replace("\r\n", "\n") if os.linesep == "\r\n" else text)
    return code, texts[0], texts[1]


def assert_told(code: int, err: str) -> None:
    assert code in (0, 1, 2)
    assert "予期しない問題" not in err, err
    assert "Traceback" not in err
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", err), repr(err)
    if code:
        assert re.search(r"[ぁ-ん]", err), err


calm = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@calm
@given(path=paths, value=words)
@example(path="I.1.2", value="\ud800")
@example(path="note:I.1.2", value="\x1b[31m")
@example(path="@form", value="nonsense")
@example(path="I.1.1", value="-")
def test_set_and_get(office: Path, path: str, value: str) -> None:
    code, _, err = call("set", "1", "--", path, value)
    assert_told(code, err)
    if code == 0 and path == "I.1.2":
        _, out, _ = call("get", "1", "I.1.2")
        assert out.removesuffix("\n") == value.replace("\r\n", "\n").replace("\r", "\n") or not value.strip()
    code, _, err = call("show", "1")
    assert_told(code, err)
    assert code == 0, err


@calm
@given(
    st.sampled_from(["get", "show", "new", "list", "search", "forms", "export", "check", "import", "threshold"]),
    st.lists(words, max_size=3),
)
def test_any_words(office: Path, command: str, args: list[str]) -> None:
    code, _, err = call(command, *args)
    assert_told(code, err)


@calm
@given(words)
def test_names_of_documents_and_files(office: Path, name: str) -> None:
    code, out, err = call("new", "--form", "kiso", "--name", name)
    assert_told(code, err)
    if code:
        return
    code, out, err = call("export", out.strip())
    assert_told(code, err)
    if code == 0:
        file = Path(out.rstrip("\n"))
        assert file.parent == office / "exports"
        assert file.is_file()


def _shortens_names() -> bool:
    """Wine shortens a name that is too long to what its file system takes; Windows refuses it."""
    if sys.platform != "win32":
        return False
    import ctypes

    return hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")


@pytest.mark.skipif(_shortens_names(), reason="Wine shortens long names")
@pytest.mark.parametrize(
    "args",
    [
        ("export", "1", "--format", "json", "-o"),
        ("export", "1", "--format", "xlsx", "-o"),
        ("pack", "1", "-o"),
        ("import",),
        ("unpack",),
        ("restore",),
        ("--workspace",),
    ],
)
def test_a_file_name_that_no_system_takes_is_told_of(office: Path, args: tuple[str, ...]) -> None:
    code, _, err = call(*args, "あ" * 300, *(["list"] if args[0] == "--workspace" else []))
    assert code == 1
    assert_told(code, err)


@pytest.mark.parametrize("args", [("set", "1", "I.1.2", "-"), ("import", "-"), ("unpack", "-")])
@pytest.mark.parametrize("closed", ["stdin", "stderr"])
def test_a_closed_stream_is_no_surprise(
    office: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], closed: str
) -> None:
    """Python has None for a stream that was closed before it began (`<&-`)."""
    monkeypatch.setattr(sys, closed, None)
    monkeypatch.setattr(sys, "argv", ["pia-tui", *args])
    if closed == "stderr":
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("評価書".encode())))
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        if closed == "stdin":
            with contextlib.redirect_stderr(out):
                cli._run()
        else:
            cli._run()
    assert "予期しない問題" not in out.getvalue()
    assert not (office / "db" / "last-error.txt").exists()
