"""The pages of a PDF as they are seen: characters with their places, and ruled lines, read by PDFium.

Coordinates are points from the upper left corner of the page as it is shown (/Rotate and the crop box applied). What
nobody sees is left out: characters outside the page or clipped away. Invisible text is kept: it is the text layer of a
scan. Programs that print tables write the text of a merged cell again on every page that it
touches and clip all but one part of it.
"""

from __future__ import annotations

import ctypes
import itertools
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pia_tui.ingest.errors import STORE_UNTOUCHED, DamagedFile, UnreadableFile, UnsafeFile

Point = tuple[float, float]
Rect = tuple[float, float, float, float]
"""left, top, right, bottom"""

_THIN = 3.0
"""A filled shape of at most this thickness is a ruled line."""
_LEANING = 0.6
"""Points by which a rule may lean and still be level or upright."""
_SHORTEST = 1.5
_DEPTH = 5
_MOST_OBJECTS = 200_000
"""Shapes on a page, at most: a drawing of more is no table."""
_MOST_CHARS = 200_000
_EVERYTHING: Rect = (-math.inf, -math.inf, math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Char:
    """A character and its box; `size` is the size of its font in points."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class RuledLine:
    """A ruled line: `at` is its place across, from `start` to `end` along it."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class SeenPage:
    """What is seen of a page."""

    width: float
    height: float
    chars: list[Char] = field(default_factory=list)
    level: list[RuledLine] = field(default_factory=list)
    upright: list[RuledLine] = field(default_factory=list)
    quarter_turns: int = 0
    """Quarter turns that most characters are turned by (clockwise) on the page as it is shown."""


class Document:
    """An opened PDF."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def __len__(self) -> int:
        return len(self._document)

    def page(self, number: int) -> SeenPage:
        """The page with this number, from 0. Raises DamagedFile."""
        import pypdfium2

        try:
            page = self._document[number]
            text = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            raise damaged() from error
        try:
            return _PageReader(page, text).page()
        finally:
            text.close()
            page.close()


@contextmanager
def open_document(data: bytes, most: int) -> Iterator[Document]:
    """A PDF. Raises DamagedFile, UnreadableFile (password), UnsafeFile (more than `most` pages)."""
    import pypdfium2

    try:
        opened = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if is_locked(error):
            raise locked() from error
        raise damaged() from error
    try:
        if len(opened) > most:
            raise UnsafeFile(
                f"ページが多すぎます（{len(opened):,} ページ。{most:,} まで）。",
                safe=STORE_UNTOUCHED,
                next="評価書のページだけを別の PDF に分けてください。",
            )
        if not len(opened):
            raise damaged()
        yield Document(opened)
    finally:
        opened.close()


def is_locked(error: Exception) -> bool:
    """Whether PDFium wants a password, or cannot read this kind of encryption."""
    return "assword" in str(error) or "ecurity" in str(error)


def locked() -> UnreadableFile:
    """The sentence for a PDF with a password."""
    return UnreadableFile(
        "パスワードの掛かった PDF なので、読み取れません。",
        safe=STORE_UNTOUCHED,
        next="パスワードを外した PDF を使ってください。",
    )


def damaged() -> DamagedFile:
    """The sentence for a PDF that is not whole."""
    return DamagedFile(
        "PDF が壊れているか、途中で切れています。",
        safe=STORE_UNTOUCHED,
        next="元のファイルから、もう一度写してください。",
    )


class _PageReader:
    """Reads one page."""

    def __init__(self, page: Any, text: Any) -> None:
        import pypdfium2.raw as raw

        self.raw = raw
        self.handle, self.text = page, text
        left, bottom, right, top = page.get_cropbox(fallback_ok=True) or page.get_mediabox()
        left, right = sorted((left, right))
        bottom, top = sorted((bottom, top))
        media = page.get_mediabox(fallback_ok=True) or (left, bottom, right, top)
        left, right = max(left, min(media[0], media[2])), min(right, max(media[0], media[2]))
        bottom, top = max(bottom, min(media[1], media[3])), min(top, max(media[1], media[3]))
        self.rotation = page.get_rotation()
        self.to_shown = _to_shown(self.rotation, left, bottom, right, top)
        across, down = right - left, top - bottom
        self.made = SeenPage(down, across) if self.rotation in (90, 270) else SeenPage(across, down)
        self.x, self.y = ctypes.c_float(), ctypes.c_float()
        self.objects: dict[int, tuple[Rect, int]] = {}

    def page(self) -> SeenPage:
        self._shapes(self.handle, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0)
        self._chars()
        return self.made

    # -- characters --------------------------------------------------------------------------------------------------

    def _chars(self) -> None:
        raw, text, made, to_shown = self.raw, self.text, self.made, self.to_shown
        box, code = raw.FS_RECTF(), raw.FPDFText_GetUnicode
        place, owner, generated = raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetTextObject, raw.FPDFText_IsGenerated
        turns = [0, 0, 0, 0]
        high = ""
        for number in range(min(raw.FPDFText_CountChars(text), _MOST_CHARS)):
            value = code(text, number)
            # PDFium makes blanks and line ends of its own.
            if value in (0, 10, 13, 0xFFFE) or (value == 32 and generated(text, number) == 1):
                continue
            char = chr(value) if value < 0x110000 else ""
            if 0xD800 <= value < 0xDC00:
                high = char
                continue
            if high:
                char = (high + char).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
                high = ""
            if not char or not place(text, number, box):
                continue
            x0, top = to_shown(box.left, box.top)
            x1, bottom = to_shown(box.right, box.bottom)
            if x0 > x1:
                x0, x1 = x1, x0
            if top > bottom:
                top, bottom = bottom, top
            x, y = (x0 + x1) / 2, (top + bottom) / 2
            if not (0 <= x <= made.width and 0 <= y <= made.height):
                continue
            clip, quarter = self._of_object(owner(text, number), number)
            if not (clip[0] - 1 <= x <= clip[2] + 1 and clip[1] - 1 <= y <= clip[3] + 1):
                continue
            turns[quarter] += 1
            size = min(x1 - x0, bottom - top) if value > 0x2E80 and char.strip() else bottom - top
            made.chars.append(Char(char, x0, x1, top, bottom, size))
        made.quarter_turns = (max(range(4), key=lambda quarter: turns[quarter]) + self.rotation // 90) % 4

    def _of_object(self, thing: Any, number: int) -> tuple[Rect, int]:
        """What is to be seen of the text object that a character belongs to, and its quarter turns: asked once."""
        known = ctypes.cast(thing, ctypes.c_void_p).value or 0
        if known not in self.objects:
            angle = self.raw.FPDFText_GetCharAngle(self.text, number)
            clip = self._clip_of(thing) if thing else _EVERYTHING
            self.objects[known] = clip, round((angle if angle >= 0 else 0.0) / (math.pi / 2)) % 4
        return self.objects[known]

    def _clip_of(self, thing: Any) -> Rect:
        raw = self.raw
        clip = raw.FPDFPageObj_GetClipPath(thing)
        rect = _EVERYTHING
        for path in range(max(0, raw.FPDFClipPath_CountPaths(clip)) if clip else 0):
            points = []
            for segment in range(raw.FPDFClipPath_CountPathSegments(clip, path)):
                raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, segment), self.x, self.y)
                points.append(self.to_shown(self.x.value, self.y.value))
            if points:
                own = _around(points)
                rect = (
                    max(rect[0], own[0]), max(rect[1], own[1]), min(rect[2], own[2]), min(rect[3], own[3]),
                )  # fmt: skip
        return rect

    # -- ruled lines -------------------------------------------------------------------------------------------------

    def _shapes(self, holder: Any, outer: tuple[float, ...], depth: int) -> None:
        raw = self.raw
        count, get = (
            (raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)
            if depth == 0
            else (raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
        )
        matrix = raw.FS_MATRIX()
        for number in range(min(count(holder), _MOST_OBJECTS)):
            thing = get(holder, number)
            kind = raw.FPDFPageObj_GetType(thing)
            if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM):
                continue
            raw.FPDFPageObj_GetMatrix(thing, matrix)
            own = _times((matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f), outer)
            if kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(thing, own)
            elif depth < _DEPTH:
                self._shapes(thing, own, depth + 1)

    def _path(self, thing: Any, matrix: tuple[float, ...]) -> None:
        raw = self.raw
        filled, stroked = ctypes.c_int(), ctypes.c_int()
        if not raw.FPDFPath_GetDrawMode(thing, filled, stroked) or not (filled.value or stroked.value):
            return
        lines: list[list[Point]] = []
        for number in range(min(raw.FPDFPath_CountSegments(thing), 2000)):
            segment = raw.FPDFPath_GetPathSegment(thing, number)
            raw.FPDFPathSegment_GetPoint(segment, self.x, self.y)
            kind = raw.FPDFPathSegment_GetType(segment)
            point = self.to_shown(*_moved(self.x.value, self.y.value, matrix))
            if kind == raw.FPDF_SEGMENT_MOVETO or not lines:
                lines.append([point])
            elif kind == raw.FPDF_SEGMENT_LINETO:
                lines[-1].append(point)
            else:
                lines.append([point])  # a curve is no rule
                continue
            if raw.FPDFPathSegment_GetClose(segment) and len(lines[-1]) > 1:
                lines[-1].append(lines[-1][0])
        for line in lines:
            if stroked.value:
                for one, two in itertools.pairwise(line):
                    self._rule(one, two)
            elif len(line) > 3:
                self._shape(_around(line))

    def _shape(self, rect: Rect) -> None:
        """A filled shape: a rule if it is thin, else its edges, unless it is the page's own ground."""
        left, top, right, bottom = rect
        if bottom - top <= _THIN or right - left <= _THIN:
            x, y = (left + right) / 2, (top + bottom) / 2
            self._rule(*(((left, y), (right, y)) if right - left > bottom - top else ((x, top), (x, bottom))))
        elif right - left < 0.95 * self.made.width or bottom - top < 0.6 * self.made.height:
            corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
            for one, two in itertools.pairwise(corners):
                self._rule(one, two)

    def _rule(self, one: Point, two: Point) -> None:
        across, down = abs(one[0] - two[0]), abs(one[1] - two[1])
        if down <= _LEANING and across > _SHORTEST:
            self.made.level.append(RuledLine((one[1] + two[1]) / 2, *sorted((one[0], two[0]))))
        elif across <= _LEANING and down > _SHORTEST:
            self.made.upright.append(RuledLine((one[0] + two[0]) / 2, *sorted((one[1], two[1]))))


def _to_shown(rotation: int, left: float, bottom: float, right: float, top: float) -> Callable[[float, float], Point]:
    """From the page's own coordinates to those of the page as it is shown, y downwards."""
    if rotation == 90:
        return lambda x, y: (y - bottom, x - left)
    if rotation == 180:
        return lambda x, y: (right - x, y - bottom)
    if rotation == 270:
        return lambda x, y: (top - y, right - x)
    return lambda x, y: (x - left, top - y)


def _around(points: list[Point]) -> Rect:
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across), min(down), max(across), max(down)


def _times(one: tuple[float, ...], two: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _moved(x: float, y: float, matrix: tuple[float, ...]) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
