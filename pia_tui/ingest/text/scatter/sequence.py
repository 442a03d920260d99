"""Which part of the form stands on which page.

On a page of raw PDF text labels and values are shuffled, but the page as a whole still holds one stretch of the form:
where it ends, the next begins. So the form is written out as one sequence of labels, and cut where the labels found
on each page fit best.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pia_tui.ingest.text.find import Occurrence
from pia_tui.ingest.text.labels import FULL
from pia_tui.ingest.text.tree import Tree

_LOST = 0.6
"""A label that should stand on a page and does not."""
_STRANGE = 1.0
"""A label on a page that should not stand there."""
_TITLE = 4.0
_GAP = 0.06
"""A label of the form that stands on no page: its page is lost."""
_WAYS = 12


@dataclass(frozen=True, slots=True)
class LabelEntry:
    """A label of the form written out: `pass_number` counts the passes through its section, `block` its block."""

    target: str
    pass_number: int
    block: int
    title: bool = False
    labelled: bool = True


@dataclass(frozen=True)
class PageLabels:
    """What is known of a page: its occurrences, and the sections whose titles stand on it in the form's order."""

    found: tuple[Occurrence, ...]
    titles: tuple[str, ...]

    def headings(self, block: str) -> list[int]:
        """The numbers of a repeated block's headings on the page."""
        return [each.block for found in self.found for each in found.spellings if each.target == block and each.block]


def titles_of(found: Sequence[Occurrence], tree: Tree) -> tuple[str, ...]:
    """The sections whose whole titles are among occurrences, in the form's order."""
    sections = {
        spelling.target
        for each in found
        for spelling in each.spellings
        if tree.spots[spelling.target].item is None and spelling.form == FULL and each.before == "cell"
    }
    return tuple(sorted(sections, key=lambda each: tree.spots[each].position))


def written_out(pages: Sequence[PageLabels], tree: Tree) -> list[LabelEntry]:
    """The sequence of labels that the pages should hold, sections in the order of their titles."""
    entries: list[LabelEntry] = []
    passes: Counter[str] = Counter()
    order: list[tuple[str, int]] = []
    for number, page in enumerate(pages):
        for title in page.titles:
            if passes[title] and (title not in tree.of_files or not _begins(page, title, tree)):
                continue
            passes[title] += 1
            order.append((title, number))
    _insert_untitled(order, passes, tree)
    seen: Counter[str] = Counter()
    for place, (section, number) in enumerate(order):
        seen[section] += 1
        last = order[place + 1][1] if place + 1 < len(order) else len(pages) - 1
        entries += _section(section, seen[section], pages[number : last + 1], tree)
    return entries


def _insert_untitled(order: list[tuple[str, int]], passes: Counter[str], tree: Tree) -> None:
    """Put sections whose titles were not found where the form has them: their labels tell whether they are there."""
    for number, section in enumerate(tree.form.sections):
        if passes[section.id] or section.kind not in ("cover", "section", "records"):
            continue
        before = [each.id for each in tree.form.sections[:number]]
        place = max((at + 1 for at, (name, _) in enumerate(order) if name in before), default=0)
        order.insert(place, (section.id, order[place - 1][1] if place else 0))


def _begins(page: PageLabels, section: str, tree: Tree) -> bool:
    """Whether the first item of a section is on the page: a title printed on every page begins nothing."""
    firsts = {item.id for item in tree.children(section)[:2]}
    return any(spelling.target in firsts for found in page.found for spelling in found.spellings)


def _section(section: str, pass_number: int, pages: Sequence[PageLabels], tree: Tree) -> list[LabelEntry]:
    entries = [LabelEntry(section, pass_number, 0, title=True)]

    def visit(item_id: str, block: int) -> None:
        for item in tree.children(item_id):
            if item.option_text or item.kind == "figure":
                continue
            labelled = item.kind not in ("count", "flag") and item.own_value != "flag"
            if item.repeat is None or item.repeat.list or item.kind == "table":
                entries.append(LabelEntry(item.id, pass_number, block, labelled=labelled and item.kind != "table"))
                if item.kind != "table":
                    visit(item.id, block)
                continue
            numbers = [number for page in pages for number in page.headings(item.id)]
            for number in range(1, max(numbers, default=1) + 1):
                entries.append(LabelEntry(item.id, pass_number, number))
                visit(item.id, number)

    visit(section, 0)
    return entries


def cut(pages: Sequence[PageLabels], entries: Sequence[LabelEntry]) -> list[tuple[int, int]]:
    """For each page the stretch [start, end) of the sequence that it holds."""
    ways: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {0: (0.0, ())}
    for page in pages:
        reached: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {}
        for start, (cost, past) in ways.items():
            for begin, lost in _beginnings(page, entries, start):
                for end, fit in _ends(page, entries, begin):
                    total = cost + lost + fit
                    if end not in reached or total < reached[end][0]:
                        reached[end] = (total, (*past, (begin, end)))
        best = sorted(reached.items(), key=lambda way: way[1][0])[:_WAYS]
        ways = dict(best)
    return list(min(ways.values(), key=lambda way: way[0])[1])


def _beginnings(page: PageLabels, entries: Sequence[LabelEntry], start: int) -> list[tuple[int, float]]:
    """Where a page may begin: where the last one ended, or further on where pages are lost."""
    found = [(start, 0.0)]
    targets = {spelling.target for each in page.found for spelling in each.spellings}
    skipped = 0
    for place in range(start, len(entries)):
        if (
            place > start
            and entries[place].target in targets
            and len(found) < 8
            and (entries[place].title or entries[place - 1].target not in targets)
        ):
            found.append((place, _GAP * skipped + 0.3))
        skipped += entries[place].labelled
    return found


def _ends(page: PageLabels, entries: Sequence[LabelEntry], begin: int) -> list[tuple[int, float]]:
    """(end, cost) of the better ends of a page that begins at `begin`."""
    supply: Counter[tuple[tuple[str, int], ...]] = Counter(
        tuple(sorted({(each.target, each.block) for each in found.spellings if not each.furniture}))
        for found in page.found
        if not all(each.furniture for each in found.spellings)
    )
    by_entry: dict[tuple[str, int], list[tuple[tuple[str, int], ...]]] = {}
    for key in supply:
        for target, block in key:
            by_entry.setdefault((target, block), []).append(key)
    left = Counter(supply)
    open_supply = sum(supply.values())
    wanted = {(title, 0) for title in page.titles}
    found: list[tuple[int, float]] = [(begin, open_supply * _STRANGE + _TITLE * len(wanted))]
    lost = 0.0
    best = found[0][1]
    for place in range(begin, len(entries)):
        entry = entries[place]
        keys = by_entry.get((entry.target, entry.block), []) + by_entry.get((entry.target, 0), [])
        fitting = [each for each in sorted(keys, key=len) if left[each]]
        if fitting:
            left[fitting[0]] -= 1
            open_supply -= 1
            wanted.discard((entry.target, 0))
        elif entry.title:
            lost += _TITLE
        elif entry.labelled:
            lost += _LOST
        cost = open_supply * _STRANGE + lost + _TITLE * len(wanted)
        found.append((place + 1, cost))
        best = min(best, cost)
        if lost > best + 6:
            break
    return [each for each in found if each[1] <= best + 3]
