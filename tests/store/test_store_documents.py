"""Documents: what goes in comes out, the one door, the home screen's columns."""

from __future__ import annotations

import itertools

import pytest
from form_texts import source_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pia_tui.assessment import Assessment, Change
from pia_tui.errors import PiaError
from pia_tui.forms import Value, clean_text, load_form
from pia_tui.store import Store, documents
from pia_tui.store.errors import ConflictError, StoreReadOnly, UnknownDocument, ValueRefused
from pia_tui.workspace import Workspace

HOSTILE = [
    "<住基システムにおける措置>",
    "[bold]太字[/bold] & <br/>",
    "=1+1",
    "'; DROP TABLE documents; --",
    "𠮷野家　髙橋 葛󠄀城市",  # 外字, a variation selector
    "改行\nと\tタブ",
    "👩‍👩‍👧",
]


def test_every_kind_of_value_comes_back_as_it_was(store: Store, workspace: Workspace) -> None:
    state: dict[str, Value] = {
        "I.1.2": "文章",
        "count": 0,
        "yes": True,
        "no": False,
        "multi": ("紙", "電子記録媒体"),
        "I.2.1[]": ("#aaaaaa", "#bbbbbb"),
        "empty[]": (),
        **{f"hostile.{n}": text for n, text in enumerate(HOSTILE)},
    }
    document = store.create("juten_h30", state)
    store.close()
    with Store.open(workspace) as again:
        loaded = dict(again.load(document).state)
    text = loaded.pop("@formtext")
    assert text == source_of("juten_h30").sha256
    assert loaded == {**state, "@form": "juten_h30"}
    assert {key: type(value) for key, value in loaded.items() if key in state} == {
        key: type(value) for key, value in state.items()
    }


def test_unanswered_no_and_nothing_are_three_things(store: Store, document: int) -> None:
    store.write(document, [Change("a", None, False), Change("b", None, "なし"), Change("c", None, 0)])
    state = store.load(document).state
    assert state["a"] is False
    assert state["b"] == "なし"
    assert state["c"] == 0
    assert not isinstance(state["c"], bool)
    assert "d" not in state


@pytest.mark.parametrize(
    "text",
    ["nul\0", "\x1b[31m赤", "\u202e逆", "半分\ud800", "ベル\x07", "あ" * 1_000_001],
    ids=lambda text: ascii(text[:10]),
)
def test_text_that_would_do_something_is_refused(store: Store, document: int, text: str) -> None:
    rows = len(store.journal())
    for value in (text, ("よい", text)):
        with pytest.raises(ValueRefused) as refused:
            store.write(document, [Change("I.1.2", None, value)])
        assert refused.value.key == "I.1.2"
    assert store.value(document, "I.1.2") is None
    assert len(store.journal()) == rows


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_any_text_is_kept_as_it_is_or_refused_in_japanese(store: Store, text: str) -> None:
    document = store.create("kiso_r6", {})
    try:
        store.write(document, [Change("I.1.2", None, text), Change("multi", None, (text, "次"))])
    except PiaError:
        assert store.value(document, "I.1.2") is None
    else:
        kept = clean_text(text)
        assert store.load(document).state["I.1.2"] == kept
        assert store.load(document).state["multi"] == (kept, "次")


@pytest.mark.parametrize("key", ["", "a b", "a\n", "x" * 301, "\0", "\ud800"], ids=ascii)
def test_a_key_that_is_none_is_refused(store: Store, document: int, key: str) -> None:
    with pytest.raises(ValueRefused):
        store.write(document, [Change(key, None, "x")])


@pytest.mark.parametrize("value", [1.5, {"a": 1}, ["x"], 1 << 60, b"x"])
def test_a_value_of_no_kind_is_refused(store: Store, document: int, value: object) -> None:
    with pytest.raises(ValueRefused):
        store.write(document, [Change("a", None, value)])  # type: ignore[arg-type]


def test_a_write_that_knows_an_old_value_is_refused_whole(store: Store, document: int) -> None:
    store.write(document, [Change("a", None, "一"), Change("b", None, "一")])
    with pytest.raises(ConflictError) as conflict:
        store.write(document, [Change("c", None, "新"), Change("a", "零", "二"), Change("b", None, "二")])
    assert conflict.value.keys == ("a", "b")
    assert "c" not in store.load(document).state
    # 1 and True are equal in Python and different answers
    store.write(document, [Change("n", None, 1)])
    with pytest.raises(ConflictError):
        store.write(document, [Change("n", True, 2)])


def test_what_changes_nothing_is_not_journaled(store: Store, document: int) -> None:
    rows = len(store.journal())
    written = store.write(document, [Change("a", None, None), Change("@name", "x", "x")])
    assert written.changes == ()
    assert len(store.journal()) == rows


def test_a_key_may_stand_only_once_in_a_write(store: Store, document: int) -> None:
    with pytest.raises(ValueError, match="twice"):
        store.write(document, [Change("a", None, "1"), Change("a", "1", "2")])


def test_the_home_screen_follows_every_write(store: Store) -> None:
    form = load_form("zenkoumoku_h30")
    assessment = Assessment.new(form, "固定資産税に関する事務")
    document = store.create(form.id, assessment.state)
    first = store.summary(document)
    assert (first.level, first.form_id) == ("zenkoumoku", form.id)
    assert first.name.startswith("固定資産税に関する事務")
    before = first.answered

    roles = form.roles
    store.write(
        document,
        [
            Change(roles["number"], None, "12"),
            Change(roles["published_on"], None, "令和7年4月15日"),
            Change("note:I.1.2", None, "覚え書き"),
            Change("unconfirmed:I.1.2", None, True),
        ],
    )
    second = store.summary(document)
    assert (second.number, second.published_on, second.answered) == ("12", "2025-04-15", before + 2)

    store.write(document, [Change(roles["document_name"], assessment.state[roles["document_name"]], "名を改めた")])
    assert store.documents("改め")[0].name == "名を改めた"
    store.undo(document)
    assert store.summary(document).name == first.name
    assert store.summary(document).answered == before + 2


def test_an_unknown_form_does_not_lock_the_document_away(store: Store) -> None:
    document = store.create("juten_r99", {"@name": "先の様式"})
    assert store.summary(document).name == "先の様式"
    assert store.load(document).form_id == "juten_r99"


def test_archive_and_back(store: Store, document: int) -> None:
    other = store.create("kiso_r6", {"@name": "別"})
    store.archive(document)
    assert [each.id for each in store.documents()] == [other]
    assert [each.id for each in store.documents(archived=True)] == [document]
    assert store.count(archived=None) == 2
    store.undo(document)
    assert store.count() == 2


def test_pages_and_orders(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    # In memory several changes fall into one millisecond, and which was the last cannot be told.
    seconds = itertools.count()
    monkeypatch.setattr(documents, "now", lambda: f"2026-11-21T00:00:{next(seconds):02}.000+00:00")
    ids = [store.create("kiso_r6", {"@name": f"事務{n:02}"}) for n in range(7)]
    store.write(ids[2], [Change("a", None, "x")])
    assert store.documents(limit=1)[0].id == ids[2]
    by_name = store.documents(sort="name", descending=False, limit=3, offset=3)
    assert [each.name for each in by_name] == ["事務03", "事務04", "事務05"]
    assert [each.id for each in store.documents("事務05")] == [ids[5]]
    assert store.count("事務０5") == store.count("０５　事務") == 1
    assert store.count(level="juten") == 0


def test_a_duplicate_goes_its_own_way(store: Store, document: int) -> None:
    store.write(document, [Change("a", None, "元")])
    store.archive(document)
    copy = store.duplicate(document, [Change("@name", None, "写し")])
    assert store.load(copy).uuid != store.load(document).uuid
    assert store.summary(copy).name == "写し"
    assert not store.summary(copy).archived
    store.write(copy, [Change("a", "元", "変えた")])
    assert store.value(document, "a") == "元"


def test_a_document_that_is_not_there(store: Store) -> None:
    for attempt in (store.load, store.undo, store.lock, store.duplicate, store.archive):
        with pytest.raises(UnknownDocument, match="評価書 99"):
            attempt(99)


def test_a_store_opened_for_reading_reads_and_refuses(workspace: Workspace, store: Store, document: int) -> None:
    with Store.open(workspace, read_only=True) as reader:
        assert reader.load(document).state["@name"] == "住民基本台帳に関する事務"
        for attempt in (reader.undo, reader.archive, reader.lock):
            with pytest.raises(StoreReadOnly):
                attempt(document)
        with pytest.raises(StoreReadOnly):
            reader.backup()


def test_two_programs_see_each_others_writes(workspace: Workspace, store: Store, document: int) -> None:
    with Store.open(workspace) as other:
        store.write(document, [Change("a", None, "一")])
        assert other.value(document, "a") == "一"
        with pytest.raises(ConflictError):
            other.write(document, [Change("a", None, "二")])


def test_settings_of_the_connection(store: Store) -> None:
    pragmas = {name: store.db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "foreign_keys")}
    assert pragmas == {"journal_mode": "delete", "foreign_keys": 1}
    assert store.db.execute("PRAGMA synchronous").fetchone()[0] >= 2  # FULL or more
    strict = store.db.execute("SELECT count(*) FROM pragma_table_list WHERE strict = 0 AND type = 'table'").fetchone()
    loose = store.db.execute("SELECT name FROM pragma_table_list WHERE strict = 0 AND type = 'table'").fetchall()
    assert strict is not None
    assert {name for (name,) in loose} <= {"sqlite_schema", "sqlite_temp_schema"}
