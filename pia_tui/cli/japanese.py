"""click, speaking Japanese: help pages, and what it says when a command is called the wrong way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click
from click import exceptions as wrong

from pia_tui.cli.help_page import HelpContext
from pia_tui.cli.translation import translate_click, translated

translate_click()


class JapaneseCommand(click.Command):
    """A command whose help page is in Japanese throughout."""

    context_class = HelpContext

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[オプション]")  # no reason to read the catalogue at every start
        super().__init__(*args, **kwargs)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # click's parser forgets it where a value is missing
            raise

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = (param for param in self.get_params(ctx) if isinstance(param, click.Option))
        records = [(option, record) for option in options if (record := option.get_help_record(ctx))]
        if records:
            with formatter.section(translated("Options")):
                formatter.write_dl([(names, _help_of(option, ctx)) for option, (names, _) in records])


class JapaneseGroup(JapaneseCommand, click.Group):
    """A group whose help page is in Japanese throughout."""

    command_class = JapaneseCommand

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("subcommand_metavar", "[コマンド] …")
        super().__init__(*args, **kwargs)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except wrong.NoSuchCommand as error:  # click itself looks for near names among the loaded commands only
            raise wrong.NoSuchCommand(error.command_name, possibilities=self.list_commands(ctx), ctx=ctx) from None

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        with formatter.section(translated("Commands")):
            formatter.write_dl(list(self.command_help()))

    def command_help(self) -> Iterable[tuple[str, str]]:
        """(name, one line of help) for each command, in the order of the help page."""
        return [(name, command.get_short_help_str(80)) for name, command in self.commands.items()]


def _help_of(option: click.Option, ctx: click.Context) -> str:
    """A line of help with what click adds to it: the numbers it takes, what it is without, that it is required."""
    extra = option.get_help_extra(ctx)
    said = option.help or ""
    if "range" in extra and isinstance(option.type, click.IntRange):
        said += f"（{_range(option.type)}）"
    if "default" in extra:
        said += f"（{translated('default: {default}').format(default=extra['default'])}）"
    return said + (f"［{translated(extra['required'])}］" if "required" in extra else "")


def _range(numbers: click.IntRange) -> str:
    if numbers.min is not None and numbers.max is not None:
        return f"{numbers.min}～{numbers.max}"
    return f"{numbers.min} 以上" if numbers.max is None else f"{numbers.max} 以下"


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
        after = "「-」で始まる言葉を値にするときは、その前に「--」を置きます。"
        return f"{error.message}{_near(error.possibilities) or after}"
    if isinstance(error, wrong.NoSuchCommand):
        return f"{error.message}{_near(error.possibilities)}"
    if isinstance(error, wrong.MissingParameter) and error.param is not None:
        return f"「{_name(error.param, error.ctx)}」を指定してください。"
    if isinstance(error, wrong.BadParameter) and error.param is not None:
        sentence = translated("Invalid value for {param_hint}: {message}")
        return sentence.format(param_hint=f"「{_name(error.param, None)}」", message=_bad_value(error))
    return error.format_message()


def _near(possibilities: Iterable[str] | None) -> str:
    return f"「{'」「'.join(sorted(possibilities))}」のことですか。" if possibilities else ""


def _name(param: click.Parameter, ctx: click.Context | None) -> str:
    """What an officer knows a parameter by: an option as it is typed, an argument as the help page calls it."""
    if isinstance(param, click.Option):
        return " / ".join((*param.opts, *param.secondary_opts)) if ctx else param.opts[0]
    return param.make_metavar(ctx) if ctx else param.human_readable_name


def _bad_value(error: click.BadParameter) -> str:
    """What to write instead, where the kind of value says it better than click's sentence."""
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return f"選べるのは {'、'.join(str(choice) for choice in kind.choices)}"
    if isinstance(kind, click.IntRange):
        return f"{_range(kind)}の数字で書いてください"
    return error.message
