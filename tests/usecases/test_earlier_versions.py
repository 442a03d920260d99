"""Last year's file as an older version of a document that is here: blocks and items find their counterparts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pia_tui.assessment import Assessment
from pia_tui.cli import cli
from pia_tui.forms import form_ids, load_form
from pia_tui.ingest import ImportedFile
from pia_tui.rules.changes import diff
from pia_tui.rules.changes.versions import aligned, on_form, successions
from pia_tui.store import Store
from pia_tui.usecases.incoming.earlier import NotThisDocument, keep_earlier
from pia_tui.usecases.incoming.importing import ImportPublication, Prepared
from pia_tui.usecases.publication.publishing import publish
from pia_tui.usecases.publication.states import compare, last_published, present
from pia_tui.workspace import Workspace


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(Workspace(tmp_path / "ws").prepare()) as opened:
        yield opened


def made(form: str, **answers: object) -> Assessment:
    document = Assessment.new(load_form(form), "公営住宅の管理に関する事務")
    for path, value in answers.items():
        document.apply(document.change(path.replace("__", "."), value))
    return document


def prepared(document: Assessment) -> Prepared:
    return Prepared("last.txt", ImportedFile("text", document.form.id, dict(document.state)))


LAST = {
    "I__1__2": "入居者を決める。",
    "II[1]__1": "入居者ファイル",
    "II[1]__2__3": "入居者",
    "II[1]__4__2[1]": "印刷",
    "II[1]__4__2[1]__1": "通知書の印刷",
    "II[1]__4__2[2]": "保守",
    "II[1]__4__2[2]__1": "システムの保守",
    "betten2__1[1]__1": "平成28年3月1日",
    "betten2__1[1]__2": "Ⅰ　２",
}


def test_every_item_of_an_older_form_has_its_place_on_the_newer_one() -> None:
    for each in successions():
        older, newer = load_form(each.before), load_form(each.after)
        assert older.level == newer.level
        assert each.source
        for item_id, place in older.places.items():
            renumbered = next(
                (new + item_id[len(old) :] for old, new in each.items.items() if f"{item_id}.".startswith(f"{old}.")),
                item_id,
            )
            assert renumbered in newer.places, item_id
            there = newer.places[renumbered].item
            plain = (place.item.label.lstrip("０１２３４５６７８９．"), there.label.lstrip("０１２３４５６７８９．"))
            assert plain[0] == plain[1], (item_id, renumbered)
    levels = [load_form(form_id).level for form_id in form_ids()]
    assert len([level for level in levels if level == "kiso"]) - 1 == len(successions())


def test_an_answer_that_moved_with_the_form_is_no_change() -> None:
    older = made("kiso_h31", I__1__2="届出を受ける。", IV__9__1="十分に行っている")
    newer = made("kiso_r6", I__1__2="届出を受ける。", IV__10__1="十分に行っている")
    assert [one.path for one in diff(older, newer).changes] == []
    newer.apply(newer.change("I.9.1", True))
    newer.apply(newer.change("I.9.2", "急ぐ事情があった。"))
    assert [one.path for one in diff(older, newer).changes] == ["I.9.1", "I.9.2"]
    assert on_form(newer, newer.form) is newer


def test_blocks_of_another_file_are_found_again(store: Store) -> None:
    now = made("juten_h30", **{**LAST, "II[1]__4__2[1]__1": "通知書と納付書の印刷", "II[1]__4__2[3]": "封入"})
    now.apply(now.move_block("II[1].4.2[3]", 1))
    earlier = aligned(made("juten_h30", **LAST), now)
    found = {(one.kind, one.path) for one in diff(earlier, now).changes}
    assert found == {("changed", "II[1].4.2[2].1"), ("added", "II[1].4.2[1]")}


def test_a_block_that_went_keeps_a_name_of_its_own(store: Store) -> None:
    now = made("juten_h30", **{key: value for key, value in LAST.items() if "[2]" not in key})
    earlier = aligned(made("juten_h30", **LAST), now)
    assert [(one.kind, one.before[:4]) for one in diff(earlier, now).changes if one.kind == "removed"] == [
        ("removed", diff(earlier, now).changes[0].before[:4])
    ]
    assert len({*earlier.identities()} & {*now.identities()}) >= 3


def test_the_file_becomes_a_version_and_the_document_stays(store: Store) -> None:
    now = made("juten_h30", **{**LAST, "I__1__2": "入居者を公募で決める。"})
    number = store.create("juten_h30", now.state)
    before = present(store, number).state
    kept = keep_earlier(
        store, prepared(made("juten_h30", **LAST)), number, ImportPublication(date(2025, 4, 15), "実施")
    )
    assert kept.revision.name == "令和7年4月15日公表（実施）"
    after = dict(present(store, number).state)
    assert len(after.pop("@old_rows")) == 1  # type: ignore[arg-type]
    assert after == {key: value for key, value in before.items() if key != "@old_rows"}
    assert [one.path for one in compare(store, number)[2].changes] == ["I.1.2"]
    assert store.attachment_data(kept.pdf).startswith(b"%PDF")
    publish(store, number, date(2026, 4, 1), "修正", checked=False)
    older = keep_earlier(
        store, prepared(made("juten_h30", **{**LAST, "II[1]__2__3": "入居の希望者"})), number,
        ImportPublication(date(2024, 4, 1), "実施"),
    )  # fmt: skip
    assert [each.published_on for each in store.publications(number)] == ["2024-04-01", "2025-04-15", "2026-04-01"]
    assert [one.path for one in compare(store, number, older.revision.id, kept.revision.id)[2].changes] == ["II[1].2.3"]
    assert store.problems() == []


def test_what_is_another_document_or_is_there_already_is_refused(store: Store) -> None:
    number = store.create("juten_h30", made("juten_h30", **LAST).state)
    on = ImportPublication(date(2025, 4, 15), "実施")
    with pytest.raises(NotThisDocument, match="基礎項目評価書"):
        keep_earlier(store, prepared(made("kiso_r6")), number, on)
    keep_earlier(store, prepared(made("juten_h30", **LAST)), number, on)
    with pytest.raises(NotThisDocument, match="もうあります"):
        keep_earlier(store, prepared(made("juten_h30", **LAST)), number, on)


def test_a_document_on_a_newer_form_is_compared_with_what_was_published_on_the_older_one(store: Store) -> None:
    now = made("kiso_r6", I__1__2="届出を受ける。", IV__10__1="十分に行っている", IV__9__1="自己点検")
    number = store.create("kiso_r6", now.state)
    old = made("kiso_h31", I__1__2="届出を受けた。", IV__9__1="十分に行っている")
    keep_earlier(store, prepared(old), number, ImportPublication(date(2024, 4, 1), "実施"))
    assert [one.path for one in compare(store, number)[2].changes] == ["I.1.2", "IV.9.1"]
    published = last_published(store, number)
    assert published is not None
    assert published.form.id == "kiso_r6"
    assert store.problems() == []


def test_on_the_command_line(store: Store, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from pia_tui.usecases.export import content

    number = store.create("kiso_r6", made("kiso_r6", I__1__2="届出を受ける。").state)
    other = store.create("kiso_r6", made("kiso_r6", I__1__2="届出を受けた。").state)
    file = tmp_path / "last.pdf"
    file.write_bytes(content(store, other, "pdf")[1])
    store.close()
    root = ["--workspace", str(tmp_path / "ws")]
    done = CliRunner().invoke(cli, [*root, "import", str(file), "--published", "令和7年4月15日", "--into", str(number)])
    assert done.exit_code == 0, done.exception
    assert "令和7年4月15日の公表分（実施）" in done.stderr
    said = CliRunner().invoke(cli, [*root, "diff", str(number)]).output
    assert "後: 届出を受ける。" in said
    refused = CliRunner().invoke(cli, [*root, "import", str(file), "--into", str(number)])
    assert refused.exit_code == 2
