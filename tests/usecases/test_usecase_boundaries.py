"""Both sides of the bounds in what is done with documents: days, counts, sizes, and what is left as it is."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pia_tui import keys
from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.ingest import ImportedFile
from pia_tui.ingest.text.report import SURE
from pia_tui.rules.duty_keys import JUDGEMENT_KEY, REFERENCE_KEY
from pia_tui.rules.threshold import Facts, judge
from pia_tui.store import Store
from pia_tui.usecases.doctor import examination, folder, terminal
from pia_tui.usecases.duties import accidents
from pia_tui.usecases.duties.judging import missing_forms
from pia_tui.usecases.duties.sharing import refer
from pia_tui.usecases.incoming import tray
from pia_tui.usecases.incoming.alike import Alike, alike_words
from pia_tui.usecases.publication.changes import BeforePublishing
from pia_tui.usecases.suspects import MASKED, SuspectPlace, mask, suspects_in
from pia_tui.usecases.threshold import again
from pia_tui.usecases.threshold.start import fill, fitting_choices, last_body
from pia_tui.workspace import Workspace

TODAY = date(2026, 11, 30)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(Workspace(tmp_path / "ws").prepare()) as opened:
        yield opened


def document(form: str = "juten_h30", **answers: object) -> Assessment:
    made = Assessment.new(load_form(form), "国民健康保険に関する事務")
    for role, raw in answers.items():
        made.apply(made.change(made.form.roles[role], raw))
    return made


# -- accidents -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("occurred", "known", "taken"), [
    (TODAY, TODAY, True), (TODAY - timedelta(days=1), TODAY, True), (TODAY, TODAY - timedelta(days=1), False),
    (TODAY, TODAY + timedelta(days=1), False), (TODAY + timedelta(days=1), TODAY + timedelta(days=1), False),
])  # fmt: skip
def test_on_which_days_an_accident_can_be(store: Store, occurred: date, known: date, taken: bool) -> None:
    given: dict[str, Any] = {"occurred_on": occurred, "known_on": known, "kind": "tokutei", "malicious": False}
    if taken:
        assert accidents.add_accident(store, " 紛失 ", **given, today=TODAY) == 1
        assert [each.what for each in store.incidents()] == ["紛失"]
    else:
        with pytest.raises(accidents.BadAccident):
            accidents.add_accident(store, "紛失", **given, today=TODAY)
        assert store.incidents() == []


def test_an_accident_wants_words_and_a_kind(store: Store) -> None:
    days: dict[str, Any] = {"occurred_on": TODAY, "known_on": TODAY, "malicious": False, "today": TODAY}
    for what, kind in (("  ", "tokutei"), ("紛失", "nothing")):
        with pytest.raises(accidents.BadAccident):
            accidents.add_accident(store, what, kind=kind, **days)


def test_on_which_days_an_accident_counts(store: Store) -> None:
    known = date(2026, 6, 15)
    store.save_incident("紛失", kind="tokutei", occurred_on=date(2026, 5, 1), known_on=known)
    store.save_incident("誤送付", kind="kojin", occurred_on=date(2026, 5, 1), known_on=known)
    last = date(2027, 6, 15)
    for day, counts in ((known - timedelta(days=1), 0), (known, 1), (last, 1), (last + timedelta(days=1), 0)):
        assert len(accidents.counted(store, day)) == counts
        assert [each["counts"] for each in accidents.listed_accidents(store, day)] == [bool(counts), False]
    first, second = accidents.listed_accidents(store, known)
    assert (first["until"], first["form_until"], second["until"]) == ("令和9年6月15日", "令和11年6月15日", "")
    store.withdraw_incident(1, "別の機関の事故")
    assert accidents.counted(store, known) == []
    assert accidents.listed_accidents(store, known)[0]["counts"] is False


# -- judging ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "now", "rises", "falls"), [
    ("kiso", 200_000, True, False), ("juten", 200_000, False, False), ("zenkoumoku", 200_000, False, True),
    ("", 200_000, False, False), ("none", 2_000, True, False), ("kiso", 500, False, True),
])  # fmt: skip
def test_whether_a_result_is_heavier_or_lighter(before: str, now: int, rises: bool, falls: bool) -> None:
    made = again.Again(1, judge(Facts(now, 20, False)), before, (), ())
    assert (made.rises, made.falls) == (rises, falls)


@pytest.mark.parametrize(("left_out", "known"), [
    ("", True), ("subjects_band", False), ("handlers_band", False), ("incident", False), ("subjects_date", True),
])  # fmt: skip
def test_the_figures_of_a_form_are_enough_or_are_not(left_out: str, known: bool) -> None:
    said = {
        "subjects_band": "1万人以上10万人未満", "subjects_date": "令和8年4月1日", "handlers_band": "500人未満",
        "incident": "発生なし",
    }  # fmt: skip
    said.pop(left_out, None)
    facts = again.facts_from_form([document("kiso_r6", **said)])
    if not known:
        assert facts is None
    else:
        day = None if left_out else date(2026, 4, 1)
        assert facts == Facts("1万人以上10万人未満", "500人未満", False, day, None)


def test_the_newest_judgement_is_the_one_with_the_highest_number(store: Store) -> None:
    papers = [document(), document(), document()]
    assert again.newest_judgement(papers) is None
    papers[0].state[JUDGEMENT_KEY], papers[1].state[JUDGEMENT_KEY] = 3, 7
    assert again.newest_judgement(papers) == 7
    assert again._level_of(store, None) == again._level_of(store, 99) == ""
    kept = [store.save_judgement({}, {"level": level}) for level in ("juten", "else")]
    assert [again._level_of(store, number) for number in kept] == ["juten", ""]


@pytest.mark.parametrize(("people", "there", "missing"), [
    (200_000, ("kiso_r6",), ("juten",)), (200_000, ("juten_h30",), ("kiso",)), (200_000, ("kiso_r6", "juten_h30"), ()),
    (200_000, ("kiso_r6", "zenkoumoku_h30"), ()), (400_000, ("kiso_r6", "juten_h30"), ("zenkoumoku",)),
    (2_000, ("juten_h30",), ("kiso",)), (2_000, ("kiso_r6",), ()), (500, (), ()),
])  # fmt: skip
def test_which_papers_a_judgement_lacks(people: int, there: tuple[str, ...], missing: tuple[str, ...]) -> None:
    found = missing_forms([document(form) for form in there], judge(Facts(people, 20, False)))
    assert tuple(form.level for form in found) == missing


def test_what_a_form_cannot_say_is_told_and_what_it_can_is_not() -> None:
    heavy, light = Facts(400_000, 20, False), Facts(200_000, 20, False)
    told = again.unfit_in(document("juten_h30"), heavy, judge(heavy))
    assert [each.label for each in told][:1] == [""]
    assert "全項目評価" in told[0].next
    assert again.unfit_in(document("juten_h30"), light, judge(light)) == []


def test_a_band_is_the_choice_that_says_it() -> None:
    made = document("kiso_r6")
    item = made.form.item(made.form.roles["subjects_band"])
    assert item is not None
    assert fitting_choices(item, "1万人以上10万人未満") == ["1万人以上10万人未満"]
    assert fitting_choices(item, "1万人") == []
    fill(made, item.id, "1,000人未満")
    assert str(made.state[item.id]).startswith("1,000人未満")
    fill(made, item.id, "いくらか")
    assert str(made.state[item.id]).startswith("1,000人未満")


def test_the_body_of_the_newest_judgement_starts_the_next(store: Store) -> None:
    assert last_body(store) == ""
    store.save_judgement({}, {"level": "kiso", "body": "甲市長"})
    store.save_judgement({}, {"level": "kiso", "body": "乙市長"})
    assert last_body(store) == "乙市長"


def test_a_mark_of_another_body_is_written_once(store: Store) -> None:
    number = store.create("juten_h30", document().state)
    rows = len(store.journal())
    refer(store, number, False)
    assert len(store.journal()) == rows
    for _ in range(2):
        refer(store, number, True)
        assert (store.value(number, REFERENCE_KEY), len(store.journal())) == (True, rows + 1)
    refer(store, number, False)
    assert store.value(number, REFERENCE_KEY) is None


# -- before a publication --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("counts", "told"), [
    ((0, 0, 0, 0), 0), ((1, 0, 0, 0), 1), ((0, 1, 0, 0), 1), ((0, 0, 1, 0), 1), ((0, 0, 0, 1), 1), ((2, 3, 4, 5), 4),
])  # fmt: skip
def test_only_what_there_is_is_said_before_a_publication(counts: tuple[int, int, int, int], told: int) -> None:
    unwritten, undated, unanswered, early = counts
    before = BeforePublishing(unwritten, undated, unanswered, tuple(f"Ⅰ　項目{n}" for n in range(early)))
    said = before.sentences(date(2026, 4, 1))
    assert len(said) == told
    assert before.rows == counts[0] + counts[1]
    for count, sentence in zip([n for n in counts if n], said, strict=True):
        assert str(count) in sentence


@pytest.mark.parametrize(("many", "names"), [(1, "項目0"), (3, "項目0、項目1、項目2"), (4, "項目0、項目1、項目2…")])
def test_three_items_are_named_and_the_others_meant(many: int, names: str) -> None:
    (said,) = BeforePublishing(0, 0, 0, tuple(f"Ⅰ　項目{n}" for n in range(many))).sentences(date(2026, 4, 1))
    assert names in said
    assert ("…" in said) is (many > 3)
    assert f"項目{3}" not in said


# -- what comes in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("many", "by_number", "said"), [
    (1, False, "（番号 1）"), (5, False, "（番号 1、番号 2、番号 3、番号 4、番号 5）"),
    (6, False, "（番号 1、番号 2、番号 3、番号 4、番号 5、ほか 1 件）"), (1, True, "（番号 12）"),
    (2, True, "（番号 12、2 件）"),
])  # fmt: skip
def test_which_documents_are_here_already_in_words(many: int, by_number: bool, said: str) -> None:
    found = [Alike(n, "甲", "12", True, False) for n in range(1, many + 1)]
    assert alike_words(found, by_number=by_number).endswith(f"台帳にあります{said}。")
    assert alike_words(found).startswith("同じ評価書番号・名称")
    assert alike_words([*found, Alike(9, "甲", "", False, True)]).startswith("同じ名称")
    kept = [Alike(1, "甲", "", False, True)]
    assert "保管庫" in alike_words(kept)
    assert alike_words(kept, by_number=True).endswith("（1 件、保管庫）。")


NUMBER = "983205673214"


def test_suspects_are_masked_where_they_stand_and_nowhere_else() -> None:
    made = document(task_outline=f"前{NUMBER}中{NUMBER}後")
    key = made.form.roles["task_outline"]
    imported = ImportedFile("text", "juten_h30", dict(made.state))
    found = suspects_in(imported)
    assert [(each.key, each.start) for each in found] == [(key, 1), (key, 14)]
    masked = mask(imported, found)
    assert masked.state[key] == f"前{'●' * 12}中{'●' * 12}後"
    assert masked.state[keys.UNCONFIRMED.key(key)] == MASKED
    assert suspects_in(masked) == ()
    assert mask(imported, []) is imported
    several = ImportedFile("text", "juten_h30", {**made.state, "x": ("一", f"二{NUMBER}")})
    (part,) = [each for each in suspects_in(several) if each.key == "x"]
    assert part.part == 1
    assert mask(several, [part]).state["x"] == ("一", "二" + "●" * 12)
    assert keys.UNCONFIRMED.key("x") not in mask(several, [part]).state
    assert isinstance(part, SuspectPlace)


# -- the tray ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("confidence", "words"), [
    (None, "読み取れず"), (0.0, "自信：低い"), (0.64, "自信：低い"), (0.65, "自信：やや低い"),
    (SURE - 0.01, "自信：やや低い"), (SURE, "要確認"), (1.0, "要確認"),
])  # fmt: skip
def test_how_sure_a_reading_is_in_words(confidence: float | None, words: str) -> None:
    assert tray.Doubtful("k", "p", None, confidence).words == words


def test_lines_and_what_is_left_in_words() -> None:
    assert [tray.lines_word(lines) for lines in (None, (3, 3), (3, 4))] == ["", "3行目", "3〜4行目"]
    assert [bool(tray.LeftToDo(*counts)) for counts in ((0, 0), (1, 0), (0, 1), (2, 2))] == [False, True, True, True]
    assert tray.excerpt(False) == "×"
    assert tray.excerpt("一\n二") == "一 二"


# -- doctor ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("columns", "lines", "state"), [
    (76, 22, "ok"), (75, 22, "look"), (76, 21, "look"), (200, 60, "ok"),
])  # fmt: skip
def test_how_large_a_terminal_has_to_be(columns: int, lines: int, state: str) -> None:
    found = terminal.findings(terminal.Terminal(True, columns, lines, "utf-8"), {"かな": "届いた"}, "今日")
    states = {each.id: each.state for each in found}
    assert states == {"console": state, "encoding": "ok", "ime": "ok"}


@pytest.mark.parametrize(("width", "state"), [(0, None), (1, "ok"), (1.01, "look"), (2, "look")])
def test_how_wide_signs_are(width: float, state: str | None) -> None:
    found = terminal.findings(terminal.Terminal(True, 80, 24, "utf-8", 932, width=width), {"かな": "違います"}, "今日")
    states = {each.id: each.state for each in found}
    assert states.get("widths") == state
    assert states["ime"] == "look"
    assert any("コードページ 932" in each.said for each in found)


@pytest.mark.parametrize(("days", "state"), [(0, "ok"), (7, "ok"), (8, "look")])
def test_how_old_a_backup_may_be(store: Store, days: int, state: str) -> None:
    from pia_tui.store.report import examine

    made = store.backup()
    assert made is not None
    store.close()
    day = datetime.fromisoformat(made.at).astimezone().date() + timedelta(days=days)
    found = examination.backup_age(examine(store.workspace), day)
    assert (found.state, bool(found.next)) == (state, state == "look")


@pytest.mark.parametrize(("free", "state"), [
    (5_000_000, "look"), (4_999_999, "fault"), (50_000_000, "ok"), (49_999_999, "look"), (10**9, "ok"),
])  # fmt: skip
def test_how_much_room_there_has_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(10**12, 0, free))
    found = folder.space(Workspace(tmp_path))
    assert found.state == state
    assert ("GB" in found.said) is (free >= 10**9)
    with (tmp_path / "large").open("wb") as file:
        file.truncate(10_000_000)
    workspace = Workspace(tmp_path / "ws").prepare()
    (tmp_path / "large").rename(workspace.database)
    more = {4_999_999: "fault", 5_000_000: "fault", 49_999_999: "look", 50_000_000: "look", 10**9: "ok"}
    assert folder.space(workspace).state == more[free]
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(10**12, 0, 90_000_000))
    assert folder.space(workspace).state == "ok"


def test_forms_and_law_are_told_by_their_age() -> None:
    assert {each.id: each.state for each in examination.data(TODAY)} == {"forms": "ok", "law": "ok"}
    later = {each.id: each.state for each in examination.data(date(2036, 1, 1))}
    assert later == {"forms": "ok", "law": "look"}
    assert [each.state for each in examination.data(date(2000, 1, 1))] == ["fault"]


def test_names_and_paths_leave_a_sentence(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    said = f"「山田」が {tmp_path}/db を、「pia-tui doctor」で {Path.home()} を"
    assert examination.without_names(said, workspace) == "「…」が …/db を、「pia-tui doctor」で … を"
