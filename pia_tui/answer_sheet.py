"""The 記入票, a document as an Excel workbook: what the one who writes it and the one who reads it back agree on.

Row 1 of a sheet is hidden and names the columns; three hidden columns say what stands in a row: the key of the answer,
which part of it, and the fingerprint of the answer as it was written out. So sheets and rows may be moved or renamed,
and reading back knows whether the sheet or the document changed since.

Parts: "" a whole answer; `o3` the mark of option 3; `t2` the second piece of a text that is too long for a cell, `n2`
the same after a line end; `row` a whole block, its answers in the columns `1`, `2` …
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from typing import Final

from pia_tui.forms import Value

FORMAT: Final = "pia-tui-sheet"
VERSION: Final = 1
META_SHEET: Final = "_pia"
LIST_SHEET: Final = "_pia_lists"

COLUMN: Final = "pia:"
"""Begins each name in row 1: `pia:key`, `pia:part`, `pia:base`, and `pia:1` … for the answers."""
NOTHING: Final = "-"
"""The fingerprint of an unanswered item."""
SPARE: Final = "+"
"""Stands for the fingerprint in blocks that the document did not have when it was written out."""
ROW: Final = "row"
MARK: Final = "○"
BLANK_MARK: Final = "×"

CELL_LIMIT: Final = 32_000
"""UTF-16 units of one cell; Excel takes 32,767."""
LINES_LIMIT: Final = 250
"""Line ends in one cell; Excel shows 253."""
_LOST = "x005F_"  # a spelling that openpyxl takes out when it reads


def fingerprint(value: Value | None) -> str:
    """A short name for an answer; equal answers have equal names."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        value = value.replace(_LOST, "")
    text = json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def fits(text: str) -> bool:
    """Whether a text fits into one cell."""
    return _units(text) <= CELL_LIMIT and text.count("\n") <= LINES_LIMIT


def pieces(text: str) -> list[tuple[str, str]]:
    """A text as (part, text) for one cell each; one piece has the part ""."""
    if fits(text):
        return [("", text)]
    found: list[tuple[str, str]] = []
    letter, rest = "t", text
    while rest:
        piece = _first(rest)
        rest, after = rest[len(piece) :], "t"
        if rest.startswith("\n") and len(rest) > 1:
            rest, after = rest[1:], "n"
        found.append((f"{letter}{len(found) + 1}", piece))
        letter = after
    return found


def joined(found: Iterable[tuple[str, str]]) -> str:
    """The text of (part, text) pieces, in whatever order they come."""
    text = ""
    for part, piece in sorted(found, key=lambda one: int(one[0][1:] or 0)):
        text += ("\n" if part.startswith("n") and piece else "") + piece
    return text


def spare_identity(seed: Sequence[str], taken: Iterable[str]) -> str:
    """A block identity that is the same each time for the same seed, and not in `taken`."""
    used = set(taken)
    for attempt in range(1 << 20):
        digest = hashlib.sha256("\0".join((*seed, str(attempt))).encode()).digest()
        identity = "#" + base64.b32encode(digest).decode().lower()[:6]
        if identity not in used:
            return identity
    raise AssertionError


def escaped(text: str) -> str:
    """Text as a cell holds it: what would be read as an escape of the format (`_x000D_`) is escaped itself."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def unescaped(text: str) -> str:
    """What `escaped` was given; a line end that Excel keeps from Windows (`_x000D_`) is a plain one."""
    text = re.sub(r"(?<!_x005F)_x000D_(?=\n)", "", text)
    return re.sub(r"_x005F_(?=x[0-9A-Fa-f]{4}_)", "_", text)


def _first(text: str) -> str:
    """As much of the text as fits into a cell, up to a line end if there is one in its second half."""
    end, units, lines = 0, 0, 0
    for end, char in enumerate(text):  # noqa: B007 - the place where it stops is what is wanted
        units += 2 if ord(char) > 0xFFFF else 1
        lines += char == "\n"
        if units > CELL_LIMIT or lines > LINES_LIMIT:
            break
    else:
        return text
    border = text.rfind("\n", end // 2, end + 1)
    return text[: border if border > 0 else end]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
