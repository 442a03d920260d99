"""A damaged search index is no damaged document: saving, backups and searching go on."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from pia_tui.assessment import Change
from pia_tui.store import Store, errors, health, search
from pia_tui.store.connection import connect
from pia_tui.store.database import Database
from pia_tui.workspace import Workspace

DAMAGE = {
    "rows of pairs": "UPDATE search_two_data SET block = x'00' WHERE id > 10",
    "rows of threes": "UPDATE search_three_data SET block = x'ffff' WHERE id > 10",
    "the structure": "UPDATE search_two_data SET block = x'00000000ff' WHERE id = 10",
    "nothing left": "DELETE FROM search_three_data",
}


@pytest.fixture(params=list(DAMAGE.values()), ids=list(DAMAGE))
def damaged(request: pytest.FixtureRequest, workspace: Workspace) -> Workspace:
    with Store.open(workspace) as store:
        number = store.create("juten_h30", {"@name": "住民基本台帳に関する事務", "I.1.2": "再委託は認めない"})
        for turn in range(3):
            store.write(number, [Change("I.1.3", None if not turn else f"{turn - 1}回", f"{turn}回")])
        store.db.execute(request.param)
    return workspace


def test_backups_are_made_and_carry_a_sound_index(damaged: Workspace) -> None:
    with Store.open(damaged) as store:
        assert store.problems() == []
        made = store.backup()
    assert made is not None
    with closing(connect(made.path)) as copy:
        assert health.index_problems(copy) == [] or sqlite3.sqlite_version_info < (3, 44)
        assert health.problems(copy, replay=True) == []


def test_an_answer_is_saved_and_found_after_the_next_start(damaged: Workspace) -> None:
    with Store.open(damaged) as store:
        store.write(1, [Change("I.1.2", "再委託は認めない", "湖畔の受付"), Change("I.1.1", None, "湖上")])
        assert store.value(1, "I.1.2") == "湖畔の受付"
    with Store.open(damaged) as store:
        assert [hit.document.id for hit in store.search("湖畔")] == [1]
        assert [hit.document.id for hit in store.search("湖上の")] == []
        assert store.problems() == []


@pytest.mark.parametrize(
    "line",
    [
        "malformed inverted index for FTS5 table main.search_two",  # 3.45
        "unable to validate the inverted index for FTS5 table main.search_two: vtable constructor failed",
        'fts5: corruption found reading blob 137438953473 from table "search_two"',  # 3.51
        'fts5: corrupt structure record for table "search_three"',
        "row 3 missing from index sqlite_autoindex_search_two_idx_1",
    ],
)
def test_every_version_of_sqlite_says_it_in_its_own_words(line: str) -> None:
    assert health._is_of_index(line)
    assert not health._is_of_index("Tree 4 page 12: btreeInitPage() returns error code 11")
    assert not health._is_of_index("row 3 missing from index answers_by_key")


def test_a_check_that_gives_up_at_the_index_goes_on_table_by_table(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite 3.45 does so on a connection that meets the damaged index first."""
    whole = health._said

    def give_up(db: Database, check: str) -> list[str]:
        if check == "PRAGMA integrity_check(20)":
            error = sqlite3.DatabaseError("vtable constructor failed: search_two")
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT_VTAB
            raise error
        return [*whole(db, check), *(["row 2 missing from index"] if "answers" in check and harmed else [])]

    harmed = False
    monkeypatch.setattr(health, "_said", give_up)
    with Store.open(workspace) as store:
        store.create("juten_h30", {"@name": "住民", "I.1.2": "再委託"})
        assert store.problems() == []
        assert store.backup() is not None
        harmed = True
        assert store.problems() == ["ファイルの構造が壊れています。"]


@pytest.mark.parametrize("query", ["委託", "住民基本台帳"])
def test_searching_heals_the_index(damaged: Workspace, query: str) -> None:
    with Store.open(damaged) as store:
        # Where SQLite takes the damage for an empty index, only doctor tells: what is found then is not promised.
        try:
            search_hits = [hit.document.id for hit in store.search(query)]
        except errors.StoreError as error:  # pragma: no cover - what this test is against
            pytest.fail(f"the search told {error}")
        if not search_hits:
            store.rebuild_index()
            search_hits = [hit.document.id for hit in store.search(query)]
        assert search_hits == [1]


def test_reading_only_says_what_to_do(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(workspace) as store:
        store.create("juten_h30", {"@name": "住民", "I.1.2": "再委託"})
        store.db.execute(DAMAGE["rows of pairs"])
    with Store.open(workspace, read_only=True) as store, pytest.raises(errors.SearchIndexDamaged) as told:
        store.search("委託")
    assert "--rebuild" in str(told.value)
    assert "影響ありません" in str(told.value)


def test_a_complaint_of_sqlite_about_the_index_alone_is_no_damaged_file(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What SQLite 3.44 and later say, also where this test runs on an older one."""
    lines = ["malformed inverted index for FTS5 table main.search_two"]
    monkeypatch.setattr(health, "_complaints", lambda _: list(lines))
    with Store.open(workspace) as store:
        store.create("juten_h30", {"@name": "住民", "I.1.2": "再委託"})
        assert store.problems() == []
        assert store.backup() is not None
        lines.append("Tree 4 page 12: btreeInitPage() returns error code 11")
        assert store.problems() == ["ファイルの構造が壊れています。"]


def test_other_damage_is_never_taken_for_the_index(workspace: Workspace) -> None:
    error = sqlite3.DatabaseError("malformed")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    assert isinstance(errors.translate(error, workspace.database), errors.StoreDamaged)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT_VTAB
    assert isinstance(errors.translate(error, workspace.database), errors.SearchIndexDamaged)
    assert search.FOLDING
