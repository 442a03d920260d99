"""The verbs that judge again and watch the lines: judge, drift."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, json_option, pass_session, say, say_json
from pia_tui.cli.threshold import Day, PeopleCount
from pia_tui.errors import visible
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.threshold_table import People

if TYPE_CHECKING:
    from pia_tui.rules.duties.drift import Drift
    from pia_tui.rules.duties.model import Task
    from pia_tui.usecases.threshold.again import Again

today_option = click.option(
    "--today", type=Day(), metavar="日付", help="この日の時点で調べます（指定がなければ、今日）。"
)


@command("judge")
@click.argument("document_id", type=int, required=False, metavar="[番号]")
@click.option("--all", "everything", is_flag=True, help="重大事故の記録と合わない判断を、すべての事務でやり直します。")
@click.option("--subjects", type=PeopleCount("subjects"), metavar="人数", help="新しい対象人数（なければ前のまま）。")
@click.option("--handlers", type=PeopleCount("handlers"), metavar="人数", help="新しい取扱者数（なければ前のまま）。")
@click.option("--subjects-on", type=Day(), metavar="日付", help="対象人数がいつの時点の数か。")
@click.option("--handlers-on", type=Day(), metavar="日付", help="取扱者数がいつの時点の数か。")
@click.option(
    "--incident/--no-incident",
    default=None,
    help="過去1年以内の重大事故があった／なかった（指定がなければ「pia-tui incident」の記録で決まります）。",
)
@click.option("--date", "on", type=Day(), metavar="日付", help="判断した日（指定がなければ、今日）。")
@click.option("--why", default="", metavar="理由", help="やり直した理由（記録に残ります）。")
@click.option("--write", is_flag=True, help="評価書の人数・重大事故・判断結果の欄も、判断のとおりに書き直します。")
@click.option("--list", "listing", is_flag=True, help="判断をやり直さず、これまでの判断を一覧にします。")
@json_option
@pass_session
def judge(
    session: CommandSession,
    document_id: int | None,
    everything: bool,
    subjects: People | None,
    handlers: People | None,
    subjects_on: date | None,
    handlers_on: date | None,
    incident: bool | None,
    on: date | None,
    why: str,
    write: bool,
    listing: bool,
    as_json: bool,
) -> None:
    """しきい値判断をやり直します（例: pia-tui judge 1 --subjects 12万 --subjects-on R8.4.1）。

    同じ事務の評価書すべての判断になります。前の判断は残り、結果票も当時の決まりで印刷できます
    （pia-tui export 1 --slip --judgement 判断の番号）。
    """
    if (document_id is None) != everything:
        raise click.UsageError("評価書の番号か --all の、どちらか一方を指定してください。")
    if everything and (subjects is not None or handlers is not None or incident is not None or listing):
        raise click.UsageError(
            "--all のときは、人数や重大事故は指定できません（--date・--why・--write だけ使えます）。"
        )
    day = on or date.today()
    if document_id is None:
        _judge_all(session, day, why, write, as_json)
        return
    if listing:
        _history(session, document_id, as_json)
        return
    from pia_tui.rules.threshold import contradictions
    from pia_tui.rules.threshold_text import lines_of_result
    from pia_tui.usecases.duties.judging import judge_task

    with session.store() as store:
        done = judge_task(
            store, document_id, day, subjects=subjects, handlers=handlers, incident=incident,
            subjects_on=subjects_on, handlers_on=handlers_on, why=why, write=write,
        )  # fmt: skip
    if as_json:
        say_json(again_data(done))
        return
    for line in lines_of_result(done.judgement, contradictions(done.judgement.facts, today=day)):
        say(line)
    for line in _what_follows(done):
        say(line)


def _what_follows(done: Again) -> list[str]:
    from pia_tui.rules.deadlines import deadlines
    from pia_tui.rules.threshold import rules

    lines = []
    if done.rises:
        needed = rules().level(done.judgement.level).name
        article = deadlines().duties["level_up"].article
        lines.append(f"前の判断より重くなりました。速やかに{needed}を実施します（{article}）。")
    if done.falls:
        lines.append("前の判断より軽くなりました。今の評価書を続けることもできます（任意）。")
    for each in done.differs:
        said = f"「{each.now}」" if each.now else "空欄"
        lines.append(
            f"番号 {each.document_id} の「{each.label}」は{said}です。判断では「{each.should or '空欄'}」になります。"
        )
    if done.differs:
        lines.append("この欄を判断のとおりに書き直すには、--write を付けてもう一度実行してください。")
    lines += [f"番号 {each.document_id}: {each.text}{each.next}" for each in done.unfit]
    lines += [f"番号 {number} の判断は前のままです。{reason}" for number, reason in done.refused]
    return lines


def _judge_all(session: CommandSession, day: date, why: str, write: bool, as_json: bool) -> None:
    from pia_tui.usecases.duties.judging import judge_all

    with session.store() as store:
        done = judge_all(store, day, why=why, write=write)
    if as_json:
        say_json({"judged": judged_data(done)})
        return
    tell_judged(done)
    click.echo(f"{len(done)} 件の事務の判断をやり直しました。" if done else "やり直す判断はありません。", err=True)


def tell_judged(done: list[tuple[Task, Again]]) -> None:
    """The judgements that were made again, a line each."""
    for task, again in done:
        mark = "（重くなりました）" if again.rises else "（軽くなりました）" if again.falls else ""
        say(f"{task.number:>4}  {visible(task.name)}: {again.judgement.text}{mark}")
        for number, reason in again.refused:
            say(f"      番号 {number} の判断は前のままです。{reason}")


def judged_data(done: list[tuple[Task, Again]]) -> list[dict[str, Any]]:
    """The judgements that were made again, as data."""
    return [{"title": task.name, "number": task.number, **again_data(again)} for task, again in done]


def again_data(done: Again) -> dict[str, Any]:
    """A judgement made again, as data."""
    from pia_tui.rules.threshold import as_json as judgement_json

    return {
        "judgement": done.number,
        **judgement_json(done.judgement),
        "before": done.before or None,
        "rises": done.rises,
        "falls": done.falls,
        "ids": list(done.documents),
        "differs": [
            {"id": one.document_id, "path": one.path, "label": one.label, "now": one.now, "should": one.should}
            for one in done.differs
        ],
        "unfit": [
            {"id": one.document_id, "label": one.label, "should": one.should, "message": f"{one.text}{one.next}"}
            for one in done.unfit
        ],
        "refused": [{"id": number, "message": message} for number, message in done.refused],
    }


def _history(session: CommandSession, document_id: int, as_json: bool) -> None:
    from pia_tui.usecases.threshold.history import history

    with session.store(read_only=True) as store:
        found = history(store, document_id)
    if as_json:
        say_json({"judgements": found})
        return
    for each in found:
        why = f"　理由: {visible(each['why'])}" if each["why"] else ""
        say(f"{each['judgement']:>4}  {to_wareki(date.fromisoformat(each['on']))}　{each['text']}{why}")
        counts = f"対象人数 {_people(each['subjects'])}、取扱者数 {_people(each['handlers'])}"
        say(f"      {counts}、重大事故 {each['incident_text']}")
    if not found:
        say("しきい値判断の記録がありません。")


def _people(count: int | str) -> str:
    return f"{count:,}人" if isinstance(count, int) else count


@command("drift")
@today_option
@json_option
@pass_session
def drift(session: CommandSession, today: date | None, as_json: bool) -> None:
    """しきい値判断の線に近い事務、越えた事務、越えそうな事務と、いつまでにどうするかを示します。"""
    from pia_tui.usecases.duties.drifting import drifts

    on = today or date.today()
    with session.store(read_only=session.workspace.database.exists()) as store:
        found = drifts(store, on)
    if as_json:
        say_json({"today": on.isoformat(), "drift": [_drift_data(each) for each in found]})
        return
    for each in found:
        number = f"[{each.number}] " if each.number else ""
        ids = "・".join(map(str, each.documents))
        day = f"　{to_wareki(each.by)}まで" if each.by else ""
        say(f"{each.name}{day}　{number}{visible(each.title)}（番号 {ids}）")
        say(f"    {visible(each.message)}")
        if each.inputs:
            say(f"    もとの数: {'、'.join(f'{one.label} {one.value}' for one in each.inputs)}")
        say(f"    根拠: {each.article}")
    if not found:
        say("線に近い事務も、越えた事務もありません。")


def _drift_data(each: Drift) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "name": each.name,
        "ids": list(each.documents),
        "title": each.title,
        "number": each.number,
        "department": each.department,
        "level": each.level,
        "now": each.now,
        "by": each.by.isoformat() if each.by else None,
        "message": each.message,
        "inputs": [{"label": one.label, "value": one.value} for one in each.inputs],
        "article": each.article,
    }
