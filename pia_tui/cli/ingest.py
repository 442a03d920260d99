"""`pia-tui import`: files into documents."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from pia_tui.cli.arrivals import (
    Decisions,
    decision_options,
    described_conflict,
    input_bytes,
    listing_cells,
    progress_bar,
    say_aside,
    say_change,
    say_conflict,
    say_unreadable,
    showing_conflicts,
)
from pia_tui.cli.japanese import command
from pia_tui.cli.publication import PublicationDate, tell_published
from pia_tui.cli.session import CommandSession, json_option, pass_session, say, say_json
from pia_tui.rules.publication import publication_rules

if TYPE_CHECKING:
    from pia_tui.store import Store
    from pia_tui.usecases.incoming.importing import ImportedDocument, ImportPublication, Prepared
    from pia_tui.usecases.incoming.sheets import SheetPreview

_SHOWN = 10


@command("import")
@click.argument("file", metavar="ファイル")
@click.option("--form", metavar="様式", help="様式が分かっているとき: kiso・juten・zenkoumoku、または様式の id。")
@click.option(
    "--document",
    "number",
    type=click.IntRange(1),
    default=1,
    metavar="何番目",
    help="一つのファイルに評価書がいくつもあるとき、何番目を取り込むか（指定がなければ最初）。",
)
@click.option("--mask-numbers", is_flag=True, help="個人番号と見られる数字を●に置き換えて取り込みます。")
@click.option("--once", is_flag=True, help="同じ名称の評価書が台帳にあるときは、取り込みません。")
@click.option(
    "--published",
    type=PublicationDate(),
    metavar="公表日",
    help="公表済みの評価書として取り込み、この日に公表した版として残します。",
)
@click.option(
    "--published-as",
    type=click.Choice(publication_rules().names),
    default=publication_rules().names[0],
    metavar="種類",
    show_choices=False,
    help="--published の公表の種類（指定がなければ実施）: " + "・".join(publication_rules().names) + "。",
)
@click.option(
    "--into",
    type=int,
    metavar="番号",
    help="--published と一緒に使います。台帳にあるこの評価書の、前に公表した版として残します（評価書はそのままです）。",
)
@click.option("--apply", "wanted", is_flag=True, help="記入票（Excel）の内容を、評価書に書き込みます。")
@click.option("--readable", is_flag=True, help="記入票（Excel）に読めない欄があっても、読める欄だけを取り込みます。")
@decision_options
@json_option
@pass_session
def import_(
    session: CommandSession,
    file: str,
    form: str | None,
    number: int,
    mask_numbers: bool,
    once: bool,
    published: date | None,
    published_as: str,
    into: int | None,
    wanted: bool,
    readable: bool,
    decisions: Decisions,
    as_json: bool,
) -> None:
    """公表済みの評価書（PDF・テキスト）や、pia-tui から書き出したファイルを取り込みます。

    何のファイルかは中身で見分けます。「-」と書くと、標準入力から読みます。置き場所が分からなかった文章も、
    捨てずに「未配置」として評価書に残します。同じ名称の評価書が台帳にあるときは、もう一つ別の評価書に
    なります（知らせます。止めるには --once）。

    記入票（Excel）は、元の評価書があれば、まず変わるところを表示し、--apply を付けたときに書き込みます。
    """
    from pia_tui.usecases.incoming.importing import ImportPublication, compared, keep_import, prepare_import
    from pia_tui.usecases.incoming.sheets import preview_sheet

    if into is not None and published is None:
        raise click.UsageError("--into は、公表日（--published）と一緒に使います。")
    given = input_bytes(file)
    with session.store() as store:
        sheet = preview_sheet(store, given)
        if sheet is not None:
            _sheet(store, sheet, wanted, decisions, as_json, readable=readable)
            return
    with progress_bar(as_json) as progress, listing_cells(shown=not as_json):
        prepared = prepare_import(given, form, progress, readable_only=readable, number=number)
    if into is not None and published is not None:
        _into(session, prepared, into, ImportPublication(published, published_as, given), mask_numbers, as_json)
        return
    with session.store() as store:
        done = keep_import(
            store,
            compared(store, prepared),
            mask_numbers=mask_numbers,
            once=once,
            published=None if published is None else ImportPublication(published, published_as, given),
        )
    if as_json:
        say_json(_described(done))
        return
    _tell(done, prepared.kind_name)
    if prepared.documents:
        names = "、".join(f"{number} {name}" for number, name in enumerate(prepared.documents, start=1))
        say_aside(f"ほかの評価書は、「--document 番号」を付けて、もう一度取り込めます（{names}）。")
    if done.published is not None:
        tell_published(done.published)


def _into(
    session: CommandSession,
    prepared: Prepared,
    document_id: int,
    published: ImportPublication,
    mask_numbers: bool,
    as_json: bool,
) -> None:
    """Keep a file as an earlier version of a document that is here."""
    from pia_tui.usecases.incoming.earlier import earlier_words, keep_earlier

    with session.store() as store:
        kept = keep_earlier(store, prepared, document_id, published, mask_numbers=mask_numbers)
        name = store.summary(document_id).name
    if as_json:
        say_json(
            {"id": document_id, "revision": kept.revision.id, "published_on": kept.published_on, "kind": kept.kind}
        )
        return
    say(str(kept.revision.id))
    click.echo(f"{earlier_words(kept, name)}（版 {kept.revision.id}）。", err=True)


def _sheet(
    store: Store, sheet: SheetPreview, wanted: bool, decisions: Decisions, as_json: bool, *, readable: bool
) -> None:
    """Show what a 記入票 changes, and write it where that is wanted."""
    from pia_tui.usecases.incoming.sheets import apply_sheet

    reading = sheet.reading
    if not as_json:
        _show_sheet(sheet)
    elif not wanted or (reading.problems and not readable):
        say_json(_sheet_described(sheet, applied=False))
    if reading.problems and not readable:
        raise reading.unreadable(listed=False)  # each has been shown
    if wanted:
        with showing_conflicts(shown=not as_json and not sheet.conflicts):
            apply_sheet(store, sheet, decisions.choices([sheet.document]), readable_only=readable)
        if as_json:
            say_json(_sheet_described(sheet, applied=True))
        else:
            say_aside("評価書に書き込みました。元に戻すには、画面の「元に戻す」を使えます。")
    elif not as_json and (reading.proposals or reading.conflicts):
        say_aside("まだ書き込んでいません。書き込むには --apply を付けてください。")


def _show_sheet(sheet: SheetPreview) -> None:
    reading = sheet.reading
    say(f"「{sheet.document.name}」（操作番号 {sheet.document_id}）の記入票")
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
    say_unreadable((one.where, one.label, one.message, one.found) for one in reading.problems)
    if reading.problems and (reading.proposals or reading.conflicts):
        say("「変わる」「両方で変更」の項目は、読めない欄を直した後か、--readable を付けると取り込めます。")


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
        "problems": [
            {"cell": one.where, "label": one.label, "message": one.message, "found": one.found}
            for one in reading.problems
        ],
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
        "revision": done.published.publication.revision.id if done.published is not None else None,
        "alike": [
            {
                "id": one.id,
                "name": one.name,
                "number": one.number,
                "same_number": one.numbered,
                "archived": one.archived,
            }
            for one in done.alike
        ],
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
    from pia_tui.forms import load_form
    from pia_tui.usecases.incoming.alike import alike_words
    from pia_tui.usecases.incoming.importing import better_source, missing_words

    say(f"{done.id}")
    say_aside(f"「{done.name}」として取り込みました（番号 {done.id}、{kind}、様式 {done.form_id}）。")
    if done.alike:
        say_aside(
            f"{alike_words(done.alike)}もう一つ別の評価書（番号 {done.id}）として取り込み、"
            "もとからある評価書は変えていません。"
        )
        say_aside("二つ目が要らなければ、画面（pia-tui）の一覧で選び、Ctrl+B から保管庫に移してください。")
    if done.copy_of is not None:
        say_aside(
            f"番号 {done.copy_of} とは、同じ評価書の写しです。"
            "一つに合わせるには「pia-tui pack」と「pia-tui unpack」を使ってください。"
        )
    for place in done.masked:
        say_aside(f"数字を●にした項目: {place.where}「{place.preview}」")
    report = done.report
    if report is None:
        return
    say_aside(f"{report.summary()}。")
    for doubt in report.doubtful[:_SHOWN]:
        say_aside(f"  確かめてください: {doubt.path}　{doubt.why}（{doubt.lines[0]} 行目）")
    for missing in report.missing:
        say_aside(f"  文章がありません: {missing_words(load_form(done.form_id), missing)}")
    if advice := better_source(done.kind, report):
        say_aside(advice)
    if len(report.doubtful) > _SHOWN or report.unplaced:
        say_aside(f"すべては「pia-tui tray {done.id}」か、画面（pia-tui）の Ctrl+U で見られます。")
