"""Which 特定個人情報ファイル each pass through Ⅱ and Ⅲ is about: by number, by name, else by order."""

from __future__ import annotations

import re
from dataclasses import replace

from pia_tui.ingest.text.align import Anchor
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.markup import LINE, PAGE, SOFT
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.tree import Tree

_NUMBER = re.compile(r"[(\[]?(\d{1,2})[)\].]|([\u2460-\u2473])")
_EVERY = re.compile(r"(?:^|(?<=[^\d]))\((\d{1,2})\)")


def name_number(text: str) -> int:
    """The number before a file's name: `(2) 本人確認情報ファイル` → 2; 0 where there is none or several names stand."""
    folded = fold(text)
    match = _NUMBER.match(folded)
    if match is None or len(set(_EVERY.findall(folded))) > 1:
        return 0
    return int(match[1]) if match[1] else ord(match[2]) - 0x245F


def bare_name(text: str) -> str:
    """A file's name as it is compared, without its number."""
    return _NUMBER.sub("", fold(text), count=1)


def resolve_files(anchors: list[Anchor], reading: Reading, tree: Tree) -> list[Anchor]:
    """The anchors with the number of the file instead of the number of the pass."""
    names: dict[tuple[str, int], str] = {}
    passes: dict[str, int] = {}
    for index, anchor in enumerate(anchors):
        spot = tree.spots[anchor.target]
        if spot.section not in tree.of_files or not anchor.file:
            continue
        passes[spot.section] = max(passes.get(spot.section, 0), anchor.file)
        if spot.item is not None and spot.item.role == "file_name" and not anchor.furniture:
            end = anchors[index + 1].occurrence.start if index + 1 < len(anchors) else len(reading.clean)
            names.setdefault((spot.section, anchor.file), _first_line(reading.clean[anchor.occurrence.end : end]))
    numbers = number_files(names, passes, tree)
    return [
        replace(anchor, file=numbers.get((tree.spots[anchor.target].section, anchor.file), anchor.file))
        for anchor in anchors
    ]


def number_files(names: dict[tuple[str, int], str], passes: dict[str, int], tree: Tree) -> dict[tuple[str, int], int]:
    """The file of each (section, pass), given the names that stand in them and how many passes there are."""
    known: dict[str, int] = {}
    numbers: dict[tuple[str, int], int] = {}
    for section in sorted(passes, key=lambda each: tree.spots[each].position):
        for (number_of, number), name in _numbered(section, passes[section], names, known).items():
            numbers[number_of] = number
            if name:
                known.setdefault(bare_name(name), number)
    return numbers


def _numbered(
    section: str, count: int, names: dict[tuple[str, int], str], known: dict[str, int]
) -> dict[tuple[tuple[str, int], int], str]:
    given: dict[int, int] = {}
    for each in range(1, count + 1):
        name = names.get((section, each), "")
        number = name_number(name) or known.get(bare_name(name), 0)
        if number and number not in given.values() and number <= 99:
            given[each] = number
    result: dict[tuple[tuple[str, int], int], str] = {}
    last = 0
    for each in range(1, count + 1):
        number = given.get(each, 0)
        if not number:
            number = last + 1
            while number in given.values():
                number += 1
            given[each] = number
        last = number
        result[(section, each), number] = names.get((section, each), "")
    return result


def _first_line(text: str) -> str:
    lines = [line.strip() for line in re.split(f"[{LINE}{PAGE}{SOFT}\t]", text)]
    return next((line for line in lines if line.strip("※ 　")), "")
