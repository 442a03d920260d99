"""The type of the forms: styles, and text set into the lines of a cell."""

from __future__ import annotations

from functools import lru_cache

from pia_tui.export.pdf.font_files import FontFile, FontPair, default_pair
from pia_tui.export.pdf.fonts import Typeface
from pia_tui.export.pdf.linebreak import TextLine, break_text
from pia_tui.export.pdf.pages import PdfLine, PdfRun, Style


class Typography:
    """The styles of one document. Equal text of equal style and width is set once."""

    def __init__(self, fonts: FontPair, fallbacks: tuple[FontFile, ...] = ()) -> None:
        extra = tuple(file for file in (*fallbacks, *_bundled()) if file not in (fonts.regular, fonts.bold))
        regular = Typeface("F1", (fonts.regular, *(file for file in extra if file != _bold())))
        bold = Typeface("F2", (fonts.bold, *(file for file in extra if file != _regular())))
        self.regular, self.bold = regular, bold
        self.body = Style(regular, 9.5, 14.25)
        self.label = Style(regular, 9.0, 12.5)
        self.strong_label = Style(bold, 9.0, 12.5)
        self.mark = Style(regular, 9.0, 13.5)
        self.choice = Style(regular, 8.0, 11.5)
        self.tiny = Style(regular, 7.0, 10.0)
        self.title = Style(bold, 18.0, 27.0)
        self.section = Style(bold, 14.0, 19.0)
        self.heading = Style(bold, 10.5, 15.0)
        self.block = Style(bold, 9.5, 13.5)
        self.slot = Style(regular, 8.5, 12.0)
        self.change = Style(regular, 9.0, 13.0)
        self.footer = Style(regular, 8.0, 10.0)
        self._set: dict[tuple[str, Style, float], tuple[PdfLine, ...]] = {}

    def lines(self, text: str, style: Style, width: float, align: str = "left") -> tuple[PdfLine, ...]:
        """The text in lines of at most `width` points. Tabs become wide spaces; line ends stay.

        `align` is `left`, `center`, `right`, or `flat`: left without hanging indents.
        """
        key = (text, style, width) if align == "left" else (f"{align}\0{text}", style, width)
        made = self._set.get(key)
        if made is None:
            plain = text.replace("\t", "\u3000")
            even = align in ("left", "flat")
            broken = break_text(plain, style.face.widths, style.size, width, hanging=align == "left", even=even)
            if align == "center" and len(broken) > 1:
                broken = _balanced(plain, broken, style, width)
            leading = style.leading
            if even:
                made = tuple(
                    [
                        PdfLine(leading, (PdfRun(each.x, each.text, style, each.tracking),), each.goes_on)
                        for each in broken
                    ]
                )
            else:
                made = tuple(
                    [
                        PdfLine(leading, (PdfRun(_indent(each.width, width, align), each.text, style),), each.goes_on)
                        for each in broken
                    ]
                )
            self._set[key] = made
        return made

    def width(self, text: str, style: Style) -> float:
        """The width of a text on one line."""
        return style.face.text_width(text, style.size)

    def missing(self) -> set[str]:
        """Characters that no font has, of the text set so far."""
        return self.regular.missing | self.bold.missing


def _balanced(text: str, broken: list[TextLine], style: Style, width: float) -> list[TextLine]:
    """Centred lines of like length, instead of a full one over a single character."""
    for share in (0.5, 0.6, 0.7, 0.8, 0.9):
        narrower = break_text(text, style.face.widths, style.size, width * share, hanging=False, even=False)
        if len(narrower) == len(broken):
            return narrower
    return broken


def _indent(used: float, width: float, align: str) -> float:
    return max(0.0, width - used) * (0.5 if align == "center" else 1.0)


@lru_cache(maxsize=1)
def _bundled() -> tuple[FontFile, ...]:
    """The fonts that come with the program: they stand in for what the chosen font lacks."""
    pair = default_pair()
    return pair.regular, pair.bold


def _regular() -> FontFile:
    return _bundled()[0]


def _bold() -> FontFile:
    return _bundled()[1]
