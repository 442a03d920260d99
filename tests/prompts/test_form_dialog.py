"""A form written in plain lines: every answer on the disk at once, every way through the form, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from answering import JUDGED, Office, Said, whole_form
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from program import in_text, run_program

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.forms.values import format_value
from pia_tui.prompts.form_dialog import FormDialog, commands
from pia_tui.rules.completeness import progress
from pia_tui.store import Store
from pia_tui.workspace import Workspace


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(Workspace(tmp_path / "ws").prepare()) as opened:
        opened.create("juten_h30", dict(Assessment.new(load_form("juten_h30"), "窓口の事務").state))
        yield opened


def write(store: Store, *answers: str, at: str = "", office: Office | None = None) -> tuple[Said, str, Assessment]:
    """What was said, where it was left, and the document as it stands on the disk."""
    lines = Said(*answers)
    document = Assessment.of(store.load(1).state, 1)
    left = FormDialog(store, document, lines, office or Office()).run(at)
    stored = Assessment.of(store.load(1).state, 1)
    assert dict(stored.state) == dict(document.state)
    return lines, left, stored


def test_answers_of_each_kind_are_saved_as_they_are_given(store: Store) -> None:
    lines, left, document = write(store, "２０", ":終わる")
    assert document.get("cover.1") == "20"
    _, _, document = write(store, "R8.4.1", ":終わる", at="cover.6")
    assert document.by_role("published_on") == "令和8年4月1日"
    assert "すべて保存済み" in lines.page
    assert left
    _, _, document = write(store, "2", ":q", at="II[1].2.2")
    item = document.node("II[1].2.2").item
    assert document.get("II[1].2.2") == item.choice_texts[1]


def test_a_long_text_ends_with_a_point_and_nothing_of_it_is_lost_at_the_end_of_input(store: Store) -> None:
    _, _, document = write(store, "一行目", "", "三行目", "。", ":q", at="I.1.2")
    assert document.get("I.1.2") == "一行目\n\n三行目"
    _, _, document = write(store, "途中まで", "書いた", at="I.1.2")
    assert document.get("I.1.2") == "途中まで\n書いた"
    _, _, document = write(store, "::見出し", ".", ":q", at="I.1.2")
    assert document.get("I.1.2") == ":見出し"
    _, _, document = write(store, ":追記", "続き", ".", ":q", at="I.1.2")
    assert document.get("I.1.2") == ":見出し\n続き"


def test_what_cannot_be_kept_is_said_right_away_and_asked_again(store: Store) -> None:
    lines, _, document = write(store, "令和7年13月", "令和7年12月1日", ":q", at="cover.6")
    wrong = next(n for n, line in enumerate(lines.said) if "令和7年13月" in line)
    assert lines.said[wrong + 1] == "日付>"
    assert document.get("cover.6") == "令和7年12月1日"


def test_marks_by_numbers_and_their_brackets_follow(store: Store) -> None:
    node = Assessment.of(store.load(1).state, 1).node("II[1].2.4")
    marked = next(
        one for one in Assessment.of(store.load(1).state, 1).walk() if one.value_kind == "multi" and one.applies
    )
    texts = marked.item.choice_texts
    _, _, document = write(store, "1、2", ":q", at=marked.path)
    assert document.get(marked.path) == (texts[0], texts[1])
    assert node is not None


def test_back_next_unanswered_sections_and_search(store: Store) -> None:
    lines, left, document = write(store, "", ":戻る", "", ":章", ":章 2", ":未記入", ":検索 委託", "1", ":q")
    assert any(line.startswith("  2) Ⅰ") for line in lines.said)
    assert "委託" in lines.page
    assert left != document.key("cover.1")
    assert "【Ⅰ" in lines.page


def test_blocks_are_added_taken_away_and_brought_back(store: Store) -> None:
    before = Assessment.of(store.load(1).state, 1).count("II[1].4.2")
    lines, _, document = write(store, ":追加", "帳票の印刷", ".", ":q", at="II[1].4.2")
    assert document.count("II[1].4.2") == before + 1
    path = f"II[1].4.2[{before + 1}]"
    _, _, document = write(store, ":削除", "はい", ":q", at=f"{path}.1")
    assert document.count("II[1].4.2") == before
    lines, _, document = write(store, ":元に戻す", ":q")
    assert document.count("II[1].4.2") == before + 1
    assert "元に戻しました" in lines.page


def test_help_reading_clearing_editor_check_and_export(store: Store) -> None:
    office = Office()
    office.found = [("I.1.2", "誤り: 書いてありません。")]
    lines, _, document = write(
        store, "内容です", ".", ":戻る", ":説明", ":使い方", ":読む", ":メモ帳", ":点検", "1", ":消す", ":印刷", ":q",
        at="I.1.2", office=office,
    )  # fmt: skip
    for word in ("内容です（直した）", "Ⅰ", "exports/1.pdf", *(command.help for command in commands())):
        assert word in lines.page or word == "内容です（直した）"
    assert document.get("I.1.2") is None


def test_a_number_like_a_personal_number_wants_a_reason(store: Store) -> None:
    number = "123456789018"
    lines, _, document = write(store, number, ".", "", ":q", at="I.1.2")
    assert document.get("I.1.2") is None
    assert number not in lines.page
    _, _, document = write(store, number, ".", "見本の番号", ":q", at="I.1.2")
    assert document.get("I.1.2") == number


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.lists(st.sampled_from(
    ["", "1", "９", "○",
     "はい", "言葉", ".", "。", "?", ":", "：次", ":戻る", ":未記入", ":章 4", ":章 99", ":検索 委託",
     ":追加", ":削除", ":消す", ":元に戻す", ":読む", ":説明", ":点検", ":追記", ":ない命令", "令和8年1月1日", "[bold]"]
), max_size=40))  # fmt: skip
def test_whatever_is_typed_it_goes_on_and_the_disk_holds_what_memory_holds(store: Store, typed: list[str]) -> None:
    lines, _, _ = write(store, *typed)
    assert "Traceback" not in lines.page


def test_a_whole_form_from_nothing_to_the_pdf_through_standard_input(tmp_path: Path) -> None:
    """The judgement, every item of a 重点項目評価書, the check and the PDF, with lines alone."""
    ws = ("--workspace", str(tmp_path / "ws"))
    (tmp_path / "ws").mkdir()
    made = in_text(run_program(*ws, "wizard", stdin=JUDGED.encode()))
    assert made.returncode == 0, made.stdout + made.stderr
    with Store.open(Workspace(tmp_path / "ws")) as store:
        number = next(one.id for one in store.documents() if one.level == "juten")
        state = store.load(number).state
    said = whole_form(tmp_path / "rehearsal", state).encode()
    done = in_text(run_program(*ws, "write", str(number), "--at", "cover.1", stdin=said))
    assert done.returncode == 0, done.stderr
    with Store.open(Workspace(tmp_path / "ws")) as store:
        written = Assessment.of(store.load(number).state, number)
    assert progress(written).complete
    assert format_value(written.get("I.1.2")) == "届出の受付と台帳への記録"
    done = in_text(run_program(*ws, "write", str(number), stdin=":印刷\n:終わる\n".encode()))
    assert "PDF を書き出しました" in done.stdout
    assert list((tmp_path / "ws" / "exports").glob("*.pdf"))
