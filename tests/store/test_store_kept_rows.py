"""What the store keeps beside the answers, each kind of row: number, order, seal, line in the journal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pia_tui.assessment import Change
from pia_tui.store import Store, attachments, clips, codec, health, incidents, journal, judgements, publications
from pia_tui.store.errors import StoreDamaged, UnknownItem, ValueRefused
from pia_tui.store.records import Attachment, Standing

DAYS: dict[str, Any] = {"occurred_on": date(2026, 3, 1), "known_on": date(2026, 5, 10)}


def published(store: Store, document: int, day: str = "2025-04-01", **more: Any) -> int:
    frozen = store.freeze(document, f"{day}の版", kind="実施")
    store.note_publication(frozen.id, **{"published_on": day, "kind": "実施", "number": "7", **more})
    return frozen.id


def attached(store: Store, _: int) -> object:
    return store.attach(b"x", name="図.png", media_type="image/png")


def judged(store: Store, _: int) -> object:
    return store.save_judgement({"subjects": 1}, {})


def clipped(store: Store, _: int) -> object:
    return store.keep_clip("文", "", "2026-04-01")


def entered(store: Store, _: int) -> object:
    return store.save_incident("紛失", kind="tokutei", **DAYS)


# -- every kind of row is sealed, and has its line in the journal -----------------------------------------------------


@pytest.mark.parametrize(("make", "damage", "read"), [
    (attached, "attachments SET name = 'x'", lambda store, _: store.attachment(codec.sha256(b"x").hex())),
    (attached, "attachments SET seal = x'00'", lambda store, _: store.attachment_data(codec.sha256(b"x").hex())),
    (attached, "attachments SET data = x'00'", lambda store, _: store.attachment_data(codec.sha256(b"x").hex())),
    (judged, "judgements SET result = '{\"level\":\"kiso\"}'", lambda store, _: store.judgement(1)),
    (judged, "judgements SET at = '2020'", lambda store, _: store.judgements()),
    (clipped, "clips SET title = 'x'", lambda store, _: store.clips()),
    (clipped, "clips SET title = 'x'", lambda store, _: store.drop_clip(1)),
    (entered, "incidents SET known_on = '2026-01-01'", lambda store, _: store.incidents()),
    (entered, "incidents SET kind = 'x'", lambda store, _: store.withdraw_incident(1, "誤り")),
    (published, "publications SET number = '8'", lambda store, _: store.publication(1)),
    (published, "publications SET published_on = '2020-01-01'", lambda store, number: store.publications(number)),
    (published, "revisions SET name = 'x'", lambda store, number: store.revisions(number)),
])  # fmt: skip
def test_a_row_that_another_hand_changed_is_damage(
    store: Store,
    document: int,
    make: Callable[[Store, int], object],
    damage: str,
    read: Callable[[Store, int], object],
) -> None:
    make(store, document)
    for (trigger,) in store.db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        store.db.execute(f"DROP TRIGGER {trigger}")
    store.db.execute(f"UPDATE {damage}")
    with pytest.raises(StoreDamaged):
        read(store, document)
    assert store.problems()


@pytest.mark.parametrize(("make", "action", "key", "of_document"), [
    (attached, "attach", "attachment", False),
    (judged, "judge", "judgement", False),
    (clipped, "clip", "clip", False),
    (entered, "incident", "incident", False),
    (published, "publish", "publication", True),
    (lambda store, number: store.freeze(number, "版"), "freeze", "revision", True),
])  # fmt: skip
def test_each_new_row_stands_in_the_journal(
    store: Store, document: int, make: Callable[[Store, int], object], action: str, key: str, of_document: bool
) -> None:
    make(store, document)
    row = store.journal(limit=1)[0]
    assert (row.action, row.key, row.document_id) == (action, key, document if of_document else None)
    assert row.before is None
    assert row.after
    assert row.who == str(store.author) == f"{store.author.name}@{store.author.machine}"
    assert row.at
    assert journal.verify(store.db) is None


@pytest.mark.parametrize("make", [judged, clipped, entered])
def test_numbers_count_up_from_one(store: Store, make: Callable[[Store, int], object]) -> None:
    assert [make(store, 0) for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize("ask", [
    lambda store: store.attachment("0" * 64), lambda store: store.attachment_data("0" * 64),
    lambda store: store.judgement(1), lambda store: store.revision(1), lambda store: store.publication(1),
    lambda store: store.withdraw_publication(1, "x"), lambda store: store.withdraw_incident(1, "x"),
    lambda store: store.drop_clip(1), lambda store: store.describe("0" * 64, name="x"),
])  # fmt: skip
def test_what_is_not_there_is_told_with_what_is_safe(store: Store, ask: Callable[[Store], object]) -> None:
    rows = len(store.journal())
    with pytest.raises(UnknownItem) as told:
        ask(store)
    assert told.value.what
    assert told.value.safe == "何も変更していません。"
    assert len(store.journal()) == rows


# -- files ------------------------------------------------------------------------------------------------------------


def test_the_largest_file(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MAX_BYTES", 3_000_000)
    assert store.attach(bytes(3_000_000), name="a", media_type="x").size == 3_000_000
    with pytest.raises(ValueRefused, match="3 MB まで") as told:
        store.attach(bytes(3_000_001), name="a", media_type="x")
    assert "小さく" in told.value.next
    with pytest.raises(ValueRefused, match="空です") as told:
        store.attach(b"", name="a", media_type="x")
    assert "別のファイル" in told.value.next
    assert attachments.MAX_BYTES == 3_000_000
    monkeypatch.undo()
    assert attachments.MAX_BYTES == 50_000_000


def test_describing_a_file_writes_only_what_is_new(store: Store) -> None:
    kept = store.attach(b"x", name="図.png", media_type="image/png", width=3, height=4, alt="流れ")
    rows = len(store.journal())
    assert store.describe(kept.id) == store.describe(kept.id, name="図.png", alt="流れ") == kept
    assert len(store.journal()) == rows
    named = store.describe(kept.id, name="別.png")
    assert (named.name, named.alt, named.width, named.height, named.at) == ("別.png", "流れ", 3, 4, kept.at)
    assert store.describe(kept.id, alt="").alt == ""
    assert store.attachment(kept.id).name == "別.png"
    row = store.journal(limit=2)[1]
    assert (row.action, row.label) == ("describe", "別.png")
    assert "図.png" in str(row.before)
    assert "別.png" in str(row.after)


def test_files_are_listed_oldest_first_and_added_as_they_were(store: Store) -> None:
    author = store.author
    with store.writing():
        for name, at in (("b", "2026-02-01"), ("a", "2026-01-01")):
            data = name.encode()
            kept = Attachment(codec.sha256(data).hex(), name, "x", 1, 2, 1, "", at)
            assert attachments.add(store.db, kept, data, author) == kept
    assert [each.name for each in attachments.attachments(store.db)] == ["a", "b"]
    with store.writing():
        other = Attachment(codec.sha256(b"a").hex(), "別名", "x", 1, 2, 1, "", "2027")
        assert attachments.add(store.db, other, b"a", author).name == "a"


# -- 定型文 -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "title"), [
    ("あ" * clips.TITLE_LENGTH, "あ" * 30), ("あ" * (clips.TITLE_LENGTH + 1), "あ" * 30 + "…"),
    ("\n　一行目\n二行目", "一行目"), ("短い", "短い"),
])  # fmt: skip
def test_what_a_kept_text_is_called(store: Store, text: str, title: str) -> None:
    store.keep_clip(text, "", "2026-04-01")
    assert store.clips()[0].title == title


def test_where_a_text_came_from_is_kept_up_to_a_length(store: Store) -> None:
    for length in (clips.MAX_SOURCE, clips.MAX_SOURCE + 1):
        store.keep_clip(f"{length}", "出" * length, "2026-04-01")
    assert [len(each.source) for each in store.clips()] == [300, 300]
    assert [each.id for each in store.clips()] == [2, 1]


# -- 重大事故 ---------------------------------------------------------------------------------------------------------


def test_what_is_kept_of_an_incident(store: Store) -> None:
    store.save_incident("紛失", kind="tokutei", malicious=True, entered_at="2026-05-11T00:00:00+00:00", **DAYS)
    store.save_incident("漏えい", kind="juudai", **DAYS)
    one, other = store.incidents()
    assert (one.id, one.what, one.kind, one.malicious, one.entered_at) == (
        1, "紛失", "tokutei", True, "2026-05-11T00:00:00+00:00",
    )  # fmt: skip
    assert (other.id, other.malicious) == (2, False)
    assert other.entered_at > one.entered_at
    store.withdraw_incident(1, "誤り")
    row = store.journal(limit=1)[0]
    assert (row.action, row.key) == ("withdraw", "incident")
    assert "誤り" not in str(row.before)
    assert "誤り" in str(row.after)
    assert incidents.incidents(store.db)[1].withdrawn == ""
    with pytest.raises(UnknownItem, match="記録 1 は") as told:
        store.withdraw_incident(1, "もう一度")
    assert told.value.next


# -- judgements and versions ------------------------------------------------------------------------------------------


def test_a_judgement_belongs_to_its_document_and_keeps_its_moment(store: Store, document: int) -> None:
    other = store.create("kiso_r6", {})
    with store.writing():
        judgements.save(store.db, {"a": 1}, {}, store.author, document_id=document, at="2020-01-01T00:00:00+00:00")
    store.save_judgement({"a": 2}, {}, document_id=other)
    store.save_judgement({"a": (3, {"b": "文"})}, {"level": "kiso"})
    assert [each.at[:4] == "2020" for each in store.judgements()] == [True, False, False]
    assert [each.inputs["a"] for each in store.judgements(document)] == [1]
    assert [each.inputs["a"] for each in store.judgements(other)] == [2]
    assert store.judgement(3).document_id is None
    assert store.judgement(3).inputs == {"a": [3, {"b": "文"}]}
    assert store.journal(document, limit=1)[0].action == "judge"
    assert list(judgements._texts({"a": ["x", ("y", {"b": "z"})], "c": 3})) == ["x", "y", "z"]


def test_what_is_kept_of_a_version(store: Store, document: int) -> None:
    other = store.create("kiso_r6", {})
    first = store.freeze(document, "一", kind="実施", note="覚え", at="2020-01-01T00:00:00+00:00")
    store.freeze(other, "別")
    second = store.freeze(document, "二")
    assert (first.id, first.name, first.kind, first.note, first.at[:4]) == (1, "一", "実施", "覚え", "2020")
    assert (second.id, second.kind, second.note) == (3, "", "")
    assert second.at > first.at
    assert first.seq == store.load(document).seq
    assert store.revisions(document) == [first, second]
    assert store.revision(2).document_id == other
    assert store.journal(limit=1)[0].label == "二"


# -- publications -----------------------------------------------------------------------------------------------------


def test_what_is_kept_of_a_publication(store: Store, document: int) -> None:
    other = store.create("kiso_r6", {})
    second = published(store, document, "2026-04-01", pdf="a" * 64, judgement={"level": "kiso"})
    first = published(store, document, "2025-04-01")
    elsewhere = published(store, other, "2025-10-01")
    kept = store.publication(second)
    assert kept is not None
    assert (kept.revision, kept.published_on, kept.kind, kept.number) == (
        store.revision(second), "2026-04-01", "実施", "7",
    )  # fmt: skip
    assert (kept.pdf, kept.judgement, kept.withdrawn) == ("a" * 64, {"level": "kiso"}, "")
    plain = store.publication(first)
    assert plain is not None
    assert (plain.pdf, plain.judgement) == ("", None)
    assert store.publication(store.freeze(document, "ただの版").id) is None
    assert [each.revision.id for each in store.publications()] == [first, elsewhere, second]
    assert [each.revision.id for each in store.publications(document)] == [first, second]
    assert [each.revision.id for each in store.publications(other)] == [elsewhere]
    made = store.note_publication(store.freeze(other, "又").id, published_on="2027-04-01", kind="修正", number="")
    assert made == store.publications(other)[-1]
    assert store.journal(limit=1)[0].label == "又"


def test_a_withdrawn_publication_counts_no_longer_and_stays(store: Store, document: int) -> None:
    one, two = published(store, document), published(store, document, "2026-04-01")
    store.standings.note(Standing(document, two, store.load(document).seq, 0))
    store.withdraw_publication(two, "日を誤った")
    assert [each.revision.id for each in store.publications(document)] == [one]
    assert [each.withdrawn for each in store.publications(document, withdrawn=True)] == ["", "日を誤った"]
    kept = store.publication(two)
    assert kept is not None
    assert kept.withdrawn == "日を誤った"
    assert [day for _, day, _ in store.document_facts()[document].publications] == [date(2025, 4, 1)]
    assert store.standings.noted() == []
    row = store.journal(limit=1)[0]
    assert (row.action, row.key, row.document_id) == ("withdraw", "publication", document)
    with pytest.raises(UnknownItem, match=f"版 {two} の") as told:
        store.withdraw_publication(two, "もう一度")
    assert f"revisions {document}" in told.value.next
    assert "revisions" not in told.value.on_screen
    with pytest.raises(UnknownItem):
        store.withdraw_publication(store.freeze(document, "公表していない版").id, "x")


def test_a_withdrawal_that_another_hand_changed_is_damage(store: Store, document: int) -> None:
    store.withdraw_publication(published(store, document), "誤り")
    store.db.execute("DROP TRIGGER withdrawals_are_fixed")
    store.db.execute("UPDATE withdrawals SET reason = '別'")
    with pytest.raises(StoreDamaged):
        store.publications(document)


def test_whose_count_of_changes_is_stale(store: Store, document: int) -> None:
    other, never = store.create("kiso_r6", {}), store.create("kiso_r6", {})
    first, second = published(store, document), published(store, other)
    assert store.standings.stale() == [document, other]
    assert store.standings.stale([other, never]) == [other]
    assert store.standings.stale([]) == []
    for number, version in ((other, second), (document, first)):
        store.standings.note(Standing(number, version, store.load(number).seq, 4))
    assert store.standings.stale() == []
    assert [(each.document_id, each.changes) for each in store.standings.noted()] == [(document, 4), (other, 4)]
    store.write(other, [Change("a", None, "x")])
    assert store.standings.stale() == [other]
    published(store, document, "2026-04-01")
    assert store.standings.stale() == [document, other]


def test_an_older_program_took_the_notes_off_with_a_write_of_its_own(store: Store, document: int) -> None:
    published(store, document)
    written = store.write(document, [Change("a", None, "x")], label="公表")
    assert publications.is_noted_before(store.db, written.batch)
    other = store.write(document, [Change("b", None, "x")], label="公表")
    assert not publications.is_noted_before(store.db, other.batch)
    published(store, document, "2026-04-01")
    assert not publications.is_noted_before(store.db, store.write(document, [Change("c", None, "x")]).batch)
    assert not publications.is_noted_before(store.db, 1)


def test_a_publication_whose_pdf_is_gone_is_told(store: Store, document: int) -> None:
    pdf = store.attach(b"%PDF", name="x.pdf", media_type="application/pdf").id
    published(store, document, pdf=pdf)
    assert store.problems() == []
    published(store, document, "2026-04-01", pdf="0" * 64)
    assert store.problems() == ["公表した版「2026-04-01の版」の PDF がありません。"]


# -- the deep check ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("damage", "told"), [
    ("UPDATE answers SET value = '\"x\"' WHERE key = 'a'", "評価書 1 の答えが、書き込んだときと違います。"),
    ("UPDATE documents SET name = 'x'", "評価書 1 の見出しが、書き込んだときと違います。"),
    ("UPDATE attachments SET data = x'00'", "添付ファイル「図.png」が、付けたときと違います。"),
    ("UPDATE journal SET after = '\"x\"' WHERE key = 'a'", "評価書 1 が、履歴をたどった内容と違います。"),
    ("UPDATE journal SET after = '\"x\"' WHERE key = 'a'", "評価書 1 の版「版」が、保存したときと違います。"),
    ("UPDATE judgements SET at = 'x'", "版・判断・添付ファイル・定型文・事故の記録・様式を読み出せません。"),
    ("DELETE FROM journal WHERE seq = 2", "履歴の 2 番がありません。"),
    ("UPDATE journal SET previous = x'00' WHERE seq = 2", "履歴の 2 番が、一つ前の行とつながっていません。"),
    ("UPDATE journal SET who = 'x' WHERE seq = 2", "履歴の 2 番の内容が、書き込んだときと違います。"),
    ("UPDATE meta SET value = '9 00' WHERE key = 'journal'", "より後）が失われています。"),
    ("UPDATE answers SET document_id = 9, id = id + 8388608 WHERE key = 'a'", "表のつながりが切れています（answers の"),
])  # fmt: skip
def test_what_the_deep_check_says_of_each_damage(store: Store, document: int, damage: str, told: str) -> None:
    store.write(document, [Change("a", None, "文")])
    store.freeze(document, "版")
    attached(store, document)
    judged(store, document)
    assert store.problems() == []
    for (trigger,) in store.db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        store.db.execute(f"DROP TRIGGER {trigger}")
    store.db.execute("PRAGMA foreign_keys=OFF")
    store.db.execute(damage)
    assert any(told in each for each in store.problems()), store.problems()


def test_the_deep_check_ends_after_so_many(store: Store) -> None:
    for _ in range(health.MOST_PROBLEMS // 2 + 1):
        store.create("kiso_r6", {"a": "x"})
    store.db.execute("UPDATE answers SET value = '\"y\"' WHERE key = 'a'")
    store.db.execute("UPDATE documents SET name = 'y'")
    assert len(store.problems()) == health.MOST_PROBLEMS == 50
    assert len(health.problems(store.db)) == 50
