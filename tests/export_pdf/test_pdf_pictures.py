"""Drawings as they go into a PDF, from files of a few bytes: what is read of a header, and what is refused."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image as Pillow

from pia_tui.export.pdf import BrokenImage, Image, images
from pia_tui.export.pdf.images import _plain_jpeg, _plain_png, _ready, image_size

PNG = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(
    width: int = 3,
    height: int = 2,
    depth: int = 8,
    colour: int = 0,
    interlaced: int = 0,
    extra: bytes = b"",
    cut: int = 0,
) -> bytes:
    colours = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    rows = height * (1 + (width * colours * depth + 7) // 8)
    packed = zlib.compress(bytes(rows - cut))
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    half = len(packed) // 2
    data = chunk(b"IDAT", packed[:half]) + chunk(b"IDAT", packed[half:])
    return PNG + chunk(b"IHDR", head) + extra + data + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("given", "space", "colours"),
    [
        ({}, b"/DeviceGray", 1),
        ({"depth": 1}, b"/DeviceGray", 1),
        ({"depth": 4, "width": 5}, b"/DeviceGray", 1),
        ({"colour": 2}, b"/DeviceRGB", 3),
        (
            {"colour": 3, "depth": 2, "extra": chunk(b"PLTE", b"\x01\x02\x03\x0a\x0b\x0c")},
            b"[/Indexed/DeviceRGB 1<0102030a0b0c>]",
            1,
        ),
    ],
)
def test_a_plain_png_goes_in_as_it_is(given: dict[str, Any], space: bytes, colours: int) -> None:
    data = png(**given)
    found = _plain_png(data)
    assert found is not None
    depth, width = given.get("depth", 8), given.get("width", 3)
    assert (found.width, found.height, found.compressed) == (width, 2, True)
    assert found.entries == (
        b"/ColorSpace%s/BitsPerComponent %d/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors %d/BitsPerComponent %d"
        b"/Columns %d>>" % (space, depth, colours, depth, width)
    )
    assert len(zlib.decompress(found.data)) == 2 * (1 + (int(width) * colours * int(depth) + 7) // 8)


@pytest.mark.parametrize(
    "given",
    [
        {"interlaced": 1},
        {"colour": 4},
        {"colour": 6},
        {"depth": 16},
        {"extra": chunk(b"tRNS", b"\x00\x00")},
    ],
)
def test_another_png_goes_through_pillow(given: dict[str, Any]) -> None:
    assert _plain_png(png(**given)) is None


@pytest.mark.parametrize("cut", [1, -1])
def test_a_png_of_another_length_is_broken(cut: int) -> None:
    with pytest.raises(ValueError, match="truncated"):
        _plain_png(png(cut=cut))
    with pytest.raises(BrokenImage, match="壊れているか") as told:
        image_size(Image(png(cut=cut)))
    assert told.value.safe
    assert told.value.next


def jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(segments) + bytes(16)


def frame(marker: int = 0xC0, *, depth: int = 8, components: int = 3, width: int = 300, height: int = 200) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">HBHHB", 17, depth, height, width, components)


APP = b"\xff\xe0\x00\x05abc"


@pytest.mark.parametrize(
    "segments",
    [
        (frame(),),
        (APP, frame()),
        (b"\xff", frame()),
        (b"\xff\xff", APP, frame()),
        (b"\xff\x01", frame()),
        (b"\xff\xd0", frame()),
        (b"\xff\xd8", frame()),
        (b"\xff\xc4\x00\x04ab", frame()),
        (b"\xff\xc8\x00\x04ab", frame()),
        (b"\xff\xcc\x00\x04ab", frame()),
        (frame(0xC1),),
        (frame(0xC2),),
        (frame(0xCF),),
        (frame(0xCB),),
    ],
)
def test_the_frame_of_a_jpeg_is_found(segments: tuple[bytes, ...]) -> None:
    data = jpeg(*segments)
    found = _plain_jpeg(data)
    assert found is not None
    assert (found.width, found.height, found.data, found.compressed) == (300, 200, data, True)
    assert found.entries == b"/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"


def test_a_grey_jpeg() -> None:
    found = _plain_jpeg(jpeg(frame(components=1)))
    assert found is not None
    assert found.entries.startswith(b"/ColorSpace/DeviceGray")


@pytest.mark.parametrize(
    "data",
    [
        jpeg(frame(components=4)),
        jpeg(frame(components=2)),
        jpeg(frame(depth=12)),
        jpeg(b"abc"),
        jpeg(),
        b"\xff\xd8",
        jpeg(b"\xff\xd9\x00\x05abc"),
        jpeg(frame(0xBF), b"x"),
        (b"\xff\xd8" + frame())[:11],
    ],
)
def test_what_is_no_plain_jpeg(data: bytes) -> None:
    assert _plain_jpeg(data) is None


def test_a_frame_at_the_very_end_is_read() -> None:
    assert _plain_jpeg(b"\xff\xd8" + frame()) is not None


def pixels(mode: str, colour: Any, kind: str = "PNG", size: tuple[int, int] = (2, 1)) -> bytes:
    stream = BytesIO()
    Pillow.new(mode, size, colour).save(stream, kind)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "space", "shown"),
    [
        (pixels("RGBA", (10, 20, 30, 0)), b"/DeviceRGB", b"\xff" * 6),
        (pixels("RGBA", (10, 20, 30, 255)), b"/DeviceRGB", b"\x0a\x14\x1e" * 2),
        (pixels("LA", (10, 255)), b"/DeviceRGB", b"\x0a" * 6),
        (pixels("RGB", (1, 2, 3), "BMP"), b"/DeviceRGB", b"\x01\x02\x03" * 2),
        (pixels("L", 7, "BMP"), b"/DeviceGray", b"\x07" * 2),
        (pixels("1", 1, "BMP"), b"/DeviceGray", b"\xff" * 2),
    ],
)
def test_other_drawings_as_pixels_on_white(data: bytes, space: bytes, shown: bytes) -> None:
    found = _ready(Image(data))
    assert (found.width, found.height, found.data, found.compressed) == (2, 1, shown, False)
    assert found.entries == b"/ColorSpace%s/BitsPerComponent 8" % space


@pytest.mark.parametrize(("most", "read"), [(6, True), (5, False)])
def test_the_largest_drawing(monkeypatch: pytest.MonkeyPatch, most: int, read: bool) -> None:
    monkeypatch.setattr(images, "_MOST_PIXELS", most)
    for data in (png(), pixels("RGBA", (0, 0, 0, 0), size=(3, 2))):
        if read:
            assert image_size(Image(data)) == (3, 2)
            continue
        with pytest.raises(BrokenImage, match="大きすぎます") as told:
            image_size(Image(data))
        assert told.value.next
    monkeypatch.undo()
    assert images._MOST_PIXELS == 60_000_000


def test_a_drawing_without_a_line_is_none() -> None:
    with pytest.raises(BrokenImage):
        image_size(Image(jpeg(frame(height=0))))
    assert image_size(Image(jpeg(frame(height=1, width=1)))) == (1, 1)
