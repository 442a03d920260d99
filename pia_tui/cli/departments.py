"""`pia-tui assign`: which department (担当課) is asked for what."""

from __future__ import annotations

import click

from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, json_option, load, pass_session, say, say_json
from pia_tui.errors import visible

LABEL = "担当課"


@command("assign")
@click.argument("document_id", type=int, metavar="番号")
@click.argument("path", metavar="[場所]", required=False)
@click.argument("department", metavar="[課の名前]", required=False)
@click.option("--clear", is_flag=True, help="その場所の担当を消します。")
@json_option
@pass_session
def assign(
    session: CommandSession, document_id: int, path: str | None, department: str | None, clear: bool, as_json: bool
) -> None:
    """章や項目の担当課を決めます（例: pia-tui assign 1 "II[1].4" 市民課）。

    見出しや章に付けた担当は、その下の項目すべてに及びます。場所を書かなければ、いまの担当の一覧を表示します。
    担当の項目だけの記入票は「pia-tui export 1 --format xlsx --for 市民課」で作ります。PDF には印刷されません。
    """
    from pia_tui import departments as rooms

    if path is None and clear:
        raise click.UsageError("担当を消す場所も書いてください。")
    if path is not None and clear == bool(department and department.strip()):
        raise click.UsageError("課の名前か、担当を消す --clear の、どちらか一方を書いてください。")
    with session.store(read_only=path is None) as store:
        document = load(store, document_id)
        if path is not None:
            changes = rooms.give(document, path, department or "")
            if changes:
                store.write(document_id, changes, label=LABEL)
                document.apply(changes)
            click.echo("保存しました。" if changes else "変えるところはありませんでした。", err=True)
    asked = rooms.departments(document)
    if as_json:
        say_json(
            {"given": [{"path": place, "department": name} for place, name in rooms.given(document)], "items": asked}
        )
        return
    for place, name in rooms.given(document):
        say(f"{place}\t{visible(name)}")
    if not asked and path is None:
        click.echo("担当はまだ決まっていません。", err=True)
    for name, count in asked.items():
        click.echo(f"{visible(name)}: {count} 項目", err=True)
