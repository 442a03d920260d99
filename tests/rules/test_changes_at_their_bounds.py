"""Texts, lists and rows of changes at the bounds of what is cut, joined, marked and put in order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.rules.changes import excerpt
from pia_tui.rules.changes.blanks import same_but_for_blanks, without_blanks
from pia_tui.rules.changes.data import change_rules
from pia_tui.rules.changes.diff import BlockMove, ItemChange, _ordered, follows
from pia_tui.rules.changes.excerpt import Hunk, excerpts, hunks, marked, sentences
from pia_tui.rules.changes.order import compare_orders
from pia_tui.rules.changes.rows import _short
from pia_tui.rules.changes.timing import Timing, joined, overall

TEXT = st.text(alphabet="あ市民。\n1（）", max_size=40)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("一。二。", ["一。", "二。"]),
        ("一。」二", ["一。」", "二"]),
        ("一\n\n二", ["一\n", "\n", "二"]),
        ("", []),
        ("（一。）二。", ["（一。）", "二。"]),
        ("。\n", ["。", "\n"]),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ("同じ。市民課が行う。", "同じ。税務課が行う。", ["市民課"], ["税務課"]),
        ("一。", "一。二。", [], ["二。"]),
        ("一。二。", "二。", ["一。"], []),
        ("12人", "13人", ["12"], ["13"]),
        ("ABC順", "ABD順", ["ABC"], ["ABD"]),
        ("前 後", "前　後", [" "], ["　"]),
        ("同じ", "同じ", [], []),
        ("", "文", [], ["文"]),
        ("あ漢カ", "い字ナ", ["あ漢カ"], ["い字ナ"]),
    ],
)
def test_the_words_that_differ(before: str, after: str, gone: list[str], come: list[str]) -> None:
    one, other = marked(before, after)
    assert [before[start:end] for start, end in one.spans] == gone
    assert [after[start:end] for start, end in other.spans] == come


def test_of_very_many_words_only_the_ends_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = "甲1乙2丙", "甲9乙8丙"
    assert len(marked(before, after)[0].spans) == 2
    monkeypatch.setattr(excerpt, "_MOST_WORDS", 5)
    assert len(marked(before, after)[0].spans) == 2
    monkeypatch.setattr(excerpt, "_MOST_WORDS", 4)
    one, other = marked(before, after)
    assert (one.spans, other.spans) == (((1, 4),), ((1, 4),))


@pytest.mark.parametrize(
    ("one", "other", "spans"),
    [
        ("abcd", "abXd", ((2, 3), (2, 3))),
        ("ab", "abc", ((2, 2), (2, 3))),
        ("abc", "bc", ((0, 1), (0, 0))),
        ("aa", "aaa", ((2, 2), (2, 3))),
        ("xay", "xby", ((1, 2), (1, 2))),
        ("", "a", ((0, 0), (0, 1))),
    ],
)
def test_what_lies_between_the_common_ends(one: str, other: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert excerpt._ends(one, other) == [spans]


@given(TEXT, TEXT)
def test_the_places_taken_one_by_one_give_the_other_text(before: str, after: str) -> None:
    found = hunks(before, after)
    text = before
    for each in reversed(found):
        assert text[each.start : each.end] == each.before
        text = each.taken_into(text)
    assert text == after
    assert all(each.before != each.after for each in found)


def test_a_place_taken_into_a_text() -> None:
    assert hunks("一。二。三。", "一。四。三。") == [Hunk(2, 4, "二。", "四。")]
    assert Hunk(2, 4, "二。", "四。").taken_into("一。二。三。") == "一。四。三。"


LINES = [f"文{n}。" for n in range(6)]


@pytest.mark.parametrize(
    ("before", "after", "one", "other"),
    [
        (LINES, ["x。", *LINES[1:]], "文0。（略）", "x。（略）"),
        (LINES, [*LINES[:3], "x。", *LINES[4:]], "（略）\n文3。（略）", "（略）\nx。（略）"),
        (LINES, [*LINES[:3], "x。", *LINES[3:]], "（略）\n文2。（略）", "（略）\n文2。x。（略）"),
        (LINES, ["x。", *LINES], "文0。（略）", "x。文0。（略）"),
        (LINES, [*LINES, "x。"], "（略）\n文5。", "（略）\n文5。x。"),
        (LINES[1:], LINES, "文1。（略）", "文0。文1。（略）"),
        (LINES, [], "".join(LINES), ""),
        ([], LINES, "", "".join(LINES)),
    ],
)
def test_what_is_left_of_long_texts(before: list[str], after: list[str], one: str, other: str) -> None:
    assert excerpts("".join(before), "".join(after), long_text=0) == (one, other)


@pytest.mark.parametrize(("limit", "cut"), [(18, False), (17, True)])
def test_from_which_length_a_text_is_cut(limit: int, cut: bool) -> None:
    before, after = "".join(LINES), "".join(["文x。", *LINES[1:]])
    assert len(before) == 18
    assert ("（略）" in excerpts(before, after, long_text=limit)[0]) is cut
    longest = change_rules().long_text
    assert excerpts("あ" * longest, "い") == ("あ" * longest, "い")


def test_the_lines_of_a_block_that_fit() -> None:
    most = change_rules().long_text
    assert _short("あ" * (most + 1)) == "あ" * (most + 1)  # one line is not cut
    half = "あ" * (most // 2)
    assert _short(f"{half}\n{half}") == f"{half}\n{half}"
    assert _short(f"{half}\n{half}い") == f"{half}\n（略）"
    assert _short(f"{half}\n{half}い\nう") == f"{half}\n（略）"
    assert _short(f"{half[:-1]}\n{half}") == f"{half[:-1]}\n{half}"
    assert _short("短い\n文") == "短い\n文"


# -- orders -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "added", "removed", "moved", "merged"),
    [
        ("abc", "abc", "", "", "", "abc"),
        ("abc", "acb", "", "", 1, "acb"),
        ("abc", "ac", "", "b", "", "abc"),
        ("abc", "bc", "", "a", "", "abc"),
        ("ab", "abx", "x", "", "", "abx"),
        ("", "ab", "ab", "", "", "ab"),
        ("ab", "", "", "ab", "", "ab"),
        ("abcd", "dabc", "", "", "d", "dabc"),
        ("abcd", "bcda", "", "", "a", "bcda"),
        ("abc", "xc", "x", "ab", "", "abxc"),
        ("abc", "cb", "", "a", 1, "acb"),
    ],
)
def test_how_a_list_became_another(
    before: str, after: str, added: str, removed: str, moved: str | int, merged: str
) -> None:
    found = compare_orders(list(before), list(after))
    assert (found.added, found.removed, found.merged) == (frozenset(added), frozenset(removed), tuple(merged))
    assert found.moved == frozenset(moved) if isinstance(moved, str) else len(found.moved) == moved


def test_what_a_block_follows() -> None:
    assert [follows(("a", "b"), each) for each in ("a", "b", "c")] == ["", "a", ""]
    assert follows((), "a") == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ａ １", "a1", True),
        ("ｶﾞ", "ガ", True),
        ("か\u3099", "が", True),
        ("①", "1", False),
        ("㈱", "株", False),
        ("a\nb", "ab", True),
        ("a", "A", False),
        ("", " ", True),
    ],
)
def test_texts_that_differ_in_blanks_or_width_alone(one: str, other: str, same: bool) -> None:
    assert same_but_for_blanks(one, other) is same
    assert (without_blanks(one) == without_blanks(other)) is same


# -- when a row is submitted ------------------------------------------------------------------------------------------


def test_the_gravest_of_several_decides() -> None:
    grave, wrong = Timing("事前", "x", True), Timing("事後", "y", True, (), "おかしい")
    light, waiting = Timing("事後", "z", False), Timing("", "", None, ("risk",))
    assert joined([light, grave]) is grave
    assert joined([grave, wrong]) is wrong
    assert joined([light, light]) == light
    assert joined([waiting, grave, Timing("", "", None, ("in_force", "risk"))]) == Timing(
        "", "", None, ("risk", "in_force")
    )
    assert [overall(each) for each in ([], [light], [light, grave], [waiting])] == [
        None,
        "correction",
        "again",
        "correction",
    ]


def test_blocks_are_put_where_they_stand_afterwards() -> None:
    def put(kind: str, follows: str) -> ItemChange:
        move = BlockMove("L[]", "x", follows)
        return ItemChange(kind, "", "", "", "", "", block=move)  # type: ignore[arg-type]

    assert _ordered(("a", "b"), {"x": put("added", "")}) == ["x", "a", "b"]
    assert _ordered(("a", "b"), {"x": put("added", "a")}) == ["a", "x", "b"]
    assert _ordered(("a", "b"), {"x": put("added", "gone")}) == ["x", "a", "b"]
    assert _ordered(("a", "b"), {"a": put("removed", "")}) == ["b"]
    assert _ordered(("a", "b", "c"), {"a": put("moved", "b")}) == ["b", "a", "c"]
    assert _ordered((), {"x": put("added", "y"), "y": put("added", "")}) == ["y", "x"]


def test_sentences_and_words_that_come_again_and_again_are_compared_like_others() -> None:
    many = ["同じ。"] * 250
    before, after = "".join(many), "".join([*many, "x。"])
    assert excerpts(before, after, long_text=0)[1].lstrip("（略）\n") == "同じ。x。"
    assert [each.after for each in hunks(before, after)] == ["x。"]
    assert [after[start:end] for start, end in marked(before, after)[1].spans] == ["x。"]
    words = "あ1" * 150
    one, other = marked(words, f"{words}漢")
    assert (one.spans, other.spans) == ((), ((300, 301),))
