"""`pia-tui bundle` and `pia-tui verify`: the program as one folder for an officer's terminal, made and looked at."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, json_option, offering_force, pass_session, say, say_json

if TYPE_CHECKING:
    from pia_tui.usecases.distribution.windows_python import EmbeddablePython


@command("bundle")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="フォルダー|ZIP",
    help="作る先（.zip で終わる名前なら zip に）。",
)
@click.option(
    "--for", "system", type=click.Choice(["windows", "linux"]), default="windows", metavar="OS", show_choices=False,
    help="windows か linux（指定がなければ windows）。",
)  # fmt: skip
@click.option(
    "--python",
    type=click.Path(path_type=Path),
    metavar="ZIP",
    help="python.org の埋め込み用 Python（python-3.13.…-embed-amd64.zip）。",
)
@click.option(
    "--python-from-wheels", is_flag=True, help="試験用に、Python も部品から作ります（職員の端末には使いません）。"
)
@click.option(
    "--wheels",
    type=click.Path(path_type=Path),
    metavar="フォルダー",
    help="集めておいた部品（wheel）。指定がなければ、パッケージの置き場から集めます。",
)
@click.option("--force", is_flag=True, help="同じ名前の zip を置き換えます。フォルダーなら上書きします。")
@json_option
def bundle(
    output: Path,
    system: str,
    python: Path | None,
    python_from_wheels: bool,
    wheels: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """職員の端末に渡す一式を作ります（Python も部品も入り、展開してすぐ使えます）。

    パッケージの置き場につながる端末で、準備をする人が一度だけ行います。同じ材料からは、同じ一式ができます。
    """
    from pia_tui.usecases.distribution.build import linux_files, windows_files, write_bundle
    from pia_tui.usecases.distribution.target import TargetSystem

    def tell(text: str) -> None:
        click.echo(text, err=True)

    if system == "linux":
        if python or python_from_wheels:
            raise click.UsageError("--python と --python-from-wheels は、Windows 用の一式のときに使います。")
        files = linux_files(TargetSystem("linux", (sys.version_info[0], sys.version_info[1])), wheels, tell)
    else:
        if (python is None) != python_from_wheels:
            raise click.UsageError("--python ZIP か --python-from-wheels の、どちらか一方を指定してください。")
        files = windows_files(_python(python, wheels), wheels, tell)
    with offering_force():
        made = write_bundle(output, files, overwrite=force)
    size = sum(map(len, files.values()))
    if as_json:
        say_json({"file": str(made), "files": len(files), "bytes": size})
        return
    say(str(made))
    zipped = f"、zip は {made.stat().st_size / 1e6:.0f} MB" if made.is_file() else ""
    tell(f"一式ができました（{len(files)} ファイル、{size / 1e6:.0f} MB{zipped}）。")
    tell("渡した先で「pia-tui verify」を行うと、作ったときのままかを確かめられます。")


def _python(python: Path | None, wheels: Path | None) -> EmbeddablePython:
    from pia_tui.usecases.distribution.windows_python import read_embeddable

    if python is not None:
        return read_embeddable(python)
    from pia_tui.usecases.distribution.trial_python import trial_python

    return trial_python(wheels)


@command("verify")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="ファイル",
    help="確認票を書き出す先（指定がなければ exports/ に）。",
)
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば、置き換えます。")
@json_option
@pass_session
def verify(session: CommandSession, output: Path | None, force: bool, as_json: bool) -> None:
    """プログラムが作られたときのままで、正しく動くかを確かめ、確認票を書き出します。

    ファイルの照合、使える様式と法令のデータ、判断・記入・PDF の試しを行います。評価書には触れません。
    """
    from pia_tui.output import write_file
    from pia_tui.usecases.distribution.verify import bundle_root, page, verify
    from pia_tui.usecases.targets import target_file

    today = date.today()
    verdict = verify(today, bundle_root())
    text = page(verdict)
    with offering_force():
        target = target_file(session.workspace, output, f"確認票_{today.isoformat()}", ".txt")
        # Programs of older Windows take a file without the mark for the old Japanese code.
        written = write_file(target, text.encode("utf-8-sig"), overwrite=force)
    if as_json:
        steps = [vars(step) for step in verdict.steps]
        root = str(verdict.root) if verdict.root else None
        say_json({"ok": verdict.ok, "bundle": root, "steps": steps, "file": str(written)})
    else:
        say(text.rstrip())
        click.echo(f"確認票を「{written}」に書き出しました。", err=True)
    if not verdict.ok:
        raise click.exceptions.Exit(1)
