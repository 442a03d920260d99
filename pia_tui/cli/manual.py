"""`pia-tui manual`: the manual on the terminal, or as a file for a browser or for paper."""

from __future__ import annotations

from pathlib import Path

import click

from pia_tui.cli.japanese import command
from pia_tui.cli.session import offering_force


@command("manual")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="ファイル",
    help="ファイルに書き出します（.html ならブラウザー用、.pdf なら印刷用）。",
)
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば、置き換えます。")
def manual(output: Path | None, force: bool) -> None:
    """手引を読みます（はじめての一時間、毎年の仕事、困ったとき、準備と監査）。"""
    from pia_tui.output import write_file
    from pia_tui.usecases.manual import manual_html, manual_pdf, manual_text

    if output is None:
        click.echo(manual_text())
        return
    kinds = {".html": lambda: manual_html().encode(), ".pdf": manual_pdf}
    if output.suffix.lower() not in kinds:
        raise click.UsageError("書き出すファイルの名前は、.html か .pdf で終えてください。")
    with offering_force():
        write_file(output, kinds[output.suffix.lower()](), overwrite=force)
    click.echo(f"手引を「{output}」に書き出しました。", err=True)
