"""The PDF objects of an embedded font: Type0, CIDFont, descriptor, widths, ToUnicode, font program."""

from __future__ import annotations

import hashlib
import string
from collections.abc import Iterable, Sequence
from itertools import groupby

from pia_tui.export.pdf.fonts import Layer
from pia_tui.export.pdf.writer import PdfDocument

_CMAP_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_CMAP_TAIL = b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


def embed(layers: Sequence[Layer], document: PdfDocument) -> dict[str, int]:
    """Write the fonts of the layers of one face: {layer's name: object number of its Type0 font}.

    They share the subset, the widths and the descriptor; only what the glyphs stand for differs.
    """
    face = layers[0].face
    glyphs = {glyph: text for layer in reversed(layers) for glyph, text in layer.texts.items()}
    program, moved = face.subset(glyphs)
    name = f"{_tag(program)}+{face.name}".encode("ascii")
    metrics = face.metrics()
    truetype = face.outlines == "glyf"

    stream = document.add_stream(b"/Length1 %d" % len(program) if truetype else b"/Subtype/CIDFontType0C", program)
    descriptor = document.add(
        b"<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d"
        b"/CapHeight %d/StemV %d/%s %d 0 R>>"
        % (
            name,
            metrics["left"],
            metrics["bottom"],
            metrics["right"],
            metrics["top"],
            metrics["ascent"],
            metrics["descent"],
            metrics["ascent"] * 5 // 6,
            140 if face.file.weight >= 600 or b"Bold" in name else 80,
            b"FontFile2" if truetype else b"FontFile3",
            stream,
        )
    )
    if truetype:
        table = bytearray(2 * (max(glyphs, default=0) + 1))
        for old in glyphs:
            table[2 * old : 2 * old + 2] = moved[old].to_bytes(2, "big")
        kind = b"/CIDFontType2/CIDToGIDMap %d 0 R" % document.add_stream(b"", bytes(table))
    else:
        kind = b"/CIDFontType0"
    widths = {face.cid(glyph): face.width(glyph) for glyph in glyphs}
    descendant = document.add(
        b"<</Type/Font/Subtype%s/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor %d 0 R/DW 1000/W[%s]>>" % (kind, name, descriptor, _widths(widths))
    )
    full = name if truetype else name + b"-Identity-H"
    numbers = {}
    for layer in layers:
        codes = {face.cid(glyph): text for glyph, text in layer.texts.items()}
        unicode = document.add_stream(b"", _to_unicode(codes))
        numbers[layer.name] = document.add(
            b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
            % (full, descendant, unicode)
        )
    return numbers


def _tag(program: bytes) -> str:
    """Six capital letters that tell this subset from others."""
    digest = int.from_bytes(hashlib.sha256(program).digest()[:8], "big")
    letters = []
    for _ in range(6):
        digest, rest = divmod(digest, 26)
        letters.append(string.ascii_uppercase[rest])
    return "".join(letters)


def _runs(codes: Iterable[int]) -> list[list[int]]:
    """Sorted codes in runs of neighbours."""
    groups = groupby(enumerate(sorted(codes)), lambda pair: pair[1] - pair[0])
    return [[code for _, code in group] for _, group in groups]


def _widths(widths: dict[int, int]) -> bytes:
    """The W array; glyphs of the default width of 1000 need no entry."""
    uneven = _runs(cid for cid, width in widths.items() if width != 1000)
    return b"".join(b"%d[%s]" % (run[0], b" ".join(b"%d" % widths[cid] for cid in run)) for run in uneven)


def _to_unicode(codes: dict[int, str]) -> bytes:
    """The CMap from codes to the text that was typed."""
    parts = [_CMAP_HEAD]
    entries = [
        b"<%04X> <%s>\n" % (code, text.encode("utf-16-be", "surrogatepass").hex().upper().encode("ascii"))
        for code, text in sorted(codes.items())
    ]
    for at in range(0, len(entries), 100):
        block = entries[at : at + 100]
        parts += [b"%d beginbfchar\n" % len(block), *block, b"endbfchar\n"]
    parts.append(_CMAP_TAIL)
    return b"".join(parts)
