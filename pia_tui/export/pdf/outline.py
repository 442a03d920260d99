"""The bookmarks of the document: sections open, what is under them closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pia_tui.export.pdf.pages import OutlineEntry
from pia_tui.export.pdf.syntax import text_string
from pia_tui.export.pdf.writer import PdfDocument


def write_outline(entries: Sequence[OutlineEntry], places: Mapping[str, bytes], document: PdfDocument) -> int:
    """Write the outline; returns its object number, 0 without entries. `places` are the destinations by anchor.

    Levels may skip; an entry belongs to the nearest one before it with a lower level.
    """
    known = [entry for entry in entries if entry.anchor in places]
    if not known:
        return 0
    root = document.reserve(len(known) + 1)
    kids: list[list[int]] = [[] for _ in range(len(known) + 1)]
    parents = [0] * (len(known) + 1)
    open_: list[tuple[int, int]] = [(-1, 0)]
    for number, entry in enumerate(known, start=1):
        while open_[-1][0] >= entry.level:
            open_.pop()
        parents[number] = open_[-1][1]
        kids[parents[number]].append(number)
        open_.append((entry.level, number))
    for number, entry in enumerate(known, start=1):
        siblings = kids[parents[number]]
        at = siblings.index(number)
        body = b"<</Title%s/Parent %d 0 R/Dest%s" % (
            text_string(entry.title),
            root + parents[number],
            places[entry.anchor],
        )
        if at > 0:
            body += b"/Prev %d 0 R" % (root + siblings[at - 1])
        if at + 1 < len(siblings):
            body += b"/Next %d 0 R" % (root + siblings[at + 1])
        own = kids[number]
        if own:
            body += b"/First %d 0 R/Last %d 0 R/Count -%d" % (root + own[0], root + own[-1], len(own))
        document.put(root + number, body + b">>")
    tops = kids[0]
    document.put(
        root,
        b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (root + tops[0], root + tops[-1], len(tops)),
    )
    return root
