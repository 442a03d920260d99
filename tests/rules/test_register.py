"""計画管理書: the line of a 事務 from its 評価書, its judgements and its deadlines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pia_tui.rules.duties.model import Due, Held, Judged, PublicationDay, Task
from pia_tui.rules.duties.register import RegisterLine, number_problems, published_text, register_lines, register_words
from pia_tui.rules.duties.tasks import group


def held(identity: int = 1, /, **more: Any) -> Held:
    return Held(
        **{"id": identity, "uuid": f"u{identity}", "name": "国保の事務", "number": "12", "level": "kiso", **more}
    )


def due(on: date | None, *documents: int, since: date = date(2026, 1, 1), name: str = "x") -> Due:
    return Due("review", name, on, since, 0, "soon", documents, (), "", "", "", "", (), "", "", "", "")


def line(*documents: Held, dues: tuple[Due, ...] = (), edited: tuple[int, ...] = ()) -> RegisterLine:
    (made,) = register_lines([Task("t", "国保の事務", "12", "保険課", documents)], dues, edited)
    return made


def published(*known: tuple[str, date]) -> tuple[PublicationDay, ...]:
    return tuple(PublicationDay(kind, on) for kind, on in known)


@pytest.mark.parametrize(("documents", "edited", "state"), [
    ([{}], (), "unpublished"),
    ([{"cover": date(2025, 4, 1)}], (), "published"),
    ([{"cover": date(2025, 4, 1)}, {}], (), "published"),
    ([{"cover": date(2025, 4, 1)}], (1,), "editing"),
    ([{"cover": date(2025, 4, 1)}], (7,), "published"),
    ([{"cover": date(2025, 4, 1)}, {}], (2,), "editing"),
    ([{"reference": True, "cover": date(2025, 4, 1)}], (1,), "reference"),
    ([{"reference": True}, {}], (), "unpublished"),
    ([{"publications": published(("終了", date(2025, 4, 1)))}], (1,), "ended"),
    ([{"publications": published(("終了", date(2025, 4, 1)))}, {}], (), "published"),
])  # fmt: skip
def test_the_state_of_a_task(documents: list[dict[str, Any]], edited: tuple[int, ...], state: str) -> None:
    made = line(*(held(n, **each) for n, each in enumerate(documents, start=1)), edited=edited)
    assert made.state == state
    assert made.state_word == getattr(register_words(), state) != ""


def test_the_newest_publication_of_each_kind() -> None:
    one = held(1, publications=published(("実施", date(2020, 4, 1)), ("再実施", date(2025, 4, 1))))
    other = held(
        2, publications=published(("修正", date(2024, 4, 1)), ("修正", date(2023, 4, 1)), ("?", date(2026, 1, 1)))
    )
    made = line(one, other)
    assert (made.assessed, made.corrected, made.published) == (
        PublicationDay("再実施", date(2025, 4, 1)),
        PublicationDay("修正", date(2024, 4, 1)),
        PublicationDay("?", date(2026, 1, 1)),
    )
    ended = line(held(1, publications=published(("終了", date(2026, 4, 1)), ("実施", date(2020, 4, 1)))))
    assert (ended.corrected, ended.published) == (None, PublicationDay("終了", date(2026, 4, 1)))
    assert ended.assessed == PublicationDay("実施", date(2020, 4, 1))
    none = line(held())
    assert (none.assessed, none.corrected, none.published) == (None, None, None)
    cover = line(held(cover=date(2025, 4, 1)))
    assert (cover.assessed, cover.published) == (None, PublicationDay("", date(2025, 4, 1), "cover"))


def test_a_publication_as_it_is_written() -> None:
    assert published_text(None) == ""
    assert published_text(PublicationDay("修正", date(2025, 4, 1))) == "修正　令和7年4月1日"
    assert published_text(PublicationDay("", date(2025, 4, 1), "cover")) == "令和7年4月1日（表紙）"


def test_the_kinds_of_paper_stand_once_each_the_lightest_first() -> None:
    made = line(held(1, level="juten"), held(2, level="kiso"), held(3, level="kiso"), held(4, level="?"))
    assert made.levels == "基礎＋重点"
    assert [each.id for each in made.documents] == [1, 2, 3, 4]
    assert line(held(level="?")).levels == ""


def test_what_is_in_the_archive_stands_aside_while_something_else_is_there() -> None:
    made = line(held(1, archived=True, level="juten"), held(2))
    assert ([each.id for each in made.documents], made.levels) == ([2], "基礎")
    assert [each.id for each in line(held(1, archived=True), held(2, archived=True)).documents] == [1, 2]


def test_a_judgement_on_record_comes_before_what_the_papers_say() -> None:
    papers = {"threshold_result": "紙の結果", "subjects_band": "1万人以上10万人未満", "handlers_band": "500人未満"}
    judged = (Judged(1, date(2026, 4, 1), 12_345, 600, False, "juten"),)
    made = line(held(judgements=judged, **papers))
    assert (made.level, made.judged_on) == ("juten", date(2026, 4, 1))
    assert (made.subjects, made.handlers) == ("12,345人", "600人")
    assert made.judgement == "基礎項目評価及び重点項目評価の実施が義務付けられる"
    plain = line(held(1), held(2, **papers))
    assert (plain.level, plain.judged_on, plain.judgement) == ("", None, "紙の結果")
    assert (plain.subjects, plain.handlers) == ("1万人以上10万人未満", "500人未満")
    unknown = line(held(judgements=(Judged(1, date(2026, 4, 1), 1, 1, False, "?"),), **papers))
    assert (unknown.level, unknown.judged_on, unknown.judgement) == ("", date(2026, 4, 1), "紙の結果")
    band = line(held(judgements=(Judged(1, date(2026, 4, 1), "30万人以上", "500人以上", False, "kiso"),)))
    assert (band.subjects, band.handlers) == ("30万人以上", "500人以上")
    empty = line(held())
    assert (empty.judgement, empty.subjects, empty.handlers) == ("", "", "")


def test_what_comes_next_is_the_earliest_of_all_its_papers() -> None:
    late, early = due(date(2027, 4, 1), 1, name="late"), due(date(2027, 1, 1), 2, name="early")
    at_once = due(None, 1, 2, since=date(2026, 6, 1), name="at once")
    other = due(date(2026, 1, 1), 3, name="other")
    both = (held(1), held(2))
    for dues in ((late, early, other), (early, other, late)):
        made = line(*both, dues=dues)
        assert made.due is early
    assert line(*both, dues=(late, at_once, early)).due is at_once
    assert line(held(1), dues=(due(date(2027, 6, 1), 1, name="later"), late)).due is late
    assert line(held(1), dues=(late, due(date(2027, 4, 1), 1, name="second"))).due is late
    assert line(*both, dues=(other,)).due is None


def test_lines_follow_the_tasks_and_name_them() -> None:
    tasks = [Task(f"t{n}", f"事務{n}", str(n), f"課{n}", (held(n),)) for n in (3, 1)]
    found = register_lines(tasks, ())
    assert [(one.number, one.task, one.task_id, one.department) for one in found] == [
        ("3", "事務3", "t3", "課3"), ("1", "事務1", "t1", "課1"),
    ]  # fmt: skip


def test_a_number_of_two_tasks_is_told_in_the_order_of_the_numbers() -> None:
    papers = [
        held(n, number=number, task_id=f"t{n}", task_name=f"事務{n}", name=f"事務{n}", body="見本市長")
        for n, number in enumerate(("2", "1", "2", "1", "3"), start=1)
    ]
    told = number_problems(group(papers))
    assert len(told) == 2
    assert told[0] == register_words().duplicate.format(number="1", names="事務2」「事務4")
    assert "事務1」「事務3" in told[1]
    assert number_problems(group(papers[:2])) == []
