"""Where an item stands, in few words: the section as it is numbered on paper, the heading above, the item."""

from __future__ import annotations

from pia_tui.assessment import Assessment
from pia_tui.tui.wrap import cut_to, text_width


def words_of(document: Assessment, key: str) -> tuple[str, ...]:
    """The section, the heading right above the item, and the item; nothing for a key that has no place now."""
    path = document.path(key) if key else None
    if path is None:
        return ()
    if "." not in path:  # a whole section: 担当課 is noted for such
        return (section_word(document, path),)
    node = document.node(path)
    place = document.form.places.get(node.item.id)
    above = place.parents[-1].label.replace("{n}", "") if place and place.parents else ""
    return tuple(word for word in (section_word(document, path), above, node.label) if word)


def section_word(document: Assessment, path: str) -> str:
    """The section of a path as it is numbered on paper: Ⅱ（2）, 別添3."""
    head, _, rest = path.partition(".")[0].partition("[")
    section = document.form.section(head)
    numeral = section.title.partition("　")[0] if section is not None else ""
    return f"{numeral}（{rest.rstrip(']')}）" if rest else numeral


def words_in(words: tuple[str, ...], room: int) -> str:
    """A place within `room` cells; the headings over the item give way first."""
    if not words:
        return ""
    taken = sum(text_width(word) + 1 for word in (words[0], words[-1]))
    above = [cut_to(word, max(6, room - taken)) for word in words[1:-1]] if room - taken >= 6 else []
    return cut_to(" ".join(dict.fromkeys([words[0], *above, words[-1]])), room)
