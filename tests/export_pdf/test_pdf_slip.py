"""しきい値判断結果票: one page, the answers, the selected path, the result and its grounds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from pia_tui.export.pdf.render import PdfOptions
from pia_tui.export.pdf.threshold_slip import SlipHead, lay_out_slip, render_threshold_slip
from pia_tui.rules.threshold import Facts, judge, rules

CASES = [(999, 900, True), (1000, 0, False), (10000, 500, False), (250_000, 620, False), (300_000, 0, False)]
HEAD = SlipHead("住民基本台帳に関する事務", "みなと市長", date(2025, 4, 15))


def text_of(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


@pytest.mark.parametrize(("subjects", "handlers", "incident"), CASES)
def test_it_says_what_was_asked_answered_and_concluded(
    subjects: int, handlers: int, incident: bool, plain: Callable[[str], str], faults: Callable[[Any], dict[str, Any]]
) -> None:
    facts = Facts(subjects, handlers, incident, date(2025, 4, 1), date(2025, 3, 31))
    judgement = judge(facts)
    data = render_threshold_slip(judgement, HEAD)
    assert len(PdfReader(BytesIO(data)).pages) == 1
    text = plain(text_of(data))
    told = [HEAD.task, HEAD.body, judgement.text, judgement.reason, judgement.clause, judgement.band]
    days = ["令和7年4月15日", "令和7年4月1日", "令和7年3月31日"]
    for said in (*told, *days, *(shift.text for shift in judgement.distance)):
        assert plain(said) in text
    layout = lay_out_slip(judgement, HEAD, PdfOptions())
    assert set(faults(layout)) <= {"open"}  # its headings stand outside of tables
    assert len(layout.pages[0].frames) == 2  # the selected cell and the result


def test_files_without_duty_light_no_cell(plain: Callable[[str], str]) -> None:
    judgement = judge(Facts(50_000, 10, False, exempt=(rules().exempt_kinds[0].id,)))
    layout = lay_out_slip(judgement, SlipHead(), PdfOptions())
    assert len(layout.pages[0].frames) == 1
    assert plain(rules().exempt_kinds[0].label) in plain(text_of(render_threshold_slip(judgement)))


def test_equal_slips_are_equal_bytes() -> None:
    judgement = judge(Facts(250_000, 620, False))
    assert render_threshold_slip(judgement, HEAD) == render_threshold_slip(judgement, HEAD)
