"""The manual against the program: every key, command, option and word of the screens that it names is there."""

from __future__ import annotations

import io
import re
from importlib import import_module
from pathlib import Path

import click
import pytest
from program import in_text, run_program
from pypdf import PdfReader

from pia_tui.cli import COMMANDS
from pia_tui.prompts.form_dialog import commands
from pia_tui.tui.actions import all_actions
from pia_tui.usecases.manual import manual_files, manual_html, manual_text, pages

TEXT = (Path(pages.__file__).parent / "manual.md").read_text("utf-8")


def test_every_key_is_an_action_of_the_screens() -> None:
    named = set(re.findall(r"(?:Ctrl\+[A-Z]|F\d+)", TEXT))
    bound = {key for action in all_actions() for key in action.keys}
    assert named
    assert not {word for word in named if word.lower() not in bound}


@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("ctrl+d", "PDF"), ("ctrl+g", "期限"), ("ctrl+f", "公表した"), ("ctrl+a", "変更箇所"), ("ctrl+x", "見比べる"),
        ("ctrl+r", "見直した"), ("ctrl+t", "判断"), ("f12", "次の変更"), ("f2", "未記入"), ("ctrl+o", "取り込む"),
        ("ctrl+k", "確認済み"), ("ctrl+w", "書き出す"), ("ctrl+e", "大きく書く"),
    ],
)  # fmt: skip
def test_a_key_does_what_the_manual_says(key: str, word: str) -> None:
    assert any(key in action.keys and action.label == word for action in all_actions())


def test_every_word_for_the_palette_is_a_title() -> None:
    titles = " ".join(f"{action.title} {action.label}" for action in all_actions())
    for words in re.findall(r"Ctrl\+P の「([^」]+)」", TEXT):
        assert words in titles


def test_every_command_and_option_is_there() -> None:
    called = re.findall(r"`pia-tui ([a-z]+)([^`]*)`", TEXT)
    assert len(called) > 10
    for name, rest in called:
        where, _, function = COMMANDS[name][0].partition(":")
        command: click.Command = getattr(import_module(where), function)
        options = {option for param in command.params for option in param.opts}
        assert not [word for word in re.findall(r"(?<!\S)--?[a-z-]+", rest) if word not in options]


def test_every_word_after_a_colon_is_a_command_of_write() -> None:
    known = {word for command in commands() for word in command.words}
    said = re.findall(r"「:([^」 ]+)", TEXT)
    assert said
    assert set(said) <= known


def test_it_is_at_most_twelve_pages_and_whole_in_every_form() -> None:
    files = manual_files()
    pdf = PdfReader(io.BytesIO(files["manual.pdf"]))
    assert len(pdf.pages) <= 12
    paper = re.sub(r"\s", "", "".join(page.extract_text() for page in pdf.pages))
    html = re.sub(r"\s", "", re.sub(r"<[^>]+>", "", manual_html()))
    for line in TEXT.splitlines()[2:]:
        words = re.sub(r"[`#|\s-]|^\d+\.|!\[.*", "", line)[:20]
        for piece in words.split("\n"):
            assert piece in re.sub(r"[-|]", "", html)
            if "|" not in line:
                assert piece in re.sub(r"-", "", paper), piece
    assert manual_files() == files


def test_the_page_loads_nothing_from_anywhere() -> None:
    assert not re.search(r"https?://|src=\"(?!data:)", manual_html())
    assert manual_html().count("data:image/png;base64,") == TEXT.count("![")


def test_it_is_read_on_the_terminal_and_written_to_files(tmp_path: Path) -> None:
    shown = in_text(run_program("manual"))
    assert shown.stdout.strip() == manual_text().strip()
    made = in_text(run_program("manual", "-o", str(tmp_path / "手引.pdf")))
    assert made.returncode == 0
    assert (tmp_path / "手引.pdf").read_bytes().startswith(b"%PDF")
    again = in_text(run_program("manual", "-o", str(tmp_path / "手引.pdf")))
    assert again.returncode == 1
    assert "--force" in again.stderr
    assert in_text(run_program("manual", "-o", str(tmp_path / "手引.doc"))).returncode == 2
