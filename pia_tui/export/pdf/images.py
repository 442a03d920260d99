"""Drawings of 別添: JPEG goes into the PDF as it is, and so does plain PNG; all else through Pillow."""

from __future__ import annotations

import io
import zlib

import msgspec

from pia_tui.errors import PiaError
from pia_tui.export.pdf.writer import PdfDocument

_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_PIXELS = 60_000_000


class BrokenImage(PiaError):
    """A drawing that cannot be read."""


class Image(msgspec.Struct, frozen=True):
    """A drawing: the bytes of a PNG or JPEG file, and what it shows, for those who cannot see it."""

    data: bytes
    alt: str = ""


class _Ready(msgspec.Struct, frozen=True):
    """A drawing as a PDF stream."""

    width: int
    height: int
    entries: bytes
    data: bytes
    compressed: bool = True


def image_size(image: Image) -> tuple[int, int]:
    """Width and height in pixels. Raises BrokenImage."""
    ready = _ready(image)
    return ready.width, ready.height


def add_image(image: Image, document: PdfDocument) -> int:
    """Write a drawing; returns its object number. Raises BrokenImage."""
    ready = _ready(image)
    head = b"/Type/XObject/Subtype/Image/Width %d/Height %d" % (ready.width, ready.height)
    return document.add_stream(head + ready.entries, ready.data, compress=not ready.compressed)


def _ready(image: Image) -> _Ready:
    data = image.data
    try:
        ready = _plain_jpeg(data) if data[:2] == b"\xff\xd8" else _plain_png(data) if data[:8] == _PNG else None
        ready = ready or _through_pillow(data)
    except (OSError, ValueError, IndexError, SyntaxError, zlib.error) as error:
        raise BrokenImage(
            "図の画像が壊れているか、読めない形式です。",
            safe="評価書の文章には影響ありません。",
            next="PNG か JPEG で保存し直して、もう一度取り込んでください。",
        ) from error
    if ready.width * ready.height > _MOST_PIXELS or min(ready.width, ready.height) < 1:
        raise BrokenImage("図の画像が大きすぎます。", next="6000万画素までに縮めて、もう一度取り込んでください。")
    return ready


def _plain_jpeg(data: bytes) -> _Ready | None:
    """A grey or RGB JPEG as it is; None for CMYK and what has no frame header."""
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = (int.from_bytes(data[i : i + 2], "big") for i in (at + 5, at + 7))
            space = {1: b"/DeviceGray", 3: b"/DeviceRGB"}.get(data[at + 9])
            if space is None or data[at + 4] != 8:
                return None
            return _Ready(width, height, b"/ColorSpace%s/BitsPerComponent 8/Filter/DCTDecode" % space, data)
        at += 2 if marker == 0x01 or 0xD0 <= marker <= 0xD8 else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _plain_png(data: bytes) -> _Ready | None:
    """A PNG without transparency and interlacing as it is: its data are what a PDF calls predictor 15."""
    at, chunks, palette = 8, [], b""
    width = height = depth = colour = 0
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
            depth, colour, interlaced = body[8], body[9], body[12]
            if interlaced or colour not in (0, 2, 3) or depth > 8:
                return None
        elif kind == b"PLTE":
            palette = body
        elif kind == b"tRNS":
            return None
        elif kind == b"IDAT":
            chunks.append(body)
        at += 12 + length
    joined = b"".join(chunks)
    colours = 3 if colour == 2 else 1
    if len(zlib.decompress(joined)) != height * (1 + (width * colours * depth + 7) // 8):
        raise ValueError("truncated PNG")
    space = b"/DeviceRGB" if colour == 2 else b"/DeviceGray"
    if colour == 3:
        space = b"[/Indexed/DeviceRGB %d<%s>]" % (len(palette) // 3 - 1, palette.hex().encode("ascii"))
    entries = (
        b"/ColorSpace%s/BitsPerComponent %d/Filter/FlateDecode"
        b"/DecodeParms<</Predictor 15/Colors %d/BitsPerComponent %d/Columns %d>>"
        % (space, depth, colours, depth, width)
    )
    return _Ready(width, height, entries, joined)


def _through_pillow(data: bytes) -> _Ready:
    from PIL import Image as Pillow

    with Pillow.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")) as opened:
        if opened.width * opened.height > _MOST_PIXELS:
            return _Ready(opened.width, opened.height, b"", b"")
        if "A" in opened.getbands() or "transparency" in opened.info:
            layered = opened.convert("RGBA")
            picture = Pillow.new("RGB", layered.size, "white")
            picture.paste(layered, mask=layered.getchannel("A"))
        else:
            picture = opened.convert("L" if opened.mode in ("1", "L", "I;16") else "RGB")
        space = b"/DeviceGray" if picture.mode == "L" else b"/DeviceRGB"
        pixels: bytes = picture.tobytes()
        return _Ready(*picture.size, b"/ColorSpace%s/BitsPerComponent 8" % space, pixels, compressed=False)
