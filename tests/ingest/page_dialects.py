"""Documents the way tools print whole pages: labels at the middle of their cells, columns side by side."""

from __future__ import annotations

import random

from dialects import _head, _records, rows, wrap

from pia_tui.assessment import Assessment


def side_by_side(document: Assessment, rng: random.Random, gap: int = 3) -> str:
    """A page as it looks: labels in a narrow column at the middle of their cells' height, answers beside them."""
    lines: list[str] = []
    for part in document.parts():
        if part.section.kind == "cover":
            for node in document.nodes(part):
                lines += [f" {node.item.label}", *wrap(str(document.value(node) or ""), 34), ""]
            lines += _head(document)
            continue
        lines += ["\f", f"{part.section.title}　{part.section.star_text}".strip()]
        if part.section.kind == "records":
            for number, (name, text) in enumerate(_records(document, part), start=1):
                lines += [f"（{number}）{name}", *wrap(" ".join(text.split()), 66)]
        elif part.section.kind == "section":
            for row in rows(document, part, rng, apart="\n"):
                value = wrap(row.value, 40)
                over = len(row.label) > 30 or row.kind == "heading" or row.node.item.number[:1] in "１２３４５６７８９"
                lines += [row.label, *value] if over else _centred(row.label, value, gap)
    return "\n".join(lines)


def _centred(label: str, value: list[str], gap: int) -> list[str]:
    left, right = wrap(label, 15), value or [""]
    height = max(len(left), len(right))
    columns = [
        [""] * ((height - len(cells)) // 2) + cells + [""] * (height - len(cells) - (height - len(cells)) // 2)
        for cells in (left, right)
    ]
    blank = "　" if gap > 1 else ""
    return [
        (one + (blank * (15 - len(one)) + " " * gap if two and (one or gap > 1) else "") + two)
        for one, two in zip(*columns, strict=True)
    ]
