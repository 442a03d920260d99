"""`pia-tui forms`: the versions of the forms, and the items of one."""

from __future__ import annotations

from typing import Any

import click

from pia_tui.cli.arrivals import say_aside
from pia_tui.cli.japanese import command
from pia_tui.cli.session import say, say_json
from pia_tui.forms import Form, Item, Repeat, form_ids, load_form, plain_path, resolve_form
from pia_tui.forms.library import broken_forms, form_notes, not_yet
from pia_tui.forms.wareki import to_wareki

_KINDS = {
    "text": "文章",
    "choice": "一つ選ぶ",
    "multi": "○をいくつでも",
    "flag": "○か空欄",
    "date": "日付",
    "count": "件数",
    "figure": "図",
}
"""What an item takes, for people; scripts read `kind` and `value_kind` with --json."""


@command("forms")
@click.argument("form", required=False, metavar="[様式]")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
def forms(form: str | None, as_json: bool) -> None:
    """様式の一覧を、様式を指定するとその項目を表示します（例: pia-tui forms juten）。"""
    if form is None:
        versions = [load_form(form_id) for form_id in form_ids()]
        if as_json:
            broken = [{"file": each.file, "what": each.what} for each in broken_forms()]
            say_json({"forms": [_whole(version) for version in versions], "broken": broken})
        else:
            for version in versions:
                later = f"　{to_wareki(version.effective)}から" if not_yet(version) else ""
                say(f"{version.id:<16}{version.stamp}　{version.title}{later}")
                if version.unread:
                    say(f"{'':<16}{version.unread}")
            for note in form_notes():
                say_aside(note)
        return
    chosen = resolve_form(form)
    if as_json:
        say_json(_whole(chosen))
        return
    say(f"{chosen.title}　{chosen.stamp}（出典: {chosen.source}）")
    if chosen.unread:
        say(chosen.unread)
    for section in chosen.sections:
        say(f"\n{section.title}{section.star_text}")
        for place in chosen.places.values():
            if place.section is section and not place.item.option_text:
                say_item(chosen, place.item, "  " * (len(place.parents) + 1))


def say_item(form: Form, item: Item, indent: str) -> None:
    """One item: its path with [n] where a number goes, its label, what it takes, and its choices by number."""
    notes = [_KINDS.get(item.value_kind or "", "")]
    if item.repeat:
        last = item.repeat.max or ""
        notes.append(f"{item.repeat.unit} 1～{last}")
    if item.optional:
        notes.append("任意")
    told = "、".join(note for note in notes if note)
    say(f"{indent}{_path(form, item)}  {item.form_label.replace('{n}', 'n')}{f'（{told}）' if told else ''}")
    choices = "　".join(f"{number}）{choice}" for number, choice in enumerate(item.choice_texts, start=1))
    if choices:
        say(f"{indent}    {choices}")


def _whole(form: Form) -> dict[str, Any]:
    return {**describe(form), "sections": sections_of(form), "items": items_of(form)}


def describe(form: Form) -> dict[str, Any]:
    """The version of a form, as data."""
    return {
        "id": form.id,
        "level": form.level,
        "title": form.title,
        "form_no": form.form_no,
        "version": form.version,
        "stamp": form.stamp,
        "effective": form.effective.isoformat(),
        "source": form.source,
        "source_date": form.source_date.isoformat(),
        "confidence": form.confidence,
        "unread": form.unread,
    }


def sections_of(form: Form) -> list[dict[str, Any]]:
    """The sections of a form, as data."""
    return [
        {
            "id": section.id,
            "numeral": section.numeral,
            "name": section.name,
            "title": section.title,
            "kind": section.kind,
            "star": section.star,
            "star_text": section.star_text,
            "repeat": _repeat(section.repeat),
            "in_contents": section.toc,
            "help": section.help,
        }
        for section in form.sections
    ]


def items_of(form: Form) -> list[dict[str, Any]]:
    """Every item of a form in its order, as data: path, number, label, kind, choices, star, repeat and the rest."""
    return [_item(form, place.item) for place in form.places.values()]


def _item(form: Form, item: Item) -> dict[str, Any]:
    place = form.places[item.id]
    important = form.important_change(item.id)
    return {
        "path": _path(form, item),
        "id": item.id,
        "section": place.section.id,
        "number": item.number,
        "label": item.label,
        "form_label": item.form_label,
        "kind": item.kind,
        "value_kind": item.value_kind,
        "own_value": item.own_value,
        "own_value_label": item.own_value_label,
        "choices": list(item.choice_texts),
        "free_text_choices": [option.text for option in item.choices if option.free_text],
        "choice_groups": [
            {"label": group.label, "choices": [option.text for option in group.options]} for group in item.choice_groups
        ],
        "free_text_label": item.free_text_label,
        "star": item.star,
        "star_exempt": item.star_exempt,
        "important_change": important.name if important else None,
        "repeat": _repeat(item.repeat),
        "condition": item.condition,
        "optional": item.optional,
        "free_text_ok": item.free_text_ok,
        "fixed": item.default if item.fixed else None,
        "fixed_lines": list(item.fixed_lines),
        "option_text": item.option_text,
        "role": item.role,
        "help": item.help,
        "good": item.good,
        "poor": item.poor,
    }


def _path(form: Form, item: Item) -> str:
    """The item's path with [n] where a number goes: `II[n].4.2[n].1`."""
    repeated = set(form.places[item.id].repeated)
    steps = plain_path(item.id).prefixes()
    return ".".join(f"{each.name}[n]" if each.item_id in repeated else each.name for each in steps)


def _repeat(repeat: Repeat | None) -> dict[str, Any] | None:
    if repeat is None:
        return None
    return {
        "unit": repeat.unit,
        "min": repeat.min,
        "max": repeat.max,
        "list": repeat.list,
        "slot_headings": list(repeat.slot_headings),
    }
