"""Checks with what the rest of the store says, and findings set aside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pia_tui.assessment import Assessment, Change
from pia_tui.forms import load_form
from pia_tui.store import Store
from pia_tui.usecases.checking.inspecting import NoReason, inspect, set_aside, take_back
from pia_tui.workspace import Workspace

TODAY = date(2026, 11, 30)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(Workspace(tmp_path).prepare()) as opened:
        yield opened


def made(store: Store, answers: dict[str, str], *more: Change) -> Assessment:
    document = Assessment.new(load_form("juten_h30"), "見本")
    for path, text in answers.items():
        document.apply(document.change(path, text))
    document.apply(more)
    number = store.create(document.form.id, document.state)
    return Assessment(document.form, store.load(number).state, number)


def rules(store: Store, document: Assessment) -> dict[str, str]:
    return {one.rule: one.message for one in inspect(store, document, TODAY).stands if one.rule != "unanswered"}


def test_names_of_another_bodys_document_are_known(store: Store) -> None:
    made(
        store,
        {"cover.5": "乙川市長", "I.2.1[1].1": "丙野総合システム", "I.2.1[2].1": "住民記録システム"},
        Change("@reference", None, "写し"),
    )
    ours = made(
        store,
        {
            "cover.5": "甲山市長",
            "I.2.1[1].1": "住民記録システム",
            "I.1.2": "乙川市の丙野総合システムと住民記録システム",
        },
    )
    found = rules(store, ours)
    assert "乙川市" in found["foreign_name"]
    assert "丙野総合システム" in found["foreign_system"]
    assert "住民記録システム" not in found["foreign_system"].split("」とあります")[0]


def test_two_tasks_with_one_number_are_told_and_the_papers_of_one_task_are_not(store: Store) -> None:
    number = load_form("juten_h30").roles["number"]
    one = made(store, {number: "12"}, Change("@task", None, "a"))
    assert "duplicate_number" not in rules(store, one)
    made(store, {number: "12"}, Change("@task", None, "a"))
    assert "duplicate_number" not in rules(store, one)
    made(store, {number: "12"}, Change("@task", None, "b"))
    assert "duplicate_number" in rules(store, one)


def test_each_body_numbers_its_own(store: Store) -> None:
    def paper(body: str) -> int:
        document = Assessment.new(load_form("juten_h30"), f"{body}の住民基本台帳に関する事務")
        for role, text in {"number": "1", "body": body}.items():
            document.apply(document.change(document.form.roles[role], text))
        return store.create("juten_h30", document.state)

    def said(number: int) -> list[str]:
        held = Assessment.of(store.load(number).state, number)
        return [one.rule for one in inspect(store, held, TODAY).stands if one.rule == "duplicate_number"]

    first, _ = paper("甲山市長"), paper("乙川市長")
    assert said(first) == []
    paper("甲山 市長")
    assert said(first) == ["duplicate_number"]


def test_a_finding_is_set_aside_with_a_reason_and_taken_back(store: Store) -> None:
    document = made(store, {"I.6.2": "山田太郎"})
    (one,) = [each for each in inspect(store, document, TODAY).stands if each.rule == "person_name"]
    with pytest.raises(NoReason):
        set_aside(document, one, " \n")
    document.apply(set_aside(document, one, "職名である"))
    found = inspect(store, document, TODAY)
    assert [(each.rule, why) for each, why in found.aside] == [("person_name", "職名である")]
    assert one not in found.stands
    document.apply(take_back(document, one))
    assert one in inspect(store, document, TODAY).stands


def test_the_bodys_own_rules_stand_beside_the_store(store: Store) -> None:
    (store.workspace.db / "checks.yaml").write_text(
        "checks:\n  - {id: old, message: 旧称です。, source: 庁内, forbids: 情報管理室}\n", "utf-8"
    )
    assert rules(store, made(store, {"I.1.2": "情報管理室"}))["own.old"] == "旧称です。"
