"""The verbs on the store as a whole: backup, restore, doctor, search."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, json_option, load, pass_session, say, say_json
from pia_tui.workspace import is_there

if TYPE_CHECKING:
    from pia_tui.store.backup import Backup
    from pia_tui.store.restore import BackupDifference, RestorePreview
    from pia_tui.store.salvage import Rescue

_KINDS = {
    "missing": "いまはない（戻すと加わります）",
    "different": "内容が違う",
    "extra": "控えにはない（そのまま残ります）",
}


@command("backup")
@click.option("--list", "listing", is_flag=True, help="新しく取らずに、いまある控えを一覧にします。")
@json_option
@pass_session
def backup(session: CommandSession, listing: bool, as_json: bool) -> None:
    """控え（バックアップ）を取り、開き直して元と同じであることを確かめます。"""
    from pia_tui.store.backup import backups

    if listing:
        found = backups(session.workspace)
    else:
        with session.store() as store:
            made = store.backup()
        found = [made] if made else []
    if as_json:
        say_json({"backups": [backup_fields(each) for each in found]})
        return
    for each in found:
        say(_backup_line(each))
    if not found:
        say("控えはまだありません。「pia-tui backup」で取れます。")
    elif not listing:
        say("元と同じ内容であることを確かめました。")


@command("restore")
@click.argument("file", required=False, metavar="[控え]")
@click.option("--document", "numbers", type=int, multiple=True, metavar="番号", help="この番号の評価書だけを戻します。")
@click.option("--yes", is_flag=True, help="違いを見せるだけでなく、実際に戻します。")
@json_option
@pass_session
def restore(session: CommandSession, file: str | None, numbers: tuple[int, ...], yes: bool, as_json: bool) -> None:
    """控えといまの内容の違いを見せ、--yes を付けると戻します。

    いまの内容は消えません。戻す前に控えを取り、違うところだけを新しい変更として書き込みます（取り消せます）。
    控えを指定しなければ、一番新しいものを使います。
    """
    from pia_tui.store.errors import StoreDamaged

    source = _chosen(session, file)
    try:
        with session.store() as store:
            shown = store.preview_restore(source)
            uuids = {store.load(number).uuid for number in numbers} if numbers else None
            changed = store.restore(source, uuids=uuids) if yes else None
            _tell_restored(shown, changed, as_json)
    except StoreDamaged as error:
        if error.path != session.workspace.database:
            raise
        _replace(session, source, error, yes, as_json)


@command("search")
@click.argument("words", nargs=-1, required=True, metavar="言葉…")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, metavar="件数", help="評価書の数の上限（20）。")
@click.option("--rebuild", is_flag=True, help="検索用の索引を作り直してから探します。")
@json_option
@pass_session
def search(session: CommandSession, words: tuple[str, ...], limit: int, rebuild: bool, as_json: bool) -> None:
    """すべての評価書から、言葉（一文字から）をすべて含むものを探します。"""
    from pia_tui.store.errors import SearchIndexDamaged

    if rebuild:
        _rebuild_index(session)
    try:
        hits = _found(session, words, limit)
    except SearchIndexDamaged as error:
        if as_json or not _wants_rebuilding(error):
            raise
        _rebuild_index(session)
        hits = _found(session, words, limit)
    if as_json:
        say_json({"hits": hits})
        return
    for found in hits:
        say(f"{found['id']:>4}  {found['name']}")
        for place in found["places"]:
            say(f"      {place['label']}  {' '.join(place['text'].split())}")
    if not hits:
        say("見つかりませんでした。")


def _rebuild_index(session: CommandSession) -> None:
    with session.store() as store:
        store.rebuild_index()


def _wants_rebuilding(error: Exception) -> bool:
    """Offer to make the search index anew, where somebody can answer."""
    from pia_tui.prompts.rescue import wants_new_index
    from pia_tui.system import is_terminal

    return is_terminal(sys.stdin) and is_terminal(sys.stdout) and wants_new_index(str(error))


def _found(session: CommandSession, words: tuple[str, ...], limit: int) -> list[dict[str, Any]]:
    from pia_tui.places import told

    hits: list[dict[str, Any]] = []
    with session.store(read_only=session.workspace.database.exists()) as store:
        for hit in store.search(" ".join(words), limit=limit):
            document = load(store, hit.document.id)
            places = [
                {"path": document.path(each.key) or each.key, "label": told(document, each.key), "text": each.text}
                for each in hit.passages
            ]
            hits.append({"id": hit.document.id, "name": hit.document.name, "places": places})
    return hits


def _chosen(session: CommandSession, file: str | None) -> Backup:
    from pia_tui.store import backup as backups
    from pia_tui.store.errors import UnknownItem

    if file:
        path = session.workspace.backups / file
        return backups.examine(path if is_there(path) else Path(file))
    newest = backups.newest(session.workspace)
    if newest is None:
        raise UnknownItem(
            "確かめ済みの控えがありません。", safe="何も変更していません。", next="「pia-tui backup」で控えを取れます。"
        )
    return newest


def _tell_restored(shown: RestorePreview, changed: list[int] | None, as_json: bool) -> None:
    if as_json:
        fields = [vars(each) for each in shown.differences]
        say_json(
            {"backup": backup_fields(shown.backup), "differences": fields, "same": shown.same, "restored": changed}
        )
        return
    say(_backup_line(shown.backup))
    for each in shown.differences:
        say(f"  {_difference_line(each)}")
    say(f"  同じ内容の評価書: {shown.same} 件")
    if changed is None:
        say("まだ何も変えていません。戻すには --yes を付けてください。いまの内容は消えません。")
    else:
        say(f"{len(changed)} 件の評価書を控えの内容に戻しました。元の内容は履歴と、いま取った控えに残っています。")


def _replace(session: CommandSession, source: Backup, error: Exception, yes: bool, as_json: bool) -> None:
    from pia_tui.store.store import replace_damaged

    done = replace_damaged(session.workspace, source) if yes else None
    if as_json:
        told = {"backup": backup_fields(source), "damaged": str(error), "replaced": yes}
        kept = str(done.kept) if done and done.kept else None
        say_json({**told, "kept": kept, "salvaged": done and done.salvaged, "unreadable": done and done.unreadable})
        return
    say(str(error))
    say(_backup_line(source))
    if done is None:
        say("まだ何も変えていません。この控えから始め直すには --yes を付けてください。")
        say("壊れたファイルは残し、その中でまだ正しく読める評価書は引き継ぎます。")
        return
    _tell_replaced(done)


def _tell_replaced(done: Rescue) -> None:
    say(f"控えから始め直しました。壊れたファイルから、控えより新しい評価書 {len(done.salvaged)} 件を引き継ぎました。")
    if done.unreadable:
        say(f"壊れたファイルで読めなかった評価書 {done.unreadable} 件は、控えの内容です。")
    if done.kept:
        say(f"壊れたファイルは「{done.kept}」に残しました。")


def offer_rescue(session: CommandSession, error: Exception) -> bool:
    """Ask whether to begin again from the newest proven backup, and do it; False where nothing was changed."""
    from pia_tui.prompts.rescue import wants_restore
    from pia_tui.store import backup as backups
    from pia_tui.store.store import replace_damaged

    newest = backups.newest(session.workspace)
    if newest is None:
        return False
    say(str(error))
    say(_backup_line(newest))
    if not wants_restore():
        return False
    _tell_replaced(replace_damaged(session.workspace, newest))
    return True


def _difference_line(each: BackupDifference) -> str:
    keys = f"（{each.keys} 項目）" if each.keys else ""
    return f"{each.name or each.uuid}: {_KINDS[each.kind]}{keys}"


def _backup_line(each: Backup) -> str:
    from pia_tui.store.backup import REASONS

    reason = REASONS.get(each.reason, each.reason)
    return f"{each.path.name}  {_local(each.at)}  {reason}  評価書 {each.documents} 件"


def backup_fields(each: Backup) -> dict[str, Any]:
    return {
        "file": str(each.path),
        "at": each.at,
        "reason": each.reason,
        "documents": each.documents,
        "schema": each.schema,
        "age_seconds": round(each.age.total_seconds()),
    }


def _local(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"
