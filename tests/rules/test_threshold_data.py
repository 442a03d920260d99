"""A broken decision table is refused, with its file and the line."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from pia_tui.datafile import BrokenData
from pia_tui.rules.threshold import Facts, judge, load_rules

GOOD = (files("pia_tui.rules") / "data" / "threshold.yaml").read_text("utf-8")


def line_of(part: str) -> int:
    return GOOD[: GOOD.index(part)].count("\n") + 1


def test_the_shipped_file_is_read(tmp_path: Path) -> None:
    copy = tmp_path / "threshold.yaml"
    copy.write_text(GOOD, "utf-8")
    assert load_rules(copy).rows[-1].lower == 300_000


def test_a_changed_number_changes_the_judgement_without_a_change_of_code(tmp_path: Path) -> None:
    copy = tmp_path / "threshold.yaml"
    copy.write_text(
        GOOD.replace('{lower: 300000, label: "30万人以上"}', '{lower: 200000, label: "20万人以上"}').replace(
            '"10万人以上30万人未満"', '"10万人以上20万人未満"'
        ),
        "utf-8",
    )
    assert judge(Facts(200_000, 0, False)).level == "juten"
    changed = judge(Facts(200_000, 0, False), load_rules(copy))
    assert changed.level == "zenkoumoku"
    assert changed.band == "20万人以上"


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("lower: 10000,", "lower: 12000,", "lower: 10000,", "合いません"),
        ("lower: 100000,", "lower: 9000,", "lower: 100000,", "大きく"),
        ("{lower: 0, label: \"1,000人未満\"}", "{lower: 1, label: \"1,000人未満\"}", "rows:\n", "0 から"),
        ("lower: 500,", "lower: five,", "lower: 500,", "lower"),
        ('label: "500人以上"', 'label: "501人以上"', 'label: "500人以上"', "合いません"),
        ("[{level: none, clauses: [small", "[{level: nothing, clauses: [small", "cells:\n", "nothing"),
        ("[{level: kiso, clauses: [kiso, kiso_band1", "[{level: zenkoumoku, clauses: [kiso, kiso_band1",
         "[{level: kiso, clauses: [kiso, kiso_band1", "軽く"),
        ("clauses: [kiso, kiso_band2, guideline]", "clauses: [kiso, kiso_band9, guideline]",
         "clauses: [kiso, kiso_band2", "kiso_band9"),
        ("clauses: [kiso_band2, guideline]\n    confidence: law", "clauses: []\n    confidence: law",
         "clauses: [kiso_band2, guideline]\n    confidence: law", "根拠"),
        ("confidence: derived", "confidence: unverified", "confidence: derived", "unverified"),
        ("  subjects_up: 対象人数があと{by}人", "  subjects_up: 対象人数があと{many}人", "  subjects_up:", "many"),
        ("  people:", "  peoples:", "sentences:\n", "people"),
        ("column_with_incident: 1}\n\ncolumns", "column_with_incident: 7}\n\ncolumns", "lower: 500", "列がありません"),
        ("    none: 特定個人情報保護評価の実施が義務付けられない\n", "", "results:\n  kiso:", "none"),
        ("confidence: page", "confidence: hearsay", "confidence: page", "hearsay"),
        ("  - id: small", "  - id: law", "  - id: small", "二度"),
        ("as_of: 2026-02-08", "as_of: someday", "as_of:", "as_of"),
        ("title:", "titel:", "", "titel|title"),
        ("columns:\n", "columns:\n\t- x\n", "columns:\n", "YAML"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, at: str, says: str) -> None:
    assert old in GOOD
    broken = tmp_path / "threshold.yaml"
    broken.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(BrokenData, match=says) as caught:
        load_rules(broken)
    assert "threshold.yaml の" in str(caught.value)
    if at:
        lines = [line for line, _ in caught.value.problems]
        assert any(abs(line - line_of(at)) <= 2 for line in lines), (lines, line_of(at))
