"""The parts of a PDF file as bytes: names and texts, structure tree, outline, metadata, object streams."""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from datetime import date

import pytest

from pia_tui.export.pdf import metadata, syntax, writer
from pia_tui.export.pdf.metadata import EmbeddedFile, Metadata, catalog_entries, escape, info_dictionary, srgb_profile
from pia_tui.export.pdf.outline import write_outline
from pia_tui.export.pdf.pages import OutlineEntry
from pia_tui.export.pdf.tags import Annotation, StructureTag, cell_attributes, prune, write_tree
from pia_tui.export.pdf.writer import PdfDocument


class Recorder:
    """Takes what is written, under numbers from 1."""

    def __init__(self) -> None:
        self.objects: dict[int, bytes] = {}
        self.streams: dict[int, tuple[bytes, bytes, bool]] = {}
        self.last = 0

    def reserve(self, count: int = 1) -> int:
        first = self.last + 1
        self.last += count
        return first

    def put(self, number: int, body: bytes) -> None:
        self.objects[number] = body

    def add(self, body: bytes) -> int:
        number = self.reserve()
        self.objects[number] = body
        return number

    def add_stream(self, entries: bytes, data: bytes, *, compress: bool = True) -> int:
        number = self.reserve()
        self.streams[number] = (entries, data, compress)
        return number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (1.5, "1.5"),
        (1.25, "1.25"),
        (1.004, "1"),
        (10.0, "10"),
        (0, "0"),
        (-2.5, "-2.5"),
        (100.10, "100.1"),
    ],
)
def test_numbers(value: float, text: str) -> None:
    assert syntax.number(value) == text


def test_names_and_texts() -> None:
    assert syntax.name("application/json") == b"/application#2Fjson"
    assert syntax.name("A1é") == b"/A1#C3#A9"
    assert syntax.text_string("a訁") == b"<FEFF00618A01>"
    assert syntax.escaped(0x5C28) == b"\\\\\\("
    assert syntax.escaped(0x290D) == b"\\)\\r"
    assert syntax.escaped(0x0041) == b"\x00A"


@pytest.mark.parametrize(
    ("given", "entries"),
    [
        ({}, b""),
        ({"scope": "Row"}, b"/A<</O/Table/Scope/Row>>"),
        ({"columns": 2}, b"/A<</O/Table/ColSpan 2>>"),
        ({"rows": 2}, b"/A<</O/Table/RowSpan 2>>"),
        ({"scope": "Column", "columns": 3, "rows": 4}, b"/A<</O/Table/Scope/Column/ColSpan 3/RowSpan 4>>"),
    ],
)
def test_attributes_of_cells(given: dict[str, object], entries: bytes) -> None:
    assert cell_attributes(**given) == entries  # type: ignore[arg-type]


def test_the_structure_tree_as_it_is_written() -> None:
    root = StructureTag("Document")
    section = root.add("Sect", title="章")
    heading = section.add("H1", alt="見出し")
    heading.kids.append((0, 0))
    paragraph = section.add("P", b"/A<</X 1>>")
    paragraph.kids += [(0, 1), (1, 0), (0, 2)]
    link = section.add("Link")
    link.kids.append(Annotation(1, 99, 5))
    cell = section.add("TD")
    section.add("P")  # holds nothing
    recorder = Recorder()
    assert write_tree(root, [50, 60], recorder) == 1  # type: ignore[arg-type]
    assert recorder.objects == {
        1: b"<</Type/StructTreeRoot/K 2 0 R/ParentTree 8 0 R/ParentTreeNextKey 3>>",
        2: b"<</S/Document/P 1 0 R/K 3 0 R>>",
        3: b"<</S/Sect/P 2 0 R/T<FEFF7AE0>/K[4 0 R 5 0 R 6 0 R 7 0 R]>>",
        4: b"<</S/H1/P 3 0 R/Pg 50 0 R/Alt<FEFF898B51FA3057>/K 0>>",
        5: b"<</S/P/P 3 0 R/A<</X 1>>/Pg 50 0 R/K[1 <</Type/MCR/Pg 60 0 R/MCID 0>> 2]>>",
        6: b"<</S/Link/P 3 0 R/K <</Type/OBJR/Obj 99 0 R/Pg 60 0 R>>>>",
        7: b"<</S/TD/P 3 0 R>>",
        8: b"<</Nums[0[4 0 R 5 0 R 5 0 R] 1[5 0 R] 5 6 0 R]>>",
    }
    assert root.walk() == [root, section, heading, paragraph, link, cell]


def test_what_holds_nothing_is_left_out_but_for_cells() -> None:
    root = StructureTag("Document")
    table = root.add("Table").add("TR")
    table.add("TH")
    root.add("Sect").add("P")
    assert prune(root)
    assert [each.kind for each in root.walk()] == ["Document", "Table", "TR", "TH"]
    assert not prune(StructureTag("Sect"))
    assert prune(StructureTag("TD"))


def test_the_outline_as_it_is_written() -> None:
    recorder = Recorder()
    entries = [
        OutlineEntry(1, "一", "a"),
        OutlineEntry(2, "二", "b"),
        OutlineEntry(9, "？", "none"),
        OutlineEntry(2, "三", "c"),
        OutlineEntry(4, "四", "d"),
        OutlineEntry(1, "五", "e"),
    ]
    places = {each: f"[{each}]".encode() for each in "abcde"}
    assert write_outline(entries, places, recorder) == 1  # type: ignore[arg-type]
    plain = {number: re.sub(rb"<FEFF\w+>", b"", body) for number, body in recorder.objects.items()}
    assert plain == {
        1: b"<</Type/Outlines/First 2 0 R/Last 6 0 R/Count 2>>",
        2: b"<</Title/Parent 1 0 R/Dest[a]/Next 6 0 R/First 3 0 R/Last 4 0 R/Count -2>>",
        3: b"<</Title/Parent 2 0 R/Dest[b]/Next 4 0 R>>",
        4: b"<</Title/Parent 2 0 R/Dest[c]/Prev 3 0 R/First 5 0 R/Last 5 0 R/Count -1>>",
        5: b"<</Title/Parent 4 0 R/Dest[d]>>",
        6: b"<</Title/Parent 1 0 R/Dest[e]/Prev 2 0 R>>",
    }
    assert b"<FEFF4E00>" in recorder.objects[2]
    assert write_outline(entries[2:3], places, recorder) == 0  # type: ignore[arg-type]


# -- what the file says of itself -------------------------------------------------------------------------------------


def test_the_information_of_a_document() -> None:
    whole = Metadata("題", "著者", "主題", created=date(2026, 4, 1))
    text = syntax.text_string
    producer = b"/Producer" + text(metadata.PRODUCER)
    assert info_dictionary(whole).format(None) == (
        b"<</Title"
        + text("題")
        + producer
        + b"/Author"
        + text("著者")
        + b"/Subject"
        + text("主題")
        + b"/CreationDate(D:20260401000000Z)>>"
    )
    assert info_dictionary(Metadata("題")).format(None) == b"<</Title" + text("題") + producer + b">>"
    assert (Metadata("題").language, EmbeddedFile("x", b"").mime) == ("ja", "application/json")


def test_the_entries_of_the_catalog() -> None:
    recorder = Recorder()
    files = (EmbeddedFile("b.json", b"12345", description="説明"), EmbeddedFile("a.txt", b"", "text/plain"))
    entries = catalog_entries(Metadata("題", embedded=files, created=date(2026, 4, 1)), recorder)  # type: ignore[arg-type]
    text = syntax.text_string
    assert entries == (
        b"/Metadata 1 0 R/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)"
        b"/Info(sRGB IEC61966-2.1)/DestOutputProfile 2 0 R>>]/AF[4 0 R 6 0 R]/Names<</EmbeddedFiles<</Names["
        + text("a.txt")
        + b" 6 0 R"
        + text("b.json")
        + b" 4 0 R]>>>>"
    )
    assert recorder.streams[1][0] == b"/Type/Metadata/Subtype/XML"
    assert recorder.streams[1][2] is False
    assert recorder.streams[2] == (b"/N 3", srgb_profile(), True)
    assert recorder.streams[3] == (
        b"/Type/EmbeddedFile/Subtype/application#2Fjson/Params<</Size 5/ModDate(D:20260401000000Z)>>",
        b"12345",
        True,
    )
    assert recorder.objects[4] == (
        b"<</Type/Filespec/F%s/UF%s/AFRelationship/Data/Desc%s/EF<</F 3 0 R/UF 3 0 R>>>>"
        % (text("b.json"), text("b.json"), text("説明"))
    )
    assert b"/Desc" + text("a.txt") in recorder.objects[6]
    plain = Recorder()
    entries = catalog_entries(Metadata("題", embedded=files[:1]), plain)  # type: ignore[arg-type]
    assert b"ModDate(D:20000101000000Z)" in plain.streams[3][0]
    assert b"/AF" not in catalog_entries(Metadata("題"), Recorder())  # type: ignore[arg-type]


def test_the_description_of_a_document() -> None:
    whole = metadata._xmp(Metadata("A & <B>", "著<者>", "主&題", created=date(2026, 4, 1))).decode()
    for part in (
        "A &amp; &lt;B&gt;</rdf:li></rdf:Alt></dc:title>",
        "<rdf:li>ja</rdf:li>",
        "<dc:creator><rdf:Seq><rdf:li>著&lt;者&gt;",
        "主&amp;題</rdf:li></rdf:Alt></dc:description>",
        "<xmp:CreateDate>2026-04-01T00:00:00Z</xmp:CreateDate>",
        f"<pdf:Producer>{metadata.PRODUCER}</pdf:Producer>",
        "<pdfuaid:part>1</pdfuaid:part>",
    ):
        assert part in whole
    bare = metadata._xmp(Metadata("題")).decode()
    assert not any(part in bare for part in ("dc:creator", "dc:description", "CreateDate"))
    assert escape("<&>") == "&lt;&amp;&gt;"


def test_the_profile_of_srgb() -> None:
    profile = srgb_profile()
    size, version = struct.unpack(">I4xI", profile[:12])
    assert (size, version) == (len(profile), 0x02100000)
    assert profile[12:24] == b"mntrRGB XYZ "
    assert profile[36:40] == b"acsp"
    (count,) = struct.unpack(">I", profile[128:132])
    tags = [struct.unpack(">4sII", profile[at : at + 12]) for at in range(132, 132 + 12 * count, 12)]
    assert [tag for tag, _, _ in tags] == [
        b"desc",
        b"cprt",
        b"wtpt",
        b"rXYZ",
        b"gXYZ",
        b"bXYZ",
        b"rTRC",
        b"gTRC",
        b"bTRC",
    ]
    curve = next(profile[at : at + length] for tag, at, length in tags if tag == b"rTRC")
    assert struct.unpack(">4sII", curve[:12]) == (b"curv", 0, 256)
    points = struct.unpack(">256H", curve[12:])
    assert (points[0], points[10], points[11], points[128], points[255]) == (0, 199, 219, 14146, 65535)
    assert hashlib.sha256(profile).hexdigest() == PROFILE


PROFILE = "6f17417fcd21d7a2e26b61f7973de22e67653cd6ad3da1a894da5af3f87766f7"
"""The sum of the profile as Little CMS read it when it was made."""


# -- the file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 200, 201])
def test_small_objects_go_into_streams_of_two_hundred(many: int) -> None:
    bodies = {number: b"x" * (number % 3) for number in range(many, 0, -1)}
    groups = writer._packed(bodies)
    assert [len(group.members) for group in groups] == ([many] if many <= 200 else [200, 1])
    for group in groups:
        found = re.fullmatch(rb"/Type/ObjStm/N (\d+)/First (\d+)", group.entries)
        assert found is not None
        assert int(found[1]) == len(group.members)
        first = int(found[2])
        pairs = [int(each) for each in group.data[:first].split()]
        assert pairs[::2] == group.members == sorted(group.members)
        for number, offset in zip(group.members, pairs[1::2], strict=True):
            body = group.data[first + offset : first + offset + number % 3]
            assert body == bodies[number]
            assert group.data[first + offset + number % 3 : first + offset + number % 3 + 1] in (b"\n", b"")


def test_the_file_says_where_everything_lies() -> None:
    streams = {2: b"<<>>", 4: b"<</Length 1>>"}
    data = writer._file(streams, {1: (2, 4, 0), 3: (2, 4, 1)}, 1, 3)
    start = int(data.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert data.endswith(b"%%EOF\n")
    assert data[start:].startswith(b"5 0 obj\n<</Type/XRef/W[1 4 2]/Size 6/Root 1 0 R/Info 3 0 R/ID[<")
    table = zlib.decompress(data[start:].split(b"stream\n", 1)[1].split(b"\nendstream")[0])
    rows = [struct.unpack(">BIH", table[at : at + 7]) for at in range(0, len(table), 7)]
    assert rows[0] == (0, 0, 65535)
    assert rows[1] == (2, 4, 0)
    assert rows[3] == (2, 4, 1)
    for number in (2, 4, 5):
        assert rows[number][0] == 1
        assert data[rows[number][1] :].startswith(b"%d 0 obj\n" % number)
    digest = hashlib.sha256(data[:start]).digest()[:16].hex().encode()
    assert data.count(b"<%s>" % digest) == 2
    assert writer._stream(b"/A 1", b"abc") == b"<</A 1/Length 3>>\nstream\nabc\nendstream"


def test_numbers_of_objects_count_up() -> None:
    document = PdfDocument("ja")
    first = document.reserve(3)
    assert document.reserve() == first + 3
    assert document.add(b"x") == first + 4
    stream = document.add_stream(b"", b"abc")
    assert stream == first + 5
    assert document._waiting == {stream: (b"", b"abc")}
    plain = document.add_stream(b"/A 1", b"abc", compress=False)
    assert document._streams == {plain: b"<</A 1/Length 3>>\nstream\nabc\nendstream"}
    document.put(first, b"y")
    assert document._raw == {first: b"y", first + 4: b"x"}
