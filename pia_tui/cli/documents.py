"""The verbs on documents: new, list, show, get, set, check."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any

import click

from pia_tui.assessment import Assessment, Change, Node
from pia_tui.cli.arrivals import say_aside
from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, json_option, load, pass_session, say, say_json, standard_input
from pia_tui.errors import visible
from pia_tui.forms import BadPath, BadValue, Item, format_value, parse_path, resolve_form
from pia_tui.forms.library import form_title, not_yet
from pia_tui.forms.values import NOTHING_CHANGED
from pia_tui.keys import JUDGEMENT
from pia_tui.rules.completeness import is_asked, progress
from pia_tui.rules.duty_keys import FIGURE_ROLES

if TYPE_CHECKING:
    from pia_tui.store import Store

LABEL = "項目の記入"
id_argument = click.argument("document_id", type=int, metavar="番号")


@command("new")
@click.option("--form", "form_name", required=True, metavar="様式", help="kiso・juten・zenkoumoku、または様式の id。")
@click.option("--name", default="", metavar="名称", help="事務の名称。")
@json_option
@pass_session
def new(session: CommandSession, form_name: str, name: str, as_json: bool) -> None:
    """評価書を新しく作り、その番号を表示します。"""
    form = resolve_form(form_name)
    document = Assessment.new(form, name)
    with session.store() as store:
        document_id = store.create(document.form.id, document.state, label="新規作成")
    if as_json:
        say_json({"id": document_id, "form": document.form.id, "name": document.name})
    else:
        say(f"{document_id}")
        made = visible(document.name)
        click.echo(f"「{made}」を作りました（操作番号 {document_id}、様式 {document.form.id}）。", err=True)
        if document.form.unread:
            click.echo(document.form.unread, err=True)
    if later := not_yet(form):
        say_aside(later)


_ID_HEADING, _NUMBER_HEADING = "操作番号", "計画管理書の番号"
"""The two numbers of a document: the one that commands take, and the one of the 計画管理書."""


@command("list")
@click.argument("words", nargs=-1, metavar="[言葉…]")
@click.option("--archived", is_flag=True, help="保管庫に移したものも含めます。")
@json_option
@pass_session
def list_(session: CommandSession, words: tuple[str, ...], archived: bool, as_json: bool) -> None:
    """評価書の一覧。左の操作番号を、ほかのコマンドで評価書を指すのに使います。言葉を付けると、名称・番号・種類にその言葉を含むものだけを表示します。"""
    from pia_tui.usecases.publication.states import published_states

    with session.store(read_only=session.workspace.database.exists()) as store:
        rows = store.documents(" ".join(words), archived=None if archived else False, limit=-1)
        states = published_states(store, [row.id for row in rows])
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
                        "state": states[row.id].text if row.id in states else None,
                        "changes": states[row.id].changes if row.id in states else None,
                    }
                    for row in rows
                ]
            }
        )
        return
    if not rows and words:
        say("その言葉を名称・番号・種類に含む評価書は、見つかりませんでした。「pia-tui list」ですべてを表示します。")
    elif not rows:
        say("評価書はまだありません。「pia-tui new --form juten --name 事務の名称」か「pia-tui demo」で作れます。")
    if rows:
        say(f"{_ID_HEADING}  {_NUMBER_HEADING}  評価書")
    for row in rows:
        kind = form_title(row.form_id)
        kind = "" if not kind or kind in row.name else f"（{kind}）"
        state = f"　{states[row.id].text}" if row.id in states else ""
        number = row.number.ljust(2 * len(_NUMBER_HEADING)) if row.number else f"{'-':<{2 * len(_NUMBER_HEADING)}}"
        say(f"{row.id:>{2 * len(_ID_HEADING)}}  {number}  {row.name}{kind}{state}{'　保管庫' if row.archived else ''}")


@command("show")
@id_argument
@click.option("--revision", type=int, metavar="版", help="残してある版を表示します（番号は pia-tui revisions で）。")
@json_option
@pass_session
def show(session: CommandSession, document_id: int, revision: int | None, as_json: bool) -> None:
    """評価書の項目と答えを、様式の順に表示します。"""
    from pia_tui.usecases.publication.states import frozen, published_state, revision_of

    with session.store(read_only=True) as store:
        if revision is None:
            document = load(store, document_id)
            state = published_state(store, document_id)
        else:
            document, state = frozen(store, revision_of(store, document_id, revision)), None
    if as_json:
        say_json(describe(document))
        return
    done = progress(document)
    standing = f"　{state.text}" if state is not None else ""
    say(f"{document.name}（{document.form.title}　{document.form.stamp}）　記入 {done.answered}/{done.asked}{standing}")
    for part in document.parts():
        say(f"\n{document.part_title(part)}{part.section.star_text}")
        for node in document.nodes(part):
            say_node(document, node)


def say_node(document: Assessment, node: Node) -> None:
    """One item, indented as it is nested; "not yet", "no" and "not asked" are told apart."""
    value = document.shown(node)
    missing = value is None and is_asked(document, node)
    if node.is_list or (node.item.option_text and value is None and not missing):
        return
    text = "×" if value is False else format_value(value)
    state = "（未記入）" if missing else "" if node.applies else "（記載不要）"
    indent = "  " * (node.depth + 1)
    first, *rest = text.split("\n")
    say(f"{indent}{node.path}  {node.label}{state}{': ' + first if text else ''}")
    for line in rest:
        say(f"{indent}    {line}")


def nodes_under(document: Assessment, path: str) -> list[Node]:
    """What stands under a section or a heading without an answer of its own; nothing for an item that has one.

    Raises BadPath for what is no place, and for a repeat without its number.
    """
    for part in document.parts():
        if part.path == path or (not part.number and part.section.id == path):
            return list(document.nodes(part))
    node = document.answer_node(path)
    if node.value_kind is not None:
        return []
    beginnings = (f"{node.path}.", f"{node.path}[")
    return [one for one in document.walk() if one.path == node.path or one.path.startswith(beginnings)]


def describe(document: Assessment) -> dict[str, Any]:
    """The document as data: every item of the form with its path, label, kind and value."""
    return {
        "id": document.id,
        "form": document.form.id,
        "name": document.name,
        "items": [describe_node(document, node) for node in document.walk() if not node.is_list],
    }


def describe_node(document: Assessment, node: Node) -> dict[str, Any]:
    """One item as data."""
    return {
        "path": node.path,
        "key": node.key,
        "label": node.label,
        "kind": node.item.kind,
        "value_kind": node.value_kind,
        "value": document.value(node),
        "shown": document.shown(node),
        "applies": node.applies,
    }


@command("get")
@id_argument
@click.argument("path", metavar="場所")
@json_option
@pass_session
def get(session: CommandSession, document_id: int, path: str, as_json: bool) -> None:
    """一つの項目の答えを表示します。未記入なら何も表示しません（例: pia-tui get 1 "II[1].4.2[3].1"）。

    章や見出しの場所なら、その中の項目をすべて表示します。
    """
    with session.store(read_only=True) as store:
        document = load(store, document_id)
    inside = nodes_under(document, path)
    if inside:
        if as_json:
            say_json({"path": path, "items": [describe_node(document, node) for node in inside if not node.is_list]})
        else:
            for node in inside:
                say_node(document, node)
        return
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
@click.option(
    "--reason", default="", metavar="理由", help="個人番号に見える数字が個人番号ではない理由（記録に残ります）。"
)
@json_option
@pass_session
def set_(
    session: CommandSession,
    document_id: int,
    path: str,
    values: tuple[str, ...],
    clear: bool,
    reason: str,
    as_json: bool,
) -> None:
    """一つの項目に答えを入れます（例: pia-tui set 1 "II[1].4.2[3].1" 帳票の印刷）。

    ○を付ける項目がいくつもあるときは、値を並べます。選択肢は、文言か番号で書きます。「-」と書くと、標準入力から読みます。
    空白を含む文は "…" で囲みます。「-」で始まる文は、その前に「--」を置きます。
    """
    if clear == bool(values):
        raise click.UsageError("入れる値か、答えを消す --clear の、どちらか一方を書いてください。")
    with session.store() as store:
        document = load(store, document_id)
        changes = document.change(path, _given(store, _item(document, path), values))
        if changes:
            _write(store, document, changes, reason)
            document.apply(changes)
    node = document.node(path)
    if as_json:
        say_json({"path": node.path, "value": document.value(node), "changed": bool(changes)})
    elif changes:
        click.echo(f"保存しました{_grown(changes)}。", err=True)
        if node.item.role in FIGURE_ROLES and JUDGEMENT.prefix in document.state:
            way = f"「pia-tui judge {document_id}」で判断をやり直せます（前の判断も残ります）。"
            click.echo(f"しきい値判断のもとになる欄が変わりました。{way}", err=True)
    else:
        click.echo("すでに同じ内容なので、何も変えていません。", err=True)


def _write(store: Store, document: Assessment, changes: list[Change], reason: str) -> None:
    """Keep the changes; digits that pass for a 個人番号 only with the reason why they are none."""
    from pia_tui.store.errors import PersonalNumberFound

    assert document.id is not None
    try:
        store.write(document.id, changes, label=LABEL)
    except PersonalNumberFound as found:
        keys = [place.exemption for place in found.places if place.exemption]
        exempt = [change for key in keys for change in document.change(key, reason)]
        if not exempt:
            found.next = "数字を消してください。個人番号でないときは、--reason に理由を書くと保存できます。"
            raise
        store.write(document.id, [*changes, *exempt], label=LABEL)


def _given(store: Store, item: Item, values: tuple[str, ...]) -> str | list[str]:
    """What was typed, read or attached, ready for the item; "" clears it."""
    if item.value_kind == "figure":
        from pia_tui.usecases.incoming.drawings import attach_drawing

        if "-" in values:
            raise click.UsageError("図は、標準入力からではなく、ファイルの名前で指定してください。")
        return [attach_drawing(store, file) for file in values]
    given = [_read() if value == "-" else value for value in values]
    if item.value_kind == "multi":
        return [line for value, text in zip(values, given, strict=True) for line in _lines(text, value == "-")]
    if len(given) > 1:
        raise click.UsageError(
            f'「{item.label}」に入れられる値は一つです（{len(given)} 個ありました）。空白を含む文は "…" で囲みます。'
        )
    return given[0] if given else ""


def _lines(text: str, read: bool) -> list[str]:
    """Marks read from a file stand one on a line."""
    return text.splitlines() if read else [text]


def _grown(changes: list[Change]) -> str:
    """How many blocks were added for the answer: none asked for them by name, so they are told."""
    sizes = [
        len(change.after or ()) - len(change.before or ())  # type: ignore[arg-type]
        for change in changes
        if change.key.endswith("[]")
    ]
    return f"（繰り返しの欄を {sum(sizes)} 個増やしました）" if sizes else ""


def _item(document: Assessment, path: str) -> Item:
    """The form's item at a path; blocks on the way may be missing still."""
    item = document.form.item(parse_path(path).item_id)
    if item is None:
        raise BadPath(
            f"「{path[:80]}」という項目は、この様式（{document.form.id}）にありません。",
            safe=NOTHING_CHANGED,
            next=f"項目の一覧は pia-tui forms {document.form.id} で見られます。",
        )
    return item


def _read() -> str:
    """Standard input as text: UTF-8, UTF-16 with its mark, else the code page of Japanese Windows.

    The last line end is the file's, not the text's. Raises BadValue for what is no text, and for nothing at all: that
    is a pipe that failed, not a wish to clear the answer.
    """
    data = standard_input()
    encodings = ("utf-16",) if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ("utf-8-sig", "cp932")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text:
            return text.removesuffix("\n").removesuffix("\r")
        raise BadValue(
            "標準入力に何もありませんでした。", safe=NOTHING_CHANGED, next="答えを消すときは --clear を使います。"
        )
    raise BadValue(
        "標準入力を文字として読めません。",
        safe=NOTHING_CHANGED,
        next="UTF-8 か Shift_JIS のテキストにして、もう一度実行してください。",
    )
