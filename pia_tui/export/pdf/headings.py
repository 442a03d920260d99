"""Finds the item that a text of 変更箇所 names: Ⅰ　基本情報　２．…　システム1　②… → its anchor."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from pia_tui.export.pdf.entries import PrintedItem

_NOISE = re.compile(r"[\s　※・．.。、,，:：()（）「」\[\]]+")
_SECTION = re.compile(r"別添[0-9]+|別紙|[IVX]+")


class PdfHeadings:
    """The headings of a document as (title, anchor, entries), to be looked up by the words people write."""

    def __init__(self, sections: Iterable[tuple[str, str, list[PrintedItem]]]) -> None:
        self._sections = [(_plain(title), anchor, entries) for title, anchor, entries in sections]
        self._found: dict[str, str] = {}

    def find(self, text: str) -> str:
        """The anchor of the item named, of its nearest heading, or an empty text where not even a section is named."""
        if text not in self._found:
            self._found[text] = self._find(_plain(text))
        return self._found[text]

    def _find(self, wanted: str) -> str:
        for title, anchor, entries in self._sections:
            if wanted.startswith(title):
                return _descend(entries, wanted[len(title) :]) or anchor
        mark = _SECTION.match(wanted)
        if mark is None:
            return ""
        for title, anchor, entries in self._sections:
            own = _SECTION.match(title)
            if own and own[0] == mark[0]:
                return _descend(entries, wanted[mark.end() :]) or anchor
        return ""


def _descend(entries: list[PrintedItem], rest: str) -> str:
    """The deepest entry whose labels, one after the other, begin the text."""
    for entry in entries:
        label = _plain(entry.label)
        if entry.is_list:
            deeper = _descend(entry.blocks, rest)
            if deeper:
                return deeper
        elif label and not entry.item.option_text and rest.startswith(label):
            return _descend(entry.kids, rest[len(label) :]) or entry.path
    return ""


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text))
