"""What a text sounds like: words of a label, words that such answers use, texts known from other files."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from pia_tui.forms import Item
from pia_tui.ingest.text.aliases import aliases
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.scatter.page import TornPage
from pia_tui.ingest.text.scatter.sequence import LabelEntry


class Similarity:
    """Weighs texts against the items of one page."""

    def __init__(self, page: TornPage) -> None:
        self.page = page
        self.answered: dict[str, frozenset[str]] = {}
        labels = {item.label for entry in page.entries if (item := page.item(entry)) is not None}
        self.label_pairs = Counter(
            pair for label in labels for pair in {fold(label)[place : place + 2] for place in range(len(label))}
        )

    def of(self, entry: LabelEntry, item: Item, text: str) -> float:
        """A little for words of the label that the text uses, and for words that such answers use."""
        label, folded = fold(item.label), fold(text)
        pairs = {label[place : place + 2] for place in range(len(label) - 1)}
        rare = [pair for pair in pairs if self.label_pairs[pair] < 3]
        similarity = 0.4 * sum(pair in folded for pair in rare) / max(5, len(rare))
        for hint in aliases().answer_words:
            if hint.label in item.input_label:
                similarity += 0.3 if any(_has(folded, word) for word in hint.words) else -0.4
        return similarity + self._known_elsewhere(entry, item, folded)

    def _known_elsewhere(self, entry: LabelEntry, item: Item, folded: str) -> float:
        """Much for a text that surely answers the same item for another file, a fine for one that answers another."""
        if any(at != entry.pass_number and alike(folded, text) for text, at in self.page.known.get(item.id, ())):
            return 2.0
        if any(at == entry.pass_number and alike(folded, text) for text, at in self.page.known.get(f"{item.id}=", ())):
            return 0.8
        if item.role == "file_names":
            names = {name for name, _ in self.page.known.get("", ()) if name in folded}
            if names and sum(map(len, names)) * 3 > len(folded):
                return 1.5
        return -0.5 if self._answered(folded) - {f"{item.id}="} else 0.0

    def _answered(self, folded: str) -> frozenset[str]:
        """The items (with `=`) that a text surely answers somewhere; looked up once for all items of the page."""
        if folded not in self.answered:
            self.answered[folded] = frozenset(
                key
                for key, texts in self.page.known.items()
                if key[-1:] == "=" and any(alike(folded, text) for text, _ in texts)
            )
        return self.answered[folded]


def _has(folded: str, word: str) -> bool:
    if word.endswith("$"):
        return folded.rstrip("。.").endswith(fold(word[:-1]))
    return fold(word) in folded


def alike(one: str, two: str) -> bool:
    """Whether two folded texts are nearly the same: most pairs of letters in common."""
    if one == two:
        return True
    if len(one) < 12 or len(two) < 12 or min(len(one), len(two)) * 3 < max(len(one), len(two)):
        return False
    threes_one, threes_two = _threes(one), _threes(two)
    return len(threes_one & threes_two) >= 0.6 * min(len(threes_one), len(threes_two))


@lru_cache(maxsize=4096)
def _threes(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 3] for place in range(len(text) - 2))
