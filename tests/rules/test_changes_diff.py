"""What changed between two states: every kind of change, nothing for what did not change, and the way back to it."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pia_tui.assessment import Assessment
from pia_tui.forms import form_ids, load_form
from pia_tui.rules.changes import ItemChange, applied, diff
from pia_tui.rules.changes.blanks import same_but_for_blanks
from pia_tui.rules.changes.diff import _same, differing_keys
from pia_tui.rules.changes.order import compare_orders


def made() -> Assessment:
    """A 全項目評価書 with two files, contractors and recipients."""
    document = Assessment.new(load_form("zenkoumoku_h30"), "税の徴収に関する事務")
    answers = {
        "cover.1": "9",
        "I.1.2": "市税を集める。\n滞納を整理する。",
        "II[1].1": "収納ファイル",
        "II[2].1": "滞納ファイル",
        "II[1].2.3": "納税義務者",
        "II[1].4.1": "委託する",
        "II[1].4.1.1": 3,
        "II[1].5.1.1": True,
        "II[1].5.1.1.1": 55,
        "II[1].5.2[1]": "税務署",
        "II[1].5.2[1].6": ["その他（持参）"],
        "III[1].3.1.4": "十分である",
        "VI.1.1": "令和7年4月1日",
    }
    for number, name in enumerate(("印刷", "保守", "封入"), start=1):
        answers[f"II[1].4.2[{number}]"] = name
        answers[f"II[1].4.2[{number}].1"] = f"{name}の業務"
    for path, value in answers.items():
        document.apply(document.change(path, value))
    return document


def edited(edit: Callable[[Assessment], object]) -> tuple[Assessment, Assessment]:
    before = made()
    after = Assessment(before.form, before.state)
    edit(after)
    return before, after


def put(path: str, value: object) -> Callable[[Assessment], object]:
    return lambda document: document.apply(document.change(path, value))


def only(before: Assessment, after: Assessment) -> ItemChange:
    found = diff(before, after)
    assert len(found.changes) == 1, found
    assert found.hidden == ()
    return found.changes[0]


@pytest.mark.parametrize(
    ("path", "value", "before", "after", "star"),
    [
        ("cover.1", "12", "9", "12", False),
        ("I.1.2", "市税を徴収する。", "市税を集める。\n滞納を整理する。", "市税を徴収する。", True),
        ("II[1].2.3", "納税者", "納税義務者", "納税者", True),
        ("II[1].4.1.1", 4, "委託する（3）件", "委託する（4）件", True),
        ("II[1].5.1.1.1", 54, "[○]提供を行っている（55）件", "[○]提供を行っている（54）件", False),
        ("II[1].5.1.2", True, "[　]移転を行っている（　）件", "[○]移転を行っている（　）件", False),
        ("II[1].5.2[1].6", ["その他（郵送）"], "[○]その他（持参）", "[○]その他（郵送）", False),
        ("II[1].5.2[1].6", ["紙"], "[○]その他（持参）", "[○]紙　[　]その他（持参）", False),
        ("III[1].3.1.4", "課題が残されている", "十分である", "課題が残されている", True),
        ("VI.1.1", "令和8年4月1日", "令和7年4月1日", "令和8年4月1日", False),
        ("betten1.1", ["ab" * 32], "", "図（abababab）", False),
    ],
)  # fmt: skip
def test_a_change_reads_as_on_the_form(path: str, value: object, before: str, after: str, star: bool) -> None:
    found = only(*edited(put(path, value)))
    assert (found.kind, found.path, found.before, found.after, found.star) == ("changed", path, before, after, star)


def test_the_place_is_the_whole_way_in_the_forms_words() -> None:
    found = only(*edited(put("II[1].4.2[2].1", "保守と運用")))
    assert found.item == (
        "Ⅱ　特定個人情報ファイルの概要（1）収納ファイル　４．特定個人情報ファイルの取扱いの委託　委託事項2　①委託内容"
    )


def test_blocks_come_go_and_move_and_only_they_are_told() -> None:
    gone = only(*edited(lambda one: one.apply(one.remove_block("II[1].4.2[1]"))))
    assert (gone.kind, gone.path, gone.after) == ("removed", "II[1].4.2[1]", "")
    assert "印刷の業務" in gone.before

    def add(document: Assessment) -> None:
        document.apply(document.add_block("II[1].4.2", 2))
        document.apply(document.change("II[1].4.2[2]", "運搬"))
        document.apply(document.change("II[1].4.2[2].1", "みなと運送"))

    new = only(*edited(add))
    assert (new.kind, new.path, new.before) == ("added", "II[1].4.2[2]", "")
    assert "運搬" in new.after
    assert "みなと運送" in new.after
    moved = only(*edited(lambda one: one.apply(one.move_block("II[1].4.2[3]", 1))))
    assert (moved.kind, moved.path) == ("moved", "II[1].4.2[1]")
    assert (moved.before, moved.after) == ("委託事項3（封入）", "委託事項1（封入）")
    copy = only(*edited(lambda one: one.apply(one.duplicate_block("II[1].4.2[1]"))))
    assert (copy.kind, copy.path) == ("added", "II[1].4.2[2]")


def test_a_file_is_one_change_with_all_its_sections() -> None:
    def add(document: Assessment) -> None:
        document.apply(document.add_block("file"))
        for path, value in (("II[3].1", "新しいファイル"), ("III[3].3.1.4", "十分である"), ("II[3].4.2[1]", "印刷")):
            document.apply(document.change(path, value))

    new = only(*edited(add))
    assert (new.kind, new.path, new.star) == ("added", "II[3]", True)
    assert {"II[3].1", "III[3].3.1.4", "II[3].4.2[1]"} <= set(new.paths)
    gone = only(*edited(lambda one: one.apply(one.remove_block("file[1]"))))
    assert (gone.kind, gone.path) == ("removed", "II[1]")
    assert "印刷の業務" in gone.before


def test_what_is_no_change_is_hidden_and_says_why() -> None:
    def edit(document: Assessment) -> None:
        put("I.1.2", "市税を集める。 滞納を整理する。　")(document)
        put("II[1].1", "収納ファイル")(document)  # edited and edited back
        put("cover.7", "令和8年4月1日")(document)
        put("betten3.1[1].2", "Ⅰ")(document)
        document.apply(document.add_block("II[1].4.2"))
        put("note:I.1.2", "メモ")(document)

    found = diff(*edited(edit))
    assert found.changes == ()
    assert [(one.path, one.hidden) for one in found.hidden] == [
        ("cover.7", "publication"),
        ("I.1.2", "blanks"),
        ("II[1].4.2[4]", "empty_block"),
        ("betten3.1[1]", "annex"),
    ]


def test_an_answer_that_a_choice_switches_off_is_told_with_the_choice_alone() -> None:
    before, after = edited(put("II[1].4.1", "委託しない"))
    found = only(before, after)
    assert (found.path, found.before, found.after) == ("II[1].4.1", "委託する（3）件", "委託しない")
    put("II[1].4.1.1", 9)(after)
    assert [one.path for one in diff(before, after).changes] == ["II[1].4.1"]


def test_changes_stand_in_the_forms_order_with_what_went_where_it_was() -> None:
    def edit(document: Assessment) -> None:
        put("III[1].3.1.4", "課題が残されている")(document)
        document.apply(document.remove_block("II[1].4.2[2]"))
        put("II[1].4.2[2].1", "封入封緘")(document)
        put("II[1].4.2[1].1", "印字")(document)
        put("I.1.2", "市税")(document)

    found = diff(*edited(edit)).changes
    assert [(one.kind, one.path) for one in found] == [
        ("changed", "I.1.2"),
        ("changed", "II[1].4.2[1].1"),
        ("removed", "II[1].4.2[2]"),
        ("changed", "II[1].4.2[2].1"),
        ("changed", "III[1].3.1.4"),
    ]


def test_white_space_and_width_alone() -> None:
    assert same_but_for_blanks("ＡＢＣ １２", "ABC　12")
    assert same_but_for_blanks("ﾃﾞｰﾀ", "データ")
    assert not same_but_for_blanks("①", "1")
    assert not same_but_for_blanks("（株）", "㈱")


@given(st.permutations(list("abcdefg")), st.permutations(list("abcdefghi")), st.integers(0, 7))
def test_orders_need_as_few_moves_as_can_be(before: list[str], after: list[str], cut: int) -> None:
    before = before[cut:]
    found = compare_orders(before, after)
    kept = [each for each in before if each in after and each not in found.moved]
    assert kept == [each for each in after if each in before and each not in found.moved]
    if before == sorted(before) and len(before) > 1:
        one_moved = [*before[1:], before[0]]
        assert len(compare_orders(before, one_moved).moved) == 1
    assert set(found.merged) == {*before, *after}
    assert [each for each in found.merged if each in after] == after


def shuffled(document: Assessment, chance: random.Random, steps: int) -> None:
    """Edits of every kind at places that chance picks."""
    for _ in range(steps):
        nodes = [node for node in document.walk() if not node.item.option_text]
        node = chance.choice(nodes)
        if node.is_list:
            head = "file" if node.item.repeat and node.item.repeat.list else node.path
            size = document.count(head)
            what = chance.choice(("add", "remove", "move", "copy"))
            if what == "add" and size < 6:
                document.apply(document.add_block(head, chance.randint(1, size + 1)))
            elif size and what == "remove":
                document.apply(document.remove_block(f"{head}[{chance.randint(1, size)}]"))
            elif size and what == "move":
                document.apply(document.move_block(f"{head}[{chance.randint(1, size)}]", chance.randint(1, size)))
            elif size and size < 6 and what == "copy" and head != "file":
                document.apply(document.duplicate_block(f"{head}[{chance.randint(1, size)}]"))
            continue
        kind = node.value_kind
        if kind is None or not document.applies(node.key):
            continue
        value: object = {
            "flag": chance.choice((True, False, None)),
            "count": chance.randint(0, 30),
            "date": f"令和7年{chance.randint(1, 12)}月1日",
            "choice": chance.choice(node.item.choice_texts or ("",)),
            "multi": chance.sample(node.item.choice_texts, min(2, len(node.item.choices))),
            "figure": [f"{chance.randint(0, 9)}" * 64],
        }.get(kind, f"{chance.randint(0, 99)}")
        document.apply(document.change(node.path, value))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(form_ids()), st.integers(0, 10**9), st.integers(0, 60))
@example(
    "zenkoumoku_h30", 1119110, 33
)  # a written block after an empty one: the empty one came last, and the order broke
def test_the_changes_applied_to_the_old_state_give_the_new_one(form_id: str, seed: int, steps: int) -> None:
    chance = random.Random(seed)
    before = Assessment.new(load_form(form_id), "事務")
    shuffled(before, chance, 80)
    after = Assessment(before.form, before.state)
    shuffled(after, chance, steps)
    found = diff(before, after)
    together = [*found.changes, *found.hidden]
    chance.shuffle(together)
    came = Assessment(before.form, applied(before.state, together))
    shown = [(node.path, after.shown(node)) for node in after.walk() if node.applies and not node.is_list]
    assert [(node.path, came.shown(node)) for node in came.walk() if node.applies and not node.is_list] == shown
    left = {key for key in differing_keys(came.state, after.state) if came.path(key) is not None}
    assert left == set()
    assert len({(one.kind, one.key) for one in found.changes}) == len(found.changes)
    for one in found.changes:
        if one.kind == "changed":
            assert one.before != one.after


@pytest.mark.parametrize(("one", "other", "same"), [
    ((), None, True), ((), (), True), ((), ("a",), False), (("a",), ("a",), True), (True, 1, False), (0, False, False),
    (None, False, False), (1, 1, True), ("1", 1, False), (None, "", False),
])  # fmt: skip
def test_which_answers_are_the_same(one: object, other: object, same: bool) -> None:
    assert _same(one, other) is same  # type: ignore[arg-type]
    assert _same(other, one) is same  # type: ignore[arg-type]
