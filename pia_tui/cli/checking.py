"""`pia-tui check`: what does not look right in a document or in all, the rules themselves, and setting aside."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, json_option, load, pass_session, say, say_json
from pia_tui.errors import PiaError, visible
from pia_tui.forms.values import NOTHING_CHANGED

if TYPE_CHECKING:
    from pia_tui.assessment import Assessment
    from pia_tui.rules.findings import Finding
    from pia_tui.usecases.checking.inspecting import Inspection


class NoSuchFinding(PiaError):
    """There is no finding of this number."""


@command("check")
@click.argument("document_id", type=int, required=False, metavar="[番号]")
@click.option("--all", "every", is_flag=True, help="保管庫にないすべての評価書を調べます。")
@click.option("--rules", is_flag=True, help="点検の項目を、重さ・文・根拠・例と一緒に表示します。")
@click.option("--aside", type=int, metavar="n", help="n 番の指摘を見送ります（--reason が要ります）。")
@click.option("--back", type=int, metavar="n", help="見送った指摘の n 番を、元に戻します。")
@click.option("--reason", default="", metavar="理由", help="このままでよい理由。")
@json_option
@pass_session
def check(
    session: CommandSession,
    document_id: int | None,
    every: bool,
    rules: bool,
    aside: int | None,
    back: int | None,
    reason: str,
    as_json: bool,
) -> None:
    """記入もれ、食い違い、古い名前や条文などを調べます。

    見送った指摘は、その欄の記入が変わるまで出なくなります。機関の決まりは、保存先の db/checks.yaml に書けます。
    """
    if sum((document_id is not None, every, rules)) != 1:
        raise click.UsageError("評価書の番号、すべての --all、点検の項目の --rules の、どれか一つを書いてください。")
    if (aside is not None or back is not None) and (document_id is None or (aside is not None and back is not None)):
        raise click.UsageError("--aside と --back は、評価書の番号と一緒に、どちらか一方を使います。")
    if rules:
        _say_rules(as_json)
        return
    if every:
        _check_all(session, as_json)
        return
    assert document_id is not None
    if aside is not None or back is not None:
        _change(session, document_id, aside, back, reason)
        return
    document, found = _inspected(session, document_id)
    if as_json:
        say_json(_described(found))
        return
    _say(document, found)


def _inspected(session: CommandSession, document_id: int) -> tuple[Assessment, Inspection]:
    from pia_tui.usecases.checking.inspecting import inspect

    with session.store(read_only=True) as store:
        document = load(store, document_id)
        return document, inspect(store, document, date.today())


def _described(found: Inspection) -> dict[str, Any]:
    return {
        "findings": [{"number": number, **_finding(one)} for number, one in enumerate(found.stands, start=1)],
        "aside": [
            {"number": number, **_finding(one), "reason": why} for number, (one, why) in enumerate(found.aside, start=1)
        ],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {"rule": one.rule, "level": one.level, "path": one.path, "message": one.message}


def _say(document: Assessment, found: Inspection) -> None:
    from pia_tui.places import short
    from pia_tui.rules.completeness import progress

    for number, one in enumerate(found.stands, start=1):
        place = short(document, one.path) if one.path else ""
        say(f"{number:>4}. {one.word}  {place or '全体'}  {visible(one.message)}")
    if found.aside:
        say("見送った指摘")
    for number, (one, why) in enumerate(found.aside, start=1):
        place = short(document, one.path) if one.path else ""
        say(f"{number:>4}. {one.word}  {place or '全体'}  {visible(one.message)}　理由: {visible(why)}")
    done = progress(document)
    aside = f"（ほかに見送り {len(found.aside)} 件）" if found.aside else ""
    say(f"{len(found.stands)} 件{aside}。記入 {done.answered}/{done.asked}（{done.percent}%）")


def _check_all(session: CommandSession, as_json: bool) -> None:
    """How many findings each document has, and under --json all of them."""
    from collections import Counter

    from pia_tui.keys import REFERENCE
    from pia_tui.rules.findings import WORDS
    from pia_tui.usecases.checking.inspecting import inspect

    described: list[dict[str, Any]] = []
    with session.store(read_only=True) as store:
        for document_id in sorted(store.numbers(archived=False)):
            document = load(store, document_id)
            if REFERENCE.prefix in document.state:
                continue
            found = inspect(store, document, date.today())
            described.append({"id": document_id, "name": document.name, **_described(found)})
            if not as_json:
                counted = Counter(one.word for one in found.stands)
                words = "、".join(f"{word} {counted[word]}" for word in (*WORDS.values(), "未記入") if counted[word])
                say(f"評価書 {document_id}「{visible(document.name)}」　{words or '指摘はありません'}")
    if as_json:
        say_json({"documents": described})


def _change(session: CommandSession, document_id: int, aside: int | None, back: int | None, reason: str) -> None:
    """Set a finding aside, or take it back."""
    from pia_tui.usecases.checking.inspecting import ASIDE_LABEL, BACK_LABEL, inspect, set_aside, take_back

    with session.store() as store:
        document = load(store, document_id)
        found = inspect(store, document, date.today())
        if aside is not None:
            one = _numbered(found.stands, aside, document_id)
            store.write(document_id, set_aside(document, one, reason), label=ASIDE_LABEL)
        else:
            assert back is not None
            one = _numbered([each for each, _ in found.aside], back, document_id)
            store.write(document_id, take_back(document, one), label=BACK_LABEL)
    done = "見送りました" if aside is not None else "元に戻しました"
    click.echo(f"{done}: {visible(one.message)}", err=True)


def _numbered(found: list[Finding], number: int, document_id: int) -> Finding:
    if not 1 <= number <= len(found):
        raise NoSuchFinding(
            f"{number} 番の指摘はありません（{len(found)} 番まで）。",
            safe=NOTHING_CHANGED,
            next=f"「pia-tui check {document_id}」で番号を確かめてください。",
        )
    return found[number - 1]


def _say_rules(as_json: bool) -> None:
    """The checks themselves."""
    import msgspec

    from pia_tui.rules.checks import checks
    from pia_tui.rules.findings import WORDS

    known = checks().checks
    if as_json:
        say_json({"rules": [{"rule": rule, **msgspec.to_builtins(one)} for rule, one in known.items()]})
        return
    for rule, one in known.items():
        say(f"{rule}  {WORDS[one.level]}")
        say(f"    {one.text}")
        say(f"    根拠: {one.source}")
        for word, example in (("指摘する例", one.failing), ("指摘しない例", one.passing)):
            for when, answers in (
                ("公表した時 ", example.published),
                ("変更箇所の行を書いた時 ", example.rows),
                ("", example.answers),
            ):
                if answers is not None:
                    told = "、".join(f"{path} = {answer}" for path, answer in answers.items()) or "記入なし"
                    say(f"    {word}: {when}{told}")
