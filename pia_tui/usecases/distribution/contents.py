"""The official data inside the program: which forms and tables, from where, as of when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pia_tui
from pia_tui.forms import form_ids, load_form
from pia_tui.law.tables import annex, origins, sharing, terms

_HEAD = re.compile(r"^(title|source|as_of|source_date):[ \t]*(\S.*)$", re.MULTILINE)


@dataclass(frozen=True)
class FormLine:
    """A form version: what it is, since when it is used, and what it was copied from, when."""

    id: str
    title: str
    version: str
    effective: date
    source: str
    source_date: str


@dataclass(frozen=True)
class TableLine:
    """A table of the law or a file of rules: its title, the day it is right for, and its source."""

    title: str
    as_of: str
    source: str


def forms() -> tuple[FormLine, ...]:
    """All form versions. Raises BrokenData."""
    made = []
    for form in map(load_form, form_ids()):
        title = f"{form.form_no} {form.short_title}"
        made.append(FormLine(form.id, title, form.version, form.effective, form.source, str(form.source_date)))
    return tuple(made)


def in_force(day: date) -> tuple[FormLine, ...]:
    """The newest version of each form that is used on a day."""
    newest: dict[str, FormLine] = {}
    for line in sorted(forms(), key=lambda line: line.effective):
        if line.effective <= day:
            newest[load_form(line.id).level] = line
    return tuple(newest.values())


def tables() -> tuple[TableLine, ...]:
    """The tables of the law, and the files of rules that name a source. Raises BrokenData."""
    sharing(), annex(), terms()
    law = [TableLine(each.title, each.date.isoformat(), each.source) for each in origins()]
    return (*law, *_rule_files())


def _rule_files() -> Iterator[TableLine]:
    for file in sorted((Path(pia_tui.__file__).parent / "rules" / "data").glob("*.yaml")):
        head = dict(_HEAD.findall(file.read_text("utf-8")))
        day = head.get("as_of") or head.get("source_date")
        if "title" in head and day:
            yield TableLine(head["title"], day, head.get("source", ""))


def listed() -> str:
    """All of it as a text for people."""
    lines = ["様式と法令のデータの一覧", "", "■ 様式"]
    for form in forms():
        lines += [
            f"{form.title}［{form.version}］（{form.id}）",
            f"  使い始める日: {form.effective.isoformat()}",
            f"  出典: {form.source}（{form.source_date} に確認）",
        ]
    lines += ["", "■ 法令と決まり"]
    for table in tables():
        lines += [table.title, f"  いつの内容か: {table.as_of}", *([f"  出典: {table.source}"] if table.source else [])]
    return "\n".join(lines) + "\n"
