"""The verbs that bring files in: import, and pack and unpack between terminals."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pia_tui.cli.documents import json_option
from pia_tui.cli.japanese import command
from pia_tui.cli.session import Session, pass_session, say, say_json

if TYPE_CHECKING:
    from pia_tui.ingest import Progress
    from pia_tui.usecases.importing import ImportedDocument

_SHOWN = 10


@command("import")
@click.argument("file", metavar="ファイル")
@click.option("--form", metavar="様式", help="様式が分かっているとき: kiso・juten・zenkoumoku、または様式の id。")
@click.option("--mask-numbers", is_flag=True, help="個人番号と見られる数字を●に置き換えて取り込みます。")
@json_option
@pass_session
def import_(session: Session, file: str, form: str | None, mask_numbers: bool, as_json: bool) -> None:
    """公表済みの評価書（PDF・テキスト）や、pia-tui から書き出したファイルを取り込みます。

    何のファイルかは中身で見分けます。「-」と書くと、標準入力から読みます。置き場所が分からなかった文章も、
    捨てずに「未配置」として評価書に残します。
    """
    from pia_tui.usecases.importing import keep_import, prepare_import

    with _bar(as_json) as progress:
        prepared = prepare_import(_input(file), form, progress)
    with session.store() as store:
        done = keep_import(store, prepared, mask_numbers=mask_numbers)
    if as_json:
        say_json(_described(done))
    else:
        _tell(done, prepared.kind_name)


def _input(file: str) -> Path | bytes:
    return sys.stdin.buffer.read() if file == "-" else Path(file)


class _Bar:
    """A progress bar on the terminal's standard error; nothing where nobody watches."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._bar: Any = None

    def __enter__(self) -> Progress | None:
        if not self._shown:
            return None
        self._bar = click.progressbar(length=100, file=sys.stderr, show_eta=False, label="読み取り中")
        self._bar.__enter__()
        return self._step

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.__exit__(*error)

    def _step(self, done: float, what: str) -> bool:
        self._bar.label = what
        self._bar.update(int(done * 100) - self._bar.pos)
        return True


def _bar(as_json: bool) -> _Bar:
    return _Bar(shown=not as_json and sys.stderr.isatty())


def _described(done: ImportedDocument) -> dict[str, Any]:
    """The account of an import as data."""
    report = done.report
    told: dict[str, Any] = {
        "id": done.id,
        "name": done.name,
        "form": done.form_id,
        "kind": done.kind,
        "placed": done.placed,
        "doubtful": done.doubtful,
        "unplaced": done.unplaced,
        "masked": [{"place": place.where, "preview": place.preview} for place in done.masked],
        "copy_of": done.copy_of,
    }
    if report is not None:
        told["doubts"] = [{"path": one.path, "lines": list(one.lines), "why": one.why} for one in report.doubtful]
        told["tray"] = [{"text": one.text, "lines": list(one.lines), "near": one.near} for one in report.unplaced]
        told["missing"] = [{"path": one.path, "title": one.title} for one in report.missing]
        told["duplicates"] = [{"text": one.text, "lines": list(one.lines)} for one in report.duplicates]
        counts = report.characters
        told["characters"] = {field: getattr(counts, field) for field in counts.__slots__}
    return told


def _tell(done: ImportedDocument, kind: str) -> None:
    say(f"{done.id}")
    _say_aside(f"「{done.name}」として取り込みました（番号 {done.id}、{kind}、様式 {done.form_id}）。")
    if done.copy_of is not None:
        _say_aside(
            f"同じ評価書（番号 {done.copy_of}）があるので、写しとして別に取り込みました。"
            "一つに合わせるには「pia-tui pack」と「pia-tui unpack」を使ってください。"
        )
    for place in done.masked:
        _say_aside(f"数字を●にした項目: {place.where}「{place.preview}」")
    report = done.report
    if report is None:
        return
    _say_aside(f"{report.summary()}。")
    for doubt in report.doubtful[:_SHOWN]:
        _say_aside(f"  確かめてください: {doubt.path}　{doubt.why}（{doubt.lines[0]} 行目）")
    for missing in report.missing:
        _say_aside(f"  文章がありません: {missing.title}")
    if len(report.doubtful) > _SHOWN or report.unplaced:
        _say_aside("すべては --json か、画面（pia-tui）で見られます。")


def _say_aside(text: str) -> None:
    """One line on standard error, beside the result that scripts read."""
    click.echo(text, err=True)
