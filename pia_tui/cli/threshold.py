"""The verbs on しきい値判断: the answer for three numbers, and the same asked one by one."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, offering_force, pass_session, say, say_json
from pia_tui.forms.day_faults import day_fault
from pia_tui.forms.wareki import parse_date
from pia_tui.rules.threshold import BadCount, Facts, as_json, contradictions, judge, parse_people, rules
from pia_tui.rules.threshold_table import People
from pia_tui.rules.threshold_text import lines_of_result

if TYPE_CHECKING:
    _Parameter = click.ParamType[Any]
else:
    _Parameter = click.ParamType  # generic in newer versions of click only


class PeopleCount(_Parameter):
    """A number of people: 250000, 250,000, 25万; or the label of a band of the decision table."""

    name = "人数"

    def __init__(self, about: Literal["subjects", "handlers"]) -> None:
        self._about = about

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> People:
        try:
            return value if isinstance(value, int) else parse_people(str(value), rules().bands(self._about))
        except BadCount as error:
            self.fail(error.what.rstrip("。"), param, ctx)


class Day(_Parameter):
    """A day, 和暦 or 西暦."""

    name = "日付"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        day = value if isinstance(value, date) else parse_date(str(value))
        if day is None:
            self.fail(f"{day_fault(str(value))}令和7年4月1日、R7.4.1、2025-04-01 のように書いてください", param, ctx)
        return day


class FileKind(_Parameter):
    """The id of a no-duty kind of file; the data is read only when one is given."""

    name = "種類"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        known = [kind.id for kind in rules().exempt_kinds]
        if value not in known:
            self.fail(f"選べるのは {'、'.join(known)}", param, ctx)
        return str(value)


def _answered(ctx: click.Context, param: click.Parameter, value: bool | None) -> bool:
    """A flag of two ways that is not given is unanswered, which is not the same as no."""
    if value is None:
        raise click.MissingParameter(ctx=ctx, param=param)
    return value


@command("threshold")
@click.option(
    "--subjects",
    type=PeopleCount("subjects"),
    required=True,
    metavar="人数",
    help="対象人数（25万、250,000 とも、区分で「10万人以上30万人未満」とも書けます）。",
)
@click.option(
    "--handlers",
    type=PeopleCount("handlers"),
    required=True,
    metavar="人数",
    help="取扱者数（職員等と委託先の合計。区分で「500人未満」とも書けます）。",
)
@click.option(
    "--incident/--no-incident",
    default=None,
    callback=_answered,
    help="過去1年以内に、機関の全体で、特定個人情報に関する重大事故があった／なかった。  ［必須］",
)
@click.option("--subjects-on", type=Day(), metavar="日付", help="対象人数がいつの時点の数か。")
@click.option("--handlers-on", type=Day(), metavar="日付", help="取扱者数がいつの時点の数か。")
@click.option(
    "--only-files",
    "exempt",
    type=FileKind(),
    multiple=True,
    metavar="種類",
    help="取り扱うのがこの種類のファイルだけのとき（staff は職員の人事など、paper は手作業処理用。繰り返せます）。",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="ファイル", help="しきい値判断結果票（PDF）も作ります。"
)
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば、置き換えます。")
@click.option("--json", "as_json_", is_flag=True, help="JSON で出力します。")
@pass_session
def threshold(
    session: CommandSession,
    subjects: People,
    handlers: People,
    incident: bool,
    subjects_on: date | None,
    handlers_on: date | None,
    exempt: tuple[str, ...],
    output: Path | None,
    force: bool,
    as_json_: bool,
) -> None:
    """しきい値判断: 3つの答えから、必要な評価と、その理由・根拠を表示します。何も保存しません。"""
    facts = Facts(subjects, handlers, incident, subjects_on, handlers_on, exempt)
    judgement = judge(facts)
    findings = contradictions(facts, today=date.today())
    if output is not None:
        from pia_tui.usecases.threshold.slip import write_slip

        with offering_force():
            written = write_slip(session.workspace, judgement, judged_on=date.today(), target=output, overwrite=force)
        click.echo(f"しきい値判断結果票を「{written}」に書き出しました。", err=True)
    if as_json_:
        say_json(as_json(judgement, findings))
        return
    for line in lines_of_result(judgement, findings):
        say(line)


@command("wizard")
@click.option(
    "--plain", is_flag=True, help="普通の行だけで問います（読み上げソフト、点字、ほかのプログラムから使うとき）。"
)
@pass_session
def wizard(session: CommandSession, plain: bool) -> None:
    """しきい値判断を一問ずつ行い、評価書を作ります（画面を使わない形。読み上げソフトでも使えます）。"""
    from pia_tui.prompts import run_wizard
    from pia_tui.prompts.lines import NobodyAnswers, StandardLines
    from pia_tui.system import is_terminal
    from pia_tui.usecases.threshold.local_rule import local_rule_of
    from pia_tui.usecases.threshold.start import last_body, start_documents

    terminal = all(is_terminal(stream) for stream in (sys.stdin, sys.stdout))
    lines = StandardLines() if plain or not terminal else None
    if lines is not None and not terminal and not lines.somebody_answers():
        raise NobodyAnswers
    with session.store() as store:
        ids = run_wizard(
            lambda outcome: start_documents(store, outcome),
            today=date.today(),
            local=local_rule_of(session.workspace),
            defaults={"body": last_body(store)},
            say=say if lines is None else lines.say,
            lines=lines,
        )
        if not ids:
            say("しきい値判断を記録しました。評価書は作っていません。")
        for document_id in ids:
            made = store.summary(document_id)
            say(f"評価書を作りました。操作番号 {document_id}「{made.name}」")
    if ids:
        say(f"続きは「pia-tui」の画面か、「pia-tui write {ids[-1]}」（一問ずつ）で記入できます。")
