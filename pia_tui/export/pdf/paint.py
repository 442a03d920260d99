"""Draws laid-out pages on reportlab's canvas and closes the file: tags, links, outline, metadata."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from pia_tui.export.pdf import pages as model
from pia_tui.export.pdf.font_objects import embed
from pia_tui.export.pdf.fonts import Layer
from pia_tui.export.pdf.images import Image, add_image
from pia_tui.export.pdf.metadata import Metadata, catalog_entries, info_dictionary
from pia_tui.export.pdf.pages import BLACK, Colour, Layout, Page, Text
from pia_tui.export.pdf.syntax import literal, number, text_string
from pia_tui.export.pdf.tags import Annotation, Tag, write_tree
from pia_tui.export.pdf.writer import Document

_CURSOR_FONT = "pia-tui-no-font"


class _NoFont:
    """Stands as the canvas's first font, so that no unembedded Helvetica is written into the file."""

    _dynamicFont = 1  # noqa: N815
    fontName = _CURSOR_FONT  # noqa: N815


class _PlainPage(pdfdoc.PDFPage):  # type: ignore[misc]
    """A page whose content and resources are given as object numbers, with the keys a tagged page needs."""

    __NoDefault__ = (*pdfdoc.PDFPage.__NoDefault__, "StructParents", "Tabs")


class _FormCanvas(Canvas):  # type: ignore[misc]
    """reportlab's canvas on our document: pages come as finished content streams."""

    def __init__(self, language: str) -> None:
        if _CURSOR_FONT not in pdfmetrics._fonts:
            pdfmetrics._fonts[_CURSOR_FONT] = _NoFont()
        super().__init__(io.BytesIO(), initialFontName=_CURSOR_FONT, invariant=1, lang=language)
        self._doc = Document(language)

    def add_page(self, size: tuple[float, float], content: bytes, resources: int, annotations: bytes) -> None:
        """Close a page with its content stream; `annotations` is the inside of the Annots array."""
        page = _PlainPage()
        page.MediaBox = f"[0 0 {number(size[0])} {number(size[1])}]"
        page.Contents = b"%d 0 R" % self._doc.add_stream(b"", content)
        page.Resources = b"%d 0 R" % resources
        page.StructParents = self._pageNumber - 1
        page.Tabs = pdfdoc.PDFName("S")
        if annotations:
            page.Annots = pdfdoc.PDFArray([annotations])
        self._doc.addPage(page)
        self._startPage()


def paint(layout: Layout, metadata: Metadata, images: Mapping[str, Image]) -> bytes:
    """The finished PDF."""
    canvas = _FormCanvas(metadata.language)
    document: Document = canvas._doc
    resources = document.reserve()
    painter = _Painter()
    link_numbers = document.reserve(sum(len(page.links) for page in layout.pages) or 1)
    link = link_numbers
    key = len(layout.pages)
    targets = {anchor: (at, y) for at, page in enumerate(layout.pages) for anchor, y in page.anchors.items()}
    links: list[tuple[int, int, model.Link, int]] = []
    for at, page in enumerate(layout.pages):
        annotations = []
        for each in page.links:
            if each.anchor in targets:
                links.append((link, at, each, key))
                each.tag.kids.append(Annotation(at, link, key))
                annotations.append(b"%d 0 R" % link)
                link, key = link + 1, key + 1
        height = page.size[1]
        for anchor, y in page.anchors.items():
            canvas.bookmarkPage(anchor, fit="XYZ", left=0, top=round(height - y, 2))
        canvas.add_page(page.size, painter.content(at, page), resources, b" ".join(annotations))
    numbers = [document.idToObjectNumberAndVersion[f"Page{at + 1}"][0] for at in range(len(layout.pages))]
    for link, at, each, key in links:
        document.put(link, _link(layout.pages[at], each, key, numbers, targets, layout.pages))
    for unused in range(link_numbers + len(links), link_numbers + max(1, sum(len(p.links) for p in layout.pages))):
        document.put(unused, b"null")
    for entry in layout.outline:
        canvas.addOutlineEntry(entry.title, entry.anchor, entry.level, closed=entry.level > 0)
    _finish(document, layout.root, numbers, metadata)
    document.put(resources, _resources(painter.layers, painter.images, images, document))
    data: bytes = canvas.getpdfdata()
    return data


def _finish(document: Document, root: Tag, numbers: list[int], metadata: Metadata) -> None:
    catalog: Any = document.Catalog
    catalog.StructTreeRoot = b"%d 0 R" % write_tree(root, numbers, document)
    catalog.MarkInfo = b"<</Marked true>>"
    catalog.ViewerPreferences = b"<</DisplayDocTitle true>>"
    catalog.PageMode = pdfdoc.PDFName("UseOutlines")
    document.info = info_dictionary(metadata)
    extra = catalog_entries(metadata, document)
    catalog.__class__ = _Catalog
    catalog.extra = extra


class _Catalog(pdfdoc.PDFCatalog):  # type: ignore[misc]
    """The catalog with the entries that reportlab has no attribute for."""

    extra = b""

    def format(self, document: Any) -> bytes:
        body: bytes = super().format(document).rstrip()
        return body[: body.rindex(b">>")] + self.extra + b">>"


def _resources(layers: list[Layer], used: dict[str, str], images: Mapping[str, Image], document: Document) -> bytes:
    fonts = b"".join(b"/%s %d 0 R" % (layer.name.encode("ascii"), embed(layer, document)) for layer in layers)
    pictures = b"".join(
        b"/%s %d 0 R" % (name.encode("ascii"), add_image(images[key], document)) for key, name in used.items()
    )
    return b"<</Font<<%s>>/XObject<<%s>>>>" % (fonts, pictures)


def _link(
    page: Page,
    link: model.Link,
    key: int,
    numbers: list[int],
    targets: Mapping[str, tuple[int, float]],
    all_pages: list[Page],
) -> bytes:
    target, y = targets[link.anchor]
    top = all_pages[target].size[1] - y
    bottom = page.size[1] - link.y - link.height
    rect = " ".join(map(number, (link.x, bottom, link.x + link.width, bottom + link.height)))
    return (
        b"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[%s]/Dest[%d 0 R/XYZ 0 %s null]/StructParent %d/Contents%s>>"
        % (
            rect.encode("ascii"),
            numbers[target],
            number(top).encode("ascii"),
            key,
            text_string(link.label),
        )
    )


class _Painter:
    """Turns pages into content streams, and remembers which fonts and pictures they use."""

    def __init__(self) -> None:
        self.layers: list[Layer] = []
        self.images: dict[str, str] = {}
        self._seen: set[str] = set()

    def content(self, at: int, page: Page) -> bytes:
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

    def _artifacts(self, out: list[bytes], page: Page, height: float) -> None:
        out.append(b"/Artifact BMC")
        colour: Colour = BLACK
        for x, y, width, tall, tint in page.fills:
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
        for x, y, width, tall, _ in page.frames:
            box = " ".join(map(number, (x, height - y - tall, width, tall)))
            out.append(f"{model.HEAVY_RULE} w {box} re S".encode("ascii"))
        out.append(b"EMC")

    def _text(self, out: list[bytes], text: Text, height: float, state: _TextState) -> None:
        out.append(b"BT")
        y = height - text.y
        at_x = at_y = 0.0
        font: tuple[str, float] = ("", 0.0)
        for line in text.lines:
            base = y - line.baseline
            for run in line.runs:
                if not run.text:
                    continue
                style = run.style
                if style.colour != state.colour:
                    state.colour = style.colour
                    out.append(_fill(style.colour))
                if run.tracking != state.tracking:
                    state.tracking = run.tracking
                    out.append(f"{run.tracking:.4f} Tc".encode("ascii"))
                x = text.x + run.x
                out.append(f"{number(x - at_x)} {number(base - at_y)} Td".encode("ascii"))
                at_x, at_y = _rounded(at_x, x), _rounded(at_y, base)
                for layer, codes in style.face.encode(run.text):
                    if (layer.name, style.size) != font:
                        font = (layer.name, style.size)
                        self._use(layer)
                        out.append(f"/{layer.name} {number(style.size)} Tf".encode("ascii"))
                    out.append(literal(codes) + b"Tj")
            y -= line.height
        out.append(b"ET")

    def _use(self, layer: Layer) -> None:
        if layer.name not in self._seen:
            self._seen.add(layer.name)
            self.layers.append(layer)


class _TextState:
    """What the page's graphics state holds between texts."""

    def __init__(self) -> None:
        self.colour: Colour = BLACK
        self.tracking = 0.0


def _fill(colour: Colour) -> bytes:
    """The operator that sets the fill colour; black is grey level 0, which is the shorter word for it."""
    return b"0 g" if colour == BLACK else " ".join((*map(number, colour), "rg")).encode("ascii")


def _rounded(before: float, after: float) -> float:
    """Where the pen is after a move that was written with two decimals."""
    return before + round(after - before, 2)
