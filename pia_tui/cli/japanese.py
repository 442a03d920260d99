"""click, speaking Japanese: help pages, and what it says when a command is called the wrong way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import click
from click import exceptions as wrong

from pia_tui.cli.help_page import HelpContext

_OPTIONS = "オプション"


class JapaneseCommand(click.Command):
    """A command whose help page is in Japanese throughout."""

    context_class = HelpContext

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", f"[{_OPTIONS}]")
        super().__init__(*args, **kwargs)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="使い方: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = (param for param in self.get_params(ctx) if isinstance(param, click.Option))
        records = [record for record in (option.get_help_record(ctx) for option in options) if record]
        if records:
            with formatter.section(_OPTIONS):
                formatter.write_dl([(name, _in_japanese(text)) for name, text in records])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "この説明を表示して終わります。"
        return option


class JapaneseGroup(JapaneseCommand, click.Group):
    """A group whose help page is in Japanese throughout."""

    command_class = JapaneseCommand

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("subcommand_metavar", "[コマンド] …")
        super().__init__(*args, **kwargs)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        with formatter.section("コマンド"):
            formatter.write_dl(list(self.command_help()))

    def command_help(self) -> Iterable[tuple[str, str]]:
        """(name, one line of help) for each command, in the order of the help page."""
        return [(name, command.get_short_help_str(80)) for name, command in self.commands.items()]


def _in_japanese(text: str) -> str:
    """A line of help with what click adds to it: that an option is required, and the numbers it takes."""
    return re.sub(r" *\[(\d+)<=x<=(\d+)\]", r"（\1～\2）", text.replace("  [required]", "［必須］"))


def command(name: str | None = None, **attrs: Any) -> Callable[[Callable[..., Any]], JapaneseCommand]:
    """`click.command` for this program: its help page speaks Japanese."""
    return click.command(name, cls=JapaneseCommand, **attrs)


def explain(error: click.ClickException) -> str:
    """What went wrong, in one Japanese line that says how to go on."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    path = ctx.command_path if ctx else "pia-tui"
    return f"{_what(error)}使い方は「{path} --help」で見られます。"


def _what(error: click.ClickException) -> str:
    if isinstance(error, wrong.NoSuchOption):
        near = f"「{'」「'.join(sorted(error.possibilities))}」のことですか。" if error.possibilities else ""
        after = "「-」で始まる言葉を値にするときは、その前に「--」を置きます。"
        return f"オプション「{error.option_name}」はありません。{near or after}"
    if isinstance(error, wrong.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
        if isinstance(error.param, click.Option):
            name = " / ".join((*error.param.opts, *error.param.secondary_opts))
        return f"「{name}」を指定してください。"
    if isinstance(error, wrong.BadParameter):
        name = error.param.human_readable_name if error.param else ""
        if isinstance(error.param, click.Option):
            name = error.param.opts[0]
        return f"「{name}」の値を読めません（{_bad_value(error)}）。"
    if isinstance(error, wrong.BadOptionUsage):
        if "requires" in error.message:
            return f"オプション「{error.option_name}」の後に値を書いてください。"
        return f"オプション「{error.option_name}」に値は付けられません。"
    if isinstance(error, wrong.FileError):
        return f"ファイル「{error.ui_filename}」を開けません。"
    name = getattr(error, "command_name", None) or _quoted_after("No such command", error.message)
    if name:
        return f"コマンド「{name}」はありません。{_near_command(name, error)}"
    if "unexpected extra argument" in error.message:
        extra = error.message.partition("(")[2].removesuffix(")")
        return f'余分な言葉「{extra}」があります。空白を含む言葉は "…" で囲んでください。'
    if not error.message.isascii():
        return error.message  # our own sentence
    return f"コマンドの書き方が違います（{error.message}）。"


def _quoted_after(words: str, message: str) -> str:
    """What stands in quotes in a message of click's that has these words; empty without them."""
    return message.split("'")[1] if words in message and message.count("'") > 1 else ""


def _near_command(name: str, error: click.ClickException) -> str:
    from difflib import get_close_matches  # only who mistypes waits for it

    ctx = error.ctx if isinstance(error, click.UsageError) else None
    commands = ctx.command.list_commands(ctx) if ctx and isinstance(ctx.command, click.Group) else []
    near = get_close_matches(name, commands, n=2)
    return f"「{'」「'.join(near)}」のことですか。" if near else ""


def _bad_value(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return f"選べるのは {'、'.join(str(choice) for choice in kind.choices)}"
    if isinstance(kind, click.IntRange):
        return f"{kind.min}～{kind.max} の数字で書いてください"
    if isinstance(kind, (click.types.IntParamType, click.types.FloatParamType)):
        return "数字で書いてください"
    if isinstance(kind, click.Path):
        return "そのファイルがないか、読めません"
    return error.message
