"""The line breaker: nothing lost, nothing over the measure, no sign where it may not stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.export.pdf.linebreak import MOST_SQUEEZE, MOST_TRACKING, TextLine, break_text

SIZE = 10.0


class _Widths(dict[str, int]):
    def __missing__(self, char: str) -> int:
        return 500 if char.isascii() or "｡" <= char <= "ﾟ" else 1000


WIDTHS = _Widths()
NOT_FIRST = set("、。，．・：；！？）］」』】〉》々ー〜ぁぃぅっゃゅょァィゥッャュョ%％℃")
NOT_LAST = set("（［「『【〈《")

PROSE = st.text(
    alphabet=st.sampled_from(
        "個人番号を利用する事務の、。・「」（）『』！？ーっゃュッ々０１２3456789年月日人件%％ABCxyz /-_…―\n　"
    ),
    max_size=200,
)
MEASURES = st.floats(min_value=1, max_value=500)


def lines_of(text: str, measure: float) -> list[str]:
    return [line.text for line in break_text(text, WIDTHS, SIZE, measure)]


def end_of(line: TextLine) -> float:
    seen = line.text.rstrip(" 　")
    return line.x + sum(map(WIDTHS.__getitem__, seen)) * SIZE / 1000 + line.tracking * max(0, len(seen) - 1)


@given(PROSE, MEASURES)
def test_no_character_is_lost_or_moved(text: str, measure: float) -> None:
    broken = break_text(text, WIDTHS, SIZE, measure)
    paragraphs, waiting = [], ""
    for line in broken:
        waiting += line.text
        if not line.goes_on:
            paragraphs.append(waiting)
            waiting = ""
    assert paragraphs == [paragraph.rstrip(" 　") for paragraph in text.split("\n")]


@given(PROSE, MEASURES)
def test_no_line_is_wider_than_the_measure(text: str, measure: float) -> None:
    for line in break_text(text, WIDTHS, SIZE, measure):
        assert end_of(line) <= measure + 0.02 or len(line.text.strip()) == 1
        assert -MOST_SQUEEZE * SIZE / 1000 <= line.tracking <= MOST_TRACKING * SIZE / 1000
        assert line.width <= measure + 0.02 or len(line.text.strip()) == 1


@given(
    st.lists(
        st.sampled_from(["事務", "番号", "の", "を", "、", "。", "（", "）", "「", "」", "ー", "っ", "・", "！"]),
        max_size=120,
    ),
    st.floats(min_value=160, max_value=500),
)
def test_no_sign_stands_where_it_may_not(parts: list[str], measure: float) -> None:
    # Runs of signs longer than the line cannot be helped; real prose has no more than a few in a row.
    text, signs = "", 0
    for part in parts:
        signs = 0 if part in ("事務", "番号", "の", "を") else signs + 1
        text += part if signs <= 4 else "事務"
    broken = lines_of(text, measure)
    assert not any(line[0] in NOT_FIRST for line in broken[1:])
    assert not any(line[-1] in NOT_LAST for line in broken[:-1])


@given(
    st.integers(0, 30),
    st.sampled_from(
        ["12,500人", "第19条", "令和5年", "3か月", "24時間", "1,000万人", "0.5%", "令和元年度", "10項目", "２５℃"]
    ),
)
def test_a_number_stays_with_its_unit(before: int, number: str) -> None:
    text = "あ" * before + number + "い" * 40
    assert any(number in line for line in lines_of(text, 150.0))


@pytest.mark.parametrize("word", ["LGWAN", "identification", "TLS", "a@example.lg.jp"])
def test_a_latin_word_is_not_cut(word: str) -> None:
    for before in range(25):
        assert any(word in line for line in lines_of("あ" * before + word + "い" * 30, 160.0))


def test_an_address_is_cut_after_its_signs_only() -> None:
    text = "詳しくは https://www.city.example.lg.jp/soshiki/joho/kiban/index.html?id=10023&lang=ja#sec-2_1 を見る。"
    broken = lines_of(text, 150.0)
    assert "".join(broken) == text
    for line in broken[:-1]:
        assert line[-1] in "/?&=-_#. " or not line[-1].isascii()
    assert not any(line.endswith(("https:", "https:/")) for line in broken)


def test_dashes_and_leaders_stay_in_pairs() -> None:
    for before in range(14):
        for pair in ("――", "……"):
            broken = lines_of("あ" * before + pair + "い" * 20, 100.0)
            assert any(pair in line for line in broken)


@pytest.mark.parametrize(
    ("marker", "indent"),
    [("①", 10.0), ("・", 10.0), ("(1) ", 20.0), ("１．", 20.0), ("　○", 20.0), ("※", 10.0), ("ア．", 20.0)],
)
def test_the_lines_of_a_list_item_begin_where_its_text_begins(marker: str, indent: float) -> None:
    broken = break_text(marker + "あ" * 60, WIDTHS, SIZE, 150.0)
    assert broken[0].x == 0
    assert {line.x for line in broken[1:]} == {indent}
    assert all(line.x == 0 for line in break_text(marker + "あ" * 60, WIDTHS, SIZE, 150.0, hanging=False))


@pytest.mark.parametrize("start", ["1,000人以上が", "10万人以上の", "令和5年に", "　字下げした段落が", "……と"])
def test_what_is_no_marker_does_not_hang(start: str) -> None:
    assert {line.x for line in break_text(start + "あ" * 60, WIDTHS, SIZE, 150.0)} == {0.0}


def test_lines_fill_the_measure() -> None:
    broken = break_text("特定個人情報ファイルを、取り扱う事務において" * 8, WIDTHS, SIZE, 403.0)
    assert all(end_of(line) == pytest.approx(403.0, abs=0.01) for line in broken[:-1])


def test_spaces_at_the_end_of_a_line_are_not_counted() -> None:
    first, second = break_text("あいうえお　 かきくけこ", WIDTHS, SIZE, 50.0)
    assert (first.text, first.width, second.text) == ("あいうえお　 ", 50.0, "かきくけこ")


def test_a_word_longer_than_the_line_is_cut() -> None:
    broken = lines_of("x" * 100, 100.0)
    assert [len(line) for line in broken] == [20] * 5


def test_selectors_and_marks_stay_with_their_character() -> None:
    text = "葛\U000e0100" * 40
    assert not any(line[0] == "\U000e0100" for line in lines_of(text, 95.0))


def test_blank_lines_are_kept() -> None:
    assert lines_of("一行目\n\n三行目\n", 100.0) == ["一行目", "", "三行目", ""]


def test_an_accented_word_is_kept_whole() -> None:
    text = "あ" * 5 + "Genève" + "あ" * 5
    assert any("Genève" in line for line in lines_of(text, 80))
