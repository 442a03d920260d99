"""`pia-tui import`: files into documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pia_tui.cli.arrivals import (
    Decisions,
    decision_options,
    described_conflict,
    input_bytes,
    progress_bar,
    say_aside,
    say_change,
    say_conflict,
    showing_conflicts,
)
from pia_tui.cli.japanese import command
from pia_tui.cli.session import Session, json_option, pass_session, say, say_json

if TYPE_CHECKING:
    from pia_tui.store import Store
    from pia_tui.usecases.importing import ImportedDocument
    from pia_tui.usecases.sheets import SheetPreview

_SHOWN = 10


@command("import")
@click.argument("file", metavar="ファイル")
@click.option("--form", metavar="様式", help="様式が分かっているとき: kiso・juten・zenkoumoku、または様式の id。")
@click.option("--mask-numbers", is_flag=True, help="個人番号と見られる数字を●に置き換えて取り込みます。")
@click.option("--apply", "wanted", is_flag=True, help="記入票（Excel）の内容を、評価書に書き込みます。")
@decision_options
@json_option
@pass_session
def import_(
    session: Session,
    file: str,
    form: str | None,
    mask_numbers: bool,
    wanted: bool,
    decisions: Decisions,
    as_json: bool,
) -> None:
    """公表済みの評価書（PDF・テキスト）や、pia-tui から書き出したファイルを取り込みます。

    何のファイルかは中身で見分けます。「-」と書くと、標準入力から読みます。置き場所が分からなかった文章も、
    捨てずに「未配置」として評価書に残します。

    記入票（Excel）は、元の評価書があれば、まず変わるところを表示し、--apply を付けたときに書き込みます。
    """
    from pia_tui.usecases.importing import keep_import, prepare_import
    from pia_tui.usecases.sheets import preview_sheet

    given = input_bytes(file)
    with session.store() as store:
        sheet = preview_sheet(store, given)
        if sheet is not None:
            _sheet(store, sheet, wanted, decisions, as_json)
            return
    with progress_bar(as_json) as progress:
        prepared = prepare_import(given, form, progress)
    with session.store() as store:
        done = keep_import(store, prepared, mask_numbers=mask_numbers)
    if as_json:
        say_json(_described(done))
    else:
        _tell(done, prepared.kind_name)


def _sheet(store: Store, sheet: SheetPreview, wanted: bool, decisions: Decisions, as_json: bool) -> None:
    """Show what a 記入票 changes, and write it where that is wanted."""
    from pia_tui.usecases.sheets import apply_sheet

    reading = sheet.reading
    if as_json and not wanted:
        say_json(_sheet_described(sheet, applied=False))
        return
    if not as_json:
        _show_sheet(sheet)
    if wanted:
        with showing_conflicts(shown=not as_json and not sheet.conflicts):
            apply_sheet(store, sheet, decisions.choices([sheet.document]))
        if as_json:
            say_json(_sheet_described(sheet, applied=True))
        else:
            say_aside("評価書に書き込みました。元に戻すには、画面の「元に戻す」を使えます。")
    elif reading.proposals or reading.conflicts:
        say_aside("まだ書き込んでいません。書き込むには --apply を付けてください。")


def _show_sheet(sheet: SheetPreview) -> None:
    reading = sheet.reading
    say(f"「{sheet.document.name}」（番号 {sheet.document_id}）の記入票")
    counts = (
        ("変わる項目", reading.proposals),
        ("両方で変更", reading.conflicts),
        ("読めない欄", reading.problems),
    )
    say("、".join(f"{name} {len(found)}" for name, found in counts) + f"、同じ項目 {reading.unchanged}")
    for each in reading.proposals:
        say_change(each.label, each.where, each.before, each.after)
    for conflict in sheet.conflicts:
        say_conflict(conflict)
    for note in reading.notes:
        say(f"読み替え　{note.where} {note.label}: {note.message}")
    for problem in reading.problems:
        say(f"読めない欄　{problem.where} {problem.label}: {problem.message}")


def _sheet_described(sheet: SheetPreview, *, applied: bool) -> dict[str, Any]:
    reading = sheet.reading
    return {
        "id": sheet.document_id,
        "name": sheet.document.name,
        "form": reading.form_id,
        "kind": "xlsx",
        "applied": applied,
        "placed": len(reading.proposals),
        "unplaced": 0,
        "changes": [
            {"key": one.key, "label": one.label, "cell": one.where, "before": one.before, "after": one.after}
            for one in reading.proposals
        ],
        "conflicts": [described_conflict(one) for one in sheet.conflicts],
        "problems": [{"cell": one.where, "label": one.label, "message": one.message} for one in reading.problems],
        "notes": [{"cell": one.where, "label": one.label, "message": one.message} for one in reading.notes],
        "unchanged": reading.unchanged,
    }


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
    say_aside(f"「{done.name}」として取り込みました（番号 {done.id}、{kind}、様式 {done.form_id}）。")
    if done.copy_of is not None:
        say_aside(
            f"同じ評価書（番号 {done.copy_of}）があるので、写しとして別に取り込みました。"
            "一つに合わせるには「pia-tui pack」と「pia-tui unpack」を使ってください。"
        )
    for place in done.masked:
        say_aside(f"数字を●にした項目: {place.where}「{place.preview}」")
    from pia_tui.usecases.importing import better_source

    report = done.report
    if report is None:
        return
    say_aside(f"{report.summary()}。")
    for doubt in report.doubtful[:_SHOWN]:
        say_aside(f"  確かめてください: {doubt.path}　{doubt.why}（{doubt.lines[0]} 行目）")
    for missing in report.missing:
        say_aside(f"  文章がありません: {missing.title}")
    if advice := better_source(done.kind, report):
        say_aside(advice)
    if len(report.doubtful) > _SHOWN or report.unplaced:
        say_aside(f"すべては「pia-tui tray {done.id}」か、画面（pia-tui）の Ctrl+U で見られます。")
