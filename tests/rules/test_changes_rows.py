"""Texts cut to what changed, the words that differ, 事前 or 事後, and the days of the steps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.forms import form_ids, load_form
from pia_tui.forms.model import ImportantChange
from pia_tui.rules.changes.annex import annex_table
from pia_tui.rules.changes.data import change_rules, step_rules
from pia_tui.rules.changes.diff import ItemChange
from pia_tui.rules.changes.excerpt import excerpts, marked, sentences
from pia_tui.rules.changes.steps import TooShort, timeline
from pia_tui.rules.changes.timing import TimingAnswers, joined, overall, timing_of

TEXT = st.text(alphabet="あ市民。\n①A1（）　", max_size=60)


def change(star: bool, kind: str = "changed") -> ItemChange:
    important = ImportantChange(no=1, name="対象者の範囲") if star else None
    return ItemChange(kind, "I.1.2", "I.1.2", "Ⅰ", "前", "後", important)  # type: ignore[arg-type]


@given(TEXT)
def test_sentences_joined_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(TEXT, TEXT)
def test_what_is_not_marked_is_the_same_on_both_sides(before: str, after: str) -> None:
    def plain(text: str, spans: tuple[tuple[int, int], ...]) -> str:
        marks = {at for start, end in spans for at in range(start, end)}
        return "".join(char for at, char in enumerate(text) if at not in marks)

    one, other = marked(before, after)
    assert (one.text, other.text) == (before, after)
    assert plain(before, one.spans) == plain(after, other.spans)
    if before == after:
        assert one.spans == other.spans == ()


def test_a_changed_word_is_marked_on_both_sides() -> None:
    before, after = "市民課が、週に1回確かめる。別の文。", "税務課が、週に1回確かめる。別の文。"
    one, other = marked(before, after)
    assert [before[a:b] for a, b in one.spans] == ["市民課"]
    assert [after[a:b] for a, b in other.spans] == ["税務課"]


def test_long_texts_show_the_sentences_that_changed() -> None:
    rest = "".join(f"変わらない文その{number}です。" for number in range(30))
    one, other = excerpts(f"{rest}古い文です。{rest}", f"{rest}新しい文です。{rest}")
    assert one == "（略）\n古い文です。（略）"
    assert other == "（略）\n新しい文です。（略）"
    one, other = excerpts(rest, f"{rest}足した文です。")
    assert one.endswith("変わらない文その29です。")
    assert other.endswith("変わらない文その29です。足した文です。")
    assert excerpts("短い", "みじかい") == ("短い", "みじかい")


@given(st.lists(TEXT, max_size=8), st.lists(TEXT, max_size=8))
def test_an_excerpt_leaves_out_only_what_both_have(before: list[str], after: list[str]) -> None:
    old, new = "。".join(before), "。".join(after)
    one, other = excerpts(old, new, long_text=0)
    for shown, whole in ((one, old), (other, new)):
        for part in shown.replace("（略）\n", "（略）").split("（略）"):
            assert part.strip("\n") in whole
    if old == new and len(sentences(old)) > 0:
        assert one.strip("\n") in ("（略）", "")


@pytest.mark.parametrize(
    ("star", "risk", "in_force", "timing", "important", "questions", "article"),
    [
        (False, None, None, "事後", False, (), "第14条第3項"),
        (False, None, False, "事前", False, (), "第14条第3項"),
        (True, None, None, "", None, ("risk", "in_force"), ""),
        (True, True, None, "", None, ("in_force",), ""),
        (True, None, True, "", None, ("risk",), ""),
        (True, True, False, "事前", True, (), "第7条第1項後段"),
        (True, True, True, "事後", True, (), "第9条第2項"),
        (True, False, False, "事前", False, (), "第14条第3項"),
        (True, False, True, "事後", False, (), "第14条第3項"),
    ],
)
def test_two_questions_decide_the_time(
    star: bool,
    risk: bool | None,
    in_force: bool | None,
    timing: str,
    important: bool | None,
    questions: tuple[str, ...],
    article: str,
) -> None:
    found = timing_of(change(star), "zenkoumoku", TimingAnswers(risk, in_force))
    assert (found.text, found.important, found.open) == (timing, important, questions)
    assert article in found.note
    assert bool(found.problem) == (risk is True and in_force is True)
    assert "{" not in found.note


def test_the_article_is_that_of_the_level_and_a_move_is_no_question() -> None:
    assert "第6条第1項後段" in timing_of(change(True), "juten", TimingAnswers(True, False)).note
    moved = timing_of(change(True, "moved"), "juten")
    assert (moved.text, moved.important, moved.open) == ("事後", False, ())


def test_the_gravest_change_decides_a_row_and_the_whole() -> None:
    grave = timing_of(change(True), "juten", TimingAnswers(True, False))
    light = timing_of(change(False), "juten")
    waiting = timing_of(change(True), "juten")
    assert joined([light, grave]) == grave
    assert joined([grave, waiting]).open == ("risk", "in_force")
    assert overall([light, grave]) == "again"
    assert overall([light, waiting]) == "correction"
    assert overall([]) is None


@pytest.mark.parametrize("form_id", form_ids())
def test_the_words_of_the_table_are_choices_of_every_form(form_id: str) -> None:
    table = annex_table(load_form(form_id))
    assert table is not None
    item = load_form(form_id).item(table.columns["change_timing"])
    assert item is not None
    assert set(change_rules().timings.values()) <= set(item.choice_texts)
    assert set(table.columns) == {
        "change_date",
        "change_item",
        "change_before",
        "change_after",
        "change_timing",
        "change_note",
    }


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sampled_from(["kiso", "juten", "zenkoumoku"]))
def test_the_steps_end_the_day_before_the_change_and_follow_each_other(effect: date, level: str) -> None:
    plan = timeline("again", level, effect, today=date(2019, 1, 1))
    assert plan.steps[-1].end == effect - timedelta(days=1)
    for one, other in zip(plan.steps, plan.steps[1:], strict=False):
        assert other.start == one.end + timedelta(days=1)
    for step in plan.steps:
        assert (step.end - step.start).days + 1 == step.days
    assert len(plan.notes) == 1


def test_what_follows_for_each_level() -> None:
    effect, today = date(2027, 4, 1), date(2026, 6, 1)
    plan = timeline("again", "zenkoumoku", effect, today=today)
    assert [step.id for step in plan.steps] == ["draft", "opinions", "revise", "review", "submit", "publish"]
    opinions = plan.steps[1]
    assert (opinions.start, opinions.end, opinions.statutory) == (date(2027, 2, 7), date(2027, 3, 8), True)
    submit = next(step for step in plan.steps if step.id == "submit")
    assert "基礎項目評価書" in submit.what
    assert "計画管理書" in submit.what
    assert "第5条第1項後段" in submit.source
    assert "第3条" in submit.source
    juten = timeline("again", "juten", effect, today=today)
    assert {step.id for step in juten.steps if step.optional} == {"opinions", "review"}
    for level in ("kiso", "juten", "zenkoumoku"):
        fixed = timeline("correction", level, effect, today=today, in_force=True)
        assert [step.id for step in fixed.steps] == ["correct", "submit", "publish"]
        assert fixed.steps[0].start == fixed.start == today
        for one, other in zip(fixed.steps, fixed.steps[1:], strict=False):
            assert other.start == one.end + timedelta(days=1)
        assert [(step.end - step.start).days + 1 for step in fixed.steps] == [step.days for step in fixed.steps]
        assert len(fixed.notes) == 1
        assert "計画管理書" in fixed.steps[1].what


def test_a_short_hearing_wants_its_reason_and_a_late_plan_says_so() -> None:
    effect, today = date(2027, 4, 1), date(2027, 3, 1)
    for reason in ("", " ", "―", "短縮していない。"):
        with pytest.raises(TooShort, match="理由"):
            timeline("again", "zenkoumoku", effect, today=today, hearing_days=29, hearing_reason=reason)
    plan = timeline(
        "again", "zenkoumoku", effect, today=today, hearing_days=20, hearing_reason="災害への対応で急ぐため"
    )
    assert plan.steps[1].days == 20
    assert any("もう過ぎています" in note for note in plan.notes)
    for days in (30, 31, 40):
        plan = timeline("again", "zenkoumoku", effect, today=today, hearing_days=days)
        assert plan.steps[1].days == days
        assert (plan.steps[1].end - plan.steps[1].start).days + 1 == days
        assert len(plan.notes) == 2


def test_a_plan_that_begins_today_is_not_late() -> None:
    effect = date(2027, 4, 1)
    start = timeline("again", "zenkoumoku", effect, today=date(2026, 1, 1)).start
    assert len(timeline("again", "zenkoumoku", effect, today=start).notes) == 1
    late = timeline("again", "zenkoumoku", effect, today=start + timedelta(days=1)).notes
    assert len(late) == 2
    assert "評価書の案を作る" in late[1]


def test_every_step_says_where_it_comes_from() -> None:
    for step in step_rules().steps:
        assert step.source
        assert "未確認" not in step.source + step.what
        assert step.days > 0
