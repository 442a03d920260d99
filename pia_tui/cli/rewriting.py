"""`pia-tui renumber` (号ズレ) and `pia-tui replace`: rewriting in one document or in all, seen before it is done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, json_option, pass_session, say, say_json
from pia_tui.errors import PiaError, visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from pia_tui.store import Store
    from pia_tui.usecases.rewriting.places import RewritePlace
    from pia_tui.usecases.rewriting.writing import Outcome, RewriteChoice

_RENUMBER_LABEL = "法改正に伴う号ズレの修正"
_WORDS = {"changed": "直しました", "locked": "編集中のため、そのままです", "refused": "保存できないため、そのままです"}

all_option = click.option("--all", "every", is_flag=True, help="保管庫にないすべての評価書を対象にします。")
dry_option = click.option("--dry-run", is_flag=True, help="直す所を見るだけで、何も変えません。")
pick_option = click.option(
    "--pick", multiple=True, metavar="n", help="たずねられた n 番の所も直します（3、5-9 など）。"
)
skip_option = click.option("--skip", multiple=True, metavar="n", help="n 番の所は直しません（3、5-9 など）。")
undo_option = click.option("--undo", is_flag=True, help="最後に行ったこの直しを、まとめて元に戻します。")


@command("renumber")
@click.argument("ids", nargs=-1, type=int, metavar="番号…")
@all_option
@dry_option
@pick_option
@skip_option
@click.option("--no-rows", is_flag=True, help="変更箇所の表に行を足しません（公表前の評価書など）。")
@undo_option
@json_option
@pass_session
def renumber(
    session: CommandSession,
    ids: tuple[int, ...],
    every: bool,
    dry_run: bool,
    pick: tuple[str, ...],
    skip: tuple[str, ...],
    no_rows: bool,
    undo: bool,
    as_json: bool,
) -> None:
    """法改正で古くなった号・項・別表・名前（号ズレ）を見つけて、直します。

    確かな所だけを直し、読み方が分かれる所はたずねます（--pick で直します）。評価書ごとに一度で元に戻せます。
    変更箇所の表にある記載は、当時のものなので触れません。
    """
    from datetime import date

    from pia_tui.usecases.rewriting.finders import outdated
    from pia_tui.usecases.rewriting.writing import law_rows, rewrite

    _check(ids, every)
    today = date.today()

    def run(store: Store, numbers: list[int]) -> list[Outcome]:
        return rewrite(
            store,
            numbers,
            outdated(today),
            label=_RENUMBER_LABEL,
            choice=_choice(pick, skip),
            extra=None if no_rows else law_rows(today),
            dry_run=dry_run,
        )

    _run(session, ids, every, dry_run, as_json, undo, _RENUMBER_LABEL, run)


@command("replace")
@click.argument("old", metavar="前の言葉")
@click.argument("new", metavar="後の言葉")
@click.argument("ids", nargs=-1, type=int, metavar="番号…")
@all_option
@dry_option
@click.option("--parts", is_flag=True, help="長い名前の一部（市民課長 の 市民課）も置き換えます。")
@pick_option
@skip_option
@undo_option
@json_option
@pass_session
def replace(
    session: CommandSession,
    old: str,
    new: str,
    ids: tuple[int, ...],
    every: bool,
    dry_run: bool,
    parts: bool,
    pick: tuple[str, ...],
    skip: tuple[str, ...],
    undo: bool,
    as_json: bool,
) -> None:
    """言葉を、評価書の中で（--all ならすべてで）置き換えます（例: pia-tui replace "市民課" "市民窓口課" --all）。

    名前は語の切れ目で見分け、長い名前の一部（市民課長）には触れません。評価書ごとに一度で元に戻せます。
    """
    from pia_tui.usecases.rewriting.finders import words
    from pia_tui.usecases.rewriting.writing import rewrite

    _check(ids, every)
    if not old:
        raise click.UsageError("前の言葉が空です。置き換える言葉を書いてください。")
    if old == new:
        raise click.UsageError("前の言葉と後の言葉が同じです。")
    label = f"「{old[:20]}」を「{new[:20]}」に置き換え"

    def run(store: Store, numbers: list[int]) -> list[Outcome]:
        return rewrite(
            store,
            numbers,
            words(old, new, parts=parts),
            label=label,
            contains=old,
            choice=_choice(pick, skip),
            dry_run=dry_run,
        )

    _run(session, ids, every, dry_run, as_json, undo, label, run)


def _check(ids: tuple[int, ...], every: bool) -> None:
    if bool(ids) == every:
        raise click.UsageError("評価書の番号か、すべてを対象にする --all の、どちらか一方を書いてください。")


def _choice(pick: tuple[str, ...], skip: tuple[str, ...]) -> RewriteChoice:
    from pia_tui.usecases.rewriting.writing import RewriteChoice

    return RewriteChoice(_numbers(pick), _numbers(skip))


def _numbers(given: tuple[str, ...]) -> frozenset[int]:
    """3, 5-9 and 3,5 as numbers. Raises click.UsageError."""
    found: set[int] = set()
    for part in re.split(r"[,、\s]+", " ".join(given).strip()):
        match = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", part)
        if part and match is None:
            raise click.UsageError(f"「{part[:20]}」を番号として読めません。3 や 5-9 のように書いてください。")
        if match:
            found.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return frozenset(found)


def _run(
    session: CommandSession,
    ids: tuple[int, ...],
    every: bool,
    dry_run: bool,
    as_json: bool,
    undo: bool,
    label: str,
    run: Callable[[Store, list[int]], list[Outcome]],
) -> None:
    """Carry a rewriting out (or back), and tell what became of each document."""
    from pia_tui.usecases.rewriting.writing import document_ids, take_back

    with session.store(read_only=dry_run and not undo) as store:
        numbers = document_ids(store) if every else list(dict.fromkeys(ids))
        outcomes = take_back(store, numbers, label) if undo else run(store, numbers)
    if as_json:
        say_json(_described(outcomes, dry_run))
    elif undo:
        _say_undone(outcomes)
    else:
        _say(outcomes, dry_run)
    left = [one for one in outcomes if one.status in ("locked", "refused")]
    if left and not dry_run and not any(one.status == "changed" for one in outcomes):
        raise PiaError(
            f"どの評価書も直せませんでした。「{left[0].name}」: {left[0].why}",
            safe="保存済みの内容はそのままです。",
            next="編集中の画面を閉じてから、もう一度実行してください。",
        )


def _described(outcomes: list[Outcome], dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "documents": [
            {
                "id": one.document_id,
                "name": one.name,
                "status": one.status,
                "why": one.why,
                "places": [_place(number, place, number in one.made) for number, place in one.places],
            }
            for one in outcomes
        ],
        "changed": sum(one.status == "changed" for one in outcomes),
        "made": sum(len(one.made) for one in outcomes),
    }


def _place(number: int, place: RewritePlace, made: bool) -> dict[str, Any]:
    return {
        "number": number,
        "path": place.path,
        "label": place.label,
        "before": place.before,
        "old": place.old,
        "new": place.new,
        "after": place.after,
        "sure": place.rewrite.sure,
        "made": made,
        "why": place.rewrite.why,
        "question": place.rewrite.question,
        "rule": place.rewrite.rule,
    }


def _say(outcomes: list[Outcome], dry_run: bool) -> None:
    from pia_tui.places import short_words

    for one in outcomes:
        say(f"評価書 {one.document_id}「{visible(one.name)}」")
        for number, place in one.places:
            words = short_words(one.document, place.path) if one.document is not None and place.path else (place.label,)
            where = " ＞ ".join(words)
            _say_place(number, place, where, number in one.made, dry_run)
        if one.why:
            say(f"  {_WORDS[one.status]}（{visible(one.why)}）")
    made = sum(len(one.made) for one in outcomes)
    open_ = sum(number not in one.made for one in outcomes for number, _ in one.places)
    if not outcomes:
        say("直す所はありませんでした。")
        return
    done = "直せるのは" if dry_run else "直したのは"
    say(f"{done} {made} か所（評価書 {sum(bool(one.made) for one in outcomes)} 件）、そのままなのは {open_} か所です。")
    if open_:
        say("そのままの所も直すには、番号を --pick に書いてください。")


def _say_place(number: int, place: RewritePlace, where: str, made: bool, dry_run: bool) -> None:
    mark = ("→" if dry_run else "済") if made else "？"
    say(f"  {number:>4}. {mark} {where}")
    around = visible(f"…{place.before}【{place.old}】{place.after}…")
    say(f"        {around}")
    say(f"        → {visible(place.new) if place.new is not None else '（書き直す文は決められません）'}")
    for line in (place.rewrite.why, place.rewrite.question):
        if line:
            say(f"        {visible(line)}")


def _say_undone(outcomes: list[Outcome]) -> None:
    for one in outcomes:
        state = "元に戻しました" if one.status == "changed" else _WORDS[one.status]
        say(f"評価書 {one.document_id}「{visible(one.name)}」 {state}")
    if not outcomes:
        say("元に戻せるこの直しは、ありませんでした（その後に書き換えた評価書は、評価書ごとに元に戻してください）。")
