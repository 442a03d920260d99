"""The verbs of publishing: publish, revisions, diff."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from pia_tui.cli.documents import id_argument
from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, json_option, pass_session, say, say_json
from pia_tui.errors import visible
from pia_tui.forms.day_faults import day_fault
from pia_tui.forms.wareki import parse_date, to_wareki
from pia_tui.rules.publication import publication_rules

if TYPE_CHECKING:
    from pia_tui.rules.changes import ItemChange
    from pia_tui.rules.findings import Finding
    from pia_tui.usecases.publication.publishing import Published

_KINDS = {
    "changed": "変更",
    "added": "追加",
    "removed": "削除",
    "moved": "移動",
}
_WHY = {
    "blanks": "空白や全角・半角だけの違い",
    "not_printed": "印刷されるところに違いはない",
    "empty_block": "何も書かれていない欄",
    "annex": "変更箇所の表",
    "publication": "公表日",
}
"""Why a difference is hidden, in the officer's words."""


if TYPE_CHECKING:
    _DayType = click.ParamType[date]
else:
    _DayType = click.ParamType


class PublicationDate(_DayType):
    """A day in 和暦 or 西暦."""

    name = "日付"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        day = value if isinstance(value, date) else parse_date(str(value))
        if day is None:
            fault = day_fault(str(value))
            self.fail(f"{fault}令和8年4月1日、R8.4.1、2026-04-01 のどれかの形で書いてください", param, ctx)
        return day


@command("publish")
@id_argument
@click.option("--date", "day", type=PublicationDate(), metavar="公表日", help="公表した日（令和8年4月1日など）。")
@click.option(
    "--kind",
    type=click.Choice(publication_rules().names),
    metavar="種類",
    show_choices=False,
    help="・".join(publication_rules().names) + "。",
)
@click.option(
    "--reason",
    "reasons",
    multiple=True,
    metavar="場所=理由",
    help="点検の「誤り」を直さない理由。場所を書かなければ、残っている誤りのすべてに付けます。"
    "--withdraw・--correct では、取り消す理由・直す理由です。",
)
@click.option(
    "--rows", "dated", is_flag=True, help="変更箇所の行を、公表日を変更日として表に書き入れてから公表します。"
)
@click.option("--withdraw", type=int, metavar="版", help="この版の公表の記録を取り消します（版は残ります）。")
@click.option("--correct", type=int, metavar="版", help="この版の公表日か種類を、--date・--kind に直します。")
@json_option
@pass_session
def publish(
    session: CommandSession,
    document_id: int,
    day: date | None,
    kind: str | None,
    reasons: tuple[str, ...],
    dated: bool,
    withdraw: int | None,
    correct: int | None,
    as_json: bool,
) -> None:
    """公表したことを記録します。

    その時の内容・図・しきい値判断・PDF を、変わらない版として残します。評価書は、そのまま書き続けられます。
    誤った記録は、版の番号（pia-tui revisions 番号）を付けて --withdraw で取り消すか、--correct で直します。
    """
    if withdraw is not None and correct is not None:
        raise click.UsageError("--withdraw と --correct は、どちらか一方を使います。")
    if withdraw is not None:
        if day is not None or kind is not None:
            raise click.UsageError("公表日か種類を直すときは、--withdraw ではなく --correct を使います。")
        _withdraw(session, document_id, withdraw, "　".join(reasons), as_json)
        return
    if correct is not None:
        _correct(session, document_id, correct, day, kind or "", "　".join(reasons), as_json)
        return
    if day is None or kind is None:
        raise click.UsageError("公表日（--date）と種類（--kind）を書いてください。")
    from pia_tui.usecases.checking.inspecting import open_errors
    from pia_tui.usecases.publication.changes import before_publishing, write_rows_of
    from pia_tui.usecases.publication.publishing import LABEL, ErrorsLeft, answer, publish
    from pia_tui.usecases.publication.states import present

    with session.store() as store:
        if reasons:
            document = present(store, document_id)
            given = _answers(open_errors(store, document, date.today()), reasons)
            changes = answer(document, given)
            if changes:
                store.write(document_id, changes, label=LABEL)
        if dated:
            write_rows_of(store, document_id, day)
        known = before_publishing(store, document_id, day, kind)
        try:
            done = publish(store, document_id, day, kind)
        except ErrorsLeft as left:
            for finding in left.findings:
                click.echo(f"{finding.word}  {finding.path or '全体'}  {finding.message}", err=True)
            raise
    if as_json:
        say_json(_described(done.publication))
        return
    say(f"{done.publication.revision.id}")
    tell_published(done)
    for sentence in known.sentences(day) if known is not None else ():
        click.echo(sentence, err=True)


def _withdraw(session: CommandSession, document_id: int, revision: int, reason: str, as_json: bool) -> None:
    from pia_tui.usecases.publication.withdrawing import withdraw

    with session.store() as store:
        gone = withdraw(store, document_id, revision, reason)
        kept = store.publication(revision)
    if as_json:
        say_json(_described(kept))
        return
    click.echo(
        f"{gone.revision.name}の記録を取り消しました。その版は印を付けて残り、期限や変更箇所では数えません。", err=True
    )


def _correct(
    session: CommandSession, document_id: int, revision: int, day: date | None, kind: str, reason: str, as_json: bool
) -> None:
    from pia_tui.usecases.publication.withdrawing import correct

    with session.store() as store:
        done = correct(store, document_id, revision, reason, day=day, kind=kind)
    if as_json:
        say_json(_described(done.publication))
        return
    say(f"{done.publication.revision.id}")
    click.echo(
        f"{done.withdrawn.revision.name}の記録を取り消し、{done.publication.revision.name}として記録し直しました"
        f"（版 {done.publication.revision.id}）。前の版も、印を付けて残っています。",
        err=True,
    )


def tell_published(done: Published) -> None:
    """What was kept, on standard error."""
    kept = done.publication
    click.echo(
        f"{kept.revision.name}として記録しました（版 {kept.revision.id}、内容の番号 {kept.number}）。"
        "この版は、あとで評価書を変えても変わりません。",
        err=True,
    )
    for notice in done.notices:
        click.echo(notice, err=True)


def _answers(errors: tuple[Finding, ...], reasons: tuple[str, ...]) -> dict[Finding, str]:
    """Which reason answers which error; one without a place answers those that are left."""
    given: dict[Finding, str] = {}
    for reason in reasons:
        place, equals, text = reason.partition("=")
        here = [one for one in errors if equals and one.path == place.strip()]
        for one in here or [one for one in errors if one not in given]:
            given[one] = text if here else reason
    return {one: text for one, text in given.items() if text.strip()}


@command("revisions")
@id_argument
@json_option
@pass_session
def revisions(session: CommandSession, document_id: int, as_json: bool) -> None:
    """残してある版の一覧。版の番号は show・export・diff で使えます。"""
    from pia_tui.usecases.publication.states import published_state

    with session.store(read_only=True) as store:
        store.summary(document_id)
        kept = store.revisions(document_id)
        published = {each.revision.id: each for each in store.publications(document_id, withdrawn=True)}
        state = published_state(store, document_id)
    if as_json:
        told = [
            _described(published[each.id])
            if each.id in published
            else {"id": each.id, "name": each.name, "kind": each.kind, "at": each.at, "hash": each.content_hash}
            for each in kept
        ]
        say_json(
            {
                "id": document_id,
                "state": state.text if state else None,
                "changes": state.changes if state else None,
                "revisions": told,
            }
        )
        return
    if not kept:
        say("残してある版はありません。公表したときに「pia-tui publish」で記録します。")
    for each in kept:
        known = published.get(each.id)
        number = f"　内容の番号 {known.number}" if known else ""
        gone = f"　取り消した記録（理由: {visible(known.withdrawn)}）" if known and known.withdrawn else ""
        say(f"{each.id:>4}  {each.name}{number}{gone}")
    if state is not None:
        say(state.text)


def _described(kept: Any) -> dict[str, Any]:
    """A publication as data."""
    return {
        "id": kept.revision.id,
        "name": kept.revision.name,
        "kind": kept.kind,
        "published_on": kept.published_on,
        "date": to_wareki(date.fromisoformat(kept.published_on)),
        "at": kept.revision.at,
        "number": kept.number,
        "hash": kept.revision.content_hash,
        "pdf": kept.pdf or None,
        "withdrawn": kept.withdrawn or None,
    }


@command("diff")
@id_argument
@click.argument("earlier", type=int, required=False, metavar="[前の版]")
@click.argument("later", type=int, required=False, metavar="[後の版]")
@json_option
@pass_session
def diff(session: CommandSession, document_id: int, earlier: int | None, later: int | None, as_json: bool) -> None:
    """公表した版（指定がなければ最後のもの）から変わったところを、様式の順に表示します。

    後の版を書かなければ、いまの内容と比べます。空白や全角・半角だけの違いなどは、変更に数えません。
    """
    from pia_tui.usecases.publication.states import compare

    with session.store(read_only=True) as store:
        _, _, found = compare(store, document_id, earlier, later)
    if as_json:
        say_json(
            {
                "changes": [describe_change(one) for one in found.changes],
                "hidden": [{**describe_change(one), "why": _WHY.get(str(one.hidden), "")} for one in found.hidden],
            }
        )
        return
    for one in found.changes:
        say(f"{_KINDS[one.kind]}{'　※' if one.star else ''}  {one.path}  {one.item}")
        for word, text in (("前", one.before), ("後", one.after)):
            if text:
                say(f"    {word}: {text.splitlines()[0][:80]}")
    for one in found.hidden:
        say(f"（変更に数えない: {_WHY.get(str(one.hidden), '')}）  {one.path}")
    say(f"{len(found.changes)} か所")


def describe_change(one: ItemChange) -> dict[str, Any]:
    """A change as data."""
    return {
        "kind": one.kind,
        "path": one.path,
        "item": one.item,
        "before": one.before,
        "after": one.after,
        "star": one.star,
        "important_change": None if one.important is None else {"no": one.important.no, "name": one.important.name},
        "paths": list(one.paths) or [one.path],
    }
