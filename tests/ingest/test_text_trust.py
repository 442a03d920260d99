"""What a text tells about its own order: options without brackets, numbers that run backwards, lists in answers."""

from __future__ import annotations

import pytest

from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.scatter.bare_options import bare_options
from pia_tui.ingest.text.scatter.layout import Piece
from pia_tui.ingest.text.scatter.page import Finding
from pia_tui.ingest.text.scatter.sequence import Entry
from pia_tui.ingest.text.scatter.trust import Trust
from pia_tui.ingest.text.torn_answers import holds_list
from pia_tui.ingest.text.tree import tree_of

TREE = tree_of("juten_h30")
MULTI = next(spot.item for spot in TREE.spots.values() if spot.item and spot.item.value_kind == "multi")
CHOICE = next(spot.item for spot in TREE.spots.values() if spot.item and len(spot.item.choice_texts) > 4)


def _texts(boxes: list[list[str]]) -> tuple[Reading, list[Piece]]:
    """A page of boxes of lines, all of them texts."""
    reading = Reading("\n\n".join("\n".join(box) for box in boxes))
    pieces: list[Piece] = []
    place = 0
    for number, box in enumerate(boxes):
        for line in box:
            place = reading.clean.index(line, place)
            pieces.append(Piece("text", place, place + len(line), number))
            place += len(line)
    return reading, pieces


def test_an_option_that_lost_its_bracket_is_no_answer():
    option = MULTI.choice_texts[0]
    reading, pieces = _texts([["図書を貸し出す。"], [option]])
    assert bare_options(reading, pieces, [MULTI]) == {1}


def test_an_answer_that_reads_like_an_option_stands_apart_from_the_options():
    one, two = MULTI.choice_texts[:2]
    reading, pieces = _texts([[one, two], ["図書を貸し出す。"], [one]])
    assert bare_options(reading, pieces, [MULTI]) == {0, 1}


def _trust(boxes: list[list[str]]) -> Trust:
    reading, pieces = _texts(boxes)
    return Trust(reading, [pieces])


def _finding(margin: float, raw: object = None) -> Finding:
    return Finding(Entry("I.1.1", 1, 0), raw, ((0, 1),), margin, place_margin=margin)


@pytest.mark.parametrize(("margins", "kept"), [([0.35, 0.9, 0.9, 0.9], 4), ([0.35, 0.35, 0.5, 0.9], 1)])
def test_on_a_page_of_doubtful_answers_fair_ones_are_not_placed(margins, kept):
    trust = _trust([["図書を貸し出す。"]])
    assert len(trust.sound([_finding(margin) for margin in margins])) == kept


def test_options_are_placed_on_such_a_page_too():
    trust = _trust([["図書を貸し出す。"]])
    assert len(trust.sound([_finding(0.35), _finding(0.35), _finding(0.35, "図書")])) == 1


def test_numbers_that_run_backwards_tell_lost_lines():
    orderly, lost = ["①貸出", "②返却", "③予約"], ["②返却", "①貸出", "③予約"]
    assert not _trust([orderly] * 9).shuffled
    assert _trust([lost] * 9).shuffled
    assert not _trust([lost] * 2).shuffled


def test_an_answer_that_holds_a_list_of_options_is_torn():
    entries = [f"{number}） {text}" for number, text in enumerate(CHOICE.choice_texts, 1)]
    assert holds_list("\n".join(["図書館の窓口で貸し出す。", *entries[:3]]), TREE)
    assert not holds_list("図書館の窓口で貸し出す。\n1） 本\n2） 雑誌", TREE)


def test_many_parts_of_answers_make_all_others_doubtful():
    reading, pieces = _texts([["公園の広場を使う日を決める。"]])
    parts = [Finding(Entry("I.1.1", 1, 0), None, ((0, 1),), 0.2, place_margin=0.2, part=True)] * 5
    fair = Finding(Entry("I.1.2", 1, 0), None, ((0, 1),), 0.9, place_margin=0.9)
    sure = Finding(Entry("I.1.2", 1, 0), None, ((0, 1),), 1.2, place_margin=1.2)
    assert Trust(reading, [pieces], [[*parts, fair, sure]]).sound([fair, sure]) == [sure]
    assert Trust(reading, [pieces], [[*parts[:2], fair, sure]]).sound([fair, sure]) == [fair, sure]
