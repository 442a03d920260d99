"""Signs that a font's own names put in the place of others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.ingest.text import read_text
from pia_tui.ingest.text.folding import without_radicals

COVER = """[令和6年10⽉ 様式2]
特定個⼈情報保護評価書（基礎項⽬評価書）
評価書番号
7
評価書名
⾼齢者の⽣活⽀援に関する事務 基礎項⽬評価書
評価実施機関名
⻘⾕市⻑
公表⽇
令和7年5⽉1⽇
"""


def test_radicals_become_the_ideographs_they_stand_for() -> None:
    found = read_text(COVER)
    document = Assessment(load_form(found.form_id), found.state)
    assert document.by_role("document_name") == "高齢者の生活支援に関する事務 基礎項目評価書"
    assert document.by_role("body") == "青谷市長"
    assert document.by_role("published_on") == "令和7年5月1日"
    assert found.report.radicals == len(COVER) - len([one for one in COVER if not 0x2E80 <= ord(one) <= 0x2FD5])
    assert "ふつうの漢字に直しました" in found.report.summary()


def test_a_text_without_radicals_says_nothing_of_them() -> None:
    found = read_text(without_radicals(COVER)[0])
    assert found.report.radicals == 0
    assert "漢字" not in found.report.summary()


@given(st.text(st.characters(min_codepoint=0x2E70, max_codepoint=0x2FE0) | st.characters()))
def test_every_character_stays_where_it_was(text: str) -> None:
    plain, changed = without_radicals(text)
    assert len(plain) == len(text)
    assert changed == sum(old != new for old, new in zip(text, plain, strict=True))
    assert not any(0x2F00 <= ord(one) <= 0x2FD5 for one in plain)
    assert without_radicals(plain) == (plain, 0)
