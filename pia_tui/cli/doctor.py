"""`pia-tui doctor`: the program, the terminal, the folder, the store and the forms, each with what to do."""

from __future__ import annotations

import platform
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, json_option, offering_force, say, say_json
from pia_tui.cli.store import backup_fields
from pia_tui.system import system_name

if TYPE_CHECKING:
    from pia_tui.store.report import StoreReport
    from pia_tui.usecases.doctor.terminal import Terminal
    from pia_tui.workspace import Workspace

_TRIED = "console-test.json"
"""What the test sheet came to, kept beside the store: doctor tells of it later."""


class _Tried(msgspec.Struct):
    """The test sheet's verdicts by the title of the step, and the day."""

    on: str
    verdicts: dict[str, str]


@command("doctor")
@click.option("--rebuild-search", is_flag=True, help="検索用の索引を作り直します。")
@click.option("--console", is_flag=True, help="端末の試験をします（打った文字とキーが届くか、画面で確かめます）。")
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path),
    metavar="ファイル",
    help="相談するときに渡す記録を書き出します（評価書の言葉も、人やフォルダーの名前も入りません）。",
)
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば、置き換えます。")
@json_option
@click.pass_context
def doctor(
    ctx: click.Context, rebuild_search: bool, console: bool, report_file: Path | None, force: bool, as_json: bool
) -> None:
    """プログラム・端末・保存先・控え・様式などの様子を調べ、することを教えます（何も書き換えません）。"""
    from pia_tui.store.report import examine
    from pia_tui.usecases.body_data import make_law_known
    from pia_tui.usecases.doctor.examination import examination, support_report
    from pia_tui.usecases.doctor.terminal import this_terminal

    session = ctx.find_object(CommandSession)
    assert session is not None
    if console:
        _test_console(session, as_json)
        return
    if rebuild_search:
        with session.store() as store:
            store.rebuild_index()
    report = examine(session.workspace)
    make_law_known(session.workspace)
    terminal = this_terminal()
    tried = _last_tried(session.workspace)
    found = examination(report, terminal, tried.verdicts, tried.on, date.today())
    if report_file is not None:
        from pia_tui.output import write_file

        text = support_report(found, session.workspace, date.today())
        with offering_force():
            write_file(report_file, text.encode("utf-8-sig"), overwrite=force)
        click.echo(f"記録を「{report_file}」に書き出しました。中を確かめてから渡してください。", err=True)
    ok = all(finding.state != "fault" for finding in found)
    if as_json:
        checks = [vars(finding) for finding in found]
        say_json({**_report_fields(report, terminal), "ok": ok, "checks": checks})
    elif report_file is None:
        say(f"作業フォルダー: {session.workspace.root}")
        for finding in found:
            say(str(finding))
        for name, value in _versions(report, terminal).items():
            say(f"{name}: {value}")
        for line in _law_lines():
            say(line)
    if not ok:
        ctx.exit(1)


def _test_console(session: CommandSession, as_json: bool) -> None:
    """The test sheet of the screens: what arrived of what was typed. It is kept for later."""
    from pia_tui.output import write_file
    from pia_tui.tui import check_console

    verdicts = check_console(session.workspace)
    kept = _Tried(date.today().isoformat(), verdicts)
    write_file(session.workspace.prepare().db / _TRIED, msgspec.json.encode(kept), overwrite=True)
    if as_json:
        say_json({"console": verdicts})
        return
    for title, said in verdicts.items():
        say(f"{title}: {said}")


def _last_tried(workspace: Workspace) -> _Tried:
    try:
        return msgspec.json.decode((workspace.db / _TRIED).read_bytes(), type=_Tried)
    except (OSError, msgspec.MsgspecError):
        return _Tried("", {})


def _report_fields(report: StoreReport, terminal: Terminal) -> dict[str, Any]:
    from msgspec.structs import asdict

    from pia_tui.rules.unread import unread

    return {
        "ok": report.ok,
        "workspace": str(report.workspace.root),
        "database": str(report.workspace.database) if report.exists else None,
        "error": str(report.error) if report.error else None,
        "problems": report.problems,
        "index_problems": report.index_problems,
        "form_notes": report.form_notes,
        "documents": report.documents,
        "archived": report.archived,
        "journal": {"rows": report.journal_rows, "hash": report.journal_hash},
        "locks": [vars(holder) for holder in report.holders],
        "backups": [backup_fields(each) for each in report.backups],
        "versions": _versions(report, terminal),
        "unread": [asdict(one) for one in unread()],
    }


def _law_lines() -> list[str]:
    """Of which day the law's tables are, and what could not be read in the original, with the line that mends it."""
    from pia_tui.datafile import BrokenData
    from pia_tui.law.tables import origins
    from pia_tui.rules.unread import unread

    try:
        lines = [
            f"法令の表: {one.title} {one.date}{f'（機関のファイル {one.file}）' if one.own else ''}"
            for one in origins()
        ]
    except BrokenData as error:
        lines = [f"問題: {error}"]
    for one in unread():
        mend = f"確かめたら {one.file} の {one.line} の行を直します"
        lines.append(f"原本で確かめていないこと: {one.about}　{one.text}（{mend}）")
    return lines


def _versions(report: StoreReport, terminal: Terminal) -> dict[str, str]:
    from pia_tui import __version__

    return {
        "pia-tui": f"{__version__}（保存形式 {report.schema}）",
        "Python": platform.python_version(),
        "SQLite": report.sqlite,
        "OS": system_name(),
        "端末": str(terminal),
    }
