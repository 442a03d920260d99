"""Documents as files: what is written, under which name, and what stays at home."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pia_tui.assessment import Assessment
from pia_tui.errors import PiaError
from pia_tui.forms import load_form
from pia_tui.output import OutputExists
from pia_tui.store import Store
from pia_tui.usecases.demo import add_demo
from pia_tui.usecases.exchange.bundles import bundle_of, keep_bundle, printed_bundle
from pia_tui.usecases.export import ExportOptions, content, export_document, missing_glyphs
from pia_tui.usecases.export_all import export_all
from pia_tui.usecases.threshold.slip import NoJudgement, write_slip_of
from pia_tui.workspace import Workspace


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(Workspace(tmp_path / "office").prepare()) as opened:
        add_demo(opened)
        yield opened


def document(store: Store, number: int) -> Assessment:
    stored = store.load(number)
    return Assessment(load_form(stored.form_id), stored.state, number)


def test_the_name_of_the_file_says_which_document(store: Store) -> None:
    first = export_document(store, 3, "pdf")
    second = export_document(store, 3, "pdf")
    assert first.name == "1_住民基本台帳に関する事務 全項目評価書.pdf"
    assert second.name == "1_住民基本台帳に関する事務 全項目評価書（2）.pdf"
    assert first.read_bytes() == second.read_bytes()


def test_an_existing_file_is_kept(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "既存.pdf"
    target.write_bytes("大事なもの".encode())
    with pytest.raises(OutputExists):
        export_document(store, 1, "pdf", target=target)
    assert target.read_bytes() == "大事なもの".encode()
    export_document(store, 1, "pdf", target=target, overwrite=True)
    assert target.read_bytes().startswith(b"%PDF")


def test_a_folder_gets_the_file_under_the_name_of_the_document(store: Store, tmp_path: Path) -> None:
    first = export_document(store, 3, "json", target=tmp_path)
    second = export_document(store, 3, "json", target=tmp_path, overwrite=True)
    assert first.parent == second.parent == tmp_path
    assert first != second
    assert "住民基本台帳" in first.name
    assert write_slip_of(store, 3, target=tmp_path).parent == tmp_path


def test_the_pdf_carries_its_answers_and_no_more(store: Store) -> None:
    made = document(store, 3)
    store.write(3, made.change("note:I.1.2", "係長に聞くこと"))
    made = document(store, 3)
    store.write(3, made.change("II[1].4.2[4].1", "取り下げた委託"))
    made = document(store, 3)
    store.write(3, made.remove_block("II[1].4.2[4]"))
    made = document(store, 3)
    store.write(3, [*made.change("III[1].7.1.9", "発生なし"), *made.change("III[1].7.1.9.1", "伏せた事故")])
    made = document(store, 3)
    printed = printed_bundle(store, made)
    text = json.dumps(printed.state, ensure_ascii=False)
    assert "係長に聞くこと" not in text
    assert "取り下げた委託" not in text
    assert "伏せた事故" not in text
    assert printed.journal == ()
    again = Assessment(made.form, printed.state)
    for node in made.walk():
        if node.applies and not node.is_list:
            assert again.value(again.node(node.path)) == made.value(node)
    assert [file.name for file in printed.attachments] == ["zenkoumoku_betten1.png"]


def test_a_bundle_brings_everything_back(store: Store, tmp_path: Path) -> None:
    bundle = bundle_of(store, 3)
    assert bundle.journal
    assert bundle.judgements
    with Store.open(Workspace(tmp_path / "other").prepare()) as other:
        number = keep_bundle(other, bundle)
        theirs, ours = dict(other.load(number).state), dict(store.load(3).state)
        theirs.pop("@judgement")
        ours.pop("@judgement")
        assert theirs == ours
        assert content(other, number, "pdf")[1] == content(store, 3, "pdf")[1]
        assert write_slip_of(other, number).is_file()


@pytest.mark.parametrize("processes", [1, 2])
def test_one_broken_document_does_not_stop_the_rest(store: Store, processes: int) -> None:
    made = document(store, 2)
    broken = store.create(
        "zenkoumoku_h30", {**Assessment.new(load_form("zenkoumoku_h30")).state, "betten1.1": ("0" * 64,)}
    )
    with pytest.raises(PiaError) as refusal:
        content(store, broken, "pdf")
    seen: list[int] = []
    done = export_all(
        store, "pdf", [1, broken, 2], progress=lambda number: not seen.append(number), processes=processes
    )
    assert seen == [1, broken, 2]
    assert [each.document_id for each in done.failed] == [broken]
    assert isinstance(done.failed[0].error, PiaError)
    assert str(done.failed[0].error) == str(refusal.value)
    assert len(done.files) == 2
    assert made.name.split()[0] in done.files[1].name
    assert set(done.unanswered) == {1, 2}


def test_a_fault_of_the_program_in_one_document_does_not_stop_the_rest(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pia_tui.usecases import export_all as module

    def content_of(store: Store, number: int, *rest: Any) -> tuple[str, bytes]:
        if number == 2:
            raise ZeroDivisionError
        return content(store, number, *rest)

    monkeypatch.setattr(module, "content", content_of)
    done = export_all(store, "json", [1, 2, 3])
    assert [each.document_id for each in done.failed] == [2]
    assert "予期しない問題" in str(done.failed[0].error)
    assert len(done.files) == 2


@pytest.mark.parametrize("processes", [1, 2])
def test_a_run_can_be_stopped(store: Store, processes: int) -> None:
    done = export_all(store, "pdf", [1, 2, 3], progress=lambda number: number < 2, processes=processes)
    assert len(done.files) == 2
    assert not done.failed
    assert len(list(store.workspace.exports.iterdir())) == 2


def test_many_cores_write_the_same_files_as_one(store: Store) -> None:
    numbers = [3, 1, 3, 2, 1]  # one document twice: its second file gets a number
    one = export_all(store, "pdf", numbers, processes=1)
    kept = [(file.name, file.read_bytes()) for file in one.files]
    for file in one.files:
        file.unlink()
    two = export_all(store, "pdf", numbers, processes=2)
    assert [(file.name, file.read_bytes()) for file in two.files] == kept
    assert two.unanswered == one.unanswered


def test_the_rest_is_written_here_where_a_process_is_ended_from_outside(store: Store) -> None:
    import multiprocessing

    def end_them(number: int) -> bool:
        if number == 1:
            for process in multiprocessing.active_children():
                process.kill()
        return True

    numbers = [1, 2, 3, 1, 2, 3, 2, 3, 2]
    done = export_all(store, "json", numbers, progress=end_them, processes=2)
    assert len(done.files) == len(numbers)
    assert not done.failed


def test_missing_glyphs_are_named_with_their_item(store: Store) -> None:
    assert missing_glyphs(store, 3) == []
    store.write(3, document(store, 3).change("I.1.2", "見慣れない字 \U0001f9ff を書いた"))
    sentences = missing_glyphs(store, 3)
    assert len(sentences) == 1
    assert "U+1F9FF" in sentences[0]
    assert "事務の内容" in sentences[0]


def test_draft_and_revision_are_printed_when_asked(store: Store) -> None:
    plain = content(store, 1, "pdf")[1]
    assert content(store, 1, "pdf", ExportOptions(draft="案", revision=True))[1] != plain
    assert len(content(store, 1, "pdf", ExportOptions(data=False))[1]) < len(plain)


def test_a_document_without_a_judgement_has_no_slip(store: Store) -> None:
    number = store.create("kiso_r6", Assessment.new(load_form("kiso_r6"), "届出").state)
    with pytest.raises(NoJudgement, match="記録がありません"):
        write_slip_of(store, number)
    assert write_slip_of(store, 3).read_bytes().startswith(b"%PDF")
