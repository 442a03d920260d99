"""Choices and marks in all their spellings; blank is unknown, never no."""

from __future__ import annotations

import pytest

from pia_tui.forms import load_form
from pia_tui.ingest.text import ImportedText, read_text
from pia_tui.ingest.text.choices import read_choice
from pia_tui.ingest.text.marks import read_marks
from pia_tui.ingest.text.reading import Reading

HEAD = "特定個人情報保護評価書（重点項目評価書）\nⅡ　特定個人情報ファイルの概要\n"
BANDS = ("10人未満", "10人以上50人未満", "50人以上100人未満", "100人以上500人未満")
ENOUGH = ("特に力を入れている", "十分である", "課題が残されている")
WAYS = ("情報提供ネットワークシステム", "専用線", "電子メール", "フラッシュメモリ", "紙", "その他")


def choice(text: str, options: tuple[str, ...] = ENOUGH) -> tuple[str, bool]:
    reading = Reading(text)
    found = read_choice(reading, 0, len(reading.clean), options)
    return found.value, found.sure


def marks(text: str) -> tuple[list[str], dict[str, str]]:
    reading = Reading(text)
    found = read_marks(reading, 0, len(reading.clean), WAYS, [False] * 5 + [True])
    texts = {each.option: reading.clean[slice(*each.text)] for each in found.options if each.text}
    return found.chosen(), texts


@pytest.mark.parametrize(
    "text",
    [
        "[十分である] <選択肢> 1) 特に力を入れている 2) 十分である 3) 課題が残されている",
        "＜選択肢＞ １） 特に力を入れている ２） 十分である ３） 課題が残されている [ 十分である ]",
        "<選択肢> 1) 特に力を入れている [十分である] 2) 十分である 3) 課題が残されている",
        "<p>[十分である]</p> <p style='x'><選択肢> 1) 特に力を入れている</p> <p>2) 十分である</p>",
        "[ 十分で\nある ]\n＜選択肢＞\n1） 特に力を入れている\n2） 十分である",
        '<input type="checkbox"/> 十分である <small><選択肢></small> 1) 特に力を入れている 2) 十分である',
        "[] 十分である [] ^{<選択肢>} 1) 特に力を入れている 2) 十分である 3) 課題が残されている",
        "十分である",
        "［　十分である　］",
        "特に力を入れている 十分である 課題が残されている 十分である",
        "1) 特に力を入れている ○2) 十分である 3) 課題が残されている",
        "[ ] 1) 特に力を入れている [○] 2) 十分である [ ] 3) 課題が残されている",
        "[十分である] <選択肢> 1) 十分に力を入れている 2) 十分である 3) 課題が残されている",
        "[十分であろ] <選択肢> 1) 特に力を入れている 2) 十分である 3) 課題が残されている",
    ],
)
def test_the_option_that_stands_apart_is_the_answer(text):
    assert choice(text)[0] == "十分である"


@pytest.mark.parametrize(
    "text",
    [
        "[] <選択肢> 1) 特に力を入れている 2) 十分である 3) 課題が残されている",
        "特に力を入れている 十分である 課題が残されている",
        "<選択肢> 1) 特に力を入れている 2) 十分である 3) 課題が残されている",
        "特に力を入れている 十分である",
        "",
    ],
)
def test_nothing_apart_is_no_answer(text):
    assert choice(text)[0] == ""


def test_options_that_hold_each_other_are_told_apart():
    listed = " ".join(f"{n}) {text}" for n, text in enumerate(BANDS, start=1))
    for band in BANDS:
        assert choice(f"[{band}] <選択肢> {listed}", BANDS)[0] == band


@pytest.mark.parametrize(
    "text",
    [
        "[○] 専用線 [] 電子メール [○] 紙 [] その他 ()",
        "[ ○ ] 専用線　[　] 電子メール　[ 〇 ] 紙　[ ] その他（　）",
        "[O] 専用線 [] 電子メール [◯] 紙 [] その他 ()",
        '[<input checked="" type="checkbox"/>] 専用線 [<input type="checkbox"/>] 電子メール [<input checked>] 紙',
        '[<input type="radio"/>] 専用線 [<input type="checkbox"/>] 電子メール [<input type="radio"/>] 紙',
        '[<input type="radio"/>] 専用線 [] 電子メール [<input type="radio"/>] 紙',
        "☑ 専用線 ☐ 電子メール ☑ 紙 ☐ その他",
        "■専用線　□電子メール　■紙",
        "- [x] 専用線\n- [ ] 電子メール\n- [x] 紙",
        "[\\bigcirc] 専用線 [] 電子メール [\\bigcirc] 紙",
        "(○) 専用線 ( ) 電子メール (○) 紙",
        "[○] 専用緯 [] 電子メール [○] 紙",
    ],
)
def test_marks_in_all_their_spellings(text):
    assert marks(text)[0] == ["専用線", "紙"]


@pytest.mark.parametrize(
    "text",
    [
        "[] 専用線 [] 電子メール [] 紙",
        '[<input type="checkbox"/>] 専用線 [<input type="checkbox"/>] 紙',
        '<input type="checkbox"/> 専用線 <input type="checkbox"/> 紙',
        "[ ] 専用線 [ ] 紙",
    ],
)
def test_blank_marks_say_nothing(text):
    assert marks(text)[0] == []


def test_the_bracket_of_an_option_holds_its_own_text():
    chosen, texts = marks("[] 紙 [○] その他 (住基システム(旧)) ")
    assert chosen == ["その他"]
    assert texts == {"その他": "住基システム(旧)"}


def imported(text: str) -> ImportedText:
    return read_text(HEAD + text, "juten_h30")


def path(found: ImportedText, key: str) -> object:
    from pia_tui.assessment import Assessment

    return Assessment(load_form(found.form_id), found.state).get(key)


def test_blank_marks_stay_unanswered_and_are_listed():
    found = imported("３．特定個人情報の入手・使用\n②入手方法\t[] 紙 [] 専用線 [] その他 (窓口)\n")
    assert found.state.get("II[1].3.2") is None
    assert path(found, "II[1].3.2.8") == "窓口"
    assert [each.path for each in found.report.doubtful] == ["II[1].3.2"]


def test_flags_and_counts_stand_beside_their_marks():
    found = imported(
        "５．特定個人情報の提供・移転（委託に伴うものを除く。）\n"
        "提供・移転の有無\t[○] 提供を行っている (55) 件 [ ] 移転を行っている (　) 件 [ ] 行っていない\n"
    )
    assert path(found, "II[1].5.1.1") is True
    assert path(found, "II[1].5.1.1.1") == 55
    assert [key for key in found.state if "5.1.2" in key or "5.1.3" in key] == []


def test_no_mark_at_all_among_flags_that_exclude_each_other_is_doubtful():
    found = imported(
        "５．特定個人情報の提供・移転（委託に伴うものを除く。）\n"
        "提供・移転の有無\t[] 提供を行っている () 件 [] 移転を行っている () 件 [] 行っていない\n"
    )
    assert [each.path for each in found.report.doubtful] == ["II[1].5.1"]
    assert not found.report.placed


def test_a_choice_that_the_form_does_not_have_goes_to_the_tray():
    found = imported("２．基本情報\n①ファイルの種類\t[紙の台帳] <選択肢> 1) システム用ファイル\n")
    assert not found.report.placed
    assert [each.text for each in found.report.unplaced] == ["[紙の台帳]"]
    assert found.report.unplaced[0].near == "II[1].2.1"
