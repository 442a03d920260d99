"""From a document to the bytes of its PDF."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

import msgspec

from pia_tui.assessment import Assessment, Node
from pia_tui.export.pdf.font_files import FontFile, FontPair, find_pair
from pia_tui.export.pdf.fonts import CLUSTERS
from pia_tui.export.pdf.footer import Furniture
from pia_tui.export.pdf.images import Image
from pia_tui.export.pdf.layout import lay_out
from pia_tui.export.pdf.metadata import EmbeddedFile, Metadata
from pia_tui.export.pdf.pages import Layout
from pia_tui.export.pdf.typeset import Typography


class PdfOptions(msgspec.Struct, frozen=True):
    """How a document is printed.

    `font` names an installed font or a font file, empty for the one that comes with the program; `fallbacks` are
    asked, in order, for what it lacks. `draft` is the mark at the top of every page (案). `revision` stands in every
    footer (a version's hash). `created` is the only date in the file: without it equal content gives equal bytes on
    any day. `embedded` files travel inside the PDF.
    """

    font: str = ""
    fallbacks: tuple[str, ...] = ()
    draft: str = ""
    revision: str = ""
    created: date | None = None
    embedded: tuple[EmbeddedFile, ...] = ()
    language: str = "ja"


class MissingCharacter(msgspec.Struct, frozen=True):
    """A character that neither the font nor a fallback has: it is printed as 〓 and copies out as typed."""

    character: str
    code: str
    places: tuple[str, ...] = ()
    """Labels of the items it stands in."""
    paths: tuple[str, ...] = ()
    """The items themselves."""


def render(
    document: Assessment, *, images: Mapping[str, Image] | None = None, options: PdfOptions | None = None
) -> bytes:
    """The PDF of a document. `images` are the drawings by attachment id.

    The bytes depend on the arguments and the installed versions alone. Raises FontProblem, BrokenImage.
    """
    from pia_tui.export.pdf.paint import paint

    options = options or PdfOptions()
    images = images or {}
    metadata = Metadata(
        title=document.name,
        author=str(document.by_role("body") or ""),
        subject=document.form.title,
        language=options.language,
        created=options.created,
        embedded=options.embedded,
    )
    with _no_collections():
        layout = laid_out(document, images=images, options=options)
        return paint(layout, metadata, images)


def laid_out(
    document: Assessment, *, images: Mapping[str, Image] | None = None, options: PdfOptions | None = None
) -> Layout:
    """The pages of a document as values, for previews and tests. Raises FontProblem, BrokenImage."""
    options = options or PdfOptions()
    furniture = Furniture(document.name, options.revision, options.draft)
    return lay_out(document, images or {}, furniture, typography(options))


def missing_characters(document: Assessment, options: PdfOptions | None = None) -> list[MissingCharacter]:
    """The characters of the answers that cannot be shown, by code, to be named before printing. Raises FontProblem."""
    faces = typography(options or PdfOptions()).regular
    found: dict[str, dict[str, str]] = {}
    known: dict[str, bool] = {}
    for node, text in _texts(document):
        for cluster in set(CLUSTERS.findall(text)):
            if cluster not in known:
                known[cluster] = cluster.isspace() or faces.has(cluster)
            if not known[cluster]:
                found.setdefault(cluster, {})[node.path] = node.label
    return [
        MissingCharacter(
            cluster, " ".join(f"U+{ord(c):04X}" for c in cluster), tuple(dict.fromkeys(items.values())), tuple(items)
        )
        for cluster, items in sorted(found.items())
    ]


def typography(options: PdfOptions) -> Typography:
    """The styles for the options. Raises FontProblem."""
    fonts: FontPair = find_pair(options.font)
    fallbacks: tuple[FontFile, ...] = tuple(find_pair(name).regular for name in options.fallbacks)
    return Typography(fonts, fallbacks)


@contextmanager
def _no_collections() -> Iterator[None]:
    """Keep the cyclic garbage collector off: a layout is many small values that all live until the end."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _texts(document: Assessment) -> Iterator[tuple[Node, str]]:
    for node in document.walk():
        value = document.shown(node) if node.value_kind or node.item.fixed else None
        if isinstance(value, str):
            yield node, value
