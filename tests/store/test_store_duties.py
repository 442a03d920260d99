"""What the store keeps for lists and deadlines: facts beside each document, and the 重大事故 of the body."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from pia_tui.assessment import Assessment, Change
from pia_tui.forms import load_form
from pia_tui.rules.duty_keys import JUDGEMENT_KEY, parse_record, record_key
from pia_tui.rules.threshold import Facts
from pia_tui.store import Store, codec
from pia_tui.store.errors import PersonalNumberFound, StoreDamaged, UnknownItem


def written(store: Store, document: int, **answers: object) -> None:
    stored = store.load(document)
    made = Assessment(load_form(stored.form_id), stored.state)
    for path, raw in answers.items():
        changes = made.change(path.replace("_", "."), raw)
        made.apply(changes)
        store.write(document, changes)


def test_facts_follow_the_answers(store: Store, document: int) -> None:
    assert store.document_facts()[document].roles == {}
    written(store, document, cover_1="12", I_1_1="給付", I_6_1="市民部保険年金課", I_1_2="長い説明")
    assert store.document_facts()[document].roles == {"task_name": "給付", "department": "市民部保険年金課"}
    store.undo(document)
    store.undo(document)
    assert store.document_facts()[document].roles == {"task_name": "給付"}


def test_what_a_column_holds_is_no_fact(store: Store, document: int) -> None:
    """Stores of earlier versions kept it in both places: it is not read, and nothing has to be made anew."""
    written(store, document, cover_1="12", I_6_1="課")
    assert store.summary(document).number == "12"
    (text,) = store.db.execute("SELECT facts FROM document_facts").fetchone()
    older = text.replace('"roles":{', '"roles":{"number":"12","published_on":"令和7年4月15日",')
    assert older != text
    store.db.execute("UPDATE document_facts SET facts = ?, seal = ?", [older, codec.seal([document, older])])
    store.db.conn.commit()
    assert store.document_facts()[document].roles == {"department": "課"}
    assert store.index_problems() == []


def test_the_first_and_last_day_in_the_table_of_changes(store: Store, document: int) -> None:
    for number, day in enumerate(("令和4年4月1日", "平成28年6月1日", "年度末", "令和6年1月10日"), start=1):
        written(store, document, **{f"betten2.1[{number}].1": day})
    assert store.document_facts()[document].changed == (date(2016, 6, 1), date(2024, 1, 10))
    made = Assessment(load_form("juten_h30"), store.load(document).state)
    store.write(document, made.remove_block("betten2.1[2]"))
    assert store.document_facts()[document].changed == (date(2022, 4, 1), date(2024, 1, 10))


def test_records_of_what_was_done(store: Store, document: int) -> None:
    key = record_key("review", date(2026, 4, 1))
    assert parse_record(key) == ("review", date(2026, 4, 1))
    assert parse_record("record:review:いつか") is None
    store.write(document, [Change(key, None, "見直した・変更なし")])
    assert store.document_facts()[document].records == (("review", date(2026, 4, 1), "見直した・変更なし"),)
    store.undo(document)
    assert store.document_facts()[document].records == ()


def test_judgements_newest_first_with_those_they_replaced(store: Store, document: int) -> None:
    first = store.save_judgement(msgspec.to_builtins(Facts(9_000, 20, False)), {"level": "kiso"})
    second = store.save_judgement(
        msgspec.to_builtins(Facts(12_000, 600, False, date(2026, 4, 1))), {"level": "juten", "replaces": first}
    )
    store.write(document, [Change(JUDGEMENT_KEY, None, second)])
    kept = store.document_facts()[document].judgements
    assert [(each.number, each.subjects, each.level) for each in kept] == [(2, 12_000, "juten"), (1, 9_000, "kiso")]
    assert kept[0].subjects_on == date(2026, 4, 1)


def test_facts_are_made_anew_and_damage_is_told(store: Store, document: int) -> None:
    written(store, document, I_6_1="12")
    assert store.index_problems() == []
    before = store.document_facts()
    store.db.execute("UPDATE document_facts SET facts = replace(facts, '12', '13')")
    store.db.conn.commit()
    with pytest.raises(StoreDamaged):
        store.document_facts()
    assert any("一覧と期限" in problem for problem in store.index_problems())
    store.rebuild_index()
    assert store.document_facts() == before
    assert store.index_problems() == []


def test_an_incident_is_entered_once_and_withdrawn_with_a_reason(store: Store) -> None:
    days = {"occurred_on": date(2026, 3, 1), "known_on": date(2026, 5, 10)}
    number = store.save_incident("USBメモリの紛失", kind="tokutei", **days)  # type: ignore[arg-type]
    (kept,) = store.incidents()
    assert (kept.id, kept.occurred_on, kept.known_on, kept.withdrawn) == (number, *days.values(), "")
    store.withdraw_incident(number, "別の機関の事故だったため")
    assert [each.withdrawn for each in store.incidents()] == ["別の機関の事故だったため"]
    with pytest.raises(UnknownItem):
        store.withdraw_incident(number, "もう一度")
    with pytest.raises(PersonalNumberFound):
        store.save_incident("番号 123456789018 の漏えい", kind="tokutei", **days)  # type: ignore[arg-type]
    assert [entry.action for entry in store.journal()] == ["withdraw", "incident"]
    assert store.problems() == []


def test_a_backup_brings_incidents_back(store: Store) -> None:
    days = {"occurred_on": date(2026, 3, 1), "known_on": date(2026, 5, 10)}
    store.save_incident("紛失", kind="tokutei", **days)  # type: ignore[arg-type]
    backup = store.backup()
    assert backup is not None
    assert backup.tables["incidents"].startswith("1 ")
    store.restore(backup)
    assert len(store.incidents()) == 1


def test_publications_stand_in_the_facts(store: Store, document: int) -> None:
    for kind, day in (("実施", "2025-04-01"), ("修正", "2026-04-01")):
        frozen = store.freeze(document, day, kind=kind)
        store.note_publication(frozen.id, published_on=day, kind=kind, number="")
    kept = store.document_facts()[document].publications
    assert [(kind, day) for kind, day, _ in kept] == [("実施", date(2025, 4, 1)), ("修正", date(2026, 4, 1))]
    assert store.index_problems() == []
    assert store.answered_after({document: kept[-1][2]}) == set()
    written(store, document, cover_1="12")
    assert store.answered_after({document: kept[-1][2]}) == {document}
    store.undo(document)
    assert store.answered_after({document: kept[-1][2]}) == set()
