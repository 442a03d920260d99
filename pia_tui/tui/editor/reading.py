"""The whole document as text, in the order in which it prints; Enter on an item goes there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pia_tui.assessment import Assessment, Node
from pia_tui.forms import format_value
from pia_tui.rules.completeness import is_asked
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.document.session import Session
from pia_tui.tui.document.sheet import node_label
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.reading_view import Paragraph, ReadingView
from pia_tui.tui.widgets.title_bar import TitleBar


class ReviewScreen(PiaScreen[str | None]):
    """Gives the key of the item to edit, or None."""

    PLACE: ClassVar[Place] = "reading"
    BINDINGS: ClassVar[list[BindingType]] = bindings("reading")

    def __init__(self, session: Session, *, at: str = "") -> None:
        super().__init__()
        self._session = session
        self._at = at

    def compose_body(self) -> ComposeResult:
        yield TitleBar(self._session.document.name)
        yield ReadingView(id="whole")

    def on_mount(self) -> None:
        view = self.query_one(ReadingView)
        view.styles.height = "1fr"
        paragraphs = list(review_paragraphs(self._session.document))
        view.show(paragraphs)
        view.focus()
        self.query_one(TitleBar).set_state("Enter でその項目を直せます", "muted")
        at = next((number for number, one in enumerate(paragraphs) if one.key == self._at), None)
        if at is not None:
            self.call_after_refresh(view.move_to, at)

    @on(LineView.Chosen)
    def _chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        self.dismiss(self.query_one(ReadingView).chosen_key or None)

    def do_close(self) -> None:
        self.dismiss(None)

    def do_export_pdf(self) -> None:
        self.pia.exporter.write_pdf(self._session.id)


def review_paragraphs(document: Assessment) -> Iterator[Paragraph]:
    """Every item that prints, with its answer in full."""
    for part in document.parts():
        yield Paragraph(f" {document.part_title(part)}", "strong", paper="band")
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
