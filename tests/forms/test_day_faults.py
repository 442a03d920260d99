"""Each way in which a date can be wrong has its own reason."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.forms import BadValue
from pia_tui.forms.day_faults import day_fault, past_end_words
from pia_tui.forms.values import read_day
from pia_tui.forms.wareki import parse_date, to_wareki


@pytest.mark.parametrize(("text", "reason"), [
    ("令和8年2月30日", "令和8年の2月に30日はありません（28日までです）。"),
    ("令和6年2月30日", "令和6年の2月に30日はありません（29日までです）。"),
    ("Ｒ８．２．２９", "令和8年の2月に29日はありません（28日までです）。"),
    ("2025-04-31", "4月に31日はありません（30日までです）。"),
    ("2月30日", "2月に30日はありません（29日までです）。"),
    ("令和8年4月0日", "4月に0日はありません（30日までです）。"),
    ("令和8年13月1日", "13月という月はありません（1月から12月までです）。"),
    ("R8.0.1", "0月という月はありません（1月から12月までです）。"),
    ("令和元年4月1日", "令和は元年5月1日からです（この日は平成31年4月1日）。"),
    ("昭和元年1月1日", "昭和は元年12月25日からです（この日は大正15年1月1日）。"),
    ("明治元年1月1日", "明治は元年10月23日からです。"),
    ("昭和65年4月1日", "昭和は64年1月7日までです（この日は平成2年4月1日）。"),
    ("昭和64年1月8日", "昭和は64年1月7日までです（この日は平成元年1月8日）。"),
    ("大正99年4月1日", "大正は15年12月24日までです（この日は平成22年4月1日）。"),
    ("令和0年4月1日", "令和0年という年はありません（令和元年からです）。"),
    ("令和9999年4月1日", "令和9999年は、先すぎて日付として扱えません。"),
    ("1700-01-01", "明治より前の日は書けません。"),
    ("慶応3年4月1日", "「慶応」という元号はありません（使えるのは 令和・平成・昭和・大正・明治）。"),
    ("8年4月1日", "「8年」が、どの元号の年か分かりません（西暦なら4桁で書きます）。"),
    ("元年5月1日", "「元年」が、どの元号の年か分かりません（西暦なら4桁で書きます）。"),
    ("20255年4月1日", "西暦20255年という年は書けません（4桁で書きます）。"),
    ("令和7年4月", "「令和7年4月」には、日がありません（何日かまで書きます）。"),
    ("R7.4", "「R7.4」には、日がありません（何日かまで書きます）。"),
    ("令和7年", "「令和7年」には、月と日がありません。"),
    ("4月15日", "「4月15日」には、年がありません。"),
    ("43922", "「43922」は数字だけで、年・月・日に分けられません。Excel の日付の番号なら 令和2年4月1日 です。"),
    ("99999", "「99999」は数字だけで、年・月・日に分けられません。"),
    ("稼働時", "「稼働時」は日付として読めません。"),
    ("", "日付がありません。"),
])  # fmt: skip
def test_the_reason(text: str, reason: str) -> None:
    assert parse_date(text) is None
    assert day_fault(text) == reason
    with pytest.raises(BadValue, match="のどれかの形で") as raised:
        read_day(text)
    assert raised.value.what in (reason, f"「{text}」：{reason}")
    assert text in raised.value.what, "what was typed is said"


@given(st.text(st.sampled_from("令和平成昭R元年月日./-0123456789９慶 あ"), max_size=14))
def test_there_is_always_one(text: str) -> None:
    if parse_date(text) is None:
        assert day_fault(text).endswith("。")


@given(st.dates(date(1868, 10, 23), date(2090, 12, 31)))
def test_a_day_as_it_is_written_is_past_no_end(day: date) -> None:
    assert past_end_words(to_wareki(day)) == ""


def test_a_day_of_an_era_that_has_ended_is_read_and_told() -> None:
    assert read_day("平成37年4月15日") == date(2025, 4, 15)
    assert past_end_words("平成37年4月15日") == "平成は31年4月30日までです"
