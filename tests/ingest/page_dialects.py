"""Documents the way tools print whole pages: labels at the middle of their cells, columns side by side."""

from __future__ import annotations

import random

from dialects import _changes, _head, _records, rows, wrap

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


def flat(document: Assessment, rng: random.Random) -> str:
    """Pages as one long line each, under a line that counts them."""
    pages: list[list[str]] = [[]]
    for part in document.parts():
        if part.section.kind == "cover":
            labels = [node.item.label for node in document.nodes(part)]
            values = [" ".join(str(document.value(node) or "").split()) for node in document.nodes(part)]
            pairs = zip(labels[2:], values[2:], strict=True)
            pages[-1] += [document.form.title, *labels[:2], *values[:2], *(text for pair in pairs for text in pair)]
            pages.append([document.form.contents_title, *(section.title for section in document.form.contents)])
            continue
        pages.append([f"{part.section.title} {part.section.star_text}".strip()])
        if part.section.kind == "changes":
            pages[-1] += [cell for row in _changes(document, part) for cell in row]
        elif part.section.kind == "section":
            for number, row in enumerate(rows(document, part, rng), start=1):
                pages[-1] += [row.label, *row.value.split("\n")]
                if number % 20 == 0:
                    pages.append([])
    return "\n\n".join(
        f"Page {number}: {document.form.title} - 見本市\n\n{' '.join(' '.join(page).split())}"
        for number, page in enumerate(pages, start=1)
    )
