"""The places where the dialog over a form stops, and the one where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from pia_tui.assessment import Assessment, Node, Part
from pia_tui.rules.changes.annex import in_old_row
from pia_tui.rules.completeness import is_answered, is_asked, is_marked_bracket


@dataclass(frozen=True, slots=True)
class FormStop:
    """A place where the dialog stops: an answer to give, or the end of a list where a block may be added."""

    node: Node
    part: Part

    @property
    def key(self) -> str:
        return self.node.key


class Stops:
    """All stops of a document in the form's order; `at` counts from 0, and is their number at the form's end."""

    def __init__(self, document: Assessment) -> None:
        self.document = document
        self.all: list[FormStop] = []
        self.at = 0
        self.refresh()

    @property
    def here(self) -> FormStop:
        """Where the dialog stands."""
        return self.all[self.at]

    @property
    def key(self) -> str:
        """The key of the place, an empty text at the form's end."""
        return self.all[self.at].key if self.at < len(self.all) else ""

    def stay(self) -> None:
        """After the document has become shorter: at its last stop at most."""
        self.at = min(self.at, len(self.all) - 1)

    def refresh(self) -> None:
        """Find the stops anew, after an answer or a block has changed."""
        document = self.document
        self.all = [
            FormStop(node, part) for part in document.parts() for node in document.nodes(part) if self._is_stop(node)
        ]

    def _is_stop(self, node: Node) -> bool:
        if not node.applies or in_old_row(self.document, node.key):
            return False
        if node.is_list:
            return node.item.repeat is not None
        if node.value_kind is None:
            return False
        if node.item.option_text:
            return is_marked_bracket(self.document, node)
        parents = self.document.form.places[node.item.id].parents
        under_mark = bool(parents) and parents[-1].value_kind == "flag"
        return not under_mark or self.document.state.get(self.document.sibling(node.key, parents[-1].id)) is True

    def start(self, at: str) -> None:
        """Stand on the item at a key or a path, or the first under it; else on the first without an answer."""
        if at:
            exact = (n for n, stop in enumerate(self.all) if at in (stop.key, stop.node.path))
            below = (n for n, stop in enumerate(self.all) if stop.node.path.startswith((f"{at}.", f"{at}[")))
            found = next(exact, next(below, None))
            if found is not None:
                self.at = found
                return
        self.at = next((n for n, stop in enumerate(self.all) if self.wants_answer(stop)), 0)

    def wants_answer(self, stop: FormStop) -> bool:
        """Whether an answer is asked there and missing."""
        return (
            not stop.node.is_list and is_asked(self.document, stop.node) and not is_answered(self.document, stop.node)
        )

    def go(self, key: str) -> bool:
        """Stand on the item of a key; False where there is none to stop at."""
        found = next((n for n, stop in enumerate(self.all) if stop.key == key), None)
        if found is not None:
            self.at = found
        return found is not None
