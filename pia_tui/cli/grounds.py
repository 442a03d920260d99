"""`pia-tui grounds`: rows of the law's tables, found by 事務, by body and by information."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, json_option, pass_session, say, say_json

if TYPE_CHECKING:
    from pia_tui.law.grounds import ExchangeSide, Ground
    from pia_tui.law.tables import AnnexRow


PUT_LABEL = "法令上の根拠を表から記入"


@command("grounds")
@click.argument("words", nargs=-1, metavar="言葉…")
@click.option("--ask", is_flag=True, help="情報を求める側（情報照会の根拠）として探します。")
@click.option("--provide", is_flag=True, help="情報を渡す側（情報提供の根拠）として探します。")
@click.option("--by", default="", metavar="機関", help="求める・渡す機関（市町村長、都道府県知事、沼津市長 など）。")
@click.option(
    "--into",
    nargs=2,
    type=(int, str),
    metavar="番号 場所",
    help="見つかった項を、その評価書の根拠の欄に書くか、提供先（II[1].5.2）に並べます。",
)
@click.option("--append", is_flag=True, help="--into で、いまの記入の後に続けます。")
@json_option
@pass_session
def grounds(
    session: CommandSession,
    words: tuple[str, ...],
    ask: bool,
    provide: bool,
    by: str,
    into: tuple[int, str] | None,
    append: bool,
    as_json: bool,
) -> None:
    """法令上の根拠を、番号法別表と主務省令第2条の表から探します。

    言葉は、事務（国民健康保険）、情報（住民票関係情報）、項の番号（12の2）など。いくつか並べると、すべてを含む項だけになります。
    例: pia-tui grounds 住民票関係情報 --provide --by 市町村長
    """
    from pia_tui.law.grounds import find, find_annex
    from pia_tui.law.numbers import parse_number
    from pia_tui.law.tables import sharing

    if ask and provide:
        raise click.UsageError("--ask（求める側）と --provide（渡す側）は、どちらか一方にしてください。")
    if not words and not by:
        raise click.UsageError("探す言葉（事務や情報の名、項の番号）か、--by（機関の名）を書いてください。")
    side: ExchangeSide = "ask" if ask else "provide" if provide else ""
    found = find(words, side, by)
    rows = find_annex(words) if side != "provide" else []
    repealed = [number for word in words if (number := parse_number(word)) in sharing().repealed]
    if into is not None:
        _put(session, into, found, rows, side, append=append)
    day = sharing().origin.date.isoformat()
    if as_json:
        say_json({"rows": [_described(one, day) for one in found], "annex": [_annex_row(one) for one in rows]})
        return
    for one in rows:
        task = f"　{one.task}" if one.task and one.task != one.law else ""
        say(f"別表の{one.row}の項　{one.law}{task}（命令{one.article}）")
    for number in repealed:
        say(f"第2条の表 {number}の項は、削除されています。")
    _say_pairs(found)
    _say_text(found, rows, side)
    _say_origin(found, rows)


def _put(
    session: CommandSession,
    into: tuple[int, str],
    found: list[Ground],
    rows: list[AnnexRow],
    side: ExchangeSide,
    *,
    append: bool,
) -> None:
    """Write what was found at a place of a document, as one step that can be undone."""
    from pia_tui.cli.session import load
    from pia_tui.law.grounds import numbers_of
    from pia_tui.usecases.grounds import fill_recipients, write_grounds

    document_id, path = into
    with session.store() as store:
        document = load(store, document_id)
        if document.node(path).is_list:
            changes = fill_recipients(document, path, [one.pair for one in found])
        else:
            numbers = numbers_of(found)
            changes = write_grounds(
                document,
                path,
                annex=[one.row for one in rows],
                asks=() if side == "provide" else numbers,
                provides=numbers if side == "provide" else (),
                append=append,
            )
        if changes:
            store.write(document_id, changes, label=PUT_LABEL)
    click.echo("書き込みました。" if changes else "書き込むものはありませんでした。", err=True)


def _described(ground: Ground, day: str) -> dict[str, Any]:
    pair = ground.pair
    return {
        "row": str(pair.row),
        "asker": pair.asker,
        "task": pair.task,
        "provider": pair.provider,
        "information": pair.information,
        "date": day,
        "article": pair.article,
        "capacity": ground.capacity,
    }


def _annex_row(row: AnnexRow) -> dict[str, Any]:
    return {
        "row": str(row.row),
        "law": row.law,
        "task": row.task,
        "article": row.article,
        "former": [str(number) for number in row.former],
    }


def _say_pairs(found: list[Ground]) -> None:
    """The pairs under the 項 that they stand in."""
    last = None
    for one in found:
        pair = one.pair
        if pair.row != last:
            say(f"第2条の表 {pair.row}の項　{pair.asker} … {pair.task}")
            last = pair.row
        capacity = f"（{one.capacity}）" if one.capacity else ""
        say(f"    ← {pair.provider}{capacity}　{pair.information}")


def _say_text(found: list[Ground], rows: list[AnnexRow], side: ExchangeSide) -> None:
    """The ground as it is written on the form."""
    from pia_tui.law.grounds import numbers_of
    from pia_tui.law.writing import annex_text, phrases, sharing_text

    phrase = {"ask": phrases().sharing_asks, "provide": phrases().sharing_provides}.get(side, "")
    texts = [annex_text(one.row for one in rows), sharing_text(numbers_of(found), phrase)]
    if any(texts):
        say("")
        say("評価書には、次のように書きます。")
        for text in texts:
            if text:
                say(f"  {text}")


def _say_origin(found: list[Ground], rows: list[AnnexRow]) -> None:
    """How many were found, and of which day the tables are."""
    from pia_tui.law.grounds import numbers_of
    from pia_tui.law.tables import annex, sharing

    if not found and not rows:
        say("見つかりませんでした。言葉を短くするか、--ask・--provide・--by を外して試してください。")
    count = len(numbers_of(found))
    say(f"第2条の表 {count} 項（{sharing().origin.date} の条文）、別表 {len(rows)} 項（{annex().origin.date} の条文）")
