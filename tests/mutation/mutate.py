"""How much the tests notice: puts one small fault after another into the program and runs the tests of that room.

    python tests/mutation/mutate.py rules forms --mutants 60 --seed 1 --minutes 10

Nothing is written into the checkout: a fault lives in the memory of a process that is forked for it and ends with it,
so this needs a system that can fork. Tests that start the program in a process of its own see it without the fault and
are left out of the rooms below. mutmut and cosmic-ray start Python anew for each mutant and copy or rewrite the tree;
with imports of a second and tests of a few milliseconds, most of their time would go into that.

Printed are the mutants that no test noticed, and the share of those that were: killed / tried.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.machinery
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType

TOP = Path(__file__).resolve().parents[2]
ROOMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "rules": (("rules",), ("tests/rules", "tests/usecases/test_checking.py")),
    "forms": (("forms",), ("tests/forms", "tests/assessment")),
    "assessment": (("assessment.py", "keys.py", "addresses.py", "places.py"), ("tests/assessment", "tests/forms")),
    "store": (("store",), ("tests/store",)),
    "usecases": (("usecases",), ("tests/usecases", "tests/ingest_files", "tests/distribution", "tests/doctor")),
    "pdf": (("export/pdf",), ("tests/export_pdf",)),
}
"""Room: what is changed (under pia_tui/), and the tests that have to notice."""
LOADED = ("pytest", "pytest_asyncio", "hypothesis", "msgspec", "yaml", "click", "sqlite_utils", "openpyxl")
"""Loaded before the forks: nothing of the program's own."""
SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.Break: ast.Continue, ast.Continue: ast.Break,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """The `number`th place of a file where something can be changed."""

    path: Path
    number: int
    line: int
    what: str

    @property
    def module(self) -> str:
        parts = self.path.relative_to(TOP).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def __str__(self) -> str:
        return f"{self.path.relative_to(TOP)}:{self.line}  {self.what}"


def places(tree: ast.Module) -> Iterator[tuple[ast.AST, str, int, str]]:
    """Every change that can be made: (node, its field, index in the field or -1, what it becomes in words)."""
    skipped = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            skipped.update(id(each) for each in ast.walk(node))
            continue
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if annotation is not None:
                skipped.update(id(each) for each in ast.walk(annotation))
        match node:
            case ast.Compare(ops=ops):
                yield from ((node, "ops", at, _words(op)) for at, op in enumerate(ops) if type(op) in SWAPPED)
            case ast.BoolOp(op=op) | ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in SWAPPED:
                if not _joins_texts(node):
                    yield node, "op", -1, _words(op)
            case ast.UnaryOp(op=ast.Not()):
                yield node, "op", -1, "not x → not not x"
            case ast.Constant(value=bool(value)):
                yield node, "value", -1, f"{value} → {not value}"
            case ast.Constant(value=int(value)):
                yield node, "value", -1, f"{value} → {value + 1}"
            case ast.Return(value=ast.expr()) if not isinstance(node.value, ast.Constant):
                yield node, "value", -1, "return x → return None"
            case ast.Expr(value=ast.Call()):
                yield node, "value", -1, f"left out: {ast.unparse(node)[:60]}"


def _joins_texts(node: ast.AST) -> bool:
    """Whether this is plainly about texts: minus would fail at once, and says nothing about the tests."""
    if not isinstance(node, ast.BinOp):
        return False
    sides = (node.left, node.right)
    return any(isinstance(each, ast.JoinedStr) or isinstance(getattr(each, "value", None), str) for each in sides)


def _words(op: ast.AST) -> str:
    return f"{type(op).__name__} → {SWAPPED[type(op)].__name__}"


def mutated(source: str, number: int) -> ast.Module:
    """The source with the change at that place."""
    tree = ast.parse(source)
    node, field, at, _ = list(places(tree))[number]
    match node:
        case ast.UnaryOp():
            node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), copy.copy(node.operand))
        case ast.Constant(value=bool(value)):
            node.value = not value
        case ast.Constant(value=int(value)):
            node.value = value + 1
        case ast.Return() | ast.Expr():
            node.value = ast.Constant(None)
        case ast.Compare(ops=ops):
            ops[at] = SWAPPED[type(ops[at])]()  # type: ignore[assignment]
        case _:
            setattr(node, field, SWAPPED[type(getattr(node, field))]())
    return ast.fix_missing_locations(tree)


class Faulty(importlib.abc.MetaPathFinder):
    """Loads the one module with the fault in it."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self._mutant.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        assert spec is not None
        mutant = self._mutant

        class Loader(importlib.machinery.SourceFileLoader):
            def get_code(self, fullname: str) -> CodeType:
                return compile(mutated(mutant.path.read_text("utf-8"), mutant.number), str(mutant.path), "exec")

        spec.loader = Loader(name, str(mutant.path))
        return spec


def start(tests: Sequence[str], mutant: Mutant | None, seconds: int) -> int:
    """A process that runs the tests with the fault; returns its number. It ends with pytest's exit code."""
    pid = os.fork()
    if pid:
        return pid
    os.setpgid(0, 0)
    signal.alarm(seconds)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    if mutant is not None:
        sys.meta_path.insert(0, Faulty(mutant))
    import pytest

    code = 1
    try:
        code = int(pytest.main(["-x", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]))
    finally:
        os._exit(code)


def by_nearness(tests: Sequence[str], mutant: Mutant) -> list[str]:
    """The files of tests, those that name the module first: most mutants die there."""
    room, _, name = mutant.module.rpartition(".")
    names = (mutant.module, f"{room} import {name}")

    def is_far(file: Path) -> bool:
        text = file.read_text("utf-8")
        return not any(each in text for each in names)

    found = [TOP / each for each in tests]
    files = {file for each in found for file in (each.rglob("test_*.py") if each.is_dir() else [each])}
    return [str(file) for file in sorted(sorted(files), key=is_far)]


def mutants(room: str) -> list[Mutant]:
    """Every mutant of a room."""
    found = []
    for under in ROOMS[room][0]:
        root = TOP / "pia_tui" / under
        for path in [root] if root.is_file() else sorted(root.rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            found += [
                Mutant(path, number, getattr(node, "lineno", 0), words)
                for number, (node, _, _, words) in enumerate(places(tree))
            ]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="*", default=list(ROOMS), help=", ".join(ROOMS))
    parser.add_argument("--mutants", type=int, default=60, help="how many, in all rooms together")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--minutes", type=float, default=10, help="no new mutant is begun after so long")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    os.chdir(TOP)
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = tempfile.mkdtemp(prefix="pia-tui-mutants-")
    sys.path[:0] = [str(TOP), str(TOP / "tests" / "support")]
    for name in LOADED:
        __import__(name)
    began = time.monotonic()
    limits: dict[str, int] = {}
    for room in given.rooms:
        before = time.monotonic()
        _, status = os.waitpid(start(ROOMS[room][1], None, 3600), 0)
        if status:
            print(f"{room}: its tests fail without a fault")
            return 2
        limits[room] = 60 + 6 * int(time.monotonic() - before)
    waiting = [(room, mutant) for room in given.rooms for mutant in mutants(room)]
    every = len(waiting)
    random.Random(given.seed).shuffle(waiting)
    waiting = waiting[: given.mutants]
    running: dict[int, tuple[str, Mutant]] = {}
    killed: dict[str, int] = dict.fromkeys(given.rooms, 0)
    tried = dict(killed)
    survivors: list[Mutant] = []
    while waiting or running:
        in_time = time.monotonic() - began < given.minutes * 60
        while waiting and in_time and len(running) < given.jobs:
            room, mutant = waiting.pop()
            running[start(by_nearness(ROOMS[room][1], mutant), mutant, limits[room])] = (room, mutant)
        if not running:
            break
        pid, status = os.wait()
        if pid not in running:
            continue
        room, mutant = running.pop(pid)
        tried[room] += 1
        if status:
            killed[room] += 1
        else:
            survivors.append(mutant)
            print(f"survived  {mutant}", flush=True)
    for room in given.rooms:
        print(f"{room}: {killed[room]} of {tried[room]} killed")
    total = sum(tried.values())
    share = sum(killed.values()) * 100 // max(total, 1)
    print(f"{sum(killed.values())} of {total} killed ({share} %), of {every} there are")
    return 0


if __name__ == "__main__":
    sys.exit(main())
