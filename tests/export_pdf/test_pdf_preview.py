"""The pages as text for consoles."""

from __future__ import annotations

import unicodedata
from types import ModuleType

import pytest

from pia_tui.export.pdf import laid_out
from pia_tui.export.pdf.text_preview import preview


def columns_of(line: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line)


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_every_page_fits_the_console(columns: int, worst_case: ModuleType) -> None:
    layout = laid_out(worst_case.filled("juten_h30", longest=400))
    pages = preview(layout, columns)
    assert len(pages) == len(layout.pages)
    for page in pages:
        for line in page.splitlines():
            assert columns_of(line.replace("\U000e0100", "")) <= columns


def test_it_reads_in_the_order_of_the_form(worst_case: ModuleType) -> None:
    text = "\n".join(preview(laid_out(worst_case.filled("kiso_r6"))))
    wanted = [
        "Ⅰ　関連情報",
        "①事務の名称",
        "②事務の概要",
        "Ⅱ　しきい値判断項目",
        "Ⅳ　リスク対策",
        "８．人手を介在させる作業",
    ]
    places = [text.index(each, text.index("── 3/")) for each in wanted]
    assert places == sorted(places)
