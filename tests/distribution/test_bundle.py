"""A bundle: checked parts in, the same bytes out, nothing of the machine that made it inside."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from pia_tui.output import OutputExists
from pia_tui.usecases.distribution import build
from pia_tui.usecases.distribution.sums import SUMS, compare, read_sums
from pia_tui.usecases.distribution.target import BundleError, TargetSystem
from pia_tui.usecases.distribution.wheels import needed
from pia_tui.usecases.distribution.windows_python import EmbeddablePython, read_embeddable

from .conftest import DIGITS, program, python_files, python_zip, wheel

HERE = (sys.version_info[0], sys.version_info[1])


@pytest.fixture
def python(tmp_path: Path) -> EmbeddablePython:
    return read_embeddable(python_zip(tmp_path, python_files()))


def test_the_same_parts_give_the_same_bytes(
    made: dict[str, bytes], python: EmbeddablePython, wheels: Path, tmp_path: Path
) -> None:
    one = build.write_bundle(tmp_path / "one.zip", made)
    two = build.write_bundle(tmp_path / "二つ目.ZIP", build.windows_files(python, wheels))
    assert one.read_bytes() == two.read_bytes()


def test_what_is_inside(made: dict[str, bytes]) -> None:
    files = made
    folder = build.FOLDER
    assert {f"{folder}/python/python.exe", "pia-tui.bat", build.README, SUMS, f"{folder}/data.txt"} <= set(files)
    assert files[f"{folder}/python/python{DIGITS}._pth"].decode() == f"python{DIGITS}.zip\n.\n..\\lib\n"
    assert f"{folder}/lib/textual/__init__.pyc" in files, "parts are bytecode alone"
    assert f"{folder}/lib/textual/__init__.py" not in files
    assert f"{folder}/lib/pia_tui/cli/__init__.py" in files, "our own sources can be read"
    assert f"{folder}/lib/pia_tui/cli/__pycache__/__init__.cpython-{DIGITS}.pyc" in files
    assert f"{folder}/lib/pia_tui/rules/data/threshold.prepared.json" in files
    assert f"{folder}/licenses/noto-cjk-sans-jp-bold/LICENSE" in files
    assert not [name for name in files if name.endswith((".pyi", "RECORD")) or "/pip/" in name or "scripts" in name]
    assert "平成30年5月" in files[f"{folder}/data.txt"].decode()
    assert "colorama " in files[f"{folder}/licenses/parts.txt"].decode(), "what only Windows needs"
    batch = files["pia-tui.bat"]
    assert batch.isascii()
    assert b"@FOLDER@" not in batch
    assert batch.count(b"\n") == batch.count(b"\r\n")
    assert "戻す" in files[build.README].decode("utf-8-sig")


def test_no_path_of_this_machine(made: dict[str, bytes], tmp_path: Path) -> None:
    traces = {
        str(Path(build.__file__).parents[3]),
        str(tmp_path.parent),
        tempfile.gettempdir() + os.sep,
        str(Path.home()),
        sys.prefix,
    }
    for name, content in made.items():
        for trace in traces:
            assert trace.encode() not in content, name


def test_the_zip_has_the_empty_folders(made: dict[str, bytes], tmp_path: Path) -> None:
    file = build.write_bundle(tmp_path / "b.zip", made)
    with zipfile.ZipFile(file) as package:
        assert {"db/", "exports/"} <= set(package.namelist())
        assert len({member.date_time for member in package.infolist()}) == 1
        assert package.testzip() is None
    with pytest.raises(OutputExists):
        build.write_bundle(file, {})


def test_unpacked_it_is_what_its_sums_say(made: dict[str, bytes], tmp_path: Path) -> None:
    root = build.write_bundle(tmp_path / "置く 場所", made)
    known = read_sums((root / SUMS).read_text("utf-8"))
    assert compare(root, known).ok
    assert compare(root, known).checked == sum(1 for each in root.rglob("*") if each.is_file()) - 1
    (root / "db" / "pia.sqlite3").write_bytes(b"an officer's")
    program_folder = root / build.FOLDER
    (program_folder / "lib" / "textual" / "__init__.pyc").write_bytes(b"")
    (program_folder / "data.txt").unlink()
    (program_folder / "lib" / "evil.py").write_text("")
    found = compare(root, known)
    assert found.changed == (f"{build.FOLDER}/lib/textual/__init__.pyc",)
    assert found.missing == (f"{build.FOLDER}/data.txt",)
    assert found.added == (f"{build.FOLDER}/lib/evil.py",)
    with pytest.raises(OutputExists):
        build.write_bundle(root, {"a": b""})


def test_a_missing_part_is_named(wheels: Path) -> None:
    next(wheels.glob("pillow-*")).unlink()
    with pytest.raises(BundleError, match="pillow"):
        needed(TargetSystem("windows", HERE), wheels)


def test_of_several_wheels_the_fitting_and_newest_is_taken(wheels: Path) -> None:
    next(wheels.glob("pillow-*")).unlink()
    for version, tag in (
        ("90.0", "cp39-cp39-win_amd64"),
        ("90.1", f"cp{DIGITS}-cp{DIGITS}-manylinux_2_28_x86_64"),
        ("90.2", f"cp{DIGITS}-cp{DIGITS}-win_amd64"),
        ("90.2", "py3-none-any"),
        ("90.3", f"cp{DIGITS}-cp{DIGITS}-win32"),
    ):
        wheel(wheels, "pillow", version, [], tag)
    (found,) = (each for each in needed(TargetSystem("windows", HERE), wheels) if each.name == "pillow")
    assert found.path.name == f"pillow-90.2-cp{DIGITS}-cp{DIGITS}-win_amd64.whl"
    (found,) = (each for each in needed(TargetSystem("linux", HERE), wheels) if each.name == "pillow")
    assert found.version == "90.2"


@pytest.mark.parametrize("name", ["../../evil.py", "/etc/evil", "a\\..\\b.py", "C:evil.py"])
def test_a_wheel_that_leads_out_of_its_folder_is_refused(
    python: EmbeddablePython, wheels: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(next(wheels.glob("pillow-*")), "a") as package:
        package.writestr(zipfile.ZipInfo(name), "")
    with pytest.raises(BundleError, match="置けない名前"):
        build.windows_files(python, wheels)


class TestPython:
    """What is brought as Windows' Python is looked at."""

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({f"python{DIGITS}.dll": None}, "本体"),
            ({"python.exe": program(0x14C)}, "64 ビット"),
            ({"python.exe": b"#!/bin/sh"}, "64 ビット"),
            ({"python.exe": None}, "埋め込み用の Python では"),
            ({f"python{DIGITS}.zip": None}, "埋め込み用の Python では"),
            ({f"python{DIGITS}.dll": None, "python39.dll": program()}, "古すぎます"),
            ({f"python{DIGITS}.dll": None, f"python{DIGITS}t.dll": program()}, "free-threaded"),
        ],
    )
    def test_other_kinds_are_refused(self, tmp_path: Path, change: dict[str, bytes | None], said: str) -> None:
        files = {name: content for name, content in (python_files() | change).items() if content is not None}
        with pytest.raises(BundleError, match=said) as told:
            read_embeddable(python_zip(tmp_path, files))
        assert "embeddable" in told.value.next

    def test_a_name_that_tells_another_version(self, tmp_path: Path) -> None:
        with pytest.raises(BundleError, match="名前と違います"):
            read_embeddable(python_zip(tmp_path, python_files(), "python-3.99.0-embed-amd64.zip"))

    def test_no_zip_and_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "python.exe").write_bytes(program())
        with pytest.raises(BundleError, match="zip"):
            read_embeddable(tmp_path / "python.exe")
        with pytest.raises(BundleError, match="読めません"):
            read_embeddable(tmp_path / "none.zip")

    def test_a_version_without_its_interpreter_here(self, tmp_path: Path, wheels: Path) -> None:
        files = {name.replace(DIGITS, "399"): content for name, content in python_files().items()}
        made = read_embeddable(python_zip(tmp_path, files, "python.zip"))
        assert made.version == (3, 99)
        with pytest.raises(BundleError, match=r"Python 3\.99"):
            build.windows_files(made, wheels)


@pytest.mark.skipif(sys.platform == "win32", reason="the scripts are for a Linux shell")
def test_the_scripts_of_linux(wheels: Path, tmp_path: Path) -> None:
    target = TargetSystem("linux", HERE)
    root = build.write_bundle(tmp_path / "置く 場所", build.linux_files(target, wheels))
    assert compare(root, read_sums((root / SUMS).read_text("utf-8"))).ok
    assert list((root / build.FOLDER / "wheels").glob("pia_tui-*.whl"))
    for script in ("install.sh", "pia-tui"):
        assert os.access(root / script, os.X_OK)
        assert subprocess.run(["sh", "-n", root / script]).returncode == 0
    told = subprocess.run([root / "pia-tui"], capture_output=True)
    assert told.returncode == 1
    assert "install.sh" in told.stderr.decode()
    env = {**os.environ, "PYTHON": "/bin/true"}
    told = subprocess.run([root / "install.sh"], capture_output=True, env=env)
    assert told.returncode == 1
    assert "が要ります" in told.stderr.decode()
