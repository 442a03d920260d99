"""The verbs on what is to be done, and by when: due, review, incident."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, json_option, offering_force, pass_session, say, say_json
from pia_tui.cli.threshold import Day
from pia_tui.errors import visible
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.deadlines import DutyId, deadlines
from pia_tui.rules.duties.due import days_text, levels_text
from pia_tui.rules.duties.model import Due

if TYPE_CHECKING:
    from pia_tui.rules.duties.model import Task
    from pia_tui.usecases.threshold.again import Again

STATES_SHOWN = ("overdue", "now", "check", "soon")
today_option = click.option(
    "--today", type=Day(), metavar="日付", help="この日の時点で数えます（指定がなければ、今日）。"
)


@command("due")
@click.option("--all", "everything", is_flag=True, help="まだ先の期限もすべて表示します。")
@click.option("--department", metavar="課の名前", default="", help="この言葉を担当部署に含むものだけにします。")
@click.option(
    "--ics", type=click.Path(path_type=Path), metavar="ファイル", help="カレンダーのファイル（.ics）に書き出します。"
)
@click.option("--pdf", type=click.Path(path_type=Path), metavar="ファイル", help="課ごとの一覧（PDF）に書き出します。")
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば、置き換えます。")
@today_option
@json_option
@pass_session
def due(
    session: CommandSession,
    everything: bool,
    department: str,
    ics: Path | None,
    pdf: Path | None,
    force: bool,
    today: date | None,
    as_json: bool,
) -> None:
    """公表した評価書の期限（年1回の見直し、5年の再実施、重大事故、終了など）を、急ぐものから表示します。

    どの期限にも、数え始めた日、決まり、条文が付きます。--json・--ics・--pdf には、先の期限も入ります。
    """
    from pia_tui.usecases.duties.known import clock_warning, dues
    from pia_tui.usecases.duties.listing import write_calendar, write_due_list

    on = today or date.today()
    with session.store(read_only=session.workspace.database.exists()) as store:
        found = [each for each in dues(store, on) if department in each.department]
        warning = clock_warning(store)
    if warning:
        click.echo(warning, err=True)
    with offering_force():
        if ics is not None:
            path, count = write_calendar(session.workspace, found, target=ics, overwrite=force)
            click.echo(f"期限 {count} 件を「{path}」に書き出しました。", err=True)
        if pdf is not None:
            path = write_due_list(session.workspace, found, on, target=pdf, overwrite=force)
            click.echo(f"課ごとの一覧を「{path}」に書き出しました。", err=True)
    if as_json:
        say_json({"today": on.isoformat(), "clock": warning or None, "due": [as_data(each) for each in found]})
    elif ics is None and pdf is None:
        _tell(found, everything)


def _tell(found: list[Due], everything: bool) -> None:
    shown = found if everything else [each for each in found if each.state in STATES_SHOWN]
    for each in shown:
        for line in lines_of(each):
            say(line)
    if not shown:
        say(deadlines().texts["nothing"] if not found else "急ぐものはありません。")
    if len(found) > len(shown):
        click.echo(
            f"まだ先の期限が {len(found) - len(shown)} 件あります（「pia-tui due --all」で見られます）。", err=True
        )


def lines_of(each: Due) -> list[str]:
    """One deadline, in plain lines."""
    from pia_tui.usecases.duties.listing import state_word, when

    day = "" if each.on is None else f"{when(each)}（{days_text(each)}）　"
    number = f"[{each.number}] " if each.number else ""
    ids = "・".join(map(str, each.documents))
    kinds = f"　{levels_text(each)}" if each.levels else ""
    lines = [
        f"{state_word(each)}　{day}{each.name}　{number}{visible(each.title)}{kinds}{f'（番号 {ids}）' if ids else ''}",
        f"    {visible(each.message)}",
    ]
    if each.doubt:
        lines.append(f"    {each.doubt}")
    department = f"　担当: {visible(each.department)}" if each.department else ""
    lines.append(f"    根拠: {each.article}（{each.obligation}）{department}")
    return lines


def as_data(each: Due) -> dict[str, Any]:
    """One deadline as data."""
    return {
        "duty": each.duty,
        "name": each.name,
        "on": each.on.isoformat() if each.on else None,
        "since": each.since.isoformat(),
        "days": each.days,
        "state": each.state,
        "ids": list(each.documents),
        "levels": list(each.levels),
        "title": each.title,
        "number": each.number,
        "department": each.department,
        "message": each.message,
        "doubt": each.doubt or None,
        "inputs": [{"label": one.label, "value": one.value} for one in each.inputs],
        "obligation": each.obligation,
        "article": each.article,
        "source": each.source,
        "confidence": each.confidence,
    }


@command("review")
@click.argument("document_ids", type=int, nargs=-1, required=True, metavar="番号…")
@click.option("--date", "on", type=Day(), metavar="日付", help="見直した日（指定がなければ、今日）。")
@click.option("--note", default="", metavar="言葉", help="記録に残す言葉（指定がなければ「見直した・変更なし」）。")
@click.option("--end-notice", is_flag=True, help="見直しではなく、委員会に終了を通知したことを記録します。")
@click.option("--undo", is_flag=True, help="その日の記録を取り消します。")
@json_option
@pass_session
def review(
    session: CommandSession,
    document_ids: tuple[int, ...],
    on: date | None,
    note: str,
    end_notice: bool,
    undo: bool,
    as_json: bool,
) -> None:
    """「見直した・変更なし」を記録します（例: pia-tui review 1 2 --date R8.4.1）。次の見直しは、その日から1年です。

    変えるところがあったときは、記録するのではなく、評価書を直して公表します。
    """
    from pia_tui.usecases.duties.recording import forget, record

    duty: DutyId = "end_notice" if end_notice else "review"
    day = on or date.today()
    made = []
    with session.store() as store, store.together():
        for number in document_ids:
            if undo:
                forget(store, number, duty, day)
            elif record(store, number, duty, day, note=note, today=date.today()):
                made.append(number)
    if as_json:
        say_json({"recorded": made, "date": day.isoformat(), "undone": undo})
        return
    word = deadlines().duties[duty].record
    listed = "・".join(map(str, document_ids))
    if undo:
        click.echo(f"{to_wareki(day)}の「{word}」の記録を取り消しました（番号 {listed}）。", err=True)
    elif made:
        click.echo(f"{to_wareki(day)}に「{word}」と記録しました（番号 {'・'.join(map(str, made))}）。", err=True)
    else:
        click.echo("すでに同じ記録があるので、何も変えていません。", err=True)


@command("incident")
@click.option("--add", "what", metavar="事故の内容", help="重大事故を記録します。--occurred と --known も書きます。")
@click.option("--occurred", type=Day(), metavar="日付", help="事故が起きた日。")
@click.option("--known", type=Day(), metavar="日付", help="機関が事故を知った日（指定がなければ、起きた日）。")
@click.option(
    "--other-personal", is_flag=True, help="特定個人情報を含まない、個人情報の重大事故のとき（3年の欄だけ）。"
)
@click.option("--malicious", is_flag=True, help="不正の目的で行われたおそれがあるとき（報告の期限が60日になります）。")
@click.option(
    "--withdraw",
    type=int,
    metavar="記録の番号",
    help="誤って記録した事故を、数えないようにします。--reason も書きます。",
)
@click.option("--reason", default="", metavar="理由", help="--withdraw の理由（記録に残ります）。")
@today_option
@json_option
@pass_session
def incident(
    session: CommandSession,
    what: str | None,
    occurred: date | None,
    known: date | None,
    other_personal: bool,
    malicious: bool,
    withdraw: int | None,
    reason: str,
    today: date | None,
    as_json: bool,
) -> None:
    """機関の重大事故を一度だけ記録します。すべての評価書の判断と期限に反映されます。何も付けなければ一覧です。"""
    from pia_tui.cli.judging import judged_data, tell_judged
    from pia_tui.usecases.duties.accidents import add_accident, listed_accidents
    from pia_tui.usecases.duties.judging import judge_all

    if (what is not None) and (withdraw is not None):
        raise click.UsageError("--add と --withdraw は、どちらか一方だけを書いてください。")
    if what is not None and occurred is None:
        raise click.UsageError("事故が起きた日を --occurred に書いてください。")
    if withdraw is not None and not reason.strip():
        raise click.UsageError("数えないことにする理由を --reason に書いてください。")
    on = today or date.today()
    change = what is not None or withdraw is not None
    judged: list[tuple[Task, Again]] = []
    with session.store(read_only=not change and session.workspace.database.exists()) as store:
        if what is not None and occurred is not None:
            add_accident(
                store,
                what,
                occurred_on=occurred,
                known_on=known or occurred,
                kind="kojin" if other_personal else "tokutei",
                malicious=malicious,
                today=on,
            )
        if withdraw is not None:
            store.withdraw_incident(withdraw, reason.strip())
        if change:
            # What the record says now is what every judgement is to say.
            judged = judge_all(store, on, why=what or reason)
        found = listed_accidents(store, on)
    if as_json:
        told = judged_data(judged)
        say_json({"incidents": found, "judged": told})
        return
    for each in found:
        withdrawn = f"　（数えません: {visible(each['withdrawn'])}）" if each["withdrawn"] else ""
        say(f"{each['id']:>3}  {each['occurred']} 発生・{each['known']} 判明　{visible(each['what'])}{withdrawn}")
        if each["until"] and not each["withdrawn"]:
            say(f"     しきい値判断で数えるのは {each['until']} まで")
        if each["form_until"] and not each["withdrawn"]:
            say(f"     評価書の「過去3年以内」に書くのは {each['form_until']} まで")
    if not found:
        say("重大事故の記録はありません。")
    elif change:
        tell_judged(judged)
        click.echo("記録しました。評価書ごとにすることは「pia-tui due」で見られます。", err=True)
