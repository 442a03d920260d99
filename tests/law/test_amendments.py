"""号ズレ: what is old, what may be put right unasked, what is asked, and what stays."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pia_tui.law import amendments as module
from pia_tui.law.amendments import Stale, amendments, stale

TODAY = date(2026, 11, 30)


def sure_text(text: str, heading: str = "", today: date = TODAY) -> str:
    """The text with everything put right that needs no question."""
    for one in reversed(stale(text, today, heading)):
        if one.sure and one.new is not None:
            text = text[: one.start] + one.new + text[one.end :]
    return text


def asked(text: str, heading: str = "") -> list[tuple[str, str | None]]:
    return [(one.old, one.new) for one in stale(text, TODAY, heading) if not one.sure]


PUT_RIGHT = [
    ("番号法第19条第7号　別表第二", "番号法第19条第8号に基づく主務省令第2条の表"),
    ("番号法第１９条第７号及び別表第二", "番号法第１９条第８号及び主務省令第2条の表"),
    ("番号法第19条第8号別表第2の第1欄", "番号法第19条第8号に基づく主務省令第2条の表の第1欄"),
    ("番号法別表第二に定める事務", "番号法第19条第8号に基づく主務省令第2条の表に定める事務"),
    ("番号法第十九条第七号による情報照会", "番号法第十九条第八号による情報照会"),
    ("番号法第9条第1項 別表第一の16、30、68及び59の項", "番号法第9条第1項 別表の24、44、100、85の項"),
    ("番号法第９条第１項　別表第一　第９項、第３７項", "番号法第９条第１項　別表の１０、５６の項"),
    ("番号法第9条第1項別表第1(別紙2を参照)", "番号法第9条第1項別表(別紙2を参照)"),
    ("国民年金法による年金に関する事務（別表1-31）", "国民年金法による年金に関する事務（別表の46の項）"),
    ("番号法第27条に基づく特定個人情報保護評価", "番号法第28条に基づく特定個人情報保護評価"),
    ("番号法第9条第3項（個人番号関係事務）", "番号法第9条第4項（個人番号関係事務）"),
    ("番号法第2条第14項の情報提供ネットワークシステム", "番号法第2条第15項の情報提供ネットワークシステム"),
    ("番号法施行令第8条の検査用数字", "番号法施行令第6条の検査用数字"),
    ("特定個人情報保護委員会に届け出る", "個人情報保護委員会に届け出る"),
    ("内閣府・総務省令で定める", "デジタル庁・総務省令で定める"),
    (
        "総務大臣が設置・管理する情報提供ネットワークシステム",
        "内閣総理大臣が設置・管理する情報提供ネットワークシステム",
    ),
    ("行政機関の保有する個人情報の保護に関する法律による", "個人情報の保護に関する法律による"),
]


@pytest.mark.parametrize(("old", "new"), PUT_RIGHT)
def test_what_is_sure_is_put_right_and_then_stays(old: str, new: str) -> None:
    assert sure_text(old) == new
    assert sure_text(new) == new


STAYS = [
    "番号法第19条第8号に基づく主務省令第2条の表 1、2、3の項",
    "番号法第9条第1項　別表の24の項",
    "特定個人情報保護委員会規則第1号、特定個人情報保護委員会告示第4号",
    "行政手続における特定の個人を識別するための番号の利用等に関する法律別表第一の主務省令で定める事務を定める命令"
    "（平成26年内閣府・総務省令第5号）第24条",
    "「別表第二」を「別表」に改める規定",
    "番号法第27条に基づく特定個人情報保護評価指針",
    "番号法第28条第1項",
    "郡山市個人番号の利用に関する条例第4条及び別表第2の5の項",
    "住民基本台帳法別表第一の57の4の項",
    "住民基本台帳法第30条の6及び番号法第19条第7号による提供",
    "介護保険被保険者証の交付",
    "個人情報保護委員会",
    "国民健康保険法第9条第3項",
    "旧特例給付の支給、特例給付費",
    "電波法による総務大臣の免許",
]


@pytest.mark.parametrize("text", STAYS)
def test_what_is_right_today_is_not_touched(text: str) -> None:
    assert [(one.old, one.new) for one in stale(text, TODAY)] == []


ASKED: list[tuple[str, list[tuple[str, str | None]]]] = [
    ("番号法第19条第7号", [("第7号", "第8号")]),
    ("別表第二の第1欄に掲げる者", [("別表第二", "番号法第19条第8号に基づく主務省令第2条の表")]),
    ("番号法第9条第1項　別表第一の5の項", [("別表第一の5の項", None)]),
    ("番号法第19条第10号、同法施行令第26条及び同令別表第8項", [("第10号", "第15号")]),
    ("番号法第9条第3項", [("第3項", "第4項")]),
    ("沼津市個人情報保護条例第15条", [("個人情報保護条例", "個人情報の保護に関する法律")]),
    ("国民健康保険被保険者証", [("被保険者証", "資格確認書等")]),
    ("通知カードを送付する", [("通知カード", "個人番号通知書")]),
    ("児童手当又は特例給付の支給", [("特例給付", "児童手当")]),
]


@pytest.mark.parametrize(("text", "places"), ASKED)
def test_what_may_be_right_or_not_is_asked_with_a_reason(text: str, places: list[tuple[str, str | None]]) -> None:
    assert asked(text) == places
    assert all(one.question for one in stale(text, TODAY))
    assert sure_text(text) == text


def test_the_heading_of_an_item_answers_the_question() -> None:
    assert sure_text("番号法第19条第7号", "５．情報提供ネットワークシステムによる情報連携") == "番号法第19条第8号"


def test_a_list_is_counted_anew_where_the_text_says_what_it_lists() -> None:
    text = (
        "番号法第19条第7号及び別表第二\n（別表第二における情報提供の根拠）：第三欄（情報提供者）が「市町村長」の項のうち、"
        "第四欄（特定個人情報）に「児童手当関係情報」が含まれる項（26、30、87の項）"
    )
    assert sure_text(text) == (
        "番号法第19条第8号及び主務省令第2条の表\n（主務省令第2条の表における情報提供の根拠）：第三欄（情報提供者）が「市町村長」の項のうち、"
        "第四欄（利用特定個人情報）に「児童手当関係情報」が含まれる項（42、53、76、125、141、161の項）"
    )


def test_no_new_table_gets_the_old_rows() -> None:
    text = "番号法第19条第7号及び別表第二（別表第二における情報照会の根拠：27の項）"
    assert sure_text(text) == text.replace("第7号", "第8号")
    assert ("27の項", None) in asked(text)


def test_only_what_is_in_force_counts() -> None:
    text = "番号法別表第二及び通知カード"
    assert stale(text, date(2020, 1, 1)) == []
    assert [one.amendment.id for one in stale(text, date(2021, 1, 1))] == ["tsuuchi"]


def test_every_entry_tells_when_how_sure_and_from_where() -> None:
    for amendment in amendments():
        assert amendment.title
        assert amendment.sure
        assert amendment.source
        assert amendment.words or amendment.moves or amendment.tables or amendment.titles
        if amendment.moves:
            assert amendment.ask
    assert len({one.id for one in amendments()}) == len(amendments())
    places = sum(len(one.words) + len(one.moves) + len(one.tables) + len(one.titles) for one in amendments())
    assert places >= 20


def test_a_new_change_of_the_law_is_an_entry_of_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "amendments.yaml").write_text(
        "amendments:\n"
        "  - id: new_name\n"
        "    title: 庁の名が変わった\n"
        "    since: 2026-10-01\n"
        "    sure: 確か\n"
        "    source: 法律\n"
        "    words: [{old: 甲庁, new: 乙庁}]\n",
        "utf-8",
    )
    monkeypatch.setattr(module, "_folders", [tmp_path])
    module.forget()
    try:
        found: list[Stale] = stale("甲庁へ届け出る", TODAY)
        assert [(one.old, one.new, one.sure) for one in found] == [("甲庁", "乙庁", True)]
        assert stale("特定個人情報保護委員会", TODAY)
    finally:
        monkeypatch.undo()
        module.forget()
