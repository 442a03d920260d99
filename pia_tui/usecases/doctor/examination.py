"""Everything that doctor tells, in order, and the report for whoever helps."""

from __future__ import annotations

import re
import struct
import sys
from datetime import date, datetime
from pathlib import Path

from pia_tui import __version__
from pia_tui.errors import PiaError
from pia_tui.store.report import StoreReport
from pia_tui.system import system_name
from pia_tui.usecases.distribution import contents
from pia_tui.usecases.distribution.target import OLDEST_PYTHON
from pia_tui.usecases.distribution.verify import bundle_root
from pia_tui.usecases.doctor import folder, terminal
from pia_tui.usecases.doctor.finding import Diagnosis
from pia_tui.usecases.doctor.terminal import Terminal
from pia_tui.workspace import Workspace

_OLD_BACKUP_DAYS = 7
_OLD_LAW_DAYS = 2 * 365
_QUOTED = re.compile("「[^「」]*」")


def examination(
    report: StoreReport, console: Terminal, tried: dict[str, str], tried_on: str, day: date
) -> list[Diagnosis]:
    """All findings. `report` is what the store says of itself."""
    return [
        *program(),
        *terminal.findings(console, tried, tried_on),
        *folder.findings(report.workspace),
        *store(report),
        backup_age(report, day),
        *data(day),
    ]


def program() -> list[Diagnosis]:
    """Python, the bundle, the fonts."""
    bits = struct.calcsize("P") * 8
    said = f"{sys.version.split()[0]}（{bits} ビット）、{system_name()}"
    old = sys.version_info[:2] < OLDEST_PYTHON
    root = bundle_root()
    bundle = (
        f"一式として展開したもの（{__version__}）です。" if root else f"一式ではなく、入れたもの（{__version__}）です。"
    )
    then = "「pia-tui verify」で、作られたときのままかを確かめられます。" if root else ""
    return [
        Diagnosis("python", "Python", "fault" if old else "ok", said, "新しい一式を使ってください。" if old else ""),
        Diagnosis("bundle", "プログラム", "ok", bundle, then),
        _fonts(),
    ]


def _fonts() -> Diagnosis:
    from pia_tui.export.pdf.font_files import default_pair

    try:
        pair = default_pair()
        names = [Path(each.path).name for each in (pair.regular, pair.bold) if each.read()]
    except PiaError as error:
        return Diagnosis("fonts", "PDF のフォント", "fault", error.what, error.next)
    return Diagnosis("fonts", "PDF のフォント", "ok", "、".join(names))


def store(report: StoreReport) -> list[Diagnosis]:
    """The store, its journal, the search index, and who writes."""
    if report.error:
        return [Diagnosis("store", "保存先", "fault", f"{report.error.what}{report.error.safe}", report.error.next)]
    if not report.exists:
        return [Diagnosis("store", "保存先", "ok", "まだありません（最初の評価書を作るときに作られます）。")]
    counted = f"評価書 {report.documents} 件、保管庫 {report.archived} 件、履歴 {report.journal_rows} 行。"
    made = [
        Diagnosis("problem", "問題", "fault", problem, "「pia-tui restore」で、確認済みの控えから戻せます。")
        for problem in report.problems
    ]
    if not made:
        sound = "ファイルの構造、答え、履歴のつながり、版、添付ファイルに異常はありません。"
        made = [Diagnosis("store", "保存先", "ok", f"{counted}{sound}")]
    made += [
        Diagnosis("index", "検索用の索引", "look", problem, "「pia-tui doctor --rebuild-search」で作り直せます。")
        for problem in report.index_problems
    ] or [Diagnosis("index", "検索用の索引", "ok", "答えと合っています。")]
    made += [
        Diagnosis(
            "locks", "編集中", "ok" if holder.life == "alive" else "look", f"評価書 {holder.document_id}: {holder}"
        )
        for holder in report.holders
    ]
    made += [Diagnosis("form", "様式", "look", note) for note in report.form_notes]
    return made


def backup_age(report: StoreReport, day: date) -> Diagnosis:
    """How old the newest proven backup is."""
    title = "控え"
    if not report.backups:
        if not report.exists:
            return Diagnosis("backup", title, "ok", "まだありません。")
        return Diagnosis("backup", title, "look", "まだありません。", "「pia-tui backup」で取れます。")
    at = datetime.fromisoformat(report.backups[0].at).astimezone()
    days = (day - at.date()).days
    said = f"最後の控えは {at:%Y-%m-%d %H:%M}（評価書 {report.backups[0].documents} 件）。"
    if days > _OLD_BACKUP_DAYS:
        return Diagnosis("backup", title, "look", f"{said}{days} 日前です。", "「pia-tui backup」で取れます。")
    return Diagnosis("backup", title, "ok", said)


def data(day: date) -> list[Diagnosis]:
    """Forms in force today, and the age of the law's tables."""
    try:
        current, tables = contents.in_force(day), contents.tables()
    except PiaError as error:
        return [Diagnosis("forms", "様式と法令", "fault", error.what, error.next)]
    if not current:
        return [Diagnosis("forms", "様式", "fault", "今日使える様式がありません。", "端末の日付を確かめてください。")]
    used = "、".join(f"{one.title}［{one.version}］" for one in current)
    made = [Diagnosis("forms", "様式", "ok", used)]
    oldest = min((date.fromisoformat(one.as_of) for one in tables), default=day)
    old = (day - oldest).days > _OLD_LAW_DAYS
    said = "、".join(f"{one.title}（{one.as_of}）" for one in tables)
    then = "改正が反映されていないかもしれません。新しい一式が出ていないか確かめてください。" if old else ""
    return [*made, Diagnosis("law", "法令と決まり", "look" if old else "ok", said, then)]


def support_report(found: list[Diagnosis], workspace: Workspace, day: date) -> str:
    """The findings for whoever helps from elsewhere: no word of a document, no name of a person or a folder.

    What stands in 「 」 may be a document's, a file's or a person's, so all of it is left out; so is the workspace.
    """
    lines = ["pia-tui 診断の記録", f"版: {__version__}", f"作成: {day.isoformat()}", ""]
    for finding in found:
        if finding.id == "locks":
            finding = Diagnosis("locks", finding.title, finding.state, "編集中の評価書があります。")
        lines.append(without_names(str(finding), workspace))
    steps = _last_error(workspace)
    if steps:
        lines += ["", "最後の予期しない問題:", *(without_names(line, workspace) for line in steps)]
    return "\n".join(lines) + "\n"


def without_names(text: str, workspace: Workspace) -> str:
    """A sentence without what it quotes and without paths; commands of ours may stay."""
    text = _QUOTED.sub(lambda found: found[0] if found[0].startswith("「pia-tui") else "「…」", text)
    for path in {str(workspace.root), str(workspace.root.resolve()), str(Path.home())}:
        text = text.replace(path, "…")
    return text


def _last_error(workspace: Workspace) -> list[str]:
    """The way through the code that the last unexpected problem took, without folders."""
    try:
        text = (workspace.db / "last-error.txt").read_text("utf-8", "replace")
    except OSError:
        return []
    return [re.sub(r'File ".*?([^/\\\\"]+)"', r'File "\1"', line) for line in text.splitlines()[:60]]
