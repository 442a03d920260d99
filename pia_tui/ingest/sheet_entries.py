"""The hidden side of a 記入票: whose it is, and which cells hold which answer."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pia_tui.answer_sheet import COLUMN, FORMAT, META_SHEET, ROW, VERSION
from pia_tui.ingest.errors import STORE_UNTOUCHED, NewerFile, UnreadableFile
from pia_tui.ingest.sheets import Grid, SheetCell

_MARKER_ROWS = 10


@dataclass(frozen=True, slots=True)
class SheetHead:
    """Which document a sheet belongs to."""

    identity: str
    form_id: str
    name: str


@dataclass(slots=True)
class SheetEntry:
    """One answer in the sheet: its cells with their parts, and the fingerprint of what was there."""

    key: str
    base: str
    cells: list[tuple[str, SheetCell]] = field(default_factory=list)

    @property
    def where(self) -> str:
        return self.cells[0][1].where


def is_answer_sheet(data: bytes) -> bool:
    """Whether a workbook is a 記入票 of ours; one that cannot be opened is none."""
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return f'"{META_SHEET}"'.encode() in archive.read("xl/workbook.xml")
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        return False


def head_of(grids: Sequence[Grid]) -> SheetHead:
    """Whose sheet it is. Raises UnreadableFile for workbooks of others, NewerFile."""
    meta: dict[str, str] = {}
    for grid in grids:
        found = {row[0].text: row[1].text or "" for row in grid.rows[:20] if len(row) > 1 and row[0].text}
        if found.get("format") == FORMAT:
            meta = {str(name): text for name, text in found.items()}
            break
    if not meta:
        raise UnreadableFile(
            "pia-tui の記入票ではない Excel ファイルです。",
            safe=STORE_UNTOUCHED,
            next="「pia-tui export --format xlsx」で書き出した記入票を使うか、PDF で保存したものを取り込んでください。",
            next_on_screen="この評価書から書き出した記入票（Excel）を選ぶか、PDF で保存したものを取り込んでください。",
        )
    version = meta.get("version", "")
    if version.isdigit() and int(version) > VERSION:
        raise NewerFile(
            "新しい pia-tui で作られた記入票です。",
            safe=STORE_UNTOUCHED,
            next="新しい版の pia-tui で取り込んでください。",
        )
    return SheetHead(meta.get("identity", ""), meta.get("form", ""), meta.get("name", ""))


def entries_of(grids: Sequence[Grid]) -> Iterator[SheetEntry]:
    """The answers of all sheets, in their order; the pieces of one answer together."""
    for grid in grids:
        if grid.name == META_SHEET or not grid.rows:
            continue
        columns = max((_columns(row) for row in grid.rows[:_MARKER_ROWS]), key=len)
        if "key" not in columns or "1" not in columns:
            continue
        answers = [number for name, number in sorted(columns.items()) if name.isdigit()]
        found: dict[str, SheetEntry] = {}
        for row in grid.rows:
            key, part, base = (_text(row, columns.get(name)) for name in ("key", "part", "base"))
            if not key or key.startswith(COLUMN):
                continue
            entry = found.setdefault(key, SheetEntry(key, base))
            if part == ROW:
                entry.cells += [(f"{ROW}{n}", _at(row, number)) for n, number in enumerate(answers, start=1)]
            else:
                entry.cells.append((part, _at(row, columns["1"])))
        yield from found.values()


def _columns(row: list[SheetCell]) -> dict[str, int]:
    """The columns by name, if the row is the one that names them."""
    names = {number: cell.text or "" for number, cell in enumerate(row)}
    return {name.removeprefix(COLUMN): number for number, name in names.items() if name.startswith(COLUMN)}


def _text(row: list[SheetCell], number: int | None) -> str:
    return "" if number is None or number >= len(row) else row[number].text or ""


def _at(row: list[SheetCell], number: int) -> SheetCell:
    return row[number] if number < len(row) else SheetCell("")
