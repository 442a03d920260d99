"""Every check by its own examples: a document that it finds, and one that passes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pia_tui.assessment import Assessment, Change
from pia_tui.datafile import BrokenData
from pia_tui.forms import load_form
from pia_tui.rules.changes import diff
from pia_tui.rules.changes.annex import rows_of
from pia_tui.rules.changes.rows import proposed_rows
from pia_tui.rules.checks import Example, Others, OwnCheck, aside_key, check, checks, divided, rule_ids
from pia_tui.rules.checks.data import Check, ExampleAnswer
from pia_tui.rules.checks.own import read_own
from pia_tui.rules.checks.run import RULES
from pia_tui.rules.facts import Facts
from pia_tui.rules.findings import Finding
from pia_tui.usecases.publication.changes import ChangesProposal, table_changes

TODAY = date(2026, 11, 30)
EVERY = tuple(checks().checks)


def answered(form: str, answers: Mapping[str, ExampleAnswer], repeated: Mapping[str, int] = {}) -> Assessment:
    document = Assessment.new(load_form(form), "住宅に関する事務")
    put(document, answers, repeated)
    return document


def put(document: Assessment, answers: Mapping[str, ExampleAnswer], repeated: Mapping[str, int] = {}) -> None:
    for path, answer in answers.items():
        document.apply(document.change(path, answer * repeated[path] if path in repeated else answer))


def made(example: Example) -> tuple[Assessment, Facts | None, Others]:
    """The document of an example, the facts of its judgement, and what it stands among."""
    facts = None if example.facts is None else Facts(**msgspec.to_builtins(example.facts, builtin_types=(date,)))
    before = None if example.published is None else answered(example.form, example.published)
    if before is None:
        document = answered(example.form, example.answers, example.repeated)
    else:
        document = Assessment(before.form, before.state)
        if example.rows is not None:
            put(document, example.rows)
            found = diff(before, document)
            proposal = ChangesProposal(0, before, document, found, proposed_rows(document, found, "令和8年4月1日"))
            document.apply(table_changes(proposal)[0])
        put(document, example.answers)
    return (
        document,
        facts,
        Others(
            numbers=example.numbers,
            systems=frozenset(example.systems),
            siblings=tuple(made(one)[0] for one in example.siblings),
            published=before,
            published_kind=example.published_kind,
            published_rows=frozenset(rows_of(before)) if before is not None else frozenset(),
        ),
    )


def found(example: Example, rule: str) -> list[Finding]:
    document, facts, others = made(example)
    said = check(document, TODAY, facts, others)
    return [one for one in said if one.rule == rule and one.path == example.path]


@pytest.mark.parametrize("rule", EVERY)
def test_a_check_finds_its_failing_example_and_not_its_passing_one(rule: str) -> None:
    known = checks().checks[rule]
    assert len(found(known.failing, rule)) == 1
    assert found(known.passing, rule) == []


def test_every_check_has_a_sentence_and_a_source_and_every_function_is_a_check() -> None:
    assert set(RULES) <= set(rule_ids())
    for rule, known in checks().checks.items():
        assert known.source, rule
        assert known.text.endswith(("。", "{question}", "{how}", "{why}")), rule


def test_a_check_without_an_example_is_no_data() -> None:
    with pytest.raises(msgspec.ValidationError, match="passing"):
        msgspec.convert({"level": "hint", "text": "。", "source": "s", "failing": {"form": "kiso_r6"}}, Check)


@pytest.mark.parametrize("rule", EVERY)
def test_no_message_shows_a_path_or_a_gap(rule: str) -> None:
    for one in check(*with_day(*made(checks().checks[rule].failing))):
        assert not re.search(r"[IVX]+\[\d|\{|None|未確認", one.message), one.message


def with_day(document: Assessment, facts: Facts | None, others: Others) -> tuple[Any, ...]:
    return document, TODAY, facts, others


def test_another_bodys_names_and_systems_are_known_from_the_store() -> None:
    document = Assessment.new(load_form("juten_h30"))
    for path, text in {"cover.5": "甲山市長", "I.1.2": "乙川市の窓口で丙野システムを使う。"}.items():
        document.apply(document.change(path, text))
    others = Others(bodies=frozenset({"乙川市長", "甲山市長"}), systems=frozenset({"丙野システム"}))
    rules = {one.rule: one.message for one in check(document, TODAY, others=others) if one.path == "I.1.2"}
    assert "乙川市" in rules["foreign_name"]
    assert "甲山市の評価書" in rules["foreign_name"]
    assert "丙野システム" in rules["foreign_system"]
    assert not {one.rule for one in check(document, TODAY) if one.path == "I.1.2"} & set(rules)


def test_a_body_that_the_document_deals_with_is_no_stranger() -> None:
    document = Assessment.new(load_form("juten_h30"))
    for path, text in {"cover.5": "甲山市長", "I.1.2": "乙川市へ渡す。", "II[1].5.2[1]": "乙川市長"}.items():
        document.apply(document.change(path, text))
    found = check(document, TODAY, others=Others(bodies=frozenset({"乙川市長"})))
    assert not [one for one in found if one.rule == "foreign_name"]


@pytest.mark.parametrize(
    "text", ["前住所地市町村、他市町村、指定都市、各区市町村の条例", "本市個人情報保護規程", "甲山市個人情報保護規程"]
)
def test_towns_in_general_are_no_strangers(text: str) -> None:
    document = Assessment.new(load_form("juten_h30"))
    document.apply(document.change("cover.5", "乙県甲山市長"))
    document.apply(document.change("I.1.2", text))
    assert not [one for one in check(document, TODAY) if one.rule == "foreign_name"]


def test_a_number_that_another_task_has_is_told() -> None:
    document = Assessment.new(load_form("juten_h30"))
    number = document.form.roles["number"]
    document.apply(document.change(number, "12"))
    found = check(document, TODAY, others=Others(numbers={"12": "住民基本台帳に関する事務"}))
    assert [one.path for one in found if one.rule == "duplicate_number"] == [number]


def test_a_finding_set_aside_stays_so_until_its_text_changes() -> None:
    document = Assessment.new(load_form("juten_h30"))
    document.apply(document.change("I.6.2", "山田太郎"))
    (one,) = [each for each in check(document, TODAY) if each.rule == "person_name"]
    document.apply([Change(aside_key(document, one), None, "この職の通称")])
    stands, aside = divided(document, check(document, TODAY))
    assert [(each.rule, reason) for each, reason in aside] == [("person_name", "この職の通称")]
    assert one not in stands
    document.apply(document.change("I.6.2", "鈴木花子"))
    stands, aside = divided(document, check(document, TODAY))
    assert aside == []
    assert [each.rule for each in stands if each.path == "I.6.2"] == ["person_name"]


def test_a_finding_whose_words_stay_comes_back_with_another_text() -> None:
    document = Assessment.new(load_form("juten_h30"))
    document.apply(document.change("I.1.2", "転入の届\ufffdを受ける。"))
    (one,) = [each for each in check(document, TODAY) if each.rule == "unreadable"]
    document.apply([Change(aside_key(document, one), None, "原文のまま")])
    assert not [each for each in divided(document, check(document, TODAY))[0] if each.rule == "unreadable"]
    document.apply(document.change("I.1.2", "転出の届\ufffdを受ける。"))
    assert [each for each in divided(document, check(document, TODAY))[0] if each.rule == "unreadable"]


def test_the_key_of_a_finding_follows_its_block_and_not_its_place() -> None:
    document = Assessment.new(load_form("juten_h30"))
    document.apply(document.change("II[1].5.2[2].1", "番号法第19条第7号"))
    (one,) = [each for each in check(document, TODAY) if each.rule == "old_name_perhaps"]
    document.apply([Change(aside_key(document, one), None, "住基法の提供")])
    document.apply(document.move_block("II[1].5.2[2]", 1))
    _, aside = divided(document, check(document, TODAY))
    assert [each.path for each, _ in aside] == ["II[1].5.2[1].1"]


def test_the_bodys_own_rules_are_data(tmp_path: Path) -> None:
    file = tmp_path / "checks.yaml"
    file.write_text(
        "checks:\n"
        "  - {id: soudan, level: warning, message: 相談窓口の電話番号を書きます。, source: 庁内の決まり, "
        "roles: [task_outline], needs: '[0-9]{2,4}-[0-9]{2,4}'}\n"
        "  - {id: kyusho, message: 旧称は使いません。, source: 庁内の決まり, forbids: 情報管理室}\n",
        "utf-8",
    )
    document = Assessment.new(load_form("juten_h30"))
    document.apply(document.change("I.1.2", "情報管理室で受ける。"))
    own = read_own(file)
    rules = [one.rule for one in check(document, TODAY, others=Others(own=own)) if one.path == "I.1.2"]
    assert "own.kyusho" in rules
    assert "own.soudan" in rules
    assert read_own(tmp_path / "none.yaml") == ()


def test_a_broken_rule_of_the_body_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "checks.yaml"
    file.write_text(
        "checks:\n  - {id: a, message: m, source: s, needs: '('}\n  - {id: b, message: m, source: s}\n", "utf-8"
    )
    with pytest.raises(BrokenData, match="2 行目"):
        read_own(file)
    assert OwnCheck("a", "m", "s").level == "warning"


def test_other_papers_of_the_task_that_say_something_else() -> None:
    def paper(form: str, **answers: str) -> Assessment:
        document = Assessment.new(load_form(form))
        for shared, text in answers.items():
            document.apply(document.change(document.form.shared[shared], text))
        return document

    own = paper("kiso_r6", department="保険課", number="12", file_names="宛名ファイル、国保ファイル")
    other = paper("zenkoumoku_h30", department="市民課", file_names="(1) 国保ファイル\n(2) 宛名ファイル")
    found = [one for one in check(own, TODAY, others=Others(siblings=(other,))) if one.rule == "shared_differs"]
    assert [one.path for one in found] == [own.form.shared["department"]]
    assert "全項目評価書では「市民課」" in found[0].message
    assert not [one for one in check(own, TODAY) if one.rule == "shared_differs"]


def test_counts_newer_than_the_judgement_ask_for_another() -> None:
    document = Assessment.new(load_form("kiso_r6"))
    document.apply(document.change(document.form.roles["subjects_date"], "令和8年4月1日"))
    old = Facts(50_000, 20, False, date(2025, 4, 1), date(2025, 4, 1))
    new = Facts(50_000, 20, False, date(2026, 4, 1), date(2025, 4, 1))
    assert [one.path for one in check(document, TODAY, old) if one.rule == "counts_changed"] == ["II.1.2"]
    assert not [one for one in check(document, TODAY, new) if one.rule == "counts_changed"]


@pytest.mark.parametrize("reason", ["短縮していない。", "－", ""])
def test_what_is_no_reason_does_not_shorten_a_hearing(reason: str) -> None:
    document = Assessment.new(load_form("zenkoumoku_h30"))
    for path, text in {"VI.2.2": "令和8年2月2日から令和8年3月2日まで", "VI.2.3": reason}.items():
        document.apply(document.change(path, text))
    assert "hearing_short" in [one.rule for one in check(document, TODAY)]
    document.apply(document.change("VI.2.3", "災害の給付を直ちに始めるため"))
    assert "hearing_short" not in [one.rule for one in check(document, TODAY)]


def test_days_of_each_file_are_held_against_those_of_the_same_file() -> None:
    document = Assessment.new(load_form("juten_h30"))
    days = {"II[1].2.5": "平成28年1月1日", "II[1].3.6": "平成28年1月1日", "II[2].2.5": "令和2年1月1日"}
    for path, text in {**days, "II[2].3.6": "令和元年5月1日"}.items():
        document.apply(document.change(path, text))
    found = [one.path for one in check(document, TODAY) if one.rule == "used_before_held"]
    assert found == ["II[2].3.6"]


def test_a_block_that_stands_for_an_annex_may_count_for_many() -> None:
    document = Assessment.new(load_form("juten_h30"))
    answers = {"II[1].5.1.1": "○", "II[1].5.1.1.1": "55", "II[1].5.2[1]": "第一欄に掲げる者"}
    for path, text in answers.items():
        document.apply(document.change(path, text))
    assert [one.path for one in check(document, TODAY) if one.rule == "count_differs"] == ["II[1].5.1.1.1"]
    document.apply(document.change("II[1].5.2[1]", "第一欄に掲げる者（別紙1を参照）"))
    assert not [one for one in check(document, TODAY) if one.rule == "count_differs"]


@pytest.mark.parametrize(("count", "found"), [("1", True), ("2", False), ("3", True)])
def test_a_count_may_neither_be_more_nor_less_than_the_blocks(count: str, found: bool) -> None:
    document = Assessment.new(load_form("juten_h30"))
    answers = {"II[1].5.1.1": "○", "II[1].5.1.1.1": count, "II[1].5.2[1]": "甲市長", "II[1].5.2[2]": "乙市長"}
    for path, text in answers.items():
        document.apply(document.change(path, text))
    told = [one.path for one in check(document, TODAY) if one.rule == "count_differs"]
    assert told == (["II[1].5.1.1.1"] if found else [])
