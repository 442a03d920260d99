"""Which item each label is the label of: the cheapest way through the form in the order of the text.

Many labels stand ten times in a form, pages are missing and sections swapped, and a sentence may begin like a label.
So all readings are weighed together: a step to the next item is free, skipped headings and jumps cost, and so does
taking a label for mere text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from pia_tui.ingest.text.find import Occurrence
from pia_tui.ingest.text.labels import ALIAS, BARE, FULL, SHORT, Spelling
from pia_tui.ingest.text.tree import FormSpot, Tree
from pia_tui.ingest.text.weights import weight

_BEAM = weight("align.beam")
"""Ways that are dearer than the best by more than this are given up."""
_SKIP_INSIDE, _SKIP_NUMBERED, _SKIP = weight("align.skip_inside"), weight("align.skip_numbered"), weight("align.skip")
_SKIP_ALONE, _SKIP_ALONE_NUMBERED = weight("align.skip_alone"), weight("align.skip_alone_numbered")
_SKIP_ALONE_SHORT = weight("align.skip_alone_short")
_SHORT = weight("align.short")
_SPELLED = {
    FULL: 0.0,
    ALIAS: weight("align.alias"),
    BARE: weight("align.bare"),
    SHORT: weight("align.without_bracket"),
}
_EDIT, _INSIDE, _GLUED = weight("align.edit"), weight("align.inside"), weight("align.glued")
_SECTION_BACK, _SECTION_LOST = weight("align.section_back"), weight("align.section_lost")
_SECTION_LOST_ABOVE, _SECTION_LOST_BACK = weight("align.section_lost_above"), weight("align.section_lost_back")
_ABOVE_MISSING, _STEP, _STEPS_MOST = weight("align.above_missing"), weight("align.step"), weight("align.steps_most")
_BLOCK_AGAIN, _BLOCK_BACK, _FILE_AGAIN = (
    weight("align.block_again"),
    weight("align.block_back"),
    weight("align.file_again"),
)
_BACK, _BACK_MOST, _BACK_ABOVE = weight("align.back"), weight("align.back_most"), weight("align.back_above")
_SWAPPED = weight("align.swapped")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A label with the item it belongs to; `file` and `block` count from 1 (0: none), `cost` tells the doubt."""

    occurrence: Occurrence
    target: str
    block: int = 0
    file: int = 0
    cost: float = 0.0
    furniture: bool = False


@dataclass(slots=True)
class _Step:
    occurrence: int
    spelling: Spelling
    before: _Step | None
    cost: float
    own: float


def align(found: list[Occurrence], tree: Tree) -> list[Anchor]:
    """The labels that are labels, each with its item. Repeated blocks and files are not counted yet."""
    # A document begins with its cover, whose title is the form's own.
    start = FormSpot("", -1, next((s.id for s in tree.form.sections if s.kind == "cover"), ""), (), "", None)
    ways: dict[str, tuple[float, _Step | None]] = {"": (0.0, None)}
    for index, occurrence in enumerate(found):
        skipped = _skip_cost(occurrence)
        reached: dict[str, tuple[float, _Step | None]] = {}
        for spelling in occurrence.spellings:
            if spelling.furniture:
                continue
            spot = tree.spots[spelling.target]
            emission = _emission(occurrence, spelling)
            best: tuple[float, _Step | None, float] | None = None
            for last, (cost, step) in ways.items():
                move = _move(tree.spots.get(last, start), spot, tree) + emission
                if best is None or cost + move < best[0]:
                    best = (cost + move, step, move)
            if best is not None and (spelling.target not in reached or best[0] < reached[spelling.target][0]):
                made = _Step(index, spelling, best[1], best[0], best[2])
                reached[spelling.target] = (best[0], made)
        if all(spelling.furniture for spelling in occurrence.spellings):
            continue
        for last, (cost, step) in ways.items():
            if last not in reached or cost + skipped < reached[last][0]:
                reached[last] = (cost + skipped, step)
        limit = min(cost for cost, _ in reached.values()) + _BEAM
        ways = {last: way for last, way in reached.items() if way[0] <= limit}
    return _followed(found, min(ways.values(), key=lambda way: way[0])[1])


def _followed(found: list[Occurrence], step: _Step | None) -> list[Anchor]:
    anchors: list[Anchor] = []
    while step is not None:
        anchors.append(
            Anchor(found[step.occurrence], step.spelling.target, step.spelling.block, cost=round(step.own, 3))
        )
        step = step.before
    anchors.reverse()
    furniture = [
        Anchor(each, each.spellings[0].target, furniture=True)
        for each in found
        if all(spelling.furniture for spelling in each.spellings)
    ]
    return sorted([*anchors, *furniture], key=lambda anchor: anchor.occurrence.start)


def _skip_cost(occurrence: Occurrence) -> float:
    """What it costs to take a label for text: much where it stands alone and numbered, little inside a line."""
    if occurrence.before == "mid" or occurrence.after == "glued":
        return _SKIP_INSIDE
    if occurrence.after == "end":
        if occurrence.numbered:
            return _SKIP_ALONE_NUMBERED
        return _SKIP_ALONE if len(occurrence.text) >= _SHORT else _SKIP_ALONE_SHORT
    return _SKIP_NUMBERED if occurrence.numbered else _SKIP


def _emission(occurrence: Occurrence, spelling: Spelling) -> float:
    cost = _SPELLED[spelling.form] + _EDIT * occurrence.edits
    if occurrence.before == "mid":
        cost += _INSIDE
    if occurrence.after == "glued":
        cost += _GLUED
    return cost


def _move(last: FormSpot, spot: FormSpot, tree: Tree) -> float:
    """The cost of `spot` after `last` in the order of the form."""
    if spot.item is None:
        return 0.0 if spot.position > last.position or spot.id in tree.of_files else _SECTION_BACK
    missing = sum(1 for each in spot.above if each != last.id and each not in last.above)
    ahead = spot.position - last.position
    if spot.section != last.section:
        # The section's title is lost: dear, dearer still when the form's order is left.
        return _SECTION_LOST + _SECTION_LOST_ABOVE * missing + (0.0 if ahead > 0 else _SECTION_LOST_BACK)
    if ahead > 0:
        return _ABOVE_MISSING * missing + min(_STEPS_MOST, _STEP * (ahead - 1))
    if spot.item.repeat is not None and spot.block == spot.id:
        return 0.0 if last.block == spot.id else _BLOCK_AGAIN
    if spot.block and spot.block == last.block:
        return _BLOCK_BACK
    if spot.section in tree.of_files and spot.position <= tree.spots[spot.section].position + 2:
        return _FILE_AGAIN
    return _BACK + min(_BACK_MOST, _STEP * -ahead) + _BACK_ABOVE * missing


def count_blocks(anchors: list[Anchor], tree: Tree) -> list[Anchor]:
    """The anchors with the number of their file's section and of their repeated block."""
    return _count_repeats(_count_files(anchors, tree), tree)


def steps_back(anchors: list[Anchor], tree: Tree) -> float:
    """The share of labels that stand before the one they follow in the form, beginnings of blocks apart."""
    spots = [tree.spots[each.target] for each in anchors if not each.furniture]
    back = sum(
        two.position < one.position and two.item is not None and two.item.repeat is None for one, two in pairwise(spots)
    )
    return back / max(1, len(spots))


def _count_files(anchors: list[Anchor], tree: Tree) -> list[Anchor]:
    """Number the passes through each section that stands once for each file."""
    passes: dict[str, int] = {}
    furthest: dict[str, int] = {}
    counted: list[Anchor] = []
    fresh: set[str] = set()
    for anchor in anchors:
        spot = tree.spots[anchor.target]
        if spot.section not in tree.of_files or anchor.furniture:
            counted.append(replace(anchor, file=passes.get(spot.section, 0)))
            continue
        if spot.item is None:
            fresh.add(spot.section)
            counted.append(replace(anchor, file=passes.get(spot.section, 0) or 1))
            continue
        # The place at which repeated blocks begin again stands for all of the block.
        place = tree.spots[spot.block].position if spot.block else spot.position
        back = place < furthest.get(spot.section, -1)
        first = spot.position == tree.spots[spot.section].position + 1
        if (
            spot.section not in passes
            or (back and (spot.section in fresh or not _nearby(furthest, spot, place)))
            or (first and furthest.get(spot.section, -1) >= place)
        ):
            passes[spot.section] = passes.get(spot.section, 0) + 1
            furthest[spot.section] = -1
        fresh.discard(spot.section)
        furthest[spot.section] = max(furthest.get(spot.section, -1), place)
        counted.append(replace(anchor, file=passes[spot.section]))
    return counted


def _nearby(furthest: dict[str, int], spot: FormSpot, place: int) -> bool:
    """A small step back is a swapped line, not the next file's section."""
    return furthest.get(spot.section, -1) - place <= _SWAPPED


def _count_repeats(anchors: list[Anchor], tree: Tree) -> list[Anchor]:
    counted = list(anchors)
    current: dict[str, tuple[int, int, int]] = {}
    # Where headings number the blocks, a label that stands again has been printed twice: it begins no block.
    headed = {(tree.spots[each.target].block, each.file) for each in anchors if each.block and not each.furniture}
    for index, anchor in enumerate(anchors):
        spot = tree.spots[anchor.target]
        if not spot.block or anchor.furniture or spot.item is None:
            continue
        number, file, furthest = current.get(spot.block, (0, anchor.file, -1))
        if file != anchor.file:
            number, furthest = 0, -1
        if anchor.block:
            number, furthest = anchor.block, spot.position
        elif number == 0 or spot.position <= furthest:
            following = _before_next(anchors, index, spot.block, tree)
            if number and (spot.block, anchor.file) in headed and following <= number and spot.id != spot.block:
                counted[index] = replace(anchor, block=number)
                continue
            number = following or number + 1
            furthest = spot.position
        current[spot.block] = (number, anchor.file, max(furthest, spot.position))
        counted[index] = replace(anchor, block=number)
    return counted


def _before_next(anchors: list[Anchor], index: int, block: str, tree: Tree) -> int:
    """The number that a block without heading has by the numbered heading after it, 0 if there is none."""
    for anchor in anchors[index + 1 :]:
        spot = tree.spots[anchor.target]
        if anchor.furniture:
            continue
        if spot.block != block or anchor.file != anchors[index].file:
            return 0
        if anchor.block:
            return max(anchor.block - 1, 0)
    return 0
