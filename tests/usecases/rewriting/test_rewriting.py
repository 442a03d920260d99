"""Rewriting in many documents: one undoable step each, open documents left, and nothing half done."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pia_tui.assessment import Assessment, Change
from pia_tui.forms import resolve_form
from pia_tui.store import Store
from pia_tui.usecases.rewriting.finders import outdated, words
from pia_tui.usecases.rewriting.places import find
from pia_tui.usecases.rewriting.writing import RewriteChoice, document_ids, law_rows, look, rewrite, take_back
from pia_tui.workspace import Workspace

TODAY = date(2026, 11, 30)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(Workspace(tmp_path).prepare()) as opened:
        yield opened


def made(store: Store, answers: dict[str, str], name: str = "見本") -> int:
    document = Assessment.new(resolve_form("juten"), name)
    for path, text in answers.items():
        document.apply(document.change(path, text))
    return store.create(document.form.id, document.state)


def value(store: Store, document_id: int, path: str) -> object:
    stored = store.load(document_id)
    return Assessment(resolve_form("juten"), stored.state).get(path)


GROUND = "番号法第9条第1項　別表第一の30の項"
OUTLINE = "市民課と市民課長が確認し、市民部市民課で保管する。"


def test_a_word_is_replaced_whole_and_its_longer_word_is_left(store: Store) -> None:
    one = made(store, {"I.1.2": OUTLINE})
    (outcome,) = rewrite(store, [one], words("市民課", "市民窓口課"), label="置き換え", contains="市民課")
    assert outcome.status == "changed"
    assert value(store, one, "I.1.2") == "市民窓口課と市民課長が確認し、市民部市民窓口課で保管する。"
    left = [place.rewrite.question for number, place in outcome.places if number not in outcome.made]
    assert left == ["「市民課長」の一部です。"]


def test_parts_are_replaced_if_wished_or_picked(store: Store) -> None:
    one = made(store, {"I.1.2": OUTLINE})
    found = look(store, [one], words("市民課", "甲課"))
    part = next(number for number, place in found[0].places if not place.rewrite.sure)
    rewrite(store, [one], words("市民課", "甲課"), label="置き換え", choice=RewriteChoice(pick=frozenset({part})))
    assert value(store, one, "I.1.2") == "甲課と甲課長が確認し、市民部甲課で保管する。"
    two = made(store, {"I.1.2": OUTLINE})
    rewrite(
        store, [two], words("市民課", "甲課", parts=True), label="置き換え", choice=RewriteChoice(skip=frozenset({1}))
    )
    assert value(store, two, "I.1.2") == "市民課と甲課長が確認し、市民部甲課で保管する。"


def test_one_undo_brings_a_document_back_and_take_back_all_of_them(store: Store) -> None:
    ids = [made(store, {"I.1.2": OUTLINE, "I.4.1": "市民課"}, f"見本{number}") for number in range(3)]
    before = {one: store.load(one).state for one in ids}
    rewrite(store, ids, words("市民課", "甲課"), label="置き換え")
    assert store.undo(ids[0])
    assert store.load(ids[0]).state == before[ids[0]]
    outcomes = take_back(store, ids, "置き換え")
    assert [one.document_id for one in outcomes] == ids[1:]
    assert {one: store.load(one).state for one in ids} == before
    assert take_back(store, ids, "置き換え") == []


def test_a_document_that_was_changed_since_is_not_undone_by_the_way(store: Store) -> None:
    one = made(store, {"I.1.2": "市民課"})
    rewrite(store, [one], words("市民課", "甲課"), label="置き換え")
    document = Assessment(resolve_form("juten"), store.load(one).state)
    store.write(one, document.change("I.4.1", "後の記入"), label="記入")
    assert take_back(store, [one], "置き換え") == []
    assert value(store, one, "I.4.1") == "後の記入"


def test_an_open_document_is_named_and_left_while_the_others_change(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path).prepare()
    with Store.open(workspace) as editor, Store.open(workspace) as store:
        ids = [made(store, {"I.1.2": "市民課"}, f"見本{number}") for number in range(3)]
        editor.lock(ids[1])
        dry = rewrite(store, ids, words("市民課", "甲課"), label="置き換え", dry_run=True)
        assert [one.status for one in dry] == ["found", "locked", "found"]
        outcomes = rewrite(store, ids, words("市民課", "甲課"), label="置き換え")
        assert [one.status for one in outcomes] == ["changed", "locked", "changed"]
        assert "編集中" in outcomes[1].why
        assert [value(store, one, "I.1.2") for one in ids] == ["甲課", "市民課", "甲課"]


def test_a_dry_run_writes_nothing(store: Store) -> None:
    one = made(store, {"I.1.2": "市民課"})
    seq = store.load(one).seq
    (outcome,) = rewrite(store, [one], words("市民課", "甲課"), label="置き換え", dry_run=True)
    assert outcome.made == [1]
    assert store.load(one).seq == seq


def test_a_document_put_away_and_the_table_of_changes_are_left(store: Store) -> None:
    one = made(store, {"I.1.2": "市民課", "betten2.1[1].3": "市民課", "betten2.1[1].4": "市民課"})
    two = made(store, {"I.1.2": "市民課"})
    store.archive(two)
    assert document_ids(store) == [one]
    rewrite(store, [one], words("市民課", "甲課"), label="置き換え")
    assert value(store, one, "betten2.1[1].3") == "市民課"
    assert value(store, one, "I.1.2") == "甲課"


def test_a_document_of_another_body_is_never_rewritten(store: Store) -> None:
    one = made(store, {"I.1.2": "市民課"})
    store.write(one, [Change("@reference", None, "写し")])
    assert rewrite(store, [one], words("市民課", "甲課"), label="置き換え") == []
    assert value(store, one, "I.1.2") == "市民課"


def test_a_change_of_law_writes_its_rows_in_the_same_step(store: Store) -> None:
    one = made(store, {"I.4.1": GROUND, "I.5.2": "番号法第19条第7号"})
    before = store.load(one).state
    rewrite(store, [one], outdated(TODAY), label="号ズレ", extra=law_rows(TODAY))
    assert value(store, one, "I.4.1") == "番号法第9条第1項　別表の44の項"
    assert value(store, one, "I.5.2") == "番号法第19条第8号"
    rows = [[value(store, one, f"betten2.1[{row}].{column}") for column in range(1, 7)] for row in (1, 2)]
    assert [row[0] for row in rows] == ["令和8年11月30日"] * 2
    assert [row[2:] for row in rows] == [
        [GROUND, "番号法第9条第1項　別表の44の項", "事後", "法改正に伴う形式的な変更"],
        ["番号法第19条第7号", "番号法第19条第8号", "事後", "法改正に伴う形式的な変更"],
    ]
    assert "法令上の根拠" in str(rows[0][1])
    again = rewrite(store, [one], outdated(TODAY), label="号ズレ", extra=law_rows(TODAY))
    assert again == []
    store.undo(one)
    assert store.load(one).state == before


def test_what_cannot_be_known_is_found_and_left(store: Store) -> None:
    one = made(store, {"II[1].5.2[1].1": "番号法第19条第7号"})
    (outcome,) = rewrite(store, [one], outdated(TODAY), label="号ズレ", extra=law_rows(TODAY))
    assert outcome.status == "found"
    assert outcome.made == []
    assert value(store, one, "II[1].5.2[1].1") == "番号法第19条第7号"


def test_places_come_in_the_forms_order_with_their_surroundings() -> None:
    document = Assessment.new(resolve_form("juten"), "見本")
    document.apply(document.change("II[1].2.3.1", "後の市民課です"))
    document.apply(document.change("I.1.2", "前の市民課です"))
    places = find(document, words("市民課", "甲課"))
    assert [(place.before, place.old, place.after) for place in places] == [
        ("前の", "市民課", "です"),
        ("後の", "市民課", "です"),
    ]


def test_a_kill_midway_leaves_every_document_old_or_new(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path).prepare()
    with Store.open(workspace) as store:
        ids = [made(store, {"I.1.2": "市民課", "I.4.1": "市民課"}, f"見本{number}") for number in range(12)]
    program = textwrap.dedent(
        """
        import os, sys
        from pathlib import Path
        from pia_tui.store import Store
        from pia_tui.usecases.rewriting.finders import words
        from pia_tui.usecases.rewriting.writing import document_ids, rewrite
        from pia_tui.workspace import Workspace

        written = 0
        real = Store.write

        def write(self, *args, **values):
            global written
            done = real(self, *args, **values)
            written += 1
            if written == 7:
                os._exit(9)
            return done

        Store.write = write
        with Store.open(Workspace(Path(sys.argv[1]))) as store:
            rewrite(store, document_ids(store), words("市民課", "甲課"), label="置き換え")
        """
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert done.returncode == 9
    with Store.open(workspace) as store:
        for one in ids:
            assert (value(store, one, "I.1.2"), value(store, one, "I.4.1")) in [("市民課", "市民課"), ("甲課", "甲課")]
        outcomes = rewrite(store, document_ids(store), words("市民課", "甲課"), label="置き換え")
        assert all(one.status == "changed" for one in outcomes)
        assert {value(store, one, "I.4.1") for one in ids} == {"甲課"}


def test_the_next_proposal_takes_the_rows_for_its_own_and_asks_nothing(store: Store) -> None:
    from pia_tui.rules.changes import diff
    from pia_tui.rules.changes.rows import proposed_rows

    one = made(store, {"I.4.1": GROUND})
    before = Assessment(resolve_form("juten"), store.load(one).state)
    rewrite(store, [one], outdated(TODAY), label="号ズレ", extra=law_rows(TODAY))
    after = Assessment(resolve_form("juten"), store.load(one).state)
    (row,) = proposed_rows(after, diff(before, after), "令和8年12月1日")
    assert row.written
    assert not row.timing.open
    assert (row.timing.text, row.timing.note) == ("事後", "法改正に伴う形式的な変更")
    second = made(store, {"I.4.1": GROUND, "I.5.2": "番号法第19条第7号"})
    rewrite(
        store,
        [second],
        outdated(TODAY),
        label="号ズレ",
        extra=law_rows(TODAY),
        choice=RewriteChoice(skip=frozenset({2})),
    )
    rewrite(store, [second], outdated(TODAY), label="号ズレ", extra=law_rows(TODAY))
    assert Assessment(resolve_form("juten"), store.load(second).state).count("betten2.1") == 2
