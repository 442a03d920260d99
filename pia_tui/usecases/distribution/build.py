"""A bundle, put together: `pia-tui bundle`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from pia_tui import __version__
from pia_tui.output import OutputExists, write_file
from pia_tui.usecases.distribution import contents
from pia_tui.usecases.distribution.archive import is_program, write_zip
from pia_tui.usecases.distribution.bytecode import compile_tree, interpreter
from pia_tui.usecases.distribution.own_wheel import own_wheel
from pia_tui.usecases.distribution.sums import SUMS, sums_of
from pia_tui.usecases.distribution.target import BundleError, TargetSystem
from pia_tui.usecases.distribution.wheels import Wheel, fetch, needed
from pia_tui.usecases.distribution.windows_python import EmbeddablePython

FOLDER = f"pia-tui-{__version__}"
"""The version's own folder: a newer one is unpacked beside it, and the way back stays open."""
README = "はじめにお読みください.txt"
_EMPTY = ("db", "exports")
_DATA = Path(__file__).with_name("data")
_FONT_PACKAGES = "noto-"
Say = Callable[[str], None]


def windows_files(python: EmbeddablePython, wheels: Path | None = None, say: Say = lambda _: None) -> dict[str, bytes]:
    """The files of a bundle for Windows by their path. `wheels` is a folder to take the parts from, else pip gets them.

    Raises BundleError.
    """
    target = TargetSystem("windows", python.version)
    interpreter(target.python)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        parts = _parts(target, wheels, work, say)
        say("部品を展開し、起動が速くなるように変換しています…")
        lib = work / "lib"
        for wheel in parts:
            for path, content in wheel.members():
                if not _is_left_out(path):
                    _put(lib / path, content)
        _compile(lib, target)
        files = {f"{FOLDER}/lib/{each.relative_to(lib).as_posix()}": each.read_bytes() for each in _files_in(lib)}
        files |= _papers(parts, python.files.get("LICENSE.txt"))
    files |= {
        f"{FOLDER}/python/{each}": content for each, content in python.files.items() if not each.endswith("._pth")
    }
    files[f"{FOLDER}/python/python{target.digits}._pth"] = f"python{target.digits}.zip\n.\n..\\lib\n".encode()
    files["pia-tui.bat"] = _lines_of_windows(_filled("pia-tui.bat", target))
    files[README] = b"\xef\xbb\xbf" + _lines_of_windows(_filled("readme_windows.txt", target))
    return _summed(files)


def linux_files(target: TargetSystem, wheels: Path | None = None, say: Say = lambda _: None) -> dict[str, bytes]:
    """The same for Linux, where Python is there: wheels, and a script that installs them without a network."""
    with tempfile.TemporaryDirectory() as name:
        parts = _parts(target, wheels, Path(name), say)
        files = {f"{FOLDER}/wheels/{wheel.path.name}": wheel.path.read_bytes() for wheel in parts}
        files |= _papers(parts, None)
    files["install.sh"] = _filled("install.sh", target)
    files["pia-tui"] = _filled("pia-tui.sh", target)
    files[README] = _filled("readme_linux.txt", target)
    return _summed(files)


def write_bundle(target: Path, files: Mapping[str, bytes], *, overwrite: bool = False) -> Path:
    """Write a bundle as a zip (a name that ends so) or as a folder that is not there yet, or empty.

    With `overwrite` a zip is replaced, and a folder unpacked over, as an update is. Raises OutputExists, OutputError.
    """
    if target.suffix.casefold() == ".zip":
        return write_zip(target, files, folders=_EMPTY, overwrite=overwrite)
    if target.exists() and not overwrite and (not target.is_dir() or any(target.iterdir())):
        raise OutputExists(target)
    for name in _EMPTY:
        (target / name).mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        file = target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, content, overwrite=overwrite)
        file.chmod(0o755 if is_program(name) else 0o644)
    return target


def _compile(lib: Path, target: TargetSystem) -> None:
    """Bytecode beside this program's sources, which an auditor may read, and in place of all others."""
    ours = lib / "pia_tui"
    aside = lib.with_name("ours")
    ours.rename(aside)
    compile_tree(lib, target.python, beside=True)
    for source in lib.rglob("*.py"):
        if source.with_suffix(".pyc").is_file():  # a template that is no module stays
            source.unlink()
    aside.rename(ours)
    compile_tree(ours, target.python, below="pia_tui")


@cache
def _patterns() -> tuple[str, ...]:
    lines = (_DATA / "left_out.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _is_left_out(path: str) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in _patterns())


def _parts(target: TargetSystem, wheels: Path | None, work: Path, say: Say) -> list[Wheel]:
    say(f"Python {target.dotted} 用の部品を{'集めています' if wheels is None else '確かめています'}…")
    if wheels is not None and not wheels.is_dir():
        raise BundleError(f"部品のフォルダー「{wheels}」がありません。", safe="何も作っていません。")
    folder = work / "wheels"
    folder.mkdir()
    found = fetch(target, folder) if wheels is None else needed(target, wheels)
    return sorted([own_wheel(work), *found], key=lambda wheel: wheel.name)


def _papers(parts: list[Wheel], python_license: bytes | None) -> dict[str, bytes]:
    """What a checker reads: data with sources and dates, parts with licences and sums, the fonts' licences."""
    files = {f"{FOLDER}/data.txt": contents.listed().encode()}
    lines = ["部品の一覧（名前、版、ライセンス、SHA-256）", ""]
    for wheel in parts:
        if _is_left_out(f"{wheel.name}/__init__.py"):
            continue
        said = wheel.headers("License-Expression") or wheel.headers("License") or ["部品の中のファイルを参照"]
        lines += [f"{wheel.name} {wheel.version}", f"  {said[0].splitlines()[0][:80]}", f"  {wheel.sha256}"]
        if wheel.name.startswith(_FONT_PACKAGES):
            for path, content in wheel.members():
                if "/licenses/" in path:
                    files[f"{FOLDER}/licenses/{wheel.name}/{path.rpartition('/')[2]}"] = content
    files[f"{FOLDER}/licenses/parts.txt"] = ("\n".join(lines) + "\n").encode()
    if python_license:
        files[f"{FOLDER}/licenses/Python.txt"] = python_license
    return files | {f"{FOLDER}/manual/{name}": content for name, content in _manual().items()}


def _manual() -> dict[str, bytes]:
    """The manual's files, where this version has one."""
    import importlib

    try:
        maker = importlib.import_module("pia_tui.usecases.manual")
    except ModuleNotFoundError:
        return {}
    made: dict[str, bytes] = maker.manual_files()
    return made


def _summed(files: dict[str, bytes]) -> dict[str, bytes]:
    return {**files, SUMS: sums_of(files)}


def _filled(name: str, target: TargetSystem) -> bytes:
    text = (_DATA / name).read_text("utf-8")
    for sign, value in (("@FOLDER@", FOLDER), ("@VERSION@", __version__), ("@PYTHON@", target.dotted)):
        text = text.replace(sign, value)
    return text.encode()


def _lines_of_windows(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def _files_in(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())
