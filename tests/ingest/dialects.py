"""A document written the way readers of PDF and paper hand it over: rows of cells, HTML, Markdown, torn PDF text.

Every renderer takes a document and a random source, so that spellings vary; what it prints can be read back and
compared with the document it came from.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pia_tui.assessment import Assessment, Node, Part
from pia_tui.forms import Item

Renderer = Callable[[Assessment, random.Random], str]


@dataclass(frozen=True)
class Row:
    """One line of the form: label, and what stands beside it."""

    node: Node
    label: str
    value: str
    kind: str


def _options(item: Item, chosen: str, rng: random.Random, apart: str) -> str:
    listed = " ".join(f"{number}) {text}" for number, text in enumerate(item.choice_texts, start=1))
    style = rng.randrange(4)
    if style == 0:
        return f"[{chosen}]{apart}<選択肢> {listed}"
    if style == 1:
        return f"<選択肢> {listed}{apart}[{chosen}]"
    if style == 2:
        return f"[ {chosen} ]{apart}＜選択肢＞ {listed.replace(')', '）')}"
    return f"[{chosen}]{apart}{listed}"


def _mark(on: bool, rng: random.Random, spelling: int) -> str:
    if spelling == 0:
        return "[○]" if on else "[]"
    if spelling == 1:
        return "[ ○ ]" if on else "[ ]"
    if spelling == 2:
        return '[<input checked="" type="checkbox"/>]' if on else '[<input type="checkbox"/>]'
    if spelling == 3:
        return "[〇]" if on else "[　]"
    return "☑" if on else "☐"


def _marks(document: Assessment, node: Node, item: Item, rng: random.Random) -> str:
    chosen = document.value(node) or ()
    assert isinstance(chosen, tuple)
    spelling = rng.randrange(5)
    parts = []
    for number, option in enumerate(item.choices, start=1):
        text = f"{_mark(option.text in chosen, rng, spelling)} {option.text}"
        if option.free_text:
            own = document.state.get(f"{node.key}.{number}", "")
            text += f" ({own})"
        parts.append(text)
    return " ".join(parts)


def rows(document: Assessment, part: Part, rng: random.Random, apart: str = " ") -> Iterator[Row]:
    """The rows of a part: headings, labels with their answers, marks and counts beside their options."""
    skipped: set[str] = set()
    for node in document.nodes(part):
        item = node.item
        if node.key in skipped or node.is_list or item.option_text or item.kind in ("figure", "table", "count"):
            continue
        flags = [child for child in item.items if "flag" in (child.kind, child.own_value)]
        if item.value_kind == "flag":
            continue
        value = document.shown(node) if item.same_as else document.value(node)
        text = "" if value is None else str(value)
        if item.value_kind == "choice":
            text = _options(item, text, rng, apart)
            if item.free_text_label:
                own = document.state.get(f"{node.key}.1", "")
                text += f" {item.free_text_label.rstrip('　）')}{own}）"
            counts = [child for child in item.items if child.kind == "count"]
            if counts:
                text += f" ({document.state.get(node.key + counts[0].id[len(item.id) :], '')}) 件"
        elif item.value_kind == "multi":
            text = _marks(document, node, item, rng)
        elif item.fixed:
            text = item.default
        if flags:
            text = " ".join(filter(None, [text, _flags(document, node, item, flags, rng)]))
        label = node.label + ("　※" if item.star else "")
        yield Row(node, label, text, "heading" if item.value_kind is None and not flags else item.value_kind or "flags")


def _flags(document: Assessment, node: Node, item: Item, flags: list[Item], rng: random.Random) -> str:
    spelling = rng.randrange(2)
    parts = []
    for flag in flags:
        key = node.key + flag.id[len(item.id) :]
        text = f"{_mark(document.state.get(key) is True, rng, spelling)} {flag.label}"
        for child in flag.items:
            if child.kind == "count":
                text += f" ({document.state.get(node.key + child.id[len(item.id) :], '')}) 件"
        parts.append(text)
    return " ".join(parts)


def half_width(text: str) -> str:
    """As many readers print: half-width brackets, digits and signs; ① and Ⅱ stay."""
    return "".join(char if char in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫ⅠⅡⅢⅣⅤⅥ～〜" else unicodedata.normalize("NFKC", char) for char in text)


def _changes(document: Assessment, part: Part) -> list[list[str]]:
    table = part.section.items[0]
    names = [item.label for item in table.items]
    found = [names]
    for number in range(1, document.count(table.id) + 1):
        values = (document.get(f"{item.id.replace(table.id, f'{table.id}[{number}]')}") for item in table.items)
        found.append(["" if value is None else str(value) for value in values])
    return found


def _records(document: Assessment, part: Part) -> list[tuple[str, str]]:
    table = part.section.items[0]
    found = []
    for number in range(1, document.count("file") + 1):
        name, text = (document.get(item.id.replace(table.id, f"{table.id}[{number}]")) for item in table.items)
        found.append((str(name or document.file_name(number)), str(text or "")))
    return found


def _head(document: Assessment) -> list[str]:
    form = document.form
    contents = [section.title for section in form.contents]
    return [f"{form.title}", "", form.stamp, "", form.contents_title, "", *contents, ""]


# -- rows of cells with HTML ------------------------------------------------------------------------


def tabbed(document: Assessment, rng: random.Random) -> str:
    """Label, tab, value; paragraphs in <p>; half-width signs."""
    lines: list[str] = []
    for part in document.parts():
        if part.section.kind == "cover":
            lines += _cover_tabbed(document, part)
            lines += _head(document)
            continue
        lines += ["", half_width(part.section.title + (f" {part.section.star_text}" if part.section.star else "")), ""]
        if part.section.kind == "changes":
            lines += ["\t".join(_cell(cell, rng) for cell in row) for row in _changes(document, part)]
        elif part.section.kind == "records":
            for number, (name, text) in enumerate(_records(document, part), start=1):
                lines += [f"({number}) {name}", "", _one_line(text), ""]
        elif part.section.kind == "annex":
            lines = [*lines[:-3], *_annexes(document, part)]
        else:
            lines += [_tab_row(row, rng) for row in rows(document, part, rng)]
    return "\n".join(lines)


def _annexes(document: Assessment, part: Part) -> list[str]:
    """The 別紙 after the form: number and heading in a line, rows of cells under it."""
    table = part.section.items[0]
    lines: list[str] = []
    for number in range(1, document.count(table.id) + 1):
        own = (document.get(f"{item.id.replace(table.id, f'{table.id}[{number}]')}") for item in table.items)
        name, heading, content = ("" if value is None else str(value) for value in own)
        lines += ["", f"（{name or '別紙'}） {_one_line(heading)}".strip(), "", *content.split("\n")]
    return lines


def _cover_tabbed(document: Assessment, part: Part) -> list[str]:
    found = list(document.nodes(part))
    shown = {node.item.id: str(document.value(node) or "") for node in found}
    first, second = found[0].item, found[1].item
    lines = [f"{first.label}\t{second.label}", f"{shown[first.id]}\t{shown[second.id]}", ""]
    for node in found[2:]:
        lines += [half_width(node.item.label), "", _one_line(shown[node.item.id]), ""]
    return lines


def _tab_row(row: Row, rng: random.Random) -> str:
    label = half_width(row.label)
    value = row.value
    if row.kind == "text":
        value = _cell(value, rng)
        if row.node.item.label and len(row.node.item.label) > 30:
            return f"{label}\t\n{value}\t"
        if row.node.item.own_value and row.node.item.repeat and rng.random() < 0.3:
            return f"{label}\t\n{value}\t"
    elif row.kind in ("choice", "multi") and rng.random() < 0.5:
        value = f"<p>{value}</p>"
    return f"{label}\t{value}"


def _cell(text: str, rng: random.Random) -> str:
    if "\n" in text or rng.random() < 0.3:
        return " ".join(f"<p>{line}</p>" for line in text.split("\n") if line.strip())
    return text.replace("\n", " ").replace("\t", " ")


def _one_line(text: str) -> str:
    return " ".join(text.split())


# -- HTML tables ------------------------------------------------------------------------------------


def html(document: Assessment, rng: random.Random) -> str:
    """Whole tables as HTML, each row on a line or spread over several."""
    lines: list[str] = []
    for part in document.parts():
        if part.section.kind == "cover":
            lines += _cover_tabbed(document, part)
            lines += _head(document)
            continue
        lines += ["", f"<h2>{part.section.title}</h2>", "", "<table>"]
        if part.section.kind == "changes":
            lines += [_html_row([_br(cell) for cell in row], rng) for row in _changes(document, part)]
        elif part.section.kind == "records":
            for number, (name, text) in enumerate(_records(document, part), start=1):
                lines += [_html_row([f"({number}) {name}"], rng), _html_row([_one_line(text)], rng)]
        elif part.section.kind != "annex":
            lines += [_html_row([row.label, _br(row.value)], rng) for row in rows(document, part, rng)]
        lines.append("</table>")
    return "\n".join(lines)


def _br(text: str) -> str:
    return "<br/>".join(line for line in text.split("\n") if line.strip())


def _html_row(cells: list[str], rng: random.Random) -> str:
    if rng.random() < 0.3:
        return "<tr>\n" + "\n".join(f"  <td>{cell}</td>" for cell in cells) + "\n</tr>"
    return "<tr>" + "".join(f'<td colspan="1">{cell}</td>' for cell in cells) + "</tr>"


# -- Markdown ---------------------------------------------------------------------------------------


def markdown(document: Assessment, rng: random.Random) -> str:
    """Headings with #, labels in bold or as items of lists, texts as paragraphs and bullets."""
    lines: list[str] = []
    for part in document.parts():
        if part.section.kind == "cover":
            for node in document.nodes(part):
                lines += [f"**{node.item.label}**", "", _one_line(str(document.value(node) or "")), ""]
            lines += _head(document)
            continue
        lines += ["", f"## {part.section.title}", ""]
        if part.section.kind == "changes":
            table = _changes(document, part)
            for number, row in enumerate(table):
                lines.append("| " + " | ".join(_one_line(cell) for cell in row) + " |")
                if number == 0:
                    lines.append("|" + " --- |" * len(row))
        elif part.section.kind == "records":
            for number, (name, text) in enumerate(_records(document, part), start=1):
                lines += [f"- （{number}） {name}", "", _one_line(text), ""]
        elif part.section.kind != "annex":
            for row in rows(document, part, rng, apart="\n"):  # type: ignore[assignment]
                lines += _markdown_row(row, rng)  # type: ignore[arg-type]
    return "\n".join(lines)


def _markdown_row(row: Row, rng: random.Random) -> list[str]:
    value = "\n".join(f"- {line}" if rng.random() < 0.3 else line for line in row.value.split("\n") if line.strip())
    if row.kind == "heading":
        return [f"### {row.label}", "", value, ""]
    style = rng.randrange(3)
    if style == 0:
        return [f"**{row.label}**", "", value, ""]
    if style == 1 or "\n" in value:
        return [row.label, "", value, ""]
    return [f"- {row.label}: {value.removeprefix('- ')}", ""]


# -- PDF text in order ------------------------------------------------------------------------------


def wrap(text: str, width: int) -> list[str]:
    """Lines of so many characters."""
    found: list[str] = []
    for line in text.split("\n"):
        found += [line[place : place + width] for place in range(0, len(line), width)] or [""]
    return [line for line in found if line.strip()]


def flowing(document: Assessment, rng: random.Random) -> str:
    """PDF text whose order is right: wrapped lines, values beside or under their labels, pages apart."""
    lines: list[str] = []
    for part in document.parts():
        if part.section.kind == "cover":
            for node in document.nodes(part):
                lines += [f" {node.item.label}", *wrap(str(document.value(node) or ""), 34), ""]
            lines += _head(document)
            continue
        lines += ["\f", f"{part.section.title}　{part.section.star_text}".strip()]
        if part.section.kind == "changes":
            continue
        if part.section.kind == "records":
            for number, (name, text) in enumerate(_records(document, part), start=1):
                lines += [f"（{number}）{name}", *wrap(_one_line(text), 66), ""]
        elif part.section.kind != "annex":
            for number, row in enumerate(rows(document, part, rng, apart="\n"), start=1):
                lines += _flowing_row(row, rng)
                if number % 24 == 0:
                    lines.append("\f")
    return "\n".join(lines)


def _flowing_row(row: Row, rng: random.Random) -> list[str]:
    label = row.label if len(row.label) > 30 else "\n".join(wrap(row.label, 13) if rng.random() < 0.3 else [row.label])
    value = wrap(row.value, 46) if row.kind == "text" else row.value.split("\n")
    if value and value[0] and len(value[0]) < 30 and "\n" not in label and rng.random() < 0.5:
        return [f" {label} {value[0]}", *value[1:]]
    return [f" {label}", *value]


# -- torn PDF text ----------------------------------------------------------------------------------


def torn(document: Assessment, rng: random.Random, disorder: float = 2.0) -> str:
    """PDF text in the order of its drawing: boxes of a page shuffled, brackets torn, lists apart from their labels."""
    pages: list[str] = []
    for part in document.parts():
        if part.section.kind in ("changes", "annex"):
            continue
        boxes: list[str] = []
        if part.section.kind == "records":
            title = [part.section.title]
            for number, (name, text) in enumerate(_records(document, part), start=1):
                title += ["", f"（{number}）{name}", *wrap(_one_line(text), 66)]
            pages.append("\n".join(title))
            continue
        if part.section.kind == "cover":
            for node in document.nodes(part):
                boxes += ["\n".join([f" {node.item.label}", *wrap(str(document.value(node) or ""), 34)])]
            pages.append("\n\n".join([document.form.title, *boxes]))
            continue
        title_of_part = f"{part.section.title}　{part.section.star_text}".strip()
        boxes.append(title_of_part)
        size = rng.randint(10, 20)
        for number, row in enumerate(rows(document, part, rng, apart="\n"), start=1):
            boxes += _torn_row(document, row, rng)
            if number % size == 0:
                pages.append("\n\n".join(_shuffled(boxes, rng, disorder)))
                boxes = []
        pages.append("\n\n".join(_shuffled(boxes, rng, disorder)))
    return "\n\n\n\n".join(page for page in pages if page.strip())


def _shuffled(boxes: list[str], rng: random.Random, disorder: float) -> list[str]:
    keys = [(place + rng.gauss(0, disorder), box) for place, box in enumerate(boxes)]
    return [box for _, box in sorted(keys, key=lambda pair: pair[0])]


def _torn_row(document: Assessment, row: Row, rng: random.Random) -> list[str]:
    item, label = row.node.item, row.label
    wrapped = label if len(label) > 30 or rng.random() < 0.7 else "\n".join(wrap(label, 13))
    if row.kind == "choice":
        value = str(document.value(row.node) or "")
        listed = "\n".join(f"{number}） {text}" for number, text in enumerate(item.choice_texts, start=1))
        style = rng.randrange(3)
        if style == 0:
            return [f" {wrapped} [ {value}" if value else f" {wrapped} [", "]", f"＜選択肢＞\n{listed}"]
        if style == 1:
            return [f" {wrapped}\n[ {value} ]", "＜選択肢＞", listed]
        return [f" {wrapped}", f"[ {value}" if value else "[", f"]\n＜選択肢＞\n{listed}"]
    if row.kind == "multi":
        return [f" {wrapped}", *_torn_marks(document, row, rng)]
    if row.kind != "text" or not row.value:
        return [" ".join(filter(None, [f" {label}", row.value]))]
    value = "\n".join(wrap(row.value, 60 if len(label) > 30 else 46))
    style = rng.randrange(3)
    if style == 0 and len(value) < 40 and "\n" not in value:
        return [f" {label} {value}"]
    return [f" {wrapped}\n{value}"] if style == 1 else [f" {wrapped}", value]


def _torn_marks(document: Assessment, row: Row, rng: random.Random) -> list[str]:
    chosen = document.value(row.node) or ()
    assert isinstance(chosen, tuple)
    found = []
    torn_apart = rng.random() < 0.5
    options = row.node.item.choices
    for number, option in enumerate(options, start=1):
        mark = "○" if option.text in chosen else " "
        own = f" （ {document.state.get(f'{row.node.key}.{number}', '')} ）" if option.free_text else ""
        if torn_apart and number % 2 and number < len(options):
            following = "○" if options[number].text in chosen else ""
            found.append(f"[ {mark} ] {option.text}{own} [ {following}".rstrip())
        elif torn_apart and number % 2 == 0:
            found.append(f"] {option.text}{own}")
        else:
            found.append(f"[ {mark} ] {option.text}{own}")
    return found
