"""`pia-tui export`: documents as files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import click

from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, json_option, offering_force, pass_session, say, say_json

if TYPE_CHECKING:
    from pia_tui.usecases.export import ExportKind, ExportOptions

STANDARD_OUTPUT = Path("-")
_MOST = 20
"""Unfinished documents that are named after writing all."""


@command("export")
@click.argument("document_id", type=int, required=False, metavar="[番号]")
@click.option("--all", "everything", is_flag=True, help="すべての評価書を exports/ に書き出します。")
@click.option(
    "--format", "kind", type=click.Choice(["pdf", "xlsx", "json"]), default="pdf", metavar="形式", show_choices=False,
    help="pdf・xlsx・json（指定がなければ pdf）。",
)  # fmt: skip
@click.option("--slip", is_flag=True, help="評価書の代わりに、しきい値判断結果票（PDF）を書き出します。")
@click.option(
    "--judgement",
    type=int,
    metavar="判断の番号",
    help="--slip で、前の判断の結果票にします（番号は pia-tui judge 評価書の番号 --list で）。",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="ファイル",
    help="書き出す先（フォルダーなら、その中に。- なら標準出力に）。",
)
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば、置き換えます。")
@click.option("--font", default="", metavar="フォント", help="PDF のフォント（名前かファイル）。")
@click.option(
    "--draft/--no-draft",
    default=None,
    help="PDF の各ページに「案」と印刷します（公表した版から変わった評価書では、指定がなくても印刷します）。",
)
@click.option(
    "--revision",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[版]",
    help="版の番号を書くと、残してあるその版を書き出します（公表した版の PDF は、公表したときのままです）。"
    "番号を書かないと、PDF の下に内容を確かめる番号を印刷します。",
)
@click.option("--no-data", is_flag=True, help="PDF に、取り込みのための記入内容を付けません。")
@click.option(
    "--only",
    multiple=True,
    metavar="場所",
    help="Excel で、この場所の項目だけをたずねる票にします（II[1].4、IV など）。",
)
@click.option(
    "--for",
    "department",
    default="",
    metavar="課の名前",
    help="Excel で、この課が担当の項目だけをたずねる票にします（担当は pia-tui assign で付けます）。",
)
@click.option(
    "--layout",
    type=click.Choice(["sheet", "form"]),
    default="sheet",
    metavar="形",
    show_choices=False,
    help="Excel の形。form なら、記入票でなく、様式の見た目のまま書き出します。",
)
@json_option
@pass_session
def export(
    session: CommandSession,
    document_id: int | None,
    everything: bool,
    kind: str,
    slip: bool,
    judgement: int | None,
    output: Path | None,
    force: bool,
    font: str,
    draft: bool | None,
    revision: str | None,
    no_data: bool,
    only: tuple[str, ...],
    department: str,
    layout: str,
    as_json: bool,
) -> None:
    """評価書を PDF・Excel・JSON に書き出します。"""
    from pia_tui.usecases.export import ExportOptions, content, export_document, missing_glyphs, open_items
    from pia_tui.usecases.printing import DRAFT

    if (document_id is None) != everything:
        raise click.UsageError("評価書の番号か --all の、どちらか一方を指定してください。")
    if everything and (output is not None or slip):
        raise click.UsageError("--all のときは、-o と --slip は使えません。")
    if slip and (kind != "pdf" or output == STANDARD_OUTPUT):
        raise click.UsageError("しきい値判断結果票は PDF のファイルです。--format と「-o -」は使えません。")
    if everything and revision:
        raise click.UsageError("--all のときは、--revision に版の番号は書けません。")
    if judgement is not None and not slip:
        raise click.UsageError("--judgement は、--slip と一緒に使います。")
    if (only or department) and (kind != "xlsx" or everything):
        raise click.UsageError("--only と --for は、一つの評価書を Excel に書き出すとき（--format xlsx）だけ使えます。")
    if layout == "form" and (kind != "xlsx" or only or department):
        raise click.UsageError("--layout form は、評価書の全体を Excel に書き出すとき（--format xlsx）だけ使えます。")
    options = ExportOptions(
        font=font,
        draft=DRAFT if draft else "",
        final=draft is False,
        revision=revision is not None,
        version=_version(revision),
        data=not no_data,
        only=only,
        department=department,
        layout=cast("Literal['sheet', 'form']", layout),
    )
    wanted = cast("ExportKind", kind)
    if document_id is None:
        _export_all(session, wanted, options, as_json)
        return
    with offering_force(), session.store(read_only=not _may_write(session)) as store:
        live = kind == "pdf" and not slip and options.version is None
        missing = missing_glyphs(store, document_id, options) if live else []
        for sentence in missing:
            click.echo(sentence, err=True)
        if output == STANDARD_OUTPUT:
            sys.stdout.buffer.write(content(store, document_id, wanted, options)[1])
            sys.stdout.buffer.flush()
            return
        if slip:
            from pia_tui.usecases.threshold.slip import write_slip_of

            path = write_slip_of(store, document_id, judgement=judgement, target=output, overwrite=force)
        else:
            path = export_document(store, document_id, wanted, target=output, overwrite=force, options=options)
        left = open_items(store, document_id) if live else 0
    if as_json:
        say_json({"file": str(path), "missing_glyphs": missing, "unanswered": left})
    else:
        say(f"{path}")
        click.echo(f"「{path.name}」に書き出しました。", err=True)
        if left:
            click.echo(f"未記入の項目が {left} あります。「pia-tui check {document_id}」で一覧を見られます。", err=True)


def _version(revision: str | None) -> int | None:
    """The frozen version that is wanted; None for the document as it stands."""
    if not revision:
        return None
    if not revision.isdecimal():
        raise click.UsageError(
            f"--revision には、版の番号を書いてください（「{revision[:40]}」は番号ではありません）。"
        )
    return int(revision)


def _export_all(session: CommandSession, kind: ExportKind, options: ExportOptions, as_json: bool) -> None:
    from pia_tui.usecases.export_all import export_all

    with session.store() as store:
        numbers = [row.id for row in store.documents(sort="number", descending=False, limit=-1)]
        with click.progressbar(length=len(numbers), label="書き出し中", file=sys.stderr) as bar:

            def done(_: int) -> bool:
                bar.update(1)
                return True

            exported = export_all(store, kind, numbers, options=options, progress=done)
    written, failed = exported.files, exported.failed
    if as_json:
        say_json(
            {
                "files": [str(path) for path in written],
                "failed": [{"id": each.document_id, "name": each.name, "message": str(each.error)} for each in failed],
            }
        )
    else:
        say(f"{len(written)} 件を「{session.workspace.exports}」に書き出しました。")
        if unfinished := [f"{number}（{count} 項目）" for number, count in exported.unanswered.items() if count]:
            more = f"、ほか {len(unfinished) - _MOST}" if len(unfinished) > _MOST else ""
            say(f"未記入のある評価書: {'、'.join(unfinished[:_MOST])}{more}")
        for each in failed:
            say(f"書き出せませんでした: {each.document_id} {each.name}: {each.error}")
    if failed:
        raise click.exceptions.Exit(1)


def _may_write(session: CommandSession) -> bool:
    """A store on read-only media can be exported from as well."""
    import os

    path = session.workspace.database
    return not path.exists() or os.access(path, os.W_OK)
