"""The PDF file: reportlab's document, written with object streams and with nothing in it that a clock decides.

reportlab keeps pages, outline and catalog; what it has no notion of (struct elements, fonts, files) is added as raw
objects. Small objects go compressed into object streams, which keeps a tagged document of 100 pages small.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import Any

from reportlab.pdfbase import pdfdoc

_PACKED = 200
_LEVEL = 6


class Document(pdfdoc.PDFDocument):  # type: ignore[misc]
    """A PDF 1.7 document. `add` and `add_stream` take finished PDF syntax and return object numbers."""

    def __init__(self, language: str) -> None:
        super().__init__(compression=1, invariant=1, pdfVersion=(1, 7), lang=language)
        self._raw: dict[int, bytes] = {}
        self._streams: dict[int, bytes] = {}
        self._dictionaries: dict[int, bytes] = {}
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
        if compress:
            data = zlib.compress(data, _LEVEL)
            entries += b"/Filter/FlateDecode"
        self._streams[number] = b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)
        return number

    def format(self) -> bytes:
        """The whole file. The ID is a digest of everything before it, so equal content gives equal bytes."""
        catalog = self.Reference(self.Catalog).name
        info = self.Reference(self.info).name
        names = "".join(f"/{name} {number} 0 R" for name, number in sorted(self.fonts.items()))
        self.idToObject[pdfdoc.BasicFonts] = f"<<{names}>>".encode("ascii")
        bodies, streams = self._formatted()
        numbers = self.idToObjectNumberAndVersion
        return _file(bodies, streams, numbers[catalog][0], numbers[info][0])

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


def _file(bodies: dict[int, bytes], streams: dict[int, bytes], root: int, info: int) -> bytes:
    out = [b"%PDF-1.7\n%\xe6\x97\xa5\xe6\x9c\xac\n"]
    at = len(out[0])
    places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}

    def write(number: int, body: bytes) -> None:
        nonlocal at
        places[number] = (1, at, 0)
        out.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        at += len(out[-1])

    for number in sorted(streams):
        write(number, streams[number])
    following = max((*bodies, *streams)) + 1
    numbers = sorted(bodies)
    for first in range(0, len(numbers), _PACKED):
        group = numbers[first : first + _PACKED]
        offsets, length = [], 0
        for number in group:
            offsets.append(b"%d %d" % (number, length))
            length += len(bodies[number]) + 1
        head = b" ".join(offsets) + b"\n"
        packed = zlib.compress(head + b"\n".join(bodies[number] for number in group), _LEVEL)
        entries = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d" % (len(group), len(head), len(packed))
        for index, number in enumerate(group):
            places[number] = (2, following, index)
        write(following, b"<<%s>>\nstream\n%s\nendstream" % (entries, packed))
        following += 1
    digest = hashlib.sha256(b"".join(out)).digest()[:16].hex().encode("ascii")
    places[following] = (1, at, 0)
    rows = b"".join(
        b"%c%s%s" % (kind, where.to_bytes(4, "big"), more.to_bytes(2, "big"))
        for kind, where, more in (places.get(number, (0, 0, 65535)) for number in range(following + 1))
    )
    table = zlib.compress(rows, _LEVEL)
    out.append(
        b"%d 0 obj\n<</Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]/Filter/FlateDecode/Length %d>>\n"
        b"stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        % (following, following + 1, root, info, digest, digest, len(table), table, at)
    )
    return b"".join(out)
