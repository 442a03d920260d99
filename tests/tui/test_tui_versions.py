"""「公表した版」: versions are listed, read, written, compared; a wrong record is put right or withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from pia_tui.store import Store
from pia_tui.tui.publication.versions_screen import PageScreen, VersionsScreen
from pia_tui.tui.screens.dialogs import LineScreen, PickScreen
from pia_tui.tui.widgets.text_editor import TextEditor
from pia_tui.usecases.publication.publishing import publish
from pia_tui.workspace import Workspace

NewDocument = Callable[..., int]


async def pick(pilot: Any, entry: str) -> None:
    screen = pilot.app.screen
    assert isinstance(screen, PickScreen), screen
    screen.dismiss(entry)
    await pilot.pause()


async def typed(pilot: Any, text: str) -> None:
    screen = pilot.app.screen
    assert isinstance(screen, LineScreen), screen
    screen.query_one(TextEditor).load_text(text)
    await pilot.press("enter")
    await pilot.pause()


async def test_versions_are_read_compared_and_written(
    running: Any, workspace: Workspace, new_document: NewDocument, text_on: Any
) -> None:
    number = new_document("kiso_r6", I__1__2="届出を受ける。")
    with Store.open(workspace) as store:
        first = publish(store, number, date(2025, 4, 15), "実施", checked=False).publication
        store.write(number, store_change(store, number, "I.1.2", "届出と申請を受ける。"))
        publish(store, number, date(2026, 4, 1), "修正", checked=False)
        pdf = store.attachment_data(first.pdf)
    async with running() as pilot:
        pilot.app.screen.perform("versions")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, VersionsScreen)
        assert "公表の記録 2 件" in text_on(pilot.app)
        assert [revision.name for revision, _ in screen.versions] == [
            "令和8年4月1日公表（修正）",
            "令和7年4月15日公表（実施）",
        ]
        await pilot.press("down", "enter")
        await pilot.pause()
        await pick(pilot, "read")
        assert isinstance(pilot.app.screen, PageScreen)
        assert "届出を受ける。" in [one.text for one in pilot.app.screen._paragraphs]
        await pilot.press("escape", "enter")
        await pilot.pause()
        await pick(pilot, "other")
        await pick(pilot, str(screen.versions[0][0].id))
        assert "変わったところ 1 か所" in text_on(pilot.app)
        assert "後：届出と申請を受ける。" in text_on(pilot.app)
        await pilot.press("escape", "enter")
        await pilot.pause()
        await pick(pilot, "pdf")
        (file,) = workspace.exports.glob("*.pdf")
        assert file.read_bytes() == pdf


async def test_a_record_is_put_right_and_withdrawn_in_the_editor(
    editing: Any, workspace: Workspace, new_document: NewDocument, text_on: Any
) -> None:
    number = new_document("kiso_r6", I__1__2="届出を受ける。")
    with Store.open(workspace) as store:
        publish(store, number, date(2025, 4, 15), "実施", checked=False)
    async with editing(document_id=number) as (pilot, editor):
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert "令和7年4月15日公表（実施）" in text_on(pilot.app)
        assert "元に戻しました" not in text_on(pilot.app)
        editor.perform("versions")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        await pick(pilot, "correct")
        await pick(pilot, "実施")
        await typed(pilot, "令和7年4月16日")
        await typed(pilot, "写し間違い")
        assert "取消し" in text_on(pilot.app)
        assert editor.session.document.by_role("published_on") == "令和7年4月16日"
        assert "公表済み（令和7年4月16日）" in editor.last_publication.state
        at = next(n for n, (_, record) in enumerate(pilot.app.screen.versions) if record and not record.withdrawn)
        pilot.app.screen.query_one("#versions").move_to(at)
        await pilot.press("enter")
        await pilot.pause()
        await pick(pilot, "withdraw")
        await typed(pilot, "")
        assert "理由が書かれていません" in text_on(pilot.app)
        await typed(pilot, "決裁の前だった")
        assert "公表の記録 0 件" in text_on(pilot.app)
        await pilot.press("escape")
        await pilot.pause()
        assert editor.last_publication.state == ""
        assert not editor.session.unsaved
    with Store.open(workspace, read_only=True) as store:
        assert store.publications(number) == []
        assert [one.withdrawn for one in store.publications(number, withdrawn=True)] == ["写し間違い", "決裁の前だった"]


def store_change(store: Store, number: int, path: str, value: object) -> Any:
    from pia_tui.usecases.publication.states import present

    return present(store, number).change(path, value)
