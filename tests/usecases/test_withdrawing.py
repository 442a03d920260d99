"""公表の記録を取り消す・直す: the version stays, the record counts no longer, the working copy is as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from housing import add_housing

from pia_tui.rules.changes.annex import OLD_ROWS
from pia_tui.store import Store
from pia_tui.store.errors import StepStays
from pia_tui.usecases.duties.known import dues
from pia_tui.usecases.exchange.packs import pack, preview_unpack, unpack
from pia_tui.usecases.export import ExportOptions, content
from pia_tui.usecases.publication import changes as use
from pia_tui.usecases.publication.publishing import BadPublication, publish
from pia_tui.usecases.publication.states import (
    NotPublished,
    compare,
    frozen,
    last_publication,
    present,
    published_state,
)
from pia_tui.usecases.publication.withdrawing import NoWithdrawal, correct, withdraw
from pia_tui.workspace import Workspace

FIRST, SECOND, WRONG = date(2025, 4, 15), date(2026, 4, 1), date(2026, 3, 1)
TODAY = date(2026, 6, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(Workspace(tmp_path / "ws").prepare()) as opened:
        yield opened


@pytest.fixture
def document(store: Store) -> int:
    return add_housing(store)


def write(store: Store, document: int, path: str, value: object) -> None:
    store.write(document, present(store, document).change(path, value))


def published(store: Store, document: int, day: date, kind: str) -> int:
    return publish(store, document, day, kind, checked=False, today=TODAY).publication.revision.id


def days(store: Store, document: int) -> list[tuple[str, str]]:
    return [(each.published_on, each.kind) for each in store.publications(document)]


def test_a_withdrawn_record_stays_marked_and_counts_no_longer(store: Store, document: int) -> None:
    published(store, document, FIRST, "実施")
    write(store, document, "I.1.2", "入居者を公募で決める。")
    before = present(store, document).state
    wrong = published(store, document, SECOND, "再実施")
    state = frozen(store, store.revision(wrong)).state
    withdraw(store, document, wrong, "押し間違い")
    assert days(store, document) == [("2025-04-15", "実施")]
    kept = store.publications(document, withdrawn=True)
    assert [(each.published_on, each.withdrawn) for each in kept] == [("2025-04-15", ""), ("2026-04-01", "押し間違い")]
    assert present(store, document).state == before
    assert frozen(store, store.revision(wrong)).state == state
    assert published_state(store, document).text == "修正中（公表 令和7年4月15日から 1 か所）"  # type: ignore[union-attr]
    assert [one.path for one in compare(store, document)[2].changes] == ["I.1.2"]
    (due,) = [each for each in dues(store, TODAY) if each.duty == "review"]
    assert due.since == FIRST
    assert [row.action for row in store.journal(document) if row.action in ("publish", "withdraw")] == [
        "withdraw",
        "publish",
        "publish",
    ]
    assert store.problems() == []
    assert store.undo(document) is not None  # the steps before it can be taken back as before
    assert present(store, document).get("I.1.2") == "入居者を決める。"


def test_the_only_record_withdrawn_leaves_a_document_that_was_never_published(store: Store, document: int) -> None:
    revision = published(store, document, FIRST, "実施")
    withdraw(store, document, revision, "まだ公表していない")
    assert published_state(store, document) is None
    assert not present(store, document).by_role("published_on")
    with pytest.raises(NotPublished):
        compare(store, document)
    published(store, document, SECOND, "実施")
    assert days(store, document) == [("2026-04-01", "実施")]


def test_what_was_written_since_stays_and_the_rows_are_this_years_again(store: Store, document: int) -> None:
    published(store, document, FIRST, "実施")
    write(store, document, "I.1.2", "入居者を公募で決める。")
    use.write_rows(store, use.propose(store, document, today=TODAY))
    rows = use.propose(store, document, today=TODAY).rows
    old = present(store, document).state.get(OLD_ROWS)
    revision = published(store, document, SECOND, "修正")
    write(store, document, "II[1].2.3", "入居者と同居者")
    withdraw(store, document, revision, "決裁の前だった")
    held = present(store, document)
    assert held.get("II[1].2.3") == "入居者と同居者"
    assert held.by_role("published_on") == "令和7年4月15日"
    assert held.state.get(OLD_ROWS) == old
    again = use.propose(store, document, today=TODAY).rows
    assert again[0].written == rows[0].written != ""
    assert [row.change.path for row in again] == ["I.1.2", "II[1].2.3"]
    with pytest.raises(StepStays):
        store.undo(document)
    assert store.problems() == []


def test_an_earlier_record_is_withdrawn_without_touching_the_present(store: Store, document: int) -> None:
    first = published(store, document, FIRST, "実施")
    published(store, document, SECOND, "修正")
    before = present(store, document).state
    withdraw(store, document, first, "別の事務の公表だった")
    assert days(store, document) == [("2026-04-01", "修正")]
    assert present(store, document).state == before


def test_a_wrong_day_and_kind_are_put_right_in_a_new_version(store: Store, document: int) -> None:
    published(store, document, FIRST, "実施")
    wrong = published(store, document, WRONG, "修正")
    write(store, document, "I.1.2", "入居者を公募で決める。")
    kept = content(store, document, "pdf", ExportOptions(version=wrong))[1]
    done = correct(store, document, wrong, "日付の写し間違い", day=SECOND, kind="再実施")
    assert days(store, document) == [("2025-04-15", "実施"), ("2026-04-01", "再実施")]
    assert done.publication.revision.name == "令和8年4月1日公表（再実施）"
    version = frozen(store, done.publication.revision)
    assert version.by_role("published_on") == "令和8年4月1日"
    assert version.get("I.1.2") == "入居者を決める。"
    assert frozen(store, store.revision(wrong)).by_role("published_on") == "令和8年3月1日"
    assert content(store, document, "pdf", ExportOptions(version=wrong))[1] == kept
    assert content(store, document, "pdf", ExportOptions(version=done.publication.revision.id))[1] != kept
    assert present(store, document).by_role("published_on") == "令和8年4月1日"
    assert present(store, document).get("I.1.2") == "入居者を公募で決める。"
    assert [one.path for one in compare(store, document)[2].changes] == ["I.1.2"]
    assert last_publication(store, document) == done.publication
    assert store.problems() == []


def test_the_label_of_an_end_follows_its_day_and_goes_with_another_kind(store: Store, document: int) -> None:
    name = str(present(store, document).by_role("document_name") or "")
    first = published(store, document, FIRST, "終了")
    second = correct(store, document, first, "日の間違い", day=SECOND).publication.revision.id
    held = str(present(store, document).by_role("document_name"))
    assert held.endswith("【令和8年4月1日　終了】")
    assert "令和7年" not in held
    correct(store, document, second, "終了ではなかった", kind="実施")
    assert "終了" not in str(present(store, document).by_role("document_name") or name)


def test_a_published_file_of_others_stays_the_file_of_the_corrected_record(store: Store, document: int) -> None:
    theirs = b"%PDF-1.7 printed elsewhere"
    wrong = publish(store, document, FIRST, "実施", checked=False, pdf=theirs).publication.revision.id
    done = correct(store, document, wrong, "日の間違い", day=date(2025, 4, 16))
    assert store.attachment_data(done.publication.pdf) == theirs


def test_what_cannot_be_is_refused_and_nothing_changes(store: Store, document: int) -> None:
    first = published(store, document, FIRST, "実施")
    second = published(store, document, SECOND, "修正")
    before = store.journal(document)
    for call in (
        lambda: withdraw(store, document, second, "  "),
        lambda: withdraw(store, document, 99, "理由"),
        lambda: correct(store, document, second, "", day=WRONG),
    ):
        with pytest.raises(NoWithdrawal):
            call()
    for call in (
        lambda: correct(store, document, second, "理由", day=SECOND, kind="修正"),
        lambda: correct(store, document, second, "理由", day=date(2025, 4, 1)),
        lambda: correct(store, document, first, "理由", day=date(2026, 4, 2)),
        lambda: correct(store, document, first, "理由", kind="更新"),
    ):
        with pytest.raises(BadPublication):
            call()
    assert store.journal(document) == before
    withdraw(store, document, second, "押し間違い")
    with pytest.raises(NoWithdrawal):
        withdraw(store, document, second, "もう一度")


def test_no_step_back_takes_a_publication_away(store: Store, document: int) -> None:
    write(store, document, "I.1.2", "入居者を公募で決める。")
    published(store, document, FIRST, "実施")
    with pytest.raises(StepStays, match="令和7年4月15日公表（実施）"):
        store.undo(document)
    assert present(store, document).by_role("published_on") == "令和7年4月15日"
    write(store, document, "I.1.2", "入居者を抽選で決める。")
    assert store.undo(document) is not None
    with pytest.raises(StepStays):
        store.undo(document)
    assert present(store, document).get("I.1.2") == "入居者を公募で決める。"


def test_withdrawals_go_to_other_terminals_and_into_backups(store: Store, document: int, tmp_path: Path) -> None:
    published(store, document, FIRST, "実施")
    wrong = published(store, document, SECOND, "修正")
    uuid = store.summary(document).uuid
    with Store.open(Workspace(tmp_path / "other").prepare()) as other:
        unpack(other, preview_unpack(other, pack(store, [document])))
        there = other.number_of(uuid)
        assert there is not None
        assert len(other.publications(there)) == 2
        withdraw(store, document, wrong, "押し間違い")
        unpack(other, preview_unpack(other, pack(store, [document])))
        assert days(other, there) == days(store, document) == [("2025-04-15", "実施")]
        assert present(other, there).by_role("published_on") == "令和7年4月15日"
        assert other.problems() == []
    with Store.open(Workspace(tmp_path / "third").prepare()) as third:
        unpack(third, preview_unpack(third, pack(store, [document])))
        found = third.publications(third.number_of(uuid), withdrawn=True)
        assert [each.withdrawn for each in found] == ["", "押し間違い"]


def test_accidents_of_the_body_go_to_the_other_terminal(store: Store, document: int, tmp_path: Path) -> None:
    def accidents(held: Store) -> list[tuple[str, str, str]]:
        return [(each.what, each.known_on.isoformat(), each.withdrawn) for each in held.incidents()]

    one = store.save_incident("誤って送った", kind="tokutei", occurred_on=FIRST, known_on=FIRST)
    with Store.open(Workspace(tmp_path / "other").prepare()) as other:
        other.save_incident("なくした", kind="tokutei", occurred_on=FIRST, known_on=SECOND)
        arrivals = preview_unpack(other, pack(store, [document]))
        assert "重大事故の記録 1 件" in arrivals[0].more
        unpack(other, arrivals)
        assert preview_unpack(other, pack(store, [document]))[0].more == ""
        assert sorted(accidents(other)) == [("なくした", "2026-04-01", ""), ("誤って送った", "2025-04-15", "")]
        store.withdraw_incident(one, "送っていなかった")
        for _ in range(2):
            unpack(other, preview_unpack(other, pack(store, [document])))
        assert ("誤って送った", "2025-04-15", "送っていなかった") in accidents(other)
        assert len(other.incidents()) == 2
        number = other.number_of(store.summary(document).uuid)
        unpack(store, preview_unpack(store, pack(other, [number])))
        assert sorted(accidents(store)) == sorted(accidents(other))
