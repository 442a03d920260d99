"""What a command takes from the start of its process, beside the start of Python itself. By hand.

    python tests/benchmarks/start.py [--documents 300] [--repeats 9] [--folder FOLDER]

Processor seconds (user and system) of whole processes, with bytecode and prepared data ready as in an installation;
medians, commands in turn. A loaded machine is slow in both columns: read the ratios. With `--exports` all documents are
written as PDF, on one core and on every core, where what counts is the clock: do that on a quiet machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMANDS = {
    "python": None,
    "textual": None,
    "--version": ["--version"],
    "list": ["list"],
    "show": ["show", "7"],
    "check": ["check", "7"],
    "screens": None,
}

SCREENS = """
import asyncio, sys
from pathlib import Path
from pia_tui.tui.app import PiaApp
from pia_tui.tui.store_thread import StoreThread
from pia_tui.workspace import Workspace

async def first_screen():
    app = PiaApp(StoreThread(Workspace(Path(sys.argv[1]))))
    async with app.run_test(size=(110, 36)):
        app.screen._compositor.render_strips()

asyncio.run(first_screen())
"""
"""The screens from the start of the process until the register is drawn, without a terminal."""
PLAIN = {"python": "import click", "textual": "import textual.app"}

EXPORT = """
import gc, sys
from pathlib import Path
from pia_tui.store import Store
from pia_tui.usecases.export_all import export_all
from pia_tui.workspace import Workspace

gc.set_threshold(20_000)  # as the command line does
with Store.open(Workspace(Path(sys.argv[1]))) as store:
    export_all(store, "pdf", store.numbers(), processes=int(sys.argv[2]))
"""


def run(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Processor seconds and seconds of a process."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, seconds


def starts(folder: Path, environment: dict[str, str], repeats: int) -> None:
    measured: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(repeats + 1):
        for name, arguments in COMMANDS.items():
            if arguments is None:
                own = ["-c", PLAIN.get(name, SCREENS), str(folder)]
            else:
                own = ["-m", "pia_tui", "--workspace", str(folder), *arguments]
            seconds, _ = run([sys.executable, *own], environment)
            if turn:  # the first turn makes the bytecode
                measured[name].append(seconds)
    base = statistics.median(measured["python"])
    print("| command | CPU s | beside Python with click |\n|---|--:|--:|")
    for name, found in measured.items():
        print(f"| {name} | {statistics.median(found):.3f} | {statistics.median(found) / base:.2f} |")


def exports(folder: Path, environment: dict[str, str], count: int) -> None:
    print("| export | CPU s | seconds | files |\n|---|--:|--:|--:|")
    told = {}
    for cores in (1, os.cpu_count() or 1):
        shutil.rmtree(folder / "exports", ignore_errors=True)
        spent, seconds = run([sys.executable, "-c", EXPORT, str(folder), str(cores)], environment)
        files = len(list((folder / "exports").glob("*.pdf")))
        told[cores] = seconds
        print(f"| {count} documents, {cores} core(s) | {spent:.1f} | {seconds:.1f} | {files} |")
    print(f"speed-up: {told[1] / told[max(told)]:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--folder", type=Path, help="a workspace made by tests/benchmarks/store.py")
    parser.add_argument("--exports", action="store_true")
    given = parser.parse_args()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as name:
        environment["PYTHONPYCACHEPREFIX"] = str(Path(name) / "bytecode")
        folder = given.folder
        if folder is None:
            folder = Path(name) / "workspace"
            made = [sys.executable, str(Path(__file__).with_name("store.py")), "make", str(folder)]
            subprocess.run([*made, "--documents", str(given.documents)], check=True, stdout=subprocess.DEVNULL)
        starts(folder, environment, given.repeats)
        if given.exports:
            exports(folder, environment, given.documents)


if __name__ == "__main__":
    main()
