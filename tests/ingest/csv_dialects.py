"""A document as rows of fields that programs write as CSV: signs between them, quotes, empty fields, answers under."""

from __future__ import annotations

import csv
import io
import random

from dialects import _changes, _head, _records, rows

from pia_tui.assessment import Assessment

WAYS = ("two", "level", "indented", "quoted", "semicolons", "tabs", "under")


def fields(document: Assessment, rng: random.Random) -> list[list[str]]:
    """Label and answer of each row."""
    found: list[list[str]] = []
    for part in document.parts():
        section = part.section
        if section.kind == "cover":
            found += [[node.item.label, str(document.value(node) or "")] for node in document.nodes(part)]
            found += [[line] for line in _head(document) if line]
            continue
        found.append([f"{section.title}　{section.star_text}".strip()])
        if section.kind == "changes":
            found += _changes(document, part)
        elif section.kind == "records":
            for number, (name, text) in enumerate(_records(document, part), start=1):
                found += [[f"（{number}）{name}"], [text]]
        elif section.kind == "section":
            found += [[row.label, row.value] for row in rows(document, part, rng)]
    return [[_plain(cell) for cell in row] for row in found]


def _plain(cell: str) -> str:
    """Boxes as a sheet shows them: no tags."""
    return cell.replace('<input checked="" type="checkbox"/>', "○").replace('<input type="checkbox"/>', "")


def as_csv(document: Assessment, rng: random.Random, way: str) -> str:
    """The rows as CSV in one of the ways."""
    table = fields(document, rng)
    if way == "level":
        widest = max(map(len, table))
        table = [[*row, *[""] * (widest - len(row))] for row in table]
    elif way == "indented":
        table = [["", *row] for row in table]
    elif way == "under":
        table = [[cell] for row in table for cell in row if cell]
    out = io.StringIO()
    sign = {"semicolons": ";", "tabs": "\t"}.get(way, ",")
    if way == "quoted":
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows(table)
    else:
        csv.writer(out, delimiter=sign).writerows(table)
    return out.getvalue()
