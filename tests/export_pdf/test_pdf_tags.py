"""The tagged PDF: what a screen reader gets."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from types import ModuleType
from typing import Any

import pytest
from pypdf import PdfReader

from pia_tui.assessment import Assessment
from pia_tui.export.pdf import Image, PdfOptions, render
from pia_tui.forms import form_ids, load_form


@pytest.fixture(scope="module", params=form_ids())
def reader(request: pytest.FixtureRequest, worst_case: ModuleType) -> PdfReader:
    return PdfReader(BytesIO(render(worst_case.filled(request.param, files=2, blocks=3, longest=600))))


def kids(element: Any) -> list[Any]:
    held = element.get("/K", [])
    held = held.get_object() if hasattr(held, "get_object") else held
    return [kid.get_object() for kid in held] if isinstance(held, list) else [held]


def elements(reader: PdfReader) -> Iterator[Any]:
    def walk(element: Any) -> Iterator[Any]:
        yield element
        for kid in kids(element):
            if isinstance(kid, dict) and "/S" in kid:
                yield from walk(kid)

    root = reader.trailer["/Root"]["/StructTreeRoot"]
    for top in kids(root):
        yield from walk(top)


def kind(element: Any) -> str:
    return str(element["/S"])[1:]


def table_attributes(cell: Any) -> tuple[int, int]:
    attributes = cell.get("/A", {})
    return int(attributes.get("/ColSpan", 1)), int(attributes.get("/RowSpan", 1))


def marked(page: Any) -> tuple[list[tuple[str, int]], str]:
    """(tag, mcid) of all marked content of a page, and its content with those parts taken out."""
    content = page.get_contents().get_data()
    plain = content.decode("latin-1")
    return [(tag, int(mcid)) for tag, mcid in re.findall(r"/(\w+)<</MCID (\d+)>>\s*BDC", plain)], plain


def test_the_document_says_that_it_is_tagged_and_in_which_language(reader: PdfReader) -> None:
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ja"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title
    assert b"<pdfuaid:part>1<" in root["/Metadata"].get_object().get_data()


def test_every_piece_of_content_belongs_to_one_element_or_is_an_artifact(reader: PdfReader) -> None:
    owned: dict[Any, list[int]] = defaultdict(list)
    for element in elements(reader):
        for kid in kids(element):
            if isinstance(kid, int):
                owned[element["/Pg"].indirect_reference.idnum].append(kid)
            elif isinstance(kid, dict) and kid.get("/Type") == "/MCR":
                owned[kid["/Pg"].indirect_reference.idnum].append(int(kid["/MCID"]))
    for page in reader.pages:
        found, plain = marked(page)
        numbers = [mcid for _, mcid in found]
        assert numbers == list(range(len(numbers)))
        assert page.indirect_reference is not None
        assert sorted(owned[page.indirect_reference.idnum]) == numbers
        assert page["/Tabs"] == "/S"
        outside = re.sub(r"(?s)(?:BDC|BMC).*?EMC", "", plain)
        assert "Tj" not in outside
        assert " l" not in outside


def test_the_parent_tree_leads_back(reader: PdfReader) -> None:
    numbers = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    by_key = {int(numbers[at]): numbers[at + 1].get_object() for at in range(0, len(numbers), 2)}
    for page in reader.pages:
        owners = by_key[int(page["/StructParents"])]  # type: ignore[call-overload]
        for tag, mcid in marked(page)[0]:
            assert kind(owners[mcid].get_object()) == tag
    for page in reader.pages:
        for annotation in page.get("/Annots", []):
            link = annotation.get_object()
            owner = by_key[int(link["/StructParent"])]
            assert kind(owner) == "Link"
            assert link["/Contents"]


def test_headings_skip_no_level(reader: PdfReader) -> None:
    levels = [int(kind(element)[1]) for element in elements(reader) if re.fullmatch(r"H[1-6]", kind(element))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert {1, 2, 3} <= set(levels)


def test_tables_are_regular_and_their_headers_have_a_scope(reader: PdfReader) -> None:
    tables = 0
    for table in elements(reader):
        if kind(table) != "Table":
            continue
        tables += 1
        taken: dict[int, set[int]] = defaultdict(set)
        for number, row in enumerate(kids(table)):
            assert kind(row) == "TR"
            column = 0
            for cell in kids(row):
                assert kind(cell) in ("TH", "TD")
                if kind(cell) == "TH":
                    assert cell["/A"]["/Scope"] in ("/Row", "/Column")
                columns, rows = table_attributes(cell)
                while column in taken[number]:
                    column += 1
                for down in range(rows):
                    for across in range(columns):
                        assert column + across not in taken[number + down]
                        taken[number + down].add(column + across)
                column += columns
        assert len({frozenset(row) for row in taken.values()}) == 1
        assert len(taken) == len(kids(table))
    assert tables > 5


def test_a_drawing_has_its_words(worst_case: ModuleType) -> None:
    from PIL import Image as Pillow

    stream = BytesIO()
    Pillow.new("RGB", (900, 500), "lightblue").save(stream, "PNG")
    document: Assessment = worst_case.filled("zenkoumoku_h30")
    document.apply(document.change("betten1.1", ["abc", "def"]))
    images = {"abc": Image(stream.getvalue(), "住民票の写しの交付の流れ"), "def": Image(stream.getvalue())}
    made = PdfReader(BytesIO(render(document, images=images)))
    words = [element["/Alt"] for element in elements(made) if kind(element) == "Figure"]
    assert words == ["住民票の写しの交付の流れ", "事務の内容（図）2"]


def test_repeated_labels_are_read_once() -> None:
    document = Assessment.new(load_form("juten_h30"), "事務")
    document.apply(document.change("I.1.2", "とても長い文章。\n" * 200))
    made = PdfReader(BytesIO(render(document, options=PdfOptions(draft="案"))))
    cells = [element for element in elements(made) if kind(element) in ("TH", "TD")]
    split = [cell for cell in cells if sum(isinstance(kid, (int, dict)) for kid in kids(cell)) > 1]
    assert {kind(cell) for cell in split} == {"TD"}
    assert sum("②事務の内容（続き）" in page.extract_text() for page in made.pages) >= 3
