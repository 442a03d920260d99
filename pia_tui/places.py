"""Where an item stands, in words: as officers write it in 変更箇所, as screens show it, and as one cites it.

Everything that tells a person of a place asks here: screens, checks, the change table, sheets, and the command line.
A place is a path (`II[1].4.2[3].1`) or a key; one that the document does not have gives no words.
"""

from __future__ import annotations

import re

from pia_tui import keys
from pia_tui.assessment import Assessment, Part
from pia_tui.forms import FILE_LIST, BadPath, Form, Item, Section, parse_path

_BLANK_BRACKET = re.compile(r"[（(][\s　]*[）)]件?")
"""A label that is but a place to write a number in; it tells nobody where anything stands."""


def section_word(section: Section | None, number: int = 0) -> str:
    """A section as it is numbered on paper, its name where it has no number: Ⅱ（2）, 別添１, 表紙."""
    if section is None:
        return ""
    return f"{section.numeral}（{number}）" if number and section.numeral else section.numeral or section.name


def section_name(form: Form, path: str) -> str:
    """The section of a path with its number and its name: Ⅱ（2）　特定個人情報ファイルの概要."""
    section, number = _section(form, path)
    if section is None:
        return ""
    word = section_word(section, number)
    return word if word == section.name else f"{word}　{section.name}"


def part_name(document: Assessment, part: Part) -> str:
    """A section as its contents list it; where it repeats by the name of its file: Ⅱ（2）住民台帳ファイル."""
    if not part.number:
        return part.section.title
    return f"{section_word(part.section, part.number)}{document.file_name(part.number) or part.section.name}"


def heading(document: Assessment, place: str) -> str:
    """The whole way to an item, as officers write it: Ⅲ　リスク対策（1）住民ファイル　４．…　委託事項3　①委託内容."""
    return "　".join(heading_words(document, place))


def heading_words(document: Assessment, place: str) -> tuple[str, ...]:
    """The section with the number and the name of its file, the headings over the item, and the item."""
    path = _path(document, place)
    if not path:
        return ()
    section, number = _section(document.form, path)
    if section is None:
        return ()
    title = f"{section.title}（{number}）{document.file_name(number)}" if number else section.title
    below = [] if "." not in path else _below(document, path, bare=True)
    return tuple(dict.fromkeys(word for word in (title, *below) if word))


def short_words(document: Assessment, place: str) -> tuple[str, ...]:
    """The same with the section by its number alone: Ⅱ（2）, ４．…, 委託事項3, ①…."""
    path = _path(document, place)
    if not path:
        return ()
    section, number = _section(document.form, path)
    if section is None:
        return ()
    parsed = parse_path(path)
    numbers = parsed.numbers
    shared = (numbers[name] for name in numbers if (item := document.form.item(name)) and _is_file(item))
    number = number or next(shared, 0)
    below = [] if "." not in path else _below(document, path)
    return tuple(word for word in (section_word(section, number), *below) if word)


def short(document: Assessment, place: str) -> str:
    """A place as it is cited: the numbers on the way, and the names of blocks: Ⅱ（1）４．委託事項3①."""
    path = _path(document, place)
    if not path:
        return ""
    section, number = _section(document.form, path)
    words = [section_word(section, number)]
    parsed = parse_path(path)
    held = document.form.places.get(parsed.item_id)
    for item in (*held.parents, held.item) if held else ():
        position = parsed.numbers.get(item.id, 0)
        if position and not _is_file(item):
            words.append(_label(item, position))
        else:
            words.append(item.number)
    return "".join(words).rstrip("．.：:")


def told(document: Assessment, key: str) -> str:
    """Any key of a document in words: an answer by its place, an annotation by its kind and its place."""
    place = keys.place_of(key)
    words = short_words(document, place) if place else ()
    kind = keys.kind_of(key)
    if not words:
        return kind.title
    return " ".join(words if kind in (keys.ANSWER, keys.ORDER) else (*words, f"（{kind.title}）"))


def block_name(document: Assessment, place: str) -> str:
    """A block by its number and what is written in its head: 委託事項3（帳票の印刷）, （2）住民台帳ファイル."""
    path = _path(document, place)
    parsed = parse_path(path) if path else None
    number = parsed.steps[-1][1] if parsed else None
    if parsed is None or not isinstance(number, int):
        return ""
    item = document.form.item(parsed.item_id)
    if item is None:
        return f"（{number}）{document.file_name(number)}"
    label = item.label.replace("{n}", str(number)) if "{n}" in item.label else f"{_unit(item)}{number}"
    held = document.get(path)
    return f"{label}（{held}）" if isinstance(held, str) else label


def _path(document: Assessment, place: str) -> str:
    try:
        return (document.path(document.key(place)) if place else None) or ""
    except BadPath:
        return "" if "[" in place else document.path(place) or ""  # a section of all files


def _section(form: Form, path: str) -> tuple[Section | None, int]:
    name, index = parse_path(path).steps[0]
    return form.section(name), index if isinstance(index, int) else 0


def _below(document: Assessment, path: str, *, bare: bool = False) -> list[str]:
    """The headings under the section, outermost first, and the item; `bare` leaves out what is but a bracket."""
    parsed = parse_path(path)
    held = document.form.places.get(parsed.item_id)
    if held is None:
        return []
    words: list[str] = []
    for item in (*held.parents, held.item):
        number = parsed.numbers.get(item.id, 0)
        label = _label(item, number)
        if number and _is_file(item):
            # Stands once for each file, and the section says for which.
            label = f"（{number}）{document.file_name(number)}" if bare else ""
        if bare and (item.option_text or _BLANK_BRACKET.fullmatch(label)):
            continue
        words.append(label)
    return words


def _label(item: Item, number: int) -> str:
    """The label with the number of the block in it, or after it; the rows of a table are known by number alone."""
    if not number or item.repeat is None or "{n}" in item.label:
        return item.label.replace("{n}", str(number or ""))
    return f"{_unit(item)}{number}" if not item.label or item.kind == "table" else f"{item.label}{number}"


def _is_file(item: Item) -> bool:
    return item.repeat is not None and item.repeat.list == FILE_LIST


def _unit(item: Item) -> str:
    return item.repeat.unit if item.repeat else ""
