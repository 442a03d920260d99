"""What each failure of the store says: its type, the file it is about, what is safe, and what to do next."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from pia_tui.store import errors, opening
from pia_tui.store.errors import PersonalNumberFound, PersonalNumberPlace

FILE = Path("共有/db/pia.sqlite3")


def reported(code: int | None, kind: type[sqlite3.Error] = sqlite3.OperationalError) -> sqlite3.Error:
    error = kind("what SQLite says")
    if code is not None:
        error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(("code", "kind"), [
    (sqlite3.SQLITE_BUSY, errors.StoreBusy),
    (sqlite3.SQLITE_BUSY_SNAPSHOT, errors.StoreBusy),
    (sqlite3.SQLITE_LOCKED, errors.StoreBusy),
    (sqlite3.SQLITE_PROTOCOL, errors.StoreBusy),
    (sqlite3.SQLITE_READONLY, errors.StoreReadOnly),
    (sqlite3.SQLITE_READONLY_DIRECTORY, errors.StoreReadOnly),
    (sqlite3.SQLITE_PERM, errors.StoreReadOnly),
    (sqlite3.SQLITE_FULL, errors.StoreFull),
    (sqlite3.SQLITE_IOERR, errors.StoreUnreachable),
    (sqlite3.SQLITE_IOERR_WRITE, errors.StoreUnreachable),
    (sqlite3.SQLITE_CANTOPEN, errors.StoreUnreachable),
    (sqlite3.SQLITE_CORRUPT, errors.StoreDamaged),
    (sqlite3.SQLITE_NOTADB, errors.StoreDamaged),
    (sqlite3.SQLITE_CORRUPT_VTAB, errors.SearchIndexDamaged),
    (sqlite3.SQLITE_MISUSE, errors.StoreError),
    (sqlite3.SQLITE_CONSTRAINT, errors.StoreError),
    (None, errors.StoreDamaged),
])  # fmt: skip
def test_the_kind_of_an_error_of_sqlite(code: int | None, kind: type[errors.StoreError]) -> None:
    told = errors.translate(reported(code), FILE)
    assert type(told) is kind
    assert (str(FILE) in told.what) is (kind is not errors.SearchIndexDamaged)
    assert told.safe
    assert told.next


@pytest.mark.parametrize(("code", "words"), [
    (sqlite3.SQLITE_MISUSE, f"（IntegrityError {sqlite3.SQLITE_MISUSE}）。"), (None, "（IntegrityError）。"),
])  # fmt: skip
def test_an_error_without_a_meaning_of_its_own_is_named_as_it_is(code: int | None, words: str) -> None:
    told = errors.translate(reported(code, sqlite3.IntegrityError), FILE)
    assert type(told) is errors.StoreError
    assert told.what.endswith(words)
    assert told.screen == errors.KEPT


@pytest.mark.parametrize("kind", [sqlite3.OperationalError, sqlite3.DataError])
def test_content_that_cannot_be_decoded_is_damage(kind: type[sqlite3.Error]) -> None:
    told = errors.translate(reported(None, kind), FILE)
    assert isinstance(told, errors.StoreDamaged)
    assert told.path == FILE
    assert told.backup is None


@pytest.mark.parametrize(("raised", "kind"), [
    (reported(sqlite3.SQLITE_FULL), errors.StoreFull),
    (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), errors.StoreDamaged),
    (PermissionError(13, "x"), errors.StoreUnreachable),
    (OverflowError("x"), errors.UnknownItem),
])  # fmt: skip
def test_what_is_raised_inside_is_told_with_its_cause(raised: Exception, kind: type[errors.StoreError]) -> None:
    with pytest.raises(errors.StoreError) as told, errors.translated(FILE):
        raise raised
    assert type(told.value) is kind
    assert told.value.__cause__ is raised
    assert told.value.safe


def test_what_is_no_error_of_a_store_passes_as_it_is() -> None:
    with pytest.raises(KeyError), errors.translated(FILE):
        raise KeyError("x")


@pytest.mark.parametrize(("told", "kind", "kept"), [
    (errors.unreachable(FILE), errors.StoreUnreachable, True),
    (errors.read_only(FILE), errors.StoreReadOnly, True),
    (errors.translate(reported(sqlite3.SQLITE_FULL), FILE), errors.StoreFull, True),
    (errors.translate(reported(sqlite3.SQLITE_BUSY), FILE), errors.StoreBusy, True),
    (errors.damaged(FILE), errors.StoreDamaged, False),
    (errors.lost(FILE), errors.StoreDamaged, False),
    (errors.foreign(FILE), errors.StoreForeign, False),
    (opening.newer(FILE, 99), errors.StoreNewer, False),
])  # fmt: skip
def test_what_is_said_of_a_file(told: errors.StoreError, kind: type[errors.StoreError], kept: bool) -> None:
    assert type(told) is kind
    assert str(FILE) in told.what
    assert told.safe
    assert told.next
    assert (errors.KEPT in told.on_screen) is kept  # only where something was being typed
    assert errors.KEPT not in str(told)


@pytest.mark.parametrize("told", [errors.damaged(FILE), errors.lost(FILE)])
def test_damage_names_its_file(told: errors.StoreDamaged) -> None:
    assert told.path == FILE


def test_a_newer_store_that_names_no_program_asks_for_a_newer_one() -> None:
    told = opening.newer(FILE, 99)
    assert "保存形式 99" in told.what
    assert "pia-tui の新しい版を" in told.next


def test_a_step_that_stays_says_why_and_where_to_go_on() -> None:
    told = errors.step_stays("直前の操作は、公表の記録です。")
    assert isinstance(told, errors.StepStays)
    assert told.what.startswith("直前の操作は、公表の記録です。")
    assert "--withdraw" in told.next
    assert "Ctrl+P" in told.on_screen
    assert "--withdraw" not in told.on_screen


def test_a_refused_value_says_where() -> None:
    told = errors.ValueRefused("長すぎます。", key="I.1.2", safe="安全", next="次")
    assert (told.key, told.what, told.safe, told.next) == ("I.1.2", "長すぎます。", "安全", "次")
    assert errors.ValueRefused("x").key == ""


def test_a_conflict_names_its_keys() -> None:
    told = errors.ConflictError(["a", "b"])
    assert told.keys == ("a", "b")
    assert errors.KEPT in told.on_screen
    assert told.safe
    assert told.next


@pytest.mark.parametrize(("exemptions", "offered"), [(["e"], True), (["e", "e"], True), (["e", ""], False)])
def test_a_reason_is_asked_for_only_where_one_would_let_all_pass(exemptions: list[str], offered: bool) -> None:
    places = [PersonalNumberPlace("k", 0, 0, 12, f"{n}***", each) for n, each in enumerate(exemptions)]
    told = PersonalNumberFound(places)
    assert told.places == tuple(places)
    assert all(each.preview in told.what for each in places)
    assert told.safe
    assert told.next.startswith("数字を消してください。")
    assert ("理由" in told.next) is offered
