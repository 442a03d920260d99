"""PDFs of others: options in columns, choices of several lines in brackets, rows that go on over the edge of a page."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from pia_tui.ingest.foreign_pdf import pdf_text
from pia_tui.ingest.pdf_cells import read_cell
from pia_tui.ingest.pdf_pages import Char
from pia_tui.store import Store
from pia_tui.usecases.export import ExportOptions, content
from pia_tui.usecases.incoming.importing import prepare_import

SIZE = 10.0
Placed = tuple[float, float, str]
"""(left, top in lines, text)"""


def chars(*texts: Placed) -> list[Char]:
    """Characters of full width."""
    return [
        Char(char, left + SIZE * at, left + SIZE * (at + 1), line * 14, line * 14 + SIZE, SIZE)
        for left, line, text in texts
        for at, char in enumerate(text)
    ]


def test_a_long_option_keeps_its_bracket_and_its_neighbours_keep_theirs() -> None:
    made = chars(
        (0, 0.5, "[○]"), (40, 0.5, "紙"),
        (200, 0.5, "[　]"), (240, 0, "電子記録媒体（持ち運べ"), (240, 1, "るもの）"),
        (0, 2, "[　]"), (40, 2, "専用線"), (200, 2, "[○]"), (240, 2, "電子メール"),
    )  # fmt: skip
    assert read_cell(made, 0, 500).text == "[○] 紙 [　] 電子記録媒体（持ち運べるもの）\n[　] 専用線 [○] 電子メール"


def test_an_option_alone_in_its_column_is_not_cut_by_its_bracket() -> None:
    made = chars((0, 0.5, "[○]"), (40, 0, "その他（別の名前の"), (40, 1, "システム）"))
    assert read_cell(made, 0, 500).text == "[○] その他（別の名前のシステム）"


def test_a_choice_of_two_lines_stands_whole_in_its_bracket() -> None:
    made = chars(
        (0, 0.5, "["), (20, 0, "その他の電子ファイル"), (20, 1, "（表など）"), (140, 0.5, "]"), (170, 0.5, "１）はい")
    )
    assert read_cell(made, 0, 300).text == "[ その他の電子ファイル（表など） ] １）はい"


def test_a_choice_is_read_apart_from_the_list_beside_it_and_the_text_below_it() -> None:
    made = chars(
        (0, 0, "["), (20, 0, "無料"), (90, 0, "]"), (110, 0.4, "＜選択肢＞"),
        (0, 1, "（額と方法：１枚に"), (110, 1.4, "１）有料"),
        (0, 2, "つき十円）"), (110, 2.4, "２）無料"),
    )  # fmt: skip
    assert read_cell(made, 0, 300).text == "[ 無料 ]\n＜選択肢＞\n１）有料\n２）無料\n（額と方法：１枚につき十円）"


def test_a_choice_whose_bracket_closes_behind_its_last_line() -> None:
    made = chars(
        (0, 0.5, "["),
        (20, 0.5, "基礎項目評価の"),
        (20, 1.5, "実施"),
        (95, 1.5, "]"),
        (120, 0, "１）はい"),
        (120, 1, "２）いいえ"),
    )
    assert read_cell(made, 0, 300).text == "[ 基礎項目評価の実施 ]\n１）はい\n２）いいえ"


def test_prose_is_read_as_before() -> None:
    cell = read_cell(chars((0, 0, "一二三四五六七八九十"), (0, 1, "終わり。"), (0, 2, "次の段落")), 0, 105)
    assert cell.text == "一二三四五六七八九十終わり。\n次の段落"


@given(
    st.lists(
        st.tuples(st.booleans(), st.text("紙専用線電子媒体庁内連携", min_size=1, max_size=14)), min_size=1, max_size=8
    ),
    st.integers(1, 3),
)
def test_any_grid_of_options_comes_out_option_by_option(options: list[tuple[bool, str]], columns: int) -> None:
    placed: list[Placed] = []
    line = 0.0
    for start in range(0, len(options), columns):
        row = options[start : start + columns]
        tall = max((len(text) + 6) // 7 for _, text in row)
        for at, (marked, text) in enumerate(row):
            left = 130.0 * at
            lines = [text[i : i + 7] for i in range(0, len(text), 7)]
            first = line + (tall - len(lines)) / 2
            placed.append((left, line + (tall - 1) / 2, "[○]" if marked else "[　]"))
            placed += [(left + 40, first + number, part) for number, part in enumerate(lines)]
        line += tall
    wanted = [f"[{'○' if marked else '　'}] {text}" for marked, text in options]
    got = read_cell(chars(*placed), 0, 600).text.replace("\n", " ")
    assert got == " ".join(wanted)


# -- over the edge of a page -------------------------------------------------------------------------------------------

Draw = Callable[[Canvas], None]


def pdf(*pages: Draw) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 300))
    for draw in pages:
        canvas.setFont("HeiseiKakuGo-W5", SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def table(top: float, bottom: float, rules: Sequence[float], *texts: tuple[float, float, str]) -> Draw:
    """Two columns between x 20, 120 and 380; level rules only where they are named."""

    def draw(canvas: Canvas) -> None:
        for x in (20, 120, 380):
            canvas.line(x, top, x, bottom)
        for y in rules:
            canvas.line(20, y, 380, y)
        for x, y, text in texts:  # type: ignore[assignment]
            canvas.drawString(x, y, text)

    return draw


FIRST = table(280, 20, (280, 200), (25, 265, "①名称"), (125, 265, "台帳"), (25, 60, "②内容"), (125, 60, "前の半分は"))


def test_a_row_without_a_rule_at_the_edge_goes_on_on_the_next_page() -> None:
    rest = table(280, 200, (240, 200), (125, 265, "次の頁に続く。"), (25, 220, "③期間"), (125, 220, "5年"))
    text = pdf_text(pdf(FIRST, rest))
    assert "<td>②内容</td><td>前の半分は<br>次の頁に続く。</td>" in text
    assert "<td>③期間</td><td>5年</td>" in text
    assert text.count("②内容") == 1


def test_a_row_with_a_label_of_its_own_is_a_new_one() -> None:
    rest = table(280, 200, (240, 200), (25, 265, "③期間"), (125, 265, "5年"), (25, 220, "④方法"), (125, 220, "消去"))
    text = pdf_text(pdf(FIRST, rest))
    assert "<td>②内容</td><td>前の半分は</td>" in text
    assert "<td>③期間</td><td>5年</td>" in text


def test_under_a_repeated_head_the_row_goes_on() -> None:
    head = (25, 265, "①名称"), (125, 265, "台帳")
    rest = table(280, 100, (280, 240, 100), *head, (125, 220, "次の頁に続く。"))
    text = pdf_text(pdf(FIRST, rest))
    assert "<td>②内容</td><td>前の半分は<br>次の頁に続く。</td>" in text


@pytest.mark.parametrize("closed", [True, False])
def test_a_closed_row_stays_as_it_is(closed: bool) -> None:
    first = table(280, 20, (280, 200, *([20] if closed else [])), (25, 60, "②内容"), (125, 60, "終わり。"))
    rest = table(280, 200, (280, 200), (25, 265, "③期間"), (125, 265, "5年"))
    text = pdf_text(pdf(first, rest))
    assert "<td>②内容</td><td>終わり。</td>" in text
    assert "<td>③期間</td><td>5年</td>" in text


@pytest.mark.parametrize("lean", [0.0, 1e-5, -1e-5])
def test_rules_that_lean_by_a_rounding_error_still_make_a_table(lean: float) -> None:
    """Programs that turn pages leave such errors; not one table was seen on them."""

    def turned(canvas: Canvas) -> None:
        canvas.transform(1, lean, -lean, 1, 0, 0)
        for left, width in ((20, 100), (120, 260)):
            canvas.rect(left, 60, width, 40)
        canvas.drawString(25, 80, "④方法")
        canvas.drawString(125, 80, "消去")
        table(280, 200, (280, 240, 200), (25, 265, "①名称"), (125, 265, "台帳"))(canvas)

    text = pdf_text(pdf(turned))
    assert "<td>①名称</td><td>台帳</td>" in text
    assert "<td>④方法</td><td>消去</td>" in text


@pytest.mark.parametrize("number", [1, 3])
def test_pages_of_our_own_leave_nothing_over(office: Store, number: int) -> None:
    """Page numbers, and the numbers of files behind titles, are none of the document's words."""
    pages = content(office, number, "pdf", ExportOptions(data=False))[1]
    report = prepare_import(pages).imported.report
    assert report is not None
    assert [one.text for one in report.unplaced] == []
    assert [one.path for one in report.doubtful] == []
