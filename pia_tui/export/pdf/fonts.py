"""The font class of the PDF: widths for the line breaker, codes for the page, HarfBuzz subsets for the file.

A `Typeface` is one weight of a font with its fallbacks. It hands out glyphs from *layers*: a layer becomes one
Type0 font of the PDF (Identity-H, code = CID) in which every glyph stands for one text only, so that ToUnicode is
always right. A second character that shares a glyph with a first one (〜 and ～ in Noto), a variation sequence
(葛 with a selector) or a character that only a fallback has goes to another layer of the same or the other file.
"""

from __future__ import annotations

import re
import unicodedata
from codecs import charmap_encode
from collections.abc import Iterable

import msgspec

from pia_tui.export.pdf.faces import Face
from pia_tui.export.pdf.font_files import FontFile
from pia_tui.export.pdf.syntax import escaped

GETA = "〓"
"""What Japanese printers set for a character that no font has; it copies out as the character that was typed."""

_JOINED = "\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef"
_JOINER = re.compile(f"[{_JOINED}]")
CLUSTERS = re.compile(f"[^{_JOINED}][{_JOINED}]+|.", re.DOTALL)
"""Splits text into characters with the selectors and sound marks that belong to them."""


class Layer(msgspec.Struct):
    """Glyphs of one face that stand for one text each. `name` is the font's name in the page's resources."""

    face: Face
    name: str
    texts: dict[int, str] = msgspec.field(default_factory=dict)

    def place(self, glyph: int, text: str) -> bool:
        """Let the glyph stand for the text; False if it stands for another text already."""
        return self.texts.setdefault(glyph, text) == text


class Typeface:
    """One weight: a main font and fallbacks, asked in order. `name` is unique within a document."""

    def __init__(self, name: str, files: Iterable[FontFile]) -> None:
        self.name = name
        self.faces = [Face(file) for file in files]
        self.layers = [Layer(self.faces[0], name)]
        self.widths = Widths(self)
        self.missing: set[str] = set()
        self._codes = _Codes(self)
        self._special: dict[str, tuple[Layer, bytes] | None] = {}

    def measure(self, char: str) -> int:
        """Make the character ready for drawing, and tell its width in thousandths of the size."""
        if _JOINER.match(char):
            return 0
        face, glyph = self._find(char)
        if glyph == 0:
            if invisible(char):
                self._special[char] = None
                return 0
            self.missing.add(char)
            face, glyph = self._find(GETA)
        main = self.layers[0]
        if face is main.face and main.place(glyph, char):
            self._codes[ord(char)] = escaped(face.cid(glyph))
        else:
            self._special[char] = self._layer_for(face, glyph, char)
        return face.width(glyph)

    def encode(self, text: str) -> list[tuple[Layer, bytes]]:
        """The text as runs of two-byte codes, each with the layer that draws it; ready to stand in round brackets."""
        runs: list[tuple[Layer, bytes]] = []
        at = 0
        while at < len(text):
            codes, end = self._plain_start(text, at)
            pieces = [(self.layers[0], codes)] if codes else []
            if end < len(text):
                cluster = _cluster_at(text, end)
                pieces += self._cluster(cluster)
                end += len(cluster)
            for layer, codes in pieces:
                if runs and runs[-1][0] is layer:
                    codes = runs.pop()[1] + codes
                runs.append((layer, codes))
            at = end
        return runs

    def _plain_start(self, text: str, start: int) -> tuple[bytes, int]:
        """The codes of what the first layer draws alone from `start` on, and where that ends."""
        try:
            return charmap_encode(text[start:], "strict", self._codes)[0], len(text)
        except UnicodeEncodeError as problem:
            end = start + problem.start
        if end > start and _JOINER.match(text[end]):
            end -= 1  # with what it joins
        return charmap_encode(text[start:end], "strict", self._codes)[0], end

    def text_width(self, text: str, size: float) -> float:
        """The width of one line in points."""
        return sum(map(self.widths.__getitem__, text)) * size / 1000

    def has(self, cluster: str) -> bool:
        """Whether the typeface can show the character; invisible ones count as shown."""
        return any(face.glyph(cluster[0]) for face in self.faces) or invisible(cluster[0])

    def _find(self, char: str) -> tuple[Face, int]:
        for face in self.faces:
            glyph = face.glyph(char)
            if glyph:
                return face, glyph
        return self.faces[0], 0

    def _cluster(self, cluster: str) -> list[tuple[Layer, bytes]]:
        if cluster not in self._special:
            self._special[cluster] = self._joined(cluster)
        placed = self._special[cluster]
        return [placed] if placed else []

    def _joined(self, cluster: str) -> tuple[Layer, bytes] | None:
        """A base character with a selector or a sound mark: the font's own variant, else the base's glyph."""
        base = unicodedata.normalize("NFC", cluster)
        candidates = [base] if len(base) == 1 else [cluster[:2], cluster[0]]
        for candidate in candidates:
            face, glyph = self._find(candidate)
            if glyph:
                return self._layer_for(face, glyph, cluster)
        return self._layer_for(*self._find(GETA), cluster)

    def _layer_for(self, face: Face, glyph: int, text: str) -> tuple[Layer, bytes]:
        for layer in self.layers:
            if layer.face is face and layer.place(glyph, text):
                return layer, escaped(face.cid(glyph))
        layer = Layer(face, f"{self.name}x{len(self.layers)}", {glyph: text})
        self.layers.append(layer)
        return layer, escaped(face.cid(glyph))


class _Codes(dict[int, bytes]):
    """Codes of the first layer by code point; a character not seen yet is made ready to draw.

    It is the map of a codec: `charmap_encode` takes half the time of joining the codes of all characters.
    """

    def __init__(self, typeface: Typeface) -> None:
        super().__init__()
        self._typeface = typeface

    def __missing__(self, code: int) -> bytes:
        self._typeface.widths[chr(code)]
        if code not in self:
            raise LookupError  # not drawn from the first layer
        return self[code]


def _cluster_at(text: str, start: int) -> str:
    found = CLUSTERS.match(text, start)
    assert found is not None  # it takes any character
    return found.group()


class Widths(dict[str, int]):
    """Widths of characters in thousandths of the size; an unknown character is looked up and made ready to draw."""

    def __init__(self, typeface: Typeface) -> None:
        super().__init__()
        self._typeface = typeface

    def __missing__(self, char: str) -> int:
        width = self[char] = self._typeface.measure(char)
        return width


def invisible(char: str) -> bool:
    """Whether a character has no picture of its own: format and control characters, zero-width spaces."""
    return unicodedata.category(char) in ("Cf", "Cc", "Zl", "Zp")
