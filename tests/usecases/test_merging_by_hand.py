"""Orders, marks, decisions and excerpts of a merge, each by hand: what is taken, what is asked, what is shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pia_tui import keys
from pia_tui.assessment import Assessment
from pia_tui.forms import BadPath, load_form
from pia_tui.usecases.excerpts import excerpts, one_line
from pia_tui.usecases.exchange import merging
from pia_tui.usecases.exchange.conflicts import Choices, Conflict, UndecidedConflicts, choices


def merged(
    ours: str, theirs: str, base: str, *, mine: dict[str, str] | None = None, yours: dict[str, str] | None = None
) -> str:
    """Orders of blocks a, b, c … merged; `mine` and `yours` are answers inside them that the past does not have."""

    def held(order: str, answers: dict[str, str]) -> dict[str, str]:
        return {"L[]": json.dumps(list(order)), **{f"L[{block}].1": text for block, text in answers.items()}}

    return "".join(merging._merged_list("L[]", held(ours, mine or {}), held(theirs, yours or {}), held(base, {})))


@pytest.mark.parametrize(
    ("ours", "theirs", "base", "result"),
    [
        ("abc", "abc", "abc", "abc"),
        ("abcx", "abc", "abc", "abcx"),
        ("abc", "abcx", "abc", "abcx"),
        ("abc", "xabc", "abc", "xabc"),
        ("abcx", "abcy", "abc", "abcyx"),
        ("ab", "abc", "abc", "ab"),
        ("abc", "ab", "abc", "ab"),
        ("cab", "abc", "abc", "cab"),
        ("abc", "cab", "abc", "cab"),
        ("abx", "byc", "abc", "byx"),
        ("", "abc", "abc", ""),
        ("abc", "", "abc", ""),
        ("", "x", "", "x"),
        ("xa", "ay", "a", "xay"),
    ],
)
def test_an_order_of_both_sides(ours: str, theirs: str, base: str, result: str) -> None:
    assert merged(ours, theirs, base) == result


def test_a_block_that_one_side_wrote_in_is_not_removed_by_the_other() -> None:
    assert merged("abc", "ab", "abc", mine={"c": "文"}) == "abc"
    assert merged("ab", "abc", "abc", yours={"c": "文"}) == "abc"
    assert merged("bx", "abc", "abc", yours={"a": "文"}) == "abx"


def test_what_is_inside_a_block_and_what_is_not_told_of_it() -> None:
    assert merging._changed("a", {"L[a].1": "x"}, {})
    assert merging._changed("a", {}, {"L[a].1": "x"})
    assert not merging._changed("a", {"L[a].1": "x", "L[b].1": "y"}, {"L[a].1": "x"})
    assert not merging._changed("a", {keys.SOURCE.key("L[a].1"): "x"}, {})


@pytest.mark.parametrize(
    ("text", "value"), [("null", None), (None, None), ('["a"]', ("a",)), ("3", 3), ('"文"', "文"), ("true", True)]
)
def test_a_value_from_its_text(text: str | None, value: object) -> None:
    assert merging._value(text) == value


def test_the_name_of_a_content_is_that_of_its_answers_in_any_order() -> None:
    one, two = merging._share("a", '"x"'), merging._share("b", '"y"')
    assert one != two
    assert merging._share("a", None) == 0
    assert len(merging._name(one + two)) == 64
    assert merging._name(one + two) == merging._name(two + one) == merging._name(one + two + (1 << 256))
    assert merging._name(-1) == "f" * 64


@pytest.mark.parametrize(("mark", "content", "step"), [("ab-12", "ab", 12), ("ab", "ab", 0), ("ab-", "ab", 0)])
def test_what_a_mark_says(mark: str, content: str, step: int) -> None:
    assert merging._of_mark(keys.MERGED.key(mark)) == (content, step)


@pytest.mark.parametrize(
    ("mine", "yours", "much"),
    [
        ((3, "a"), (4, "a"), 1),
        ((3, "a"), (4, "b"), 0),
        ((3, "a", True, 4), (4, "a"), merging._MOST_EVENTS),
        ((3, "a", True, 5), (4, "a"), 1),
        ((3, "a"), (4, "a", True, 3), merging._MOST_EVENTS),
        ((3, "a"), (4, "a", True, 4), 1),
        ((3, "a", True, 4), (4, "a", True, 3), 0),
    ],
)
def test_how_much_speaks_for_a_meeting(mine: tuple[Any, ...], yours: tuple[Any, ...], much: int) -> None:
    assert merging._evidence(merging._Event(*mine), merging._Event(*yours)) == much


# -- decisions --------------------------------------------------------------------------------------------------------

CONFLICT = Conflict("I.1.2", "事務の内容", "甲", "乙")


def test_a_decision_on_one_thing_goes_before_one_on_all() -> None:
    made = Choices("ours", {"a": "theirs"}, {("u", "a"): "ours", ("", "b"): "theirs"})
    assert [made.of("a", "u"), made.of("a"), made.of("b"), made.of("b", "u"), made.of("c")] == [
        "ours",
        "theirs",
        "theirs",
        "ours",
        "ours",
    ]
    assert Choices().of("a") is None


def test_what_nobody_has_decided_is_named() -> None:
    Choices("ours").check([CONFLICT])
    Choices(each={"I.1.2": "theirs"}).check([CONFLICT])
    Choices().check([])
    with pytest.raises(UndecidedConflicts, match="1 件") as told:
        Choices(each={"I.1.3": "theirs"}).check([CONFLICT])
    assert told.value.conflicts == (CONFLICT,)
    assert told.value.safe
    assert "--ours" in told.value.next


def test_decisions_as_they_are_typed() -> None:
    document = Assessment.new(load_form("juten_h30"), "試し")
    made = choices([document], "ours", ["I.1.2", "@name"], ["II[1].1"])
    assert made.all == "ours"
    assert made.each == {"I.1.2": "ours", "@name": "ours", document.key("II[1].1"): "theirs"}
    assert choices([], None, ["II[#aaaaaa].1"], []).each == {"II[#aaaaaa].1": "ours"}
    assert choices([], None, [], ["note:I.1.2"]).each == {"note:I.1.2": "theirs"}
    for place in ("?", "II[9].1"):
        with pytest.raises(BadPath):
            choices([document], None, [place], [])


# -- excerpts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (None, "（空欄）"),
        (False, "×"),
        (True, "○"),
        ("一\n二", "一 二"),
        (("紙", "電子"), "紙、電子"),
        (0, "0"),
        ("", ""),
    ],
)
def test_an_answer_on_one_line(value: Any, line: str) -> None:
    assert one_line(value) == line
    assert one_line("一\n二", "/") == "一/二"


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        ("あ" * 50, "い" * 50, ("あ" * 50, "い" * 50)),
        ("あ" * 51, "い", ("あ" * 50 + "…", "い")),
        ("a" * 41 + "x" * 20, "a" * 41 + "y", ("…" + "a" * 20 + "x" * 20, "…" + "a" * 20 + "y")),
        ("a" * 40 + "x" * 20, "a" * 40 + "y", ("a" * 40 + "x" * 10 + "…", "a" * 40 + "y")),
        ("a" * 60, "a" * 55, ("…" + "a" * 25, "…" + "a" * 20)),
        ("a" * 41 + "x" * 31, "a" * 41, ("…" + "a" * 20 + "x" * 30 + "…", "…" + "a" * 20)),
    ],
)
def test_two_long_answers_from_where_they_differ(one: str, other: str, shown: tuple[str, str]) -> None:
    assert excerpts(one, other, 50) == shown
