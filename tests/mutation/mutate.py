"""How much the tests notice: puts one small fault after another into the program and runs the tests of that room.

    pip install coverage
    python tests/mutation/mutate.py rules forms --mutants 60 --seed 1 --minutes 10

Nothing is written into the checkout: a fault lives in the memory of a process that is forked for it and ends with it,
so this needs a system that can fork, and the package `coverage`: the tests are run once to learn which of them reach
which line, and a fault is shown only to those that reach it, the quickest first. The tests are collected once; each
fork of that process gives the functions of a module their faulty code. Only a fault outside of functions needs a fresh
process that imports all of it again. Tests that start the program in a process of its own see it without the fault.
mutmut and cosmic-ray start Python anew for each mutant and copy or rewrite the tree; with imports of a second and
tests of a few milliseconds, most of their time would go into that.

Printed are the mutants that no test noticed, and the share of those that were: killed / tried. One in a line that no
test reaches counts as not noticed. Left out is only what no test can sensibly notice: annotations and what stands
under TYPE_CHECKING; keywords of a class and decorators (`frozen=True`, the size of a cache); `strict=` of zip, which
guards what cannot differ; `assert_never`; asserts, which the type checker reads; and minus between texts.
"""

from __future__ import annotations

import argparse
import ast
import copy
import functools
import gc
import hashlib
import importlib.abc
import importlib.machinery
import json
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest
    from coverage import CoverageData

TOP = Path(__file__).resolve().parents[2]
ROOMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "rules": (("rules",), ("tests/rules", "tests/law", "tests/usecases/test_duties.py")),
    "forms": (("forms",), ("tests/forms", "tests/assessment")),
    "assessment": (("assessment", "keys.py", "addresses.py", "places.py"), ("tests/assessment", "tests/forms")),
    "store": (("store",), ("tests/store",)),
    "usecases": (("usecases",), ("tests/usecases", "tests/doctor", "tests/distribution/test_verify.py")),
    "pdf": (("export/pdf",), ("tests/export_pdf",)),
}
"""Room: what is changed (under pia_tui/), and the tests that have to notice."""
MEMORY = 4 << 30
"""Bytes that the process of a mutant may take."""
PYTEST = ("-p", "no:cacheprovider", "-p", "no:xdist", "-s")
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
    statement: range
    """The lines of the statement it stands in (of a compound one: of its head)."""
    in_function: bool

    @property
    def module(self) -> str:
        parts = self.path.relative_to(TOP).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def __str__(self) -> str:
        return f"{_within(self.path)}:{self.line}  {self.what}"


def places(tree: ast.Module) -> Iterator[tuple[ast.AST, str, int, str]]:
    """Every change that can be made: (node, its field, index in the field or -1, what it becomes in words)."""
    skipped = set()
    for node in ast.walk(tree):
        skipped.update(id(each) for unseen in _unseen(node) for each in ast.walk(unseen))
        if id(node) in skipped:
            continue
        if (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)) or isinstance(node, ast.Assert):
            skipped.update(id(each) for each in ast.walk(node))
            continue
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


def _unseen(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node that no test can sensibly notice."""
    match node:
        case ast.ClassDef():
            yield from (*node.keywords, *node.decorator_list)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from node.decorator_list
        case ast.Call(func=ast.Name(id="zip")):
            yield from node.keywords
        case ast.Expr(value=ast.Call(func=ast.Name(id="assert_never"))):
            yield node
    for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None)):
        if isinstance(annotation, ast.AST):
            yield annotation


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
            ops[at] = SWAPPED[type(ops[at])]()  # type: ignore[assignment, call-overload]
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


def put_in(mutant: Mutant) -> bool:
    """Give the functions of a module that is loaded their faulty code; False where that cannot be done."""
    if mutant.module not in sys.modules:
        sys.meta_path.insert(0, Faulty(mutant))
        return True
    faulty: dict[tuple[int, str], list[CodeType]] = {}
    whole = compile(mutated(mutant.path.read_text("utf-8"), mutant.number), str(mutant.path), "exec")
    waiting = [whole]
    while waiting:
        inner = [each for each in waiting.pop().co_consts if isinstance(each, CodeType)]
        for code in inner:
            faulty.setdefault((code.co_firstlineno, code.co_qualname), []).append(code)
        waiting += inner
    changed = False
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename == str(mutant.path):
            codes = faulty.get((each.__code__.co_firstlineno, each.__code__.co_qualname), [])
            if len(codes) != 1:
                return False
            each.__code__ = codes[0]
            changed = True
        elif isinstance(each, functools._lru_cache_wrapper) and each.__module__.startswith("pia_tui"):
            each.cache_clear()  # what was worked out while the tests were collected
    return changed


class Forks:
    """A plugin that runs no test itself: each mutant gets a fork of the process that has collected the tests.

    At the end the tests that noticed a fault are run once more without any: one that fails then too has said nothing.
    """

    AGAIN = 77

    def __init__(self, wanted: list[tuple[Mutant, list[str]]], seconds: Mapping[str, float], until: float, jobs: int):
        self._wanted, self._seconds, self._until, self._jobs = wanted, seconds, until, jobs
        self._failed = Path(tempfile.mkdtemp(prefix="pia-tui-mutants-"))
        self._place = -1
        self.codes: dict[int, int] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        gc.collect()
        gc.freeze()
        running: dict[int, int] = {}
        waiting = list(range(len(self._wanted)))
        while waiting or running:
            while waiting and len(running) < self._jobs and time.monotonic() < self._until:
                place = waiting.pop(0)
                mutant, names = self._wanted[place]
                running[self._fork(place, mutant, [items[name] for name in names if name in items])] = place
            if not running:
                break
            pid, status = os.wait()
            if pid in running:
                self.codes[running.pop(pid)] = os.waitstatus_to_exitcode(status)
        noticed = {place: file.read_text("utf-8") for place in self.codes if (file := self._file(place)).exists()}
        os.waitpid(self._fork(-1, None, [items[name] for name in sorted(set(noticed.values()))]), 0)
        wrong = self._file(-1).read_text("utf-8").splitlines() if self._file(-1).exists() else []
        self.codes |= {place: 0 for place, name in noticed.items() if name in wrong}
        return True

    def _fork(self, place: int, mutant: Mutant | None, items: list[pytest.Item]) -> int:
        pid = os.fork()
        if pid:
            return pid
        os.setpgid(0, 0)
        code = 1
        try:
            _bound_memory()
            gc.unfreeze()
            self._place = place
            if mutant is not None and not put_in(mutant):
                os._exit(self.AGAIN)
            for item, following in zip(items, [*items[1:], None], strict=True):
                _bound_time(self._seconds.get(item.nodeid, 0.0))
                item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            code = 0
        finally:
            os._exit(code)  # whatever a fault raises: a fork never goes on with what its parent does

    def _file(self, place: int) -> Path:
        return self._failed / str(place)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            with self._file(self._place).open("a", encoding="utf-8") as file:
                file.write(report.nodeid + ("\n" if self._place < 0 else ""))
            if self._place >= 0:
                os._exit(1)


def fork_each(
    wanted: list[tuple[Mutant, list[str]]], seconds: Mapping[str, float], until: float, jobs: int
) -> dict[int, int]:
    """Show each mutant to its tests: place in `wanted` → exit code (0: nobody noticed); none where time was over."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reading)
        _silent()
        code = 1
        try:
            import pytest

            forks = Forks(wanted, seconds, until, jobs)
            tests = sorted({name for _, names in wanted for name in names})
            code = int(pytest.main([*PYTEST, *tests], plugins=[forks]))
            with os.fdopen(writing, "w") as pipe:
                json.dump(forks.codes, pipe)
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(pid, 0)
    return {int(place): code for place, code in json.loads(text or "{}").items()}


def start(tests: Sequence[str], mutant: Mutant, seconds: Mapping[str, float]) -> int:
    """A process that runs the tests with the fault; returns its number. It ends with pytest's exit code.

    A test that takes much longer than the `seconds` it took without the fault will never end (see `_bound_time`).
    """
    pid = os.fork()
    if pid:
        return pid
    os.setpgid(0, 0)
    _bound_memory()
    signal.alarm(600)  # for collecting them
    _silent()
    sys.meta_path.insert(0, Faulty(mutant))
    import pytest

    class Limit:
        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_logstart(self, nodeid: str) -> None:
            _bound_time(seconds.get(nodeid, 0.0))

    code = 1
    try:
        code = int(pytest.main(["-x", *PYTEST, *tests], plugins=[Limit()]))
    finally:
        os._exit(code)


def _bound_time(seconds: float) -> None:
    """End this process where a test that takes so long without a fault computes, or waits, much longer."""
    signal.setitimer(signal.ITIMER_PROF, 3 + 4 * seconds)
    signal.alarm(120 + 8 * int(seconds))


def _bound_memory() -> None:
    """A loop without end that fills a list would take all the memory there is before its time is up."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _silent() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)


class Reached:
    """Which tests of a room reach which line, and how long each takes (seconds).

    What a file of tests reaches is kept, and learnt anew only where that file, the room or what the tests share has
    changed.
    """

    def __init__(self, room: str, kept: Path, jobs: int) -> None:
        self._sources = _sources(room)
        found = {each: kept / f"{name}.json" for each, name in _fingerprints(room).items()}
        missing = {each: file for each, file in found.items() if not file.exists()}
        largest_first = sorted(missing, key=lambda each: (TOP / each).stat().st_size, reverse=True)
        shares = [{each: missing[each] for each in largest_first[at::jobs]} for at in range(jobs)]
        for pid in [self._watch(share) for share in shares if share]:
            os.waitpid(pid, 0)
        if not all(file.exists() for file in found.values()):
            raise SystemExit(f"{' '.join(missing)}: these tests cannot be run")
        self.seconds: dict[str, float] = {}
        self._failing: set[str] = set()
        self._lines: dict[str, dict[int, set[str]]] = {}
        for file in found.values():
            seconds, failing, lines = json.loads(file.read_text("utf-8"))
            self.seconds |= seconds
            self._failing |= set(failing)
            for path, by_line in lines.items():
                mine = self._lines.setdefault(path, {})
                for line, names in by_line.items():
                    mine.setdefault(int(line), set()).update(names)
        for name in sorted(self._failing):
            print(f"left out, it fails without a fault: {name}", flush=True)

    def _watch(self, missing: Mapping[str, Path]) -> int:
        pid = os.fork()
        if pid:
            return pid
        _silent()
        import pytest
        from coverage import Coverage

        coverage = Coverage(data_file=None, include=[str(path) for path in self._sources], config_file=False)
        seconds: dict[str, float] = {}
        failing: list[str] = []

        class Watcher:
            def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
                if report.failed and report.nodeid not in failing:
                    failing.append(report.nodeid)

            @pytest.hookimpl(wrapper=True)
            def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
                coverage.switch_context(item.nodeid)
                began = time.monotonic()
                try:
                    return (yield)
                finally:
                    seconds[item.nodeid] = time.monotonic() - began
                    coverage.switch_context("")

        code = 1
        try:
            coverage.start()
            code = int(pytest.main([*PYTEST, *missing], plugins=[Watcher()]))
            coverage.stop()
            if code in (0, 1):  # else the run ended early: nothing is known of the rest
                self._keep(coverage.get_data(), seconds, failing, missing)
        finally:
            os._exit(code)

    def _keep(
        self, data: CoverageData, seconds: Mapping[str, float], failing: list[str], missing: Mapping[str, Path]
    ) -> None:
        """Write what each file of tests reached; lines run while modules are loaded ("") belong to each."""
        reached: dict[str, dict[str, dict[int, list[str]]]] = {each: {} for each in missing}
        for path in self._sources:
            for line, names in data.contexts_by_lineno(str(path)).items():
                for name in names:
                    for each in [name.partition("::")[0]] if name else missing:
                        reached[each].setdefault(_within(path), {}).setdefault(line, []).append(name)
        for each, file in missing.items():
            own = {name: took for name, took in seconds.items() if name.partition("::")[0] == each}
            failed = [name for name in failing if name.partition("::")[0] == each]
            file.write_text(json.dumps([own, failed, reached[each]]), "utf-8")

    def by(self, mutant: Mutant) -> list[str]:
        """The tests that reach the statement of a mutant, the quickest first; empty: none does.

        A line that is reached while the module is loaded (a table, a default) may be read by any test of a file of
        tests that reaches any line of the module: reading a value leaves no trace.
        """
        lines = self._lines.get(_within(mutant.path), {})
        found = {name for line in mutant.statement for name in lines.get(line, ())}
        if "" in found:
            files = {name.partition("::")[0] for names in lines.values() for name in names}
            found = {name for name in self.seconds if name.partition("::")[0] in files}
        return sorted(found - {"", *self._failing}, key=lambda name: (self.seconds.get(name, 0.0), name))


def _fingerprints(room: str) -> dict[str, str]:
    """The files of tests of a room, each with a sum of what decides which lines of the room it reaches.

    What other rooms do decides that too, but seldom; it is left out, so that not every change there costs a new run.
    """
    shared = hashlib.sha256(sys.version.encode())
    beside = [*(TOP / "tests" / "support").rglob("*.py"), *(TOP / "tests").rglob("conftest.py")]
    for path in [*_sources(room), *sorted(beside)]:
        shared.update(_within(path).encode() + path.read_bytes())
    found = {}
    for path in (TOP / each for each in ROOMS[room][1]):
        for file in sorted(path.rglob("test_*.py")) if path.is_dir() else [path]:
            own = shared.copy()
            own.update(file.read_bytes())
            found[_within(file)] = own.hexdigest()[:32]
    return found


def _within(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


def _sources(room: str) -> list[Path]:
    """The files of a room."""
    roots = [TOP / "pia_tui" / under for under in ROOMS[room][0]]
    return [path for root in roots for path in ([root] if root.is_file() else sorted(root.rglob("*.py")))]


def mutants(room: str) -> list[Mutant]:
    """Every mutant of a room."""
    found = []
    for path in _sources(room):
        tree = ast.parse(path.read_text("utf-8"))
        statements, inside = _statements(tree), _in_functions(tree)
        for number, (node, _, _, words) in enumerate(places(tree)):
            line = getattr(node, "lineno", 0)
            lines = statements.get(line, range(line, line + 1))
            found.append(Mutant(path, number, line, words, lines, id(node) in inside))
    return found


def _in_functions(tree: ast.Module) -> set[int]:
    """The nodes in the bodies of functions."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, functions)]
    parts = [part for body in bodies for part in (body if isinstance(body, list) else [body])]
    return {id(each) for part in parts for each in ast.walk(part)}


def _statements(tree: ast.Module) -> dict[int, range]:
    """Line: the lines of the innermost statement there; of one with a body only those of its head."""
    found: dict[int, range] = {}
    for node in ast.walk(tree):  # outer ones come first, and inner ones take their lines over
        if not isinstance(node, ast.stmt):
            continue
        body = getattr(node, "body", None) or getattr(node, "cases", None)
        first = getattr(body[0], "lineno", getattr(getattr(body[0], "pattern", None), "lineno", 0)) if body else 0
        end = max(node.lineno, first - 1) if body else node.end_lineno or node.lineno
        found |= dict.fromkeys(range(node.lineno, end + 1), range(node.lineno, end + 1))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="*", default=list(ROOMS), help=", ".join(ROOMS))
    parser.add_argument("--mutants", type=int, default=60, help="how many, in all rooms together")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--minutes", type=float, default=10, help="no new mutant is begun after so long")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--all", action="store_true", help="print those that were noticed too")
    parser.add_argument("--under", default="", help="only files whose path contains this")
    parser.add_argument("--unreached", action="store_true", help="only print all that no test reaches")
    given = parser.parse_args()
    os.chdir(TOP)
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = tempfile.mkdtemp(prefix="pia-tui-mutants-")
    sys.path[:0] = [str(TOP), str(TOP / "tests" / "support")]
    for name in LOADED:
        __import__(name)
    kept = Path(tempfile.gettempdir()) / f"pia-tui-reached-{os.getuid()}"
    kept.mkdir(mode=0o700, exist_ok=True)
    reached = {room: Reached(room, kept, given.jobs) for room in given.rooms}
    until = time.monotonic() + given.minutes * 60
    waiting = [(room, each) for room in given.rooms for each in mutants(room) if given.under in str(each.path)]
    if given.unreached:
        unreached = [each for room, each in waiting if not reached[room].by(each)]
        print(*unreached, f"{len(unreached)} of {len(waiting)} unreached", sep="\n")
        return 0
    every = len(waiting)
    random.Random(given.seed).shuffle(waiting)
    killed: dict[str, int] = dict.fromkeys(given.rooms, 0)
    tried = dict(killed)
    left: dict[str, int] = dict(killed)

    def tell(room: str, mutant: Mutant, word: str) -> None:
        tried[room] += 1
        killed[room] += word == "killed"
        if given.all or word != "killed":
            print(f"{word:10} {mutant}", flush=True)

    for room in given.rooms:
        wanted = [(mutant, reached[room].by(mutant)) for where, mutant in waiting[: given.mutants] if where == room]
        for mutant, tests in wanted:
            if not tests:
                tell(room, mutant, "unreached")
        wanted = [(mutant, tests) for mutant, tests in wanted if tests]
        quick = [(mutant, tests) for mutant, tests in wanted if mutant.in_function]
        slow = [(mutant, tests) for mutant, tests in wanted if not mutant.in_function]
        codes = fork_each(quick, reached[room].seconds, until, given.jobs) if quick else {}
        for place, (mutant, tests) in enumerate(quick):
            if codes.get(place) == Forks.AGAIN:
                slow.append((mutant, tests))
            elif place in codes:
                tell(room, mutant, "killed" if codes[place] else "survived")
            else:
                left[room] += 1
        for mutant, tests in slow:
            if time.monotonic() < until:
                _, status = os.waitpid(start(tests, mutant, reached[room].seconds), 0)
                tell(room, mutant, "killed" if status else "survived")
            else:
                left[room] += 1
    for room in given.rooms:
        untold = f"; {left[room]} not tried: the time was up, or the tests ended early" if left[room] else ""
        print(f"{room}: {killed[room]} of {tried[room]} killed{untold}")
    total = sum(tried.values())
    share = sum(killed.values()) * 100 // max(total, 1)
    print(f"{sum(killed.values())} of {total} killed ({share} %), of {every} there are")
    return 1 if any(left.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
