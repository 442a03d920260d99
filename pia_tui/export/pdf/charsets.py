"""Read just enough of a CFF table to know the CID of every glyph, without loading the font."""

from __future__ import annotations

import mmap
from pathlib import Path

import msgspec

Bytes = bytes | memoryview


class Charset(msgspec.Struct, frozen=True):
    """Whether a CFF font is CID-keyed, and the CID of every glyph; `cids` is None where both numbers agree."""

    cid_keyed: bool
    cids: tuple[int, ...] | None


def charset_of_file(path: str, index: int, glyph_count: int) -> Charset:
    """The charset of a font in a file that has a `CFF ` table; the file is mapped, and only a few pages are read."""
    with Path(path).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        whole = memoryview(mapped)
        try:
            start = 0
            if bytes(whole[:4]) == b"ttcf":
                start = _number(whole, 12 + 4 * index, 4)
            for at in range(start + 12, start + 12 + 16 * _number(whole, start + 4, 2), 16):
                if bytes(whole[at : at + 4]) == b"CFF ":
                    table = whole[_number(whole, at + 8, 4) :]
                    try:
                        return read_charset(table, glyph_count)
                    finally:
                        table.release()
        finally:
            whole.release()
    return Charset(False, None)


def read_charset(table: Bytes, glyph_count: int) -> Charset:
    """The charset of a CFF table (Adobe Technical Note 5176, 13)."""
    tops = _index_end(table, table[2])
    operands = _dictionary(_first_of_index(table, tops))
    if (12, 30) not in operands:
        return Charset(False, None)
    at = operands.get((15,), [0])[0]
    if at <= 2:
        return Charset(True, None)
    cids: list[int] = [0]
    form = table[at]
    at += 1
    if form == 0:
        cids += [_number(table, i, 2) for i in range(at, at + 2 * (glyph_count - 1), 2)]
    else:
        while len(cids) < glyph_count:
            first, left = _number(table, at, 2), _number(table, at + 2, form)
            if first == len(cids) == 1 and left + 2 >= glyph_count:
                return Charset(True, None)
            cids.extend(range(first, first + left + 1))
            at += 2 + form
    return Charset(True, tuple(cids[:glyph_count]))


def _number(data: Bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "big")


def _index_end(table: Bytes, at: int) -> int:
    count = _number(table, at, 2)
    if count == 0:
        return at + 2
    size = table[at + 2]
    last = at + 3 + count * size
    return last + size - 1 + _number(table, last, size)


def _first_of_index(table: Bytes, at: int) -> bytes:
    count, size = _number(table, at, 2), table[at + 2]
    base = at + 3 + (count + 1) * size - 1
    start, end = (_number(table, i, size) for i in (at + 3, at + 3 + size))
    return bytes(table[base + start : base + end])


def _dictionary(data: bytes) -> dict[tuple[int, ...], list[int]]:
    """The operators of a DICT with their operands; real numbers, of which none is needed here, count as 0."""
    found: dict[tuple[int, ...], list[int]] = {}
    operands: list[int] = []
    at = 0
    while at < len(data):
        byte = data[at]
        at += 1
        if byte <= 21:
            key: tuple[int, ...] = (byte,)
            if byte == 12:
                key = (12, data[at])
                at += 1
            found[key] = operands
            operands = []
        elif byte == 30:
            while 0x0F not in (data[at] >> 4, data[at] & 0x0F):
                at += 1
            at += 1
            operands.append(0)
        elif byte in (28, 29):
            length = 2 if byte == 28 else 4
            operands.append(int.from_bytes(data[at : at + length], "big", signed=True))
            at += length
        elif byte <= 246:
            operands.append(byte - 139)
        else:
            positive = byte <= 250
            size = (byte - (247 if positive else 251)) * 256 + data[at] + 108
            operands.append(size if positive else -size)
            at += 1
    return found
