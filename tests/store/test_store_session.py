"""A session with the store: what it refuses, what it takes back, what it leaves; and what `doctor` sees of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pia_tui.assessment import Change
from pia_tui.store import Store, backup, errors, lock, report
from pia_tui.store.errors import StoreError, StoreReadOnly, UnknownDocument
from pia_tui.store.guard import MAX_KEY, check_text, checked, clean, is_suspect, places
from pia_tui.store.header import LENGTH, MAGIC, read_header
from pia_tui.workspace import Workspace

NUMBER = "983205673214"  # the example of the rule's data


@pytest.fixture
def reader(store: Store, document: int, workspace: Workspace) -> Store:
    return Store.open(workspace, read_only=True)


@pytest.mark.parametrize("use", [
    lambda store: store.create("kiso_r6", {}),
    lambda store: store.write(1, [Change("a", None, "x")]),
    lambda store: store.lock(1),
    lambda store: store.undo(1),
    lambda store: store.freeze(1, "版"),
    lambda store: store.attach(b"x", name="x", media_type="x"),
    lambda store: store.rebuild_index(),
    lambda store: store.backup(),
    lambda store: store.backup("exit", if_changed=True),
])  # fmt: skip
def test_a_store_for_reading_refuses_to_write(reader: Store, use: object) -> None:
    with pytest.raises(StoreReadOnly) as told:
        use(reader)  # type: ignore[operator]
    assert told.value.next
    assert reader.read_only
    assert reader.load(1).id == 1
    reader.close()


def test_what_is_together_is_kept_together(store: Store, document: int) -> None:
    with store.together():
        store.write(document, [Change("a", None, "一")])
        store.write(document, [Change("b", None, "二")])
        with pytest.raises(UnknownDocument):
            store.write(99, [Change("a", None, "x")])
    assert store.load(document).state["b"] == "二"
    rows = len(store.journal())

    def half_wrong() -> None:
        with store.together():
            store.write(document, [Change("a", "一", "三")])
            store.write(document, [Change("b", "ちがう", "x")])

    with pytest.raises(errors.ConflictError):
        half_wrong()
    assert store.value(document, "a") == "一"
    assert len(store.journal()) == rows
    store.write(document, [Change("a", "一", "後から")])  # and it is over
    with Store.open(store.workspace) as other:
        assert other.value(document, "a") == "後から"


def test_locks_are_given_back_when_it_is_closed(store: Store, document: int, workspace: Workspace) -> None:
    other = store.create("kiso_r6", {})
    with Store.open(workspace) as mine:
        mine.lock(document)
        mine.lock(other)
        assert [each.document_id for each in store.holders()] == [document, other]
        mine.unlock(other)
        mine.unlock(other)
        assert [each.document_id for each in store.holders()] == [document]
    assert store.holders() == []
    mine.close()


def test_a_lock_that_cannot_be_given_back_does_not_keep_it_open(
    store: Store, document: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("the share is gone")

    store.lock(document)
    with monkeypatch.context() as patched:
        patched.setattr(lock, "release", fail)
        store.close()
    with pytest.raises(StoreError):
        store.load(document)


def test_a_document_that_is_not_there_is_not_locked(store: Store) -> None:
    for number in (0, 1, -1, 1 << 40, 1 << 70):
        with pytest.raises(UnknownDocument, match=f"評価書 {number} は") as told:
            store.lock(number)
        assert told.value.next
    assert store.holders() == []


def test_a_sign_of_life_of_all_that_is_held(store: Store, document: int) -> None:
    other = store.create("kiso_r6", {})
    rows = store.db.execute("PRAGMA data_version").fetchone()
    store.beat()
    assert store.db.execute("PRAGMA data_version").fetchone() == rows
    for number in (document, other):
        store.lock(number)
    store.db.execute("UPDATE locks SET heartbeat = '2020-01-01T00:00:00+00:00'")
    store.beat()
    assert all(each.heartbeat > "2021" for each in store.holders())


def test_damage_found_while_working_offers_the_newest_backup(store: Store, document: int) -> None:
    made = store.backup()
    store.write(document, [Change("a", None, "x")])
    store.db.execute("UPDATE answers SET value = '\"y\"' WHERE key = 'a'")
    with pytest.raises(errors.StoreDamaged) as told:
        store.load(document)
    assert told.value.backup == made
    assert told.value.path == store.workspace.database
    assert made is not None
    with pytest.raises(errors.StoreDamaged) as told:
        store.restore(made)
    assert told.value.backup == made


def test_a_backup_that_fails_in_a_sound_store_is_told_as_it_is(
    store: Store, document: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = store.backup()
    assert made is not None

    def fail(*_: object) -> None:
        raise backup.BackupFailed("控えが取れません。")

    monkeypatch.setattr(backup, "take", fail)
    with pytest.raises(backup.BackupFailed):
        store.restore(made)


# -- what doctor sees -------------------------------------------------------------------------------------------------


def test_where_there_is_nothing_yet_nothing_is_wrong(tmp_path: Path) -> None:
    found = report.examine(Workspace(tmp_path))
    assert (found.exists, found.ok, found.error, found.backups, found.documents) == (False, True, None, [], 0)
    assert list(tmp_path.iterdir()) == []


def test_a_sound_store_in_figures(store: Store, document: int, workspace: Workspace) -> None:
    store.create("kiso_r6", {})
    store.archive(store.create("kiso_r6", {}))
    store.lock(document)
    made = store.backup()
    found = report.examine(workspace)
    assert found.ok
    assert found.exists
    assert (found.error, found.problems, found.index_problems) == (None, [], [])
    assert (found.documents, found.archived, found.backups) == (2, 1, [made])
    assert [each.document_id for each in found.holders] == [document]
    head = store.journal_head()
    assert (found.journal_rows, found.journal_hash) == (head.seq, head.hash.hex())


def test_a_damaged_store_is_told_and_never_raised(store: Store, document: int, workspace: Workspace) -> None:
    made = store.backup()
    store.db.execute("UPDATE documents SET name = 'x'")
    found = report.examine(workspace)
    assert not found.ok
    assert found.error is None or found.problems == []
    store.close()
    workspace.database.write_bytes(b"x" * 5000)
    found = report.examine(workspace)
    assert isinstance(found.error, errors.StoreDamaged)
    assert not found.ok
    assert found.backups == [made]
    workspace.database.unlink()
    found = report.examine(workspace)
    assert not found.exists
    assert isinstance(found.error, StoreError)


def test_a_wrong_index_is_told_apart_from_the_content(store: Store, document: int, workspace: Workspace) -> None:
    store.db.execute("UPDATE document_facts SET facts = '{}'")
    found = report.examine(workspace)
    assert found.ok
    assert found.index_problems == store.index_problems() != []


# -- what may be kept -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [(1 << 53) - 1, -(1 << 53) + 1, True, False, 0, "文", "", ("a", "b"), ()])
def test_values_that_are_kept_as_they_are(value: object) -> None:
    assert clean(value) == value  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [1 << 53, -(1 << 53), 1.5, None, ["a"], b"x", "a\x00", ("a", "b\ud800"), {"a": 1}])
def test_values_that_are_not_kept(value: object) -> None:
    with pytest.raises(errors.ValueRefused) as told:
        clean(value, "I.1.2")  # type: ignore[arg-type]
    assert told.value.key == "I.1.2"
    assert told.value.what
    assert told.value.safe


@pytest.mark.parametrize(("key", "kept"), [
    ("a" * MAX_KEY, True), ("a" * (MAX_KEY + 1), False), ("", False), ("a b", False), ("a\n", False),
    ("あ[#1].2", True), ("a\x7f", False), ("a\u2028", False), ("a\ud800", False), ("a\xa0", True),
])  # fmt: skip
def test_keys_that_are_kept(key: str, kept: bool) -> None:
    if kept:
        assert checked([Change(key, None, "x")]) == [Change(key, None, "x")]
        return
    with pytest.raises(errors.ValueRefused) as told:
        checked([Change(key, None, "x")])
    assert told.value.key == key[:80]
    assert told.value.safe


def test_what_changes_nothing_is_left_out() -> None:
    same = [Change("a", "x", "x"), Change("b", None, None), Change("c", 1, 1), Change("d", ("x",), ("x",))]
    other = [Change("e", 1, True), Change("f", 0, False), Change("g", "1", 1), Change("h", "x", None)]
    assert checked([*same, *other]) == other
    with pytest.raises(ValueError, match="twice"):
        checked([Change("a", None, "x"), Change("a", None, "y")])


def test_where_digits_stand_in_a_value_of_parts() -> None:
    found = list(places("k", ("紙", f"番号 {NUMBER}", NUMBER)))
    assert [(each.part, each.start, each.end) for each in found] == [(1, 3, 15), (2, 0, 12)]
    assert all(each.exemption.endswith(":k") for each in found)
    assert found[0].exemption == found[1].exemption  # the same digits at the same place: one reason
    assert [each.exemption for each in places("", NUMBER)] == [""]
    assert [list(places("k", value)) for value in (None, True, (), NUMBER[:-1])] == [[], [], [], []]
    assert [(each.key, each.part) for each in places("k", int(NUMBER))] == [("k", 0)]


def test_a_text_beside_the_answers_has_no_exemption() -> None:
    assert check_text("図１.png") == "図１.png"
    with pytest.raises(errors.PersonalNumberFound) as told:
        check_text(f"{NUMBER}.png", "attachment")
    assert [each.exemption for each in told.value.places] == [""]
    assert "理由" not in told.value.next
    assert is_suspect(NUMBER)
    assert not is_suspect(NUMBER[:-1])


# -- a look at the file -----------------------------------------------------------------------------------------------


def header(**numbers: int) -> bytes:
    data = bytearray(MAGIC.ljust(LENGTH, b"\0"))
    places = {
        "page_size": (16, 2),
        "changed": (24, 4),
        "pages": (28, 4),
        "user": (60, 4),
        "app": (68, 4),
        "valid": (92, 4),
    }
    for name, number in numbers.items():
        at, length = places[name]
        data[at : at + length] = number.to_bytes(length, "big")
    return bytes(data)


def test_what_the_first_bytes_tell(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(
        header(page_size=512, changed=5, pages=3, user=12, app=0x50494154, valid=5) + bytes(512 * 3 - LENGTH)
    )
    found = read_header(file)
    assert found is not None
    assert (found.page_size, found.pages, found.user_version, found.application_id) == (512, 3, 12, 0x50494154)
    assert found.size == 512 * 3
    assert not found.is_cut
    file.write_bytes(file.read_bytes()[:-1])
    assert read_header(file).is_cut  # type: ignore[union-attr]
    file.write_bytes(header(page_size=512, changed=5, pages=3, valid=4))  # an older writer did not note its pages
    assert read_header(file).pages == 0  # type: ignore[union-attr]
    assert not read_header(file).is_cut  # type: ignore[union-attr]
    file.write_bytes(b"x" + header()[1:])
    assert read_header(file) is None


def test_forms_that_cannot_be_read_do_not_keep_a_store_from_opening(
    store: Store, document: int, workspace: Workspace
) -> None:
    store.db.execute("DROP TRIGGER forms_are_fixed")
    store.db.execute("UPDATE forms SET seal = x'00'")
    with Store.open(workspace) as other:
        assert other.number_of(store.load(document).uuid) == document
        assert other.problems()


def test_where_an_identity_is_not_known(store: Store) -> None:
    assert store.number_of("x") is None
