"""A whole document as paragraphs, in the order in which it prints."""

from __future__ import annotations

from collections.abc import Iterator

from pia_tui.assessment import Assessment, Node
from pia_tui.forms import format_value
from pia_tui.rules.completeness import is_asked
from pia_tui.tui.document.sheet import node_label
from pia_tui.tui.widgets.reading_view import Paragraph


def review_paragraphs(document: Assessment) -> Iterator[Paragraph]:
    """Every item that prints, with its answer in full."""
    for part in document.parts():
        yield Paragraph(f" {document.part_title(part)}", "strong", background="band")
        for node in document.nodes(part):
            yield from _node(document, node)
        yield Paragraph("")


def _node(document: Assessment, node: Node) -> Iterator[Paragraph]:
    indent = min(node.depth, 4) * 2 + 1
    value = document.shown(node)
    if node.is_list or not node.applies or (node.item.option_text and value is None and not is_asked(document, node)):
        return
    label = node_label(node)
    if node.item.fixed:
        yield Paragraph(f"{label}　{node.item.default}", "label", indent)
        return
    if node.value_kind is None:
        yield Paragraph(label, "label" if node.depth else "strong", indent)
        return
    text = f"［{value}］" if node.value_kind == "choice" and value is not None else format_value(value)
    if node.value_kind == "flag":
        yield Paragraph(f"[{'〇' if value is True else '　'}] {label}", "text", indent, key=node.key)
        return
    if node.value_kind == "figure":
        text = f"（図 {len(value)} 枚）" if isinstance(value, tuple) else ""
    yield Paragraph(label, "label", indent, key=node.key)
    if value is None:
        optional = node.item.optional and not is_asked(document, node)
        yield Paragraph("（任意）" if optional else "（未記入）", "muted" if optional else "empty", indent + 2)
    else:
        yield Paragraph(text, "text", indent + 2)
