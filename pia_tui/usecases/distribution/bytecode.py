"""Bytecode for the target's Python: a start without compiling, and without a trace of where it was made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pia_tui.usecases.distribution.target import BundleError

_WORK = """
import py_compile, sys
from pathlib import Path
root, beside, below = Path(sys.argv[1]), sys.argv[2] == "beside", Path(sys.argv[3])
for file in sorted(root.rglob("*.py")):
    name = f"{file.stem}.pyc" if beside else f"__pycache__/{file.stem}.{sys.implementation.cache_tag}.pyc"
    try:
        py_compile.compile(
            str(file), cfile=str(file.parent / name), dfile=(below / file.relative_to(root)).as_posix(), doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH, quiet=2,
        )
    except py_compile.PyCompileError:
        pass  # a template, or code for another version: it is compiled where it is used, if ever
"""


def compile_tree(root: Path, version: tuple[int, int], *, beside: bool = False, below: str = "") -> None:
    """Compile all modules below a folder; `beside` puts foo.pyc beside foo.py, as modules without sources
    have it. `below` is the folder's path as the code is to name it.

    The code belongs to its source by the source's hash, not by its time, and is not compared at the start. Raises
    BundleError where no Python of that minor version is at hand.
    """
    env = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [*interpreter(version), "-X", "utf8", "-c", _WORK, str(root), "beside" if beside else "cache", below],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BundleError(
            f"プログラムを Python {version[0]}.{version[1]} 用に変換できませんでした（{done.stderr.strip()[-200:]}）。",
            safe="何も作っていません。",
        )


def interpreter(version: tuple[int, int]) -> list[str]:
    """The command of a Python of that minor version: only the same one makes its bytecode. Raises BundleError."""
    if sys.version_info[:2] == version:
        return [sys.executable]
    dotted = f"{version[0]}.{version[1]}"
    for command in (["py", f"-{dotted}"], [f"python{dotted}"]):
        if shutil.which(command[0]) and _is(command, version):
            return command
    raise BundleError(
        f"Python {dotted} がこの端末にないため、Python {dotted} 用の一式を作れません。",
        safe="何も作っていません。",
        next=f"Python {dotted} で pia-tui bundle を実行するか、この端末の Python と同じ版の zip を指定してください。",
    )


def _is(command: list[str], version: tuple[int, int]) -> bool:
    try:
        done = subprocess.run(
            [*command, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    return done.stdout.split() == [str(number) for number in version]
