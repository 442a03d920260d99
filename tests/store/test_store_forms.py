"""Forms are kept with the documents that were written on them: a file taken away, edited, broken, or dated ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pia_tui import keys
from pia_tui.assessment import Assessment
from pia_tui.datafile import BrokenData
from pia_tui.forms import FormText, UnknownForm, form_ids, keep_texts, library, load_form, resolve_form
from pia_tui.store import Store, forms, migrations
from pia_tui.store.report import examine
from pia_tui.usecases.exchange.bundles import bundle_of, keep_bundle
from pia_tui.workspace import Workspace

SHIPPED = Path(library.__file__).parent / "data" / "juten_h30.yaml"
TEXT = SHIPPED.read_text("utf-8").replace("id: juten_h30\n", "id: juten_x9\n", 1)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A form of the user's own beside the program's."""
    folder = tmp_path / "forms"
    folder.mkdir()
    monkeypatch.setattr(library, "_folders", [*library._folders, folder])
    monkeypatch.setattr(library, "_kept", {})
    made = folder / "juten_x9.yaml"
    put(made, TEXT)
    yield made
    monkeypatch.undo()
    library.forget_files()


def put(file: Path, text: str | None) -> None:
    """Write or remove the file, and start as a new process does."""
    if text is None:
        file.unlink()
    else:
        file.write_text(text, "utf-8")
    library._kept.clear()
    library.forget_files()


def written(store: Store) -> int:
    document = Assessment.new(load_form("juten_x9"), "住民の事務")
    document.apply(document.change("I.1.2", "届出を受け付ける"))
    return store.create(document.form.id, document.state)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "ws")


BREAKS = {
    "gone": None,
    "edited": TEXT.replace("id: I.1.2\n", "id: I.1.9\n"),
    "broken": TEXT.replace("kind: text", "kind: txet"),
}


@pytest.mark.parametrize("how", BREAKS)
def test_a_document_is_read_on_the_form_it_was_written_on(file: Path, workspace: Workspace, how: str) -> None:
    with Store.open(workspace) as store:
        number = written(store)
        store.freeze(number, "初回公表")
    put(file, BREAKS[how])
    with Store.open(workspace) as store:
        stored = store.load(number)
        document = Assessment.of(stored.state, number)
        assert document.get("I.1.2") == "届出を受け付ける"
        assert "I.1.2" in [node.path for node in document.walk()]
        store.write(number, document.change("I.1.2", "受付と記載"))
        (line,) = store.documents("住民")
        assert (line.level, line.name) == ("juten", "住民の事務　重点項目評価書")
        (hit,) = store.search("受付と記載")
        assert hit.document.id == number
        (revision,) = store.revisions(number)
        assert Assessment.of(store.revision_state(revision.id)).get("I.1.2") == "届出を受け付ける"
        assert store.problems() == []
    report = examine(workspace)
    assert report.ok
    assert any("juten_x9" in note and f"評価書 {number}" in note for note in report.form_notes)


def test_advice_in_the_file_may_change_and_serves_old_documents(file: Path, workspace: Workspace) -> None:
    with Store.open(workspace) as store:
        number = written(store)
    put(file, TEXT.replace("help: ", "help: 見直した説明。", 1))
    with Store.open(workspace) as store:
        form = Assessment.of(store.load(number).state).form
        assert any(each.help.startswith("見直した説明。") for each in (*form.walk(), *form.sections))  # type: ignore[attr-defined]
        assert store.form_notes() == []


def test_a_new_document_is_written_on_the_file_as_it_is(file: Path, workspace: Workspace) -> None:
    with Store.open(workspace) as store:
        old = written(store)
    put(file, TEXT.replace("label: 評価書番号", "label: 整理番号"))
    with Store.open(workspace) as store:
        new = store.create("juten_x9", Assessment.new(load_form("juten_x9"), "次").state)
        labels = {n: Assessment.of(store.load(n).state).node("cover.1").label for n in (old, new)}
        assert labels == {old: "評価書番号", new: "整理番号"}
        copy = store.duplicate(old)
        assert Assessment.of(store.load(copy).state).node("cover.1").label == "評価書番号"


def test_a_pack_brings_the_form_to_where_there_is_none(file: Path, workspace: Workspace, tmp_path: Path) -> None:
    with Store.open(workspace) as store:
        bundle = bundle_of(store, written(store))
    assert [text.id for text in bundle.forms] == ["juten_x9"]
    assert bundle.state[keys.FORM_TEXT.prefix] == bundle.forms[0].sha256
    put(file, None)
    with pytest.raises(UnknownForm):
        load_form("juten_x9")
    other = Workspace(tmp_path / "other")
    with Store.open(other) as store:
        number = keep_bundle(store, bundle)
    library._kept.clear()
    library.forget_files()
    with Store.open(other) as store:
        assert Assessment.of(store.load(number).state).get("I.1.2") == "届出を受け付ける"


def test_damage_to_a_kept_form_is_told(file: Path, workspace: Workspace) -> None:
    with Store.open(workspace) as store:
        number = written(store)
        store.db.execute("DROP TRIGGER forms_are_fixed")
        store.db.execute("UPDATE forms SET text = text || '#'")
    with Store.open(workspace) as store:
        assert store.problems()
        assert store.load(number).state["I.1.2"] == "届出を受け付ける"


def test_a_document_whose_form_is_not_kept_is_told(file: Path, workspace: Workspace) -> None:
    with Store.open(workspace) as store:
        number = written(store)
        store.db.execute("DROP TRIGGER forms_stay")
        store.db.execute("DELETE FROM forms")
        assert any(str(number) in problem and "様式" in problem for problem in store.problems())


def test_an_older_store_keeps_the_forms_of_its_documents(file: Path, workspace: Workspace) -> None:
    with Store.open(workspace) as store:
        written(store)
        store.db.execute("DROP TABLE forms")
        store.db.conn.executescript(forms.TABLE)
        forms.keep_own(store.db)
        assert [text.id for text in forms.texts(store.db)] == ["juten_x9"]
    assert migrations.SCHEMA_VERSION >= 9


# -- which form a new document gets ------------------------------------------------------------------------------------


def ahead(text: str, day: str) -> str:
    return text.replace("effective: 2018-05-21", f"effective: {day}", 1)


def test_a_form_is_used_from_its_day(file: Path) -> None:
    put(file, ahead(TEXT, "2027-04-01"))
    assert resolve_form("juten", date(2027, 3, 31)).id == "juten_h30"
    assert resolve_form("juten", date(2027, 4, 1)).id == "juten_x9"
    by_name = resolve_form("juten_x9", date(2026, 4, 1))
    assert "令和9年4月1日" in library.not_yet(by_name, date(2026, 4, 1))
    assert library.not_yet(by_name, date(2027, 4, 1)) == ""


def test_where_no_form_is_in_force_yet_the_first_one_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(file, ahead(TEXT, "2027-04-01"))
    monkeypatch.setattr(library, "_folders", [file.parent])
    library.forget_files()
    with pytest.raises(UnknownForm, match="令和9年4月1日"):
        resolve_form("juten", date(2026, 4, 1))


def test_a_broken_file_is_named_and_left_out(file: Path) -> None:
    put(file, BREAKS["broken"])
    assert "juten_x9" not in form_ids()
    assert "juten_h30" in form_ids()
    assert resolve_form("juten").id == "juten_h30"
    assert any("juten_x9.yaml" in note for note in library.form_notes())
    with pytest.raises(BrokenData, match="txet"):
        resolve_form("juten_x9")


def test_a_broken_file_in_place_of_a_shipped_one_leaves_the_shipped_one(file: Path) -> None:
    put(file.with_name("juten_h30.yaml"), BREAKS["broken"])
    assert resolve_form("juten_h30").id == "juten_h30"
    assert any("juten_h30.yaml" in note for note in library.form_notes())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("role: change_timing", "note: なし", "change_timing"),
        ("role: published_on", "note: なし", "published_on"),
        ("        important_change: {'no'", "        # {'no'", "important_change"),
    ],
)
def test_what_the_program_needs_of_a_form_is_demanded(file: Path, old: str, new: str, told: str) -> None:
    assert old in TEXT
    put(file, TEXT.replace(old, new, 1))
    with pytest.raises(BrokenData, match=told):
        resolve_form("juten_x9")


def test_a_text_that_is_not_what_its_sum_says_is_no_form_of_a_document(file: Path) -> None:
    keep_texts([FormText.of("juten_x9", "id: juten_x9\nrubbish")])
    broken = FormText.of("juten_x9", "id: juten_x9\nrubbish").sha256
    assert load_form("juten_x9", broken) == load_form("juten_x9")
