"""Attachments, judgements and frozen versions."""

from __future__ import annotations

import hashlib

import pytest

from pia_tui.assessment import Change
from pia_tui.store import Store, attachments
from pia_tui.store.connection import transaction
from pia_tui.store.documents import difference
from pia_tui.store.errors import StoreDamaged, UnknownItem, ValueRefused
from pia_tui.workspace import Workspace


def test_a_file_is_kept_once_under_its_hash(store: Store, workspace: Workspace) -> None:
    data = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    first = store.attach(data, name="事務の流れ.png", media_type="image/png", width=3, height=4, alt="流れ図")
    again = store.attach(data, name="別名.png", media_type="image/png")
    assert first == again
    assert first.id == hashlib.sha256(data).hexdigest()
    store.close()
    with Store.open(workspace) as other:
        assert other.attachment_data(first.id) == data
        assert other.attachment(first.id) == first
        described = other.describe(first.id, alt="事務の流れを表した図")
        assert (described.alt, described.name) == ("事務の流れを表した図", "事務の流れ.png")
        assert other.problems() == []


def test_files_that_are_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MAX_BYTES", 10)
    for data, name in ((b"", "a.png"), (b"x" * 11, "a.png"), (b"x", "a\x1b.png"), (b"x", "a\ud800.png")):
        with pytest.raises(ValueRefused):
            store.attach(data, name=name, media_type="image/png")
    with pytest.raises(UnknownItem):
        store.attachment("0" * 64)


def test_a_file_that_changed_in_the_store_is_damage(store: Store) -> None:
    kept = store.attach(b"data", name="a.png", media_type="image/png")
    with transaction(store.db):
        store.db.execute("UPDATE attachments SET data = x'00'")
    with pytest.raises(StoreDamaged):
        store.attachment_data(kept.id)


def test_judgements_keep_their_inputs(store: Store, document: int) -> None:
    inputs = {"subjects": 300_000, "handlers": 20, "incident": False, "date": "令和7年4月1日", "files": ["住基"]}
    number = store.save_judgement(inputs, {"level": "zenkoumoku", "clause": "規則7条"}, document_id=document)
    free = store.save_judgement({"subjects": 999}, {"level": "none"})
    assert store.judgement(number).inputs == inputs
    assert [each.id for each in store.judgements(document)] == [number]
    assert [each.id for each in store.judgements()] == [number, free]
    with pytest.raises(UnknownItem):
        store.judgement(99)
    with pytest.raises(UnknownItem):
        store.judgement(10**30)


def test_a_version_never_changes_and_comes_back_on_top(store: Store, workspace: Workspace, document: int) -> None:
    store.write(document, [Change("a", None, "公表した文"), Change("b", None, True)])
    frozen = store.freeze(document, "令和7年公表", kind="publication", note="公表日 令和7年4月15日")
    state = dict(store.load(document).state)
    store.write(document, [Change("a", "公表した文", "直した文"), Change("c", None, 3)])
    store.close()
    with Store.open(workspace) as again:
        assert again.revisions(document) == [frozen]
        assert again.revision_state(frozen.id) == state
        written = again.write(document, difference(again.load(document).state, state))
        assert {change.key for change in written.changes} == {"a", "c"}
        assert again.load(document).content_hash == frozen.content_hash
        again.undo(document)
        assert again.load(document).state["a"] == "直した文"
        again.redo(document)
        assert dict(again.load(document).state) == state
        second = again.freeze(document, "令和8年公表")
        assert second.content_hash == frozen.content_hash
        assert [each.name for each in again.revisions(document)] == ["令和7年公表", "令和8年公表"]


def test_a_version_whose_journal_was_changed_is_damage(store: Store, document: int) -> None:
    store.write(document, [Change("a", None, "公表した文")])
    frozen = store.freeze(document, "版")
    with transaction(store.db):
        store.db.execute("DROP TRIGGER journal_is_fixed")
        store.db.execute("UPDATE journal SET after = '\"書き換え\"' WHERE key = 'a'")
    with pytest.raises(StoreDamaged):
        store.revision_state(frozen.id)
    assert store.value(document, "a") == "公表した文"
