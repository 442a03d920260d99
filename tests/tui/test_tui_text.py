"""Breaking Japanese into lines, and widths in cells."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.tui.drawing import glyphs
from pia_tui.tui.drawing.wrap import (
    char_width,
    cut_to,
    pad_to,
    text_width,
    wrap_offsets,
    wrapped,
)
from pia_tui.tui.widgets.wrapped_text import WrappedText
from pia_tui.typesetting.kinsoku import NOT_AT_END, NOT_AT_START

TEXTS = st.text(alphabet=st.sampled_from("あ漢ア、。（）「」ー①○aB 9.-ｶﾞ𠮷\u3099\U000e0100"), max_size=120)


@given(TEXTS, st.integers(8, 40))
def test_lines_fit_and_hold_every_character(text: str, width: int) -> None:
    lines, more = wrapped(text, width)
    assert not more
    assert "".join(lines) == text
    assert all(text_width(line) <= width for line in lines)


@given(st.text(alphabet="あいう、。（）「」ー", max_size=80), st.integers(20, 40))
def test_no_line_begins_or_ends_with_what_may_not(text: str, width: int) -> None:
    lines, _ = wrapped(text, width)
    runs = any(sign * 5 in text.translate(dict.fromkeys(map(ord, "あいう"), " ")) for sign in "、。（）「」ー")
    for before, after in pairwise(lines):
        tail = before[-9:] + after[:9]
        if all(sign in NOT_AT_START or sign in NOT_AT_END for sign in tail) or runs:
            continue  # nothing but such signs: the rule has to give way
        if sum(sign in NOT_AT_START or sign in NOT_AT_END for sign in tail) < 5:
            assert after[0] not in NOT_AT_START
            assert before[-1] not in NOT_AT_END


def test_a_word_in_latin_letters_is_kept_whole() -> None:
    assert wrapped("日本語の文にSystemという語", 16)[0] == ("日本語の文に", "Systemという語")


def test_a_mark_stays_with_its_letter() -> None:
    text = "か\u3099" * 12
    assert all(not line.startswith("\u3099") for line in wrapped(text, 9)[0])


def test_a_limit_says_that_more_follows() -> None:
    assert wrapped("一\n二\n三", 10, 2) == (("一", "二"), True)
    assert wrapped("一\n二", 10, 2) == (("一", "二"), False)


@pytest.mark.parametrize(
    ("text", "width"),
    [("①", 1), ("○", 1), ("～", 2), ("―", 1), ("ｶﾞ", 2), ("𠮷", 2), ("葛\U000e0100", 2), ("か\u3099", 2), ("※", 1)],
)
def test_widths_in_the_normal_style(text: str, width: int) -> None:
    assert text_width(text) == width


def test_the_safe_style_counts_ambiguous_signs_as_two_and_draws_none() -> None:
    glyphs.use_style(True)
    try:
        assert text_width("①②※") == 6
        assert char_width("○") == 2
        assert all(text_width(sign) == len(sign) for sign in vars(glyphs.glyphs()).values())
        assert text_width(pad_to("①の欄", 20)) == 20
    finally:
        glyphs.use_style(False)
    assert text_width("①②※") == 3


def test_cutting_and_filling() -> None:
    assert cut_to("あいうえお", 7) == "あいう…"
    assert pad_to("あ", 5) == "あ   "
    assert text_width(pad_to("①あいうえお", 8)) == 8


class _Lines:
    """The part of a Textual document that the wrapping looks at."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")

    @property
    def line_count(self) -> int:
        return len(self.lines)

    def get_line(self, index: int) -> str:
        return self.lines[index]


@given(st.text(alphabet="あ、a\n\t", max_size=60), st.integers(6, 20), st.data())
def test_an_edit_wraps_like_a_fresh_document(text: str, width: int, data: st.DataObject) -> None:
    document = _Lines(text)
    wrapped = WrappedText(document, width)  # type: ignore[arg-type]
    row = data.draw(st.integers(0, document.line_count - 1))
    column = data.draw(st.integers(0, len(document.lines[row])))
    inserted = data.draw(st.text(alphabet="い。\n", max_size=20))
    line = document.lines[row]
    document.lines[row : row + 1] = (line[:column] + inserted + line[column:]).split("\n")
    rows = inserted.count("\n")
    end = (row + rows, len(inserted.rpartition("\n")[2]) + (0 if rows else column))
    wrapped.wrap_range((row, column), (row, column), end)
    fresh = WrappedText(document, width)  # type: ignore[arg-type]
    assert wrapped._wrap_offsets == fresh._wrap_offsets
    assert wrapped._offset_to_line_info == fresh._offset_to_line_info
    for line_index in range(document.line_count):
        assert "".join(wrapped.get_sections(line_index)) == document.lines[line_index]


@given(st.text(alphabet="あ、a\n", min_size=1, max_size=60), st.integers(6, 20), st.data())
def test_places_and_offsets_agree(text: str, width: int, data: st.DataObject) -> None:
    wrapped = WrappedText(_Lines(text), width)  # type: ignore[arg-type]
    row = data.draw(st.integers(0, wrapped.document.line_count - 1))
    column = data.draw(st.integers(0, len(wrapped.document.get_line(row))))
    offset = wrapped.location_to_offset((row, column))
    assert wrapped.offset_to_location(offset) == (row, column)


def test_a_long_paragraph_is_broken_in_one_pass() -> None:
    assert len(wrap_offsets("長い段落の文字。" * 2500, 40)) > 900


def test_a_tab_is_drawn_as_one_blank() -> None:
    from types import SimpleNamespace

    from pia_tui.tui.drawing.styled import Run, Styled

    widget = Styled()
    widget.app = SimpleNamespace(theme="pia-dark")  # type: ignore[assignment, attr-defined]
    strip = widget.strip_of([Run("A\tB")], "plain", 6)
    assert strip.text == "A B   "
