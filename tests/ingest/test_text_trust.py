"""What a text tells about its own order: pages of doubtful answers, lists of options in answers."""

from __future__ import annotations

import pytest

from pia_tui.ingest.text.scatter.page import Finding
from pia_tui.ingest.text.scatter.sequence import Entry
from pia_tui.ingest.text.scatter.trust import sound
from pia_tui.ingest.text.torn_answers import holds_list
from pia_tui.ingest.text.tree import tree_of

TREE = tree_of("juten_h30")
CHOICE = next(spot.item for spot in TREE.spots.values() if spot.item and len(spot.item.choice_texts) > 4)


def _finding(margin: float, raw: object = None) -> Finding:
    return Finding(Entry("I.1.1", 1, 0), raw, ((0, 1),), margin, place_margin=margin)


@pytest.mark.parametrize(("margins", "kept"), [([0.35, 0.9, 0.9, 0.9], 4), ([0.35, 0.35, 0.5, 0.9], 1)])
def test_on_a_page_of_doubtful_answers_fair_ones_are_not_placed(margins, kept):
    assert len(sound([_finding(margin) for margin in margins])) == kept


def test_options_are_placed_on_such_a_page_too():
    assert len(sound([_finding(0.35), _finding(0.35), _finding(0.35, "図書")])) == 1


def test_an_answer_that_holds_a_list_of_options_is_torn():
    entries = [f"{number}） {text}" for number, text in enumerate(CHOICE.choice_texts, 1)]
    assert holds_list("\n".join(["図書館の窓口で貸し出す。", *entries[:3]]), TREE)
    assert not holds_list("図書館の窓口で貸し出す。\n1） 本\n2） 雑誌", TREE)
