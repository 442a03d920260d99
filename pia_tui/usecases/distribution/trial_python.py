"""For trials without python.org's zip: the same layout out of wheels, for whoever tests a bundle under Wine.

python3XX.dll, the modules and SQLite come from panda3d's wheel (folder deploy_libs), the C runtime from
msvc-runtime's, the standard library from the Python that runs this, which must be of the same minor version;
python.exe and python3.dll are compiled here with mingw. Not for officers' terminals.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from pia_tui.usecases.distribution.archive import write_zip
from pia_tui.usecases.distribution.bytecode import compile_tree
from pia_tui.usecases.distribution.target import BundleError, TargetSystem
from pia_tui.usecases.distribution.windows_python import EmbeddablePython, read_embeddable

_PARTS = ("panda3d", "msvc-runtime")
_COMPILER = "x86_64-w64-mingw32-gcc"
_LEFT_OUT = (
    "test", "idlelib", "tkinter", "turtledemo", "lib2to3", "ensurepip", "venv", "site-packages", "dist-packages",
    "lib-dynload", "__pycache__", "distutils",
)  # fmt: skip
_NOT_WANTED = ("_wmi.pyd", "_tkinter.pyd")
_LAUNCHER = """#include <windows.h>
__declspec(dllimport) int Py_Main(int, wchar_t **);
int wmain(int argc, wchar_t **argv) { return Py_Main(argc, argv); }
"""


def trial_python(wheels: Path | None = None) -> EmbeddablePython:
    """An embeddable Python of this Python's minor version. `wheels` is a folder that has the two wheels already.

    Raises BundleError where a part or the compiler is missing.
    """
    target = TargetSystem("windows", (sys.version_info[0], sys.version_info[1]))
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        made = work / "python"
        made.mkdir()
        parts = wheels if wheels and all(_wheel(wheels, part, target) for part in _PARTS) else _fetched(work, target)
        _unpack(parts, target, made)
        _compile(made, work, target)
        _standard_library(made / f"python{target.digits}.zip", work)
        (made / f"python{target.digits}._pth").write_text(f"python{target.digits}.zip\n.\n", newline="\n")
        archive = work / f"python-{target.dotted}.0-embed-amd64.zip"
        write_zip(archive, {file.name: file.read_bytes() for file in sorted(made.iterdir())})
        return read_embeddable(archive)


def _wheel(folder: Path, part: str, target: TargetSystem) -> Path | None:
    return next(iter(sorted(folder.glob(f"{part.replace('-', '_')}-*-cp{target.digits}-*win_amd64.whl"))), None)


def _fetched(work: Path, target: TargetSystem) -> Path:
    folder = work / "parts"
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--disable-pip-version-check"]
    done = subprocess.run(
        [*command, *target.pip_options(), "-d", str(folder), *_PARTS], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BundleError(
            f"試験用の Python の部品（{'、'.join(_PARTS)}）を集められませんでした。",
            safe="何も作っていません。",
            next="パッケージの置き場につながるところで行うか、--python で python.org の zip を指定してください。",
        )
    return folder


def _unpack(parts: Path, target: TargetSystem, made: Path) -> None:
    for part, inside in zip(_PARTS, ("deploy_libs/", "Scripts/"), strict=True):
        wheel = _wheel(parts, part, target)
        assert wheel is not None
        with zipfile.ZipFile(wheel) as package:
            for name in package.namelist():
                plain = name.rpartition("/")[2]
                if inside in name and _is_wanted(plain, target):
                    (made / plain).write_bytes(package.read(name))


def _is_wanted(name: str, target: TargetSystem) -> bool:
    if name.endswith(".pyd"):
        return name not in _NOT_WANTED and "t-win_amd64" not in name
    return name in (f"python{target.digits}.dll", "sqlite3.dll", "zlib1.dll") or (
        name.endswith(".dll") and name.startswith(("lib", "vcruntime"))
    )


def _compile(made: Path, work: Path, target: TargetSystem) -> None:
    if not (shutil.which(_COMPILER) and shutil.which("gendef")):
        raise BundleError(
            f"試験用の Python を作る道具（{_COMPILER}、gendef）がありません。",
            safe="何も作っていません。",
            next="Debian の gcc-mingw-w64-x86-64 と mingw-w64-tools を入れるか、--python を使ってください。",
        )
    dll = f"python{target.digits}.dll"
    _run(work, "gendef", str(made / dll))
    exports = (work / f"python{target.digits}.def").read_text().partition("EXPORTS")[2].splitlines()
    names = [line.split() for line in exports if line.strip() and not line.startswith(";")]
    forwards = (f"{n[0]}=python{target.digits}.{n[0]}{' DATA' if 'DATA' in n[1:] else ''}\n" for n in names)
    (work / "python3.def").write_text("LIBRARY python3.dll\nEXPORTS\n" + "".join(forwards))
    (work / "python.c").write_text(_LAUNCHER)
    (work / "python3.c").write_text("int __stdcall DllMain(void *a, unsigned b, void *c) { return 1; }\n")
    plain = ("-O2", "-s", "-Wl,--no-insert-timestamp")
    library = f"libpython{target.digits}.a"
    _run(work, "x86_64-w64-mingw32-dlltool", "-d", f"python{target.digits}.def", "-l", library, "-D", dll)
    _run(
        work,
        _COMPILER,
        "-municode",
        *plain,
        "python.c",
        "-o",
        str(made / "python.exe"),
        "-L.",
        f"-lpython{target.digits}",
    )
    # The linker would choose the library's base address by the path of the output: another folder, other bytes.
    _run(
        work, _COMPILER, "-shared", "-nostdlib", "-e", "DllMain", *plain, "-Wl,--disable-auto-image-base",
        "-o", str(made / "python3.dll"), "python3.c", "python3.def",
    )  # fmt: skip


def _run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BundleError(
            f"試験用の Python を作れませんでした（{command[0]}: {done.stderr.strip()[-200:]}）。",
            safe="何も作っていません。",
            next="--python で python.org の zip を指定してください。",
        )


def _standard_library(target: Path, work: Path) -> None:
    """The standard library as the embeddable Python has it: compiled, in a zip."""
    import os

    source, copy = Path(os.__file__).parent, work / "Lib"
    shutil.copytree(source, copy, ignore=_ignored)
    compile_tree(copy, (sys.version_info[0], sys.version_info[1]), beside=True)
    files = {file.relative_to(copy).as_posix(): file.read_bytes() for file in sorted(copy.rglob("*.pyc"))}
    write_zip(target, files)


def _ignored(_: str, names: list[str]) -> list[str]:
    return [
        name
        for name in names
        if name in _LEFT_OUT or name.endswith((".so", ".a")) or name.startswith(("_sysconfigdata", "config-3"))
    ]
