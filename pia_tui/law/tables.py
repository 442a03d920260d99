"""The law's tables as dated data: 番号法別表, the 主務省令第2条の表 and the words that it defines.

Each is a CSV file whose first lines (`# 日付: …`) tell what it is, where it was read and how sure that is, with the
SHA-256 of the rows. A newer file of the same name's beginning in the workspace's `db/law/` wins.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property
from pathlib import Path

import msgspec

from pia_tui.datafile import BrokenData
from pia_tui.law.numbers import Number, parse_number

SHARING = "renkei"
"""主務省令第2条の表: who asks whom for what by 情報連携."""
ANNEX = "beppyo"
"""番号法別表: the tasks for which the 個人番号 may be used."""
TERMS = "terms"

_COLUMNS = {
    SHARING: ("項", "情報照会者", "事務", "条", "情報提供者", "利用特定個人情報"),
    ANNEX: ("項", "法律", "条", "事務", "旧別表第一の項"),
    TERMS: ("語", "意味"),
}
_NAME = re.compile(r"([a-z]+)_(\d{4}-\d{2}-\d{2})\.csv")


class Origin(msgspec.Struct, frozen=True):
    """Where a table comes from: its title, the day of the law's text, the source, how sure it is, and the file."""

    title: str
    date: date
    source: str
    confidence: str
    file: str
    own: bool
    """Whether the body has put it beside its store."""


class SharingRow(msgspec.Struct, frozen=True, gc=False):
    """One pair of the 主務省令第2条の表: `asker` may get `information` from `provider` for `task`."""

    row: Number
    asker: str
    task: str
    article: str
    provider: str
    information: str


class AnnexRow(msgspec.Struct, frozen=True, gc=False):
    """One row of 番号法別表: the law it is about, the article that details it, and what it was called before.

    `former` are the rows of the old 別表第一 with the same tasks, empty where that is not established.
    """

    row: Number
    law: str
    article: str
    task: str
    former: tuple[Number, ...] = ()


class Sharing(msgspec.Struct, frozen=True, dict=True):
    """The 主務省令第2条の表. A 項 that is 削除 has no pair and is in `repealed`."""

    origin: Origin
    rows: tuple[SharingRow, ...]
    repealed: frozenset[Number]

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """The 項 in order, without those that are 削除."""
        return tuple(sorted({row.row for row in self.rows}))

    def of(self, number: Number) -> tuple[SharingRow, ...]:
        """The pairs of one 項."""
        return tuple(row for row in self.rows if row.row == number)


class Annex(msgspec.Struct, frozen=True, dict=True):
    """番号法別表, as far as the 命令 details its rows."""

    origin: Origin
    rows: tuple[AnnexRow, ...]

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        return tuple(row.row for row in self.rows)

    @cached_property
    def by_former(self) -> Mapping[Number, tuple[AnnexRow, ...]]:
        """Rows by the number that they had in the old 別表第一."""
        found: dict[Number, tuple[AnnexRow, ...]] = {}
        for row in self.rows:
            for number in row.former:
                found[number] = (*found.get(number, ()), row)
        return found


_folders: list[Path] = [Path(__file__).parent / "data"]


def add_folder(folder: Path) -> None:
    """Read tables from `folder` too: a newer text of the law can be put beside the store."""
    if folder.is_dir() and folder not in _folders:
        _folders.append(folder)
        forget()


def forget() -> None:
    """Read the files again the next time they are asked for."""
    for reader in (sharing, annex, terms):
        reader.cache_clear()


def newest(table: str) -> Path:
    """The file of a table with the latest date; among equals the body's own. Raises BrokenData if there is none."""
    found: list[tuple[str, int, Path]] = []
    for rank, folder in enumerate(_folders):
        for file in folder.iterdir():
            match = _NAME.fullmatch(file.name)
            if match and match[1] == table:
                found.append((match[2], rank, file))
    if not found:
        raise BrokenData(f"{table}_….csv", [(1, "表のファイルがありません")])
    return max(found)[2]


@cache
def sharing() -> Sharing:
    """The newest 主務省令第2条の表. Raises BrokenData."""
    file = newest(SHARING)
    origin, lines = _read(file, SHARING)
    rows, repealed = [], set()
    for number, cells in lines:
        row = _row_number(file, number, cells["項"])
        if not cells["情報提供者"]:
            repealed.add(row)
            continue
        rows.append(
            SharingRow(
                row, cells["情報照会者"], cells["事務"], cells["条"], cells["情報提供者"], cells["利用特定個人情報"]
            )
        )
    if not rows:
        raise BrokenData(file.name, [(1, "行がありません")])
    return Sharing(origin, tuple(sorted(rows, key=lambda one: one.row)), frozenset(repealed))


@cache
def annex() -> Annex:
    """The newest 番号法別表. Raises BrokenData."""
    file = newest(ANNEX)
    origin, lines = _read(file, ANNEX)
    rows = []
    for number, cells in lines:
        former = tuple(_row_number(file, number, one) for one in cells["旧別表第一の項"].split("、") if one)
        rows.append(AnnexRow(_row_number(file, number, cells["項"]), cells["法律"], cells["条"], cells["事務"], former))
    return Annex(origin, tuple(sorted(rows, key=lambda one: one.row)))


@cache
def terms() -> dict[str, str]:
    """The words that the 主務省令第2条の表 defines, with their meaning. Raises BrokenData."""
    return {cells["語"]: cells["意味"] for _, cells in _read(newest(TERMS), TERMS)[1]}


def origins() -> tuple[Origin, ...]:
    """Where each table in use comes from."""
    return tuple(_read(newest(table), table)[0] for table in _COLUMNS)


def _read(file: Path, table: str) -> tuple[Origin, list[tuple[int, dict[str, str]]]]:
    """(origin, (line, cells)) of a file: UTF-8, else the code page of Japanese Windows. Raises BrokenData."""
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp932")
        except UnicodeDecodeError as error:
            raise BrokenData(file.name, [(1, "文字として読めません。UTF-8 で保存してください")]) from error
    text = text.replace("\r\n", "\n")
    head: dict[str, str] = {}
    lines = text.split("\n")
    skipped = 0
    while lines and lines[0].startswith("#"):
        name, _, value = lines.pop(0).removeprefix("#").partition(":")
        head[name.strip()] = value.strip().rstrip(",")  # a spreadsheet fills short rows up with commas
        skipped += 1
    body = "\n".join(lines)
    own = file.parent != _folders[0]
    wanted = head.get("sha256", "")
    if wanted and not own and wanted != hashlib.sha256(body.encode()).hexdigest():
        raise BrokenData(file.name, [(skipped, "検査値（sha256）が中身と違います。ファイルが書き換えられています")])
    reader = csv.DictReader(io.StringIO(body))
    missing = [column for column in _COLUMNS[table] if column not in (reader.fieldnames or ())]
    if missing:
        raise BrokenData(file.name, [(skipped + 1, f"列「{'」「'.join(missing)}」がありません")])
    rows = [
        (skipped + reader.line_num, {column: (cells[column] or "").strip() for column in _COLUMNS[table]})
        for cells in reader
    ]
    return _origin(file, head, own=own), [(line, cells) for line, cells in rows if any(cells.values())]


def _origin(file: Path, head: Mapping[str, str], *, own: bool) -> Origin:
    match = _NAME.fullmatch(file.name)
    assert match is not None
    try:
        day = date.fromisoformat(head.get("日付") or match[2])
    except ValueError as error:
        raise BrokenData(file.name, [(1, "日付は 2026-04-01 の形で書きます")]) from error
    return Origin(head.get("表", match[1]), day, head.get("出典", ""), head.get("確かさ", ""), file.name, own)


def _row_number(file: Path, line: int, text: str) -> Number:
    number = parse_number(text)
    if number is None:
        raise BrokenData(file.name, [(line, f"「{text[:20]}」を項の番号として読めません")])
    return number
