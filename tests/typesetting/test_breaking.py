"""Where a line may break: one table and one breaker, whoever asks."""

from __future__ import annotations

import re
from itertools import accumulate

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pia_tui.export.pdf.linebreak import break_text
from pia_tui.tui.drawing.wrap import char_width, wrap_offsets
from pia_tui.typesetting import kinsoku
from pia_tui.typesetting.breaking import line_end

SIGNS = sorted(kinsoku.NOT_AT_START | kinsoku.NOT_AT_END)
TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("個人番号の事務をする年度か月件第約令和十万あっゃーABCxyz0123５６/-_.:@…―\u3099\U000e0100"),
        st.sampled_from(SIGNS),
    ),
    max_size=160,
)


class _CellWidths(dict[str, int]):
    """Widths for print that are those of the screen: 500 thousandths a cell."""

    def __missing__(self, char: str) -> int:
        return 500 * char_width(char)


def ends_in_print(text: str, cells: int) -> list[int]:
    lines = break_text(text, _CellWidths(), 10.0, cells * 5.0, hanging=False, even=False)
    return list(accumulate(len(line.text) for line in lines))[:-1]


@given(TEXTS, st.integers(2, 60))
@example("（※）…％㎡をㇷ゚€〒と«»‐‼㎏", 4)
def test_screen_and_print_break_a_line_at_the_same_places(text: str, cells: int) -> None:
    assert wrap_offsets(text, cells) == ends_in_print(text, cells)


@given(
    st.lists(st.sampled_from(["事務", "番号を", "、", "3か月", "LGWAN", "（", "）"]), max_size=60), st.integers(16, 60)
)
def test_spaces_change_the_room_of_a_line_and_no_rule(parts: list[str], cells: int) -> None:
    """A space hangs over the end in print and takes a cell on a screen; both break by the same rules."""
    text = "あ " + " ".join(parts)
    for end in (*wrap_offsets(text, cells), *ends_in_print(text, cells)):
        if not re.search(r"[、（）]{4}", text[max(0, end - 8) : end + 8].replace(" ", "")):
            assert kinsoku.signs_allow(text, end)
            assert kinsoku.cluster_start(text, 0, end) == end


@pytest.mark.parametrize("sign", SIGNS)
def test_no_sign_of_the_table_stands_at_the_wrong_end(sign: str) -> None:
    text = "あ" * 9 + sign + "あ" * 9
    for cells in range(8, 26):
        ends = wrap_offsets(text, cells)
        assert ends
        assert not (sign in kinsoku.NOT_AT_START and 9 in ends)
        assert not (sign in kinsoku.NOT_AT_END and 10 in ends)
        assert ends == ends_in_print(text, cells)


@pytest.mark.parametrize("sign", "※…‥①○－")
def test_a_sign_that_is_in_no_class_may_begin_a_line(sign: str) -> None:
    assert wrap_offsets("あ" * 5 + sign + "あ" * 9, 10)[0] == 5


@given(st.text(alphabet="0１2.,／約第令和元年年度か月間情報人条%㎡a/bＺéñ=_#-―…‥・十百万https:あ、", max_size=40))
def test_a_word_is_found_whole_from_any_place_in_it(text: str) -> None:
    """Where the search for a word begins (at the run of signs that words are made of) loses none of it."""
    for match in kinsoku._CLUSTER.finditer(text):
        assert set(match.group()) <= kinsoku._PARTS


@pytest.mark.parametrize(
    "number",
    [
        "3法人",
        "12か月分",
        "5ヶ月間",
        "２箇所",
        "令和元年度",
        "約1,000万人",
        "第19条",
        "10営業日",
        "0.5%",
        "100㎡",
        "3社",
    ],
)
def test_no_break_falls_into_a_number_and_what_it_counts(number: str) -> None:
    text = "あ" * 9 + number + "い" * 9
    for at in range(10, 9 + len(number)):
        assert kinsoku.cluster_start(text, 0, at) == 9 or not kinsoku.signs_allow(text, at)


@given(TEXTS, st.integers(0, 30))
def test_every_line_takes_something_and_fits_unless_one_character_does_not(text: str, cells: int) -> None:
    sums = list(accumulate(map(char_width, text), initial=0))
    start = 0
    while start < len(text):
        end = line_end(text, sums, start, cells, spaces_hang=False)
        assert end > start
        assert sums[end] - sums[start] <= cells or sums[end] == sums[start + 1]
        start = end


def test_a_mark_stays_with_its_letter_on_the_narrowest_line() -> None:
    assert wrap_offsets("か\u3099き\u3099", 1) == [2]
    assert wrap_offsets("葛\U000e0100飾", 1) == [2]
