"""What could not be read in the original is said with the line that mends it, and never printed."""

from __future__ import annotations

from pathlib import Path

import pia_tui
from pia_tui.forms import form_ids, load_form
from pia_tui.rules.threshold_data import rules
from pia_tui.rules.unread import unread, unread_of_level


def test_every_statement_names_a_line_of_a_file_that_is_there() -> None:
    found = unread()
    assert {one.file for one in found} >= {"forms/data/kiso_r6.yaml", "rules/data/threshold.yaml"}
    for one in found:
        file = Path(pia_tui.__file__).parent / one.file
        assert one.line.rpartition(".")[2] + ":" in file.read_text("utf-8")
        assert one.about
        assert one.text.endswith("。")


def test_it_is_told_where_the_form_or_the_answer_is_chosen() -> None:
    assert all(load_form(form_id).unread for form_id in form_ids())
    assert rules().definitions.incident.unread


def test_a_level_names_what_its_newest_forms_leave_open() -> None:
    said = unread_of_level("zenkoumoku")
    assert [text for text in said if "様式4" in text]
    assert [text for text in said if "様式2" in text]
    assert unread_of_level("none") == ()
