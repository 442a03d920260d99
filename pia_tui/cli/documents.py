"""The verbs on documents: new, list, show, get, set, check."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

import click

from pia_tui.assessment import Assessment, Node
from pia_tui.cli.japanese import command
from pia_tui.cli.session import Session, load, pass_session, say, say_json
from pia_tui.forms import BadPath, format_value, load_form, resolve_form
from pia_tui.rules.checks import check as findings_of
from pia_tui.rules.completeness import progress

json_option = click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
id_argument = click.argument("document_id", type=int, metavar="番号")


@command("new")
@click.option("--form", "form_name", required=True, metavar="様式", help="kiso・juten・zenkoumoku、または様式の id。")
@click.option("--name", default="", metavar="名称", help="事務の名称。")
@json_option
@pass_session
def new(session: Session, form_name: str, name: str, as_json: bool) -> None:
    """評価書を新しく作り、その番号を表示します。"""
    document = Assessment(resolve_form(form_name), {})
    named = Assessment.new(document.form)
    # The name goes through the same door as any answer: what may not stand in an answer is refused here too.
    if name.strip():
        named = Assessment.new(document.form, name)
    with session.store() as store:
        document_id = store.create(named.form.id, named.state, label="新規作成")
    if as_json:
        say_json({"id": document_id, "form": named.form.id, "name": named.name})
    else:
        say(f"{document_id}")
        click.echo(f"「{named.name}」を作りました（番号 {document_id}、様式 {named.form.id}）。", err=True)


@command("list")
@click.argument("words", nargs=-1, metavar="[言葉…]")
@click.option("--archived", is_flag=True, help="保管庫に移したものも含めます。")
@json_option
@pass_session
def list_(session: Session, words: tuple[str, ...], archived: bool, as_json: bool) -> None:
    """評価書の一覧。言葉を付けると、名前や番号にその言葉を含むものだけを表示します。"""
    with session.store(read_only=session.workspace.database.exists()) as store:
        rows = store.documents(" ".join(words), archived=None if archived else False, limit=-1)
    if as_json:
        say_json(
            {
                "documents": [
                    {
                        "id": row.id,
                        "form": row.form_id,
                        "level": row.level,
                        "number": row.number,
                        "name": row.name,
                        "published_on": row.published_on or None,
                        "updated_at": row.updated_at,
                        "archived": row.archived,
                        "answered": row.answered,
                    }
                    for row in rows
                ]
            }
        )
        return
    if not rows:
        say("評価書はまだありません。「pia-tui new --form juten --name 事務の名称」か「pia-tui demo」で作れます。")
    for row in rows:
        title = f"[{row.number}] {row.name}" if row.number else row.name
        say(f"{row.id:>4}  {title}（{load_form(row.form_id).short_title}）{'　保管庫' if row.archived else ''}")


@command("show")
@id_argument
@json_option
@pass_session
def show(session: Session, document_id: int, as_json: bool) -> None:
    """評価書の項目と答えを、様式の順に表示します。"""
    with session.store(read_only=True) as store:
        document = load(store, document_id)
    if as_json:
        say_json(describe(document))
        return
    done = progress(document)
    say(f"{document.name}（{document.form.title}　{document.form.stamp}）　記入 {done.answered}/{done.asked}")
    for part in document.parts():
        say(f"\n{document.part_title(part)}{part.section.star_text}")
        for node in document.nodes(part):
            say_node(document, node)


def say_node(document: Assessment, node: Node) -> None:
    """One item, indented as it is nested; what does not apply is said so, not hidden."""
    if node.is_list or (node.item.option_text and document.value(node) is None):
        return
    text = format_value(document.shown(node))
    state = "" if node.applies else "（記載不要）"
    indent = "  " * (node.depth + 1)
    first, *rest = text.split("\n")
    say(f"{indent}{node.path}  {node.label}{state}{': ' + first if text else ''}")
    for line in rest:
        say(f"{indent}    {line}")


def describe(document: Assessment) -> dict[str, Any]:
    """The document as data: every item of the form with its path, label, kind and value."""
    return {
        "id": document.id,
        "form": document.form.id,
        "name": document.name,
        "items": [
            {
                "path": node.path,
                "key": node.key,
                "label": node.label,
                "kind": node.item.kind,
                "value_kind": node.value_kind,
                "value": document.value(node),
                "shown": document.shown(node),
                "applies": node.applies,
            }
            for node in document.walk()
            if not node.is_list
        ],
    }


@command("get")
@id_argument
@click.argument("path", metavar="場所")
@json_option
@pass_session
def get(session: Session, document_id: int, path: str, as_json: bool) -> None:
    """一つの項目の答えを表示します。未記入なら何も表示しません（例: pia-tui get 1 II[1].4.2[3].1）。"""
    with session.store(read_only=True) as store:
        document = load(store, document_id)
    node = document.answer_node(path)
    if as_json:
        say_json({"path": node.path, "label": node.label, "kind": node.item.kind, "value": document.value(node)})
        return
    value = document.value(node)
    if value is not None:
        say("\n".join(value) if isinstance(value, tuple) else format_value(value) or "×")


@command("set")
@id_argument
@click.argument("path", metavar="場所")
@click.argument("values", nargs=-1, metavar="値…")
@click.option("--clear", is_flag=True, help="答えを消して、未記入に戻します。")
@json_option
@pass_session
def set_(session: Session, document_id: int, path: str, values: tuple[str, ...], clear: bool, as_json: bool) -> None:
    """一つの項目に答えを入れます。

    ○を付ける項目がいくつもあるときは、値を並べます。「-」と書くと、標準入力から読みます。選択肢は文言か番号で書きます。
    """
    if not values and not clear:
        raise click.UsageError("値を書いてください。消すときは --clear を付けます。")
    raw: list[str] = [] if clear else [_read() if value == "-" else value for value in values]
    with session.store() as store:
        document = load(store, document_id)
        node_kind = _kind(document, path)
        if node_kind == "figure" and raw:
            from pia_tui.usecases.drawings import attach_drawing

            raw = [attach_drawing(store, file) for file in raw]
        given: object = raw if node_kind in ("multi", "figure") else "\n".join(raw) if node_kind == "text" else raw
        changes = document.change(path, given or "")
        if changes:
            store.write(document_id, changes, label="項目の記入")
            document.apply(changes)
    node = document.node(path)
    if as_json:
        say_json({"path": node.path, "value": document.value(node), "changed": bool(changes)})
    else:
        click.echo("保存しました。" if changes else "すでに同じ内容なので、何も変えていません。", err=True)


def _kind(document: Assessment, path: str) -> str | None:
    """The kind of value at a path; blocks on the way may be missing still."""
    from pia_tui.forms import parse_path

    item = document.form.item(parse_path(path).item_id)
    if item is None:
        raise BadPath(
            f"「{path[:80]}」という項目は、この様式（{document.form.id}）にありません。",
            safe="何も変更していません。",
            next=f"項目の一覧は pia-tui forms {document.form.id} で見られます。",
        )
    return item.value_kind


def _read() -> str:
    """Standard input as text: UTF-8, else the code page of Japanese Windows."""
    data = sys.stdin.buffer.read()
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding).removesuffix("\n")
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


@command("check")
@id_argument
@json_option
@pass_session
def check(session: Session, document_id: int, as_json: bool) -> None:
    """記入もれ、食い違い、古い名前などを調べます。"""
    from pia_tui.usecases.judgements import facts_of

    with session.store(read_only=True) as store:
        document = load(store, document_id)
        facts = facts_of(store, document)
    found = findings_of(document, date.today(), facts)
    if as_json:
        say_json(
            {
                "findings": [
                    {"rule": one.rule, "level": one.level, "path": one.path, "message": one.message} for one in found
                ]
            }
        )
        return
    marks = {"error": "誤り", "warning": "注意", "hint": "参考"}
    for one in found:
        say(f"{marks[one.level]}  {one.path or '全体'}  {one.message}")
    done = progress(document)
    say(f"{len(found)} 件。記入 {done.answered}/{done.asked}（{done.percent}%）")
