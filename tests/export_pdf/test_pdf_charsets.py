"""The charset of a CFF table, from tables of a few bytes: every form of number, every format of charset."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pia_tui.export.pdf import charsets
from pia_tui.export.pdf.charsets import Charset, charset_of_file, read_charset

ROS = b"\x8b\x8b\x8b\x0c\x1e"
"""Registry, ordering, supplement: the operator of a CID-keyed font."""


def index_of(*parts: bytes, size: int = 1) -> bytes:
    """An INDEX with offsets of so many bytes."""
    offsets = [1]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    packed = b"".join(each.to_bytes(size, "big") for each in offsets)
    return len(parts).to_bytes(2, "big") + bytes([size]) + packed + b"".join(parts)


def cff(charset: bytes, *, cid: bool = True, at: int | None = None, size: int = 1) -> bytes:
    """A CFF table: header, names, one top DICT, and the charset."""
    top = (ROS if cid else b"") + b"\x1c" + (64 if at is None else at).to_bytes(2, "big") + b"\x0f"
    head = bytes([1, 0, 4, 1]) + index_of(b"Name", size=size) + index_of(top, size=size)
    assert len(head) <= 64
    return head.ljust(64, b"\0") + charset


def words(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(2, "big") for number in numbers)


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize(
    ("charset", "glyphs", "cids"),
    [
        (b"\x00" + words(5, 9, 7), 4, (0, 5, 9, 7)),
        (b"\x00" + words(5), 2, (0, 5)),
        (b"\x01" + words(1) + b"\x02", 4, None),
        (b"\x01" + words(1) + b"\x09", 4, None),
        (b"\x01" + words(1) + b"\x01" + words(9) + b"\x00", 4, (0, 1, 2, 9)),
        (b"\x01" + words(2) + b"\x02", 4, (0, 2, 3, 4)),
        (b"\x01" + words(7) + b"\x05", 4, (0, 7, 8, 9)),
        (b"\x01" + words(4) + b"\x00" + words(1) + b"\x05", 4, (0, 4, 1, 2)),
        (b"\x02" + words(1, 300), 302, None),
        (b"\x02" + words(5, 1, 20, 3), 6, (0, 5, 6, 20, 21, 22)),
    ],
)
def test_the_glyphs_and_their_numbers(charset: bytes, glyphs: int, cids: tuple[int, ...] | None, size: int) -> None:
    assert read_charset(cff(charset, size=size), glyphs) == Charset(True, cids)


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_charset_that_is_none_of_its_own(at: int) -> None:
    assert read_charset(cff(b"", at=at), 9) == Charset(True, None)


def test_a_font_that_is_not_keyed_by_cid() -> None:
    assert read_charset(cff(b"\x00" + words(5), cid=False), 2) == Charset(False, None)


def test_an_empty_index_before_the_dictionaries() -> None:
    table = bytes([1, 0, 4, 1]) + words(0) + index_of(ROS)
    assert read_charset(table, 9) == Charset(True, None)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"\x8b\x00", {(0,): [0]}),
        (b"\x20\x00", {(0,): [-107]}),
        (b"\xf6\x15", {(21,): [107]}),
        (b"\xf7\x00\x01", {(1,): [108]}),
        (b"\xf7\x05\x01", {(1,): [113]}),
        (b"\xfa\xff\x01", {(1,): [1131]}),
        (b"\xfb\x00\x01", {(1,): [-108]}),
        (b"\xfe\xff\x01", {(1,): [-1131]}),
        (b"\xfc\x02\x01", {(1,): [-366]}),
        (b"\x1c\xff\xfe\x02", {(2,): [-2]}),
        (b"\x1c\x01\x02\x02", {(2,): [258]}),
        (b"\x1d\x00\x01\x00\x00\x03", {(3,): [65536]}),
        (b"\x1e\x1f\x04", {(4,): [0]}),
        (b"\x1e\xa1\x4f\x04", {(4,): [0]}),
        (b"\x1e\xa1\xf2\x8c\x04", {(4,): [0, 1]}),
        (b"\x8c\x8d\x05", {(5,): [1, 2]}),
        (b"\x8c\x0c\x07\x8d\x06", {(12, 7): [1], (6,): [2]}),
        (b"", {}),
        (b"\x8c", {}),
    ],
)
def test_the_numbers_of_a_dictionary(data: bytes, found: dict[tuple[int, ...], Sequence[int]]) -> None:
    assert charsets._dictionary(data) == found


def font(*tables: tuple[bytes, bytes], shift: int = 0) -> bytes:
    """A font file with these tables, `shift` bytes after the beginning of the whole file."""
    head = b"OTTO" + len(tables).to_bytes(2, "big") + bytes(6)
    at = shift + 12 + 16 * len(tables)
    body = b""
    for tag, data in tables:
        head += tag + bytes(4) + (at + len(body)).to_bytes(4, "big") + len(data).to_bytes(4, "big")
        body += data
    return head + body


TABLE = cff(b"\x00" + words(5, 9))


def test_a_font_file_is_searched_for_its_table(tmp_path: Path) -> None:
    file = tmp_path / "x.otf"
    for tables in ([(b"CFF ", TABLE)], [(b"OS/2", b"abc"), (b"CFF ", TABLE), (b"name", b"de")]):
        file.write_bytes(font(*tables))
        assert charset_of_file(str(file), 0, 3) == Charset(True, (0, 5, 9))
    file.write_bytes(font((b"glyf", TABLE)))
    assert charset_of_file(str(file), 0, 3) == Charset(False, None)
    file.unlink()  # nothing keeps it open


def test_a_font_of_a_collection_is_found_by_its_place(tmp_path: Path) -> None:
    file = tmp_path / "x.ttc"
    head = 12 + 4 * 2
    first = font((b"glyf", b"abcd"), shift=head)
    second = font((b"CFF ", TABLE), shift=head + len(first))
    offsets = head.to_bytes(4, "big") + (head + len(first)).to_bytes(4, "big")
    file.write_bytes(b"ttcf" + bytes(4) + (2).to_bytes(4, "big") + offsets + first + second)
    assert charset_of_file(str(file), 0, 3) == Charset(False, None)
    assert charset_of_file(str(file), 1, 3) == Charset(True, (0, 5, 9))
