"""Every label, choice, ※ and repetition of the catalogue is in our forms."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pia_tui.forms import load_form

CATALOGUE = os.environ.get("PIA_TUI_CATALOGUE")
pytestmark = pytest.mark.skipif(not CATALOGUE, reason="PIA_TUI_CATALOGUE が指す様式カタログがありません")

FORMS = {"juten": "juten_h30", "zenkoumoku": "zenkoumoku_h30", "kiso_r6": "kiso_r6", "kiso_h31": "kiso_h31"}


def catalogue() -> dict[str, Any]:
    assert CATALOGUE
    return json.loads(Path(CATALOGUE).read_text("utf-8"))


def items_of(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        yield from items_of(node.get("items", []))


@pytest.mark.parametrize("name", FORMS)
def test_sections_agree(name: str) -> None:
    form, wanted = load_form(FORMS[name]), catalogue()["forms"][name]
    assert [section.id for section in form.sections] == [section["id"] for section in wanted["sections"]]
    assert form.title == wanted["title"]
    assert form.form_no == wanted["form_no"]
    for ours, theirs in zip(form.sections, wanted["sections"], strict=True):
        assert ours.title == theirs["title"]
        assert ours.star == theirs["star"]
        assert ours.star_text == theirs.get("star_text", "")
        assert (ours.repeat is not None) == theirs["repeats_per_file"]
        assert ours.official == theirs.get("official", True)
    if "toc_order" in wanted:
        assert [section.title for section in form.contents] == wanted["toc_order"]


@pytest.mark.parametrize("name", FORMS)
def test_items_agree(name: str) -> None:
    form, wanted = load_form(FORMS[name]), catalogue()["forms"][name]
    theirs = [item for section in wanted["sections"] for item in items_of(section["items"])]
    ours = [item for item in form.walk() if not item.option_text]
    columns = {f"{item['id']}.{n}" for item in theirs for n, _ in enumerate(item.get("columns", ()), start=1)}
    assert [item.id for item in ours if item.id not in columns] == [item["id"] for item in theirs]
    for item in theirs:
        mine = form.item(item["id"])
        assert mine is not None
        assert (mine.kind, mine.label, mine.number) == (item["kind"], item["label"], item.get("number", ""))
        assert mine.form_label == item["form_label"]
        assert mine.star == item["star"]
        assert mine.star_exempt == item.get("star_exempt", False)
        assert mine.own_value == item.get("own_value")
        condition = item.get("condition", "")
        assert bool(mine.condition) == bool(condition)
        assert mine.condition == condition or condition.isascii()  # its few English ones are written in Japanese
        assert mine.optional == item.get("optional", False)
        assert mine.free_text_ok == item.get("free_text_ok", False)
        assert mine.choice_texts == tuple(item.get("choices", ()))
        assert mine.free_text_label == item.get("free_text", {}).get("label", "")
        options = item.get("options") or [o for g in item.get("option_groups", ()) for o in g["options"]]
        if options:
            assert [option.free_text for option in mine.choices] == [o.get("free_text", False) for o in options]
        assert [group.label for group in mine.choice_groups] == [g["label"] for g in item.get("option_groups", ())]
        if "fixed_text" in item:
            assert mine.fixed_lines == tuple(item["fixed_text"])
        if "important_change" in item:
            assert mine.important_change is not None
            assert mine.important_change.name == item["important_change"]["name"]
        assert (mine.repeat is not None) == ("repeat" in item)
        if mine.repeat is not None:
            repeat = item["repeat"]
            assert (mine.repeat.unit, mine.repeat.min, mine.repeat.max) == (
                repeat["unit"],
                repeat["min"],
                repeat.get("max"),
            )
            assert mine.repeat.slot_headings == tuple(repeat.get("slot_headings", ()))
        for number, column in enumerate(item.get("columns", ()), start=1):
            cell = form.item(f"{item['id']}.{number}")
            assert cell is not None
            assert (cell.label, cell.kind) == (column["label"], column["kind"])
            assert cell.choice_texts == tuple(column.get("choices", ()))


@pytest.mark.parametrize(("name", "total"), [("juten", 11), ("zenkoumoku", 19), ("kiso_r6", 0)])
def test_important_changes_are_the_ones_of_the_guideline(name: str, total: int) -> None:
    form = load_form(FORMS[name])
    own = [item.important_change for item in form.walk() if item.important_change]
    whole = [section.important_change for section in form.sections if section.important_change]
    found = sorted({(change.no, change.name) for change in (*own, *whole)})
    assert len(found) == total
    wanted = catalogue()["meta"]["important_change_items"].get(name, [])
    assert found == [(entry["no"], entry["name"]) for entry in wanted]
