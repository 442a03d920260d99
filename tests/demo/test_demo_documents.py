"""The demo documents are what they claim to be: complete, consistent, and about nobody."""

from __future__ import annotations

import re
from datetime import date, timedelta
from importlib.resources import files

import pytest
import yaml

from pia_tui.assessment import Assessment, Node
from pia_tui.demo import DemoDocument, demo_documents
from pia_tui.forms.wareki import parse_date
from pia_tui.rules.checks import check
from pia_tui.rules.completeness import unanswered
from pia_tui.rules.personal_number import scan
from pia_tui.rules.threshold import band_of, handlers_band_of, judge, result_text

DEMOS = demo_documents()
FILES = ("kiso", "juten", "zenkoumoku")
STATE_BODIES_ONLY = "行政機関等のみ"
"""What the form says of items that a municipality leaves blank."""

each_demo = pytest.mark.parametrize("demo", DEMOS, ids=FILES)


def published(document: Assessment) -> date:
    day = parse_date(str(document.by_role("published_on")))
    assert day is not None
    return day


def inputs(document: Assessment) -> list[Node]:
    return [node for node in document.walk() if node.value_kind and node.applies]


def left_blank_by_municipalities(document: Assessment, node: Node) -> bool:
    place = document.form.places[node.item.id]
    return any(STATE_BODIES_ONLY in each.condition for each in (node.item, *place.parents))


def test_there_is_one_of_each_level() -> None:
    assert [demo.assessment.form.level for demo in DEMOS] == list(FILES)


@each_demo
def test_nothing_that_the_form_asks_for_is_left_open(demo: DemoDocument) -> None:
    document = demo.assessment
    assert unanswered(document) == []
    # Beyond what the form asks for: 任意 items and marks as well, so that there is an example of everything.
    blank = [
        node.path
        for node in inputs(document)
        if not node.item.option_text
        and document.shown(node) is None
        and not left_blank_by_municipalities(document, node)
    ]
    assert blank == []


@pytest.mark.parametrize(("demo", "name"), zip(DEMOS, FILES, strict=True), ids=FILES)
def test_every_answer_is_kept_as_written(demo: DemoDocument, name: str) -> None:
    text = (files("pia_tui.demo") / f"{name}.yaml").read_text("utf-8")
    answers = yaml.safe_load(text)["answers"]
    document = demo.assessment
    drawings = {drawing.name: drawing.id for drawing in demo.drawings}
    for path, answer in answers.items():
        node = document.node(path)
        wanted = tuple(drawings.get(each, each) for each in answer) if isinstance(answer, list) else answer
        assert (node.path, document.value(node)) == (path, wanted)
        assert node.applies, f"{path} is answered, but its condition switches it off"


@each_demo
def test_a_marked_option_with_a_bracket_has_its_text_and_no_other_has(demo: DemoDocument) -> None:
    document = demo.assessment
    for node in inputs(document):
        if node.item.kind != "multi":
            continue
        marked = document.value(node) or ()
        assert isinstance(marked, tuple)
        for number, option in enumerate(node.item.choices, start=1):
            if option.free_text:
                written = document.get(f"{node.key}.{number}") is not None
                assert written == (option.text in marked), f"{node.path}.{number}"


@each_demo
def test_the_checks_find_nothing(demo: DemoDocument) -> None:
    document = demo.assessment
    day_after = published(document) + timedelta(days=1)
    assert check(document, day_after, demo.facts) == []


@each_demo
def test_the_judgement_asks_for_this_form_and_no_more(demo: DemoDocument) -> None:
    document = demo.assessment
    judgement = judge(demo.facts)
    assert judgement.level == document.form.level
    assert document.by_role("threshold_result") == result_text(document.form.level, judgement)
    assert document.by_role("subjects_band") == band_of(demo.facts.subjects)


def test_the_lightest_form_repeats_the_facts_it_was_judged_from() -> None:
    demo = DEMOS[0]
    document = demo.assessment
    assert document.by_role("handlers_band") == handlers_band_of(demo.facts.handlers)
    for role, day in (("subjects_date", demo.facts.subjects_on), ("handlers_date", demo.facts.handlers_on)):
        assert parse_date(str(document.by_role(role))) == day


@each_demo
def test_counts_agree_with_the_blocks(demo: DemoDocument) -> None:
    document = demo.assessment
    compared = [node for node in inputs(document) if node.item.compare]
    for node in compared:
        assert node.item.compare is not None
        head = node.path.split(".")[0] + "." + node.item.compare.blocks.split(".", 1)[1]
        assert document.value(node) == document.count(head), node.path
    assert bool(compared) == (document.form.level != "kiso")


@pytest.mark.parametrize(
    ("demo", "records", "band"),
    [
        (DEMOS[1], "betten1.1[1].2", "II[1].2.4"),
        (DEMOS[2], "betten2.1[1].2", "II[1].2.4"),
        (DEMOS[2], "betten2.1[2].2", "II[2].2.4"),
    ],
    ids=["juten", "zenkoumoku 1", "zenkoumoku 2"],
)
def test_the_number_of_recorded_items_is_in_the_band_given(demo: DemoDocument, records: str, band: str) -> None:
    document = demo.assessment
    lines = [line for line in str(document.get(records)).splitlines() if line and not line.startswith("＜")]
    recorded = [item for line in lines for item in line.split("、")]
    lowest, *highest = map(int, re.findall(r"\d+", str(document.get(band))))
    assert lowest <= len(recorded) < highest[0]
    assert len(set(recorded)) == len(recorded)


@each_demo
def test_no_change_is_later_than_its_publication_and_each_is_explained(demo: DemoDocument) -> None:
    document = demo.assessment
    rows = [node for node in inputs(document) if node.item.role == "change_date"]
    days = [parse_date(str(document.value(node))) for node in rows]
    assert len(days) >= 3
    assert all(day is not None and day <= published(document) for day in days)
    assert days == sorted(days, key=lambda day: day or date.max)


def test_opinions_on_the_heaviest_form_are_heard_for_thirty_days_before_it_is_published() -> None:
    document = DEMOS[2].assessment
    first, last = (parse_date(text) for text in re.findall(r"令和\d+年\d+月\d+日", str(document.get("VI.2.2"))))
    assert first is not None
    assert last is not None
    assert (last - first).days + 1 >= 30
    assert last < published(document)


@each_demo
def test_there_is_no_number_of_a_person_in_it(demo: DemoDocument) -> None:
    texts = [value for value in demo.state.values() if isinstance(value, str)]
    assert [found for text in texts for found in scan(text)] == []


def test_the_drawing_is_a_png_that_the_document_shows() -> None:
    (drawing,) = DEMOS[2].drawings
    assert drawing.data.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(drawing.data) < 80_000
    assert int.from_bytes(drawing.data[16:20], "big") == 1200
    assert DEMOS[2].state["betten1.1"] == (drawing.id,)
    assert "①" in drawing.alt


@each_demo
def test_editing_a_copy_leaves_the_demo_as_it_is(demo: DemoDocument) -> None:
    document = demo.assessment
    document.apply(document.change("cover.5", "別の市長"))
    assert demo.assessment.get("cover.5") != "別の市長"
    with pytest.raises(TypeError):
        demo.state["cover.5"] = "別の市長"  # type: ignore[index]
