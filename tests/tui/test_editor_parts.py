"""The editor's parts without a screen: the answer by its key, choosing, saving, the words about a place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pia_tui.errors import PiaError
from pia_tui.forms import format_value
from pia_tui.tui.document.session import Session
from pia_tui.tui.document.sheet import Folds, FormSheet, block_name
from pia_tui.tui.document.sheet_lines import choice_lines, marks_lines
from pia_tui.tui.editor.answer import AnswerEditor, draft_at, drafts
from pia_tui.tui.editor.choosing import Choosing
from pia_tui.tui.editor.save_actions import unread_words
from pia_tui.tui.editor.saving import RETRY_AFTER, SAVE_AFTER, Saver
from pia_tui.tui.editor.screen import start_of
from pia_tui.tui.store_thread import StoreThread
from pia_tui.workspace import Workspace

Make = Callable[..., int]


@pytest.fixture
def session(workspace: Workspace, new_document: Make) -> Iterator[Session]:
    number = new_document(
        **{"cover.3": "宣言", "II[1].4.1": "委託する", "II[1].4.1.1": 2, "II[1].2.5": "平成27年10月5日"}
    )
    thread = StoreThread(workspace)
    try:
        yield Session(thread, number)
    finally:
        thread.close()


def answer_of(session: Session, path: str) -> AnswerEditor:
    return AnswerEditor(session, session.document.node(path))


# -- one answer ------------------------------------------------------------------------------------------------


def test_what_is_read_becomes_the_answer_and_what_is_not_a_draft(session: Session) -> None:
    answer = answer_of(session, "cover.7")
    answer.take("令和7年4月")
    assert session.document.get("cover.7") is None
    assert draft_at(session.document, answer.key) == "令和7年4月"
    assert answer.problem is not None
    answer.take("令和7年4月1日")
    assert session.document.get("cover.7") == "令和7年4月1日"
    assert not drafts(session.document)
    assert answer.problem is None


def test_a_draft_does_not_touch_the_answer_that_stood_there(session: Session) -> None:
    answer = answer_of(session, "II[1].4.1.1")
    answer.take("三つ")
    assert session.document.get("II[1].4.1.1") == 2
    again = answer_of(session, "II[1].4.1.1")
    assert again.start == "三つ"
    assert again.warned, "what is wrong is said at once"


@pytest.mark.parametrize(("path", "typed", "stood"), [
    ("cover.7", "R7.4.15", None), ("II[1].2.5", "R7.4.15", "平成27年10月5日"), ("II[1].4.1.1", "12箇所", 2),
])  # fmt: skip
def test_what_could_be_read_on_the_way_is_not_left_as_the_answer(
    session: Session, path: str, typed: str, stood: object
) -> None:
    """R7.4.1 is a day, but who rubbed out a part of R7.4.15 did not mean it: what stood there stays."""
    answer = answer_of(session, path)
    for end in (*range(1, len(typed) + 1), *range(len(typed), 2, -1)):
        answer.take(typed[:end])
    left = typed[:3]
    if draft_at(session.document, answer.key) is not None:
        assert session.document.get(path) == stood
    else:
        assert format_value(session.document.get(path)) == left, "words may stand beside a day"


@given(st.text(st.sampled_from("令和年月日元0123456789./-件あ　\n"), max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("path", ["cover.7", "II[1].4.1.1", "cover.1", "II[1].2.5", "cover.3"])
def test_nothing_typed_is_ever_lost(session: Session, path: str, text: str) -> None:
    """It is the answer, or the draft, or nothing but blanks."""
    before = dict(session.document.state)
    answer = answer_of(session, path)
    answer.take(text)
    kept = session.document.state.get(answer.key)
    draft = draft_at(session.document, answer.key)
    if draft is not None:
        assert draft == text
    elif text.strip():
        assert kept is not None
    others = {key: value for key, value in session.document.state.items() if not key.endswith(answer.key)}
    assert others == {key: value for key, value in before.items() if not key.endswith(answer.key)}


@pytest.mark.parametrize(("path", "text", "said"), [
    ("cover.7", "43922", "令和2年4月1日"), ("II[1].2.5", "43922", "令和2年4月1日"),
    ("II[1].2.5", "2月30日", "という日はありません"),
    ("II[1].2.5", "稼働時", "書いたとおり"), ("cover.7", "R7.4.15", "令和7年4月15日（西暦2025年、火曜日）"),
    ("cover.3", "12字", "3 字"),
])  # fmt: skip
def test_what_is_said_under_the_field(session: Session, path: str, text: str, said: str) -> None:
    answer = answer_of(session, path)
    answer.take(text)
    assert said in "".join(tag.text for tag in answer.hint(text))


@pytest.mark.parametrize(("path", "one_line", "replaced"), [
    ("cover.1", True, True), ("cover.2", True, False), ("cover.3", False, False), ("cover.7", True, True),
    ("II[1].4.1.1", True, True), ("I.2.1[1].1", True, False), ("I.7.1", True, False), ("I.1.2", False, False),
])  # fmt: skip
def test_which_items_are_one_line_and_which_are_replaced(
    session: Session, path: str, one_line: bool, replaced: bool
) -> None:
    answer = answer_of(session, path)
    assert (answer.one_line, answer.replaced_by_typing) == (one_line, replaced)


def test_lines_that_stand_in_a_one_line_item_are_kept(session: Session) -> None:
    session.put("I.7.1", "市民課\n税務課")
    assert not answer_of(session, "I.7.1").one_line


# -- choosing --------------------------------------------------------------------------------------------------


def test_marks_show_their_digits_and_open_lists_their_headings(session: Session) -> None:
    node = session.document.node("II[1].2.4.1")
    assert node.item.choice_groups
    closed = "".join(run.text for line in marks_lines(node.item, None, 200) for run in line)
    for number, option in enumerate(node.item.choice_texts[:9], start=1):
        assert f"{number} {option}" in closed
    opened = ["".join(run.text for run in line) for line in choice_lines(node.item, "multi", None, 60, 0)]
    for group in node.item.choice_groups:
        heading = next(at for at, line in enumerate(opened) if line.strip() == f"・{group.label}")
        assert group.options[0].text[:10] in opened[heading + 1]


def test_clearing_takes_the_draft_as_well(session: Session) -> None:
    answer_of(session, "cover.7").take("令和7年")
    Choosing(session).clear(session.document.node("cover.7"))
    assert not drafts(session.document)


def test_an_option_that_is_not_there_changes_nothing(session: Session) -> None:
    node = session.document.node("II[1].4.1")
    assert not Choosing(session).pick(node, 7)
    assert not Choosing(session).toggle(session.document.node("II[1].3.1"), 99)


# -- saving ----------------------------------------------------------------------------------------------------


class Host:
    """Notes what the saver asks for; its timer fires when the test says so."""

    def __init__(self) -> None:
        self.timers: list[float] = []
        self.stopped = 0
        self.saving: list[Future[Any]] = []
        self.state = ""
        self.failures: list[str] = []

    def start_timer(self, seconds: float) -> Host:
        self.timers.append(seconds)
        return self

    def stop(self) -> None:
        self.stopped += 1

    def when_done(self, saving: Future[Any]) -> None:
        self.saving.append(saving)

    def show_state(self, words: str, style: str) -> None:
        self.state = words

    def tell_save_failed(self, error: PiaError) -> None:
        self.failures.append(str(error))


def test_saved_is_said_only_of_what_is_on_the_disk_and_an_answer(session: Session) -> None:
    host = Host()
    saver = Saver(session, host)
    saver.show()
    assert host.state.startswith("保存済み")
    answer_of(session, "I.1.2").take("届出を受ける。")
    saver.save_soon()
    assert host.state == "入力中…"
    assert host.timers == [SAVE_AFTER]
    saver.save()
    saver.show()
    assert host.state == "保存しています…"
    host.saving[0].result()
    saver.landed()
    assert host.state.startswith("保存済み")
    answer_of(session, "cover.7").take("令和7年4月")
    assert saver.save_now()
    assert "保存済み" not in host.state
    assert "下書き 1 か所" in host.state
    assert "「公表日」の「令和7年4月」" in unread_words(session.document)


def test_a_failed_save_is_tried_again_and_told_once(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    host = Host()
    saver = Saver(session, host)

    def full(*_: object, **__: object) -> None:
        raise PiaError("ディスクに空きがありません。")

    real = session.store._store.write
    monkeypatch.setattr(session.store._store, "write", full)
    answer_of(session, "I.1.2").take("届出を受ける。")
    for _ in range(2):
        saver.save()
        with pytest.raises(PiaError):
            host.saving[-1].result()
        saver.landed()
    assert host.failures == ["ディスクに空きがありません。"]
    assert host.timers[-1] == RETRY_AFTER
    assert host.state.startswith("！保存できません")
    monkeypatch.setattr(session.store._store, "write", real)
    saver.save()
    host.saving[-1].result()
    saver.landed()
    assert host.state.startswith("保存済み")


# -- places ----------------------------------------------------------------------------------------------------


def test_every_row_can_be_come_back_to(session: Session) -> None:
    document = session.document
    for part in document.parts():
        for row in FormSheet(document, part, Folds()).rows:
            if row.focusable:
                found, key = start_of(document, f"{part.key}\t{row.key}")
                assert (found.key, key) == (part.key, row.key)
    first = next(document.parts())
    assert start_of(document, "II[#gone99].1\t+x") == (first, "")
    assert start_of(document, "") == (first, "")


def test_a_row_of_changes_is_told_by_day_item_and_first_words(session: Session) -> None:
    document = session.document
    for path, value in {"1": "令和5年8月4日", "2": "Ⅰ７．①部署", "3": "旧", "4": "市民生活課\n二行目"}.items():
        session.put(f"betten3.1[1].{path}", value)
    part = next(part for part in document.parts() if part.section.kind == "changes")
    nodes = list(document.nodes(part))
    head = next(node for node in nodes if node.number)
    name = block_name(document, head, nodes)
    assert name == "令和5年8月4日　Ⅰ７．①部署　市民生活課"


def test_one_step_back_takes_a_date_with_its_half_back(session: Session) -> None:
    answer = answer_of(session, "cover.7")
    for text in ("令和7", "令和7年4月", "令和7年4月1日"):
        answer.take(text)
        assert session.flush()
    step = session.undo()
    assert step is not None
    assert session.document.get("cover.7") is None
    assert not drafts(session.document)
    assert format_value(session.document.get("cover.3")) == "宣言"
