"""The command line. Each command is loaded only when it is called, so that a quick question stays quick."""

from __future__ import annotations

import errno
import gc
import importlib
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import NoReturn

import click

from pia_tui import __version__
from pia_tui.cli.japanese import JapaneseGroup, explain
from pia_tui.cli.session import CommandSession
from pia_tui.errors import PiaError, visible, why
from pia_tui.system import is_terminal
from pia_tui.usecases.body_data import make_known
from pia_tui.workspace import WorkspaceError

COMMANDS: dict[str, tuple[str, str]] = {
    "threshold": ("pia_tui.cli.threshold:threshold", "しきい値判断: 3つの数から、必要な評価を答えます"),
    "wizard": ("pia_tui.cli.threshold:wizard", "しきい値判断を一問ずつ行い、評価書を作ります（画面を使わない形）"),
    "new": ("pia_tui.cli.documents:new", "評価書を新しく作ります"),
    "list": ("pia_tui.cli.documents:list_", "評価書の一覧"),
    "show": ("pia_tui.cli.documents:show", "評価書の項目と答えを表示します"),
    "get": ("pia_tui.cli.documents:get", "一つの項目の答えを表示します"),
    "set": ("pia_tui.cli.documents:set_", "一つの項目に答えを入れます"),
    "write": ("pia_tui.cli.writing:write", "評価書を一問ずつ、普通の行で書きます（読み上げソフトでも使えます）"),
    "assign": ("pia_tui.cli.departments:assign", "章や項目の担当課を決めます（担当ごとの記入票が作れます）"),
    "check": ("pia_tui.cli.checking:check", "記入もれや食い違いを調べます"),
    "due": ("pia_tui.cli.duties:due", "期限のある仕事（見直し・再実施・重大事故・終了）を、急ぐものから示します"),
    "review": ("pia_tui.cli.duties:review", "「見直した・変更なし」を記録します"),
    "judge": ("pia_tui.cli.judging:judge", "しきい値判断をやり直します（前の判断は残ります）"),
    "drift": ("pia_tui.cli.judging:drift", "しきい値判断の線に近い事務、越えそうな事務を示します"),
    "register": ("pia_tui.cli.register:register", "計画管理書（すべての事務の一覧）を表示・書き出します"),
    "task": ("pia_tui.cli.register:task", "同じ事務の評価書をまとめ、同じことを書く欄をそろえます"),
    "duplicate": ("pia_tui.cli.register:duplicate", "評価書を、別の事務のひな形として複製します"),
    "incident": ("pia_tui.cli.duties:incident", "機関の重大事故を一度だけ記録し、すべての評価書に反映します"),
    "export": ("pia_tui.cli.export:export", "PDF・Excel・JSON に書き出します"),
    "publish": (
        "pia_tui.cli.publication:publish",
        "公表したことを記録します（その時の内容を、変わらない版として残します）",
    ),
    "revisions": ("pia_tui.cli.publication:revisions", "残してある版（公表したものなど）の一覧"),
    "diff": ("pia_tui.cli.publication:diff", "公表した版から変わったところ"),
    "changes": ("pia_tui.cli.changes:changes", "変更箇所の表の行を作り、提出時期と日程を決めます"),
    "import": ("pia_tui.cli.ingest:import_", "公表済みの評価書や Excel などを取り込みます"),
    "tray": ("pia_tui.cli.tray:tray", "取込みで置き場所が決まらなかった文（未配置）を見て、置きます"),
    "pack": ("pia_tui.cli.packs:pack", "別の端末へ運ぶファイルを作ります"),
    "unpack": ("pia_tui.cli.packs:unpack", "運んできたファイルを取り込みます"),
    "forms": ("pia_tui.cli.forms:forms", "様式の一覧と、様式の項目"),
    "grounds": ("pia_tui.cli.grounds:grounds", "法令上の根拠（別表と第2条の表の項）を探します"),
    "renumber": ("pia_tui.cli.rewriting:renumber", "法改正で古くなった号や名前（号ズレ）を見つけて直します"),
    "replace": ("pia_tui.cli.rewriting:replace", "言葉を、一つの評価書かすべての評価書で置き換えます"),
    "search": ("pia_tui.cli.store:search", "すべての評価書から言葉を探します"),
    "backup": ("pia_tui.cli.store:backup", "控え（バックアップ）を取り、読めることを確かめます"),
    "restore": ("pia_tui.cli.store:restore", "控えから戻します（いまの内容は消えません）"),
    "rule": ("pia_tui.cli.rule:rule", "機関の決まり（義務より詳しい評価をいつも行うなど）"),
    "demo": ("pia_tui.cli.demo:demo", "見本の評価書を3つ入れます"),
    "bundle": ("pia_tui.cli.bundle:bundle", "職員の端末に渡す一式（Python 入り）を作ります"),
    "verify": ("pia_tui.cli.bundle:verify", "プログラムが作られたときのままで、正しく動くかを確かめます"),
    "manual": ("pia_tui.cli.manual:manual", "手引を読みます（画面でも、ブラウザーや紙でも）"),
    "doctor": ("pia_tui.cli.doctor:doctor", "プログラム・端末・保存ファイルの様子を調べ、することを教えます"),
}
"""Every command: where it lives, and its line on the help page."""


ENCODING_VARIABLE = "PIA_TUI_ENCODING"
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What a full disk behind standard output is called."""
_SELDOM = 20_000
"""New objects between two looks of the cyclic garbage collector (Python's own number is 700)."""


class LazyGroup(JapaneseGroup):
    """Looks commands up in COMMANDS and imports only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        found: click.Command = getattr(importlib.import_module(module), name)
        return found

    def command_help(self) -> Iterable[tuple[str, str]]:
        return [(name, line) for name, (_, line) in COMMANDS.items()]


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"max_content_width": 100})
@click.option(
    "--workspace", metavar="フォルダー", help="保存先のフォルダー（指定がなければ、いまのフォルダーか ~/pia-tui）。"
)
@click.version_option(__version__, message="pia-tui %(version)s", help="版を表示して終わります。")
@click.pass_context
def cli(ctx: click.Context, workspace: str | None) -> None:
    """特定個人情報保護評価書を、しきい値判断から PDF まで、この端末の中だけで作ります。

    コマンドを付けずに起動すると、画面で操作できます。

    「>」や「|」で渡す文字は UTF-8 です。ほかの文字コードにするときは、環境変数 PIA_TUI_ENCODING に
    書きます（cp932 など）。
    """
    ctx.obj = ctx.obj or CommandSession()
    ctx.obj.option = workspace
    with suppress(WorkspaceError):  # told by the commands that need the folder
        make_known(ctx.obj.workspace)
    if ctx.invoked_subcommand is None:
        _open_screens(ctx.obj)


def _open_screens(session: CommandSession) -> None:
    from pia_tui.store.errors import StoreDamaged
    from pia_tui.tui import require_terminal, run

    if session.is_new():
        from pia_tui.prompts.folder import wants_folder

        require_terminal()
        if not wants_folder(session.workspace.root):
            return
    try:
        run(session.workspace)
    except StoreDamaged as error:
        from pia_tui.cli.store import offer_rescue

        if error.path != session.workspace.database or not offer_rescue(session, error):
            raise
        run(session.workspace)


def main() -> NoReturn:
    """Run the program; every failure ends as one Japanese line on stderr, with exit code 1 or 2."""
    # A verb makes many values and throws few away: look for garbage in cycles seldom, and not once more on the way out.
    gc.set_threshold(_SELDOM)
    code = _run()
    gc.freeze()
    sys.exit(code)


def _run() -> int:
    _speak()
    session = CommandSession()
    try:
        # What was typed is what is meant: click would fill in ~ % $ * ? [ ] on Windows, where no shell does.
        ended = cli.main(prog_name="pia-tui", standalone_mode=False, obj=session, windows_expand_args=False)
    except PiaError as error:
        return _say(str(error), error.exit_code)
    except click.exceptions.Exit as end:
        return end.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _say("中止しました。保存済みの内容はそのままです。", 1)
    except click.ClickException as error:
        return _say(explain(error), error.exit_code)
    except OSError as error:
        if _nobody_listens(error):
            return 1
        return _unexpected(error, session) if error.filename or error.errno not in _NO_ROOM else _unheard(error)
    except Exception as error:
        return _unexpected(error, session)
    return ended if isinstance(ended, int) else 0  # click gives the code of ctx.exit() back


def _nobody_listens(error: OSError) -> bool:
    """Whether the program that read our output has ended (`| more`, then q): no fault, and nobody to tell.

    click ends quietly at EPIPE; Windows says EINVAL, which means other things too. What could not be written is gone
    from the stream's buffer by then, so that emptying the stream proves nothing: one more line does.
    """
    if error.filename or error.errno not in (errno.EINVAL, errno.EPIPE):
        return False
    try:
        sys.stdout.write("\n")
        sys.stdout.flush()
    except (OSError, ValueError):
        _drop_output()
        return True
    return False


def _drop_output() -> None:
    """What is still waiting to be written must not fail once more on the way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _unheard(error: OSError) -> int:
    """Standard output takes no more: the file or device that it was led to is full."""
    _drop_output()
    return _say(
        f"結果を書き出せませんでした（{why(error)}）。 保存済みの内容はそのままです。"
        " 書き出し先（「>」の後に書いたファイルなど）を確かめて、もう一度試してください。",
        1,
    )


def _unexpected(error: Exception, session: CommandSession) -> int:
    """The last net: tell what is safe, and keep the details where a person who can help may find them."""
    import traceback

    where = ""
    try:
        folder = session.workspace.db
        if folder.is_dir():
            file = folder / "last-error.txt"
            # The way through the code, without the error's own words: they might repeat what someone typed.
            steps = traceback.format_tb(error.__traceback__)
            file.write_text(f"pia-tui {__version__}\n{''.join(steps)}{type(error).__name__}\n", "utf-8")
            where = f" 詳しい記録を「{file}」に残しました。"
    except Exception:  # this net has no other under it
        where = ""
    return _say(
        f"予期しない問題が起きたため、操作を中止しました（{type(error).__name__}）。"
        f" 保存済みの内容はそのままです。{where} もう一度試し、続くときは「pia-tui doctor」で調べてください。",
        1,
    )


def _say(text: str, code: int) -> int:
    print(visible(text), file=sys.stderr)  # noqa: T201 - the command line's own voice
    return code


def _speak() -> None:
    """Settle the character code of what is printed and of what is led in.

    A console gets its own. What is led elsewhere (`>`, `|`) is UTF-8 on every system, so that no character is lost and
    scripts need not ask; PIA_TUI_ENCODING names another for programs that cannot read it (`cp932`). What a code cannot
    show becomes 「?」 instead of ending the program. What is led in is taken for the same code; bytes that are not
    of it are kept for whoever reads the lines (see `prompts.lines`).
    """
    wanted = _known_encoding(os.environ.get(ENCODING_VARIABLE, "")) or "utf-8"
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace", **({} if is_terminal(stream) else {"encoding": wanted}))
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None and not is_terminal(sys.stdin):
        reconfigure(encoding=wanted, errors="surrogateescape")


def _known_encoding(name: str) -> str:
    """The name, if Python has such a character code for text; else empty."""
    try:
        "あ".encode(name.strip() or "utf-8", "replace")
    except LookupError:
        return ""
    return name.strip()
