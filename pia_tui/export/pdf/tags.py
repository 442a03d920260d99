"""The structure tree of a tagged PDF: headings, tables with scopes, figures, links, in the order of reading."""

from __future__ import annotations

import msgspec

from pia_tui.export.pdf.syntax import text_string
from pia_tui.export.pdf.writer import PdfDocument


class StructureTag:
    """A struct element. Kids are tags, marked content as (page, mcid), or annotations as their object number."""

    __slots__ = ("alt", "attributes", "kids", "kind", "number", "title")

    def __init__(self, kind: str, attributes: bytes = b"", *, alt: str = "", title: str = "") -> None:
        self.kind = kind
        self.attributes = attributes
        self.alt = alt
        self.title = title
        self.kids: list[StructureTag | tuple[int, int] | Annotation] = []
        self.number = 0

    def add(self, kind: str, attributes: bytes = b"", *, alt: str = "", title: str = "") -> StructureTag:
        """A new element at the end of this one."""
        kid = StructureTag(kind, attributes, alt=alt, title=title)
        self.kids.append(kid)
        return kid

    def walk(self) -> list[StructureTag]:
        """This element and all below it, in order."""
        found = [self]
        for kid in self.kids:
            if isinstance(kid, StructureTag):
                found += kid.walk()
        return found


class Annotation(msgspec.Struct, frozen=True):
    """A link on a page that belongs to an element."""

    page: int
    number: int
    key: int
    """Its place in the parent tree."""


def cell_attributes(*, scope: str = "", columns: int = 1, rows: int = 1) -> bytes:
    """The table attributes of a TH or TD; empty when all are at their defaults."""
    parts = []
    if scope:
        parts.append(f"/Scope/{scope}")
    if columns > 1:
        parts.append(f"/ColSpan {columns}")
    if rows > 1:
        parts.append(f"/RowSpan {rows}")
    return f"/A<</O/Table{''.join(parts)}>>".encode("ascii") if parts else b""


def write_tree(root: StructureTag, page_numbers: list[int], document: PdfDocument) -> int:
    """Write the structure tree and the parent tree; returns the number of the StructTreeRoot.

    `page_numbers` are the object numbers of the pages. Elements without content of any depth are left out, cells
    excepted, since a table must stay regular.
    """
    prune(root)
    tags = root.walk()
    tree = document.reserve(len(tags) + 1)
    for number, tag in enumerate(tags, tree + 1):
        tag.number = number
    above: dict[int, int] = {id(root): tree}
    parents: list[dict[int, int]] = [{} for _ in page_numbers]
    links: dict[int, int] = {}
    for tag in tags:
        own = -1
        kids = []
        for kid in tag.kids:
            if isinstance(kid, StructureTag):
                above[id(kid)] = tag.number
                kids.append(b"%d 0 R" % kid.number)
            elif isinstance(kid, Annotation):
                links[kid.key] = tag.number
                kids.append(b"<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>" % (kid.number, page_numbers[kid.page]))
            else:
                page, mcid = kid
                parents[page][mcid] = tag.number
                if own < 0:
                    own = page
                if page == own:
                    kids.append(b"%d" % mcid)
                else:
                    kids.append(b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (page_numbers[page], mcid))
        body = b"<</S/%s/P %d 0 R%s" % (tag.kind.encode("ascii"), above[id(tag)], tag.attributes)
        if own >= 0:
            body += b"/Pg %d 0 R" % page_numbers[own]
        if tag.alt:
            body += b"/Alt" + text_string(tag.alt)
        if tag.title:
            body += b"/T" + text_string(tag.title)
        if kids:
            body += b"/K %s" % kids[0] if len(kids) == 1 else b"/K[%s]" % b" ".join(kids)
        document.put(tag.number, body + b">>")
    entries = [
        b"%d[%s]" % (page, b" ".join(b"%d 0 R" % owners[mcid] for mcid in sorted(owners)))
        for page, owners in enumerate(parents)
    ]
    entries += [b"%d %d 0 R" % (key, number) for key, number in sorted(links.items())]
    parent_tree = document.add(b"<</Nums[%s]>>" % b" ".join(entries))
    document.put(
        tree,
        b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>"
        % (root.number, parent_tree, len(page_numbers) + len(links)),
    )
    return tree


def prune(tag: StructureTag) -> bool:
    """Remove elements that hold nothing; True if anything is left of this one."""
    if tag.kind not in ("TD", "TH"):
        tag.kids = [kid for kid in tag.kids if not isinstance(kid, StructureTag) or prune(kid)]
    return bool(tag.kids) or tag.kind in ("TD", "TH")
