"""From the text of a definition to a form, checked for what types cannot say: one YAML file per version of a 様式."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pia_tui.datafile import DataLines
from pia_tui.forms.model import FILE_LIST, Form, Item, Section, When

ROLES = frozenset(
    {
        "number", "document_name", "declaration", "body", "published_on", "approved_on",
        "task_name", "task_outline", "department", "file_names", "file_name",
        "subjects_band", "subjects_date", "handlers_band", "handlers_date", "incident",
        "threshold_result", "threshold_date", "submitted_forms", "incident_3y",
        "file_subjects_band", "users_band", "contractor_handlers_band", "head_of_department",
        "held_from", "used_from", "hearing_period", "hearing_reason", "review_days",
        "linkage", "linkage_grounds", "provides", "provides_count",
        "recipient", "recipient_grounds", "recipient_use", "recipient_information",
        "system_name", "recipient_methods", "no_inquiry", "no_provision",
        "annex", "annex_number", "annex_title", "annex_content",
        "change_date", "change_item", "change_before", "change_after", "change_timing", "change_note",
    }
)  # fmt: skip
"""What the program may look for in a form. A role is given in the data, so that no item id stands in code."""

MANY_ROLES = frozenset(
    {"file_subjects_band", "users_band", "contractor_handlers_band", "file_name", "held_from", "used_from"}
)
"""Roles that several items of one form may have."""

SECTION_ROLES: dict[str, tuple[str, ...]] = {
    "cover": ("number", "document_name", "body", "published_on"),
    "changes": ("change_date", "change_item", "change_before", "change_after", "change_timing", "change_note"),
}
"""The roles that the items of a section of a kind must have: the program reads and writes such a section by them."""

_ID = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[0-9]+)+")


def read_form(file: Path) -> Form:
    """One definition file as a Form. Raises BrokenData with file and line."""
    return form_of(DataLines(file))


def form_of(source: DataLines) -> Form:
    """A definition as a Form. Raises BrokenData with its line."""
    raw = source.data
    if not isinstance(raw, dict):
        raise source.broken([("$", "様式の定義ではありません")])
    named = raw.pop("choice_sets", {})
    if not isinstance(named, dict):
        raise source.broken([("$.choice_sets", "選択肢の組は「名前:」の下に並べてください")])
    sets = {name: _options(source, choices, f"$.choice_sets.{name}") for name, choices in named.items()}
    for number, section in enumerate(_list(raw.get("sections"))):
        if isinstance(section, dict):
            _name(section)
            _expand(source, _list(section.get("items")), f"$.sections[{number}]", sets)
    form = source.convert(Form, raw)
    problems = [*_problems(form)]
    if problems:
        addresses = dict(_addresses(form))
        raise source.broken([(addresses.get(item_id, "$"), f"{item_id}: {text}") for item_id, text in problems])
    return form


def _name(section: dict[str, Any]) -> None:
    """Where a definition does not say the two parts of a section's title, they stand apart by a wide blank."""
    title = section.get("title")
    if isinstance(title, str) and "name" not in section and "numeral" not in section:
        numeral, blank, name = title.partition("　")
        numeral = numeral.strip("（）")
        section |= {"numeral": numeral, "name": name.strip()} if blank else {"numeral": "", "name": numeral}


def _expand(source: DataLines, items: list[Any], address: str, sets: dict[Any, list[Any]]) -> None:
    """Put the named choice sets in, and give each option with a bracket of its own an item to hold its text.

    What has another shape is left as it is: the schema refuses it, with its line.
    """
    for number, item in enumerate(items):
        here = f"{address}.items[{number}]"
        if not isinstance(item, dict):
            raise source.broken([(here, "項目は「- id: …」の形で書いてください")])
        choices = item.get("choices")
        if isinstance(choices, str):
            if choices not in sets:
                raise source.broken([(f"{here}.choices", f"選択肢の組「{choices}」が choice_sets にありません")])
            item["choices"] = sets[choices]
        elif choices is not None:
            item["choices"] = _options(source, choices, f"{here}.choices")
        groups = [group for group in _list(item.get("choice_groups")) if isinstance(group, dict)]
        for place, group in enumerate(groups):
            group["options"] = _options(source, group.get("options"), f"{here}.choice_groups[{place}].options")
        if choices is None and groups:
            item["choices"] = [option for group in groups for option in group["options"]]
        children = item.setdefault("items", [])
        if isinstance(children, list):
            _expand(source, children, here, sets)
            children.extend(_option_texts(item))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _options(source: DataLines, choices: Any, address: str) -> list[dict[str, Any]]:
    """The options of one choice, each with its text. Raises BrokenData."""
    if not isinstance(choices, list):
        raise source.broken([(address, "選択肢（choices）は「- …」と一つずつ並べてください")])
    options = []
    for number, option in enumerate(choices):
        given = {"text": option} if isinstance(option, str) else option
        if not isinstance(given, dict) or not isinstance(given.get("text"), str):
            told = '選択肢（choices）は文字か {text: …, free_text: true} の形で書きます（数字は "30" のように囲みます）'
            raise source.broken([(f"{address}[{number}]", told)])
        options.append(dict(given))
    return options


def _option_texts(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for position, option in enumerate(item.get("choices") or (), start=1):
        if option.get("free_text"):
            yield {
                "id": f"{item.get('id')}.{position}",
                "kind": "text",
                "label": option["text"],
                "optional": True,
                "option_text": True,
            }
    if item.get("free_text_label"):
        yield {
            "id": f"{item.get('id')}.1",
            "kind": "text",
            "label": item["free_text_label"],
            "optional": True,
            "option_text": True,
        }


def _addresses(form: Form) -> Iterator[tuple[str, str]]:
    def visit(items: tuple[Item, ...], address: str) -> Iterator[tuple[str, str]]:
        for number, item in enumerate(items):
            here = f"{address}.items[{number}]"
            yield item.id, here
            yield from visit(item.items, here)

    for number, section in enumerate(form.sections):
        here = f"$.sections[{number}]"
        yield section.id, here
        yield from visit(section.items, here)


def _problems(form: Form) -> Iterator[tuple[str, str]]:
    """What types cannot say: (id, sentence) for each fault."""
    seen: set[str] = set()
    for section in form.sections:
        if not section.name or section.name not in section.title or section.numeral not in section.title:
            yield section.id, f"name「{section.name}」と numeral「{section.numeral}」は、title の一部を書きます"
    roles: set[str] = set()
    shared: set[str] = set()
    for item_id, _ in _addresses(form):
        if item_id in seen:
            yield item_id, "同じ id が二度使われています"
        seen.add(item_id)
    for place in form.places.values():
        item = place.item
        parent = place.parents[-1].id if place.parents else place.section.id
        if not _ID.fullmatch(item.id) or not item.id.startswith(f"{parent}."):
            yield item.id, f"id は親の id「{parent}」に点と番号を続けて書きます"
        yield from _shape_problems(item)
        for reference in (item.same_as, item.compare.blocks if item.compare else "", *item.excludes):
            if reference and reference not in form.places:
                yield item.id, f"参照先「{reference}」がこの様式にありません"
        conditions = [each for each in (item.when, item.asked_when) if each]
        for when in (*conditions, *item.contradicts):
            yield from _when_problems(form, item.id, when)
        if item.role and item.role not in ROLES:
            yield item.id, f"role「{item.role}」は決められた名前ではありません"
        if item.shared and place.repeated:
            yield item.id, "shared は、一度だけ書く項目に付けます"
        if item.shared in shared:
            yield item.id, f"shared「{item.shared}」が二つの項目に付いています"
        if item.shared:
            shared.add(item.shared)
        if item.role in roles and item.role not in MANY_ROLES:
            yield item.id, f"role「{item.role}」が二つの項目に付いています"
        if item.role:
            roles.add(item.role)
    for section in form.sections:
        yield from _section_problems(form, section)


def _section_problems(form: Form, section: Section) -> Iterator[tuple[str, str]]:
    held = {place.item.role for place in form.places.values() if place.section is section}
    missing = [role for role in SECTION_ROLES.get(section.kind, ()) if role not in held]
    if missing:
        yield section.id, f"この章（kind: {section.kind}）には、role「{'」「'.join(missing)}」の項目が要ります"
    if section.star and section.important_change is None:
        yield section.id, "star を付けた章には、重要な変更の項目（important_change）を書きます"


def _shape_problems(item: Item) -> Iterator[tuple[str, str]]:
    takes_choice = item.kind in ("choice", "multi") or item.own_value == "choice"
    if takes_choice != bool(item.choices):
        yield item.id, "選択肢（choices）は choice・multi の項目にだけ、必ず書きます"
    if len(set(item.choice_texts)) != len(item.choices):
        yield item.id, "同じ選択肢が二度あります"
    if item.star and item.important_change is None:
        yield item.id, "star を付けた項目には、重要な変更の項目（important_change）を書きます"
    if item.own_value and item.kind != "group":
        yield item.id, "own_value は group にだけ付けられます"
    if item.number and item.number not in item.label:
        yield item.id, f"番号「{item.number}」が label「{item.label}」に含まれていません"
    if item.kind == "table" and not (item.repeat and item.items):
        yield item.id, "table には repeat と、列になる items が要ります"
    if item.fixed and not item.default:
        yield item.id, "fixed の項目には、印刷する文（default）が要ります"
    if item.repeat and item.repeat.list not in ("", FILE_LIST):
        yield item.id, f"repeat の list に書けるのは「{FILE_LIST}」だけです"
    if item.repeat and item.repeat.max is not None and item.repeat.max < item.repeat.min:
        yield item.id, "repeat の max が min より小さくなっています"
    if item.value_kind and not item.help and not item.option_text:
        yield item.id, "入力する項目には help（何を書くか）が要ります"


def _when_problems(form: Form, item_id: str, when: When) -> Iterator[tuple[str, str]]:
    target = form.item(when.item)
    if target is None:
        yield item_id, f"when の item「{when.item}」がこの様式にありません"
        return
    given = [each for each in (when.equals, when.not_equals, when.days_below) if each is not None]
    if len(given) != 1:
        yield item_id, "when には equals・not_equals・days_below のどれか一つだけを書きます"
        return
    if when.days_below is not None:
        if target.value_kind not in ("text", "date"):
            yield item_id, f"when の days_below は、期間を書く項目にだけ使えます（{when.item}）"
        return
    wanted = when.equals if when.equals is not None else when.not_equals
    allowed: tuple[object, ...] = (True, False) if target.value_kind == "flag" else target.choice_texts
    if wanted not in allowed:
        yield item_id, f"when の値「{wanted}」は {when.item} の答えにありません"
