"""What a form definition holds: the schema of the files in `data/`, and questions one may ask of a form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

import msgspec

ItemKind = Literal["text", "choice", "multi", "flag", "date", "count", "group", "table", "figure"]
Level = Literal["kiso", "juten", "zenkoumoku"]
INPUT_KINDS: frozenset[str] = frozenset({"text", "choice", "multi", "flag", "date", "count", "figure"})

FILE_LIST = "file"
"""The repeat that sections Ⅱ and Ⅲ and the record table share: one block for each 特定個人情報ファイル."""


class _Data(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all parts of a definition: read-only, unknown words refused."""


class Option(_Data, frozen=True):
    """One choice as printed. With `free_text` it has a bracket of its own to write in: その他（　）."""

    text: str
    free_text: bool = False


class OptionGroup(_Data, frozen=True):
    """Options printed under a common label (識別情報 …)."""

    label: str
    options: tuple[Option, ...]


class Repeat(_Data, frozen=True):
    """A block that may stand several times.

    `unit` is what one block is called; `list` names an order list shared with other blocks (`file`); `max` is the
    number of places on the official form, None where there is no limit; `initial` blocks stand in a new document.
    `slot_headings` are the headings that the form prints even over empty places (委託事項2～5).
    """

    unit: str
    list: str = ""
    min: int = 0
    max: int | None = None
    initial: int = 0
    slot_headings: tuple[str, ...] = ()


class When(_Data, frozen=True):
    """The machine-readable condition: the item applies unless `item` is answered otherwise.

    `equals` holds the answer needed, `not_equals` the one that switches the item off; `days_below` is true of a span
    of days (令和8年2月2日から令和8年3月3日まで) that is shorter, first and last day counted. A flag that was never
    marked counts as blank (False); any other unanswered item, and a span that cannot be read, leaves everything open.
    """

    item: str
    equals: str | bool | None = None
    not_equals: str | bool | None = None
    days_below: int | None = None


class ImportantChange(_Data, frozen=True):
    """The entry of the 指針's list of 重要な変更 that a ※ stands for."""

    no: int
    name: str


class Compare(_Data, frozen=True):
    """A count that should agree with the number of blocks of the repeated item `blocks`."""

    blocks: str
    severity: Literal["warning", "error"] = "warning"


class Print(_Data, frozen=True):
    """Hints for the printed form that the structure alone does not tell."""

    columns: int = 0
    """Columns in which multi-marks stand (0: as many as fit)."""
    height: float = 0
    """Least height of the cell in millimetres, as on the official sheet (0: one line)."""


class Item(_Data, frozen=True):
    """One item of a form: an input, or a group of items with or without a value of its own.

    `id` is the catalogue's id; `label` is exact, number included; `number` repeats the number alone. `own_value` is
    the kind of value that a group's heading row carries. `choices` are the options of a choice or of marks.
    `role` tells what the rest of the program uses the item for (task_name, published_on …). `same_as` names an item
    of the same block whose answer stands here until another is given; `fixed` text is printed and never asked.
    `grounds` says which legal ground the item asks for: of using the 個人番号, of 情報連携, of providing, of moving.
    `one_line` items hold a name or a number, no paragraphs; `asks_date` marks a text in which days are written.
    `excludes` names marks that cannot stand beside this one, `contradicts` answers elsewhere that this mark denies.
    `asked_when` is a condition under which the item wants an answer; without it an answer is printed all the same.
    Items of the 評価書 of one 事務 with the same `shared` name say the same thing, on whatever form they stand.
    """

    id: str
    kind: ItemKind
    label: str
    number: str = ""
    star: bool = False
    star_exempt: bool = False
    important_change: ImportantChange | None = None
    own_value: Literal["text", "choice", "flag"] | None = None
    own_value_label: str = ""
    choices: tuple[Option, ...] = ()
    choice_groups: tuple[OptionGroup, ...] = ()
    free_text_label: str = ""
    option_text: bool = False
    grounds: Literal["use", "linkage", "provide", "move"] | None = None
    repeat: Repeat | None = None
    condition: str = ""
    when: When | None = None
    asked_when: When | None = None
    shared: str = ""
    optional: bool = False
    free_text_ok: bool = False
    digits_only: bool = False
    one_line: bool = False
    asks_date: bool = False
    role: str = ""
    same_as: str = ""
    default: str = ""
    fixed: bool = False
    fixed_lines: tuple[str, ...] = ()
    compare: Compare | None = None
    excludes: tuple[str, ...] = ()
    contradicts: tuple[When, ...] = ()
    note: str = ""
    help: str = ""
    good: str = ""
    poor: str = ""
    source: str = ""
    confidence: str = ""
    new_in: str = ""
    print: Print | None = None
    items: tuple[Item, ...] = ()

    @property
    def value_kind(self) -> str | None:
        """The kind of value the item takes, or None for a plain heading."""
        if self.fixed:
            return None
        return self.kind if self.kind in INPUT_KINDS else self.own_value

    @property
    def form_label(self) -> str:
        """The label as printed, with its ※."""
        return f"{self.label}　※" if self.star else self.label

    @property
    def choice_texts(self) -> tuple[str, ...]:
        """The texts of the choices in the form's order."""
        return tuple(option.text for option in self.choices)

    @property
    def is_line(self) -> bool:
        """Whether the answer is one line by its nature, the （　） of an option included."""
        return self.one_line or self.option_text or self.kind in ("date", "count")

    @property
    def input_label(self) -> str:
        """What the input is called: a block's own value has a name of its own (委託事項の名称)."""
        return self.own_value_label or self.label


class Section(_Data, frozen=True):
    """A section of a form, 別添 and 別紙 included; with `repeat` it stands once for each 特定個人情報ファイル.

    `title` is the heading as printed; `numeral` (Ⅱ, 別添１, or nothing) and `name` are its two parts.
    """

    id: str
    title: str
    items: tuple[Item, ...]
    numeral: str = ""
    name: str = ""
    kind: Literal["cover", "section", "figure", "records", "changes", "annex"] = "section"
    star: bool = False
    star_text: str = ""
    star_scope: str = ""
    important_change: ImportantChange | None = None
    repeat: Repeat | None = None
    landscape: bool = False
    official: bool = True
    toc: bool = True
    note: str = ""
    help: str = ""


class ItemPlace(NamedTuple):
    """Where an item stands: its section and the items that hold it, outermost first."""

    item: Item
    section: Section
    parents: tuple[Item, ...]

    @property
    def repeated(self) -> tuple[str, ...]:
        """Ids of the repeated section and items on the way to the item, itself included."""
        ids = [self.section.id] if self.section.repeat else []
        return (*ids, *(item.id for item in (*self.parents, self.item) if item.repeat))


class Form(_Data, frozen=True, dict=True):
    """A version of a 様式.

    `level` is the kind of assessment; `version` what the stamp says; `effective` the first day of use;
    `source`, `source_date` and `confidence` tell where the definition was taken from and how sure that is; `unread` is
    what of it could not be held against the original, told where the form is chosen, and never printed.
    """

    id: str
    level: Level
    title: str
    short_title: str
    form_no: str
    version: str
    effective: date
    source: str
    source_date: date
    confidence: str
    sections: tuple[Section, ...]
    contents_title: str
    note: str = ""
    unread: str = ""

    @property
    def stamp(self) -> str:
        """The version mark printed on the cover: [平成30年5月　様式3]."""
        return f"[{self.version}　{self.form_no}]"

    @property
    def contents(self) -> tuple[Section, ...]:
        """The sections listed in 項目一覧."""
        return tuple(section for section in self.sections if section.toc)

    @cached_property
    def places(self) -> dict[str, ItemPlace]:
        """Every item by id, in the form's order."""
        found: dict[str, ItemPlace] = {}

        def visit(section: Section, items: tuple[Item, ...], parents: tuple[Item, ...]) -> None:
            for item in items:
                found[item.id] = ItemPlace(item, section, parents)
                visit(section, item.items, (*parents, item))

        for section in self.sections:
            visit(section, section.items, ())
        return found

    @cached_property
    def roles(self) -> dict[str, str]:
        """Item ids by role."""
        return {place.item.role: item_id for item_id, place in self.places.items() if place.item.role}

    @cached_property
    def shared(self) -> dict[str, str]:
        """Item ids by the name under which the 評価書 of one 事務 share them."""
        return {place.item.shared: item_id for item_id, place in self.places.items() if place.item.shared}

    def section(self, section_id: str) -> Section | None:
        """The section with this id."""
        return next((section for section in self.sections if section.id == section_id), None)

    def item(self, item_id: str) -> Item | None:
        """The item with this id, or None."""
        place = self.places.get(item_id)
        return place.item if place else None

    def walk(self) -> Iterator[Item]:
        """All items in the form's order."""
        return (place.item for place in self.places.values())

    def important_change(self, item_id: str) -> ImportantChange | None:
        """The 重要な変更 that a change of this item may be: its own ※, that of a heading over it, or its section's."""
        item, section, parents = self.places[item_id]
        chain = (item, *reversed(parents))
        if any(each.star_exempt for each in chain):
            return None
        return next((each.important_change for each in chain if each.important_change), section.important_change)


def repeat_of(form: Form, item_id: str) -> Repeat | None:
    """The repeat of a section or item, by id."""
    place = form.places.get(item_id)
    if place is not None:
        return place.item.repeat
    section = form.section(item_id)
    return section.repeat if section else None
