"""`.ci/parts.py` says that a suite passed only when all of it ran to its end: fakes fail, hang or end early."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / ".ci" / "parts.py"
pytestmark = pytest.mark.skipif(os.name == "nt" or not SCRIPT.exists(), reason="the script runs beside Wine, not in it")

HEAD = "============ test session starts ============\ncollecting ... collected 3 items\n\n"
ONE = "tests/a.py::test_one PASSED [ 33%]\n"
END = "====== 1 passed, 1 skipped in 0.10s ======\n"

FAKES = {
    "passes": f"print({HEAD + ONE + END!r})",
    "fails": f"print({HEAD + ONE!r} + 'tests/a.py::test_two FAILED [ 66%]\\nE   assert 1\\n'"
    " + '=== 1 failed, 1 passed in 0.1s ===\\n'); sys.exit(1)",
    "hangs": f"print({HEAD + ONE!r} + 'tests/a.py::test_two[x y] Timeout (0:00:20)!\\n', flush=True); time.sleep(600)",
    "hangs_while_collecting": "print('=== test session starts ===', flush=True); time.sleep(600)",
    "talks_for_ever": f"print({HEAD!r})\nwhile True: print('.', flush=True); time.sleep(0.05)",
    "killed": f"print({HEAD + ONE!r} + 'tests/a.py::test_two ', flush=True); os.kill(os.getpid(), 9)",
    "ends_early": f"print({HEAD + ONE!r} + 'tests/a.py::test_two ')",
    "ends_at_exit": f"print({HEAD + ONE + END!r}); sys.exit(3)",
    "finds_no_test": "print('=== no tests ran in 0.01s ==='); sys.exit(5)",
    "skips_all": "print('tests/a.py::test_one SKIPPED [100%]\\n=== 1 skipped in 0.01s ===')",
    "hides_a_failure": f"print({HEAD + ONE!r} + 'tests/a.py::test_two FAILED\\n' + {END!r})",
    "leaves_a_child": f"subprocess.Popen(['sleep', '600']); print({HEAD + ONE + END!r})",
}


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ci_parts", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["ci_parts"] = module
    spec.loader.exec_module(module)
    return module


parts: Any = _script() if SCRIPT.exists() else None


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    """A fake of pytest: the path that it is given names what it does."""
    fake = tmp_path / "fake.py"
    fake.write_text(
        "import os, subprocess, sys, time\nDO = " + repr(FAKES) + "\nexec(DO[sys.argv[-1]])\n", encoding="utf-8"
    )
    return [sys.executable, str(fake)]


def run(command: list[str], tmp_path: Path, *names: str, clear: list[str] | None = None, **limits: float) -> list[Any]:
    return parts.run_parts(  # type: ignore[no-any-return]
        [parts.Part(name, (name,)) for name in names],
        command,
        workers=[{"PREFIX": "one"}, {"PREFIX": "two"}],
        limits=parts.Limits(**({"silence": 30, "part": 30, "all": 60} | limits)),
        out=tmp_path / "out",
        clear=clear or [],
    )


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("passes", ""),
        ("leaves_a_child", ""),
        ("fails", "code 1"),
        ("killed", "it ended (code -9) without reaching its end in tests/a.py::test_two"),
        ("ends_early", "it ended (code 0) without reaching its end in tests/a.py::test_two"),
        ("ends_at_exit", "code 3"),
        ("finds_no_test", "it ended (code 5) without reaching its end"),
        ("skips_all", "no test passed"),
        ("hides_a_failure", "tests failed though the code is 0"),
    ],
)
def test_only_a_part_that_ran_to_its_end_passed(command: list[str], tmp_path: Path, name: str, fault: str) -> None:
    (outcome,) = run(command, tmp_path, name)
    assert outcome.fault == fault


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("hangs", "hung, without a word for 4 s, in tests/a.py::test_two[x y]"),
        ("hangs_while_collecting", "hung, without a word for 4 s,"),
    ],
)
def test_what_hangs_is_ended_and_named(command: list[str], tmp_path: Path, name: str, fault: str) -> None:
    mark = tmp_path / "cleared"
    (outcome,) = run(command, tmp_path, name, silence=4, clear=["sh", "-c", f"echo $PREFIX >> {mark}"])
    assert outcome.fault == fault
    assert mark.read_text().split() in (["one"], ["two"]), (
        "what hung is cleared away once, with its worker's environment"
    )


def test_what_talks_for_ever_is_ended_too(command: list[str], tmp_path: Path) -> None:
    (outcome,) = run(command, tmp_path, "talks_for_ever", part=2)
    assert outcome.fault == "not done in 2 s,"


def test_a_hang_holds_no_other_part_up_and_late_parts_fail(command: list[str], tmp_path: Path) -> None:
    first, second, third = run(command, tmp_path, "hangs", "passes", "fails", silence=4)
    assert [bool(one.fault) for one in (first, second, third)] == [True, False, True]
    assert second.counts == {"passed": 1}
    late = run(command, tmp_path, "passes", all=0)
    assert late[0].fault.startswith("not begun")


@pytest.mark.parametrize(("names", "code"), [(("passes",), 0), (("passes", "killed"), 1), (("skips_all", "passes"), 1)])
def test_the_script_ends_with_1_when_a_part_failed(
    command: list[str], tmp_path: Path, names: tuple[str, ...], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--out", str(tmp_path / "out"), *(f"{name}={name}" for name in names), "--", *command]
    assert parts.main(given) == code
    assert ("FAILED" in capsys.readouterr().out) == bool(code)


def test_texts_of_japanese_windows_are_read() -> None:
    assert parts.Part.parse("store=tests/store tests/faults").paths == ("tests/store", "tests/faults")
    with pytest.raises(ValueError, match="NAME=PATH"):
        parts.Part.parse("tests/store")
