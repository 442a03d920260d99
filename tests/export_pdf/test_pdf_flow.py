"""Rows on pages: where they split, what is repeated, what stays together."""

from __future__ import annotations

import pytest

from pia_tui.assessment import Assessment
from pia_tui.export.pdf.flow import Flow, _cut
from pia_tui.export.pdf.pages import A4, PdfLine, PdfRun, Style, Text
from pia_tui.export.pdf.render import PdfOptions, laid_out, typography
from pia_tui.export.pdf.tables import PAD_Y, PdfCell, PdfPart, PdfRow, Side, TableTags, fitting
from pia_tui.export.pdf.tags import StructureTag
from pia_tui.forms import load_form

TYPE = typography(PdfOptions())
STYLE = Style(TYPE.regular, 10.0, 14.0)


def lines(count: int, text: str = "本文") -> tuple[PdfLine, ...]:
    return tuple(PdfLine(14.0, (PdfRun(0.0, f"{text}{number}", STYLE),)) for number in range(1, count + 1))


def row(count: int, *, keep: bool = False, label: str = "", sides: tuple[Side, ...] = ()) -> PdfRow:
    cells = []
    if label:
        first = (PdfPart(4.0, 90.0, lines(1, label)),)
        cells.append(PdfCell(0.0, 100.0, first, StructureTag("TH"), label=True, again=lines(1, f"{label}（続き）")))
    cells.append(PdfCell(100.0, 400.0, (PdfPart(4.0, 390.0, lines(count)),), StructureTag("TD")))
    return PdfRow(cells, sides=sides, keep=keep)


def flow() -> Flow:
    made = Flow()
    made.new_page(A4)
    return made


def texts(text: Text) -> list[str]:
    return [run.text for line in text.lines for run in line.runs]


def room_for(made: Flow, count: int) -> None:
    """Use the page up so that about `count` lines still fit."""
    made.y = made.bottom - count * 14.0 - 2 * PAD_Y - 1


def test_a_short_row_is_moved_whole() -> None:
    made = flow()
    room_for(made, 3)
    made.place([row(5)])
    assert len(made.pages) == 2
    assert not made.pages[0].texts
    assert len(texts(made.pages[1].texts[0])) == 5


def test_a_tall_row_fills_the_page_and_goes_on() -> None:
    made = flow()
    room_for(made, 10)
    made.place([row(80, label="項目")])
    assert len(made.pages) == 3
    written = [
        text for page in made.pages for each in page.texts if each.tag and each.tag.kind == "TD" for text in texts(each)
    ]
    assert written == [f"本文{number}" for number in range(1, 81)]
    labels = [texts(each)[0] for page in made.pages for each in page.texts if not each.tag or each.tag.kind == "TH"]
    assert labels == ["項目1", "項目（続き）1", "項目（続き）1"]
    repeated = [each for page in made.pages[1:] for each in page.texts if "続き" in texts(each)[0]]
    assert all(each.tag is None for each in repeated)


def test_both_halves_of_a_split_row_have_all_four_borders() -> None:
    made = flow()
    room_for(made, 10)
    made.place([row(60, label="項目")])
    for page in made.pages:
        across = sorted({y0 for _, y0, _, y1 in page.rules() if y0 == y1})
        down = [(x0, y0, y1) for x0, y0, x1, y1 in page.rules() if x0 == x1]
        assert len(across) == 2
        assert len(down) == 3
        assert all((y0, y1) == (across[0], across[1]) for _, y0, y1 in down)


@pytest.mark.parametrize("left", range(2, 14))
def test_no_single_line_is_left_behind_or_carried_over(left: int) -> None:
    made = flow()
    room_for(made, left)
    made.place([row(left + 40)])
    for page in made.pages:
        for text in page.texts:
            assert len(text.lines) >= 2


def test_a_heading_goes_with_the_row_under_it() -> None:
    made = flow()
    room_for(made, 3)
    heading = PdfRow([PdfCell(0.0, 500.0, (PdfPart(4.0, 490.0, lines(1, "見出し")),), StructureTag("H3"))], keep=True)
    made.place([heading, row(3)])
    assert not made.pages[0].texts
    assert texts(made.pages[1].texts[0]) == ["見出し1"]


def test_a_header_is_repeated_and_read_once() -> None:
    made = flow()
    head = PdfRow(
        [PdfCell(0.0, 500.0, (PdfPart(4.0, 490.0, lines(1, "変更日")),), StructureTag("TH"))], keep=True, header=True
    )
    made.place([head, *(row(5) for _ in range(30))])
    assert len(made.pages) > 2
    for number, page in enumerate(made.pages):
        assert texts(page.texts[0]) == ["変更日1"]
        assert (page.texts[0].tag is None) == (number > 0)


def test_a_side_label_spans_its_rows_and_is_repeated_on_the_next_page() -> None:
    made = flow()
    side = Side(0.0, 100.0, lines(1, "再委託"), lines(1, "再委託（続き）"), StructureTag("TH"))
    made.place([row(12, sides=(side,)) for _ in range(8)])
    assert len(made.pages) == 2
    first, second = ([each for each in page.texts if each.x < 100] for page in made.pages)
    assert [texts(each) for each in first] == [["再委託1"]]
    assert [texts(each) for each in second] == [["再委託（続き）1"]]
    assert second[0].tag is None
    boxes = [box for page in made.pages for box in page.boxes if box.width == 100.0]
    assert len(boxes) == 2
    assert all(box.sides == "tblr" for box in boxes)


def test_a_line_taller_than_nothing_else_is_let_stand() -> None:
    made = flow()
    made.place([PdfRow([PdfCell(0.0, 500.0, (PdfPart(4.0, 490.0, ()),), None)], least=5000.0), row(2)])
    assert texts(made.pages[-1].texts[0]) == ["本文1", "本文2"]


def test_column_spans_follow_from_where_cells_stand() -> None:
    tags = TableTags(StructureTag("Sect"))
    side = Side(0.0, 30.0, rows=2)
    first, second = tags.row(), tags.row()
    wide = tags.cell(first, "TH/Column", 0.0, 300.0)
    tall = tags.cell(second, "TH/Row", 0.0, 30.0, side)
    plain = tags.cell(second, "TD", 30.0, 270.0)
    tags.finish()
    assert wide.attributes == b"/A<</O/Table/Scope/Column/ColSpan 2>>"
    assert tall.attributes == b"/A<</O/Table/Scope/Row/RowSpan 2>>"
    assert plain.attributes == b""


@pytest.mark.parametrize("count", range(20, 60))
def test_a_heading_takes_two_short_rows_with_it(count: int) -> None:
    """A block's heading with one short row under it (システム2／①名称) looks lost at the foot of a page."""
    document = Assessment.new(load_form("juten_h30"), "試し")
    document.apply(document.change("I.1.2", "\n".join(["行"] * count)))
    for at in (1, 2):
        document.apply(document.change(f"I.2.1[{at}].1", "名称"))
        document.apply(document.change(f"I.2.1[{at}].2", "\n".join(["機能"] * 6)))
    for page in laid_out(document).pages:
        shown = ["".join(texts(text)) for text in page.texts]
        for number in (1, 2):
            if f"システム{number}" in shown:
                assert "②システムの機能" in shown[shown.index(f"システム{number}") :]


def on_a_page() -> int:
    """How many lines of a row fit on a page of their own."""
    made = flow()
    return fitting(lines(200), made.room - 2 * PAD_Y)


@pytest.mark.parametrize("left", [5, 9])
def test_a_line_that_would_stand_alone_on_the_last_page_takes_one_with_it(left: int) -> None:
    """Filled to the foot, the pages would leave exactly one line for the last."""
    whole = on_a_page()
    made = flow()
    room_for(made, left)
    made.place([row(left + whole + 1)])
    assert [len(page.texts[0].lines) for page in made.pages] == [left, whole - 1, 2]


@pytest.mark.parametrize("more", range(40, 40 + 60))
def test_no_page_holds_a_single_line_wherever_the_text_ends(more: int) -> None:
    made = flow()
    room_for(made, 6)
    made.place([row(more)])
    counts = [len(text.lines) for page in made.pages for text in page.texts]
    assert sum(counts) == more
    assert min(counts) >= 2


def test_a_single_line_at_the_foot_of_a_page_goes_to_the_next() -> None:
    made = flow()
    room_for(made, 1)
    made.place([row(60)])
    assert not made.pages[0].texts


@pytest.mark.parametrize(
    ("count", "room", "cut"), [(10, 10, 10), (10, 9, 8), (10, 8, 8), (10, 2, 2), (10, 1, 0), (3, 2, 0), (2, 1, 0)]
)
def test_where_a_text_is_cut(count: int, room: int, cut: int) -> None:
    assert _cut(lines(count), room * 14.0, force=False) == cut
