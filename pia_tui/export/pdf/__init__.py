"""PDF of assessments in the official look, drawn on reportlab's canvas."""

from pia_tui.export.pdf.font_files import FontProblem
from pia_tui.export.pdf.images import BrokenImage, Image
from pia_tui.export.pdf.metadata import EmbeddedFile
from pia_tui.export.pdf.render import MissingCharacter, PdfOptions, laid_out, missing_characters, render

__all__ = [
    "BrokenImage",
    "EmbeddedFile",
    "FontProblem",
    "Image",
    "MissingCharacter",
    "PdfOptions",
    "laid_out",
    "missing_characters",
    "render",
]
