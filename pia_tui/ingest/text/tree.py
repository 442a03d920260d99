"""A form as a tree of places: who stands in whom, in which order, and which blocks repeat."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from pia_tui.forms import FILE_LIST, Form, Item, Repeat, Section, load_form
from pia_tui.ingest.text.folding import fold


@dataclass(frozen=True, slots=True)
class FormSpot:
    """A section or item in the form's order.

    `above` are the items and the section over it, nearest last; `block` is the id of the repeated item it stands in
    (itself included), "" where nothing repeats but the file.
    """

    id: str
    position: int
    section: str
    above: tuple[str, ...]
    block: str
    item: Item | None


@dataclass(frozen=True)
class Tree:
    """All spots of a form."""

    form: Form
    spots: dict[str, FormSpot]
    of_files: frozenset[str]
    """Sections that stand once for each 特定個人情報ファイル."""
    records: str
    """The table of 記録項目, one block for each file; "" where the form has none."""
    changes: str
    """The table of 変更箇所."""
    annexes: str
    """The table of 別紙, or ""."""

    @cached_property
    def listed(self) -> frozenset[str]:
        """Runs of the numbered options of a choice as they are printed, folded: 1)有2)無, 2)無."""
        found: set[str] = set()
        for spot in self.spots.values():
            if spot.item is not None and spot.item.value_kind == "choice":
                texts = [f"{number}){fold(text)}" for number, text in enumerate(spot.item.choice_texts, start=1)]
                found |= {"".join(texts[a:b]) for a in range(len(texts)) for b in range(a + 1, len(texts) + 1)}
        return frozenset(found)

    @cached_property
    def choices(self) -> frozenset[str]:
        """The options of all choices, folded."""
        items = [spot.item for spot in self.spots.values() if spot.item is not None]
        return frozenset(fold(text) for item in items if item.value_kind == "choice" for text in item.choice_texts)

    @property
    def mark_options(self) -> tuple[str, ...]:
        """The options of all items with marks."""
        items = [spot.item for spot in self.spots.values() if spot.item is not None and spot.item.value_kind == "multi"]
        return tuple(dict.fromkeys(text for item in items for text in item.choice_texts))

    def repeat(self, item_id: str) -> Repeat | None:
        """The repeat of a block's item."""
        item = self.form.item(item_id)
        return item.repeat if item else None

    def children(self, item_id: str) -> tuple[Item, ...]:
        """The items right under an item or section."""
        item = self.form.item(item_id)
        if item is not None:
            return item.items
        section = self.form.section(item_id)
        return section.items if section else ()


@cache
def tree_of(form_id: str) -> Tree:
    """The tree of a form version. Raises UnknownForm."""
    form = load_form(form_id)
    spots: dict[str, FormSpot] = {}

    def visit(section: Section, items: tuple[Item, ...], above: tuple[str, ...], block: str) -> None:
        for item in items:
            own = item.id if item.repeat else block
            spots[item.id] = FormSpot(item.id, len(spots), section.id, above, own, item)
            visit(section, item.items, (*above, item.id), own)

    for section in form.sections:
        spots[section.id] = FormSpot(section.id, len(spots), section.id, (), "", None)
        visit(section, section.items, (section.id,), "")
    tables = {section.kind: section.items[0].id for section in form.sections if section.items}
    return Tree(
        form=form,
        spots=spots,
        of_files=frozenset(s.id for s in form.sections if s.repeat and s.repeat.list == FILE_LIST),
        records=tables.get("records", ""),
        changes=tables.get("changes", ""),
        annexes=tables.get("annex", ""),
    )
