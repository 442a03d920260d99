"""The （　） of a marked option is asked for, and a finding has one word everywhere."""

from __future__ import annotations

from datetime import date

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.rules.checks import check
from pia_tui.rules.completeness import is_asked, progress, unanswered
from pia_tui.rules.findings import Finding

BRACKET = "II[1].3.1.5"


def document(*marked: str) -> Assessment:
    made = Assessment.new(load_form("zenkoumoku_h30"))
    made.apply(made.change("II[1].3.1", list(marked)))
    return made


def test_the_bracket_of_a_marked_option_is_asked_and_counted() -> None:
    made = document("民間事業者")
    node = made.node(BRACKET)
    assert is_asked(made, node)
    assert node.path in [one.path for one in unanswered(made)]
    before = progress(made)
    made.apply(made.change(BRACKET, "印刷業者"))
    after = progress(made)
    assert (after.asked, after.answered) == (before.asked, before.answered + 1)


def test_without_the_mark_nobody_asks() -> None:
    made = document("本人又は本人の代理人")
    assert not is_asked(made, made.node(BRACKET))


def test_the_finding_comes_once() -> None:
    found = check(document("民間事業者"), date(2026, 11, 21))
    assert [one.rule for one in found if one.path == BRACKET] == ["empty_bracket"]


def test_every_finding_has_a_word() -> None:
    assert Finding("unanswered", "warning", "", "").word == "未記入"
    words = [Finding("date_in_future", level, "", "").word for level in ("error", "warning", "hint")]  # type: ignore[arg-type]
    assert len(set(words)) == 3
