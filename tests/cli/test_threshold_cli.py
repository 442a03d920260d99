"""`pia-tui threshold` and `pia-tui wizard` through the installed program."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from program import in_text, run_program
from pypdf import PdfReader

NUMBERS = ("--subjects", "25万", "--handlers", "４８０人", "--no-incident")


@pytest.fixture
def call(tmp_path: Path):  # type: ignore[no-untyped-def]
    env = {**os.environ, "PIA_TUI_WORKSPACE": str(tmp_path / "ws")}

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        done = in_text(run_program(*args, env=env))
        assert "Traceback" not in done.stderr
        return done

    return run


def test_json(call) -> None:  # type: ignore[no-untyped-def]
    plain = json.loads(call("threshold", *NUMBERS, "--json").stdout)
    assert plain["level"] == "juten"
    assert plain["text"] == "基礎項目評価及び重点項目評価の実施が義務付けられる"
    assert "480人" in plain["reason"]
    assert "規則第6条第1項第2号" in plain["clause"]
    assert plain["facts"]["subjects"] == 250_000
    assert plain["basis"] == ""


def test_a_band_is_enough_and_the_answer_says_that_it_rests_on_one(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    slip = tmp_path / "slip.pdf"
    bands = ("--subjects", "10万人以上30万人未満", "--handlers", "500人未満", "--no-incident")
    plain = json.loads(call("threshold", *bands, "-o", str(slip), "--json").stdout)
    assert plain["level"] == "juten"
    assert plain["facts"]["subjects"] == "10万人以上30万人未満"
    assert "対象人数と取扱者数の区分によります" in plain["basis"]
    assert plain["basis"] in call("threshold", *bands).stdout
    printed = re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(slip).pages))
    assert plain["basis"] in printed
    assert "未確認" not in printed
    refused = call("threshold", "--subjects", "20万人以上", "--handlers", "3", "--no-incident")
    assert refused.returncode == 2
    assert "30万人以上" in refused.stderr


def test_text_says_the_way_and_what_would_change_it(call) -> None:  # type: ignore[no-untyped-def]
    page = call("threshold", *NUMBERS, "--subjects-on", "R7.4.1").stdout
    assert "10万人以上30万人未満" in page
    assert "あと20人増えて500人" in page
    assert not re.search(r"\b(None|True|False)\b", page)


def test_the_no_duty_files(call) -> None:  # type: ignore[no-untyped-def]
    plain = json.loads(call("threshold", *NUMBERS, "--only-files", "staff", "--only-files", "paper", "--json").stdout)
    assert plain["level"] == "none"
    assert plain["row"] is None


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--subjects", "abc", "--handlers", "3", "--incident"), "--subjects"),
        (("--subjects", "-5", "--handlers", "3", "--incident"), "マイナス"),
        (("--subjects", "5", "--handlers", "3.5", "--incident"), "端数"),
        (("--subjects", "5", "--handlers", "3"), "--no-incident"),
        (("--handlers", "3", "--incident"), "--subjects"),
        (("--subjects", "5", "--handlers", "3", "--incident", "--subjects-on", "きのう"), "令和"),
        (("--subjects", "5", "--handlers", "3", "--incident", "--only-files", "dogs"), "staff"),
    ],
)
def test_a_wrong_call_is_one_japanese_line(call, args: tuple[str, ...], says: str) -> None:  # type: ignore[no-untyped-def]
    done = call("threshold", *args)
    assert done.returncode == 2
    assert done.stdout == ""
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_nothing_is_written_for_a_question(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    call("threshold", *NUMBERS)
    assert list(tmp_path.iterdir()) == []


def test_the_wizard_without_a_terminal(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done = call("wizard")
    assert done.returncode == 2
    assert "端末" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", ["threshold", "wizard"])
def test_help_is_japanese(call, verb: str) -> None:  # type: ignore[no-untyped-def]
    page = call(verb, "--help").stdout
    assert "required" not in page
    assert not re.search(r"\b[A-Z][a-z]+ [a-z]+ ", page)


def test_a_question_loads_nothing_heavy() -> None:
    heavy = ("textual", "reportlab", "sqlite_utils", "questionary", "openpyxl", "PIL", "pypdf", "stdnum")
    code = (
        "import sys; from pia_tui.cli import cli\n"
        f"cli.main(['threshold', *{NUMBERS!r}], standalone_mode=False)\n"
        f"sys.exit(','.join(name for name in {heavy!r} if name in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
