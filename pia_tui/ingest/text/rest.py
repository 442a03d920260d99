"""What is left of a text when all is placed, and the account of everything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pia_tui.forms import FILE_LIST
from pia_tui.ingest.text.builder import Builder
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.ledger import DUPLICATE, LABEL, TRAY, Ledger
from pia_tui.ingest.text.markup import MARK
from pia_tui.ingest.text.prose import plain_text
from pia_tui.ingest.text.report import Duplicate, Missing, Report

Span = tuple[int, int]
_SIGNS = re.compile(r"[\s\[\]（）()＜＞<>{}^・:：]*")
_ONLY_MARKS = re.compile(r"[\s\[\]［］（）()○〇◯件]*")
_NUMBER = re.compile(r"\s*[（(]\d{1,2}[）)]\s*")
"""The number of a file as it stands behind the title of its section."""
_NEAR = 3
"""Left-overs with no more than this between them are one."""


class Rest:
    """Deals with what no label took."""

    def __init__(self, ledger: Ledger, builder: Builder) -> None:
        self.ledger = ledger
        self.reading = ledger.reading
        self.builder = builder

    def keep(self, spans: Sequence[Span], near: str = "") -> None:
        """Put stretches into the tray, each as an entry of its own."""
        for span in spans:
            self._enter([span], near)

    def to_tray(self, borders: Sequence[int], near: Mapping[int, str], by_page: bool) -> None:
        """Put all that nobody owns into the tray, one entry for each stretch between borders.

        `near` tells the path of the label that ends at a border. Lone brackets are furniture. With `by_page` the torn
        marks of a page are one entry.
        """
        torn: dict[int, list[Span]] = {}
        for start, end in pairwise(sorted({0, len(self.reading.clean), *borders})):
            for group in self._groups(start, end):
                text = self._text(group)
                if _SIGNS.fullmatch(text) or (group[0][0] - start < _NEAR and self._ends_title(text)):
                    for span in group:
                        self.ledger.claim(*span, LABEL)
                elif by_page and _ONLY_MARKS.fullmatch(text):
                    torn.setdefault(self._page(group[0][0]), []).extend(group)
                else:
                    self._enter(group, near.get(start, ""))
        for group in torn.values():
            self._enter(group, "")

    def _ends_title(self, text: str) -> bool:
        """Whether a text right behind a label is but the number of a file, with the note behind a section's title."""
        number = _NUMBER.match(text)
        if number is None:
            return False
        tail = fold(text[number.end() :])
        return not tail or tail in (fold(section.star_text) for section in self.builder.tree.form.sections)

    def _page(self, place: int) -> int:
        return max(start for start, _ in self.reading.pages if start <= place)

    def _groups(self, start: int, end: int) -> list[list[Span]]:
        """Free stretches, those with nothing but owned signs or structure between them together."""
        groups: list[list[Span]] = []
        for span in self.ledger.free(start, end):
            if groups and span[0] - groups[-1][-1][1] < _NEAR:
                groups[-1].append(span)
            else:
                groups.append([span])
        return groups

    def _enter(self, group: Sequence[Span], near: str) -> None:
        self.builder.to_tray(self._text(group), self.reading.lines(group[0][0], group[-1][1]), near)
        for span in group:
            self.ledger.claim(*span, TRAY)

    def _text(self, group: Sequence[Span]) -> str:
        return "\n".join(plain_text(self._shown(*span), None) for span in group)

    def _shown(self, start: int, end: int) -> str:
        """Clean text with marks that were markup as signs."""
        marks = self.reading.marks
        return "".join(
            ("○" if marks.get(place) == "on" else "□") if char == MARK else char
            for place, char in enumerate(self.reading.clean[start:end], start)
        )

    # -- the account -------------------------------------------------------------------------------------------------

    def report(self, seen: set[tuple[int, str]], printed: str = "") -> Report:
        """The account; `seen` holds (file, item or section) of the labels that were found.

        `printed` is the text's version mark where the form has another.
        """
        return Report(
            form_id=self.builder.tree.form.id,
            placed=tuple(self.builder.placed),
            doubtful=tuple(self.builder.doubts()),
            unplaced=tuple(self.builder.unplaced),
            duplicates=self._duplicates(),
            missing=tuple(self._missing(seen)),
            characters=self.ledger.account(),
            printed=printed,
            form_stamp=self.builder.tree.form.stamp if printed else "",
        )

    def _missing(self, seen: set[tuple[int, str]]) -> Iterator[Missing]:
        """Parts of the form that no label was found for: sections, and headings right under sections."""
        tree = self.builder.tree
        for section in tree.form.sections:
            if section.kind == "annex":
                continue
            files = max(1, self.builder.count(FILE_LIST))
            for number in range(1, files + 1) if section.id in tree.of_files else (0,):
                place = f"{section.id}[{number}]" if number else section.id
                if (number, section.id) not in seen:
                    yield Missing(place, section.title)
                    continue
                for item in section.items:
                    if (number, item.id) not in seen and section.kind == "section" and not item.fixed:
                        yield Missing(item.id.replace(section.id, place, 1), item.label)

    def _duplicates(self) -> tuple[Duplicate, ...]:
        clean, owners = self.reading.clean, self.ledger.owners
        return tuple(
            Duplicate(clean[run.start() : run.end()].strip(), self.reading.lines(*run.span()))
            for run in re.finditer(bytes([DUPLICATE]) + b"+", bytes(owners))
        )
