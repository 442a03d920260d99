"""Small forms for tests, built from plain dicts as a definition file would give them."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import yaml

from pia_tui.datafile import DataLines
from pia_tui.forms import Form
from pia_tui.forms.loader import form_of


def item(number: str, /, section: str = "A", **more: Any) -> dict[str, Any]:
    """A text item of a section."""
    return {"id": f"{section}.{number}", "kind": "text", "label": f"項目{number}", "help": "書くこと", **more}


def choice(number: str, /, *choices: Any, **more: Any) -> dict[str, Any]:
    """An item with these choices."""
    return item(number, kind="choice", choices=list(choices), **more)


def definition(*items: dict[str, Any], **section: Any) -> dict[str, Any]:
    """A definition with one section, A."""
    return definition_of({"id": "A", "title": "（Ⅰ）　章", **section, "items": list(items)})


def definition_of(*sections: dict[str, Any]) -> dict[str, Any]:
    """A definition with these sections."""
    return {
        "id": "small_r1", "level": "kiso", "title": "小さな様式", "short_title": "小", "form_no": "様式1",
        "version": "令和6年10月", "effective": date(2024, 10, 1), "source": "x", "source_date": date(2024, 10, 1),
        "confidence": "form", "contents_title": "項目一覧", "sections": list(sections),
    }  # fmt: skip


def made(data: dict[str, Any]) -> Form:
    """The form of a definition. Raises BrokenData."""
    text = yaml.safe_dump(copy.deepcopy(data), allow_unicode=True, sort_keys=False)
    return form_of(DataLines.of("small_r1.yaml", text.encode()))
