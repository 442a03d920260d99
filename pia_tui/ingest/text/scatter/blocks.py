"""Repeated blocks on one page: whose answer is whose, by what stands near and by the words they share.

The answers of one 移転先 speak of the same thing: its name and the law it acts under share words, the clause and the
purpose share numbers. Where the order of the text is lost, this tells blocks apart.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.scatter.matching import FORBIDDEN, assign
from pia_tui.ingest.text.scatter.page import FAIR, FoundAnswer, TornPage

_ROUNDS = 3
_SURE = 2.0
_TRIES = 8
_TINY = 1e-6
_TOKENS = re.compile(r"\d{1,4}|[\u3041-\u309f]{2}|[\u30a0-\u30ff\u4e00-\u9fff]+")


def words_in(text: str) -> frozenset[str]:
    """Numbers, and pairs of letters of words, as they tell texts apart."""
    found: set[str] = set()
    for token in _TOKENS.findall(fold(text)):
        if token[0].isdigit():
            found.add(token)
        else:
            found.update(token[place : place + 2] for place in range(len(token) - 1))
    return frozenset(found)


@dataclass(slots=True)
class _Node:
    """A finding in a block: `costs` speak against each block it may belong to; one block means it is fixed."""

    page: int
    index: int
    target: str
    pass_number: int
    block_item: str
    text: str
    words: frozenset[str]
    costs: dict[int, float]
    block: int
    weights: dict[str, float]

    @property
    def kin(self) -> tuple[int, str]:
        """Nodes of the same repeated item of the same file."""
        return self.pass_number, self.block_item


class BlockAssignment:
    """Settles the blocks of all findings of a document."""

    def __init__(self, pages: Sequence[TornPage], findings: Sequence[list[FoundAnswer]]) -> None:
        self.pages = pages
        self.findings = [list(each) for each in findings]
        self.nodes = list(self._nodes())
        self._weigh()
        self.groups = self._groups()
        self.shared = {
            (one, two): self._shared(self.nodes[one], self.nodes[two])
            for one in range(len(self.nodes))
            for two in range(len(self.nodes))
            if self.nodes[one].kin == self.nodes[two].kin and self.nodes[one].target != self.nodes[two].target
        }

    def settle(self) -> list[list[FoundAnswer]]:
        """The findings with their blocks and margins as all evidence has it."""
        for kin in dict.fromkeys(node.kin for node in self.nodes):
            self._improve(kin, -1)
            for _ in range(_TRIES):
                margins, better = self._margins(kin)
                if not better:
                    break
                for number, block in better.items():
                    self.nodes[number].block = block
            for number, margin in margins.items():
                self._enter(self.nodes[number], margin)
        return self.findings

    def _margins(self, kin: tuple[int, str]) -> tuple[dict[int, float], dict[int, int]]:
        """The margin of each open node, and a better arrangement where one turns up."""
        best = self._energy(kin)
        kept = {number: node.block for number, node in enumerate(self.nodes) if node.kin == kin}
        margins: dict[int, float] = {}
        for number in kept:
            if len(self.nodes[number].costs) > 1:
                margins[number], found = self._margin(kin, number, best, kept)
                if found:
                    return margins, found
        return margins, {}

    # -- making ----------------------------------------------------------------------------------------------------

    def _nodes(self) -> Iterator[_Node]:
        for number, (page, own) in enumerate(zip(self.pages, self.findings, strict=True)):
            for index, finding in enumerate(own):
                spot = page.tree.spots.get(finding.entry.target)
                if spot is None or not spot.block or finding.raw is not None or finding.place_margin < FAIR:
                    continue
                entry = finding.entry
                text = "".join(page.reading.clean[slice(*span)] for span in finding.spans)
                blocks = sorted({each.block for each in page.entries if each.target == entry.target})
                if spot.id == spot.block and finding.place_margin >= _SURE:
                    blocks = [entry.block]
                costs = {block: page.block_cost(entry, spot.block, block) for block in blocks}
                place = (number, index, entry.target, entry.pass_number, spot.block)
                yield _Node(*place, fold(text), words_in(text), costs, entry.block, {})

    def _weigh(self) -> None:
        """Words weigh the more the fewer answers to the same item hold them."""
        for node in self.nodes:
            alike = [
                other for other in self.nodes if other.target == node.target and other.pass_number == node.pass_number
            ]
            seen = Counter(word for other in alike for word in other.words)
            size = len(alike)
            node.weights = {
                word: math.log(1 + size / seen[word]) if size > 1 else 0.7
                for word in node.words
                if seen[word] < size or size == 1
            }

    def _groups(self) -> list[list[int]]:
        """Open nodes for the same item on the same page: each gets another block."""
        groups: dict[tuple[int, str, int], list[int]] = {}
        for number, node in enumerate(self.nodes):
            groups.setdefault((node.page, node.target, node.pass_number), []).append(number)
        return list(groups.values())

    def _shared(self, one: _Node, two: _Node) -> float:
        common = sum(min(one.weights[word], two.weights[word]) for word in one.weights.keys() & two.weights.keys())
        return common / (min(sum(one.weights.values()), sum(two.weights.values())) + 1.0)

    # -- weighing --------------------------------------------------------------------------------------------------

    def _cost(self, number: int, block: int) -> float:
        """The cost of a block for a node as all others stand."""
        node = self.nodes[number]
        cost = node.costs.get(block, FORBIDDEN)
        for other, each in enumerate(self.nodes):
            if each.block == block and (number, other) in self.shared:
                cost -= self.shared[number, other]
        return cost

    def _energy(self, kin: tuple[int, str]) -> float:
        total = 0.0
        for number, node in enumerate(self.nodes):
            if node.kin == kin:
                own = node.costs.get(node.block, FORBIDDEN)
                total += own + (self._cost(number, node.block) - own) / 2
        return total

    def _improve(self, kin: tuple[int, str], fixed: int) -> None:
        """Give the nodes of each group the blocks that suit them best, one group after the other."""
        for _ in range(_ROUNDS):
            for group in self.groups:
                if self.nodes[group[0]].kin != kin or all(len(self.nodes[each].costs) == 1 for each in group):
                    continue
                blocks = sorted({block for each in group for block in self.nodes[each].costs})
                if len(group) > len(blocks):
                    continue
                costs = [
                    [
                        FORBIDDEN if each == fixed and block != self.nodes[each].block else self._cost(each, block)
                        for block in blocks
                    ]
                    for each in group
                ]
                for each, column in zip(group, assign(costs), strict=True):
                    self.nodes[each].block = blocks[column]

    def _margin(
        self, kin: tuple[int, str], number: int, best: float, kept: dict[int, int]
    ) -> tuple[float, dict[int, int]]:
        """How much dearer everything becomes when a node stands in another block, all others suited to that.

        With an arrangement that is cheaper, if there is one.
        """
        node = self.nodes[number]
        group = next(each for each in self.groups if number in each)
        if len({self.nodes[each].text for each in group}) == 1 and len(group) == len(node.costs):
            return _SURE, {}
        least, found = best + _SURE, dict[int, int]()
        for block in node.costs:
            if block == kept[number]:
                continue
            for swapped in (True, False):
                for each, own in kept.items():
                    open_one = len(self.nodes[each].costs) > 1 and swapped
                    other = {kept[number]: block, block: kept[number]}.get(own, own) if open_one else own
                    self.nodes[each].block = other if other in self.nodes[each].costs else own
                node.block = block
                self._improve(kin, number)
                energy = self._energy(kin)
                if energy < min(least, best - _TINY):
                    found = {each: self.nodes[each].block for each in kept}
                least = min(least, energy)
        for each, own in kept.items():
            self.nodes[each].block = own
        return least - best, found

    def _enter(self, node: _Node, margin: float) -> None:
        finding = self.findings[node.page][node.index]
        entry = replace(finding.entry, block=node.block)
        certain = min(margin, finding.place_margin)
        self.findings[node.page][node.index] = replace(finding, entry=entry, margin=certain)
