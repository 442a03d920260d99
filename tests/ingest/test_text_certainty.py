"""What a text tells about its own order: pages of doubtful answers, lists of options in answers."""

from __future__ import annotations

import random

import pytest
from dialects import torn
from made_documents import make_document

from pia_tui.ingest.text import job, read_text
from pia_tui.ingest.text.find import occurrences
from pia_tui.ingest.text.labels import labels_of
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.scatter import Scattered
from pia_tui.ingest.text.scatter.page import FoundAnswer
from pia_tui.ingest.text.scatter.plausibility import plausible
from pia_tui.ingest.text.scatter.sequence import LabelEntry
from pia_tui.ingest.text.torn_answers import is_spoilt, is_strange
from pia_tui.ingest.text.tree import tree_of

TREE = tree_of("juten_h30")
MARKS = TREE.mark_options
CHOICE = next(spot.item for spot in TREE.spots.values() if spot.item and spot.item.value_kind == "choice")


def _finding(margin: float, place: float = 9.0, raw: object = None, *, told: bool = False) -> FoundAnswer:
    return FoundAnswer(LabelEntry("I.1.1", 1, 0), raw, ((0, 1),), margin, place, told)


@pytest.mark.parametrize(
    ("finding", "placed"),
    [
        (_finding(0.5, 1.0), False),
        (_finding(0.5, 1.0, told=True), True),
        (_finding(0.9, 1.8), True),
        (_finding(0.2, 1.8), False),
        (_finding(0.7, raw="図書"), False),
        (_finding(0.9, raw="図書"), True),
    ],
)
def test_what_only_its_place_tells_is_placed_where_no_other_place_is_near(finding: FoundAnswer, placed: bool) -> None:
    assert bool(plausible([finding])) is placed


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


def test_on_a_page_of_more_than_any_page_holds_nothing_is_matched() -> None:
    """Where the ends of pages are lost, a whole section would be one page: its matching took minutes."""
    rng = random.Random(3)
    text = torn(make_document("juten_h30", rng, 0.8), rng, 1.0)
    for source, expected in ((text, True), (text.replace("\n\n\n\n", "\n"), False)):
        reading = Reading(source)
        scattered = Scattered(reading, occurrences(reading, labels_of("juten_h30")), TREE)
        assert any(findings for _, findings in scattered.solve()) is expected


def test_a_heading_in_the_records_that_is_one_of_a_group_of_options_too_is_kept(monkeypatch) -> None:
    monkeypatch.setattr(job, "is_scattered", lambda reading: True)
    monkeypatch.setattr(job, "disorder", lambda *_: 9.0)
    group = next(group.label for spot in TREE.spots.values() if spot.item for group in spot.item.choice_groups)
    rng = random.Random(3)
    document = make_document("juten_h30", rng, 0.8)
    document.apply(document.change("betten1.1[1].2", f"＜{group}＞ 個人番号、宛名番号 ＜別の群＞ 所得の額"))
    text = torn(document, rng, 0.7).replace(f"＜{group}＞ ", f"＜{group}＞\n")
    found = read_text(text)
    placed = {each.path: str(found.state[each.key]) for each in found.report.placed}
    assert placed["betten1.1[1].2"].startswith(f"＜{group}＞")


@pytest.mark.parametrize("lost", [False, True])
def test_where_much_has_no_place_all_that_was_placed_is_to_be_looked_at(lost: bool) -> None:
    """What is left over may be the answers whose places others took."""
    rng = random.Random(3)
    lines = torn(make_document("juten_h30", rng, 0.8), rng, 0.7).split("\n")
    if lost:
        rng.shuffle(lines)
    found = read_text("\n".join(lines))
    assert found.report is not None
    assert found.report.placed
    doubted = {each.key for each in found.report.doubtful}
    assert all(each.key in doubted for each in found.report.placed) is lost
    assert any(each.why == job.MUCH_LEFT for each in found.report.doubtful) is lost
