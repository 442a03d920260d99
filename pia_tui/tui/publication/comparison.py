"""An item beside the same one elsewhere: the sources, what is shown of them, and the changes that take a text over.

No widget: the whole screen and the panel show what stands here, and tests work with it alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from pia_tui.assessment import Assessment, Change, Node
from pia_tui.forms import format_value
from pia_tui.rules.changes.excerpt import Hunk, hunks, marked
from pia_tui.tui.widgets.menu_view import MenuEntry
from pia_tui.usecases.counterparts import SOURCES, Candidate, Source, same, taken

SHOWN = 70
TextSpans = Sequence[tuple[int, int]]


class Comparison:
    """One item and what is found elsewhere; `source` and `at` say which of it is looked at."""

    def __init__(
        self, document: Assessment, node: Node, found: dict[Source, list[Candidate]], source: Source | None = None
    ) -> None:
        self.document, self.node, self.found = document, node, found
        first: Source = next((each for each, _ in SOURCES if found[each]), "published")
        self.source: Source = source if source is not None and found[source] else first
        self.at = 0

    @property
    def text(self) -> str:
        """The item's own text."""
        value = self.document.value(self.node)
        return "\n".join(value) if isinstance(value, tuple) else format_value(value)

    @property
    def candidate(self) -> Candidate | None:
        """What the item is compared with."""
        found = self.found[self.source]
        return found[self.at] if self.at < len(found) else None

    def switch_source(self, step: int) -> None:
        """The next source, or the one before."""
        names = [source for source, _ in SOURCES]
        self.source = names[(names.index(self.source) + step) % len(names)]
        self.at = 0

    def tabs(self) -> str:
        """The sources with how much each has, the one that is looked at in brackets."""
        told = ((source, f"{name} {len(self.found[source])}") for source, name in SOURCES)
        return "　".join(f"［{name}］" if source == self.source else name for source, name in told)

    def entries(self) -> list[MenuEntry]:
        """The source's texts as a list."""
        return [
            MenuEntry(
                str(number),
                f"{one.title}　{one.place}".rstrip(),
                side="同じ" if same(one.text, self.text) else "",
                detail=one.text.replace("\n", " ")[:SHOWN],
            )
            for number, one in enumerate(self.found[self.source])
        ]

    def sides(self) -> tuple[TextSpans, TextSpans]:
        """Where the item's own text and the other one differ."""
        other = self.candidate
        if other is None or not self.text:
            return (), ()
        one, two = marked(self.text, other.text)
        return one.spans, two.spans

    # -- taking over -------------------------------------------------------------------------------------------------

    def whole(self) -> list[Change]:
        """The changes that take the whole answer over; none where it is the item's own."""
        other = self.candidate
        return taken(self.document, self.node, other) if other is not None else []

    def parts(self) -> list[Hunk]:
        """The places that differ; none where there are none, or where only the whole can be taken."""
        other = self.candidate
        return hunks(self.text, other.text) if other is not None and self.node.value_kind == "text" else []

    def part(self, place: Hunk) -> list[Change]:
        """The changes that take one place over."""
        other = self.candidate
        return taken(self.document, self.node, other, place.taken_into(self.text)) if other is not None else []

    def part_entries(self) -> list[tuple[str, str, str]]:
        """The places to pick from: (number, as it stands there, as it stands here)."""
        return [
            (str(number), (one.after.strip() or "（この文を消す）")[:SHOWN], f"いま: {one.before.strip()[:SHOWN]}")
            for number, one in enumerate(self.parts())
        ]
