"""The verbs on the 事務 of a body: register (計画管理書), task, duplicate."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pia_tui.cli.duties import today_option
from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, json_option, offering_force, pass_session, say, say_json
from pia_tui.errors import visible


@command("register")
@click.option(
    "--format", "kind", type=click.Choice(["table", "json", "xlsx", "pdf"]), default="table", metavar="形式",
    show_choices=False, help="table・json・xlsx・pdf（指定がなければ table）。",
)  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="ファイル", help="xlsx・pdf を書き出す先。")
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば、置き換えます。")
@click.option("--archived", is_flag=True, help="保管庫に移した事務も含めます。")
@today_option
@json_option
@pass_session
def register(
    session: CommandSession,
    kind: str,
    output: Path | None,
    force: bool,
    archived: bool,
    today: date | None,
    as_json: bool,
) -> None:
    """計画管理書: すべての事務の番号・評価の種類・しきい値判断・公表・次の期限・担当を一覧にします。"""
    from pia_tui.rules.lists import list_layout
    from pia_tui.usecases.duties.known import clock_warning
    from pia_tui.usecases.duties.registering import line_data, line_texts, write_register
    from pia_tui.usecases.duties.registering import register as lines_of

    on = today or date.today()
    kind = "json" if as_json else kind
    if output is not None and kind not in ("xlsx", "pdf"):
        raise click.UsageError("-o は、--format xlsx か --format pdf のときに使います。")
    with session.store(read_only=session.workspace.database.exists()) as store:
        lines, problems = lines_of(store, on, archived=archived)
        warning = clock_warning(store)
    for sentence in (*([warning] if warning else []), *problems):
        click.echo(sentence, err=True)
    layout = list_layout("register")
    if kind == "json":
        columns = [{"field": each.field, "label": each.label} for each in layout.columns]
        tasks = [{**line_data(line), "texts": line_texts(line)} for line in lines]
        say_json(
            {"today": on.isoformat(), "notes": list(layout.notes), "columns": columns, "tasks": tasks,
             "problems": problems}
        )  # fmt: skip
        return
    if kind in ("xlsx", "pdf"):
        with offering_force():
            path = write_register(
                session.workspace, lines, problems, on, "xlsx" if kind == "xlsx" else "pdf", target=output,
                overwrite=force,
            )  # fmt: skip
        say(f"{path}")
        click.echo(f"{len(lines)} 件の事務を「{path.name}」に書き出しました。", err=True)
        return
    say("\t".join(column.label for column in layout.columns))
    for line in lines:
        texts = line_texts(line)
        say("\t".join(visible(texts[column.field]) for column in layout.columns))
    if not lines:
        click.echo("評価書はまだありません。", err=True)


@command("task")
@click.argument("document_id", type=int, metavar="番号")
@click.option(
    "--with",
    "others",
    type=int,
    multiple=True,
    metavar="番号",
    help="この評価書と同じ事務のものとしてまとめます（繰り返せます）。",
)
@click.option("--alone", is_flag=True, help="この評価書を、ほかと別の事務のものとして分けます。")
@click.option("--sync", is_flag=True, help="同じことを書く欄を、この評価書の記載にそろえます。")
@click.option(
    "--item",
    "only",
    multiple=True,
    metavar="項目",
    help="--sync で、この項目だけをそろえます（一覧の先頭の名前。繰り返せます）。",
)
@click.option("--reference/--own", default=None, help="他の団体の評価書（期限に数えない）／この団体の評価書にします。")
@json_option
@pass_session
def task(
    session: CommandSession,
    document_id: int,
    others: tuple[int, ...],
    alone: bool,
    sync: bool,
    only: tuple[str, ...],
    reference: bool | None,
    as_json: bool,
) -> None:
    """同じ事務の評価書（基礎と重点・全項目）と、食い違っている欄を表示します。

    番号・名称・担当部署・法令上の根拠など、どの評価書にも同じことを書く欄は、--sync でそろえられます。
    """
    from pia_tui.usecases.duties import sharing

    if sum((bool(others), alone, sync)) > 1:
        raise click.UsageError("--with・--alone・--sync は、どれか一つだけを書いてください。")
    change = bool(others) or alone or sync or reference is not None
    done: dict[int, int] = {}
    refused: list[tuple[int, str]] = []
    with session.store(read_only=not change) as store:
        if reference is not None:
            sharing.refer(store, document_id, reference)
        if others:
            sharing.join(store, document_id, others)
        if alone:
            sharing.part(store, document_id)
        if sync:
            done, refused = sharing.keep_in_step(store, document_id, only=only)
        found, differing = sharing.differing(store, document_id)
    if as_json:
        say_json(
            {
                "task": found.name,
                "number": found.number,
                "documents": [
                    {"id": each.id, "level": each.level, "name": each.name, "archived": each.archived,
                     "reference": each.reference}
                    for each in found.documents
                ],
                "differs": [
                    {
                        "item": each.shared,
                        "label": each.label,
                        "places": [
                            {"id": place.document_id, "path": place.path, "label": place.label, "value": place.value}
                            for place in each.places
                        ],
                    }
                    for each in differing
                ],
                "synced": [{"id": number, "changed": count} for number, count in done.items()],
                "refused": [{"id": number, "message": message} for number, message in refused],
            }
        )  # fmt: skip
        return
    say(f"{f'[{found.number}] ' if found.number else ''}{visible(found.name)}")
    for held in found.documents:
        marks = "".join(["　保管庫" if held.archived else "", "　他の団体" if held.reference else ""])
        say(f"{held.id:>4}  {visible(held.name)}{marks}")
    for each in differing:
        say(f"{each.shared}  {each.label}")
        for place in each.places:
            say(f"      番号 {place.document_id}: {visible(place.value) or '（空欄）'}")
    for number, count in done.items():
        click.echo(f"番号 {number} の {count} 項目をそろえました（取り消せます）。", err=True)
    for number, reason in refused:
        click.echo(f"番号 {number} はそのままです。{reason}", err=True)
    if sync and not done and not refused:
        click.echo("そろえるところはありませんでした。", err=True)
    elif differing and not sync:
        way = f"「pia-tui task {document_id} --sync」で、この評価書の記載にそろえます。"
        click.echo(f"{len(differing)} か所が食い違っています。{way}", err=True)


@command("duplicate")
@click.argument("document_id", type=int, metavar="番号")
@click.option("--new-task", is_flag=True, help="別の事務の評価書のひな形にします。")
@click.option("--name", default="", metavar="名称", help="新しい事務の名称。")
@json_option
@pass_session
def duplicate(session: CommandSession, document_id: int, new_task: bool, name: str, as_json: bool) -> None:
    """評価書を、別の事務のひな形として複製し、その番号を表示します。

    評価書番号・公表日・実施した日・変更箇所・しきい値判断は写しません。同じ事務の次の版は、複製ではなく、
    公表を記録してから同じ評価書を直します。
    """
    from pia_tui.usecases.duties.copying import SameTask, copy_as_new_task

    if not new_task:
        raise SameTask
    with session.store() as store:
        number = copy_as_new_task(store, document_id, name)
        made = store.summary(number)
    if as_json:
        say_json({"id": number, "form": made.form_id, "name": made.name})
    else:
        say(f"{number}")
        click.echo(f"「{visible(made.name)}」を作りました（番号 {number}）。評価書番号と公表日は空です。", err=True)
