"""Publishing: what is frozen stays, byte for byte; the working copy goes on; packs, backups and rescue carry it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pia_tui.assessment import Assessment, Change
from pia_tui.forms import load_form
from pia_tui.rules.checks import check
from pia_tui.rules.completeness import is_asked
from pia_tui.store import Store
from pia_tui.store.store import replace_damaged
from pia_tui.usecases.checking.inspecting import open_errors
from pia_tui.usecases.exchange.conflicts import Choices
from pia_tui.usecases.exchange.packs import pack, preview_unpack, unpack
from pia_tui.usecases.export import ExportOptions, content
from pia_tui.usecases.incoming.importing import ImportPublication, keep_import, prepare_import
from pia_tui.usecases.publication.publishing import BadPublication, ErrorsLeft, answer, publish
from pia_tui.usecases.publication.states import compare, frozen, present, published_state, published_states
from pia_tui.workspace import Workspace

FIRST, SECOND = date(2025, 4, 15), date(2026, 4, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(Workspace(tmp_path / "ws").prepare()) as opened:
        yield opened


@pytest.fixture
def document(store: Store) -> int:
    made = Assessment.new(load_form("kiso_r6"), "公営住宅の管理に関する事務")
    made.apply(made.change("I.1.2", "入居者を決める。"))
    return store.create("kiso_r6", made.state)


def write(store: Store, document: int, path: str, value: object) -> None:
    held = present(store, document)
    store.write(document, held.change(path, value))


def write_back(store: Store, document: int, revision: int) -> None:
    now, then = store.load(document).state, store.revision_state(revision)
    store.write(document, [Change(key, now.get(key), then.get(key)) for key in {*now, *then}])


def test_what_is_published_never_changes_and_work_goes_on(store: Store, document: int) -> None:
    done = publish(store, document, FIRST, "実施")
    kept = done.publication
    assert done.notices == ()
    assert present(store, document).by_role("published_on") == "令和7年4月15日"
    first = content(store, document, "pdf", ExportOptions(version=kept.revision.id))[1]
    write(store, document, "I.1.2", "入居者を決め、家賃を集める。")
    assert published_state(store, document).text == "修正中（公表 令和7年4月15日から 1 か所）"  # type: ignore[union-attr]
    assert content(store, document, "pdf", ExportOptions(version=kept.revision.id))[1] == first
    assert frozen(store, kept.revision).get("I.1.2") == "入居者を決める。"
    second = publish(store, document, SECOND, "修正").publication
    assert (second.kind, second.published_on) == ("修正", "2026-04-01")
    assert second.number != kept.number
    assert published_state(store, document).text == "公表済み（令和8年4月1日）"  # type: ignore[union-attr]
    _, _, found = compare(store, document, kept.revision.id, second.revision.id)
    assert [(one.path, one.before, one.after) for one in found.changes] == [
        ("I.1.2", "入居者を決める。", "入居者を決め、家賃を集める。")
    ]
    assert store.problems() == []


def test_the_footer_has_the_contents_number(store: Store, document: int) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    kept = publish(store, document, FIRST, "実施").publication
    data = content(store, document, "pdf", ExportOptions(version=kept.revision.id))[1]
    assert kept.number in PdfReader(BytesIO(data)).pages[1].extract_text()


def test_a_changed_document_prints_as_a_draft_unless_wanted_without(store: Store, document: int) -> None:
    publish(store, document, FIRST, "実施")
    clean = content(store, document, "pdf")[1]
    assert content(store, document, "pdf", ExportOptions(draft="案"))[1] != clean
    write(store, document, "I.1.2", "別の文")
    marked = content(store, document, "pdf")[1]
    assert marked == content(store, document, "pdf", ExportOptions(draft="案"))[1]
    assert content(store, document, "pdf", ExportOptions(final=True))[1] != marked


def test_errors_are_mended_or_answered_with_a_reason_first(store: Store) -> None:
    made = Assessment.new(load_form("juten_h30"), "事務")
    made.apply(made.change("I.1.2", "文"))
    for path in ("II[1].5.1.1", "II[1].5.1.3"):
        made.apply(made.change(path, True))
    number = store.create("juten_h30", made.state)
    with pytest.raises(ErrorsLeft) as left:
        publish(store, number, FIRST, "実施")
    assert "誤り" in str(left.value)
    assert store.revisions(number) == []
    held = present(store, number)
    found = open_errors(store, held, FIRST)
    store.write(number, answer(held, dict.fromkeys(found, "様式のとおり")))
    assert publish(store, number, FIRST, "実施").publication.kind == "実施"


def test_a_day_before_the_last_publication_and_an_unknown_kind_are_refused(store: Store, document: int) -> None:
    publish(store, document, SECOND, "実施")
    with pytest.raises(BadPublication, match="より前"):
        publish(store, document, FIRST, "修正")
    with pytest.raises(BadPublication, match="再実施"):
        publish(store, document, SECOND, "改訂")
    assert len(store.publications(document)) == 1


def test_a_task_that_is_over_says_so_in_its_name(store: Store, document: int) -> None:
    publish(store, document, FIRST, "実施")
    publish(store, document, SECOND, "終了")
    assert present(store, document).name.endswith("【令和8年4月1日　終了】")
    assert published_state(store, document).text == "終了（令和8年4月1日）"  # type: ignore[union-attr]


def test_publish_restore_publish_keeps_the_hashes(store: Store, document: int) -> None:
    first = publish(store, document, FIRST, "実施").publication
    write(store, document, "I.1.2", "直した文")
    publish(store, document, SECOND, "修正")
    write_back(store, document, first.revision.id)
    assert published_states(store)[document].changes == 1
    # A later publication of the old content, on the old day's page.
    held = present(store, document)
    again = publish(store, document, SECOND, "修正").publication
    assert again.number != first.number  # its day differs
    write_back(store, document, first.revision.id)
    assert present(store, document).state == held.state
    copy = store.create("kiso_r6", held.state)
    twin = publish(store, copy, FIRST, "実施").publication
    assert (twin.number, twin.pdf, twin.revision.content_hash) == (
        first.number,
        first.pdf,
        first.revision.content_hash,
    )


def traits(store: Store, uuid: str) -> list[tuple[str, ...]]:
    number = store.number_of(uuid)
    assert number is not None
    return sorted(
        (each.published_on, each.kind, each.number, each.pdf, each.revision.content_hash)
        for each in store.publications(number)
    )


def test_backups_and_rescue_keep_publications(store: Store, document: int, tmp_path: Path) -> None:
    publish(store, document, FIRST, "実施")
    write(store, document, "I.1.2", "直した文")
    publish(store, document, SECOND, "修正")
    uuid = store.summary(document).uuid
    kept, backup = traits(store, uuid), store.backup()
    assert backup is not None
    with Store.open(Workspace(tmp_path / "other").prepare()) as other:
        other.restore(backup)
        assert traits(other, uuid) == kept
        assert other.restore(backup) == []
        assert other.problems() == []
    workspace = store.workspace
    store.close()
    workspace.database.write_bytes(workspace.database.read_bytes()[:-5000])
    replace_damaged(workspace, backup)
    with Store.open(workspace) as back:
        assert traits(back, uuid) == kept
        assert back.problems() == []


def test_packs_carry_publications_of_both_sides(store: Store, document: int, tmp_path: Path) -> None:
    publish(store, document, FIRST, "実施")
    uuid = store.summary(document).uuid
    with Store.open(Workspace(tmp_path / "other").prepare()) as other:
        unpack(other, preview_unpack(other, pack(store, [document])))
        there = other.number_of(uuid)
        assert there is not None
        assert traits(other, uuid) == traits(store, uuid)
        write(other, there, "I.1.2", "あちらで直した文")
        publish(other, there, SECOND, "修正")
        write(store, document, "I.1.1", "こちらで直した名")
        publish(store, document, date(2026, 3, 1), "修正")
        arrivals = preview_unpack(store, pack(other, [there]))
        assert [one.label for one in arrivals[0].conflicts] == ["表紙 公表日"]
        unpack(store, arrivals, Choices(all="theirs"))
        assert [each[0] for each in traits(store, uuid)] == ["2025-04-15", "2026-03-01", "2026-04-01"]
        assert set(traits(other, uuid)) < set(traits(store, uuid))
        last = store.publications(document)[-1]
        assert content(store, document, "pdf", ExportOptions(version=last.revision.id))[1] == other.attachment_data(
            last.pdf
        )
        assert present(store, document).get("I.1.2") == "あちらで直した文"
        assert present(store, document).get("I.1.1") == "こちらで直した名"
    assert store.problems() == []


def test_a_hash_whose_digits_pass_for_a_personal_number_is_kept(store: Store, document: int) -> None:
    digits = "123456789018" * 5 + "abcd"
    frozen_version = store.freeze(document, "版")
    kept = store.note_publication(
        frozen_version.id, published_on="2025-04-15", kind="実施", number=digits[:12], pdf=digits
    )
    assert store.publication(frozen_version.id) == kept


def test_the_rows_of_earlier_years_are_left_alone(store: Store) -> None:
    made = Assessment.new(load_form("kiso_r6"), "事務")
    for path, value in (("changes.1[1].2", "Ⅰ１"), ("changes.1[1].4", "特定個人情報保護委員会"), ("I.1.2", "文")):
        made.apply(made.change(path, value))
    number = store.create("kiso_r6", made.state)
    before = [one.path for one in check(present(store, number), SECOND) if one.path.startswith("changes")]
    assert "changes.1[1].1" in before
    publish(store, number, FIRST, "実施")
    held = present(store, number)
    assert [one for one in check(held, SECOND) if one.path.startswith("changes")] == []
    held.apply(held.change("changes.1[2].2", "Ⅰ２"))
    asked = {node.path for node in held.walk() if is_asked(held, node) and node.path.startswith("changes")}
    assert asked
    assert all(path.startswith("changes.1[2]") for path in asked)


def test_an_imported_document_starts_as_published(store: Store, document: int) -> None:
    write(store, document, "I.1.3", "住宅管理システム")
    data = content(store, document, "pdf")[1]
    done = keep_import(store, prepare_import(data), published=ImportPublication(FIRST, "実施", data))
    assert done.published is not None
    kept = done.published.publication
    assert store.attachment_data(kept.pdf) == data
    assert published_states(store)[done.id].text == "公表済み（令和7年4月15日）"
    held = present(store, done.id)
    store.write(done.id, [Change("note:I.1.2", None, "メモ"), *held.change("I.1.2", "新しい文")])
    assert published_states(store)[done.id].changes == 1
    _, _, found = compare(store, done.id)
    assert [one.path for one in found.changes] == ["I.1.2"]
