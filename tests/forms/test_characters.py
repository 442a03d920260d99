"""The door for characters, over all of Unicode: kept, turned, taken out or refused, and nothing joined by it."""

from __future__ import annotations

import re
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pia_tui.characters
from pia_tui.characters import RefusedCharacter, admit, radicals, rule_of, rules, with_ideographs
from pia_tui.forms import BadValue, clean_text
from pia_tui.forms.values import strip_unsafe
from pia_tui.store.search import fold

EVERY = [chr(code) for code in range(sys.maxunicode + 1)]


def tried(text: str) -> str | RefusedCharacter:
    """The text as it is kept, or why it is not."""
    try:
        return admit(text)
    except RefusedCharacter as error:
        return error


@pytest.mark.long
def test_every_character_has_a_rule_and_comes_out_settled() -> None:
    refused = turned = taken = 0
    for character in EVERY:
        rule = rule_of(character)
        assert rule.name
        kept = tried(f"前{character}後")
        if isinstance(kept, RefusedCharacter):
            refused += 1
            assert rule.becomes == "refuse", hex(ord(character))
            assert (kept.at, kept.line, kept.character, kept.name) == (1, 1, character, rule.name)
            continue
        assert rule.becomes != "refuse", hex(ord(character))
        assert kept.startswith("前")
        assert kept.endswith("後")
        assert admit(kept) == kept, hex(ord(character))
        inside = kept[1:-1]
        turned += inside not in ("", character)
        taken += not inside
        category = unicodedata.category(character)
        if category in ("Zl", "Zp"):
            assert inside == "\n"
        if category == "Zs":
            assert inside in (" ", "\u3000")
        if category[0] in "LNPS" and rule.becomes == "keep":
            assert unicodedata.normalize("NFC", inside) == unicodedata.normalize("NFC", character)
    assert refused > 760_000
    assert turned > 330
    assert 0 < taken < 10


def test_what_must_not_enter_does_not() -> None:
    for character in (*EVERY[:0x3100], *EVERY[0xD7A4:0x11000:7], *EVERY[0x11000::977]):
        category = unicodedata.category(character)
        is_line_end = character in "\t\n\x0b\x0c\r\x85"
        ideograph = 0x20000 <= ord(character) <= 0x3FFFD
        if (category in ("Cc", "Cs") and not is_line_end) or (category == "Cn" and not ideograph):
            with pytest.raises(BadValue, match=re.escape(f"U+{ord(character):04X}")):
                clean_text(f"あ\n{character}")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_line_ends_of_all_systems_and_word_processors_are_line_ends(end: str) -> None:
    assert admit(f"一行{end}二行") == "一行\n二行"
    assert admit(f"one{end}two{end}{end}three").split("\n") == ["one", "two", "", "three"]


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u2060", "\u00ad", "\u200d", "\u200c"])
def test_unseen_signs_go_and_join_no_words(sign: str) -> None:
    assert admit(f"住民{sign}基本{sign}台帳") == "住民基本台帳"
    assert admit(f"{sign}始め終わり{sign}") == "始め終わり"
    assert admit(f"first{sign}second") == "first second"
    assert admit(f"令和7年{sign}4月") == "令和7年4月"


def test_emoji_and_scripts_that_need_joiners_keep_them() -> None:
    family = "👨\u200d👩\u200d👧"
    assert admit(family) == family
    assert admit("क\u094d\u200dष") == "क\u094d\u200dष"


def test_radicals_become_the_ideographs_of_japanese() -> None:
    wanted = {
        "⼾": "戸",
        "⿊": "黒",
        "⾭": "青",
        "⻘": "青",
        "⿈": "黄",
        "⻩": "黄",
        "⻑": "長",
        "⻓": "長",
        "⺠": "民",
        "⻲": "亀",
    }
    assert {radical: radicals()[radical] for radical in wanted} == wanted
    assert admit("⼾籍、⻘少年、⺠生委員、⻑期") == "戸籍、青少年、民生委員、長期"
    for radical, ideograph in radicals().items():
        assert unicodedata.category(radical) == "So"
        assert unicodedata.category(ideograph) == "Lo"
        assert ideograph not in radicals()
        assert with_ideographs(radical) == ideograph
    assert len(radicals()) == 114 + 214


def test_the_radicals_are_those_of_unicode_but_for_reviewed_ones() -> None:
    """Each row of the table beside Unicode's own ideograph (EquivalentUnifiedIdeograph), over both blocks."""
    lines = Path(pia_tui.characters.__file__).with_name("characters_radicals.csv").read_text("utf-8").splitlines()
    rows = [line.split(",") for line in lines if line.startswith("U+")]
    blocks = [chr(code) for code in (*range(0x2E80, 0x2E9A), *range(0x2E9B, 0x2EF4), *range(0x2F00, 0x2FD6))]
    assert [row[1] for row in rows] == [sign for sign in blocks if sign != "\u2e80"], "U+2E80 has no ideograph"
    differing: dict[str, str] = {}
    for code, radical, ideograph, fact, reason in rows:
        assert code == f"U+{ord(radical):04X}"
        folded = unicodedata.normalize("NFKC", radical)
        assert folded in (radical, fact), "what Python knows of the radical agrees with the table"
        assert (ideograph != fact) is bool(reason), radical
        simplified = "C-SIMPLIFIED" in unicodedata.name(radical)
        if reason == "簡体字":
            assert simplified
        elif reason == "基本面の外":
            assert ord(fact) > 0xFFFF >= ord(ideograph)
        elif reason:
            assert reason == "標準の字"
            differing[radical] = f"{fact}{ideograph}"
        assert ord(ideograph) <= 0xFFFF
        if simplified or reason == "標準の字":
            assert ideograph.encode("iso2022_jp"), "a standard form of Japanese"
    assert differing == {"⼾": "戶戸", "⾭": "靑青", "⿈": "黃黄", "⿊": "黑黒", "⻱": "龜亀"}
    assert admit("\u2e80") == "\u2e80"


def test_characters_of_names_stay() -> None:
    for name in (
        "葛\U000e0100城",
        "辻\U000e0101",
        "祐\ufa4f神\ufa19",
        "髙﨑",
        "齋藤",
        "\U0002000b",
        "\ue000",
        "﨑\ufe00",
    ):
        assert admit(name) == name
    assert rule_of("\ue000").name == rule_of("\U000f0001").name == "外字"


def test_letters_and_their_marks_are_one_character() -> None:
    assert admit("か\u3099は\u309aウ\u3099e\u0301") == "がぱヴé"
    assert admit("\u1112\u1161\u11ab") == "한"
    assert admit("神\ufa19\u0301") == "神\ufa19\u0301", "a compatibility ideograph is no ideograph it looks like"
    assert admit(" \u0301") == " \u0301"


def test_a_variation_selector_does_not_blind_the_search() -> None:
    assert fold("葛\U000e0100城") == fold("葛城")
    assert fold("⼾籍") == fold("戸籍")
    assert fold("神\ufa19") == fold("神神")


def test_who_agrees_gets_the_text_without_what_is_refused() -> None:
    assert strip_unsafe("前\x1b[31m後\u202e") == "前[31m後"
    assert strip_unsafe("one\x07two") == "one two"


def test_the_message_names_kind_code_and_line() -> None:
    with pytest.raises(BadValue, match="文字の向きを変える印、U\\+202E") as caught:
        clean_text("一\n二\u202e三")
    assert "2 行目" in caught.value.what


@given(st.text(max_size=40))
def test_a_text_that_passed_passes_unchanged(text: str) -> None:
    try:
        kept = admit(text)
    except RefusedCharacter:
        kept = admit(text, refuse=False)
    assert admit(kept) == kept
    words = re.findall(r"[0-9A-Za-z]+", text)
    assert [word for word in re.findall(r"[0-9A-Za-z]+", kept) if word] == words or re.search(
        r"[0-9A-Za-z][\u0300-\u036f\u20d0-\u20ff]", text
    )


def test_the_table_decides_in_order_and_ends_with_all() -> None:
    assert not rules()[-1].range
    assert not rules()[-1].category
