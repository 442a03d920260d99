"""What the 評価書 of one 事務 say alike: differences, places, and how one is brought in step with another."""

from __future__ import annotations

from typing import Any

import pytest
from definitions import choice, definition, item, made

from pia_tui.assessment import Assessment, Change
from pia_tui.forms import Form
from pia_tui.rules.shared import SharedPlace, differences, in_step, short_value, unlike

BANDS = ("1,000人未満（任意実施）", "1,000人以上", "1万人以上")


def form(short_title: str, *choices: str, extra: bool = True) -> Form:
    items = [
        item("1", label="①名称", number="①", shared="name"),
        choice("2", *choices, label="②人数", number="②", shared="band"),
        item("3", label="③ファイル", number="③", shared="files", role="file_names"),
    ]
    return made(definition(*items, *([item("4", label="④部署", number="④", shared="office")] if extra else [])) | {
        "short_title": short_title,
    })  # fmt: skip


KISO, JUTEN = form("基礎", *BANDS), form("重点", "1,000人未満", "1,000人以上", extra=False)


def document(form: Form, number: int | None = 1, **answers: Any) -> Assessment:
    made = Assessment.new(form)
    made = Assessment(form, made.state, number)
    for name, raw in answers.items():
        made.apply(made.change(form.shared[name], raw))
    return made


@pytest.mark.parametrize(("one", "other", "same"), [
    ({"name": "国保　事務"}, {"name": "国保事務"}, True), ({"name": "国保"}, {"name": "介護"}, False),
    ({"band": BANDS[0]}, {"band": "1,000人未満"}, True), ({"band": BANDS[1]}, {"band": "1,000人未満"}, False),
    ({"files": "（1）住民　ファイル\n（2）宛名"}, {"files": "宛名、住民ファイル"}, True),
    ({"files": "①住民，②宛名"}, {"files": "・宛名、1）住民"}, True),
    ({"files": "住民"}, {"files": "住民、宛名"}, False),
    ({"name": "Ｗｅｂ"}, {"name": "Web"}, True), ({"name": "事務（旧）"}, {"name": "事務"}, False), ({}, {}, True),
])  # fmt: skip
def test_what_is_said_alike(one: dict[str, str], other: dict[str, str], same: bool) -> None:
    first, second = document(KISO, 1, **one), document(JUTEN, 2, **other)
    assert bool(differences([first, second])) is not same
    assert bool(list(unlike(first, [second]))) is not same


def test_where_and_what_each_says() -> None:
    first, second = (
        document(KISO, 1, name="国保", office="保険課"),
        document(JUTEN, None, name="介護", band="1,000人以上"),
    )
    found = differences([first, second])
    assert [(each.shared, each.label, each.blank) for each in found] == [
        ("name", "名称", False),
        ("band", "人数", True),
    ]
    assert found[0].places == (SharedPlace(1, "A.1", "①名称", "国保"), SharedPlace(0, "A.1", "①名称", "介護"))
    assert found[1].places[0].value == ""
    third = document(KISO, 3, name="国保", office="税務課")
    assert [each.shared for each in differences([first, second, third])] == ["name", "band", "office"]
    assert [len(each.places) for each in differences([first, second, third])] == [3, 3, 2]
    assert differences([first]) == differences([]) == []
    assert [each.shared for each in differences([second, first])] == ["name", "band"]


def test_a_paper_that_says_nothing_yet_is_not_unlike() -> None:
    first, second, third = (
        document(KISO, 1, name="国保", band=BANDS[2]),
        document(JUTEN, 2, name="介護"),
        document(KISO, 3),
    )
    assert list(unlike(first, [second, third])) == [
        (SharedPlace(1, "A.1", "①名称", "国保"), SharedPlace(2, "A.1", "①名称", "介護"), "重点"),
    ]  # fmt: skip
    assert list(unlike(third, [first, second])) == []
    assert len(list(unlike(first, [second, document(KISO, 4, name="年金")]))) == 2
    assert list(unlike(document(KISO, 1, office="課"), [second])) == []


def test_in_step_takes_over_what_the_other_says() -> None:
    source = document(KISO, 1, name="国保", band=BANDS[0], files="（1）住民", office="保険課")
    target = document(JUTEN, 2, name="国　保", band="1,000人以上")
    assert in_step(source, target) == [Change("A.2", "1,000人以上", "1,000人未満"), Change("A.3", None, "（1）住民")]
    assert target.state["A.2"] == "1,000人以上"  # nothing is written yet
    assert in_step(source, target, only=["files"]) == [Change("A.3", None, "（1）住民")]
    assert in_step(source, target, only=["name", "office"]) == []
    assert in_step(document(KISO, 1, band=BANDS[2]), target) == []  # the other form has no such choice
    assert in_step(document(KISO), target) == []  # what the source does not say stays
    assert in_step(target, document(KISO, 3, band=BANDS[0])) == [
        Change("A.1", None, "国　保"), Change("A.2", BANDS[0], BANDS[1]),
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), [
    ("あ" * 40, "あ" * 40), ("あ" * 41, "あ" * 40 + "…"), (" 一\n二 ", "一 二"), ("", ""),
])  # fmt: skip
def test_a_value_on_one_line(text: str, shown: str) -> None:
    assert short_value(text) == shown
    assert short_value("abc", 2) == "ab…"
