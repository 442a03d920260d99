"""What a text tells about its own order: pages of doubtful answers, lists of options in answers."""

from __future__ import annotations

import pytest

from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.scatter.page import FoundAnswer
from pia_tui.ingest.text.scatter.plausibility import plausible
from pia_tui.ingest.text.scatter.sequence import LabelEntry
from pia_tui.ingest.text.torn_answers import is_spoilt, is_strange
from pia_tui.ingest.text.tree import tree_of

TREE = tree_of("juten_h30")
MARKS = TREE.mark_options
CHOICE = next(spot.item for spot in TREE.spots.values() if spot.item and spot.item.value_kind == "choice")


def _finding(margin: float, raw: object = None) -> FoundAnswer:
    return FoundAnswer(LabelEntry("I.1.1", 1, 0), raw, ((0, 1),), margin, place_margin=margin)


@pytest.mark.parametrize(("margins", "kept"), [([0.35, 0.9, 0.9, 0.9], 4), ([0.35, 0.35, 0.5, 0.9], 1)])
def test_on_a_page_of_doubtful_answers_fair_ones_are_not_placed(margins, kept):
    assert len(plausible([_finding(margin) for margin in margins])) == kept


def test_options_are_placed_on_such_a_page_too():
    assert len(plausible([_finding(0.35), _finding(0.35), _finding(0.35, "図書")])) == 1


@pytest.mark.parametrize(
    ("line", "strange"),
    [
        (f"図書館の窓口で貸し出す。 2） {CHOICE.choice_texts[1]}", True),
        (f"[ {CHOICE.choice_texts[0]} ]", True),
        ("＜選択肢＞", True),
        (f"[ ○ ] {MARKS[0]} [ ] {MARKS[1]}", True),
        ("図書館の窓口で貸し出す。 1） 本 2） 雑誌", False),
        (f"{CHOICE.choice_texts[0]}の見込み", False),
    ],
)
def test_what_the_form_prints_beside_choices_is_no_answer_in_words(line: str, strange: bool) -> None:
    assert is_strange(Reading(line), 0, len(line), TREE) is strange


@pytest.mark.parametrize(
    ("text", "spoilt"),
    [
        (f"台帳を整える。\n[ {CHOICE.choice_texts[0]} ]", True),
        ("所得の年度と控除の額と扶養親族の数とを記す。\n照会の日\n所得の年度と控除の額と扶養親族の", True),
        ("所得の年度と控除の額と扶養親族の数とを記す。\n照会の日", False),
    ],
)
def test_an_answer_with_printed_words_or_a_line_begun_again_is_doubted(text: str, spoilt: bool) -> None:
    assert is_spoilt(text, TREE, whole=False) is spoilt
