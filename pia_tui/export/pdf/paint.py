"""Writes laid-out pages as content streams and closes the file: tags, links, outline, metadata.

The pages go straight into reportlab's document (`pdfbase.pdfdoc`): its canvas would only carry our finished operators,
and costs a tenth of the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportlab.pdfbase import pdfdoc

from pia_tui.export.pdf import pages as model
from pia_tui.export.pdf.font_objects import embed
from pia_tui.export.pdf.fonts import Layer, Typeface
from pia_tui.export.pdf.images import Image, add_image
from pia_tui.export.pdf.metadata import Metadata, catalog_entries, info_dictionary
from pia_tui.export.pdf.outline import write_outline
from pia_tui.export.pdf.pages import BASELINE, BLACK, Colour, Layout, PdfPage, PdfRun, Text
from pia_tui.export.pdf.syntax import number, text_string
from pia_tui.export.pdf.tags import Annotation, write_tree
from pia_tui.export.pdf.writer import PdfDocument

_SHORT = 32
"""Texts up to this length (labels, choices) are kept ready: they come again and again, which prose does not."""


def paint(layout: Layout, metadata: Metadata, images: Mapping[str, Image]) -> bytes:
    """The finished PDF."""
    document = PdfDocument(metadata.language)
    resources = document.reserve()
    painter = _Painter()
    targets = {anchor: (at, y) for at, page in enumerate(layout.pages) for anchor, y in page.anchors.items()}
    links: list[tuple[Annotation, model.Link, PdfPage]] = []
    for at, page in enumerate(layout.pages):
        annotations = []
        for each in page.links:
            if each.anchor in targets:
                annotation = Annotation(at, document.reserve(), len(layout.pages) + len(links))
                each.tag.kids.append(annotation)
                links.append((annotation, each, page))
                annotations.append(b"%d 0 R" % annotation.number)
        document.add_page(page.size, painter.content(at, page), resources, b" ".join(annotations))
    numbers = document.page_numbers()
    places = {
        anchor: b"[%d 0 R/XYZ 0 %s null]" % (numbers[at], number(layout.pages[at].size[1] - y).encode("ascii"))
        for anchor, (at, y) in targets.items()
    }
    for annotation, each, page in links:
        document.put(annotation.number, _link(page, each, annotation.key, places[each.anchor]))
    _finish(document, layout, numbers, places, metadata)
    document.put(resources, _resources(painter.layers, painter.images, images, document))
    return document.format()


def _finish(
    document: PdfDocument, layout: Layout, numbers: list[int], places: Mapping[str, bytes], metadata: Metadata
) -> None:
    catalog = _Catalog()
    catalog.Pages, catalog.Lang = document.Pages, document.Catalog.Lang
    catalog.StructTreeRoot = b"%d 0 R" % write_tree(layout.root, numbers, document)
    catalog.MarkInfo = b"<</Marked true>>"
    catalog.ViewerPreferences = b"<</DisplayDocTitle true>>"
    catalog.extra = catalog_entries(metadata, document)
    outline = write_outline(layout.outline, places, document)
    if outline:
        catalog.PageMode = pdfdoc.PDFName("UseOutlines")
        catalog.extra += b"/Outlines %d 0 R" % outline
    document.Catalog = document._catalog = catalog
    document.info = info_dictionary(metadata)


class _Catalog(pdfdoc.PDFCatalog):  # type: ignore[misc]
    """The catalog with the entries that reportlab has no attribute for."""

    extra = b""

    def format(self, document: Any) -> bytes:
        body: bytes = super().format(document).rstrip()
        return body[: body.rindex(b">>")] + self.extra + b">>"


def _resources(layers: list[Layer], used: dict[str, str], images: Mapping[str, Image], document: PdfDocument) -> bytes:
    faces = {id(layer.face): layer.face for layer in layers}
    numbers: dict[str, int] = {}
    for face in faces.values():
        numbers |= embed([layer for layer in layers if layer.face is face], document)
        face.close()
    fonts = b"".join(b"/%s %d 0 R" % (layer.name.encode("ascii"), numbers[layer.name]) for layer in layers)
    pictures = b"".join(
        b"/%s %d 0 R" % (name.encode("ascii"), add_image(images[key], document)) for key, name in used.items()
    )
    return b"<</Font<<%s>>/XObject<<%s>>>>" % (fonts, pictures)


def _link(page: PdfPage, link: model.Link, key: int, destination: bytes) -> bytes:
    bottom = page.size[1] - link.y - link.height
    rect = " ".join(map(number, (link.x, bottom, link.x + link.width, bottom + link.height)))
    return b"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[%s]/Dest%s/StructParent %d/Contents%s>>" % (
        rect.encode("ascii"),
        destination,
        key,
        text_string(link.label),
    )


class _Painter:
    """Turns pages into content streams, and remembers which fonts and pictures they use."""

    def __init__(self) -> None:
        self.layers: list[Layer] = []
        self.images: dict[str, str] = {}
        self._seen: set[str] = set()
        self._moves: dict[tuple[float, float], bytes] = {}
        self._fonts: dict[tuple[str, float], bytes] = {}
        self._shown: dict[tuple[str, str], list[tuple[Layer, bytes]]] = {}

    def content(self, at: int, page: PdfPage) -> bytes:
        """The content stream of a page; its marked content is entered in the tags."""
        out: list[bytes] = []
        height = page.size[1]
        self._artifacts(out, page, height)
        mcid = 0
        for picture in page.pictures:
            name = self.images.setdefault(picture.key, f"Im{len(self.images) + 1}")
            picture.tag.kids.append((at, mcid))
            box = " ".join(
                map(number, (picture.width, 0, 0, picture.height, picture.x, height - picture.y - picture.height))
            )
            out.append(f"/{picture.tag.kind}<</MCID {mcid}>>BDC q {box} cm /{name} Do Q EMC".encode("ascii"))
            mcid += 1
        state = _TextState()
        for text in page.texts:
            if text.tag is None:
                out.append(b"/Artifact BMC")
            else:
                text.tag.kids.append((at, mcid))
                out.append(b"/%s<</MCID %d>>BDC" % (text.tag.kind.encode("ascii"), mcid))
                mcid += 1
            self._text(out, text, height, state)
            out.append(b"EMC")
        return b"\n".join(out)

    def _artifacts(self, out: list[bytes], page: PdfPage, height: float) -> None:
        out.append(b"/Artifact BMC")
        colour: Colour = BLACK
        for fill in page.fills:
            x, y, width, tall, tint = fill.x, fill.y, fill.width, fill.height, fill.colour
            if tint != colour:
                out.append(_fill(tint))
                colour = tint
            out.append(
                " ".join((number(x), number(height - y - tall), number(width), number(tall), "re f")).encode("ascii")
            )
        if colour != BLACK:
            out.append(b"0 g")
        path = [
            f"{number(x0)} {number(height - y0)} m {number(x1)} {number(height - y1)} l"
            for x0, y0, x1, y1 in page.rules()
        ]
        if path:
            out.append(f"{model.RULE} w 2 J\n{chr(10).join(path)}\nS".encode("ascii"))
        for each in page.frames:
            box = " ".join(map(number, (each.x, height - each.y - each.height, each.width, each.height)))
            out.append(f"{model.HEAVY_RULE} w {box} re S".encode("ascii"))
        out.append(b"EMC")

    def _text(self, out: list[bytes], text: Text, height: float, state: _TextState) -> None:
        """The lines of a cell as one text object. Moves are written with two decimals and summed as written."""
        out.append(b"BT")
        y = height - text.y
        at_x = at_y = 0.0
        layer_now: Layer | None = None
        size_now = 0.0
        before: PdfRun | None = None
        for line in text.lines:
            runs, leading = line.runs, line.height
            single = len(runs) == 1
            size = runs[0].style.size if single else max([run.style.size for run in runs], default=0.0)
            base = y - leading / 2 - BASELINE * size
            y -= leading
            for run in runs:
                written, style, tracking = run.text, run.style, run.tracking
                if not written:
                    before = None
                    continue
                if style.colour != state.colour:
                    state.colour = style.colour
                    out.append(_fill(style.colour))
                if tracking != state.tracking:
                    state.tracking = tracking
                    out.append(b"%.3f Tc" % tracking)
                if single and before is not None and before.style is style and before.x == run.x:
                    # The next line of a paragraph stands one leading lower.
                    if leading != state.leading:
                        state.leading = leading
                        out.append(b"%.2f TL" % leading)
                    out.append(b"T*")
                    at_y -= leading
                else:
                    move = (round(text.x + run.x - at_x, 2), round(base - at_y, 2))
                    at_x, at_y = at_x + move[0], at_y + move[1]
                    out.append(self._moves.get(move) or self._move(move))
                before = run if single else None
                for layer, shown in self._shown.get((style.face.name, written)) or self._show(style.face, written):
                    if layer is not layer_now or style.size != size_now:
                        layer_now, size_now = layer, style.size
                        out.append(self._fonts.get((layer.name, size_now)) or self._font(layer.name, size_now))
                    out.append(shown)
        out.append(b"ET")

    def _move(self, move: tuple[float, float]) -> bytes:
        """The operator for a move of the pen; most lines make the same few."""
        made = self._moves[move] = f"{move[0]:g} {move[1]:g} Td".encode("ascii")
        return made

    def _font(self, name: str, size: float) -> bytes:
        """The operator for a font and its size."""
        made = self._fonts[name, size] = f"/{name} {size:g} Tf".encode("ascii")
        return made

    def _show(self, face: Typeface, text: str) -> list[tuple[Layer, bytes]]:
        """The operators that show a text; labels and choices come again and again."""
        made = [(layer, b"(%s)Tj" % codes) for layer, codes in face.encode(text)]
        if len(text) <= _SHORT:
            self._shown[face.name, text] = made
        for layer, _ in made:
            if layer.name not in self._seen:
                self._seen.add(layer.name)
                self.layers.append(layer)
        return made


class _TextState:
    """What the page's graphics state holds between texts."""

    def __init__(self) -> None:
        self.colour: Colour = BLACK
        self.tracking = 0.0
        self.leading = 0.0


def _fill(colour: Colour) -> bytes:
    """The operator that sets the fill colour; black is grey level 0, which is the shorter word for it."""
    return b"0 g" if colour == BLACK else " ".join((*map(number, colour), "rg")).encode("ascii")
