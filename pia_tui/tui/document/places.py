"""Where an item stands, in few words: the section as it is numbered on paper, the headings above, the item."""

from __future__ import annotations

import re

from pia_tui.assessment import Assessment
from pia_tui.forms import FILE_LIST, parse_path
from pia_tui.forms.model import repeat_of
from pia_tui.tui.drawing.wrap import cut_to, text_width

_NUMBER = re.compile(r"[０-９0-9]+(?:－[０-９0-9]+)?．|[①-⑳]|[^\W\d]{1,4}[０-９0-9]+(?=：)")
"""What a heading begins with and is told apart by: ３．, ②, リスク１."""
_BLOCK = re.compile(r"\D+\d+")
"""A block with its number: 移転先4."""
_LEAST = 6
"""A heading is not cut below this many cells."""


def words_of(document: Assessment, key: str) -> tuple[str, ...]:
    """The section, the headings above the item with the numbers of their blocks, and the item.

    Nothing for a key that has no place now.
    """
    path = document.path(key) if key else None
    if path is None or document.form.section(path.partition(".")[0].partition("[")[0]) is None:
        return ()
    section = section_word(document, path)
    if "." not in path:  # a whole section: 担当課 is noted for such
        return (section,)
    node = document.node(path)
    numbers = _numbers(path)
    place = document.form.places.get(node.item.id)
    above: list[str] = []
    for parent in place.parents if place else ():
        number, repeat = numbers.get(parent.id), repeat_of(document.form, parent.id)
        if number and repeat is not None and "{n}" not in parent.label:
            # Tables: the rows of one have no label, the tables of a file have that of the section.
            if repeat.list == FILE_LIST:
                section += f"（{number}）"
            else:
                above.append(f"{repeat.unit}{number}")
        else:
            above.append(parent.label.replace("{n}", str(number or "")))
    label, number = node.label, numbers.get(node.item.id)
    if number and node.item.repeat is not None and "{n}" not in node.item.label:
        label += str(number)
    return tuple(word for word in (section, *above, label) if word)


def section_word(document: Assessment, path: str) -> str:
    """The section of a path as it is numbered on paper: Ⅱ（2）, 別添3."""
    head, _, rest = path.partition(".")[0].partition("[")
    section = document.form.section(head)
    numeral = section.title.partition("　")[0] if section is not None else ""
    return f"{numeral}（{rest.rstrip(']')}）" if rest else numeral


def words_in(words: tuple[str, ...], room: int) -> str:
    """A place within `room` cells: words over the item give way first, then its own; numbers are kept to the last."""
    if not words:
        return ""
    above, last = list(words[1:-1]), words[-1] if len(words) > 1 else ""
    block = next((at for at, word in enumerate(above) if _BLOCK.fullmatch(word)), 0)
    above = above[block:]  # a numbered block says what it stands under
    short = [_shortest(word) for word in above]
    spare = room - text_width(_joined(words[0], short, last))
    for at in reversed(range(len(above))):
        # Each word is one blank more than its number; what a block is called is never cut.
        size = spare + text_width(short[at]) - (not short[at] or short[at].endswith("．"))
        if spare > 0 and short[at] != above[at] and size >= min(_LEAST, text_width(above[at])):
            short[at] = cut_to(above[at], size)
            spare = room - text_width(_joined(words[0], short, last))
    if spare < 0 and last:
        last = _cut_inside(last, max(_LEAST, text_width(last) + spare))
    return cut_to(_joined(words[0], short, last), room)


def _cut_inside(text: str, room: int) -> str:
    """A label within `room` cells: neighbours often begin alike and differ at the end, so that both ends stay."""
    if text_width(text) <= room:
        return text
    end = ""
    for char in reversed(text):
        if text_width(char + end) > (room - 1) // 2:
            break
        end = char + end
    return cut_to(text, room - text_width(end)) + end


def _joined(section: str, above: list[str], last: str) -> str:
    return " ".join(word for word in dict.fromkeys((section, *above, last)) if word).replace("． ", "．")


def _shortest(word: str) -> str:
    """What tells a heading from its neighbours: its number; the whole of a block with its number."""
    if _BLOCK.fullmatch(word):
        return word
    found = _NUMBER.match(word)
    return found[0] if found else ""


def _numbers(path: str) -> dict[str, int]:
    """The position of every block that a path passes through, by the id of the item that repeats."""
    numbers: dict[str, int] = {}
    so_far = ""
    for name, index in parse_path(path).steps:
        so_far = f"{so_far}.{name}" if so_far else name
        if isinstance(index, int):
            numbers[so_far] = index
    return numbers
