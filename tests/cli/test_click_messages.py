"""Every sentence of click that an officer may meet is Japanese: the catalogue is whole, compiled, and in use."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import string
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from pia_tui.cli import cli, translation
from pia_tui.cli.japanese import explain

FOLDER = translation.LOCALE / "ja" / "LC_MESSAGES"
PLURALS = {"ngettext"}
MARKS = {"_"} | PLURALS
NO_CONSTANT = {"extra['required']": "required"}
"""Where click translates what stands in a variable: the expression, and what it holds."""
LATE = {
    "click._termui_impl": "the bars alone; of their words only 日 of a bar that takes more than a day",
    "click._winconsole": "loaded with click on Windows, never elsewhere",
    "click.shell_completion": "loaded for the shell's own question; its words are for a bash older than 4.4",
}
"""Modules of click that are not loaded with it."""


def marked() -> Iterator[tuple[str, str | tuple[str, str]]]:
    """(module, message) for all that the installed click marks for translation."""
    assert click.__file__
    for file in sorted(Path(click.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                texts = [text_of(each) for each in node.args[: 2 if node.func.id in PLURALS else 1]]
                yield f"click.{file.stem}", (texts[0], texts[1]) if len(texts) == 2 else texts[0]


def text_of(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else NO_CONSTANT[ast.unparse(node)]


def test_the_catalogue_has_every_message_of_the_installed_click() -> None:
    lacking = []
    for _, message in marked():
        if isinstance(message, str):
            said = [translation.translated(message)]
        else:
            said = [translation.translated_plural(*message, number) for number in (1, 2)]
        if any(each in (message, *message) for each in said):
            lacking.append(message)
    assert not lacking


def test_a_translation_asks_for_nothing_that_click_does_not_give() -> None:
    with (FOLDER / "click.po").open("rb") as file:
        for message in read_po(file):
            if message.id:
                ids = [message.id] if isinstance(message.id, str) else message.id
                texts = [message.string] if isinstance(message.string, str) else message.string
                assert {name for text in texts for name in fields(text)} <= {
                    name for one in ids for name in fields(one)
                }
                assert all(re.search(r"[ぁ-んァ-ン一-龥]|^%|^\{message\}$", text) for text in texts), message.id


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_what_is_read_is_what_was_written() -> None:
    with (FOLDER / "click.po").open("rb") as source, (FOLDER / "click.mo").open("rb") as compiled:
        assert whole(read_po(source)) == whole(read_mo(compiled))


def whole(catalogue: Catalog) -> list[tuple[list[str], list[str]]]:
    """Every message with its translation, both with their plurals."""

    def forms(text: str | Sequence[str]) -> list[str]:
        return [text] if isinstance(text, str) else list(text)

    return sorted((forms(each.id), forms(each.string)) for each in catalogue if each.id)


def test_all_modules_of_click_speak_through_the_catalogue() -> None:
    assert cli.name == "cli"
    silent = set()
    for name in sorted({module for module, _ in marked()} - set(LATE)):
        module = importlib.import_module(name)
        if getattr(module, "_", translation.translated) is not translation.translated:
            silent.add(name)
        if getattr(module, "ngettext", translation.translated_plural) is not translation.translated_plural:
            silent.add(name)
    assert not silent
    assert set(LATE) <= {f"click.{each.name}" for each in pkgutil.iter_modules(click.__path__)}


KINDS: list[tuple[click.ParamType, str, str]] = [
    (click.INT, "二", "数字で書いてください"),
    (click.FLOAT, "x", "数字で書いてください"),
    (click.IntRange(1, 9), "10", "1～9の数字で書いてください"),
    (click.IntRange(1), "0", "1 以上の数字で書いてください"),
    (click.IntRange(max=9), "10", "9 以下の数字で書いてください"),
    (click.BOOL, "maybe", "yes か no で書いてください"),
    (click.UUID, "x", "UUID で書いてください"),
    (click.DateTime(["%d"]), "x", "の形で書いてください"),
    (click.Choice(["pdf", "json"]), "doc", "選べるのは pdf、json"),
    (click.Path(exists=True), "/no/such", "場所「/no/such」がありません"),
    (click.Path(exists=True, dir_okay=False), ".", "ファイル「.」はフォルダーです"),
    (click.Path(exists=True, file_okay=False), __file__, "はファイルです"),
]


@pytest.mark.parametrize(("kind", "value", "word"), KINDS, ids=[f"{kind.name} {word}" for kind, _, word in KINDS])
def test_a_wrong_value_of_any_kind_is_told_in_japanese(kind: click.ParamType, value: str, word: str) -> None:
    for param, args in (
        (click.Option(["--value"], type=kind), ["--value", value]),
        (click.Argument(["値"], type=kind, metavar="値"), [value]),
    ):
        said = told(click.Command("x", params=[param]), args)
        assert said == f"「{'--value' if len(args) == 2 else '値'}」の値を読めません（{said.partition('（')[2]}"
        assert word in said
        assert not english(said.replace("--value", "").replace(value, ""))


WRONG = [["--nope"], ["--name=3"], ["--pair", "1"], ["--pair"], ["a", "b", "c"], [], ["--cont"], ["--name", "--pair"]]


@pytest.mark.parametrize("args", WRONG, ids=lambda args: " ".join(args))
def test_a_command_written_wrong_is_told_in_japanese(args: list[str]) -> None:
    params = [click.Option(["--pair"], nargs=2), click.Option(["--name"], is_flag=True), click.Option(["--count"]),
              click.Argument(["who"], metavar="誰")]  # fmt: skip
    said = told(click.Command("x", params=params), args)
    assert not english(re.sub(r"--\w+|「[abc ]+」", "", said))


def told(command: click.Command, args: list[str]) -> str:
    with pytest.raises(click.ClickException) as caught:
        command.main(args, "x", standalone_mode=False)
    said = explain(caught.value)
    assert said.endswith("で見られます。")
    return said.partition("使い方は")[0]


def english(text: str) -> set[str]:
    """Words of Latin letters, but for those that officers type so."""
    return set(re.findall(r"[A-Za-z]{2,}", text)) - {"UUID", "pdf", "json", "yes", "no"}


def test_click_alone_speaks_japanese_too(capsys: pytest.CaptureFixture[str]) -> None:
    """What click shows by itself, as in the trial of a single command."""
    with pytest.raises(SystemExit):
        click.Command("x", params=[click.Argument(["who"], metavar="誰")]).main([], "x")
    said = capsys.readouterr().err
    assert "使い方: x" in said
    assert "使い方は「x --help」で見られます。" in said
    assert "値が足りません" in said
