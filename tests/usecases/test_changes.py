"""変更箇所 from what has changed: proposed, shaped, written into the table, and what 点検 says of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from housing import add_housing

from pia_tui.assessment import Assessment, Change
from pia_tui.forms import load_form
from pia_tui.rules.changes import applied
from pia_tui.rules.changes.annex import annex_table, rows_of
from pia_tui.rules.changes.diff import differing_keys
from pia_tui.rules.checks import Others, check
from pia_tui.store import Store
from pia_tui.usecases.checking.inspecting import inspect
from pia_tui.usecases.publication import changes as use
from pia_tui.usecases.publication.papers import proof_bytes, write_timeline
from pia_tui.usecases.publication.publishing import publish
from pia_tui.usecases.publication.states import NotPublished, frozen, present
from pia_tui.workspace import Workspace

TODAY = date(2026, 6, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(Workspace(tmp_path / "ws").prepare()) as opened:
        yield opened


@pytest.fixture
def document(store: Store) -> int:
    number = add_housing(store, **{"betten2.1[1].1": "平成28年3月1日", "betten2.1[1].2": "Ⅰ　２"})
    publish(store, number, date(2025, 4, 15), "実施", checked=False)
    return number


def edit(store: Store, document: int, path: str, value: object) -> None:
    store.write(document, present(store, document).change(path, value))


def shape(store: Store, document: int, changes: list[Change]) -> use.ChangesProposal:
    store.write(document, changes)
    return use.propose(store, document, today=TODAY)


def table(store: Store, document: int) -> list[list[str]]:
    """The rows of the table as they stand."""
    held = present(store, document)
    found = annex_table(held.form)
    assert found is not None
    roles = ("change_date", "change_item", "change_before", "change_after", "change_timing", "change_note")
    return [[str(held.state.get(found.cell(each, role)) or "") for role in roles] for each in rows_of(held)]


def rules(store: Store, document: int) -> list[tuple[str, str]]:
    """What 点検 says about the table."""
    held = present(store, document)
    publication = store.publications(document)[-1]
    others = Others(published=frozen(store, publication.revision))
    said = check(held, TODAY, None, others)
    return [(one.rule, one.path) for one in said if one.rule.startswith(("change_", "row_"))]


def test_rows_stand_in_the_forms_order_behind_those_of_earlier_years(store: Store, document: int) -> None:
    edit(store, document, "II[1].3.4.1", "毎週")
    edit(store, document, "I.4.1", "入居者を決め、家賃を集める。")
    assert rules(store, document) == [
        ("change_without_row", "I.4.1"),
        ("change_question_open", "I.4.1"),
        ("change_without_row", "II[1].3.4.1"),
    ]
    found = use.propose(store, document, today=TODAY)
    assert [(row.change.path, row.star) for row in found.rows] == [("I.4.1", True), ("II[1].3.4.1", False)]
    found = shape(store, document, use.answered(found.document, found.rows[0], risk=False, in_force=True))
    done = use.write_rows(store, found)
    assert (done.added, done.updated, done.removed) == (2, 0, 0)
    old, *new = table(store, document)
    assert old[:2] == ["平成28年3月1日", "Ⅰ　２"]
    assert [row[:5] for row in new] == [
        [
            "令和8年6月1日",
            "Ⅰ　基本情報　４．個人番号の利用　法令上の根拠",
            "入居者を決める。",
            "入居者を決め、家賃を集める。",
            "事後",
        ],
        [
            "令和8年6月1日",
            "Ⅱ　特定個人情報ファイルの概要（1）入居者ファイル　３．特定個人情報の入手・使用　④使用の主体　使用部署",
            "毎月",
            "毎週",
            "事後",
        ],
    ]
    assert "重要な変更に当たらない" in new[0][5]
    assert rules(store, document) == []
    assert [row.outdated for row in use.propose(store, document).rows] == [False, False]


def test_writing_again_brings_rows_up_to_date_and_takes_off_what_is_gone(store: Store, document: int) -> None:
    edit(store, document, "II[1].3.4.1", "毎週")
    edit(store, document, "II[1].4.2[1].1", "納付書の印刷")
    use.write_rows(store, use.propose(store, document, today=TODAY))
    same = use.write_rows(store, use.propose(store, document, today=TODAY))
    assert (same.added, same.updated, same.removed, same.written) == (0, 0, 0, None)
    edit(store, document, "II[1].3.4.1", "毎日")
    edit(store, document, "II[1].4.2[1].1", "通知書の印刷")
    assert sorted(rules(store, document)) == [("row_outdated", "betten2.1[2]"), ("row_taken_back", "betten2.1[3]")]
    done = use.write_rows(store, use.propose(store, document, today=TODAY))
    assert (done.added, done.updated, done.removed) == (0, 1, 1)
    assert [row[3] for row in table(store, document)[1:]] == ["毎日"]
    assert rules(store, document) == []


def test_a_row_that_was_edited_in_the_table_is_left_alone(store: Store, document: int) -> None:
    edit(store, document, "II[1].3.4.1", "毎週")
    use.write_rows(store, use.propose(store, document, today=TODAY))
    edit(store, document, "betten2.1[2].6", "手で書いた説明")
    edit(store, document, "II[1].3.4.1", "毎日")
    done = use.write_rows(store, use.propose(store, document, today=TODAY))
    assert (done.updated, done.kept) == (0, 1)
    assert table(store, document)[1][5] == "手で書いた説明"
    assert rules(store, document) == [("row_outdated", "betten2.1[2]")]


def test_rows_typed_by_hand_count_by_the_words_of_their_item(store: Store, document: int) -> None:
    edit(store, document, "II[1].3.4.1", "毎週")
    item = use.propose(store, document).rows[0].item.replace("　", " ")
    edit(store, document, "betten2.1[2].2", item)
    edit(store, document, "betten2.1[2].4", "毎 週")
    assert rules(store, document) == []
    edit(store, document, "II[1].3.4.1", "毎日")
    assert rules(store, document) == [("row_outdated", "betten2.1[2]")]


def test_rows_are_edited_merged_split_and_set_aside(store: Store, document: int) -> None:
    edit(store, document, "II[1].3.4.1", "毎週")
    edit(store, document, "II[1].4.2[1].1", "納付書の印刷")
    edit(store, document, "II[1].4.2[3]", "封入")
    edit(store, document, "II[1].4.2[3].1", "封入の業務")
    found = use.propose(store, document, today=TODAY)
    assert [row.change.kind for row in found.rows] == ["changed", "changed", "added"]
    assert found.rows[2].before == "（新規記載）"
    found = shape(store, document, use.merged(found.document, found.rows[:2]))
    assert [len(row.changes) for row in found.rows] == [2, 1]
    assert found.rows[0].after == "使用部署：毎週\n①委託内容：納付書の印刷"
    found = shape(store, document, use.split(found.document, found.row("II[1].4.2[3]")))
    assert [row.change.path for row in found.rows] == ["II[1].3.4.1", "II[1].4.2[3]", "II[1].4.2[3].1"]
    assert [row.after for row in found.rows[1:]] == ["封入", "封入の業務"]
    found = shape(store, document, use.edited(found.document, found.rows[1], "note", "組織の都合による"))
    assert found.rows[1].timing.note == "組織の都合による"
    found = shape(store, document, use.set_aside(found.document, found.rows[2], "名称の行で足りる"))
    assert use.write_rows(store, found).added == 2
    assert rules(store, document) == []
    found = use.propose(store, document, today=TODAY)
    found = shape(store, document, use.split(found.document, found.rows[0]))
    assert [len(row.changes) for row in found.rows] == [1, 1, 1, 1]
    found = shape(store, document, use.set_aside(found.document, found.rows[3], ""))
    assert found.rows[3].aside == ""


def test_the_notes_on_rows_stay_with_the_published_version(store: Store, document: int) -> None:
    edit(store, document, "I.4.1", "別の文")
    found = use.propose(store, document, today=TODAY)
    found = shape(store, document, use.answered(found.document, found.rows[0], risk=True, in_force=False))
    assert (found.overall, found.rows[0].timing.text) == ("again", "事前")
    use.write_rows(store, found)
    done = publish(store, document, date(2026, 6, 1), "再実施", checked=False)
    kept = frozen(store, done.publication.revision).state
    assert any(key.startswith("risk:") for key in kept)
    assert not any(key.startswith(("risk:", "covers:", "row_")) for key in present(store, document).state)
    assert use.propose(store, document).rows == ()
    edit(store, document, "II[1].3.4.1", "毎週")
    use.write_rows(store, use.propose(store, document, today=TODAY))
    assert len(table(store, document)) == 3


def test_the_whole_rows_applied_to_the_old_revision_give_the_new_one(store: Store, document: int) -> None:
    chance = random.Random(5)
    for path in ("I.4.1", "II[1].2.3", "II[1].3.4.1", "II[1].4.2[1].1", "V.2.1"):
        edit(store, document, path, f"{'長い文です。' * 40}{chance.random()}")
    held = present(store, document)
    store.write(document, held.move_block("II[1].4.2[2]", 1))
    edit(store, document, "II[1].4.2[3]", "封入")
    found = use.propose(store, document)
    changes = tuple(change for row in found.rows for change in row.changes) + found.difference.hidden
    assert differing_keys(applied(found.before.state, changes), found.document.state) == set()
    for row in found.rows:
        if row.change.kind == "changed":
            assert row.whole_before == str(found.before.state.get(row.change.key) or "（記載なし）")
            assert row.whole_after == str(found.document.state.get(row.change.key))
    use.write_rows(store, found, whole=True)
    written = {row[1]: row[3] for row in table(store, document)}
    assert all(written[row.item] == row.whole_after for row in found.rows)


def test_the_steps_and_the_papers(store: Store, document: int, tmp_path: Path) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    edit(store, document, "I.4.1", "入居者を決め、家賃を集める。")
    found = use.propose(store, document, today=TODAY)
    found = shape(store, document, use.answered(found.document, found.rows[0], risk=True, in_force=False))
    plan = use.steps_of(found, today=TODAY, effect=date(2026, 10, 1))
    assert plan is not None
    assert plan.word == "再実施"
    assert plan.steps[-1].end == date(2026, 9, 30)
    first = use.steps_of(found, today=TODAY)
    assert first is not None
    assert first.steps[0].start == TODAY
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(proof_bytes(found))).pages)
    assert "新旧対照表" in text
    assert "家賃を集める" in text
    assert proof_bytes(found) == proof_bytes(found)
    file = write_timeline(store, found, plan, target=tmp_path / "steps.pdf")
    said = PdfReader(file).pages[0].extract_text()
    assert "令和8年10月1日" in said
    assert "計画管理書" in said


def test_a_document_that_was_never_published_has_nothing_to_compare(store: Store) -> None:
    number = store.create("kiso_r6", {})
    with pytest.raises(NotPublished, match="まだありません"):
        use.propose(store, number)


def test_the_kind_that_is_proposed_follows_the_changes(store: Store, document: int) -> None:
    fresh = store.create("juten_h30", Assessment.new(load_form("juten_h30"), "新しい事務").state)
    assert use.likely_kind(store, fresh, today=TODAY) == "実施"
    edit(store, document, "II[1].4.2[1].1", "通知書の印刷と発送")
    assert use.likely_kind(store, document, today=TODAY) == "修正"
    edit(store, document, "II[1].2.3", "入居者及び同居者")
    found = use.propose(store, document, today=TODAY)
    row = next(row for row in found.rows if row.star and row.change.path == "II[1].2.3")
    shape(store, document, use.answered(found.document, row, risk=True, in_force=False))
    assert use.likely_kind(store, document, today=TODAY) == "再実施"


def test_the_rows_take_the_day_of_the_publication(store: Store, document: int) -> None:
    edit(store, document, "I.6.1", "住宅政策課")
    edit(store, document, "II[1].2.3", "入居者と同居者")
    day = date(2026, 6, 20)
    known = use.before_publishing(store, document, day, "修正")
    assert known is not None
    assert (known.unwritten, known.undated, known.open, known.early) == (2, 0, 1, ())
    assert any("表にない行が 2 行" in one for one in known.sentences(day))
    use.write_rows(store, use.propose(store, document, today=TODAY))
    known = use.before_publishing(store, document, day, "修正")
    assert known is not None
    assert (known.unwritten, known.undated) == (0, 2)
    use.write_rows_of(store, document, day)
    assert [row[0] for row in table(store, document)[1:]] == ["令和8年6月20日"] * 2
    known = use.before_publishing(store, document, day, "修正")
    assert known is not None
    assert known.rows == 0


def test_a_correction_with_rows_of_an_important_change_is_warned_and_found(store: Store, document: int) -> None:
    edit(store, document, "II[1].2.3", "入居者と同居者")
    found = use.propose(store, document, today=TODAY)
    found = shape(store, document, use.answered(found.document, found.rows[0], risk=True, in_force=False))
    day = date(2026, 6, 20)
    use.write_rows_of(store, document, day)
    known = use.before_publishing(store, document, day, "修正")
    assert known is not None
    assert len(known.early) == 1
    assert any("再実施です" in one for one in known.sentences(day))
    again = use.before_publishing(store, document, day, "再実施")
    assert again is not None
    assert again.early == ()
    publish(store, document, day, "修正", checked=False)
    said = inspect(store, present(store, document), TODAY).stands
    assert [one.path for one in said if one.rule == "correction_with_before"] == ["betten2.1[2]"]


def test_a_change_that_is_not_important_may_be_corrected_before_it_is_made(store: Store, document: int) -> None:
    edit(store, document, "II[1].2.3", "入居者と同居者")
    found = use.propose(store, document, today=TODAY)
    shape(store, document, use.answered(found.document, found.rows[0], risk=False, in_force=False))
    known = use.before_publishing(store, document, date(2026, 6, 20), "修正")
    assert known is not None
    assert known.early == ()


def test_a_day_that_nobody_decided_is_said(store: Store, document: int) -> None:
    edit(store, document, "I.6.1", "住宅政策課")
    plan = use.steps_of(use.propose(store, document, today=TODAY), today=TODAY)
    assert plan is not None
    assert "今日（令和8年6月1日）から始める" in plan.notes[0]
    sure = use.steps_of(use.propose(store, document, today=TODAY), today=TODAY, effect=date(2026, 12, 1))
    assert sure is not None
    assert not any("令和8年6月1日" in note for note in sure.notes)
