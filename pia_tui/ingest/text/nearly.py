"""Labels with a misread letter: whole lines and cells that are nearly a label of the form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from pia_tui.ingest.text.find import After, Occurrence
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.labels import FULL, Labels, labels_of
from pia_tui.ingest.text.markup import CELL, LINE, PAGE, SOFT
from pia_tui.ingest.text.reading import Before, Reading
from pia_tui.ingest.text.tokens import distance

_LEAST, _MOST = 6, 110
_SHARED = 0.65
_LOST = 3
"""So many first letters of a label may be lost."""
_CELLS = re.compile(f"[^{LINE}{CELL}{PAGE}{SOFT}]+")
_FIRST = re.compile(r"[^ \u3000:：\[［]{4,}(?=[ \u3000:：\[［])")
_STAR = re.compile(r"[\s\u3000]*※[（(]?.{0,24}$")


@cache
def _pairs_of(form_id: str) -> tuple[dict[str, tuple[str, ...]], Labels]:
    """For each pair of letters the labels (in full) that hold it."""
    labels = labels_of(form_id)
    found: dict[str, set[str]] = {}
    for text, spellings in labels.spellings.items():
        if len(text) >= _LEAST and any(
            each.form == FULL and not each.furniture and not each.block for each in spellings
        ):
            for pair in _pairs(text):
                found.setdefault(pair, set()).add(text)
    return {pair: tuple(sorted(texts)) for pair, texts in found.items()}, labels


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}


def nearly_labels(reading: Reading, form_id: str, found: list[Occurrence]) -> list[Occurrence]:
    """`found` with the lines and cells added that differ from a label by a few letters."""
    taken = {each.start for each in found}
    ends = sorted((each.start, each.end) for each in found)
    added = list(_near(reading, form_id, taken, ends))
    return sorted([*found, *added], key=lambda each: each.start)


def _near(reading: Reading, form_id: str, taken: set[int], spans: list[tuple[int, int]]) -> Iterator[Occurrence]:
    by_pair, labels = _pairs_of(form_id)
    covered = bytearray(len(reading.clean))
    for start, end in spans:
        covered[start:end] = b"\1" * (end - start)
    for cell in _CELLS.finditer(reading.clean):
        text = cell[0].strip(" \u3000")
        start = cell.start() + cell[0].index(text) if text else 0
        if not text or start in taken or any(covered[start : start + min(len(text), _MOST)]):
            continue
        first = _FIRST.match(text)
        for words, after in ((text, "end"), (first[0] if first else "", "space")):
            folded = fold(_STAR.sub("", words))
            near = _nearest(folded, by_pair) if _LEAST <= len(folded) <= _MOST and words[-1] != "。" else None
            if near is not None and (after == "end" or near[0] in labels.numbered):
                label, edits = near
                before: Before = "soft" if reading.clean[cell.start() - 1 : cell.start()] == SOFT else "cell"
                spellings = tuple(each for each in labels.spellings[label] if each.form == FULL)
                own: After = "end" if after == "end" else "space"
                yield Occurrence(
                    start, start + len(words), label, spellings, before, own, label in labels.numbered, edits
                )
                break


def _nearest(text: str, by_pair: dict[str, tuple[str, ...]]) -> tuple[str, int] | None:
    """The one label that is nearest to a text, with the number of letters that differ."""
    cut = _whole_of(text, by_pair)
    if cut is not None:
        return cut
    pairs = _pairs(text)
    shared = Counter(label for pair in pairs for label in by_pair.get(pair, ()))
    best: tuple[int, str] | None = None
    for label, count in shared.most_common(6):
        if count < _SHARED * len(_pairs(label)) or abs(len(label) - len(text)) > max(1, len(label) // 8):
            continue
        edits = distance(text, label)
        if edits <= max(1, len(label) // 8) and (best is None or edits < best[0]):
            best = (edits, label)
    return (best[1], best[0]) if best else None


def _whole_of(text: str, by_pair: dict[str, tuple[str, ...]]) -> tuple[str, int] | None:
    """The one label that a text is without its first letters, with the number of those."""
    found = [
        label
        for label in by_pair.get(text[:2], ())
        if len(text) >= _LEAST and label.endswith(text) and 0 < len(label) - len(text) <= _LOST
    ]
    return (found[0], len(found[0]) - len(text)) if len(found) == 1 else None
