"""`pia-tui changes`: the rows of 変更箇所, shaped, written, printed; the questions of ※; the steps to publication."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pia_tui.cli.documents import id_argument
from pia_tui.cli.japanese import command
from pia_tui.cli.publication import PublicationDate, describe_change
from pia_tui.cli.session import CommandSession, json_option, offering_force, pass_session, say, say_json
from pia_tui.forms.wareki import to_wareki

if TYPE_CHECKING:
    from pia_tui.assessment import Change
    from pia_tui.rules.changes.notes import RowField
    from pia_tui.rules.changes.rows import ProposedRow
    from pia_tui.rules.changes.steps import Timeline
    from pia_tui.store import Store
    from pia_tui.usecases.publication.changes import ChangesProposal

    Maker = Callable[[ChangesProposal], list[Change]]
    """What is to be kept about the rows, once they are known."""

_CELLS: tuple[tuple[RowField, str], ...] = (
    ("item", "項目"),
    ("before", "変更前"),
    ("after", "変更後"),
    ("timing", "提出時期"),
    ("note", "説明"),
)
_YES, _NO = ("はい", "yes", "○"), ("いいえ", "no", "×")
_ALL = "すべて"


def _cell_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for field, word in reversed(_CELLS):
        function = click.option(
            f"--{field}",
            f"cells_{field}",
            multiple=True,
            metavar="場所=文",
            help=f"その場所の行の「{word}」を書き換えます（文を書かなければ、元の案に戻します）。",
        )(function)
    return function


@command("changes")
@id_argument
@click.option("--from", "earlier", type=int, metavar="版", help="比べる前の版（指定がなければ、最後に公表した版）。")
@click.option("--to", "later", type=int, metavar="版", help="比べる後の版（指定がなければ、いまの内容）。")
@click.option("--date", "day", type=PublicationDate(), metavar="変更日", help="行の変更日（令和8年4月1日など）。")
@click.option("--risk", multiple=True, metavar="場所=はい|いいえ", help="※の変更で、危険性や影響が大きくなるか。")
@click.option("--in-force", multiple=True, metavar="場所=はい|いいえ", help="その変更を、もう行っているか。")
@click.option("--aside", multiple=True, metavar="場所=理由", help="その場所の行を作らない理由。")
@click.option("--merge", multiple=True, metavar="場所,場所…", help="いくつかの行を、初めの行にまとめます。")
@click.option(
    "--split", "splits", multiple=True, metavar="場所", help="まとめた行や増えた欄の行を、項目ごとに分けます。"
)
@_cell_options
@click.option("--write", "wanted", is_flag=True, help="行を、変更箇所の表に書き入れます（前の年までの行の後に）。")
@click.option("--whole", is_flag=True, help="長い文も、（略）にせずに全部を書きます。")
@click.option("--steps", is_flag=True, help="公表までにすることと日程を表示します。")
@click.option("--effect", type=PublicationDate(), metavar="日付", help="変更を行う日。日程は、この日から逆に数えます。")
@click.option("--hearing-days", type=click.IntRange(1, 366), metavar="日数", help="意見の聴取の日数（両端を含む）。")
@click.option("--proof", is_flag=True, help="変わったところに下線を引いた新旧対照表（PDF）を書き出します。")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="ファイル", help="PDF を書き出す先。")
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば、置き換えます。")
@json_option
@pass_session
def changes(
    session: CommandSession,
    /,
    document_id: int,
    earlier: int | None,
    later: int | None,
    day: date | None,
    risk: tuple[str, ...],
    in_force: tuple[str, ...],
    aside: tuple[str, ...],
    merge: tuple[str, ...],
    splits: tuple[str, ...],
    wanted: bool,
    whole: bool,
    steps: bool,
    effect: date | None,
    hearing_days: int | None,
    proof: bool,
    output: Path | None,
    force: bool,
    as_json: bool,
    **cells: tuple[str, ...],
) -> None:
    """公表した版から変わったところを、変更箇所の表の行にします。

    行の案を様式の順に作り、--write で表に書き入れます。場所は「changes」や「diff」で表示される II[1].2.3 のような形で、
    「すべて」と書くと、問いの残っている※の変更すべてに答えます。手直しと答えは、評価書とともに残ります。

    --steps で、再実施か修正か、公表までにすることと日程を表示します（-o でPDFにも）。
    """
    from pia_tui.usecases.publication import changes as use

    makers: list[Maker] = [partial(_day, day)] if day else []
    makers += [partial(_effect, effect)] if effect else []
    makers += [partial(_merged, line) for line in merge] + [partial(_split, place) for place in splits]
    makers += [partial(_answers, "risk", line) for line in risk]
    makers += [partial(_answers, "in_force", line) for line in in_force]
    makers += [partial(_aside, line) for line in aside]
    makers += [partial(_edited, field, line) for field, _ in _CELLS for line in cells[f"cells_{field}"]]
    if later is not None and (makers or wanted):
        raise click.UsageError("--to を付けたときは、行の手直しと書き入れはできません。")
    if output is not None and not (steps or proof):
        raise click.UsageError("-o は、--proof か --steps と一緒に使います。")
    reading = not (makers or wanted or output or proof)
    with offering_force(), session.store(read_only=reading) as store:
        if makers:
            _shape(store, document_id, earlier, makers)
        found = use.propose(store, document_id, earlier, later)
        written = use.write_rows(store, found, whole=whole) if wanted else None
        if written is not None:
            found = use.propose(store, document_id, earlier, later)
        plan = use.steps_of(found, today=date.today(), effect=effect, hearing_days=hearing_days)
        file = _print(store, found, plan, steps=steps, proof=proof, output=output, force=force)
    if as_json:
        told: dict[str, Any] = {
            "rows": [_described(row, whole) for row in found.rows],
            "overall": plan.word if plan else None,
            "questions": [row.change.path for row in found.open],
        }
        if written is not None:
            told["written"] = {each: getattr(written, each) for each in ("added", "updated", "removed", "kept")}
        if steps:
            told["timeline"] = _timeline(plan)
        if file is not None:
            told["file"] = str(file)
        say_json(told)
        return
    if steps:
        _tell_steps(plan)
    elif not proof:
        _tell_rows(found, whole)
    if written is not None:
        click.echo(
            f"表に書き入れました（追加 {written.added}、書き直し {written.updated}、削除 {written.removed}）。"
            + (f"表で手直しされた {written.kept} 行は、そのままです。" if written.kept else ""),
            err=True,
        )
    if file is not None:
        say(f"{file}")


def _shape(store: Store, document_id: int, earlier: int | None, makers: list[Maker]) -> None:
    """Keep what was said about the rows, one thing after the other: each changes what the next one finds."""
    from pia_tui.usecases.publication.changes import NOTE_LABEL, propose

    with store.together():
        for make in makers:
            made = make(propose(store, document_id, earlier))
            if made:
                store.write(document_id, made, label=NOTE_LABEL)


def _day(day: date, found: ChangesProposal) -> list[Change]:
    from pia_tui.usecases.publication.changes import day_of_change

    return day_of_change(found.document, to_wareki(day))


def _effect(day: date, found: ChangesProposal) -> list[Change]:
    from pia_tui.usecases.publication.changes import day_of_effect

    return day_of_effect(found.document, day)


def _merged(line: str, found: ChangesProposal) -> list[Change]:
    from pia_tui.usecases.publication.changes import merged

    return merged(found.document, [found.row(place.strip()) for place in line.split(",")])


def _split(place: str, found: ChangesProposal) -> list[Change]:
    from pia_tui.usecases.publication.changes import split

    return split(found.document, found.row(place.strip()))


def _aside(line: str, found: ChangesProposal) -> list[Change]:
    from pia_tui.usecases.publication.changes import set_aside

    row, reason = _row_and_text(found, line)
    return set_aside(found.document, row, reason)


def _edited(field: RowField, line: str, found: ChangesProposal) -> list[Change]:
    from pia_tui.usecases.publication.changes import edited

    row, text = _row_and_text(found, line)
    return edited(found.document, row, field, text)


def _answers(name: str, line: str, found: ChangesProposal) -> list[Change]:
    """The answer to one question, for one row or all where it is open."""
    from pia_tui.usecases.publication.changes import answered

    place, equals, word = line.rpartition("=")
    value = word.strip().casefold()
    if not equals or value not in (*_YES, *_NO):
        raise click.UsageError(f"「{line[:40]}」は「場所=はい」か「場所=いいえ」の形で書いてください。")
    every = [row for row in found.rows if name in row.timing.open]
    rows = every if place.strip() == _ALL else [found.row(place.strip())]
    given: dict[str, bool | None] = {"risk": None, "in_force": None, name: value in _YES}
    return [
        change
        for row in rows
        for change in answered(found.document, row, risk=given["risk"], in_force=given["in_force"])
    ]


def _row_and_text(found: ChangesProposal, line: str) -> tuple[ProposedRow, str]:
    place, equals, text = line.partition("=")
    if not equals:
        raise click.UsageError(f"「{line[:40]}」は「場所=文」の形で書いてください。")
    return found.row(place.strip()), text


def _print(
    store: Store,
    found: ChangesProposal,
    plan: Timeline | None,
    *,
    steps: bool,
    proof: bool,
    output: Path | None,
    force: bool,
) -> Path | None:
    from pia_tui.usecases.publication.papers import write_proof, write_timeline

    if proof:
        return write_proof(store, found, target=output, overwrite=force)
    if steps and output is not None and plan is not None:
        return write_timeline(store, found, plan, target=output, overwrite=force)
    return None


def _tell_rows(found: ChangesProposal, whole: bool) -> None:
    for number, row in enumerate(found.rows, start=1):
        marks = ("　※" if row.star else "") + ("　書き入れ済み" if row.written and not row.outdated else "")
        say(f"{number}. {row.change.path}{marks}")
        if row.aside:
            say(f"   （行を作らない: {row.aside}）{row.item}")
            continue
        before, after = (row.whole_before, row.whole_after) if whole else (row.before, row.after)
        for word, text in (("変更日", row.date), ("項目", row.item), ("変更前", before), ("変更後", after)):
            first, *rest = text.split("\n")
            say(f"   {word}: {first}")
            for line in rest:
                say(f"       {line}")
        say(f"   提出時期: {row.timing.text or '（未定）'}　{row.timing.note}")
        if row.timing.problem:
            say(f"   注意: {row.timing.problem}")
    say(f"{len(found.rows)} 行")
    if found.difference.hidden:
        hidden = len(found.difference.hidden)
        say(f"このほかに、変更に数えない違いが {hidden} か所あります（「pia-tui diff」で見られます）。")
    if found.open:
        from pia_tui.rules.changes.data import change_rules

        questions = change_rules().questions
        say(f"※の項目の変更 {len(found.open)} 行について、次の問いに答えてください。")
        say(f"  --risk 場所=はい|いいえ: {questions.risk.text}")
        say(f"  --in-force 場所=はい|いいえ: {questions.in_force.text}")


def _tell_steps(plan: Timeline | None) -> None:
    if plan is None:
        say("公表した内容から変わったところはありません。")
        return
    from pia_tui.rules.changes.data import step_rules

    say(f"{plan.word}　{step_rules().effect}: {to_wareki(plan.effect)}")
    for step in plan.steps:
        period = to_wareki(step.start) + (f"～{to_wareki(step.end)}" if step.days > 1 else "")
        say(f"  {period}（{step.days}日{'' if step.statutory else '：目安'}）　{step.title}")
        say(f"      {step.what}（{step.source}）")
    for note in plan.notes:
        say(note)


def _timeline(plan: Timeline | None) -> dict[str, Any] | None:
    if plan is None:
        return None
    return {
        "kind": plan.word,
        "effect": plan.effect,
        "steps": [
            {
                "id": step.id,
                "title": step.title,
                "what": step.what,
                "start": step.start,
                "end": step.end,
                "days": step.days,
                "statutory": step.statutory,
                "optional": step.optional,
                "source": step.source,
            }
            for step in plan.steps
        ],
        "notes": list(plan.notes),
    }


def _described(row: ProposedRow, whole: bool) -> dict[str, Any]:
    """A row as data."""
    return {
        "path": row.change.path,
        "kind": row.change.kind,
        "date": row.date,
        "item": row.item,
        "before": row.whole_before if whole else row.before,
        "after": row.whole_after if whole else row.after,
        "timing": row.timing.text or None,
        "note": row.timing.note,
        "star": row.star,
        "important": row.timing.important,
        "open": list(row.timing.open),
        "problem": row.timing.problem or None,
        "aside": row.aside or None,
        "edited": sorted(row.edited),
        "written": bool(row.written) and not row.outdated,
        "outdated": row.outdated,
        "changes": [describe_change(change) for change in row.changes],
    }
