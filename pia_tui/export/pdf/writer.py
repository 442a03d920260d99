"""The PDF file: reportlab's document, written with object streams and with nothing in it that a clock decides.

reportlab keeps pages, outline and catalog; what it has no notion of (struct elements, fonts, files) is added as raw
objects. Small objects go compressed into object streams, which keeps a tagged document of 100 pages small.
"""

from __future__ import annotations

import hashlib
import struct
from typing import Any

import msgspec
from reportlab.pdfbase import pdfdoc

from pia_tui.export.pdf import syntax
from pia_tui.export.pdf.deflate import deflate, deflate_all

_PACKED = 200


class _PlainPage(pdfdoc.PDFPage):  # type: ignore[misc]
    """A page whose entries are finished PDF syntax."""

    entries = b""

    def format(self, document: Any) -> bytes:
        parent = document.Reference(document.Pages).format(document)
        return b"<</Type/Page/Parent %s%s>>" % (parent, self.entries)


class PdfDocument(pdfdoc.PDFDocument):  # type: ignore[misc]
    """A PDF 1.7 document. `add` and `add_stream` take finished PDF syntax and return object numbers."""

    def __init__(self, language: str) -> None:
        super().__init__(compression=1, invariant=1, pdfVersion=(1, 7), lang=language)
        self._raw: dict[int, bytes] = {}
        self._streams: dict[int, bytes] = {}
        self._waiting: dict[int, tuple[bytes, bytes]] = {}
        self.fonts: dict[str, int] = {}

    def reserve(self, count: int = 1) -> int:
        """The first of so many object numbers that will be given a body by `put`."""
        first = int(self.objectcounter) + 1
        self.objectcounter += count
        return first

    def put(self, number: int, body: bytes) -> None:
        """Give a reserved number its body."""
        self._raw[number] = body

    def add(self, body: bytes) -> int:
        """A new object."""
        number = self.reserve()
        self._raw[number] = body
        return number

    def add_stream(self, entries: bytes, data: bytes, *, compress: bool = True) -> int:
        """A new stream; `entries` are its dictionary's entries besides Length and Filter."""
        number = self.reserve()
        if compress:  # all at once, when the file is closed
            self._waiting[number] = (entries, data)
        else:
            self._streams[number] = _stream(entries, data)
        return number

    def add_page(self, size: tuple[float, float], content: bytes, resources: int, annotations: bytes) -> None:
        """A page with its content stream; `size` in points, `annotations` is the inside of the Annots array."""
        page = _PlainPage()
        box = f"0 0 {syntax.number(size[0])} {syntax.number(size[1])}"
        page.entries = (
            f"/MediaBox[{box}]/Contents {self.add_stream(b'', content)} 0 R"
            f"/Resources {resources} 0 R/StructParents {self.pageCounter - 1}/Tabs/S"
        ).encode("ascii") + (b"/Annots[%s]" % annotations if annotations else b"")
        self.addPage(page)

    def page_numbers(self) -> list[int]:
        """The object numbers of the pages, in order."""
        return [self.idToObjectNumberAndVersion[f"Page{at}"][0] for at in range(1, self.pageCounter)]

    def format(self) -> bytes:
        """The whole file. The ID is a digest of everything before it, so equal content gives equal bytes."""
        catalog = self.Reference(self.Catalog).name
        info = self.Reference(self.info).name
        names = "".join(f"/{name} {number} 0 R" for name, number in sorted(self.fonts.items()))
        self.idToObject[pdfdoc.BasicFonts] = f"<<{names}>>".encode("ascii")
        bodies, streams = self._formatted()
        first = max((*bodies, *streams, *self._waiting)) + 1
        packed: dict[int, tuple[int, int, int]] = {}
        for number, group in enumerate(_packed(bodies), first):
            self._waiting[number] = (group.entries, group.data)
            packed |= {member: (2, number, index) for index, member in enumerate(group.members)}
        for number, data in deflate_all({number: data for number, (_, data) in self._waiting.items()}).items():
            streams[number] = _stream(self._waiting[number][0] + b"/Filter/FlateDecode", data)
        numbers = self.idToObjectNumberAndVersion
        return _file(streams, packed, numbers[catalog][0], numbers[info][0])

    def _formatted(self) -> tuple[dict[int, bytes], dict[int, bytes]]:
        """All objects as PDF syntax: those that may be packed, and the streams. Formatting may add objects."""
        bodies, streams = self._raw, self._streams
        done: set[int] = set()
        while todo := sorted(self.numberToId.keys() - done):
            for number in todo:
                done.add(number)
                thing: Any = self.idToObject[self.numberToId[number]]
                body = pdfdoc.format(thing, self, toplevel=1).rstrip(b"\n")
                (streams if body.endswith(b"endstream") else bodies)[number] = body
        return bodies, streams


def _stream(entries: bytes, data: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


class _Group(msgspec.Struct):
    """Small objects that go into the file as one object stream."""

    members: list[int]
    entries: bytes
    data: bytes


def _packed(bodies: dict[int, bytes]) -> list[_Group]:
    """The objects in groups, by number."""
    groups = []
    numbers = sorted(bodies)
    for first in range(0, len(numbers), _PACKED):
        members = numbers[first : first + _PACKED]
        offsets, length = [], 0
        for number in members:
            offsets.append(b"%d %d" % (number, length))
            length += len(bodies[number]) + 1
        head = b" ".join(offsets) + b"\n"
        entries = b"/Type/ObjStm/N %d/First %d" % (len(members), len(head))
        groups.append(_Group(members, entries, head + b"\n".join([bodies[number] for number in members])))
    return groups


def _file(streams: dict[int, bytes], packed: dict[int, tuple[int, int, int]], root: int, info: int) -> bytes:
    """The finished file: header, streams, cross-reference stream. `packed` tells where the small objects are."""
    out = [b"%PDF-1.7\n%\xe6\x97\xa5\xe6\x9c\xac\n"]
    at = len(out[0])
    places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535), **packed}
    for number in sorted(streams):
        out.append(b"%d 0 obj\n%s\nendobj\n" % (number, streams[number]))
        places[number] = (1, at, 0)
        at += len(out[-1])
    following = max(places) + 1
    digest = hashlib.sha256(b"".join(out)).digest()[:16].hex().encode("ascii")
    places[following] = (1, at, 0)
    row = struct.Struct(">BIH").pack
    rows = b"".join([row(*places.get(number, (0, 0, 65535))) for number in range(following + 1)])
    table = deflate(rows)
    out.append(
        b"%d 0 obj\n<</Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]/Filter/FlateDecode/Length %d>>\n"
        b"stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        % (following, following + 1, root, info, digest, digest, len(table), table, at)
    )
    return b"".join(out)
