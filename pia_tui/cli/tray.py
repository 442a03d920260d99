"""`pia-tui tray`: what an import left, listed, placed, put aside and confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, json_option, load, pass_session, say, say_json
from pia_tui.errors import PiaError, visible
from pia_tui.forms.values import NOTHING_CHANGED

if TYPE_CHECKING:
    from pia_tui.assessment import Assessment, Change
    from pia_tui.usecases.incoming.tray import How, TrayPiece

_SHOWN = 60


class NoSuchNumber(PiaError):
    """The tray has no piece of this number."""


@command("tray")
@click.argument("document_id", type=int, metavar="番号")
@click.option("--place", nargs=2, type=(int, str), metavar="n 場所", help="n 番目の文を、その項目に置きます。")
@click.option("--append", is_flag=True, help="記入がある項目では、いまの記入の後に続けます。")
@click.option("--replace", is_flag=True, help="記入がある項目では、いまの記入と置き換えます。")
@click.option("--drop", type=int, metavar="n", help="n 番目の文を不要にします（一覧の最後に残ります）。")
@click.option("--back", type=int, metavar="n", help="不要にした n 番目の文を、未配置に戻します。")
@click.option("--confirm", metavar="場所", help="その項目の読み取りを、正しいものと認めます。")
@json_option
@pass_session
def tray(
    session: CommandSession,
    document_id: int,
    place: tuple[int, str] | None,
    append: bool,
    replace: bool,
    drop: int | None,
    back: int | None,
    confirm: str | None,
    as_json: bool,
) -> None:
    """取込みで置き場所が決まらなかった文（未配置）と、読み取りを確かめる項目の一覧。

    何も付けなければ、一覧を表示するだけです。変えたことは、画面の「元に戻す」で戻せます。
    """
    from pia_tui.usecases.incoming import tray as cases

    wishes = [each for each in (place, drop, back, confirm) if each is not None]
    if len(wishes) > 1 or (append and replace):
        raise click.UsageError(
            "一度にできることは一つです。--place、--drop、--back、--confirm のどれかにしてください。"
        )
    if (append or replace) and place is None:
        raise click.UsageError("--append と --replace は、--place と一緒に使います。")
    if not wishes:
        with session.store(read_only=True) as store:
            document = load(store, document_id)
        say_json(_described(document)) if as_json else _list(document)
        return
    how: How | None = "append" if append else "replace" if replace else None
    with session.store() as store:
        document = load(store, document_id)
        changes, label = _changes(document, place, drop, back, confirm, how)
        if changes:
            store.write(document_id, changes, label=label)
            document.apply(changes)
    if as_json:
        say_json(_described(document))
        return
    left = cases.left(document)
    done = "保存しました" if changes else "変えるところはありませんでした"
    click.echo(f"{done}。残り: 未配置 {left.pieces}、要確認 {left.doubtful}。", err=True)


def _changes(
    document: Assessment,
    place: tuple[int, str] | None,
    drop: int | None,
    back: int | None,
    confirm: str | None,
    how: How | None,
) -> tuple[list[Change], str]:
    """What one wish changes, and its name in the journal."""
    from pia_tui.usecases.incoming import tray as cases

    if place is not None:
        try:
            return cases.place(document, _numbered(document, place[0]).id, place[1], how=how), cases.PLACE_LABEL
        except cases.Occupied as error:
            append = "--append（続ける）か " if "append" in error.ways else ""
            error.next = f"{append}--replace（置き換える）を付けてください。"
            raise
    if drop is not None:
        return cases.put_aside(document, _numbered(document, drop).id), cases.ASIDE_LABEL
    if back is not None:
        return cases.take_back(document, _numbered(document, back).id), cases.BACK_LABEL
    assert confirm is not None
    return cases.confirm(document, document.node(confirm).key), cases.CONFIRM_LABEL


def _numbered(document: Assessment, number: int) -> TrayPiece:
    """The piece with a number of the list, those put aside last."""
    from pia_tui.usecases.incoming import tray as cases

    found = (*cases.pieces(document), *cases.set_aside(document))
    if not 1 <= number <= len(found):
        raise NoSuchNumber(
            f"未配置に {number} 番目の文はありません（{len(found)} 番目まで）。",
            safe=NOTHING_CHANGED,
            next=f"「pia-tui tray {document.id}」で番号を確かめてください。",
        )
    return found[number - 1]


def _list(document: Assessment) -> None:
    """The lists as text."""
    from pia_tui.usecases.incoming import tray as cases

    doubts, pieces, aside = cases.doubtful(document), cases.pieces(document), cases.set_aside(document)
    say(f"「{visible(document.name)}」　要確認 {len(doubts)}、未配置 {len(pieces)}")
    for doubt in doubts:
        value = cases.excerpt(document.state.get(doubt.key))
        say(f"  {doubt.path}　{document.node(doubt.path).label}　{doubt.words}　{cases.lines_word(doubt.lines)}")
        say(f"      {_cut(value) if value else doubt.why}")
    for number, piece in enumerate((*pieces, *aside), start=1):
        if piece.aside and number == len(pieces) + 1:
            say("不要にした文")
        near = document.path(piece.near) if piece.near else None
        say(f"{number:>4}. {cases.lines_word(piece.lines)}{f'　{near} の近く' if near else ''}")
        say(f"      {_cut(piece.text)}")


def _cut(text: str) -> str:
    line = visible(text.strip().replace("\n", " ⏎ "))
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…（{len(text):,} 文字）"


def _described(document: Assessment) -> dict[str, Any]:
    """The lists as data."""
    from pia_tui.usecases.incoming import tray as cases

    return {
        "id": document.id,
        "doubts": [
            {
                "path": one.path,
                "label": document.node(one.path).label,
                "confidence": one.confidence,
                "lines": list(one.lines) if one.lines else None,
                "why": one.why,
            }
            for one in cases.doubtful(document)
        ],
        "tray": [_piece(document, one, number) for number, one in enumerate(cases.pieces(document), start=1)],
        "aside": [
            _piece(document, one, number)
            for number, one in enumerate(cases.set_aside(document), start=len(cases.pieces(document)) + 1)
        ],
    }


def _piece(document: Assessment, piece: TrayPiece, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "text": piece.text,
        "lines": list(piece.lines) if piece.lines else None,
        "near": document.path(piece.near) if piece.near else None,
    }
