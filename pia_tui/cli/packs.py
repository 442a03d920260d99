"""`pia-tui pack` and `pia-tui unpack`: documents between terminals."""

from __future__ import annotations

from datetime import date
from pathlib import Path
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
from pia_tui.cli.judging import judged_data, tell_judged
from pia_tui.cli.session import CommandSession, json_option, offering_force, pass_session, say, say_json

if TYPE_CHECKING:
    from pia_tui.rules.duties.model import Task
    from pia_tui.usecases.exchange.packs import Arrival, Unpacked
    from pia_tui.usecases.threshold.again import Again


@command("pack")
@click.argument("document_ids", nargs=-1, type=int, metavar="番号…")
@click.option("--all", "everything", is_flag=True, help="すべての評価書を入れます（保管庫のものも）。")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="ファイル", help="作るファイル（.pia）かフォルダー。"
)
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば、置き換えます。")
@json_option
@pass_session
def pack(
    session: CommandSession,
    document_ids: tuple[int, ...],
    everything: bool,
    output: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """評価書を、履歴や図ごと一つのファイル（.pia）にまとめます。別の端末の「pia-tui unpack」で取り込めます。"""
    from pia_tui.usecases.exchange.packs import write_pack

    if bool(document_ids) == everything:
        raise click.UsageError("評価書の番号か --all の、どちらか一方を指定してください。")
    with offering_force(), session.store() as store:
        numbers = (
            [row.id for row in store.documents(archived=None, sort="created", descending=False, limit=-1)]
            if everything
            else document_ids
        )
        path = write_pack(store, numbers, target=output, overwrite=force)
    if as_json:
        say_json({"file": str(path), "ids": list(numbers)})
    else:
        say(f"{path}")
        say_aside(f"{len(numbers)} 件を「{path.name}」にまとめました。別の端末で「pia-tui unpack」を使ってください。")


@command("unpack")
@click.argument("file", metavar="ファイル")
@click.option("--preview", is_flag=True, help="何が変わるかを表示するだけで、取り込みません。")
@decision_options
@json_option
@pass_session
def unpack(session: CommandSession, file: str, preview: bool, decisions: Decisions, as_json: bool) -> None:
    """別の端末から運んできたファイル（.pia）を取り込みます。

    同じ評価書があれば、項目ごとに合わせます。片方だけで変わった項目はそのまま取り入れ、両方で変わった項目があれば、
    取り込まずに並べて表示します。どちらを残しても、もう一方は履歴に残ります。
    """
    from pia_tui.usecases.exchange.incidents import judge_by_record
    from pia_tui.usecases.exchange.packs import preview_unpack
    from pia_tui.usecases.exchange.packs import unpack as take_in

    given = input_bytes(file)
    with session.store() as store:
        with progress_bar(as_json) as progress:
            arrivals = preview_unpack(store, given, progress)
        if preview:
            _show(arrivals, as_json)
            return
        with showing_conflicts(shown=not as_json):
            done = take_in(store, arrivals, decisions.choices([each.document for each in arrivals if each.ours]))
        more = next((each.more for each in arrivals), "")
        judged = judge_by_record(store, date.today()) if more else []
    _tell(done, judged, as_json)
    if more:
        click.echo(more, err=True)


def _show(arrivals: tuple[Arrival, ...], as_json: bool) -> None:
    if as_json:
        say_json({"documents": [_described(each) for each in arrivals]})
        return
    for each in arrivals:
        if each.merge is None:
            say(f"新しい評価書　{each.name}")
            continue
        say(f"合わせる評価書　{each.document_id}　{each.name}（両方で変更 {len(each.conflicts)}）")
        for label, before, after in each.shown_changes():
            say_change(label, "", before, after)
        for conflict in each.conflicts:
            say_conflict(conflict)
    say_aside("まだ取り込んでいません。")


def _described(arrival: Arrival) -> dict[str, Any]:
    return {
        "id": arrival.document_id,
        "name": arrival.name,
        "new": arrival.merge is None,
        "changes": [
            {"key": one.key, "before": one.before, "after": one.after}
            for one in (arrival.merge.changes if arrival.merge else ())
        ],
        "conflicts": [described_conflict(one) for one in arrival.conflicts],
    }


def _tell(done: list[Unpacked], judged: list[tuple[Task, Again]], as_json: bool) -> None:
    if as_json:
        say_json(
            {
                "documents": [{"id": one.id, "name": one.name, "new": one.new, "changed": one.changed} for one in done],
                "judged": judged_data(judged),
            }
        )
        return
    for one in done:
        what = "新しく取り込みました" if one.new else f"合わせました（{one.changed} か所）"
        say(f"{one.id:>4}  {one.name}　{what if one.new or one.changed else '変わったところはありません'}")
    tell_judged(judged)
